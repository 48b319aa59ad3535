"""Objects and lists that headings say to have the members below them: `data 列表元素的字段说明`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from dlrgen.pages import contents, terms
from dlrgen.pages.members import Member
from dlrgen.pages.paths import loose
from dlrgen.pages.remembered import remembered

_TOLD = re.compile(
    r"(?<![A-Za-z0-9_.])(?P<name>[a-z][A-Za-z0-9_]{0,40})[ `]{0,2}"
    r"(?:字典|对象|[Oo]bject|(?P<list>数组|列表|集合|[Aa]rray|[Ll]ist))[ ]?[中里内下]?"
    r"(?:每个|每项|各)?(?:元素|成员)?的?(?:字段|参数|属性)"
)
_STRUCTURE = re.compile(
    r"(?<![A-Za-z0-9_.])(?P<name>[a-z][A-Za-z0-9_]{0,40})[ `]{0,2}(?:数据)?结构体?(?:说明|定义)?[ ]*\Z"
)
_PLAIN = frozenset({
    "api", "body", "form", "get", "header", "http", "https", "json", "param", "params", "post", "query", "request",
    "response", "sdk", "url", "xml",
})  # fmt: skip
"""What is no field that holds others, but the call or how it is written."""
_PLAIN_TYPES = frozenset({"of", "a", "an", "array", "list", "map", "object", "response", "request", "the", "or"})
_PATH_NAME = re.compile(r"(?<![A-Za-z0-9_.])[A-Za-z_][A-Za-z0-9_]*(?:(?:\[\])?\.[A-Za-z_][A-Za-z0-9_]*)*")
_OBJECT_NAME = re.compile(
    r"(?<![A-Za-z0-9_.])(?P<name>[A-Za-z_][A-Za-z0-9_.]*)[`*'\"]{0,2}[ \t]*"
    r"(?:[Oo]bject|对象|中|内|里|节点|数组|结构|列表|array)"
)
"""A name that a heading calls an object or a list."""
_TYPE_NAME = re.compile(r"[ \t]*(?:[A-Z][a-z0-9]+){2,6}[ \t]*\Z")


class Told(Struct, frozen=True, gc=False):
    """The name that a heading tells, and the path inside what is called so."""

    name: str
    inside: str


@remembered
def announced(heading: str) -> Told | None:
    """What a heading says to have the members below it; None if it says nothing of that."""
    found = _TOLD.search(heading)
    if found is None or found["name"].lower() in _PLAIN:
        return None
    return Told(found["name"], f"{found['name']}[]" if found["list"] else found["name"])


@remembered
def structured(heading: str) -> Told | None:
    """What a heading says to have a structure, that is described below it; None if it says nothing of that."""
    found = _STRUCTURE.search(heading)
    return Told(found["name"], found["name"]) if found is not None and found["name"].lower() not in _PLAIN else None


class Named(Struct, frozen=True, gc=False):
    """What a heading may name of the objects and lists that are known.

    Attributes:
        words: All that may be a name, in lower case.
        sure: Those of them that it calls an object or list.
    """

    words: tuple[str, ...]
    sure: tuple[str, ...]


@remembered
def named_in(label: str) -> Named:
    """The names in a heading."""
    words = tuple(name.lower() for name in _PATH_NAME.findall(label))
    return Named(words, tuple(found["name"].lower() for found in _OBJECT_NAME.finditer(label)) if words else ())


def first_of(named: Named, label: str) -> Named | None:
    """The name that a heading begins with; None if it begins otherwise, or with a word of English."""
    first = named.words[0] if named.words else ""
    begun = label.lstrip(" \t`\"'*").lower()
    is_alone = begun.startswith(first) and not begun[len(first) :].lstrip("`\"'* \t")[:1].isascii()
    return Named((first,), (first,)) if first and is_alone else None


class Holders:
    """The objects and lists of a table, by their names and types: what headings of further tables may name."""

    def __init__(self, members: Sequence[Member]) -> None:
        """Take the members of the table."""
        self._typed: dict[str, str] = {}
        self._untyped: dict[str, str] = {}
        for member in members:
            if member.base in ("object", "array", None):
                known = self._untyped if member.base is None and member.type is None else self._typed
                for name in (member.last.lower(), loose(member.path)):
                    known[name] = contents.opened(member)
                for name in _own_types(member):
                    self._typed[name] = contents.opened(member)

    @property
    def names(self) -> Iterable[str]:
        """All that they may be called."""
        return [*self._typed, *self._untyped]

    def inside(self, named: Named) -> str | None:
        """The path inside the one that is named; None if none is."""
        if self._typed:
            for name in named.words:
                if name in self._typed:
                    return self._typed[name]
        if self._untyped:
            for name in named.sure:
                if name in self._untyped:
                    return self._untyped[name]
        return None


def is_type_name(heading: str) -> bool:
    """Whether a heading is one name, written as programs name types."""
    return _TYPE_NAME.match(heading) is not None


def only_open(found: Sequence[Member]) -> str | None:
    """The path inside the only object or list among members that has none itself; None if there is not one."""
    holding = [member for member in found if member.base in ("object", "array")]
    opened = [
        member for member in holding if not any(loose(o.path).startswith(f"{loose(member.path)}.") for o in found)
    ]
    return contents.opened(opened[0]) if len(opened) == 1 else None


def _own_types(member: Member) -> list[str]:
    """The names in a type that are the page's own."""
    return _unknown_names(member.type.text) if member.type is not None else []


@remembered
def _unknown_names(type_: str) -> list[str]:
    names = [name.lower() for name in _PATH_NAME.findall(type_)]
    return [name for name in names if name not in _PLAIN_TYPES and terms.base_type(name) is None]
