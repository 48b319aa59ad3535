"""The addresses that a page states, as paths by which endpoints are told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from msgspec import Struct

from dlrgen.pages import callers, headings
from dlrgen.pages.blocks import BOLD, Block, Grid, Heading, Line
from dlrgen.pages.endpoints.bases import bases
from dlrgen.pages.endpoints.declared import of_title
from dlrgen.pages.endpoints.noted import Noted
from dlrgen.pages.model import Syntax, without_host
from dlrgen.pages.remembered import remembered

_MAX_BETWEEN = 4
"""How many characters stand between a method and its address where nothing else is said."""
_AFTER_CALLBACK = 6
"""In how many pieces after a sentence about a callback its own address is shown."""
_SOON = 4
"""How many pieces below an address its parameters may come."""
_MAX_SUMMARY = 40
"""How long the words may be that stand behind a call in its line."""
_CHOICE = 12
"""How long a choice of two methods is: "GET` / `POST"."""
MOST_ALIKE = 60
"""Among how many paths one is looked for that is like another; pages with more print the same ones alike."""
_NUMBERED = re.compile(
    r"[ \t]*#?(?:(?P<chinese>[一二三四五六七八九十]{1,3})[、.．]"
    r"|(?P<steps>[0-9]{1,2}(?:\.[0-9]{1,2}){0,3})[、.． \t)）]|(?P<letter>[a-h])[)）][ \t]"
    r"|[\[【][0-9]{1,2}[\]】][ \t]{0,4}(?=[A-Za-z\u4e00-\u9fff]))"
)
_NAMED = re.compile(r"(?!x+\Z|your|my)[a-z]{2,15}(?:[-_][a-z]{2,15}){0,3}\Z")
"""A step of a path in words, which stands for nothing but itself; paths are compared in small letters."""
_ACTION = re.compile(
    r"[?&](?:act(?:ion)?|method|cmd|command|op|operation|func(?:tion)?|do|service|[acfmrs])="
    r"(?P<action>[A-Za-z/][A-Za-z0-9_./-]{1,60})(?=&|\Z)",
    re.IGNORECASE,
)
_VARYING = frozenset("{:<$(")
"""What a step of a path begins with that stands for others."""
_ROOTS = frozenset({"/", "/?"})
"""How an address begins that is a slash, with a query or without."""
_SUFFIX = re.compile(r"\.(?:json|xml|yaml|yml)\Z")


class Address(Struct, frozen=True, gc=False):
    """A path, and the method of the call that shows it; of what is stated the pieces themselves tell that."""

    path: str
    method: str = ""
    action: str = ""
    """Which of the calls that go there its query names: `send` in `?action=send`."""


def addresses(noted: Sequence[Noted]) -> dict[int, Address]:
    """The addresses that tell endpoints apart, by the pieces that state them.

    What only shows an address, or lists it among others, does not state it; but where a title has no other, as the
    titles beside it have, those that sentences name beside a method, or the first call that is shown, stand for one.
    """
    parts = _parts(noted)
    stated = {i: path for part in parts for i, path in part.stated.items()}
    stated = stated or {i: path for part in parts for i, path in part.titled.items()}
    shown = {part.shown[1].path for part in parts if part.shown is not None}
    for i in bases(noted, {i: address.path for i, address in stated.items()}, shown):
        del stated[i]
    levels = {part.level for part in parts if part.stated}
    known = {address.path for address in stated.values()}
    first = min(stated, default=-1)
    called = False
    for part in parts:
        is_within = called and part.level > BOLD
        called = is_within or (part.level < BOLD and part.shown is not None)
        # What is shown before all descriptions is how calls look, and no description, unless a table describes it.
        is_later = part.shown is not None and part.shown[0] > first
        is_beside = not known or (part.level in levels and (is_later or part.is_described or part.mentioned))
        if part.stated or not is_beside or (is_within and not known):
            # Where nothing is stated, what words in bold show below the title of a call is how that is passed on.
            continue
        for i, address in part.mentioned or ([part.shown] if part.shown is not None else ()):
            near = known if len(known) <= MOST_ALIKE else ()
            is_known = address.path in known or any(
                is_alike(address.path, other) or is_alike(other, address.path) for other in near
            )
            if not is_known:
                stated[i] = address
    return dict(sorted(stated.items()))


class _Part(Struct, kw_only=True, gc=False):
    """What stands under one title."""

    level: int
    stated: dict[int, Address]
    mentioned: list[tuple[int, Address]]
    titled: dict[int, Address]
    """What is shown right below titles or above its parameters, which states it where nothing else states any."""
    shown: tuple[int, Address] | None = None
    is_described: bool = False
    """Whether a table of members comes after what is shown."""


def _parts(noted: Sequence[Noted]) -> list[_Part]:
    parts = [_Part(level=0, stated={}, mentioned=[], titled={})]
    surveyed = _surveyed(noted)
    told: int | None = None
    """The last sentence that says that the vendor calls the client: what it shows is no address of the vendor's."""
    for i, each in enumerate(noted):
        if (level := each.title_level) is not None:
            parts.append(_Part(level=level, stated={}, mentioned=[], titled={}))
            told = None
        if i in surveyed:
            # Nor is it one of those of the description in which it stands.
            each.urls = each.urls if each.method is not None else ()
            continue
        if each.leaves_address:
            told = i
        elif isinstance(each.piece, Line) and each.slot is None and not each.urls:
            told = i if callers.calls_back(each.piece.text.value) else told
        if told is None and isinstance(each.piece, Block) and _is_described_soon(noted, i, each.piece):
            parts[-1].titled[i] = _address(_url_of(each.piece))
        if not isinstance(each.piece, Line) or each.urls or each.mentioned is not None:
            _take(parts[-1], noted, i, is_called=told is not None and i - told <= _AFTER_CALLBACK)
    return parts


