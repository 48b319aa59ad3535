"""Lines of prose that go on with the sentence of the line above, as pages of a fixed width break them."""

from __future__ import annotations

from dlrgen.pages.blocks import Line
from dlrgen.pages.text import Page, Text

_OVER = frozenset("。；;.!！?？:：")
"""What a sentence ends with, or announces something with."""
_MAX_APART = 40
_LEAST_FILLED, _FILLED = 24, 0.75
"""How long a line is at least that goes on in the next one, and which part of that."""


def goes_on(before: Text, piece: Line, page: Page) -> bool:
    """Whether a line of prose is right below one that is filled, and whose sentence is not over."""
    above, line = before.value, piece.text.value
    if len(above) < _LEAST_FILLED or above[-1] in _OVER or piece.item:
        return False
    if line[:1].isupper() or len(above) < len(line) * _FILLED or "\t" in above or "\t" in line:
        return False
    end, start = before.end(), piece.text.start()
    return 0 < start - end < _MAX_APART and page.value[end:start].strip(" \t") == "\n"
