"""Cells that hold a name and, behind it, its type and whether it must be there: `phone string required`."""

from __future__ import annotations

import re

from msgspec import Struct

from dlrgen.pages import headings, terms
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import folded

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60}(?=[\s*(（,:：|])\*?")
_BETWEEN = re.compile(r"[\s,;:：，()（）|·•/*-]*")
_WORDS = re.compile(r"[A-Za-z0-9\[\]<>\u4e00-\u9fff]{1,30}(?:[ ][A-Za-z0-9\[\]<>]{1,20}){0,2}")
_SIZE = re.compile(r"[ ]?[(\[][ ]?[0-9]{1,6}(?:[ ]?,[ ]?[0-9]{1,3})?[ ]?[)\]]")
"""How long what has a type may be."""
_LED = re.compile(
    r"[_*](?P<type>[A-Za-z]{3,12}(?:\[\])?)[_*][ ]{1,4}(?P<name>[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60})"
    r"(?:[ ]{1,4}(?P<rest>[^\n]{1,300}))?\Z"
)
"""A type that is set off before the name, and what is said of that: `_string_ phone is who gets it`."""
_MOST = 300
_Stretch = tuple[int, int]


class Declared(Struct, frozen=True, gc=False):
    """What such a cell says. What it leaves open is an empty text."""

    name: Text
    type: Text
    required: Text
    rest: Text


def declared(cell: Text) -> Declared | None:
    """What a cell says that declares a name; None if it does not."""
    found = _stretches(cell.value)
    return None if found is None else Declared(*(cell.part(*stretch).strip() for stretch in found))


@remembered
def _stretches(cell: str) -> tuple[_Stretch, _Stretch, _Stretch, _Stretch] | None:
    """Where the name, the type, the word for must and what is left stand."""
    if cell[:1] in ("_", "*") and (led := _led(cell)) is not None:
        return led
    name = _NAME.match(cell) if len(cell) <= _MOST else None
    if name is None:
        return None
    said: dict[str, _Stretch] = {}
    at = name.end()
    while len(said) < 2 and (start := _skipped(cell, at)) < len(cell):
        kind, end = _statement(cell, start)
        if kind in ("", *said):
            break
        if kind == "type" and (size := _SIZE.match(cell, end)) is not None:
            end = size.end()
        said[kind], at = (start, end), end
    start = _skipped(cell, at)
    if not said or (start < len(cell) and "\n" not in cell[at:start]):
        return None
    nothing = (0, 0)
    return name.span(), said.get("type", nothing), said.get("required", nothing), (start, len(cell))


def _led(cell: str) -> tuple[_Stretch, _Stretch, _Stretch, _Stretch] | None:
    """Where the parts of a cell stand that a type begins."""
    found = _LED.match(cell)
    if found is None or folded(found["type"]) not in terms.TYPES:
        return None
    return found.span("name"), found.span("type"), (0, 0), found.span("rest") if found["rest"] else (0, 0)


def _skipped(cell: str, at: int) -> int:
    """Where the signs are over that stand there."""
    found = _BETWEEN.match(cell, at)
    return found.end() if found is not None else at


def _statement(cell: str, at: int) -> tuple[str, int]:
    """What the words say that stand there, as many of them as may be, and where they end; nothing if it is no such."""
    found = _WORDS.match(cell, at)
    while found is not None:
        word = found.group()
        if headings.demanded(word) is not None and terms.is_required(word) is not None:
            return "required", found.end()
        if folded(word) in terms.TYPES or word.endswith("[]"):
            return "type", found.end()
        shorter = word.rfind(" ")
        found = _WORDS.fullmatch(cell, at, at + shorter) if shorter > 0 else None
    return "", at
