"""Types in HTML that are set off before a name that is set off, too: `<em>string</em> <b>phone</b>`."""

from __future__ import annotations

import re

from dlrgen.pages import terms
from dlrgen.pages.vocabulary import folded

_LED = re.compile(
    r"<(?P<tag>em|i|code|var)(?:[ ][^<>]{0,100})?>[ ]?(?P<type>[A-Za-z]{3,12}(?:\[\])?)[ ]?</(?P=tag)>"
    r"\s{1,20}<(?:strong|b|code|kbd|samp|tt)[ >]"
)


def begins(text: str, at: int) -> bool:
    """Whether the element that begins there holds the type of the name in the one behind it."""
    found = _LED.match(text, at)
    return found is not None and folded(found["type"].removesuffix("[]")) in terms.TYPES
