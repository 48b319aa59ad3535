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
    for i in [i for i, line in enumerate(lines) if "<" in line.value]:
        if i >= start and (heading := _heading(lines[i])) is not None:
            yield from plain.pieces(lines[start:i])
            yield heading
            start = i + 1
            continue
        opened = _PART.match(lines[i].value) if i >= start else None
        if opened is None:
            continue
        close = re.compile(rf"</{opened['name']}\s*>", re.IGNORECASE)
        last = next(
            (k for k in range(i, len(lines)) if close.search(lines[k].value) or _is_meant_to_close(lines, k)), None
        )
        if last is None:
            break
        yield from plain.pieces(lines[start:i])
        from dlrgen.pages.forms.html import part

        yield from part(page.part(lines[i].start(), lines[last].end()))
        start = last + 1
    yield from plain.pieces(lines[start:])


def _heading(line: Text) -> Heading | None:
    found = _HEADING.match(line.value) if "</" in line.value else None
    if found is None:
        return None
    words = clean(line.part(*found.span("words")))
    level = int(found["level"]) if found["level"] else FOLDED
    return Heading(words, level) if words and (level != FOLDED or not headings.leafs(words.value)) else None
