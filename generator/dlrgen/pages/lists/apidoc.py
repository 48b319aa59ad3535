"""Calls that comments of a program describe, as apiDoc reads them: `@apiParam {String} to Who gets it`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from dlrgen.pages.blocks import Grid, Heading, Line, Piece
from dlrgen.pages.text import Text, join, made

_CALL = re.compile(r"[ \t*]*@api[ \t]+\{(?P<method>[A-Za-z]{3,7})\}[ \t]+(?P<path>\S{1,200})[ \t]*(?P<title>[^\n]*)")
_MEMBER = re.compile(
    r"[ \t*]*@api(?P<tag>Param|Body|Query|Header|Success|Error)[ \t]+(?:\([^()\n]{1,60}\)[ \t]*)?"
    r"(?:\{(?P<type>[^{}=\n]{1,40})[^{}\n]{0,120}\}[ \t]*)?"
    r"(?P<open>\[)?(?P<name>[A-Za-z0-9_$.-]{1,80}(?:\[\][A-Za-z0-9_.]{0,60})?)(?:=(?:\"[^\"\n]*\"|[^\s\]]{0,80}))?\]?"
    r"(?:[ \t]+(?P<text>[^\n]*))?\Z"
)
_OTHER = re.compile(r"[ \t*]*@api(?:Name|Group|Version|Permission|Use|Private|Ignore|SampleRequest)\b")
_TITLES = {
    "Param": "request parameters", "Body": "request body parameters", "Query": "query parameters",
    "Header": "request header parameters", "Success": "response fields", "Error": "response fields",
}  # fmt: skip


def may_begin(piece: Piece) -> bool:
    """Whether a piece is such a line."""
    return isinstance(piece, Line) and begins(piece.text.value)


def begins(line: str) -> bool:
    """Whether a line begins with a tag."""
    return "@api" in line[:24]


def described(pieces: Sequence[Piece], k: int) -> tuple[list[Piece], int]:
    """What such lines say from a piece on, and of how many pieces it is made."""
    found: list[Piece] = []
    members: list[tuple[str, Text, re.Match[str]]] = []
    end = k
    while end < len(pieces):
        piece = pieces[end]
        if not isinstance(piece, Line) or not may_begin(piece):
            break
        text = piece.text
        if call := _CALL.match(text.value):
            found += _tables(members)
            members = []
            found += _titled(text, call)
        elif member := _MEMBER.match(text.value):
            is_code = member["tag"] == "Error" and member["type"] is None
            members.append(("" if is_code else _TITLES[member["tag"]], text, member))
        elif not _OTHER.match(text.value):
            break
        end += 1
    return [*found, *_tables(members)], end - k


def _titled(text: Text, call: re.Match[str]) -> Iterator[Piece]:
    if call["title"]:
        yield Heading(text.part(*call.span("title")), 5)
    method = Text(call["method"].upper(), text.start(call.start("method")))
    yield Heading(join([method, text.part(*call.span("path"))], " "), 6)


def _tables(members: Sequence[tuple[str, Text, re.Match[str]]]) -> Iterator[Piece]:
    for title, group in groupby(members, key=lambda member: member[0]):
        rows: list[list[Text]] = []
        place = -1
        for _, text, found in group:
            place = text.start() if place < 0 else place
            nothing = text.part(0, 0)
            name, said = text.part(*found.span("name")), _part(text, found, "text") or nothing
            type_ = _part(text, found, "type") or nothing
            rows.append([name, said] if not title else [name, type_, _must(found, title, text), said])
        columns = ("name", "type", "required", "description") if title else ("code", "description")
        if title:
            yield Heading(made(title, place), 9)
        yield Grid([made(column, place) for column in columns], rows)


def _must(found: re.Match[str], title: str, text: Text) -> Text:
    """A word for whether what is sent must be there: what is in brackets need not."""
    if title.startswith("response"):
        return text.part(0, 0)
    return made("no" if found["open"] else "yes", text.start(found.start("name")))


def _part(text: Text, found: re.Match[str], group: str) -> Text | None:
    return text.part(*found.span(group)) if found[group] is not None else None
