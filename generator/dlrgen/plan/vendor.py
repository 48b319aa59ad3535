"""The plan of one vendor's package: what the templates print, and nothing that they would have to decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from dlrgen.plan import names
from dlrgen.plan.literals import Source, docstring, literal, phrase, sentence
from dlrgen.plan.models import Definitions, arguments, enum_of, labelled, param_text, request_of, response_of, rows_of
from dlrgen.plan.readings import code_constants
from dlrgen.plan.reports import View, view_of
from dlrgen.plan.signing import (
    Scheme,
    compile_scheme,
    layouts_used,
    param_value,
    zone_definition,
)
from dlrgen.spec.load import EndpointSpec, VendorSpec
from dlrgen.spec.model import Auth, Batch, Errors, Host, Param, Schema, Vendor
from dlrgen.spec.schema import errors_of, resolve
from dlrgen.spec.template import references

_TYPES = {
    "string": "str", "integer": "int", "number": "float", "boolean": "bool", "time": "datetime", "array": "list[str]",
    "object": "dict[str, Any]",
}  # fmt: skip
_EFFECTS = {
    "queries": "Asking changes nothing at the vendor.",
    "consumes": "Each report is handed out once: what this call returns, no later call returns again.",
    "sends": "This call does something at the vendor; calling twice does it twice.",
}


_SIGNATURE = 70
"""The longest signature that stays on one line: what returns and what awaits stands beside it."""


class Argument(Struct, frozen=True, kw_only=True):
    """An argument of a generated method."""

    name: str
    type: str
    required: bool
    text: str

    @property
    def signature(self) -> str:
        """The argument as it stands in a signature."""
        return f"{self.name}: {self.type}" if self.required else f"{self.name}: {self.type} | None = None"


class Rows(Struct, frozen=True, kw_only=True):
    """A generated `iter_` method."""

    type: str
    signature: Source
    doc: Source
    async_doc: Source


class Wait(Struct, frozen=True, kw_only=True):
    """A generated `wait_` method."""

    signature: Source
    doc: Source
    async_doc: Source


class Method(Struct, frozen=True, kw_only=True):
    """A generated method: one endpoint."""

    name: str
    constant: str
    request: str
    response: str
    arguments: list[Argument]
    doc: Source
    async_doc: Source
    rows: Rows | None = None
    wait: Wait | None = None

    @property
    def given(self) -> str:
        """The arguments as they are handed on."""
        return ", ".join(f"{a.name}={a.name}" for a in self.arguments)

    @property
    def signature(self) -> Source:
        """Name and arguments as they stand in the definition."""
        return _signature(self.name, self.arguments)


class ReportsBranch(Struct, frozen=True, kw_only=True):
    """One way in which a client's `reports()` can ask."""

    condition: str
    call: str
    """What to await or to call, without `self.`."""
    pages: bool
    """Whether it is read on over all pages."""


class VendorPlan(Struct, frozen=True, kw_only=True):
    """Everything that the templates of one vendor print."""

    name: str
    class_name: str
    title: Source
    doc: Source
    client_doc: Source
    async_client_doc: Source
    init_doc: Source
    definitions: Definitions
    credentials: list[str]
    choices: list[Argument]
    methods: list[Method]
    reports_signature: Source
    reports: list[ReportsBranch]
    reports_doc: Source
    async_reports_doc: Source
    reports_otherwise: str | None
    views: list[View]
    schemes: list[Scheme]
    vendor_source: Source
    endpoint_sources: list[Source]
    faults: list[Source]
    auth_constants: list[Source]
    endpoint_constants: list[Source]
    model_constants: list[Source]
    code_constants: list[Source]


def plan_vendor(vendor: VendorSpec) -> VendorPlan:
    """Decide everything about one vendor's package. The spec must have passed `dlrgen check`."""
    return _Planner(vendor).plan()