def _take(part: _Part, noted: Sequence[Noted], i: int, *, is_called: bool) -> None:
    """Take the address that a piece states, mentions or shows; what is shown of a call by the vendor is none."""
    each = noted[i]
    if each.title is not None and isinstance(each.piece, Line) and (ended := of_title(each.piece.text.value)):
        part.titled[i] = _address(ended["url"])
    if isinstance(each.piece, Block) and not is_called and _is_titled(noted, i):
        part.titled[i] = called_in(each.piece) if is_call(each.piece) else _address(_url_of(each.piece))
    if each.urls and not is_shown(each) and not _is_listed(noted, i):
        part.stated[i] = _address(each.urls[0].value)
    elif each.mentioned is not None and not is_shown(each):
        part.mentioned.append((i, _address(each.mentioned.value)))
    elif isinstance(each.piece, Block) and is_call(each.piece) and _is_described(noted, i):
        address = called_in(each.piece)
        part.mentioned += [(i, address)] if address.path.startswith("/") else []
    elif is_called:
        return
    elif part.shown is None and isinstance(each.piece, Block) and is_call(each.piece, ("http", "curl", "url")):
        address = called_in(each.piece)
        part.shown = (i, address) if address.path.startswith("/") else None
    elif part.shown is not None and isinstance(each.piece, Grid):
        part.is_described = part.is_described or "name" in each.columns()


def _is_titled(noted: Sequence[Noted], i: int) -> bool:
    """Whether an address with what is sent in it stands right below a title, and is no example."""
    block, before = noted[i].piece, noted[i - 1] if i else None
    if not isinstance(block, Block) or before is None or before.title is None or not is_call(block, ("url", "curl")):
        return False
    slot = noted[i].slot
    is_line = isinstance(before.piece, Line) and any(map(str.isalpha, before.piece.text.value))
    return is_line and (slot is None or slot.topic not in ("example", "url", "format"))


def _is_described_soon(noted: Sequence[Noted], i: int, block: Block) -> bool:
    """Whether an address with what is sent in it, which is no example, has a table of that near below it."""
    slot = noted[i].slot
    if not is_call(block, ("url",)) or (slot is not None and slot.topic == "example"):
        return False
    above = noted[i - 1].piece if i else None
    if isinstance(above, Line) and callers.calls_back(above.text.value):
        return False
    for each in noted[i + 1 : i + 1 + _SOON]:
        if not isinstance(each.piece, Line):
            return "name" in each.columns()
    return False


def is_title(noted: Noted) -> bool:
    """Whether a piece is a heading that may be an endpoint's title."""
    return isinstance(noted.piece, Heading) and noted.title is not None and noted.level < BOLD


def is_numbered(line: str) -> bool:
    """Whether a line begins with a number as titles have it."""
    return _numbered_level(line) is not None


def level_of(noted: Noted) -> int | None:
    """How deep a piece lies as a title, where it is a heading or has a number; none of what is no title."""
    piece = noted.piece
    if isinstance(piece, Heading):
        return None if noted.title is None else noted.level if noted.level < BOLD else BOLD + 1
    if not isinstance(piece, Line) or (level := _numbered_level(piece.text.value)) is None:
        return None
    return level if noted.title is not None or headings.is_label(piece.text.value) else None


