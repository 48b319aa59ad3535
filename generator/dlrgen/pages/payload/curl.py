"""Calls of curl in a page."""

from __future__ import annotations

import re

from dlrgen.pages import terms
from dlrgen.pages.payload.http import HTTP_HEADER, PLAIN_HEADERS, header_value
from dlrgen.pages.payload.json import json_at
from dlrgen.pages.payload.query import pairs_in, query_of
from dlrgen.pages.payload.value import Payload, RawValue, Stretch
from dlrgen.pages.payload.xml import xml_at
from dlrgen.spec.model import Place

_CURL = re.compile(r"[ \t]*(?:[$>#][ \t]*)?(?P<curl>curl|CURL)(?=\s)")
_SHELL = re.compile(r"\\[\n \t]|\s+|\$?'([^']*)'|\"((?:[^\"\\]|\\.)*)\"|([^\s'\"\\]+|\\.)", re.DOTALL)
_DATA_OPTIONS = frozenset({"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json"})
_FORM_OPTIONS = frozenset({"-F", "--form", "--form-string"})
_OTHER_OPTIONS = frozenset(
    {
        "-u",
        "--user",
        "-o",
        "--output",
        "-A",
        "--user-agent",
        "-b",
        "--cookie",
        "-e",
        "--connect-timeout",
        "-m",
        "--max-time",
    }
)
_HOST = re.compile(r"[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,40}){1,6}(?=[:?]|\Z)")
_MORE = re.compile(r"[ \t]*(?:-{1,2}[A-Za-z]|['\"]?https?://)")


_QUOTED = (1, 2)
"""The groups of what stands in quotes."""
_BODY = ("{", "[", "<")
"""What a body begins with that may have empty lines."""


def curl_at(text: str, start: int, end: int) -> Payload | None:
    """The call of curl that begins at a line; none if there is none.

    A line break ends it unless a backslash precedes, a quote is open, or the next line begins with an option.
    """
    begin = _CURL.match(text, start, end)
    if begin is None:
        return None
    words: list[tuple[int, int, str]] = []
    i = last = begin.end()
    glued = False
    while i < end:
        token = _SHELL.match(text, i, end)
        if token is None:
            break
        piece = token.group()
        group = token.lastindex
        if group in _QUOTED and "\n\n" in piece and token[group].lstrip()[:1] not in _BODY:
            # Nothing closes the quote on this side of the empty line.
            last = text.index("\n", i, end)
            words.append((token.start(group), last, text[token.start(group) : last]))
            break
        if piece == "curl" and words and not glued:
            break
        if group is None:
            glued = False
            if "\n" in piece and not piece.startswith("\\") and not _goes_on(text, token, end):
                break
        elif glued:
            first, _, value = words[-1]
            words[-1] = (first, token.end(group), value + token[group])
            last = token.end()
        else:
            words.append((token.start(group), token.end(group), token[group]))
            glued = True
            last = token.end()
        i = token.end()
    payload = Payload(start=begin.start("curl"), end=last, syntax="curl", values=[], kind="request")
    _read_curl(text, words, payload)
    is_call = payload.url is not None or payload.values or any(word.startswith(("<", "{")) for _, _, word in words)
    return payload if is_call else None


def _goes_on(text: str, blanks: re.Match[str], end: int) -> bool:
    return "\n\n" not in blanks.group().replace(" ", "") and _MORE.match(text, blanks.end(), end) is not None


def _read_curl(text: str, words: list[tuple[int, int, str]], payload: Payload) -> None:
    as_query = any(word in ("-G", "--get") for _, _, word in words)
    k = 0
    while k < len(words):
        start, end, word = words[k]
        option, _, attached = word.partition("=") if word.startswith("--") else (word, "", "")
        if not attached and len(word) > 2 and word[:2] in ("-d", "-H", "-X", "-F") and not word.startswith("--"):
            option, start, attached = word[:2], start + 2, word[2:]
        elif attached:
            start += len(option) + 1
        if option.startswith("-") and not attached and _takes_value(option) and k + 1 < len(words):
            k += 1
            start, end, _ = words[k]
        _take_option(text, option, start, end, as_query, payload)
        k += 1


def _takes_value(option: str) -> bool:
    return option in _DATA_OPTIONS | _FORM_OPTIONS | _OTHER_OPTIONS | {"-H", "--header", "-X", "--request", "--url"}


def _take_option(text: str, option: str, start: int, end: int, as_query: bool, payload: Payload) -> None:
    if option in ("-X", "--request"):
        if text[start:end].upper() in terms.METHODS:
            payload.method = Stretch(start, end)
    elif option in ("-H", "--header"):
        header = HTTP_HEADER.match(text, start, end)
        if header and header["name"].lower() not in PLAIN_HEADERS:
            payload.values.append(header_value(header))
    elif option in _DATA_OPTIONS or option in _FORM_OPTIONS:
        payload.values += _data(text, start, end, "query" if as_query else "body")
    elif option == "--url" or (not option.startswith("-") and payload.url is None and _is_address(text[start:end])):
        payload.url = Stretch(start, end)
        payload.values[:0] = query_of(text, start, end)


def _is_address(word: str) -> bool:
    return "/" in word or word.startswith("$") or _HOST.match(word) is not None


def _data(text: str, start: int, end: int, place: Place) -> list[RawValue]:
    while start < end and text[start] in " \t\n":
        start += 1
    if start < end and text[start] in "{[":
        found = json_at(text, start, end, loose=False)
        values = found.values if found else []
    elif start < end and text[start] == "<":
        found = xml_at(text, start, end, loose=False)
        values = found.values if found else []
    else:
        return pairs_in(text, start, end, place)
    for value in values:
        value.place = place
    return values
