"""How bytes travel: the one place that speaks to httpx. It is imported when the first client is made, not before."""

from __future__ import annotations

import logging
import ssl
import time
from functools import lru_cache
from typing import Any

import anyio
import httpx

from .core import MAX_BODY_BYTES, Broken, Received
from .draft import WireRequest
from .engine import Pause, Step
from .options import AsyncOptions, CallOptions, SyncOptions

logger = logging.getLogger("dlrkit")

DEFAULT_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)
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
        self._client = options.get("http_client") or httpx.Client(**_arguments(options))
        self._limit = options.get("max_body_bytes", MAX_BODY_BYTES)
        self._headers = dict(self._client.headers.items())

    def close(self) -> None:
        """Close the connections, unless the httpx client is the caller's."""
        if self._owns:
            self._client.close()

    def carry(self, step: Step, call: CallOptions) -> Received | Broken | None:
        """Send a request and read the answer to its end, or to the size limit; or pause."""
        if isinstance(step, Pause):
            time.sleep(step.seconds)
            return None
        body = bytearray()
        try:
            response = self._client.send(
                _request(self._headers, self._client, step, call), stream=True, follow_redirects=False
            )
            try:
                if response.is_stream_consumed:
                    body += response.content
                else:
                    for chunk in response.iter_bytes() if _is_encoded(response) else response.iter_raw():
                        body += chunk
                        if len(body) > self._limit:
                            break
            finally:
                response.close()
        except _FAULTS as error:
            return _broken(step, error, body)
        return _received(step, response, body, self._limit)


class AsyncCarrier:
    """Carries requests over an asynchronous httpx client."""

    def __init__(self, options: AsyncOptions) -> None:
        """Use the caller's httpx client, or make one."""
        self._owns = "http_client" not in options
        self._client = options.get("http_client") or httpx.AsyncClient(**_arguments(options))
        self._limit = options.get("max_body_bytes", MAX_BODY_BYTES)
        self._headers = dict(self._client.headers.items())

    async def aclose(self) -> None:
        """Close the connections, unless the httpx client is the caller's."""
        if self._owns:
            await self._client.aclose()

    async def carry(self, step: Step, call: CallOptions) -> Received | Broken | None:
        """Send a request and read the answer to its end, or to the size limit; or pause."""
        if isinstance(step, Pause):
            await anyio.sleep(step.seconds)
            return None
        body = bytearray()
        try:
            request = _request(self._headers, self._client, step, call)
            response = await self._client.send(request, stream=True, follow_redirects=False)
            try:
                if response.is_stream_consumed:
                    body += response.content
                else:
                    async for chunk in response.aiter_bytes() if _is_encoded(response) else response.aiter_raw():
                        body += chunk
                        if len(body) > self._limit:
                            break
            finally:
                await response.aclose()
        except _FAULTS as error:
            return _broken(step, error, body)
        return _received(step, response, body, self._limit)


def _arguments(options: SyncOptions | AsyncOptions) -> dict[str, Any]:
    arguments: dict[str, Any] = {"timeout": options.get("timeout", DEFAULT_TIMEOUT), "follow_redirects": False}
    if "transport" in options:
        return {**arguments, "transport": options["transport"]}
    if options.get("aiohttp"):
        from httpx_aiohttp import AiohttpTransport

        return {**arguments, "transport": AiohttpTransport(verify=shared_ssl_context())}
    return {**arguments, "verify": shared_ssl_context()}


def _request(
    defaults: dict[str, str], client: httpx.Client | httpx.AsyncClient, wire: WireRequest, call: CallOptions
) -> httpx.Request:
    headers = {**wire.headers, **call.get("headers", {})}
    own = {name.lower() for name in headers}
    headers.update((name, value) for name, value in defaults.items() if name not in own)
    timeout = httpx.Timeout(call["timeout"]) if "timeout" in call else client.timeout
    url = wire.url if "?" in wire.url else _parsed(wire.url)
    extensions = {"timeout": timeout.as_dict()}
    return httpx.Request(wire.method, url, headers=headers, content=wire.content, extensions=extensions)


@lru_cache(maxsize=256)
def _parsed(url: str) -> httpx.URL:
    """Parsing a URL takes as long as decoding a small answer, and most endpoints have just one."""
    return httpx.URL(url)


def _is_encoded(response: httpx.Response) -> bool:
    """Whether the body has to be decoded; if not, the raw chunks are the body, and come quicker."""
    return "content-encoding" in response.headers


def _broken(wire: WireRequest, error: Exception, received: bytearray) -> Broken:
    if isinstance(error, httpx.HTTPStatusError):
        # A hook of the caller's httpx client raised it; its text, request and response have credentials in them.
        error = httpx.HTTPError(f"a hook refused HTTP {error.response.status_code}")
    if isinstance(error, httpx.RequestError):
        # The exception will be chained, and the request it holds has credentials in it.
        error.request = httpx.Request("GET", "https://redacted.invalid/")
    logger.debug("%s %s: %s", wire.method, wire.shown, type(error).__name__)
    return Broken(
        f"{type(error).__name__}: {error}" if str(error) else type(error).__name__,
        may_have_arrived=not isinstance(error, _NEVER_SENT),
        cause=error,
        received=bytes(received),
    )


def _received(wire: WireRequest, response: httpx.Response, body: bytearray, limit: int) -> Received:
    logger.debug("%s %s: HTTP %d, %d bytes", wire.method, wire.shown, response.status_code, len(body))
    headers = {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in response.headers.raw}
    return Received(response.status_code, headers, bytes(body[:limit]), cut_off=len(body) > limit)
