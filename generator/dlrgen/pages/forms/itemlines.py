"""Items of HTML that break into lines: which of these say more of the item, and which stand for themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import headings
from dlrgen.pages.blocks import Block, Line, Piece
from dlrgen.pages.lines import plain
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, join, made

_LABELLED = re.compile(r"(?P<label>[^:：/\n]{2,24}?)[ ]?[:：][ ]?(?=(?:GET|POST|PUT|DELETE|PATCH)\b|https?:|/)")
"""A label before a method or an address."""
_CALLED = re.compile(
    r"[ \t]*(?P<label>[^:：/]{2,20})[:：][ \t]*https?://[^\s?]{1,200}\?[A-Za-z_][\w.]{0,40}=\S*[ \t]*\Z"
)
"""An item that only shows a call."""
_ANSWERED = re.compile(r"[ \t]*(?P<label>[^:：{}\[\]]{2,30})[:：][ \t]*(?=[{\[]\s{0,4}[{\"])")
"""An item that only shows what is sent or answered, in JSON."""


def shown(lines: Sequence[Text]) -> list[Piece]:
    """What an item shows behind a label that says so: a call, or JSON; nothing if it is no such item."""
    first, last = lines[0].value, lines[-1].value
    called = _CALLED.match(first)
    if called is not None and headings.is_example(called["label"]):
        return [*plain.pieces(lines)]
    answered = _ANSWERED.match(first) if last.endswith(("}", "]")) else None
    if answered is None or not _announces_example(answered["label"]):
        return []
    found = [*plain.pieces(lines)]
    return found if any(isinstance(piece, Block) and piece.payload is not None for piece in found) else []


@remembered
def _announces_example(label: str) -> bool:
    """Whether a label says that what is sent or answered stands behind it."""
    slot = headings.slot(label)
    return slot is not None and slot.whole and slot.topic in ("example", "part")


def pieces(lines: Sequence[Text], depth: int, term: Text | None) -> list[Piece]:
    """The lines of an item as pieces: one, or more if some begin what a text would not take for the rest of an item.

    Args:
        lines: The lines, of which there is one at least.
        depth: In how many lists the item lies.
        term: The words at its beginning that are set off.
    """
    whole = Line(join(lines, "\n"), True, depth, term)
    if len(lines) == 1:
        return [whole]
    if any(_states_call(line.value) for line in lines[1:]):
        return [Line(lines[0], True, depth, term), *map(Line, lines[1:])]
    first, *rest = plain.pieces([_after("- ", lines[0]), *(_after("  ", line) for line in lines[1:])])
    if not rest or not isinstance(first, Line) or not first.item:
        return [whole]
    return [Line(first.text, True, depth, term), *rest]


@remembered
def _states_call(line: str) -> bool:
    """Whether a line states an address or a method behind a label."""
    label = _LABELLED.match(line)
    slot = headings.slot(label["label"]) if label is not None else None
    return slot is not None and slot.whole and slot.topic in ("url", "method")


def _after(signs: str, line: Text) -> Text:
    return join([made(signs, line.start()), line], "")
