"""Tags of HTML within lines of another form: alone in a line, inside of an address, or badges that show a method."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlrgen.pages.text import Text, join, standing_for

_ALONE = re.compile(
    r"[ \t]*(?:</?(?:aside|article|center|details|div|main|p|section|span)(?:[ \t][^<>]{0,300})?>[ \t]*){1,4}\Z",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"\A[ \t]*(?:<(?:p|center|div)(?:[ \t][^<>]{0,200})?>[ \t]*){1,4}"
    r"|(?:[ \t]*<(?:/p|/center|/div|/?br[ \t]*/?)>){1,4}[ \t]*\Z"
    r"|</?(?:span|font)(?:[ \t][^<>]{0,200})?>",
    re.IGNORECASE,
)
"""What makes a paragraph of a line, ends it, or colours words in it."""
_STEP = re.compile(r"/<(?:code|em|i|b|strong|var)>|</(?:code|em|i|b|strong|var)>/", re.IGNORECASE)
"""How a step of a path is set off in the middle of it."""
_TAG = re.compile(r"</?(?:code|em|i|b|strong|var)(?:[ \t][^<>]{0,100})?>", re.IGNORECASE)
_BADGE = re.compile(
    r"<badge[ \t][^<>]{0,100}?\btext=([\"'])(?P<text>GET|POST|PUT|DELETE|PATCH)\1[^<>]{0,100}>(?:</badge>)?",
    re.IGNORECASE,
)
"""A tag that shows a method, which is its attribute."""
_BLANKS = re.compile(r"(?<=\S)[ ]?(?:&nbsp;[ ]?){1,20}(?=\S)")
_REFERENCE = re.compile(r"&(?:lt|gt|amp);")
_SIGNS = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}


def unmarked(line: Text) -> Text:
    """A line without the tags that say nothing: all of it if it has nothing else, and those within an address."""
    if "&nbsp;" in line.value and "|" not in line.value:
        line = join(_spaced(line), "")
    if "<" not in line.value:
        return line
    if _ALONE.match(line.value):
        return line.part(len(line))
    line = badged(line).without(_AROUND)
    return _referred(line.without(_TAG)) if _STEP.search(line.value) else line


def _spaced(line: Text) -> Iterator[Text]:
    """The parts of a line, with a blank for the references to one that stand between words."""
    start = 0
    for found in _BLANKS.finditer(line.value):
        yield line.part(start, found.start())
        yield standing_for(" ", line.start(found.start()), len(found.group()))
        start = found.end()
    yield line.part(start)


def badged(line: Text) -> Text:
    """A line with the method that a badge shows in the place of its tag."""
    found = _BADGE.search(line.value) if "adge" in line.value else None
    if found is None:
        return line
    return join([line.part(0, found.start()), line.part(*found.span("text")), line.part(found.end())], "")


def _referred(line: Text) -> Text:
    """A line with the signs that it refers to."""
    parts: list[Text] = []
    start = 0
    for found in _REFERENCE.finditer(line.value):
        parts += [line.part(start, found.start())] if found.start() > start else []
        parts.append(standing_for(_SIGNS[found.group()], line.start(found.start()), len(found.group())))
        start = found.end()
    return join([*parts, line.part(start)], "") if parts else line
