"""Rows that stand side by side to save room: several codes with their meanings, or names with theirs, in each row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dlrgen.pages import terms
from dlrgen.pages.blocks import Grid, Line, Piece
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import folded

_CODE = re.compile(r"-?[0-9]{1,8}\Z|[A-Z]{1,6}[_:-]?[0-9]{1,8}\Z")
_WORDED = re.compile(r"[A-Za-z\u4e00-\u9fff]{2}")
_LEAST = 4
_MOST = 24
_KEYS = ("name", "code", "values")


def parted(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, with rows that stand side by side below each other."""
    for piece in pieces:
        match piece:
            case Grid():
                yield below_each_other(piece)
            case Line() if "\t" in piece.text.value:
                yield from _lines(piece)
            case _:
                yield piece


def below_each_other(grid: Grid) -> Grid:
    """A table whose header says the same more than once as one that says it once."""
    width = _repeated([folded(cell.value) for cell in grid.header])
    if width is None or terms.column(grid.header[0].value) not in _KEYS:
        return grid
    return Grid(grid.header[:width], _taken_apart(grid.rows, width))


def without_header(rows: Sequence[Sequence[Text]]) -> list[list[Text]] | None:
    """The codes and meanings of rows that hold several of both and have no header; None of other rows."""
    width = len(rows[0]) if rows else 0
    if not _LEAST <= width <= _MOST or width % 2:
        return None
    if any(row[0].value == "" or not _alternate([cell.value for cell in row]) for row in rows):
        return None
    return _taken_apart(rows, 2)


def _repeated(header: Sequence[str]) -> int | None:
    """After how many columns a header begins again; None if it does not."""
    for width in range(2, len(header) // 2 + 1):
        if len(header) % width == 0 and all(word and word == header[k % width] for k, word in enumerate(header)):
            return width
    return None


def _taken_apart(rows: Iterable[Sequence[Text]], width: int) -> list[list[Text]]:
    """The rows with so many cells each; those without a first cell are none."""
    return [[*row[k : k + width]] for row in rows for k in range(0, len(row), width) if row[k].value]


def _alternate(cells: Sequence[str]) -> bool:
    """Whether cells are codes and meanings in turn, empty ones at the end aside."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) % 2 or not cells:
        return False
    return all(_CODE.match(cell) if k % 2 == 0 else _WORDED.search(cell) for k, cell in enumerate(cells))


def _lines(line: Line) -> Iterator[Piece]:
    """A line that holds several codes and meanings between tabs as a line for each."""
    value = line.text.value
    cells = value.rstrip().split("\t", _MOST)
    if len(cells) < _LEAST or not _alternate([cell.strip() for cell in cells]):
        yield line
        return
    start = 0
    for code, meaning in zip(cells[::2], cells[1::2], strict=True):
        end = start + len(code) + 1 + len(meaning)
        yield Line(line.text.part(start, end).strip(), line.item, line.depth)
        start = end + 1
