"""Tables without a header, whose first row was taken for one."""

from __future__ import annotations

import re

from dlrgen.pages import words
from dlrgen.pages.blocks import Grid
from dlrgen.pages.text import made
from dlrgen.pages.words import Column, Slot

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60}\*?[:：]?\Z")
_CODE = re.compile(r"-?[0-9]{1,8}[:：]?\Z|[A-Z][A-Z0-9_-]{1,30}[:：]?\Z|[A-Z]{1,6}[_-]?[0-9]{1,8}[:：]?\Z")
_MAX_COLUMNS = 6


def with_header(grid: Grid, slot: Slot | None) -> Grid:
    """A table with a header of our own if what announces it says what it is about, and it has none itself."""
    if slot is None or not 1 < len(grid.header) <= _MAX_COLUMNS or not _is_headless(grid, slot):
        return grid
    rows = [grid.header, *grid.rows]
    kinds: list[Column] = ["code" if slot.topic == "codes" else "name"]
    for k in range(1, len(grid.header)):
        kinds.append(_kind([row[k].value for row in rows], kinds))
    place = grid.header[0].start()
    stripped = [[row[0].strip(" \t:："), *row[1:]] for row in rows]
    return Grid([made(str(kind), place) for kind in kinds], stripped)


def _is_headless(grid: Grid, slot: Slot) -> bool:
    if slot.topic not in ("members", "part", "codes") or any(
        words.column(cell.value) is not None and not cell.value.rstrip().endswith((":", "：")) for cell in grid.header
    ):
        return False
    pattern = _CODE if slot.topic == "codes" else _NAME
    firsts = [row[0].value for row in [grid.header, *grid.rows]]
    if slot.topic != "codes" and any(words.likely_column(cell.value) is not None for cell in grid.header):
        return False
    return len(firsts) > 1 and all(pattern.match(first) for first in firsts)


def _kind(cells: list[str], known: list[Column]) -> Column:
    """What a column holds, by its cells."""
    said = [cell for cell in cells if cell.strip()]
    if said and "required" not in known and all(words.is_required(cell) is not None for cell in said):
        return "required"
    if said and "type" not in known and all(words.base_type(cell) is not None for cell in said):
        return "type"
    return "example" if "description" in known else "description"
