"""Functions that are called at one address, which the page states once before it describes them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from dlrgen.pages import headings
from dlrgen.pages.blocks import Block, Heading, Line
from dlrgen.pages.endpoints.callbacks import holds_members
from dlrgen.pages.endpoints.noted import Noted, part_below

_LEVEL = attrgetter("title_level")


def functions(noted: Sequence[Noted], address: int) -> list[int]:
    """The titles of the functions; none if there is but one, or if the address is of one of them.

    Args:
        noted: The pieces of the page.
        address: The one that states the only address; -1 if there is none.
    """
    titles = [i for i in range(address + 1, len(noted)) if noted[i].title_level is not None]
    for level in sorted({noted[i].outline or 0 for i in titles}):
        found = [
            i for i in titles if noted[i].outline == level and _is_function(noted[i], part_below(noted, i, _LEVEL))
        ]
        if len(found) > 1:
            return [] if any(map(holds_members, noted[max(address, 0) : found[0]])) else found
    return []


def stating(noted: Sequence[Noted], first: int) -> list[int]:
    """The pieces before the first function that say where all of them are called, and how."""
    return [i for i in range(first) if noted[i].urls or noted[i].method is not None]


def _is_function(title: Noted, part: Sequence[Noted]) -> bool:
    """Whether a part describes what is sent, and what is answered or how a call looks; and is none of the vendor's."""
    if not isinstance(title.piece, Heading | Line) or headings.names_callback(title.piece.text.value):
        return False
    slot = headings.slot(title.piece.text.value)
    if slot is not None and slot.topic == "members" and slot.kind is not None:
        # It names the function, but is about one side of it.
        return False
    is_sent = any(holds_members(each) and not (each.slot and each.slot.kind == "response") for each in part)
    is_answered = any(each.slot is not None and each.slot.kind == "response" for each in part)
    return is_sent and (is_answered or any(isinstance(each.piece, Block) and each.piece.payload for each in part))
