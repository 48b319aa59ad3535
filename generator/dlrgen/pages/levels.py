"""Columns that count how deep the members of a table lie: 1 for what is outermost, 2 for what lies in that."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dlrgen.pages.blocks import Grid
from dlrgen.pages.vocabulary import VOCABULARY, Column, folded

_HEADERS = frozenset(VOCABULARY.levels)
_UNTOLD: frozenset[Column | None] = frozenset({None, "description", "number"})
_DIGITS = frozenset("123456789")


def counted_at(grid: Grid, columns: Sequence[Column | None]) -> int:
    """Which column of a table counts how deep its members lie; 0 if none does.

    Args:
        grid: The table.
        columns: What its columns hold; one of them names.
    """
    for at, column in enumerate(columns):
        if column in _UNTOLD and at and folded(grid.header[at].value) in _HEADERS:
            break
    else:
        return 0
    told = [row[at].value for row in grid.rows if any(cell.value for cell in row)]
    if len({*told}) < 2 or not _DIGITS.issuperset(told) or told[0] != "1":
        return 0
    return at if all(int(after) <= int(before) + 1 for before, after in pairwise(told)) else 0
