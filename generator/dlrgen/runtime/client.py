"""The shells around the core: one that blocks, one that does not. They carry bytes and nothing else."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

from msgspec import Struct

from .answer import Answer
from .core import Core, Settings
from .draft import BodyKind
from .endpoint import Credentials, Endpoint, Host, Scheme, Vendor
from .engine import Conduct, Engine, Steps
from .errors import ConfigurationError
from .formats import Format
from .options import AsyncOptions, CallOptions, ClientOptions, SyncOptions
from .pace import SHARED
from .paging import Cursor, Pager
from .retry import RetryPolicy
from .rows import AsyncRows, Rows

A = TypeVar("A", bound=Answer)


class Choices(Struct, frozen=True, kw_only=True):
    """What a vendor leaves to choose; none where the first that fits will do."""

    auth: str | None = None
    host: str | None = None
    body: BodyKind | None = None
    format: Format | None = None


ANY = Choices()
_PART = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_OPTIONS = SyncOptions.__optional_keys__ | AsyncOptions.__optional_keys__


class _Client:
    """What the two shells share: the settings, and how httpx is spoken to."""

    _vendor: Vendor

    def __init__(self, credentials: Mapping[str, str | None], options: ClientOptions, choices: Choices) -> None:
        if unknown := set(options) - _OPTIONS:
            raise TypeError(f"{type(self).__name__} has no option {', '.join(sorted(unknown))}")
        given = self._credentials(credentials)
        schemes = self._schemes(given, choices.auth)
        host = self._host(given, schemes[0], choices.host, options)
        settings = Settings(
            credentials=given,
            schemes=tuple(s for s in schemes if not host.auth or s.name in host.auth) or (schemes[0],),
            host=host,
            base_url=self._base_url(host, given, options),
            body=choices.body or host.body,
            format=choices.format or "json",
            clock=options.get("clock", time.time),
            nonce=options.get("nonce"),
            on_raw=options.get("on_raw"),
        )
        conduct = Conduct(
            retry=options.get("retry", RetryPolicy()),
            pacing=options.get("pacing", "wait"),
            pacer=options.get("pacer", SHARED),
            strict=options.get("strict", False),
            on_drift=options.get("on_drift"),
        )
        self._engine = Engine(self._vendor, Core(self._vendor, settings), conduct)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def _credentials(self, given: Mapping[str, str | None]) -> Credentials:
        """The credentials that were given, and from the environment those that were not."""
        found = Credentials()
        for credential in self._vendor.credentials:
            variable = f"DLRKIT_{self._vendor.name}_{credential.name}".upper()
            value = given.get(credential.name) or os.environ.get(variable)
            if not value:
                continue
            if not _is_sendable(value):
                raise self._misconfigured(
                    f"{credential.name} must be a text without line breaks or other control characters"
                )
            if credential.pattern and not re.search(credential.pattern, value):
                raise self._misconfigured(f"{credential.name} does not look as it should ({credential.pattern})")
            found[credential.name] = value
        return found

    def _schemes(self, credentials: Credentials, name: str | None) -> list[Scheme]:
        """The schemes that the credentials suffice for, or the one of that name; at least one."""
        schemes = [s for s in self._vendor.schemes if name in (None, s.name)]
        if possible := [s for s in schemes if all(c in credentials for c in s.credentials)]:
            return possible
        if not schemes:
            known = ", ".join(s.name for s in self._vendor.schemes)
            raise self._misconfigured(f"there is no scheme {name!r}; there are {known}")
        wanted = " or ".join(" and ".join(s.credentials) for s in _distinct(schemes))
        raise self._misconfigured(
            f"give {wanted}, as arguments or as environment variables DLRKIT_{self._vendor.name.upper()}_…"
        )

    def _host(self, credentials: Credentials, scheme: Scheme, name: str | None, options: ClientOptions) -> Host:
        for host in self._vendor.hosts:
            if name is not None:
                if host.name == name:
                    return host
            elif (not host.auth or scheme.name in host.auth) and _meets(host, credentials):
                if "base_url" in options or (host.url is not None and not _missing(host, credentials)):
                    return host
                if host.url is None:
                    break
        if name is None and "base_url" in options:
            return Host(name="given")
        known = ", ".join(h.name for h in self._vendor.hosts if h.url and (not h.auth or scheme.name in h.auth))
        what = f"there is no host {name!r}" if name else "no host follows from what was given"
        raise self._misconfigured(f"{what}: give base_url=…, or host= one of {known}")

    def _base_url(self, host: Host, credentials: Credentials, options: ClientOptions) -> str:
        url = options.get("base_url")
        if url is None:
            url = host.plain if options.get("plain_http") else host.url
        if url is None:
            raise self._misconfigured(f"the host {host.name!r} has no such address: give base_url=…")
        if "base_url" not in options:
            for name in _missing(host, credentials):
                raise self._misconfigured(f"the address of the host {host.name!r} needs {name}, or give base_url=…")
            url = _PART.sub(lambda part: credentials[part[1]], url)
        if not re.match(r"https?://[^/?#@\s]+(/[^?#\s]*)?\Z", url):
            raise self._misconfigured("base_url must be http(s)://host/path, without user, password and query")
        return url.rstrip("/")

    def _pager(self, endpoint: Endpoint[A], request: object, cursor: Cursor | None) -> Pager[A]:
        try:
            return Pager(endpoint, request, cursor)
        except ValueError as error:
            raise self._vendor.errors.request(str(error), vendor=self._vendor.name, endpoint=endpoint.name) from None

    def _misconfigured(self, why: str) -> ConfigurationError:
        return self._vendor.errors.configuration(f"{self._vendor.name}: {why}", vendor=self._vendor.name)


class SyncClient(_Client):
    """The base of the blocking clients. May be shared between threads."""

    def __init__(self, credentials: Mapping[str, str | None], options: SyncOptions, choices: Choices = ANY) -> None:
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

    def __init__(self, credentials: Mapping[str, str | None], options: AsyncOptions, choices: Choices = ANY) -> None:
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


def _is_sendable(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _refuse_unknown(call: CallOptions) -> None:
    """A misspelt argument would be taken for an option, and the call would ask for something else."""
    if call and (unknown := call.keys() - CallOptions.__optional_keys__):
        raise TypeError(f"unexpected argument {', '.join(sorted(unknown))}")


def _missing(host: Host, credentials: Credentials) -> list[str]:
    """The credentials that an address needs and that were not given, or cannot be a part of a host's name."""
    needed: list[str] = _PART.findall(host.url or "")
    return [name for name in needed if not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", credentials.get(name, ""))]


def _meets(host: Host, credentials: Credentials) -> bool:
    if host.when is None:
        return True
    name, least, most = host.when
    value = credentials.get(name, "")
    return value.isdecimal() and least <= int(value) <= most


def _distinct(schemes: list[Scheme]) -> list[Scheme]:
    return list({scheme.credentials: scheme for scheme in reversed(schemes)}.values())[::-1]
