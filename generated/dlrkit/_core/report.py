"""The delivery report: one view over every vendor's rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import Any

from msgspec import Struct, defstruct

from .clock import TimeBasis
from .codes import Code, Confidence, DeliveryEvidence, Reason, Retry, State
from .lookup import Meaning, lookup


class Undecoded(Struct, frozen=True, kw_only=True):
    """A row that does not fit its class. It stands beside the good rows; nothing of it is lost.

    Attributes:
        index: Its place among the rows as they came, from 0.
        raw: Its bytes (for XML and YAML, its data as JSON).
        problem: Why it could not be read.
    """

    index: int
    raw: bytes
    problem: str


class DeliveryReport(Struct, frozen=True):
    """What a vendor reported about one message to one phone.

    A report is a view: it holds the vendor's row and reads it when asked, so that making one costs next to nothing.
    Each endpoint has a subclass, made by `view`, that knows which fields of the row are meant.

    Attributes:
        row: The vendor's row. For an endpoint that answers about one message, the answer itself.
        outer: The row around it, where rows stand within rows.
        request: The request that was answered, where the report needs something of it.
    """

    row: Any
    outer: Any = None
    request: Any = None

    @property
    def vendor(self) -> str:
        """The vendor's name in lower case."""
        return ""

    @property
    def endpoint(self) -> str:
        """The endpoint that the report was read from."""
        return ""

    @property
    def message_id(self) -> str | None:
        """The vendor's id of the message, or of the batch it was sent in."""
        return None

    @property
    def phone(self) -> str | None:
        """The phone number as the vendor writes it."""
        return None

    @property
    def segment(self) -> int | None:
        """Which part of a long message the report is about; none where it is about the whole."""
        return None

    @property
    def segments(self) -> int | None:
        """How many parts the message has."""
        return None

    @property
    def status(self) -> Code | None:
        """The vendor's own state, as a row of its table."""
        return None

    @property
    def carrier_code(self) -> Code | None:
        """The carrier's code, as a row of the vendor's table."""
        return None

    @property
    def text(self) -> str | None:
        """The vendor's words about this message."""
        return None

    @property
    def reported_at(self) -> datetime | None:
        """When the report was made, in UTC; see `time_basis`."""
        return None

    @property
    def time_basis(self) -> TimeBasis | None:
        """How the zone of `reported_at` is known."""
        return None

    @property
    def state(self) -> State:
        """Where the message is.

        A carrier code that says more about a failure (rejected, expired) refines a vendor's plain `undelivered`.
        """
        status, code = self.status, self.carrier_code
        state = status.state if status is not None else State.UNRECOGNISED
        if state is State.UNDELIVERED and code is not None and code.state.has_failed:
            return code.state
        return state

    @property
    def is_final(self) -> bool:
        """Whether the vendor will say no more about this message."""
        return self.state.is_final

    @property
    def reason(self) -> Reason | None:
        """Why the message did not arrive; none unless it failed."""
        return self._decisive.reason if self.state.has_failed else None

    @property
    def retry(self) -> Retry | None:
        """Whether the same text to the same number may succeed; none unless the message failed."""
        return self._decisive.retry if self.state.has_failed else None

    @property
    def confidence(self) -> Confidence:
        """How sure this reading is."""
        return self._decisive.confidence if self.status is not None else Confidence.NONE

    @property
    def evidence(self) -> DeliveryEvidence:
        """Who vouches for the state; unspecified where the vendor does not say."""
        return DeliveryEvidence.UNSPECIFIED

    @property
    def raw_status(self) -> str | None:
        """The vendor's state as it came."""
        return None if self.status is None else str(self.status)

    @property
    def raw_code(self) -> str | None:
        """The carrier's code as it came."""
        return None if self.carrier_code is None else str(self.carrier_code)

    @property
    def meaning(self) -> str:
        """What the report says, in English: the carrier code's meaning where it is known, else the status's."""
        return self._decisive.en if self.status is not None else ""

    @property
    def _decisive(self) -> Code | Meaning:
        """What tells more: the carrier's code where the vendor or, of a failure, anybody knows it, else the status."""
        status, code = self.status, self.carrier_code
        if code is not None and (status is None or (code.is_known and code.state is not State.UNRECOGNISED)):
            return code
        assert status is not None
        if code is not None and self.state.has_failed:
            meaning = lookup(str(code), vendor=self.vendor)
            if meaning.state.has_failed:
                return meaning
        return status

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data, for JSON and tables; times as ISO 8601 text in UTC."""
        return {
            "vendor": self.vendor,
            "endpoint": self.endpoint,
            "message_id": self.message_id,
            "phone": self.phone,
            "segment": self.segment,
            "segments": self.segments,
            "state": self.state.value,
            "is_final": self.is_final,
            "reason": self.reason.value if self.reason else None,
            "retry": self.retry.value if self.retry else None,
            "confidence": self.confidence.value,
            "evidence": self.evidence.value,
            "raw_status": self.raw_status,
            "raw_code": self.raw_code,
            "meaning": self.meaning,
            "text": self.text,
            "reported_at": self.reported_at.isoformat() if self.reported_at else None,
            "time_basis": self.time_basis,
        }


_TEXTS = frozenset({"message_id", "phone", "text"})
"""What is a text in a report, also where the vendor has a number."""


class UndecodedReport(DeliveryReport, frozen=True):
    """The report of a row that could not be read: unrecognised, the row's bytes kept in `row.raw`."""

    row: Undecoded
    outer: str = ""
    request: str = ""

    @property
    def vendor(self) -> str:
        """The vendor's name in lower case."""
        return self.outer

    @property
    def endpoint(self) -> str:
        """The endpoint that the report was read from."""
        return self.request

    @property
    def text(self) -> str | None:
        """Why the row could not be read."""
        return self.row.problem


def view(
    name: str,
    module: str,
    *,
    vendor: str,
    endpoint: str,
    time_basis: TimeBasis | None = None,
    **paths: str | tuple[str, ...],
) -> type[DeliveryReport]:
    """The report class of one endpoint.

    Args:
        name: The class's name.
        module: The module that keeps it, so that reports can be pickled.
        vendor: The vendor's name.
        endpoint: The endpoint's name.
        time_basis: How the zone of `reported_at` is known.
        paths: For each property where its value is, such as `row.rrid` or `outer.session_no`; of several, the first
            that is there.
    """
    namespace: dict[str, Any] = {"vendor": vendor, "endpoint": endpoint, "time_basis": time_basis}
    namespace |= {name: property(_getter(path, as_text=name in _TEXTS)) for name, path in paths.items()}
    made = defstruct(name, [], bases=(DeliveryReport,), namespace=namespace, module=module, frozen=True)
    assert issubclass(made, DeliveryReport)
    return made


def _getter(paths: str | tuple[str, ...], *, as_text: bool) -> Callable[[DeliveryReport], Any]:
    getters = [attrgetter(path) for path in ([paths] if isinstance(paths, str) else paths)]

    def get(report: DeliveryReport) -> Any:
        for getter in getters:
            try:
                value = getter(report)
            except AttributeError:  # a row within a row, or an object inside it, that is not there
                continue
            if value is not None:
                return str(value) if as_text and isinstance(value, int) else value
        return None

    return get
