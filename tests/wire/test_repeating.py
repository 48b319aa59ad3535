"""Effect and retry: how many requests a failure costs, how long pauses are, what is said of an answer that is lost."""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest

import dlrkit
from dlrkit import Category, Retry
from dlrkit._core.http import _FAULTS

from .kit import (
    BOTH,
    BY_NAME,
    CONSUMING,
    ENDPOINTS,
    QUERIES,
    Acting,
    Known,
    answered,
    broken,
    drive,
    failed,
    finished,
    make,
    table,
)

QUERY = BY_NAME["wilddog.status_by_rrid"]
EFFECTS = ("queries", "consumes", "sends")
PAGE = b"<html>no answer</html>"
UNUSABLE = {"empty": b"", "HTML": PAGE, "not an object": b"[1]"}


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose local time is not UTC, where times without a zone would show."""
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def failing(known: Known, failure: str) -> Any:
    """What a vendor does, or what httpx raises; none where the vendor's table has no such code."""
    if hasattr(httpx, failure):
        return getattr(httpx, failure)("broken")
    if failure in UNUSABLE:
        return b"1" if UNUSABLE[failure] == b"[1]" and known.endpoint.decoder.is_list else UNUSABLE[failure]
    kind, _, status = failure.partition("HTTP ")
    kind = kind.rstrip(", ")
    if not kind:
        return httpx.Response(int(status), content=PAGE)
    code = _code(known, kind)
    return code and httpx.Response(int(status or 200), content=known.failing(code))


def _code(known: Known, kind: str) -> object:
    codes = known.endpoint.faults.table
    if codes is None:
        return -9999 if kind == "unlisted" else None
    if kind == "unlisted":
        return -7 if issubclass(codes, int) else "no such code"
    own = {Category.SUCCESS, Category.CLOCK} | ({Category.AUTHENTICATION} if kind == "later" else set())
    found = (row.value for row in codes if row.retry is Retry(kind) and row.category not in own)
    return next(found, None)


CASES = [
    pytest.param(known, row[0], int(row[1 + EFFECTS.index(known.endpoint.effect)]), id=f"{known.name}-{row[0]}")
    for row in table("repeats.txt")
    for known in ENDPOINTS
    if failing(known, row[0]) is not None
]


@BOTH
@pytest.mark.parametrize(("known", "failure", "requests"), CASES)
def test_requests_that_a_failure_costs(known: Known, failure: str, requests: int, concurrent: bool) -> None:
    vendor = Acting(failing(known, failure))
    client = known.make(concurrent=concurrent, transport=vendor)
    failed(lambda: known.call(client))
    assert len(vendor.requests) == requests


def test_the_table_has_every_failure_that_the_client_knows() -> None:
    def leaves(kind: Any) -> Iterator[str]:
        if not kind.__subclasses__():
            yield kind.__name__
        for below in kind.__subclasses__():
            yield from leaves(below)

    of_httpx = {name for name in leaves(httpx.TransportError) if hasattr(httpx, name)}
    local = {"LocalProtocolError", "UnsupportedProtocol", "CloseError"}
    assert of_httpx - local <= {row[0] for row in table("repeats.txt")}
    assert httpx.HTTPError in _FAULTS


SEEN = [
    ("yisha.pull_sms_send_status", "1999", 4),
    ("yisha.pull_sms_send_status_set", "9999", 4),
    ("yisha.send_msg", "1999", 1),
    ("yisha.send_msg", "9999", 1),
    ("uspeedo.usms_send_receipt", 215400, 4),
    ("uspeedo.usms_send_receipt", 215392, 1),
    ("wilddog.status_by_rrid", 70210, 4),
    ("wilddog.status_by_rrid", 70212, 4),
    ("wilddog.status_by_rrid", 70203, 1),
    ("wilddog.status_batch", 70210, 1),
    ("submail.sms_log", "901", 4),
    ("submail.sms_log", "307", 1),
    ("mobset.sms_get_report", -5, 1),
]


@BOTH
@pytest.mark.parametrize(("name", "code", "requests"), SEEN)
def test_codes_of_the_vendors_pages(name: str, code: object, requests: int, concurrent: bool) -> None:
    known = BY_NAME[name]
    vendor = Acting(known.failing(code))
    client = known.make(concurrent=concurrent, transport=vendor)
    error = failed(lambda: known.call(client))
    assert isinstance(error, dlrkit.APIError)
    assert (error.code, len(vendor.requests)) == (str(code), requests)


