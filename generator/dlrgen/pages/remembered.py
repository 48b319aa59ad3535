"""What lines say by their words alone, kept for others that are alike.

Long pages say the same in many lines: labels, types, names of fields, words for must. Each is understood once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_R = TypeVar("_R")
_MOST = 16384
LONGEST = 400
"""How long a line may be that is kept. Longer ones are seldom alike, and not worth the memory."""


class _Kept(dict[str, _R]):
    """Answers by lines; what is not there yet is asked for."""

    # A dictionary that is full begins anew: to know which lines were asked for last would cost more at every look-up
    # than understanding a few of them twice.

    def __init__(self, read: Callable[[str], _R]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, line: str) -> _R:
        answer = self._read(line)
        if len(line) <= LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[line] = answer
        return answer


def remembered(read: Callable[[str], _R]) -> Callable[[str], _R]:
    """A function of a line that is asked once for all lines that are alike, as long as these are short."""
    return _Kept(read).__getitem__
