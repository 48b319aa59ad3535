"""The I/O-free core: it turns requests into bytes and answers into objects; the clients only carry the bytes.

A call is a generator: it yields what is to be sent and is given what came back. The synchronous and the asynchronous
client drive the same generator, so nothing about the protocol is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec
from msgspec import Struct

from .answer import Answer, value_at
from .clock import Now
from .codes import look_up
from .decode import UNTYPED_ERRORS, attach
from .draft import BodyKind, Draft, WireRequest
from .encode import Encoded, Named
from .endpoint import Credentials, Endpoint, Envelope, Faults, Host, Paging, Param, Scheme, Vendor, succeeded
from .errors import APIError, RequestError, ResponseError, Unusable
from .exchange import Exchange
from .formats import Format, UnreadableText, parse
from .plain import inside, is_array, is_object

A = TypeVar("A", bound=Answer)

MAX_BODY_BYTES = 64 * 1024 * 1024
_OF_BODY = ("empty", "charset", "syntax", "shape")


class Received(Struct, frozen=True):
    """A complete answer, as a client carries it back."""

    status: int
    headers: dict[str, str]
    body: bytes
    cut_off: bool = False
    """Whether the body was longer than the client reads."""


class Broken(Struct, frozen=True):
    """No complete answer: how the connection failed."""

    message: str
    may_have_arrived: bool
    cause: BaseException
    received: bytes = b""


class Settings(Struct, frozen=True, kw_only=True):
    """How one client calls: chosen once, when it is made."""

    credentials: Credentials
    schemes: tuple[Scheme, ...]
    """Those that the credentials suffice for; a call uses the first that its endpoint accepts."""
    host: Host
    base_url: str
    body: BodyKind | None
    format: Format
    clock: Callable[[], float]
    nonce: Callable[[], str] | None
    on_raw: Callable[[Exchange], object] | None


class Core:
    """Builds the requests and reads the answers of one client."""

    def __init__(self, vendor: Vendor, settings: Settings) -> None:
        """Take the vendor and the client's settings."""
        self._vendor = vendor
        self._settings = settings
        self._clock_offset = 0.0

    def scope(self, name: str) -> str:
        """What a call rate is counted for, hashed because a pacer may keep it anywhere.

        That is a credential's value, or everything that tells accounts apart.
        """
        from hashlib import sha256  # imported here, because few endpoints have a rate

        credentials = self._settings.credentials
        values = [credentials[name]] if name in credentials else list(credentials.values())
        return sha256("\0".join([self._settings.base_url, *values]).encode()).hexdigest()

    def set_clock(self, offset: float) -> None:
        """Take the vendor's clock for right: `offset` seconds are added to ours."""
        self._clock_offset += offset

    def check(self, endpoint: Endpoint[Any], request: Any) -> None:
        """Refuse arguments that cannot be sent.

        Raises:
            RequestError: In the class of the vendor.
        """
        self._draft(endpoint, request, self._scheme(endpoint))

    def exchange(self, endpoint: Endpoint[A], request: Any) -> Generator[WireRequest, Received | Broken | None, A]:
        """One exchange with an endpoint, from its request to its answer.

        Yields:
            The request to send; the answer, or how the connection broke, is to be sent back.

        Raises:
            DlrkitError: In the class of the vendor, for everything that can go wrong.
        """
        scheme = self._scheme(endpoint)
        draft = self._draft(endpoint, request, scheme)
        shown = _shown_url(draft, scheme.secret if scheme is not None else frozenset())
        wire = draft.wire(shown)
        sent_at = self._now()
        outcome = yield wire
        assert outcome is not None
        if isinstance(outcome, Broken):
            raise self._vendor.errors.transport(
                f"{self._vendor.name} {endpoint.name}: {outcome.message}",
                vendor=self._vendor.name, endpoint=endpoint.name,
                may_have_arrived=outcome.may_have_arrived, received=outcome.received,
            ) from outcome.cause  # fmt: skip
        exchange = Exchange(
            vendor=self._vendor.name, endpoint=endpoint.name, method=wire.method, url=shown, sent_at=sent_at,
            status=outcome.status, headers=outcome.headers, body=outcome.body,
        )  # fmt: skip
        answer = self._read(endpoint, exchange, cut_off=outcome.cut_off)
        if endpoint.paging is not None:
            self._check_echo(endpoint, endpoint.paging, draft, answer, exchange)
        return attach(answer, _exchange=exchange, _request=request)

    def _now(self) -> float:
        return self._settings.clock() + self._clock_offset

    def _check_echo(
        self, endpoint: Endpoint[Any], paging: Paging, draft: Draft, answer: Answer, exchange: Exchange
    ) -> None:
        """Notice the answer to another question, which a vendor may repeat within its call rate."""
        for wire, attribute in paging.echo.items():
            asked = draft.body.get(wire) or draft.query.get(wire) or endpoint.defaults.get(wire)
            echoed = getattr(answer, attribute)
            if asked is not None and echoed is not None and str(echoed) != str(asked):
                why = f"an earlier answer, repeated: asked for {wire}={asked}, it is about {wire}={echoed}"
                raise self._unreadable(exchange, "stale", why)

    def _draft(self, endpoint: Endpoint[Any], request: Any, scheme: Scheme | None) -> Draft:
        settings = self._settings
        draft = Draft(
            endpoint.method,
            settings.base_url,
            endpoint.path,
            self._body(endpoint, scheme),
            Now(int(self._now() * 1000)),
            settings.nonce() if settings.nonce else None,
        )
        try:
            self._fill(endpoint, request, draft)
        except RequestError as error:
            raise self._refused(endpoint, error.param, str(error)) from None
        draft.path += endpoint.formats[self._format(endpoint)]
        if scheme is not None:
            scheme.sign(draft, settings.credentials)
        unfit = [name for name, value in draft.headers.items() if not (value.isascii() and value.isprintable())]
        if unfit:
            why = f"{endpoint.name}: what goes into the header {unfit[0]} may hold printable ASCII only"
            raise self._vendor.errors.configuration(why, vendor=self._vendor.name, endpoint=endpoint.name)
        return draft

    def _scheme(self, endpoint: Endpoint[Any]) -> Scheme | None:
        """How to prove who calls; none where nobody has to."""
        for scheme in self._settings.schemes:
            if scheme.name in endpoint.auth:
                return scheme
        if not endpoint.auth:
            return None
        ours = " or ".join(repr(scheme.name) for scheme in self._settings.schemes)
        takes = ", ".join(endpoint.auth)
        raise self._refused(endpoint, "", f"the scheme {ours} is not accepted here; {endpoint.name} takes {takes}")

    def _body(self, endpoint: Endpoint[Any], scheme: Scheme | None) -> BodyKind | None:
        """The content type of a call, if it has a body; what goes into an envelope is JSON."""
        wanted = self._settings.body if scheme is None or scheme.envelope is None else "json"
        return wanted if wanted in endpoint.bodies else next(iter(endpoint.bodies), None)

    def _format(self, endpoint: Endpoint[Any]) -> Format:
        """The format that an answer is asked for in: the client's, or the endpoint's first where it lacks that one."""
        wanted = self._settings.format
        return wanted if wanted in endpoint.formats else next(iter(endpoint.formats))

    def _fill(self, endpoint: Endpoint[Any], request: Any, draft: Draft) -> None:
        for param in endpoint.params:
            if param.value is not None:
                _place(draft, param, param.value(draft, self._settings.credentials))
            elif (argument := getattr(request, param.attribute)) is not None or param.required:
                _place(draft, param, _given(param, argument))

    def _read(self, endpoint: Endpoint[A], exchange: Exchange, *, cut_off: bool) -> A:
        settings = self._settings
        if settings.on_raw is not None:
            try:
                kept = settings.on_raw(exchange)
            except Exception as error:
                raise self._unreadable(exchange, "hook", f"the on_raw hook raised {type(error).__name__}") from error
            if hasattr(kept, "__await__"):
                raise self._unreadable(exchange, "hook", "the on_raw hook must not be a coroutine: nothing awaits it")
        if cut_off:
            raise self._unreadable(exchange, "too_large", f"the body is longer than {len(exchange.body)} bytes")
        if not exchange.body.strip():
            raise self._unreadable(exchange, "empty", f"HTTP {exchange.status} with an empty body")
        body = self.opened(endpoint, exchange)
        if 200 <= exchange.status < 300 and self._format(endpoint) == "json":
            answer = self._read_typed(endpoint, exchange, body)
            told_by = endpoint.told_by
            if answer is not None and (told_by is None or succeeded(endpoint.faults, value_at(answer, told_by))):
                return answer
        return self._read_slowly(endpoint, exchange, body)

    def _read_typed(self, endpoint: Endpoint[A], exchange: Exchange, body: bytes) -> A | None:
        """The whole body at once, or else row by row, so that one bad row costs no other; none where neither can be."""
        try:
            return endpoint.decoder.typed(body)
        except UNTYPED_ERRORS:
            charset = _charset(body, exchange)
            with suppress(UnicodeError, LookupError):  # those rows that are ASCII can be read all the same
                body = body.decode(charset or "utf-8").encode()
            return endpoint.decoder.by_row(body)

    def _read_slowly(self, endpoint: Endpoint[A], exchange: Exchange, body: bytes) -> A:
        """What is not plainly a good answer: an error, another format, or something to put right."""
        format = self._format(endpoint)
        data = self._parse(body, exchange, format)
        faults = endpoint.faults
        is_well = 200 <= exchange.status < 300
        if is_object(data):
            fields = {faults.also.get(name, name): value for name, value in data.items()}
            if _tells_of_failure(endpoint, fields, is_well=is_well):
                raise self._failed(faults, fields, exchange)
        elif not (is_array(data) and endpoint.decoder.is_list):
            raise self._unreadable(exchange, "shape", f"the answer is a {type(data).__name__}, not an object")
        if not is_well:
            raise self._unreadable(exchange, "status", f"HTTP {exchange.status} without an error of the vendor's")
        try:
            return endpoint.decoder.untyped(data, textual=format != "json")
        except (msgspec.ValidationError, RecursionError) as error:
            raise self._unreadable(exchange, "shape", str(error)) from None

    def _parse(self, body: bytes, exchange: Exchange, format: Format) -> Any:
        problem: Unusable
        try:
            return parse(body, format, _charset(body, exchange))
        except UnreadableText as error:
            problem, why = "syntax", f"not {format.upper()}: {error}"
        except (UnicodeError, LookupError) as error:
            problem, why = "charset", str(error)
        except ImportError:
            problem, why = "syntax", f"reading it needs the extra [{format}] of dlrkit"
        raise self._unreadable(exchange, problem, f"HTTP {exchange.status}, {why}")

    def opened(self, endpoint: Endpoint[Any], exchange: Exchange) -> bytes:
        """The body that an answer is read from: what is in the gateway's envelope, where there is one.

        Raises:
            ResponseError: The envelope cannot be opened, or the gateway says that the call failed.
        """
        scheme = self._scheme(endpoint)
        envelope = None if scheme is None else scheme.envelope
        return exchange.body if envelope is None else self._open(envelope, endpoint.faults, exchange)

    def _open(self, envelope: Envelope, faults: Faults, exchange: Exchange) -> bytes:
        """The business answer inside a gateway's envelope, once its signature is right."""
        data = self._parse(exchange.body, exchange, "json")
        if not is_object(data):
            raise self._unreadable(exchange, "shape", "the envelope is not an object")
        if envelope.code not in data:
            raise self._unreadable(exchange, "shape", f"HTTP {exchange.status} without the envelope's {envelope.code}")
        fields = {name: value for name, value in data.items() if isinstance(value, str)}
        if fields.get(envelope.code) != envelope.success:
            gateway = msgspec.structs.replace(faults, code=envelope.code, message=envelope.message)
            raise self._failed(gateway, data, exchange)
        from hmac import compare_digest  # imported here, because only gateways need it

        signature = envelope.verify(fields, self._settings.credentials)
        given = fields.get(envelope.signed_by, "")
        if not compare_digest(signature.casefold().encode(), given.casefold().encode()):
            raise self._unreadable(exchange, "signature", "the envelope's signature is wrong")
        return fields.get(envelope.opens, "").encode()

    def _failed(self, faults: Faults, fields: Mapping[str, Any], exchange: Exchange) -> APIError:
        code = _text(_found(fields, faults.code))
        info = look_up(faults.table, code)
        reason = _text(_found(fields, faults.message))
        meaning = (info.en or info.zh or "a code that is not listed").rstrip(".")
        what = f"{code or 'no code'}, {meaning} (HTTP {exchange.status}: {reason!r})"
        request_id = _found(fields, faults.request_id) if faults.request_id else None
        return self._vendor.errors.api(
            f"{exchange.vendor} {exchange.endpoint}: {what}",
            vendor=exchange.vendor, endpoint=exchange.endpoint, exchange=exchange, code=code, info=info, reason=reason,
            request_id=None if request_id is None else _text(request_id),
        )  # fmt: skip

    def _unreadable(self, exchange: Exchange, problem: Unusable, why: str) -> ResponseError:
        if problem in _OF_BODY and not 200 <= exchange.status < 300:
            problem = "status"  # whatever stands in the page of an HTTP error
        return self._vendor.errors.response(
            f"{exchange.vendor} {exchange.endpoint}: {why}",
            vendor=exchange.vendor, endpoint=exchange.endpoint, exchange=exchange, problem=problem,
        )  # fmt: skip

    def _refused(self, endpoint: Endpoint[Any], param: str, why: str) -> RequestError:
        return self._vendor.errors.request(why, vendor=self._vendor.name, endpoint=endpoint.name, param=param)


