"""Pairs of names and values in a page: forms, addresses with a query."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from dlrgen.pages.payload.value import MAX_VALUES, Payload, RawValue, Stretch
from dlrgen.spec.model import Place

_FORM = re.compile(
    r"[ \t]*(?P<pairs>[A-Za-z_][A-Za-z0-9_.\[\]-]{0,60}=[^\s&]*"
    r"(?:[ \t]*&[ \t]*[A-Za-z_][A-Za-z0-9_.\[\]-]{0,60}=[^\s&]*)+)[ \t]*(?=\n|\Z)"
)
_URL_LINE = re.compile(
    r"[ \t]*(?:(?P<method>GET|POST|PUT|DELETE|PATCH)[ \t:：]+)?"
    r"(?P<url>https?://[^\s?]{1,500}\?[A-Za-z_](?:[^\s]|[ ]{1,2}(?=&)){0,4000})[ \t]*(?=\n|\Z)",
    re.IGNORECASE,
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
    """The address with a query that stands alone in a line; none if there is none."""
    match = _URL_LINE.match(text, start, end)
    if match is None:
        return None
    values = query_of(text, *match.span("url"))
    if not values:
        return None
    first = match.start("method") if match["method"] else match.start("url")
    found = Payload(
        start=first, end=match.end("url"), syntax="url", values=values, kind="request", url=Stretch(*match.span("url"))
    )
    if match["method"]:
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
            values.append(
                RawValue(path=name, key=Stretch(*pair.span("name")), shape="string", text=unquote_plus(pair["value"]),
                         place=place, at=Stretch(*pair.span("value")))
            )  # fmt: skip
    return values
