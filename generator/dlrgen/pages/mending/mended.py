"""Pieces put right that a form's reader took apart: lists and rows in one line, rows apart, calls set off in a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Block, Grid, Line, Piece
from dlrgen.pages.lines.glance import shape
from dlrgen.pages.mending import abreast, labelled
from dlrgen.pages.mending.bracketed import bared
from dlrgen.pages.mending.sampled import with_samples
from dlrgen.pages.payload import curl_at, url_at
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, made

_INNER_LABEL = re.compile(r"(?<=\S)[ \t]+[-–•·][ \t]+(?=(?P<label>[^:：\n]{1,30})[:：])")
_STATUS = re.compile(r"[ \t]*[*_`]{0,3}[1-5][0-9]{2}[ ][A-Z][A-Za-z ]{1,40}[*_`]{0,3}\Z")
"""A status of HTTP with its name: what follows it says more of the answer."""
_ROW = re.compile(r"[ \t]*\|(?P<cells>[^\n]{1,2000})\|[ \t]*\Z")
_CALL = re.compile(r"[ \t`]*(?P<curl>curl)[ \t]+(?=[^\n]{0,2000}[-/])", re.IGNORECASE)
_ADDRESS = re.compile(
    r"`(?P<code>https?://[^\s`?]{1,200}\?[A-Za-z_][^\s`=]{0,60}=[^\s`]{0,2000})`[ \t]*\Z"
    r"|\[(?P<link>https?://[^\s\[\]?]{1,200}\?[A-Za-z_][^\s\[\]=]{0,60}=[^\s\[\]]{0,2000})\]\([^()\n]{0,2000}\)[ \t]*\Z"
)
"""An address with a query that is all of a line, as code or as a link."""
_CODE = re.compile(r"-?[0-9]{1,8}\Z|[A-Z]{1,6}[_-]?[0-9]{1,8}\Z")
_FEWEST, _MOST = 2, 3
"""How many cells a row of codes has that lost its header, and how many rows there must be."""
_MAX_LINE = 500
_TICKS = 2


def mended(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, each of them whole and of the kind that it is."""
    found: list[Piece] = []
    for is_whole, part in groupby(labelled.parted(bared(pieces)), _is_whole):
        mend = iter if is_whole else _mended
        found += mend(part)
    return found


def _is_whole(piece: Piece) -> bool:
    """Whether nothing about a piece is to be mended, nor goes on over it: most are whole."""
    return not isinstance(piece, Grid) and (not isinstance(piece, Line) or _is_one(piece.text.value))


@remembered
def _is_one(line: str) -> bool:
    """Whether a line is no row, holds no call, and is not made of several."""
    is_row = "|" in line or "\t" in line
    is_call = "curl" in line.lower() or (line[:1] in ("`", "[") and _ADDRESS.match(line) is not None)
    return not (is_row or is_call or (len(line) < _MAX_LINE and _INNER_LABEL.search(line)))


def _mended(pieces: Iterable[Piece]) -> Iterator[Piece]:
    return with_samples(_with_rows(_called(piece) for piece in _of_codes(abreast.parted(_split(_of_cells(pieces))))))


