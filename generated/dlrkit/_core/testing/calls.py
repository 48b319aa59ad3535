"""What is called: a request is matched with an endpoint, and its parameters are read as the vendor would read them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from ..endpoint import Credentials
from ..formats import Format
from ..plain import is_array, is_object
from .facts import Endpoint, Param, Refusal, Role, Shape, Vendor
from .request import Arrived
from .times import read_time

_DIGITS = re.compile(r"[0-9]{1,17}\Z", re.ASCII)
_OF_HTTP = frozenset({"accept", "accept-encoding", "connection", "content-type", "user-agent"})


class Call(Struct, frozen=True):
    """A request as a call of an endpoint."""

    endpoint: Endpoint
    path: str
    """The path without what the base URL has of it."""
    format: Format
    segments: Mapping[str, str]
    """What stands in the path, by placeholder."""


class Fault(Struct, frozen=True):
    """Why parameters are refused, and which one."""

    refusal: Refusal
    param: str


class Router:
    """Finds the endpoints of one vendor."""

    def __init__(self, vendor: Vendor) -> None:
        """Prepare the patterns of all paths."""
        bases = [re.sub(r"^https?://[^/]*", "", url) for url in vendor.hosts]
        self._bases = sorted({base for base in bases if base}, key=len, reverse=True)
        self._patterns: list[tuple[re.Pattern[str], Endpoint, Format]] = [
            (re.compile(_pattern(endpoint.path) + re.escape(suffix) + r"\Z"), endpoint, format)
            for endpoint in vendor.endpoints
            for format, suffix in endpoint.suffixes.items()
        ]

    def paths(self, path: str) -> Iterator[str]:
        """The paths that a caller may have meant: as it came, and without what a host's base URL has of it."""
        yield path
        for base in self._bases:
            if path == base or path.startswith(base + "/"):
                yield path[len(base) :]
        if path == "/":  # which libraries of HTTP make of no path
            yield ""

    def find(self, arrived: Arrived, path: str) -> Call | None:
        """The call that a request is; none if there is no such endpoint.

        Several endpoints may share a path and be told apart by constants, such as the name of an action. Of a request
        that is none of them the first is taken, and its constants will be found wrong.
        """
        found = [
            Call(endpoint, path, format, {name: unquote(value) for name, value in match.groupdict().items()})
            for path in self.paths(path)
            for pattern, endpoint, format in self._patterns
            if endpoint.method == arrived.method and (match := pattern.match(path))
        ]
        # What is written out in a path goes before what a placeholder of another takes for a value.
        found.sort(key=lambda call: (-_constants_met(call, arrived), call.endpoint.path.count("{")))
        return found[0] if found else None


def read(call: Call, arrived: Arrived, credentials: Credentials) -> tuple[dict[str, Any], Fault | None]:
    """The values of a call's parameters by wire name, lists as lists of texts; and the first fault, if there is one."""
    values: dict[str, Any] = {}
    if not arrived.readable:
        return values, Fault("malformed", "")
    for wire, param in call.endpoint.params.items():
        raw = call.segments.get(_group(wire)) if param.place == "path" else arrived.get(param.place, wire)
        if param.encode == "indexed":
            raw = arrived.numbered(param.place, wire)
        if param.value is not None:
            fault = _constant_fault(wire, param, raw, credentials)
        elif raw is None or raw == "":
            fault = Fault("missing", wire) if param.required else None
        else:
            value, fault = _value(wire, param, raw)
            values[wire] = value
        if fault is not None:
            return values, fault
    return values, None


def chosen(call: Call, values: Mapping[str, Any], role: Role) -> list[str] | None:
    """What the call's parameters choose in a role; none if they choose nothing."""
    for wire, param in call.endpoint.params.items():
        if param.role == role:
            value = values.get(wire, param.default)
            if value is not None:
                return [str(item) for item in value] if is_array(value) else [str(value)]
    return None


def _pattern(path: str) -> str:
    parts = re.split(r"\{(\w+)\}", path)
    return "".join(f"(?P<{_group(p)}>[^/]+)" if n % 2 else re.escape(p) for n, p in enumerate(parts))


