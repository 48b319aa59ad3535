"""Titles of calls that are hard to tell: whose words would announce a part of one, or which are nothing but paths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dlrgen.pages import headings
from dlrgen.pages.blocks import BOLD, Heading, Line, Piece
from dlrgen.pages.endpoints.declared import METHOD_AND_URL
from dlrgen.pages.endpoints.methods import VERB

_PATH = re.compile(r"[ \t]*/[A-Za-z_{][A-Za-z0-9_{}<>:./-]{1,120}[ \t]*\Z")
_CALLED = re.compile(rf"[ \t]*(?:{VERB})(?:[ \t]|\Z)")
_SOON = 6
"""In how many pieces below a path its method is told."""
_LEAST = 2
_MAX_LABEL = 20
_MAX_LINE = 200


def titles_above_calls(pieces: Sequence[Piece]) -> frozenset[int]:
    """Which headings are no labels, by their identity: other headings as deep stand right above calls, too."""
    levels: set[int] = set()
    labels: list[Heading] = []
    for heading, below in pairwise(pieces):
        if isinstance(heading, Heading) and heading.level < BOLD and isinstance(below, Line) and _is_call(below):
            if _is_part(heading):
                labels.append(heading)
            elif not headings.is_label(heading.text.value):
                levels.add(heading.level)
    return frozenset(id(label) for label in labels if label.level in levels)


def paths_above_methods(pieces: Sequence[Piece]) -> frozenset[int]:
    """Which lines are paths over descriptions that begin with their methods, by their identity; two at least."""
    lines = [(k, piece) for k, piece in enumerate(pieces) if isinstance(piece, Line)]
    paths = [(k, line) for k, line in lines if "/" in line.text.value and _PATH.match(line.text.value)]
    if len(paths) < _LEAST:
        return frozenset()
    ends = [*(k for k, _ in paths[1:]), len(pieces)]
    found = [
        line for (k, line), end in zip(paths, ends, strict=True) if _is_called(pieces[k + 1 : min(end, k + 1 + _SOON)])
    ]
    return frozenset(map(id, found)) if len(found) == len(paths) else frozenset()


def _is_called(below: Sequence[Piece]) -> bool:
    return any(isinstance(piece, Line) and _CALLED.match(piece.text.value) for piece in below)


def _is_part(heading: Heading) -> bool:
    """Whether the words of a heading announce an answer, or what a query has, rather than a call."""
    found = headings.slot(heading.text.value)
    if found is None or not found.whole:
        return False
    is_answer = found.topic in ("part", "codes", "limits") and found.kind != "request"
    return is_answer or headings.unnumbered(heading.text.value) == "query"


def _is_call(line: Line) -> bool:
    """Whether a line is a method and an address, with a label before them at most."""
    value = line.text.value
    called = METHOD_AND_URL.search(value) if len(value) <= _MAX_LINE and "/" in value else None
    if called is None or called.start() > _MAX_LABEL:
        return False
    return not value[called.end() :].strip(" \t`*")
