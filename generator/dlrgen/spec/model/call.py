"""One call: what it sends and answers, how often it may be made, and what the vendor's page prints about it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from dlrgen.spec.model.shapes import Errors, Schema
from dlrgen.spec.model.words import (
    BodyKind,
    Duration,
    Effect,
    Evidence,
    Format,
    ListEncoding,
    Node,
    ParamType,
    Place,
    PythonName,
    RelativePath,
    RepairRule,
    Role,
    Template,
    TimeEncoding,
    Title,
    Tolerance,
    Wire,
)


class Param(Node, frozen=True, kw_only=True, rename={"place": "in"}):
    """One thing that a call sends. In a JSON body numbers and truth values travel as such, elsewhere as texts."""

    place: Place
    """Where it travels."""
    type: ParamType = "string"
    """What the caller gives."""
    required: bool = False
    """Whether the caller must give it."""
    name: PythonName | None = None
    """The argument, if not the wire name in snake case."""
    value: Template | None = None
    """Sent always, and no argument of the method: a constant, or computed from the clock and the credentials."""
    default: str | int | None = None
    """What the vendor assumes when the parameter is left out."""
    encode: ListEncoding | TimeEncoding | None = None
    """How a list or a time is written."""
    layout: str | None = None
    """How a time is written, in the zone of the vendor's clock (strftime, and `%3f` for milliseconds)."""
    table: PythonName | None = None
    """The table whose codes the values are."""
    choices: list[str] = []
    """The values that there are."""
    pattern: str | None = None
    """What it looks like: a regular expression."""
    items: Schema | None = None
    """What an array holds, if that is not texts; objects become classes of their own."""
    max_items: int | None = None
    """How many values a list may have."""
    selects: Role | None = None
    """What it chooses of the messages, where that does not follow from its name, paging, window or report."""


