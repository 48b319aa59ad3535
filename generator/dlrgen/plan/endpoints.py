"""What the generated clients know of the wire: a vendor's hosts and schemes, and each call, as constants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dlrgen.plan import names
from dlrgen.plan.layout import bracketed, tuple_of
from dlrgen.plan.literals import Source, literal
from dlrgen.plan.models import list_of, rows_of
from dlrgen.plan.roles import listed_ids
from dlrgen.plan.signing import Scheme, param_value, zone_constant
from dlrgen.spec.load import EndpointSpec
from dlrgen.spec.model import Auth, Endpoint, Errors, Following, Host, Param, Schema, Vendor, Window
from dlrgen.spec.schema import answer_of, errors_of, resolve
from dlrgen.spec.template import references

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def vendor_source(spec: Vendor, compiled: list[Scheme]) -> Source:
    """The constant that states what the vendor's endpoints share."""
    credentials = [
        f"Credential({_fields(name=n, secret=c.secret or None, pattern=c.pattern)})"
        for n, c in spec.credentials.items()
    ]
    hosts = [f"Host({_host_fields(n, h)})" for n, h in spec.hosts.items()]
    schemes = [_scheme_source(s, spec.auth[s.name]) for s in compiled]
    kinds = {"configuration": "Configuration", "request": "Request", "rate": "RateLimit", "transport": "Transport",
             "response": "Response", "api": "API", "wait": "WaitTimeout"}  # fmt: skip
    errors = [f"{key}=errors.{spec.class_name}{kind}Error" for key, kind in kinds.items()]
    parts = [
        f"name={literal(spec.vendor)}",
        tuple_of("credentials=", credentials, indent=4),
        tuple_of("hosts=", hosts, indent=4),
        tuple_of("schemes=", schemes, indent=4),
        bracketed("errors=ErrorClasses(", errors, ")", indent=4),
    ]
    return bracketed("Vendor(", parts, ")")


def _scheme_source(scheme: Scheme, auth: Auth) -> Source:
    secret = f"frozenset({{{', '.join(literal(s) for s in scheme.secret)}}})" if scheme.secret else "frozenset()"
    parts = [
        f"name={literal(scheme.name)}",
        f"credentials={literal(auth.credentials)}",
        f"sign=auth.sign_{scheme.name}",
        f"secret={secret}",
    ]
    if auth.envelope is not None:
        e = auth.envelope
        fields = _fields(opens=e.opens, code=e.code, message=e.message, success=e.success, signed_by=e.signed_by)
        parts.append(bracketed("envelope=Envelope(", [fields, f"verify=auth.verify_{scheme.name}"], ")", indent=12))
    return bracketed("Scheme(", parts, ")", indent=8)


def faults_source(endpoint: EndpointSpec, vendor: Vendor) -> Source:
    """Where an endpoint's answers say that the call failed."""
    errors = errors_of(endpoint.spec.errors, vendor)
    also = _also(answer_of(endpoint.spec.response, vendor), errors)
    success = errors.success
    fields = _fields(
        where=success.where,
        equals=None if success.equals is None else str(success.equals),
        at_least=success.at_least,
        absent=success.absent,
        code=errors.code,
        message=errors.message,
        request_id=errors.request_id,
    )
    table = f", table=codes.{vendor.tables[errors.table].enum}" if errors.table else ""
    spellings = f", also={{{', '.join(f'{literal(a)}: {literal(b)}' for a, b in also.items())}}}" if also else ""
    return Source(f"Faults({fields}{table}{spellings})")


def endpoint_source(endpoint: EndpointSpec, vendor: Vendor, faults: str) -> Source:
    """The constant that states how an endpoint is called; `faults` is the name of what tells its failures."""
    spec = endpoint.spec
    lines = [
        f"name={literal(spec.endpoint)}",
        f"method={literal(spec.request.method)}",
        f"path={literal(spec.request.path)}",
        f"effect={literal(spec.effect)}",
        f"auth={literal(spec.auth)}",
        f"answer=models.{names.class_of(spec.endpoint, 'Response')}",
        f"faults={faults}",
    ]
    if spec.request.body:
        lines.append(f"bodies={literal(spec.request.body)}")
    params = [*_path_credentials(endpoint), *(_param(w, p, spec, vendor) for w, p in spec.params.items())]
    if params:
        lines.append(tuple_of("params=", params, indent=4))
    if spec.response.formats != {"json": ""}:
        formats = ", ".join(f"{literal(f)}: {literal(suffix)}" for f, suffix in spec.response.formats.items())
        lines.append(f"formats={{{formats}}}")
    if (rows := rows_of(spec, vendor)) is not None:
        lines.append(f"rows={literal(rows.attribute)}")
    if spec.response.tolerate:
        lines.append(f"tolerate=frozenset({{{', '.join(literal(t) for t in spec.response.tolerate)}}})")
    lines += _conduct(endpoint, vendor)
    name = names.class_of(spec.endpoint, "Response")
    return bracketed(f"{spec.endpoint.upper()}: Endpoint[models.{name}] = Endpoint(", lines, ")")


