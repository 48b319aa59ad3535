"""Tables whose cells are parted by empty lines, while their rows stand right below each other.

A cell that is empty leaves its empty lines, so that the lines tell how many cells a row has; only where the last ones
are empty, what the cells hold must tell where the next row begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Grid, Line, Piece
from dlrgen.pages.lines.headers import is_answer, is_header, lone_column
from dlrgen.pages.lines.headers import may_head as may_head_rows
from dlrgen.pages.lines.solid import SolidLines
from dlrgen.pages.markup import clean
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, join, made
from dlrgen.pages.vocabulary import Column

_CELL_STEP = 2
"""How many lines a cell is after the one before it."""
_FEWEST, _MOST = 2, 12
"""How many columns such a table has."""
_MAX_HEADER, _MAX_KEY = 40, 80
_MOST_LINES = 60
"""How many lines a cell has."""
_NUMBERS = frozenset({"#", "No", "No.", "序号"})
_SURE = 2
_LEAST_UNKNOWN = 3
"""How many rows there are at least below a header whose words are not enough."""
_MOST_OPEN = 8
"""How many rows with an empty end may follow each other before one is over for sure."""
_NAME = re.compile(r"[^\w\s]{0,6}[ ]?[A-Za-z_$@][A-Za-z0-9_$@.\-/>\[\]{}]{0,80}\*?(?:[ ]?[(（*][^\n]{0,40})?\Z")
_CODE = re.compile(r"[^\s{}<>=]{1,40}\Z|[A-Z0-9][A-Z0-9 :_-]{1,40}\Z|[0-9]{3,6}[ ][^\n]{1,40}\Z")
_PATTERNS: dict[Column | None, re.Pattern[str]] = {
    "name": _NAME,
    "code": _CODE,
    "number": re.compile(r"[0-9]{1,4}[.)]?\Z"),
}
_NO_HEADER = re.compile(r"[:：=;；{}\"<>]")
_COLONS = (":", "：")
_ENDS = (*_COLONS, "。")
_MAX_LABEL = 20
"""How long a label between the rows of a table may be."""
_CLOSES = "}])"
_OPENS = ("{", "[", "<", "http://", "https://")
_NUMBER = re.compile(r"-?[0-9]{1,8}\Z")
_BEGINS = re.compile(r"-?[0-9]{1,8}\Z|[A-Z0-9][A-Z0-9 _-]{1,30}\Z|[A-Za-z]{0,12}[ ]?[\u4e00-\u9fff/]{2,12}\Z")
_BRACKETED = re.compile(r"[\[<{]{1,2}[A-Za-z_][A-Za-z0-9_.-]{0,60}[\]>}]{1,2}\Z")
_MAX_ANCHOR = 60
_MAX_BEGINNING = 32
_KEYS: frozenset[Column | None] = frozenset({"name", "code"})
_ANCHORS: frozenset[Column | None] = frozenset({"type", "required", "optional"})


def table(solid: SolidLines, i: int) -> tuple[list[Piece], int] | None:
    """The table whose header begins in a line, and the line after it; None if there is none.

    With labels between its rows it is several tables; of a line above its header it is the line itself.

    Args:
        solid: The lines of a page that are not blank.
        i: The line.
    """
    start = solid.first(i)
    width = _width(solid, start)
    known = _stands_over("\n".join(solid.words[start : start + width])) if width else None
    if known is None:
        return None
    header = [clean(cell) for cell in solid.texts(start, start + width)]
    is_told = known == "known"
    reader = _reader(solid, header)
    sureness = reader.sureness(start + width)
    if not is_told and sureness < _SURE:
        return None
    if _has_titles(solid, header, start + width, sureness):
        return [], i
    rows, end = reader.read(start + width, is_known=is_told)
    if len(rows) < (1 if is_told else _LEAST_UNKNOWN):
        return None
    return [*_pieces(header, rows)], solid.after(end - 1)


@remembered
def _stands_over(words: str) -> Literal["known", "likely"] | None:
    """How surely words, each in a line, stand over a table, or are the first row of one."""
    header = [clean(made(word, 0)) for word in words.split("\n")]
    return "known" if _heads(header) else "likely" if _may_head(header) else None


def _pieces(header: Sequence[Text], rows: Sequence[Sequence[Text]]) -> Iterator[Piece]:
    """The rows, with the labels between them as lines of their own: the last line of the cell above."""
    first = 0
    for k, row in enumerate(rows[:-1]):
        above, _, label = row[-1].value.rpartition("\n")
        if above and 1 < len(label) <= _MAX_LABEL and label.endswith(_COLONS):
            yield Grid([*header], [*map(list, rows[first:k]), [*row[:-1], row[-1].part(0, len(above))]])
            yield Line(row[-1].part(len(above) + 1))
            first = k + 1
    yield Grid([*header], [*map(list, rows[first:])])


def may_head(lines: Sequence[Text], i: int) -> bool:
    """Whether a line may be the first one of such a header: short, with an empty line below."""
    return len(lines[i]) <= _MAX_HEADER and i + 2 < len(lines) and not lines[i + 1].value and bool(lines[i + 2].value)


def may_begin(line: str) -> bool:
    """Whether a line may be the first cell of such a table, as far as no other table begins so."""
    return len(line) <= _MAX_BEGINNING and _BEGINS.match(line) is not None


def _may_head(header: Sequence[Text]) -> bool:
    """Whether words may stand over a table whose rows are even, or be the first of these."""
    if may_head_rows(header) or _is_code(header[0].value):
        return True
    return len(header) > _FEWEST and (
        header[0].value[:1].islower() or any(lone_column(cell.value, first=False) for cell in header)
    )


def _is_code(word: str) -> bool:
    """Whether a word is surely a code: a number, or in capitals."""
    return _NUMBER.match(word) is not None or (word.isupper() and _CODE.match(word) is not None)


def _has_titles(solid: SolidLines, header: Sequence[Text], at: int, sureness: int) -> bool:
    """Whether the first of what may be the cells of a header stand above it: the row in a line needs fewer cells."""
    is_known = lone_column(header[0].value, first=True) is not None and not _is_label(header)
    for k in range(1, len(header) - 1):
        if _heads(header[k:]):
            other = _reader(solid, header[k:]).sureness(at)
            if other > sureness or (other == sureness and not is_known):
                return True
    return False


def _heads(header: Sequence[Text]) -> bool:
    """Whether words stand over a table of parameters, fields or codes; for the first one a likeness is enough."""
    if is_header([*header]):
        return True
    first, *others = (cell.value for cell in header)
    return terms.likely_column(first) in _KEYS and any(terms.column(other) == "description" for other in others)


def _is_label(header: Sequence[Text]) -> bool:
    """Whether the first of some cells says whose the members are that the others tell of."""
    slot = headings.slot(header[0].value)
    return slot is not None and slot.is_of_part and terms.column(header[1].value) in _KEYS


def _reader(solid: SolidLines, header: Sequence[Text]) -> _Reader:
    columns: list[Column | None] = [lone_column(cell.value, first=not k) for k, cell in enumerate(header)]
    if header[0].value in _NUMBERS:
        columns[0] = "number"
    return _Reader(solid, columns)


def _width(solid: SolidLines, start: int) -> int:
    """How many cells with an empty line between them stand above a line without one; 0 if these are no header."""
    at = solid.at
    end = start
    last = min(start + _MOST, len(at) - 1)
    while end < last and at[end + 1] - at[end] == _CELL_STEP:
        end += 1
    if end == last or at[end + 1] - at[end] != 1 or end - start + 1 < _FEWEST:
        return 0
    return end - start + 1 if all(map(_may_be_header, solid.words[start : end + 1])) else 0


def _may_be_header(word: str) -> bool:
    if len(word) > _MAX_HEADER or word.endswith((*_ENDS, ".")) or word.startswith(_OPENS) or "\t" in word:
        return False
    return not _NO_HEADER.search(word) or terms.column(word) is not None


class _Row(Struct, frozen=True, gc=False):
    """A row, as far as empty lines tell.

    Attributes:
        cells: The lines of each cell.
        end: The line after it.
        is_closed: Whether the next row, or what else follows, stands right below it.
    """

    cells: list[range]
    end: int
    is_closed: bool = False


class _Reader:
    """A table on its way; lines are counted among those that are not blank."""

    def __init__(self, solid: SolidLines, columns: Sequence[Column | None]) -> None:
        self._solid = solid
        self._at = solid.at
        self._words = solid.words
        self._columns = columns
        self._width = len(columns)
        self._pattern = _PATTERNS.get(columns[0]) if columns[0] not in columns[1:] else None
        self._anchors = [k for k, column in enumerate(columns) if column in _ANCHORS]

    def read(self, start: int, *, is_known: bool) -> tuple[list[list[Text]], int]:
        """The rows from a line on, and the line after the last one.

        Args:
            start: The line.
            is_known: Whether the header is one by its words, so that rows need not tell it by what they hold.
        """
        rows: list[_Row] = []
        at = start
        while (row := self._row(at)) is not None:
            if not (row.is_closed or self._is_row(row)) or not (is_known or self._is_told(row)):
                break
            if not row.is_closed:
                row = self._ended(row, is_full=bool(rows) and all(above.cells[-1] for above in rows))
            rows.append(row)
            at = row.end
            if not row.is_closed and row.cells[-1]:
                break
        if rows and rows[-1].is_closed and not headings.is_label(self._words[at]):
            # No row begins in the line right below the last one, so that it goes on with that.
            *others, last = rows[-1].cells
            rows[-1] = _Row([*others, range(last.start, at + 1)], at + 1)
            at += 1
        return [[*map(self._cell, row.cells)] for row in rows], at

    def sureness(self, start: int) -> int:
        """How sure it is that a row begins in a line: 2 if each cell has a line, and the next row is below."""
        row = self._row(start)
        if row is None or not self._is_row(row):
            return 0
        if row.is_closed and all(len(cell) < 2 for cell in row.cells[:-1]):
            return _SURE
        return int(self._leads_on(start, _MOST_OPEN))

    def _row(self, start: int) -> _Row | None:
        """The row that begins in a line; None if none may."""
        row = self._parsed(start)
        return row if row is not None and self._may_be_row(row) else None

    def _parsed(self, start: int) -> _Row | None:
        """The cells from a line on; None if the first one has more lines than one."""
        if start >= len(self._words) or self._step(start) == 1:
            return None
        cells = [range(start, start + 1)]
        while len(cells) < self._width:
            k = cells[-1].stop - 1
            more = self._step(k) // _CELL_STEP
            if not more or len(cells) + more > self._width:
                break
            cells += [range(k + 1, k + 1)] * (more - 1)
            end = k + 1
            while self._step(end) == 1 and end - k < _MOST_LINES:
                end += 1
            cells.append(range(k + 1, end + 1))
        end = cells[-1].stop
        if len(cells) == self._width and len(cells[-1]) > 1:
            # Its last line is the first cell of what follows.
            return _Row([*cells[:-1], range(cells[-1].start, end - 1)], end - 1, is_closed=True)
        return _Row([*cells, *[range(end, end)] * (self._width - len(cells))], end)

    def _is_told(self, row: _Row) -> bool:
        """Whether a row needs no header: it begins with one word, or of two columns with a code."""
        if any(len(cell) > 1 for cell in row.cells[:-1]):
            return False
        if any(self._words[cell.start].startswith(_OPENS[:3]) for cell in row.cells if cell):
            return False
        key = self._words[row.cells[0].start]
        return _is_code(key) or (self._width > _FEWEST and _CODE.match(key) is not None)

    def _step(self, k: int) -> int:
        """How many lines the next one is below a line; 0 if there is none."""
        return self._at[k + 1] - self._at[k] if k + 1 < len(self._at) else 0

    def _ended(self, row: _Row, *, is_full: bool) -> _Row:
        """A row without the last cell, if the next row begins there, or something else.

        Args:
            row: A row with no line right below it.
            is_full: Whether no row above lacks its last cell.
        """
        last = row.cells[-1]
        if not last or not (self._leads_on(last.start, _MOST_OPEN) or self._is_other(row, last.start, is_full)):
            return row
        return _Row([*row.cells[:-1], range(last.start, last.start)], last.start)

    def _leads_on(self, start: int, left: int) -> bool:
        """Whether a row begins in a line, as where it is over tells, or the rows after it."""
        row = self._row(start) if left else None
        if row is None or not self._is_row(row):
            return False
        if self._is_typed(row):
            return True
        if not self._is_surely_key(self._words[start]):
            return False
        if row.is_closed or (_NUMBER.match(self._words[start]) and self._has_number(row)):
            return True
        return self._leads_on(row.cells[-1].start, left - 1)

    def _has_number(self, row: _Row) -> bool:
        """Whether one of a row's codes is a number."""
        codes = (k for k, column in enumerate(self._columns) if column == "code")
        return any(_NUMBER.match(self._word(row, k)) for k in codes)

    def _is_other(self, row: _Row, k: int, is_full: bool) -> bool:
        """Whether a line is no last cell: it announces something else, or is none of what the column holds."""
        word = self._words[k]
        if not any(row.cells[1:-1]):
            return False
        if word.startswith(_OPENS[:3]) or (not is_full and headings.is_label(word)):
            return True
        return self._columns[-1] in _ANCHORS and not terms.fits(self._columns[-1], word)

    def _may_be_row(self, row: _Row) -> bool:
        """Whether cells may be a row, if where they stand tells so, too."""
        key = self._words[row.cells[0].start]
        if (
            len(key) > _MAX_KEY
            or key.endswith(_ENDS)
            or key[0] in _CLOSES
            or (key.startswith(_OPENS) and not _BRACKETED.match(key))
        ):
            return False
        if not all(len(self._word(row, k)) <= _MAX_ANCHOR for k in self._anchors):
            return False
        if self._is_anchored(row) and (self._is_keyed(row) or not key.isascii()):
            return True
        return self._is_keyed(row) and not (is_header([*map(self._cell, row.cells)]) or self._holds_header(row))

    def _holds_header(self, row: _Row) -> bool:
        """Whether two lines behind the first one are the header of another table."""
        columns = [terms.column(self._words[k]) for k in range(row.cells[0].stop, row.end)]
        return any(one in _KEYS and other not in (None, one) for one, other in pairwise(columns))

    def _is_keyed(self, row: _Row) -> bool:
        """Whether a row begins with what it may be about."""
        key = self._words[row.cells[0].start]
        if self._pattern is None:
            return self._is_anchored(row) or _is_code(key) or not headings.is_label(key)
        return self._pattern.match(key) is not None

    def _is_surely_key(self, word: str) -> bool:
        """Whether a word is what rows are about, rather than what a cell says."""
        if _is_code(word):
            return True
        is_word = word.isascii() and " " not in word
        return is_word and (self._columns[0] != "code" or any(map(str.isdigit, word)))

    def _is_row(self, row: _Row) -> bool:
        """Whether cells are a row by what they hold."""
        key = self._words[row.cells[0].start]
        is_told = self._is_anchored(row) or any(map(str.isdigit, key)) or key.isupper() or all(row.cells[2:])
        if not self._is_keyed(row) or (not is_told and headings.is_label(key)):
            return False
        return any(row.cells[1:]) and (self._is_anchored(row) or not self._anchors)

    def _is_anchored(self, row: _Row) -> bool:
        """Whether one of a row's cells is surely a type, or a word for must."""
        return any(is_answer(self._word(row, k)) for k in self._anchors)

    def _is_typed(self, row: _Row) -> bool:
        """Whether one of a row's cells is what its column holds."""
        return any(terms.fits(self._columns[k], self._word(row, k)) for k in self._anchors)

    def _word(self, row: _Row, k: int) -> str:
        cell = row.cells[k]
        return self._words[cell.start] if cell else ""

    def _cell(self, lines: range) -> Text:
        """A cell, which is empty behind the line before it if it has none."""
        if lines:
            return clean(join(self._solid.texts(lines.start, lines.stop), "\n"))
        before = self._solid.texts(lines.start - 1, lines.start)[0]
        return before.part(len(before))
