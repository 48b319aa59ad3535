"""Code tables: each table is an enum whose members carry their meaning, and that accepts what it does not know.

A value that stands in no table becomes a member of its own: it equals the raw value, `is_known` is false, and it
survives pickling. Vendors add codes without telling anybody, so an unknown one is never an error.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import Self


class State(StrEnum):
    """Where a message is."""

    QUEUED = "queued"
    IN_TRANSIT = "in_transit"
    BUFFERED = "buffered"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELED = "canceled"
    UNKNOWN = "unknown"
    """The vendor itself says that it does not know."""
    NO_REPORT = "no_report"
    """Our own deadline passed; never said by a vendor."""
    UNRECOGNISED = "unrecognised"
    """The vendor said something that its spec does not list."""

    @property
    def is_final(self) -> bool:
        """Whether the vendor will say no more about the message."""
        return self in _FINAL

    @property
    def has_failed(self) -> bool:
        """Whether the message is known not to have arrived."""
        return self in _FAILED


_FAILED = frozenset({State.UNDELIVERED, State.REJECTED, State.EXPIRED, State.CANCELED})
_FINAL = _FAILED | {State.DELIVERED, State.UNKNOWN}


class DeliveryEvidence(StrEnum):
    """Who vouches for what a report says, the weakest first."""

    UNSPECIFIED = "unspecified"
    LOCAL = "local"
    """We ourselves."""
    VENDOR = "vendor"
    OPERATOR = "operator"
    HANDSET = "handset"


class Reason(StrEnum):
    """Why a message did not arrive."""

    INVALID_NUMBER = "invalid_number"
    SUSPENDED = "suspended"
    ABSENT_OR_OFF = "absent_or_off"
    OUT_OF_COVERAGE = "out_of_coverage"
    MEMORY_FULL = "memory_full"
    HANDSET_ERROR = "handset_error"
    SMS_NOT_SUPPORTED_OR_BARRED = "sms_not_supported_or_barred"
    ROAMING = "roaming"
    PORTED = "ported"
    BLACKLIST_VENDOR = "blacklist_vendor"
    BLACKLIST_CARRIER = "blacklist_carrier"
    OPTED_OUT = "opted_out"
    CONTENT = "content"
    SIGNATURE_OR_TEMPLATE = "signature_or_template"
    FREQUENCY_LIMIT = "frequency_limit"
    THROTTLED = "throttled"
    NO_ROUTE = "no_route"
    CREDIT = "credit"
    AUTH_OR_CONFIG = "auth_or_config"
    DUPLICATE = "duplicate"
    MALFORMED = "malformed"
    NETWORK = "network"
    TIMEOUT = "timeout"
    SERVICE_CODE = "service_code"
    UNKNOWN = "unknown"


class Retry(StrEnum):
    """Whether the same thing may succeed when it is tried again."""

    NEVER = "never"
    LATER = "later"
    AFTER_FIX = "after_fix"
    ASK_VENDOR = "ask_vendor"
    UNKNOWN = "unknown"


class Category(StrEnum):
    """What kind of fault made a call fail."""

    SUCCESS = "success"
    PARAMETER = "parameter"
    AUTHENTICATION = "authentication"
    PERMISSION = "permission"
    CLOCK = "clock"
    RATE_LIMIT = "rate_limit"
    BALANCE = "balance"
    CONTENT = "content"
    TEMPLATE = "template"
    RECIPIENT = "recipient"
    NOT_FOUND = "not_found"
    SERVER = "server"
    OTHER = "other"


class Evidence(StrEnum):
    """How a fact is known."""

    SEED_PAGE = "seed_page"
    """The captured vendor page that the endpoint was written from."""
    VENDOR_PAGE = "vendor_page"
    VENDOR_SDK = "vendor_sdk"
    SPECIFICATION = "specification"
    """A specification of a carrier or of a protocol."""
    THIRD_PARTY = "third_party"
    INFERRED = "inferred"
    COMPUTED = "computed"
    NONE = "none"
    """Not known at all: the code stands in no table."""


class Confidence(StrEnum):
    """How sure the reading of a code is."""

    DOCUMENTED = "documented"
    SPEC = "spec"
    INFERRED = "inferred"
    CONFLICTING = "conflicting"
    NONE = "none"


class Code(Enum):
    """What the members of all code tables share. `str(code)` is the code as text, also where it travels as a number."""

    zh: str
    """The vendor's own words."""
    en: str
    """The meaning in English."""
    state: State
    """What the code says of a message; `unrecognised` for a code that speaks of a call."""
    reason: Reason
    category: Category
    """What the code says of a call; `other` for a code that speaks of a message."""
    retry: Retry
    evidence: Evidence
    confidence: Confidence
    is_known: bool
    """Whether the code stands in its table, by itself or in one of its families."""

    def __str__(self) -> str:
        return str(self.value)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.value!r}{'' if self.is_known else ' (unknown)'}>"

    @classmethod
    def families(cls) -> dict[str, tuple[Any, ...]]:
        """Families of codes (`#` stands for a digit) and the row that their members share."""
        return {}

    @classmethod
    def _row(cls, value: str) -> tuple[Any, ...]:
        return next((row for shape, row in cls.families().items() if _fits(value, shape)), ())

    def _know(self, zh: str, en: str, evidence: Evidence, confidence: Confidence) -> None:
        self.zh, self.en, self.evidence = zh, en, evidence
        self.is_known = evidence is not Evidence.NONE
        self.confidence = confidence if self.is_known else Confidence.NONE

    def _describe(self, *row: Any) -> None:
        """Take a row's meaning; tables of messages and of calls have different rows."""


