"""Names that a spec uses and that must exist: schemas, schemes, credentials, tables, endpoints, parameters, fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from dlrgen.check.lint_tree import (
    MAX_DEPTH,
    Place,
    answer,
    endpoints,
    exists,
    field,
    inside,
    roots,
    schemas,
    target,
    vendor_place,
)
from dlrgen.problems import Problem
from dlrgen.spec import VENDOR_FILE
from dlrgen.spec.load import EndpointSpec, VendorSpec
from dlrgen.spec.model import Batch, Errors, Following, Host, Paging, Param, Schema, Window
from dlrgen.spec.schema import PART, errors_of, host_parts, schema_name

MAX_SCHEMAS = 2000


def problems(vendor: VendorSpec) -> Iterator[Problem]:
    """Everything that is named and is not there, or is not of the kind that is needed there."""
    yield from _schemas(vendor)
    yield from _tables(vendor)
    yield from _hosts(vendor)
    place = vendor_place(vendor)
    for name, scheme in vendor.spec.auth.items():
        for index, credential in enumerate(scheme.credentials):
            yield from exists(place.at("auth", name, "credentials", index), "ref.credential", credential,
                               vendor.spec.credentials, "credential")  # fmt: skip
    yield from _errors(place.at("errors"), vendor.spec.errors, vendor)
    for place, endpoint in endpoints(vendor):
        yield from _endpoint(place, endpoint, vendor)
    files = [path for path in vendor.folder.glob("*.yaml") if path.name != VENDOR_FILE]
    if not files:
        yield vendor_place(vendor).problem("vendor.empty", "the vendor has no endpoint", "Add a file ENDPOINT.yaml.")


def _schemas(vendor: VendorSpec) -> Iterator[Problem]:
    named = vendor.spec.schemas
    for place, schema in schemas(vendor):
        if schema.ref is not None:
            yield from exists(place.at("$ref"), "ref.schema", schema_name(schema.ref), named, "schema")
    graph = {name: _names(schema) & set(named) for name, schema in named.items()}
    ordered = _ordered(graph)
    circular = set(graph) - set(ordered)
    on_cycle = circular - set(_ordered(_reversed(graph, circular)))
    for name in (name for name in named if name in on_cycle):
        yield vendor_place(vendor).at("schemas", name).problem(
            "ref.cycle", f"the schema {name} contains itself", "A schema must come to an end; write the levels out.",
            key=True,
        )  # fmt: skip
    sizes: dict[str, tuple[int, int]] = {}
    for name in ordered:
        sizes[name] = _size(named[name], sizes)
    for place, schema in roots(vendor):
        count, depth = _size(schema, sizes)
        if count > MAX_SCHEMAS or depth > MAX_DEPTH:
            yield place.problem(
                "ref.size", f"written out, this is more than {MAX_SCHEMAS} schemas, or more than {MAX_DEPTH} deep",
                "Point at fewer schemas.", key=True,
            )  # fmt: skip


def _names(schema: Schema) -> set[str]:
    inner = _inner(schema)
    own: set[str] = {schema_name(schema.ref)} if schema.ref is not None else set()
    return own.union(*map(_names, inner))


def _inner(schema: Schema) -> list[Schema]:
    return [*schema.properties.values(), *(s for s in (schema.values, schema.items) if s is not None)]


def _ordered(graph: Mapping[str, set[str]]) -> list[str]:
    """The nodes, each after those it points at; what lies on a cycle, or leads to one, is left out."""
    waits = {name: len(uses) for name, uses in graph.items()}
    used_by = _reversed(graph, graph)
    ordered = [name for name, count in waits.items() if count == 0]
    for name in ordered:  # which grows meanwhile
        for user in used_by[name]:
            waits[user] -= 1
            if waits[user] == 0:
                ordered.append(user)
    return ordered


def _reversed(graph: Mapping[str, set[str]], nodes: Iterable[str]) -> dict[str, set[str]]:
    turned: dict[str, set[str]] = {name: set() for name in nodes}
    for name in turned:
        for used in graph[name]:
            if used in turned:
                turned[used].add(name)
    return turned


def _size(schema: Schema, sizes: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """How many schemas it is when every `$ref` is written out, and how deep; counted no further than is allowed."""
    if schema.ref is not None:
        count, depth = sizes.get(schema_name(schema.ref), (1, 0))
        return count, min(depth + 1, MAX_DEPTH + 1)
    inner = [_size(s, sizes) for s in _inner(schema)]
    count, depth = 1 + sum(count for count, _ in inner), 1 + max((depth for _, depth in inner), default=0)
    return min(count, MAX_SCHEMAS + 1), min(depth, MAX_DEPTH + 1)


def _tables(vendor: VendorSpec) -> Iterator[Problem]:
    uses = [(place.at("table"), schema.table) for place, schema in schemas(vendor)]
    for place, endpoint in endpoints(vendor):
        uses += [(place.at("params", wire, "table"), param.table) for wire, param in endpoint.spec.params.items()]
        if endpoint.spec.errors:
            uses.append((place.at("errors", "table"), endpoint.spec.errors.table))
    uses.append((vendor_place(vendor).at("errors", "table"), vendor.spec.errors.table))
    for place, name in uses:
        if name is not None:
            yield from exists(place, "ref.table", name, vendor.spec.tables, "table")


def _hosts(vendor: VendorSpec) -> Iterator[Problem]:
    place = vendor_place(vendor).at("hosts")
    if not vendor.spec.hosts:
        yield place.problem(
            "host.empty", "there is no host", "Without an address, state a host without `url`.", key=True
        )
    for name, host in vendor.spec.hosts.items():
        here = place.at(name)
        for index, scheme in enumerate(host.auth):
            yield from exists(here.at("auth", index), "ref.auth", scheme, vendor.spec.auth, "auth scheme")
        yield from _parts(here.at("url"), host, vendor)
        if host.when is not None:
            yield from exists(here.at("when", "credential"), "ref.credential", host.when.credential,
                               vendor.spec.credentials, "credential")  # fmt: skip
            if host.when.at_least > host.when.at_most:
                yield here.at("when", "at_least").problem(
                    "host.range", "no number lies in this range", "Let at_least be no more than at_most."
                )


def _parts(place: Place, host: Host, vendor: VendorSpec) -> Iterator[Problem]:
    """What the user's own part of an address may be."""
    url = host.url or ""
    for name in host_parts(url):
        credential = vendor.spec.credentials.get(name)
        if credential is None or credential.secret or credential.pattern is None:
            yield place.problem(
                "host.part", f"{{{name}}} is no credential that may stand in an address",
                "It is shown in errors: name a credential that is no secret, and state its `pattern`.",
            )  # fmt: skip
    authority, _, path = url.removeprefix("https://").partition("/")
    if any(brace in PART.sub("", authority) + path for brace in "{}"):
        yield place.problem("host.part", "braces that hold no name, or stand behind the host", "Write {credential}.")


