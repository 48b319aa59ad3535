"""From a body to a typed answer: typed at once where it fits, row by row with the spec's own repairs where it does not.

The fast way is one typed decode. Only when that fails are rows decoded one by one, and only the rows that fail are
taken apart, put right where the spec says how, and tried again; a row that still does not fit stands beside the others.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET, Raw, Struct

from .answer import Answer, Model, Repair, put_at
from .plain import inside, is_array, is_object
from .report import Undecoded

A = TypeVar("A", bound=Answer)
UNTYPED_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding bytes can raise: not JSON, not of the type, not UTF-8, or nested beyond reason."""
TEXTUAL = frozenset({"number_as_text", "single_as_list", "empty_as_nothing"})
"""What formats without types ask for: not deviations, but how they are."""


class Decoder(Generic[A]):
    """Reads the answers of one endpoint.

    Args:
        answer: The class of the whole answer.
        rows: Its attribute that holds the rows, if it has rows; `outer.inner` where objects stand around it.
        tolerate: The deviations that the spec allows for.
    """

    def __init__(self, answer: type[A], rows: str | None, tolerate: frozenset[str]) -> None:
        """Prepare the typed decoder; the others are made when they are first needed."""
        self._answer = answer
        self._rows = rows
        self._tolerate = tolerate
        self._alone = _alone(answer)
        self._typed: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
            answer if self._alone is None else get_type_hints(answer)[self._alone], strict=False
        )
        self._wires = _wire_path(answer, rows) if rows is not None else []

    @property
    def is_list(self) -> bool:
        """Whether the answer is a list and no object."""
        return self._alone is not None

    def typed(self, body: bytes) -> A:
        """The whole body at once.

        Raises:
            msgspec.DecodeError: It is not JSON, or does not fit.
        """
        decoded = self._typed.decode(body)
        return decoded if self._alone is None else self._answer(**{self._alone: decoded})

    def by_row(self, body: bytes) -> A | None:
        """Row by row; none where something around the rows does not fit."""
        if self._rows is None:
            return None
        rows: list[Any] = []
        repairs: list[Repair] = []
        undecoded: list[Undecoded] = []
        try:
            around, raws = self._apart(body)
            around = repair(around, self._answer, self._tolerate, repairs)
            answer = msgspec.convert(around, self._answer, strict=False)
        except UNTYPED_ERRORS:
            return None
        row_type = _row_type(self._answer, self._rows)
        decoder = _row_decoder(row_type)
        for index, raw in enumerate(raws):
            try:
                rows.append(decoder.decode(raw))
            except UNTYPED_ERRORS:
                try:
                    data = msgspec.json.decode(raw)
                except UNTYPED_ERRORS as error:
                    undecoded.append(Undecoded(index=index, raw=bytes(raw), problem=str(error)))
                    continue
                self._convert_row(data, row_type, index, rows, repairs, undecoded, bytes(raw))
        put_at(answer, self._rows, rows)
        return attach(answer, _repairs=tuple(repairs), _undecoded=tuple(undecoded))

    def untyped(self, data: Any, *, textual: bool = False) -> A:
        """Plain data, as it comes from XML, YAML or a body that fits in no other way.

        Args:
            data: The answer.
            textual: Whether its format has only texts, so that one value and a list of one look alike.

        Raises:
            msgspec.ValidationError: Something around the rows does not fit.
        """
        repairs: list[Repair] = []
        if self.is_list:
            data = {"": data}
        data = repair(data, self._answer, TEXTUAL if textual else self._tolerate, repairs)
        if textual:
            repairs = []
        if self._rows is None:
            return attach(msgspec.convert(data, self._answer, strict=False), _repairs=tuple(repairs))
        holder, wire = inside(data, ".".join(self._wires))
        raws = holder.get(wire)
        if not is_array(raws):
            return attach(msgspec.convert(data, self._answer, strict=False), _repairs=tuple(repairs))
        holder[wire] = []
        answer = msgspec.convert(data, self._answer, strict=False)
        row_type = _row_type(self._answer, self._rows)
        rows: list[Any] = []
        undecoded: list[Undecoded] = []
        for index, row in enumerate(raws):
            self._convert_row(row, row_type, index, rows, [], undecoded)
        put_at(answer, self._rows, rows)
        return attach(answer, _repairs=tuple(repairs), _undecoded=tuple(undecoded))

    def _apart(self, body: bytes) -> tuple[dict[str, Any], list[Raw]]:
        """An answer without its rows, as plain data of the fields that are known, and the rows' bytes."""
        frame = _frame_decoder(self._answer, tuple(self._wires)).decode(body)
        return ({"": []}, frame) if self.is_list else _around(frame, self._wires)

    def _convert_row(
        self,
        data: Any,
        row_type: Any,
        index: int,
        rows: list[Any],
        repairs: list[Repair],
        undecoded: list[Undecoded],
        raw: bytes | None = None,
    ) -> None:
        found: list[Repair] = []
        try:
            fixed = repair(data, row_type, self._tolerate, found, f"{'.'.join(self._wires)}[{index}]")
            rows.append(msgspec.convert(fixed, row_type, strict=False))
            repairs.extend(found)
        except msgspec.ValidationError as error:
            raw = raw if raw is not None else msgspec.json.encode(data)
            undecoded.append(Undecoded(index=index, raw=raw, problem=str(error)))


