"""Methods that stand before their addresses, in lines, sentences and titles of their own."""

from __future__ import annotations

import re

from dlrgen.pages import sentences
from dlrgen.pages.blocks import Block, Heading, Line
from dlrgen.pages.endpoints.declared import URL_ALONE, declared_in_block, is_url
from dlrgen.pages.endpoints.methods import VERB
from dlrgen.pages.endpoints.noted import Noted
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, standing_for

_LONE = re.compile(rf"[ \t`*]*(?:https?[ /])?(?P<method>{VERB}|DEL)[ \t`*]*\Z")
_SMALL = re.compile(r"[ \t`*]*(?P<method>(?i:get|post|put|delete|patch))[ \t`*]*\Z")
"""A method that a badge prints in small letters; only an address right below makes it one."""
_WITH_TITLE = re.compile(rf"[ \t]*(?P<method>{VERB}|DEL)(?:[ \t]+(?=[^ \t\n/])|(?=[A-Z][a-z]))[^\n:：/]{{2,60}}\Z")
"""A method and a title in a line, as a collection of requests prints them over the address."""
_MAX_TITLE = 60
_MAX_BADGE = 16


class Awaited:
    """The method that the next address goes with, if it comes soon enough."""

    def __init__(self) -> None:
        """Begin a page."""
        self._method: Text | None = None
        self._may_be_titled = False
        """Whether a title may stand between the method and the address."""
        self._is_either = False
        """Whether another method stands right above that, so that the page leaves the choice."""

    def drop(self) -> None:
        """Wait no more, as a table or payload has come."""
        self._method = None

    def take_block(self, noted: Noted, block: Block) -> None:
        """Note an address with a query that stands right below a method and a title."""
        before, self._method = self._method, None
        if before is not None and not noted.urls and is_url(block):
            declared_in_block(noted, block)
            noted.method = noted.method or before

    def take(self, noted: Noted, piece: Heading | Line) -> bool:
        """Note an address after a method in a line of its own, a title between them or not; whether one was there."""
        before, self._method = self._method, None
        may_be_titled, self._may_be_titled = self._may_be_titled, False
        value = piece.text.value
        if before is None and noted.method is None and not _may_begin(value):
            return False
        if alone := _LONE.match(value):
            self._method, self._may_be_titled = _whole(piece.text.part(*alone.span("method"))), True
            self._is_either = before is not None and before.value != self._method.value
            noted.title = None if isinstance(piece, Line) else noted.title
        elif small := _SMALL.match(value) if len(value) < _MAX_BADGE else None:
            self._method, self._is_either = _whole(piece.text.part(*small.span("method"))), False
            noted.title = None if isinstance(piece, Line) else noted.title
        elif before is not None and isinstance(piece, Line) and (found := URL_ALONE.match(value)):
            is_other = noted.method is not None
            if not is_other:
                noted.urls, noted.title = [piece.text.part(*found.span("url"))], None
                noted.method, noted.is_either = (None, True) if self._is_either else (before, False)
                noted.slot = noted.label = None
            return not is_other
        elif before is not None and may_be_titled and _is_title(piece):
            self._method = before
        elif isinstance(piece, Line) and not noted.urls:
            self._await(noted, piece)
        return False

    def _await(self, noted: Noted, line: Line) -> None:
        """Keep the method of a sentence that ends before the address, or of a title right above it."""
        value = line.text.value
        if titled := _WITH_TITLE.match(value):
            self._method, self._is_either = _whole(line.text.part(*titled.span("method"))), False
        elif noted.method is not None and value.rstrip(" \t*").endswith((":", "：")):
            announced = sentences.announced(value)
            if announced is None or announced.topic != "example":
                self._method, self._is_either = noted.method, False


@remembered
def _may_begin(line: str) -> bool:
    """Whether a line begins with a method that an address may come after, which few do."""
    return any(pattern.match(line) is not None for pattern in (_LONE, _SMALL, _WITH_TITLE))


def _whole(method: Text) -> Text:
    """A method that collections of requests shorten, or print in small letters."""
    value = "DELETE" if method.value == "DEL" else method.value.upper()
    return method if value == method.value else standing_for(value, method.start(), len(method))


def _is_title(piece: Heading | Line) -> bool:
    value = piece.text.value.rstrip()
    return isinstance(piece, Heading) or (
        len(value) <= _MAX_TITLE and not piece.item and not value.endswith((".", "。", ":", "："))
    )
