"""A vendor on loopback who speaks badly: what it does to a connection is scripted byte for byte."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator


class Connection:
    """One connection, as a script of the server sees it."""

    def __init__(self, raw: socket.socket, closing: threading.Event) -> None:
        self._raw = raw
        self._closing = closing

    def send(self, data: bytes) -> None:
        self._raw.sendall(data)

    def reset(self) -> None:
        """Break the connection so that the other side is told: it gets an RST."""
        self._raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._raw.close()

    def stall(self, seconds: float = 10.0) -> None:
        """Do nothing, at the longest until the test is over."""
        self._closing.wait(seconds)

    def touched(self) -> None:
        """Wait until something has arrived, and leave it unread."""
        self._raw.recv(1, socket.MSG_PEEK)

    def request(self) -> bytes:
        """The next request, to its end; nothing if there is none."""
        data = b""
        while b"\r\n\r\n" not in data:
            if not (more := self._raw.recv(65536)):
                return b""
            data += more
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", data)
        end = data.index(b"\r\n\r\n") + 4 + int(length.group(1) if length else 0)
        while len(data) < end:
            data += self._raw.recv(65536)
        return data


Script = Callable[[Connection, int], object]
"""What happens once the request of that number (from 0) was read; false closes the connection."""


class Server:
    """Counts the connections it was offered and the requests it has read."""

    def __init__(self, script: Script, *, reads: bool = True, tls: ssl.SSLContext | None = None) -> None:
        self._script = script
        self._reads = reads
        self._tls = tls
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.connections = 0
        self.requests: list[bytes] = []
        scheme = "https" if tls else "http"
        self.address = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        while True:
            try:
                raw = self._listener.accept()[0]
            except OSError:
                return
            self.connections += 1
            self._begin(self._serve, raw)

    def _serve(self, raw: socket.socket) -> None:
        with contextlib.suppress(OSError), raw:
            raw.settimeout(10)
            talk = self._tls.wrap_socket(raw, server_side=True) if self._tls else raw
            with talk:
                connection = Connection(talk, self._closing)
                while not self._closing.is_set():
                    number = len(self.requests)
                    if self._reads:
                        if not (request := connection.request()):
                            return
                        self.requests.append(request)
                    if not self._script(connection, number):
                        return

    def _begin(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    @contextlib.contextmanager
    def running(self) -> Iterator[Server]:
        self._begin(self._accept)
        try:
            yield self
        finally:
            self._closing.set()
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            for thread in self._threads:
                thread.join(timeout=5)


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def response(
    body: bytes, status: str = "200 OK", *headers: str, length: int | None = None, keep: bool = False
) -> bytes:
    """An answer after which the connection is closed, unless it is kept."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    if not keep:
        lines.append("Connection: close")
    return "\r\n".join([*lines, "", ""]).encode() + body
