"""Where in a page the description of each endpoint begins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice, pairwise

from msgspec import Struct
from msgspec.structs import replace

from dlrgen.pages import headings
from dlrgen.pages.blocks import BOLD, Block, Grid, Heading, Line
from dlrgen.pages.endpoints.addresses import (
    MOST_ALIKE,
    Address,
    addresses,
    begins_with_call,
    is_alike,
    is_alone,
    is_call,
    is_labelled_method,
    is_method,
    is_title,
    is_variable,
)
from dlrgen.pages.endpoints.callbacks import callbacks, holds_members
from dlrgen.pages.endpoints.counted import counted
from dlrgen.pages.endpoints.functions import functions, stating
from dlrgen.pages.endpoints.noted import Noted
from dlrgen.pages.endpoints.repeated import is_sent_again
from dlrgen.pages.endpoints.shown_first import title_above
from dlrgen.pages.endpoints.surveyed import narrow
from dlrgen.pages.text import Text

_LABELLED = re.compile(
    r"[ \t]*(?:接口|功能)?(?:功能|说明|描述|简介|用途|作用)[ \t]?[:：]|[ \t]*(?:description|summary|purpose)[ \t]?:",
    re.IGNORECASE,
)
"""How a line begins that says what a call is for."""
_NEAR = 2
"""In how many lines below an address its method may be told."""
_FAR = 20
"""In how many pieces below an address a table describes its parameters."""


class _Title(Struct, frozen=True, gc=False):
    """A title that addresses stand below, or none.

    Attributes:
        at: Which piece it is.
        level: How deep it lies.
    """

    at: int = -1
    level: int | None = None


class _Known:
    """The addresses that have been stated, and what is known of the calls that go there."""

    def __init__(self, noted: Sequence[Noted]) -> None:
        self._noted = noted
        self._methods: dict[str, set[str]] = {}
        self._actions: dict[str, set[str]] = {}
        self._first: dict[str, tuple[int, _Title]] = {}
        """Where a path was stated first, and the title above it."""

    def like(self, path: str) -> str | None:
        """The path among the known ones that a path is or is like; None if there is none."""
        if path in self._methods:
            return path
        return next((other for other in islice(reversed(self._methods), MOST_ALIKE) if is_alike(path, other)), None)

    def add(self, address: Address, method: str, at: int, title: _Title) -> None:
        """Note a path that is like none before."""
        path = address.path
        self._methods[path] = {method}
        self._actions[path] = {address.action}
        self._first[path] = at, title

    def is_other(self, path: str, address: Address, method: str, at: int, title: _Title) -> bool:
        """Whether a known path is of another endpoint here, since it goes with another method.

        What is stated again under a title beside the first one's, and is described again or names another action, is
        another one, too.
        """
        before = self._methods[path]
        is_other = bool(method) and method not in before and before != {""}
        before.add(method)
        first, above = self._first[path]
        is_beside = title.level is not None and title.level == above.level and title.at != above.at
        actions = self._actions[path]
        is_action = bool(address.action) and "" not in actions and address.action not in actions
        actions.add(address.action)
        if is_beside and is_action:
            return True
        if title.level is None and above.level is None:
            return is_other or is_sent_again(self._noted, first, at)
        return is_other or (is_beside and all(_is_described(self._noted, i) for i in (first, at)))


def _starts(noted: Sequence[Noted], stated: Mapping[int, Address]) -> list[int]:
    """Where an address is stated that is no other one's, or goes with another method."""
    starts: list[int] = []
    known = _Known(noted)
    content = True
    method = ""
    told = -1
    """Up to which piece methods have been told of an address."""
    title = _Title()
    for i, each in enumerate(noted):
        is_titled = each.title is not None and is_title(each)
        if each.method is not None and i > told and (each.urls or isinstance(each.piece, Heading) or is_method(each)):
            # A line that tells a method among others may be of a program.
            method = each.method.value.upper()
        elif is_titled:
            method = ""
        title = _Title(i, each.title_level) if each.title_level else title
        if i in stated:
            path = stated[i].path
            is_stated = is_titled and isinstance(each.piece, Heading)
            content = content or (is_titled and each.method is not None) or is_stated or _is_next_call(noted, i, starts)
            below, told = ("", i) if method else _method_below(noted, i)
            # Two addresses with a method below each are two calls, however little is said of the first one.
            content = content or bool(below and starts and _method_below(noted, starts[-1])[0])
            method = method or stated[i].method or below
            before = known.like(path)
            if before is None:
                known.add(stated[i], method, i, title)
            is_other = before is None or known.is_other(before, stated[i], method, i, title)
            if path and content and is_other:
                starts.append(i)
                content = False
            elif (
                path
                and not content
                and before is None
                and noted[starts[-1]].method is None
                and not stated[starts[-1]].method
                and _is_base(stated[starts[-1]].path, stated[i].path)
            ):
                starts[-1] = i
            method = ""
            content = content or isinstance(each.piece, Block)
        elif isinstance(each.piece, Block) or (isinstance(each.piece, Grid) and starts) or is_titled:
            content = True
        elif starts and _tells_of_call(each) and (is_alone(noted[starts[-1]]) or begins_with_call(noted[starts[-1]])):
            # A call that is shown as one may need no more than a sentence.
            content = True
    return starts


