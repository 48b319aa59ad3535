"""Raw answers, kept before anything of them is parsed: a read that consumes has no second chance."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import json

from ..exchange import Exchange
from .wrong import CannotRun


class Journal:
    """Takes each complete answer, and writes it to a file if there is one: one JSON object per line, appended.

    Without a file it holds the answers whose rows are not all printed yet, so that they can still be saved.
    """

    def __init__(self, path: Path | None) -> None:
        """Open the file, if one is named, for its owner alone."""
        self._file = None if path is None else _opened(path, os.O_APPEND)
        self._unprinted: list[bytes] = []

    def take(self, exchange: Exchange) -> None:
        """Keep an answer: the hook that clients call with it."""
        line = _line(exchange)
        self._unprinted.append(line)
        if self._file is not None:
            _write(self._file, line)
            self._unprinted.pop()

    def settle(self) -> None:
        """All rows of what was taken have been printed."""
        self._unprinted.clear()

    def rescue(self, partial: bytes, say: Callable[[str], None]) -> None:
        """Save what would be lost: answers that are not all printed, and what came of one that broke off."""
        lines = [*self._unprinted, *([json.encode(_body(partial)) + b"\n"] if partial else [])]
        if not lines:
            return
        path = Path(f"dlrkit-rescued-{time.time_ns()}.jsonl")
        file = _opened(path, os.O_EXCL)
        try:
            _write(file, b"".join(lines))
        finally:
            os.close(file)
        self._unprinted.clear()
        say(f"what came, and may not all have been printed, is in {path}")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)


def _opened(path: Path, flag: int) -> int:
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | flag, 0o600)
    except OSError as error:
        raise CannotRun(f"{path}: {error.strerror}") from None


def _write(file: int, line: bytes) -> None:
    """Write all of it, and see to it that it is on the disk: the vendor keeps nothing of it."""
    while line:
        line = line[os.write(file, line) :]
    if stat.S_ISREG(os.fstat(file).st_mode):
        os.fsync(file)


def _line(exchange: Exchange) -> bytes:
    facts = {
        "vendor": exchange.vendor, "endpoint": exchange.endpoint, "method": exchange.method, "url": exchange.url,
        "sent_at": exchange.sent_at, "status": exchange.status,
    }  # fmt: skip
    return json.encode({**facts, **_body(exchange.body)}) + b"\n"


def _body(body: bytes) -> dict[str, Any]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": body}
