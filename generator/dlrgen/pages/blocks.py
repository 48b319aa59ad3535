"""What every form of page is brought into before it is understood: headings, lines, tables and payloads, in order."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from dlrgen.pages.payload import Payload
from dlrgen.pages.text import Text

FOLDED = 7
"""The level of words that stand over what is folded up."""
BOLD = 9
"""The level of words in bold that stand alone."""


class Heading(Struct, frozen=True, gc=False):
    """A heading, and how deep it lies."""

    text: Text
    level: int


class Line(Struct, frozen=True, gc=False):
    """A line or paragraph of prose.

    Attributes:
        text: The words.
        item: Whether it is one of a list.
        depth: How far it is indented, or how many lists it lies in; only more or less of it means something.
        term: The words at its beginning that are set off, as code, in bold, or as what a list defines.
    """

    text: Text
    item: bool = False
    depth: int = 0
    term: Text | None = None


class Grid(Struct, frozen=True, gc=False):
    """A table. The rows do not hold the header; all are as long as it."""

    header: list[Text]
    rows: list[list[Text]]


class Block(Struct, frozen=True, gc=False):
    """A payload inside a text."""

    text: Text
    payload: Payload | None
    """None for what is set off as code and is no payload that is known."""
    language: str = ""


Piece: TypeAlias = Heading | Line | Grid | Block
