"""Lines that say what the names are which the example beside them shows, though nothing announces them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlrgen.pages.blocks import Block, Grid, Line, Piece
from dlrgen.pages.lists.tabled import of_pairs
from dlrgen.pages.paths import last_step
from dlrgen.pages.text import Text

_SAID = re.compile(
    r"[ \t]*(?!https?:)(?P<name>[A-Za-z_][A-Za-z0-9_.\[\]-]{0,60})"
    r"(?:[ ]{2,24}|[ ]{0,4}\t[ \t]{0,4}(?![^\t\n]*\t)|[ ]?[:：=][ ]?|[ ][-–—][ ])"
    r"(?=[^\s=:{\[\"'<])"
)
"""A name, and what parts it from what it is."""
_MOST = 60
_LEAST = 2
_NEAR = 2
"""How many lines may stand between the example and these."""
_ENOUGH = 0.6


def described(pieces: Sequence[Piece], k: int) -> tuple[Grid | None, int]:
    """The table that lines are of which most name what an example shows, and how many there are; None if they do not.

    Args:
        pieces: The pieces of a page.
        k: Where such lines may begin.
    """
    rows = [*_rows(pieces, k)]
    if len(rows) < _LEAST:
        return None, 0
    names = [last_step(name.value) for name, _ in rows]
    for block in _beside(pieces, k, k + len(rows)):
        shown = {last_step(value.path) for value in block.payload.values} if block.payload is not None else set[str]()
        known = sum(name in shown for name in names)
        if known >= _LEAST and known >= _ENOUGH * len(names):
            return of_pairs("name", rows), len(rows)
    return None, 0


def may_be(line: str) -> bool:
    """Whether a line may say what a name is."""
    return _SAID.match(line) is not None


def _rows(pieces: Sequence[Piece], k: int) -> Iterator[tuple[Text, Text]]:
    """The names that lines from there on begin with, and what else these say."""
    for piece in pieces[k : k + _MOST]:
        said = _SAID.match(piece.text.value) if isinstance(piece, Line) else None
        if said is None or not isinstance(piece, Line):
            return
        yield piece.text.part(*said.span("name")), piece.text.part(said.end())


def _beside(pieces: Sequence[Piece], first: int, end: int) -> Iterator[Block]:
    """The examples before and after lines, with a line or two between them at most."""
    for near in (range(first - 1, max(first - _NEAR - 2, -1), -1), range(end, min(end + _NEAR + 1, len(pieces)))):
        for k in near:
            piece = pieces[k]
            if isinstance(piece, Block):
                yield piece
            if not isinstance(piece, Line):
                break
