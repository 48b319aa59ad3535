"""Fakes behind httpx: requests that never leave the process, and failures as httpx would raise them."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from threading import Lock
from typing import TYPE_CHECKING

import httpx

from .clock import Clock
from .request import FakeRequest

if TYPE_CHECKING:
    from .fake import FakeAnswer


class FakeTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for `httpx.Client` and `httpx.AsyncClient` whose requests a fake answers."""

    def __init__(self, answer: Callable[[FakeRequest], FakeAnswer], clock: Clock) -> None:
        """Take what answers, and the clock that slow answers advance."""
        self._answer = answer
        self._clock = clock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a blocking client.

        Raises:
            httpx.TransportError: A failure was asked for.
        """
        request.read()
        return self._respond(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an asynchronous client.

        Raises:
            httpx.TransportError: A failure was asked for.
        """
        await request.aread()
        return self._respond(request)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        made = self._answer(
            FakeRequest(
                request.method,
                request.url.raw_path.decode("ascii", "replace").partition("?")[0],
                request.url.query.decode("ascii", "replace"),
                {name.lower(): value for name, value in request.headers.items()},
                request.content,
            )
        )
        failure = made.failure
        body = _Body(made.body)
        match failure.kind if failure else None:
            case "refused":
                raise httpx.ConnectError("the fake refuses the connection", request=request)
            case "dropped":
                raise httpx.RemoteProtocolError("Server disconnected without sending a response.", request=request)
            case "cut":
                body = _Body(made.body[: len(made.body) // 2], is_cut=True)
            case "hung" | "slow":
                assert failure is not None
                self._clock.advance(failure.seconds)
                patience = request.extensions.get("timeout", {}).get("read")
                if failure.kind == "hung" or (patience is not None and failure.seconds > patience):
                    raise httpx.ReadTimeout("the fake does not answer in time", request=request)
            case _:
                pass
        headers = {**made.headers, "Content-Length": str(len(made.body))}
        return httpx.Response(made.status, headers=headers, stream=body, request=request)


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that may break off."""

    def __init__(self, content: bytes, *, is_cut: bool = False) -> None:
        self._content = content
        self._is_cut = is_cut

    def __iter__(self) -> Iterator[bytes]:
        yield self._content
        if self._is_cut:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


class ClockPacer:
    """Keeps to rates by a fake's clock: where a client would have to wait, the clock is advanced."""

    def __init__(self, clock: Clock) -> None:
        """Begin with no calls made."""
        self._clock = clock
        self._lock = Lock()
        self._made: dict[Hashable, deque[float]] = {}

    def reserve(self, key: Hashable, calls: int, per: float, *, wait: bool) -> float:
        """See `Pacer.reserve`; with `wait` no place is away."""
        with self._lock:
            now = self._clock.now()
            made = self._made.setdefault(key, deque(maxlen=calls))
            away = max(0.0, made[0] + per - now) if len(made) == calls else 0.0
            if away > 0 and not wait:
                return away
            if away > 0:
                # A little more, for a call reaches the fake a little after its place was taken.
                self._clock.advance(away + 0.1)
            made.append(self._clock.now())
            return 0.0
