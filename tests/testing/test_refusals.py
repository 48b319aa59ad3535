"""Refusals: which code and HTTP status a vendor gives for what is wrong with a call."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import dlrkit
from dlrkit.testing import Clock, FakeRequest, Message, fake

from .kit import call, client, refused

START = datetime(2024, 5, 1, 8, tzinfo=UTC)


def test_wilddog_has_a_code_for_each_refusal() -> None:
    made = fake("wilddog")
    for options, code, refusal in [
        ({"sms_key": "x"}, "70207", "wrong_signature"),
        ({"app_id": "x"}, "70001", "unknown_key"),
        ({"clock": lambda: made.clock.now() - 3600}, "70203", "stale"),
    ]:
        error = refused(made, "status_batch", options=options)
        assert (error.code, error.http_status, made.requests[-1].refusal) == (code, 400, refusal)


@pytest.mark.parametrize(("vendor", "method", "skew"), [
    ("wilddog", "status_batch", 60), ("mobset", "sms_get_report", 1200), ("submail", "sms_log", 6),
])  # fmt: skip
def test_the_clock_may_be_off_by_what_the_spec_allows(vendor: str, method: str, skew: float) -> None:
    made = fake(vendor, clock=Clock(START))
    options = {"auth": "md5" if vendor == "submail" else None}
    for off in (skew - 1, 1 - skew):
        made.reset()
        call(made, method, options={**options, "clock": lambda off=off: made.clock.now() + off})
    for off in (skew + 2, -skew - 2):
        made.reset()
        asking = client(made, **options, clock=lambda off=off: made.clock.now() + off)
        if vendor == "submail":
            # A query is asked again, once the fake's `Date` has told the time.
            asking.sms_log()
            assert [seen.refusal for seen in made.requests] == ["stale", None]
        else:
            with pytest.raises(dlrkit.APIError):
                getattr(asking, method)()
            assert [seen.refusal for seen in made.requests] == ["stale"]


def test_a_time_is_stale_for_the_vendors_clock_and_not_for_ours() -> None:
    made = fake("wilddog", clock=Clock(START))
    call(made, "status_batch")
    made.clock.advance(3600)
    call(made, "status_batch")
    error = refused(made, "status_batch", options={"clock": START.timestamp})
    assert error.category == "clock"


@pytest.mark.parametrize(("query", "refusal", "code"), [
    ("", "missing", 215397), ("id=", "missing", 215397),
    ("&".join(f"id={n}" for n in range(101)), "too_many", 215392), ("id=1", None, 0),
])  # fmt: skip
def test_parameters(query: str, refusal: str | None, code: int) -> None:
    made = fake("uspeedo")
    headers = {"authorization": "Basic ZmFrZS1hY2Nlc3Mta2V5LWlkOmZha2UtYWNjZXNzLWtleS1zZWNyZXQ="}
    made.answer(FakeRequest("GET", "/api/v1/usms/USMSSendReceipt", query, headers))
    assert made.requests[-1].refusal == refusal


@pytest.mark.parametrize(("field", "value", "refusal"), [
    ("rows", "many", "malformed"), ("rows", "-1", None), ("start_date", "yesterday", "malformed"),
    ("status", "lost", "malformed"), ("status", "dropped", None), ("offset", "1e3", "malformed"),
])  # fmt: skip
def test_types_of_parameters(field: str, value: str, refusal: str | None) -> None:
    made = fake("submail")
    body = f"appid={made.credentials['appid']}&signature={made.credentials['appkey']}&{field}={value}".encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = made.answer(FakeRequest("POST", "/sms/log", "", headers, body))
    assert made.requests[-1].refusal == refusal
    assert answer.status == (400 if refusal else 200)


def test_a_call_without_a_signature_is_told_so() -> None:
    made = fake("wilddog")
    made.answer(FakeRequest("GET", f"/v2/{made.credentials['app_id']}/status", "timestamp=1"))
    assert made.requests[-1].refusal == "unsigned"


def test_a_path_that_is_not_there() -> None:
    made = fake("wilddog")
    assert made.answer(FakeRequest("GET", "/v9")).status == 404
    assert (made.requests[-1].endpoint, made.requests[-1].refusal) == (None, "unknown_call")


def test_an_action_that_is_not_there() -> None:
    made = fake("mobset")
    headers = {"content-type": "application/x-www-form-urlencoded"}
    made.answer(FakeRequest("POST", "/SDK3/SMS", "", headers, b"Methods=SmsNothing"))
    assert made.requests[-1].refusal == "unsigned"


def test_the_base_path_of_a_host_may_be_there() -> None:
    made = fake("wilddog")
    with made.client(dlrkit.WilddogClient, base_url="https://sms.wilddog.com/api") as asking:
        assert len(list(asking.status_batch().reports())) == 1
    assert made.requests[-1].path.startswith("/api/v2/")


def test_a_message_that_is_not_there() -> None:
    made = fake("twilio")
    error = refused(made, "message", sid="SM" + "f" * 32)
    assert (error.http_status, made.requests[-1].refusal) == (404, "unknown_message")


class TestRates:
    def test_a_call_too_soon_is_refused(self) -> None:
        made = fake("wilddog", clock=Clock(START))
        options = {"pacing": "off"}
        call(made, "status_batch", options=options)
        error = refused(made, "status_batch", options=options)
        assert (error.category, made.requests[-1].refusal) == ("rate_limit", "too_often")
        made.clock.advance(1)
        call(made, "status_batch", options=options)

    def test_the_client_of_a_fake_lets_time_pass_instead_of_waiting(self) -> None:
        made = fake("wilddog", clock=Clock(START))
        with made.client(dlrkit.WilddogClient) as asking:
            for _ in range(5):
                asking.status_batch()
        assert 4 <= made.clock.now() - START.timestamp() < 6

    def test_within_the_minute_the_last_answer_is_repeated(self) -> None:
        made = fake("submail", clock=Clock(START))
        options = {"pacing": "off"}
        first = call(made, "sms_log", rows=1, options=options)
        again = call(made, "sms_log", rows=2, options=options)
        assert (len(first.data), len(again.data)) == (1, 1)
        with pytest.raises(dlrkit.ResponseError) as caught:
            call(made, "sms_log", rows=1, offset=1, options=options)
        assert caught.value.problem == "stale"
        made.clock.advance(60)
        assert len(call(made, "sms_log", rows=2, options=options).data) == 2

    def test_pages_of_a_log_take_a_minute_each(self) -> None:
        made = fake("submail", clock=Clock(START), messages=[Message(id=str(n), sent=-60) for n in range(7)])
        with made.client(dlrkit.SubmailClient) as asking:
            rows = list(asking.iter_sms_log(rows=3))
        assert [row.send_id for row in rows] == [str(n) for n in range(7)]
        assert made.clock.now() - START.timestamp() > 120
