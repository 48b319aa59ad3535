"""How bytes travel: the one place that speaks to httpx. It is imported when the first client is made, not before."""

from __future__ import annotations

import logging
import ssl
import sys
import time
from functools import lru_cache
from typing import Any, TypeVar

import anyio
import httpx

from .core import MAX_BODY_BYTES, Broken, Received
from .draft import WireRequest
from .engine import Pause, Step
from .options import AsyncOptions, CallOptions, SyncOptions

C = TypeVar("C", httpx.Client, httpx.AsyncClient)

logger = logging.getLogger("dlrkit")

DEFAULT_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)
_NEVER_SENT_BY_AIOHTTP = {"ClientConnectorError", "ConnectionTimeoutError", "InvalidURL"}
_HAVE_CONTENT = ("POST", "PUT", "PATCH")
_NO_AUTH = httpx.Auth()
"""Vendors' schemes sign the request; without this, httpx looks into the address for a user and a password each time."""
_FAULTS = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError)


@lru_cache(maxsize=1)
def shared_ssl_context() -> ssl.SSLContext:
    """The one SSL context of all clients: making one takes longer than a call."""
    return httpx.create_ssl_context()


class SyncCarrier:
    """Carries requests over a blocking httpx client."""

    def __init__(self, options: SyncOptions) -> None:
        """Use the caller's httpx client, or make one."""
        self._owns = "http_client" not in options
        self._client = options.get("http_client") or _without_cookies(httpx.Client(**_arguments(options)))
        self._auth = _NO_AUTH if self._owns else httpx.USE_CLIENT_DEFAULT
        self._limit = options.get("max_body_bytes", MAX_BODY_BYTES)
        self._headers = _raw(self._client.headers)
        self._timeout = (httpx.Timeout(options["timeout"]) if "timeout" in options else self._client.timeout).as_dict()

    def close(self) -> None:
        """Close the connections, unless the httpx client is the caller's."""
        if self._owns:
            self._client.close()

    def carry(self, step: Step, call: CallOptions) -> Received | Broken | None:
        """Send a request and read the answer to its end, or to the size limit; or pause."""
        if isinstance(step, Pause):
            time.sleep(step.seconds)
            return None
        body = _Body(self._limit)
        try:
            request = _request(self._headers, self._timeout, step, call)
            response = self._client.send(request, stream=True, auth=self._auth, follow_redirects=False)
            try:
                if body.begin(response):
                    for chunk in response.iter_raw():
                        if body.add(chunk):
                            break
            finally:
                response.close()
            return _received(step, response, body)
        except _faults() as error:
            return _broken(step, error, body)


class AsyncCarrier:
    """Carries requests over an asynchronous httpx client."""

    def __init__(self, options: AsyncOptions) -> None:
        """Use the caller's httpx client, or make one."""
        self._owns = "http_client" not in options
        self._client = options.get("http_client") or _without_cookies(httpx.AsyncClient(**_arguments(options)))
        self._auth = _NO_AUTH if self._owns else httpx.USE_CLIENT_DEFAULT
        self._limit = options.get("max_body_bytes", MAX_BODY_BYTES)
        self._headers = _raw(self._client.headers)
        self._timeout = (httpx.Timeout(options["timeout"]) if "timeout" in options else self._client.timeout).as_dict()

    async def aclose(self) -> None:
        """Close the connections, unless the httpx client is the caller's."""
        if self._owns:
            await self._client.aclose()

    async def carry(self, step: Step, call: CallOptions) -> Received | Broken | None:
        """Send a request and read the answer to its end, or to the size limit; or pause."""
        if isinstance(step, Pause):
            await anyio.sleep(step.seconds)
            return None
        body = _Body(self._limit)
        try:
            request = _request(self._headers, self._timeout, step, call)
            response = await self._client.send(request, stream=True, auth=self._auth, follow_redirects=False)
            try:
                if body.begin(response):
                    async for chunk in response.aiter_raw():
                        if body.add(chunk):
                            break
            finally:
                await response.aclose()
            return _received(step, response, body)
        except _faults() as error:
            return _broken(step, error, body)


class _Body:
    """A body on its way. It is kept as it comes, so that a content encoding that is not what it says costs nothing."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._chunks: list[bytes] = []
        self._size = 0
        self._encoding: str | None = None

    def begin(self, response: httpx.Response) -> bool:
        """Whether there is something to read; there is not where a hook of the caller's httpx client has read it."""
        if response.is_stream_consumed:
            self.add(response.content)
            return False
        self._encoding = response.headers.get("content-encoding")
        return True

    def add(self, chunk: bytes) -> bool:
        """Take a chunk; whether it is too much now."""
        self._chunks.append(chunk)
        self._size += len(chunk)
        return self._size > self._limit

    def decoded(self) -> tuple[bytes, bool]:
        """The body up to the limit, and whether there is more.

        Raises:
            httpx.DecodingError: It is not encoded as it says.
        """
        came = b"".join(self._chunks)  # not copied where it came in one piece
        if self._encoding is None:
            return came[: self._limit], self._size > self._limit
        # A little at a time, for a kilobyte may hold a megabyte.
        pieces = (came[at : at + 4096] for at in range(0, len(came), 4096))
        body = bytearray()
        for chunk in httpx.Response(200, headers={"content-encoding": self._encoding}, content=pieces).iter_bytes():
            body += chunk
            if len(body) > self._limit:
                break
        return bytes(body[: self._limit]), len(body) > self._limit or self._size > self._limit

    def saved(self) -> bytes:
        """What there is of a body that breaks off; as it came if it cannot be decoded."""
        try:
            return self.decoded()[0]
        except httpx.DecodingError:
            return b"".join(self._chunks)


