"""Marks of Markdown, HTML and BBCode around words."""

from __future__ import annotations

import re

from dlrgen.pages.text import Text, join

_MARKUP = re.compile(
    r"`+|\*\*|(?<![A-Za-z0-9])__(?=\S)|(?<=\S)__(?![A-Za-z0-9])|</?[A-Za-z][A-Za-z0-9-]{0,20}(?:[ ][^<>]{0,200})?/?>"
    r"|\[/?(?:b|i|u|code|tt)\]|!?\[([^\[\]\n]{0,300})\]\([^()\n]{0,500}\)|\\(?=[\\`*_{}\[\]()#+.!|<>-])"
)
_BREAK = re.compile(r"[ \t]*</?br[ \t]*/?>[ \t]*", re.IGNORECASE)
_MARKUP_SIGNS = frozenset("`*_<[\\")
"""What no markup is without."""


def clean(text: Text) -> Text:
    """Words without the marks of Markdown, HTML and BBCode around and in them."""
    if _MARKUP_SIGNS.isdisjoint(text.value):
        return text.strip()
    if "<" in text.value and _BREAK.search(text.value):
        text = join(text.between(_BREAK), "\n")
    return text.without(_MARKUP).strip()
