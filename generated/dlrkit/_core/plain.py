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


def is_many(value: object) -> TypeGuard[Collection[Any]]:
    """Whether a value is several values; a text is one."""
    return isinstance(value, Collection) and not isinstance(value, str)
