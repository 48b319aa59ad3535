"""Response and request classes and code tables, as JSON Schema for datamodel-code-generator.

Names, defaults and texts are decided here and travel beside the schema as `x-` keywords; the generator is left with
what it is good at: classes, their types and their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from dlrgen.plan import names
from dlrgen.plan.literals import Source, docstring, literal, sentence
from dlrgen.plan.readings import vendor_row
from dlrgen.plan.signing import zone_constant
from dlrgen.spec.load import EndpointSpec
from dlrgen.spec.model import Code, Endpoint, Node, Param, Schema, Table, Time, Vendor
from dlrgen.spec.schema import answer_of, find, objects, resolve, schema_name


class Definitions(Struct):
    """Schemas by qualified name (`acme.models.StatusRow`), and what their templates need beside them."""

    schemas: dict[str, Any] = {}
    extra: dict[str, dict[str, Any]] = {}
    zones: set[str] = set()

    def add(self, name: str, schema: dict[str, Any], **extra: Any) -> None:
        """Add one class."""
        self.schemas[name] = schema
        self.extra[name] = extra


def labelled(node: Node) -> str:
    """The meaning in English, then the vendor's own short label."""
    english = sentence(node.en or "")
    return f"{english} ({' '.join(node.zh.split())})".strip() if node.zh else english


def _class_text(node: Node) -> str:
    """The same as one sentence, for a class."""
    return sentence(
        f"{(node.en or '').rstrip('.')} ({' '.join(node.zh.split())})".strip() if node.zh else node.en or ""
    )


def enum_of(table: Table, vendor: Vendor, definitions: Definitions) -> None:
    """Add a code table."""
    number = table.type == "integer"
    members = {code: names.member(code, row.name) for code, row in table.codes.items()}
    rows = {members[code]: Source(f"{literal(int(code) if number else code)}, {row_source(table, row, vendor)}")
            for code, row in table.codes.items()}  # fmt: skip
    definitions.add(
        f"{vendor.vendor}.codes.{table.enum}",
        {
            "type": table.type,
            # The template prints the rows; that there is an enum is all that has to be known of it.
            "enum": [0 if number else ""],
            "x-enum-varnames": ["ROWS"],
        },
        base=f"{'Message' if table.speaks_of == 'message' else 'Call'}{'Number' if number else 'Code'}",
        doc=docstring(
            f"{table.title.en} of {vendor.title.en} ({table.title.zh}): each says what became of a {table.speaks_of}.",
            sentence(table.en or ""),
            indent=4,
        ),
        rows=rows,
        families=[
            Source(f"{literal(shape)}: ({row_source(table, row, vendor)})") for shape, row in table.patterns.items()
        ],
    )


def row_source(table: Table, row: Code, vendor: Vendor) -> Source:
    """What a code means, as the arguments of its member."""
    zh, en, *said, confidence = vendor_row(table, row, vendor)
    kinds = ("State", "Reason") if table.speaks_of == "message" else ("Category",)
    parts: list[str] = [literal(zh), literal(en)]
    parts += [f"{kind}.{word.upper()}" for kind, word in zip((*kinds, "Retry", "Evidence"), said, strict=True)]
    if confidence != "documented":
        parts.append(f"Confidence.{confidence.upper()}")
    return Source(", ".join(parts))


def response_of(endpoint: EndpointSpec, vendor: Vendor, definitions: Definitions, methods: Source) -> None:
    """Add an endpoint's response class and the classes inside it."""
    schema = answer_of(endpoint.spec.response, vendor)
    name = names.class_of(endpoint.spec.endpoint, "Response")
    doc = docstring(
        f"The answer of `{endpoint.spec.endpoint}`: {endpoint.spec.title.en} ({endpoint.spec.title.zh}).", indent=4
    )
    for path, inner in objects(schema, vendor):
        if not path:
            _struct(
                name,
                inner,
                vendor,
                definitions,
                base="Answer",
                doc=doc,
                tail=methods,
                options=", kw_only=True, dict=True",
            )
            continue
        inner_name = class_for(_at(schema, path, vendor), vendor)
        if f"{vendor.vendor}.models.{inner_name}" not in definitions.schemas:
            text = _class_text(inner) or f"Part of the answer of `{endpoint.spec.endpoint}`."
            _struct(inner_name, inner, vendor, definitions, base="Model", doc=docstring(text, indent=4))


