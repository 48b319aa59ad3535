"""Walking a vendor's spec: every part of it together with the place where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from dlrgen.problems import Problem
from dlrgen.runtime.plain import is_array, is_object
from dlrgen.spec.load import EndpointSpec, SpecFile, VendorSpec
from dlrgen.spec.model import Schema
from dlrgen.spec.schema import as_object, schema_name

MAX_DEPTH = 40
"""How deep schemas may be, and how long the way from a `$ref` to what it means."""
_SHOWN = 12

Path = tuple[str | int, ...]


class Place(Struct, frozen=True):
    """A value of a spec file, by the path that leads to it."""

    file: SpecFile
    path: Path = ()

    def at(self, *steps: str | int) -> Place:
        """The place of something inside this value."""
        return Place(self.file, (*self.path, *steps))

    def problem(self, id: str, message: str, hint: str = "", *, key: bool = False) -> Problem:
        """A problem at this value, or at its key."""
        return self.file.problem(id, self.path, message, hint, key=key)


def texts(value: Any) -> list[str]:
    """Every text inside plain data, keys among them, in no order."""
    found: list[str] = []
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, str):
            found.append(here)
        elif is_object(here):
            found.extend(here)
            waiting.extend(here.values())
        elif is_array(here):
            waiting.extend(here)
    return found


def vendor_place(vendor: VendorSpec) -> Place:
    """The whole of `vendor.yaml`."""
    return Place(vendor.file)


def endpoints(vendor: VendorSpec) -> Iterator[tuple[Place, EndpointSpec]]:
    """Every endpoint and its file."""
    for endpoint in vendor.endpoints.values():
        yield Place(endpoint.file), endpoint


def roots(vendor: VendorSpec) -> Iterator[tuple[Place, Schema]]:
    """The schemas that stand in no other: the named ones, those of the answers, and those of lists that are sent."""
    for name, schema in vendor.spec.schemas.items():
        yield Place(vendor.file, ("schemas", name)), schema
    for place, endpoint in endpoints(vendor):
        yield place.at("response", "schema"), endpoint.spec.response.schema
        for wire, param in endpoint.spec.params.items():
            if param.items is not None:
                yield place.at("params", wire), Schema(type="array", items=param.items)


def walk(place: Place, schema: Schema) -> Iterator[tuple[Place, Schema]]:
    """A schema and those written inside it; what a `$ref` points at is not entered."""
    yield place, schema
    for wire, inner in schema.properties.items():
        yield from walk(place.at("properties", wire), inner)
    if schema.values is not None:
        yield from walk(place.at("additionalProperties"), schema.values)
    if schema.items is not None:
        yield from walk(place.at("items"), schema.items)


def schemas(vendor: VendorSpec) -> Iterator[tuple[Place, Schema]]:
    """Every schema that is written anywhere."""
    for place, schema in roots(vendor):
        yield from walk(place, schema)


def target(schema: Schema, vendor: VendorSpec) -> Schema | None:
    """The schema itself, or the one that it points at; none if it points nowhere, or does so on too long a way."""
    found: Schema | None = schema
    for _ in range(MAX_DEPTH):
        if found is None or found.ref is None:
            return found
        found = vendor.spec.schemas.get(schema_name(found.ref))
    return None


def answer(endpoint: EndpointSpec, vendor: VendorSpec) -> Schema | None:
    """What an endpoint answers, as an object, see `answer_of`; none if it is not known."""
    found = target(endpoint.spec.response.schema, vendor)
    return as_object(found) if found is not None else None


def field(schema: Schema, wire: str, vendor: VendorSpec) -> Schema | None:
    """A property of an object; none if there is none."""
    found = target(schema, vendor)
    inner = found.properties.get(wire) if found is not None else None
    return target(inner, vendor) if inner is not None else None


def inside(schema: Schema | None, path: str, vendor: VendorSpec) -> Schema | None:
    """What stands at a path of names such as `Error.Code`; none if there is no such field."""
    for wire in path.split("."):
        schema = field(schema, wire, vendor) if schema is not None else None
    return schema


def row(schema: Schema, wire: str, vendor: VendorSpec) -> Schema | None:
    """The object that a list of objects, a property of the schema, holds; none if there is no such list."""
    found = field(schema, wire, vendor)
    inner = target(found.items, vendor) if found is not None and found.items is not None else None
    return inner if inner is not None and inner.type == "object" else None


def exists(place: Place, id: str, name: str, known: Iterable[str], kind: str) -> Iterator[Problem]:
    """A problem where a name is none of those that are known."""
    if name not in known:
        there = list(dict.fromkeys(known))
        more = ", …" if len(there) > _SHOWN else "."
        hint = f"There are: {', '.join(there[:_SHOWN])}{more}" if there else "There is none."
        yield place.problem(id, f"there is no {kind} {name!r}", hint)


def counted(place: Place, id: str, stated: int | None, there: int) -> Iterator[Problem]:
    """The problem of rows that are not as many as is stated, if that is so."""
    if stated is not None and stated != there:
        yield place.at("rows").problem(
            id, f"there should be {stated} rows, and there are {there}", "Put back what was lost, or count again."
        )