class _Planner:
    def __init__(self, vendor: VendorSpec) -> None:
        self._vendor = vendor
        self._spec = vendor.spec
        self._endpoints = list(vendor.endpoints.values())
        self._schemes = [compile_scheme(name, auth, self._spec) for name, auth in self._spec.auth.items()]

    def plan(self) -> VendorPlan:
        spec = self._spec
        views = [view for endpoint in self._endpoints if (view := view_of(endpoint, spec)) is not None]
        definitions = self._definitions({view.endpoint: view for view in views})
        methods = [self._method(endpoint) for endpoint in self._endpoints]
        by_name = {method.name: method for method in methods}
        branches, otherwise = _branches([by_name[view.endpoint] for view in views])
        faults = {name: self._faults(endpoint) for name, endpoint in self._vendor.endpoints.items()}
        shared = list(dict.fromkeys(faults.values()))
        constants = {source: "FAULTS" if len(shared) == 1 else f"FAULTS_{n}" for n, source in enumerate(shared, 1)}
        sources = [
            self._endpoint_source(endpoint, constants[faults[name]])
            for name, endpoint in self._vendor.endpoints.items()
        ]
        return VendorPlan(
            name=spec.vendor,
            class_name=spec.class_name,
            title=phrase(spec.title.en),
            doc=docstring(f"{spec.title.en} ({spec.title.zh}): its delivery-status API.", sentence(spec.doc or "")),
            client_doc=docstring(
                f"Blocking client of {spec.title.en} ({spec.title.zh}).", sentence(spec.doc or ""), indent=4
            ),
            async_client_doc=docstring(
                f"Asynchronous client of {spec.title.en}, see `{spec.class_name}Client`.", indent=4
            ),
            init_doc=self._init_doc(),
            definitions=definitions,
            credentials=list(spec.credentials),
            choices=list(self._choices()),
            methods=methods,
            reports_signature=_signature("reports", _merged([by_name[view.endpoint].arguments for view in views])),
            reports=branches,
            reports_doc=self._reports_doc([by_name[view.endpoint] for view in views]),
            async_reports_doc=docstring(
                "What became of messages, as delivery reports that look alike for all vendors.",
                f"Arguments and errors: `{spec.class_name}Client.reports`.",
                indent=8,
            ),
            reports_otherwise=otherwise,
            views=views,
            schemes=self._schemes,
            vendor_source=self._vendor_source(),
            endpoint_sources=sources,
            faults=[Source(f"{name} = {source}") for source, name in constants.items()],
            auth_constants=layouts_used(spec.clock, [s.sign for s in self._schemes]),
            endpoint_constants=layouts_used(spec.clock, sources),
            model_constants=[zone_definition(zone) for zone in sorted(definitions.zones)],
            code_constants=code_constants(spec),
        )

    def _definitions(self, views: dict[str, View]) -> Definitions:
        definitions = Definitions()
        for table in self._spec.tables.values():
            enum_of(table, self._spec, definitions)
        for endpoint in self._endpoints:
            request_of(endpoint, self._spec, definitions)
            view = views.get(endpoint.spec.endpoint)
            response_of(endpoint, self._spec, definitions, _reports_method(view) if view else Source(""))
        return definitions

    def _method(self, endpoint: EndpointSpec) -> Method:
        spec = endpoint.spec
        given = [
            Argument(
                name=names.attribute(wire, param.name), type=_type(param), required=param.required,
                text=param_text(param),
            )
            for wire, param in arguments(spec.params)
        ]  # fmt: skip
        response = names.class_of(spec.endpoint, "Response")
        return Method(
            name=spec.endpoint,
            constant=spec.endpoint.upper(),
            request=names.class_of(spec.endpoint, "Request"),
            response=response,
            arguments=given,
            rows=self._rows(endpoint, given),
            wait=self._wait(endpoint, given),
            async_doc=docstring(
                f"{sentence(spec.title.en)} ({spec.title.zh})",
                " ".join(
                    [*self._facts(endpoint), f"Arguments and errors: `{self._spec.class_name}Client.{spec.endpoint}`."]
                ),
                indent=8,
            ),
            doc=docstring(
                f"{sentence(spec.title.en)} ({spec.title.zh})",
                sentence(spec.doc or ""),
                " ".join(self._facts(endpoint)),
                _arguments_text(given),
                f"Returns:\n    The answer, its fields typed, with the raw exchange beside them.\n\n"
                f"Raises:\n    {self._spec.class_name}Error: The call failed; the subclasses say how.",
                indent=8,
            ),
        )

    def _rows(self, endpoint: EndpointSpec, given: list[Argument]) -> Rows | None:
        spec = endpoint.spec
        if spec.paging is None and spec.draining is None:
            return None
        name = f"iter_{spec.endpoint}"
        further = [
            Argument(name="max_items", type="int", required=False, text="How many rows to give, at the most."),
            Argument(name="max_pages", type="int", required=False, text="How many pages to ask for, at the most."),
        ]
        if spec.paging is not None:
            text = "Where an earlier reading stopped: the `cursor` of what it was given."
            further.append(Argument(name="cursor", type="Cursor", required=False, text=text))
        title = f"The rows of `{spec.endpoint}` over all pages; each page is asked for when its first row is wanted."
        found = rows_of(spec.response.schema, self._spec)
        assert found is not None
        return Rows(
            type=found.class_name,
            signature=_signature(name, [*given, *further]),
            doc=docstring(title, _arguments_text([*given, *further]), self._raises(), indent=8),
            async_doc=docstring(title, f"Arguments and errors: `{self._spec.class_name}Client.{name}`.", indent=8),
        )

    def _wait(self, endpoint: EndpointSpec, given: list[Argument]) -> Wait | None:
        polling = endpoint.spec.polling
        if polling is None:
            return None
        name = f"wait_{endpoint.spec.endpoint}"
        text = f"For how many seconds to ask; for {polling.deadline} if left out."
        within = Argument(name="within", type="float", required=False, text=text)
        title = f"Ask `{endpoint.spec.endpoint}` every {polling.every} until every report is final."
        raises = f"    {self._spec.class_name}WaitTimeoutError: Not all were within the time; it has the last answer."
        return Wait(
            signature=_signature(name, [*given, within]),
            doc=docstring(title, _arguments_text([*given, within]), f"{self._raises()}\n{raises}", indent=8),
            async_doc=docstring(title, f"Arguments and errors: `{self._spec.class_name}Client.{name}`.", indent=8),
        )

    def _raises(self) -> str:
        return f"Raises:\n    {self._spec.class_name}Error: A call failed; the subclasses say how."

    def _facts(self, endpoint: EndpointSpec) -> Iterator[str]:
        spec = endpoint.spec
        yield _EFFECTS[spec.effect]
        for limit in spec.limits:
            calls = "one call" if limit.calls == 1 else f"{limit.calls} calls"
            beyond = "; in between the vendor repeats its last answer" if limit.beyond == "cached" else ""
            yield f"Limit: {calls} per {limit.per} and {limit.scope}{beyond}."
        if spec.batch is not None:
            yield f"More than {spec.batch.max} values are asked for in several calls; see `Answer.failures`."
        if spec.window is not None and spec.window.keep:
            then = f", afterwards through `{spec.window.then}`" if spec.window.then else ""
            yield f"A report can be had here for {spec.window.keep}{then}."
        if spec.polling is not None:
            yield (
                f"While there is no final report, ask again: first after {spec.polling.first}, then every "
                f"{spec.polling.every}, for at most {spec.polling.deadline}."
            )
        yield f"Source: {spec.source.url or f'the vendor page {spec.source.page}'}."

    def _init_doc(self) -> Source:
        spec = self._spec
        lines: list[str] = []
        for name, credential in spec.credentials.items():
            secret = " Secret." if credential.secret else ""
            lines.append(
                f"    {name}: {labelled(credential)}{secret} Or `DLRKIT_{spec.vendor.upper()}_{name.upper()}`."
            )
        texts = {
            "auth": "How to prove who calls; chosen by the credentials that were given, if left out.",
            "host": "Which of the vendor's addresses to call, if not the first that fits.",
            "body": "The content type of requests, if not the first that the endpoint takes.",
            "format": "The format that the vendor answers in.",
        }
        lines += [f"    {choice.name}: {texts[choice.name]}" for choice in self._choices()]
        lines.append("    **options: Timeouts, hooks and connections, see `ClientOptions`.")
        return docstring(
            "Take the credentials, or find them in the environment.",
            "Args:\n" + "\n".join(lines),
            f"Raises:\n    {spec.class_name}ConfigurationError: A credential is missing, or no address follows.",
            indent=8,
        )

    def _choices(self) -> Iterator[Argument]:
        spec = self._spec
        bodies = {body for endpoint in self._endpoints for body in endpoint.spec.request.body}
        formats = {name for endpoint in self._endpoints for name in endpoint.spec.response.formats}
        hosts = [name for name, host in spec.hosts.items() if host.url is not None]
        for name, values in (
            ("auth", list(spec.auth)),
            ("host", hosts),
            ("body", sorted(bodies)),
            ("format", sorted(formats)),
        ):
            if len(values) > 1:
                yield Argument(name=name, type=f"Literal[{literal(values)[1:-1]}]", required=False, text="")

    def _reports_doc(self, methods: list[Method]) -> Source:
        if not methods:
            return Source("")
        which = " or ".join(f"`{method.name}`" for method in methods)
        return docstring(
            "What became of messages, as delivery reports that look alike for all vendors.",
            f"Asks {which}, by the arguments that are given, when the first report is taken.",
            _arguments_text(_merged([method.arguments for method in methods])),
            "Yields:\n    One report per message; a row that cannot be read comes as an unrecognised one.\n\n"
            f"Raises:\n    {self._spec.class_name}Error: The call failed; the subclasses say how.",
            indent=8,
        )

    def _vendor_source(self) -> Source:
        spec = self._spec
        name = spec.class_name
        credentials = "".join(
            f"        Credential({_fields(name=n, secret=c.secret or None, pattern=c.pattern)}),\n"
            for n, c in spec.credentials.items()
        )
        hosts = "".join(f"        Host({_host_fields(n, h)}),\n" for n, h in spec.hosts.items())
        schemes = "".join(self._scheme_source(s, spec.auth[s.name]) for s in self._schemes)
        return Source(
            "Vendor(\n"
            f"    name={literal(spec.vendor)},\n"
            f"    credentials=(\n{credentials}    ),\n"
            f"    hosts=(\n{hosts}    ),\n"
            f"    schemes=(\n{schemes}    ),\n"
            "    errors=ErrorClasses(\n"
            f"        configuration=errors.{name}ConfigurationError,\n"
            f"        request=errors.{name}RequestError,\n"
            f"        rate=errors.{name}RateLimitError,\n"
            f"        transport=errors.{name}TransportError,\n"
            f"        response=errors.{name}ResponseError,\n"
            f"        api=errors.{name}APIError,\n"
            f"        wait=errors.{name}WaitTimeoutError,\n"
            "    ),\n"
            ")"
        )

    def _scheme_source(self, scheme: Scheme, auth: Auth) -> str:
        secret = f"frozenset({{{', '.join(literal(s) for s in scheme.secret)}}})" if scheme.secret else "frozenset()"
        envelope = ""
        if auth.envelope is not None:
            e = auth.envelope
            fields = _fields(opens=e.opens, code=e.code, message=e.message, success=e.success, signed_by=e.signed_by)
            inner = f"                {fields},\n                verify=auth.verify_{scheme.name},\n"
            envelope = f"            envelope=Envelope(\n{inner}            ),\n"
        return (
            "        Scheme(\n"
            f"            name={literal(scheme.name)},\n"
            f"            credentials={literal(auth.credentials)},\n"
            f"            sign=auth.sign_{scheme.name},\n"
            f"            secret={secret},\n"
            f"{envelope}"
            "        ),\n"
        )

    def _faults(self, endpoint: EndpointSpec) -> Source:
        errors = errors_of(endpoint.spec.errors, self._spec)
        schema = endpoint.spec.response.schema
        also = _also(schema, self._spec, errors)
        success = errors.success
        fields = _fields(
            where=success.where,
            equals=None if success.equals is None else str(success.equals),
            at_least=success.at_least,
            code=errors.code,
            message=errors.message,
            request_id=errors.request_id,
        )
        table = f", table=codes.{self._spec.tables[errors.table].enum}" if errors.table else ""
        spellings = f", also={{{', '.join(f'{literal(a)}: {literal(b)}' for a, b in also.items())}}}" if also else ""
        return Source(f"Faults({fields}{table}{spellings})")

    def _endpoint_source(self, endpoint: EndpointSpec, faults: str) -> Source:
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
        params = [*self._path_credentials(endpoint), *(self._param(w, p, spec.batch) for w, p in spec.params.items())]
        if params:
            lines.append("params=(\n" + "".join(f"        {p},\n" for p in params) + "    )")
        if spec.response.formats != {"json": ""}:
            formats = ", ".join(f"{literal(f)}: {literal(suffix)}" for f, suffix in spec.response.formats.items())
            lines.append(f"formats={{{formats}}}")
        if (rows := rows_of(spec.response.schema, self._spec)) is not None:
            lines.append(f"rows={literal(rows.attribute)}")
        if spec.response.tolerate:
            lines.append(f"tolerate=frozenset({{{', '.join(literal(t) for t in spec.response.tolerate)}}})")
        lines += self._conduct(endpoint)
        body = "".join(f"    {line},\n" for line in lines)
        name = names.class_of(spec.endpoint, "Response")
        return Source(f"{spec.endpoint.upper()}: Endpoint[models.{name}] = Endpoint(\n{body})")

    def _conduct(self, endpoint: EndpointSpec) -> Iterator[str]:
        """How the vendor wants the call to be made."""
        spec = endpoint.spec
        properties = resolve(spec.response.schema, self._spec).properties
        answer = {wire: names.attribute(wire, schema.name) for wire, schema in properties.items()}
        asked = {wire: names.attribute(wire, param.name) for wire, param in spec.params.items()}
        if spec.limits:
            limits = (
                _fields(calls=x.calls, per=seconds(x.per), scope=x.scope, cached=x.beyond == "cached" or None)
                for x in spec.limits
            )
            yield f"limits=({' '.join(f'Limit({limit}),' for limit in limits)})"
        if spec.batch is not None:
            fields = _fields(attribute=asked[spec.batch.param], max=spec.batch.max, rejoin=answer[spec.batch.rejoin])
            yield f"batch=Batch({fields})"
        if spec.paging is not None:
            echo = ", ".join(f"{literal(wire)}: {literal(answer[wire])}" for wire in spec.paging.echo)
            pinned = tuple(asked[wire] for wire in spec.paging.echo if spec.params[wire].type == "time")
            fields = _fields(offset=asked[spec.paging.offset], total=answer[spec.paging.total], pinned=pinned or None)
            yield f"paging=Paging(\n        {fields},\n        echo={{{echo}}},\n    )"
        if spec.draining is not None:
            yield f"draining=Draining({_fields(full=spec.draining.full)})"
        if spec.polling is not None:
            every, deadline = seconds(spec.polling.every), seconds(spec.polling.deadline)
            yield f"polling=Polling({_fields(every=every, deadline=deadline)})"
        if spec.window is not None and spec.window.then:
            yield f"recovery={literal(spec.window.then)}"

    def _path_credentials(self, endpoint: EndpointSpec) -> Iterator[str]:
        for reference in references(endpoint.spec.request.path):
            if reference.head not in endpoint.spec.params:
                value = f"lambda draft, credentials: credentials[{literal(reference.head)}]"
                yield f'Param(wire={literal(reference.head)}, place="path", value={value})'

    def _param(self, wire: str, param: Param, batch: Batch | None) -> str:
        head = f"Param(wire={literal(wire)}, place={literal(param.place)}"
        if param.value is not None:
            return f"{head}, value=lambda draft, credentials: {param_value(param.value, self._spec)})"
        attribute = names.attribute(wire, param.name)
        encoder = _encoder(param)
        encode = "" if encoder == "text" else f", encode=encode.{encoder}"
        split = batch is not None and batch.param == wire
        fields = _fields(
            required=param.required or None,
            choices=tuple(param.choices) or None,
            max_items=None if split else param.max_items,
            default=None if param.default is None else str(param.default),
        )
        return f"{head}, attribute={literal(attribute)}{encode}{', ' if fields else ''}{fields})"


