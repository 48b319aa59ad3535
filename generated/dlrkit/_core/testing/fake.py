"""A fake vendor without any I/O: a request in, an answer out, as the vendor's spec says."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from email.utils import formatdate
from random import Random
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from ..endpoint import Credentials
from ..formats import Format
from ..plain import is_array, is_object
from .answers import Subject, Writer
from .calls import Call, Router, chosen, read
from .clock import Clock
from .examples import arguments
from .facts import Endpoint, Refusal, Shape, Vendor
from .failures import Failure, Switch
from .messages import Message, Odds, Report, Store, timeline
from .paging import turn, whole, window
from .refusals import refused
from .request import Arrived, FakeRequest
from .shapes import Filler, at, dig, drop, put
from .times import read_time
from .verify import Functions, Gatekeeper
from .write import CONTENT_TYPES, Defect, with_defects, written

if TYPE_CHECKING:
    from ..client import AsyncClient, SyncClient
    from .transport import FakeTransport

C = TypeVar("C", bound="SyncClient | AsyncClient")
_KEPT = 1000
_DIGITS = 8
"""How many digits an id has at the least, so that two are hardly ever the same."""


class FakeAnswer(Struct, frozen=True):
    """An answer as it leaves, and what goes wrong with it, if anything does."""

    status: int
    headers: dict[str, str]
    body: bytes
    failure: Failure | None = None


class Seen(Struct, frozen=True):
    """A request that a fake has seen, and how it answered; without secrets.

    Attributes:
        at: When, in Unix seconds of the fake's clock.
        method: The HTTP method.
        path: The path.
        endpoint: The endpoint that was called; none if there is none.
        status: The HTTP status of the answer.
        refusal: Why the call was refused, if it was.
        failure: What went wrong on request, if anything did.
    """

    at: float
    method: str
    path: str
    endpoint: str | None
    status: int
    refusal: Refusal | None = None
    failure: str | None = None


class _Made(Struct, frozen=True):
    """An answer in the making."""

    status: int
    data: Any
    refusal: Refusal | None = None


class FakeVendor:
    """A vendor as its spec describes it.

    Attributes:
        name: The vendor's name.
        credentials: The credentials that it accepts; made up, and the same in every run.
        clock: Its time. Advance it to let reports arrive.
        requests: The last thousand requests that it has seen.
        defects: Which faults of vendors' writers its answers have.
    """

    def __init__(
        self,
        facts: Vendor,
        functions: Functions,
        *,
        clock: Clock | None = None,
        seed: int = 0,
        messages: Iterable[Message] | None = None,
        odds: Odds | None = None,
        defects: Collection[Defect] = (),
    ) -> None:
        """Make a fake.

        Args:
            facts: What is known of the vendor.
            functions: The functions of its package that sign and verify, by name.
            clock: Its time; the system's if left out.
            seed: Whatever is made up follows from it.
            messages: The messages that it has; those of the vendor's page, with reports that have arrived, if left out.
            odds: What becomes of messages that are sent through it; left out, all arrive after five seconds.
            defects: Which faults its answers have.
        """
        self.name = facts.name
        self.credentials = Credentials(facts.credentials)
        self.clock = clock or Clock()
        self.requests: deque[Seen] = deque(maxlen=_KEPT)
        self.defects: set[Defect] = set(defects)
        self._facts = facts
        self._seed = seed
        self._odds = odds
        self._first = list(messages) if messages is not None else _known(facts)
        self._router = Router(facts)
        self._gate = Gatekeeper(facts, functions, self.credentials)
        self._failures = Switch()
        self._lock = RLock()
        self.reset()

    def reset(self) -> None:
        """Be as at the beginning, at the clock's time: without calls made, failures, and messages added."""
        with self._lock:
            self._random = Random(f"{self._seed} {self.name}")  # noqa: S311 - a seed is wanted
            self._filler = Filler(self._random, self._facts.tables)
            self._store = Store(self.clock.now())
            self._store.add(self._first)
            self._calls: dict[tuple[str, int], deque[float]] = {}
            self._last: dict[str, _Made] = {}
            self._failures.clear()
            self.requests.clear()

    @property
    def messages(self) -> list[Message]:
        """The messages that it has."""
        with self._lock:
            return list(self._store)

    @property
    def endpoints(self) -> list[Endpoint]:
        """What is known of its endpoints."""
        return self._facts.endpoints

    def arguments(self, endpoint: str) -> dict[str, Any]:
        """Arguments for the client's method of that name, to which the fake has something to answer.

        Raises:
            LookupError: There is no such endpoint.
        """
        for known in self.endpoints:
            if known.name == endpoint:
                return arguments(known, self.messages, self.clock.now())
        raise LookupError(f"{self.name} has no endpoint {endpoint!r}")

    def new_id(self, random: Random) -> str:
        """An id for a message that looks like the vendor's own; with enough digits for there to be many."""
        known = next((known.id for known in self._facts.messages), "")
        many = sum(character.isdigit() for character in known) >= _DIGITS
        return Filler(random, {}).like(known if many else "00000000")

    def new_phone(self, random: Random) -> str:
        """A phone number written like those that the vendor's page shows; its last eight digits are made up."""
        known = next((known.phone for known in self._facts.messages if known.phone), "13800138000")
        return known[:-_DIGITS] + Filler(random, {}).like(known[-_DIGITS:])

    def add(self, *messages: Message) -> None:
        """Take messages; `sent` counts from the beginning of the fake."""
        with self._lock:
            self._store.add(messages)

    def add_sent_now(self, *messages: Message) -> None:
        """Take messages that are sent now; `sent` counts from now."""
        from msgspec.structs import replace

        with self._lock:
            gone = self.clock.now() - self._store.began
            self._store.add(replace(message, sent=message.sent + gone) for message in messages)

    def fail(self, failure: Failure) -> None:
        """Let something go wrong with the next calls."""
        with self._lock:
            self._failures.add(failure)

    @property
    def transport(self) -> FakeTransport:
        """A transport for httpx, blocking and asynchronous, whose requests all go to this fake."""
        from .transport import FakeTransport

        return FakeTransport(self.answer, self.clock)

    def client(self, kind: type[C], **options: Any) -> C:
        """A client of the vendor that calls this fake, with its credentials and its clock.

        Calls that its rate does not allow yet advance the clock instead of waiting.

        Args:
            kind: The vendor's client class, the blocking or the asynchronous one.
            options: Arguments of the class; they go before what is chosen here.

        Raises:
            TypeError: It is another vendor's class.
        """
        from .transport import ClockPacer

        owner: Any = kind
        if owner._endpoints.VENDOR.name != self.name:  # noqa: SLF001 - all clients have it
            raise TypeError(f"{kind.__name__} is no client of {self.name}, of which this is a fake")
        chosen: dict[str, Any] = dict(self.credentials_for(options.get("auth")))
        chosen |= {"transport": self.transport, "clock": self.clock.now, "pacer": ClockPacer(self.clock)}
        if not options.keys() & {"base_url", "host", "plain_http"}:
            chosen["base_url"] = "https://fake.test"
        if "http_client" in options:
            del chosen["transport"]
        return kind(**(chosen | options))

    def credentials_for(self, scheme: str | None = None) -> dict[str, str]:
        """The credentials of a scheme; all that there are, if left out."""
        names = self._facts.schemes[scheme].credentials if scheme is not None else self.credentials
        return {name: self.credentials[name] for name in names}

    def answer(self, request: FakeRequest) -> FakeAnswer:
        """Answer a request. Whatever comes, nothing is raised."""
        with self._lock:
            now = self.clock.now()
            arrived = Arrived(request)
            path = next((p for p in self._router.paths(request.path) if p != request.path), request.path)
            for name, scheme in self._facts.schemes.items():
                envelope = scheme.envelope
                if envelope is not None and envelope.path in (path, request.path):
                    return self._gateway(name, request, arrived, now)
            call = self._router.find(arrived, request.path)
            failure = self._failures.take(call.endpoint.name if call else None)
            if failure is not None and not failure.lets_work:
                made = _Made(failure.status, None)
            elif call is None:
                made = self._no_such_call()
            else:
                refusal = self._gate.refusal(call.endpoint, arrived, call.path, now)
                made = self._refuse(call.endpoint, refusal) if refusal else self._work(call, arrived, now)
            endpoint = call.endpoint if call else None
            return self._leave(request, endpoint, made, call.format if call else "json", failure, now)

    def _gateway(self, name: str, request: FakeRequest, arrived: Arrived, now: float) -> FakeAnswer:
        """A call inside a signed envelope, and the answer in another."""
        envelope = self._facts.schemes[name].envelope
        assert envelope is not None
        sealed = self._gate.open(name, envelope, arrived, now)
        inner = Arrived(
            FakeRequest("POST", sealed.path, "", {"content-type": "application/json"}, sealed.body)
            if sealed
            else request
        )
        call = self._router.find(inner, sealed.path) if sealed else None
        endpoint = call.endpoint if call else None
        failure = self._failures.take(endpoint.name if endpoint else None)
        if failure is not None and not failure.lets_work:
            return self._leave(request, endpoint, _Made(failure.status, None), "json", failure, now)
        if sealed is None or call is None or name not in call.endpoint.auth:
            return self._leave(request, None, self._no_such_call(200), "json", failure, now)
        if sealed.refusal is not None:
            made = self._refuse(call.endpoint, sealed.refusal)
            return self._leave(request, endpoint, made, "json", failure, now)
        made = self._work(call, inner, now)
        text = self._written(made.data, call.endpoint.shape, "json").decode()
        answer = self._gate.seal(name, envelope, arrived, text, now)
        return self._leave(
            request, None, _Made(200, answer, made.refusal), "json", failure, now, name=call.endpoint.name
        )

    def _leave(
        self,
        request: FakeRequest,
        endpoint: Endpoint | None,
        made: _Made,
        format: Format,
        failure: Failure | None,
        now: float,
        name: str | None = None,
    ) -> FakeAnswer:
        name = endpoint.name if endpoint else name
        status = failure.status if failure is not None and failure.kind == "status" else made.status
        self.requests.append(
            Seen(now, request.method, request.path, name, status, made.refusal, failure.kind if failure else None)
        )
        headers = {"Date": formatdate(now, usegmt=True)}
        if failure is not None and failure.kind == "status":
            page = f"<html><body><h1>{failure.status}</h1></body></html>\n".encode()
            return FakeAnswer(status, {"Content-Type": "text/html", **headers}, page, failure)
        shape = endpoint.shape if endpoint else None
        if made.refusal is not None and endpoint is not None:
            shape = endpoint.errors.shape or shape
        body = self._written(made.data, shape, format)
        return FakeAnswer(status, {"Content-Type": CONTENT_TYPES[format], **headers}, body, failure)

    def _written(self, data: Any, shape: Shape | None, format: Format) -> bytes:
        data = with_defects(data, shape, self.defects)
        whole = data[""] if is_object(data) and "" in data else data
        return written(whole, format, self.defects)

    def _no_such_call(self, status: int = 404) -> _Made:
        errors = self._facts.endpoints[0].errors
        no = refused("unknown_call", "", errors, self._facts, self._filler)
        return _Made(status, no.data, "unknown_call")

    def _refuse(self, endpoint: Endpoint, refusal: Refusal, param: str = "") -> _Made:
        no = refused(refusal, param, endpoint.errors, self._facts, self._filler)
        return _Made(no.http, no.data, refusal)

    def _work(self, call: Call, arrived: Arrived, now: float) -> _Made:
        """What the vendor does once it knows who calls."""
        endpoint = call.endpoint
        for name, value in call.segments.items():
            credential = name.removeprefix("p_")
            if credential in self.credentials and value != self.credentials[credential]:
                return self._refuse(endpoint, "unknown_key", credential)
        beyond = self._beyond_rate(endpoint, now)
        if beyond is not None:
            return beyond
        values, fault = read(call, arrived, self.credentials)
        if fault is not None:
            return self._refuse(endpoint, fault.refusal, fault.param)
        made = self._answer(call, values, now)
        if any(limit.cached for limit in endpoint.limits):
            self._last[endpoint.name] = made
        return made

    def _beyond_rate(self, endpoint: Endpoint, now: float) -> _Made | None:
        """What a call gets that comes too soon; none if it does not."""
        for n, limit in enumerate(endpoint.limits):
            calls = self._calls.setdefault((endpoint.name, n), deque(maxlen=limit.calls))
            if len(calls) == limit.calls and now - calls[0] < limit.per:
                if limit.cached and endpoint.name in self._last:
                    return self._last[endpoint.name]
                if not limit.cached:
                    return self._refuse(endpoint, "too_often")
            calls.append(now)
        return None

    def _answer(self, call: Call, values: Mapping[str, Any], now: float) -> _Made:
        endpoint = call.endpoint
        if endpoint.report is None:
            data = self._filler.answer(endpoint.shape, endpoint.sample)
            if endpoint.sent is not None:
                self._send(endpoint, values, data, now)
            return self._finished(endpoint, values, data)
        writer = Writer(self._facts, endpoint, self._filler, self._store.began, self._seed)
        if endpoint.effect == "consumes":
            sizes = (endpoint.full, whole(chosen(call, values, "size")))
            most = min((n for n in sizes if n is not None), default=None)
            taken = self._store.take(now, endpoint.keep, most)
            return self._finished(endpoint, values, writer.answer([Subject(a.message, a) for a in taken]), len(taken))
        found = self._found(call, values, now, writer)
        if not endpoint.report.rows and not found:
            return self._refuse(endpoint, "unknown_message")
        asked = window(call, values)
        page = found[asked.first :][: asked.size]
        data = writer.answer(page)
        turn(data, call, values, asked, len(found))
        return self._finished(endpoint, values, data, len(page))

    def _found(self, call: Call, values: Mapping[str, Any], now: float, writer: Writer) -> list[Subject]:
        """The messages that a call asks about."""
        keep, store = call.endpoint.keep, self._store
        ids, phones = chosen(call, values, "message_id"), chosen(call, values, "phone")
        states = chosen(call, values, "status")
        since, until = (self._moment(call, values, role) for role in ("since", "until"))
        found: list[Subject] = []
        for message in store:
            sent = store.sent_at(message)
            if sent > now or (keep is not None and now - sent > keep):
                continue
            if (ids is not None and message.id not in ids) or (phones is not None and message.phone not in phones):
                continue
            if (since is not None and sent < since) or (until is not None and sent > until):
                continue
            subject = Subject(message, store.latest(message, now))
            if states is None or writer.status(subject) in states:
                found.append(subject)
        return found

    def _moment(self, call: Call, values: Mapping[str, Any], role: Any) -> float | None:
        for wire, param in call.endpoint.params.items():
            if param.role == role and wire in values:
                if param.layout is not None:
                    number = read_time(str(values[wire]), param.layout, self._facts.offset)
                    return None if number is None else number / 1000
                number = whole([values[wire]])
                return None if number is None else number / (1000 if param.encode == "unix_ms" else 1)
        return None

    def _assumed(self, endpoint: Endpoint, wire: str) -> str | None:
        """What the vendor takes for a parameter that is left out: of a span of time, all that it has."""
        param = endpoint.params.get(wire)
        if param is None:
            return None
        thousands = 1000 if param.encode == "unix_ms" else 1
        if param.role == "since" and param.layout is None:
            return str(int(min(map(self._store.sent_at, self._store), default=self._store.began)) * thousands)
        if param.role == "until" and param.layout is None:
            return str((int(self.clock.now()) + 1) * thousands)
        return param.default

    def _send(self, endpoint: Endpoint, values: Mapping[str, Any], data: dict[str, Any], now: float) -> None:
        """Make the messages that a call sends, under ids like the one in the captured answer."""
        sent = endpoint.sent
        assert sent is not None
        wire, _, inner = sent.phone.partition("[].")
        given = values.get(wire)
        phones = [str(dig(one, inner) if inner else one) for one in (given if is_array(given) else [given])]
        rows_path = sent.rows.removesuffix("[]")
        rows = dig(data, rows_path) if sent.rows not in ("", ".") else None
        sample = dig(rows[0] if rows else data, sent.message_id)
        ids = [self._filler.like(str(sample or "0123456789abcdef")) for _ in (phones if rows else phones[:1])]
        if rows:
            row = rows[0]
            made = [dict(row) for _ in phones]
            for one, id, phone in zip(made, ids, phones, strict=True):
                put(one, sent.message_id, id)
                if (inner or wire) in one:
                    one[inner or wire] = phone
            put(data, rows_path, made)
        else:
            put(data, sent.message_id, ids[0])
            ids *= len(phones)
        began = now - self._store.began
        self._store.add(
            Message(id=id, phone=phone, sent=began, reports=self._timeline())
            for id, phone in zip(ids, phones, strict=True)
        )

    def _timeline(self) -> list[Report]:
        return [Report()] if self._odds is None else timeline(self._random, self._odds)

    def _finished(self, endpoint: Endpoint, values: Mapping[str, Any], data: dict[str, Any], rows: int = 0) -> _Made:
        """An answer with what says that the call went well, and what it repeats of the request."""
        success = endpoint.errors.success
        if success.where is not None and success.absent:
            drop(data, success.where)
        elif success.where is not None:
            put(data, success.where, _well(endpoint, success.where, rows))
        for wire in endpoint.paging.echo if endpoint.paging else ():
            value = values.get(wire, self._assumed(endpoint, wire))
            if value is not None:
                shape = at(endpoint.shape, wire)
                put(data, wire, int(value) if shape is not None and shape.type == "integer" else value)
        request_id = endpoint.errors.request_id
        if request_id is not None and isinstance(dig(data, request_id), str):
            put(data, request_id, self._filler.like(dig(data, request_id)))
        return _Made(200, data)


def _well(endpoint: Endpoint, where: str, rows: int) -> str | int:
    """What the field that tells of success has: its value, or how many rows there are where any number will do."""
    success = endpoint.errors.success
    if success.at_least is not None:
        return max(rows, success.at_least)
    value = success.equals or ""
    shape = at(endpoint.shape, where)
    return int(value) if shape is not None and shape.type == "integer" and value.lstrip("-").isdecimal() else value


def _known(facts: Vendor) -> list[Message]:
    """The messages of the vendor's page, sent a moment ago, with their reports."""
    return [
        Message(
            id=known.id,
            phone=known.phone or "13800138000",
            sent=-10,
            reports=[Report(after=5, state=known.state, status=known.status, code=known.code, text=known.text)],
        )
        for known in facts.messages
    ]
