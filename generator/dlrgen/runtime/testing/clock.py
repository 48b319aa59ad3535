"""The time of fake vendors, which tests can advance."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from threading import Lock


class Clock:
    """A clock that runs with the system's, or stands still until it is advanced.

    Hand `clock.now` to clients, so that they and the fakes agree about the time.
    """

    def __init__(self, start: datetime | None = None) -> None:
        """Begin at a time at which the clock stands still; left out, it begins now and runs.

        Args:
            start: An aware datetime.

        Raises:
            ValueError: The datetime has no time zone.
        """
        if start is not None and start.tzinfo is None:
            raise ValueError("start: a datetime with a time zone is wanted")
        self._stands_at = None if start is None else start.timestamp()
        self._ahead = 0.0
        self._lock = Lock()

    def now(self) -> float:
        """The time in Unix seconds."""
        return (time.time() if self._stands_at is None else self._stands_at) + self._ahead

    @property
    def time(self) -> datetime:
        """The time in UTC."""
        return datetime.fromtimestamp(self.now(), UTC)

    def advance(self, by: float | timedelta) -> None:
        """Let time pass: `by` in seconds, or a timedelta.

        Raises:
            ValueError: Time does not run backwards.
        """
        seconds = by.total_seconds() if isinstance(by, timedelta) else float(by)
        if not seconds >= 0:
            raise ValueError(f"{by!r}: time does not run backwards")
        with self._lock:
            self._ahead += seconds
