"""Labels of lists that have the first line of the list behind them: `Parameters: key  the API key`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dlrgen.pages import headings
from dlrgen.pages.blocks import Line, Piece
from dlrgen.pages.remembered import remembered

_LABEL = re.compile(r"[ \t]*(?P<label>[^:：\n]{2,16})[:：][ \t]*(?P<rest>\S[^\n]{2,200})\Z")
_CODE = re.compile(r"[ \t]*-?[0-9]{1,8}[ \t:：=-]{1,4}[^\s0-9]")
_NAME = re.compile(r"[ \t]*[A-Za-z_][A-Za-z0-9_.]{1,40}(?:[ \t]{1,20}(?=[\u4e00-\u9fff])|[ \t]*[:：(（])[^\n]{1,200}\Z")

_OPENS = ("{", "(", "[", ",", ";")
"""What a line of a program ends with."""


def parted(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, and a label apart from the first line of its list, if the next line is of the same kind."""
    waiting: Line | None = None
    for piece in pieces:
        if waiting is not None:
            yield from _parts(waiting, piece)
            waiting = None
        if isinstance(piece, Line) and not piece.item and _split(piece.text.value) is not None:
            waiting = piece
        else:
            yield piece
    if waiting is not None:
        yield waiting


def _parts(line: Line, following: Piece) -> Iterator[Piece]:
    found = _split(line.text.value)
    if found is None or not isinstance(following, Line) or not found[1].match(following.text.value):
        yield line
        return
    at = found[0]
    yield Line(line.text.part(0, at), depth=line.depth)
    yield Line(line.text.part(at).strip(), depth=following.depth)


@remembered
def _split(line: str) -> tuple[int, re.Pattern[str]] | None:
    """Where the label of a list is over in a line, and how the lines of the list begin; None if it has none."""
    found = _LABEL.match(line)
    slot = headings.slot(found["label"]) if found is not None else None
    if found is None or line.rstrip().endswith(_OPENS):
        return None
    if slot is None or not slot.whole or slot.topic not in ("members", "codes"):
        return None
    entry = _CODE if slot.topic == "codes" else _NAME
    return (found.start("rest"), entry) if entry.match(found["rest"]) else None
