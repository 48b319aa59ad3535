"""Payloads that begin in a line, and the labels before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from dlrgen.pages import payload as payloads
from dlrgen.pages import words
from dlrgen.pages.blocks import Block, Line, Piece
from dlrgen.pages.glance import glance
from dlrgen.pages.payload import Payload
from dlrgen.pages.text import Text, joined_lines

_SOLID = re.compile(r"\S")
_URL_LABEL = re.compile(r"[ \t]*(?P<label>[^:：\n]{1,30})[:：][ \t]*(?=(?:(?:GET|POST)[ ]{1,3})?https?://)")
_BARE_LABEL = re.compile(r"[ \t]*(?P<label>[A-Za-z\u4e00-\u9fff]{2,12}(?:[ ][A-Za-z]{2,12})?)[ \t]{1,8}(?=[{\[<])")
_PAYLOAD_LABEL = re.compile(r"[ \t]*(?:[0-9]{1,6}\.?[ \t]+)?(?:[^{}\[\]\"'<>|=]{0,30}[:：])?[ \t]*['`]?(?=[{\[<])")


class Payloads:
    """The payloads that begin in lines which follow each other, and may go on to their end."""

    def __init__(self, lines: Sequence[Text], *, fenced: bool) -> None:
        """Take lines, and whether the page sets them off as code."""
        self._lines = lines
        self._fenced = fenced

    # Few lines of prose hold one.

    @cached_property
    def _joined(self) -> Text:
        return joined_lines(self._lines)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line.value) + 1 for line in self._lines)]

    def at(self, i: int) -> tuple[list[Piece], int]:
        """The payload that begins in a line, what is said before it, and the line after it."""
        if not glance(self._lines[i].value).may_be_payload:
            return [], i
        text, start = self._joined.value, self._starts[i]
        label, found = _payload_at(text, start, start + len(self._lines[i]), fenced=self._fenced)
        if found is None:
            return [], i
        before: list[Piece] = [Line(self._joined.part(start, label))] if text[start:label].strip(" \t-*") else []
        following = i + 1
        while following < len(self._lines) and self._starts[following] < found.end:
            following += 1
        return [*before, Block(self._joined, found)], following


def _payload_at(text: str, start: int, end: int, *, fenced: bool) -> tuple[int, Payload | None]:
    """The payload that begins in a line, and where its label is over."""
    limit = len(text)
    for reader in (payloads.curl_at, payloads.form_at, payloads.url_at):
        found = reader(text, start, limit)
        if found is not None:
            return found.start, found
    if (labelled := _URL_LABEL.match(text, start, end)) and words.is_example(labelled["label"]):
        found = payloads.url_at(text, labelled.end(), limit)
        if found is not None:
            return found.start, found
    found = payloads.http_at(text, start, limit, loose=not fenced)
    if found is not None:
        return found.start, found
    if fenced and _SOLID.search(text, 0, start) is None and (found := payloads.members_at(text, start, limit)):
        return found.start, found
    label = _PAYLOAD_LABEL.match(text, start, end) or _told_label(text, start, end)
    if label is None:
        return start, None
    at = label.end()
    read = payloads.xml_at if text[at] == "<" else payloads.json_at
    found = read(text, at, limit, loose=not fenced)
    return (found.start, found) if found else (start, None)


def _told_label(text: str, start: int, end: int) -> re.Match[str] | None:
    """A label without a colon before a payload, which says how a call went."""
    label = _BARE_LABEL.match(text, start, end)
    return label if label is not None and words.went_well(label["label"]) is not None else None


def is_payload(line: str) -> bool:
    """Whether a line shows a payload by itself."""
    return glance(line).may_be_payload and _payload_at(line, 0, len(line), fenced=False)[1] is not None
