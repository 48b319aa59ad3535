"""Tags of HTML within lines of another form: those alone in a line, and those inside of an address."""

from __future__ import annotations

import re

from dlrgen.pages.text import Text, join, standing_for

_ALONE = re.compile(
    r"[ \t]*(?:</?(?:aside|article|center|details|div|main|p|section|span)(?:[ \t][^<>]{0,300})?>[ \t]*){1,4}\Z",
    re.IGNORECASE,
)
_STEP = re.compile(r"/<(?:code|em|i|b|strong|var)>|</(?:code|em|i|b|strong|var)>/", re.IGNORECASE)
"""How a step of a path is set off in the middle of it."""
_TAG = re.compile(r"</?(?:code|em|i|b|strong|var)(?:[ \t][^<>]{0,100})?>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:lt|gt|amp);")
_SIGNS = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}


def unmarked(line: Text) -> Text:
    """A line without the tags that say nothing: all of it if it has nothing else, and those within an address."""
    if "<" not in line.value:
        return line
    if _ALONE.match(line.value):
        return line.part(len(line))
    return _referred(line.without(_TAG)) if _STEP.search(line.value) else line


def _referred(line: Text) -> Text:
    """A line with the signs that it refers to."""
    parts: list[Text] = []
    start = 0
    for found in _REFERENCE.finditer(line.value):
        parts += [line.part(start, found.start())] if found.start() > start else []
        parts.append(standing_for(_SIGNS[found.group()], line.start(found.start()), len(found.group())))
        start = found.end()
    return join([*parts, line.part(start)], "") if parts else line
