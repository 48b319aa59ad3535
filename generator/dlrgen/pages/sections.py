"""Where in a page the description of each endpoint begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dlrgen.pages.blocks import BOLD, Block, Grid, Heading, Line
from dlrgen.pages.context import Noted
from dlrgen.pages.text import Text

_SUFFIX = re.compile(r"\.(?:json|xml|yaml|yml)\Z")


def _same_endpoint(url: str) -> str:
    path = re.sub(r"\Ahttps?://[^/?]*", "", url).partition("?")[0].rstrip("/.")
    return _SUFFIX.sub("", path).lower()


def _is_title(noted: Noted) -> bool:
    return isinstance(noted.piece, Heading) and noted.title is not None and noted.level < BOLD


def _is_shown(noted: Noted) -> bool:
    """Whether a piece is shown or explained rather than stated."""
    return noted.slot is not None and noted.slot.topic in ("example", "codes")


def _is_listed(noted: Sequence[Noted], i: int) -> bool:
    """Whether an address is an item of a table of contents: of a list of addresses."""
    near = [noted[k] for k in (i - 1, i + 1) if 0 <= k < len(noted)]
    return _is_address_item(noted[i]) and any(map(_is_address_item, near))


def _is_address_item(noted: Noted) -> bool:
    return isinstance(noted.piece, Line) and noted.piece.item and bool(noted.urls)


def _is_alike(path: str, known: str) -> bool:
    """Whether a path is a known one, its whole, its end, or an instance of it."""
    if path == known or (known and path.endswith(known)) or (path.count("/") > 1 and known.endswith(path)):
        return True
    a, b = path.strip("/").split("/"), known.strip("/").split("/")
    if len(a) != len(b) or not any(map(_is_variable, b)) or not any(x == y for x, y in zip(a, b, strict=True)):
        return False
    return all(x == y or _is_variable(y) for x, y in zip(a, b, strict=True))


def _is_variable(step: str) -> bool:
    """Whether a step of a path stands for others."""
    return step[:1] in ("{", ":", "<", "$")


def _starts(noted: Sequence[Noted]) -> list[int]:
    """Where an address is stated that is no other one's, or goes with another method."""
    starts: list[int] = []
    known: dict[str, set[str]] = {}
    content = True
    method = ""
    for i, each in enumerate(noted):
        if each.method is not None and (each.urls or isinstance(each.piece, Heading)):
            # A line that tells a method may be of a program.
            method = each.method.value.upper()
        if each.urls and not _is_shown(each) and not _is_listed(noted, i):
            path = _same_endpoint(each.urls[0].value)
            path = next((other for other in reversed(known) if _is_alike(path, other)), path)
            before = known.setdefault(path, set())
            if path and content and (not before or (method and method not in before and before != {""})):
                starts.append(i)
                content = False
            elif (
                path
                and not content
                and not before
                and noted[starts[-1]].method is None
                and _is_base(noted[starts[-1]], each)
            ):
                starts[-1] = i
            before.add(method)
            method = ""
        elif isinstance(each.piece, Block) or (isinstance(each.piece, Grid) and starts) or _is_title(each):
            content = True
    return starts


def _with_contents(noted: Sequence[Noted], starts: Sequence[int]) -> list[int]:
    """The starts without those of addresses that others are built on, or of which nothing is said."""
    kept: list[int] = []
    for k, start in enumerate(starts):
        following = starts[k + 1] if k + 1 < len(starts) else None
        between = noted[start : following if following is not None else len(noted)]
        is_described = any(isinstance(each.piece, Grid | Block) for each in between)
        is_base = following is not None and _is_base(noted[start], noted[following])
        if noted[start].method is not None or (is_described and not is_base):
            kept.append(start)
    return kept or [*starts]


def _is_base(noted: Noted, following: Noted) -> bool:
    """Whether an address is the first part of the next one."""
    path = _same_endpoint(noted.urls[0].value)
    return bool(path) and _same_endpoint(following.urls[0].value).startswith(f"{path}/")


def _headed(noted: Sequence[Noted], last: int, start: int, above: int) -> int:
    """Where a section begins: with the title above its address; with another heading if that one is words in bold.

    Between words in bold and an address there may be tables and examples of the section before.
    """
    content = max((i for i in range(last + 1, start) if isinstance(noted[i].piece, Grid | Block)), default=last)
    if above > last and (above > content or noted[above].level < BOLD):
        return above
    headings = [(piece.level, i) for i in range(content + 1, start + 1) if isinstance(piece := noted[i].piece, Heading)]
    return min(headings)[1] if headings else start


def _shown_before(noted: Sequence[Noted], first: int) -> int | None:
    """The heading of an endpoint before the first section, beside the headings of the others, that only shows calls."""
    piece = noted[first].piece
    if not isinstance(piece, Heading) or piece.level >= BOLD:
        return None
    called = False
    for i in range(first - 1, -1, -1):
        before = noted[i].piece
        called = called or (isinstance(before, Block) and _is_call(before))
        if isinstance(before, Heading) and before.level < BOLD and noted[i].title is not None:
            return i if called and before.level == piece.level else None
    return None


def _is_call(block: Block) -> bool:
    """Whether a block shows a request as it goes over the wire."""
    return block.payload is not None and block.payload.syntax == "http" and block.payload.url is not None


def _heading_of(noted: Noted) -> Text | None:
    return noted.piece.text if isinstance(noted.piece, Heading) else None


def sections(noted: Sequence[Noted]) -> list[tuple[int, Text | None]]:
    """The indexes of the pieces with which sections begin, and the sections' titles."""
    if not noted:
        return []
    starts = _with_contents(noted, _starts(noted))
    if len(starts) < 2:
        titled = [each for each in noted if each.title is not None]
        return [(0, min(titled, key=lambda each: each.level).title if titled else None)]
    level = max(min((n.level for n in noted[a + 1 : b + 1] if n.title), default=10) for a, b in pairwise(starts))
    begins: list[tuple[int, Text | None]] = []
    for last, start in pairwise([-1, *starts]):
        above = [i for i in range(last + 1, start + 1) if noted[i].title is not None and noted[i].level <= level]
        begin = _headed(noted, last, start, above[-1] if above else last)
        begins.append((begin, noted[above[-1]].title if begin in above else _heading_of(noted[begin])))
    shown = _shown_before(noted, begins[0][0])
    if shown is not None:
        return [(0, _heading_of(noted[shown])), *begins]
    return [(0, begins[0][1]), *begins[1:]]
