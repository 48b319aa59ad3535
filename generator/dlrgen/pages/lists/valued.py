"""Parameters as collections of requests print them: a name, the value that is sent, and what that is, in lines each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Grid, Line, Piece
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, made

_LABEL = re.compile(
    r"(?:request )?(?P<header>headers?)|(?:query )?(?P<query>params)|(?P<path>path variables)"
    r"|(?:body[ \t]*)?(?P<body>urlencoded|form-?data)",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60}\Z")
_PROSE = re.compile(r"\S[ \t]+\S|[\u4e00-\u9fff]|\.\Z")
_MOST = 120
_LEAST = 2


@remembered
def _place(label: str) -> str | None:
    """Where what stands under a label is sent, if it is one of those that have such lists."""
    found = _LABEL.fullmatch(label.strip())
    return found.lastgroup if found is not None else None


def is_label(line: str) -> bool:
    """Whether a line says that such a list follows."""
    return _place(line) is not None


def listed(label: Line, pieces: Sequence[Piece], k: int) -> tuple[Grid | None, int]:
    """The table of such lines below a label, from a piece on, and of how many pieces it is made; None if it is none."""
    lines = _lines(pieces, k)
    rows: list[list[Text]] = []
    i = 0
    while i + 1 < len(lines) and _may_be_name(lines[i].value):
        name, value = lines[i : i + 2]
        is_described = i + 2 < len(lines) and _describes(lines[i + 2].value, name.value)
        nothing = name.part(len(name))
        rows.append([name, value, lines[i + 2] if is_described else nothing])
        i += 2 + is_described
    place = _place(label.text.value)
    is_sure = len(rows) >= _LEAST or any(row[2].value for row in rows) or place == "header"
    if place is None or not rows or not is_sure:
        return None, 0
    at = rows[0][0].start()
    header = [made(column, at) for column in ("name", "example", "description", "place")]
    return Grid(header, [[*row, made(place, row[0].start())] for row in rows]), i


def _may_be_name(line: str) -> bool:
    """Whether a line may be a name, rather than the label of the next list."""
    slot = headings.slot(line) if line[:1].isupper() else None
    return _NAME.match(line) is not None and not (slot is not None and slot.whole and slot.is_of_part)


def _describes(line: str, name: str) -> bool:
    """Whether a line is prose rather than the next name, which is written as the one above."""
    return _PROSE.search(line) is not None or (line[:1].isupper() and name[:1].islower())


def _lines(pieces: Sequence[Piece], k: int) -> list[Text]:
    """The lines from a piece on, up to a label or a call."""
    found: list[Text] = []
    for piece in pieces[k : k + _MOST]:
        if not isinstance(piece, Line) or piece.item:
            break
        text = piece.text.strip()
        if headings.is_label(text.value) and not _NAME.match(text.value):
            break
        if text.value.partition(" ")[0] in terms.METHODS or _place(text.value) is not None:
            break
        found.append(text)
    return found
