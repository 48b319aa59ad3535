"""Where a page describes a call that the vendor makes, which has no address for the page to state."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dlrgen.pages import tables, words
from dlrgen.pages.addresses import is_title
from dlrgen.pages.blocks import Block, Grid, Line
from dlrgen.pages.context import Noted

_OPENING = 4
"""In how many pieces below its heading a description says what it is about."""


def callbacks(noted: Sequence[Noted], starts: Sequence[int], stated: Collection[int]) -> list[int]:
    """The headings of callbacks, beside the headings of what has an address.

    Args:
        noted: The pieces of the page.
        starts: Where the descriptions of endpoints state their addresses, in their order.
        stated: Where any address is stated.
    """
    titles = [i for i, each in enumerate(noted) if is_title(each)]
    levels = {level for start in starts for level in _levels_above(noted, titles, start)}
    found: list[int] = []
    for i in titles:
        if noted[i].level in levels:
            part = [*_part(noted, i)]
            if not _holds_any(stated, i, i + len(part)) and _is_of_callback(noted[i], part):
                found.append(i)
    return found


def _levels_above(noted: Sequence[Noted], titles: Sequence[int], start: int) -> Iterator[int]:
    """The levels of the headings under which an address stands."""
    lowest = None
    for i in reversed(titles):
        if i <= start and (lowest is None or noted[i].level < lowest):
            lowest = noted[i].level
            yield lowest


def _part(noted: Sequence[Noted], heading: int) -> Iterator[Noted]:
    """What stands under a heading, up to the next one that is no deeper."""
    for each in noted[heading + 1 :]:
        if is_title(each) and each.level <= noted[heading].level:
            return
        yield each


def _holds_any(places: Collection[int], first: int, last: int) -> bool:
    return any(first <= place <= last for place in places)


def _is_of_callback(heading: Noted, part: Sequence[Noted]) -> bool:
    """Whether a part of the page describes what a callback sends: by its heading, or by its first sentences."""
    if heading.title is not None and words.names_callback(heading.title.value):
        return any(isinstance(each.piece, Block) or _holds_members(each) for each in part)
    opening = [each.piece.text.value for each in part[:_OPENING] if isinstance(each.piece, Line)]
    return any(map(words.mentions_callback, opening)) and any(map(_holds_members, part))


def _holds_members(noted: Noted) -> bool:
    is_of_codes = noted.slot is not None and noted.slot.topic == "codes"
    return isinstance(noted.piece, Grid) and not is_of_codes and "name" in tables.columns(noted.piece)