@remembered
def _numbered_level(line: str) -> int | None:
    """How deep the number of a line lets it lie as a title; None if it has none."""
    numbered = _NUMBERED.match(line)
    if numbered is None:
        return None
    return BOLD + (0 if numbered["chinese"] else 1 + (numbered["steps"] or "").count("."))


def is_shown(noted: Noted) -> bool:
    """Whether a piece is shown or explained rather than stated."""
    if noted.slot is None or noted.slot.topic not in ("example", "codes"):
        return False
    return noted.slot.topic == "codes" or not _is_explained(noted)


def _is_explained(noted: Noted) -> bool:
    """Whether a line begins with a method and its address, and goes on with what the call is for."""
    behind = _behind_call(noted)
    rest = behind.strip() if behind is not None else ""
    return len(rest) > _MAX_BETWEEN * 2 and rest[0] in "（(。，,—–-：:"


def _is_listed(noted: Sequence[Noted], i: int) -> bool:
    """Whether an address is an item of a table of contents: of a list or table of addresses."""
    near = [noted[k] for k in (i - 1, i + 1) if 0 <= k < len(noted)]
    if isinstance(noted[i].piece, Grid):
        return len(noted[i].urls) > 1
    if not _is_address_item(noted[i]):
        return False
    # At several hosts the same is called.
    path = same_endpoint(noted[i].urls[0].value)
    return any(_is_address_item(each) and same_endpoint(each.urls[0].value) != path for each in near)


def _surveyed(noted: Sequence[Noted]) -> set[int]:
    """The lines that list calls one after the other, as a survey of what is described, and stated, elsewhere."""
    stated = [i for i, each in enumerate(noted) if isinstance(each.piece, Line) and each.urls]
    groups = _runs(noted, stated)
    if not groups:
        return set()
    runs = {k for group in groups for k in group}
    elsewhere = [each for i, each in enumerate(noted) if each.urls and i not in runs and not is_shown(each)]
    others = {same_endpoint(each.urls[0].value): each.method is not None or _is_labelled(each) for each in elsewhere}
    called = {_called(each) for each in elsewhere}
    # Two methods with one address may be a choice.
    runs -= {k for group in groups if _is_of_one(noted, group) for k in group if _called(noted[k]) not in called}
    listed: dict[int, str] = {}
    for i in runs:
        path, is_called = same_endpoint(noted[i].urls[0].value), noted[i].method is not None
        known = (other for other, has_method in islice(others.items(), MOST_ALIKE) if is_called or has_method)
        again = next((other for other in known if is_alike(other, path)), None)
        if again is not None:
            listed[i] = again
    # Several hosts of one call are no survey.
    bare = {path for i, path in listed.items() if noted[i].method is None}
    return {i for i in listed if noted[i].method is not None or len(bare) > 1}


def _runs(noted: Sequence[Noted], stated: Sequence[int]) -> list[list[int]]:
    """The lines that state addresses right below each other, all with a method or all without."""
    runs = [[i] for i in stated[:1]]
    for i, j in pairwise(stated):
        if _is_right_below(noted, i, j) and _is_called_alike(noted[i], noted[j]):
            runs[-1].append(j)
        else:
            runs.append([j])
    return [run for run in runs if len(run) > 1]


def _called(noted: Noted) -> tuple[str, str]:
    """The method and the path that a piece states."""
    return noted.method.value.upper() if noted.method is not None else "", same_endpoint(noted.urls[0].value)


def _is_of_one(noted: Sequence[Noted], run: Sequence[int]) -> bool:
    """Whether all lines state the same address, with methods."""
    paths = {same_endpoint(noted[k].urls[0].value) for k in run}
    return len(paths) == 1 and noted[run[0]].method is not None


def _is_labelled(noted: Noted) -> bool:
    """Whether an address stands below a label that says it is one."""
    is_labelled = noted.slot is not None and noted.slot.topic == "url"
    return is_labelled and isinstance(noted.piece, Line) and noted.label is not noted.piece.text


def _is_right_below(noted: Sequence[Noted], i: int, j: int) -> bool:
    """Whether a line comes right after another one, but for one that is its method."""
    return j == i + 1 or (j == i + 2 and not noted[i + 1].urls and is_method(noted[i + 1]))


