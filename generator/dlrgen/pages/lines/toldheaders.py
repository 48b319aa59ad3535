"""Headers of words that only the rows below them tell: some of their words name no column that is known.

A blank parts the words of such a header as it parts the cells of its rows, so what stands where in these says what a
header is: types and words for must behind names, codes at the beginning or behind one word more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from dlrgen.pages import terms
from dlrgen.pages.lines import marks, wordcells
from dlrgen.pages.lines.flattened import CODE, Rows
from dlrgen.pages.markup import clean
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import Column

_HEADS = re.compile(r"(?:[A-Za-z\u4e00-\u9fff#][A-Za-z\u4e00-\u9fff()/?]{0,19}(?:[ ](?:/[ ])?|\Z)){2,10}\Z")
"""What such a header may be: a few short words without signs or numbers."""
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"-?[0-9]{1,8}\Z")
_DIGIT = re.compile(r"[0-9]")
_STATUS = re.compile(r"[1-5][0-9]{2}\Z")
_SHOUTED = re.compile(r"[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)+\Z|[A-Z]{4,30}\Z")
_NAME = re.compile(r"[a-z][A-Za-z0-9_.]{1,40}\Z")
_SPELLED = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,40}\Z")
_CJK = re.compile(r"[\u3400-\u9fff]")
_MARKS: tuple[Column, ...] = ("type", "required", "optional")
_OVER_VALUES: frozenset[Column | None] = frozenset({"values", "symbol", "description", None})
_ANSWERS = frozenset({"yes", "no", "y", "n", "true", "false", "是", "否"})
_TWO, _SEEN, _MOST_SEEN = 2, 3, 8
"""How many rows tell a header at least, how many are looked at, and in how many lines they stand."""
_MAX_JOINED = 3


class _Header(Struct, frozen=True, gc=False):
    """What a line may be as a header.

    Attributes:
        sizes: Of how many words each cell is.
        columns: What the columns hold, those of other words than the rest of a row left out.
        lead: How many words of a row stand before what it is about.
        tail: How many words at the end of a row are no part of its description.
    """

    sizes: tuple[int, ...]
    columns: tuple[Column | None, ...]
    lead: int = 0
    tail: int = 0


class LedRows(Rows):
    """Rows with words before what they are about, or behind what they say of it."""

    def __init__(self, columns: Sequence[Column | None], lead: int = 0, tail: int = 0) -> None:
        """Take what the other columns hold, and how many words stand before and behind these."""
        super().__init__(columns)
        self._lead = lead
        self._tail = tail
        self._outer: list[tuple[list[Text], list[Text]]] = []

    def take(self, line: Text) -> bool:
        """Take a line as a row; whether it is one."""
        is_row = super().take(line)
        if is_row:
            words = [line.part(*match.span()) for match in _WORD.finditer(line.value)]
            self._outer.append((words[: self._lead], words[len(words) - self._tail :]))
        return is_row

    def _read(self, line: Text) -> list[Text] | None:
        words = [*_WORD.finditer(line.value)]
        inner = words[self._lead : len(words) - self._tail]
        return super()._read(line.part(inner[0].start(), inner[-1].end())) if len(inner) > 1 else None

    def whole(self) -> list[list[Text]]:
        """The rows with all their words."""
        return [[*lead, *row, *tail] for row, (lead, tail) in zip(self.rows, self._outer, strict=True)]


def may_head(line: str) -> bool:
    """Whether a line may be such a header."""
    return _HEADS.match(line) is not None and bool(_headers(line))


def header(lines: Sequence[Text], i: int) -> tuple[list[Text], LedRows] | None:
    """The cells of the header that a line is, and rows to take the lines below it; None if it is none.

    Args:
        lines: Lines that follow each other.
        i: The line.
    """
    line = lines[i].strip()
    for found in _headers(line.value):
        if _is_told(found, _below(lines, i, found.columns[0] == "code")):
            return _cells(line, found.sizes), LedRows(found.columns, found.lead, found.tail)
    return None


def _below(lines: Sequence[Text], i: int, of_codes: bool) -> list[Text]:
    """The first lines below a header, up to a blank one, but for those that list the values of a member."""
    found: list[Text] = []
    for line in lines[i + 1 : i + 1 + _MOST_SEEN]:
        if not line.value.strip() or len(found) == _SEEN:
            break
        if of_codes or not wordcells.lists_value(line.value):
            found.append(line.strip())
    return found


def _cells(line: Text, sizes: Sequence[int]) -> list[Text]:
    words = [match.span() for match in _WORD.finditer(line.value)]
    ends = [sum(sizes[: k + 1]) for k in range(len(sizes))]
    return [clean(line.part(words[end - size][0], words[end - 1][1])) for size, end in zip(sizes, ends, strict=True)]


@remembered
def _headers(line: str) -> tuple[_Header, ...]:
    """What a line may be as a header, the surest first."""
    words = line.split()
    sizes = _sizes(words, joined=True)
    columns = _columns(words, sizes)
    found = [*_marked(sizes, columns), *_valued(sizes, columns)]
    single = _sizes(words, joined=False)
    if single != sizes:
        found += _marked(single, _columns(words, single))
    if len(words) == _TWO + 1:
        found += _of_three([terms.column(word) for word in words], words)
    return (*found, *_led(words))


def _sizes(words: Sequence[str], *, joined: bool) -> list[int]:
    """Of how many words the cells are: those may be one that together name a column."""
    sizes: list[int] = []
    at = 0
    while at < len(words):
        most = min(_MAX_JOINED, len(words) - at) if joined else 1
        known = (size for size in range(most, 1, -1) if terms.column(" ".join(words[at : at + size])) is not None)
        sizes.append(next((size for size in known if words[at].isascii()), 1))
        at += sizes[-1]
        while words[at : at + 1] == ["/"]:
            sizes[-1] += _TWO
            at += _TWO
    return sizes


def _columns(words: Sequence[str], sizes: Sequence[int]) -> list[Column | None]:
    ends = [sum(sizes[: k + 1]) for k in range(len(sizes))]
    cells = [" ".join(words[end - size : end]) for size, end in zip(sizes, ends, strict=True)]
    return [terms.column(cell) or terms.column(cell.partition(" / ")[0]) for cell in cells]


def _marked(sizes: Sequence[int], columns: list[Column | None]) -> list[_Header]:
    """A header with types, or words for must, behind its first column, which is that of the names if no other is."""
    if columns[:_TWO] == ["name", "name"]:
        columns = [None, *columns[1:]]
    found: list[Column | None] = [columns[0] if "name" in columns else "name", *columns[1:]]
    names = [k for k, column in enumerate(found) if column == "name"]
    is_marked = not {*columns[1:]}.isdisjoint(_MARKS) and "code" not in columns
    return [_Header((*sizes,), (*found,))] if is_marked and len(names) == 1 else []


def _valued(sizes: Sequence[int], columns: list[Column | None]) -> list[_Header]:
    """A header of values, or of what is not known, and what these mean."""
    if len(columns) != _TWO or columns[0] not in _OVER_VALUES or columns[1] not in ("description", "name"):
        return []
    is_told = columns[0] == "values" or columns[1] == "description"
    return [_Header((*sizes,), ("code", "description"))] if is_told else []


def _of_three(columns: list[Column | None], words: Sequence[str]) -> list[_Header]:
    """A header of codes, what they mean, and whether something is so; or with their status of HTTP between."""
    if columns[0] not in ("code", "values"):
        return []
    if columns[1:] == ["description", None]:
        return [_Header((1, 1, 1), ("code", "description"), 0, 1), _Header((1, 1, 1), ("code", "description", None))]
    is_status = columns[1:] == [None, "description"] and words[1] == "HTTP"
    return [_Header((1, 1, 1), ("code", None, "description"))] if is_status else []


def _led(words: Sequence[str]) -> list[_Header]:
    """Headers with a word or two before that of the codes or names: part of this, or a column of their own."""
    found: list[_Header] = []
    for size in range(1, min(_TWO, len(words) - _TWO) + 1):
        lead = terms.column(" ".join(words[:size]))
        rest, columns = _keyed(words[size:])
        if lead in ("name", "code") or not columns:
            continue
        if columns[0] == "code" or lead == "required" or not {*columns}.isdisjoint(_MARKS):
            found.append(_Header((size, *rest), (*columns,), 1))
        found.append(_Header((size + rest[0], *rest[1:]), (*columns,)))
    return found


def _keyed(words: Sequence[str]) -> tuple[list[int], list[Column | None]]:
    """The sizes and columns of words that begin with that of codes or names and say what these mean; else none."""
    for joined in (True, False):
        sizes = _sizes(words, joined=joined)
        columns = _columns(words, sizes)
        if columns[0] in ("name", "code") and "description" in columns:
            return sizes, columns
    return [], []


def _is_told(found: _Header, below: Sequence[Text]) -> bool:
    """Whether the lines below a header are rows of it."""
    rows = [line.value.split() for line in below]
    if not rows or any(len(row) < _TWO + found.lead + found.tail for row in rows):
        return False
    keys = [row[found.lead] for row in rows]
    return _are_codes(found, rows, keys) if found.columns[0] == "code" else _are_members(found, below, rows)


def _are_codes(found: _Header, rows: Sequence[Sequence[str]], keys: Sequence[str]) -> bool:
    """Whether rows begin with codes, each another, where the header says so."""
    if found.columns[1] is None:
        return all(_is_coded(row[0]) and _STATUS.match(row[1]) for row in rows)
    if len(rows) < _TWO or len({*keys}) < len(keys):
        return False
    if found.tail:
        return all(row[-1].lower() in _ANSWERS and CODE.match(row[0]) for row in rows)
    if found.lead and not _leads([row[0] for row in rows]):
        return False
    if len(found.columns) == _TWO and not found.lead and all(_CJK.match(row[1]) for row in rows):
        return all(_NUMBER.match(key) or _SPELLED.match(key) for key in keys)
    return all(map(_is_coded, keys))


def _is_coded(word: str) -> bool:
    """Whether a word is a code by itself: it has a digit, or is in capitals."""
    return CODE.match(word) is not None and (_DIGIT.search(word) is not None or _SHOUTED.match(word) is not None)


def _leads(words: Sequence[str]) -> bool:
    """Whether words stand before codes: they are none, but for those of HTTP."""
    return not any(map(_DIGIT.search, words)) or all(map(_STATUS.match, words))


def _are_members(found: _Header, below: Sequence[Text], rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows have a name and all that the header says of it: two of them, or one that says two things."""
    told = [k for k, column in enumerate(found.columns) if column in _MARKS]
    if not (found.lead or told):
        return len(rows) > _TWO and all(_NAME.match(row[0]) for row in rows)
    if found.lead and not all(marks.is_must(row[0]) for row in rows) and "type" not in found.columns:
        return False
    table = LedRows(found.columns, found.lead, found.tail)
    is_enough = len(below) >= _TWO or len(told) + found.lead >= _TWO
    return is_enough and all(map(table.take, below)) and all(row[k].value for row in table.rows for k in told)
