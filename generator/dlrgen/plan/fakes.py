"""What the fake of a vendor is told: its spec as plain data, references resolved, captured examples put right."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dlrgen.check import shown
from dlrgen.plan import names
from dlrgen.plan.endpoints import seconds
from dlrgen.plan.roles import role_of
from dlrgen.runtime.codes import Category, State
from dlrgen.runtime.plain import is_array, is_object
from dlrgen.runtime.testing import facts
from dlrgen.runtime.testing.shapes import at, dig
from dlrgen.spec import model
from dlrgen.spec.load import EndpointSpec, VendorSpec
from dlrgen.spec.schema import errors_of, resolve
from dlrgen.spec.template import parse, references


def fake_of(vendor: VendorSpec) -> facts.Vendor:
    """All that a fake needs to know of a vendor whose spec has passed the check."""
    spec = vendor.spec
    endpoints = [_endpoint(endpoint, vendor) for endpoint in vendor.endpoints.values()]
    tables = {name: _table(table) for name, table in spec.tables.items()}
    return facts.Vendor(
        name=spec.vendor,
        offset=_offset(spec.clock.zone) if spec.clock else 0,
        skew=seconds(spec.clock.skew) if spec.clock and spec.clock.skew else None,
        layouts=spec.clock.layouts if spec.clock else {},
        credentials={name: _made(name, spec) for name in spec.credentials},
        secrets=[name for name, credential in spec.credentials.items() if credential.secret],
        hosts=[url for host in spec.hosts.values() for url in (host.url, host.plain) if url],
        schemes={name: _scheme(auth) for name, auth in spec.auth.items()},
        tables=tables,
        endpoints=endpoints,
        messages=_messages(endpoints, tables),
    )


def _endpoint(endpoint: EndpointSpec, vendor: VendorSpec) -> facts.Endpoint:
    spec = endpoint.spec
    shape = _shape(spec.response.schema, vendor.spec)
    if shape.items is not None:
        shape = facts.Shape("object", {"": shape})
    return facts.Endpoint(
        name=spec.endpoint,
        method=spec.request.method,
        path=spec.request.path,
        effect=spec.effect,
        auth=spec.auth,
        bodies=spec.request.body,
        suffixes=spec.response.formats,
        params={wire: _param(wire, param, spec, vendor.spec) for wire, param in spec.params.items()},
        shape=shape,
        sample=_sample(endpoint, vendor, "response", shape),
        asked=shown.request_values(endpoint, vendor),
        errors=_errors(endpoint, vendor),
        limits=[
            facts.Limit(limit.calls, seconds(limit.per), limit.scope, limit.beyond == "cached") for limit in spec.limits
        ],
        keep=seconds(spec.window.keep) if spec.window and spec.window.keep else None,
        full=spec.draining.full if spec.draining else None,
        paging=_paging(spec.paging),
        following=_following(spec),
        report=_report(spec.report) if spec.report else None,
        sent=facts.Sent(spec.sent.message_id, spec.sent.phone, spec.sent.rows) if spec.sent else None,
    )


def _paging(paging: model.Paging | None) -> facts.Paging | None:
    return facts.Paging(paging.offset, paging.size, paging.total, paging.echo) if paging else None


def _following(endpoint: model.Endpoint) -> facts.Following | None:
    way = endpoint.following
    if way is None:
        return None
    default = endpoint.params[way.page].default if way.page else None
    return facts.Following(way.next, way.into, way.link, way.page, 1 if default is None else int(default))


def _param(wire: str, param: model.Param, endpoint: model.Endpoint, vendor: model.Vendor) -> facts.Param:
    batch = endpoint.batch
    return facts.Param(
        place=param.place,
        name=names.attribute(wire, param.name) if param.value is None else "",
        type=param.type,
        required=param.required,
        value=None if param.value is None else _template(param.value),
        default=None if param.default is None else str(param.default),
        encode=param.encode,
        layout=param.layout,
        choices=param.choices,
        pattern=param.pattern,
        items=_shape(param.items, vendor) if param.items else None,
        max_items=batch.max if batch and batch.param == wire else param.max_items,
        role=role_of(wire, param, endpoint),
    )


def _report(report: model.Report) -> facts.Report:
    steps = [] if report.rows == "." else [(s.removesuffix("[]"), s.endswith("[]")) for s in report.rows.split(".")]
    lists = [name for name, many in steps if many]
    paths = {
        "message_id": report.message_id if isinstance(report.message_id, str) else None,
        "phone": report.phone,
        "status": report.state.where,
        "otherwise": report.state.otherwise,
        "code": report.carrier_code,
        "text": report.text,
        "at": report.reported_at,
    }
    fields: dict[str, tuple[int, str]] = {}
    for name, path in paths.items():
        if path is not None:
            outer, _, wire = path.partition(".")
            inside = len(lists) > 1 and outer in lists and wire
            fields[name] = (lists.index(outer) + 1, wire) if inside else (len(lists), path)
    return facts.Report(steps, fields)


def _errors(endpoint: EndpointSpec, vendor: VendorSpec) -> facts.Errors:
    errors = errors_of(endpoint.spec.errors, vendor.spec)
    shape = _shape(model.Schema(ref=errors.fields.ref), vendor.spec) if errors.fields else None
    success = errors.success
    return facts.Errors(
        success=facts.Success(
            success.where,
            None if success.equals is None else str(success.equals),
            success.at_least,
            success.absent is True,
        ),
        code=errors.code,
        message=errors.message,
        table=errors.table,
        request_id=errors.request_id,
        shape=shape,
        http=errors.http or (200 if success.where else None),
        sample=_sample(endpoint, vendor, "error", shape) if shape else None,
    )


def _scheme(auth: model.Auth) -> facts.Scheme:
    envelope = auth.envelope
    return facts.Scheme(
        credentials=auth.credentials,
        params=_templates(auth.send.params),
        query=_templates(auth.send.query),
        headers=_templates(auth.send.header),
        body=_templates(auth.send.body),
        envelope=facts.Envelope(
            envelope.path, _templates(envelope.fields), envelope.opens, envelope.code, envelope.message,
            envelope.success, envelope.signed_by, _answered(envelope),
        ) if envelope else None,
    )  # fmt: skip


def _answered(envelope: model.Envelope) -> list[str]:
    """The fields of an answer that an envelope's signature covers."""
    texts: list[str] = []
    for step in envelope.verify.values():
        match step:
            case model.Text() | model.Digest():
                texts.append(step.of)
            case model.Hmac():
                texts += [step.key, step.of]
            case _:
                pass
    found = [r.member for text in texts for r in references(text) if r.head == "answer" and r.member]
    return [name for name in dict.fromkeys(found) if name not in (envelope.code, envelope.opens)]


