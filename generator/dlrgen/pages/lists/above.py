"""Lines below an address or payload that begin with the names which stand in it, and say what these are."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from msgspec import Struct

from dlrgen.pages.blocks import Block, Grid, Heading, Line, Piece
from dlrgen.pages.lines.programs import is_program_line
from dlrgen.pages.lists.items import as_table, item
from dlrgen.pages.lists.labels import Label
from dlrgen.pages.paths import last_step
from dlrgen.pages.text import Text

_NAME = re.compile(r"[ \t]*(?P<name>[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60})")
_ASSIGNED = re.compile(r"[ \t]*[^\s:=]{1,62}[ \t]?[:=][ \t]?[\"'\[{]|[^\n]{1,200}[,{]\Z")
"""A line of a program that gives a member its value."""
_LEAST, _MOST = 2, 60
"""After how many lines that begin with the names others may follow, and how many there may be."""
_NONE: frozenset[str] = frozenset()
_MOST_NAMES = 400


class Above(Struct, frozen=True, gc=False):
    """What stands above lines.

    Attributes:
        asked: The names in the query of the last address.
        shown: The names that the last payload shows.
    """

    asked: Set[str] = _NONE
    shown: Set[str] = _NONE

    def names(self, label: Label) -> Set[str]:
        """The names that lines below may be about; below a label of parameters or codes those lines are its own."""
        if not label.is_known:
            return self.asked or self.shown
        return _NONE if label.names_members or label.of_codes else self.shown


NOTHING = Above()


def above(piece: Heading | Grid | Block) -> Above:
    """What stands above the lines after a piece; other than a payload it is nothing."""
    if isinstance(piece, Block) and piece.payload is not None:
        values = piece.payload.values[:_MOST_NAMES]
        if piece.payload.syntax == "url":
            return Above(asked={value.path for value in values})
        return Above(shown={last_step(value.path) for value in values if value.path})
    return NOTHING


def may_begin(line: Line, names: Set[str]) -> bool:
    """Whether a line begins with one of the names, and goes on."""
    value = line.text.value
    found = _NAME.match(value)
    is_named = found is not None and found["name"] in names and found.end() < len(value)
    return is_named and not is_program_line(value) and _ASSIGNED.match(value) is None


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
