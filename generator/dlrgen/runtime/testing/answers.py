"""Answers about messages: rows made of what has become of them, around which the answer is as on the vendor's page."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

from msgspec import Struct

from ..codes import State
from ..plain import is_object
from .facts import Endpoint, Report, Shape, Table, Vendor
from .messages import Arrival, Message
from .shapes import Filler, at, code_value, first_row, put
from .times import time_value

_PENDING = (State.IN_TRANSIT, State.QUEUED, State.BUFFERED)
_FAILED = (State.UNDELIVERED, State.REJECTED, State.EXPIRED, State.CANCELED)
_COMMON = {
    State.DELIVERED: "DELIVRD",
    State.UNDELIVERED: "UNDELIV",
    State.REJECTED: "REJECTD",
    State.EXPIRED: "EXPIRED",
}
"""The words of SMPP, which carriers use where a vendor has no table of theirs."""


class Subject(Struct, frozen=True):
    """A message, and the report about it that the vendor has, if any."""

    message: Message
    arrival: Arrival | None


class Writer:
    """Writes one endpoint's rows."""

    def __init__(self, vendor: Vendor, endpoint: Endpoint, filler: Filler, began: float, seed: int) -> None:
        """Take the vendor and the endpoint, which has rows about messages."""
        assert endpoint.report is not None
        self._vendor = vendor
        self._endpoint = endpoint
        self._report: Report = endpoint.report
        self._filler = filler
        self._began = began
        self._seed = seed
        self._lists = sum(many for _, many in self._report.rows)

    def answer(self, subjects: list[Subject]) -> dict[str, Any]:
        """The whole answer about some messages."""
        data = self._filler.answer(self._endpoint.shape, self._endpoint.sample)
        self._fill(data, self._endpoint.shape, self._report.rows, 0, subjects)
        return data

    def status(self, subject: Subject) -> str | None:
        """The vendor's own word for where a message is."""
        shape = self._shape_of("status")
        value = self._status(subject, shape, "status") if shape is not None else None
        return None if value is None else str(value)

    def _shape_of(self, field: str) -> Shape | None:
        depth, wire = self._report.fields[field]
        shape: Shape | None = self._endpoint.shape
        for name, many in self._report.rows:
            if depth == 0 and many:
                break
            depth -= many
            shape = shape.properties.get(name) if shape is not None else None
            shape = shape.items if many and shape is not None else shape
        return at(shape, wire)

    def _fill(
        self, data: dict[str, Any], shape: Shape, steps: list[tuple[str, bool]], depth: int, subjects: list[Subject]
    ) -> dict[str, Any]:
        if (depth > 0 or self._lists == 0) and (not steps or steps[0][1]):
            self._put_fields(data, shape, depth, subjects[0] if subjects else None)
        if not steps:
            return data
        (name, many), rest = steps[0], steps[1:]
        inner = shape.properties.get(name, Shape())
        if not many:
            found = data.get(name)
            data[name] = self._fill(found if is_object(found) else {}, inner, rest, depth, subjects)
            return data
        row_shape = inner.items or Shape()
        rows: list[dict[str, Any]] = []
        for group in self._groups(subjects, depth + 1, is_last=not any(more for _, more in rest)):
            row = first_row(data.get(name))
            row = row if is_object(row) else self._filler.answer(row_shape, None)
            rows.append(self._fill(row, row_shape, rest, depth + 1, group))
        data[name] = rows
        return data

    def _groups(self, subjects: list[Subject], depth: int, *, is_last: bool) -> Iterable[list[Subject]]:
        """Which messages share a row: each has its own, but for the rows around rows."""
        if is_last:
            # A row inside a row is written when there is something to report.
            return [[s] for s in subjects if depth == 1 or s.arrival is not None]
        groups: dict[str, list[Subject]] = {}
        for subject in subjects:
            groups.setdefault(subject.message.id, []).append(subject)
        return groups.values()

    def _put_fields(self, row: dict[str, Any], shape: Shape, depth: int, subject: Subject | None) -> None:
        for field, (where, wire) in self._report.fields.items():
            inner = at(shape, wire)
            if where != depth or inner is None:
                continue
            value = None if subject is None else self._value(field, subject, inner)
            if value is not None:
                put(row, wire, value)
            elif wire not in shape.required:
                row.pop(wire.partition(".")[0], None)

    def _value(self, field: str, subject: Subject, shape: Shape) -> Any:
        message, arrival = subject.message, subject.arrival
        match field:
            case "message_id":
                return _typed(message.id, shape)
            case "phone":
                return _typed(message.phone, shape)
            case "at" if arrival is not None:
                stamped = arrival.report.stamped
                moment = arrival.at if stamped is None else self._began + message.sent + stamped
                return time_value(shape.time, shape, moment)
            case "code":
                return self._code(subject, shape)
            case "text" if arrival is not None:
                return arrival.report.text or self._text(subject)
            case "status" | "otherwise":
                return self._status(subject, shape, field)
            case _:
                return None

    def _status(self, subject: Subject, shape: Shape, field: str) -> Any:
        arrival = subject.arrival
        if arrival is not None and arrival.report.status is not None and field == "status":
            return _typed(arrival.report.status, shape)
        state = State.IN_TRANSIT if arrival is None else arrival.report.state
        if shape.table is None:
            return _typed(state.value, shape)
        table = self._vendor.tables[shape.table]
        states = (state, *(_FAILED if state.has_failed else _PENDING if not state.is_final else (State.UNKNOWN,)))
        if field == "otherwise":
            states = (*states, *_PENDING)
        return self._pick(table, states, subject, shape)

    def _code(self, subject: Subject, shape: Shape) -> Any:
        arrival = subject.arrival
        if arrival is None:
            return None
        if arrival.report.code is not None:
            return _typed(arrival.report.code, shape)
        state = arrival.report.state
        if not state.is_final:
            return None
        states = (state, *_FAILED) if state.has_failed else (state,)
        picked = self._pick(self._vendor.tables[shape.table], states, subject, shape) if shape.table else None
        return _COMMON.get(state) if picked is None and shape.type == "string" else picked

    def _text(self, subject: Subject) -> str | None:
        """The vendor's words for a failure: those of its code."""
        if subject.arrival is None or not subject.arrival.report.state.has_failed or "code" not in self._report.fields:
            return None
        shape = self._shape_of("code")
        code = self._code(subject, shape) if shape is not None else None
        table = self._vendor.tables.get(shape.table or "") if shape is not None else None
        return next((row.text for row in table.codes if row.code == str(code)), None) if table else None

    def _pick(self, table: Table, states: Iterable[State], subject: Subject, shape: Shape) -> str | int | None:
        """A code of the first of these states that has one; of several codes, which one follows from the message."""
        for state in states:
            rows = [row for row in table.codes if row.state is state]
            if rows:
                random = Random(f"{self._seed} {subject.message.id} {subject.message.phone} {state}")  # noqa: S311
                return code_value(random.choice(rows), table, shape)
        return None


def _typed(text: str, shape: Shape) -> str | int:
    return int(text) if shape.type == "integer" and text.lstrip("-").isdecimal() else text
