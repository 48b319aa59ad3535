"""Many reports about a message, merged into one state.

Vendors repeat reports, hand them out late and in any order, and contradict themselves. These rules decide what stands:

* What says more beats what says less: unrecognised, queued, in_transit, buffered, unknown, and then the other finals
  (delivered, undelivered, rejected, expired, canceled), of which none beats another.
* The first final stands, by order of arrival: vendors' times lack zones, seconds or both, so they order nothing.
  A later one that differs is kept as a conflict and changes nothing.
* A message in parts is delivered when all its known parts are, and has failed as soon as one has. Reports about the
  whole message and those about its parts are weighed by the same two rules.
* A message that we have sent and that has no final by our own deadline is `no_report`; any final overrides that.
* Evidence is the best that the reports of the standing state have: for each part it only rises while its state stands.
  A message in parts has that of the part that vouches least, but a failure that of the part that vouches best.

Every report is kept. The order of arrival matters only where finals differ: between two about the same part (or about
the whole and its parts), and between parts that failed in different ways. A part's final is never taken back, except
`unknown` by another final; nor is a message's failure. A message's `delivered` or `unknown` is, when a report shows
that there are more parts than were known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from msgspec import Struct

from .codes import DeliveryEvidence, Reason, Retry, State
from .report import DeliveryReport

_BY_STRENGTH = (
    (State.UNRECOGNISED,),
    (State.QUEUED,),
    (State.IN_TRANSIT,),
    (State.BUFFERED,),
    (State.NO_REPORT,),
    (State.UNKNOWN,),
    (State.DELIVERED, State.UNDELIVERED, State.REJECTED, State.EXPIRED, State.CANCELED),
)
_STRENGTH = {state: strength for strength, states in enumerate(_BY_STRENGTH) for state in states}
_RANK = {evidence: rank for rank, evidence in enumerate(DeliveryEvidence)}


class MessageKey(NamedTuple):
    """What makes reports be about the same message, as the vendor writes it.

    Attributes:
        vendor: The vendor's name in lower case.
        message_id: The vendor's id. Without one a report can be matched with nothing.
        phone: The phone number, if reports name it.
    """

    vendor: str
    message_id: str | None
    phone: str | None = None

    @classmethod
    def of(cls, report: DeliveryReport) -> MessageKey:
        """The key of the message that a report is about."""
        return cls(report.vendor, report.message_id or None, report.phone or None)


class PartState(Struct, frozen=True, kw_only=True):
    """What is known of one part of a message.

    Attributes:
        segment: Which part; none for reports about the whole message.
        state: The state that stands.
        evidence: Who vouches for it.
        report: The first report that said so.
        place: Where that report stands among the message's reports.
        reports: All reports of the part as they arrived.
        duplicates: Those that repeat an earlier one: the same state, code and time.
        conflicts: Those whose final differs from the one that stands, without duplicates.
    """

    segment: int | None
    state: State
    evidence: DeliveryEvidence
    report: DeliveryReport
    place: int
    reports: tuple[DeliveryReport, ...]
    duplicates: tuple[DeliveryReport, ...]
    conflicts: tuple[DeliveryReport, ...]


class MessageState(Struct, frozen=True, kw_only=True):
    """What is known of one message.

    Attributes:
        key: Which message.
        state: Where the message is.
        evidence: Who vouches for that.
        report: The report that decided; none where none did, as with `no_report`.
        parts: What is known of each part, the whole message first.
        segments: How many parts the message has, if any report says.
        reports: All reports as they arrived.
        duplicates: Reports that repeat an earlier one, part by part.
        conflicts: Reports whose final does not stand because another came first, part by part.
        sent_at: When the message was sent; none for an orphan.
    """

    key: MessageKey
    state: State
    evidence: DeliveryEvidence
    report: DeliveryReport | None
    parts: tuple[PartState, ...]
    segments: int | None
    reports: tuple[DeliveryReport, ...]
    duplicates: tuple[DeliveryReport, ...]
    conflicts: tuple[DeliveryReport, ...]
    sent_at: datetime | None

    @property
    def is_final(self) -> bool:
        """Whether the vendor will say no more; `no_report` is not final."""
        return self.state.is_final

    @property
    def is_orphan(self) -> bool:
        """Whether there are reports and no record that the message was sent."""
        return self.sent_at is None

    @property
    def reason(self) -> Reason | None:
        """Why the message did not arrive; none unless it failed."""
        return self.report.reason if self.report is not None and self.state.has_failed else None

    @property
    def retry(self) -> Retry | None:
        """Whether the same text to the same number may succeed; none unless the message failed."""
        return self.report.retry if self.report is not None and self.state.has_failed else None


class Ledger:
    """Reports and send records of one account, in any order and in as many batches as they come.

    States are worked out when asked for, from everything so far: feeding one by one gives what feeding at once gives.
    Ids are only unique within an account, so each account needs a ledger of its own. A ledger can be pickled.
    """

    def __init__(self, *, deadline: timedelta | None = None) -> None:
        """Make an empty ledger.

        Args:
            deadline: How long after sending a message without a final becomes `no_report`; never, if left out.
        """
        self._deadline = deadline
        self._dispatches: dict[tuple[str, str], _Dispatch] = {}
        self._unidentified: list[DeliveryReport] = []

    def add(self, report: DeliveryReport) -> None:
        """Take a report as the next to have arrived."""
        vendor, message_id, phone = MessageKey.of(report)
        if message_id is None:
            self._unidentified.append(report)
        else:
            self._dispatch(vendor, message_id).reports.setdefault(phone, []).append(report)

    def add_sent(self, key: MessageKey, at: datetime) -> None:
        """Take a send record. Of several for one message, the earliest counts.

        Without a phone, the record is for every phone that reports of its id name. Where reports of an id name none,
        a record with a phone takes them, if it is the only one of the id.

        Args:
            key: The message.
            at: When it was sent.

        Raises:
            ValueError: The key has no message id, or the time no zone.
        """
        if not key.message_id:
            raise ValueError("a send record needs the vendor's message id")
        if at.tzinfo is None:
            raise ValueError("the time of sending needs a zone")
        sent = self._dispatch(key.vendor, key.message_id).sent
        phone = key.phone or None
        sent[phone] = min(at, sent.get(phone, at))

    def state(self, key: MessageKey, *, now: datetime | None = None) -> MessageState | None:
        """What is known of a message; none if it was neither sent nor reported.

        Args:
            key: The message. Without a phone, the only message of its id.
            now: The time to hold the deadline against; the clock's, if left out.
        """
        dispatch = self._dispatches.get((key.vendor, key.message_id or ""))
        if dispatch is None:
            return None
        messages = dispatch.messages()
        phone = key.phone or None
        if phone is None and len(messages) == 1:
            (phone,) = messages
        if phone not in messages:
            return None
        return self._state(key._replace(phone=phone), messages[phone], dispatch, now)

    def states(self, *, now: datetime | None = None) -> list[MessageState]:
        """What is known of every message, in the order in which their ids first came up.

        Reports without a message id come last, each as a message of its own.

        Args:
            now: The time to hold the deadline against; the clock's, if left out.
        """
        now = now or datetime.now(UTC)
        known = [
            self._state(MessageKey(*ids, phone), reports, dispatch, now)
            for ids, dispatch in self._dispatches.items()
            for phone, reports in dispatch.messages().items()
        ]
        return [*known, *(_message(MessageKey.of(report), [report], None) for report in self._unidentified)]

    def _dispatch(self, vendor: str, message_id: str) -> _Dispatch:
        return self._dispatches.setdefault((vendor, message_id), _Dispatch())

    def _state(
        self, key: MessageKey, reports: list[DeliveryReport], dispatch: _Dispatch, now: datetime | None
    ) -> MessageState:
        sent_at = dispatch.sent_at(key.phone)
        deadline = None if sent_at is None or self._deadline is None else sent_at + self._deadline
        is_overdue = deadline is not None and (now or datetime.now(UTC)) >= deadline
        return _message(key, reports, sent_at, is_overdue=is_overdue)


def merge(
    reports: Iterable[DeliveryReport],
    *,
    sent: Mapping[MessageKey, datetime] | None = None,
    deadline: timedelta | None = None,
    now: datetime | None = None,
) -> list[MessageState]:
    """Merge reports of one account, of any vendors, into one state per message; see `Ledger`.

    Args:
        reports: The reports in the order in which they arrived.
        sent: When messages were sent. Those that nothing was reported of are in the result too.
        deadline: How long after sending a message without a final becomes `no_report`; never, if left out.
        now: The time to hold the deadline against; the clock's, if left out.

    Returns:
        What is known of every message, in the order in which ids came up, those of `sent` first. Each report is in
        the `reports` of exactly one message.

    Raises:
        ValueError: A key of `sent` has no message id, or a time no zone.
    """
    ledger = Ledger(deadline=deadline)
    for key, at in (sent or {}).items():
        ledger.add_sent(key, at)
    for report in reports:
        ledger.add(report)
    return ledger.states(now=now)


class _Dispatch:
    """What one id of a vendor was used for: reports and send records by phone."""

    __slots__ = ("reports", "sent")

    def __init__(self) -> None:
        self.reports: dict[str | None, list[DeliveryReport]] = {}
        self.sent: dict[str | None, datetime] = {}

    def messages(self) -> dict[str | None, list[DeliveryReport]]:
        """The reports of each phone, also of those that nothing was reported of."""
        if len(self.sent) == 1 and self.reports.keys() == {None}:
            return dict.fromkeys(self.sent, self.reports[None])
        silent = (phone for phone in self.sent if phone is not None or not self.reports)
        return {**self.reports, **{phone: self.reports.get(phone, []) for phone in silent}}

    def sent_at(self, phone: str | None) -> datetime | None:
        return self.sent.get(phone, self.sent.get(None))


class _Verdict(NamedTuple):
    """A state, and what it rests on."""

    state: State
    evidence: DeliveryEvidence
    report: DeliveryReport | None = None
    place: int = 0

    @property
    def weight(self) -> tuple[int, int]:
        """The strongest state wins; among equals the one that arrived first."""
        return _STRENGTH[self.state], -self.place


_SENT = _Verdict(State.QUEUED, DeliveryEvidence.LOCAL)
_OVERDUE = _Verdict(State.NO_REPORT, DeliveryEvidence.LOCAL)


def _message(
    key: MessageKey, reports: list[DeliveryReport], sent_at: datetime | None, *, is_overdue: bool = False
) -> MessageState:
    by_segment: dict[int | None, list[int]] = {}
    for place, report in enumerate(reports):
        by_segment.setdefault(report.segment, []).append(place)
    parts = [
        _part(segment, reports, by_segment[segment])
        for segment in sorted(by_segment, key=lambda segment: (segment is not None, segment or 0))
    ]
    segments = max((report.segments for report in reports if report.segments is not None), default=None)
    heard = list(_verdicts(parts, segments))
    standing = _standing([*heard, _OVERDUE] if is_overdue else heard or [_SENT])
    outdone = [verdict.report for verdict in heard if verdict.report is not None and _contradict(verdict, standing)]
    return MessageState(
        key=key,
        state=standing.state,
        evidence=standing.evidence,
        report=standing.report,
        parts=tuple(parts),
        segments=segments,
        reports=tuple(reports),
        duplicates=tuple(report for part in parts for report in part.duplicates),
        conflicts=(*(report for part in parts for report in part.conflicts), *outdone),
        sent_at=sent_at,
    )


def _part(segment: int | None, reports: list[DeliveryReport], places: list[int]) -> PartState:
    verdicts = [_Verdict(reports[place].state, reports[place].evidence, reports[place], place) for place in places]
    standing = _standing(verdicts)
    duplicates: list[DeliveryReport] = []
    conflicts: list[DeliveryReport] = []
    seen: set[object] = set()
    for verdict in verdicts:
        report = reports[verdict.place]
        said = (verdict.state, report.raw_status, report.raw_code, report.reported_at)
        if said in seen:
            duplicates.append(report)
        elif _contradict(verdict, standing):
            conflicts.append(report)
        seen.add(said)
    return PartState(
        segment=segment,
        state=standing.state,
        evidence=standing.evidence,
        report=reports[standing.place],
        place=standing.place,
        reports=tuple(reports[place] for place in places),
        duplicates=tuple(duplicates),
        conflicts=tuple(conflicts),
    )


def _verdicts(parts: list[PartState], segments: int | None) -> Iterator[_Verdict]:
    """What the reports about the whole message say, and what those about its parts say together."""
    numbered = [_verdict(part) for part in parts if part.segment is not None]
    yield from (_verdict(part) for part in parts if part.segment is None)
    if numbered:
        yield _together(numbered, is_complete=len(numbered) >= (segments or 0))


def _together(parts: list[_Verdict], *, is_complete: bool) -> _Verdict:
    failed = [part for part in parts if part.state.has_failed]
    if failed:
        return _standing(failed)
    slowest = min((part.state for part in parts), key=_STRENGTH.__getitem__)
    if slowest.is_final and not is_complete:
        return _Verdict(State.IN_TRANSIT, DeliveryEvidence.LOCAL)
    # All parts are needed for this, so it is known no better than the least known of them.
    needed = [part for part in parts if part.state is slowest]
    last = max(needed, key=lambda part: part.place)
    return last._replace(evidence=min((part.evidence for part in needed), key=_RANK.__getitem__))


def _standing(verdicts: list[_Verdict]) -> _Verdict:
    """The verdict that stands, with the best evidence of all that agree with it."""
    first = max(verdicts, key=lambda verdict: verdict.weight)
    agreeing = (verdict.evidence for verdict in verdicts if verdict.state is first.state)
    return first._replace(evidence=max(agreeing, key=_RANK.__getitem__))


def _verdict(part: PartState) -> _Verdict:
    return _Verdict(part.state, part.evidence, part.report, part.place)


def _contradict(one: _Verdict, other: _Verdict) -> bool:
    """Whether two finals differ: states of equal strength that are not the same are finals."""
    return one.state is not other.state and _STRENGTH[one.state] == _STRENGTH[other.state]