def _of_cells(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, and tables of a single column as the lists that they are, if words are set off in their cells."""
    for piece in pieces:
        if isinstance(piece, Grid) and len(piece.header) == 1 and (items := _items(piece)):
            yield from items
        else:
            yield piece


def _items(grid: Grid) -> list[Piece]:
    """The cells of a table as items; empty if not each of them begins with words that are set off."""
    found: list[Piece] = []
    for cell in (grid.header[0], *(row[0] for row in grid.rows)):
        term = shape(cell.value).term
        if term is None:
            return []
        found.append(Line(cell, True, 0, cell.part(*term)))
    return found


def _split(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, and a list whose items were copied into one line (`GET - Path:`) as a line for each."""
    for piece in pieces:
        if isinstance(piece, Line) and len(piece.text) < _MAX_LINE:
            start = 0
            for match in _INNER_LABEL.finditer(piece.text.value):
                if headings.is_label(match["label"]) and not _STATUS.match(piece.text.value, start, match.start()):
                    yield Line(piece.text.part(start, match.start()), piece.item, piece.depth)
                    start = match.start("label")
            yield Line(piece.text.part(start), piece.item, piece.depth) if start else piece
        else:
            yield piece


def _called(piece: Piece) -> Piece:
    """A call of curl, or an address with a query, that is set off as code within prose, as the payload that it is."""
    if not isinstance(piece, Line):
        return piece
    if not piece.item and (address := _ADDRESS.match(piece.text.value)) is not None:
        text = piece.text.part(*address.span("code" if address["code"] else "link"))
        payload = url_at(text.value, 0, len(text.value))
        return Block(text, payload) if payload is not None else piece
    if not _is_set_off(piece):
        return piece
    call = _CALL.match(piece.text.value)
    if call is None:
        return piece
    text = piece.text.part(call.start("curl")).strip(" \t`")
    payload = curl_at(text.value, 0, len(text.value))
    return Block(text, payload) if payload is not None else piece


def _is_set_off(line: Line) -> bool:
    """Whether all of a line is code."""
    value = line.text.value.strip()
    is_term = line.term is not None and len(line.term) == len(line.text)
    return is_term or (value.startswith("`") and value.endswith("`") and value.count("`") == _TICKS)


def _with_rows(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, and rows that blank lines part from a table of parameters or fields as its rows."""
    table: Grid | None = None
    for piece in pieces:
        row = _row(piece, len(table.header)) if table is not None else None
        if table is not None and row is not None:
            table.rows.append(row)
            continue
        if table is not None:
            yield table
            table = None
        if isinstance(piece, Grid) and terms.column(piece.header[0].value) == "name":
            table = Grid(piece.header, [*piece.rows])
        else:
            yield piece
    if table is not None:
        yield table


def _of_codes(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, and lines between bars whose first cells are codes as the table that lost its header."""
    rows: list[list[Text]] = []
    lines: list[Piece] = []
    for piece in pieces:
        cells = _coded_cells(piece)
        if lines and (cells is None or len(cells) != len(rows[0])):
            yield from _coded(rows, lines)
            rows, lines = [], []
        if cells is None:
            yield piece
        else:
            rows.append(cells)
            lines.append(piece)
    yield from _coded(rows, lines)


def _coded_cells(piece: Piece) -> list[Text] | None:
    """The cells of a line between bars that begins with a code."""
    if not isinstance(piece, Line) or not (found := _ROW.match(piece.text.value)):
        return None
    cells = _cells(piece.text, found)
    return cells if _FEWEST <= len(cells) <= _MOST and _CODE.match(cells[0].value) else None


def _coded(rows: list[list[Text]], lines: list[Piece]) -> Iterator[Piece]:
    if len(rows) < _FEWEST:
        yield from lines
        return
    place = rows[0][0].start()
    header = ["code", *["error"] * (len(rows[0]) - 2), "description"]
    yield Grid([made(word, place) for word in header], rows)


def _cells(text: Text, row: re.Match[str]) -> list[Text]:
    cells: list[Text] = []
    start = row.start("cells")
    for cell in row["cells"].split("|"):
        cells.append(text.part(start, start + len(cell)).strip())
        start += len(cell) + 1
    return cells


def _row(piece: Piece, width: int) -> list[Text] | None:
    """The cells of a line with a bar at both ends, if there are as many as a table has columns."""
    found = _ROW.match(piece.text.value) if isinstance(piece, Line) else None
    if found is None or not isinstance(piece, Line) or width < 2:
        return None
    cells = _cells(piece.text, found)
    is_header = sum(terms.column(cell.value) is not None for cell in cells) > 1
    return cells if len(cells) == width and not is_header else None
