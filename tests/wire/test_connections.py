"""Connections: whose they are, what a caller may set on them, and what is logged of them."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import dlrkit
from dlrkit._core import http
from dlrkit._core.client import SyncClient

from .kit import BOTH, BY_NAME, ENDPOINTS, Acting, Known, failed, finished

RRID = BY_NAME["wilddog.status_by_rrid"]
LOG = BY_NAME["submail.sms_log"]
CANARY = "s3cret-canary"
EACH = pytest.mark.parametrize("known", ENDPOINTS, ids=lambda known: known.name)


class Closing(Acting):
    """Knows whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


def own_client(concurrent: bool, vendor: httpx.MockTransport, **options: Any) -> Any:
    """An httpx client of the caller's own."""
    return (httpx.AsyncClient if concurrent else httpx.Client)(transport=vendor, **options)


def closed(client: Any) -> None:
    client.close() if isinstance(client, SyncClient) else asyncio.run(client.aclose())


# TLS.


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[ssl.SSLContext]]:
    """The SSL contexts that are made during a test."""
    import aiohttp  # makes contexts of its own when it is imported

    assert aiohttp
    made: list[ssl.SSLContext] = []
    make = ssl.create_default_context

    def keep(*arguments: Any, **options: Any) -> ssl.SSLContext:
        made.append(make(*arguments, **options))
        return made[-1]

    http.shared_ssl_context.cache_clear()
    monkeypatch.setattr(ssl, "create_default_context", keep)
    yield made
    http.shared_ssl_context.cache_clear()


def test_all_clients_share_one_ssl_context(contexts: list[ssl.SSLContext]) -> None:
    clients = [known.make(concurrent=concurrent) for known in ENDPOINTS for concurrent in (False, True)]
    clients.append(RRID.make(concurrent=True, aiohttp=True))
    assert len(contexts) == 1
    assert contexts[0] is http.shared_ssl_context()
    assert (contexts[0].verify_mode, contexts[0].check_hostname) == (ssl.CERT_REQUIRED, True)
    for client in clients:
        closed(client)


@BOTH
def test_a_client_over_a_transport_or_client_of_the_callers_makes_no_context(
    concurrent: bool, contexts: list[ssl.SSLContext]
) -> None:
    vendor = Acting(RRID.good)
    RRID.call(RRID.make(concurrent=concurrent, transport=vendor))
    RRID.call(RRID.make(concurrent=concurrent, http_client=own_client(concurrent, vendor)))
    assert (contexts, len(vendor.requests)) == ([], 2)


# Whose the connections are.


@BOTH
def test_what_the_client_made_is_closed_with_it(concurrent: bool) -> None:
    vendor = Closing(RRID.good)
    client = RRID.make(concurrent=concurrent, transport=vendor)
    assert not vendor.closed
    RRID.call(client)
    assert vendor.closed


@BOTH
def test_what_is_the_callers_is_not_closed(concurrent: bool) -> None:
    vendor = Closing(RRID.good)
    own = own_client(concurrent, vendor)
    RRID.call(RRID.make(concurrent=concurrent, http_client=own))
    closed(RRID.make(concurrent=concurrent, http_client=own))
    assert (vendor.closed, own.is_closed) == (False, False)
    RRID.call(RRID.make(concurrent=concurrent, http_client=own))
    assert len(vendor.requests) == 2


