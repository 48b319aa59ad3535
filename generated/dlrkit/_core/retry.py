"""Whether a failed call may be made again, and after how long. Pure decisions; nobody sleeps here."""

from __future__ import annotations

from msgspec import Struct

from .codes import Category, Retry
from .endpoint import Effect
from .errors import APIError, DlrkitError, ResponseError, TransportError
from .exchange import Exchange

_TRANSIENT_STATUSES = frozenset({429, 502, 503, 504})
_OWN_FAULTS = frozenset({Category.PARAMETER, Category.AUTHENTICATION, Category.CLOCK})


class RetryPolicy(Struct, frozen=True, kw_only=True):
    """How often and how patiently a query is asked again."""

    retries: int = 3
    """How often, at the most; 0 for never."""
    first: float = 0.5
    """Seconds before the first repetition, at the most; doubled for each further one."""
    longest: float = 20.0
    """Seconds between two repetitions, at the most, unless the vendor asks for more."""
    patience: float = 120.0
    """A vendor who asks for more seconds than these gets no repetition."""


def pause(policy: RetryPolicy, effect: Effect, error: DlrkitError, attempt: int, jitter: float) -> float | None:
    """How long to wait before the call is made again.

    Args:
        policy: The client's policy.
        effect: What the call does at the vendor.
        error: How it failed.
        attempt: How often it was repeated already.
        jitter: A random number from 0 to 1, so that many clients do not come back at once.

    Returns:
        Seconds; none if the call must not be repeated.
    """
    if attempt >= policy.retries or not _is_safe(effect, error) or not _is_transient(error):
        return None
    backoff = min(policy.longest, policy.first * 2.0 ** min(attempt, 99)) * (0.5 + jitter / 2)
    wanted = retry_after(error.exchange) if isinstance(error, ResponseError) else None
    if wanted is None:
        return backoff
    return max(backoff, wanted) if wanted <= policy.patience else None


def _is_safe(effect: Effect, error: DlrkitError) -> bool:
    """What consumes or sends is made again only if the vendor cannot have seen it."""
    return effect == "queries" or (isinstance(error, TransportError) and not error.may_have_arrived)


def _is_transient(error: DlrkitError) -> bool:
    if isinstance(error, TransportError):
        return True
    if isinstance(error, APIError) and error.info.is_known:
        return error.retry is Retry.LATER and error.category not in _OWN_FAULTS
    return isinstance(error, ResponseError) and error.http_status in _TRANSIENT_STATUSES


def retry_after(exchange: Exchange) -> float | None:
    """The seconds that the vendor asks us to wait, from `Retry-After`; none if it does not, or says it badly."""
    value = exchange.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    until = http_date(value)
    return None if until is None else max(0.0, until - exchange.sent_at)


def http_date(value: str | None) -> float | None:
    """An HTTP date as Unix seconds; none if it is none."""
    if not value:
        return None
    from datetime import UTC  # imported here, because hardly any call needs them
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
