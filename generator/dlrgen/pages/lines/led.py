"""Tables with a cell per line whose rows do not begin with what they are about.

A type, a number or what something is called stands before the name, a number before the code; or the header of the
codes is none that is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Grid
from dlrgen.pages.lines.flattened import ANCHORS, NAME, Rows, is_anchor
from dlrgen.pages.lines.headers import lone_column
from dlrgen.pages.lines.solid import SolidLines
from dlrgen.pages.markup import clean
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import Column

Lead: TypeAlias = Literal["type", "number", "called", "code"]

_FIRST = re.compile(r"[\u4e00-\u9fff]{2,10}\Z|[A-Z][A-Za-z]{1,14}(?: [A-Za-z]{2,12})?\Z|#\Z|No\.?\Z")
"""What may stand over the first column, if it is no header that is known."""
_NUMBER = re.compile(r"-?[0-9]{1,8}\Z")
_CODE = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9_.:-]{0,39}\Z")
_DIGIT = re.compile(r"[0-9]")
_HEADS: frozenset[Column | None] = frozenset({"name", "code", "values", "description"})
_CODES: frozenset[Column | None] = frozenset({"code", "values"})
_MOST_AHEAD = 4
"""Behind how many columns that of the codes may stand."""
_OPENS = ("{", "[", "<", "http://", "https://")
_NUMBERS = frozenset({"#", "No", "No.", "序号"})
_NO_THINGS: frozenset[Column | None] = frozenset({"type", "required", "optional", "description", "values", "length"})
"""What a line stands over that may be the last cell of a header, rather than what the first row is called."""
_MOST_COLUMNS, _MOST_MORE = 8, 6
"""How many columns such a table has, and how many more lines a row may have than that."""
_LEAST_OF_CODES = 3
_MAX_CALLED = 40


def may_lead(line: str) -> bool:
    """Whether a line may stand over the first column of such a table."""
    return _FIRST.match(line) is not None


@remembered
def _heads(line: str) -> bool:
    """Whether a line may stand over what rows are about, or over what that is."""
    return lone_column(line, first=False) in _HEADS


class _Header(Struct, frozen=True):
    """The header of such a table: where its lines stand among those that are not blank, and what its columns hold."""

    start: int
    lead: Lead
    columns: list[Column | None]
    """Those from the one on that says what rows are about."""

    @property
    def width(self) -> int:
        return len(self.columns) + (self.lead != "code")

    @property
    def end(self) -> int:
        return self.start + self.width


def table(solid: SolidLines, i: int) -> tuple[Grid, int] | None:
    """The table whose header begins in a line, and the line after it; None if there is none.

    Args:
        solid: The lines of a page that are not blank.
        i: The line.
    """
    start = solid.first(i)
    if not any(map(_heads, solid.words[start + 1 : start + _MOST_AHEAD])):
        return None
    if found := _period(solid.words, start):
        return _even(solid, start, *found)
    for header in _headers(solid.words, start):
        rows, end = _Reader(solid, header).read()
        if rows:
            return Grid([clean(cell) for cell in solid.texts(start, header.end)], rows), solid.after(end - 1)
    return None


def _period(words: Sequence[str], start: int) -> tuple[int, int] | None:
    """How many columns a table has of which a later one than the first holds codes, and which; None if not plain.

    Its rows are so many lines each, and each has a code with a digit where the header says so.
    """
    header = words[start : start + _MOST_COLUMNS]
    at = next((k for k, word in enumerate(header[1:_MOST_AHEAD], 1) if lone_column(word, first=False) in _CODES), 0)
    if not at:
        return None
    for width in range(max(at + 1, _LEAST_OF_CODES), len(header) + 1):
        if not all(_FIRST.match(word) or lone_column(word, first=False) for word in header[:width]):
            break
        if _has_codes(words, start + width + at, width) and not _has_codes(words, start + width, width - at):
            rows = range(start + width, start + (_LEAST_OF_CODES + 1) * width, width)
            return (width, at) if _are_alike([words[row] for row in rows]) else None
    return None


def _has_codes(words: Sequence[str], first: int, step: int) -> bool:
    """Whether a line is a code with a digit, and so are the next ones that are as many lines apart."""
    return all(_is_coded(words, at) for at in range(first, first + _LEAST_OF_CODES * step, step))


def _are_alike(leads: Sequence[str]) -> bool:
    """Whether the first cells of rows all have digits, or are all in capitals, so that none is a header."""
    return all(_DIGIT.search(lead) for lead in leads) or all(map(str.isupper, leads))


def _is_coded(words: Sequence[str], at: int) -> bool:
    """Whether a line is a code with a digit."""
    return at < len(words) and _CODE.match(words[at]) is not None and _DIGIT.search(words[at]) is not None


def _even(solid: SolidLines, start: int, width: int, at: int) -> tuple[Grid, int]:
    """The table whose rows have so many lines each, up to the first one without a code at its place."""
    end = start + width
    while end + width <= len(solid.words) and _is_coded(solid.words, end + at):
        end += width
    rows = [solid.texts(k, k + width) for k in range(start + width, end, width)]
    return Grid([clean(cell) for cell in solid.texts(start, start + width)], rows), solid.after(end - 1)


def _headers(words: Sequence[str], start: int) -> list[_Header]:
    """What the lines from one on may be as a header, the surest first."""
    columns: list[Column | None] = []
    for word in words[start + 1 : start + _MOST_COLUMNS]:
        column = lone_column(word, first=False)
        if column is None or (column in columns and column != "description"):
            break
        columns.append(column)
    first = words[start]
    if columns[:1] == ["description"] and terms.column(first) is None:
        return _of_codes(start, columns)
    lead = _lead(first, columns)
    if lead is None:
        return []
    return [_Header(start, lead, columns[:size]) for size in range(len(columns), 1, -1)]


def _of_codes(start: int, columns: list[Column | None]) -> list[_Header]:
    """What stands over numbers and what they mean, twice at least."""
    return [_Header(start, "code", ["code", None, "description"])] if columns == ["description", "description"] else []


def _lead(first: str, columns: Sequence[Column | None]) -> Lead | None:
    """What stands before that which rows are about, as the headers of both say."""
    if columns[:1] not in (["name"], ["code"]) or len(columns) < 2:
        return None
    if first in _NUMBERS or terms.column(first) == "number":
        return "number"
    if columns[0] != "name":
        return None
    if terms.column(first) == "type":
        return "type" if "type" not in columns else None
    is_called = terms.column(first) in ("name", "description") and columns[1] in ANCHORS and "type" in columns
    return "called" if is_called and not _is_title(first) else None


def _is_title(word: str) -> bool:
    """Whether a word stands above a table and says whose it is."""
    slot = headings.slot(word)
    return slot is not None and slot.is_of_part and slot.kind is not None


class _Reader:
    """A table on its way; lines are counted among those that are not blank."""

    def __init__(self, solid: SolidLines, header: _Header) -> None:
        self._solid = solid
        self._words = solid.words
        self._header = header
        self._columns = header.columns
        self._has_lead = int(header.lead != "code")
        self._sure = next(
            (k for k, column in enumerate(self._columns[1:], 1) if column not in ANCHORS), len(self._columns)
        )
        """How many cells from that on which the row is about are known by their words."""
        self._least = self._has_lead + max(2, self._sure)
        self._count = 0
        """How many rows have begun."""

    def read(self) -> tuple[list[list[Text]], int]:
        """The rows, and the line after the last one; none if these are no rows."""
        leads: list[list[Text]] = []
        table, at = Rows(self._columns), self._header.end
        while self._begins(at):
            self._count += 1
            end = self._row_end(at)
            cells = self._solid.texts(at, end)
            if not self._take(table, cells[self._has_lead :]):
                break
            leads.append(cells[: self._has_lead])
            at = end
        if self._header.lead != "type" and len(table.rows) < (_LEAST_OF_CODES if self._columns[0] == "code" else 1):
            return [], at
        return [[*lead, *row] for lead, row in zip(leads, table.rows, strict=True)], at

    def _take(self, table: Rows, cells: list[Text]) -> bool:
        if self._columns[0] == "code" and len(cells) == len(self._columns):
            table.rows.append(cells)
            return True
        return table.take_cells(cells)

    def _begins(self, at: int) -> bool:
        """Whether a row begins with a line."""
        if at + self._least > len(self._words):
            return False
        lead, key = self._words[at], self._words[at + self._has_lead]
        if not self._leads(lead) or (_CODE if self._columns[0] == "code" else NAME).match(key) is None:
            return False
        marks = self._words[at + self._has_lead + 1 : at + self._has_lead + self._sure]
        if self._header.lead == "called" and lead.isascii() and terms.base_type(key) is not None:
            return False
        return all(_fits(column, word) for column, word in zip(self._columns[1:], marks, strict=False))

    def _leads(self, word: str) -> bool:
        """Whether a word is what stands first in a row."""
        lead = self._header.lead
        if lead == "type":
            return terms.base_type(word) is not None and len(word) <= _MAX_CALLED
        if lead == "number":
            return word.rstrip(".") == str(self._count + 1)
        if lead == "code":
            return _NUMBER.match(word) is not None
        if not self._count and terms.column(word) in _NO_THINGS:
            return False
        return len(word) <= _MAX_CALLED and not word.startswith(_OPENS)

    def _row_end(self, at: int) -> int:
        """Where the row that begins with a line is over."""
        full = at + self._header.width
        if self._header.lead == "code":
            return full
        most = min(full + _MOST_MORE, len(self._words))
        following = next((end for end in range(at + self._least, most) if self._begins(end)), most)
        if following <= full and following < most:
            return following
        over = next((end for end in range(at + self._least, following) if self._is_over(end)), following)
        return following if over == following < most else min(over, full)

    def _is_over(self, end: int) -> bool:
        """Whether a line announces something else."""
        word = self._words[end]
        return word.startswith(_OPENS[:3]) or headings.is_label(word) or headings.leafs(word)


def _fits(column: Column | None, word: str) -> bool:
    return terms.base_type(word) is not None if column == "type" else is_anchor(column, word)
