"""Questions that a spec leaves open: each is a problem until it is answered and taken out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from msgspec import Struct, inspect

from dlrgen.check.lint_tree import Path, Place, texts
from dlrgen.problems import Problem
from dlrgen.runtime.plain import is_array, is_object

RULES = {"todo.open": "what is asked is answered"}


def check(spec: Struct, place: Place) -> Iterator[Problem]:
    """Every open question of a file, with the answers that are possible."""
    if "todo" not in texts(place.file.document.data):
        return
    for node, path, questions in _asked(spec, ()):
        for key, question in questions.items():
            yield place.at(*path, "todo", key).problem(
                "todo.open", f"{key}: {question}", f"{_answers(type(node), key)} Then take the question out.", key=True
            )


def _asked(value: Any, path: Path) -> Iterator[tuple[Struct, Path, dict[str, str]]]:
    if isinstance(value, Struct):
        for field, written in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
            inner = getattr(value, field)
            if field == "todo":
                yield value, path, inner
            else:
                yield from _asked(inner, (*path, written))
    elif is_object(value):
        for key, inner in value.items():
            yield from _asked(inner, (*path, key))
    elif is_array(value):
        for i, inner in enumerate(value):
            yield from _asked(inner, (*path, i))


@cache
def _answers(node: type, key: str) -> str:
    """Which answers are possible, as a sentence."""
    kind: inspect.Type = inspect.type_info(node)
    for step in key.split("."):
        found = _field(kind, step)
        if found is None:
            return f"Say it under `{key}`."
        kind = found
    values = sorted(_values(kind), key=str)
    if not values:
        return f"Say it under `{key}`."
    return f"Say one of {', '.join(f'`{value}`' for value in values)} under `{key}`, or leave out what cannot be said."


def _field(kind: inspect.Type, step: str) -> inspect.Type | None:
    match kind:
        case inspect.StructType():
            return next((field.type for field in kind.fields if field.encode_name == step), None)
        case inspect.UnionType():
            return next((found for each in kind.types if (found := _field(each, step)) is not None), None)
        case inspect.DictType():
            return kind.value_type
        case _:
            return None


def _values(kind: inspect.Type) -> set[Any]:
    match kind:
        case inspect.LiteralType():
            return {*kind.values}
        case inspect.BoolType():
            return {"true", "false"}
        case inspect.UnionType():
            return {value for each in kind.types for value in _values(each)}
        case inspect.ListType():
            return _values(kind.item_type)
        case _:
            return set()
