"""Reading on: which request follows an answer, and when there is none. Pure decisions, shared by both clients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec

from . import encode
from .answer import Answer, put_at, value_at
from .endpoint import Draining, Endpoint, Following, Paging

A = TypeVar("A", bound=Answer)
Cursor = dict[str, Any]
"""Where to go on: numbers and texts by parameter, fit for JSON."""

_ROWS = "+"
"""In a cursor: how many rows of that page were taken already."""


class Pager(Generic[A]):
    """The way through one endpoint's pages.

    Args:
        endpoint: An endpoint with `paging`, `following` or `draining`.
        request: The first request.
        cursor: Where an earlier reading stopped.

    Raises:
        ValueError: It is no cursor of the endpoint.
    """

    def __init__(self, endpoint: Endpoint[A], request: Any, cursor: Cursor | None) -> None:
        """Begin at the first request, or where an earlier reading stopped."""
        self._rows = endpoint.rows or ""
        self._last: set[bytes] = set()
        self._places: list[int] = []
        self._way: _Way
        if endpoint.paging is not None:
            self._way = _ByOffset(endpoint.paging, endpoint, request, cursor)
        elif endpoint.following is not None:
            self._way = _ByNext(endpoint.following, endpoint, request, cursor)
        else:
            assert endpoint.draining is not None
            self._way = _ByLength(endpoint.draining, request)

    @property
    def next(self) -> Any:
        """The request for the next page; none after the last one."""
        return self._way.next

    def cursor_before(self, waiting: int) -> Cursor:
        """The cursor that goes on with the last `waiting` rows of the last page."""
        return self._way.cursor(self._places[-waiting] if waiting else None)

    def rows(self, answer: A) -> list[Any]:
        """The rows of a page."""
        rows: list[Any] = value_at(answer, self._rows) or []
        return rows

    def take(self, answer: A) -> A:
        """Note a page, and leave out of it the rows that were taken before."""
        rows = self.rows(answer)
        came = len(rows) + len(answer.undecoded)
        unread = {row.index for row in answer.undecoded}
        places = [index for index in range(came) if index not in unread]
        skip = self._way.turn(answer, came)
        if self._way.repeats:
            # Rows that arrive meanwhile push others onto the next page.
            told = [msgspec.json.encode(row) for row in rows]
            fresh = [n for n, own in enumerate(told) if own not in self._last and places[n] >= skip]
            self._last = set(told)
            self._places = [places[n] for n in fresh]
            put_at(answer, self._rows, [rows[n] for n in fresh])
        return answer


class _Way:
    """One way of reading on.

    Attributes:
        next: The request for the next page; none after the last one.
        repeats: Whether a row may come twice, because nothing is taken out by reading it.
    """

    repeats = True

    def __init__(self, request: Any) -> None:
        self.next: Any = request

    def turn(self, answer: Answer, came: int) -> int:
        """Go on from a page with so many rows; how many of its first rows were taken by an earlier reading."""
        raise NotImplementedError

    def cursor(self, place: int | None) -> Cursor:
        """Where to go on: at that row of the last page, or behind all of them."""
        return {}


class _ByOffset(_Way):
    def __init__(self, paging: Paging, endpoint: Endpoint[Any], request: Any, cursor: Cursor | None) -> None:
        super().__init__(request)
        self._paging = paging
        if cursor and not {paging.offset} <= cursor.keys() <= {paging.offset, *paging.pinned}:
            raise ValueError(f"{cursor!r} is no cursor of {endpoint.name}")
        self._begin = 0
        self._go_to(cursor or {paging.offset: getattr(request, paging.offset) or 0})

    def turn(self, answer: Answer, came: int) -> int:
        paging = self._paging
        self._begin = self._at[paging.offset]
        offset = self._begin + came
        total = getattr(answer, paging.total)
        at = {**self._at, paging.offset: offset}
        # The window of the first answer is kept, so that later pages are pages of the same thing.
        for pinned in paging.pinned:
            value = getattr(answer, pinned)
            if pinned not in at and value is not None:
                at[pinned] = value
        self._go_to(at)
        if not came or (total is not None and offset >= total):
            self.next = None
        return 0

    def cursor(self, place: int | None) -> Cursor:
        return dict(self._at) if place is None else {**self._at, self._paging.offset: self._begin + place}

    def _go_to(self, at: Cursor) -> None:
        self._at = at
        moments = {name: _moment(value) for name, value in at.items() if name in self._paging.pinned}
        self.next = msgspec.structs.replace(self.next, **{**at, **moments})


class _ByNext(_Way):
    """By what the answer says comes next, or by counting pages.

    An answer's link is not called: the parameters are taken out of it, so that no answer sends us, and our credentials,
    elsewhere.
    """

    def __init__(self, following: Following, endpoint: Endpoint[Any], request: Any, cursor: Cursor | None) -> None:
        super().__init__(request)
        self._following = following
        turned = [name for name in (following.into, following.page, *following.link.values()) if name is not None]
        whole = {param.attribute for param in endpoint.params if param.encode is encode.integer}
        self._types: dict[str, Callable[[Any], Any]] = {name: int if name in whole else str for name in turned}
        given = dict(cursor or {})
        skip: object = given.pop(_ROWS, 0)
        if given.keys() - self._types.keys() or not isinstance(skip, int):
            raise ValueError(f"{cursor!r} is no cursor of {endpoint.name}")
        self._skip = skip
        self._at: Cursor = {}
        self._page: Cursor = {}
        self._came = 0
        self._seen: set[tuple[Any, ...]] = set()
        if following.asks is not None and getattr(request, following.asks) is None:
            self.next = msgspec.structs.replace(request, **{following.asks: True})
        self._go_to(given)

    def turn(self, answer: Answer, came: int) -> int:
        skip = self._skip
        self._skip = 0
        self._page, self._came = self._at, came
        following = self._turned(answer, came)
        if following is None:
            self.next = None
        else:
            self._go_to(following)
        return skip

    def cursor(self, place: int | None) -> Cursor:
        if place is None and self.next is not None:
            return dict(self._at) if self._skip == 0 else {**self._at, _ROWS: self._skip}
        return {**self._page, _ROWS: self._came if place is None else place}

    def _turned(self, answer: Answer, came: int) -> Cursor | None:
        """The parameters of the next page; none if there is none, or if it was read already."""
        way = self._following
        if way.page is not None:
            at = self._at.get(way.page) or getattr(self.next, way.page) or way.first
            return {way.page: at + 1} if came else None
        told = value_at(answer, way.next or "")
        if told in (None, ""):
            return None
        values = {way.into: told} if way.into is not None else _queried(str(told), way.link)
        try:
            following = {name: self._types[name](value) for name, value in values.items()}
        except ValueError:
            return None
        return following if following and tuple(following.items()) not in self._seen else None

    def _go_to(self, at: Cursor) -> None:
        self._at = at
        self._seen.add(tuple(at.items()))
        self.next = msgspec.structs.replace(self.next, **at)


class _ByLength(_Way):
    repeats = False

    def __init__(self, draining: Draining, request: Any) -> None:
        super().__init__(request)
        self._full = draining.full

    def turn(self, answer: Answer, came: int) -> int:
        if came < self._full if self._full is not None else came == 0:
            self.next = None
        return 0


def _queried(address: str, names: Any) -> Cursor:
    try:
        query = parse_qs(urlsplit(address).query)
    except ValueError:
        return {}
    return {names[wire]: query[wire][0] for wire in names if wire in query}


def _moment(unix: int) -> Any:
    from .clock import unix_time

    return unix_time(unix)