def _errors(place: Place, errors: Errors, vendor: VendorSpec) -> Iterator[Problem]:
    if errors.fields is None:
        return
    name = schema_name(errors.fields.ref)
    yield from exists(place.at("fields", "$ref"), "ref.schema", name, vendor.spec.schemas, "schema")
    body = target(Schema(ref=errors.fields.ref), vendor)
    if body is None:
        return
    for key in ("code", "message", "request_id"):
        path = getattr(errors, key)
        if path is not None:
            yield from _leads(place.at(key), _steps(path, body), body, f"field of {name}", vendor)


def _steps(path: str, schema: Schema) -> list[str]:
    """The names of a path; one that has dots itself may stand in the outermost object."""
    return [path] if path in schema.properties else path.split(".")


def _leads(place: Place, steps: list[str], schema: Schema, kind: str, vendor: VendorSpec) -> Iterator[Problem]:
    """A problem where a path of names leads out of a schema."""
    here: Schema | None = schema
    for wire in steps:
        if here is not None:
            yield from exists(place, "ref.field", wire, here.properties, kind)
            here = field(here, wire, vendor)


def _endpoint(place: Place, endpoint: EndpointSpec, vendor: VendorSpec) -> Iterator[Problem]:
    spec = endpoint.spec
    for index, name in enumerate(spec.auth):
        yield from exists(place.at("auth", index), "ref.auth", name, vendor.spec.auth, "auth scheme")
    for index, limit in enumerate(spec.limits):
        yield from exists(place.at("limits", index, "scope"), "ref.credential", limit.scope,
                           [*vendor.spec.credentials, "account"], "credential")  # fmt: skip
    yield from _durations(place, endpoint)
    if spec.window is not None:
        yield from _window(place.at("window"), spec.window, endpoint, vendor)
    if spec.errors is not None:
        yield from _errors(place.at("errors"), spec.errors, vendor)
    yield from _success(place, endpoint, vendor)
    yield from _reading_on(place, endpoint, vendor)


