"""Lists of parameters and fields: items such as `phone (string, required): who gets it`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from dlrgen.pages import plain, words
from dlrgen.pages.blocks import Grid, Heading, Line, Piece
from dlrgen.pages.text import Text, made

_ITEM = re.compile(
    r"(?P<name>[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60})(?P<star>\*)?[ \t]*"
    r"(?:[(（\[](?P<inside>[^()（）\[\]]{1,80})[)）\]])?[ \t]*"
    r"(?:(?P<sign>[:：]|[-–—=]{1,2}(?=[ \t]))|\Z)[ \t]*(?P<rest>[^\n]*)"
)
_ASSIGNED = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_.-]{0,60})=\[(?P<inside>[A-Za-z]{1,20})\]\Z")
_CODE_ITEM = re.compile(
    r"[ \t]*[`\"']?(?P<code>-?[0-9]{1,8}|[A-Z]{1,6}[_-]?[0-9]{1,8})[`\"']?[ \t]*(?:[:：=]|[-–—](?=[ \t]))[ \t]*"
    r"(?P<rest>[^\n]+)"
)
_WORD = re.compile(r"[A-Za-z]+|必填|必选|可选|选填")
_PARTS = re.compile(r"[,，;；/|]")
_COLUMNS = ("name", "type", "required", "description")
_MOST = 0.6


class _Item(Struct, frozen=True):
    name: Text
    type: Text
    required: Text
    description: Text
    is_sure: bool
    """Whether it tells a type or whether it must be there, which plain prose does not."""


def grids(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, with lists of parameters and fields as tables."""
    run: list[Line] = []
    label: Text | None = None
    for piece in [*pieces, None]:
        if isinstance(piece, Line) and (piece.item or _ASSIGNED.match(plain.clean(piece.text).value)):
            run.append(piece)
            continue
        for part in _parted(run):
            yield from _codes(part) if _CODE_ITEM.match(part[0].text.value) else _grid(part, label)
        run = []
        if isinstance(piece, Heading) or (isinstance(piece, Line) and words.slot(piece.text.value.strip(" *`"))):
            label = piece.text
        if piece is not None:
            yield piece


def _parted(run: Sequence[Line]) -> Iterator[list[Line]]:
    """A run of items, where those that are codes are apart from the others."""
    for _, part in groupby(run, key=lambda line: _CODE_ITEM.match(line.text.value) is not None):
        yield list(part)


def _codes(run: Sequence[Line]) -> Iterator[Piece]:
    """Items that are codes as a table; a single one is none."""
    if len(run) < 2:
        yield from run
        return
    rows: list[list[Text]] = []
    for line in run:
        found = _CODE_ITEM.match(line.text.value)
        assert found is not None
        rows.append([line.text.part(*found.span("code")), plain.clean(line.text.part(*found.span("rest")))])
    place = rows[0][0].start()
    yield Grid([made("code", place), made("description", place)], rows)


def _grid(run: Sequence[Line], label: Text | None) -> Iterator[Piece]:
    slot = words.slot(label.value) if label is not None else None
    among = slot is not None and slot.whole and slot.topic in ("members", "part")
    stated = _stated(label) if label is not None else None
    items = [_item(plain.clean(line.text), stated) for line in run]
    good = [item for item in items if item is not None and (item.is_sure or among)]
    sure = any(item.is_sure for item in good)
    if len(good) < _MOST * len(run) or not (
        sure or (among and (len(good) > 1 or (slot is not None and slot.topic == "members")))
    ):
        yield from run
        return
    place = good[0].name.start()
    rows = [[item.name, item.type, item.required, item.description] for item in good]
    yield Grid([made(column, place) for column in _COLUMNS], rows)
    yield from (line for line, item in zip(run, items, strict=True) if item not in good)


def _stated(label: Text) -> Text | None:
    """The word of a label that says whether what follows must be there."""
    return next(
        (label.part(*word.span()) for word in _WORD.finditer(label.value) if _says_required(word.group())), None
    )


def _says_required(word: str) -> bool:
    return len(word) > 1 and words.is_required(word) is not None


def _item(text: Text, stated: Text | None) -> _Item | None:
    assigned = _ASSIGNED.match(text.value)
    found = assigned or _ITEM.match(text.value)
    if found is None:
        return None
    nothing = text.part(0, 0)
    type_, required = nothing, stated or nothing
    start = found.start("inside")
    for part in _PARTS.split(found["inside"] or ""):
        piece = text.part(start, start + len(part)).strip()
        if words.is_required(piece.value) is not None:
            required = piece
        elif words.base_type(piece.value) is not None:
            type_ = piece
        start += len(part) + 1
    if assigned is None and found["star"]:
        required = text.part(*found.span("star"))
    rest = nothing if assigned else text.part(*found.span("rest")).strip()
    return _Item(
        text.part(*found.span("name")), type_, required, rest, bool(type_ or (required and required is not stated))
    )
