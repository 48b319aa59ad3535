"""Schemas, parameters and code tables: that their words fit together."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import get_args

from dlrgen.check.lint_tree import Place, endpoints, schemas, target, vendor_place, walk
from dlrgen.problems import Problem
from dlrgen.spec.load import EndpointSpec, VendorSpec
from dlrgen.spec.model import BodyKind, Code, Errors, ListEncoding, Param, Schema, Table, TimeEncoding
from dlrgen.spec.schema import schema_name

MAX_PATTERN = 200
MAX_WIDE = 3
_OWN_WORDS = ("type", "properties", "values", "items", "required", "title", "table", "time")
_SCALARS = ("string", "integer", "number", "boolean")
_ENCODINGS: dict[str, tuple[str, ...]] = {
    "array": get_args(ListEncoding), "time": get_args(TimeEncoding), "object": ("json",),
}  # fmt: skip
_DEFAULTS: dict[str, type] = {"string": str, "integer": int, "number": int}
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_TAIL = re.compile(r"[0-9]*#*\Z")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_TOKEN = re.compile(
    r"""(?P<refused>\\[1-9]|\(\?(?:P=|\#|\(|[aiLmsu]*x))  # what is looked back at, and what hides the rest from us
    |\\.
    |\[\^?\]?(?:\\.|[^\]\\])*\]
    |\{(?P<least>\d*)(?P<comma>,?)(?P<most>\d*)\}
    |\(\??
    |.""",
    re.DOTALL | re.VERBOSE,
)


def problems(vendor: VendorSpec) -> Iterator[Problem]:
    """Every schema, parameter, pattern and table that says something that cannot be."""
    for place, schema in schemas(vendor):
        yield from _schema(place, schema, vendor)
    yield from _errors(vendor_place(vendor).at("errors"), vendor.spec.errors, vendor)
    for place, endpoint in endpoints(vendor):
        yield from _endpoint(place, endpoint, vendor)
    for name, credential in vendor.spec.credentials.items():
        yield from _pattern(vendor_place(vendor).at("credentials", name, "pattern"), credential.pattern)
    for name, table in vendor.spec.tables.items():
        yield from _table(vendor_place(vendor).at("tables", name), table)


def _schema(place: Place, schema: Schema, vendor: VendorSpec) -> Iterator[Problem]:
    if schema.ref is not None:
        if any(getattr(schema, key) for key in _OWN_WORDS):
            yield place.at("$ref").problem(
                "schema.ref", "a $ref stands beside words of its own",
                "Beside $ref there may be only name, also, unseen and texts.", key=True,
            )  # fmt: skip
        found = target(schema, vendor)
        if found is not None and found.type in _SCALARS:
            yield place.at("$ref").problem(
                "schema.shared",
                "a $ref to a scalar",
                "Only objects and lists are shared; write a scalar where it stands.",
            )
        return
    if schema.type is None:
        yield place.problem("schema.type", "neither `type` nor `$ref` says what this is", "State one of them.")
        return
    yield from _object(place, schema, vendor)
    if schema.type == "array" and schema.items is None:
        yield place.problem("schema.items", "an array without items", "Say with `items` what it holds.")
    for key, kind in (("properties", "object"), ("required", "object"), ("title", "object"), ("items", "array")):
        if getattr(schema, key) and schema.type != kind:
            yield place.at(key).problem(
                "schema.misplaced", f"`{key}` in a value of type {schema.type}", f"It belongs to type {kind}.", key=True
            )
    yield from _properties(place, schema)
    yield from _coded(place, schema, vendor, "schema.table")
    if schema.table is not None and schema.time is not None:
        yield place.at("time").problem("schema.table", "a field with both a table and a time", "Keep one.", key=True)


def _object(place: Place, schema: Schema, vendor: VendorSpec) -> Iterator[Problem]:
    if schema.values is None:
        if schema.type == "object" and not schema.properties:
            yield place.problem("schema.properties", "an object without properties", "State at least one property.")
        return
    inner = target(schema.values, vendor)
    if schema.type != "object" or schema.properties or schema.title is not None:
        yield place.at("additionalProperties").problem(
            "schema.map", "names that are data stand beside fields, or in what is no object",
            "An object has either `properties` or `additionalProperties`, and a `title` with the former.", key=True,
        )  # fmt: skip
    elif inner is not None and (inner.type not in _SCALARS or inner.time is not None):
        yield place.at("additionalProperties").problem(
            "schema.map", "names that are data lead to something else than a number or a text",
            "Describe a scalar, and no time.", key=True,
        )  # fmt: skip


def _properties(place: Place, schema: Schema) -> Iterator[Problem]:
    for index, wire in enumerate(schema.required):
        if wire not in schema.properties:
            yield place.at("required", index).problem(
                "schema.required", f"{wire!r} is required, but no property", "Describe it, or leave it out."
            )
    seen = {wire: wire for wire in schema.properties}
    for wire, inner in schema.properties.items():
        for index, spelling in enumerate(inner.also):
            if spelling in seen:
                yield place.at("properties", wire, "also", index).problem(
                    "schema.also", f"{spelling!r} already is a spelling of {seen[spelling]!r}", "Leave it out."
                )
            seen.setdefault(spelling, wire)


def _coded(place: Place, coded: Schema | Param, vendor: VendorSpec, id: str) -> Iterator[Problem]:
    if coded.table is None:
        return
    if coded.type not in _SCALARS:
        yield place.at("table").problem(id, f"a table for a value of type {coded.type}", "Only scalars hold codes.")
        return
    table = vendor.spec.tables.get(coded.table)
    if table is not None and table.type != coded.type:
        yield place.at("table").problem(
            id, f"a value of type {coded.type} with a table of type {table.type}", "Let both state the same type."
        )


def _errors(place: Place, errors: Errors, vendor: VendorSpec) -> Iterator[Problem]:
    success = errors.success
    told = [each is not None for each in (success.equals, success.at_least, success.absent, success.status)]
    if told.count(True) != 1 or (success.where is None) != (success.status is not None):
        yield place.at("success").problem(
            "schema.success", "success is told by a field's value, least number or absence, or by the HTTP status",
            "State `where` with `equals`, `at_least` or `absent`, or `status` alone.",
        )  # fmt: skip
    table = vendor.spec.tables.get(errors.table) if errors.table is not None else None
    if table is not None and table.speaks_of != "call":
        yield place.at("table").problem(
            "table.speaks", f"the table {errors.table!r} speaks of messages", "Errors need one with `speaks_of: call`."
        )
    body = target(Schema(ref=errors.fields.ref), vendor) if errors.fields is not None else None
    if body is not None and body.type != "object":
        yield place.at("fields").problem("schema.answer", "the body of an error is no object", "Point at an object.")


def _endpoint(place: Place, endpoint: EndpointSpec, vendor: VendorSpec) -> Iterator[Problem]:
    spec = endpoint.spec
    answer = target(spec.response.schema, vendor)
    if answer is not None and answer.type not in ("object", "array", None):
        yield place.at("response", "schema").problem(
            "schema.answer", "the answer is no object and no list", "Describe an object or a list."
        )
    if spec.errors is not None:
        yield from _errors(place.at("errors"), spec.errors, vendor)
    for wire, param in spec.params.items():
        here = place.at("params", wire)
        yield from _param(here, param, spec.request.body, vendor)
        if param.place == "body" and not spec.request.body:
            yield here.at("in").problem(
                "param.body", "the request has no body", "Name its content types in `request.body`, the default first."
            )
    yield from _path(place, endpoint, vendor)


def _param(place: Place, param: Param, bodies: list[BodyKind], vendor: VendorSpec) -> Iterator[Problem]:
    if param.value is not None:
        for key in ("required", "default", "choices", "encode", "items", "layout", "max_items", "pattern"):
            if getattr(param, key) not in (None, False, []):
                yield place.at(key).problem(
                    "param.value", f"`{key}` beside a value that is always sent", f"Leave {key} out.", key=True
                )
    yield from _encoded(place, param, vendor)
    if param.items is not None:
        yield from _items(place, param, param.items, bodies, vendor)
    if param.place == "header" and param.type != "string":
        yield place.at("type").problem("param.header", f"a header of type {param.type}", "A header is a string.")
    if param.place == "path" and param.type in ("array", "object"):
        yield place.at("type").problem("param.path", f"a piece of the path of type {param.type}", "Let it be a scalar.")
    if param.max_items is not None and (param.type != "array" or param.max_items < 1):
        yield place.at("max_items").problem(
            "param.max-items", "`max_items` is no positive number for an array", "Correct it, or leave it out."
        )
    for key in ("choices", "pattern"):
        if getattr(param, key) and param.type != "string":
            yield place.at(key).problem(
                f"param.{key}", f"`{key}` for a value of type {param.type}", "Only texts have it.", key=True
            )
    yield from _default(place, param)
    yield from _coded(place, param, vendor, "param.table")
    yield from _pattern(place.at("pattern"), param.pattern)


def _encoded(place: Place, param: Param, vendor: VendorSpec) -> Iterator[Problem]:
    known = _ENCODINGS.get(param.type, ())
    if param.encode is not None and param.encode not in known:
        yield place.at("encode").problem(
            "param.encode", f"{param.encode!r} is no way to send a value of type {param.type}",
            f"There are: {', '.join(known)}." if known else "Leave it out.",
        )  # fmt: skip
    if param.layout is not None and (param.type != "time" or param.encode is not None or vendor.spec.clock is None):
        yield place.at("layout").problem(
            "param.layout", "a layout is for times, instead of `encode`, in the zone of the vendor's clock",
            "Leave it out, or state `clock` in vendor.yaml.", key=True,
        )  # fmt: skip
    needed = (
        (param.type == "array" and param.items is None)
        or param.type == "time"
        or (param.type == "object" and param.place != "body")
    )
    if needed and param.encode is None and param.layout is None and param.value is None:
        yield place.problem(
            "param.encode", f"it is not said how a value of type {param.type} is sent",
            f"State `encode`: {', '.join(known)}{', or `layout`' if param.type == 'time' else ''}.", key=True,
        )  # fmt: skip


def _items(place: Place, param: Param, items: Schema, bodies: list[BodyKind], vendor: VendorSpec) -> Iterator[Problem]:
    travels_as_such = param.place == "body" and "json" in bodies and param.encode is None
    if param.type != "array" or not (travels_as_such or param.encode == "json"):
        yield place.at("items").problem(
            "param.items", "what a list holds is described, and it is no list that travels as such or as JSON text",
            "Only an array in a JSON body without `encode`, or with `encode: json`, holds more than texts.", key=True,
        )  # fmt: skip
    answered: set[str] = set()
    for endpoint in vendor.endpoints.values():
        _note_refs(endpoint.spec.response.schema, vendor, answered)
    for inner, schema in walk(place.at("items"), items):
        for key in ("also", "time", "table", "unseen"):
            if getattr(schema, key):
                yield inner.at(key).problem(
                    "param.items", f"`{key}` says something of answers, and this is sent", "Leave it out.", key=True
                )
        sent: set[str] = set()
        if schema.ref is not None:
            _note_refs(schema, vendor, sent)
        if sent & answered:
            yield inner.at("$ref").problem(
                "param.items", "what is sent would be of the same class as what is answered", "Describe it by itself."
            )


def _note_refs(schema: Schema, vendor: VendorSpec, found: set[str]) -> None:
    """Note which schemas of `vendor.yaml` a schema uses, and those that they use."""
    for _, inner in walk(Place(vendor.file), schema):
        if inner.ref is not None and inner.ref not in found:
            found.add(inner.ref)
            if (named := vendor.spec.schemas.get(schema_name(inner.ref))) is not None:
                _note_refs(named, vendor, found)


def _default(place: Place, param: Param) -> Iterator[Problem]:
    if param.default is None:
        return
    if not isinstance(param.default, _DEFAULTS.get(param.type, ())):
        yield place.at("default").problem(
            "param.default", f"a default of another type than {param.type}", "Texts that look like numbers need quotes."
        )
    elif param.choices and param.default not in param.choices:
        yield place.at("default").problem(
            "param.default", "the default is none of the choices", "Add it, or correct it."
        )
    if param.required:
        yield place.at("default").problem(
            "param.default", "a required parameter cannot be left out", "Drop `default` or `required`."
        )


def _path(place: Place, endpoint: EndpointSpec, vendor: VendorSpec) -> Iterator[Problem]:
    spec = endpoint.spec
    path = spec.request.path
    here = place.at("request", "path")
    schemes = [vendor.spec.auth[name] for name in spec.auth if name in vendor.spec.auth]
    named = _PLACEHOLDER.findall(path)
    params = [wire for wire, param in spec.params.items() if param.place == "path"]
    for name in named:
        is_credential = name not in spec.params and bool(schemes) and all(name in s.credentials for s in schemes)
        if name not in params and not is_credential:
            yield here.problem(
                "param.path",
                f"{{{name}}} is neither a path parameter nor a credential of every scheme",
                "Add a parameter.",
            )
    if re.search(r"[{}]", _PLACEHOLDER.sub("", path)):
        yield here.problem(
            "param.path", "braces without a name in them", "Write a placeholder as {name}, in small letters."
        )
    for wire in params:
        if wire not in named:
            yield place.at("params", wire).problem(
                "param.path", f"the path has no {{{wire}}}", "Put it where the parameter belongs.", key=True
            )


def _pattern(place: Place, pattern: str | None) -> Iterator[Problem]:
    if pattern is None:
        return
    if len(pattern) > MAX_PATTERN:
        yield place.problem("pattern.invalid", f"longer than {MAX_PATTERN} characters", "Ask for less.")
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        yield place.problem("pattern.invalid", f"not a regular expression: {error}", "Correct it.")
        return
    if _is_slow(pattern):
        yield place.problem(
            "pattern.slow", "matching this could take very long",
            f"No repeat of what repeats or branches, no backreference, and at most {MAX_WIDE} open-ended repeats.",
        )  # fmt: skip


def _is_slow(pattern: str) -> bool:
    """Whether a pattern might backtrack without end. Refuses some harmless ones; lets no known bad one through."""
    groups = [False]
    closed: bool | None = None
    repeated = False
    wide = 0
    for token in _TOKEN.finditer(pattern):
        text, after_group, after_repeat = token.group(), closed, repeated
        closed, repeated = None, False
        if token.group("refused"):
            return True
        if text in {"(", "(?"}:
            groups.append(False)
        elif text == ")" and len(groups) > 1:
            closed = groups.pop()
            groups[-1] |= closed
        elif text == "|":
            groups[-1] = True
        elif text in ("*", "+", "?") or token.group("comma") is not None:
            if after_repeat and text in ("+", "?"):
                continue
            repeated = True
            if text != "?" and after_group:
                return True
            if text in ("*", "+") or (token.group("comma") and _is_wide(token.group("least"), token.group("most"))):
                wide += 1
            groups[-1] |= text in ("*", "+", "?") or token.group("comma") == ","
    return wide > MAX_WIDE


def _is_wide(least: str, most: str) -> bool:
    return not most or int(most) - int(least or 0) > 20


def _table(place: Place, table: Table) -> Iterator[Problem]:
    if not table.codes:
        yield place.problem("table.empty", "a table without codes", "State at least one code.", key=True)
    for code, row in table.codes.items():
        here = place.at("codes", code)
        if table.type == "integer" and not _WHOLE_NUMBER.fullmatch(code):
            yield here.problem(
                "table.integer", f"{code!r} is no whole number as JSON writes it",
                "Write it without leading zeros, or let the table be of type string.", key=True,
            )  # fmt: skip
        yield from _row(here, row, table)
    for pattern, row in table.patterns.items():
        yield from _row(place.at("patterns", pattern), row, table)
    if table.patterns and table.type == "integer":
        yield place.at("patterns").problem(
            "table.pattern", "families of codes in a table of numbers", "Let the table be of type string.", key=True
        )
    for key in ("codes", "patterns"):
        for code in getattr(table, key):
            for other in _families(code):
                if other in table.patterns:
                    yield place.at(key, code).problem(
                        "table.overlap", f"{code!r} is of the family {other!r} too", "Say it once.", key=True
                    )


def _families(code: str) -> Iterator[str]:
    """The families that contain a code, or another family; but not itself."""
    found = _TAIL.search(code)
    tail = found.group() if found else ""
    for count in range(len(tail) - len(tail.rstrip("#")) + 1, len(tail) + 1):
        yield code[: len(code) - count] + "#" * count


def _row(place: Place, row: Code, table: Table) -> Iterator[Problem]:
    told, foreign = ("state", ("category",)) if table.speaks_of == "message" else ("category", ("state", "reason"))
    unclear = row.en is not None and row.confidence == "conflicting"
    if getattr(row, told) is None and not unclear and row.unmapped is None:
        yield place.problem(
            f"table.{told}", f"it is not said what the code means: no {told}",
            f"State `{told}`, or `unmapped` with the reason, or `en` and `confidence: conflicting`.", key=True,
        )  # fmt: skip
    for key in foreign:
        if getattr(row, key) is not None:
            yield place.at(key).problem(
                "table.foreign", f"`{key}` in a table that speaks of a {table.speaks_of}", f"Leave {key} out.", key=True
            )
