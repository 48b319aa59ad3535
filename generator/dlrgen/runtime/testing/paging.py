"""Pages: which rows a call asks for, and how the answer says where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct

from ..plain import is_object
from .calls import Call, chosen
from .facts import Endpoint, Following
from .shapes import at, dig, put

_USUAL = 50


class Window(Struct, frozen=True):
    """Which rows are asked for: after how many, and how many; all, if there are no pages."""

    first: int = 0
    size: int | None = None


def window(call: Call, values: Mapping[str, Any]) -> Window:
    """The rows that a call asks for."""
    size = whole(chosen(call, values, "size"))
    endpoint = call.endpoint
    if endpoint.following is not None:
        size = max(1, _USUAL if size is None else size)
        return Window(_first(endpoint, endpoint.following, values, size), size)
    if endpoint.paging is not None or size is not None:
        return Window(whole(chosen(call, values, "offset")) or 0, size)
    return Window()


def turn(data: dict[str, Any], call: Call, values: Mapping[str, Any], asked: Window, total: int) -> None:
    """Let an answer say how many rows there are, and where the next page begins."""
    endpoint = call.endpoint
    if endpoint.paging is not None:
        put(data, endpoint.paging.total, total)
    way = endpoint.following
    if way is None or way.next is None or asked.size is None:
        return
    further = asked.first + asked.size
    if further < total:
        put(data, way.next, str(further) if way.into is not None else _link(call, way, values, further, asked.size))
        return
    outer, _, last = way.next.rpartition(".")
    holder = dig(data, outer) if outer else data
    if is_object(holder):
        shape = at(endpoint.shape, outer) if outer else endpoint.shape
        holder[last] = "" if shape is not None and last in shape.required else None


def whole(texts: list[Any] | None) -> int | None:
    """The whole number that the first of some values is; none if it is none."""
    text = str(texts[0]) if texts else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


def _first(endpoint: Endpoint, way: Following, values: Mapping[str, Any], size: int) -> int:
    if way.page is not None:
        number = whole([values[way.page]]) if way.page in values else None
        return max(0, (way.first if number is None else number) - way.first) * size
    if way.into is not None:
        return whole([values.get(way.into, "")]) or 0
    for wire in way.link:
        if wire in values and endpoint.params[wire].type == "string":
            return whole([values[wire]]) or 0
    return next((whole([values[wire]]) or 0 for wire in way.link if wire in values), 0) * size


def _link(call: Call, way: Following, values: Mapping[str, Any], further: int, size: int) -> str:
    """The address of the next page, with the other values of the query as they came."""
    params = call.endpoint.params
    query = {w: v for w, v in values.items() if w in params and params[w].place == "query" and w not in way.link}
    for wire in way.link:
        query[wire] = str(further if params[wire].type == "string" else further // size)
    return f"{call.path}?{urlencode(query, doseq=True)}"