def _is_next_call(noted: Sequence[Noted], stated: int, starts: Sequence[int]) -> bool:
    """Whether a call alone in its line has a title right above it, as the one before it is alone in its line, too."""
    is_titled = stated > 0 and noted[stated - 1].title is not None
    return is_titled and bool(starts) and is_alone(noted[stated]) and is_alone(noted[starts[-1]])


def _is_described(noted: Sequence[Noted], stated: int) -> bool:
    """Whether a table of members comes before the next title or address."""
    for each in noted[stated + 1 : stated + 1 + _FAR]:
        if each.urls or each.title_level is not None:
            return False
        if holds_members(each):
            return True
    return False


def _method_below(noted: Sequence[Noted], stated: int) -> tuple[str, int]:
    """The method that a line tells right below the address, `GET/POST` if it leaves the choice, and which line."""
    near = stated + 1 + _NEAR
    for i, each in enumerate(noted[stated + 1 : near + 1], stated + 1):
        is_label = isinstance(each.piece, Heading) and is_labelled_method(each)
        near += is_label
        if i >= near or each.urls or not (is_label or isinstance(each.piece, Line)):
            break
        if is_method(each) or (is_label and (each.method is not None or each.is_either)):
            return each.method.value.upper() if each.method is not None else "GET/POST", i
    return "", stated


def _tells_of_call(noted: Noted) -> bool:
    """Whether a line is a sentence, and no item or address."""
    is_prose = isinstance(noted.piece, Line) and not noted.piece.item and not noted.urls and noted.slot is None
    if not is_prose or not isinstance(noted.piece, Line):
        return False
    value = noted.piece.text.value
    return value.rstrip().endswith((".", "。")) or _LABELLED.match(value) is not None


def _with_contents(noted: Sequence[Noted], starts: Sequence[int], stated: Mapping[int, Address]) -> list[int]:
    """The starts without those of addresses that others are built on, or of which nothing is said."""
    kept: list[int] = []
    for k, start in enumerate(starts):
        following = starts[k + 1] if k + 1 < len(starts) else None
        between = noted[start : following if following is not None else len(noted)]
        is_described = any(isinstance(each.piece, Grid | Block) for each in between)
        is_base = following is not None and _is_base(stated[start].path, stated[following].path)
        is_below = start > 0 and is_method(noted[start - 1])
        is_called = noted[start].method is not None or bool(stated[start].method) or is_below
        if is_called or (is_described and not is_base) or _method_below(noted, start)[0]:
            kept.append(start)
    return kept or [*starts]


def _is_base(path: str, following: str) -> bool:
    """Whether a path is the first part of the next one, and not the collection that the next one is of."""
    return bool(path) and following.startswith(f"{path}/") and not is_variable(following[len(path) + 1 :])


def _titles_before(noted: Sequence[Noted], starts: Sequence[int]) -> dict[int, int]:
    """The title of each description that states its address after its parameters, by where it does; else empty.

    Then what follows an address are examples, and the next title comes after the last of these.
    """
    if any(map(is_title, noted)) or not any(map(holds_members, noted[: starts[0]])):
        return {}
    found = {starts[0]: 0}
    for last, start in pairwise(starts):
        blocks = [i for i in range(last + 1, start) if isinstance(noted[i].piece, Block)]
        if not blocks or any(map(holds_members, noted[last : blocks[-1]])):
            return {}
        title = next((i for i in range(blocks[-1] + 1, start) if noted[i].title is not None), None)
        if title is None or not (title == start - 1 or any(map(holds_members, noted[title:start]))):
            return {}
        found[start] = title
    return found


def _headed(noted: Sequence[Noted], last: int, start: int, above: int) -> int:
    """Where a section begins: with the title above its address; with another heading if that one is words in bold.

    Between words in bold and an address there may be tables and examples of the section before.
    """
    content = max((i for i in range(last + 1, start) if isinstance(noted[i].piece, Grid | Block)), default=last)
    if above > last and (above > content or noted[above].level < BOLD):
        return above
    begun = [(piece.level, i) for i in range(content + 1, start + 1) if isinstance(piece := noted[i].piece, Heading)]
    return min(begun)[1] if begun else start


