"""Real connections that fail: what the vendor has seen of a call by then, and what the error carries."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import traceback
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx
import msgspec
import pytest

import dlrkit
from dlrkit import APIError, ResponseError, TransportError
from dlrkit._core.client import SyncClient

from .kit import BY_NAME, HERE, Known, failed, finished
from .server import Connection, Script, Server, closed_port, response

JSON = "Content-Type: application/json"
PAGE = b"<html>Bad Gateway</html>"
PART = b'{"status":"ok","data":[{"stat'
ROWS = b'{"status":"ok","data":[' + b",".join([b'{"status":2,"mobile":"13800138000","rrid":"r"}'] * 40) + b"]}"
ZIPPED = gzip.compress(ROWS)
HALF = ZIPPED[: len(ZIPPED) // 2]


def says(data: bytes) -> Script:
    """Send this and hang up."""
    return lambda connection, number: connection.send(data)


def reset(connection: Connection, number: int) -> None:
    connection.reset()


def reset_in_body(connection: Connection, number: int) -> None:
    connection.send(response(PART, "200 OK", JSON, length=500))
    connection.stall(0.1)
    connection.reset()


def slow(first: bytes) -> Script:
    def script(connection: Connection, number: int) -> None:
        connection.send(first)
        connection.stall()

    return script


def inflated(data: bytes) -> bytes:
    return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data)


class Fault(msgspec.Struct, frozen=True):
    """What the server does once it has read a request, and what must become of it."""

    script: Script
    error: type[Exception]
    problem: str = ""
    carries: bytes = b""
    repeated: bool = True
    """Whether a query is repeated."""


FAULTS = {
    "closed after the request": Fault(lambda connection, number: None, TransportError),
    "reset after the request": Fault(reset, TransportError),
    "reset in the body": Fault(reset_in_body, TransportError, carries=PART),
    "slow headers": Fault(slow(b"HTTP/1.1 200 OK\r\n"), TransportError),
    "slow body": Fault(slow(response(PART, "200 OK", JSON, length=500)), TransportError, carries=PART),
    "closed in the body": Fault(says(response(PART, "200 OK", JSON, length=500)), TransportError, carries=PART),
    "closed in the headers": Fault(says(b"HTTP/1.1 200 OK\r\nContent-Le"), TransportError),
    "closed in a chunk": Fault(
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\nff\r\nda" % (len(PART), PART)),
        TransportError, carries=PART + b"da",
    ),
    "closed between chunks": Fault(
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(PART), PART)),
        TransportError, carries=PART,
    ),
    "not HTTP": Fault(says(b"SSH-2.0-OpenSSH_9.7\r\n\r\n"), TransportError),
    "half of a gzip": Fault(
        says(response(HALF, "200 OK", JSON, "Content-Encoding: gzip")),
        ResponseError, "syntax", inflated(HALF), repeated=False,
    ),
    "half of a gzip, then closed": Fault(
        says(response(HALF, "200 OK", JSON, "Content-Encoding: gzip", length=len(ZIPPED))),
        TransportError, carries=inflated(HALF),
    ),
    "Content-Length too small": Fault(
        says(response(ROWS, "200 OK", JSON, length=len(PART))),
        ResponseError, "syntax", ROWS[: len(PART)], repeated=False,
    ),
    "301": Fault(says(response(b"", "301 Moved", "Location: /elsewhere")), ResponseError, "status", repeated=False),
    "307": Fault(
        says(response(PAGE, "307 Moved", "Location: http://127.0.0.1:1/")),
        ResponseError, "status", PAGE, repeated=False,
    ),
    "429 with Retry-After": Fault(says(response(b"", "429 Slow", "Retry-After: 0")), ResponseError, "status"),
    "502": Fault(says(response(PAGE, "502 Bad Gateway")), ResponseError, "status", PAGE),
    "503 with the vendor's error": Fault(
        says(response(b'{"status":"error","errcode":70210}', "503 Busy", JSON)),
        APIError, "api", b'{"status":"error","errcode":70210}',
    ),
    "520": Fault(says(response(PAGE, "520 Unknown")), ResponseError, "status", PAGE, repeated=False),
    "HTML under 200": Fault(says(response(PAGE)), ResponseError, "syntax", PAGE, repeated=False),
    "empty under 200": Fault(says(response(b"")), ResponseError, "empty", repeated=False),
    "too large": Fault(
        says(response(ROWS, "200 OK", JSON)), ResponseError, "too_large", ROWS[:1000], repeated=False
    ),
    "too large, unpacked": Fault(
        says(response(ZIPPED, "200 OK", JSON, "Content-Encoding: gzip")),
        ResponseError, "too_large", ROWS[:1000], repeated=False,
    ),
    "too large and endless": Fault(
        slow(response(ROWS, "200 OK", JSON, length=10**9)), ResponseError, "too_large", ROWS[:1000], repeated=False
    ),
    "not the gzip that it says": Fault(
        says(response(ROWS, "200 OK", JSON, "Content-Encoding: gzip")), TransportError, carries=ROWS
    ),
}  # fmt: skip
OVER_AIOHTTP = {
    # aiohttp takes what comes after the body for a second answer, a bad one, and gives neither.
    "Content-Length too small": Fault(FAULTS["Content-Length too small"].script, TransportError),
}
LIMITED = {name for name in FAULTS if "too large" in name}
CONSUMING, QUERY = BY_NAME["wilddog.status_batch"], BY_NAME["wilddog.status_by_rrid"]

SURFACES: dict[str, dict[str, Any]] = {
    "blocking": {}, "async": {"concurrent": True}, "aiohttp": {"concurrent": True, "aiohttp": True}
}  # fmt: skip
EACH = pytest.mark.parametrize("surface", SURFACES)


def client_of(known: Known, surface: str, address: str, **options: Any) -> Any:
    options = {"timeout": 5.0, **SURFACES[surface], **options}
    return known.make(base_url=address, retry=dlrkit.RetryPolicy(retries=1, first=0.001), **options)


def carried(error: Any) -> bytes:
    return bytes(error.received if isinstance(error, TransportError) else error.body)


@EACH
@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("known", [CONSUMING, QUERY], ids=["consumes", "queries"])
def test_fault(known: Known, name: str, surface: str) -> None:
    fault = OVER_AIOHTTP.get(name, FAULTS[name]) if surface == "aiohttp" else FAULTS[name]
    options: dict[str, Any] = {"max_body_bytes": 1000} if name in LIMITED else {}
    if name.startswith("slow"):
        options["timeout"] = httpx.Timeout(5.0, read=0.1)
    with Server(fault.script).running() as server:
        client = client_of(known, surface, server.address, **options)
        error = failed(lambda: known.call(client))
    assert isinstance(error, fault.error)
    assert getattr(error, "problem", "") == fault.problem
    assert carried(error) == fault.carries
    assert len(server.requests) == (2 if fault.repeated and known is QUERY else 1)
    if isinstance(error, TransportError):
        assert error.may_have_arrived
    assert error.reports_may_be_lost == (known is CONSUMING and fault.error is not APIError)
    for request in server.requests:
        signature = request.partition(b"signature=")[2][:64].decode()
        assert len(signature) == 64
        assert signature not in "".join(traceback.format_exception(error))


@EACH
@pytest.mark.parametrize("known", [CONSUMING, QUERY], ids=["consumes", "queries"])
def test_refused(known: Known, surface: str) -> None:
    error = failed(lambda: known.call(client_of(known, surface, closed_port())))
    assert isinstance(error, TransportError)
    assert not error.may_have_arrived
    assert not error.reports_may_be_lost


def reset_unread(connection: Connection, number: int) -> None:
    connection.touched()
    connection.reset()


@EACH
@pytest.mark.parametrize(("known", "connections"), [(CONSUMING, 1), (QUERY, 2)], ids=["consumes", "queries"])
def test_reset_before_anything_was_read(known: Known, connections: int, surface: str) -> None:
    with Server(reset_unread, reads=False).running() as server:
        error = failed(lambda: known.call(client_of(known, surface, server.address)))
    assert isinstance(error, TransportError)
    assert error.may_have_arrived
    assert server.connections == connections


def then(*scripts: Script) -> Script:
    """One script for each request."""
    return lambda connection, number: scripts[number](connection, number)


def goes_on(body: bytes, *headers: str) -> Script:
    """Answer, and keep the connection."""

    def script(connection: Connection, number: int) -> bool:
        connection.send(response(body, "200 OK", JSON, *headers, keep=True))
        return True

    return script


@EACH
@pytest.mark.parametrize(
    ("known", "ending", "requests"),
    [(CONSUMING, reset, 2), (CONSUMING, lambda *_: None, 2), (QUERY, reset, 3)],
    ids=["consumes-reset", "consumes-closed", "queries"],
)
def test_a_used_connection_that_breaks(known: Known, ending: Script, requests: int, surface: str) -> None:
    """HTTP libraries like to repeat a GET by themselves when a connection that they kept turns out to be gone."""
    good = goes_on(b'{"status":"ok","data":[]}')
    with Server(then(good, ending, good)).running() as server:
        client = client_of(known, surface, server.address)
        assert calls(client, known, 2) == (["ok", "lost"] if known is CONSUMING else ["ok", "ok"])
    assert len(server.requests) == requests


def calls(client: Any, known: Known, count: int) -> list[str]:
    """What becomes of calls one after another."""
    made = []

    def note(steps: Callable[[], Any]) -> None:
        try:
            made.append(steps().status)
        except dlrkit.DlrkitError as error:
            made.append("lost" if error.reports_may_be_lost else "failed")

    if isinstance(client, SyncClient):
        with client:
            for _ in range(count):
                note(lambda: client._call(known.endpoint, known.request, {}))
        return made

    async def run() -> None:
        async with client:
            for _ in range(count):
                [outcome] = await asyncio.gather(
                    client._call(known.endpoint, known.request, {}), return_exceptions=True
                )
                note(lambda outcome=outcome: _given(outcome))

    asyncio.run(run())
    return made


def _given(outcome: Any) -> Any:
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


@EACH
def test_no_cookie_of_the_vendor_comes_back(surface: str) -> None:
    good = goes_on(b'{"status":"ok"}', "Set-Cookie: session=1; Path=/")
    with Server(then(good, good)).running() as server:
        address = server.address.replace("127.0.0.1", "localhost")  # aiohttp keeps no cookies for numbers
        assert calls(client_of(QUERY, surface, address), QUERY, 2) == ["ok", "ok"]
    assert [b"session" in request for request in server.requests] == [False, False]


def test_all_surfaces_send_the_same_target() -> None:
    awkward = {"app_id": "a %2F/b+c:d;e,f&g=h~\u91ce", "clock": lambda: 0.0}
    targets = []
    for surface in SURFACES:
        with Server(says(response(b'{"status":"ok"}', "200 OK", JSON))).running() as server:
            client = client_of(QUERY, surface, server.address, **awkward)
            finished(client, lambda client=client: client.status_by_rrid(rrid="r 1+2/3%25?#&\u91ce;:,~'\"[]@!$"))
        path, _, query = server.requests[0].split(b" ")[1].decode().partition("?")
        targets.append(([unquote(piece) for piece in path.split("/")], parse_qsl(query, strict_parsing=True)))
    assert targets[0] == targets[1] == targets[2]
    assert targets[0][0] == ["", "v1", awkward["app_id"], "status"]


# TLS.

PEM = HERE / "self_signed.pem"


@pytest.fixture
def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    return context


@EACH
def test_a_certificate_that_nobody_vouches_for_is_refused(surface: str, tls: ssl.SSLContext) -> None:
    with Server(says(response(b'{"status":"ok"}')), tls=tls).running() as server:
        error = failed(lambda: CONSUMING.call(client_of(CONSUMING, surface, server.address)))
    assert isinstance(error, TransportError)
    assert not error.may_have_arrived
    assert "certificate" in str(error).casefold()
    assert server.requests == []


def test_the_same_certificate_is_good_for_a_client_that_trusts_it(tls: ssl.SSLContext) -> None:
    own = httpx.Client(verify=ssl.create_default_context(cafile=PEM))
    with Server(says(response(b'{"status":"ok"}')), tls=tls).running() as server, own:
        client = QUERY.make(base_url=server.address, http_client=own)
        assert client.status_by_rrid(rrid="r").status == "ok"
