"""Pages in other forms that hold tables, listings and headings in HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlrgen.pages import headings
from dlrgen.pages.blocks import FOLDED, Heading, Piece
from dlrgen.pages.lines import plain
from dlrgen.pages.markup import clean
from dlrgen.pages.text import Page, Text

_PART = re.compile(r"[ \t]*(?:<(?:div|figure|center|p)\b[^<>]{0,200}>[ \t]*)*<(?P<name>table|pre|dl)\b", re.IGNORECASE)

_OPENED_AGAIN = re.compile(r"[ \t]*<table[ \t]*>[ \t]*\Z", re.IGNORECASE)
_ROWS_OVER = re.compile(r"</(?:thead|tbody|tr)[ \t]*>[ \t]*\Z", re.IGNORECASE)
_HEADING = re.compile(
    r"[ \t]*(?:<details[^<>]{0,100}>[ \t]*)?<(?:h(?P<level>[1-6])|summary)(?:[ \t][^<>]{0,200})?>"
    r"(?P<words>[^\n]{1,200}?)</(?:h[1-6]|summary)[ \t]*>[ \t]*\Z",
    re.IGNORECASE,
)
"""A line that is a heading, or what stands over a part that is folded up."""


def _is_meant_to_close(lines: Sequence[Text], k: int) -> bool:
    """Whether a line opens a table right after the rows of one, where none can begin: its slash was forgotten."""
    is_opened = k > 0 and _OPENED_AGAIN.match(lines[k].value) is not None
    return is_opened and _ROWS_OVER.search(lines[k - 1].value) is not None


def pieces(lines: Sequence[Text], page: Page) -> Iterator[Piece]:
    """What stands in lines of another form, which may hold tables, listings and headings in HTML."""
    start = 0
    is_whole = True
    for i in [i for i, line in enumerate(lines) if "<" in line.value]:
        if i >= start and (heading := _heading(lines[i])) is not None:
            yield from plain.pieces(lines[start:i])
            yield heading
            start = i + 1
            continue
        opened = _PART.match(lines[i].value) if i >= start else None
        if opened is None:
            continue
        last, is_whole = _last(lines, i, opened["name"], nested=is_whole)
        if last is None:
            break
        yield from plain.pieces(lines[start:i])
        from dlrgen.pages.forms.html import part

        yield from part(page.part(lines[i].start(), lines[last].end()))
        start = last + 1
    yield from plain.pieces(lines[start:])


def _last(lines: Sequence[Text], i: int, name: str, *, nested: bool) -> tuple[int | None, bool]:
    """The line where an element ends that begins in one, and whether each inside of it that is alike is closed.

    Args:
        lines: All lines.
        i: The one where it begins.
        name: What the element is called.
        nested: Whether to look for others inside of it, as none before has been left open.
    """
    tag = re.compile(rf"<(/)?{name}(?=[\s>])", re.IGNORECASE)
    first: int | None = None
    depth = 0
    for k in range(i, len(lines)):
        if "<" not in lines[k].value:
            continue
        tags = [*tag.finditer(lines[k].value)]
        closed = _is_meant_to_close(lines, k) or sum(found[1] is not None for found in tags)
        depth += len(tags) - 2 * closed
        first = k if first is None and closed else first
        if closed and (depth <= 0 or not nested):
            return k, nested
    return first, False


def _heading(line: Text) -> Heading | None:
    found = _HEADING.match(line.value) if "</" in line.value else None
    if found is None:
        return None
    words = clean(line.part(*found.span("words")))
    level = int(found["level"]) if found["level"] else FOLDED
    return Heading(words, level) if words and (level != FOLDED or not headings.leafs(words.value)) else None
