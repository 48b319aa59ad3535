"""Tables under whose first header stands the name of a parameter or field: they list its values."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from dlrgen.pages import terms
from dlrgen.pages.blocks import Grid
from dlrgen.pages.coded import CODE
from dlrgen.pages.members import Member
from dlrgen.pages.vocabulary import Column, folded

_LEAST = 2
_UNTOLD: frozenset[Column | None] = frozenset({None, "description"})
_OF_MEMBERS = frozenset({"type", "required", "optional", "default", "place", "parent"})
"""Columns that only tables of parameters and fields have."""


def of(grid: Grid, columns: Sequence[Column | None], known: Iterable[Sequence[Member]]) -> str | None:
    """The path of the parameter or field whose values a table lists; None if it lists something else.

    Args:
        grid: The table.
        columns: What its columns hold.
        known: The parameters and fields of the tables before it, in their order.
    """
    if not _OF_MEMBERS.isdisjoint(columns) or len(columns) < _LEAST or len(grid.rows) < _LEAST:
        return None
    name = folded(grid.header[0].value)
    if terms.column(name) not in _UNTOLD or not name or not name.isascii():
        return None
    firsts = [row[0].value for row in grid.rows]
    if len({*firsts}) < len(firsts) or not all(map(CODE.match, firsts)):
        return None
    paths = {folded(member.last): member.path for table in known for member in table}
    return paths.get(name) if _explains(grid, columns, paths) else None


def columns_of(grid: Grid, columns: Sequence[Column | None]) -> list[Column | None]:
    """What the columns of such a table hold."""
    if _goes_with(grid):
        return ["code", "description", *(None for _ in columns[2:])]
    return ["code", *columns[1:]]


def _explains(grid: Grid, columns: Sequence[Column | None], names: Container[str]) -> bool:
    """Whether another column says what the values mean; one that only shows values has a name, too."""
    if "description" in columns[1:] or _goes_with(grid):
        return True
    return len(columns) == _LEAST and columns[1] is None and folded(grid.header[1].value) not in names


def _goes_with(grid: Grid) -> bool:
    """Whether the second header is the first one, and what that is called: `state`, `state_text`."""
    first, second = (folded(cell.value) for cell in grid.header[:2])
    return second.startswith(first) and second != first
