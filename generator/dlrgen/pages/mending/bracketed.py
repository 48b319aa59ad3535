"""Types in brackets that tables put around all of their types, so that they make no lists of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dlrgen.pages import terms
from dlrgen.pages.blocks import Grid, Piece
from dlrgen.pages.text import Text

_FEWEST, _KINDS = 3, 2
"""How many cells with types there must be, and how many different types."""


def bared(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces; where tables have brackets around each of their types, they are without them.

    A table that has some types in brackets and some without means lists by them.
    """
    columns = {id(piece): k for piece in pieces if isinstance(piece, Grid) and (k := _bracketed_at(piece)) is not None}
    if not columns:
        return pieces
    cells = [
        row[columns[id(piece)]].value
        for piece in pieces
        if isinstance(piece, Grid) and id(piece) in columns
        for row in piece.rows
    ]
    if len(cells) < _FEWEST or len({*cells}) < _KINDS:
        return pieces
    return [_bare(piece, columns) if isinstance(piece, Grid) else piece for piece in pieces]


def _bracketed_at(grid: Grid) -> int | None:
    """Which column of a table holds types all of which stand in brackets; None if none does."""
    k = next((k for k, cell in enumerate(grid.header) if terms.column(cell.value) == "type"), None)
    if k is None or not grid.rows or any(k >= len(row) for row in grid.rows):
        return None
    return k if all(_is_bracketed(row[k].value) for row in grid.rows) else None


def _is_bracketed(cell: str) -> bool:
    return cell[:1] == "[" and cell[-1:] == "]" and terms.base_type(cell[1:-1]) is not None


def _bare(grid: Grid, columns: Mapping[int, int]) -> Grid:
    k = columns.get(id(grid))
    if k is None:
        return grid
    return Grid(grid.header, [[*row[:k], _inside(row[k]), *row[k + 1 :]] for row in grid.rows])


def _inside(cell: Text) -> Text:
    return cell.part(1, len(cell) - 1)
