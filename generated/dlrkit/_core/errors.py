"""Errors: everything a client raises derives from `DlrkitError`, and everything of one vendor from its own class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from .answer import Answer
    from .codes import Category, Code, Retry
    from .exchange import Exchange

Unusable = Literal[
    "api", "drift", "stale", "empty", "too_large", "charset", "syntax", "shape", "status", "signature", "hook"
]


class DlrkitError(Exception):
    """The base of all errors of this package.

    Attributes:
        vendor: The vendor's name in lower case.
        endpoint: The endpoint's name; empty when the fault came before any call.
        reports_may_be_lost: Whether the call was a read that hands each report out once, and its reports may have been
            handed out and not have arrived.
        recovery: The endpoint that still has them, if the vendor has one.
    """

    reports_may_be_lost: bool = False
    recovery: str | None = None

    def __init__(self, message: str, *, vendor: str = "", endpoint: str = "") -> None:
        """Say what went wrong, at which vendor and endpoint."""
        super().__init__(message)
        self.vendor = vendor
        self.endpoint = endpoint

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by attributes, so that subclasses may ask for more arguments than the message."""
        return _restore, (type(self), self.args, self.__dict__)


def _restore(kind: type[DlrkitError], args: tuple[Any, ...], attributes: dict[str, Any]) -> DlrkitError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(attributes)
    return error


class ConfigurationError(DlrkitError):
    """The client was set up so that no call can be made: a credential is missing, or no host fits."""


class RequestError(DlrkitError):
    """An argument was refused before anything was sent.

    Attributes:
        param: The parameter's name on the wire.
    """

    def __init__(self, message: str, *, vendor: str = "", endpoint: str = "", param: str = "") -> None:
        """Say which parameter was refused and why."""
        super().__init__(message, vendor=vendor, endpoint=endpoint)
        self.param = param


class RateLimitError(DlrkitError):
    """The vendor's call rate does not allow the call yet, and the client was told not to wait. Nothing was sent.

    Attributes:
        retry_after: In how many seconds the call will be allowed.
    """

    def __init__(self, message: str, *, vendor: str = "", endpoint: str = "", retry_after: float) -> None:
        """Say when the call will be allowed."""
        super().__init__(message, vendor=vendor, endpoint=endpoint)
        self.retry_after = retry_after


class WaitTimeoutError(DlrkitError):
    """The reports that were waited for are not all final.

    Attributes:
        answer: The last answer.
    """

    def __init__(self, message: str, *, vendor: str = "", endpoint: str = "", answer: Answer) -> None:
        """Say how long was waited."""
        super().__init__(message, vendor=vendor, endpoint=endpoint)
        self.answer = answer


class TransportError(DlrkitError):
    """No complete answer came: the connection failed, broke or timed out. The cause is chained.

    Attributes:
        may_have_arrived: Whether bytes of the request may have reached the vendor.
        received: What had come of the body by then.
    """

    def __init__(
        self, message: str, *, vendor: str = "", endpoint: str = "", may_have_arrived: bool, received: bytes = b""
    ) -> None:
        """Say how the connection failed."""
        super().__init__(message, vendor=vendor, endpoint=endpoint)
        self.may_have_arrived = may_have_arrived
        self.received = received


class ResponseError(DlrkitError):
    """An answer came that cannot be used.

    Attributes:
        problem: What is wrong with it: `api` (the vendor says so itself, see `APIError`), `empty`, `too_large`,
            `charset`, `syntax` (not the format it should be in), `shape` (well-formed, but not what the spec states),
            `stale` (the vendor repeated its answer to another question), `drift` (a deviation, for a strict client),
            `status` (an HTTP error without the vendor's own error in it), `signature` (an envelope whose signature is
            wrong), `hook` (the caller's hook raised).
        exchange: The call and its answer with the raw body.
    """

    def __init__(
        self, message: str, *, vendor: str = "", endpoint: str = "", exchange: Exchange, problem: Unusable = "shape"
    ) -> None:
        """Say what is wrong with the answer."""
        super().__init__(message, vendor=vendor, endpoint=endpoint)
        self.exchange = exchange
        self.problem = problem

    @property
    def http_status(self) -> int:
        """The HTTP status of the answer."""
        return self.exchange.status

    @property
    def body(self) -> bytes:
        """The raw body of the answer."""
        return self.exchange.body


class APIError(ResponseError):
    """The vendor says that the call failed, under whatever HTTP status.

    Attributes:
        code: The vendor's code as text.
        info: The code's row in the vendor's table; for a code that is not listed, `info.is_known` is false.
        reason: The vendor's message.
        request_id: The id by which the vendor's support can find the call, if the answer has one.
    """

    def __init__(
        self,
        message: str,
        *,
        vendor: str = "",
        endpoint: str = "",
        exchange: Exchange,
        code: str,
        info: Code,
        reason: str = "",
        request_id: str | None = None,
    ) -> None:
        """Say which code the vendor answered with."""
        super().__init__(message, vendor=vendor, endpoint=endpoint, exchange=exchange, problem="api")
        self.code = code
        self.info = info
        self.reason = reason
        self.request_id = request_id

    @property
    def category(self) -> Category:
        """What kind of fault the code stands for."""
        return self.info.category

    @property
    def retry(self) -> Retry:
        """Whether the same call may succeed when it is made again."""
        return self.info.retry
