"""What OpenAPI has no words for, in the words of the spec language, under keys of our own."""

from __future__ import annotations

from typing import Any

import msgspec

from dlrgen.runtime.plain import is_array, is_object

PREFIX = "x-dlrkit-"


def extended(**values: Any) -> dict[str, Any]:
    """Keys of our own for the values that say something; underscores become hyphens."""
    found = {f"{PREFIX}{name.replace('_', '-')}": plain(value) for name, value in values.items()}
    return {key: value for key, value in found.items() if value not in (None, [], {}, False)}


def plain(value: Any) -> Any:
    """Parts of a spec as plain data under the names of the language, without what is left out there."""
    return _without_nothing(msgspec.to_builtins(value))


def _without_nothing(value: Any) -> Any:
    if is_object(value):
        found = {key: _without_nothing(inner) for key, inner in value.items()}
        return {key: inner for key, inner in found.items() if inner not in (None, [], {}, False)}
    return [_without_nothing(item) for item in value] if is_array(value) else value