def _window(place: Place, window: Window, endpoint: EndpointSpec, vendor: VendorSpec) -> Iterator[Problem]:
    if window.then is not None:
        # A file that could not be read has a problem of its own.
        others = {path.stem for path in vendor.folder.glob("*.yaml")} - {"vendor", endpoint.spec.endpoint}
        yield from exists(place.at("then"), "ref.endpoint", window.then, sorted(others), "other endpoint")
    moments = [wire for wire, param in endpoint.spec.params.items() if param.value is None and param.type == "time"]
    for key, wire in (("since", window.since), ("until", window.until)):
        if wire is not None:
            yield from exists(place.at(key), "ref.param", wire, moments, "parameter of type time")


def _durations(place: Place, endpoint: EndpointSpec) -> Iterator[Problem]:
    spec = endpoint.spec
    times = [(place.at("limits", index, "per"), limit.per) for index, limit in enumerate(spec.limits)]
    if spec.polling is not None:
        times.append((place.at("polling", "every"), spec.polling.every))
    for here, duration in times:
        if not duration.strip("0").rstrip("smhd").strip("0"):
            yield here.problem("call.duration", f"{duration} is no time at all", "State a time longer than zero.")


def _success(place: Place, endpoint: EndpointSpec, vendor: VendorSpec) -> Iterator[Problem]:
    success = errors_of(endpoint.spec.errors, vendor.spec).success
    body = answer(endpoint, vendor)
    if success.where is None or body is None:
        return
    here = (place if endpoint.spec.errors else vendor_place(vendor)).at("errors", "success", "where")
    told, always = _told(body, success.where, vendor)
    if success.absent and (told is None or always):
        yield here.problem(
            "ref.success", f"the answer of {endpoint.spec.endpoint} has no field {success.where!r} that may be missing",
            "Describe it as it is where the call failed, or give the endpoint `errors` of its own.",
        )  # fmt: skip
    elif not success.absent and (told is None or not always or told.type not in ("string", "integer", None)):
        yield here.problem(
            "ref.success",
            f"the answer of {endpoint.spec.endpoint} has no required text or whole number {success.where!r}",
            "Name a field of the answer itself that is always there, or give the endpoint `errors` of its own.",
        )


def _told(body: Schema, path: str, vendor: VendorSpec) -> tuple[Schema | None, bool]:
    """What stands at a path of names, and whether every good answer has it."""
    here: Schema | None = body
    always = True
    for wire in _steps(path, body):
        if here is not None:
            always = always and wire in here.required
            here = _named(here, wire, vendor)
    return here, always


def _named(schema: Schema, wire: str, vendor: VendorSpec) -> Schema | None:
    """A property; an empty schema where it points nowhere, which is a problem of its own."""
    return (field(schema, wire, vendor) or Schema()) if wire in schema.properties else None


