"""Reports of made-up vendors, from a line of text each."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct

from dlrkit import DeliveryEvidence, DeliveryReport, Evidence, Reason, Retry, State
from dlrkit._core.codes import MessageCode
from dlrkit._core.report import view

START = datetime(2024, 5, 1, 8, tzinfo=UTC)
_DOCUMENTED = (Reason.UNKNOWN, Retry.LATER, Evidence.SEED_PAGE)
_REPORT = re.compile(r"(\w+)(?:#(\d*)(?:/(\d+))?)?(?:\+(\w+))?(?:~([^@]+))?(?:@(\d+))?")


class Status(MessageCode):
    """A vendor whose words are ours."""

    QUEUED = "queued", "", "Queued.", State.QUEUED, *_DOCUMENTED
    IN_TRANSIT = "in_transit", "", "On its way.", State.IN_TRANSIT, *_DOCUMENTED
    BUFFERED = "buffered", "", "Held.", State.BUFFERED, *_DOCUMENTED
    DELIVERED = "delivered", "", "Delivered.", State.DELIVERED, *_DOCUMENTED
    UNDELIVERED = "undelivered", "", "Failed.", State.UNDELIVERED, *_DOCUMENTED
    REJECTED = "rejected", "", "Refused.", State.REJECTED, *_DOCUMENTED
    EXPIRED = "expired", "", "Too late.", State.EXPIRED, *_DOCUMENTED
    CANCELED = "canceled", "", "Canceled.", State.CANCELED, *_DOCUMENTED
    UNKNOWN = "unknown", "", "Unknown.", State.UNKNOWN, *_DOCUMENTED


class Carrier(MessageCode):
    """Carrier codes that say nothing."""

    NONE = ""


class Row(Struct, frozen=True):
    status: Status
    id: str | None = "m1"
    phone: str | None = "13800138000"
    segment: int | None = None
    segments: int | None = None
    evidence: DeliveryEvidence = DeliveryEvidence.UNSPECIFIED
    code: Carrier | None = None
    at: datetime | None = None


_PATHS: dict[str, Any] = {
    "message_id": "row.id",
    "phone": "row.phone",
    "status": "row.status",
    "segment": "row.segment",
    "segments": "row.segments",
    "evidence": "row.evidence",
    "carrier_code": "row.code",
    "reported_at": "row.at",
}
AcmeReport = view("AcmeReport", __name__, vendor="acme", endpoint="status", **_PATHS)
EmcaReport = view("EmcaReport", __name__, vendor="emca", endpoint="status", **_PATHS)


def report(text: str, kind: type[DeliveryReport] = AcmeReport, **fields: Any) -> DeliveryReport:
    """The report that a text of `cases.yaml` stands for."""
    match = _REPORT.fullmatch(text)
    assert match, text
    state, segment, segments, evidence, code, minute = match.groups()
    row = Row(
        Status(state),
        segment=int(segment) if segment else None,
        segments=int(segments) if segments else None,
        evidence=DeliveryEvidence(evidence or "unspecified"),
        code=Carrier(code) if code else None,
        at=START + timedelta(minutes=int(minute)) if minute else None,
        **fields,
    )
    return kind(row)