def _is_called_alike(noted: Noted, following: Noted) -> bool:
    """Whether two lines that state addresses both tell the method, or neither does and the addresses differ."""
    if noted.method is not None or following.method is not None:
        return noted.method is not None and following.method is not None
    return same_endpoint(noted.urls[0].value) != same_endpoint(following.urls[0].value)


def _is_address_item(noted: Noted) -> bool:
    return isinstance(noted.piece, Line) and noted.piece.item and bool(noted.urls)


def is_alike(path: str, known: str) -> bool:
    """Whether a path is a known one, its whole, its end, or an instance of it."""
    if path == known or (known and path.endswith(known)) or (path.count("/") > 1 and known.endswith(path)):
        return True
    if _VARYING.isdisjoint(known):
        return False
    a, b = path.strip("/").split("/"), known.strip("/").split("/")
    if len(a) != len(b) or not any(map(is_variable, b)) or not any(x == y for x, y in zip(a, b, strict=True)):
        return False
    return all(x == y or (is_variable(y) and _NAMED.match(x) is None) for x, y in zip(a, b, strict=True))


def _is_described(noted: Sequence[Noted], i: int) -> bool:
    """Whether a table of members comes right after a call, which is no example of another one's."""
    return i + 1 < len(noted) and not is_shown(noted[i]) and "name" in noted[i + 1].columns()


def is_variable(step: str) -> bool:
    """Whether a step of a path stands for others."""
    return step[:1] in _VARYING


def _address(url: str, method: str = "") -> Address:
    return Address(same_endpoint(url), method, "/".join(_ACTION.findall(url)).lower() if "?" in url else "")


def same_endpoint(url: str) -> str:
    """An address without what may differ where the same endpoint is called: host, query, format, capitals."""
    path = re.sub(r"\Ahttp(?:s|\(s\))?://[^/?]*", "", url).partition("?")[0]
    return _SUFFIX.sub("", path.rstrip("/.")).lower() if url[:2] not in _ROOTS else "/"


def is_alone(noted: Noted) -> bool:
    """Whether a line is a method and an address, with its query, and nothing else."""
    if noted.method is None or not noted.urls or not isinstance(noted.piece, Line):
        return False
    said = len(noted.method) + len(noted.urls[0])
    return len("".join(noted.piece.text.value.partition("?")[0].split()).strip("`*")) <= said + _MAX_BETWEEN


def begins_with_call(noted: Noted) -> bool:
    """Whether a line begins with a method and its address, which a few words may explain."""
    behind = _behind_call(noted)
    return behind is not None and len(behind) <= _MAX_SUMMARY and not behind.endswith((".", "。"))


def _behind_call(noted: Noted) -> str | None:
    """What a line says behind the method and the address that it begins with; None if it does not begin so."""
    if noted.method is None or not noted.urls or not isinstance(noted.piece, Line):
        return None
    value = noted.piece.text.value.lstrip(" \t`*")
    if not value.startswith(noted.method.value):
        return None
    address = value[len(noted.method) :].lstrip(" \t`*:：")
    begun = noted.urls[0].value
    return address[len(begun) :] if address.startswith(begun) else None


def is_method(noted: Noted) -> bool:
    """Whether a line is a method, or the choice of two, and nothing else, or stands where a method is to be stated."""
    if not isinstance(noted.piece, Line) or (noted.method is None and not noted.is_either):
        return False
    said = len(noted.method) if noted.method is not None else _CHOICE
    return is_labelled_method(noted) or len(noted.piece.text.value.strip(" \t`*>\"'")) <= said


def is_labelled_method(noted: Noted) -> bool:
    """Whether a piece stands where a method is to be stated."""
    return noted.slot is not None and noted.slot.topic == "method"


def is_call(block: Block, syntaxes: Sequence[Syntax] = ("http", "curl")) -> bool:
    """Whether a block shows a request and its address."""
    return block.payload is not None and block.payload.syntax in syntaxes and block.payload.url is not None


def called_in(block: Block) -> Address:
    """Where a request that a block shows goes."""
    url = _url_of(block)
    return _address(url if "://" in url else without_host(url), _method_of(block))


def _url_of(block: Block) -> str:
    url = block.payload.url if block.payload is not None else None
    return block.text.value[url.start : url.end] if url is not None else ""


def _method_of(block: Block) -> str:
    """The method of a call; curl's own choice if it names none."""
    payload = block.payload
    if payload is None or payload.method is None:
        sends = payload is not None and any(value.place == "body" for value in payload.values)
        return "POST" if sends else "GET"
    return block.text.value[payload.method.start : payload.method.end].upper()
