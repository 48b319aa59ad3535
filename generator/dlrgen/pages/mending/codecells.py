"""Tables of one column whose every cell is a code and what it means: `E001 - not encoded`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Grid
from dlrgen.pages.text import Text, made

_CODED = re.compile(
    r"(?P<code>-?[0-9]{1,8}|[A-Z]{1,6}[_-]?[0-9]{1,8})[ \t]{0,4}(?:[:：=]|(?:--|[-–—])(?=[ \t]))"
    r"[ \t]{0,4}(?P<meaning>[^\s0-9][^\n]*)\Z"
)
_LEAST = 3


def parted(grid: Grid) -> Grid:
    """A table of codes and meanings for one whose only column holds both in each cell, or the table itself."""
    if len(grid.header) != 1 or len(grid.rows) < _LEAST - 1:
        return grid
    first = grid.header[0]
    cells = [*([] if _is_header(first) else [first]), *(row[0] for row in grid.rows)]
    found = [_CODED.match(cell.value) for cell in cells]
    if len(cells) < _LEAST or not all(found) or _are_counted([match["code"] for match in found if match is not None]):
        return grid
    place = first.start()
    rows = [_row(cell, match) for cell, match in zip(cells, found, strict=True) if match is not None]
    return Grid([made("code", place), made("description", place)], rows)


def _is_header(cell: Text) -> bool:
    slot = headings.slot(cell.value)
    return not cell.value or terms.is_of_code(cell.value) or (slot is not None and slot.topic == "codes")


def _are_counted(codes: Sequence[str]) -> bool:
    """Whether the codes may be no more than the numbers of what comes one after the other."""
    return codes[0] == "1" and all(map(str.isdigit, codes)) and all(int(a) + 1 == int(b) for a, b in pairwise(codes))


def _row(cell: Text, found: re.Match[str]) -> list[Text]:
    return [cell.part(*found.span("code")), cell.part(*found.span("meaning"))]
