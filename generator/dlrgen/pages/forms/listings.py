"""Listings and tables in HTML that are no such elements: some keep lines, lists have a line or row in each item."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages.blocks import Grid, Line, Piece
from dlrgen.pages.lines import plain
from dlrgen.pages.lines.glance import glance
from dlrgen.pages.remembered import remembered

_OF_CODE = re.compile(
    r"(?:\A|[\s_-])(?:code|codeblock|highlight|snippet|prettyprint|listing|terminal|json|curl)(?:\Z|[\s_-])|white-space:\s*pre",
    re.IGNORECASE,
)
"""The classes and styles of elements that keep their lines as listings do."""
_OPENING = frozenset({"{", "[", "[{"})
_LISTED = frozenset({"div", "code", "p", "samp"})
_NO_LEAF = re.compile(r"<(?:pre|table|div|p|ul|ol|dl|h[1-6])\b", re.IGNORECASE)
_MAY_BE_CODE = re.compile(r"[{\[=]|&lt;|\bcurl\b|https?:")
_MAX_LISTING = 20_000


def keeps_lines(tag: str, attrs: Sequence[tuple[str, str | None]], text: str, start: int) -> bool:
    """Whether an element that begins there is set as code, in lines, and holds no other blocks."""
    if tag not in _LISTED or not any(n in ("class", "style") and v and _OF_CODE.search(v) for n, v in attrs):
        return False
    end = text.find(f"</{tag}", start, start + _MAX_LISTING)
    inside = text[text.find(">", start) + 1 : end] if end > 0 else ""
    has_lines = "\n" in inside.strip() or "<br" in inside
    return has_lines and _MAY_BE_CODE.search(inside) is not None and not _NO_LEAF.search(inside)


def gathered(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, where a list has a line of code in each of its items, with these as a listing.

    A list whose first item is the header of a table is that table.
    """
    found: list[Piece] = []
    i = 0
    while i < len(pieces):
        k = i
        if _may_head(pieces[i]) and (table := _table(pieces, i)):
            found += table
            i += _size(pieces, i)
            continue
        while k < len(pieces) and _is_code(pieces[k]):
            k += 1
        lines = [piece.text for piece in pieces[i:k] if isinstance(piece, Line)]
        if len(lines) > 1 and lines[0].value.strip() in _OPENING:
            found += plain.fenced(lines)
        else:
            found += pieces[i : max(k, i + 1)]
        i = max(k, i + 1)
    return found


@remembered
def _is_header(item: str) -> bool:
    """Whether an item is a header of which blanks part the columns, or bars."""
    found = glance(item)
    return found.is_words or bool(found.layouts)


def _may_head(piece: Piece) -> bool:
    return isinstance(piece, Line) and piece.item and _is_header(piece.text.value)


def _size(pieces: Sequence[Piece], i: int) -> int:
    """How many items from one on belong to the same list."""
    first = pieces[i]
    k = i
    while isinstance(first, Line) and k < len(pieces):
        piece = pieces[k]
        if not isinstance(piece, Line) or not piece.item or piece.depth != first.depth:
            break
        k += 1
    return k - i


def _table(pieces: Sequence[Piece], i: int) -> list[Piece]:
    """The items from a header on as a table, and what follows that; nothing if they are none."""
    lines = [piece.text for piece in pieces[i : i + _size(pieces, i)] if isinstance(piece, Line)]
    found = [*plain.pieces(lines)] if len(lines) > 1 else []
    return found if found and isinstance(found[0], Grid) else []


def _is_code(piece: Piece) -> bool:
    """Whether a piece is an item that is set off as a whole."""
    return isinstance(piece, Line) and piece.item and piece.term is not None and len(piece.term) == len(piece.text)
