"""What lines say by their words alone, kept for others that are alike.

Long pages say the same in many lines: labels, types, names of fields, words for must. Each is understood once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_R = TypeVar("_R")
_KEPT = 16384
LONGEST = 400
"""How long a line may be that is kept. Longer ones are seldom alike, and not worth the memory."""


def remembered(read: Callable[[str], _R]) -> Callable[[str], _R]:
    """A function of a line that is asked once for all lines that are alike, as long as these are short."""
    kept = lru_cache(_KEPT)(read)

    @wraps(read)
    def answer(line: str) -> _R:
        return kept(line) if len(line) <= LONGEST else read(line)

    return answer
