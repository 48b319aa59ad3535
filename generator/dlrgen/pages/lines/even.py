"""Tables that were copied cell by cell: each cell has a line, an empty one if it is empty, so that all rows are alike.

Empty lines between all cells only make the step from one to the next two lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Grid
from dlrgen.pages.lines.headers import IDS, is_answer, is_header, lone_column
from dlrgen.pages.markup import clean
from dlrgen.pages.text import Text, join
from dlrgen.pages.vocabulary import Column

_NAME = re.compile(
    r"(?:[└├│┗┣∟╰↳─━+»>-]{1,6}[ \t]{0,4})?[\"'“‘`]?[A-Za-z_$@{][A-Za-z0-9_$@.\-/>\[\]{}]{0,80}\*?[\"'”’`]?"
    r"(?:[ \t]{0,3}[-(（*][^\n]{0,40})?\Z"
)
_CODE = re.compile(r"[^\s{}<>=]{1,40}\Z|[A-Z0-9][A-Z0-9 :_-]{1,40}\Z")
_STEP_UP = re.compile("[a-z][A-Z]")
_NUMBER = re.compile(r"-?[0-9]{1,8}\Z")
_OF_ROW = re.compile(r"-?[A-Za-z_.:-]{0,20}[0-9][A-Za-z0-9_.:-]{0,20}\Z|\S+(?:[ ]\S+){3}")
"""A code with a digit, or four words and more: no header of what is not known, but the first row."""
_ENDS = (":", "：", ".", "。")
_OPENS = ("{", "[", "<", "http://", "https://")
_KEYS: frozenset[Column] = frozenset({"name", "code", "values"})
_ANCHORS: frozenset[Column] = frozenset({"type", "required", "optional"})
_FEWEST, _MOST = 2, 8
"""How many columns such a table has."""
_MAX_HEADER, _MAX_TYPE, _MAX_REQUIRED = 30, 40, 60
_MOST_IN_VAIN = 2
"""How often as many lines as there are may be read without finding a table."""
_MOST_LINES = 40
"""How many lines a cell may have, where empty ones part the cells."""
_UNTOLD = 10
"""After how many rows it must be plain that they are some."""


def first_column(value: str) -> Column | None:
    """What the column holds whose header a line may be, if it is the first one."""
    if value in IDS:
        return "code"
    column = lone_column(value, first=True)
    # A name may end as a header does, too.
    is_name = _STEP_UP.search(value) is not None or "_" in value
    return terms.ended_column(value) if column is None and not is_name and len(value) <= _MAX_HEADER else column


class EvenTables:
    """The tables of lines that follow each other."""

    def __init__(self, lines: Sequence[Text]) -> None:
        """Take lines."""
        self._lines = lines
        self._left = _MOST_IN_VAIN * len(lines)
        """How many lines may still be read that turn out to be no table."""

    def at(self, i: int) -> tuple[Grid, int] | None:
        """The table whose header begins in a line, and the line after it; None if its cells are not printed evenly.

        Args:
            i: The line that holds the first cell of the header.
        """
        step = _step(self._lines, i)
        header: list[Column | None] = [*_header(self._lines, i, step)]
        is_title = _known(header) == 1 and _is_title(self._lines, i, step)
        if is_title:
            below: list[Column | None] = [*_header(self._lines, i + step, step)]
            if self._under(below, i + step, step) is not None:
                return None
        return self._under(header, i, step)

    def _under(self, header: Sequence[Column | None], i: int, step: int) -> tuple[Grid, int] | None:
        """The table under as many cells of a header as it has columns, and the line after it."""
        known = _known(header)
        for width in (*range(known, len(header) + 1), known - 1):
            if _FEWEST <= width <= len(header) and _is_header(header[:width]) and self._left > 0:
                reader = _Reader(self._lines, i, step, header[:width])
                found = reader.read()
                if found is not None:
                    return found
                self._left -= reader.taken
        return None


def _known(header: Sequence[Column | None]) -> int:
    """How many columns are known before the first one that is not."""
    return next((k for k, column in enumerate(header) if column is None), len(header))


def _is_title(lines: Sequence[Text], i: int, step: int) -> bool:
    """Whether the next line says what rows are about, too, so that a line may stand above a header."""
    return i + step < len(lines) and terms.column(lines[i + step].value.strip()) in _KEYS


def _step(lines: Sequence[Text], i: int) -> int:
    """How many lines a cell is after the one before it."""
    return 2 if i + 2 < len(lines) and not lines[i + 1].value.strip() and lines[i + 2].value.strip() else 1


def _header(lines: Sequence[Text], i: int, step: int) -> Iterator[Column | None]:
    """What the columns hold, as far as lines may be cells of a header, with None for unknown ones."""
    found: set[Column] = set()
    for k in range(i, min(i + _MOST * step, len(lines)), step):
        value = lines[k].value.strip()
        if (
            not value
            or "\t" in value
            or len(value) > _MAX_HEADER
            or value.endswith(_ENDS)
            or (step > 1 and lines[k - 1].value.strip())
        ):
            return
        column = first_column(value) if k == i else lone_column(value, first=False)
        if column == "description" and found == {"code", "description"}:
            # What an error is called, and what it means.
            yield column
            continue
        if column in found or (column in _KEYS and found and not (column == "values" and found == {"name"})):
            # A first row begins, or two columns hold the like.
            column = None
        if column is None and (is_answer(value) or _OF_ROW.match(value)):
            return
        if column is not None:
            found.add(column)
        yield column


def _is_header(columns: Sequence[Column | None]) -> bool:
    known = {column for column in columns if column is not None}
    return columns[0] in _KEYS and len(known) > 1 and len(known) >= len(columns) / 2


class _Reader:
    """The rows under a header."""

    def __init__(self, lines: Sequence[Text], i: int, step: int, columns: Sequence[Column | None]) -> None:
        self._lines = lines
        self._first = i
        self._step = step
        self._columns = columns
        self._width = len(columns)
        self.taken = 0
        """How many lines were looked at."""
        self._anchors = [k for k, column in enumerate(columns) if column in _ANCHORS]

    def read(self) -> tuple[Grid, int] | None:
        """The table, and the line after it; None if what follows is not one."""
        rows: list[list[Text]] = []
        at = self._first + self._width * self._step
        while (row := self._row(at)) is not None:
            if len(rows) == _UNTOLD and not self._is_told(rows, least=1):
                break
            rows.append(row[0])
            at = row[1]
        self.taken = at - self._first
        if not rows or not self._is_closed(at) or not self._is_told(rows, least=len(rows) / 2) or self._mixes(rows):
            return None
        header = [clean(self._lines[self._first + k * self._step]) for k in range(self._width)]
        return Grid(header, rows), min(at, len(self._lines))

    def _is_closed(self, at: int) -> bool:
        """Whether the text is over at a line, or an empty one stands there."""
        if at >= len(self._lines) or not (value := self._lines[at].value.strip()):
            return True
        if self._step > 1 and (value.startswith(_OPENS) or headings.is_label(value)):
            return True
        # An empty cell at the end may be that line, too, where of several empty ones only one is left.
        return self._step == 1 and not self._lines[at - 1].value.strip()

    def _mixes(self, rows: Sequence[Sequence[Text]]) -> bool:
        """Whether half of what should be codes is Chinese, and the rest numbers: of a table with more columns."""
        keys = [row[0].value for row in rows] if self._columns[0] == "code" else []
        return any(map(str.isdigit, keys)) and sum(not key.isascii() for key in keys) * 2 >= len(keys)

    def _is_told(self, rows: Sequence[Sequence[Text]], *, least: float) -> bool:
        """Whether so many rows have a type, or a word for must, if there is a column for it."""
        return not self._anchors or sum(map(self._is_anchored, rows)) >= least

    def _is_anchored(self, row: Sequence[Text]) -> bool:
        """Whether one of a row's cells is surely a type, or a word for must."""
        return any(terms.fits(self._columns[k], row[k].value) for k in self._anchors)

    def _row(self, at: int) -> tuple[list[Text], int] | None:
        """The row that begins in a line, and the line after it."""
        row = self._cells(at)
        return row if row is not None and self._fits(row[0]) else None

    def _cells(self, at: int) -> tuple[list[Text], int] | None:
        """A row's cells from a line on, and the line after them; None if the lines between them are not empty."""
        found: list[Text] = []
        k = at
        while len(found) < self._width:
            if k >= len(self._lines):
                if len(found) == self._width - 1:
                    # An empty cell at the end of a text leaves no line.
                    return [*found, found[-1].part(len(found[-1]))], k
                return None
            end = self._cell_end(k) if self._step > 1 else k + 1
            if end > k + 1 and (not found or not self._anchors or self._columns[len(found)] in _ANCHORS):
                return None
            found.append(clean(self._lines[k] if end == k + 1 else join(self._lines[k:end], "\n")))
            k = end + self._step - 1
        return found, k

    def _cell_end(self, k: int) -> int:
        """The line after a cell that begins in a line: it goes on up to the next empty one."""
        end = k + 1
        while end < len(self._lines) and end - k < _MOST_LINES and self._lines[end].value.strip():
            end += 1
        return end

    def _fits(self, cells: Sequence[Text]) -> bool:
        """Whether cells may be a row."""
        key = cells[0].value
        if not key or key.endswith((":", "：")) or cells[0].value.startswith(_OPENS):
            return False
        told = cells[1:] if self._anchors else cells[1:2]
        if not any(cell.value for cell in told) or any("\t" in cell.value for cell in cells[:2]):
            return False
        pattern = _NAME if self._columns[0] == "name" else _CODE
        if not pattern.match(key) and (self._anchors or not _NUMBER.match(key)):
            return False
        if not all(_may_be(self._columns[k], cells[k].value) for k in self._anchors):
            return False
        return self._is_anchored(cells) or not is_header([*cells])


def _may_be(column: Column | None, word: str) -> bool:
    """Whether a cell may stand in a column of types, or of words for must."""
    if not word or terms.fits(column, word):
        return True
    if column == "type":
        return len(word) <= _MAX_TYPE and terms.is_required(word) is None and not word.endswith(_ENDS)
    return len(word) <= _MAX_REQUIRED and terms.base_type(word) is None
