"""The spec language, version 1, as types.

These structs are the one definition of the language: the YAML files are converted into them, and the JSON Schema
metaschemas for editors are derived from them (`dlrgen.spec.metaschema`), so the two cannot disagree.
`specs/README.md` explains the language to people who write specs.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

PythonName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*\Z", max_length=60)]
ClassName = Annotated[str, Meta(pattern=r"^[A-Z][A-Za-z0-9]*\Z", max_length=60)]
MemberName = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9_]*\Z", max_length=60)]
Duration = Annotated[str, Meta(pattern=r"^[0-9]{1,6}(ms|s|m|h|d)\Z", description="Such as 500ms, 6s, 20m, 24h, 3d.")]
Wire = Annotated[str, Meta(min_length=1, max_length=200, description="A name exactly as it travels.")]
Template = Annotated[
    str, Meta(max_length=2000, description="Text with {placeholders} and {placeholder|filters}; {{ and }} are braces.")
]
RelativePath = Annotated[str, Meta(min_length=1, max_length=300, description="A file inside the vendor's folder.")]
CodeText = Annotated[str, Meta(min_length=1, max_length=60, description="A code as it travels.")]
Prefix = Annotated[str, Meta(pattern=r"^[A-Z0-9]{1,8}\Z", description="What stands before the colon of a code.")]
NumberRange = Annotated[
    str, Meta(pattern=r"^(-?[0-9]{1,5}|[0-9]{1,5}-[0-9]{1,5})\Z", description="A whole number, or two and all between.")
]

Evidence = Literal["seed_page", "vendor_page", "vendor_sdk", "specification", "third_party", "inferred", "computed"]
Effect = Literal["queries", "consumes", "sends"]
Place = Literal["path", "query", "header", "body"]
BodyKind = Literal["form", "json", "multipart"]
Format = Literal["json", "xml", "yaml"]
ParamType = Literal["string", "integer", "number", "boolean", "time", "array", "object"]
FieldType = Literal["string", "integer", "number", "boolean", "array", "object"]
ListEncoding = Literal["repeat", "comma", "brackets", "indexed", "json"]
TimeEncoding = Literal["unix_s", "unix_ms"]
Tolerance = Literal["number_as_text", "single_as_list"]
DigestName = Literal["md5", "sha1", "sha256", "sha512"]
Encoding = Literal["hex", "base64", "bytes"]
RepairRule = Literal["comments", "trailing_comma", "ellipsis", "line_numbers", "close_brackets"]
State = Literal[
    "queued", "in_transit", "buffered", "delivered", "undelivered", "rejected", "expired", "canceled", "unknown"
]
Reason = Literal[
    "invalid_number", "suspended", "absent_or_off", "out_of_coverage", "memory_full", "handset_error",
    "sms_not_supported_or_barred", "roaming", "ported", "blacklist_vendor", "blacklist_carrier", "opted_out", "content",
    "signature_or_template", "frequency_limit", "throttled", "no_route", "credit", "auth_or_config", "duplicate",
    "malformed", "network", "timeout", "service_code", "unknown",
]  # fmt: skip
Retry = Literal["never", "later", "after_fix", "ask_vendor", "unknown"]
Category = Literal[
    "success", "parameter", "authentication", "permission", "clock", "rate_limit", "balance", "content", "template",
    "recipient", "not_found", "server", "other",
]  # fmt: skip
Confidence = Literal["documented", "spec", "inferred", "conflicting"]
HttpStatus = Annotated[int, Meta(ge=200, le=599)]
Refusal = Literal[
    "unsigned", "unknown_key", "wrong_key", "wrong_signature", "stale", "unknown_call", "missing", "malformed",
    "too_many", "too_often", "unknown_message", "failure",
]  # fmt: skip
Role = Literal["message_id", "phone", "status", "size", "offset"]


class Node(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """Anything of a spec that may be explained and whose evidence may differ from its surroundings."""

    zh: str | None = None
    """The vendor's own words."""
    en: str | None = None
    """What it means, in English."""
    evidence: Evidence | None = None
    """How this is known; left out, it is known as the thing around it is."""
    todo: dict[str, str] = {}
    """Questions that must be answered first, by the key that holds the answer, from here on: `check` asks them."""


class Title(Struct, forbid_unknown_fields=True, frozen=True):
    """A heading in the vendor's words and in English."""

    zh: str
    """In the vendor's own words."""
    en: str
    """In English."""


