"""Tables as a document in print has them: every cell begins right below the header of its column, and goes on there.

Where a cell is too long for its column, the lines below it belong to it, and a name without blanks is broken wherever
the column is over. Only tables are read here all of whose lines stand so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from dlrgen.pages import terms
from dlrgen.pages.blocks import Grid
from dlrgen.pages.lines import marks
from dlrgen.pages.lines.aligned import VALUED, width
from dlrgen.pages.lines.glance import is_ruler
from dlrgen.pages.lines.headers import COLUMNS, is_answer, is_header, may_head_columns, may_head_values
from dlrgen.pages.markup import clean
from dlrgen.pages.text import Text, is_wide, join
from dlrgen.pages.vocabulary import Column

_MAX_GAP = 2
"""How many empty lines may stand between rows."""
_MAX_LABEL = 3
"""In how many lines the first column alone may say what the rows below it are about."""
_LEAST = 2
_NARROWEST = 8
"""How wide a column is, at least, whose end breaks names."""
_WIDEST_GAP = 4
"""How far a name may be from the next column that is broken there."""
_MAX_LINES = 4000
_TELLING: frozenset[Column | None] = frozenset({"type", "required", "place"})
"""Columns that have a word in each row, in its first line."""
_PART = re.compile(r"[A-Za-z0-9_.\[\]/:{}$-]+\Z")
"""What a broken name is made of."""
_MARKED = re.compile(r"[_.0-9\[\]/:]|[a-z][A-Z]")
"""What names have and other words have not."""
_COMMAS = ",;，；、"
_JOINTS = (".", "_", "-", "/", ">>", "->")
"""What the first part of a name may end with that is broken there."""
_ASIDE = ("(", "（", "*")
"""How a line begins that says more of the name above."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\[\]-]{0,60}\Z")


class _Printed(Struct):
    """A line of a table.

    Attributes:
        cells: What stands in each column.
        is_apart: Whether an empty line stands above it.
    """

    cells: list[Text]
    is_apart: bool


def table(lines: Sequence[Text], i: int, *, known: bool) -> tuple[Grid, int] | None:
    """The table whose header is in a line, and the line after it; None if not all lines below stand in its columns.

    Args:
        lines: The lines of a page.
        i: Where the header is.
        known: Whether its words say that it is one; if not, rows below must.
    """
    header = COLUMNS.cells(lines[i])
    columns = _Columns(lines[i], header)
    printed, end = _printed(lines, i, columns)
    while printed and not printed[0].cells[0].value:
        header = [*map(_whole_header, header, printed.pop(0).cells)]
    if not printed:
        return None
    rows = _Rows(header, printed).rows()
    if not known and not _is_even(rows):
        return None
    return Grid([*map(clean, header)], [[*map(clean, row)] for row in rows]), end


def _whole_header(cell: Text, below: Text) -> Text:
    """A header that goes on in the line below, if the two name a column."""
    wholes = [join([cell, below], gap) for gap in (" ", "")] if below.value else []
    return next((whole for whole in wholes if terms.column(clean(whole).value) is not None), cell)


def _is_even(rows: Sequence[Sequence[Text]]) -> bool:
    """Whether rows show that what stands above them is a header, though its words do not."""
    if len(rows) == 1:
        return all(cell.value for cell in rows[0]) and any(is_answer(cell.value) for cell in rows[0])
    return all(sum(map(bool, row)) * 2 > len(row) for row in rows[:_LEAST])


