"""Names in code among the words of a paragraph of HTML, set off as Markdown sets them off."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages.text import Text, made

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.-]{0,60}\Z")
"""A name of a parameter, a field or a header."""


def ticked(flow: Sequence[Text], at: Sequence[int]) -> list[Text]:
    """The fragments of a paragraph, with the signs of code around names that do not begin it.

    Args:
        flow: The fragments.
        at: Where code begins and ends among them, in turn.
    """
    found: list[Text] = []
    done = 0
    for start, end in zip(at[::2], at[1::2], strict=False):
        is_name = end == start + 1 and _NAME.match(flow[start].value) is not None
        if is_name and any(text.value.strip() for text in flow[:start]):
            tick = made("`", flow[start].start())
            found += [*flow[done:start], tick, flow[start], tick]
            done = end
    return [*found, *flow[done:]]
