"""What the judges share: their libraries, our fakes on loopback, and a server that only listens."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from dlrgen.mock.server import FakeServer, fake
from dlrgen.problems import Problems
from dlrgen.runtime.testing.fake import FakeVendor
from dlrgen.spec.load import load

SPECS = Path(__file__).parents[2] / "specs"


def library(name: str) -> Any:
    """A library that judges us. Only the session `conformance` has it; there its absence is a failure."""
    return import_module(name) if os.environ.get("DLRKIT_CONFORMANCE") else pytest.importorskip(name)


@contextmanager
def serving(name: str) -> Iterator[tuple[FakeVendor, str]]:
    """A vendor's fake, and the address at which it answers."""
    [vendor] = load(SPECS, Problems(), [name])
    made = fake(vendor)
    with FakeServer([made], own_ports=True) as server:
        yield made, server.base_url(name)


class Heard(msgspec.Struct, frozen=True):
    """A request as it arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    form: dict[str, list[str]]
    body: str


@contextmanager
def listening(answers: dict[str, bytes]) -> Iterator[tuple[list[Heard], str]]:
    """A server that answers by how a path ends, what it heard, and its address."""
    heard: list[Heard] = []

    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            url = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            headers = {key.lower(): value for key, value in self.headers.items()}
            heard.append(Heard(self.command, url.path, parse_qs(url.query), headers, parse_qs(body), body))
            answer = next(answer for end, answer in answers.items() if url.path.endswith(end))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = respond  # noqa: N815 - the names that http.server asks for

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield heard, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
