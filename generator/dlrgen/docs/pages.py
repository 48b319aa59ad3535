"""What the templates of the pages print of a spec, and need not decide: flat rows in the order of the spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from dlrgen.check import shown
from dlrgen.pages import captured
from dlrgen.plan import names
from dlrgen.plan.models import arguments
from dlrgen.plan.readings import vendor_row
from dlrgen.plan.vendor import VendorPlan, plan_classes, plan_vendor
from dlrgen.runtime.plain import is_array, is_object
from dlrgen.spec.load import CarrierSpec, EndpointSpec, VendorSpec
from dlrgen.spec.model import (
    CarrierCode,
    Code,
    Endpoint,
    Errors,
    Example,
    Node,
    Param,
    Reading,
    Schema,
    Step,
    Table,
    Time,
    Vendor,
)
from dlrgen.spec.schema import answer_of, errors_of, resolve

_TOLD_ELSEWHERE = frozenset({"title", "source", "request", "response", "errors", "report"})
_SAMPLES = {"integer": "1", "number": "1.5", "boolean": "True", "array": '["…"]', "object": "{}", "time": "moment"}


class Setting(Struct, frozen=True):
    """A key of a spec and what it is set to, as text."""

    key: str
    value: str


class Argument(Struct, frozen=True, kw_only=True):
    """A parameter of a call."""

    wire: str
    attribute: str
    param: Param


class FieldRow(Struct, frozen=True, kw_only=True):
    """A field of an answer."""

    path: list[str]
    """Wire names from the answer on; `[]` for what a list holds, `*` where names are data."""
    type: str
    attribute: str | None
    required: bool
    schema: Schema
    target: Schema
    """The same, or what it points at."""
    enum: str | None
    table: str | None
    time: list[Setting]


class ExampleView(Struct, frozen=True, kw_only=True):
    """A payload that a page prints."""

    example: Example
    printed: str
    read: str | None
    """After its repairs, where it needs some."""


class Behaviour(Struct, frozen=True, kw_only=True):
    """Something that a call does by itself, with the settings of the spec."""

    key: str
    node: Node | None
    settings: list[Setting]


class CallView(Struct, frozen=True, kw_only=True):
    """One endpoint."""

    spec: Endpoint
    usage: str
    """How it is called, as Python."""
    arguments: list[Argument]
    fields: list[FieldRow]
    errors: Errors
    report: list[Setting]
    behaviours: list[Behaviour]
    examples: list[ExampleView]


class CodeRow(Struct, frozen=True, kw_only=True):
    """A row of a code table."""

    code: str
    kind: str
    """`code`, or what else the row is: `family`, `prefix`, `suffix`, `word`, `alias`."""
    of: str = ""
    """The code that an alias stands for."""
    zh: str = ""
    en: str = ""
    state: str | None = None
    reason: str | None = None
    category: str | None = None
    retry: str | None = None
    evidence: str = ""
    confidence: str = ""
    source: str = ""
    conflicts: list[Reading] = []


class TableView(Struct, frozen=True, kw_only=True):
    """A code table of a vendor."""

    name: str
    table: Table
    rows: list[CodeRow]


class StepView(Struct, frozen=True, kw_only=True):
    """A step of a signature."""

    name: str
    kind: str
    node: Node
    settings: list[Setting]


class VendorView(Struct, frozen=True, kw_only=True):
    """One vendor."""

    spec: Vendor
    plan: VendorPlan
    signing: dict[str, list[StepView]]
    calls: list[CallView]
    tables: list[TableView]


class CarrierView(Struct, frozen=True, kw_only=True):
    """One table that belongs to no vendor."""

    carrier: CarrierSpec
    rows: list[CodeRow]


def vendor_view(vendor: VendorSpec) -> VendorView:
    """What the page of a vendor shows. The spec must have passed `dlrgen check`."""
    spec = vendor.spec
    return VendorView(
        spec=spec,
        plan=plan_vendor(vendor, plan_classes(vendor)),
        signing={name: list(_steps(auth.sign)) for name, auth in spec.auth.items()},
        calls=[_call(endpoint, vendor) for endpoint in vendor.endpoints.values()],
        tables=[
            TableView(name=name, table=table, rows=list(_rows(table, spec))) for name, table in spec.tables.items()
        ],
    )


def carrier_view(carrier: CarrierSpec) -> CarrierView:
    """What the page of a table shows that belongs to no vendor."""
    spec = carrier.spec
    cites = {source.name: source.cite for source in spec.sources}
    kinds: dict[str, Mapping[str, CarrierCode]] = {
        "word": spec.words, "code": {**spec.codes, **spec.numbers}, "prefix": spec.prefixes, "suffix": spec.suffixes,
    }  # fmt: skip
    rows = [_carrier_row(carrier, kind, code, row) for kind, found in kinds.items() for code, row in found.items()]
    rows += [
        CodeRow(code=spelling, kind="alias", of=alias.of, en=alias.en or "", source=cites[alias.source or spec.source])
        for spelling, alias in spec.aliases.items()
    ]
    return CarrierView(carrier=carrier, rows=rows)


def settings(node: Struct) -> Iterator[Setting]:
    """What is set in a part of a spec, apart from its explanation; whatever keys the language has."""
    for key, value in msgspec.to_builtins(node).items():
        field = next((f for f in msgspec.structs.fields(node) if f.encode_name == key), None)
        if key in ("zh", "en", "evidence") or (field is not None and _is_default(getattr(node, field.name), field)):
            continue
        yield Setting(key, _text(value))


def _is_default(value: Any, field: msgspec.structs.FieldInfo) -> bool:
    if field.default is not msgspec.NODEFAULT:
        return bool(value == field.default)
    return field.default_factory is not msgspec.NODEFAULT and value == field.default_factory()


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if is_array(value) and all(isinstance(item, (str, int)) for item in value):
        return ", ".join(map(str, value))
    if is_object(value):
        return ", ".join(f"{key}: {_text(inner)}" for key, inner in value.items() if inner is not None)
    return msgspec.json.encode(value).decode()


def _steps(sign: dict[str, Step]) -> Iterator[StepView]:
    for name, step in sign.items():
        yield StepView(name=name, kind=type(step).__name__.lower(), node=step,
                       settings=[s for s in settings(step) if s.key != "step"])  # fmt: skip


def _call(endpoint: EndpointSpec, vendor: VendorSpec) -> CallView:
    spec = endpoint.spec
    answer = answer_of(spec.response, vendor.spec)
    return CallView(
        spec=spec,
        usage=_usage(spec, vendor.spec),
        arguments=[
            Argument(wire=wire, attribute=names.attribute(wire, param.name) if param.value is None else "", param=param)
            for wire, param in spec.params.items()
        ],
        fields=list(_fields(answer, vendor.spec, [])),
        errors=errors_of(spec.errors, vendor.spec),
        report=list(settings(spec.report)) if spec.report is not None else [],
        behaviours=list(_behaviours(spec)),
        examples=[_example(example, endpoint, vendor) for example in spec.examples],
    )


def _usage(spec: Endpoint, vendor: Vendor) -> str:
    """A call in Python with the arguments that it cannot do without."""
    given = [(names.attribute(wire, p.name), p) for wire, p in arguments(spec.params) if p.required]
    sent = ", ".join(f"{name}={_sample(param)}" for name, param in given)
    needed = vendor.auth[spec.auth[0]].credentials if spec.auth else []
    opened = ", ".join(f'{name}="…"' for name in needed)
    client = f"{vendor.class_name}Client"
    lines = ["import dlrkit", "", f"with dlrkit.{client}({opened}) as client:"]
    lines.append(f"    answer = client.{spec.endpoint}({sent})")
    if spec.report is not None:
        lines += [
            "    for report in answer.reports():",
            "        print(report.message_id, report.state, report.reason)",
        ]
    if any(param.type == "time" for _, param in given):
        lines[:1] = ["from datetime import UTC, datetime", "", "import dlrkit", "", "moment = datetime.now(UTC)"]
    return "\n".join(lines)


def _sample(param: Param) -> str:
    if param.choices:
        return f'"{param.choices[0]}"' if param.choices[0].isidentifier() else '"…"'
    return _SAMPLES.get(param.type, '"…"')


def _fields(schema: Schema, vendor: Vendor, path: list[str]) -> Iterator[FieldRow]:
    for wire, inner in schema.properties.items():
        target = resolve(inner, vendor)
        yield FieldRow(
            path=[*path, wire],
            type=_type(target, vendor),
            attribute=names.attribute(wire, inner.name),
            required=wire in schema.required,
            schema=inner,
            target=target,
            enum=vendor.tables[inner.table].enum if inner.table is not None else None,
            table=inner.table,
            time=_time(inner.time),
        )
        yield from _inner_fields(target, vendor, [*path, wire])


def _inner_fields(target: Schema, vendor: Vendor, path: list[str]) -> Iterator[FieldRow]:
    if target.items is not None:
        yield from _inner_fields(resolve(target.items, vendor), vendor, [*path[:-1], f"{path[-1]}[]"])
    elif target.values is not None:
        yield from _inner_fields(resolve(target.values, vendor), vendor, [*path, "*"])
    else:
        yield from _fields(target, vendor, path)


def _type(target: Schema, vendor: Vendor) -> str:
    if target.items is not None:
        return f"{_type(resolve(target.items, vendor), vendor)}[]"
    return target.type or "any"


def _time(time: Time | None) -> list[Setting]:
    return list(settings(time)) if time is not None else []


def _behaviours(spec: Endpoint) -> Iterator[Behaviour]:
    for field in msgspec.structs.fields(spec):
        value = getattr(spec, field.name)
        if isinstance(value, Struct) and field.name not in _TOLD_ELSEWHERE:
            node = value if isinstance(value, Node) else None
            yield Behaviour(key=field.name, node=node, settings=list(settings(value)))


def _example(example: Example, endpoint: EndpointSpec, vendor: VendorSpec) -> ExampleView:
    printed = (captured(vendor, example.file) or b"").decode("utf-8", "replace")
    try:
        read = shown.payload(example, endpoint, vendor)
    except UnicodeDecodeError:
        read = printed
    return ExampleView(example=example, printed=printed, read=read if read != printed else None)


def _rows(table: Table, vendor: Vendor) -> Iterator[CodeRow]:
    for kind, rows in (("code", table.codes), ("family", table.patterns)):
        for code, row in rows.items():
            yield _row(kind, code, row, table, vendor)


def _row(kind: str, code: str, row: Code, table: Table, vendor: Vendor) -> CodeRow:
    zh, en, *said, retry, evidence, confidence = vendor_row(table, row, vendor)
    state, reason = said if table.speaks_of == "message" else (None, None)
    return CodeRow(
        code=code, kind=kind, zh=zh, en=en, state=state, reason=reason,
        category=said[0] if table.speaks_of == "call" else None, retry=retry, evidence=evidence,
        confidence=confidence, conflicts=row.conflicts,
    )  # fmt: skip


def _carrier_row(carrier: CarrierSpec, kind: str, code: str, row: CarrierCode) -> CodeRow:
    spec = carrier.spec
    sources = {source.name: source for source in spec.sources}
    source = sources[row.source or spec.source]
    return CodeRow(
        code=code, kind=kind, zh=row.zh or "", en=row.en or "", state=row.state, reason=row.reason,
        retry=row.retry, evidence=row.evidence or source.kind, confidence="conflicting" if row.conflicts else "",
        source=source.cite, conflicts=row.conflicts,
    )  # fmt: skip
