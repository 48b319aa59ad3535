"""Names in lines of their own that lie deeper than the label above them, with or without what they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages.blocks import Grid, Line, Piece
from dlrgen.pages.lines.programs import is_program_line
from dlrgen.pages.lists.items import TYPE_NAMES, as_table, item
from dlrgen.pages.lists.labels import Label
from dlrgen.pages.payload import PLAIN_HEADERS
from dlrgen.pages.text import Text

_ALONE = re.compile(r"[ \t]+(?P<name>[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60})[ \t]*\Z")
_LEAST = 2
_MOST = 200


def may_begin(piece: Piece, label: Label) -> bool:
    """Whether a piece may be the first of such lines."""
    return label.of_members and isinstance(piece, Line) and not piece.item and piece.text.value[:1] in (" ", "\t")


def listed(pieces: Sequence[Piece], k: int, label: Label) -> tuple[Grid | None, int]:
    """The table of what such lines name from a piece on, and of how many pieces it is made; None if it is none."""
    if label.text is None:
        return None, 0
    depth = _depth(label.text.value)
    rows: list[list[Text]] = []
    for i in range(k, min(k + _MOST, len(pieces))):
        piece = pieces[i]
        if not isinstance(piece, Line) or piece.item or _depth(piece.text.value) <= depth:
            break
        row = _row(piece)
        if row is None:
            break
        rows.append(row)
    if len(rows) < _LEAST or any(row[0].value.lower() in PLAIN_HEADERS for row in rows):
        # What stands behind the names of headers is a sample of them.
        return None, 0
    return as_table(rows), len(rows)


def _row(line: Line) -> list[Text] | None:
    """The name in a line and what it says of it; None if it begins with none."""
    alone = _ALONE.match(line.text.value)
    if alone is not None:
        name = line.text.part(*alone.span("name"))
        nothing = name.part(len(name))
        return None if name.value.lower() in TYPE_NAMES else [name, nothing, nothing, nothing]
    found = None if is_program_line(line.text.value) else item(line.text.strip(), line, None)
    if found is None or not (found.is_parted or found.is_sure):
        return None
    return found.cells


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
