"""A piece of a page and what is known about where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from dlrgen.pages import callers, tables
from dlrgen.pages.blocks import Grid, Line, Piece
from dlrgen.pages.headings import Slot
from dlrgen.pages.model import Kind
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import Column

_CLOSING = ("}", ">", "]", "`", '"', " ")
"""How a line ends that may be a name for an address."""


class Noted(Struct, kw_only=True, gc=False):
    """A piece and what is known about where it stands."""

    piece: Piece
    slot: Slot | None
    label: Text | None
    """The heading or label that the slot comes from."""
    title: Text | None = None
    """Set if the piece itself may be an endpoint's title."""
    level: int = 9
    method: Text | None = None
    is_either: bool = False
    """Whether it says that a call may take GET or POST."""
    urls: Sequence[Text] = ()
    mentioned: Text | None = None
    """The address that a sentence names beside the method."""
    hint: Kind | None = None
    """What the sentence before it is about."""
    above: Text | None = None
    """The heading or short line above, whether or not it announces anything."""
    before: Text | None = None
    """The line right before it, however long."""
    outline: int | None = None
    """How deep it lies as a title, where it is a heading or has a number; None of what is no title."""
    _columns: Sequence[Column | None] | None = None

    @property
    def title_level(self) -> int | None:
        """How deep it lies, if it may be an endpoint's title; None if it is none."""
        return self.outline if self.title is not None else None

    @property
    def leaves_address(self) -> bool:
        """Whether it says, where an address is to be stated, that this is the client's own."""
        if not isinstance(self.piece, Line):
            return False
        text = self.piece.text
        if text.value.endswith(_CLOSING) and callers.stands_for_own_address(text.value):
            return True
        is_label = self.slot is not None and self.slot.topic == "url" and not self.urls and self.method is None
        return is_label and self.label is text and callers.names_own_address(text.value)

    def columns(self) -> Sequence[Column | None]:
        """What the columns of a table hold; empty of what is none."""
        if self._columns is None:
            self._columns = tables.columns(self.piece) if isinstance(self.piece, Grid) else ()
        return self._columns


def part_below(noted: Sequence[Noted], at: int, level: Callable[[Noted], int | None]) -> Sequence[Noted]:
    """What stands below a piece, up to the next one that lies no deeper, of those that have a level."""
    own = level(noted[at]) or 0
    end = at + 1
    while end < len(noted) and ((other := level(noted[end])) is None or other > own):
        end += 1
    return noted[at + 1 : end]
