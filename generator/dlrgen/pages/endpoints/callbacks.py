"""Where a page describes a call that the vendor makes, which has no address for the page to state."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from itertools import pairwise
from operator import attrgetter

from dlrgen.pages import callers, headings, sentences
from dlrgen.pages.blocks import BOLD, FOLDED, Block, Grid, Heading, Line
from dlrgen.pages.endpoints.addresses import is_method, is_title
from dlrgen.pages.endpoints.noted import Noted, part_below

_LEVEL = attrgetter("outline")
_OPENING = 4
"""In how many pieces below its heading a description says what it is about."""
_MOST_EVENTS = 60
_MAX_TITLE = 40
_ENDS = (".", "。", ":", "：", "；", ";", ",", "，")
_CALLS = ("回调", "推送", "回调通知", "异步通知", "callback", "webhook")
"""What a title ends with that needs no sentence to say whose call it is."""
_IN_BRACKETS = re.compile(r"[(（【][^()（）【】\n]{0,60}[)）】]")
_FAR = 8
"""How many pieces after that sentence may come before what is sent."""
_REACH = 7
"""How many pieces below a line may tell that it is a callback's title."""


def callbacks(noted: Sequence[Noted], starts: Sequence[int], stated: Sequence[int]) -> list[int]:
    """The headings of callbacks, beside the headings of what has an address.

    Args:
        noted: The pieces of the page.
        starts: Where the descriptions of endpoints state their addresses, in their order.
        stated: Where any address is stated.
    """
    titles = [i for i, each in enumerate(noted) if each.outline is not None]
    levels = _levels_above(noted, {*starts})
    labels = {each.piece.level for each in noted if isinstance(each.piece, Heading) and each.title is None}
    found: list[int] = []
    for i in titles:
        is_part = noted[i].outline not in levels and noted[i].outline in labels - {FOLDED}
        if is_part and not _names_what_is_sent(noted[i]):
            # Among the headings of an endpoint's parts it is the heading of a part.
            continue
        part = part_below(noted, i, _LEVEL)
        if not _holds_any(stated, i, i + len(part)) and _is_of_callback(noted[i], part, _is_beside(noted[i], levels)):
            found += _events(noted, i, len(part)) or [i]
    found = _innermost(noted, found)
    if starts and not any(map(is_title, noted)):
        found += [i for i in range(starts[0] + 1, len(noted)) if _is_plain(noted, i)]
        found += _sent_back(noted, found, starts)
        found += _left_open(noted, found, {*stated})
    return found


def _names_what_is_sent(noted: Noted) -> bool:
    """Whether a heading or label names what a callback sends, as one after the answer may: `回调参数`."""
    piece = noted.piece
    slot = noted.slot
    if slot is None or not isinstance(piece, Heading | Line) or (isinstance(piece, Heading) and piece.level >= BOLD):
        return False
    return slot.topic == "members" and slot.kind != "response" and headings.names_callback(piece.text.value)


def _sent_back(noted: Sequence[Noted], found: Collection[int], starts: Collection[int]) -> list[int]:
    """The labels that name what a callback sends, after the answer to the call that they follow.

    Args:
        noted: The pieces of a page without headings.
        found: The titles of callbacks that are known.
        starts: Where the descriptions of endpoints state their addresses.
    """
    labels: list[int] = []
    begins = {*starts, *found}
    is_answered = False
    for i, each in enumerate(noted):
        if i in begins:
            is_answered = False
        elif isinstance(each.piece, Grid | Block):
            is_answered = is_answered or (each.slot is not None and each.slot.is_of_answer)
        elif is_answered and each.label is each.piece.text and _names_what_is_sent(each):
            below = noted[i + 1] if i + 1 < len(noted) else None
            if below is not None and holds_members(below):
                labels.append(i)
                is_answered = False
    return labels