@pytest.mark.parametrize("category", [Category.PARAMETER, Category.AUTHENTICATION, Category.CLOCK])
def test_our_own_faults_are_not_repeated_whatever_the_table_advises(
    category: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = dlrkit.wilddog.codes.ApiError(70210)
    assert busy.retry is Retry.LATER
    monkeypatch.setattr(busy, "category", category)
    vendor = Acting(QUERY.failing(70210))
    failed(lambda: QUERY.call(QUERY.make(transport=vendor)))
    assert len(vendor.requests) == 1


@BOTH
@pytest.mark.parametrize("known", ENDPOINTS, ids=lambda known: known.name)
def test_a_repetition_that_goes_well(known: Known, concurrent: bool) -> None:
    vendor = Acting(httpx.ConnectError("down"), httpx.ConnectTimeout("down"), known.good)
    client = known.make(concurrent=concurrent, transport=vendor)
    answer = known.call(client)
    assert isinstance(answer, known.endpoint.answer)
    assert answer.exchange.body == known.good
    assert len(vendor.requests) == 3


@BOTH
@pytest.mark.parametrize("known", CONSUMING, ids=lambda known: known.name)
def test_what_was_never_sent_may_be_followed_by_what_was(known: Known, concurrent: bool) -> None:
    vendor = Acting(httpx.ConnectError("down"), httpx.ReadTimeout("late"), known.good)
    client = known.make(concurrent=concurrent, transport=vendor)
    error = failed(lambda: known.call(client))
    assert error.reports_may_be_lost
    assert len(vendor.requests) == 2


@pytest.mark.parametrize("retries", [0, 1, 5])
def test_the_number_of_repetitions_is_the_callers(retries: int) -> None:
    vendor = Acting(httpx.Response(503))
    client = make("uspeedo", transport=vendor, retry=dlrkit.RetryPolicy(retries=retries, first=0.001))
    failed(lambda: client.usms_send_receipt(id=["s1"]))
    assert len(vendor.requests) == 1 + retries


def test_each_repetition_is_signed_anew() -> None:
    times = iter([1_000_000_000.0, 1_000_000_000.0, 1_000_000_007.0, 1_000_000_007.0])
    vendor = Acting(httpx.Response(503), BY_NAME["submail.sms_log"].good)
    client = make("submail", auth="md5", transport=vendor, clock=lambda: next(times))
    client.sms_log()
    first, second = (dict(httpx.QueryParams(request.content.decode())) for request in vendor.requests)
    assert (first["timestamp"], second["timestamp"]) == ("1000000000", "1000000007")
    assert first["signature"] != second["signature"]


# Pauses.


def pauses(*outcomes: Any, jitter: float, monkeypatch: pytest.MonkeyPatch, **policy: Any) -> list[float]:
    monkeypatch.setattr("dlrkit._core.engine.random", lambda: jitter)
    client = QUERY.make(retry=dlrkit.RetryPolicy(**policy), clock=lambda: 784_975_777.0)
    return drive(client._engine.call(QUERY.endpoint, QUERY.request), outcomes).pauses


DOWN = answered(PAGE, 503)


@pytest.mark.parametrize(
    ("jitter", "expected"), [(1.0, [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]), (0.0, [0.25, 0.5, 1.0, 2.0, 2.5, 2.5])]
)
def test_pauses_double_up_to_a_cap(jitter: float, expected: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    made = pauses(*[DOWN] * 7, jitter=jitter, monkeypatch=monkeypatch, retries=6, longest=5.0)
    assert made == expected


def test_pauses_differ_from_call_to_call() -> None:
    client = QUERY.make(retry=dlrkit.RetryPolicy(retries=1, first=1.0))
    made = [drive(client._engine.call(QUERY.endpoint, QUERY.request), [DOWN] * 2).pauses[0] for _ in range(20)]
    assert len(set(made)) > 10
    assert all(0.5 <= seconds <= 1.0 for seconds in made)


def test_a_thousand_repetitions_do_not_overflow(monkeypatch: pytest.MonkeyPatch) -> None:
    made = pauses(*[DOWN] * 1201, jitter=1.0, monkeypatch=monkeypatch, retries=1200, longest=9.0)
    assert made[-1] == 9.0


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize(("header", "expected"), table("retry_after.txt"))
def test_retry_after(header: str, expected: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [] if expected == "none" else [0.5 if expected == "backoff" else float(expected)]
    outcomes = [answered(PAGE, status, retry_after=header)] * (1 + len(seconds))
    assert pauses(*outcomes, jitter=1.0, monkeypatch=monkeypatch, retries=1, first=0.5) == seconds


def test_retry_after_of_a_vendors_own_error(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = answered(QUERY.failing(70212), 200, retry_after="9")
    assert pauses(busy, busy, jitter=1.0, monkeypatch=monkeypatch, retries=1) == [9.0]


def test_a_short_retry_after_does_not_shorten_the_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    hasty = answered(PAGE, 503, retry_after="1")
    assert pauses(*[hasty] * 4, jitter=1.0, monkeypatch=monkeypatch, retries=3, first=2.0) == [2.0, 4.0, 8.0]


@pytest.mark.parametrize("known", CONSUMING, ids=lambda known: known.name)
def test_retry_after_does_not_make_a_consuming_read_repeat(known: Known) -> None:
    client = known.make()
    driven = drive(client._engine.call(known.endpoint, known.request), [answered(PAGE, 429, retry_after="0")])
    assert (driven.pauses, driven.error.http_status) == ([], 429)


# What an error says of a consuming read.

RECOVERY = {
    "wilddog.status_batch": "status_by_rrid", "mobset.sms_get_report": None, "infobip.sms_reports": "sms_logs",
    "yunpian.pull_status": "get_record", "tencent.pull_sms_send_status": "pull_sms_send_status_by_phone_number",
}  # fmt: skip
LOST = {
    "mid-body": broken(may_have_arrived=True, received=b'{"sta'),
    "nothing came": broken(may_have_arrived=True),
    "HTTP 502": answered(PAGE, 502),
    "HTML": answered(PAGE),
    "empty": answered(b""),
    "half": answered(b'{"status":"ok","data":[{"status":2,'),
}
NOT_LOST = {
    "no connection": lambda known: broken(may_have_arrived=False),
    "the vendor refuses": lambda known: answered(known.failing(-1)),
}


@pytest.mark.parametrize("name", LOST)
@pytest.mark.parametrize("known", CONSUMING, ids=lambda known: known.name)
def test_lost_reports_are_told(known: Known, name: str) -> None:
    outcome = LOST[name]
    client = known.make(retry=dlrkit.RetryPolicy(retries=0))
    error = drive(client._engine.call(known.endpoint, known.request), [outcome]).error
    recovery = RECOVERY[known.name]
    for told in (error, pickle.loads(pickle.dumps(error))):
        assert told.reports_may_be_lost
        assert told.recovery == recovery
        assert "reports may be lost" in str(told)
        assert ("; ask " in str(told)) == (recovery is not None)
        assert recovery is None or f"; ask {recovery} for them" in str(told)
        came = told.received if isinstance(told, dlrkit.TransportError) else told.body
        assert came == (outcome.received if hasattr(outcome, "received") else outcome.body)
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)


def test_the_recovery_is_a_method_of_the_client() -> None:
    for known in CONSUMING:
        recovery = known.endpoint.recovery
        assert recovery == RECOVERY[known.name]
        assert recovery is None or callable(getattr(known.make(), recovery))


@pytest.mark.parametrize("name", NOT_LOST)
@pytest.mark.parametrize("known", CONSUMING, ids=lambda known: known.name)
def test_what_cannot_be_lost_is_not_said_to_be(known: Known, name: str) -> None:
    client = known.make(retry=dlrkit.RetryPolicy(retries=0))
    error = drive(client._engine.call(known.endpoint, known.request), [NOT_LOST[name](known)]).error
    assert (error.reports_may_be_lost, error.recovery) == (False, None)
    assert "lost" not in str(error)


@pytest.mark.parametrize("name", LOST)
@pytest.mark.parametrize("known", [*QUERIES, BY_NAME["yisha.send_msg"]], ids=lambda known: known.name)
def test_nothing_is_lost_by_other_calls(known: Known, name: str) -> None:
    client = known.make(retry=dlrkit.RetryPolicy(retries=0))
    error = drive(client._engine.call(known.endpoint, known.request), [LOST[name]]).error
    assert (error.reports_may_be_lost, error.recovery) == (False, None)
    assert "lost" not in str(error)


@BOTH
def test_a_raising_hook_of_a_consuming_read_does_not_make_it_repeat(concurrent: bool) -> None:
    def refuse(exchange: dlrkit.Exchange) -> None:
        raise OSError("the disk is full")

    vendor = Acting(httpx.Response(503, content=PAGE))
    client = make("mobset", concurrent=concurrent, transport=vendor, on_raw=refuse)
    error = failed(lambda: finished(client, client.sms_get_report))
    assert (error.problem, error.body, len(vendor.requests)) == ("hook", PAGE, 1)
    assert msgspec.json.encode(error.exchange)