def _signature(name: str, given: list[Argument]) -> Source:
    """Name and arguments, on one line where they fit on one."""
    call = "**call: Unpack[CallOptions]"
    parts = ["self", *(["*"] if given else []), *(argument.signature for argument in given), call]
    one_line = f"{name}({', '.join(parts)})"
    if len(one_line) <= _SIGNATURE:
        return Source(one_line)
    return Source(f"{name}(\n" + "".join(f"        {part},\n" for part in parts) + "    )")


def _encoder(param: Param) -> str:
    match param.type:
        case "string":
            return "text"
        case "array":
            return {"json": "json_text"}.get(param.encode or "", param.encode or "repeat")
        case "object":
            return "json_text" if param.encode == "json" else "nested"
        case "time":
            return param.encode or "unix_s"
        case _:
            return param.type


def _type(param: Param) -> str:
    return f"Literal[{literal(param.choices)[1:-1].rstrip(',')}]" if param.choices else _TYPES[param.type]


def _arguments_text(given: list[Argument]) -> str:
    lines = [f"    {argument.name}: {argument.text}" for argument in given]
    lines.append("    **call: `timeout` in seconds and `headers`, for this call alone.")
    return "Args:\n" + "\n".join(lines)


def _fields(**values: Any) -> str:
    return ", ".join(f"{name}={literal(value)}" for name, value in values.items() if value is not None)


