"""Functions that are called at one address, which the page states once before it describes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from dlrgen.pages import headings
from dlrgen.pages.blocks import Block, Heading, Line
from dlrgen.pages.endpoints.callbacks import holds_members
from dlrgen.pages.endpoints.noted import Noted, part_below

_IDENTIFIER = re.compile(r"[ \t`*]*[a-z][a-z0-9]{1,30}(?:[A-Z][A-Za-z0-9]{1,30}|_[a-z0-9_]{2,40})[`*()]{0,4}[ \t]*\Z")
"""What functions are called."""
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
    return _in_plain_lines(noted, max(address, 0))


def _in_plain_lines(noted: Sequence[Noted], first: int) -> list[int]:
    """The lines that are nothing but what a function is called, with a sentence and a table below each; or none."""
    lines = (i for i in range(first, len(noted)) if isinstance(piece := noted[i].piece, Line) and not piece.item)
    named = [i for i in lines if _is_name(noted, i)]
    parts = [noted[i:end] for i, end in pairwise([*named, len(noted)])]
    return named if len(named) > 1 and all(any(map(holds_members, part)) for part in parts) else []


def _is_name(noted: Sequence[Noted], i: int) -> bool:
    """Whether a line is nothing but what a function is called, and a sentence stands below it."""
    line = noted[i].piece
    if not isinstance(line, Line) or not _IDENTIFIER.match(line.text.value):
        return False
    below = noted[i + 1].piece if i + 1 < len(noted) else None
    return isinstance(below, Line) and " " in below.text.value and len(below.text) > len(line.text)


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