def repair(data: Any, type_: Any, tolerate: frozenset[str], repairs: list[Repair], path: str = "") -> Any:
    """The data with the deviations put right that `tolerate` allows; each is noted in `repairs`."""
    optional, kind, item = _shape(type_)
    if optional and (data is None or (data == "" and kind != "text" and "empty_as_nothing" in tolerate)):
        return None
    match kind:
        case "struct" if is_object(data):
            return _repair_object(data, item, tolerate, repairs, path)
        case "list":
            if not is_array(data) and "single_as_list" in tolerate and data is not None:
                repairs.append(Repair(path=path, rule="single_as_list"))
                data = _as_list(data) if "empty_as_nothing" in tolerate else [data]
            if is_array(data):
                return [repair(value, item, tolerate, repairs, f"{path}[{i}]") for i, value in enumerate(data)]
        case "text" if isinstance(data, (int, float)) and not isinstance(data, bool) and "number_as_text" in tolerate:
            repairs.append(Repair(path=path, rule="number_as_text"))
            return str(data)
        case _:
            pass
    return data


def _repair_object(
    data: dict[str, Any], type_: type[Model], tolerate: frozenset[str], repairs: list[Repair], path: str
) -> dict[str, Any]:
    fixed = dict(data)
    prefix = f"{path}." if path else ""
    for spelling, wire in type_.__also__.items():
        if spelling in fixed and wire not in fixed:
            fixed[wire] = fixed.pop(spelling)
            repairs.append(Repair(path=f"{prefix}{spelling}", rule="alias"))
    for wire, field_type, plain in _fields_to_repair(type_):
        # Most fields are as they should be, and this is asked for every field of every bad row.
        if wire in fixed and (value := fixed[wire]).__class__ is not plain:
            fixed[wire] = repair(value, field_type, tolerate, repairs, f"{prefix}{wire}")
    return fixed


def _as_list(value: Any) -> list[Any]:
    """Where a list is meant, XML has one element of its name, one around the rows, or an empty one."""
    if value == "":
        return []
    if is_object(value) and len(value) == 1:
        inner = next(iter(value.values()))
        if is_array(inner):
            return inner
        if is_object(inner):
            return [inner]
    return [value]


def attach(answer: A, **beside: object) -> A:
    """The answer, with things beside its fields."""
    vars(answer).update(beside)
    return answer


@cache
def _wire_types(type_: type[Struct]) -> dict[str, Any]:
    hints = get_type_hints(type_)
    return {f.encode_name: hints[f.name] for f in msgspec.structs.fields(type_)}


