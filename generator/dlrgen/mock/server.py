"""Fake vendors on a loopback port, each under its own path."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from dlrgen.mock.fake import FakeAnswer, FakeRequest, FakeVendor
from dlrgen.problems import Problems, render
from dlrgen.spec.load import load

HOST = "127.0.0.1"
MAX_BODY = 1 << 20


class FakeServer:
    """Serves fakes until it is closed. `http://127.0.0.1:PORT/VENDOR` is the base URL of each."""

    def __init__(self, fakes: Iterable[FakeVendor], port: int = 0) -> None:
        """Listen on a port; on one that is free, if it is 0."""
        self._fakes = {fake.name: fake for fake in fakes}
        self._server = ThreadingHTTPServer((HOST, port), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
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
        return f"http://{HOST}:{self._server.server_address[1]}/{vendor}"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait(self) -> None:
        """Serve until the thread ends."""
        self._thread.join()

    def _answer(self, request: FakeRequest) -> FakeAnswer:
        vendor, slash, path = request.path.lstrip("/").partition("/")
        fake = self._fakes.get(vendor)
        if fake is None:
            return FakeAnswer(404, b'{"error": "no such vendor"}')
        return fake.answer(FakeRequest(request.method, f"{slash}{path}", request.query, request.headers, request.body))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer = self._answer

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def respond(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                if length > MAX_BODY:
                    self.send_error(413)
                    return
                target = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                made = answer(FakeRequest(self.command, target.path, target.query, headers, self.rfile.read(length)))
                self.send_response(made.status)
                self.send_header("Content-Type", made.content_type)
                self.send_header("Content-Length", str(len(made.body)))
                self.end_headers()
                self.wfile.write(made.body)

            do_GET = do_POST = do_PUT = do_DELETE = respond  # noqa: N815 - the names that http.server asks for

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: requests hold credentials."""

        return Handler


def fakes(specs: Path, only: Iterable[str], problems: Problems) -> list[FakeVendor]:
    """Fakes of the vendors below a folder of specs."""
    return [FakeVendor(vendor) for vendor in load(specs, problems, only)]


def serve(specs: Path, only: Iterable[str], port: int) -> int:
    """Serve fakes until interrupted; the exit code of `dlrgen mock`."""
    problems = Problems()
    found = fakes(specs, only, problems)
    if problems.failed:
        print(render(problems, "text"), file=sys.stderr)
        return 1
    with FakeServer(found, port) as server:
        for fake in found:
            given = ", ".join(f"{name}={value!r}" for name, value in fake.credentials.items())
            print(f"{fake.name:<10} {server.base_url(fake.name):<36} {given}", flush=True)
        print("serving; Ctrl-C stops", flush=True)
        try:
            server.wait()
        except KeyboardInterrupt:
            print("stopped")
    return 0
