"""Headers of words, all of which name columns: what these hold where the rows below say it better."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import terms
from dlrgen.pages.lines import codewords, marks
from dlrgen.pages.lines.flattened import Rows
from dlrgen.pages.markup import clean
from dlrgen.pages.text import Text, join
from dlrgen.pages.vocabulary import Column

_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"-?[0-9]{1,8}\Z")
_COUNT = re.compile(r"[0-9]{1,3}\Z")
_SENTENCE = re.compile(r"[A-Z][a-z]+\Z")
_PAIR = 2
_SEEN = 3


class PairedRows(Rows):
    """Rows with two codes and what these mean, side by side."""

    def _read(self, line: Text) -> list[Text] | None:
        words = [line.part(*match.span()) for match in _WORD.finditer(line.value)]
        if len(words) < _PAIR or not _NUMBER.match(words[0].value):
            return None
        size = len(words[0])
        at = next((k for k in range(_PAIR, len(words) - 1) if _is_alike(words[k].value, size)), len(words))
        nothing = line.part(len(line))
        second = [words[at], join(words[at + 1 :], " ")] if at < len(words) else [nothing, nothing]
        return [words[0], join(words[1:at], " "), *second]


def _is_alike(word: str, size: int) -> bool:
    """Whether a word is a number, as long as another or only one longer."""
    return _NUMBER.match(word) is not None and size <= len(word) <= size + 1


def table(lines: Sequence[Text], i: int, header: list[Text]) -> tuple[list[Text], Rows]:
    """The cells of the header in a line, and rows to take the lines below it.

    Args:
        lines: Lines that follow each other.
        i: The line.
        header: Its cells, as its words say.
    """
    below = [line.value.split() for line in lines[i + 1 : i + 1 + _SEEN]]
    rows = [row for row in below if row]
    columns = _columns(header)
    if columns == ["code", "description"] * _PAIR and header[0].value == header[_PAIR].value:
        return header, PairedRows(columns)
    if columns[0] == "name" and header[0].value.startswith("# ") and rows and _COUNT.match(rows[0][0]):
        parted = [clean(header[0].part(0, 1)), clean(header[0].part(2)), *header[1:]]
        return parted, Rows(["number", *columns])
    if len(rows) >= _PAIR:
        if columns == ["code", "description"] and (parted := _of_three(header, lines[i + 1 : i + 1 + _SEEN])):
            return parted, Rows(["code", "description", "description"])
        if columns == ["code", "symbol", "description"] and _is_one(header, rows):
            return [join(header[:2], " "), header[2]], Rows(["code", "description"])
        columns = _seen(columns, rows)
    return header, Rows(columns)


def _columns(header: list[Text]) -> list[Column | None]:
    """What the columns hold; of two that are called names, one is what the other is called."""
    found: list[Column | None] = [_column_of(cell.value) for cell in header]
    if found[:2] == ["name", "name"]:
        found[0] = None
    elif found[0] == "name":
        # A later one says what the first is called.
        found[1:] = [None if column == "name" else column for column in found[1:]]
    return found


def _column_of(header: str) -> Column | None:
    """What the column under a header of a line holds, or else what its last word says."""
    return terms.column(header) or terms.column(header.rpartition(" ")[2]) or terms.likely_column(header)


def _seen(columns: list[Column | None], rows: Sequence[Sequence[str]]) -> list[Column | None]:
    """The columns; where a parameter is, and whether it must be, is called its type, too, and codes are parameters."""
    if columns == ["name", "description"] and all(_NUMBER.match(row[0]) for row in rows):
        return ["code", "description"]
    if columns[:2] == ["name", "place"] and "type" not in columns:
        are_types = all(len(row) > 1 and terms.base_type(row[1]) is not None for row in rows)
        return ["name", "type", *columns[2:]] if are_types else columns
    is_must = columns[:2] == ["name", "type"] and "required" not in columns
    if is_must and all(len(row) > 1 and marks.is_late_must(row[1]) for row in rows):
        return ["name", "required", *columns[2:]]
    return columns


def _is_one(header: list[Text], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first two words of a header are one: sentences begin behind the codes."""
    is_column = terms.column(f"{header[0].value} {header[1].value}") == "symbol"
    return is_column and all(len(row) > 1 and _SENTENCE.match(row[1]) for row in rows)


def _of_three(header: list[Text], below: Sequence[Text]) -> list[Text]:
    """The three cells of a header whose last two words seemed to be one, as all rows tell two apart; else none."""
    first, _, second = header[1].value.partition(" ")
    if " " in second or terms.column(first) is None or terms.column(second) != "description":
        return []
    for line in below:
        words = [line.part(*match.span()) for match in _WORD.finditer(line.value)]
        if words and not codewords.parts(words[0].value, words[1:]):
            return []
    return [header[0], clean(header[1].part(0, len(first))), clean(header[1].part(len(first) + 1))]
