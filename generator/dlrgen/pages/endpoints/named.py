"""Titles of calls whose words would announce a part of one: `Reply` beside `Send`, right above its address."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dlrgen.pages import headings
from dlrgen.pages.blocks import BOLD, Heading, Line, Piece
from dlrgen.pages.endpoints.declared import METHOD_AND_URL

_MAX_LABEL = 20
_MAX_LINE = 200


def titles_above_calls(pieces: Sequence[Piece]) -> frozenset[int]:
    """Which headings are no labels, by their identity: other headings as deep stand right above calls, too."""
    levels: set[int] = set()
    labels: list[Heading] = []
    for heading, below in pairwise(pieces):
        if isinstance(heading, Heading) and heading.level < BOLD and isinstance(below, Line) and _is_call(below):
            if _is_answer(heading):
                labels.append(heading)
            elif not headings.is_label(heading.text.value):
                levels.add(heading.level)
    return frozenset(id(label) for label in labels if label.level in levels)


def _is_answer(heading: Heading) -> bool:
    found = headings.slot(heading.text.value)
    return found is not None and found.whole and found.topic in ("part", "codes", "limits") and found.kind != "request"


def _is_call(line: Line) -> bool:
    """Whether a line is a method and an address, with a label before them at most."""
    value = line.text.value
    called = METHOD_AND_URL.search(value) if len(value) <= _MAX_LINE and "/" in value else None
    if called is None or called.start() > _MAX_LABEL:
        return False
    return not value[called.end() :].strip(" \t`*")
