"""Columns that count how deep the members of a table lie: 1 for what is outermost, 2 for what lies in that."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dlrgen.pages.blocks import Grid
from dlrgen.pages.vocabulary import VOCABULARY, Column, folded

_HEADERS = frozenset(VOCABULARY.levels)
_UNTOLD: frozenset[Column | None] = frozenset({None, "description", "number"})
_DIGITS = frozenset("123456789")


def column(grid: Grid, columns: Sequence[Column | None]) -> int:
    """Which column counts how deep the members lie; 0 if none does.

    Args:
        grid: The table.
        columns: What its columns hold; one of them names.
    """
    may_be = [k for k, column in enumerate(columns) if column in _UNTOLD]
    at = next((k for k in may_be if k and folded(grid.header[k].value) in _HEADERS), 0)
    if not at:
        return 0
    told = [row[at].value for row in grid.rows if any(cell.value for cell in row)]
    if len({*told}) < 2 or not _DIGITS.issuperset(told) or told[0] != "1":
        return 0
    return at if all(int(after) <= int(before) + 1 for before, after in pairwise(told)) else 0
