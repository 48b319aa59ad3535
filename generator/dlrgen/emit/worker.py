"""The process that makes classes.

Importing datamodel-code-generator takes longer than everything else in a run, so it is done in a process of its own
while the specs are read and checked. Whatever is imported here delays its start.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from threading import Thread

    from dlrgen.plan.models import Definitions

WITHOUT_PLUGINS = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}
"""The environment in which pydantic looks for no plugins, which takes longer than making the classes."""
MANY = 24
"""From so many vendors on, one worker is too few: more processes are worth the time that they take to begin."""


class Worker:
    """A process that has datamodel-code-generator imported by the time it is needed. Ends with its `with` block."""

    def __init__(self) -> None:
        """Make a worker; its process starts with `start`."""
        self._process: subprocess.Popen[bytes] | None = None
        self._exchange: Thread | None = None
        self._answer = b""

    def __enter__(self) -> Self:
        """Nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, if it is still there."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            if self._exchange is None:
                self._process.communicate()
            else:
                self._exchange.join()

    def start(self) -> None:
        """Start the process, if it is not there yet."""
        if self._process is not None:
            return
        self._process = subprocess.Popen(
            # Without `site`: the path is handed over, and looking for it again takes time.
            [sys.executable, "-S", "-c", "from dlrgen.emit.classes import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
                **WITHOUT_PLUGINS,
            },
        )

    def begin(self, definitions: list[Definitions]) -> Callable[[], dict[str, str]]:
        """Begin to make the classes for the definitions of several vendors.

        Returns:
            What waits for the classes, as `dlrgen.emit.classes.generate` gives them, and raises RuntimeError if the
            process failed; what it had to say went to standard error.
        """
        from threading import Thread

        from dlrgen.emit.classes import merge

        self.start()
        request = json.dumps(merge(definitions)).encode()
        # A pipe holds less than a request, and the process may still be importing.
        self._exchange = Thread(target=self._communicate, args=(request,))
        self._exchange.start()
        return self._finish

    def _communicate(self, request: bytes) -> None:
        assert self._process is not None
        self._answer, _ = self._process.communicate(request)

    def _finish(self) -> dict[str, str]:
        assert self._process is not None
        assert self._exchange is not None
        self._exchange.join()
        if self._process.returncode:
            raise RuntimeError("datamodel-code-generator failed")
        modules: dict[str, str] = json.loads(self._answer)
        return modules