class _Counted(Struct):
    """What reading on needs to know of an endpoint: what the caller may give, and what the answer has."""

    answer: Schema | None
    arguments: dict[str, Param]
    vendor: VendorSpec

    def param(self, place: Place, wire: str) -> Iterator[Problem]:
        yield from exists(place, "ref.param", wire, self.arguments, "parameter")

    def field(self, place: Place, wire: str) -> Iterator[Problem]:
        if self.answer is not None:
            yield from exists(place, "ref.field", wire, self.answer.properties, "field of the answer")

    def rows(self, place: Place, path: str) -> Iterator[Problem]:
        path = path.removesuffix("[]")
        if self.answer is not None:
            yield from _leads(place, path.split("."), self.answer, "field of the answer", self.vendor)
        found = inside(self.answer, path, self.vendor)
        if found is not None and found.type != "array":
            yield place.problem("ref.list", f"the field {path!r} of the answer is no list", "Name one of type array.")

    def batch(self, place: Place, batch: Batch) -> Iterator[Problem]:
        yield from self.param(place.at("param"), batch.param)
        param = self.arguments.get(batch.param)
        if param is not None and (param.type != "array" or param.max_items != batch.max):
            yield place.at("max").problem(
                "ref.batch", f"{batch.param!r} is not an array with max_items: {batch.max}", "Let both state the same."
            )
        yield from self.rows(place.at("rejoin"), batch.rejoin)

    def paging(self, place: Place, paging: Paging) -> Iterator[Problem]:
        for key, wire in (("offset", paging.offset), ("size", paging.size)):
            yield from self.param(place.at(key), wire)
            if wire in self.arguments:
                yield from _whole(place.at(key), wire, self.arguments[wire].type)
        yield from self.field(place.at("total"), paging.total)
        total = field(self.answer, paging.total, self.vendor) if self.answer is not None else None
        if total is not None:
            yield from _whole(place.at("total"), paging.total, total.type)
        yield from self.rows(place.at("rows"), paging.rows)
        for index, wire in enumerate(paging.echo):
            yield from self.param(place.at("echo", index), wire)
            yield from self.field(place.at("echo", index), wire)

    def following(self, place: Place, following: Following) -> Iterator[Problem]:
        yield from self.rows(place.at("rows"), following.rows)
        ways = [following.into is not None, bool(following.link), following.page is not None]
        if ways.count(True) != 1 or (following.next is None) != (following.page is not None):
            yield place.problem(
                "ref.next", "reading on goes by one thing", "State `next` with `into` or `link`, or `page` alone."
            )
        for key, wire in (("into", following.into), ("page", following.page)):
            if wire is not None:
                yield from self.turned(place.at(key), wire)
        for index, wire in enumerate(following.link):
            yield from self.turned(place.at("link", index), wire)
        if following.asks is not None:
            yield from self.param(place.at("asks"), following.asks)
            if following.asks in self.arguments and self.arguments[following.asks].type != "boolean":
                yield place.at("asks").problem("ref.next", f"{following.asks!r} cannot be true", "Name a boolean one.")
        if following.page is not None and following.page in self.arguments:
            yield from _whole(place.at("page"), following.page, self.arguments[following.page].type)
        if following.next is None or self.answer is None:
            return
        found = inside(self.answer, following.next, self.vendor)
        if found is None or found.type not in ("string", "integer"):
            yield place.at("next").problem(
                "ref.next", f"the answer has no text or whole number {following.next!r}", "Name one, as `Outer.Inner`."
            )

    def turned(self, place: Place, wire: str) -> Iterator[Problem]:
        yield from self.param(place, wire)
        if wire in self.arguments and self.arguments[wire].type not in ("string", "integer"):
            yield place.problem(
                "ref.next", f"{wire!r} is of type {self.arguments[wire].type}", "Reading on sets texts and numbers."
            )


def _reading_on(place: Place, endpoint: EndpointSpec, vendor: VendorSpec) -> Iterator[Problem]:
    spec = endpoint.spec
    arguments = {wire: param for wire, param in spec.params.items() if param.value is None}
    counted = _Counted(answer(endpoint, vendor), arguments, vendor)
    if spec.batch is not None:
        yield from counted.batch(place.at("batch"), spec.batch)
        if spec.effect == "sends":
            yield place.at("batch").problem(
                "call.batch", "a call that sends is split into parts",
                "Drop `batch`: part of the messages may be sent when a part fails, and each part has an answer of its "
                "own. `max_items` refuses too many before anything is sent.", key=True,
            )  # fmt: skip
    if spec.draining is not None:
        yield from counted.rows(place.at("draining", "rows"), spec.draining.rows)
    if spec.paging is not None:
        yield from counted.paging(place.at("paging"), spec.paging)
    if spec.following is not None:
        yield from counted.following(place.at("following"), spec.following)


def _whole(place: Place, wire: str, kind: str | None) -> Iterator[Problem]:
    if kind not in (None, "integer"):
        yield place.problem("ref.number", f"{wire!r} is of type {kind}", "Reading on counts; it needs type integer.")