class Source(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """Where facts of a vendor, or of a carrier's codes, were read."""

    name: PythonName | None = None
    """By which endpoints, examples, tables and single readings refer to it."""
    kind: Evidence
    """What kind of source it is."""
    cite: str
    """The page, file or repository, with the version that was read."""
    gave: str | None = None
    """What was learnt from it."""


class Zone(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """The zone in which a vendor prints local times, and how that is known."""

    name: str = "Asia/Shanghai"
    """A zone without daylight saving, such as Asia/Shanghai or UTC."""
    basis: Literal["stated", "inferred"]
    """Whether the vendor states it, or we infer it."""


class Clock(Node, frozen=True, kw_only=True):
    """How a vendor reads time: its zone, how far off a caller's clock may be, and named layouts for `{now.NAME}`."""

    zone: Zone
    skew: Duration | None = None
    """How far a caller's clock may be off."""
    layouts: dict[PythonName, str] = {}
    """Layouts of times by name, for `{now.NAME}`: strftime, and `%3f` for milliseconds."""


class Credential(Node, frozen=True, kw_only=True):
    """One thing that the vendor's console hands out; `secret` ones never appear in a repr, log or error."""

    secret: bool = False
    """Whether it is kept out of everything that is shown."""
    pattern: str | None = None
    """What it looks like: a regular expression."""


class When(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """A condition on a numeric credential: its value lies between two whole numbers, both included."""

    credential: PythonName
    """The credential whose value decides."""
    at_least: int
    """The smallest value."""
    at_most: int
    """The largest value."""


class Host(Node, frozen=True, kw_only=True):
    """One base URL; without `url`, the address that only the user can know."""

    url: Annotated[str, Meta(pattern=r"^https://[^\s?#]+\Z")] | None = None
    """Where a part of the host is the user's own, a `{credential}` stands in its place."""
    plain: Annotated[str, Meta(pattern=r"^http://[^\s?#{}]+\Z")] | None = None
    """The same service without TLS, used only when the user asks for it."""
    when: When | None = None
    auth: list[PythonName] = []
    """The schemes that this host understands; empty means all."""
    body: BodyKind | None = None
    """The content type that this host wants, where it differs from the endpoint's first."""


# A step with `when` counts only for that kind of body; for another its value is an empty text.
class Pairs(Node, frozen=True, kw_only=True, tag_field="step", tag="pairs"):
    """Names and values chosen, sorted and joined into one text."""

    of: Literal["params", "query", "body", "headers", "answer"]
    """`params` are query and body together, without path segments. `answer` serves an envelope's `verify`."""
    only: list[Wire] = []
    """Those with these names alone."""
    only_prefix: str | None = None
    """Those alone whose names begin so."""
    skip: list[Wire] = []
    """Names that are left out."""
    sort: Literal["name", "given"] = "name"
    """By name, or as they were given."""
    pair: Template = "{name}={value}"
    empty: Template | None = None
    """How a pair with an empty value is written, where that differs."""
    join: str = "&"
    """What stands between pairs."""
    before: str = ""
    """Put in front when there is at least one pair."""
    when: BodyKind | None = None
    """The kind of body for which the step counts."""


class Text(Node, frozen=True, kw_only=True, tag_field="step", tag="text"):
    """A text made of earlier values."""

    of: Template
    encode: Literal["base64"] | None = None
    """How the text is written, if not as it is."""
    when: BodyKind | None = None
    """The kind of body for which the step counts."""


class Digest(Node, frozen=True, kw_only=True, tag_field="step", tag="digest"):
    """A hash of a text."""

    algorithm: DigestName
    """The hash."""
    of: Template
    encode: Encoding = "hex"
    """How the hash is written, or kept as bytes."""
    when: BodyKind | None = None
    """The kind of body for which the step counts."""


class Hmac(Node, frozen=True, kw_only=True, tag_field="step", tag="hmac"):
    """A keyed hash; `key` may be an earlier step that was kept as bytes."""

    algorithm: DigestName
    """The hash."""
    key: Template
    of: Template
    encode: Encoding = "hex"
    """How the result is written, or kept as bytes."""
    when: BodyKind | None = None
    """The kind of body for which the step counts."""


class Headers(Node, frozen=True, kw_only=True, tag_field="step", tag="headers"):
    """Headers as one text, with names in lower case, values trimmed, and sorted by name; `Host` counts as one.

    `{STEP.names}` are their names, with `;` between them.
    """

    only: list[Wire] = []
    """Those that count if they are sent; left out, all that are in place by then."""
    pair: Template = "{name}:{value}\n"
    join: str = ""
    """What stands between headers."""
    when: BodyKind | None = None
    """The kind of body for which the step counts."""


class Walk(Node, frozen=True, kw_only=True, tag_field="step", tag="walk"):
    """A nested body as one text: each map by ascending key, key then value; lists in their order; no separators."""

    of: Literal["body"] = "body"
    """What is walked through."""


Step = Pairs | Headers | Text | Digest | Hmac | Walk


class Sent(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """What a scheme adds to a request, by place; an entry is left out where a step that it uses does not count.

    An entry is in place as soon as the steps that it uses have run, so that later steps see it.
    """

    params: dict[Wire, Template] = {}
    """Beside the call's parameters: in its body, or in its query where it has no body."""
    query: dict[Wire, Template] = {}
    """In the query."""
    header: dict[Wire, Template] = {}
    """As headers."""
    body: dict[Wire, Template] = {}
    """In the body."""

    def by_place(self, *, has_body: bool) -> dict[Place, dict[Wire, Template]]:
        """What is sent with a request that has a body, or has none, by the place where it travels."""
        placed: dict[Place, dict[Wire, Template]] = {"query": self.query, "header": self.header, "body": self.body}
        beside: Place = "body" if has_body else "query"
        return {**placed, beside: {**self.params, **placed[beside]}}


class Envelope(Node, frozen=True, kw_only=True):
    """A gateway that takes the whole call as text inside a signed JSON object, and answers in the same way."""

    path: str
    """The path that every call goes to."""
    fields: dict[Wire, Template]
    """The object that is sent; `{body}` is the call's own body as JSON text, `{path}` its own path."""
    opens: Wire
    """The field of the answer that holds the business answer as JSON text."""
    code: Wire
    """The gateway's own code."""
    message: Wire
    """The gateway's own message."""
    signed_by: Wire
    """The field of the answer that holds its signature."""
    verify: dict[PythonName, Step]
    """Steps over the answer's fields (`{answer.NAME}`); the last one must equal the signature, whatever its case."""
    success: str
    """The gateway's code for a call that went through."""


class Vector(Node, frozen=True, kw_only=True):
    """Known inputs and outputs of a scheme; `dlrgen check` runs the generated function on them."""

    source: Literal["vendor_page", "vendor_sdk", "computed"]
    """Who knows the result."""
    credentials: dict[PythonName, str]
    """The credentials, by name."""
    method: str = "POST"
    """The method."""
    host: Annotated[str, Meta(pattern=r"^[A-Za-z0-9.:-]+\Z")] = "vendor.example"
    """The host."""
    path: str = "/"
    """The path."""
    body_kind: BodyKind = "form"
    """The kind of body."""
    now: int = 0
    """Unix time in milliseconds."""
    nonce: str = ""
    """What `{nonce…}` is."""
    headers: dict[Wire, str] = {}
    """The headers."""
    query: dict[Wire, str] = {}
    """The query."""
    body: dict[Wire, Any] = {}
    """The body's fields."""
    content: str | None = None
    """The body as it travels, where the source writes it otherwise than we would."""
    instead: dict[PythonName, str] = {}
    """Steps of the kind `text` that are another text in the source's example, such as the name of a service."""
    sends: dict[Wire, str] = {}
    """What the scheme must add: wire name to value."""
    answer: dict[Wire, str] = {}
    """For an envelope's `verify`: the answer's fields."""
    verifies: str | None = None
    """For an envelope's `verify`: the signature that those fields have."""


class Auth(Node, frozen=True, kw_only=True):
    """One way of proving who calls: which credentials it needs, what it adds, and the steps that make it."""

    credentials: list[PythonName]
    """The credentials that it needs."""
    send: Sent = Sent()
    sign: dict[PythonName, Step] = {}
    """Named steps, each of which may use the ones before it: pairs, headers, text, digest, hmac, walk."""
    envelope: Envelope | None = None
    vectors: list[Vector] = []
    """Known inputs and results; `dlrgen check` runs the generated function on them."""
    no_vector: str | None = None
    """Why there is nothing to compute, where a scheme has no vector."""


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


class Meaning(Node, frozen=True, kw_only=True):
    """What a code says of a message."""

    state: State | None = None
    """Where the message is."""
    reason: Reason | None = None
    """Why it did not arrive."""
    retry: Retry | None = None
    """Whether trying again may help."""
    confidence: Confidence | None = None
    """How sure this is, if not as its source makes it."""


class Reading(Meaning, frozen=True, kw_only=True):
    """What one source says that a code means."""

    source: PythonName | None = None
    """The name of one of the file's `sources`; left out, as the thing around it."""


class Code(Meaning, frozen=True, kw_only=True):
    """One row of a code table."""

    name: MemberName | None = None
    """The enum's member, if not made of the code."""
    category: Category | None = None
    """What kind of fault made a call fail."""
    unmapped: str | None = None
    """Why the code is left without a state or category, where it is."""
    conflicts: list[Reading] = []
    """What others say that the code means, where that is something else."""
    http: HttpStatus | None = None
    """The HTTP status that an error with this code comes with, where that is not the vendor's usual one."""
    when: list[Refusal] = []
    """The refusals for which the vendor gives this code and not the first one of the category."""


class Table(Node, frozen=True, kw_only=True):
    """Codes with their meanings. Codes are text, also where they travel as numbers."""

    title: Title
    enum: ClassName
    """The class that the table becomes."""
    speaks_of: Literal["call", "message"]
    """Whether a code says what became of a call or of a message."""
    type: Literal["string", "integer"] = "string"
    """What the codes travel as."""
    source: PythonName | None = None
    """The name of one of the vendor's `sources`: where rows known in its way were read, if not in the first such."""
    printed: RelativePath | None = None
    """The captured page with these rows: each row there must be here, and each one known from it must stand there."""
    rows: Annotated[int, Meta(ge=1)] | None = None
    """How many rows there are, families included: no captured page tells that one of another source was lost."""
    codes: dict[Annotated[str, Meta(max_length=100)], Code]
    """The codes and what they mean. One that looks like a number needs quotes."""
    patterns: dict[Annotated[str, Meta(pattern=r"^[^#]*#+\Z", max_length=60)], Code] = {}
    """Families of codes, `#` standing for one digit."""


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


class Vendor(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True, rename={"class_name": "class"}):
    """`vendor.yaml`: what the endpoints of one vendor share."""

    spec: Literal[1]
    """The version of the language."""
    vendor: PythonName
    """The name of its folder."""
    class_name: ClassName
    """How its classes begin."""
    title: Title
    doc: str | None = None
    """A few sentences about it."""
    evidence: Evidence
    """How the facts of the file are known, unless one says otherwise."""
    sources: list[Source]
    """Where its facts were read."""
    clock: Clock | None = None
    credentials: dict[PythonName, Credential]
    """What the console hands out, by the name of the client's argument."""
    hosts: dict[PythonName, Host]
    """Base URLs by name; the first that fits is used."""
    auth: dict[PythonName, Auth]
    """Ways of proving who calls, by name."""
    errors: Errors
    todo: dict[str, str] = {}
    """Questions that must be answered first, by the key that holds the answer, such as `auth` or `errors.code`."""
    tables: dict[PythonName, Table]
    """Code tables, by name."""
    carriers: list[PythonName] = []
    """The carriers whose codes the vendor passes on: asked, in this order, about codes that its tables lack."""
    schemas: dict[ClassName, Schema] = {}
    """Shapes that several calls share, by the class that each becomes."""


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


class CarrierCode(Reading, frozen=True, kw_only=True):
    """One row of a table that belongs to no vendor."""

    unmapped: str | None = None
    """Why the code is left without a state, where it is."""
    conflicts: list[Reading] = []
    """What others say that the code means, where that is something else."""


class CarrierPrefix(CarrierCode, frozen=True, kw_only=True):
    """What all codes have in common that begin in the same way and stand in no table."""

    suffixes: bool = False
    """Whether the number after the colon is one of the file's `suffixes`."""


class Alias(Node, frozen=True, kw_only=True):
    """Another spelling of a code, or a misspelt one, that was seen."""

    of: CodeText
    source: PythonName | None = None
    """The name of one of the file's `sources`."""


class Carrier(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """`carriers/CARRIER.yaml`: codes that belong to no vendor, but to a carrier, a protocol or a specification."""

    spec: Literal[1]
    """The version of the language."""
    carrier: PythonName
    """The name of its file."""
    title: Title
    also: list[str] = []
    """What else the carrier is called."""
    doc: str | None = None
    """A few sentences about it."""
    sources: list[Source]
    """Where its codes were read."""
    source: PythonName
    """The source of every row that names no other."""
    rows: Annotated[int, Meta(ge=1)] | None = None
    """How many rows there are in all sections, aliases included: nothing else tells that one was lost."""
    extends: list[PythonName] = []
    """Other files that are asked after this one."""
    words: dict[CodeText, CarrierCode] = {}
    """Codes that every carrier and vendor may use; asked last."""
    codes: dict[CodeText, CarrierCode] = {}
    """The carrier's codes."""
    numbers: dict[NumberRange, CarrierCode] = {}
    """Codes that others use too, for something else: read only where it is said whose they are."""
    prefixes: dict[Prefix, CarrierPrefix] = {}
    """What codes of no table have in common, by what stands before their colon."""
    suffixes: dict[NumberRange, CarrierCode] = {}
    """What the numbers after some of the prefixes mean."""
    aliases: dict[CodeText, Alias] = {}
    """Other spellings."""
