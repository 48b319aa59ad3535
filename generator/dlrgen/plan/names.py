"""Every name of the output is made here, once, and is a type of its own: no raw wire name ends up as Python."""

from __future__ import annotations

import keyword
import re
from typing import NewType

AttributeName = NewType("AttributeName", str)
ClassName = NewType("ClassName", str)
MemberName = NewType("MemberName", str)

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TAKEN_ATTRIBUTES = frozenset({"exchange", "undecoded", "repairs", "reports", "self"})


class NoName(ValueError):
    """No Python name can be made of the wire name; the spec has to give one."""


def attribute(wire: str, given: str | None = None) -> AttributeName:
    """The attribute for a wire name: the one given, or the wire name in snake case.

    Raises:
        NoName: The wire name is not ASCII letters, digits and the usual separators.
    """
    name = given or re.sub(r"[-.\s]+", "_", _HUMP.sub("_", wire)).lower().strip("_")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise NoName(f"{wire!r} gives no Python name")
    return AttributeName(f"{name}_" if keyword.iskeyword(name) or name in _TAKEN_ATTRIBUTES else name)


def class_of(name: str, suffix: str = "") -> ClassName:
    """The class for a spec's name in snake case."""
    return ClassName("".join(word.capitalize() for word in name.split("_")) + suffix)


def member(code: str, given: str | None = None) -> MemberName:
    """The enum member for a code.

    Raises:
        NoName: Nothing of the code can stand in a name.
    """
    name = (
        given or re.sub(r"[^A-Za-z0-9]+", "_", _HUMP.sub("_", code) if not code.isupper() else code).strip("_").upper()
    )
    if not name or not name.isascii():
        raise NoName(f"{code!r} gives no member name")
    return MemberName(f"CODE_{name}" if name[0].isdigit() else name)
