"""Tables of contents in plain text, whose lines say again what stands as titles below them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import VOCABULARY

_TITLES = frozenset(VOCABULARY.outlines)
_MAX_TITLE = 24
_MAX_ENTRY = 80
_MOST_ABOVE = 400
"""In how many lines it is looked for."""
_LEAST = 3
"""How many lines a table of contents has at least."""
_MARKS = re.compile(r"[ \t]*(?:[-*+•·#]{1,6}[ \t]+)?(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.、)]?[ \t]+)?")
_LINK = re.compile(r"[ \t]*[#¶]?[ \t]*\Z")


def without_outlines(lines: Sequence[Text]) -> Sequence[Text]:
    """The lines, and nothing in the place of those that only list the titles which follow.

    Args:
        lines: Lines that follow each other.
    """
    at = next((i for i, line in enumerate(lines[:_MOST_ABOVE]) if _announces(line.value)), None)
    if at is None:
        return lines
    later = Counter(_words(line.value) for line in lines[at + 1 :] if len(line.value) <= _MAX_ENTRY)
    listed: list[int] = []
    for i, line in enumerate(lines[at + 1 :], at + 1):
        words = _words(line.value)
        if not words:
            continue
        later[words] -= 1
        if len(line.value) > _MAX_ENTRY or later[words] < 1 or (listed and words == _words(lines[listed[0]].value)):
            break
        listed.append(i)
    if len(listed) < _LEAST:
        return lines
    left_out = {*listed}
    return [line.part(0, 0) if i in left_out else line for i, line in enumerate(lines)]


@remembered
def _announces(line: str) -> bool:
    """Whether a line stands over a table of contents."""
    return len(line) <= _MAX_TITLE and line.strip(" \t#¶:：").lower() in _TITLES


def _words(line: str) -> str:
    """A title without its number and the sign of its link."""
    start = _MARKS.match(line)
    return _LINK.sub("", line[start.end() if start else 0 :])
