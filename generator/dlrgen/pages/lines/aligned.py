"""Rows whose cells stand below the header's, as on paper: empty cells are seen there, and what goes on below a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages.text import Text, is_wide, join

_NEAR = 1
"""How far beside its header a cell may begin."""

VALUED = re.compile(r"-?[A-Za-z0-9_]{1,20}[ ]?(?:[:：=]|[-–—][ ])")
"""How a line begins that says of a value what it means."""


class Aligned:
    """The places of a header's cells."""

    def __init__(self, line: Text, header: Sequence[Text]) -> None:
        """Take a header, and the line that prints it."""
        self._starts = _places(line, header)

    def placed(self, line: Text, cells: Sequence[Text]) -> list[Text] | None:
        """Fewer cells than the header has, each below its own; None if one stands below none."""
        nothing = line.part(len(line))
        row = [nothing] * len(self._starts)
        for cell, place in zip(cells, _places(line, cells), strict=True):
            at = next((k for k, start in enumerate(self._starts) if abs(start - place) <= _NEAR), None)
            if at is None or row[at] is not nothing:
                return None
            row[at] = cell
        return row


def extended(row: Sequence[Text], more: Sequence[Text]) -> list[Text]:
    """A row whose cells go on in the line below."""
    return [_joined(cell, rest) if rest.value else cell for cell, rest in zip(row, more, strict=True)]


def _joined(cell: Text, rest: Text) -> Text:
    if not cell.value:
        return rest
    if VALUED.match(rest.value):
        return join([cell, rest], "\n")
    return join([cell, rest], "" if is_wide(cell.value[-1]) and is_wide(rest.value[0]) else " ")


def _places(line: Text, cells: Sequence[Text]) -> list[int]:
    """How many columns of a terminal stand before each cell."""
    before = line.start()
    return [width(line.value[: cell.start() - before]) for cell in cells]


def width(words: str) -> int:
    """How many columns of a terminal words take; Chinese characters are two wide."""
    return len(words) if words.isascii() else len(words) + sum(map(is_wide, words))
