"""What clients and calls take beside their own arguments. Annotations only: httpx is not imported here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    import httpx

    from .draft import BodyKind
    from .drift import Drift
    from .exchange import Exchange
    from .formats import Format
    from .pace import Pacer, Pacing
    from .retry import RetryPolicy


class CallOptions(TypedDict, total=False):
    """What every method takes beside its own arguments."""

    timeout: float | httpx.Timeout
    """Seconds, for this call alone."""
    headers: Mapping[str, str]
    """Further headers, for this call alone."""


class Choices(TypedDict, total=False):
    """What some vendors leave to choose; none where the first that fits will do."""

    auth: str | None
    host: str | None
    body: BodyKind | None
    format: Format | None


class ClientOptions(TypedDict, total=False):
    """What every client takes beside its credentials."""

    base_url: str
    """An address of your own, in place of the vendor's."""
    plain_http: bool
    """Use the vendor's address without TLS, where there is one."""
    timeout: float | httpx.Timeout
    """Seconds, for every call; five to connect and thirty to answer if left out."""
    max_body_bytes: int
    """The longest body that is read; 64 MiB if left out."""
    clock: Callable[[], float]
    """The time in Unix seconds; the system's if left out."""
    nonce: Callable[[], str]
    """Makes numbers used once; random ones if left out."""
    retry: RetryPolicy
    """How often and how patiently queries are asked again; `RetryPolicy(retries=0)` for never."""
    pacing: Pacing
    """Before a call that the vendor's rate does not allow yet: `wait` (if left out), `raise` or `off`."""
    pacer: Pacer
    """Who keeps count of calls; all clients of the process together, if left out."""
    strict: bool
    """Raise when an answer deviates from the spec in any way."""
    on_drift: Callable[[Drift], object]
    """Called with each deviation of an answer from its spec. Looking for them takes time; it is only done if asked."""
    on_raw: Callable[[Exchange], object]
    """Called with every complete answer before anything of it is parsed. If it raises, nothing is parsed."""


class SyncOptions(ClientOptions, total=False):
    """What a blocking client takes beside its credentials."""

    http_client: httpx.Client
    """A client of your own; it is not closed with this one."""
    transport: httpx.BaseTransport
    """A transport for the client that is made otherwise."""


class AsyncOptions(ClientOptions, total=False):
    """What an asynchronous client takes beside its credentials."""

    http_client: httpx.AsyncClient
    """A client of your own; it is not closed with this one."""
    transport: httpx.AsyncBaseTransport
    """A transport for the client that is made otherwise."""
    aiohttp: bool
    """Carry over aiohttp, with the extra `[aiohttp]`: many times faster when a hundred calls are under way at once."""
