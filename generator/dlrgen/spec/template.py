"""The small templates of the signing steps: text with `{name}` and `{name|filter}`; `{{` and `}}` are braces."""

from __future__ import annotations

import re

from msgspec import Struct

FILTERS = frozenset({"upper", "lower", "percent", "relative"})

_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_REFERENCE = re.compile(r"([a-z][a-z0-9_]*)(?:\.([A-Za-z0-9_-]+))?((?:\|[a-z]+)*)\Z")


class Reference(Struct, frozen=True):
    """One placeholder: `head` or `head.member`, and the filters in order."""

    head: str
    member: str | None = None
    filters: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.head if self.member is None else f"{self.head}.{self.member}"


class TemplateError(ValueError):
    """The text is not a template."""


def parse(text: str) -> list[str | Reference]:
    """The literal parts and placeholders of a template, in order.

    Raises:
        TemplateError: A brace stands alone, a placeholder is not a name, or a filter does not exist.
    """
    parts: list[str | Reference] = []
    end = 0
    for match in _PART.finditer(text):
        parts.append(text[end : match.start()])
        end = match.end()
        if match.group() in ("{{", "}}"):
            parts.append(match.group()[0])
        elif match.group(1) is None:
            raise TemplateError(f"a single {match.group()!r}; write {match.group() * 2!r} for the character itself")
        else:
            parts.append(_reference(match.group(1)))
    parts.append(text[end:])
    return [part for part in parts if part != ""]


def references(text: str) -> list[Reference]:
    """The placeholders of a template, in order."""
    return [part for part in parse(text) if isinstance(part, Reference)]


def _reference(text: str) -> Reference:
    match = _REFERENCE.match(text)
    if match is None:
        raise TemplateError(f"{{{text}}} is not a placeholder: a name, name.member, or either with |filters")
    filters = tuple(match.group(3).split("|")[1:])
    for name in filters:
        if name not in FILTERS:
            raise TemplateError(f"there is no filter {name!r}; there are {', '.join(sorted(FILTERS))}")
    return Reference(match.group(1), match.group(2), filters)
