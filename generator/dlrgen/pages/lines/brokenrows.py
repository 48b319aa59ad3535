"""Rows between tabs whose cells have more lines than one, which copying keeps apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlrgen.pages import headings
from dlrgen.pages.lines.flattened import CODE, NAME
from dlrgen.pages.lines.headers import TABS, is_answer, is_header
from dlrgen.pages.markup import clean
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, join

_LEAST = 2
"""How many columns a table has, at least, whose rows are put together."""
_MOST = 12
"""In how many lines a row may be."""
_MAX_HEADER = 200
_VALUE = re.compile(r"[\"'`]?[A-Za-z0-9_.-]{1,20}[\"'`]?[ ]?[=:：–—-][ ]?\S")
"""A value and what it means."""


def whole(lines: Sequence[Text]) -> Iterator[Text]:
    """The lines, and those that are one row of the table whose header stands above as one."""
    width = 0
    i = 0
    while i < len(lines):
        value = lines[i].value
        if not value.strip():
            width = 0
        elif "\t" in value and len(value) < _MAX_HEADER and (header := _header(value)):
            width = header
        if width and _is_first_cell(lines, i, width):
            yield join([lines[i].strip(), lines[i + 1].strip(" ")], "\t")
            i += 2
            continue
        size = _row(lines, i, width) if width and "\t" in value else 1
        yield join([line.strip() for line in lines[i : i + size]], "\n") if size > 1 else lines[i]
        i += size


@remembered
def _header(line: str) -> int:
    """How many columns a line heads; 0 if it is no header, or has too few."""
    cells = [clean(cell) for cell in TABS.cells(Text(line, 0))]
    return len(cells) if len(cells) >= _LEAST and is_header(cells) else 0


def _is_first_cell(lines: Sequence[Text], i: int, width: int) -> bool:
    """Whether a line is what a row is about, and the next one has all of its other cells."""
    value = lines[i].value
    if "\t" in value or i + 1 == len(lines) or _count(lines[i + 1]) != width - 1 or width <= _LEAST:
        return False
    return NAME.match(value.strip()) is not None and any(map(is_answer, lines[i + 1].value.split("\t")))


def _row(lines: Sequence[Text], i: int, width: int) -> int:
    """In how many lines the row is that begins in a line."""
    count = _count(lines[i])
    if count == width:
        return _to_next(lines, i, width)
    for k in range(i + 1, min(i + _MOST, len(lines))):
        if _is_over(lines[k].value) or (_count(lines[k]) > 1 and _is_key(lines[k])):
            return 1
        count += _count(lines[k]) - 1
        if count >= width:
            return k - i + 1 if count == width else 1
    return 1


def _to_next(lines: Sequence[Text], i: int, width: int) -> int:
    """In how many lines a row is whose last cell goes on until the next row begins."""
    for k in range(i + 1, min(i + _MOST, len(lines))):
        if _is_over(lines[k].value):
            return 1
        if _count(lines[k]) > 1:
            return k - i if _count(lines[k]) == width and _is_key(lines[k]) and not _header(lines[k].value) else 1
    return 1


def _is_over(line: str) -> bool:
    """Whether a line is none of a cell: empty, an address, or what announces something else."""
    value = line.strip()
    if not value or value.startswith(("http://", "https://", "{", "[", "<")):
        return True
    return _VALUE.match(value) is None and headings.is_label(value)


def _count(line: Text) -> int:
    return line.value.strip(" ").count("\t") + 1


def _is_key(line: Text) -> bool:
    """Whether a line begins with what a row may be about."""
    first = line.value.split("\t", 1)[0].strip()
    return NAME.match(first) is not None or CODE.match(first) is not None
