"""The plan of one vendor's package: what the templates print, and nothing that they would have to decide."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from dlrgen.plan import names
from dlrgen.plan.endpoints import endpoint_source, faults_source, vendor_source
from dlrgen.plan.fakes import fake_of
from dlrgen.plan.literals import Source, docstring, literal, phrase, sentence
from dlrgen.plan.methods import Argument, Head, definition, explained, merged
from dlrgen.plan.models import (
    Definitions,
    arguments,
    enum_of,
    labelled,
    list_of,
    param_text,
    request_of,
    response_of,
    rows_of,
)
from dlrgen.plan.readings import code_constants
from dlrgen.plan.reports import Asked, View, conditions, view_of
from dlrgen.plan.roles import listed_ids
from dlrgen.plan.signing import (
    Scheme,
    compile_scheme,
    layouts_used,
    zone_definition,
)
from dlrgen.runtime.testing.facts import Vendor as Fake
from dlrgen.spec.load import EndpointSpec, VendorSpec
from dlrgen.spec.model import Page, Param, Vendor

_TYPES = {
    "string": "str", "integer": "int", "number": "float", "boolean": "bool", "time": "datetime",
    "object": "dict[str, Any]",
}  # fmt: skip
_EFFECTS = {
    "queries": "Asking changes nothing at the vendor.",
    "consumes": "Each report is handed out once: what this call returns, no later call returns again.",
    "sends": "This call does something at the vendor; calling twice does it twice.",
}


class Rows(Struct, frozen=True, kw_only=True):
    """A generated `iter_` method; `bounds` is what it hands on beside the request."""

    bounds: str
    blocking: Head
    awaiting: Head


class Wait(Struct, frozen=True, kw_only=True):
    """A generated `wait_` method."""

    blocking: Head
    awaiting: Head


class Method(Struct, frozen=True, kw_only=True):
    """A generated method: one endpoint."""

    name: str
    constant: str
    request: str
    arguments: list[Argument]
    consumes: bool
    blocking: Head
    awaiting: Head
    rows: Rows | None = None
    wait: Wait | None = None

    @property
    def given(self) -> str:
        """The arguments as they are handed on."""
        return ", ".join(f"{a.name}={a.name}" for a in self.arguments)


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
    init: Source
    async_init: Source
    init_doc: Source
    definitions: Definitions
    credentials: list[str]
    choices: list[str]
    methods: list[Method]
    reports_head: Head
    async_reports_head: Head
    reports: list[ReportsBranch]
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
    fake: Fake
    """What the vendor's fake is told."""


def plan_classes(vendor: VendorSpec) -> Definitions:
    """Decide the classes of one vendor's package. Lint must have nothing against the spec."""
    definitions = Definitions()
    for table in vendor.spec.tables.values():
        enum_of(table, vendor.spec, definitions)
    for endpoint in vendor.endpoints.values():
        request_of(endpoint, vendor.spec, definitions)
        view = view_of(endpoint, vendor.spec)
        response_of(endpoint, vendor.spec, definitions, _reports_method(view) if view else Source(""))
    return definitions


def plan_vendor(vendor: VendorSpec, definitions: Definitions) -> VendorPlan:
    """Decide everything about one vendor's package.

    Args:
        vendor: A spec that has passed `dlrgen check`.
        definitions: Its classes, from `plan_classes`.
    """
    return _Planner(vendor, definitions).plan()


