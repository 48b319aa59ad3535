"""Vendors' call rates: waited for, refused or left alone, and shared by everything in the process; repeated answers."""

from __future__ import annotations

import pickle
import sys
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dlrkit
from dlrkit._core.engine import Pause
from dlrkit._core.pace import ProcessPacer

from .kit import BOTH, BY_NAME, ENDPOINTS, Acting, Known, answered, broken, drive, failed, finished

BATCH, LOG, SEND = BY_NAME["wilddog.status_batch"], BY_NAME["submail.sms_log"], BY_NAME["yisha.send_msg"]
SECRET = "s3cret-canary"


def seconds(pacer: ProcessPacer, known: Known = BATCH, **options: Any) -> float:
    """For how long a call waits for its place."""
    client = known.make(pacer=pacer, **{"pacing": "wait", **options})
    first = next(client._engine.call(known.endpoint, known.request))
    return first.seconds if isinstance(first, Pause) else 0.0


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands still until a test sets it."""
    now = [1000.0]
    monkeypatch.setattr("dlrkit._core.pace.monotonic", lambda: now[0])
    return now


def test_rates_of_the_vendors() -> None:
    found = {
        known.name: [(limit.calls, limit.per, limit.scope, limit.cached) for limit in known.endpoint.limits]
        for known in ENDPOINTS
        if known.endpoint.limits
    }
    assert found == {
        "wilddog.status_batch": [(1, 1.0, "app_id", False)],
        "submail.sms_log": [(1, 60.0, "appid", True)],
        "aliyun.query_send_details": [(5000, 1.0, "account", False)],
        "tencent.pull_sms_send_status": [(100, 1.0, "account", False)],
        "tencent.pull_sms_send_status_by_phone_number": [(20, 1.0, "account", False)],
        "submail.sms_mo": [(1, 60.0, "appid", True)],
        "wilddog.code_send": [(40, 1.0, "app_id", False)],
        "wilddog.notify_send": [(40, 1.0, "app_id", False)],
        "yisha.send_msg": [(1000, 1.0, "account", False)],
    }


def test_a_wait_is_as_long_as_needed(still: list[float]) -> None:
    pacer = ProcessPacer()
    assert seconds(pacer) == 0
    still[0] += 0.25
    assert seconds(pacer) == 0.75
    assert seconds(pacer) == 1.75
    still[0] += 10
    assert seconds(pacer) == 0


def test_a_thousand_a_second(still: list[float]) -> None:
    pacer = ProcessPacer()
    assert [seconds(pacer, SEND) for _ in range(1001)] == [0.0] * 1000 + [1.0]


@pytest.mark.parametrize(
    ("known", "other", "shared"),
    [
        (BATCH, {}, True),
        (BATCH, {"sms_key": "other"}, True),  # the rate is the application's, whatever the key
        (BATCH, {"app_id": "other"}, False),
        (BATCH, {"base_url": "http://other.test"}, False),
        (BATCH, {"base_url": "http://vendor.test/"}, True),
        (LOG, {"appkey": "other"}, True),
        (LOG, {"appid": "other"}, False),
        (LOG, {"auth": "md5"}, True),
        (LOG, {"base_url": "http://other.test"}, False),
    ],
)
def test_what_shares_a_rate(known: Known, other: dict[str, Any], shared: bool, still: list[float]) -> None:
    pacer = ProcessPacer()
    assert seconds(pacer, known) == 0
    assert (seconds(pacer, known, **other) > 0) == shared


def test_an_account_is_all_of_its_credentials(still: list[float]) -> None:
    pacer = ProcessPacer()
    taken = [seconds(pacer, SEND) for _ in range(1000)]
    assert set(taken) == {0.0}
    assert seconds(pacer, SEND, appcode="other") == 0
    assert seconds(pacer, SEND) == 1.0


def test_endpoints_without_a_rate_never_wait(still: list[float]) -> None:
    pacer = ProcessPacer()
    free = [known for known in ENDPOINTS if not known.endpoint.limits]
    assert [seconds(pacer, known) for known in free * 3] == [0] * 3 * len(free)


def test_off_neither_waits_nor_counts(still: list[float]) -> None:
    pacer = ProcessPacer()
    assert [seconds(pacer, pacing="off") for _ in range(3)] == [0, 0, 0]
    assert seconds(pacer) == 0


def test_rates_are_shared_by_the_process_if_nothing_else_is_said() -> None:
    options = {"pacing": "raise", "app_id": "shared by the process", "transport": Acting(BATCH.good)}
    BATCH.make(**options).status_batch()
    error = failed(BATCH.make(**options).status_batch)
    assert isinstance(error, dlrkit.RateLimitError)
    other = {**options, "app_id": "not shared by the process"}
    BATCH.make(**other).status_batch()


@BOTH
def test_raise(concurrent: bool, still: list[float]) -> None:
    vendor, pacer = Acting(BATCH.good), ProcessPacer()
    options: dict[str, Any] = {"pacing": "raise", "pacer": pacer, "transport": vendor}
    BATCH.call(BATCH.make(concurrent=concurrent, **options))
    still[0] += 0.4
    for _ in range(2):
        error = failed(lambda: BATCH.call(BATCH.make(concurrent=concurrent, **options)))
        assert isinstance(error, dlrkit.wilddog.errors.WilddogRateLimitError)
        assert isinstance(error, dlrkit.RateLimitError)
        assert error.retry_after == pytest.approx(0.6)
        assert vars(pickle.loads(pickle.dumps(error))) == vars(error)
        assert not error.reports_may_be_lost
    assert len(vendor.requests) == 1
    still[0] += 0.6
    BATCH.call(BATCH.make(concurrent=concurrent, **options))
    assert len(vendor.requests) == 2


@BOTH
def test_wait_sends_nothing_before_its_time(concurrent: bool) -> None:
    sent: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(time.monotonic())
        return httpx.Response(200, content=LOG.good)

    class Brisk(ProcessPacer):
        def reserve(self, key: Hashable, calls: int, per: float, *, wait: bool) -> float:
            return super().reserve(key, calls, per / 600, wait=wait)

    pacer, begun = Brisk(), time.monotonic()
    for _ in range(3):
        LOG.call(LOG.make(concurrent=concurrent, pacing="wait", pacer=pacer, transport=httpx.MockTransport(answer)))
    assert [moment - begun >= 0.1 * number for number, moment in enumerate(sent)] == [True, True, True]


def test_every_repetition_takes_a_place(still: list[float]) -> None:
    client = LOG.make(pacing="wait", pacer=ProcessPacer(), retry=dlrkit.RetryPolicy(retries=2, first=0.001))
    outcomes = [answered(b"", 503), answered(b"", 503), answered(LOG.good)]
    driven = drive(client._engine.call(LOG.endpoint, LOG.request), outcomes)
    assert driven.steps == ["request", "pause", "pause", "request", "pause", "pause", "request"]
    assert [driven.pauses[1], driven.pauses[3]] == [60.0, 120.0]


@pytest.mark.parametrize("known", [LOG, BATCH], ids=lambda known: known.name)
def test_a_repetition_that_the_rate_forbids_does_not_hide_the_failure(known: Known, still: list[float]) -> None:
    """Something was sent, so that a `RateLimitError` would not be true."""
    client = known.make(pacing="raise", pacer=ProcessPacer())
    driven = drive(client._engine.call(known.endpoint, known.request), [broken(may_have_arrived=False)])
    assert isinstance(driven.error, dlrkit.TransportError)


def test_a_clock_that_was_set_does_not_hide_the_failure_either(still: list[float]) -> None:
    client = LOG.make(auth="md5", pacing="raise", pacer=ProcessPacer())
    late = answered(LOG.failing("152"), 200, date="Wed, 16 Nov 1994 08:49:37 GMT")
    driven = drive(client._engine.call(LOG.endpoint, LOG.request), [late])
    assert isinstance(driven.error, dlrkit.APIError)
    assert driven.error.code == "152"


# Threads.


def windows_hold(places: list[float], calls: int, per: float) -> bool:
    places = sorted(places)
    return all(later - earlier >= per - 1e-6 for earlier, later in zip(places, places[calls:], strict=False))


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def in_threads(count: int, do: Callable[[], object]) -> None:
    start = threading.Barrier(count)

    def run() -> None:
        start.wait()
        do()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.usefixtures("restless", "still")
def test_threads_share_the_places() -> None:
    pacer, away = ProcessPacer(), []
    in_threads(8, lambda: away.extend([pacer.reserve("k", 5, 0.5, wait=True) for _ in range(200)]))
    assert sorted(away) == [0.5 * (place // 5) for place in range(1600)]


@pytest.mark.usefixtures("restless")
def test_threads_that_may_not_wait_get_one_place() -> None:
    vendor, pacer, errors = Acting(BATCH.good), ProcessPacer(), []
    client = BATCH.make(pacing="raise", pacer=pacer, transport=vendor)

    def call() -> None:
        try:
            client.status_batch()
        except dlrkit.RateLimitError as error:
            errors.append(error)

    in_threads(16, call)
    assert (len(vendor.requests), len(errors)) == (1, 15)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 6),
    st.floats(0.1, 60),
    st.lists(st.tuples(st.floats(0, 30), st.booleans()), min_size=1, max_size=60),
)
def test_no_window_holds_more_than_its_rate(calls: int, per: float, steps: list[tuple[float, bool]]) -> None:
    pacer, now, places = ProcessPacer(), 0.0, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dlrkit._core.pace.monotonic", lambda: now)
        for passed, wait in steps:
            now += passed
            away = pacer.reserve("k", calls, per, wait=wait)
            assert away >= 0
            if wait or away == 0:
                places.append(now + away)
            elif len(places) >= calls:
                assert now + away == pytest.approx(sorted(places)[-calls] + per)
    assert windows_hold(places, calls, per)


# A pacer of the caller's own.


class Own:
    """Refuses as it is told, and keeps what it was asked."""

    def __init__(self, *away: float) -> None:
        self.away = list(away)
        self.asked: list[tuple[Hashable, int, float, bool]] = []

    def reserve(self, key: Hashable, calls: int, per: float, *, wait: bool) -> float:
        self.asked.append((key, calls, per, wait))
        return self.away.pop(0)


@pytest.mark.parametrize("known", [BATCH, LOG, SEND], ids=lambda known: known.name)
def test_the_callers_pacer_is_asked(known: Known) -> None:
    own = Own(0.0, 3.5)
    client = known.make(pacing="wait", pacer=own)
    assert drive(client._engine.call(known.endpoint, known.request), [answered(known.good)]).steps == ["request"]
    driven = drive(client._engine.call(known.endpoint, known.request), [answered(known.good)])
    assert (driven.steps, driven.pauses) == (["pause", "request"], [3.5])
    [limit] = known.endpoint.limits
    assert [asked[1:] for asked in own.asked] == [(limit.calls, limit.per, True)] * 2
    assert own.asked[0][0] == own.asked[1][0]


@pytest.mark.parametrize("known", [BATCH, LOG, SEND], ids=lambda known: known.name)
def test_a_pacer_is_told_no_secret(known: Known) -> None:
    """A pacer that is shared between processes keeps keys somewhere outside."""
    own = Own(0.0)
    secret = {"wilddog": "sms_key", "submail": "appkey", "yisha": "appcode"}[known.vendor]
    client = known.make(pacing="raise", pacer=own, transport=Acting(known.good), **{secret: SECRET})
    known.call(client)
    assert SECRET not in repr(own.asked)
    assert own.asked[0][3] is False


def test_a_pacers_keys_are_the_same_in_every_process() -> None:
    own = Own(0.0)
    BATCH.call(BATCH.make(pacing="wait", pacer=own, transport=Acting(BATCH.good)))
    again = Own(0.0)
    BATCH.call(BATCH.make(pacing="wait", pacer=again, transport=Acting(BATCH.good)))
    assert repr(own.asked) == repr(again.asked)
    assert " at 0x" not in repr(own.asked)


# The vendor repeats an earlier answer (SUBMAIL, within its rate).

START, END = datetime(2022, 2, 6, tzinfo=UTC), datetime(2022, 2, 7, 1, 2, 3, 999_000, tzinfo=UTC)
ECHO: dict[str, Any] = {"start_date": 1644105600, "end_date": 1644195723, "offset": 50, "total": 0, "data": []}
ASKED = {"start_date": START, "end_date": END, "offset": 50}


def echo(**changed: Any) -> bytes:
    return msgspec.json.encode({"status": "success", **{k: v for k, v in {**ECHO, **changed}.items() if v is not None}})


@BOTH
@pytest.mark.parametrize("body", ["form", "json", "multipart"])
@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (ASKED, echo()),
        (ASKED, echo(offset="50", start_date="1644105600")),
        (ASKED, echo(offset=None, start_date=None, end_date=None)),
        ({}, echo(offset=0)),
        ({}, echo(offset=None)),
        ({"offset": 0}, echo(offset=0)),
    ],
)
def test_an_answer_to_what_was_asked(asked: dict[str, Any], answer: bytes, body: str, concurrent: bool) -> None:
    client = LOG.make(concurrent=concurrent, body=body, transport=Acting(answer))
    assert finished(client, lambda: client.sms_log(**asked)).total == 0


STALE = [
    (ASKED, echo(offset=0), "offset"),
    (ASKED, echo(offset="0"), "offset"),
    (ASKED, echo(start_date=1644105601), "start_date"),
    (ASKED, echo(end_date=1644195724), "end_date"),
    ({}, echo(offset=50), "offset"),
    ({"offset": 0}, echo(offset=50), "offset"),
]


@BOTH
@pytest.mark.parametrize("body", ["form", "json", "multipart"])
@pytest.mark.parametrize(("asked", "answer", "field"), STALE)
def test_a_repeated_answer(asked: dict[str, Any], answer: bytes, field: str, body: str, concurrent: bool) -> None:
    vendor = Acting(answer)
    client = LOG.make(concurrent=concurrent, body=body, transport=vendor)
    error = failed(lambda: finished(client, lambda: client.sms_log(**asked)))
    assert isinstance(error, dlrkit.ResponseError)
    assert (error.problem, error.body, len(vendor.requests)) == ("stale", answer, 1)
    assert field in str(error)


@pytest.mark.parametrize(
    ("format", "answer"),
    [
        ("xml", "<r><status>success</status><offset>{0}</offset><data/></r>"),
        ("yaml", "status: success\noffset: {0}\ndata: []\n"),
    ],
)
def test_a_repeated_answer_in_other_formats(format: str, answer: str) -> None:
    def client(offset: int) -> Any:
        return LOG.make(format=format, transport=Acting(answer.format(offset).encode()))

    assert client(50).sms_log(offset=50).offset == 50
    assert failed(lambda: client(0).sms_log(offset=50)).problem == "stale"