class _Columns:
    """Where the columns of a table begin."""

    def __init__(self, line: Text, header: Sequence[Text]) -> None:
        before = line.start()
        self._starts = [width(line.value[: cell.start() - before]) for cell in header]

    def cut(self, line: Text) -> list[Text] | None:
        """The cells of a line, which are empty where nothing stands below a header; None if words go across."""
        value = line.value
        starts = self._starts if value.isascii() else _indexes(value, self._starts)
        if "\t" in value or starts is None or value[: starts[0]].strip():
            return None
        cells = [value[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
        if any(cell.startswith(" ") and cell.strip() for cell in cells):
            return None
        if any(cell and not cell.endswith("  ") for cell, following in pairwise(cells) if following):
            return None
        return [line.part(start, start + len(cell)).strip() for start, cell in zip(starts, cells, strict=True)]

    def is_near_end(self, first: Text) -> bool:
        """Whether a first cell goes about as far as the second column."""
        return width(first.value) + _WIDEST_GAP >= self._starts[1] - self._starts[0] > _NARROWEST


def _printed(lines: Sequence[Text], i: int, columns: _Columns) -> tuple[list[_Printed], int]:
    """The lines below a header, and the line after them; none if the one where they end has cells that stand aside."""
    found: list[_Printed] = []
    end = i + 1
    for k in range(i + 1, min(len(lines), i + _MAX_LINES)):
        value = lines[k].value
        if not value.strip():
            if k - end >= _MAX_GAP:
                break
            continue
        cells = columns.cut(lines[k])
        if is_ruler(value):
            end = k + 1
            continue
        if cells is None:
            if k == end and COLUMNS.sign.search(value):
                return [], i
            break
        is_header_again = value.split() == lines[i].value.split()
        if not is_header_again:
            if not _is_row(lines, k, cells, found, columns, is_apart=k > end):
                break
            found.append(_Printed(cells, k > end))
        end = k + 1
    return found, end


def _is_row(
    lines: Sequence[Text], k: int, cells: list[Text], found: list[_Printed], columns: _Columns, *, is_apart: bool
) -> bool:
    """Whether what a line has in the columns makes it one of the table's: more than what only stands at its left."""
    first = cells[0].value
    if any(cell.value for cell in cells[1:]):
        is_other = (is_apart or not found) and _is_other_header(cells, found)
        return bool(first or not is_apart) and not is_other
    if not first or not found:
        return False
    is_rest = _PART.match(first) is not None and columns.is_near_end(found[-1].cells[0])
    is_rest = is_rest or (first.isdigit() and found[-1].cells[0].value.isdigit())
    if is_apart:
        return is_rest and _is_row_below(lines, k, columns)
    return is_rest or _says_more(first) or _is_row_below(lines, k, columns)


def _is_other_header(cells: list[Text], found: list[_Printed]) -> bool:
    """Whether a line below a gap stands over another table."""
    words = [clean(cell) for cell in cells if cell.value]
    return is_header(words) or (bool(found) and _may_head(words) and not _may_head(found[0].cells))


def _may_head(words: list[Text]) -> bool:
    return may_head_columns(words) or may_head_values(words)


def _is_row_below(lines: Sequence[Text], k: int, columns: _Columns) -> bool:
    """Whether a row follows in the line below, or after a few more lines with nothing but the first cell."""
    for line in lines[k + 1 : k + 1 + _MAX_LABEL]:
        cells = columns.cut(line)
        if cells is None or not cells[0].value:
            return False
        if any(cell.value for cell in cells[1:]):
            return True
    return False


class _Rows:
    """How the lines of a table make its rows."""

    def __init__(self, header: Sequence[Text], printed: Sequence[_Printed]) -> None:
        kinds = [terms.column(clean(cell).value) for cell in header]
        self._names = {0, *(k for k, kind in enumerate(kinds) if kind in ("name", "code"))}
        self._telling = [k for k, kind in enumerate(kinds) if kind in _TELLING]
        self._widths = [max(width(line.cells[k].value) for line in printed) for k in range(len(header))]
        self._printed = printed

    def rows(self) -> list[list[Text]]:
        """The rows, each cell as one."""
        rows: list[list[list[Text]]] = []
        for line in self._printed:
            if rows and self._goes_on(rows[-1], line):
                for row, cell in zip(rows[-1], line.cells, strict=True):
                    if cell.value:
                        row.append(cell)
            else:
                rows.append([[cell] for cell in line.cells])
        return [[self._joined(k, parts) for k, parts in enumerate(row)] for row in rows]

    def _goes_on(self, row: list[list[Text]], line: _Printed) -> bool:
        """Whether a line belongs to the row above: it has nothing in the first column, or only the rest of it."""
        first = line.cells[0].value
        if not first:
            return True
        is_alone = not any(cell.value for cell in line.cells[1:])
        if (line.is_apart and not is_alone) or any(line.cells[k].value for k in self._telling):
            return False
        if _says_more(first) and (is_alone or not first[0].islower()):
            return True
        is_told = any(row[k][0].value for k in self._telling)
        if not is_told and not is_alone:
            return False
        above = row[0][-1]
        if is_told and not (above.value.isascii() and first.isascii()):
            return self._is_full(0, above, line.cells[0])
        return self._is_broken(0, above, line.cells[0], room=int(is_told))

    def _is_full(self, k: int, above: Text, rest: Text) -> bool:
        """Whether the first word of what stands below could not stand in the line above."""
        word = rest.value.split(maxsplit=1)[0] if not is_wide(rest.value[0]) else rest.value[0]
        return width(above.value) + len(_gap(above, rest)) + width(word) > self._widths[k]

    def _is_broken(self, k: int, above: Text, rest: Text, room: int = 0) -> bool:
        """Whether a name is broken because the column is over."""
        size = width(above.value)
        first = rest.value.split(maxsplit=1)[0].rstrip(_COMMAS)
        return (
            size >= _NARROWEST
            and size + room >= self._widths[k]
            and bool(_PART.match(above.value))
            and _PART.match(first) is not None
        )

    def _joined(self, k: int, parts: list[Text]) -> Text:
        """A cell of several lines as one."""
        whole = parts[0]
        for above, rest in pairwise(parts):
            whole = join([whole, rest], self._between(k, above, rest)) if whole.value else rest
        return whole

    def _between(self, k: int, above: Text, rest: Text) -> str:
        """What stands between two lines of a cell: nothing where a name is broken, a line end where a value begins."""
        if k == 0 and _says_more(rest.value):
            return "\n"
        is_name = k in self._names or _MARKED.search(above.value) is not None
        if is_name and k + 1 < len(self._widths) and self._is_broken(k, above, rest, room=int(k == 0)):
            return ""
        if k in self._names and above.value.endswith(_JOINTS):
            return ""
        is_value = VALUED.match(rest.value) is not None and above.value[-1] not in _COMMAS
        return "\n" if is_value or not self._is_full(k, above, rest) else _gap(above, rest)


def _says_more(first: str) -> bool:
    """Whether words in the first column are none of a name but say more of it: its type, or whether it must be."""
    return first.startswith(_ASIDE) or (len(first) > _LEAST and is_answer(first)) or marks.is_must(first)


def _gap(above: Text, rest: Text) -> str:
    """What stands between the words of two lines."""
    return "" if above.value and is_wide(above.value[-1]) and is_wide(rest.value[0]) else " "


def _indexes(value: str, places: Sequence[int]) -> list[int] | None:
    """Which characters stand at places of a terminal; None if a wide one stands across."""
    found: list[int] = []
    at = 0
    for index, character in enumerate(value):
        while len(found) < len(places) and places[len(found)] <= at:
            if places[len(found)] < at:
                return None
            found.append(index)
        at += 1 + is_wide(character)
    return [*found, *([len(value)] * (len(places) - len(found)))]
