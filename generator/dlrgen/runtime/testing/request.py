"""A request as it arrives at a fake, and taken apart. Whatever arrives, nothing here raises."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

import msgspec
from msgspec import Struct

from ..draft import BodyKind
from ..plain import is_array, is_object

MAX_DEPTH = 60

_KINDS: dict[str, BodyKind] = {
    "application/x-www-form-urlencoded": "form", "application/json": "json", "multipart/form-data": "multipart",
}  # fmt: skip


class FakeRequest(Struct, frozen=True):
    """A request as it arrives: its path and query as they travel, header names in lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = {}
    body: bytes = b""


class Arrived:
    """A request taken apart.

    Attributes:
        query: The query's values by name; a repeated name has a list.
        body: The body's values by name.
        kind: What kind of body it is, if any.
        readable: Whether the body is what its content type says.
    """

    def __init__(self, request: FakeRequest) -> None:
        """Take a request apart."""
        self.method = request.method.upper()
        self.headers = {name.lower(): value for name, value in request.headers.items()}
        self.raw = request.body
        self.query = _grouped(parse_qsl(request.query, keep_blank_values=True))
        self.readable = True
        self.kind: BodyKind | None = self._kind()
        self.body = self._read() if request.body else {}

    def get(self, place: str, wire: str) -> Any:
        """What stands at a place under a name; none if nothing does."""
        if place in ("header", "headers"):
            return self.headers.get(wire.lower())
        return getattr(self, place, {}).get(wire)

    def numbered(self, place: str, wire: str) -> list[Any] | None:
        """What stands under `wire.0`, `wire.1` and so on; none if nothing does."""
        found: list[Any] = []
        while (value := self.get(place, f"{wire}.{len(found)}")) is not None:
            found.append(value)
        return found or None

    def text(self, place: str, wire: str) -> str:
        """The same as text; empty if nothing stands there."""
        value = self.get(place, wire)
        if value is None:
            return ""
        return value if isinstance(value, str) else msgspec.json.encode(value).decode()

    def _kind(self) -> BodyKind | None:
        stated = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if stated in _KINDS or not self.raw:
            return _KINDS.get(stated)
        return "json" if self.raw.lstrip()[:1] in (b"{", b"[") else "form"

    def _read(self) -> dict[str, Any]:
        try:
            match self.kind:
                case "json":
                    data = msgspec.json.decode(self.raw)
                    if is_object(data) and not _is_deeper(data, MAX_DEPTH):
                        return data
                case "multipart":
                    return _grouped(_multipart(self.raw.decode(), self.headers.get("content-type", "")))
                case _:
                    return _grouped(parse_qsl(self.raw.decode(), keep_blank_values=True))
        except (ValueError, RecursionError):
            pass
        self.readable = False
        return {}


def _is_deeper(data: Any, depth: int) -> bool:
    if depth == 0:
        return True
    inner = data.values() if is_object(data) else data if is_array(data) else ()
    return any(_is_deeper(value, depth - 1) for value in inner)


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    grouped: dict[str, Any] = {}
    for name, value in pairs:
        before = grouped.get(name)
        grouped[name] = value if before is None else [*before, value] if is_array(before) else [before, value]
    return grouped


def _multipart(body: str, content_type: str) -> list[tuple[str, str]]:
    boundary = content_type.partition("boundary=")[2].partition(";")[0].strip().strip('"')
    if not boundary:
        raise ValueError("no boundary is stated")
    pairs: list[tuple[str, str]] = []
    for part in body.split(f"--{boundary}")[1:-1]:
        head, _, value = part.removeprefix("\r\n").partition("\r\n\r\n")
        found = re.search(r'name="([^"]*)"', head)
        if found:
            pairs.append((unquote(found.group(1)), value.removesuffix("\r\n")))
    return pairs
