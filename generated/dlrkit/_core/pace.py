"""Keeping to vendors' call rates, over all threads and clients of the process."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from threading import Lock
from time import monotonic
from typing import Literal, Protocol

Pacing = Literal["wait", "raise", "off"]
"""What to do before a call that would come too soon: wait, raise `RateLimitError`, or call all the same."""


class Pacer(Protocol):
    """Who may call when. Give the client one of your own to share a rate between processes."""

    def reserve(self, key: Hashable, calls: int, per: float, *, wait: bool) -> float:
        """Take the next place in a rate.

        Args:
            key: What the rate is counted for.
            calls: How many calls it allows.
            per: In how many seconds.
            wait: Whether a place that lies in the future is taken, too.

        Returns:
            How many seconds the place is away. Without `wait`, more than 0 means that none was taken.
        """
        ...


class ProcessPacer:
    """Rates of this process, as sliding windows."""

    def __init__(self) -> None:
        """Begin with no calls made."""
        self._lock = Lock()
        self._made: dict[Hashable, deque[float]] = {}

    def reserve(self, key: Hashable, calls: int, per: float, *, wait: bool) -> float:
        """See `Pacer.reserve`."""
        with self._lock:
            now = monotonic()
            made = self._made.setdefault(key, deque(maxlen=calls))
            place = now if len(made) < calls else max(now, made[0] + per)
            if place <= now or wait:
                made.append(place)
            return place - now


SHARED = ProcessPacer()
