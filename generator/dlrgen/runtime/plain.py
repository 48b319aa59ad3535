"""Plain data, as decoders without types give it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeGuard


def is_object(data: object) -> TypeGuard[dict[str, Any]]:
    """Whether plain data is an object; its keys are texts then."""
    return isinstance(data, dict)


def is_array(data: object) -> TypeGuard[list[Any]]:
    """Whether plain data is a list."""
    return isinstance(data, list)


def inside(data: object, path: str) -> tuple[dict[str, Any], str]:
    """The object that holds what stands at a path such as `Error.Code` (or an empty one), and its name in it.

    A name may have dots itself, if it stands in the outermost object.
    """
    if is_object(data) and path in data:
        return data, path
    *outer, name = path.split(".")
    for step in outer:
        data = data.get(step) if is_object(data) else None
    return (data if is_object(data) else {}), name


def is_many(value: object) -> TypeGuard[Collection[Any]]:
    """Whether a value is several values; a text is one."""
    return isinstance(value, Collection) and not isinstance(value, str)
