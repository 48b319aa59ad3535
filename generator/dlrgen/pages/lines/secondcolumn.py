"""Lists of names with what they are in a second column, as typed by hand.

A long name fills the first column, and what does not fit in a line goes on below its own column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlrgen.pages.text import Text, is_wide, join, made

_ROW = re.compile(r"(?P<indent>[ ]{0,8})(?P<name>[A-Za-z_][A-Za-z0-9_.\[\]*-]{0,40})(?P<gap>[ ]{2,24})(?=[^\s|])")
_FILLED = re.compile(r"(?P<indent>[ ]{0,8})(?P<name>[A-Za-z_][A-Za-z0-9_.\[\]*-]{0,40})[ ](?=\S)")
_BELOW = re.compile(r"[ ]{4,60}(?=[^\s|])")
_COLUMNS = re.compile(r"\S[ ]{2,60}\S")
"""What parts a third column."""
_FIRST = re.compile(r"^ {0,8}[A-Za-z_][\w.\[\]*-]{0,40} {2,24}[^\s|]", re.MULTILINE)
"""How a line begins that may be one of such a list."""
_MOST = 80
"""How many lines one list may have."""
_MAX_BELOW = 8
"""How many lines may go on with one of them."""
_LEAST = 2


def evened(lines: Sequence[Text]) -> Iterator[Text]:
    """The lines, where rows of such lists are a line each, with two blanks at least between name and the rest."""
    i = 0
    while i < len(lines):
        row = _ROW.match(lines[i].value) if "  " in lines[i].value else None
        size = _size(lines, i, row) if row is not None else 0
        if row is None or size == 0:
            yield lines[i]
            i += 1
            continue
        yield from _rows(lines[i : i + size], row.end())
        i += size


def may_hold(whole: str) -> bool:
    """Whether lines may hold such a list, as one of them begins so."""
    return _FIRST.search(whole) is not None


def _size(lines: Sequence[Text], start: int, first: re.Match[str]) -> int:
    """How many lines the list has that begins there; 0 if it has no line that needs to be put right."""
    column, indent = first.end(), len(first["indent"])
    if _COLUMNS.search(lines[start].value, column):
        return 0
    rows, odd, below = 1, 0, 0
    k = start + 1
    while k < min(start + _MOST, len(lines)):
        value = lines[k].value
        row = _ROW.match(value)
        if row is not None and row.end() == column and len(row["indent"]) == indent:
            rows, below = rows + 1, 0
        elif _is_filled(value, column, indent):
            odd, below = odd + 1, 0
        elif _goes_on(value, column) and below < _MAX_BELOW:
            odd, below = odd + 1, below + 1
        else:
            break
        k += 1
    return k - start if rows >= _LEAST and odd else 0


def _is_filled(line: str, column: int, indent: int) -> bool:
    """Whether a line is a name that fills its column, so that one blank parts it from what it is."""
    found = _FILLED.match(line)
    return found is not None and found.end() == column and len(found["indent"]) == indent


def _goes_on(line: str, column: int) -> bool:
    """Whether nothing stands in a line before the second column."""
    found = _BELOW.match(line)
    return found is not None and found.end() == column


def _rows(lines: Sequence[Text], column: int) -> Iterator[Text]:
    before: Text | None = None
    for line in lines:
        if before is not None and _goes_on(line.value, column):
            rest = line.part(column)
            before = join([before, rest], "" if is_wide(before.value[-1]) and is_wide(rest.value[0]) else " ")
            continue
        if before is not None:
            yield before
        before = line
        if _ROW.match(line.value) is None:
            before = join([line.part(0, column), made(" ", line.start(column)), line.part(column)], "")
    if before is not None:
        yield before
