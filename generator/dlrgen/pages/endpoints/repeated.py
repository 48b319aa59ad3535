"""Addresses that plain lines state again for another call, which sends something else."""

from __future__ import annotations

from collections.abc import Sequence

from dlrgen.pages.blocks import Block, Grid, Line
from dlrgen.pages.endpoints.noted import Noted

_FAR = 40
"""In how many pieces above an address the answer to the call before it is looked for."""
_MARKS = " \t`*"


def is_sent_again(noted: Sequence[Noted], first: int, again: int) -> bool:
    """Whether an address is of another call than the first line with it.

    Each has its own table of what is sent right below it, and the answer to the first is shown before the second.

    Args:
        noted: The pieces of the page.
        first: The piece that states the address first.
        again: One that states it again.
    """
    others = _sent_below(noted, again)
    sent = _sent_below(noted, first) if others is not None else None
    if sent is None or others is None or _values(sent) == _values(others):
        return False
    return any(map(_answers, noted[max(first + 1, again - _FAR) : again]))


def _sent_below(noted: Sequence[Noted], address: int) -> Grid | None:
    """The table of what is sent right below an address that is alone; None if there is none."""
    stated = noted[address]
    if address + 2 >= len(noted) or not isinstance(stated.piece, Line) or not stated.urls:
        return None
    said = len(stated.urls[0]) + (len(stated.method) + 1 if stated.method is not None else 0)
    label, table = noted[address + 1], noted[address + 2]
    is_label = label.slot is not None and label.slot.whole and label.slot.kind == "request"
    if not is_label or label.urls or len(stated.piece.text.value.strip(_MARKS)) > said:
        return None
    return table.piece if isinstance(table.piece, Grid) and "name" in table.columns() else None


def _values(grid: Grid) -> list[list[str]]:
    return [[cell.value for cell in row] for row in grid.rows]


def _answers(noted: Noted) -> bool:
    """Whether a payload is what is answered."""
    if not isinstance(noted.piece, Block) or noted.piece.payload is None:
        return False
    return noted.slot is not None and noted.slot.is_of_answer