def _left_open(noted: Sequence[Noted], found: Collection[int], stated: Collection[int]) -> list[int]:
    """The lines above labels that leave an address to the client, or these, if what is sent is shown below.

    Args:
        noted: The pieces of a page without headings.
        found: The titles of callbacks that are known.
        stated: Where any address is stated.
    """
    opened: list[int] = []
    last = -1
    for i in [i for i, each in enumerate(noted) if each.leaves_address]:
        ends = (k for k in range(i - 1, last, -1) if k in stated or isinstance(noted[k].piece, Grid | Block))
        content = next(ends, last)
        if not any(content < k <= i for k in found) and _is_shown_below(noted, i, stated):
            first = i - 1 if i - 1 > content and is_method(noted[i - 1]) else i
            is_titled = first - 1 > content and _may_be_title(noted[first - 1])
            opened.append(first - 1 if is_titled else first)
        last = i
    return opened


def _is_shown_below(noted: Sequence[Noted], label: int, stated: Collection[int]) -> bool:
    """Whether members and a payload come before another address."""
    has_members = has_payload = False
    for i in range(label + 1, len(noted)):
        if i in stated or noted[i].leaves_address:
            break
        has_members = has_members or holds_members(noted[i])
        block = noted[i].piece
        has_payload = has_payload or (isinstance(block, Block) and block.payload is not None)
    return has_members and has_payload


def _may_be_title(noted: Noted) -> bool:
    """Whether a line is short, and neither an item nor a sentence."""
    line = _short_line(noted)
    return line is not None and noted.slot is None and not line.text.value.rstrip().endswith(_ENDS)


def _short_line(noted: Noted) -> Line | None:
    """The line that is no item and no longer than a title; None of anything else."""
    line = noted.piece
    return line if isinstance(line, Line) and not line.item and len(line.text) <= _MAX_TITLE else None


def _is_beside(heading: Noted, levels: Collection[int]) -> bool:
    """Whether a heading lies as deep as those that addresses stand under, or less deep than the deepest of them."""
    level = heading.outline
    return level is not None and (not levels or level in levels or level < min(max(levels, default=0), BOLD))


def _events(noted: Sequence[Noted], heading: int, size: int) -> list[int]:
    """The headings below a callback's own of calls that have tables of their own, and are shown or told of."""
    levels = [(level, i) for i in range(heading + 1, heading + size + 1) if (level := noted[i].outline) is not None]
    least = min(levels, default=(0, 0))[0]
    below = [i for level, i in levels if level == least]
    parts = {i: part_below(noted, i, _LEVEL) for i in below[:_MOST_EVENTS]}
    whole = [i for i, part in parts.items() if any(map(holds_members, part)) and (_is_shown(part) or _is_told(part))]
    return whole if len(whole) > 1 else []


def _is_shown(part: Sequence[Noted]) -> bool:
    return any(isinstance(each.piece, Block) and each.piece.payload for each in part)


def _is_told(part: Sequence[Noted]) -> bool:
    return any(map(sentences.mentions_callback, _opening(part)))


def _innermost(noted: Sequence[Noted], titles: Sequence[int]) -> list[int]:
    """The headings without those that only open what lies below them, unless that is one part of what they name."""
    found: list[int] = []
    for i, following in pairwise([*titles, len(noted)]):
        if found and _only_opens(noted, found[-1], i) and not _only_opens(noted, i, following):
            part = part_below(noted, found[-1], _LEVEL)
            is_one = following > found[-1] + len(part)
            heading = noted[found[-1]].piece
            if is_one and isinstance(heading, Heading | Line) and headings.names_callback(heading.text.value):
                continue
            found[-1] = i
            continue
        found.append(i)
    return found


def _only_opens(noted: Sequence[Noted], heading: int, following: int) -> bool:
    """Whether a heading has nothing but sentences above another callback's that lies below it."""
    if following == len(noted) or (noted[following].outline or 0) <= (noted[heading].outline or 0):
        return False
    return all(isinstance(each.piece, Line | Heading) for each in noted[heading + 1 : following])


