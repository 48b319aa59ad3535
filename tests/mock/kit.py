"""`dlrgen mock` in a process of its own, as others run it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

import dlrkit

ROOT = Path(__file__).parents[2]


class Running:
    """`dlrgen mock`, by what it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.urls: dict[str, str] = {}
        self.credentials: dict[str, dict[str, str]] = {}
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("serving"):
                break
            name, url, *given = line.split(maxsplit=2)
            self.urls[name] = url
            self.credentials[name] = dict(re.findall(r"(\w+)='([^']*)'", given[0] if given else ""))

    def client(self, kind: Any, **options: Any) -> Any:
        vendor = kind._endpoints.VENDOR.name
        given = {**self.credentials[vendor], "base_url": self.urls[vendor], "pacing": "off"}
        return kind(**{**given, "retry": dlrkit.RetryPolicy(retries=0), **options})

    def control(self, path: str = "", body: Any = None) -> Any:
        url = self.urls["control"] + path
        if body is None:
            return httpx.get(url).json()
        sent = {"content": body} if isinstance(body, str) else {"json": body}
        return httpx.post(url, **sent).json()


@contextmanager
def serving(specs: Path, *options: str) -> Iterator[Running]:
    """Serve fakes of specs until the end of a block."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "generator"), str(ROOT / "generated")])}
    process = subprocess.Popen(
        [sys.executable, "-m", "dlrgen", "mock", "--specs", str(specs), *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - ignored in background jobs
    )  # fmt: skip
    try:
        yield Running(process)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode == 0
