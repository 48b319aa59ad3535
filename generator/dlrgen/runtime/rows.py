"""Rows over all pages of an endpoint, taken one by one; a page is asked for when its first row is wanted."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Generic, Self, TypeVar

from .answer import Answer
from .paging import Cursor, Pager
from .report import DeliveryReport, Undecoded

A = TypeVar("A", bound=Answer)
R = TypeVar("R")


class _Progress(Generic[A, R]):
    """How far a reading has come.

    Attributes:
        pages: How many pages were read.
        undecoded: Rows that could not be read.
    """

    def __init__(self, pager: Pager[A], max_items: int | None, max_pages: int | None) -> None:
        self._pager = pager
        self._max_items = max_items
        self._max_pages = max_pages
        self._waiting: deque[R] = deque()
        self._given = 0
        self.pages = 0
        self.undecoded: list[Undecoded] = []

    @property
    def cursor(self) -> Cursor:
        """Where to go on after the last row that was given: hand it to the same method later."""
        return self._pager.cursor_before(len(self._waiting))

    def _more(self) -> Any:
        """The request of the next page; none if there is none, or none is wanted."""
        enough = self._max_pages is not None and self.pages >= self._max_pages
        return None if enough else self._pager.next

    def _took(self, answer: A) -> A:
        answer = self._pager.take(answer)
        self.pages += 1
        self.undecoded += answer.undecoded
        return answer

    def _has_all(self) -> bool:
        return self._max_items is not None and self._given >= self._max_items

    def _give(self) -> R:
        self._given += 1
        return self._waiting.popleft()


class Rows(_Progress[A, R], Iterator[R]):
    """Rows as a blocking client reads them."""

    def __init__(
        self, pager: Pager[A], fetch: Callable[[Any], A], max_items: int | None, max_pages: int | None
    ) -> None:
        """Begin to read; nothing is asked for yet."""
        super().__init__(pager, max_items, max_pages)
        self._fetch = fetch

    def __iter__(self) -> Self:
        """The rows, each once."""
        return self

    def __next__(self) -> R:
        """The next row; a page is read if there is none left."""
        if self._has_all():
            raise StopIteration
        while not self._waiting:
            self._waiting.extend(self._pager.rows(next(self.answers())))
        return self._give()

    def answers(self) -> Iterator[A]:
        """Whole pages instead of rows, each with what stands beside its rows."""
        while (request := self._more()) is not None:
            yield self._took(self._fetch(request))

    def reports(self) -> Iterator[DeliveryReport]:
        """Delivery reports instead of rows."""
        for answer in self.answers():
            yield from answer.reports()


class AsyncRows(_Progress[A, R], AsyncIterator[R]):
    """Rows as an asynchronous client reads them."""

    def __init__(
        self, pager: Pager[A], fetch: Callable[[Any], Awaitable[A]], max_items: int | None, max_pages: int | None
    ) -> None:
        """Begin to read; nothing is asked for yet."""
        super().__init__(pager, max_items, max_pages)
        self._fetch = fetch

    def __aiter__(self) -> Self:
        """The rows, each once."""
        return self

    async def __anext__(self) -> R:
        """The next row; a page is read if there is none left."""
        if self._has_all():
            raise StopAsyncIteration
        while not self._waiting:
            # Not by way of `answers`, which would leave a generator behind that only the event loop can finish.
            if (request := self._more()) is None:
                raise StopAsyncIteration
            self._waiting.extend(self._pager.rows(self._took(await self._fetch(request))))
        return self._give()

    async def answers(self) -> AsyncIterator[A]:
        """Whole pages instead of rows, each with what stands beside its rows."""
        while (request := self._more()) is not None:
            yield self._took(await self._fetch(request))

    async def reports(self) -> AsyncIterator[DeliveryReport]:
        """Delivery reports instead of rows."""
        async for answer in self.answers():
            for report in answer.reports():
                yield report