def _host_fields(name: str, host: Host) -> str:
    when = (host.when.credential, host.when.at_least, host.when.at_most) if host.when else None
    return _fields(name=name, url=host.url, plain=host.plain, auth=tuple(host.auth) or None, body=host.body, when=when)


def _also(schema: Schema, vendor: Vendor, errors: Errors) -> dict[str, str]:
    told = {errors.success.where, errors.code, errors.message, errors.request_id}
    properties = resolve(schema, vendor).properties
    return {spelling: wire for wire, s in properties.items() if wire in told for spelling in s.also}


def _reports_method(view: View) -> Source:
    body = "\n".join(f"        {line}" for line in view.method.split("\n"))
    return Source(
        "    def reports(self) -> Iterator[DeliveryReport]:\n"
        '        """What became of each message."""\n'
        f"        from .reports import {view.name}\n\n{body}"
    )


def _merged(lists: list[list[Argument]]) -> list[Argument]:
    """The arguments of several methods as those of one: required only where all require them."""
    merged: dict[str, Argument] = {}
    for given in lists:
        for argument in given:
            everywhere = all(any(a.name == argument.name and a.required for a in other) for other in lists)
            merged[argument.name] = Argument(
                name=argument.name, type=argument.type, required=everywhere, text=argument.text
            )
    return sorted(merged.values(), key=lambda argument: not argument.required)


def _branches(methods: list[Method]) -> tuple[list[ReportsBranch], str | None]:
    """How `reports()` chooses: the methods with most required arguments first, each if its arguments are given."""
    ordered = sorted(methods, key=lambda method: -sum(a.required for a in method.arguments))
    merged_required = {a.name for a in _merged([m.arguments for m in methods]) if a.required}
    branches: list[ReportsBranch] = []
    for method in ordered:
        conditions = [f"{a.name} is not None" for a in method.arguments if a.required and a.name not in merged_required]
        given = f"{method.given}, **call" if method.given else "**call"
        pages = method.rows is not None
        name = f"iter_{method.name}" if pages else method.name
        call = f"{name}({given})"
        branches.append(ReportsBranch(condition=" and ".join(conditions), call=call, pages=pages))
    if not branches or not branches[-1].condition:
        return branches, None
    wanted = " or ".join(a.name for m in ordered for a in m.arguments if a.required)
    return branches, f"give {wanted}"


_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(duration: str) -> float:
    """A duration such as `20m` in seconds."""
    number = duration.rstrip("mshd")
    return int(number) * _UNITS[duration[len(number) :]]
