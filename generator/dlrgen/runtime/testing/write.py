"""Answers as bytes: JSON, XML or YAML, with the faults of vendors' own writers where a test asks for them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Literal
from xml.sax.saxutils import escape

import msgspec

from ..formats import Format
from ..plain import is_array, is_object
from .facts import Shape

Defect = Literal["other_spelling", "number_as_text", "text_as_number", "single_as_list", "trailing_comma"]
"""What pages show and vendors send: a name in another spelling that was seen, numbers as texts, texts of digits as
numbers, one object in place of a list of one, and a comma behind the last field."""
DEFECTS: tuple[Defect, ...] = ("other_spelling", "number_as_text", "text_as_number", "single_as_list", "trailing_comma")

CONTENT_TYPES: dict[Format, str] = {
    "json": "application/json",
    "xml": "application/xml; charset=utf-8",
    "yaml": "text/yaml; charset=utf-8",
}


def written(data: Any, format: Format, defects: Collection[Defect] = ()) -> bytes:
    """An answer in a format.

    YAML is written here, in block style with quoted texts: every scalar of JSON is one of YAML, and the base install
    has no library for it.
    """
    text = _WRITERS[format](data)
    if "trailing_comma" in defects and format == "json" and text.endswith("}") and text != "{}":
        text = f"{text[:-1]},}}"
    return text.encode(errors="replace")


def with_defects(data: Any, shape: Shape | None, defects: Collection[Defect]) -> Any:
    """An answer with the faults that a test asks for, where its shape has a place for them."""
    if not defects or shape is None:
        return data
    if is_array(data):
        items = [with_defects(value, shape.items, defects) for value in data]
        return items[0] if len(items) == 1 and "single_as_list" in defects and is_object(items[0]) else items
    if is_object(data):
        return {
            _spelt(name, shape.properties.get(name), defects): with_defects(value, shape.properties.get(name), defects)
            for name, value in data.items()
        }
    if isinstance(data, bool):
        return data
    if isinstance(data, (int, float)) and "number_as_text" in defects:
        return str(data)
    if isinstance(data, str) and "text_as_number" in defects and shape.type == "string" and _is_number(data):
        return int(data)
    return data


def _spelt(name: str, shape: Shape | None, defects: Collection[Defect]) -> str:
    return shape.also[0] if shape is not None and shape.also and "other_spelling" in defects else name


def _is_number(text: str) -> bool:
    """Whether digits are a number that tells them: no zero in front, and not more than a number of JSON can hold."""
    return text.isascii() and text.isdecimal() and text == str(int(text[:18] or 0)) and len(text) < 16


def _json(data: Any) -> str:
    return msgspec.json.encode(data).decode()


def _xml(data: Any) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<xml>{_elements(data)}</xml>'


def _elements(data: Any) -> str:
    if is_object(data):
        return "".join(f"<{name}>{_elements(value)}</{name}>" for name, value in data.items())
    if is_array(data):
        return "".join(f"<item>{_elements(value)}</item>" for value in data)
    if data is None:
        return ""
    text = data if isinstance(data, str) else _json(data)
    return escape("".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff")))


def _yaml(data: Any, indent: str = "") -> str:
    if is_object(data) and data:
        return "".join(f"{indent}{_json(name)}:{_under(value, indent)}" for name, value in data.items())
    if is_array(data) and data:
        return "".join(f"{indent}-{_under(value, indent)}" for value in data)
    return f"{indent}{_json(data)}\n"


def _under(value: Any, indent: str) -> str:
    if (is_object(value) or is_array(value)) and value:
        return f"\n{_yaml(value, indent + '  ')}"
    return f" {_json(value)}\n"


_WRITERS: dict[Format, Callable[[Any], str]] = {"json": _json, "xml": _xml, "yaml": _yaml}
