"""Failures on request: what goes wrong on the wire, and whether the vendor has done its work by then."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kind = Literal["refused", "dropped", "cut", "hung", "status", "slow"]
"""The connection is never made; it is dropped without an answer, or in the middle of one; no answer comes in time; the
answer is an HTTP status of 500 or above, as gateways give it; the answer comes slowly."""


class Failure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that goes wrong.

    Attributes:
        kind: What goes wrong.
        times: With how many of the next calls.
        endpoint: With which endpoint's calls; with any, if left out.
        status: For `status`: which HTTP status.
        seconds: For `slow` and `hung`: for how long.
        works: Whether the vendor does its work all the same, so that a read that consumes has consumed. Left out: yes,
            except where the connection is never made and where a gateway answers.
    """

    kind: Kind
    times: int = 1
    endpoint: str | None = None
    status: int = 503
    seconds: float = 60.0
    works: bool | None = None

    @property
    def lets_work(self) -> bool:
        """Whether the vendor does its work."""
        if self.kind == "refused":
            return False
        return self.kind != "status" if self.works is None else self.works


class Switch:
    """The failures that are still to come."""

    def __init__(self) -> None:
        """Begin with none."""
        self._waiting: list[tuple[Failure, int]] = []

    def add(self, failure: Failure) -> None:
        """Let a failure come."""
        self._waiting.append((failure, failure.times))

    def clear(self) -> None:
        """Let no more failures come."""
        self._waiting.clear()

    def take(self, endpoint: str | None) -> Failure | None:
        """The failure of a call; none if it goes well."""
        for n, (failure, times) in enumerate(self._waiting):
            if failure.endpoint in (None, endpoint):
                if times > 1:
                    self._waiting[n] = (failure, times - 1)
                else:
                    del self._waiting[n]
                return failure
        return None