def _table(table: model.Table) -> facts.Table:
    return facts.Table(
        [
            facts.Code(
                code, (row.zh or row.en or "").strip(), State(row.state) if row.state else None,
                Category(row.category) if row.category else None, row.http, row.when,
            )
            for code, row in table.codes.items()
        ],
        table.type,
    )  # fmt: skip


def _shape(schema: model.Schema, vendor: model.Vendor) -> facts.Shape:
    also, found = schema.also, resolve(schema, vendor)
    time = found.time
    zone = (time.zone if time else None) or (vendor.clock.zone if vendor.clock else None)
    return facts.Shape(
        type=found.type,
        properties={wire: _shape(inner, vendor) for wire, inner in found.properties.items()},
        required=found.required,
        items=_shape(found.items, vendor) if found.items else None,
        also=also,
        table=found.table,
        time=facts.Time(time.unix, time.standard, time.layout or "", _offset(zone) if zone else 0) if time else None,
    )


def _offset(zone: model.Zone) -> int:
    offset = datetime(2020, 1, 1, tzinfo=ZoneInfo(zone.name)).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _templates(templates: dict[str, str]) -> dict[str, facts.Template]:
    return {wire: _template(text) for wire, text in templates.items()}


def _template(text: str) -> facts.Template:
    return [part if isinstance(part, str) else [str(part), *part.filters] for part in parse(text)]


def _made(name: str, vendor: model.Vendor) -> str:
    """A credential that looks as it should: at the beginning of a host's range, or as in a vector."""
    pattern = vendor.credentials[name].pattern or ""
    candidates = [str(h.when.at_least) for h in vendor.hosts.values() if h.when and h.when.credential == name]
    candidates.append(f"fake-{name.replace('_', '-')}")
    vectors = (vector for auth in vendor.auth.values() for vector in auth.vectors)
    candidates += [vector.credentials[name] for vector in vectors if name in vector.credentials]
    return next((text for text in candidates if re.search(pattern, text)), candidates[0])


