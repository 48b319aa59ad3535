"""The `report:` mapping: that rows, fields and arguments exist and are fit for delivery reports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from dlrgen.check.lint_tree import Place, answer, endpoints, exists, field, inside, row, target
from dlrgen.plan.names import NoName, attribute
from dlrgen.plan.reports import Asked, conditions
from dlrgen.problems import Problem
from dlrgen.spec.load import EndpointSpec, VendorSpec
from dlrgen.spec.model import FromParam, Param, Report, Schema, SentMessages

_TEXTS = ("message_id", "phone", "text")


def problems(vendor: VendorSpec) -> Iterator[Problem]:
    """Every part of a report that is not there, or not of the kind that a report needs."""
    for place, endpoint in endpoints(vendor):
        spec = endpoint.spec
        if spec.report is not None:
            yield from _report(place.at("report"), spec.report, endpoint, vendor)
        elif spec.polling is not None:
            yield place.at("polling").problem(
                "report.polling", "asking again until every report is final needs reports", "Add `report`.", key=True
            )
        if spec.sent is not None:
            yield from _sent(place.at("sent"), spec.sent, endpoint, vendor)
    yield from _arguments(vendor)
    yield from _never_asked(vendor)


def _sent(place: Place, sent: SentMessages, endpoint: EndpointSpec, vendor: VendorSpec) -> Iterator[Problem]:
    if endpoint.spec.effect != "sends":
        yield place.problem(
            "sent.effect", "a call that does not send has no messages to name", "Leave it out.", key=True
        )
    levels = _levels(sent.rows, endpoint, vendor)
    found = inside(levels[-1][1], sent.message_id, vendor) if levels else None
    if found is None or found.type not in ("string", "integer"):
        yield place.at("message_id").problem(
            "sent.message-id", f"{sent.message_id!r} is no text or number of the answer, or of its rows",
            "Name the field with the id, and in `rows` the list that it stands in, if it does.",
        )  # fmt: skip
    wire, _, name = sent.phone.partition("[].")
    param = endpoint.spec.params.get(wire)
    items = target(param.items, vendor) if param is not None and param.items is not None else None
    if param is None or param.value is not None or (name and (items is None or name not in items.properties)):
        yield place.at("phone").problem(
            "sent.phone", f"{sent.phone!r} is no parameter that the caller gives, and in no list of objects",
            "Write the parameter's name, or `list[].name`.",
        )  # fmt: skip


def _report(place: Place, report: Report, endpoint: EndpointSpec, vendor: VendorSpec) -> Iterator[Problem]:
    if isinstance(report.message_id, FromParam):
        texts = {w: p for w, p in endpoint.spec.params.items() if p.value is None and p.type == "string"}
        here = place.at("message_id", "param")
        yield from exists(here, "report.param", report.message_id.param, texts, "text parameter")
    levels = _levels(report.rows, endpoint, vendor)
    if levels is None:
        yield place.at("rows").problem(
            "report.rows", f"{report.rows!r} is no list of objects of the answer",
            "Write `.`, or `List[]`, or `Outer[].Inner[]` with lists of objects; `[]` where the answer is a list.",
        )  # fmt: skip
        return
    for key, path in _fields(report):
        here = place.at(*key.split("."))
        found = _field(path, levels, vendor)
        if found is None:
            yield here.problem(
                "report.field", f"{path!r} leads to no field of a row",
                f"Fields of the innermost row: {', '.join(levels[-1][1].properties)}.",
            )  # fmt: skip
        else:
            yield from _fits(here, key, path, found, vendor)


def _fits(place: Place, key: str, path: str, found: Schema, vendor: VendorSpec) -> Iterator[Problem]:
    if key in _TEXTS:
        if found.type not in ("string", "integer"):
            yield place.problem(
                "report.text", f"{path!r} is no text and no whole number", "Ids, phones and words are one of them."
            )
    elif key == "reported_at":
        if found.time is None:
            yield place.problem("report.time", f"{path!r} does not say how it holds a time", "Give the field `time`.")
    elif found.table is None or ((table := vendor.spec.tables.get(found.table)) and table.speaks_of != "message"):
        yield place.problem(
            "report.table", f"{path!r} has no table that speaks of messages", "Give the field a `table`."
        )


def _arguments(vendor: VendorSpec) -> Iterator[Problem]:
    """What callers give to `reports()`: the arguments of all endpoints that have reports, by their names."""
    seen: dict[str, tuple[Param, str]] = {}
    for place, endpoint in endpoints(vendor):
        for wire, param in endpoint.spec.params.items() if endpoint.spec.report is not None else ():
            if param.value is not None:
                continue
            with suppress(NoName):
                name = attribute(wire, param.name)
                other, owner = seen.setdefault(name, (param, endpoint.spec.endpoint))
                if owner != endpoint.spec.endpoint and (other.type, other.choices) != (param.type, param.choices):
                    yield place.at("params", wire).problem(
                        "report.argument", f"the argument {name!r} of reports() is another kind of value for {owner}",
                        "Give one of them another name with `name`.", key=True,
                    )  # fmt: skip


def _never_asked(vendor: VendorSpec) -> Iterator[Problem]:
    """Calls that `reports()` cannot be told to make."""
    places = {e.spec.endpoint: place for place, e in endpoints(vendor) if e.spec.report is not None}
    calls: list[Asked] = []
    for name in places:
        spec = vendor.endpoints[name].spec
        given = {wire: param for wire, param in spec.params.items() if param.value is None}
        with suppress(NoName):
            arguments: dict[str, bool] = {attribute(wire, param.name): param.required for wire, param in given.items()}
            calls.append(Asked(name=name, arguments=arguments, consumes=spec.effect == "consumes"))
    for name, condition in conditions(calls).items():
        if condition is None:
            yield places[name].at("report").problem(
                "report.never", f"reports() never asks {name}: other calls with reports take all that it takes",
                "Leave `report` out of one of them, or give it an argument of its own with `name`.", key=True,
            )  # fmt: skip


def _fields(report: Report) -> Iterator[tuple[str, str]]:
    for key in (*_TEXTS, "carrier_code", "reported_at"):
        path = getattr(report, key)
        if isinstance(path, str):
            yield key, path
    yield "state.where", report.state.where
    if report.state.otherwise is not None:
        yield "state.otherwise", report.state.otherwise


def _levels(rows: str, endpoint: EndpointSpec, vendor: VendorSpec) -> list[tuple[str, Schema]] | None:
    """The lists that lead to a row, each with the object that it holds; none if they are no such lists."""
    here = answer(endpoint, vendor)
    if here is None:
        return None
    if rows == ".":
        return [("", here)]
    levels: list[tuple[str, Schema]] = []
    for step in rows.split("."):
        is_list = step.endswith("[]")
        inner = row(here, step.removesuffix("[]"), vendor) if is_list else field(here, step, vendor)
        # A report knows its row and the one around it. Objects may stand around the outermost list alone.
        if inner is None or len(levels) == 2 or (levels and not is_list):
            return None
        here = inner
        if is_list:
            levels.append((step.removesuffix("[]"), here))
    return levels if levels and len({name for name, _ in levels}) == len(levels) else None


def _field(path: str, levels: list[tuple[str, Schema]], vendor: VendorSpec) -> Schema | None:
    """The field at a path: from the list that its first step names, or else from the innermost row."""
    first, _, rest = path.partition(".")
    named = dict(levels) if len(levels) > 1 else {}
    return inside(named.get(first, levels[-1][1]), rest if first in named else path, vendor)
