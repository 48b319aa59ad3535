"""Tables that were copied with one cell per line, where nothing but what the cells hold tells the rows apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import headings, sentences, terms
from dlrgen.pages.lines import asides, marks
from dlrgen.pages.lines.flattened import ANCHORS, BULLETS, NAME, VALUE, Rows, is_anchor
from dlrgen.pages.lines.solid import SolidLines
from dlrgen.pages.payload import PLAIN_HEADERS
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import Column, folded

_LOWER = re.compile(r"[a-z][A-Za-z0-9_]{1,40}\Z")
_DIGIT = re.compile(r"[0-9]")
_CJK = re.compile(r"[\u3400-\u9fff]")
_CELL_LABEL = re.compile(r"[A-Za-z0-9_]+\Z")
_OPENS = ("{", "[")
_SPELLED = re.compile(r"[A-Za-z][A-Za-z0-9]{1,40}(?:[._][A-Za-z][A-Za-z0-9]{0,40}){1,5}\Z|(?:[A-Z][a-z]{1,20}){2,6}\Z")
"""A code that is spelled out: words with dots or low lines between them, or each with a capital."""
_CALL = re.compile(r"(?:GET|POST|PUT|DELETE|PATCH)[ \t]+(?:https?:/)?/\S{1,200}\Z")
_TITLE = re.compile(r"[0-9]{1,2}[.)、][ \t]{1,4}[A-Z][A-Z &/-]{3,40}\Z")
"""A title in capitals with its number."""
_FORM = re.compile(r"[A-Za-z_][A-Za-z0-9_.\[\]-]{0,60}=[^\s&]{0,200}&[A-Za-z_]")
_THREE = 3
_MAX_ROW = 24


def vertical(
    solid: SolidLines, columns: Sequence[Column | None], start: int, *, headless: bool = False
) -> tuple[list[list[Text]], int]:
    """The rows of a table that has one cell per line.

    Args:
        solid: The lines of a page that are not blank.
        columns: What the columns hold, as the header says.
        start: The line after the header.
        headless: Whether the table has no header, so that lines which announce something do not belong to it.

    Returns:
        The rows, and the line after the last one.
    """
    return _Vertical(solid, columns, headless).read(start)


class _Vertical:
    """A table on its way; lines are counted among those that are not blank."""

    def __init__(self, solid: SolidLines, columns: Sequence[Column | None], headless: bool) -> None:
        self._solid = solid
        self._words = solid.words
        self._columns = columns
        self._headless = headless
        self._has_names = columns[0] == "name"
        near = columns[1:4] if all(column in ANCHORS for column in columns[1:4]) else columns[1:3]
        self._near: list[Column] = [column for column in near if column is not None and column in ANCHORS]
        """What the cells right behind a name hold that is known by its words."""
        self._begun: dict[int, bool] = {}

    def read(self, start: int) -> tuple[list[list[Text]], int]:
        """The rows that begin in a line of the page, and the line after the last one."""
        table = Rows(self._columns)
        first = at = self._solid.first(start)
        while self._begins(at):
            end = self._row_end(at)
            is_whole = table.rows and "name" not in self._columns and at == first + len(table.rows) * len(self._columns)
            if is_whole and not self._begins(end):
                # Where all codes have a line for each column, what comes after the last one is none of its.
                end = min(end, at + len(self._columns))
            cells = self._solid.texts(at, end)
            if self._headless:
                cells = [cells[0], *marks.in_order(marks.with_late_must(marks.apart(cells[1:])))]
            if len(cells) < 2 or not table.take_cells(cells):
                break
            at = end
            if self._headless and self._begins_untyped(at):
                table.take_described(*self._solid.texts(at, at + 2))
                at += 2
        return table.rows, self._solid.after(at - 1) if at > first else start

    def _begins(self, at: int) -> bool:
        """Whether a row begins with that line."""
        begins = self._begun.get(at)
        if begins is None:
            begins = self._begun[at] = at + 1 < len(self._words) and self._may_begin(at)
        return begins

    def _may_begin(self, at: int) -> bool:
        """Whether a line and the one after it may be the first cells of a row."""
        word, following = self._words[at], self._words[at + 1]
        if self._has_names and NAME.match(word) is None:
            return False
        is_header = terms.column(following) is not None and terms.base_type(following) is None
        if is_header and terms.column(word) in ("name", "code") and not (word.islower() and marks.is_must(following)):
            return False
        if "place" in self._columns and folded(word) in terms.PLACES and at and marks.is_must(self._words[at - 1]):
            # Where the one above is sent.
            return False
        if self._has_names:
            return self._names(at, word, following)
        if self._columns[0] == "code" and _SPELLED.match(word) is not None:
            return True
        return (
            VALUE.match(word) is not None
            and not headings.leafs(word)
            and (_DIGIT.search(word) is not None or word.isupper() or self._has_values or terms.is_state(word))
        )

    @property
    def _has_values(self) -> bool:
        return self._columns[0] == "values"

    def _names(self, at: int, word: str, following: str) -> bool:
        """Whether a word that may be a name is one, as what follows it tells."""
        if terms.is_required(word) is not None and terms.base_type(following) is None:
            return False
        if marks.is_media_type(word):
            return False
        if self._headless and (self._is_named(at + 1) or (_is_heading(following) and not self._is_marked_at(at + 2))):
            return False
        if self._near:
            return any(_fits(column, following) for column in self._near) or self._is_anchored(at)
        is_header = word.lower() in PLAIN_HEADERS and self._columns[1:2] == ["values"]
        return is_header or not (headings.is_label(word) and word[0].isupper())

    def _is_named(self, at: int) -> bool:
        """Whether a word that may be a type is a name: a word for must and a plain type stand below it, but no row."""
        if at + 2 >= len(self._words) or terms.is_schema(self._words[at]):
            return False
        must, told = self._words[at + 1 : at + 3]
        return marks.is_must(must) and terms.is_schema(told) and not self._is_marked_at(at + 3)

    def _is_marked_at(self, at: int) -> bool:
        """Whether a type or a word for must stands in a line."""
        return at < len(self._words) and marks.count(self._words[at : at + 1]) > 0

    def _is_anchored(self, at: int) -> bool:
        """Whether a name has one line of description or of values, and after it what the third column holds."""
        if len(self._columns) < _THREE or at + 2 >= len(self._words) or self._columns[2] not in ANCHORS:
            return False
        if self._columns[1] not in (("description",) if len(self._columns) == _THREE else ("description", "values")):
            return False
        return _fits(self._columns[2], self._words[at + 2])

    def _begins_untyped(self, at: int) -> bool:
        """Whether a name in lower case and one line of prose stand between rows that have a type."""
        if at + 3 >= len(self._words):
            return False
        name, below = self._words[at : at + 2]
        if not _LOWER.match(name) or terms.base_type(name) is not None or terms.is_required(name) is not None:
            return False
        if not (" " in below or _CJK.search(below)):
            return False
        return not headings.is_label(below) and self._begins(at + 2)

    def _row_end(self, at: int) -> int:
        """Where the row that begins with a line is over: before the next one, or when all its columns are full."""
        if self._headless and (end := self._headless_end(at)) is not None:
            return end
        size = len(self._words)
        is_anchored = any(column in ANCHORS for column in self._columns[1:3])
        full = min(at + len(self._columns), size)
        for end in range(min(at + 2, size) if is_anchored else full, min(at + _MAX_ROW, size)):
            if self._begins(end) or self._is_before_other(end):
                return end
            if end >= full and (_is_over(self._words[end]) or self._heads_other(end)):
                # A sentence about the call that follows does not belong to the last row.
                return next((k for k in range(full, end) if sentences.speaks_of_call(self._words[k])), end)
        end = full
        while end < size and self._words[end][0] in BULLETS:
            end += 1
        for k in range(at + 2, end) if is_anchored else ():
            word = self._words[k]
            if word[0] not in BULLETS and headings.is_label(word) and not _CELL_LABEL.match(word):
                return k
        return end

    def _headless_end(self, at: int) -> int | None:
        """Where a row of a table without a header is over, as the next row or what announces something else tells."""
        told = marks.count(self._words[at + 1 : at + 1 + marks.MOST])
        end = at + max(2, 1 + told)
        most, size = at + _MAX_ROW, len(self._words)
        has_asides = False
        while end < min(most, size):
            after = asides.end(self._words, end, self._begins)
            if after > end:
                most, end, has_asides = most + after - end, after, True
                continue
            is_first = end == at + 1 + told
            if not (is_first and self._only_sounds_so(end, told)) and self._is_over(end):
                return end
            end += 1
        return size if has_asides and end >= size else None

    def _is_over(self, end: int) -> bool:
        """Whether a row of a table without a header is over before a line."""
        word = self._words[end]
        if self._begins(end) or (headings.is_label(word) and word[0].isupper()) or _is_over(word):
            return True
        return self._begins_call(end) or self._begins_call(end + 1) or self._begins_untyped(end)

    def _only_sounds_so(self, at: int, told: int) -> bool:
        """Whether a Chinese line right below a row's marks is what the row is about, though elsewhere it is a label.

        Nothing stands under it: the next row comes at once, or the label of what is sent, answered or shown. Or the
        word for must, which was not among the marks, comes after it.
        """
        if at + 1 < len(self._words) and marks.is_late_must(self._words[at + 1]):
            return not self._begins(at) and self._words[at][0] not in _OPENS
        if ", " in self._words[at]:
            return self._begins(at + 1)
        if told < 2:
            return False
        slot = headings.slot(self._words[at])
        if slot is None or slot.is_of_part or self._words[at].isascii() or at + 1 >= len(self._words):
            return False
        following = headings.slot(self._words[at + 1])
        is_label = following is not None and following.whole and following.is_of_part
        return is_label or self._begins(at + 1)

    def _begins_call(self, at: int) -> bool:
        """Whether a line is a method and an address, or the next one is the address: another call begins."""
        if at < len(self._words) and _CALL.match(self._words[at]):
            return True
        if at + 1 >= len(self._words) or self._words[at].upper() not in terms.METHODS:
            return False
        return self._words[at + 1].startswith(("http://", "https://", "/"))

    def _is_before_other(self, at: int) -> bool:
        """Whether a line is a label right above the header of another table, however short the row before it is."""
        return headings.is_label(self._words[at]) and self._heads_other(at + 1)

    def _heads_other(self, at: int) -> bool:
        """Whether a line and the next one are the header of another table."""
        if at + 1 >= len(self._words):
            return False
        first, second = map(terms.column, self._words[at : at + 2])
        return first in ("name", "code", "values") and second not in (None, first)


def _fits(column: Column | None, word: str) -> bool:
    if column == "place" and marks.are_marks(word):
        # Only tables without a header have a place among what they may tell.
        return True
    return terms.base_type(word) is not None if column == "type" else is_anchor(column, word)


def _is_over(word: str) -> bool:
    first = word[0]
    if _is_heading(word) or first in _OPENS or ("&" in word and _FORM.match(word)) or _TITLE.match(word):
        return True
    return first not in BULLETS and (headings.is_label(word) or headings.leafs(word))


def _is_heading(word: str) -> bool:
    """Whether a word stands over what is sent elsewhere, rather than saying where one thing is sent."""
    return word[0].isupper() and folded(word) in terms.PLACES
