"""What a client may do on the wire: when to call, whether to call again, how to split and how to wait.

Like the core below it, it does no I/O: it yields requests and pauses, and is handed what came of them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from random import random
from time import monotonic
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from .answer import Answer
from .codes import Category
from .core import Broken, Core, Received
from .decode import attach
from .draft import WireRequest
from .drift import Drift, drifts
from .endpoint import Batch, Endpoint, Polling, Vendor
from .errors import APIError, DlrkitError, RateLimitError, ResponseError, TransportError
from .pace import Pacer, Pacing
from .plain import is_many
from .retry import RetryPolicy, http_date, pause

A = TypeVar("A", bound=Answer)


class Pause(Struct, frozen=True):
    """A step in which nothing is sent."""

    seconds: float


Step = WireRequest | Pause
Outcome = Received | Broken | None
Steps = Generator[Step, Outcome, A]


class Conduct(Struct, frozen=True, kw_only=True):
    """How one client behaves: chosen once, when it is made."""

    retry: RetryPolicy
    pacing: Pacing
    pacer: Pacer
    strict: bool = False
    on_drift: Callable[[Drift], object] | None = None


class Engine:
    """Makes the calls of one client."""

    def __init__(self, vendor: Vendor, core: Core, conduct: Conduct) -> None:
        """Take the vendor, the core that knows its protocol, and how to behave."""
        self._vendor = vendor
        self._core = core
        self._conduct = conduct

    def call(self, endpoint: Endpoint[A], request: Any) -> Steps[A]:
        """A call as the vendor wants it made: in its rate, in parts if it is too large, again where that is safe.

        Yields:
            Requests and pauses.

        Raises:
            DlrkitError: In the class of the vendor, for everything that can go wrong.
        """
        batch = endpoint.batch
        if batch is not None:
            values: object = getattr(request, batch.attribute)
            if is_many(values) and len(values) > batch.max:
                return (yield from self._in_parts(endpoint, request, batch))
        return (yield from self._until_done(endpoint, request))

    def wait(self, endpoint: Endpoint[A], request: Any, polling: Polling, within: float | None) -> Steps[A]:
        """Call until every report of the answer is final, and every message that is asked for by id has one.

        Raises:
            WaitTimeoutError: They were not within the time.
        """
        deadline = monotonic() + (polling.deadline if within is None else within)
        asked = set[str](getattr(request, polling.ids) or () if polling.ids is not None else ())
        while True:
            answer = yield from self.call(endpoint, request)
            reports = list(answer.reports())
            missing = asked - {report.message_id for report in reports}
            if reports and not missing and all(report.is_final for report in reports):
                return answer
            if monotonic() + polling.every > deadline:
                pending = sum(not report.is_final for report in reports)
                why = f"{pending} of {len(reports)} reports are not final yet"
                if missing:
                    why += f", and {len(missing)} of {len(asked)} messages have none"
                raise self._vendor.errors.wait(
                    f"{self._vendor.name} {endpoint.name}: {why}",
                    vendor=self._vendor.name,
                    endpoint=endpoint.name,
                    answer=answer,
                )
            yield Pause(polling.every)

    def _in_parts(self, endpoint: Endpoint[A], request: Any, batch: Batch) -> Steps[A]:
        """The same call for each part of its list; the answers joined in order, a failed part beside them."""
        values = list(getattr(request, batch.attribute))
        parts = [values[start : start + batch.max] for start in range(0, len(values), batch.max)]
        requests = [msgspec.structs.replace(request, **{batch.attribute: part}) for part in parts]
        for asked in requests:
            self._core.check(endpoint, asked)
        answers: list[A] = []
        failures: list[tuple[list[str], DlrkitError]] = []
        for part, asked in zip(parts, requests, strict=True):
            try:
                answers.append((yield from self._until_done(endpoint, asked)))
            except DlrkitError as error:
                failures.append((part, error))
        if not answers:
            raise failures[0][1]
        whole = answers[0]
        joined = [row for answer in answers for row in getattr(answer, batch.rejoin) or ()]
        setattr(whole, batch.rejoin, joined)
        return attach(
            whole,
            _request=request,
            _failures=tuple(failures),
            _undecoded=tuple(row for answer in answers for row in answer.undecoded),
            _repairs=tuple(repair for answer in answers for repair in answer.repairs),
        )

    def _until_done(self, endpoint: Endpoint[A], request: Any) -> Steps[A]:
        attempt = 0
        clock_was_set = False
        before: DlrkitError | None = None
        while True:
            try:
                yield from self._keep_pace(endpoint)
            except RateLimitError:
                if before is None:
                    raise
                raise before from before.__cause__  # a RateLimitError would say that nothing was sent
            try:
                answer = yield from self._core.exchange(endpoint, request)
                self._watch(endpoint, answer)
                return answer
            except DlrkitError as error:
                before = error
                if self._set_clock(error) and endpoint.effect == "queries" and not clock_was_set:
                    clock_was_set = True
                    continue
                jitter = random()  # noqa: S311 - it spreads clients, and protects nothing
                seconds = pause(self._conduct.retry, endpoint.effect, error, attempt, jitter)
                if seconds is None:
                    self._tell_of_loss(endpoint, error)
                    raise
            attempt += 1
            yield Pause(seconds)

    def _keep_pace(self, endpoint: Endpoint[Any]) -> Generator[Step, Outcome, None]:
        if self._conduct.pacing == "off":
            return
        for limit in endpoint.limits:
            key = (self._vendor.name, endpoint.name, limit.per, self._core.scope(limit.scope))
            waits = self._conduct.pacing == "wait"
            seconds = self._conduct.pacer.reserve(key, limit.calls, limit.per, wait=waits)
            if seconds > 0 and not waits:
                raise self._vendor.errors.rate(
                    f"{self._vendor.name} {endpoint.name}: the vendor's rate allows the next call in {seconds:.1f} s",
                    vendor=self._vendor.name,
                    endpoint=endpoint.name,
                    retry_after=seconds,
                )
            if seconds > 0:
                yield Pause(seconds)

    def _set_clock(self, error: DlrkitError) -> bool:
        """Learn the vendor's time from an answer that says ours is wrong; whether there was something to learn."""
        if not isinstance(error, APIError) or error.category is not Category.CLOCK:
            return False
        theirs = http_date(error.exchange.headers.get("date"))
        if theirs is None:
            return False
        self._core.set_clock(theirs - error.exchange.sent_at)
        return True

    def _tell_of_loss(self, endpoint: Endpoint[Any], error: DlrkitError) -> None:
        """Make an error say what a read that consumes may have cost."""
        arrived = error.may_have_arrived if isinstance(error, TransportError) else isinstance(error, ResponseError)
        if endpoint.effect == "consumes" and arrived and not isinstance(error, APIError):
            error.reports_may_be_lost = True
            error.recovery = endpoint.recovery
            then = f"; ask {endpoint.recovery} for them" if endpoint.recovery else ""
            error.args = (f"{error}; reports may be lost, for this call hands each out once{then}",)

    def _watch(self, endpoint: Endpoint[Any], answer: Answer) -> None:
        conduct = self._conduct
        if conduct.on_drift is None and not conduct.strict:
            return
        body = self._core.opened(endpoint, answer.exchange)
        found = list(drifts(answer, body, self._vendor.name, endpoint.name))
        if conduct.on_drift is not None:
            try:
                for drift in found:
                    conduct.on_drift(drift)
            except Exception as error:
                raise self._vendor.errors.response(
                    f"{self._vendor.name} {endpoint.name}: the on_drift hook raised {type(error).__name__}",
                    vendor=self._vendor.name,
                    endpoint=endpoint.name,
                    exchange=answer.exchange,
                    problem="hook",
                ) from error
        if found and conduct.strict:
            first = found[0]
            raise self._vendor.errors.response(
                f"{self._vendor.name} {endpoint.name}: {first.kind} at {first.path}: {first.detail}",
                vendor=self._vendor.name,
                endpoint=endpoint.name,
                exchange=answer.exchange,
                problem="drift",
            )
