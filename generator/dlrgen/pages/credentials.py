"""Headers with credentials of which only a sentence or a sample line tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlrgen.pages.members import Member
from dlrgen.pages.text import Page, Text

_MAX_TEXT = 600
_HINTS = ("uthoriz", "key", "oken", "KEY", "TOKEN", "uth")
_NAME = (
    r"(?P<name>Authorization|authorization|AUTHORIZATION"
    r"|(?i:x-(?:[a-z0-9]{1,20}-){0,3}(?:key|token|auth|secret|signature|id)|api[-_]?key|(?:access|auth)[-_]token))"
)
_SHOWN = re.compile(rf"(?:\A|[`\n])[ \t]*{_NAME}[ \t]?[:：][ \t]*(?=[A-Za-z$<{{\[*][^\n`]{{1,200}}(?:[`\n]|\Z))")
"""A line of a request, alone or set off."""
_QUOTES = r"[`\"'*“”]"
_NAMED = re.compile(
    rf"(?<![A-Za-z0-9_${{<-]){_NAME}{_QUOTES}{{0,3}}[ \t]?(?:(?:HTTP |http |request )?[Hh]eader\b|请求头|头部|消息头)"
)
_BEFORE = re.compile(
    r"(?:[Hh]eaders?|请求头|头部|消息头)[ \t]?(?:named|called|中|里|的|:|：)?[ \t]?"
    rf"{_QUOTES}{{1,3}}{_NAME}(?![A-Za-z0-9_-])"
)
_AMONG = re.compile(
    rf"(?:[Rr]equest headers?|HTTP headers?|请求头|消息头|头部|(?<![A-Za-z])[Hh]eaders?[ \t]?(?:中|里|添加|携带|传))"
    rf"[^\n。.|]{{0,16}}?"
    rf"(?<![A-Za-z0-9_-]){_NAME}(?![A-Za-z0-9_-])"
)
"""A name after what says that headers are meant; names of credentials are told by themselves."""
_SCHEME = re.compile(
    rf"(?<![A-Za-z0-9_\"'-]){_NAME}{_QUOTES}{{0,3}}[ \t]?[:：=][ \t]?{_QUOTES}?"
    r"(?:Bearer|Basic|Token|APPCODE|Digest)[ \t]"
)
"""A name with the scheme of its value."""

_DEMANDED = re.compile(
    r"[*_ \t]*(?:(?P<must>required|mandatory|必填|必须|必传)|optional|可选|选填)的?[ ]?(?:http |request )?"
    r"(?:headers?|请求头|消息头)[*_ \t]*[:：][*_ \t]*"
    r"(?P<names>`[A-Za-z][A-Za-z0-9-]{1,40}`(?:[ ]?(?:[,，、]|and|和)[ ]?`[A-Za-z][A-Za-z0-9-]{1,40}`){0,7})"
    r"[ \t.。]*\Z",
    re.IGNORECASE,
)
"""A line that says which headers must be there, or may, and nothing else."""
_TICKED = re.compile(r"`(?P<name>[^`]+)`")
_MAX_DEMANDED = 300


def may_be_told(line: str) -> bool:
    """Whether a line may tell of credentials, or of headers that must be there, which few do."""
    return len(line) <= _MAX_TEXT and (any(hint in line for hint in _HINTS) or _may_demand(line))


def _may_demand(line: str) -> bool:
    return "`" in line and len(line) <= _MAX_DEMANDED and ("eader" in line or "头" in line)


def told(text: Text, page: Page) -> Iterator[Member]:
    """The headers that a text says are sent to prove who calls."""
    value = text.value
    if not may_be_told(value):
        return
    yield from _demanded(text, page)
    for pattern in (_SHOWN, _NAMED, _BEFORE, _AMONG, _SCHEME):
        for match in pattern.finditer(value):
            name = page.printed(text.part(*match.span("name")))
            yield Member(path=name.text, name=name, span=name.span, seen="list", place="header")


def _demanded(text: Text, page: Page) -> Iterator[Member]:
    """The headers of which a line says whether they must be there."""
    found = _DEMANDED.match(text.value) if _may_demand(text.value) else None
    for match in _TICKED.finditer(text.value, found.start("names")) if found is not None else ():
        name = page.printed(text.part(*match.span("name")))
        required = found is not None and found["must"] is not None
        yield Member(path=name.text, name=name, span=name.span, seen="list", place="header", required=required)
