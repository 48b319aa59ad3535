"""The server that answers at once, in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from .timing import ROOT


@contextmanager
def server(rows: int) -> Iterator[str]:
    """Serve answers with so many rows for as long as a block lasts, and say where."""
    words = [sys.executable, "-m", "tests.benchmarks.server", str(rows)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.wait()
