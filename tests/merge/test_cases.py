"""The merge rules, case by case: `cases.yaml` for reports of one message, and here what takes more to set up."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

import dlrkit
from dlrkit import DeliveryEvidence, Ledger, MessageKey, MessageState, Reason, Retry, State, merge
from dlrkit._core.report import Undecoded, UndecodedReport

from .kit import START, AcmeReport, EmcaReport, report

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text())
KEY = MessageKey("acme", "m1", "13800138000")
DAY = timedelta(days=1)


def the_only(states: list[MessageState]) -> MessageState:
    (state,) = states
    return state


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_reports_of_a_message(case: dict[str, Any]) -> None:
    reports = [report(text) for text in case["reports"]]
    merged = the_only(merge(reports))
    assert merged.key == KEY
    assert (merged.state, merged.evidence) == (case["state"], case.get("evidence", "unspecified"))
    assert merged.reports == tuple(reports)
    assert merged.conflicts == tuple(report(text) for text in case.get("conflicts", ()))
    assert merged.duplicates == tuple(report(text) for text in case.get("duplicates", ()))
    assert merged.report is None or merged.report.state is merged.state


def test_the_report_that_decides_is_the_first_that_said_so() -> None:
    reports = [report("queued"), report("undelivered~A"), report("undelivered~B"), report("delivered")]
    merged = the_only(merge(reports))
    assert merged.report is reports[1]
    assert (merged.is_final, merged.reason, merged.retry) == (True, Reason.UNKNOWN, Retry.LATER)


def test_a_message_that_has_not_failed_has_no_reason() -> None:
    merged = the_only(merge([report("delivered"), report("undelivered")]))
    assert (merged.reason, merged.retry) == (None, None)


def test_parts_stand_in_order_each_with_its_own_reports() -> None:
    texts = ["delivered#2/2", "queued", "expired#1/2", "delivered#1/2", "delivered#2/2"]
    merged = the_only(merge(report(text) for text in texts))
    assert [(part.segment, part.state, part.place) for part in merged.parts] == [
        (None, State.QUEUED, 1),
        (1, State.EXPIRED, 2),
        (2, State.DELIVERED, 0),
    ]
    assert [[part.reports, part.duplicates, part.conflicts] for part in merged.parts[1:]] == [
        [(report("expired#1/2"), report("delivered#1/2")), (), (report("delivered#1/2"),)],
        [(report("delivered#2/2"), report("delivered#2/2")), (report("delivered#2/2"),), ()],
    ]
    assert merged.segments == 2


@pytest.mark.parametrize(
    "other",
    [
        report("expired", id="m2"),
        report("expired", phone="13800138001"),
        report("expired", phone=None),
        report("expired", EmcaReport),
    ],
    ids=["id", "phone", "no phone", "vendor"],
)
def test_reports_of_another_message_are_kept_apart(other: dlrkit.DeliveryReport) -> None:
    states = merge([report("delivered"), other])
    assert [state.state for state in states] == [State.DELIVERED, State.EXPIRED]
    assert [state.key for state in states] == [KEY, MessageKey.of(other)]


def test_reports_without_an_id_are_never_merged() -> None:
    rows = [report("delivered", id=None), report("expired", id=""), report("delivered", id=None)]
    unread = UndecodedReport(Undecoded(index=0, raw=b"{", problem="broken"), "acme", "status")
    states = merge([rows[0], report("queued"), *rows[1:], unread])
    assert [(state.key.message_id, state.state) for state in states] == [
        ("m1", State.QUEUED),
        (None, State.DELIVERED),
        (None, State.EXPIRED),
        (None, State.DELIVERED),
        (None, State.UNRECOGNISED),
    ]
    assert [state.reports for state in states[1:]] == [(rows[0],), (rows[1],), (rows[2],), (unread,)]
    assert not any(state.conflicts or state.duplicates for state in states)


@pytest.mark.parametrize(
    ("texts", "before", "after"),
    [
        ([], "queued", "no_report"),
        (["queued"], "queued", "no_report"),
        (["buffered", "unrecognised"], "buffered", "no_report"),
        (["unrecognised"], "unrecognised", "no_report"),
        (["delivered#1/2"], "in_transit", "no_report"),
        (["unknown"], "unknown", "unknown"),
        (["delivered"], "delivered", "delivered"),
        (["expired", "delivered"], "expired", "expired"),
    ],
)
def test_only_what_has_no_final_by_the_deadline_is_no_report(texts: list[str], before: str, after: str) -> None:
    reports = [report(text) for text in texts]
    just_before = the_only(merge(reports, sent={KEY: START}, deadline=DAY, now=START + DAY - timedelta(seconds=1)))
    assert (just_before.state, just_before.sent_at) == (before, START)
    overdue = the_only(merge(reports, sent={KEY: START}, deadline=DAY, now=START + DAY))
    assert (overdue.state, overdue.reports) == (after, tuple(reports))
    if after == "no_report":
        assert (overdue.is_final, overdue.report, overdue.evidence) == (False, None, DeliveryEvidence.LOCAL)


def test_a_late_report_overrides_no_report() -> None:
    ledger = Ledger(deadline=DAY)
    ledger.add_sent(KEY, START)
    late = START + 3 * DAY
    assert the_only(ledger.states(now=late)).state is State.NO_REPORT
    ledger.add(report("delivered"))
    merged = the_only(ledger.states(now=late))
    assert (merged.state, merged.conflicts) == (State.DELIVERED, ())


def test_an_orphan_is_never_no_report_and_finds_its_send_record_later() -> None:
    ledger = Ledger(deadline=DAY)
    ledger.add(report("in_transit"))
    orphan = the_only(ledger.states(now=START + 9 * DAY))
    assert (orphan.is_orphan, orphan.state) == (True, State.IN_TRANSIT)
    ledger.add_sent(KEY, START)
    found = the_only(ledger.states(now=START))
    assert (found.is_orphan, found.sent_at, found.reports) == (False, START, orphan.reports)


def test_without_a_deadline_or_a_time_nothing_is_no_report() -> None:
    assert the_only(merge([], sent={KEY: START})).state is State.QUEUED
    assert the_only(merge([], sent={KEY: START}, deadline=DAY)).state is State.NO_REPORT
    assert the_only(merge([], sent={KEY: datetime.now(UTC)}, deadline=DAY)).state is State.QUEUED


@pytest.mark.parametrize("times", [(START, START + DAY), (START + DAY, START)])
def test_of_two_send_records_the_earlier_counts(times: tuple[datetime, datetime]) -> None:
    ledger = Ledger()
    for time in times:
        ledger.add_sent(KEY, time)
    assert the_only(ledger.states()).sent_at == START


PHONES: list[tuple[str, list[str | None], list[str | None], dict[str | None, tuple[int, bool]]]] = [
    # what is sent to, whom reports name, and by phone: how many reports there are, and whether they are of ours
    ("the same phone", ["1"], ["1"], {"1": (1, True)}),
    ("one of two is silent", ["1", "2"], ["1"], {"1": (1, True), "2": (0, True)}),
    ("a phone that we did not send to", ["1"], ["2"], {"2": (1, False), "1": (0, True)}),
    ("reports name no phone", ["1"], [None, None], {"1": (2, True)}),
    ("reports name no phone and there are two", ["1", "2"], [None], {None: (1, False), "1": (0, True), "2": (0, True)}),
    ("only some reports name the phone", ["1"], [None, "1"], {None: (1, False), "1": (1, True)}),
    ("the record names no phone", [None], ["1", "2"], {"1": (1, True), "2": (1, True)}),
    ("nobody names a phone", [None], [None], {None: (1, True)}),
    ("the record names no phone and nothing came", [None], [], {None: (0, True)}),
    ("an empty phone is none", [""], [""], {None: (1, True)}),
]


@pytest.mark.parametrize(("sent", "named", "expected"), [case[1:] for case in PHONES], ids=[case[0] for case in PHONES])
def test_send_records_find_their_reports(
    sent: list[str | None], named: list[str | None], expected: dict[str | None, tuple[int, bool]]
) -> None:
    records = {MessageKey("acme", "m1", phone): START for phone in sent}
    states = merge([report("queued", phone=phone) for phone in named], sent=records)
    assert {state.key.phone: (len(state.reports), not state.is_orphan) for state in states} == expected
    assert len(states) == len(expected)


@pytest.mark.parametrize(
    ("key", "time"),
    [(MessageKey("acme", None), START), (MessageKey("acme", ""), START), (KEY, START.replace(tzinfo=None))],
    ids=["no id", "empty id", "no zone"],
)
def test_a_send_record_that_can_match_nothing_is_refused(key: MessageKey, time: datetime) -> None:
    with pytest.raises(ValueError, match="needs"):
        Ledger().add_sent(key, time)


def test_a_message_is_looked_up_by_its_key() -> None:
    ledger = Ledger()
    ledger.add_sent(MessageKey("acme", "m2", "1"), START)
    for phone in ("1", "2"):
        ledger.add(report("delivered", phone=phone))
    ledger.add(report("expired", id="m2", phone=None))
    ledger.add(report("expired", id=None, phone="1"))
    found = {
        key: state.state if (state := ledger.state(MessageKey(*key))) else None
        for key in [
            ("acme", "m1", "1"), ("acme", "m1", None), ("acme", "m1", "3"), ("emca", "m1", "1"), ("acme", None, "1"),
            ("acme", "m2", "1"), ("acme", "m2", None),
        ]
    }  # fmt: skip
    assert found == {
        ("acme", "m1", "1"): State.DELIVERED,
        ("acme", "m1", None): None,
        ("acme", "m1", "3"): None,
        ("emca", "m1", "1"): None,
        ("acme", None, "1"): None,
        ("acme", "m2", "1"): State.EXPIRED,
        ("acme", "m2", None): State.EXPIRED,
    }


def test_the_deadline_holds_for_a_message_looked_up() -> None:
    ledger = Ledger(deadline=DAY)
    ledger.add_sent(KEY, START)
    states = [ledger.state(KEY, now=now) for now in (START, START + DAY, None)]
    assert [state and state.state for state in states] == [State.QUEUED, State.NO_REPORT, State.NO_REPORT]


WILDDOG = [
    {"rrid": "r1", "mobile": "13800138000", "status": 1, "receiveTime": "2024-05-01 16:00:00"},
    {"rrid": "r1", "mobile": "13800138000", "status": 3, "deliveryStatus": "MY:1108"},
    {"rrid": "r1", "mobile": "13800138001", "status": 2, "deliveryStatus": "DELIVRD"},
]
MOBSET = [{"SmsId": "s1", "Status": "12", "ReportTime": "2024-05-01 16:00:00"}]


def real_reports() -> list[dlrkit.DeliveryReport]:
    from dlrkit.mobset import models as mobset
    from dlrkit.mobset import reports as mobset_reports
    from dlrkit.wilddog import models as wilddog
    from dlrkit.wilddog import reports as wilddog_reports

    # The first row comes by both of Wilddog's endpoints.
    wilddog_rows = msgspec.convert(WILDDOG, list[wilddog.StatusRow])
    mobset_rows = msgspec.convert(MOBSET, list[mobset.SmsReport])
    return [
        wilddog_reports.StatusByRridReport(wilddog_rows[0]),
        *map(wilddog_reports.StatusBatchReport, wilddog_rows),
        *map(mobset_reports.SmsGetReportReport, mobset_rows),
    ]


def test_reports_of_several_vendors_and_endpoints() -> None:
    states = merge(real_reports(), sent={MessageKey("mobset", "s1", "13800138000"): START})
    assert {state.key: (state.state, len(state.duplicates), state.reason) for state in states} == {
        ("mobset", "s1", "13800138000"): (State.DELIVERED, 0, None),
        ("wilddog", "r1", "13800138000"): (State.REJECTED, 1, Reason.INVALID_NUMBER),
        ("wilddog", "r1", "13800138001"): (State.DELIVERED, 0, None),
    }


def test_a_report_says_nothing_of_parts_and_evidence_by_itself() -> None:
    for each in real_reports():
        assert (each.segment, each.segments, each.evidence) == (None, None, DeliveryEvidence.UNSPECIFIED)
    plain = report("delivered#2/3+handset").to_dict()
    assert (plain["segment"], plain["segments"], plain["evidence"]) == (2, 3, "handset")


def test_the_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    readme = Path(__file__).parents[2] / "generated" / "README.md"
    _, _, section = readme.read_text().partition("## One state per message")
    example = section.split("```")[1].removeprefix("python\n")
    exec(example, {"reports": [report("delivered"), report("expired")]})
    assert capsys.readouterr().out == "13800138000 no_report 0 0\n13800138000 delivered 2 1\n"


def test_a_pickled_ledger_goes_on_where_it_was() -> None:
    ledger = Ledger(deadline=DAY)
    ledger.add_sent(MessageKey("mobset", "s1", "13800138000"), START)
    first, *rest = real_reports()
    ledger.add(first)
    ledger.add(report("delivered", AcmeReport, id=None))
    again = pickle.loads(pickle.dumps(ledger))
    for each in rest:
        ledger.add(each)
        again.add(each)
    assert again.states(now=START) == ledger.states(now=START)
    assert pickle.loads(pickle.dumps(ledger.states(now=START))) == ledger.states(now=START)