def request_of(endpoint: EndpointSpec, vendor: Vendor, definitions: Definitions) -> None:
    """Add an endpoint's request class, whose fields are explained once, where callers give them: by the method."""
    properties: dict[str, Any] = {}
    for wire, param in arguments(endpoint.spec.params):
        properties[names.attribute(wire, param.name)] = {
            **param_schema(param, vendor),
            "x-value": "" if param.required else " | None = None",
            "x-doc": "",
        }
        if param.items is not None:
            _parts_of(param.items, endpoint, vendor, definitions)
    method = endpoint.spec.endpoint
    name = names.class_of(method, "Request")
    definitions.add(
        f"{vendor.vendor}.models.{name}",
        {"type": "object", "properties": properties, "required": list(properties)},
        base="Struct",
        options=", kw_only=True, frozen=True",
        doc=docstring(f"What `{method}` is asked; `{vendor.class_name}Client.{method}` explains it.", indent=4),
    )


def _parts_of(items: Schema, endpoint: EndpointSpec, vendor: Vendor, definitions: Definitions) -> None:
    """Add the classes of objects that callers put into a list."""
    for path, inner in objects(items, vendor):
        name = class_for(_at(items, path, vendor), vendor)
        if f"{vendor.vendor}.models.{name}" not in definitions.schemas:
            text = _class_text(inner) or f"Part of what `{endpoint.spec.endpoint}` is asked."
            options = ", kw_only=True, frozen=True, omit_defaults=True, forbid_unknown_fields=True"
            _struct(name, inner, vendor, definitions, base="Struct", doc=docstring(text, indent=4), options=options)


def arguments(params: Mapping[str, Param]) -> Iterator[tuple[str, Param]]:
    """The parameters that callers give, required ones first."""
    given = [(wire, param) for wire, param in params.items() if param.value is None]
    yield from sorted(given, key=lambda item: not item[1].required)


def list_of(items: Schema | None, vendor: Vendor) -> Source:
    """The Python type of a list that callers give."""
    return Source(f"list[{_python(items, vendor) if items is not None else 'str'}]")


def _python(schema: Schema, vendor: Vendor) -> str:
    target = resolve(schema, vendor)
    if target.items is not None:
        return list_of(target.items, vendor)
    if target.values is not None:
        return f"dict[str, {_python(target.values, vendor)}]"
    scalars = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
    return scalars.get(target.type or "") or f"models.{class_for(schema, vendor)}"


def param_schema(param: Param, vendor: Vendor) -> dict[str, Any]:
    """A parameter's JSON Schema."""
    match param.type:
        case "time":
            return {"type": "string", "format": "date-time"}
        case "array":
            return {"type": "array", "items": {"type": "string"} if param.items is None else _type(param.items, vendor)}
        case "object":
            return {"type": "object", "additionalProperties": True}
        case _:
            return {"type": param.type}


def param_text(param: Param) -> str:
    """What to say of a parameter in a docstring."""
    text = labelled(param)
    if param.choices:
        text += f" One of {', '.join(f'`{c}`' for c in param.choices)}."
    if param.max_items:
        text += f" At most {param.max_items}."
    if param.default is not None:
        text += f" The vendor assumes {param.default} if it is left out."
    return text.strip()


def class_for(schema: Schema, vendor: Vendor) -> str:
    """The class of a nested object: the name of the shared schema it points at, or its own title."""
    if schema.ref is not None:
        target = vendor.schemas[schema_name(schema.ref)]
        return class_for(target, vendor) if target.ref is not None else schema_name(schema.ref)
    assert schema.title is not None
    return schema.title


def _at(schema: Schema, path: tuple[str, ...], vendor: Vendor) -> Schema:
    """The schema at a path, its own `$ref` not followed."""
    for step in path:
        here = resolve(schema, vendor)
        found = here.items if step == "[]" else here.properties[step]
        assert found is not None
        schema = found
    return schema


