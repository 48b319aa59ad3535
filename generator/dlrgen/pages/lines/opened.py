"""Payloads that begin in a line, and the labels before them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from dlrgen.pages import headings, sentences
from dlrgen.pages import payload as payloads
from dlrgen.pages.blocks import Block, Line, Piece
from dlrgen.pages.lines.glance import glance
from dlrgen.pages.payload import Payload
from dlrgen.pages.text import Text, joined_lines

_CLOSED = re.compile(r"\s{0,40}\)")
_MAX_GAP = 200
_SOLID = re.compile(r"\S")
_URL_LABEL = re.compile(r"[ \t]*(?P<label>[^:：\n]{1,30})[:：][ \t]*(?=(?:(?:GET|POST)[ ]{1,3})?https?://)")
_FORM_LABEL = re.compile(
    r"[ \t]*(?P<label>[A-Za-z\u4e00-\u9fff ]{2,20})[:：][ \t]*(?=[A-Za-z_][A-Za-z0-9_.\[\]-]{0,60}=[^\s&]{0,200}&)"
)
_CURL_LABEL = re.compile(r"[ \t]*[^:：\n]{1,30}[:：][ \t]*(?=curl[ \t])")
_BARE_LABEL = re.compile(r"[ \t]*(?P<label>[A-Za-z\u4e00-\u9fff]{2,12}(?:[ ][A-Za-z]{2,12})?)[ \t]{1,8}(?=[{\[<])")
_PAYLOAD_LABEL = re.compile(r"[ \t]*(?:[0-9]{1,6}\.?[ \t]+)?(?:[^{}\[\]\"'<>|=]{0,30}[:：])?[ \t]*['`]{0,2}(?=[{\[<])")
_NAMED = re.compile(r"[ \t]*[A-Za-z_]\w{1,30}=(?=\{)")
"""The name of the parameter whose value is the payload that follows."""


_MAY_BE_ANNOUNCED = re.compile(r"[ \t]*(?:[A-Za-z_]\w{1,30}=\{|\{[ \t]*\}[ \t]*\Z)")
"""An object without members, or one behind the name of the parameter that it is the value of."""
_TABBED_LABEL = re.compile(r"[ \t]*(?P<label>[^\t\n{}\[\]<>]{2,20})\t[ ]?(?=[{\[<])")
"""A label in the cell before a payload."""
_NEAR = 3


class Payloads:
    """The payloads that begin in lines which follow each other, and may go on to their end."""

    def __init__(self, lines: Sequence[Text], *, fenced: bool) -> None:
        """Take lines, and whether the page sets them off as code."""
        self._lines = lines
        self._fenced = fenced
        self._whole: tuple[Text, list[int]] | None = None

    # Few lines of prose hold one.

    def _joined(self) -> tuple[Text, list[int]]:
        """The lines as one text, and where in it they begin."""
        if self._whole is None:
            starts = [0, *accumulate([len(line.value) + 1 for line in self._lines])]
            self._whole = joined_lines(self._lines), starts
        return self._whole

    def at(self, i: int) -> tuple[list[Piece], int]:
        """The payload that begins in a line, what is said before it, and the line after it."""
        if not glance(self._lines[i].value).may_be_payload:
            return [], i
        joined, starts = self._joined()
        text, start = joined.value, starts[i]
        label, found = _payload_at(text, start, start + len(self._lines[i]), fenced=self._fenced)
        if found is None and not self._fenced and self._is_announced(i):
            label, found = start, _announced_at(text, start, start + len(self._lines[i]))
        if found is None:
            return [], i
        following = bisect_left(starts, found.end, i + 1, len(self._lines))
        if _is_argument(text, found):
            return [Block(joined.part(found.start, found.end), None)], following
        before: list[Piece] = [Line(joined.part(start, label))] if text[start:label].strip(" \t-*") else []
        return [*before, Block(joined, found)], following

    def _is_announced(self, i: int) -> bool:
        """Whether the line above, empty ones aside, says that an example or an answer follows."""
        if not _MAY_BE_ANNOUNCED.match(self._lines[i].value):
            return False
        above = next((line.value for line in reversed(self._lines[max(0, i - _NEAR) : i]) if line.value.strip()), "")
        return _announces(above)


_EMPTY = re.compile(r"\s{0,20}(?P<json>\{\s{0,20}\})\s{0,20}")
"""An object without members, which is all of a listing."""


def _is_argument(text: str, found: Payload) -> bool:
    """Whether a payload is what a program hands to a call, after something else."""
    if found.syntax != "json" or _CLOSED.match(text, found.end) is None:
        return False
    above = text[max(0, found.start - _MAX_GAP) : found.start].rstrip(" \t")
    return above.endswith("\n") and above.rstrip().endswith(",")


def _payload_at(text: str, start: int, end: int, *, fenced: bool) -> tuple[int, Payload | None]:
    """The payload that begins in a line, and where its label is over."""
    limit = len(text)
    found = _call_at(text, start, end, limit)
    if found is not None:
        return found.start, found
    found = payloads.http_at(text, start, limit, loose=not fenced)
    if found is not None:
        return found.start, found
    if fenced and (found := _whole_listing(text, start)):
        return found.start, found
    label = _PAYLOAD_LABEL.match(text, start, end) or _told_label(text, start, end)
    if label is None and fenced and _SOLID.search(text, 0, start) is None:
        label = _NAMED.match(text, start, end)
    if label is None:
        return start, None
    at = label.end()
    read = payloads.xml_at if text[at] == "<" else payloads.json_at
    found = read(text, at, limit, loose=not fenced)
    return (found.start, found) if found else (start, None)


def _call_at(text: str, start: int, end: int, limit: int) -> Payload | None:
    """The call or form that begins in a line, at its beginning or behind a label."""
    for reader in (payloads.curl_at, payloads.form_at, payloads.url_at):
        if (found := reader(text, start, limit)) is not None:
            return found
    if labelled := _CURL_LABEL.match(text, start, end):
        return payloads.curl_at(text, labelled.end(), limit)
    if (labelled := _URL_LABEL.match(text, start, end)) and headings.is_example(labelled["label"]):
        return payloads.url_at(text, labelled.end(), limit)
    if (labelled := _FORM_LABEL.match(text, start, end)) and _is_sent(labelled["label"]):
        return payloads.form_at(text, labelled.end(), limit)
    return None


def _whole_listing(text: str, start: int) -> Payload | None:
    """What a listing is from its beginning to its end: an empty object, or members without one around them."""
    if _SOLID.search(text, 0, start) is not None:
        return None
    if empty := _EMPTY.fullmatch(text):
        return Payload(start=empty.start("json"), end=empty.end("json"), syntax="json", values=[])
    return payloads.members_at(text, start, len(text))


def _is_sent(label: str) -> bool:
    """Whether a label says that what follows is sent."""
    slot = headings.slot(label)
    return slot is not None and slot.whole and slot.kind == "request" and slot.topic in ("members", "example", "part")


def _announced_at(text: str, start: int, end: int) -> Payload | None:
    """What an example's label announces that would be none without it."""
    if named := _NAMED.match(text, start, end):
        return payloads.json_at(text, named.end(), len(text), loose=True)
    empty = _EMPTY.fullmatch(text, start, end)
    return Payload(start=empty.start("json"), end=empty.end("json"), syntax="json", values=[]) if empty else None


def _announces(label: str) -> bool:
    """Whether a label says that an example or an answer follows."""
    slot = headings.slot(label.strip())
    return slot is not None and slot.whole and (slot.topic == "example" or (slot.topic == "part" and slot.is_of_answer))


def _told_label(text: str, start: int, end: int) -> re.Match[str] | None:
    """A label without a colon before a payload, which says how a call went; or with a tab, which announces it."""
    label = _BARE_LABEL.match(text, start, end)
    if label is not None and sentences.went_well(label["label"]) is not None:
        return label
    label = _TABBED_LABEL.match(text, start, end)
    return label if label is not None and _announces(label["label"]) else None


def is_payload(line: str) -> bool:
    """Whether a line shows a payload by itself."""
    return glance(line).may_be_payload and _payload_at(line, 0, len(line), fenced=False)[1] is not None