def _arguments(options: SyncOptions | AsyncOptions) -> dict[str, Any]:
    arguments: dict[str, Any] = {"timeout": options.get("timeout", DEFAULT_TIMEOUT), "follow_redirects": False}
    if "transport" in options:
        return {**arguments, "transport": options["transport"]}
    if options.get("aiohttp"):
        from httpx_aiohttp import AiohttpTransport

        return {**arguments, "transport": AiohttpTransport(verify=shared_ssl_context(), client=_aiohttp_session)}
    return {**arguments, "verify": shared_ssl_context()}


def _without_cookies(client: C) -> C:
    """A client that looks for no cookies: none is ever sent, and looking takes a quarter of a call."""
    client.cookies.extract_cookies = _keep_none  # type: ignore[method-assign]  # there is no other switch
    return client


def _keep_none(response: httpx.Response) -> None:
    pass


def _aiohttp_session() -> Any:
    """A session that leaves it to us whether a call is repeated, and that keeps no cookies, as with httpx."""
    from aiohttp import ClientSession, DummyCookieJar, TCPConnector

    connector = TCPConnector(ssl=shared_ssl_context(), limit=100, keepalive_timeout=5.0)
    session: Any = ClientSession(connector=connector, cookie_jar=DummyCookieJar())
    # When a connection that was kept breaks, aiohttp would send a GET again by itself, and some of ours consume.
    session._retry_connection = False  # noqa: SLF001 - there is no other switch
    return session


def _raw(headers: httpx.Headers) -> dict[str, tuple[bytes, bytes]]:
    """Headers as they travel, by their names in lower case."""
    return {name.lower(): (name.encode("ascii"), value.encode(headers.encoding)) for name, value in headers.items()}


def _request(
    defaults: dict[str, tuple[bytes, bytes]],
    timeout: dict[str, float | None],
    wire: WireRequest,
    call: CallOptions,
) -> httpx.Request:
    """A request with all its headers, as they travel: left to add or encode some, httpx takes twice as long."""
    url = httpx.URL(wire.url) if "?" in wire.url else _parsed(wire.url)
    own = {**wire.headers, **call["headers"]} if "headers" in call else wire.headers
    found = {name.lower(): (name.encode("ascii"), value.encode("ascii")) for name, value in own.items()}
    if wire.content is not None or wire.method in _HAVE_CONTENT:
        found["content-length"] = (b"Content-Length", b"%d" % len(wire.content or b""))
    headers = [*({"host": (b"Host", url.netloc)} | defaults | found).values()]
    if "timeout" in call:
        timeout = httpx.Timeout(call["timeout"]).as_dict()
    stream = httpx.ByteStream(wire.content or b"")
    request = httpx.Request(wire.method, url, headers=headers, stream=stream, extensions={"timeout": timeout})
    request.read()  # hooks of the caller's httpx client may look at the content
    return request


@lru_cache(maxsize=256)
def _parsed(url: str) -> httpx.URL:
    """Parsing a URL takes as long as decoding a small answer, and most endpoints have just one."""
    return httpx.URL(url)


def _faults() -> tuple[type[Exception], ...]:
    """What a failed exchange raises. httpx_aiohttp lets some of aiohttp's own errors through."""
    aiohttp: Any = sys.modules.get("aiohttp")
    return _FAULTS if aiohttp is None else (*_FAULTS, aiohttp.ClientError)


def _was_never_sent(error: Exception) -> bool:
    cause = error.__cause__
    if isinstance(error, _NEVER_SENT) and type(cause).__module__.startswith("aiohttp."):
        # httpx_aiohttp takes a connection that breaks under way for one that was never made.
        return any(kind.__name__ in _NEVER_SENT_BY_AIOHTTP for kind in type(cause).__mro__)
    return isinstance(error, _NEVER_SENT)


def _broken(wire: WireRequest, error: Exception, body: _Body) -> Broken:
    if isinstance(error, httpx.HTTPStatusError):
        # A hook of the caller's httpx client raised it; its text, request and response have credentials in them.
        error = httpx.HTTPError(f"a hook refused HTTP {error.response.status_code}")
    if isinstance(error, httpx.RequestError):
        # The exception will be chained, and the request it holds has credentials in it.
        error.request = httpx.Request("GET", "https://redacted.invalid/")
    elif not isinstance(error, _FAULTS):
        # One of aiohttp's own, with the URL and the headers of the request in it.
        error = httpx.RemoteProtocolError(type(error).__name__)
    logger.debug("%s %s: %s", wire.method, wire.shown, type(error).__name__)
    return Broken(
        f"{type(error).__name__}: {error}" if str(error) else type(error).__name__,
        may_have_arrived=not _was_never_sent(error),
        cause=error,
        received=body.saved(),
    )


def _received(wire: WireRequest, response: httpx.Response, body: _Body) -> Received:
    content, cut_off = body.decoded()
    logger.debug("%s %s: HTTP %d, %d bytes", wire.method, wire.shown, response.status_code, len(content))
    headers = {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in response.headers.raw}
    return Received(response.status_code, headers, content, cut_off=cut_off)
