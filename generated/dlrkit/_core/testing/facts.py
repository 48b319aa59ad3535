"""What a fake needs to know of a vendor: its spec as plain data, which generated packages carry as `fake.json`."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from ..codes import Category, State
from ..draft import BodyKind
from ..endpoint import Effect
from ..formats import Format

Place = Literal["path", "query", "header", "body"]
Refusal = Literal[
    "unsigned", "unknown_key", "wrong_key", "wrong_signature", "stale", "unknown_call", "missing", "malformed",
    "too_many", "too_often", "unknown_message", "failure",
]  # fmt: skip
"""Why a vendor refuses a call: no signature, a key that it does not know, a secret that is not the key's, a signature
that does not fit, a time that is off; a call that it does not have, a parameter that is missing, that cannot be read,
or that has too many values; more calls than its rate allows; a message that it does not know; a fault of its own."""
Role = Literal["message_id", "phone", "status", "since", "until", "size", "offset"]
"""What a parameter chooses of the messages."""
Template = list[str | list[str]]
"""Literal texts, and placeholders as a list: the name and its filters."""


class Time(Struct, frozen=True, omit_defaults=True):
    """How a field holds a point in time: Unix time, a standard's format, or a layout with the zone's offset."""

    unix: Literal["s", "ms"] | None = None
    standard: Literal["rfc2822"] | None = None
    layout: str = ""
    offset: int = 0


class Shape(Struct, frozen=True, omit_defaults=True):
    """The shape of a value: JSON Schema's words, without references, and what the spec adds to them.

    An answer that is a list is the property of an object, under an empty name.
    """

    type: str | None = None
    properties: dict[str, Shape] = {}
    required: list[str] = []
    items: Shape | None = None
    also: list[str] = []
    table: str | None = None
    time: Time | None = None


class Code(Struct, frozen=True, omit_defaults=True, array_like=True):
    """A row of a code table."""

    code: str
    text: str = ""
    """The vendor's own words, or their meaning in English."""
    state: State | None = None
    """What it says of a message."""
    category: Category | None = None
    """What it says of a call."""
    http: int | None = None
    when: list[Refusal] = []


class Table(Struct, frozen=True, omit_defaults=True):
    """A code table; codes travel as texts, or as numbers."""

    codes: list[Code]
    type: Literal["string", "integer"] = "string"


class Param(Struct, frozen=True, omit_defaults=True):
    """One thing that a call sends."""

    place: Place
    name: str = ""
    """The argument of the client's method; none where the client sets it."""
    type: str = "string"
    required: bool = False
    value: Template | None = None
    default: str | None = None
    encode: str | None = None
    layout: str | None = None
    choices: list[str] = []
    pattern: str | None = None
    items: Shape | None = None
    """What a list holds, where that is not texts."""
    max_items: int | None = None
    role: Role | None = None


class Success(Struct, frozen=True, omit_defaults=True):
    """How an answer says that the call went well; without `where` by its HTTP status alone."""

    where: str | None = None
    equals: str | None = None
    at_least: int | None = None
    absent: bool = False
    """The field is there only if the call failed."""


class Errors(Struct, frozen=True, omit_defaults=True):
    """How an answer says that the call failed."""

    success: Success
    code: str
    message: str
    table: str | None = None
    request_id: str | None = None
    shape: Shape | None = None
    http: int | None = None
    """The HTTP status of errors; none where it goes with the kind of refusal."""
    sample: Any = None
    """The captured error."""


class Report(Struct, frozen=True, omit_defaults=True):
    """Where in an answer the rows about messages are, and what of a message each of their fields holds.

    A field is the number of lists on the way to it (from the answer down) and its path inside that row.
    """

    rows: list[tuple[str, bool]]
    """The steps to the innermost row: names, and whether a list stands there."""
    fields: dict[str, tuple[int, str]]


class Sent(Struct, frozen=True, omit_defaults=True):
    """How the answer to a call that sends names the messages."""

    message_id: str
    phone: str
    """The parameter with the phone number, or with many; `list[].name` where it holds objects."""
    rows: str = ""


class Limit(Struct, frozen=True, omit_defaults=True):
    """A call rate, `per` in seconds."""

    calls: int
    per: float
    scope: str
    cached: bool = False


class Paging(Struct, frozen=True, omit_defaults=True):
    """Reading on by offset: the parameters, and the answer's fields."""

    offset: str
    size: str
    total: str
    echo: list[str] = []


class Following(Struct, frozen=True, omit_defaults=True):
    """Reading on by what an answer says comes next, or by counting pages."""

    next: str | None = None
    into: str | None = None
    link: list[str] = []
    page: str | None = None
    first: int = 1


class Endpoint(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One call."""

    name: str
    method: str
    path: str
    effect: Effect
    auth: list[str] = []
    bodies: list[BodyKind] = []
    suffixes: dict[Format, str]
    params: dict[str, Param] = {}
    shape: Shape
    sample: Any = None
    """The captured answer."""
    asked: dict[str, Any] = {}
    """What the captured request sends."""
    errors: Errors
    limits: list[Limit] = []
    keep: float | None = None
    """For how many seconds a report can be had here."""
    full: int | None = None
    """How many rows a full answer of a queue has."""
    paging: Paging | None = None
    following: Following | None = None
    report: Report | None = None
    sent: Sent | None = None


class Envelope(Struct, frozen=True, omit_defaults=True):
    """A gateway that takes a call as text inside a signed object, and answers in the same way."""

    path: str
    fields: dict[str, Template]
    opens: str
    code: str
    message: str
    success: str
    signed_by: str
    answers: list[str] = []
    """What of an answer is signed, beside its code and its content."""


class Scheme(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One way of proving who calls: what it adds to a request, by place."""

    credentials: list[str]
    params: dict[str, Template] = {}
    """Beside the call's parameters, in its body or else its query."""
    query: dict[str, Template] = {}
    headers: dict[str, Template] = {}
    body: dict[str, Template] = {}
    envelope: Envelope | None = None


class Known(Struct, frozen=True, omit_defaults=True):
    """A message that the captured pages show."""

    id: str
    phone: str = ""
    state: State = State.DELIVERED
    status: str | None = None
    code: str | None = None
    text: str | None = None


class Vendor(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One vendor."""

    generated: str = ""
    """By what and from what this was made."""
    name: str
    offset: int = 0
    """The offset of its zone from UTC, in seconds."""
    skew: float | None = None
    """How many seconds a caller's clock may be off."""
    layouts: dict[str, str] = {}
    credentials: dict[str, str] = {}
    """Made up, and the same in every run."""
    secrets: list[str] = []
    hosts: list[str] = []
    """Its base URLs."""
    schemes: dict[str, Scheme] = {}
    tables: dict[str, Table] = {}
    endpoints: list[Endpoint] = []
    messages: list[Known] = []
