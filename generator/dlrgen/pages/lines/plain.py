"""Lines of plain text as pieces: whatever a form of page does not set apart by itself is read here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dlrgen.pages import headings
from dlrgen.pages.blocks import Block, Heading, Line, Piece
from dlrgen.pages.lines import numbered, unfenced
from dlrgen.pages.lines.glance import Glance, glance, shape
from dlrgen.pages.lines.gridlines import GridLines
from dlrgen.pages.lines.opened import Payloads
from dlrgen.pages.lines.outlines import without_outlines
from dlrgen.pages.lines.programs import is_program, names_call
from dlrgen.pages.lines.solid import SolidLines
from dlrgen.pages.lines.unfold import unfolded
from dlrgen.pages.markup import clean
from dlrgen.pages.text import Text, join, joined_lines

_COMMENT_MARK = re.compile(r"[ \t]*(?://+|#+|/\*+)[ \t]*(?=[A-Za-z0-9\u4e00-\u9fff])")
_PHP = ("<?php", "<?=", "<? ")
_STATUS_LINE = re.compile(r"(?:code|status|status code|http status)[ ]?:[ ]?[1-5][0-9]{2}\Z", re.IGNORECASE)
"""What says of an answer how it went, above the answer itself."""
_CURL_LINE = re.compile(r"[ \t]*(?:\$[ ])?curl[ \t]+(?:-|['\"]?https?://|\\)")
_BOLD_BULLETS = frozenset({"**-", "**–", "**•", "**·"})
_BOLD_BULLET = re.compile(r"\A([ \t]*\*\*)[-–•·][ \t]{1,4}(?=[^*\n]{1,80}\*\*[ \t:：])")
"""A bullet inside the marks of bold, as in `**- phone** - who gets it`."""
_MAX_JOINED = 12


def pieces(lines: Sequence[Text], *, fenced: bool = False) -> Iterator[Piece]:
    """What stands in the lines.

    Args:
        lines: Lines that follow each other.
        fenced: Whether the page sets them off as code, so that a payload may go on to their end.

    Yields:
        The pieces in their order.
    """
    if len(lines) == 1 and not fenced and _is_prose(lines[0].value):
        yield _line(lines[0], fenced=False)
    else:
        yield from _Scan(lines if fenced else unfolded(without_outlines(lines)), fenced).pieces()


def _is_prose(line: str) -> bool:
    """Whether a line that stands alone is no payload; a table has more lines, or bars."""
    found = glance(line)
    return not (found.is_empty or found.may_be_payload or "|" in line)


def fenced(lines: Sequence[Text], language: str = "") -> Iterator[Piece]:
    """What stands in lines that the page sets off as code. Of programs only the calls of curl are read."""
    solid_lines = [value for line in lines if (value := line.value.strip())]
    first = next((value for value in solid_lines if not _COMMENT_MARK.match(value)), "")
    is_payload = (
        (first.startswith(("{", "[", "<", "http://", "https://")) and not first.startswith(_PHP))
        or _is_commented(solid_lines)
        or _STATUS_LINE.match(first) is not None
    )
    if not is_payload and is_program(lines, language) and not names_call(lines):
        lines = lines[next((k for k, line in enumerate(lines) if _CURL_LINE.match(line.value)), len(lines)) :]
    yield from pieces(lines, fenced=True)


def _is_commented(lines: Sequence[str]) -> bool:
    """Whether a comment announces what is answered, and that begins in the line after it."""
    for comment, line in pairwise(lines):
        mark = _COMMENT_MARK.match(comment) if line.startswith(("{", "[")) else None
        slot = headings.slot(comment[mark.end() :]) if mark is not None else None
        if slot is not None and slot.whole and slot.is_of_answer:
            return True
    return False


class _Scan:
    """Lines on their way to being pieces."""

    def __init__(self, lines: Sequence[Text], fenced: bool) -> None:
        self._lines = lines
        self._fenced = fenced
        solid = SolidLines(lines)
        self._titles = numbered.titles(solid) if not fenced and len(solid) > 3 else frozenset[int]()
        self._payloads = Payloads(lines, fenced=fenced)
        self._tables = GridLines(solid, self._payloads, fenced=fenced)

    def pieces(self) -> Iterator[Piece]:
        i = 0
        while i < len(self._lines):
            seen = glance(self._lines[i].value)
            if seen.is_empty:
                i += 1
                continue
            if seen.begins_program and not self._fenced and (over := unfenced.end(self._lines, i)) > i:
                yield Block(joined_lines(self._lines[i:over]), None)
                i = over
                continue
            found, following = self._set_apart(i, seen)
            if found:
                yield from found
                i = following
            else:
                piece, i = self._gathered(i)
                yield piece

    def _set_apart(self, i: int, seen: Glance) -> tuple[Sequence[Piece], int]:
        """The payload or table that begins in a line, and the line after it; nothing if none does."""
        if seen.may_be_payload and (payload := self._payloads.at(i))[0]:
            return payload
        return self._tables.at(i) if seen.may_be_table else ((), i)

    def _goes_on(self, i: int, bullet: tuple[int, int]) -> int:
        """The line after those that go on with the item in a line, as their indentation shows."""
        if self._fenced or headings.is_label(self._lines[i].value[bullet[1] :]):
            return i + 1
        k = i + 1
        while k < min(i + _MAX_JOINED, len(self._lines)):
            value = self._lines[k].value
            seen = glance(value)
            if seen.is_empty or len(value) - len(value.lstrip()) < bullet[1] - bullet[0]:
                break
            if shape(value).bullet is not None or headings.is_label(value):
                break
            if self._set_apart(k, seen)[0]:
                break
            k += 1
        return k

    def _gathered(self, i: int) -> tuple[Piece, int]:
        """A line as a piece, an item with the lines that go on with it; and the line after it."""
        line = self._lines[i]
        if i in self._titles:
            return Line(line), i + 1
        bullet = shape(line.value).bullet
        following = self._goes_on(i, bullet) if bullet is not None else i + 1
        if following > i + 1:
            line = join([line, *(each.strip() for each in self._lines[i + 1 : following])], "\n")
        return _line(line, fenced=self._fenced), following


def _line(line: Text, *, fenced: bool) -> Piece:
    """A line of prose, with what its marks say."""
    if fenced and (mark := _COMMENT_MARK.match(line.value)):
        return Line(line.part(mark.end()).strip())
    shown = shape(line.value)
    if shown.heading is not None and not fenced:
        return Heading(clean(line.part(*shown.heading)), shown.level)
    term = line.part(*shown.term) if shown.term is not None else None
    if shown.bullet is None:
        return Line(line, term=term) if term is None or term.value[:3] not in _BOLD_BULLETS else _bulleted(line)
    depth = len(line.value) - len(line.value.lstrip())
    return Line(line.part(shown.bullet[1]), True, depth, term)


def _bulleted(line: Text) -> Line:
    """An item whose bullet stands inside the marks of its first words."""
    bare = line.without(_BOLD_BULLET)
    term = shape(bare.value).term
    return Line(bare, term is not None, 0, bare.part(*term) if term is not None else None)
