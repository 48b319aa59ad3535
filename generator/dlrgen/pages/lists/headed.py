"""Parameters and fields each of which has a heading of its own, and below it its type and what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import terms
from dlrgen.pages.blocks import Grid, Heading, Line, Piece
from dlrgen.pages.lists.items import Item, as_table, item
from dlrgen.pages.text import Text, join

_NAME = re.compile(r"[a-z_$][A-Za-z0-9_$.\[\]-]{0,40}(?=[ \t]*(?:[(:：*]|\Z)|[ \t]+(?:optional|required|[a-z]+\Z))")
_LEAST = 2
_MOST_LINES = 8
_MOST = 200


def may_begin(piece: Piece) -> bool:
    """Whether a piece may be the heading of the first of them."""
    return isinstance(piece, Heading) and _NAME.match(piece.text.value) is not None


def headed(pieces: Sequence[Piece], k: int) -> tuple[Grid | None, int]:
    """The table of what such headings name from a piece on, and of how many pieces it is made; None if it is none.

    Args:
        pieces: All pieces.
        k: The one that may be the first heading.
    """
    found: list[Item] = []
    end = k
    for _ in range(_MOST):
        read = _item(pieces, end, pieces[k])
        if read is None:
            break
        found.append(read[0])
        end = read[1]
    if len(found) < _LEAST:
        return None, 0
    return as_table([it.cells for it in found]), end - k


def _item(pieces: Sequence[Piece], k: int, first: Piece) -> tuple[Item, int] | None:
    """What a heading names, and the piece after what is said of it."""
    heading = pieces[k] if k < len(pieces) else None
    if not isinstance(heading, Heading) or not isinstance(first, Heading) or heading.level != first.level:
        return None
    name = _NAME.match(heading.text.value)
    if name is None or name.group() in terms.PLACES:
        return None
    lines: list[Text] = []
    for piece in pieces[k + 1 : k + 1 + _MOST_LINES]:
        if not isinstance(piece, Line):
            break
        lines.append(piece.text)
    after = k + 1 + len(lines)
    if after < len(pieces) and isinstance(pieces[after], Grid):
        # What has a table below it is no parameter.
        return None
    text = join([heading.text, *lines], "\n")
    found = item(text, Line(text, term=heading.text.part(0, name.end())), None) if lines else None
    return None if found is None else (found, after)
