"""From Python values to the texts that travel. Each encoder refuses what it would have to guess at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from math import isfinite
from typing import Any

import msgspec

from .clock import Now
from .errors import RequestError
from .plain import is_many

Encoded = str | list[str] | dict[str, Any] | list[Any]


class Named(dict[str, str]):
    """Texts that travel under names of their own."""


def text(value: object, name: str) -> str:
    """A text, as it is."""
    if not isinstance(value, str):
        raise _refused(name, "a text", value)
    if not value.isascii() and not value.encode(errors="ignore").decode() == value:
        raise RequestError(f"{name}: half a character (a lone surrogate) cannot be sent", param=name)
    return str.__str__(value)


def integer(value: object, name: str) -> str:
    """A whole number in decimal."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise _refused(name, "a whole number", value)
    return int.__repr__(value)


def number(value: object, name: str) -> str:
    """A number in decimal."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not isfinite(value):
        raise _refused(name, "a number", value)
    return repr(value)


def boolean(value: object, name: str) -> str:
    """`true` or `false`."""
    if not isinstance(value, bool):
        raise _refused(name, "True or False", value)
    return "true" if value else "false"


def unix_s(value: object, name: str) -> str:
    """A moment in Unix seconds."""
    return str(_milliseconds(value, name) // 1000)


def unix_ms(value: object, name: str) -> str:
    """A moment in Unix milliseconds."""
    return str(_milliseconds(value, name))


def local(layout: str, where: timezone) -> Callable[[object, str], str]:
    """An encoder of moments as local time in a layout (`strftime`, and `%3f` for milliseconds)."""

    def encoded(value: object, name: str) -> str:
        return Now(_milliseconds(value, name)).local(layout, where)

    return encoded


def repeat(value: object, name: str) -> list[str]:
    """A list whose values each travel under the same name."""
    return _texts(value, name)


def comma(value: object, name: str) -> str:
    """A list as `a,b`."""
    return ",".join(_texts(value, name, forbidden=","))


def brackets(value: object, name: str) -> str:
    """A list as `[a,b]`, its values without quotes; nothing at all for an empty list."""
    texts = _texts(value, name, forbidden=",[]")
    return f"[{','.join(texts)}]" if texts else ""


def indexed(value: object, name: str) -> Named:
    """A list whose values travel under the numbered names `name.0`, `name.1`, and so on."""
    return Named({f"{name}.{index}": item for index, item in enumerate(_texts(value, name))})


def json_text(value: object, name: str) -> str:
    """Any value as JSON text."""
    return msgspec.json.encode(value).decode()


def nested(value: object, name: str) -> Any:
    """Any value as it is, for a JSON body."""
    return msgspec.to_builtins(value)


def items(kind: Any) -> Callable[[object, str], list[Any]]:
    """An encoder of lists as they are, for a JSON body; `kind` is the type of a list whose values are all right."""

    def encoded(value: object, name: str) -> list[Any]:
        if not is_many(value):
            raise _refused(name, "a list", value)
        try:
            typed = msgspec.json.decode(msgspec.json.encode(list(value)), type=kind)
        except (msgspec.MsgspecError, TypeError, UnicodeError, RecursionError) as error:
            raise RequestError(f"{name}: {error}", param=name) from None
        plain: list[Any] = msgspec.to_builtins(typed)
        return plain

    return encoded


def json_items(kind: Any) -> Callable[[object, str], str]:
    """As `items`, the list as JSON text."""
    listed = items(kind)
    return lambda value, name: msgspec.json.encode(listed(value, name)).decode()


def _texts(value: object, name: str, forbidden: str = "") -> list[str]:
    if not is_many(value):
        raise _refused(name, "a list of texts", value)
    texts = [text(item, name) for item in value]
    for item in texts:
        if forbidden and not item:
            raise RequestError(f"{name}: an empty value cannot stand in a list written like this", param=name)
        for character in forbidden:
            if character in item:
                raise RequestError(f"{name}: {item!r} holds {character!r}, which separates values", param=name)
    return texts


def _milliseconds(value: object, name: str) -> int:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise _refused(name, "a datetime with a time zone", value)
    return round(value.timestamp() * 1000)


def _refused(name: str, wanted: str, value: object) -> RequestError:
    return RequestError(f"{name}: expected {wanted}, got {type(value).__name__}", param=name)
