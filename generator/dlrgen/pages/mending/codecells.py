"""Tables of one column whose every cell is a code and what it means: `E001 - not encoded`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Grid
from dlrgen.pages.coded import count_on
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
    found = [(cell, match) for cell in cells if (match := _CODED.match(cell.value)) is not None]
    if len(cells) < _LEAST or len(found) < len(cells) or _are_counted([match["code"] for _, match in found]):
        return grid
    rows = [[cell.part(*match.span("code")), cell.part(*match.span("meaning"))] for cell, match in found]
    return Grid([made("code", first.start()), made("description", first.start())], rows)


def _is_header(cell: Text) -> bool:
    slot = headings.slot(cell.value)
    return not cell.value or terms.is_of_code(cell.value) or (slot is not None and slot.topic == "codes")


def _are_counted(codes: Sequence[str]) -> bool:
    """Whether the codes may be no more than the numbers of what comes one after the other."""
    return codes[0] == "1" and all(map(str.isdigit, codes)) and count_on(codes)
