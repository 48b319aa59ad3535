"""What the fast way of holding data against a schema takes, jsonschema takes too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dlrgen.problems import Problems
from dlrgen.spec.load import load
from dlrgen.spec.model import Schema, Vendor
from dlrgen.spec.schema import closed_type, json_schema

GOOD = Path(__file__).parents[1] / "specs_good"
NAMES = st.sampled_from(["a", "b", "Code", "code", "data", "状态", "class", "x-y"])
SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | st.sampled_from(["", "1", "a"])
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)


def objects(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    def build(properties: dict[str, Schema], required: list[str], also: list[str]) -> Schema:
        spellings = [name for name in also if name not in properties]
        first = next(iter(properties), None)
        if first is not None:
            properties[first] = msgspec.structs.replace(properties[first], also=spellings)
        return Schema(type="object", properties=properties, required=[n for n in required if n in properties])

    return st.builds(build, st.dictionaries(NAMES, inner, max_size=4), st.lists(NAMES), st.lists(NAMES, max_size=2))


SCHEMAS = st.recursive(
    st.builds(Schema, type=st.sampled_from(["string", "integer", "number", "boolean", "array", "object", None])),
    lambda inner: (
        objects(inner)
        | st.builds(lambda items: Schema(type="array", items=items), inner)
        | st.builds(lambda values: Schema(type="object", values=values), inner)
    ),
    max_leaves=8,
)


def fitting(schema: Schema) -> st.SearchStrategy[Any]:
    """Data that is of the schema, or nearly."""
    if schema.values is not None:
        return st.dictionaries(NAMES, fitting(schema.values), max_size=2)
    match schema.type:
        case "object":
            known = {name: fitting(inner) for name, inner in schema.properties.items()}
            return st.fixed_dictionaries({}, optional=known) | st.fixed_dictionaries(known)
        case "array":
            return st.lists(fitting(schema.items) if schema.items else SCALARS, max_size=2)
        case _:
            return SCALARS


def vendor() -> Vendor:
    (found,) = load(GOOD, Problems())
    return found.spec


VENDOR = vendor()


@settings(max_examples=600)
@given(st.data(), SCHEMAS)
def test_what_converts_is_of_the_json_schema(data: st.DataObject, schema: Schema) -> None:
    value = data.draw(fitting(schema) | DATA)
    try:
        msgspec.convert(value, closed_type(schema, VENDOR))
    except msgspec.ValidationError:
        return
    assert list(Draft202012Validator(json_schema(schema, VENDOR, closed=True)).iter_errors(value)) == []


@settings(max_examples=300)
@given(st.data(), SCHEMAS)
def test_what_is_of_the_json_schema_converts(data: st.DataObject, schema: Schema) -> None:
    value = data.draw(fitting(schema))
    misfit = next(Draft202012Validator(json_schema(schema, VENDOR, closed=True)).iter_errors(value), None)
    # 1.0 is an integer in JSON Schema alone.
    if misfit is None and not any(isinstance(leaf, float) for leaf in leaves(value)):
        msgspec.convert(value, closed_type(schema, VENDOR))


def leaves(value: Any) -> list[Any]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else None
    return [value] if inner is None else [leaf for each in inner for leaf in leaves(each)]
