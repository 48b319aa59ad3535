"""How a vendor is reached and told who calls: hosts, credentials, and signatures as named steps."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from dlrgen.spec.model.words import (
    BodyKind,
    DigestName,
    Duration,
    Encoding,
    Node,
    Place,
    PythonName,
    Template,
    Wire,
    Zone,
)


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
