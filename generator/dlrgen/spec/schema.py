"""Looking things up in schemas: what a `$ref` points at, what a path of wire names leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from dlrgen.spec.model import Errors, FieldType, Response, Schema, Vendor

PART = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""What the user fills in of an address."""
_PREFIX = "vendor.yaml#/schemas/"
_PLAIN: dict[FieldType | None, Any] = {"string": str, "integer": int, "number": int | float, "boolean": bool}


def host_parts(url: str) -> list[str]:
    """The credentials that stand in an address."""
    return PART.findall(url)


def schema_name(ref: str) -> str:
    """The name of the schema that a `$ref` points at."""
    return ref.removeprefix(_PREFIX)


def resolve(schema: Schema, vendor: Vendor) -> Schema:
    """The schema itself, or the one that it points at.

    Raises:
        KeyError: It points nowhere.
    """
    seen: set[str] = set()
    while schema.ref is not None:
        name = schema_name(schema.ref)
        if name in seen:
            raise KeyError(name)
        seen.add(name)
        schema = vendor.schemas[name]
    return schema


def answer_of(response: Response, vendor: Vendor) -> Schema:
    """The answer as an object. A list that stands alone becomes its only field: `rows`, whose wire name is empty.

    Raises:
        KeyError: A `$ref` points nowhere.
    """
    return as_object(resolve(response.schema, vendor))


def as_object(answer: Schema) -> Schema:
    """An answer as an object, see `answer_of`."""
    if answer.type != "array":
        return answer
    rows = msgspec.structs.replace(answer, name="rows", en=answer.en or "The answer, which is a list.")
    return Schema(type="object", required=[""], properties={"": rows})


def find(schema: Schema, wire_path: str, vendor: Vendor) -> Schema | None:
    """The schema at a path such as `data[].rrid`, from the answer on; none if there is none."""
    here = resolve(schema, vendor)
    for step in wire_path.split("."):
        found = here.properties.get(step.removesuffix("[]"))
        if found is None:
            return None
        here = resolve(found, vendor)
        if step.endswith("[]"):
            if here.items is None:
                return None
            here = resolve(here.items, vendor)
    return here


def objects(schema: Schema, vendor: Vendor, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Schema]]:
    """Every object with fields, the outermost first, with the path of wire names that leads to it (`[]` for a list)."""
    schema = resolve(schema, vendor)
    if schema.type == "object" and schema.values is None:
        yield path, schema
        for wire, inner in schema.properties.items():
            yield from objects(inner, vendor, (*path, wire))
    elif schema.items is not None:
        yield from objects(schema.items, vendor, (*path, "[]"))


def errors_of(errors: Errors | None, vendor: Vendor) -> Errors:
    """An endpoint's own `errors`, or the vendor's."""
    return errors or vendor.errors


def json_schema(schema: Schema, vendor: Vendor, *, closed: bool, also: bool = True) -> dict[str, Any]:
    """Plain JSON Schema 2020-12 of a value.

    Args:
        schema: The spec's schema.
        vendor: The vendor whose `schemas` it may point at.
        closed: Whether unknown fields are refused.
        also: Whether the other spellings of names are known fields.
    """
    schema = resolve(schema, vendor)
    result: dict[str, Any] = {}
    if schema.type is not None:
        result["type"] = schema.type
    if schema.values is not None:
        result["additionalProperties"] = json_schema(schema.values, vendor, closed=closed, also=also)
    elif schema.type == "object":
        inner = {wire: json_schema(s, vendor, closed=closed, also=also) for wire, s in schema.properties.items()}
        # What may be missing may be null: clients take both for nothing.
        inner.update((wire, _or_null(inner[wire])) for wire in inner if wire not in schema.required)
        result["properties"] = dict(inner)
        result["required"] = [*schema.required]
        if also:
            for wire, field in schema.properties.items():
                result["properties"].update(dict.fromkeys(field.also, inner[wire]))
        if closed:
            result["additionalProperties"] = False
    if schema.items is not None:
        result["items"] = json_schema(schema.items, vendor, closed=closed, also=also)
    return result


def closed_type(schema: Schema, vendor: Vendor) -> Any:
    """A type whose values are of the closed `json_schema`, too, as msgspec converts them.

    Some values of the schema it refuses (1.0 where an integer is meant), so only what it takes is certain.

    Args:
        schema: The spec's schema.
        vendor: The vendor whose `schemas` it may point at.
    """
    schema = resolve(schema, vendor)
    if schema.values is not None:
        return dict[str, closed_type(schema.values, vendor)]  # type: ignore[misc]  # a type that is made here
    if schema.type == "object":
        return _closed_object(schema, vendor)
    if schema.type == "array":
        return list[closed_type(schema.items, vendor)] if schema.items is not None else list[Any]  # type: ignore[misc]
    return _PLAIN.get(schema.type, Any)


def _closed_object(schema: Schema, vendor: Vendor) -> type[msgspec.Struct]:
    types: dict[str, tuple[Any, ...]] = {}
    for wire, inner in schema.properties.items():
        is_required = wire in schema.required
        taken = closed_type(inner, vendor) if is_required else closed_type(inner, vendor) | None
        types[wire] = (taken,) if is_required else (taken, None)
        types.update(dict.fromkeys(inner.also, (taken, None)))
    names = {f"f{number}": wire for number, wire in enumerate(types)}
    fields: list[Any] = [(name, *types[wire]) for name, wire in names.items()]
    return msgspec.defstruct("Closed", fields, rename=names, kw_only=True, forbid_unknown_fields=True)


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]} if "type" in schema else schema
