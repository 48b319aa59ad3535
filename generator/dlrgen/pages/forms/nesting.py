"""The tables and lists of HTML that are open."""

from __future__ import annotations

from dlrgen.pages.blocks import Piece
from dlrgen.pages.text import Text

_LISTS = frozenset({"dl", "ol", "ul"})
_ITEMS = frozenset({"dd", "dt", "li"})


class Table:
    """A table being read."""

    def __init__(self) -> None:
        """Begin without rows."""
        self.rows: list[list[tuple[Text, int, int]]] = []
        self.cell: list[Text] | None = None
        self.spans: tuple[int, int] = (1, 1)
        self.in_row = False
        self.after: list[Piece] = []


class List:
    """Where in lists a paragraph stands."""

    def __init__(self) -> None:
        """Begin outside of all lists."""
        self.depth = 0
        self.item = False
        self.defines = False
        """Whether the paragraph is a term that a list defines."""
        self.is_open = False
        """Whether what comes goes on with the last item."""
        self.last: Piece | None = None

    def open(self, tag: str) -> None:
        """A list, an item, or a paragraph begins."""
        if tag in _LISTS:
            self.depth += 1
            self.item = False
        elif tag in _ITEMS:
            self.item = True
            self.defines = tag == "dt"
            self.is_open = tag == "dd" and self.last is not None

    def close(self, tag: str) -> None:
        """A list or an item ends."""
        if tag in _LISTS:
            self.depth = max(0, self.depth - 1)
        if tag in _LISTS or tag in ("li", "dd"):
            self.item = self.is_open = False
            self.last = None

    def take(self, piece: Piece) -> None:
        """The paragraph has become that piece."""
        self.last, self.is_open = piece, True
