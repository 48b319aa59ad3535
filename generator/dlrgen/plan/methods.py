"""Heads of generated methods: their arguments as they stand in a definition, and as a docstring explains them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from dlrgen.plan.layout import bracketed
from dlrgen.plan.literals import Source

CALL = "**call: Unpack[CallOptions]"
"""What every method of an endpoint takes beside its arguments."""


class Argument(Struct, frozen=True, kw_only=True):
    """An argument of a generated method."""

    name: str
    type: str
    required: bool
    text: str

    @property
    def signature(self) -> str:
        """The argument as it stands in a signature."""
        return f"{self.name}: {self.type}" if self.required else f"{self.name}: {self.type} | None = None"


class Head(Struct, frozen=True, kw_only=True):
    """How a method begins in one of the two clients: its definition, and its docstring."""

    definition: Source
    doc: Source


def definition(keyword: str, name: str, given: Sequence[Argument], returns: str, more: str = CALL) -> Source:
    """The definition of a method that takes keywords alone.

    Args:
        keyword: `def` or `async def`.
        name: The method's name.
        given: Its arguments.
        returns: The type of what it returns.
        more: What stands behind them, `**call: …`.
    """
    parts = ["self", *(["*"] if given else []), *(argument.signature for argument in given), more]
    return bracketed(f"{keyword} {name}(", parts, f") -> {returns}:", indent=4)


def explained(given: Sequence[Argument]) -> str:
    """The arguments as a section of a docstring."""
    lines = [f"    {argument.name}: {argument.text}" for argument in given]
    lines.append("    **call: `timeout` in seconds and `headers`, for this call alone.")
    return "Args:\n" + "\n".join(lines)


def merged(lists: Sequence[Sequence[Argument]]) -> list[Argument]:
    """The arguments of several methods as those of one: required only where all require them."""
    found: dict[str, Argument] = {}
    for given in lists:
        for argument in given:
            everywhere = all(any(a.name == argument.name and a.required for a in other) for other in lists)
            found[argument.name] = Argument(
                name=argument.name, type=argument.type, required=everywhere, text=argument.text
            )
    return sorted(found.values(), key=lambda argument: not argument.required)
