"""Pieces put right that a form's reader took apart: lists and rows in one line, rows apart, calls set off in a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dlrgen.pages import abreast, words
from dlrgen.pages.blocks import Block, Grid, Line, Piece
from dlrgen.pages.payload import curl_at
from dlrgen.pages.text import Text

_INNER_LABEL = re.compile(r"(?<=\S)[ \t]+[-–•·][ \t]+(?=(?P<label>[^:：\n]{1,30})[:：])")
_ROW = re.compile(r"[ \t]*\|(?P<cells>[^\n]{1,2000})\|[ \t]*\Z")
_CALL = re.compile(r"[ \t`]*(?P<curl>curl)[ \t]+(?=[^\n]{0,2000}[-/])", re.IGNORECASE)
_MAX_LINE = 500
_TICKS = 2


def mended(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, each of them whole and of the kind that it is."""
    return [*_with_rows(_called(piece) for piece in abreast.parted(_split(pieces)))]


def _split(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, and a list whose items were copied into one line (`GET - Path:`) as a line for each."""
    for piece in pieces:
        if isinstance(piece, Line) and len(piece.text) < _MAX_LINE:
            start = 0
            for match in _INNER_LABEL.finditer(piece.text.value):
                if words.is_label(match["label"]):
                    yield Line(piece.text.part(start, match.start()), piece.item, piece.depth)
                    start = match.start("label")
            yield Line(piece.text.part(start), piece.item, piece.depth) if start else piece
        else:
            yield piece


def _called(piece: Piece) -> Piece:
    """A call of curl that is set off as code within prose, as the payload that it is."""
    if not isinstance(piece, Line) or not _is_set_off(piece):
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
        if isinstance(piece, Grid) and words.column(piece.header[0].value) == "name":
            table = Grid(piece.header, [*piece.rows])
        else:
            yield piece
    if table is not None:
        yield table


def _row(piece: Piece, width: int) -> list[Text] | None:
    """The cells of a line with a bar at both ends, if there are as many as a table has columns."""
    found = _ROW.match(piece.text.value) if isinstance(piece, Line) else None
    if found is None or not isinstance(piece, Line) or width < 2:
        return None
    cells: list[Text] = []
    start = found.start("cells")
    for cell in found["cells"].split("|"):
        cells.append(piece.text.part(start, start + len(cell)).strip())
        start += len(cell) + 1
    is_header = sum(words.column(cell.value) is not None for cell in cells) > 1
    return cells if len(cells) == width and not is_header else None
