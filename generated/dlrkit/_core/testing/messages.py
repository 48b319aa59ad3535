"""Messages and what becomes of them: a timeline of reports each, which a vendor gets as time passes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from msgspec import Struct, field

from ..codes import State


class Report(Struct, frozen=True, kw_only=True):
    """One report about a message.

    Attributes:
        after: How many seconds after the sending it reaches the vendor.
        state: Where the message is then. The vendor's own words for it follow from its tables.
        code: The carrier's code, if not one that fits the state.
        status: The vendor's state, if not one that fits.
        text: The vendor's words about it.
        stamped: How many seconds after the sending it says that it was made; left out, as `after`.
        times: How often the vendor hands it out: 2 for a duplicate.
    """

    after: float = 5.0
    state: State = State.DELIVERED
    code: str | None = None
    status: str | None = None
    text: str | None = None
    stamped: float | None = None
    times: int = 1


class Message(Struct, frozen=True, kw_only=True):
    """One message to one phone number.

    Attributes:
        id: The vendor's id. Several messages may share one, where the vendor has one for a batch.
        phone: The phone number.
        sent: When it was sent, in seconds from the beginning of the fake; below 0 for before.
        reports: What becomes of it; nothing for a message whose report never comes.
    """

    id: str
    phone: str = "13800138000"
    sent: float = 0.0
    reports: list[Report] = field(default_factory=lambda: [Report()])


class Odds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often what happens to a message that is made up; each between 0 and 1.

    Attributes:
        delivered: It arrives; of the others, the report says that it failed.
        never: No report comes at all.
        late: The report takes hours instead of seconds.
        duplicate: The report is handed out twice.
        disordered: An earlier report comes after the last one.
        changed: A second report contradicts the first, with another code.
    """

    delivered: float = 0.85
    never: float = 0.02
    late: float = 0.1
    duplicate: float = 0.05
    disordered: float = 0.05
    changed: float = 0.03


_FAILURES = (State.UNDELIVERED, State.REJECTED, State.EXPIRED)


def timeline(random: Random, odds: Odds) -> list[Report]:
    """What becomes of a message that nobody planned: the same for the same state of `random`."""
    if random.random() < odds.never:
        return []
    after = round(random.uniform(3600, 36 * 3600) if random.random() < odds.late else random.uniform(1, 30), 1)
    state = State.DELIVERED if random.random() < odds.delivered else random.choice(_FAILURES)
    times = 2 if random.random() < odds.duplicate else 1
    reports = [Report(after=after, state=state, times=times)]
    if random.random() < odds.disordered:
        reports.append(Report(after=after + 1, state=State.IN_TRANSIT, stamped=round(after / 2, 1)))
    if random.random() < odds.changed:
        other = State.UNDELIVERED if state is State.DELIVERED else State.DELIVERED
        reports.append(Report(after=round(after + random.uniform(60, 3600), 1), state=other))
    return reports


class Arrival(Struct, frozen=True):
    """A report that has reached the vendor: when, and about what."""

    at: float
    message: Message
    report: Report


class Store:
    """The messages of one vendor, and the queue of reports that were not handed out yet."""

    def __init__(self, began: float) -> None:
        """Begin without messages, at a time in Unix seconds."""
        self.began = began
        self._messages: list[Message] = []
        self._taken: set[tuple[int, int, int]] = set()

    def __iter__(self) -> Iterator[Message]:
        """The messages in the order in which they came."""
        return iter(self._messages)

    def add(self, messages: Iterable[Message]) -> None:
        """Take messages."""
        self._messages += messages

    def sent_at(self, message: Message) -> float:
        """When a message was sent, in Unix seconds."""
        return self.began + message.sent

    def latest(self, message: Message, now: float) -> Arrival | None:
        """The report of a message that reached the vendor last; none if none has."""
        sent = self.sent_at(message)
        come = [report for report in message.reports if sent + report.after <= now]
        report = max(come, key=lambda report: report.after, default=None)
        return None if report is None else Arrival(sent + report.after, message, report)

    def take(self, now: float, keep: float | None, most: int | None) -> list[Arrival]:
        """Hand out reports that wait, the oldest first; they wait no longer.

        Args:
            now: The time in Unix seconds.
            keep: For how many seconds a report waits; older ones are gone.
            most: How many to hand out; all, if left out.
        """
        waiting: list[tuple[float, int, int, int]] = []
        for n, message in enumerate(self._messages):
            for k, report in enumerate(message.reports):
                at = self.sent_at(message) + report.after
                if at <= now and (keep is None or now - at <= keep):
                    waiting += [(at, n, k, i) for i in range(report.times) if (n, k, i) not in self._taken]
        waiting.sort()
        handed = waiting[:most]
        self._taken.update((n, k, i) for _, n, k, i in handed)
        return [Arrival(at, self._messages[n], self._messages[n].reports[k]) for at, n, k, _ in handed]
