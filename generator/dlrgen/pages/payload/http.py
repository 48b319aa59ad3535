"""Requests and answers in a page as they go over the wire."""

from __future__ import annotations

import re

from dlrgen.pages.model import Kind
from dlrgen.pages.payload.json import json_at
from dlrgen.pages.payload.query import form_at, query_of
from dlrgen.pages.payload.value import Payload, RawValue, Stretch
from dlrgen.pages.payload.xml import xml_at

_HEARD = r"[ \t]*(?:[<>][ \t])?"
"""How a line of an answer begins; curl puts a mark before those that it tells of."""
_BLANK = re.compile(r"(?:[ \t\n]|<[ \t]{0,4}(?=\n))+")
_HTTP_REQUEST = re.compile(
    r"[ \t]*(?P<method>GET|POST|PUT|DELETE|PATCH|HEAD)[ \t]+(?P<url>[^\s]{1,2000})"
    r"(?P<version>(?:[ \t]+HTTP/[0-9.]{1,4}){1,2})?[ \t]*(?=\n|\Z)"
)
_LABELLED_REQUEST = re.compile(
    r"[ \t]*(?P<method>GET|POST|PUT|DELETE|PATCH)[ \t]*[:：]?[ \t]*(?P<url>(?:https?:/)?/[^\s]{1,2000})"
    r"[ \t]*(?=\n(?:[ \t]*\n)?[ \t]*(?:(?:[Rr]equest[ ])?[Hh]eaders?|请求头部?)[ \t]*[:：]?[ \t]*\n)"
)
"""A request whose headers and body have labels."""
_HEADERS = re.compile(r"\n(?:[ \t]*\n)?[ \t]*(?:(?:[Rr]equest[ ])?[Hh]eaders?|请求头部?)[ \t]*[:：]?[ \t]*(?=\n)")
_BODY = re.compile(r"\s{0,40}\n[ \t]*(?:(?:[Rr]equest[ ])?[Bb]ody|请求体)[ \t]*[:：]?[ \t]*\n\s{0,40}(?=[{\[<])")
_QUOTED_HEADER = re.compile(
    r"[ \t]*\"(?P<name>[A-Za-z][A-Za-z0-9-]{0,60})\"[ \t]*:[ \t]*\"(?P<value>[^\n\"]*)\"[ \t]*,?[ \t]*(?=\n|\Z)"
)
_HTTP_STATUS = re.compile(rf"{_HEARD}HTTP/[0-9.]{{1,4}}[ \t]+(?P<status>[0-9]{{3}})[^\n]{{0,60}}(?=\n|\Z)")
HTTP_HEADER = re.compile(rf"{_HEARD}(?P<name>[A-Za-z][A-Za-z0-9-]{{0,60}}):[ \t]*(?P<value>[^\n]*)(?=\n|\Z)")
PLAIN_HEADERS = frozenset({
    "accept", "accept-encoding", "accept-language", "cache-control", "charset", "connection", "content-encoding",
    "content-length", "content-type", "cookie", "date", "etag", "expect", "host", "keep-alive", "location", "origin",
    "postman-token", "pragma", "referer", "server", "set-cookie", "transfer-encoding", "user-agent", "vary",
    "x-powered-by",
})  # fmt: skip
"""Headers that every exchange has: nobody's parameters, unless a table says so."""


_OPENED = re.compile(r"[ \t]*\n(?:[ \t]*\n)?[ \t]*[{\[][ \t]*(?:\n|\"|\Z)")
"""How the body of a request begins that has no headers."""
_LABELS = frozenset({"body", "request", "response"})


def shown_call(line: str) -> Payload | None:
    """The request with a query that is all of a line: `GET /reports?day=1`; none if a line is anything else."""
    found = _HTTP_REQUEST.match(line)
    if found is None or found.end() < len(line) or "=" not in found["url"].partition("?")[2]:
        return None
    payload = Payload(
        start=found.start("method"), end=found.end("url"), syntax="http", values=query_of(line, *found.span("url")),
        kind="request",
    )  # fmt: skip
    payload.method, payload.url = Stretch(*found.span("method")), Stretch(*found.span("url"))
    return payload


