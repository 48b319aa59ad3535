"""Tables of HTML with every cell at all the places that it spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dlrgen.pages.blocks import BOLD, Grid, Heading, Piece
from dlrgen.pages.lines.headers import is_header
from dlrgen.pages.text import Text

MAX_CELLS = 64
"""How many cells a row may have."""
_MAX_GRID = 200_000
"""How many cells a table may have once its spans are spread out."""


def grids(rows: Iterable[list[Text]]) -> Iterator[Piece]:
    """The rows of a table as one or more tables.

    A row of a single wide cell is a heading, and a row of headers begins another table.
    """
    header: list[Text] | None = None
    body: list[list[Text]] = []
    for row in filter(None, rows):
        wide = len(row) > 1 and all(cell is row[0] for cell in row)
        if wide or (header is not None and is_header(row)):
            if header is not None:
                yield Grid(header, body)
            body = []
            if wide and row[0].value:
                yield Heading(row[0], BOLD)
            elif not wide:
                header = row
        elif header is None:
            header = row
        else:
            body.append([*row, *[row[-1].part(len(row[-1]))] * (len(header) - len(row))][: len(header)])
    if header is not None and (body or not is_header(header)):
        yield Grid(header, body)


def spread(rows: list[list[tuple[Text, int, int]]]) -> Iterator[list[Text]]:
    """Rows with every cell at all the places that it spans."""
    pending: dict[int, tuple[Text, int]] = {}
    room = _MAX_GRID
    for row in rows:
        cells = _spread_row(row, pending) if row or pending else []
        room -= len(cells)
        if room < 0:
            return
        if cells:
            yield cells


def _spread_row(row: list[tuple[Text, int, int]], pending: dict[int, tuple[Text, int]]) -> list[Text]:
    """A row's cells and, between them, those from above that reach into it."""
    cells: list[Text] = []
    waiting = list(reversed(row))
    while len(cells) < MAX_CELLS and (waiting or len(cells) in pending):
        at = len(cells)
        if at in pending:
            cell, left = pending.pop(at)
            cells.append(cell)
            if left > 1:
                pending[at] = (cell, left - 1)
        else:
            cell, wide, high = waiting.pop()
            last = min(at + wide, MAX_CELLS)
            cells += [cell] * (last - at)
            if high > 1:
                pending.update(dict.fromkeys(range(at, last), (cell, high - 1)))
    return cells
