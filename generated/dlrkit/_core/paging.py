"""Reading on: which request follows an answer, and when there is none. Pure decisions, shared by both clients."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec

from .answer import Answer
from .endpoint import Draining, Endpoint, Paging

A = TypeVar("A", bound=Answer)
Cursor = dict[str, int]
"""Where to go on: plain numbers by parameter, fit for JSON."""


class Pager(Generic[A]):
    """The way through one endpoint's pages.

    Args:
        endpoint: An endpoint with `paging` or `draining`.
        request: The first request.
        cursor: Where an earlier reading stopped.
    """

    def __init__(self, endpoint: Endpoint[A], request: Any, cursor: Cursor | None) -> None:
        """Begin at the first request, or where an earlier reading stopped."""
        self._endpoint = endpoint
        self._rows = endpoint.rows or ""
        self._last: set[bytes] = set()
        self._places: list[int] = []
        self._next: Any = request
        self.cursor: Cursor = {}
        if endpoint.paging is not None:
            if cursor and not {endpoint.paging.offset} <= cursor.keys() <= {
                endpoint.paging.offset,
                *endpoint.paging.pinned,
            }:
                raise ValueError(f"{cursor!r} is no cursor of {endpoint.name}")
            at = cursor or {endpoint.paging.offset: getattr(request, endpoint.paging.offset) or 0}
            self._go_to(endpoint.paging, at)

    @property
    def next(self) -> Any:
        """The request for the next page; none after the last one."""
        return self._next

    def cursor_before(self, waiting: int) -> Cursor:
        """The cursor that goes on with the last `waiting` rows of the last page."""
        if self._endpoint.paging is None:
            return {}
        if not waiting:
            return dict(self.cursor)
        return {**self.cursor, self._endpoint.paging.offset: self._places[-waiting]}

    def rows(self, answer: A) -> list[Any]:
        """The rows of a page."""
        rows: list[Any] = getattr(answer, self._rows) or []
        return rows

    def take(self, answer: A) -> A:
        """Note a page, and leave out of it the rows that the page before had too."""
        rows = self.rows(answer)
        came = len(rows) + len(answer.undecoded)
        if self._endpoint.paging is not None:
            begin = self.cursor[self._endpoint.paging.offset]
            unread = {row.index for row in answer.undecoded}
            places = [begin + index for index in range(came) if index not in unread]
            self._turn(self._endpoint.paging, answer, came)
            # Rows that arrive meanwhile push others onto the next page.
            told = [msgspec.json.encode(row) for row in rows]
            fresh = [(row, place) for row, place, own in zip(rows, places, told, strict=True) if own not in self._last]
            self._last = set(told)
            self._places = [place for _, place in fresh]
            setattr(answer, self._rows, [row for row, _ in fresh])
        else:
            assert self._endpoint.draining is not None
            if _is_last(self._endpoint.draining, came):
                self._next = None
        return answer

    def _turn(self, paging: Paging, answer: A, came: int) -> None:
        offset = self.cursor[paging.offset] + came
        total = getattr(answer, paging.total)
        at = {**self.cursor, paging.offset: offset}
        # The window of the first answer is kept, so that later pages are pages of the same thing.
        for pinned in paging.pinned:
            value = getattr(answer, pinned)
            if pinned not in at and value is not None:
                at[pinned] = value
        self._go_to(paging, at)
        if not came or (total is not None and offset >= total):
            self._next = None

    def _go_to(self, paging: Paging, at: Cursor) -> None:
        self.cursor = at
        moments = {name: _moment(value) for name, value in at.items() if name in paging.pinned}
        self._next = msgspec.structs.replace(self._next, **{**at, **moments})


def _is_last(draining: Draining, came: int) -> bool:
    return came < draining.full if draining.full is not None else came == 0


def _moment(unix: int) -> Any:
    from .clock import unix_time

    return unix_time(unix)
