"""The `report:` mapping of an endpoint as a subclass of `DeliveryReport`."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from dlrgen.plan import names
from dlrgen.plan.literals import Source, literal
from dlrgen.plan.models import attribute_path
from dlrgen.spec.load import EndpointSpec
from dlrgen.spec.model import Endpoint, FromParam, Report, Schema, Vendor
from dlrgen.spec.schema import answer_of, find, resolve


class View(Struct, frozen=True, kw_only=True):
    """One generated report class."""

    name: str
    endpoint: str
    time_basis: str | None
    paths: list[tuple[str, Source]]
    """Each property, and where its value is."""
    method: Source
    """The body of the response's `reports()`."""


class Asked(Struct, frozen=True, kw_only=True):
    """A call that `reports()` may make: its arguments by name, with those that it must be given."""

    name: str
    arguments: dict[str, bool]
    consumes: bool


def conditions(calls: list[Asked]) -> dict[str, str | None]:
    """How `reports()` chooses among calls: in this order, each if its condition holds, the last one may have none ("").

    Those with most required arguments are tried first. Of several without any, one that hands out reports is asked if
    nothing is given that only another one has. None where a call is never made, because others take all that it takes.
    """
    ordered = sorted(calls, key=lambda call: (-sum(call.arguments.values()), call.consumes))
    always = {name for call in calls for name in call.arguments if all(other.arguments.get(name) for other in calls)}
    found: dict[str, str | None] = {}
    for n, call in enumerate(ordered, 1):
        needed = [name for name, is_required in call.arguments.items() if is_required and name not in always]
        condition = " and ".join(f"{name} is not None" for name in needed)
        others = {name for other in ordered[n:] for name in other.arguments}
        is_last = n == len(ordered)
        if not condition and not is_last:
            condition = " or ".join(f"{name} is not None" for name in call.arguments if name not in others)
        is_reached = (condition or is_last) and condition not in found.values()
        found[call.name] = condition if is_reached else None
    return found


def view_of(endpoint: EndpointSpec, vendor: Vendor) -> View | None:
    """The report class of an endpoint; none if it answers about no messages."""
    report = endpoint.spec.report
    return _Rows(endpoint.spec, report, vendor).view() if report is not None else None


class _Rows:
    """Finds the fields of a report: in the innermost row, or in the row around it."""

    def __init__(self, endpoint: Endpoint, report: Report, vendor: Vendor) -> None:
        self._endpoint = endpoint
        self._report = report
        self._vendor = vendor
        self._response = answer_of(endpoint.response, vendor)
        self._lists = [] if report.rows == "." else [path.removeprefix(".") for path in report.rows.split("[]")[:-1]]
        self._steps = [path.rpartition(".")[2] for path in self._lists]
        self._schemas: list[Schema] = [self._response]
        for path in self._lists:
            row = find(self._schemas[-1], f"{path}[]", vendor)
            assert row is not None
            self._schemas.append(row)

    def view(self) -> View:
        return View(
            name=names.class_of(self._endpoint.endpoint, "Report"),
            endpoint=self._endpoint.endpoint,
            time_basis=self._time_basis(),
            paths=[(name, literal(path)) for name, path in self._paths()],
            method=self._method(),
        )

    def _paths(self) -> Iterator[tuple[str, str | tuple[str, ...]]]:
        report = self._report
        if isinstance(report.message_id, FromParam):
            param = self._endpoint.params[report.message_id.param]
            yield "message_id", f"request.{names.attribute(report.message_id.param, param.name)}"
        else:
            yield "message_id", self._path(report.message_id)
        state = report.state
        yield (
            "status",
            ((self._path(state.where), self._path(state.otherwise)) if state.otherwise else self._path(state.where)),
        )
        optional = {"phone": report.phone, "carrier_code": report.carrier_code, "text": report.text}
        yield from ((name, self._path(path)) for name, path in optional.items() if path)
        if report.reported_at:
            yield "reported_at", f"{self._path(report.reported_at)}_utc"

    def _path(self, path: str) -> str:
        return self._locate(path)[0]

    def _locate(self, path: str) -> tuple[str, Schema]:
        """Where a field is, and what it holds: in the list that the path's first step names, or else in the row."""
        steps = path.split(".")
        depth = len(self._steps)
        if depth > 1 and steps[0] in self._steps:
            depth = self._steps.index(steps.pop(0)) + 1
        where, schema = ("row" if depth == len(self._steps) else "outer"), self._schemas[depth]
        for wire in steps:
            found = resolve(schema, self._vendor).properties[wire]
            where, schema = f"{where}.{names.attribute(wire, found.name)}", found
        return where, schema

    def _time_basis(self) -> str | None:
        if self._report.reported_at is None:
            return None
        time = self._locate(self._report.reported_at)[1].time
        assert time is not None
        if time.layout is None or "%z" in time.layout:
            return "explicit"
        zone = time.zone or (self._vendor.clock.zone if self._vendor.clock else None)
        return zone.basis if zone else None

    def _method(self) -> Source:
        view = names.class_of(self._endpoint.endpoint, "Report")
        request = ", None, self._request" if isinstance(self._report.message_id, FromParam) else ""
        attributes = [attribute_path(p, self._schemas[depth], self._vendor) for depth, p in enumerate(self._lists)]
        match attributes:
            case []:
                return Source(f"return self._reports(({view}(self{request}),))")
            case [rows]:
                return Source(f"return self._reports(map({view}, {self._held(rows)} or ()))")
            case [outer, rows]:
                return Source(
                    f"views = ({view}(row, outer) for outer in {self._held(outer)} or () "
                    f"for row in outer.{rows} or (None,))\n"
                    "return self._reports(views)"
                )
            case _:
                raise AssertionError("the check lets no deeper rows pass")

    def _held(self, path: str) -> str:
        """The expression for a list of the answer; where an object around it may be missing, for nothing then."""
        return f"self.{path}" if "." not in path else f"value_at(self, {literal(path)})"
