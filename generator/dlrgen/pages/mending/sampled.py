"""Examples in the cells of a table, set beside it as the payloads that they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dlrgen.pages import headings
from dlrgen.pages.blocks import Block, Grid, Line, Piece
from dlrgen.pages.lines.headers import is_header
from dlrgen.pages.lines.opened import Payloads
from dlrgen.pages.text import Text

_PAIR = 2
_MOST = 40
"""How many rows such a table has at most."""


def with_samples(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, and after a table of labels and values, or under headers of examples, the examples in it."""
    for piece in pieces:
        yield piece
        if isinstance(piece, Grid) and len(piece.rows) < _MOST:
            if len(piece.header) == _PAIR:
                yield from _samples(piece)
            yield from _under_headers(piece)


def _under_headers(grid: Grid) -> Iterator[Piece]:
    """What stands under a header that announces a request or an answer and no more, after that header."""
    for k, header in enumerate(grid.header):
        slot = headings.slot(header.value)
        if slot is None or not slot.whole or slot.kind is None or slot.topic not in ("part", "example"):
            continue
        blocks = [block for row in grid.rows if k < len(row) and (block := _payload(row[k])) is not None]
        if blocks:
            yield Line(header)
            yield from blocks


def _samples(grid: Grid) -> Iterator[Piece]:
    rows = [grid.header, *grid.rows]
    labels = [headings.slot(row[0].value) for row in rows]
    if is_header(grid.header) or not any(slot is not None and slot.topic in ("url", "method") for slot in labels):
        return
    for (label, value), slot in zip(rows, labels, strict=True):
        if slot is None or not slot.whole or slot.topic != "example":
            continue
        block = _payload(value)
        if block is not None:
            yield Line(label)
            yield block


def _payload(value: Text) -> Block | None:
    lines = value.lines()
    found, _ = Payloads(lines, fenced=True).at(0) if lines and lines[0].value.strip() else ([], 0)
    block = found[0] if len(found) == 1 else None
    return block if isinstance(block, Block) and block.payload is not None else None
