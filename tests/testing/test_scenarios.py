"""Messages and their timelines: late, twice, out of order, never, changed; the same under one seed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dlrkit
from dlrkit.testing import Clock, Fakes, FakeVendor, Message, Odds, Report, Scenario, fake, vendors

from .kit import call

START = datetime(2024, 5, 1, 8, tzinfo=UTC)


def wilddog(*reports: Report) -> FakeVendor:
    return fake("wilddog", clock=Clock(START), messages=[Message(id="m", reports=list(reports))])


def state(made: FakeVendor) -> tuple[str, str | None]:
    (report,) = call(made, "status_by_rrid", rrid="m").reports()
    return report.state.value, report.raw_code


def test_a_message_goes_from_under_way_to_final() -> None:
    made = wilddog(Report(after=60, state=dlrkit.State.UNDELIVERED, code="MK:0001"))
    assert state(made) == ("in_transit", None)
    made.clock.advance(59)
    assert state(made) == ("in_transit", None)
    made.clock.advance(1)
    assert state(made)[1] == "MK:0001"
    (report,) = call(made, "status_batch").reports()
    assert report.reported_at == START + timedelta(seconds=60)


def test_a_late_report_comes_late() -> None:
    made = wilddog(Report(after=20 * 3600))
    made.clock.advance(19 * 3600)
    assert list(call(made, "status_batch").reports()) == []
    made.clock.advance(3600)
    assert len(list(call(made, "status_batch").reports())) == 1


def test_a_duplicate_is_handed_out_twice() -> None:
    made = wilddog(Report(after=0, times=2))
    assert [report.message_id for report in call(made, "status_batch").reports()] == ["m", "m"]


def test_reports_out_of_order_say_when_they_were_made() -> None:
    made = wilddog(
        Report(after=10, state=dlrkit.State.DELIVERED), Report(after=20, state=dlrkit.State.IN_TRANSIT, stamped=5)
    )
    made.clock.advance(30)
    reports = list(call(made, "status_batch").reports())
    assert [report.state.value for report in reports] == ["delivered", "in_transit"]
    assert [report.reported_at for report in reports] == [START + timedelta(seconds=n) for n in (10, 5)]
    (merged,) = dlrkit.merge(reports)
    assert merged.state == "delivered"


def test_a_report_that_changes_its_mind() -> None:
    made = wilddog(Report(after=10, state=dlrkit.State.UNDELIVERED, code="MK:0001"), Report(after=60, code="DELIVRD"))
    made.clock.advance(10)
    assert state(made)[1] == "MK:0001"
    made.clock.advance(50)
    assert state(made) == ("delivered", "DELIVRD")
    (merged,) = dlrkit.merge(call(made, "status_batch").reports())
    assert len(merged.conflicts) == 1


def test_a_message_without_a_report_stays_under_way() -> None:
    made = wilddog()
    made.clock.advance(timedelta(days=30))
    assert state(made) == ("in_transit", None)
    assert list(call(made, "status_batch").reports()) == []


def test_a_message_that_is_sent_has_its_report_later() -> None:
    made = fake("yisha", clock=Clock(START), messages=[])
    sent = call(made, "send_msg", mobile="+8613700000001", template_id="T1").external_id
    other = call(made, "send_msg", mobile="+8613700000002", template_id="T1").external_id
    assert sent != other
    assert [message.phone for message in made.messages] == ["+8613700000001", "+8613700000002"]
    made.clock.advance(5)
    (report,) = call(made, "pull_sms_send_status", external_id=sent).reports()
    assert (report.message_id, report.state) == (sent, "delivered")


def test_a_session_with_several_phones_is_one_row() -> None:
    made = fake("uspeedo", messages=[Message(id="s", phone=p, sent=-60) for p in ("1", "2")] + [Message(id="t")])
    answer = call(made, "usms_send_receipt", id=["s", "t", "nothing"])
    assert [(row.session_no, len(row.receipt)) for row in answer.data] == [("s", 2), ("t", 0)]
    assert [(r.message_id, r.phone, r.state.value) for r in answer.reports()] == [
        ("s", "1", "delivered"), ("s", "2", "delivered"), ("t", None, "in_transit"),
    ]  # fmt: skip


def test_filters_of_a_log() -> None:
    failed = [Report(after=0, state=dlrkit.State.UNDELIVERED)]
    messages = [
        Message(id="a", phone="1", sent=-7200), Message(id="b", phone="2", sent=-60),
        Message(id="c", phone="2", sent=-60, reports=failed), Message(id="d", phone="2", reports=[]),
    ]  # fmt: skip
    made = fake("submail", clock=Clock(START), messages=messages)
    for arguments, found in [
        ({"rows": 50}, "abcd"), ({"to": "2"}, "bcd"), ({"send_id": "a"}, "a"), ({"status": "dropped"}, "c"),
        ({"status": "delivered"}, "ab"), ({"start_date": START - timedelta(hours=1)}, "bcd"),
        ({"end_date": START - timedelta(hours=1)}, "a"), ({"rows": 2, "offset": 1}, "bc"),
    ]:  # fmt: skip
        made.clock.advance(60)
        made._calls.clear()
        answer = call(made, "sms_log", **arguments)
        assert "".join(row.send_id for row in answer.data) == found, arguments
    assert answer.total == 4


def played(seed: int) -> list[str]:
    fakes = Fakes(Clock(START), messages=[], seed=seed)
    scenario = msgspec.convert({"seed": seed, "crowds": [{"count": 30}]}, Scenario)
    told = []
    for made in fakes:
        scenario.play(made)
        for _ in range(3):
            made.clock.advance(3600)
            for endpoint in made.endpoints:
                if endpoint.report:
                    answer = call(made, endpoint.name)
                    told.append(answer.exchange.body.decode())
    return told


def test_one_seed_gives_the_same_bytes() -> None:
    assert played(7) == played(7)
    assert played(7) != played(8)


@given(st.builds(Odds, **dict.fromkeys(Odds.__struct_fields__, st.floats(0, 1))), st.integers(0, 2**32))
def test_whatever_the_odds_the_queue_hands_out_every_report_once(odds: Odds, seed: int) -> None:
    scenario = msgspec.convert({"seed": seed, "crowds": [{"count": 20, "since": 0}]}, Scenario)
    crowd = msgspec.structs.replace(scenario.crowds[0], odds=odds)
    made = fake("mobset", clock=Clock(START), messages=[])
    msgspec.structs.replace(scenario, crowds=[crowd]).play(made)
    wanted = sum(report.times for message in made.messages for report in message.reports)
    made.clock.advance(timedelta(days=10))
    with made.client(dlrkit.MobsetClient) as mobset:
        assert len(list(mobset.iter_sms_get_report())) == wanted


def test_odds_are_kept() -> None:
    scenario = msgspec.convert({"crowds": [{"count": 2000, "odds": {"never": 0.5, "delivered": 1}}]}, Scenario)
    made = fake("mobset", clock=Clock(START), messages=[])
    scenario.play(made)
    never = sum(not message.reports for message in made.messages)
    assert 900 < never < 1100
    assert {m.reports[0].state for m in made.messages if m.reports} == {dlrkit.State.DELIVERED}


def test_reset_begins_again() -> None:
    made = fake("wilddog", clock=Clock(START))
    made.add(Message(id="x"))
    call(made, "status_batch")
    made.reset()
    assert [message.id for message in made.messages] == ["e97539af58f44a0092"]
    assert not made.requests
    assert len(list(call(made, "status_batch").reports())) == 1


def test_the_clock_does_not_run_backwards() -> None:
    clock = Clock(START)
    for by in (-1, float("nan"), timedelta(seconds=-1)):
        with pytest.raises(ValueError, match="backwards"):
            clock.advance(by)
    with pytest.raises(ValueError, match="time zone"):
        Clock(datetime(2024, 5, 1))
    assert clock.time == START


@pytest.mark.parametrize("vendor", vendors())
def test_states_are_said_in_the_vendors_words(vendor: str) -> None:
    """Of a failed and of a delivered message, every endpoint with reports tells which is which."""
    states = (dlrkit.State.DELIVERED, dlrkit.State.UNDELIVERED)
    known = fake(vendor).messages[0]
    for state in states:
        for endpoint in fake(vendor).endpoints:
            if endpoint.report is None:
                continue
            message = Message(id=known.id, phone=known.phone, sent=-60, reports=[Report(state=state, after=1)])
            made = fake(vendor, messages=[message])
            reports = list(call(made, endpoint.name).reports())
            assert reports, endpoint.name
            if vendor != "yisha" or state is dlrkit.State.DELIVERED:  # whose page has no word for a failure
                assert {report.state.has_failed for report in reports} == {state.has_failed}, endpoint.name


def test_requests_are_kept_without_secrets() -> None:
    made = fake("wilddog")
    call(made, "status_batch")
    (seen,) = made.requests
    assert (seen.method, seen.endpoint, seen.status) == ("GET", "status_batch", 200)
    assert made.credentials["sms_key"] not in json.dumps(msgspec.to_builtins(seen))