def http_at(text: str, start: int, end: int, *, loose: bool) -> Payload | None:
    """The request or answer as it goes over the wire that begins at a line; none if there is none. See `json_at`."""
    if not loose and (labelled := _labelled_at(text, start, end)):
        return labelled
    request = _HTTP_REQUEST.match(text, start, end)
    status = None if request else _HTTP_STATUS.match(text, start, end)
    first = request or status
    if first is None:
        return None
    is_bare = request is not None and not request["version"]
    if request and is_bare and not _goes_on(text, request.end(), end, loose=loose):
        return None
    values: list[RawValue] = []
    if request:
        values += query_of(text, *request.span("url"))
    i = first.end()
    while (header := _header(text, i, end)) and not (is_bare and _is_label(header)):
        if request and header["name"].lower() not in PLAIN_HEADERS:
            values.append(header_value(header))
        i = header.end()
    body = _http_body(text, i, end, loose=loose)
    if body is not None:
        i = body.end
        for value in body.values:
            value.place = "body" if request else None
        values += body.values
    kind: Kind = "request" if request else "response" if (status and status["status"] < "400") else "error"
    payload = Payload(start=first.start(), end=i, syntax="http", values=values, kind=kind)
    if request:
        payload.method, payload.url = Stretch(*request.span("method")), Stretch(*request.span("url"))
    return payload


def _labelled_at(text: str, start: int, end: int) -> Payload | None:
    """The request with its headers and body under labels that is a listing's; none if there is none."""
    request = _LABELLED_REQUEST.match(text, start, end)
    labelled = _HEADERS.match(text, request.end(), end) if request is not None else None
    if request is None or labelled is None:
        return None
    values = query_of(text, *request.span("url"))
    i = labelled.end()
    while header := _QUOTED_HEADER.match(text, i + 1, end) or HTTP_HEADER.match(text, i + 1, end):
        if _is_label(header) or header["name"].lower() in _LABELS:
            break
        if header["name"].lower() not in PLAIN_HEADERS:
            values.append(header_value(header))
        i = header.end()
    if i == labelled.end():
        return None
    body = _BODY.match(text, i, end)
    read = _http_body(text, body.end() - 1, end, loose=False) if body is not None else None
    if read is not None:
        i = read.end
        for value in read.values:
            value.place = "body"
        values += read.values
    payload = Payload(start=request.start("method"), end=i, syntax="http", values=values, kind="request")
    payload.method, payload.url = Stretch(*request.span("method")), Stretch(*request.span("url"))
    return payload


def _goes_on(text: str, i: int, end: int, *, loose: bool) -> bool:
    """Whether a line with a method and an address begins a request: a header or a body is below it."""
    if _is_known(HTTP_HEADER.match(text, i + 1, end)):
        return True
    return not loose and _OPENED.match(text, i, end) is not None


def _is_known(header: re.Match[str] | None) -> bool:
    """Whether a line is likely to be a header by its name, where no version of HTTP tells that a request begins."""
    name = header["name"].lower() if header is not None else ""
    return name in PLAIN_HEADERS or name == "authorization" or "-" in name


def _is_label(header: re.Match[str]) -> bool:
    """Whether what looks like a header stands before a payload or an address."""
    return not _is_known(header) and header["value"].startswith(("{", "[", "<", "http"))


def _header(text: str, i: int, end: int) -> re.Match[str] | None:
    """The header in the next line; after a blank line, which copying may add, only one that every exchange has."""
    header = HTTP_HEADER.match(text, i + 1, end)
    if header is None and (gap := _BLANK.match(text, i, end)):
        header = HTTP_HEADER.match(text, gap.end(), end)
        header = header if header is not None and header["name"].lower() in PLAIN_HEADERS else None
    return header


def _http_body(text: str, i: int, end: int, *, loose: bool) -> Payload | None:
    blank = _BLANK.match(text, i, end)
    i = blank.end() if blank else i
    if i >= end:
        return None
    if text[i] in "{[":
        return json_at(text, i, end, loose=loose)
    if text[i] == "<":
        return xml_at(text, i, end, loose=loose)
    return form_at(text, i, end)


def header_value(match: re.Match[str]) -> RawValue:
    """The value of a header."""
    return RawValue(
        path=match["name"], key=Stretch(*match.span("name")), shape="string", text=match["value"].strip(),
        place="header", at=Stretch(*match.span("value")),
    )  # fmt: skip
