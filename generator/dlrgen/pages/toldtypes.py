"""Types that a description tells, where no column and no brackets do: `A string that names the sender`."""

from __future__ import annotations

import re

from dlrgen.pages import words
from dlrgen.pages.remembered import remembered

_TOLD = re.compile(
    r"[ \t]*(?:an?|the)[ \t]+[`*'\"]{0,2}(?P<type>string|boolean|bool|integer|int|float|array|list|collection|object"
    r"|map|datetime|timestamp)[`*'\"]{0,2}(?=[ \t]+(?:of|value|contain|with|that|which|spec|indicat|represent|describ"
    r"|identif|denot|hold|nam|set|in|for)|[ \t]*(?:[.,;(]|\Z))",
    re.IGNORECASE,
)
"""How a sentence begins that says what is to be given by its type."""
_PART = re.compile(r"[ \t]*(?P<type>[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff\[\]]{1,20})[ \t]*\n")
"""A word that has the first of several lines for itself."""


def may_tell(description: str) -> bool:
    """Whether a description may begin with a type, which few do."""
    return description[:2].lower() in ("a ", "an", "th") or "\n" in description[:24]


@remembered
def told(description: str) -> tuple[int, int] | None:
    """Where a description tells a type; None if it tells none."""
    if not may_tell(description):
        return None
    found = _TOLD.match(description)
    if found is None:
        found = _PART.match(description)
        if found is not None and words.folded(found["type"]) not in words.TYPES:
            return None
    return found.span("type") if found is not None else None
