"""What the core needs to know of a vendor and of an endpoint. Generated packages fill these in; nothing here acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct, field

from .answer import Answer
from .codes import Code
from .decode import Decoder, attribute_path
from .draft import BodyKind, Draft
from .encode import Encoded, text
from .errors import (
    APIError,
    ConfigurationError,
    RateLimitError,
    RequestError,
    ResponseError,
    TransportError,
    WaitTimeoutError,
)
from .formats import Format

A = TypeVar("A", bound=Answer)
Effect = Literal["queries", "consumes", "sends"]


class Credentials(dict[str, str]):
    """Credentials by name; a repr shows only the names."""

    def __repr__(self) -> str:
        return f"<Credentials {', '.join(self)}>"


class Credential(Struct, frozen=True):
    """One credential: its name, and what its value must look like, if that is known."""

    name: str
    secret: bool = False
    pattern: str | None = None


class Host(Struct, frozen=True, kw_only=True):
    """One base URL; none where only the user can know it."""

    name: str
    url: str | None = None
    """In place of what is the user's own, a credential stands in braces."""
    plain: str | None = None
    auth: tuple[str, ...] = ()
    body: BodyKind | None = None
    when: tuple[str, int, int] | None = None
    """A credential and the range of whole numbers that its value must be in."""


class Envelope(Struct, frozen=True, kw_only=True):
    """How the answer of a signed gateway is opened."""

    opens: str
    code: str
    message: str
    success: str
    signed_by: str
    verify: Callable[[Mapping[str, str], Credentials], str]


class Scheme(Struct, frozen=True, kw_only=True):
    """One way of proving who calls."""

    name: str
    credentials: tuple[str, ...]
    sign: Callable[[Draft, Credentials], None]
    secret: frozenset[str]
    """Names on the wire whose values are not shown."""
    envelope: Envelope | None = None


class Faults(Struct, frozen=True, kw_only=True):
    """Where an answer says that the call failed: names on the wire, nested ones `Outer.Inner`."""

    code: str
    message: str
    where: str | None = None
    """The field that tells, on the wire; none where the HTTP status alone does."""
    equals: str | None = None
    at_least: int | None = None
    absent: bool = False
    """Whether that field is there only if the call failed."""
    table: type[Code] | None = None
    request_id: str | None = None
    also: Mapping[str, str] = {}
    """Other spellings of those fields' names."""


class ErrorClasses(Struct, frozen=True, kw_only=True):
    """The vendor's own classes of the errors that the core raises."""

    configuration: type[ConfigurationError]
    request: type[RequestError]
    rate: type[RateLimitError]
    transport: type[TransportError]
    response: type[ResponseError]
    api: type[APIError]
    wait: type[WaitTimeoutError]


class Vendor(Struct, frozen=True, kw_only=True):
    """What the endpoints of one vendor share."""

    name: str
    credentials: tuple[Credential, ...]
    hosts: tuple[Host, ...]
    schemes: tuple[Scheme, ...]
    errors: ErrorClasses


class Limit(Struct, frozen=True, kw_only=True):
    """A call rate, and whether the vendor repeats its last answer within it."""

    calls: int
    per: float
    """Seconds."""
    scope: str
    """The credential that it is counted for, or `account`."""
    cached: bool = False


class Batch(Struct, frozen=True, kw_only=True):
    """A list parameter with a largest size, and the list in which the answers come back."""

    attribute: str
    max: int
    rejoin: str


class Paging(Struct, frozen=True, kw_only=True):
    """Reading on by offset. Names are attributes, which request and answer share."""

    offset: str
    total: str
    echo: Mapping[str, str] = {}
    """Wire names whose values the answer repeats, and its attributes that do."""
    pinned: tuple[str, ...] = ()
    """The window of the first page, which later pages keep."""


class Following(Struct, frozen=True, kw_only=True):
    """Reading on by what an answer says comes next, or by counting pages. Names are attributes of the request."""

    next: str | None = None
    """The answer's attribute that says where to go on, such as `cursor.next_cursor`."""
    into: str | None = None
    asks: str | None = None
    """What has to be true for an answer to say so."""
    link: Mapping[str, str] = {}
    """Names in the query of the address that `next` is, and what takes their values."""
    page: str | None = None
    first: int = 1
    """The number of the first page."""


class Draining(Struct, frozen=True, kw_only=True):
    """Reading on until an answer has fewer rows than a full one, or none."""

    full: int | None = None


class Polling(Struct, frozen=True, kw_only=True):
    """Asking again until every report is final, in seconds."""

    every: float
    deadline: float
    ids: str | None = None
    """The attribute of the request that lists the messages: each of them must have a report by then."""


class Param(Struct, frozen=True, kw_only=True):
    """One thing that a call sends: from an attribute of the request, or always the same or computed."""

    wire: str
    place: Literal["path", "query", "header", "body"]
    attribute: str = ""
    encode: Callable[[object, str], Encoded] = text
    required: bool = False
    value: Callable[[Draft, Credentials], str] | None = None
    choices: tuple[str, ...] = ()
    max_items: int | None = None
    bare: bool = False
    """Whether its text is JSON: a number or a truth value, which has no quotes in a JSON body."""
    default: str | None = None
    """What the vendor assumes when it is left out, as it would travel."""


class Endpoint(Struct, Generic[A], frozen=True, kw_only=True, dict=True):
    """One call of a vendor."""

    name: str
    method: str
    path: str
    effect: Effect
    auth: tuple[str, ...]
    """The schemes that it accepts; none where nobody has to prove who calls."""
    answer: type[A]
    faults: Faults
    bodies: tuple[BodyKind, ...] = ()
    params: tuple[Param, ...] = ()
    formats: Mapping[Format, str] = field(default_factory=lambda: {"json": ""})
    rows: str | None = None
    tolerate: frozenset[str] = frozenset()
    limits: tuple[Limit, ...] = ()
    batch: Batch | None = None
    paging: Paging | None = None
    following: Following | None = None
    draining: Draining | None = None
    polling: Polling | None = None
    recovery: str | None = None
    """The endpoint that still has what a consuming read may have lost."""
    since: str | None = None
    """The attribute of the request that says from when on reports are asked for."""
    until: str | None = None

    @cached_property
    def defaults(self) -> dict[str, str]:
        """What the vendor assumes for parameters that are left out, by wire name."""
        return {param.wire: param.default for param in self.params if param.default is not None}

    @cached_property
    def told_by(self) -> str | None:
        """The attribute of the answer that tells whether the call went well; none where its HTTP status does."""
        return None if self.faults.where is None else attribute_path(self.answer, self.faults.where)

    def has_field(self, wire: str) -> bool:
        """Whether a good answer may have a field of that name."""
        return attribute_path(self.answer, wire) is not None

    @cached_property
    def decoder(self) -> Decoder[A]:
        """The reader of this endpoint's answers, made when it is first needed."""
        return Decoder(self.answer, self.rows, self.tolerate)


def succeeded(faults: Faults, value: Any) -> bool:
    """Whether the field that tells says that the call went well."""
    if faults.absent:
        return value is None
    if faults.at_least is not None:
        try:
            return int(value) >= faults.at_least
        except (TypeError, ValueError, OverflowError):
            return False
    return str(value) == faults.equals