def _sample(endpoint: EndpointSpec, vendor: VendorSpec, kind: str, shape: facts.Shape) -> Any:
    """The first captured example of a kind under its fields' proper names; none if there is none in JSON."""
    for example in endpoint.spec.examples:
        if example.kind == kind and example.syntax == "json" and example.verdict != "rejected":
            with suppress(ValueError):
                data = json.loads(shown.payload(example, endpoint, vendor))
                return _fitted({"": data} if "" in shape.properties else data, shape)
    return None


def _fitted(data: Any, shape: facts.Shape) -> Any:
    if shape.items is not None:
        items = shape.items
        if data is None:
            return None
        return [_fitted(value, items) for value in (data if is_array(data) else [data])]
    if not shape.properties or not is_object(data):
        return _scalar(data, shape)
    wires = {spelling: wire for wire, inner in shape.properties.items() for spelling in inner.also}
    named = {wires.get(name, name): value for name, value in data.items()}
    return {n: _fitted(value, shape.properties[n]) for n, value in named.items() if n in shape.properties}


def _scalar(data: Any, shape: facts.Shape) -> Any:
    if shape.type == "string" and isinstance(data, (int, float)) and not isinstance(data, bool):
        return str(data)
    if shape.type == "integer" and isinstance(data, str):
        with suppress(ValueError):
            return int(data)
    return data


def _messages(endpoints: list[facts.Endpoint], tables: dict[str, facts.Table]) -> list[facts.Known]:
    """The messages that the captured answers speak of, each once."""
    found: dict[tuple[str, str], facts.Known] = {}
    for endpoint in endpoints:
        for known in _shown_by(endpoint, tables) if endpoint.report else ():
            found.setdefault((known.id, known.phone), known)
    return list(found.values())


def _shown_by(endpoint: facts.Endpoint, tables: dict[str, facts.Table]) -> Iterator[facts.Known]:
    assert endpoint.report is not None
    fields = endpoint.report.fields
    asked = [w for w, param in endpoint.params.items() if param.role == "message_id"]
    for rows in _rows(endpoint.sample, endpoint.report.rows):
        values = {name: dig(rows[depth], path) for name, (depth, path) in fields.items() if depth < len(rows)}
        values = {name: None if value is None else str(value) for name, value in values.items()}
        id = values.get("message_id") or next((endpoint.asked[w] for w in asked if w in endpoint.asked), None)
        if id is not None or asked:
            told = (values.get("status"), values.get("code"), values.get("text"))
            state = _state(told[0], endpoint, tables)
            phone = values.get("phone") or ""
            yield facts.Known(_one(id), phone if re.search("[0-9]", phone) else "", state, *told)


def _one(id: Any) -> str:
    """The first of several ids that a captured request asks for, with nothing masked; 1 where nothing is captured."""
    if is_array(id):
        return _one(id[0] if id else None)
    one = str(id or "1").strip("[]").partition(",")[0]
    return re.sub("[Xx*]{3,}", lambda masked: "0" * len(masked.group()), one)


def _state(status: str | None, endpoint: facts.Endpoint, tables: dict[str, facts.Table]) -> State:
    """The state that an endpoint's field tells; a message whose state is not known has arrived."""
    assert endpoint.report is not None
    table = _table_at(endpoint.shape, endpoint.report.rows, endpoint.report.fields["status"][1])
    rows = tables[table].codes if table else []
    return next((row.state for row in rows if row.code == status and row.state), State.DELIVERED)


def _table_at(shape: facts.Shape, steps: list[tuple[str, bool]], path: str) -> str | None:
    for name, _ in steps:
        shape = shape.properties.get(name, facts.Shape())
        shape = shape.items or shape
    found = at(shape, path)
    return found.table if found is not None else None


def _rows(data: Any, steps: list[tuple[str, bool]]) -> Iterator[list[dict[str, Any]]]:
    """Each innermost row, behind the rows around it; the whole answer is the first."""
    if not is_object(data):
        return
    if not steps:
        yield [data]
        return
    (name, many), rest = steps[0], steps[1:]
    inner = data.get(name)
    for value in inner if many and is_array(inner) else [inner]:
        for rows in _rows(value, rest):
            yield [data, *rows] if many else [data | rows[0], *rows[1:]]
