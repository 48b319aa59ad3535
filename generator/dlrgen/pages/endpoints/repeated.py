"""Addresses that plain lines state again for another call, which sends something else."""

from __future__ import annotations

from collections.abc import Sequence

from dlrgen.pages.blocks import Block, Grid, Line
from dlrgen.pages.endpoints.noted import Noted

_MARKS = " \t`*"


def is_sent_again(noted: Sequence[Noted], first: int, again: int) -> bool:
    """Whether an address is of another call than the first line with it.

    Each has its own table of what is sent right below it, and the answer to the first is shown before the second.

    Args:
        noted: The pieces of the page.
        first: The piece that states the address first.
        again: One that states it again.
    """
    sent, others = _sent_below(noted, first), _sent_below(noted, again)
    return bool(sent and others) and sent != others and any(map(_answers, noted[first + 1 : again]))


def _sent_below(noted: Sequence[Noted], address: int) -> list[list[str]]:
    """The rows of the table of what is sent right below an address that is alone; none if there is none."""
    stated = noted[address]
    if address + 2 >= len(noted) or not isinstance(stated.piece, Line) or not stated.urls:
        return []
    said = len(stated.urls[0]) + (len(stated.method) + 1 if stated.method is not None else 0)
    label, table = noted[address + 1], noted[address + 2]
    is_label = label.slot is not None and label.slot.whole and label.slot.kind == "request"
    if not is_label or label.urls or len(stated.piece.text.value.strip(_MARKS)) > said:
        return []
    is_table = "name" in table.columns()
    rows = table.piece.rows if isinstance(table.piece, Grid) else []
    return [[cell.value for cell in row] for row in rows] if is_table else []


def _answers(noted: Noted) -> bool:
    """Whether a payload is what is answered."""
    if not isinstance(noted.piece, Block) or noted.piece.payload is None:
        return False
    return noted.slot is not None and noted.slot.kind in ("response", "error")