def _is_plain(noted: Sequence[Noted], i: int) -> bool:
    """Whether a line of a page without headings names a callback, which a sentence and a table or payload describe."""
    line = _short_line(noted[i])
    if line is None or noted[i].urls or noted[i].method is not None:
        return False
    value = line.text.value
    if value.rstrip().endswith(_ENDS) or noted[i].outline is not None:
        return False
    if not headings.names_callback(value):
        return noted[i].title is not None and _is_asked_for(noted, i)
    told = _ends_with_call(value)
    for each in noted[i + 1 : i + 1 + _REACH]:
        if each.urls or each.outline is not None or _is_named_again(each):
            return False
        if isinstance(each.piece, Grid | Block):
            return told and (isinstance(each.piece, Block) or holds_members(each))
        if isinstance(each.piece, Line) and len(each.piece.text) > len(line.text):
            told = told or sentences.mentions_callback(each.piece.text.value)
    return False


def _ends_with_call(title: str) -> bool:
    """Whether a title ends with a call of the vendor's, but for what brackets add."""
    return _IN_BRACKETS.sub("", title).rstrip().lower().endswith(_CALLS)


def _is_named_again(noted: Noted) -> bool:
    """Whether another line names a callback, so that the one above is an entry of a menu."""
    line = _short_line(noted)
    if line is None or not _ends_with_call(line.text.value):
        return False
    return headings.names_callback(line.text.value)


def _is_asked_for(noted: Sequence[Noted], i: int) -> bool:
    """Whether the sentence right below a title says how to be called for what it names, and a table what is sent."""
    below = noted[i + 1].piece if i + 1 < len(noted) else None
    if not isinstance(below, Line) or below.item or not _tells_of_callback(below.text.value):
        return False
    for each in noted[i + 2 : i + 2 + _FAR]:
        if holds_members(each):
            return True
        if not isinstance(each.piece, Line) or each.urls or callers.asks_for_callback(each.piece.text.value):
            return False
    return False


def _levels_above(noted: Sequence[Noted], starts: Collection[int]) -> set[int]:
    """The levels of the headings under which addresses stand."""
    found: set[int] = set()
    above: list[int] = []
    for i, each in enumerate(noted):
        level = each.outline
        while level is not None and above and above[-1] >= level:
            above.pop()
        above += [level] if level is not None else []
        if i in starts:
            found.update(above)
    return found


def _holds_any(places: Sequence[int], first: int, last: int) -> bool:
    """Whether one of the places, which are in their order, lies there."""
    at = bisect_left(places, first)
    return at < len(places) and places[at] <= last


def _is_of_callback(heading: Noted, part: Sequence[Noted], is_beside: bool) -> bool:
    """Whether a part of the page describes what a callback sends: by its heading, or by its first sentences.

    Below another endpoint's title it takes a table of what is sent, and a heading that says so.
    """
    title = heading.piece.text.value if isinstance(heading.piece, Heading | Line) else ""
    if not is_beside:
        return headings.names_callback(title) and any(map(holds_members, part))
    opening = _opening(part)
    is_told = any(each.leaves_address for each in part[:_OPENING]) or any(map(_tells_of_callback, opening))
    if headings.names_callback(title) or is_told:
        return any(isinstance(each.piece, Block) or holds_members(each) for each in part)
    return any(map(sentences.mentions_callback, opening)) and any(map(holds_members, part))


def _opening(part: Sequence[Noted]) -> list[str]:
    """The first lines of a part, and these as one, since sentences may be broken at the ends of lines."""
    lines = [each.piece.text.value for each in part[:_OPENING] if isinstance(each.piece, Line) and not each.piece.item]
    return [*lines, " ".join(lines)] if len(lines) > 1 else lines


def _tells_of_callback(sentence: str) -> bool:
    """Whether a sentence says that the vendor calls the client, or what one does for that."""
    return callers.asks_for_callback(sentence) or callers.calls_back(sentence)


def holds_members(noted: Noted) -> bool:
    """Whether a piece is a table of parameters or fields."""
    if not isinstance(noted.piece, Grid) or (noted.slot is not None and noted.slot.topic == "codes"):
        return False
    columns = noted.columns()
    at = columns.index("name") if "name" in columns else -1
    return at >= 0 and any(row[at].value.isascii() for row in noted.piece.rows)
