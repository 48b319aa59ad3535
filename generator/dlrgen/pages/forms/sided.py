"""Tables of HTML that hold a whole description: a cell at the side spans the rows of each part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from dlrgen.pages import headings
from dlrgen.pages.blocks import BOLD, Heading, Piece
from dlrgen.pages.forms.spread import grids, spread
from dlrgen.pages.lines import plain
from dlrgen.pages.lines.headers import is_answer, is_header
from dlrgen.pages.text import Text

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.\[\] -]{0,60}\Z")
_LEAST = 2
_PARTS = frozenset({"members", "part"})


def parted(rows: list[list[tuple[Text, int, int]]]) -> Iterator[Piece]:
    """A table as its parts, where labels at its side span the rows of parameters or fields; otherwise as one.

    A table of one row is a label and what it announces, if its first cell says so.
    """
    if len(rows) == 1 and len(rows[0]) == _LEAST and headings.is_label(rows[0][0][0].value):
        (label, *_), (announced, *_) = rows[0]
        yield Heading(label, BOLD)
        yield from plain.pieces(announced.lines())
        return
    if not any(_may_span(row) for row in rows):
        yield from grids(spread(rows))
        return
    others: list[list[Text]] = []
    for _, part in groupby(spread(rows), key=lambda row: id(row[0])):
        same = [*part]
        beside = _beside(same)
        if beside is None:
            others += same
            continue
        yield from grids(others)
        yield Heading(same[0][0], BOLD)
        yield from beside
        others = []
    yield from grids(others)


def _may_span(row: Sequence[tuple[Text, int, int]]) -> bool:
    """Whether the first cell of a row is a label and spans several rows."""
    return len(row) > _LEAST and row[0][2] > 1 and _topic(row[0][0]) in _PARTS


def _beside(rows: Sequence[Sequence[Text]]) -> Iterator[Piece] | None:
    """What stands beside the label of a part; None if the rows have none."""
    if _is_part(rows):
        return grids([[*row[1:]] for row in rows])
    if _is_headless(rows):
        return grids([_once(row) for row in rows])
    shown = _shown(rows)
    return plain.pieces(shown.lines()) if shown is not None else None


def _is_part(rows: Sequence[Sequence[Text]]) -> bool:
    """Whether rows with one label at their side are a table with a header."""
    return len(rows) >= _LEAST and _topic(rows[0][0]) in _PARTS and is_header([*rows[0][1:]])


def _is_headless(rows: Sequence[Sequence[Text]]) -> bool:
    """Whether rows with one label at their side are names with their types, or whether they must be there."""
    if len(rows) < _LEAST or _topic(rows[0][0]) != "members":
        return False
    cells = [[cell.value for cell in _once(row)] for row in rows]
    return all(cells) and all(_NAME.match(name) and any(map(is_answer, said)) for name, *said in cells)


def _once(row: Sequence[Text]) -> list[Text]:
    """The cells beside a label, each once: one that spans two columns is no cell more."""
    return [cell for before, cell in pairwise(row) if cell is not before]


def _shown(rows: Sequence[Sequence[Text]]) -> Text | None:
    """What stands alone beside the label of an example."""
    first = rows[0]
    is_one = len(rows) == 1 and len(first) > 1 and all(cell is first[1] for cell in first[1:])
    return first[1] if is_one and _topic(first[0]) == "example" else None


def _topic(cell: Text) -> str | None:
    """What a cell announces, if it does nothing else."""
    found = headings.slot(cell.value)
    return found.topic if found is not None and found.whole else None
