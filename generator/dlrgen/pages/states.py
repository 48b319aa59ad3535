"""States of a message among rows of parameters or fields: values of the one above them, which lost their own table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dlrgen.pages import terms
from dlrgen.pages.blocks import Grid
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import Column

_LEAST = 2


def set_apart(grid: Grid, columns: Sequence[Column | None]) -> tuple[Grid, list[tuple[str, Grid]]]:
    """A table of members without the states among its rows, and these with the name of what has them.

    Args:
        grid: The table.
        columns: What its columns hold; one of them names.
    """
    at = columns.index("name")
    found = [*_runs([row[at].value for row in grid.rows])]
    if not found:
        return grid, []
    taken = {k for start, end in found for k in range(start, end)}
    values = [(grid.rows[start - 1][at].value, Grid(grid.header, grid.rows[start:end])) for start, end in found]
    return Grid(grid.header, [row for k, row in enumerate(grid.rows) if k not in taken]), values


def are_states(names: Sequence[Text]) -> bool:
    """Whether most of some names are states, at least two of them, and all are written as no field is."""
    known = sum(terms.is_state(name.value) for name in names)
    return known >= _LEAST and known * 2 > len(names) and all(name.value[:1].isupper() for name in names)


def _runs(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where states follow each other below a name that is written in another way, as most are."""
    capital = [name[:1].isupper() for name in names]
    if sum(capital) < _LEAST or sum(capital) * 2 > len(names) + _LEAST:
        return
    start = 0
    while start < len(names):
        end = start
        while end < len(names) and capital[end]:
            end += 1
        if start and sum(map(terms.is_state, names[start:end])) >= _LEAST:
            yield start, end
        start = end + 1
