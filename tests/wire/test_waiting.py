"""Asking again until every report is final."""

from __future__ import annotations

import asyncio
import pickle
from typing import Any

import httpx
import msgspec
import pytest

import dlrkit
from dlrkit._core.engine import Pause
from dlrkit._core.errors import WaitTimeoutError

from .kit import BOTH, BY_NAME, ENDPOINTS, Acting, Driven, Known, answered, broken, drive, failed, finished

WAITS = {
    "wilddog.status_by_rrid": (10.0, 86400.0),
    "yisha.pull_sms_send_status": (5.0, 60.0),
    "yisha.pull_sms_send_status_set": (5.0, 60.0),
    "uspeedo.usms_send_receipt": (600.0, 43200.0),
    "twilio.message": (30.0, 14400.0),
    "ucloud.get_usms_send_receipt": (600.0, 43200.0),
    "uspeedo.action_get_usms_send_receipt": (600.0, 43200.0),
}
EACH = pytest.mark.parametrize("known", [BY_NAME[name] for name in WAITS], ids=list(WAITS))


def say(known: Known, *final: bool) -> bytes:
    """An answer whose reports are final or not."""
    match known.name:
        case "wilddog.status_by_rrid":
            rows = [{"status": 2 if is_final else 1, "mobile": "1", "rrid": "x1"} for is_final in final]
            return msgspec.json.encode({"status": "ok", "data": rows})
        case "twilio.message":
            data = msgspec.json.decode(known.good)
            return msgspec.json.encode({**data, "status": "delivered" if all(final) else "sent"})
        case "yisha.pull_sms_send_status":
            return msgspec.json.encode({"code": "0000", "status": "200" if all(final) else "100"})
        case "yisha.pull_sms_send_status_set":
            rows = [{"externalId": "x1", "status": "200" if is_final else None} for is_final in final]
            return msgspec.json.encode({"code": "0000", "smsSendStatusSet": rows})
        case "ucloud.get_usms_send_receipt" | "uspeedo.action_get_usms_send_receipt":
            receipts = [{"Phone": "1", "ReceiptResult": "Success" if is_final else "Unknown"} for is_final in final]
            return msgspec.json.encode({"RetCode": 0, "Data": [{"SessionNo": "x1", "ReceiptSet": receipts}]})
        case _:
            receipts = [{"Phone": "1", "Status": "delivered"} if is_final else {"Phone": "1"} for is_final in final]
            row = {"SessionNo": "x1", "Status": "success", "Receipt": receipts}
            return msgspec.json.encode({"RetCode": 0, "Data": [row]})


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that deadlines are counted in; pauses move it on."""
    now = [5000.0]
    monkeypatch.setattr("dlrkit._core.engine.monotonic", lambda: now[0])
    return now


def wait(
    known: Known, now: list[float], *outcomes: Any, within: float | None = None, asked: Any = None, **options: Any
) -> Driven:
    endpoint = known.endpoint
    assert endpoint.polling is not None
    engine = known.make(**options)._engine

    def steps() -> Any:
        inner = engine.wait(endpoint, asked or known.request, endpoint.polling, within)
        outcome = None
        while True:
            try:
                step = inner.send(outcome)
            except StopIteration as done:
                return done.value
            if isinstance(step, Pause):
                now[0] += step.seconds
            outcome = yield step

    return drive(steps(), outcomes)


def test_these_endpoints_wait() -> None:
    found = {
        known.name: (known.endpoint.polling.every, known.endpoint.polling.deadline)
        for known in ENDPOINTS
        if known.endpoint.polling
    }
    assert found == WAITS
    for known in ENDPOINTS:
        assert hasattr(known.make(), f"wait_{known.endpoint.name}") == (known.name in WAITS)


@EACH
def test_until_all_are_final(known: Known, clock: list[float]) -> None:
    every = WAITS[known.name][0]
    pending, done = answered(say(known, True, False)), answered(say(known, True, True))
    driven = wait(known, clock, pending, pending, done)
    assert driven.steps == ["request", "pause", "request", "pause", "request"]
    assert driven.pauses == [every, every]
    assert driven.answer.exchange.body == done.body


@EACH
def test_all_final_at_once(known: Known, clock: list[float]) -> None:
    assert wait(known, clock, answered(say(known, True))).steps == ["request"]


@pytest.mark.parametrize("known", [BY_NAME["wilddog.status_by_rrid"], BY_NAME["yisha.pull_sms_send_status_set"]])
def test_no_report_yet_is_not_final(known: Known, clock: list[float]) -> None:
    driven = wait(known, clock, answered(say(known)), answered(known.good), answered(say(known, True)))
    assert len(driven.requests) == 3


@pytest.mark.parametrize("name", [name for name in WAITS if BY_NAME[name].endpoint.polling.ids])
def test_a_message_without_a_report_is_waited_for(name: str, clock: list[float]) -> None:
    known = BY_NAME[name]
    polling = known.endpoint.polling
    assert polling is not None
    assert polling.ids is not None
    asked = msgspec.structs.replace(known.request, **{polling.ids: ["x1", "x2"]})
    first, both = say(known, True), say(known, True).replace(b'"x1"', b'"x2"')
    rejoined = msgspec.json.decode(both)
    rows = next(value for value in rejoined.values() if isinstance(value, list))
    rows += next(value for value in msgspec.json.decode(first).values() if isinstance(value, list))
    complete = answered(msgspec.json.encode(rejoined))
    assert len(wait(known, clock, answered(first), complete, asked=asked).requests) == 2
    driven = wait(known, clock, *[answered(first)] * 3, within=2 * WAITS[name][0], asked=asked)
    assert "0 of 1 reports are not final yet, and 1 of 2 messages have none" in str(driven.error)


def test_a_row_that_cannot_be_read_is_not_final(clock: list[float]) -> None:
    known = BY_NAME["wilddog.status_by_rrid"]
    unread = answered(b'{"status":"ok","data":[{"status":2,"mobile":"1","rrid":"x1"},{}]}')
    assert len(wait(known, clock, unread, answered(say(known, True, True))).requests) == 2


@EACH
def test_not_within_the_time(known: Known, clock: list[float]) -> None:
    now, every = clock, WAITS[known.name][0]
    driven = wait(known, now, *[answered(say(known, True, False))] * 4, within=3.5 * every)
    assert driven.pauses == [every] * 3
    error = driven.error
    assert isinstance(error, WaitTimeoutError)
    assert type(error).__module__ == f"dlrkit.{known.vendor}.errors"
    assert (error.vendor, error.endpoint) == (known.vendor, known.endpoint.name)
    again = pickle.loads(pickle.dumps(error))
    for told in (error, again):
        assert isinstance(told.answer, known.endpoint.answer)
        assert [report.is_final for report in told.answer.reports()].count(False) == 1
        assert "1 of " in str(told)
    assert again.answer == error.answer
    assert again.answer.exchange == error.answer.exchange
    assert now == [5000.0 + 3 * every]


@EACH
def test_the_vendors_own_deadline(known: Known, clock: list[float]) -> None:
    every, deadline = WAITS[known.name]
    times = int(deadline / every) + 1
    driven = wait(known, clock, *[answered(say(known, False))] * times)
    assert isinstance(driven.error, WaitTimeoutError)
    assert sum(driven.pauses) == deadline


@EACH
@pytest.mark.parametrize("within", [0, 0.01, 4.9, -1])
def test_within_less_than_one_pause(known: Known, within: float, clock: list[float]) -> None:
    driven = wait(known, clock, answered(say(known, False)), within=within)
    assert (driven.steps, type(driven.error).__name__[-16:]) == (["request"], "WaitTimeoutError")
    assert driven.error.answer.exchange.body == say(known, False)


def test_calls_are_repeated_while_waiting(clock: list[float]) -> None:
    known = BY_NAME["wilddog.status_by_rrid"]
    outcomes = [
        broken(may_have_arrived=True),
        answered(say(known, False)),
        answered(b"", 503),
        answered(say(known, True)),
    ]
    driven = wait(known, clock, *outcomes)
    assert driven.steps == ["request", "pause", "request", "pause", "request", "pause", "request"]
    assert driven.pauses[1] == 10.0
    assert driven.answer is not None


def test_an_error_ends_the_wait(clock: list[float]) -> None:
    known = BY_NAME["wilddog.status_by_rrid"]
    driven = wait(known, clock, answered(say(known, False)), answered(known.failing(70001)))
    assert isinstance(driven.error, dlrkit.APIError)


# The methods.

METHODS = {
    "wilddog.status_by_rrid": {"rrid": "x1"},
    "yisha.pull_sms_send_status": {"external_id": "x1"},
    "twilio.message": {"sid": "x1"},
    "yisha.pull_sms_send_status_set": {"external_ids": ["x1"]},
    "uspeedo.usms_send_receipt": {"id": ["x1"]},
    "uspeedo.action_get_usms_send_receipt": {"session_no_set": ["x1"]},
    "ucloud.get_usms_send_receipt": {"session_no_set": ["x1"]},
}


@BOTH
@EACH
def test_method(known: Known, concurrent: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr("dlrkit._core.http.time.sleep", pauses.append)
    monkeypatch.setattr("dlrkit._core.http.anyio.sleep", sleep)
    vendor = Acting(say(known, False), say(known, True, False), say(known, True))
    client = known.make(concurrent=concurrent, transport=vendor)
    method = getattr(client, f"wait_{known.endpoint.name}")
    answer = finished(client, lambda: method(**METHODS[known.name], headers={"X-Trace": "7"}))
    assert all(report.is_final for report in answer.reports())
    assert pauses == [WAITS[known.name][0]] * 2
    assert [request.headers["X-Trace"] for request in vendor.requests] == ["7"] * 3


@BOTH
@EACH
def test_method_within(known: Known, concurrent: bool) -> None:
    vendor = Acting(say(known, False))
    client = known.make(concurrent=concurrent, transport=vendor)
    method = getattr(client, f"wait_{known.endpoint.name}")
    error = failed(lambda: finished(client, lambda: method(**METHODS[known.name], within=1)))
    assert isinstance(error, WaitTimeoutError)
    assert len(vendor.requests) == 1


# Cancelling.

RRID = BY_NAME["wilddog.status_by_rrid"]


def cancelled_after(client: Any, seconds: float) -> None:
    async def run() -> None:
        async with client:
            task = asyncio.create_task(client.wait_status_by_rrid(rrid="x1"))
            await asyncio.sleep(seconds)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert task.cancelled()

    asyncio.run(asyncio.wait_for(run(), 5))


def test_cancelled_in_the_pause() -> None:
    vendor = Acting(say(RRID, False))
    cancelled_after(RRID.make(concurrent=True, transport=vendor), 0.05)
    assert len(vendor.requests) == 1


def test_cancelled_in_the_call() -> None:
    begun: list[httpx.Request] = []

    async def never(request: httpx.Request) -> httpx.Response:
        begun.append(request)
        await asyncio.sleep(60)
        raise AssertionError

    cancelled_after(RRID.make(concurrent=True, transport=httpx.MockTransport(never)), 0.05)
    assert len(begun) == 1


def test_cancelled_in_the_pause_before_a_repetition() -> None:
    vendor = Acting(httpx.Response(503))
    retry = dlrkit.RetryPolicy(first=60, longest=60)
    cancelled_after(RRID.make(concurrent=True, transport=vendor, retry=retry), 0.05)
    assert len(vendor.requests) == 1


def test_a_client_goes_on_after_a_cancelled_call() -> None:
    """Over a real connection pool of one connection, which a cancelled call must give back."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        if b"slow" in request:
            await reader.read()
        else:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n" + RRID.good)
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        limits = httpx.Limits(max_connections=1)
        async with httpx.AsyncClient(limits=limits) as own, server:
            client = RRID.make(concurrent=True, base_url=address, http_client=own)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.status_by_rrid(rrid="slow"), 0.1)
            assert (await client.status_by_rrid(rrid="x1", timeout=2)).status == "ok"

    assert len(RRID.good) == 15
    asyncio.run(run())