@cache
def _fields_to_repair(type_: type[Struct]) -> list[tuple[str, Any, type | None]]:
    """Wire names, types, and the class of values that need no repair."""
    plain = {"text": str, "number": int}
    return [(wire, kind, plain.get(_shape(kind)[1])) for wire, kind in _wire_types(type_).items()]


@cache
def _shape(type_: Any) -> tuple[bool, str, Any]:
    """Whether a type may be null, what kind it is of, and what is inside."""
    optional = False
    if get_origin(type_) in (Union, UnionType):
        arguments = get_args(type_)
        optional = NoneType in arguments
        type_ = next(a for a in arguments if a is not NoneType)
    if get_origin(type_) is list:
        return optional, "list", get_args(type_)[0]
    if isinstance(type_, type):
        if issubclass(type_, Model):
            return optional, "struct", type_
        if issubclass(type_, str):
            return optional, "text", type_
        if issubclass(type_, (int, float, Enum)):
            return optional, "number", type_
    return optional, "any", Any


@cache
def _row_type(answer: type[Answer], rows: str) -> Any:
    kind: Any = answer
    for name in rows.split("."):
        kind = _shape(get_type_hints(kind)[name])[2]
    return kind


@cache
def _row_decoder(row_type: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(row_type, strict=False)


def _alone(answer: type[Answer]) -> str | None:
    """The attribute for an answer that is a list: the one without a name on the wire."""
    return next((f.name for f in msgspec.structs.fields(answer) if not f.encode_name), None)


def attribute_path(answer: type[Answer], wire_path: str) -> str | None:
    """The path of attributes for a path of wire names; none if there is no such field."""
    kind: Any = answer
    found: list[str] = []
    for wire in [wire_path] if wire_path in _wire_types(answer) else wire_path.split("."):
        names = {f.encode_name: f.name for f in msgspec.structs.fields(kind)} if _is_model(kind) else {}
        if wire not in names:
            return None
        found.append(names[wire])
        kind = _shape(_wire_types(kind)[wire])[2]
    return ".".join(found)


def _wire_path(answer: type[Answer], attributes: str) -> list[str]:
    kind: Any = answer
    found: list[str] = []
    for attribute in attributes.split("."):
        found += [f.encode_name for f in msgspec.structs.fields(kind) if f.name == attribute]
        kind = _shape(get_type_hints(kind)[attribute])[2]
    return found


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


@cache
def _frame_decoder(answer: type[Answer], wires: tuple[str, ...]) -> msgspec.json.Decoder[Any]:
    """Takes an answer apart in one pass: its rows are left as bytes each, and so is every field around them."""
    return msgspec.json.Decoder(_frame(answer, wires) if wires != ("",) else list[Raw])


def _frame(kind: type[Model], wires: tuple[str, ...]) -> type[Struct]:
    wire, *deeper = wires
    inner = _frame(_shape(_wire_types(kind)[wire])[2], tuple(deeper)) if deeper else list[Raw]
    known = dict.fromkeys((*_wire_types(kind), *kind.__also__))
    # Names of the wire need not be names of attributes.
    names = {f"f{number}": name for number, name in enumerate(known) if name != wire}
    fields: list[Any] = [("inner", inner), *((name, Raw, UNSET) for name in names)]
    return msgspec.defstruct("Frame", fields, rename={"inner": wire, **names})


def _around(frame: Any, wires: list[str]) -> tuple[dict[str, Any], list[Raw]]:
    wire, *deeper = wires
    names = zip(frame.__struct_fields__, frame.__struct_encode_fields__, strict=True)
    raws = {name: getattr(frame, attribute) for attribute, name in names if name != wire}
    around: dict[str, Any] = {name: msgspec.json.decode(raw) for name, raw in raws.items() if raw is not UNSET}
    if not deeper:
        return {**around, wire: []}, frame.inner
    held, rows = _around(frame.inner, deeper)
    return {**around, wire: held}, rows
