"""Addresses that are listed with the names of the calls, which are the titles of descriptions that state none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from dlrgen.pages import headings
from dlrgen.pages.blocks import Grid, Heading, Line
from dlrgen.pages.endpoints.addresses import same_endpoint
from dlrgen.pages.endpoints.methods import VERB
from dlrgen.pages.endpoints.noted import Noted
from dlrgen.pages.text import Text

_NAMED = re.compile(rf"[ \t]*(?:[^\t\n:：/]{{1,12}}\t)?(?P<name>[^:：\n\t/]{{2,30}})[:：][ \t`*]*(?:(?:{VERB})[ \t]+)?")
"""A name before an address."""
_METHOD = re.compile(rf"(?:{VERB})(?=[ \t])")
_METHODS = frozenset(VERB.split("|"))
_MAX_TITLE = 40
_MOST = 60
_LEAST = 2
"""How many of them make a list."""


class _Call(Struct, frozen=True, gc=False):
    """A call of a list: which piece lists it, and its address and method."""

    at: int
    url: Text
    method: Text | None


def declare(noted: Sequence[Noted]) -> None:
    """Let titles state the addresses that are listed with the same words, and the list state them no longer."""
    calls = {name: call for i, each in enumerate(noted) if each.urls for name, call in _calls(each, i)}
    if len({same_endpoint(call.url.value) for call in calls.values()}) < _LEAST:
        return
    last = max(call.at for call in calls.values())
    titles: dict[str, list[int]] = {}
    for i, each in enumerate(noted[last + 1 :], last + 1):
        if (name := _title(each)) in calls:
            titles.setdefault(name, []).append(i)
    found = {places[0]: calls[name] for name, places in titles.items() if len(places) == 1}
    starts = sorted(found)
    if not starts or len(starts) < len(titles):
        return
    if any(each.urls for each in noted[starts[0] :]):
        return
    for i, call in found.items():
        noted[i].urls, noted[i].method = [call.url], call.method
        if isinstance(noted[call.at].piece, Line):
            noted[call.at].urls, noted[call.at].method = (), None


def _calls(noted: Noted, at: int) -> Iterator[tuple[str, _Call]]:
    """The names that a piece lists with their addresses, as titles have them."""
    piece = noted.piece
    if isinstance(piece, Line):
        named = _NAMED.match(piece.text.value)
        if named is not None and len(noted.urls) == 1 and piece.text.value.startswith(noted.urls[0].value, named.end()):
            yield headings.unnumbered(named["name"]), _Call(at, noted.urls[0], noted.method)
    elif isinstance(piece, Grid) and len(noted.urls) >= _LEAST:
        for row in piece.rows[:_MOST]:
            url = next((url for url in noted.urls if any(_holds(cell, url) for cell in row)), None)
            if url is not None:
                method = next((cell for cell in row if cell.value.upper() in _METHODS), None) or _method_before(
                    row, url
                )
                yield from (
                    (headings.unnumbered(cell.value), _Call(at, url, method)) for cell in row if len(cell) < _MAX_TITLE
                )


def _method_before(row: Sequence[Text], url: Text) -> Text | None:
    """The method that stands before an address in its cell."""
    cell = next(cell for cell in row if _holds(cell, url))
    found = _METHOD.match(cell.value)
    return cell.part(*found.span()) if found is not None else None


def _holds(cell: Text, part: Text) -> bool:
    return cell.start() <= part.start() < cell.end()


def _title(noted: Noted) -> str:
    """The words of a title, without its number; empty of what is none."""
    title = noted.piece
    if noted.title_level is None or not isinstance(title, Heading | Line) or len(title.text) > _MAX_TITLE:
        return ""
    return headings.unnumbered(title.text.value.lstrip("# "))
