"""Plain data, as decoders without types give it."""

from __future__ import annotations

from typing import Any, TypeGuard


def is_object(data: object) -> TypeGuard[dict[str, Any]]:
    """Whether plain data is an object; its keys are texts then."""
    return isinstance(data, dict)


def is_array(data: object) -> TypeGuard[list[Any]]:
    """Whether plain data is a list."""
    return isinstance(data, list)
