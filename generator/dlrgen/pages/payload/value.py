"""A payload in a page, and the values that it shows."""

from __future__ import annotations

from msgspec import Struct

from dlrgen.pages.model import Kind, Shape, Syntax
from dlrgen.spec.model import Place

MAX_DEPTH = 40
"""How deep values may lie to be found."""
MAX_VALUES = 20_000
"""How many values of one payload are kept."""


class Stretch(Struct, frozen=True, gc=False):
    """A stretch of a payload's text."""

    start: int
    end: int


class RawValue(Struct, kw_only=True, gc=False):
    """A value, its places as offsets into the text."""

    path: str
    key: Stretch | None
    shape: Shape
    at: Stretch
    text: str | None = None
    place: Place | None = None
    comment: Stretch | None = None


class Payload(Struct, kw_only=True):
    """A payload, its places as offsets into the text."""

    start: int
    end: int
    syntax: Syntax
    values: list[RawValue]
    kind: Kind | None = None
    method: Stretch | None = None
    url: Stretch | None = None