def _fits(value: str, shape: str) -> bool:
    return len(value) == len(shape) and all(
        character.isdecimal() if place == "#" else character.upper() == place.upper()
        for character, place in zip(value, shape, strict=True)
    )


class _OfMessage(Code):
    def _describe(self, *row: Any) -> None:
        self._say(*row)

    def _say(
        self,
        zh: str = "",
        en: str = "",
        state: State = State.UNRECOGNISED,
        reason: Reason = Reason.UNKNOWN,
        retry: Retry = Retry.UNKNOWN,
        evidence: Evidence = Evidence.NONE,
        confidence: Confidence = Confidence.DOCUMENTED,
    ) -> None:
        self._know(zh, en, evidence, confidence)
        self.state, self.reason, self.category, self.retry = state, reason, Category.OTHER, retry


class _OfCall(Code):
    def _describe(self, *row: Any) -> None:
        self._say(*row)

    def _say(
        self,
        zh: str = "",
        en: str = "",
        category: Category = Category.OTHER,
        retry: Retry = Retry.UNKNOWN,
        evidence: Evidence = Evidence.NONE,
        confidence: Confidence = Confidence.DOCUMENTED,
    ) -> None:
        self._know(zh, en, evidence, confidence)
        self.state, self.reason, self.category, self.retry = State.UNRECOGNISED, Reason.UNKNOWN, category, retry


class _Text(str, Code):
    _value_: str

    def __new__(cls, value: str, *row: Any) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member._describe(*row)
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_, member._value_ = f"CODE_{value}", str(value)
        member._describe(*cls._row(value))
        return member


class _Number(int, Code):
    _value_: int

    def __new__(cls, value: int, *row: Any) -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member._describe(*row)
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_, member._value_ = f"CODE_{value}", int(value)
        member._describe()
        return member


# Enum takes the data type and `__new__` from the last base, so that one stands last.
class MessageCode(_OfMessage, _Text):
    """A table of texts that say what became of a message."""


class MessageNumber(_OfMessage, _Number):
    """A table of numbers that say what became of a message."""


class CallCode(_OfCall, _Text):
    """A table of texts that say what became of a call."""


class CallNumber(_OfCall, _Number):
    """A table of numbers that say what became of a call."""


class Unlisted(CallCode):
    """Codes of vendors that publish no table."""

    NONE = ""


def look_up(table: type[Code] | None, code: str) -> Code:
    """A code's row in a table; for one that is not listed, or without a table, a row that says so.

    Args:
        table: The table.
        code: The code as text, whatever the table's codes are.
    """
    if table is None:
        return Unlisted(code)
    try:
        return table(int(code)) if issubclass(table, int) else table(code)
    except ValueError:
        return Unlisted(code)