def _group(name: str) -> str:
    return "p_" + re.sub(r"\W", "_", name)


def _constants_met(call: Call, arrived: Arrived) -> int:
    """How many of the endpoint's constants a request carries; below 0 if it contradicts one."""
    score = 0
    for wire, param in call.endpoint.params.items():
        if param.value is not None and all(isinstance(part, str) for part in param.value):
            carried = arrived.text(param.place, wire)
            if carried == "".join(map(str, param.value)):
                score += 1
            elif not _is_of_http(wire, param):
                return -1
    return score


def _is_of_http(wire: str, param: Param) -> bool:
    """Whether it is a header that every library of HTTP writes in its own way."""
    return param.place == "header" and wire.lower() in _OF_HTTP


def _constant_fault(wire: str, param: Param, raw: Any, credentials: Credentials) -> Fault | None:
    text = raw if isinstance(raw, str) else "" if raw is None else msgspec.json.encode(raw).decode()
    assert param.value is not None
    if all(isinstance(part, str) for part in param.value):
        is_wrong = not _is_of_http(wire, param) and text != "".join(map(str, param.value))
        return Fault("unknown_call" if text else "missing", wire) if is_wrong else None
    if not text:
        return Fault("missing", wire)
    match param.value:
        case [[name]] if name in credentials and text != credentials[name]:
            return Fault("unknown_key", wire)
        case _:
            return None


def _value(wire: str, param: Param, raw: Any) -> tuple[Any, Fault | None]:
    match param.type:
        case "array":
            return _many(wire, param, raw)
        case "object":
            data = _decoded(raw) if isinstance(raw, str) else raw
            return data, None if is_object(data) or is_array(data) else Fault("malformed", wire)
        case _:
            text = raw if isinstance(raw, str) else msgspec.json.encode(raw).decode()
            return text, None if _is_one(param, raw, text) else Fault("malformed", wire)


def _is_one(param: Param, raw: Any, text: str) -> bool:
    match param.type:
        case "integer":
            fits = bool(re.fullmatch(r"-?[0-9]{1,19}", text, re.ASCII))
        case "number":
            fits = bool(re.fullmatch(r"-?[0-9]{1,19}(\.[0-9]{1,19})?([eE][-+]?[0-9]{1,3})?", text, re.ASCII))
        case "boolean":
            fits = text in ("true", "false")
        case "time":
            layout = param.layout
            fits = bool(_DIGITS.match(text)) if layout is None else read_time(text, layout, 0) is not None
        case _:
            fits = isinstance(raw, str)
    if fits and param.choices:
        fits = text in param.choices
    return fits and (param.pattern is None or bool(re.search(param.pattern, text)))


def _many(wire: str, param: Param, raw: Any) -> tuple[Any, Fault | None]:
    items: Any = raw
    if isinstance(raw, str):
        match param.encode:
            case "comma":
                items = raw.split(",")
            case "brackets":
                items = raw[1:-1].split(",") if raw[:1] == "[" and raw[-1:] == "]" else None
            case "json":
                items = _decoded(raw)
            case _:
                items = [raw]
    if not is_array(items):
        return [], Fault("malformed", wire)
    if param.max_items is not None and len(items) > param.max_items:
        return items, Fault("too_many", wire)
    fits = all(_fits(item, param.items) for item in items)
    return items, None if fits else Fault("malformed", wire)


_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
}  # fmt: skip


def _fits(data: Any, shape: Shape | None) -> bool:
    """Whether what a list holds is of its shape: of the type, and with all that is required."""
    if shape is None:
        return isinstance(data, (str, int, float))
    if shape.type is not None and not isinstance(data, _TYPES[shape.type]):
        return False
    if is_object(data):
        inner = shape.properties
        return all(name in data for name in shape.required) and all(
            _fits(value, inner[name]) for name, value in data.items() if name in inner
        )
    return shape.items is None or not is_array(data) or all(_fits(value, shape.items) for value in data)


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None
