"""What answers look like."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from dlrgen.spec.model.words import ClassName, FieldType, HttpStatus, Node, PythonName, Wire, Zone


class Success(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """How an answer says that the call went well: by its HTTP status alone, or a field equals a value or is enough."""

    where: Wire | None = None
    """The field that says so."""
    equals: str | int | None = None
    """The value that it has then."""
    at_least: int | None = None
    """The smallest number that it has then."""
    absent: Literal[True] | None = None
    """The field is there only if the call failed."""
    status: Literal["2xx"] | None = None
    """No field says so; what comes with another status is an error, of a shape of its own."""


class Ref(Struct, forbid_unknown_fields=True, frozen=True, rename={"ref": "$ref"}):
    """A pointer to a schema of `vendor.yaml`: `vendor.yaml#/schemas/NAME`."""

    ref: Annotated[str, Meta(pattern=r"^vendor\.yaml#/schemas/[A-Z][A-Za-z0-9]*\Z")]
    """`vendor.yaml#/schemas/NAME`."""


class Errors(Node, frozen=True, kw_only=True):
    """Where an answer says that the call failed, and in which table its code stands; nested fields `Outer.Inner`."""

    success: Success
    code: Wire
    message: Wire
    table: PythonName | None = None
    """The table of the codes."""
    request_id: Wire | None = None
    """The field with the call's own id."""
    fields: Ref | None = None
    """The shape of an error's body, against which error examples are validated."""
    http: HttpStatus | None = None
    """The HTTP status that errors come with, unless a row of the table has its own; left out, 200 where a field tells
    of success, and else what HTTP has for the kind of error."""


class Time(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """How a field holds a point in time."""

    unix: Literal["s", "ms"] | None = None
    """Unix time, in seconds or milliseconds."""
    layout: str | None = None
    """Local time in this layout (strftime)."""
    standard: Literal["rfc2822"] | None = None
    """A format of its own: `Thu, 24 Aug 2023 05:01:45 +0000`."""
    zone: Zone | None = None
    """The zone of a local time, if not the clock's."""


class Schema(Node, frozen=True, kw_only=True, rename={"ref": "$ref", "values": "additionalProperties"}):
    """The shape of a value: JSON Schema's own words, and a few more for what vendors' pages leave out or get wrong."""

    ref: Annotated[str, Meta(pattern=r"^vendor\.yaml#/schemas/[A-Z][A-Za-z0-9]*\Z")] | None = None
    """`vendor.yaml#/schemas/NAME`, in place of everything else."""
    type: FieldType | None = None
    """The type in JSON."""
    properties: dict[Wire, Schema] = {}
    """The fields of an object, by their names on the wire."""
    required: list[Wire] = []
    """The fields that every answer has."""
    values: Schema | None = None
    """What an object holds whose names are data themselves, such as places or reasons."""
    items: Schema | None = None
    """What a list holds."""
    title: ClassName | None = None
    """The class that an object becomes."""
    name: PythonName | None = None
    """The attribute, where it is not the wire name in snake case."""
    also: list[Wire] = []
    """Other spellings of the wire name that were seen."""
    table: PythonName | None = None
    """The table whose codes the values are."""
    time: Time | None = None
    """How the field holds a point in time."""
    unseen: str | None = None
    """Why no example of the page shows this field."""
