"""The shells around the core: one that blocks, one that does not. They carry bytes and nothing else.

A client's class is often imported and not always used, so the engine, httpx and what a vendor's calls look like are
imported with the first client, not with the class.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from .options import AsyncOptions, CallOptions, Choices, ClientOptions, SyncOptions

if TYPE_CHECKING:
    from .answer import Answer
    from .endpoint import Endpoint, Vendor
    from .engine import Steps
    from .paging import Cursor, Pager
    from .rows import AsyncRows, Rows

A = TypeVar("A", bound="Answer")

_OPTIONS = SyncOptions.__optional_keys__ | AsyncOptions.__optional_keys__


class _Client:
    """What the two shells share."""

    _endpoints: ModuleType
    """The vendor and its calls, as generated."""

    def __init__(self, credentials: Mapping[str, str | None], options: ClientOptions, choices: Choices) -> None:
        if unknown := set(options) - _OPTIONS:
            raise TypeError(f"{type(self).__name__} has no option {', '.join(sorted(unknown))}")
        from .configure import engine

        self._vendor: Vendor = self._endpoints.VENDOR
        self._engine = engine(self._vendor, credentials, options, choices)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def _pager(self, endpoint: Endpoint[A], request: object, cursor: Cursor | None) -> Pager[A]:
        from .paging import Pager

        try:
            return Pager(endpoint, request, cursor)
        except ValueError as error:
            raise self._vendor.errors.request(str(error), vendor=self._vendor.name, endpoint=endpoint.name) from None


class SyncClient(_Client):
    """The base of the blocking clients. May be shared between threads."""

    def __init__(self, credentials: Mapping[str, str | None], options: SyncOptions, **choices: Unpack[Choices]) -> None:
        """Take the credentials by name, the options, and what was chosen of the vendor's alternatives."""
        from .http import SyncCarrier

        super().__init__(credentials, options, choices)
        self._carrier = SyncCarrier(options)

    def close(self) -> None:
        """Close the connections, unless the httpx client is yours."""
        self._carrier.close()

    def __enter__(self) -> Self:
        """Use the client in a `with` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()

    def _call(self, endpoint: Endpoint[A], request: object, call: CallOptions) -> A:
        return self._run(self._engine.call(endpoint, request), call)

    def _wait(self, endpoint: Endpoint[A], request: object, call: CallOptions, within: float | None) -> A:
        assert endpoint.polling is not None
        return self._run(self._engine.wait(endpoint, request, endpoint.polling, within), call)

    def _rows(
        self,
        endpoint: Endpoint[A],
        request: object,
        call: CallOptions,
        max_items: int | None = None,
        max_pages: int | None = None,
        cursor: Cursor | None = None,
    ) -> Rows[A, Any]:
        from .rows import Rows

        pager = self._pager(endpoint, request, cursor)
        return Rows(pager, lambda asked: self._call(endpoint, asked, call), max_items, max_pages)

    def _run(self, steps: Steps[A], call: CallOptions) -> A:
        _refuse_unknown(call)
        step = next(steps)
        while True:
            outcome = self._carrier.carry(step, call)
            try:
                step = steps.send(outcome)
            except StopIteration as done:
                answer: A = done.value
                return answer


class AsyncClient(_Client):
    """The base of the asynchronous clients. May be shared between tasks."""

    def __init__(
        self, credentials: Mapping[str, str | None], options: AsyncOptions, **choices: Unpack[Choices]
    ) -> None:
        """Take the credentials by name, the options, and what was chosen of the vendor's alternatives."""
        from .http import AsyncCarrier

        super().__init__(credentials, options, choices)
        self._carrier = AsyncCarrier(options)

    async def aclose(self) -> None:
        """Close the connections, unless the httpx client is yours."""
        await self._carrier.aclose()

    async def __aenter__(self) -> Self:
        """Use the client in an `async with` block."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self.aclose()

    async def _call(self, endpoint: Endpoint[A], request: object, call: CallOptions) -> A:
        return await self._run(self._engine.call(endpoint, request), call)

    async def _wait(self, endpoint: Endpoint[A], request: object, call: CallOptions, within: float | None) -> A:
        assert endpoint.polling is not None
        return await self._run(self._engine.wait(endpoint, request, endpoint.polling, within), call)

    def _rows(
        self,
        endpoint: Endpoint[A],
        request: object,
        call: CallOptions,
        max_items: int | None = None,
        max_pages: int | None = None,
        cursor: Cursor | None = None,
    ) -> AsyncRows[A, Any]:
        from .rows import AsyncRows

        pager = self._pager(endpoint, request, cursor)
        return AsyncRows(pager, lambda asked: self._call(endpoint, asked, call), max_items, max_pages)

    async def _run(self, steps: Steps[A], call: CallOptions) -> A:
        _refuse_unknown(call)
        step = next(steps)
        while True:
            outcome = await self._carrier.carry(step, call)
            try:
                step = steps.send(outcome)
            except StopIteration as done:
                answer: A = done.value
                return answer


def _refuse_unknown(call: CallOptions) -> None:
    """A misspelt argument would be taken for an option, and the call would ask for something else."""
    if call and (unknown := call.keys() - CallOptions.__optional_keys__):
        raise TypeError(f"unexpected argument {', '.join(sorted(unknown))}")
