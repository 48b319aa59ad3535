"""Lists whose items are names, and what each is in a list of its own below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages.blocks import Grid, Line, Piece
from dlrgen.pages.lists.tabled import of_pairs
from dlrgen.pages.text import Text, join

_NAME = re.compile(r"[ \t`*]*(?P<name>[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60})[`*]*[ \t]*\Z")
_PROSE = re.compile(r"\S[ \t]+\S|[\u4e00-\u9fff]")
_LEAST = 2


def is_name(line: str) -> bool:
    """Whether a line is nothing but a name."""
    return _NAME.match(line) is not None


def may_begin(piece: Piece) -> bool:
    """Whether a piece is an item that is nothing but a name."""
    return isinstance(piece, Line) and piece.item and is_name(piece.text.value)


def listed(pieces: Sequence[Piece], k: int) -> tuple[Grid | None, int]:
    """The table of such a list from a piece on, and of how many pieces it is made; None if it is none."""
    pairs: list[tuple[Text, Text]] = []
    depth: int | None = None
    i = k
    while i < len(pieces):
        item = pieces[i]
        if not isinstance(item, Line) or not item.item or depth not in (None, item.depth):
            break
        name, depth = _NAME.match(item.text.value), item.depth
        below = _below(pieces, i + 1, depth)
        if name is None or not below or not _PROSE.search(below[0].value):
            break
        pairs.append((item.text.part(*name.span("name")), join(below, "\n")))
        i += 1 + len(below)
    return (of_pairs("name", pairs), i - k) if len(pairs) >= _LEAST else (None, 0)


def _below(pieces: Sequence[Piece], k: int, depth: int) -> list[Text]:
    """The items from a piece on that lie deeper."""
    found: list[Text] = []
    for piece in pieces[k:]:
        if not isinstance(piece, Line) or not piece.item or piece.depth <= depth:
            break
        found.append(piece.text)
    return found
