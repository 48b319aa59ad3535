"""Scenarios: which messages there are, what becomes of them and what goes wrong, the same in every run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from msgspec import Struct, field

from .failures import Failure
from .messages import Message, Odds, Report, timeline
from .write import Defect

if TYPE_CHECKING:
    from .fake import FakeVendor


class Planned(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message of a scenario.

    Attributes:
        id: The vendor's id.
        phone: The phone number.
        sent: When it was sent, in seconds from the beginning; below 0 for before.
        reports: What becomes of it.
        vendor: The vendor that has it; every one, if left out.
    """

    id: str
    phone: str = "13800138000"
    sent: float = 0.0
    reports: list[Report] = field(default_factory=lambda: [Report()])
    vendor: str | None = None


class Crowd(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Messages that are made up.

    Attributes:
        count: How many.
        id: What their ids look like; each `#` is a digit. Left out, they look like the vendor's own.
        phone: What their phone numbers look like; each `#` is a digit. Left out, they look like those of the page.
        since: Since when they have been sent, in seconds before the beginning.
        odds: What becomes of how many.
        vendor: The vendor that has them; every one, if left out.
    """

    count: int
    id: str | None = None
    phone: str | None = None
    since: float = 3600.0
    odds: Odds = Odds()
    vendor: str | None = None


class Broken(Failure, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A failure of one vendor, or of every one."""

    vendor: str | None = None


class Scenario(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What fake vendors are to play.

    Attributes:
        seed: Whatever is made up follows from it.
        messages: Messages, each planned.
        crowds: Messages that are made up.
        failures: What goes wrong, in this order.
        defects: Which faults the answers of all vendors have.
    """

    seed: int = 0
    messages: list[Planned] = []
    crowds: list[Crowd] = []
    failures: list[Broken] = []
    defects: list[Defect] = []

    def play(self, fake: FakeVendor) -> None:
        """Give a fake its part: its messages, failures and defects."""
        fake.add(*self._messages(fake))
        for failure in self.failures:
            if failure.vendor in (None, fake.name):
                fake.fail(failure)
        fake.defects.update(self.defects)

    def vendors(self) -> set[str]:
        """The vendors that it names."""
        named = [
            *(planned.vendor for planned in self.messages),
            *(crowd.vendor for crowd in self.crowds),
            *(failure.vendor for failure in self.failures),
        ]
        return {vendor for vendor in named if vendor is not None}

    def _messages(self, fake: FakeVendor) -> Iterator[Message]:
        vendor = fake.name
        for planned in self.messages:
            if planned.vendor in (None, vendor):
                yield Message(id=planned.id, phone=planned.phone, sent=planned.sent, reports=planned.reports)
        for n, crowd in enumerate(self.crowds):
            if crowd.vendor in (None, vendor):
                random = Random(f"{self.seed} {vendor} {n}")  # noqa: S311 - a seed is wanted
                for _ in range(crowd.count):
                    yield Message(
                        id=fake.new_id(random) if crowd.id is None else _digits(crowd.id, random),
                        phone=fake.new_phone(random) if crowd.phone is None else _digits(crowd.phone, random),
                        sent=round(-random.uniform(0, crowd.since), 1),
                        reports=timeline(random, crowd.odds),
                    )


def _digits(pattern: str, random: Random) -> str:
    return re.sub("#", lambda _: random.choice("0123456789"), pattern)
