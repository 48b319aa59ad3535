"""Queues that hand each report out once: pages, retention, and what is lost when a connection drops."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import dlrkit
from dlrkit.testing import Clock, Failure, Message, Report, fake

from .kit import BOTH, FAKES, call

START = datetime(2024, 5, 1, 8, tzinfo=UTC)
CONSUMING = [
    (name, endpoint.name) for name, made in FAKES.items() for endpoint in made.endpoints
    if endpoint.effect == "consumes" and endpoint.report
]  # fmt: skip


@BOTH
@pytest.mark.parametrize(("vendor", "method"), CONSUMING)
def test_the_second_time_there_is_nothing(vendor: str, method: str, concurrent: bool) -> None:
    made = fake(vendor)
    assert list(call(made, method, concurrent=concurrent).reports())
    made.clock.advance(5)
    assert list(call(made, method, concurrent=concurrent).reports()) == []


def test_pages_of_fifty_and_all_at_once() -> None:
    messages = [Message(id=str(n), sent=-60) for n in range(120)]
    with fake("mobset", messages=messages).client(dlrkit.MobsetClient) as mobset:
        assert [len(list(mobset.sms_get_report().reports())) for _ in range(4)] == [50, 50, 20, 0]
    with fake("wilddog", messages=messages).client(dlrkit.WilddogClient) as wilddog:
        assert [len(list(wilddog.status_batch().reports())) for _ in range(2)] == [120, 0]


def test_a_client_drains_the_queue_in_order() -> None:
    messages = [Message(id=str(n), sent=-60, reports=[Report(after=120 - n)]) for n in range(120)]
    made = fake("mobset", messages=messages, clock=Clock(START))
    made.clock.advance(120)
    with made.client(dlrkit.MobsetClient) as mobset:
        assert [row.sms_id for row in mobset.iter_sms_get_report()] == [str(n) for n in reversed(range(120))]
    assert len(made.requests) == 3


def test_after_the_retention_window_the_queue_has_nothing_and_the_recovery_endpoint_has_all() -> None:
    made = fake("wilddog", clock=Clock(START), messages=[Message(id="early"), Message(id="late", sent=7200)])
    made.clock.advance(86400 + 3600)
    assert [report.message_id for report in call(made, "status_batch").reports()] == ["late"]
    (report,) = call(made, "status_by_rrid", rrid="early").reports()
    assert report.state == "delivered"


@BOTH
def test_a_dropped_connection_loses_reports_and_the_recovery_endpoint_has_them(concurrent: bool) -> None:
    made = fake("wilddog", messages=[Message(id="a", sent=-60), Message(id="b", sent=-60)])
    made.fail(Failure(kind="dropped"))
    with pytest.raises(dlrkit.TransportError) as caught:
        call(made, "status_batch", concurrent=concurrent)
    assert caught.value.reports_may_be_lost
    assert caught.value.recovery == "status_by_rrid"
    made.clock.advance(2)
    assert list(call(made, "status_batch", concurrent=concurrent).reports()) == []
    for id in ("a", "b"):
        (report,) = call(made, str(caught.value.recovery), concurrent=concurrent, rrid=id).reports()
        assert (report.message_id, report.state) == (id, "delivered")


def test_a_connection_that_is_never_made_loses_nothing() -> None:
    made = fake("wilddog")
    made.fail(Failure(kind="refused"))
    with pytest.raises(dlrkit.TransportError) as caught:
        call(made, "status_batch")
    assert not caught.value.reports_may_be_lost
    assert len(list(call(made, "status_batch").reports())) == 1


@pytest.mark.parametrize(("failure", "consumed"), [
    (Failure(kind="status", status=502), False), (Failure(kind="status", works=True), True),
    (Failure(kind="cut"), True), (Failure(kind="hung"), True), (Failure(kind="slow", seconds=31), True),
    (Failure(kind="dropped", works=False), False),
])  # fmt: skip
def test_whether_the_vendor_did_its_work(failure: Failure, consumed: bool) -> None:
    made = fake("mobset")
    made.fail(failure)
    with pytest.raises(dlrkit.DlrkitError) as caught:
        call(made, "sms_get_report")
    assert caught.value.reports_may_be_lost
    assert len(list(call(made, "sms_get_report").reports())) == (0 if consumed else 1)


def test_a_cut_answer_is_kept_as_far_as_it_came() -> None:
    made = fake("mobset")
    made.fail(Failure(kind="cut"))
    with pytest.raises(dlrkit.TransportError) as caught:
        call(made, "sms_get_report")
    assert caught.value.received.startswith(b'{"')


def test_a_burst_passes() -> None:
    made = fake("submail")
    made.fail(Failure(kind="status", times=2, endpoint="sms_log"))
    policy = dlrkit.RetryPolicy(retries=3, base=0.0) if "base" in dlrkit.RetryPolicy.__struct_fields__ else None
    with made.client(dlrkit.SubmailClient, **({"retry": policy} if policy else {})) as asking:
        assert len(list(asking.sms_log().reports())) == 2
    assert [seen.status for seen in made.requests] == [503, 503, 200]


def test_a_slow_answer_within_the_timeout_arrives() -> None:
    made = fake("mobset", clock=Clock(START))
    made.fail(Failure(kind="slow", seconds=20))
    assert len(list(call(made, "sms_get_report").reports())) == 1
    assert made.clock.now() == START.timestamp() + 20