class _Planner:
    def __init__(self, vendor: VendorSpec, definitions: Definitions) -> None:
        self._vendor = vendor
        self._definitions = definitions
        self._spec = vendor.spec
        self._endpoints = list(vendor.endpoints.values())
        self._schemes = [compile_scheme(name, auth, self._spec) for name, auth in self._spec.auth.items()]

    def plan(self) -> VendorPlan:
        spec = self._spec
        views = [view for endpoint in self._endpoints if (view := view_of(endpoint, spec)) is not None]
        methods = [self._method(endpoint) for endpoint in self._endpoints]
        by_name = {method.name: method for method in methods}
        branches, otherwise = _branches([by_name[view.endpoint] for view in views])
        faults = {name: faults_source(endpoint, spec) for name, endpoint in self._vendor.endpoints.items()}
        shared = list(dict.fromkeys(faults.values()))
        reading, reading_later = self._reports_heads([by_name[view.endpoint] for view in views])
        constants = {source: "FAULTS" if len(shared) == 1 else f"FAULTS_{n}" for n, source in enumerate(shared, 1)}
        sources = [
            endpoint_source(endpoint, spec, constants[faults[name]])
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
            init=self._init("Sync"),
            async_init=self._init("Async"),
            init_doc=self._init_doc(),
            definitions=self._definitions,
            credentials=list(spec.credentials),
            choices=[choice.name for choice in self._choices()],
            methods=methods,
            reports_head=reading,
            async_reports_head=reading_later,
            reports=branches,
            reports_otherwise=otherwise,
            views=views,
            schemes=self._schemes,
            vendor_source=vendor_source(spec, self._schemes),
            endpoint_sources=sources,
            faults=[Source(f"{name} = {source}") for source, name in constants.items()],
            auth_constants=layouts_used(spec.clock, [s.sign for s in self._schemes]),
            endpoint_constants=layouts_used(spec.clock, sources),
            model_constants=[zone_definition(zone) for zone in sorted(self._definitions.zones)],
            code_constants=code_constants(spec),
            fake=fake_of(self._vendor),
        )

    def _method(self, endpoint: EndpointSpec) -> Method:
        spec = endpoint.spec
        given = [
            Argument(
                name=names.attribute(wire, param.name), type=_type(param, self._spec), required=param.required,
                text=param_text(param),
            )
            for wire, param in arguments(spec.params)
        ]  # fmt: skip
        title = f"{spec.title.en} ({spec.title.zh})."
        response = f"models.{names.class_of(spec.endpoint, 'Response')}"
        doc = docstring(
            title,
            sentence(spec.doc or ""),
            " ".join(self._facts(endpoint)),
            explained(given),
            f"Returns:\n    The answer, its fields typed, with the raw exchange beside them.\n\n{self._raises('The')}",
            indent=8,
        )
        facts = " ".join([*self._facts(endpoint), self._elsewhere(spec.endpoint)])
        return Method(
            name=spec.endpoint,
            constant=spec.endpoint.upper(),
            request=names.class_of(spec.endpoint, "Request"),
            arguments=given,
            consumes=spec.effect == "consumes",
            rows=self._rows(endpoint, given, response),
            wait=self._wait(endpoint, given, response),
            blocking=Head(definition=definition("def", spec.endpoint, given, response), doc=doc),
            awaiting=Head(
                definition=definition("async def", spec.endpoint, given, response),
                doc=docstring(title, facts, indent=8),
            ),
        )

    def _rows(self, endpoint: EndpointSpec, given: list[Argument], response: str) -> Rows | None:
        spec = endpoint.spec
        if spec.paging is None and spec.following is None and spec.draining is None:
            return None
        name = f"iter_{spec.endpoint}"
        bounds = [
            Argument(name="max_items", type="int", required=False, text="How many rows to give, at the most."),
            Argument(name="max_pages", type="int", required=False, text="How many pages to ask for, at the most."),
        ]
        if spec.draining is None:
            text = "Where an earlier reading stopped: the `cursor` of what it was given."
            bounds.append(Argument(name="cursor", type="_paging.Cursor", required=False, text=text))
        title = f"The rows of `{spec.endpoint}` over all pages; each page is asked for when its first row is wanted."
        found = rows_of(spec, self._spec)
        assert found is not None
        of, all_given = f"Rows[{response}, models.{found.class_name}]", [*given, *bounds]
        return Rows(
            bounds=", ".join(argument.name for argument in bounds),
            blocking=Head(
                definition=definition("def", name, all_given, f"_rows.{of}"),
                doc=docstring(title, explained(all_given), self._raises("A"), indent=8),
            ),
            awaiting=Head(
                definition=definition("def", name, all_given, f"_rows.Async{of}"),
                doc=docstring(title, self._elsewhere(name), indent=8),
            ),
        )

    def _wait(self, endpoint: EndpointSpec, given: list[Argument], response: str) -> Wait | None:
        polling = endpoint.spec.polling
        if polling is None:
            return None
        name = f"wait_{endpoint.spec.endpoint}"
        text = f"For how many seconds to ask; for {polling.deadline} if left out."
        all_given = [*given, Argument(name="within", type="float", required=False, text=text)]
        is_listed = listed_ids(endpoint.spec) is not None
        final = "every message has a report and all are final" if is_listed else "every report is final"
        title = f"Ask `{endpoint.spec.endpoint}` every {polling.every} until {final}."
        raises = f"    {self._spec.class_name}WaitTimeoutError: Not all were within the time; it has the last answer."
        return Wait(
            blocking=Head(
                definition=definition("def", name, all_given, response),
                doc=docstring(title, explained(all_given), f"{self._raises('A')}\n{raises}", indent=8),
            ),
            awaiting=Head(
                definition=definition("async def", name, all_given, response),
                doc=docstring(title, self._elsewhere(name), indent=8),
            ),
        )

    def _raises(self, which: str) -> str:
        return f"Raises:\n    {self._spec.class_name}Error: {which} call failed; the subclasses say how."

    def _elsewhere(self, name: str) -> str:
        """What the asynchronous method says in place of what the blocking one says already."""
        return f"Arguments and errors: `{self._spec.class_name}Client.{name}`."

    def _facts(self, endpoint: EndpointSpec) -> Iterator[str]:
        spec = endpoint.spec
        yield _EFFECTS[spec.effect]
        if not spec.auth:
            yield "Anybody may ask: no credential is sent."
        if spec.sent is not None:
            yield f"The `message_id` of later reports is the answer's `{spec.sent.message_id}`."
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
        yield f"Source: {self._cited(spec.source)}."

    def _cited(self, source: Page) -> str:
        """Where an endpoint's facts were read."""
        if source.url is not None:
            return source.url
        if source.page is not None:
            return f"the vendor page {source.page}"
        document = next(s.cite for s in self._spec.sources if s.name == source.document)
        return f"{document}, {source.section}" if source.section else document

    def _init(self, form: str) -> Source:
        credentials = [Argument(name=name, type="str", required=False, text="") for name in self._spec.credentials]
        options = f"**options: Unpack[{form}Options]"
        return definition("def", "__init__", [*credentials, *self._choices()], "None", options)

    def _init_doc(self) -> Source:
        spec = self._spec
        lines: list[str] = []
        for name, credential in spec.credentials.items():
            secret = " Secret." if credential.secret else ""
            lines.append(
                f"    {name}: {labelled(credential)}{secret} Or `DLRKIT_{spec.vendor.upper()}_{name.upper()}`."
            )
        texts = {
            "auth": "How to prove who calls; if left out, each call takes the first way that the credentials allow.",
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

    def _reports_heads(self, methods: list[Method]) -> tuple[Head, Head]:
        """How `reports()` begins in both clients."""
        given = merged([method.arguments for method in methods])
        title = "What became of messages, as delivery reports that look alike for all vendors."
        which = " or ".join(f"`{method.name}`" for method in methods)
        doc = docstring(
            title,
            f"Asks {which}, by the arguments that are given, when the first report is taken.",
            explained(given),
            "Yields:\n    One report per message; a row that cannot be read comes as an unrecognised one.\n\n"
            f"{self._raises('The')}",
            indent=8,
        )
        later = definition("async def", "reports", given, "AsyncIterator[_report.DeliveryReport]")
        return (
            Head(definition=definition("def", "reports", given, "Iterator[_report.DeliveryReport]"), doc=doc),
            Head(definition=later, doc=docstring(title, self._elsewhere("reports"), indent=8)),
        )


def _type(param: Param, vendor: Vendor) -> str:
    if param.type == "array":
        return list_of(param.items, vendor)
    return f"Literal[{literal(param.choices)[1:-1].rstrip(',')}]" if param.choices else _TYPES[param.type]


def _reports_method(view: View) -> Source:
    body = "\n".join(f"        {line}" for line in view.method.split("\n"))
    return Source(
        "    def reports(self) -> Iterator[DeliveryReport]:\n"
        '        """What became of each message."""\n'
        f"        from .reports import {view.name}\n\n{body}"
    )


def _branches(methods: list[Method]) -> tuple[list[ReportsBranch], str | None]:
    """How `reports()` chooses, and what it says if nothing is given by which it could."""
    by_name = {method.name: method for method in methods}
    chosen = conditions(
        [Asked(name=m.name, arguments={a.name: a.required for a in m.arguments}, consumes=m.consumes) for m in methods]
    )
    branches: list[ReportsBranch] = []
    for name, condition in chosen.items():
        if condition is not None:
            method = by_name[name]
            pages = method.rows is not None
            given = f"{method.given}, **call" if method.given else "**call"
            call = f"{f'iter_{name}' if pages else name}({given})"
            branches.append(ReportsBranch(condition=condition, call=call, pages=pages))
    if not branches or not branches[-1].condition:
        return branches, None
    wanted = " or ".join(a.name for name in chosen for a in by_name[name].arguments if a.required)
    return branches, f"give {wanted}"
