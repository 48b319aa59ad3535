"""The time of a request, as vendors write it, and vendors' times, read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

TimeBasis = Literal["explicit", "stated", "inferred"]
"""How the zone of a time is known: it is part of the value, the vendor states it, or we infer it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def zone(name: str, offset_seconds: int) -> timezone:
    """A zone whose offset does not change, so that no time zone database is needed."""
    return timezone(timedelta(seconds=offset_seconds), name)


class Now:
    """One moment in the forms that vendors ask for."""

    __slots__ = ("milliseconds",)

    def __init__(self, milliseconds: int) -> None:
        """Take Unix time in milliseconds."""
        self.milliseconds = milliseconds

    @property
    def unix_s(self) -> str:
        """Unix time in whole seconds."""
        return str(self.milliseconds // 1000)

    @property
    def unix_ms(self) -> str:
        """Unix time in milliseconds."""
        return str(self.milliseconds)

    def local(self, layout: str, where: timezone) -> str:
        """Local time in a `strftime` layout in which `%3f` stands for milliseconds."""
        moment = (_EPOCH + timedelta(milliseconds=self.milliseconds)).astimezone(where)
        return moment.strftime(layout.replace("%3f", f"{self.milliseconds % 1000:03d}"))


def local_time(text: str | None, layout: str, where: timezone = UTC) -> datetime | None:
    """A local time as an aware one in UTC, an offset that it states before all; none where the text is no time."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text) if layout == "%Y-%m-%d %H:%M:%S" else datetime.strptime(text, layout)
        return (moment if moment.tzinfo else moment.replace(tzinfo=where)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def mail_time(text: str | None) -> datetime | None:
    """A time as RFC 2822 writes it, as an aware one in UTC; none where the text is no such time."""
    if not text:
        return None
    from email.utils import parsedate_to_datetime  # imported here, because few vendors write so

    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def unix_time(number: float | None, per_second: int = 1) -> datetime | None:
    """Unix time as an aware time in UTC; none where there is none, for which vendors also write 0."""
    if not number:
        return None
    try:
        return _EPOCH + timedelta(seconds=number / per_second)
    except (ValueError, OverflowError):
        return None