@BOTH
def test_a_body_that_is_too_long_gives_its_connection_back(concurrent: bool) -> None:
    released: list[bool] = []

    class Endless(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                yield b" " * 1000

        async def __aiter__(self) -> Any:
            while True:
                yield b" " * 1000

        def close(self) -> None:
            released.append(True)

        async def aclose(self) -> None:
            released.append(True)

    transport = httpx.MockTransport(lambda request: httpx.Response(200, stream=Endless()))
    client = RRID.make(concurrent=concurrent, transport=transport, max_body_bytes=5000)
    error = failed(lambda: RRID.call(client))
    assert (error.problem, len(error.body), released) == ("too_large", 5000, [True])


# What the caller's httpx client says.


@BOTH
def test_event_hooks_fire(concurrent: bool) -> None:
    seen: list[str] = []

    def note(what: httpx.Request | httpx.Response) -> None:
        seen.append(type(what).__name__)

    async def note_async(what: httpx.Request | httpx.Response) -> None:
        note(what)

    hook = note_async if concurrent else note
    own = own_client(concurrent, Acting(RRID.good), event_hooks={"request": [hook], "response": [hook]})
    RRID.call(RRID.make(concurrent=concurrent, http_client=own))
    assert seen == ["Request", "Response"]


@BOTH
@pytest.mark.parametrize("limit", [10, 1000])
def test_a_hook_may_read_the_body(limit: int, concurrent: bool) -> None:
    import gzip

    seen: list[bytes] = []

    def read(response: httpx.Response) -> None:
        seen.append(response.read())

    async def read_async(response: httpx.Response) -> None:
        seen.append(await response.aread())

    zipped = httpx.Response(200, content=gzip.compress(RRID.good))
    answer = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(zipped.content))
    transport = httpx.MockTransport(lambda request: answer)
    own = own_client(concurrent, transport, event_hooks={"response": [read_async if concurrent else read]})
    client = RRID.make(concurrent=concurrent, http_client=own, max_body_bytes=limit)
    if limit < len(RRID.good):
        assert failed(lambda: RRID.call(client)).body == RRID.good[:limit]
    else:
        assert RRID.call(client).exchange.body == RRID.good
    assert seen == [RRID.good]


@BOTH
def test_a_hook_may_read_what_is_sent(concurrent: bool) -> None:
    seen: list[bytes] = []

    def read(request: httpx.Request) -> None:
        seen.append(request.content)

    async def read_async(request: httpx.Request) -> None:
        seen.append(request.content)

    own = own_client(concurrent, Acting(LOG.good), event_hooks={"request": [read_async if concurrent else read]})
    LOG.call(LOG.make(concurrent=concurrent, http_client=own))
    assert seen == [b"appid=100000&signature=100000"]


@BOTH
def test_redirects_are_not_followed_even_if_the_caller_likes_them(concurrent: bool) -> None:
    vendor = Acting(httpx.Response(302, headers={"Location": "http://elsewhere.test/"}), RRID.good)
    own = own_client(concurrent, vendor, follow_redirects=True)
    error = failed(lambda: RRID.call(RRID.make(concurrent=concurrent, http_client=own)))
    assert (error.problem, error.http_status, len(vendor.requests)) == ("status", 302, 1)


@BOTH
def test_the_callers_headers_are_sent(concurrent: bool) -> None:
    vendor = Acting(RRID.good)
    own = own_client(concurrent, vendor, headers={"X-Own": "1", "User-Agent": "own/1"})
    RRID.call(RRID.make(concurrent=concurrent, http_client=own))
    assert (vendor.requests[0].headers["X-Own"], vendor.requests[0].headers["User-Agent"]) == ("1", "own/1")


# Headers and timeouts.


@BOTH
@pytest.mark.parametrize("own", [False, True])
def test_cookies_are_not_sent(own: bool, concurrent: bool) -> None:
    vendor = Acting(httpx.Response(429, headers={"Set-Cookie": "session=1"}), RRID.good)
    options = {"http_client": own_client(concurrent, vendor)} if own else {"transport": vendor}
    RRID.call(RRID.make(concurrent=concurrent, **options))
    assert ["Cookie" in request.headers for request in vendor.requests] == [False, False]


@BOTH
def test_headers_that_httpx_leaves_to_us(concurrent: bool) -> None:
    vendor = Acting(LOG.good)
    LOG.call(LOG.make(concurrent=concurrent, transport=vendor, base_url="http://vendor.test:8080"))
    [request] = vendor.requests
    assert (request.headers["Host"], request.headers["Content-Length"]) == (
        "vendor.test:8080",
        str(len(request.content)),
    )


@EACH
@BOTH
def test_headers_of_one_call(known: Known, concurrent: bool) -> None:
    vendor = Acting(known.good)
    own = own_client(concurrent, vendor, headers={"X-Trace": "client", "user-agent": "own/1"})
    client = known.make(concurrent=concurrent, http_client=own)
    call = {"headers": {"X-TRACE": "call", "X-More": "2"}}
    finished(client, lambda: client._call(known.endpoint, known.request, call))
    [request] = vendor.requests
    assert request.headers.get_list("X-Trace") == ["call"]
    assert (request.headers["X-More"], request.headers["User-Agent"]) == ("2", "own/1")
    assert call == {"headers": {"X-TRACE": "call", "X-More": "2"}}


