"""What an answer shows that its spec does not know. Looked for only when somebody wants to hear of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct

from .answer import Answer, Model
from .codes import Code
from .plain import is_array, is_object


class Drift(Struct, frozen=True, kw_only=True):
    """One deviation of an answer from its spec.

    Attributes:
        vendor: The vendor's name.
        endpoint: The endpoint's name.
        kind: `unknown_field`, `unknown_code`, `repaired` (the spec allows for it, see `Answer.repairs`) or `undecoded`
            (a row that could not be read).
        path: Where in the answer, with wire names: `data[].newField`.
        detail: The field's value, the code, the repair's rule, or why the row could not be read.
    """

    vendor: str
    endpoint: str
    kind: Literal["unknown_field", "unknown_code", "repaired", "undecoded"]
    path: str
    detail: str


def drifts(answer: Answer, body: bytes, vendor: str, endpoint: str) -> Iterator[Drift]:
    """Every deviation of an answer and of the body that it was read from, each kind and place once."""
    seen: set[tuple[str, str, str]] = set()
    for kind, path, detail in _all(answer, body):
        # A field is new once, whatever its values; of a code, each value is.
        once = (kind, path, "" if kind == "unknown_field" else detail)
        if once not in seen:
            seen.add(once)
            yield Drift(vendor=vendor, endpoint=endpoint, kind=kind, path=path, detail=detail)


def _all(answer: Answer, body: bytes) -> Iterator[tuple[Any, str, str]]:
    yield from (("repaired", re.sub(r"\[\d+\]", "[]", repair.path), repair.rule) for repair in answer.repairs)
    yield from (("undecoded", f"[{row.index}]", row.problem) for row in answer.undecoded)
    yield from (("unknown_code", path, str(code)) for path, code in _unknown_codes(answer, ""))
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return  # another format; its fields are not compared
    yield from (("unknown_field", path, detail) for path, detail in _unknown_fields(answer, data, ""))


def _unknown_codes(value: Any, path: str) -> Iterator[tuple[str, Code]]:
    if isinstance(value, Code):
        if not value.is_known:
            yield path, value
    elif isinstance(value, Model):
        for f in msgspec.structs.fields(type(value)):
            yield from _unknown_codes(getattr(value, f.name), _join(path, f.encode_name))
    elif is_array(value):
        for item in value:
            yield from _unknown_codes(item, f"{path}[]")


def _unknown_fields(value: Any, data: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Answer) and is_array(data):
        data = {"": data}
    if isinstance(value, Model) and is_object(data):
        known = {f.encode_name: f.name for f in msgspec.structs.fields(type(value))}
        for wire, inner in data.items():
            here = _join(path, wire)
            name = known.get(type(value).__also__.get(wire, wire))
            if name is None:
                yield here, repr(inner)[:200]
            else:
                yield from _unknown_fields(getattr(value, name), inner, here)
    elif is_array(value) and is_array(data):
        for item, inner in zip(value, data, strict=False):
            yield from _unknown_fields(item, inner, f"{path}[]")


def _join(path: str, wire: str) -> str:
    return f"{path}.{wire}" if path else wire