def _struct(
    name: str, schema: Schema, vendor: Vendor, definitions: Definitions, *, base: str, doc: Source,
    tail: Source | None = None, options: str = ", kw_only=True",
) -> None:  # fmt: skip
    properties: dict[str, Any] = {}
    also: dict[str, str] = {}
    moments: list[Source] = []
    for wire, inner in schema.properties.items():
        attribute = names.attribute(wire, inner.name)
        required = wire in schema.required
        properties[attribute] = {
            **_type(inner, vendor),
            "x-value": _value(attribute, wire, required=required),
            "x-doc": docstring(labelled(inner) or f"`{wire}` on the wire.", indent=4),
        }
        also.update(dict.fromkeys(inner.also, wire))
        if inner.time is not None:
            moments.append(_moment(attribute, inner.time, vendor, definitions))
    definitions.add(
        f"{vendor.vendor}.models.{name}",
        {"type": "object", "properties": properties, "required": list(properties)},
        base=base,
        options=options,
        doc=doc,
        also=[Source(f"{literal(spelling)}: {literal(wire)}") for spelling, wire in also.items()],
        moments=moments,
        tail=tail,
    )


def _type(schema: Schema, vendor: Vendor) -> dict[str, Any]:
    if schema.table is not None:
        return {"$ref": f"#/$defs/{vendor.vendor}.codes.{vendor.tables[schema.table].enum}"}
    target = resolve(schema, vendor)
    if target.values is not None:
        return {"type": "object", "additionalProperties": _type(target.values, vendor)}
    if target.type == "object":
        return {"$ref": f"#/$defs/{vendor.vendor}.models.{class_for(schema, vendor)}"}
    if target.items is not None:
        return {"type": "array", "items": _type(target.items, vendor)}
    return {"type": target.type}


def _value(attribute: str, wire: str, *, required: bool) -> str:
    """What follows a field's type. That it may be missing is said here: as a union it would cost a tenth of the run."""
    optional, default = ("", []) if required else (" | None", ["default=None"])
    if attribute == wire:
        return "" if required else f"{optional} = None"
    return f"{optional} = field({', '.join([f'name={literal(wire)}', *default])})"


def _moment(attribute: str, time: Time, vendor: Vendor, definitions: Definitions) -> Source:
    """A property that gives a field as an aware time."""
    if time.unix is not None:
        expression = f"unix_time(self.{attribute}{', 1000' if time.unix == 'ms' else ''})"
        how = "Unix time"
    elif time.standard is not None:
        expression, how = f"mail_time(self.{attribute})", "as RFC 2822 writes it"
    elif time.layout is not None and "%z" in time.layout:
        expression = f"local_time(self.{attribute}, {literal(time.layout)})"
        how = "with its own offset"
    else:
        where = time.zone or (vendor.clock.zone if vendor.clock else None)
        assert where is not None
        assert time.layout is not None
        definitions.zones.add(where.name)
        expression = f"local_time(self.{attribute}, {literal(time.layout)}, {zone_constant(where.name)})"
        how = f"local time of {where.name}, which is {where.basis}"
    return Source(
        f"    @property\n    def {attribute}_utc(self) -> datetime | None:\n"
        f'        """`{attribute}` as an aware time in UTC ({how}); none where it is missing or no time."""\n'
        f"        return {expression}"
    )


class RowsField(Struct, frozen=True, kw_only=True):
    """The list of rows of an answer: its path of attributes, and the class of a row."""

    attribute: str
    class_name: str


def rows_of(endpoint: Endpoint, vendor: Vendor) -> RowsField | None:
    """The answer's list of rows: the one that is stated, or else its first list of objects; none if it has none."""
    answer = answer_of(endpoint.response, vendor)
    for path in (_stated_rows(endpoint), *answer.properties):
        held = find(answer, path, vendor) if path is not None else None
        items = held.items if held is not None else None
        if path is not None and items is not None and resolve(items, vendor).type == "object":
            return RowsField(attribute=attribute_path(path, answer, vendor), class_name=class_for(items, vendor))
    return None


def _stated_rows(endpoint: Endpoint) -> str | None:
    ways = (endpoint.paging, endpoint.following, endpoint.draining, endpoint.report)
    stated = next((way.rows for way in ways if way is not None and way.rows != "."), None)
    return None if stated is None else stated.partition("[]")[0]


def attribute_path(path: str, schema: Schema, vendor: Vendor) -> str:
    """The path of attributes for a path of wire names through objects."""
    found: list[str] = []
    for wire in path.split("."):
        inner = resolve(schema, vendor).properties[wire]
        found.append(names.attribute(wire, inner.name))
        schema = inner
    return ".".join(found)
