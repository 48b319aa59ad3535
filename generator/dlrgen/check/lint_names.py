"""The Python names that a spec leads to: that there are any, and that no two things get the same one."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from dlrgen.check.lint_tree import Place, endpoints, roots, schemas, vendor_place, walk
from dlrgen.plan.names import NoName, attribute, class_of, member
from dlrgen.plan.signing import zone_constant
from dlrgen.problems import Problem
from dlrgen.spec import CARRIERS
from dlrgen.spec.load import VendorSpec
from dlrgen.spec.model import Schema

_MODULES = frozenset({"auth", "client", "codes", "endpoints", "errors", "models", "reports"})
_PACKAGE = frozenset({CARRIERS, "lazy", "lookup", "merge", "testing"})
_CLIENT = frozenset({"aclose", "close"})
_CLIENT_OPTIONS = frozenset({
    "auth", "base_url", "body", "clock", "format", "host", "http_client", "max_body_bytes", "nonce", "on_raw",
    "options", "plain_http", "self", "timeout", "transport",
})  # fmt: skip
# Attributes that would hide what the attributes after them are made with.
_IN_CLASSES = frozenset({"bool", "codes", "datetime", "dict", "field", "float", "int", "list", "property", "str"})
# Arguments that would hide what the method works with, or the options of every call.
_IN_METHODS = _IN_CLASSES | {"call", "endpoints", "headers", "models", "self", "timeout"}
_IN_SIGNING = frozenset({
    "answer", "b64encode", "credentials", "draft", "hashlib", "hmac", "msgspec", "pairs", "plain", "prefixed", "quote",
    "sealed", "sorted", "walk", "zone",
})  # fmt: skip
_RUNTIME = frozenset({
    "CARRIERS", "CONFLICTS", "SOURCES",
    "Answer", "Any", "CallCode", "CallNumber", "Category", "ClassVar", "Code", "Confidence", "DeliveryReport", "Enum",
    "Evidence", "Exchange", "Iterator", "MessageCode", "MessageNumber", "Model", "Reason", "Repair", "Retry", "State",
    "Struct", "Undecoded", "Unlisted", "APIError", "AsyncClient", "ConfigurationError", "DlrkitError", "RequestError",
    "ResponseError", "SyncClient", "TransportError", *(name for name in dir(builtins) if name[0].isupper()),
})  # fmt: skip
_VENDOR_CLASSES = (
    "Client", "Error", "ConfigurationError", "RequestError", "TransportError", "ResponseError", "APIError",
)  # fmt: skip


def problems(vendor: VendorSpec) -> Iterator[Problem]:
    """Every name that cannot be made, is taken, or is made twice."""
    yield from _reserved(vendor)
    yield from _methods(vendor)
    yield from _classes(vendor)
    yield from _constants(vendor)
    for place, schema in schemas(vendor):
        fields = [(place.at("properties", wire), wire, inner.name) for wire, inner in schema.properties.items()]
        yield from _unique(fields, attribute, "attribute", _IN_CLASSES)
        yield from _moments(place.at("properties"), schema)
        for wire in schema.properties:
            if re.search(r'["\\\x00-\x1f]', wire):
                yield place.at("properties", wire).problem(
                    "name.attribute", f"{wire!r} holds a quote, a backslash or a control character",
                    "No field with such a name can be read.", key=True,
                )  # fmt: skip
    for place, endpoint in endpoints(vendor):
        arguments = {wire: param for wire, param in endpoint.spec.params.items() if param.value is None}
        named = [(place.at("params", wire), wire, param.name) for wire, param in arguments.items()]
        yield from _unique(named, attribute, "attribute", _IN_METHODS)
    for table_name, table in vendor.spec.tables.items():
        place = vendor_place(vendor).at("tables", table_name, "codes")
        yield from _unique([(place.at(code), code, row.name) for code, row in table.codes.items()], member, "member")


def _unique(
    names: Iterable[tuple[Place, str, str | None]],
    make: Callable[[str, str | None], str],
    kind: str,
    taken: frozenset[str] = frozenset(),
) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for place, wire, given in names:
        try:
            name = make(wire, given)
        except NoName as error:
            yield place.problem(f"name.{kind}", str(error), "Give it one with `name`.", key=True)
            continue
        if name in taken:
            yield place.problem("name.taken", f"{wire!r} would become the {kind} {name!r}, which means something else",
                                "Give it another with `name`.", key=True)  # fmt: skip
        if name in seen:
            yield place.problem(f"name.{kind}-twice", f"{wire!r} and {seen[name]!r} both become the {kind} {name!r}",
                                "Give one of them another with `name`.", key=True)  # fmt: skip
        seen.setdefault(name, wire)


def _moments(place: Place, schema: Schema) -> Iterator[Problem]:
    """Fields that are called as the reading of a time field in UTC will be."""
    by_name: dict[str, str] = {}
    for wire, inner in schema.properties.items():
        with suppress(NoName):
            by_name[attribute(wire, inner.name)] = wire
    for name, wire in by_name.items():
        if schema.properties[wire].time is not None and f"{name}_utc" in by_name:
            yield place.at(by_name[f"{name}_utc"]).problem(
                "name.attribute-twice", f"{wire!r} as a time becomes the attribute '{name}_utc' too",
                "Give one of them another with `name`.", key=True,
            )  # fmt: skip


def _constants(vendor: VendorSpec) -> Iterator[Problem]:
    place, clock = vendor_place(vendor), vendor.spec.clock
    taken = {"VENDOR": "the client itself", "FAULTS": "the client itself"}
    zones: dict[str, Place] = {}
    if clock is not None:
        zones[clock.zone.name] = place.at("clock", "zone", "name")
    for schema_place, schema in schemas(vendor):
        if schema.time is not None and schema.time.zone is not None:
            zones.setdefault(schema.time.zone.name, schema_place.at("time", "zone", "name"))
    named = [(here, str(zone_constant(name)), f"the zone {name}") for name, here in zones.items()]
    layouts = clock.layouts if clock is not None else {}
    named += [(place.at("clock", "layouts", name), name.upper(), f"the layout {name!r}") for name in layouts]
    for here, endpoint in endpoints(vendor):
        name = endpoint.spec.endpoint
        named.append((here.at("endpoint"), name.upper(), f"the endpoint {name!r}"))
    for here, constant, what in named:
        if constant in taken or re.fullmatch(r"FAULTS_[0-9]+", constant):
            by = taken.get(constant, "the client itself")
            yield here.problem("name.constant", f"{what} becomes the constant {constant}, as does {by}", "Rename it.")
        taken.setdefault(constant, what)


def _reserved(vendor: VendorSpec) -> Iterator[Problem]:
    place, spec = vendor_place(vendor), vendor.spec
    yield from _allowed(place.at("vendor"), spec.vendor, _MODULES | _CLIENT | _PACKAGE, key=False)
    for name in spec.credentials:
        yield from _allowed(place.at("credentials", name), name, _CLIENT_OPTIONS)
    for name, scheme in spec.auth.items():
        for step in scheme.sign:
            yield from _allowed(place.at("auth", name, "sign", step), step, _IN_SIGNING)
        for step in scheme.envelope.verify if scheme.envelope else ():
            yield from _allowed(place.at("auth", name, "envelope", "verify", step), step, _IN_SIGNING)
    for place, endpoint in endpoints(vendor):
        yield from _allowed(place.at("endpoint"), endpoint.spec.endpoint, _MODULES | _CLIENT, key=False)


def _allowed(place: Place, name: str, taken: frozenset[str] = frozenset(), *, key: bool = True) -> Iterator[Problem]:
    if keyword.iskeyword(name) or name in taken:
        what = "a word of Python itself" if keyword.iskeyword(name) else "taken by the client itself"
        yield place.problem("name.reserved", f"{name!r} is {what}", "Choose another name.", key=key)


def _methods(vendor: VendorSpec) -> Iterator[Problem]:
    for place, endpoint in endpoints(vendor):
        spec = endpoint.spec
        for prefix in ("iter_", "wait_"):
            if spec.endpoint.startswith(prefix) and spec.endpoint.removeprefix(prefix) in vendor.endpoints:
                yield place.at("endpoint").problem(
                    "name.method", f"{spec.endpoint!r} is a method of {spec.endpoint.removeprefix(prefix)!r}",
                    "Choose another name.",
                )  # fmt: skip
        given = [key for key in ("paging", "following", "draining") if getattr(spec, key) is not None]
        if len(given) > 1:
            yield place.at(given[-1]).problem(
                "name.method", f"{' and '.join(given)} both become iter_{spec.endpoint}", "Keep one of them.", key=True
            )


def _classes(vendor: VendorSpec) -> Iterator[Problem]:
    own = vendor.spec.class_name
    taken = [f"Async{own}Client", *(f"{own}{suffix}" for suffix in _VENDOR_CLASSES)]
    for name in sorted(_RUNTIME.intersection(taken)):
        yield vendor_place(vendor).at("class").problem(
            "name.class", f"with it, {name} would be the vendor's own and that of Python or the runtime",
            "Choose another name.",
        )  # fmt: skip
    seen = dict.fromkeys(taken, "the vendor's client")
    seen |= dict.fromkeys(_RUNTIME, "Python or the runtime")
    for place, name in [*_titles(vendor), *_made(vendor)]:
        if name in seen:
            yield place.problem("name.class", f"the class name {name} is taken by {seen[name]}", "Choose another name.",
                                key=True)  # fmt: skip
        seen.setdefault(name, f"{place.file.path.name}, {'.'.join(map(str, place.path))}")
    for place, schema in roots(vendor):
        if schema.title is not None:
            yield place.at("title").problem("name.title", "this object has a name already", "Leave the title out.")
        for inner, nested in walk(place, schema):
            needed = nested.type == "object" and nested.ref is None and nested.values is None
            if needed and nested.title is None and nested is not schema:
                yield inner.problem("name.untitled", "this object has no name", "Name its class with `title`.")


def _titles(vendor: VendorSpec) -> Iterator[tuple[Place, str]]:
    place = vendor_place(vendor)
    for name in vendor.spec.schemas:
        yield place.at("schemas", name), name
    for name, table in vendor.spec.tables.items():
        yield place.at("tables", name, "enum"), table.enum
    for root, schema in roots(vendor):
        for inner, nested in walk(root, schema):
            if nested.title is not None and nested is not schema:
                yield inner.at("title"), nested.title


def _made(vendor: VendorSpec) -> Iterator[tuple[Place, str]]:
    for place, endpoint in endpoints(vendor):
        for suffix in ("Request", "Response", *(["Report"] if endpoint.spec.report is not None else [])):
            yield place.at("endpoint"), class_of(endpoint.spec.endpoint, suffix)