@BOTH
def test_headers_of_one_call_are_not_those_of_the_next(concurrent: bool) -> None:
    vendor = Acting(RRID.good)
    own = own_client(concurrent, vendor)
    for call in ({"headers": {"X-Trace": "1"}}, {}):
        client = RRID.make(concurrent=concurrent, http_client=own)
        finished(client, lambda client=client, call=call: client.status_by_rrid(rrid="r", **call))
    assert ["X-Trace" in request.headers for request in vendor.requests] == [True, False]


TIMES = {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 30.0}
THREE, NONE = dict.fromkeys(TIMES, 3.0), dict.fromkeys(TIMES)


@BOTH
@pytest.mark.parametrize("owned", [False, True], ids=["made", "own"])
@pytest.mark.parametrize(
    ("options", "call", "expected"),
    [
        ({}, {}, TIMES),
        ({"timeout": 3}, {}, THREE),
        ({"timeout": None}, {}, NONE),
        ({"timeout": httpx.Timeout(3.0, read=9.0)}, {}, {**THREE, "read": 9.0}),
        ({}, {"timeout": 3}, THREE),
        ({"timeout": 8}, {"timeout": 3}, THREE),
        ({"timeout": 8}, {"timeout": None}, NONE),
        ({"timeout": 8}, {"timeout": httpx.Timeout(3.0, connect=1.0)}, {**THREE, "connect": 1.0}),
    ],
)
def test_timeouts(
    options: dict[str, Any], call: dict[str, Any], expected: dict[str, float], owned: bool, concurrent: bool
) -> None:
    vendor = Acting(RRID.good)
    connection = {"http_client": own_client(concurrent, vendor, timeout=7)} if owned else {"transport": vendor}
    client = RRID.make(concurrent=concurrent, **connection, **options)
    finished(client, lambda: client.status_by_rrid(rrid="r", **call))
    if owned and not options and not call:
        expected = dict.fromkeys(TIMES, 7)
    assert vendor.requests[0].extensions["timeout"] == expected


# Logs.


@BOTH
@EACH
@pytest.mark.parametrize("ending", ["answer", "error", "broken"])
def test_the_log_says_method_url_and_status(
    known: Known, ending: str, concurrent: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "dlrkit")
    acts = {"answer": known.good, "error": httpx.Response(400, content=b"{}"), "broken": httpx.ReadError("broken")}
    secret = {"sms_key", "appkey", "password", "access_key_secret", "appcode"}
    credentials = {c.name: CANARY for c in known.make()._vendor.credentials if c.name in secret}
    vendor = Acting(acts[ending])
    retry = dlrkit.RetryPolicy(retries=0)
    client = known.make(concurrent=concurrent, transport=vendor, retry=retry, **credentials)
    try:
        known.call(client)
    except dlrkit.DlrkitError:
        assert ending != "answer"
    lines = [record.getMessage() for record in caplog.records if record.name == "dlrkit"]
    assert {record.levelname for record in caplog.records if record.name == "dlrkit"} == {"DEBUG"}
    [line] = lines
    request = vendor.requests[0]
    assert line.startswith(f"{request.method} http://vendor.test{request.url.path}".rstrip("/"))
    said = {"answer": f"HTTP 200, {len(known.good)} bytes", "error": "HTTP 400, 2 bytes", "broken": "ReadError"}
    assert line.endswith(f": {said[ending]}")
    assert CANARY not in "\n".join(lines)
    if signature := request.url.params.get("signature"):
        assert signature not in line
        assert "signature=***" in line


@BOTH
def test_every_repetition_is_logged(concurrent: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "dlrkit")
    vendor = Acting(httpx.Response(503), httpx.ReadTimeout("late"), RRID.good)
    RRID.call(RRID.make(concurrent=concurrent, transport=vendor))
    lines = [record.getMessage().partition(": ")[2] for record in caplog.records if record.name == "dlrkit"]
    assert lines == ["HTTP 503, 0 bytes", "ReadTimeout", f"HTTP 200, {len(RRID.good)} bytes"]


def test_nothing_is_logged_above_debug(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    RRID.call(RRID.make(transport=Acting(httpx.Response(503), RRID.good)))
    assert [record for record in caplog.records if record.name.startswith("dlrkit")] == []
