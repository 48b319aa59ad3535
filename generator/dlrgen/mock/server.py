"""Fake vendors on loopback ports: on one, each below its own path, or each on a port of its own."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from dlrgen.check.vectors import compiled
from dlrgen.mock.control import Control
from dlrgen.plan.fakes import fake_of
from dlrgen.problems import Problems
from dlrgen.runtime.testing.clock import Clock
from dlrgen.runtime.testing.fake import FakeAnswer, FakeVendor
from dlrgen.runtime.testing.request import FakeRequest
from dlrgen.spec.load import VendorSpec, load

HOST = "127.0.0.1"
MAX_BODY = 1 << 20
_PIECES = 10
_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"]


def fakes(specs: Path, only: Iterable[str], problems: Problems, **options: Any) -> list[FakeVendor]:
    """Fakes of the vendors below a folder of specs; what is wrong with the specs stands in `problems`.

    Args:
        specs: The folder.
        only: Their names; all, if left out.
        problems: Takes what is wrong.
        options: See `FakeVendor`; all have one clock.
    """
    options.setdefault("clock", Clock())
    return [fake(vendor, **options) for vendor in load(specs, problems, only)]


def fake(vendor: VendorSpec, **options: Any) -> FakeVendor:
    """A fake of one vendor, whose spec has passed the check; see `FakeVendor` for the options."""
    functions: dict[str, Any] = {}
    for name, auth in vendor.spec.auth.items():
        functions |= compiled(name, auth, vendor.spec)
    return FakeVendor(fake_of(vendor), functions, **options)


class FakeServer:
    """Serves fakes until it is closed."""

    def __init__(self, fakes: Iterable[FakeVendor], port: int = 0, *, own_ports: bool = False) -> None:
        """Listen.

        Args:
            fakes: The fakes, which share a clock.
            port: The port; one that is free, if it is 0.
            own_ports: Give each vendor a port of its own, from `port` on. Some libraries know no base URL with a path.

        Raises:
            OSError: A port is taken.
        """
        self._fakes = {fake.name: fake for fake in fakes}
        self._sockets = _listen(port, len(self._fakes) if own_ports else 1)
        ports = [listening.getsockname()[1] for listening in self._sockets]
        self._by_port = dict(zip(ports, self._fakes, strict=True)) if own_ports else {}
        own = {name: f"http://{HOST}:{number}" for number, name in self._by_port.items()}
        self.control_url = f"http://{HOST}:{ports[0]}/_control"
        self._urls = own or {name: f"http://{HOST}:{ports[0]}/{name}" for name in self._fakes}
        clock = next((fake.clock for fake in self._fakes.values()), Clock())
        routes = Control(self._fakes, self._urls, clock).routes()
        app = Starlette(routes=[*routes, Route("/{path:path}", self._serve, methods=_METHODS)])
        config = uvicorn.Config(app, log_config=None, log_level="critical", access_log=False, lifespan="off",
                                server_header=False, date_header=False, timeout_graceful_shutdown=1)  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=(self._sockets,), daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        """Serve in a `with` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        self.close()

    def base_url(self, vendor: str) -> str:
        """Where a vendor's fake answers."""
        return self._urls[vendor]

    @property
    def base_urls(self) -> Mapping[str, str]:
        """Where each vendor's fake answers."""
        return self._urls

    def close(self) -> None:
        """Stop serving."""
        self._server.should_exit = True
        self._thread.join()
        for listening in self._sockets:
            listening.close()

    def wait(self) -> None:
        """Serve until the thread ends."""
        while self._thread.is_alive():
            self._thread.join(0.5)

    async def _serve(self, request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                return PlainTextResponse("the body is too long", 413)
        path = (request.scope.get("raw_path") or request.scope["path"].encode()).decode("ascii", "replace")
        name = self._by_port.get(request.scope["server"][1])
        if name is None:
            name, slash, rest = path.lstrip("/").partition("/")
            path = f"{slash}{rest}"
        if name not in self._fakes:
            return PlainTextResponse(f"no such vendor; there are {', '.join(self._fakes)}\n", 404)
        headers = {name.lower(): value for name, value in request.headers.items()}
        made = self._fakes[name].answer(FakeRequest(request.method, path, request.url.query, headers, bytes(body)))
        return _Answer(made)


class _Answer(Response):
    """An answer on its way, with what goes wrong with it."""

    def __init__(self, made: FakeAnswer) -> None:
        super().__init__(made.body, made.status, made.headers)
        self._made = made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        failure = self._made.failure
        if failure is None or failure.kind == "status":
            await super().__call__(scope, receive, send)
            return
        if failure.kind == "hung":
            await asyncio.sleep(failure.seconds)
        # Where less comes than was announced, the server drops the connection; it has no other way of doing so.
        length = str(max(1, len(self.body))).encode()
        headers = [(name, value) for name, value in self.raw_headers if name != b"content-length"]
        await send({"type": "http.response.start", "status": self.status_code,
                    "headers": [*headers, (b"content-length", length)]})  # fmt: skip
        async for piece in _pieces(bytes(self.body), failure.kind, failure.seconds):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if failure.kind == "slow":
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _pieces(body: bytes, kind: str, seconds: float) -> AsyncIterator[bytes]:
    if kind == "cut":
        yield body[: len(body) // 2]
    elif kind == "slow":
        size = len(body) // _PIECES + 1
        for at in range(0, len(body), size):
            await asyncio.sleep(seconds / _PIECES)
            yield body[at : at + size]


def _listen(port: int, count: int) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    try:
        for n in range(count):
            listening = socket.create_server((HOST, port + n if port else 0))
            sockets.append(listening)
    except OSError as error:
        for listening in sockets:
            listening.close()
        number = error.errno or 0
        raise OSError(number, os.strerror(number), f"{HOST}:{port + len(sockets)}") from None
    return sockets
