"""Headers of tables in a line: how rows are printed, and whether a row stands over others."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from dlrgen.pages import terms
from dlrgen.pages.markup import clean
from dlrgen.pages.payload import PLAIN_HEADERS
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import Column, folded

PIPE = re.compile(r"(?<!\\)\|")
_COLUMNS = re.compile(r"\t+| {2,}")
_TABS = re.compile(r"\t")
_WORD = re.compile(r"[^ \t]+")
_HEADER_SIGNS = frozenset("#*`_|")
_BEGINNING: frozenset[Column | None] = frozenset({"name", "code", "number"})
"""What the first column of a table is, if its header lost the signs between its cells."""
_CODE_WORDS = (" code", " Code")
_STEP_UP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{6,40}\s*\Z")
_SHORT = re.compile(r"[\u4e00-\u9fff]{2,8}\Z|[a-z]{2,12}_[a-z]{2,12}\Z|HTTP\Z|HTTP [\u4e00-\u9fff]{2,8}\Z")
_MIN_STUCK, _MAX_NAME = 3, 8
"""How many columns a header has that lost the blanks between them, and how long the Chinese name of one may be."""
IDS = frozenset({"ID", "Id", "No", "No.", "Nr"})
"""What may stand over numbers that are codes."""
_OF_VALUES: tuple[list[Column | None], ...] = (["values", "description"], ["symbol", "description"])
"""The headers without a name or code that leave nothing open."""
_TOLD: frozenset[Column] = frozenset({"name", "type", "required"})
"""Columns that together make a header, whatever else stands in it: `数组` beside them asks for lists."""
_TELLING: frozenset[Column | None] = frozenset({"name", "code", "description", "type"})
"""Columns one of which every table has that tells of parameters, fields or codes."""
_PARTED = re.compile(r"[:：\t]|\S {3,}\S")
"""What a header that has a line of its own is without."""
_CAPITAL = re.compile(r"[A-Z][a-z]{2,12}\Z")
_VALUED = re.compile(r"[A-Za-z_][A-Za-z0-9_]{1,30}\Z|[\u4e00-\u9fff]{0,6}(?<![\u4e00-\u9fff]取)值\Z")
"""What a column of values is headed with, where it is no word for codes: the name that has them."""
_LAST: frozenset[Column | None] = frozenset({"advice", "description", "values", "example"})
_WORDED = re.compile(r"[A-Z\u4e00-\u9fff](?:[a-z]|[A-Z](?![A-Z]{4})|[ \u4e00-\u9fff]){1,30}\Z")
"""What headers are: words that begin with a capital, and no constants."""
_PRINTED = re.compile(
    r"[A-Z\u4e00-\u9fff](?:[a-z ()/&-]|[A-Z](?![A-Z]{4})|[\u4e00-\u9fff]){1,40}\Z|[a-z]+(?:[A-Z_][a-z]+)+\Z"
)
"""What headers of columns in print are, too: names of members."""
_MAX_CELLS = 64
_MAX_LONE = 20
"""How long a header may be that has a line of its own."""
_MAX_COLUMN = 30
"""How long one may be that stands over a column in print."""
_MAX_WORDY, _MAX_WORDS = 120, 8
"""How long a header of words may be, and of how many."""


class Layout(Struct, frozen=True):
    """A way of printing a row in a line."""

    cells: Callable[[Text], list[Text]]
    sign: re.Pattern[str]


def pipe_cells(line: Text) -> list[Text]:
    """The cells that pipes part."""
    line = line.strip()
    cells = [cell.strip() for cell in line.between(PIPE, _MAX_CELLS + 1)]
    if cells and not cells[0].value and line.value.startswith("|"):
        del cells[0]
    if len(cells) > 1 and not cells[-1].value and line.value.endswith("|"):
        del cells[-1]
    return cells[:_MAX_CELLS]


def _tab_cells(line: Text) -> list[Text]:
    return [cell.strip() for cell in line.between(_TABS, _MAX_CELLS)][:_MAX_CELLS]


def _column_cells(line: Text) -> list[Text]:
    return [cell.strip() for cell in line.strip().between(_COLUMNS, _MAX_CELLS)][:_MAX_CELLS]


PIPES = Layout(pipe_cells, PIPE)
TABS = Layout(_tab_cells, _TABS)
COLUMNS = Layout(_column_cells, re.compile(r"\S {2,}\S"))
LAYOUTS = (PIPES, TABS, COLUMNS)


def is_header(cells: list[Text], *, all_known: bool = False) -> bool:
    """Whether cells stand over a table of parameters, fields or codes."""
    columns: list[Column | None] = [(_said_by if all_known else terms.column)(cell.value) for cell in cells]
    if terms.names_options(columns):
        columns[0] = "name"
    if len(columns) > _MIN_STUCK - 1 and columns[0] is None and None not in columns[1:] and not all_known:
        columns[0] = terms.likely_column(cells[0].value)
    if "name" not in columns and "code" not in columns:
        return columns in _OF_VALUES
    if columns == ["name", "name"]:
        # A word that was written twice.
        return cells[0].value == cells[1].value
    known = [column for column in columns if column is not None]
    if not _TOLD.issubset(known) and any(
        is_answer(cell.value) for cell, column in zip(cells, columns, strict=True) if column is None
    ):
        return False
    if len(known) != len(columns) and _is_described(cells, columns):
        return False
    if len(known) != len(columns) and (all_known or len(known) < 2 or len(known) * 2 < len(columns)):
        return False
    return len(set(known)) > 1


def _is_described(cells: Sequence[Text], columns: Sequence[Column | None]) -> bool:
    """Whether cells are a row about what is called as a column is: `key`, `required`, and words that say what it is."""
    if not cells[0].value.islower() or columns[0] is None:
        return False
    is_told = any(cell.value.islower() and terms.is_required(cell.value) is not None for cell in cells[1:])
    said = (cell.value for cell, column in zip(cells, columns, strict=True) if column is None)
    return is_told and any(words.count(" ") > 1 for words in said)


def may_head(cells: Sequence[Text]) -> bool:
    """Whether cells that are no header by their words may be one by those below them: one names a column, none a row.

    Codes and numbers stand in rows.
    """
    if len(cells) == _MIN_STUCK - 1:
        return bool(_SHORT.match(cells[0].value)) and [terms.column(cell.value) for cell in cells] == [None, "code"]
    if len(cells) < _MIN_STUCK or any(
        not 1 < len(cell) <= _MAX_LONE or not _WORDED.match(cell.value) for cell in cells
    ):
        return False
    is_told = any((terms.column(cell.value) or terms.ended_column(cell.value)) in _TELLING for cell in cells)
    return is_told and not any(is_answer(cell.value) for cell in cells)


def may_head_columns(cells: Sequence[Text]) -> bool:
    """Whether cells may head columns in print that only the rows below tell: words in capitals, one of a column."""
    words = [cell.value for cell in cells]
    if not all(1 < len(word) <= _MAX_COLUMN and _PRINTED.match(word) and not is_answer(word) for word in words):
        return False
    if len(cells) < _MIN_STUCK:
        return words[0] in IDS or terms.column(words[-1]) in ("description", "code")
    return any((terms.column(word) or terms.ended_column(word)) in _TELLING for word in words)


def may_head_values(cells: Sequence[Text]) -> bool:
    """Whether cells may stand over values and what these mean: the first one is called as what has them."""
    if len(cells) < _MIN_STUCK - 1 or not _VALUED.match(cells[0].value):
        return False
    if not all(0 < len(cell) <= _MAX_LONE and not is_answer(cell.value) for cell in cells):
        return False
    return any(terms.column(cell.value) == "description" for cell in cells[1:])


def is_answer(word: str) -> bool:
    """Whether a cell is what rows hold: a type, or whether something must be there."""
    is_type = terms.base_type(word) is not None and (" " not in word or folded(word) in terms.TYPES)
    return is_type or (len(word) < 9 and terms.is_required(word) is not None)


def is_word_header(line: Text) -> bool:
    """Whether a line is a header that lost its columns."""
    if len(line.value) > _MAX_WORDY or " " not in line.value.strip() or len(line.value.split(maxsplit=8)) > _MAX_WORDS:
        return False
    header = word_header(line)
    if not 1 < len(header) <= _MAX_WORDS or not _begins_row(header):
        return False
    return is_header(header, all_known=True) or _is_nearly_known(header)


def _is_nearly_known(header: list[Text]) -> bool:
    """Whether all headers are columns but one short word between the others, or some with a word before a column."""
    unknown = [k for k, cell in enumerate(header) if terms.column(cell.value) is None]
    if len(header) < _MIN_STUCK or not unknown or not is_header(header):
        return False
    if all(_is_joined(header[k].value) for k in unknown):
        return True
    is_short = all(_SHORT.match(cell.value) for cell in header)
    return is_short and len(unknown) == 1 and unknown[0] < len(header) - 1


def stuck_header(line: Text) -> list[Text]:
    """The cells of a header that lost even the blanks between its columns; empty if a line is none."""
    if not _STEP_UP.search(line.value) and not _CHINESE.match(line.value):
        return []
    cells = [part.strip() for part in line.between(_STEP_UP)] if line.value.isascii() else _known_words(line.strip())
    if len(cells) < _MIN_STUCK - 1 or not _begins_row(cells):
        return []
    columns = [terms.column(cell.value) or terms.likely_column(cell.value) for cell in cells]
    is_long = len(cells) >= _MIN_STUCK or columns == ["code", "description"]
    return cells if is_long and None not in columns else []


def _known_words(line: Text) -> list[Text]:
    """The longest names of columns, one after the other; empty if they are not all that a line says."""
    found: list[Text] = []
    start = 0
    while start < len(line):
        sizes = range(min(_MAX_NAME, len(line) - start), 1, -1)
        size = next((n for n in sizes if terms.column(line.value[start : start + n]) is not None), 0)
        if not size:
            return []
        found.append(line.part(start, start + size))
        start += size
    return found


def _begins_row(header: list[Text]) -> bool:
    """Whether the first column names what a row is about, or counts rows; types may stand before names."""
    first = _said_by(header[0].value)
    return first in _BEGINNING or (first == "type" and terms.column(header[1].value) == "name")


def lone_column(line: str, *, first: bool) -> Column | None:
    """What the column holds whose header has a line of its own. After the first one a likeness is enough."""
    if line.lower() in PLAIN_HEADERS or (not first and _PARTED.search(line) is not None):
        return None
    column = terms.column(line) if len(line) <= _MAX_LONE else None
    return column or (terms.likely_column(line) if not first or line.endswith(_CODE_WORDS) else None)


def word_header(line: Text) -> list[Text]:
    """The cells of a header that lost its columns: words that together name a column are one.

    Empty if the first of them does not name what rows are about.
    """
    found = [match.span() for match in _WORD.finditer(line.value)]
    if not line.value[found[0][0]].isalpha() and line.value[found[0][0]] not in _HEADER_SIGNS:
        return []
    first = next((n for n in (3, 2, 1) if n <= len(found) and _joined_column(line.value, found[:n]) in _BEGINNING), 0)
    first = first or int(_joined_column(line.value, found[:1]) == "type")
    if not first:
        return []
    cells = [(found[0][0], found[first - 1][1])]
    del found[:first]
    while found:
        size = next((n for n in (3, 2) if n <= len(found) and _joined_column(line.value, found[:n]) is not None), 0)
        size = size or 1 + _goes_before(line.value, found)
        cells.append((found[0][0], found[size - 1][1]))
        del found[:size]
    return [clean(line.part(*cell)) for cell in cells]


def _goes_before(value: str, found: Sequence[tuple[int, int]]) -> bool:
    """Whether a word with a capital, which names no column, is part of the name of one with the next word."""
    if len(found) < 2 or not _CAPITAL.match(value, *found[0]):
        return False
    return _joined_column(value, found[:1]) is None and _joined_column(value, found[1:2]) in _LAST


def _is_joined(header: str) -> bool:
    """Whether a header has a word before the name of a column."""
    first, _, last = header.partition(" ")
    return _CAPITAL.match(first) is not None and terms.column(last) in _LAST


def _joined_column(value: str, found: Sequence[tuple[int, int]]) -> Column | None:
    """The column that words together name; in Chinese each names its own."""
    name = value[found[0][0] : found[-1][1]].strip("*`_|")
    if len(found) == 1:
        return _said_by(name)
    return terms.column(name) if name.isascii() or name.startswith("HTTP ") else None


def _said_by(word: str) -> Column | None:
    """What a column holds by its header, or in Chinese by the end of it."""
    return terms.column(word) or (None if word.isascii() else terms.ended_column(word))