def _lead(noted: Sequence[Noted], last: int, begin: int) -> int:
    """Where lines begin that tell of method and content before the address, or the title right above them."""
    first = begin
    while first > last + 1 and _is_of_address(noted[first]) and _is_of_address(noted[first - 1]):
        first -= 1
    is_titled = first < begin and first - 1 > last and noted[first - 1].title is not None
    return first - 1 if is_titled else first


def _with_opening(noted: Sequence[Noted], last: int, start: int) -> int:
    """Where a callback's description begins: with the title above its own, if only sentences stand between them."""
    for i in range(start - 1, last, -1):
        if is_title(noted[i]):
            return i if noted[i].level < noted[start].level else start
        if not isinstance(noted[i].piece, Line):
            break
    return start


def _is_of_address(noted: Noted) -> bool:
    is_line = isinstance(noted.piece, Line) and noted.title_level is None
    return is_line and noted.slot is not None and noted.slot.topic in ("url", "method", "content")


def _shown_before(noted: Sequence[Noted], first: int) -> int | None:
    """The heading of an endpoint before the first section, beside the headings of the others, that only shows calls."""
    piece = noted[first].piece
    if not isinstance(piece, Heading) or piece.level >= BOLD:
        return None
    called = False
    for i in range(first - 1, -1, -1):
        before = noted[i].piece
        called = called or (isinstance(before, Block) and is_call(before, ("http",)))
        if isinstance(before, Heading) and before.level < BOLD and noted[i].title is not None:
            return i if called and before.level == piece.level else None
    return None


def _title_of(noted: Noted) -> Text | None:
    return noted.piece.text if isinstance(noted.piece, Heading) else None


def _words_of(noted: Noted) -> Text | None:
    return noted.piece.text if isinstance(noted.piece, Heading | Line) else None


class Begin(Struct, frozen=True, gc=False):
    """Where a section begins.

    Attributes:
        at: The index of its first piece.
        title: Its title.
        is_callback: Whether it describes a call of the vendor's.
        stating: The pieces before it that state its address, where it is one of several functions with the same.
    """

    at: int
    title: Text | None
    is_callback: bool = False
    stating: Sequence[int] = ()


def sections(noted: Sequence[Noted]) -> list[Begin]:
    """Where sections begin, the first of them with the page."""
    if not noted:
        return []
    stated = addresses(noted)
    starts = _with_contents(noted, _starts(noted, stated), stated)
    narrow(noted, starts, stated)
    unaddressed = {*callbacks(noted, starts, [*stated])}
    if len(starts) < 2 and (called := functions(noted, starts[0] if starts else -1)):
        shared = stating(noted, called[0])
        return [
            Begin(i if k else 0, _words_of(noted[i]), i in unaddressed, () if i in unaddressed or not k else shared)
            for k, i in enumerate(sorted({*called, *unaddressed}))
        ]
    starts = sorted({*starts, *unaddressed})
    if len(starts) < 2:
        titled = [each for each in noted if each.title is not None]
        title = min(titled, key=lambda each: each.level).title if titled else None
        is_callback = bool(unaddressed) or (not starts and any(each.leaves_address for each in noted))
        return [Begin(0, title, is_callback or (title is not None and headings.names_callback(title.value)))]
    level = max(min((n.level for n in noted[a + 1 : b + 1] if n.title), default=10) for a, b in pairwise(starts))
    begins: list[Begin] = []
    titles = counted(noted, starts) or _titles_before(noted, starts)
    for last, start in pairwise([-1, *starts]):
        if start in titles:
            begins.append(Begin(titles[start], noted[titles[start]].title, start in unaddressed))
            continue
        if start in unaddressed:
            begins.append(Begin(_with_opening(noted, last, start), _words_of(noted[start]), is_callback=True))
            continue
        above = [i for i in range(last + 1, start + 1) if noted[i].title is not None and noted[i].level <= level]
        begin = _headed(noted, last, start, above[-1] if above else last)
        shown = title_above(noted, last, start, stated[start])
        if shown is not None and shown < begin:
            begins.append(_begin(shown, noted[shown].title))
            continue
        lead = _lead(noted, last, begin)
        if lead < begin:
            begins.append(_begin(lead, noted[lead].title))
        else:
            begins.append(_begin(begin, noted[above[-1]].title if begin in above else _title_of(noted[begin])))
    shown = _shown_before(noted, begins[0].at)
    if shown is not None:
        return [_begin(0, _title_of(noted[shown])), *begins]
    return [replace(begins[0], at=0), *begins[1:]]


def _begin(at: int, title: Text | None) -> Begin:
    return Begin(at, title, title is not None and headings.names_callback(title.value))