def _shown_url(draft: Draft, secret: frozenset[str]) -> str:
    if not draft.query:
        return f"{draft.base_url}{draft.path}"
    query = "&".join(
        f"{name}={'***' if name in secret else quote(value, safe='')}" for name, value in draft.pairs("query")
    )
    return f"{draft.base_url}{draft.path}?{query}"


def _tells_of_failure(endpoint: Endpoint[Any], fields: Mapping[str, Any], *, is_well: bool) -> bool:
    """Whether the fields of an answer, whose HTTP status `is_well` or not, say that the call failed."""
    faults = endpoint.faults
    has_code = _is_there(fields, faults.code)
    if faults.where is None:
        return has_code and not (is_well and endpoint.has_field(faults.code))
    # Others answer with errors too, and a field of theirs may happen to have the name that tells.
    tells = has_code or (_is_there(fields, faults.where) and is_well)
    return tells and not succeeded(faults, _found(fields, faults.where))


def _is_there(fields: Mapping[str, Any], path: str) -> bool:
    holder, name = inside(fields, path)
    return name in holder


def _found(fields: Mapping[str, Any], path: str) -> Any:
    holder, name = inside(fields, path)
    return holder.get(name)


def _given(param: Param, argument: Any) -> Encoded:
    """An argument as it travels.

    Raises:
        RequestError: It must not be left out, or is not what the parameter takes.
    """
    if argument is None:
        raise RequestError(f"{param.wire} is missing", param=param.wire)
    value = param.encode(argument, param.wire)
    if param.required and not value:
        raise RequestError(f"{param.wire} is empty", param=param.wire)
    if param.choices and value not in param.choices:
        raise RequestError(f"{param.wire}: not one of {', '.join(param.choices)}", param=param.wire)
    if param.max_items is not None and len(argument) > param.max_items:
        raise RequestError(f"{param.wire}: more than {param.max_items} values", param=param.wire)
    return value


def _place(draft: Draft, param: Param, value: Any) -> None:
    match param.place:
        case "query":
            draft.query.update(value if isinstance(value, Named) else {param.wire: value})
        case "body" if isinstance(value, Named):
            draft.body.update(value)
        case "body":
            bare = param.bare and draft.body_kind == "json"
            draft.body[param.wire] = msgspec.json.decode(value) if bare else value
        case "header":
            draft.headers[param.wire] = value
        case "path":
            if value in ("", ".", ".."):
                raise RequestError(f"{param.wire}: {value!r} cannot be part of a path", param=param.wire)
            draft.path = draft.path.replace(f"{{{param.wire}}}", quote(value, safe=""))


def _charset(body: bytes, exchange: Exchange) -> str | None:
    """The charset that an answer declares; none if it does not, or for what was inside an envelope, UTF-8 by now."""
    content_type = exchange.headers.get("content-type", "") if body is exchange.body else ""
    found = re.search(r"charset=[\"']?([\w.:-]+)", content_type, re.ASCII | re.IGNORECASE)
    return found.group(1) if found else None


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
