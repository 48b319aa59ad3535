"""Parameters and fields with a label before each thing that is said of them: `Name: to`, `Type: string`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import terms
from dlrgen.pages.blocks import Grid, Line, Piece
from dlrgen.pages.markup import clean
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, made
from dlrgen.pages.vocabulary import Column

_LABEL = re.compile(
    r"(?:\A|(?<=[,，;；|\n \t]))[ \t]*(?P<label>[A-Za-z\u4e00-\u9fff]{1,14}(?:[ ][A-Za-z]{1,10})?)[ ]?[:：][ \t]*"
)
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60}\Z")
_SIGNS = " \t\n,，;；|`\"'"
_SAID: tuple[Column, ...] = ("name", "type", "required", "optional", "default", "example", "place", "description")
_MOST_LINES, _MOST = 8, 400
_MAX_BEGINNING = 24


def may_begin(piece: Piece) -> bool:
    """Whether a piece may begin with the label of a name."""
    return isinstance(piece, Line) and begins(piece.text.value)


def begins(line: str) -> bool:
    """Whether a line begins with the label of a name."""
    begun = line[:_MAX_BEGINNING]
    at = begun.find(":") if ":" in begun else begun.find("：")
    return at > 0 and terms.column(begun[:at].strip(" \t*_")) == "name"


def records(pieces: Sequence[Piece], k: int) -> tuple[Grid | None, int]:
    """The table of what such lines say from a piece on, and of how many pieces it is made; None if it is none."""
    found: list[dict[Column, Text]] = []
    label, end = "", k
    while end < len(pieces) and len(found) < _MOST and may_begin(pieces[end]):
        record, following, called = _record(pieces, end)
        if record is None or (label and called != label):
            break
        found.append(record)
        label, end = called, following
    if not found:
        return None, 0
    shown: list[Column] = [column for column in _SAID if any(column in record for record in found)]
    place = found[0]["name"].start()
    nothing = found[0]["name"].part(0, 0)
    header = [made(label if column == "name" else str(column), place) for column in shown]
    return Grid(header, [[record.get(column, nothing) for column in shown] for record in found]), end - k


def _record(pieces: Sequence[Piece], k: int) -> tuple[dict[Column, Text] | None, int, str]:
    """What the lines from a piece on say of one name, the piece after them, and what they call it; None if nothing."""
    said: dict[Column, Text] = {}
    called = ""
    end = k
    while end < min(k + _MOST_LINES, len(pieces)):
        piece = pieces[end]
        if not isinstance(piece, Line) or (end > k and may_begin(piece)):
            break
        text = clean(piece.text)
        parts = _parts(text.value)
        if not parts or parts[0][1] != 0 or any(column in said for column, *_ in parts):
            break
        for column, start, value, last in parts:
            said[column] = text.part(value, last).strip(_SIGNS)
            called = called or text.value[start:value].strip(" \t:：\n")
        end += 1
    return (said if _is_sure(said) else None), end, called


@remembered
def _parts(line: str) -> list[tuple[Column, int, int, int]]:
    """What a line says under labels: of which column, where the label and what follows it begin, and where it ends."""
    found: list[tuple[Column, int, int]] = []
    for match in _LABEL.finditer(line[:2000]):
        column = terms.column(match["label"])
        if column in _SAID and column not in [other for other, *_ in found]:
            found.append((column, match.start(), match.end()))
    if not found:
        return []
    ends = [*(start for _, start, _ in found[1:]), len(line)]
    return [(column, start, value, end) for (column, start, value), end in zip(found, ends, strict=True)]


def _is_sure(said: dict[Column, Text]) -> bool:
    """Whether what is said is of a parameter or field: its name is one, and its type or whether it must be there."""
    if "name" not in said or _NAME.match(said["name"].value) is None:
        return False
    type_, must = said.get("type"), said.get("required", said.get("optional"))
    if type_ is not None and terms.base_type(type_.value) is None:
        return False
    if must is not None and terms.is_required(must.value) is None:
        return False
    return type_ is not None or must is not None
