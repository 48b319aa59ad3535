"""Rows of tables with tabs that break off in a cell of several lines, and go on behind the last of these."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages.text import Text, join

_MAX_LINES = 16
"""How many lines such a cell may have."""
_ITEM = re.compile(r"[ \t]*(?:[•·●*◦-][ \t]?)?[\"'`]?-?[A-Za-z0-9_]{1,30}[\"'`]?[ ]?[:：=-](?!//)[ ]?(?=\S)")
"""How a line of a cell begins that says of a value what it means."""


def row(lines: Sequence[Text], i: int, width: int) -> tuple[list[Text], int] | None:
    """The row that begins in a line with too few cells and has the rest below its last one, and the line after it.

    Args:
        lines: The lines of a page.
        i: Where the row begins.
        width: How many cells it must have.

    Returns:
        None if the cells below do not make it whole, or the lines between do not list values.
    """
    missing = width - 1 - lines[i].value.count("\t")
    if missing < 1 or lines[i].value.endswith("\t"):
        return None
    items = 0
    for k in range(i + 1, min(i + 1 + _MAX_LINES, len(lines))):
        value = lines[k].value
        tabs = value.count("\t")
        if not value.strip() or tabs > missing:
            return None
        items += _ITEM.match(value) is not None
        if tabs:
            is_whole = tabs == missing and items and _ITEM.match(value)
            return (_cells(lines[i : k + 1]), k + 1) if is_whole else None
    return None


def _cells(lines: Sequence[Text]) -> list[Text]:
    """The cells of a row whose last cell of the first line goes on in all the others."""
    first, last = ([cell.strip() for cell in line.split("\t")] for line in (lines[0], lines[-1]))
    return [*first[:-1], join([first[-1], *(line.strip() for line in lines[1:-1]), last[0]], "\n"), *last[1:]]
