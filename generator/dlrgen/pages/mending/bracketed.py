"""Types in brackets that a page puts around all of its types, so that they make no lists of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dlrgen.pages import words
from dlrgen.pages.blocks import Grid, Piece
from dlrgen.pages.text import Text

_FEWEST, _KINDS = 3, 2
"""How many cells with types there must be, and how many different types."""


def bared(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces; where all types that their tables print stand in brackets, tables have these without them."""
    typed = [(piece, k) for piece in pieces if isinstance(piece, Grid) for k in _of_types(piece)]
    if not typed:
        return pieces
    cells = [row[k].value for grid, k in typed for row in grid.rows if k < len(row) and row[k].value]
    if len(cells) < _FEWEST or len({*cells}) < _KINDS or not all(map(_is_bracketed, cells)):
        return pieces
    columns = {id(grid): k for grid, k in typed}
    return [_bare(piece, columns) if isinstance(piece, Grid) else piece for piece in pieces]


def _of_types(grid: Grid) -> Iterator[int]:
    """Which column of a table holds types in brackets, as far as its first row tells."""
    for k, cell in enumerate(grid.header):
        if grid.rows and k < len(grid.rows[0]) and words.column(cell.value) == "type":
            yield k
            return


def _is_bracketed(cell: str) -> bool:
    return cell[0] == "[" and cell[-1] == "]" and words.base_type(cell[1:-1]) is not None


def _bare(grid: Grid, columns: Mapping[int, int]) -> Grid:
    k = columns.get(id(grid))
    if k is None:
        return grid
    return Grid(grid.header, [[*row[:k], _inside(row[k]), *row[k + 1 :]] if k < len(row) else row for row in grid.rows])


def _inside(cell: Text) -> Text:
    return cell.part(1, len(cell) - 1) if cell.value else cell
