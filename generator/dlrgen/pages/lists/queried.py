"""Lines below an address that begin with what stands in its query, and say what that is."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from dlrgen.pages.blocks import Block, Grid, Heading, Line, Piece
from dlrgen.pages.lists.items import as_table, item
from dlrgen.pages.text import Text

_NAME = re.compile(r"[ \t]*(?P<name>[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60})")
_LEAST, _MOST = 2, 60
"""After how many lines that begin with the names others may follow, and how many there may be."""
_NONE: frozenset[str] = frozenset()


def asked(piece: Piece, before: Set[str]) -> Set[str]:
    """The names in the query of the last address after a piece, before the next heading or table."""
    if isinstance(piece, Block) and piece.payload is not None and piece.payload.syntax == "url":
        return {value.path for value in piece.payload.values}
    return _NONE if isinstance(piece, Grid | Heading) else before


def may_begin(line: Line, names: Set[str]) -> bool:
    """Whether a line begins with one of the names, and goes on."""
    found = _NAME.match(line.text.value)
    return found is not None and found["name"] in names and found.end() < len(line.text.value)


def described(pieces: Sequence[Piece], k: int, names: Set[str]) -> tuple[Grid | None, int]:
    """The table of what lines say of the names from a piece on, and how many pieces it takes; None if they are none."""
    rows: list[list[Text]] = []
    for piece in pieces[k : k + _MOST]:
        if not isinstance(piece, Line) or not (may_begin(piece, names) or len(rows) >= _LEAST):
            break
        found = item(piece.text.strip(), piece, None)
        if found is None or not found.is_parted or not (found.is_sure or found.is_described):
            break
        rows.append(found.cells)
    if not rows:
        return None, 0
    return as_table(rows), len(rows)
