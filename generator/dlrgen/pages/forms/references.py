"""Listings whose signs were written as references once too often, which a browser prints as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from dlrgen.pages.text import Text, join, standing_for

_REFERENCE = re.compile("&(?:quot|apos|amp|lt|gt|#39);")


def resolved(lines: Sequence[Text]) -> list[Text]:
    """The lines of a listing; if it has references for all its quotes, with the signs that references stand for."""
    is_escaped = any("&quot;" in line.value for line in lines) and not any('"' in line.value for line in lines)
    return [_unescaped(line) for line in lines] if is_escaped else [*lines]


def _unescaped(line: Text) -> Text:
    parts: list[Text] = []
    start = 0
    for found in _REFERENCE.finditer(line.value):
        sign = standing_for(unescape(found.group()), line.start(found.start()), len(found.group()))
        parts += [line.part(start, found.start()), sign]
        start = found.end()
    return join([*parts, line.part(start)], "")