def _conduct(endpoint: EndpointSpec, vendor: Vendor) -> Iterator[str]:
    """How the vendor wants the call to be made."""
    spec = endpoint.spec
    properties = answer_of(spec.response, vendor).properties
    answer = {wire: names.attribute(wire, schema.name) for wire, schema in properties.items()}
    asked = {wire: names.attribute(wire, param.name) for wire, param in spec.params.items()}
    if spec.limits:
        limits = (
            _fields(calls=x.calls, per=seconds(x.per), scope=x.scope, cached=x.beyond == "cached" or None)
            for x in spec.limits
        )
        yield f"limits=({' '.join(f'Limit({limit}),' for limit in limits)})"
    if spec.batch is not None:
        fields = _fields(
            attribute=asked[spec.batch.param], max=spec.batch.max, rejoin=answer[spec.batch.rejoin.removesuffix("[]")]
        )
        yield f"batch=Batch({fields})"
    if spec.paging is not None:
        echo = ", ".join(f"{literal(wire)}: {literal(answer[wire])}" for wire in spec.paging.echo)
        pinned = tuple(asked[wire] for wire in spec.paging.echo if spec.params[wire].type == "time")
        fields = _fields(offset=asked[spec.paging.offset], total=answer[spec.paging.total], pinned=pinned or None)
        yield bracketed("paging=Paging(", [fields, f"echo={{{echo}}}"], ")", indent=4)
    if spec.following is not None:
        yield f"following=Following({_following(spec.following, spec.params, endpoint, vendor)})"
    if spec.draining is not None:
        yield f"draining=Draining({_fields(full=spec.draining.full)})"
    if spec.polling is not None:
        every, deadline = seconds(spec.polling.every), seconds(spec.polling.deadline)
        ids = listed_ids(spec)
        fields = _fields(every=every, deadline=deadline, ids=asked[ids] if ids is not None else None)
        yield f"polling=Polling({fields})"
    if spec.window is not None:
        yield from _window(spec.window, asked)


def _following(following: Following, params: Mapping[str, Param], endpoint: EndpointSpec, vendor: Vendor) -> str:
    asked = {wire: names.attribute(wire, param.name) for wire, param in params.items()}
    path: list[str] = []
    schema = answer_of(endpoint.spec.response, vendor)
    for step in following.next.split(".") if following.next else ():
        found = schema.properties[step]
        path.append(names.attribute(step, found.name))
        schema = resolve(found, vendor)
    page = following.page
    first = params[page].default if page is not None else None
    return _fields(
        next=".".join(path) or None,
        into=asked[following.into] if following.into is not None else None,
        asks=asked[following.asks] if following.asks is not None else None,
        page=asked[page] if page is not None else None,
        first=None if first in (None, 1) else first,
    ) + (
        f", link={{{', '.join(f'{literal(w)}: {literal(asked[w])}' for w in following.link)}}}"
        if following.link
        else ""
    )


def _window(window: Window, asked: Mapping[str, str]) -> Iterator[str]:
    if window.then:
        yield f"recovery={literal(window.then)}"
    for key, wire in (("since", window.since), ("until", window.until)):
        if wire is not None:
            yield f"{key}={literal(asked[wire])}"


def _path_credentials(endpoint: EndpointSpec) -> Iterator[str]:
    for reference in references(endpoint.spec.request.path):
        if reference.head not in endpoint.spec.params:
            value = f"lambda draft, credentials: credentials[{literal(reference.head)}]"
            yield f'Param(wire={literal(reference.head)}, place="path", value={value})'


def _param(wire: str, param: Param, spec: Endpoint, vendor: Vendor) -> str:
    head = f"Param(wire={literal(wire)}, place={literal(param.place)}"
    bare = _fields(bare=(param.place == "body" and "json" in spec.request.body and _is_bare(param)) or None)
    if param.value is not None:
        value = f"value=lambda draft, credentials: {param_value(param.value, vendor)}"
        return f"{head}, {value}{', ' if bare else ''}{bare})"
    attribute = names.attribute(wire, param.name)
    encoder = _encoder(param, vendor)
    encode = "" if encoder == "text" else f"encode=encode.{encoder}"
    split = spec.batch is not None and spec.batch.param == wire
    fields = _fields(
        required=param.required or None,
        choices=tuple(param.choices) or None,
        max_items=None if split else param.max_items,
        default=None if param.default is None else str(param.default),
    )
    return f"{', '.join(filter(None, [head, f'attribute={literal(attribute)}', encode, bare, fields]))})"


def _is_bare(param: Param) -> bool:
    return param.type in ("integer", "number", "boolean") or (param.type == "time" and param.encode is not None)


def _encoder(param: Param, vendor: Vendor) -> str:
    match param.type:
        case "string":
            return "text"
        case "array" if param.items is not None:
            return f"{'json_items' if param.encode == 'json' else 'items'}({list_of(param.items, vendor)})"
        case "array":
            return {"json": "json_text"}.get(param.encode or "", param.encode or "repeat")
        case "object":
            return "json_text" if param.encode == "json" else "nested"
        case "time" if param.layout is not None:
            assert vendor.clock is not None
            return f"local({literal(param.layout)}, {zone_constant(vendor.clock.zone.name)})"
        case "time":
            return param.encode or "unix_s"
        case _:
            return param.type


def _fields(**values: Any) -> str:
    return ", ".join(f"{name}={literal(value)}" for name, value in values.items() if value is not None)


def _host_fields(name: str, host: Host) -> str:
    when = (host.when.credential, host.when.at_least, host.when.at_most) if host.when else None
    return _fields(name=name, url=host.url, plain=host.plain, auth=tuple(host.auth) or None, body=host.body, when=when)


def _also(answer: Schema, errors: Errors) -> dict[str, str]:
    told = {errors.success.where, errors.code, errors.message, errors.request_id}
    properties = answer.properties
    return {spelling: wire for wire, s in properties.items() if wire in told for spelling in s.also}


def seconds(duration: str) -> float:
    """A duration such as `20m` in seconds."""
    number = duration.rstrip("mshd")
    return int(number) * _UNITS[duration[len(number) :]]
