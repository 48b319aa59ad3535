"""Values of a given shape: as the captured example has them, or else made up."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

from ..plain import is_array, is_object
from .facts import Code, Shape, Table


class Filler:
    """Makes values up; the same ones in every run with the same seed."""

    def __init__(self, random: Random, tables: dict[str, Table]) -> None:
        """Take the source of chance, and the vendor's tables."""
        self._random = random
        self._tables = tables

    def answer(self, shape: Shape, sample: Any) -> dict[str, Any]:
        """A whole answer: a copy of the sample, or else one with every field of its shape."""
        data = deepcopy(sample) if sample is not None else self.value(shape, "")
        return data if is_object(data) else {}

    def value(self, shape: Shape, name: str) -> Any:
        """A value of a shape, under the name of its field."""
        if shape.properties or shape.type == "object":
            return {wire: self.value(inner, wire) for wire, inner in shape.properties.items()}
        if shape.items is not None:
            return [self.value(shape.items, name)]
        if shape.table is not None:
            table = self._tables[shape.table]
            return code_value(table.codes[0], table, shape)
        match shape.type:
            case "integer":
                return 1
            case "number":
                return 0.5
            case "boolean":
                return True
            case "array":
                return []
            case _:
                return name or "text"

    def like(self, sample: str) -> str:
        """An identifier that looks like another one."""
        digits = "0123456789abcdef" if set(sample) <= _HEX and not sample.isdecimal() else "0123456789"
        return "".join(self._random.choice(digits) if c in digits else c for c in sample)


_HEX = frozenset("0123456789abcdef-")


def code_value(row: Code, table: Table, shape: Shape | None) -> str | int:
    """A code as it travels: a number where its table or its field is one."""
    is_number = table.type == "integer" or (shape is not None and shape.type == "integer")
    return int(row.code) if is_number and row.code.lstrip("-").isdecimal() else row.code


def at(shape: Shape | None, path: str) -> Shape | None:
    """The shape at a path of names, such as `data.id`."""
    for name in path.removesuffix("[]").split("."):
        shape = shape.properties.get(name.removesuffix("[]")) if shape is not None else None
        if shape is not None and name.endswith("[]"):
            shape = shape.items
    return shape


def put(data: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a path of names; objects on the way are made where they are missing."""
    *outer, last = path.split(".")
    for name in outer:
        inner = data.get(name)
        if not is_object(inner):
            inner = data[name] = {}
        data = inner
    data[last] = value


def drop(data: dict[str, Any], path: str) -> None:
    """Take out the value at a path of names, if there is one."""
    outer, _, last = path.rpartition(".")
    holder = dig(data, outer) if outer else data
    if is_object(holder):
        holder.pop(last, None)


def dig(data: Any, path: str) -> Any:
    """The value at a path of names; none if there is none."""
    for name in path.split("."):
        data = data.get(name) if is_object(data) else None
    return data


def first_row(data: Any) -> Any:
    """A copy of the first element of a list; none if there is none."""
    return deepcopy(data[0]) if is_array(data) and data else None