class Request(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """Method, path, and the content types that the endpoint takes, the default first."""

    method: Literal["GET", "POST", "PUT", "DELETE"]
    """The method."""
    path: Annotated[str, Meta(pattern=r"^(/[A-Za-z0-9_.~{}-]+)*\Z")]
    """The path, with `{credential}` or `{path_param}` in it."""
    body: list[BodyKind] = []
    """The content types that it takes, the default first."""


class Response(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """The answer's shape and the formats it may come in, each with the suffix of the path that asks for it."""

    schema: Schema
    """The shape of the answer."""
    formats: Annotated[dict[Format, str], Meta(min_length=1)] = field(default_factory=lambda: {"json": ""})
    """The formats of the answer, each with the suffix that the path then has."""
    tolerate: list[Tolerance] = []
    """Deviations that are put right."""


class Page(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """What an endpoint was written from: a captured page, or else one of the vendor's `sources`."""

    page: RelativePath | None = None
    """The captured page."""
    document: PythonName | None = None
    """The name of one of `sources`, where no page of it is captured."""
    section: str | None = None
    """The heading in the page, or the part of the document."""
    url: str | None = None
    """Where the page is."""


class Limit(Node, frozen=True, kw_only=True):
    """A call rate: so many calls in a time, per what, and what happens beyond it."""

    calls: Annotated[int, Meta(ge=1)]
    """So many calls."""
    per: Duration
    scope: PythonName
    """A credential, or `account`."""
    beyond: Literal["refused", "cached"] = "refused"
    """`cached`: within the time the vendor repeats its last answer."""


class Window(Node, frozen=True, kw_only=True):
    """How long a report can be fetched here, the endpoint that has it afterwards, and the time that a call asks for."""

    keep: Duration | None = None
    """How long a report can be had here."""
    then: PythonName | None = None
    """The endpoint that has it afterwards."""
    since: Wire | None = None
    """The parameter that says from when on."""
    until: Wire | None = None
    """The parameter that says until when."""


class Batch(Node, frozen=True, kw_only=True):
    """The most values one call may carry, and the list in which their answers come back."""

    param: Wire
    max: Annotated[int, Meta(ge=1)]
    """How many values one call may carry."""
    rejoin: str
    """The list in which the answers come back."""


class Paging(Node, frozen=True, kw_only=True):
    """Reading on by offset, and the echoed fields by which a repeated answer is noticed."""

    offset: Wire
    size: Wire
    total: Wire
    rows: Wire
    echo: list[Wire] = []
    """Parameters that the answer repeats, by which a stale one is noticed."""


class Following(Node, frozen=True, kw_only=True):
    """Reading on by what an answer says comes next, or by counting pages, where it says nothing."""

    rows: Wire
    next: Wire | None = None
    """The field that says where to go on, nested ones `Outer.Inner`; after the last page it is missing or empty."""
    into: Wire | None = None
    """The parameter that takes its value."""
    link: list[Wire] = []
    """The parameters that are taken from its query, where it is an address. The address itself is never called."""
    asks: Wire | None = None
    """The parameter that has to be true for an answer to say what comes next."""
    page: Wire | None = None
    """The parameter with the page's number, one more for each page until one has no rows; its default is the first."""


class Draining(Node, frozen=True, kw_only=True):
    """Reading on until an answer has fewer rows than a full one; without `full`, one answer has them all."""

    rows: Wire
    full: Annotated[int, Meta(ge=1)] | None = None
    """How many rows an answer has when more may wait."""


class Polling(Node, frozen=True, kw_only=True):
    """Asking again until every report is final, when to ask first, how often, and when to stop."""

    first: Duration
    every: Duration
    deadline: Duration


class FromParam(Struct, forbid_unknown_fields=True, frozen=True):
    """A value taken from the request instead of the answer."""

    param: Wire


class ReportState(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """The field that tells the state; `otherwise` is asked where the first one is missing."""

    where: str
    """The field that tells the state."""
    otherwise: str | None = None
    """The field that is asked where the first one is missing."""


class Report(Node, frozen=True, kw_only=True):
    """How a row of the answer becomes a delivery report. Fields are named as on the wire, nested ones `Outer.Inner`.

    `Outer` is the list around the row, or an object inside it.
    """

    rows: str
    """The list of rows, `data[]`, or `Outer.data[]` inside an object; rows within rows, `Data[].Receipt[]`; `[]` for an
    answer that is a list; `.` for the answer itself."""
    message_id: str | FromParam
    """The field with the message's id, or `{param: NAME}`."""
    phone: str | None = None
    """The field with the phone number."""
    state: ReportState
    carrier_code: str | None = None
    """The field with the carrier's own code."""
    text: str | None = None
    """The field that says in words what happened."""
    reported_at: str | None = None
    """The field with the time of the report."""


class SentMessages(Node, frozen=True, kw_only=True):
    """How the answer to a call that sends names the messages: by these ids later reports speak of them."""

    message_id: str
    """The field with the id, such as `send_id` or `data.id`; inside `rows`, where each message has one of its own."""
    phone: Wire
    """The parameter with the phone number, or with several; `multi[].to` where it holds objects that have them."""
    rows: str = "."
    """The list in which each message has a row, as in `report`; `.` where one answer is about all."""


class Repairs(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """What an example needs before it can be read: named errata, then general repair rules, in this order."""

    errata: list[str] = []
    """The ids of errata that make it readable."""
    rules: list[RepairRule] = []
    """General rules that make it readable."""


class Example(Node, frozen=True, kw_only=True, rename={"kind": "is"}):
    """A payload that a page prints, byte for byte in a file of its own, and what is to become of it."""

    file: RelativePath
    kind: Literal["request", "response", "error"]
    """What it is."""
    syntax: Literal["json", "xml", "yaml", "curl", "http"] = "json"
    """How it is written."""
    source: PythonName | None = None
    """The name of one of the vendor's `sources`: who printed it, where that is no captured page."""
    verdict: Literal["valid", "repaired", "rejected"]
    """What becomes of it."""
    by: Repairs = Repairs()
    rejected_at: str | None = None
    """The place in the payload that the schema refuses, where that is the verdict."""


class Erratum(Node, frozen=True, kw_only=True):
    """A fault of the page: what is printed, how it must be read, and why we say so."""

    id: Annotated[str, Meta(pattern=r"^E[0-9]{1,3}\Z")]
    """By which examples refer to it."""
    where: RelativePath
    printed: Annotated[str, Meta(min_length=1)]
    """What the page prints."""
    reads: str
    """What it must be read as."""
    times: Annotated[int, Meta(ge=1)] = 1
    """How often the file prints it; all are meant."""
    because: str
    """Why we say so."""


class Endpoint(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """`ENDPOINT.yaml`: one call."""

    spec: Literal[1]
    """The version of the language."""
    endpoint: PythonName
    """The name of its file, and of the client's method."""
    title: Title
    doc: str | None = None
    """A few sentences about it."""
    evidence: Evidence
    """How the facts of the file are known, unless one says otherwise."""
    source: Page
    request: Request
    auth: list[PythonName]
    """The schemes that it accepts, the first that fits being used; none for a call that anybody may make."""
    effect: Effect
    """`queries` changes nothing; `consumes`: what it returns, no later call returns; `sends` does something."""
    params: dict[Wire, Param] = {}
    """What a call sends, by the name on the wire."""
    response: Response
    errors: Errors | None = None
    limits: list[Limit] = []
    """How often it may be called."""
    window: Window | None = None
    batch: Batch | None = None
    paging: Paging | None = None
    following: Following | None = None
    draining: Draining | None = None
    polling: Polling | None = None
    report: Report | None = None
    sent: SentMessages | None = None
    examples: list[Example]
    """Payloads that the page prints."""
    errata: list[Erratum] = []
    """Faults of the page."""
    todo: dict[str, str] = {}
    """Questions that must be answered first, by the key that holds the answer, such as `effect` or `request.method`."""
