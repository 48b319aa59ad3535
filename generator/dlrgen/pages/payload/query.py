"""Pairs of names and values in a page: forms, addresses with a query."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from dlrgen.pages.model import BARE_HOST
from dlrgen.pages.paths import clean_path, has_keys
from dlrgen.pages.payload.value import MAX_VALUES, Payload, RawValue, Stretch
from dlrgen.spec.model import Place

_GAP = r"[ \t]{0,8}\n[ \t]{0,40}"
_NAME_AHEAD = r"[A-Za-z_][A-Za-z0-9_.\[\]-]{0,60}="
_BROKEN = rf"\n(?!{_NAME_AHEAD})(?=[^\s?{{\[<]{{1,200}}&{_NAME_AHEAD}[^\s]{{0,400}}[ \t]{{0,8}}(?:\n|\Z))"
"""An end of a line inside a value, where the next line has the rest of it and more pairs."""
_FORM = re.compile(
    rf"[ \t]*(?P<pairs>{_NAME_AHEAD}(?:[^\s&]|{_BROKEN})*(?:[ \t]*&[ \t]*{_NAME_AHEAD}(?:[^\s&]|{_BROKEN})*)+)"
    r"[ \t]*(?=\n|\Z)"
)
_INSIDE_URL = (
    r"[^\s]|[ ]{1,2}(?=&)"
    # Blanks in a value: before a time, in brackets, or with another name after it.
    r"|(?<=[0-9])[ ](?=[0-9]{1,2}:[0-9]{2})|[ ](?=[^\n()]{1,40}\))|[ ](?=[^\n&=?]{1,80}&[A-Za-z_]{1,40}=)"
    # Words at the end of the last value.
    r"|(?<=[A-Za-z])[ ](?=[A-Za-z]{1,15}(?:[ ][A-Za-z]{1,15}){0,4}[ \t]*(?:\n|\Z))"
    # What goes on in the next line: begins with `&`, comes after one, or holds one and is no pair itself.
    rf"|{_GAP}(?=&{_NAME_AHEAD})|(?<=&){_GAP}(?={_NAME_AHEAD})"
    rf"|{_BROKEN}"
)
_URL_LINE = re.compile(
    r"[ \t]*(?:(?P<method>GET|POST|PUT|DELETE|PATCH)(?P<told>[ \t](?:request|请求)|[ \t]*[:：])?[ \t]*)?"
    rf"(?P<url>(?:https?://|(?={BARE_HOST}/)"
    r"|(?(method)\$?\{{1,2}[A-Za-z_. -]{1,30}\}{1,2}/|\{\{[A-Za-z_. -]{1,30}\}\}/))"
    rf"[^\s?]{{1,500}}(?:{_GAP})?\?(?:{_GAP}(?={_NAME_AHEAD}))?[A-Za-z_](?:{_INSIDE_URL}){{0,4000}})[ \t]*(?=\n|\Z)",
    re.IGNORECASE,
)
_HEADER_AFTER = re.compile(
    r"[ \t]*\n[ \t]*(?:Host|Content-Type|Accept|Authorization|User-Agent|[A-Z][A-Za-z]+-[A-Z][A-Za-z-]+):[ \t]"
)
_PAIR = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_.\[\]%-]{0,80})=(?P<value>[^&\s\"']*)")


def form_at(text: str, start: int, end: int) -> Payload | None:
    """The line of pairs (`a=1&b=2`) that begins there; none if there is none."""
    match = _FORM.match(text, start, end)
    if match is None:
        return None
    first, last = match.span("pairs")
    values = pairs_in(text, first, last, "body")
    for value in values:
        value.place = None
    return Payload(start=first, end=last, syntax="form", values=values, kind="request")


def url_at(text: str, start: int, end: int) -> Payload | None:
    """The address with a query that stands alone in a line, or in several; none if there is none.

    With a method before it, it is the first line of a request, and of headers after that nothing is known here.
    """
    match = _URL_LINE.match(text, start, end)
    if match is None or (match["method"] and _HEADER_AFTER.match(text, match.end(), end)):
        return None
    values = query_of(text, *match.span("url"))
    if not values:
        return None
    first = match.start("method") if match["method"] else match.start("url")
    begin, whole = match.span("url")
    broken = text.find("\n", begin, whole)
    address = Stretch(begin, whole if broken < 0 else begin + len(text[begin:broken].rstrip()))
    found = Payload(start=first, end=whole, syntax="url", values=values, kind="request", url=address)
    if match["method"]:
        found.syntax = "url" if match["told"] else "http"
        found.method = Stretch(*match.span("method"))
    return found


def query_of(text: str, start: int, end: int) -> list[RawValue]:
    """The values in the query of an address."""
    mark = text.find("?", start, end)
    return [] if mark < 0 else pairs_in(text, mark + 1, end, "query")


def pairs_in(text: str, start: int, end: int, place: Place) -> list[RawValue]:
    """The values of pairs that `&` parts."""
    values: list[RawValue] = []
    for pair in _PAIR.finditer(text, start, end):
        if len(values) < MAX_VALUES:
            name = unquote_plus(pair["name"])
            name = clean_path(name) if has_keys(name) else name
            values.append(
                RawValue(path=name, key=Stretch(*pair.span("name")), shape="string", text=unquote_plus(pair["value"]),
                         place=place, at=Stretch(*pair.span("value")))
            )  # fmt: skip
    return values
