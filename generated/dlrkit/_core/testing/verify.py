"""Who calls: a request is signed again, at the time and with the nonce that it states, and must carry the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta, timezone
from typing import Any

import msgspec
from msgspec import Struct

from ..clock import Now
from ..draft import Draft
from ..endpoint import Credentials
from .facts import Endpoint, Envelope, Param, Refusal, Scheme, Template, Vendor
from .request import Arrived
from .times import read_time

Functions = Mapping[str, Callable[..., Any]]
"""The vendor's own functions that sign and verify: what its package has in `auth`."""

_STANDARD = ("Content-Type", "Accept", "Date")


_Entry = tuple[str, str, Template]
"""What a scheme adds to a request: the place, the name, and how its value is made."""


class Sealed(Struct, frozen=True):
    """A call that came through a gateway: its path and body, and whether the gateway lets it pass."""

    path: str
    body: bytes
    refusal: Refusal | None


class Gatekeeper:
    """Verifies the calls to one vendor."""

    def __init__(self, vendor: Vendor, functions: Functions, credentials: Credentials) -> None:
        """Take what is known of the vendor, its functions that sign, and the credentials that are right."""
        self._vendor = vendor
        self._functions = functions
        self._credentials = credentials
        self._layouts = {layout: name for name, layout in vendor.layouts.items()}

    def refusal(self, endpoint: Endpoint, arrived: Arrived, path: str, now: float) -> Refusal | None:
        """Why a call is not believed to be the account's; none if it is.

        Args:
            endpoint: What is called.
            arrived: The request.
            path: Its path, as the caller signed it.
            now: The vendor's time in Unix seconds.
        """
        if not endpoint.auth:
            return None
        schemes = {name: self._vendor.schemes[name] for name in endpoint.auth}
        added = {name: _added(scheme, endpoint) for name, scheme in schemes.items() if scheme.envelope is None}
        meant = [name for name, entries in added.items() if _is_meant(entries, arrived)]
        if not meant:
            return "unsigned"
        # Of several schemes, the one with most of its fields in the request is the one that the caller meant.
        meant.sort(key=lambda name: -sum(bool(arrived.text(place, wire)) for place, wire, _ in added[name]))
        found: list[Refusal | None] = [self._judge(name, endpoint, arrived, path, now) for name in meant]
        return None if None in found else found[0]

    def _judge(self, name: str, endpoint: Endpoint, arrived: Arrived, path: str, now: float) -> Refusal | None:
        scheme = self._vendor.schemes[name]
        added = _added(scheme, endpoint)
        stated = dict(_stated(added, endpoint.params, arrived))
        for credential, value in stated.items():
            if credential in scheme.credentials and not _same(value, self._credentials[credential]):
                return "wrong_key" if credential in self._vendor.secrets else "unknown_key"
        draft = self._draft(added, endpoint, arrived, path, stated)
        if not self._sign(name, draft):
            return "wrong_signature"
        for place, wire, _ in added:
            carried = arrived.text(place, wire)
            if not _same(getattr(draft, place).get(wire, ""), carried):
                return "wrong_signature" if carried else "unsigned"
        return self._age(stated, now)

    def _sign(self, name: str, draft: Draft) -> bool:
        """Sign a request again; whether it can be signed at all."""
        try:
            self._functions[f"sign_{name}"](draft, self._credentials)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
            return False
        return True

    def _draft(
        self, added: list[_Entry], endpoint: Endpoint, arrived: Arrived, path: str, stated: Mapping[str, str]
    ) -> Draft:
        """The request as it was before it was signed."""
        nonce = stated.get("nonce.hex") or stated.get("nonce.uuid") or ""
        kind = (arrived.kind or endpoint.bodies[0]) if endpoint.bodies else None
        draft = _Again(arrived.method, arrived.headers.get("host", ""), path, kind, self._moment(stated), nonce)
        own = {(place, wire) for place, wire, _ in added}
        draft.query.update((k, v) for k, v in arrived.query.items() if ("query", k) not in own)
        draft.body.update((k, v) for k, v in arrived.body.items() if ("body", k) not in own)
        names = {name.lower(): name for name in _STANDARD}
        names |= {wire.lower(): wire for wire, param in endpoint.params.items() if param.place == "header"}
        names |= {wire.lower(): wire for place, wire, _ in added if place == "headers"}
        signed = next((text for name, text in stated.items() if name.endswith(".names")), None)
        # Where a request names the headers that are signed, those count, and no others.
        counted = signed.lower().split(";") if signed is not None else names
        draft.headers = {names.get(n, n): arrived.headers[n] for n in counted if n in arrived.headers and n != "host"}
        for place, wire, _ in added:
            if place == "headers":
                draft.headers.pop(wire, None)
        if arrived.raw and not any(place == "body" for place, _, _ in added):
            draft.content = arrived.raw  # the body is signed as it came, not as we would write it
        return draft

    def _time(self, reference: str, now: float) -> str:
        moment = Now(int(now * 1000))
        layout = self._vendor.layouts.get(reference.removeprefix("now."))
        if layout is not None:
            return moment.local(layout, timezone(timedelta(seconds=self._vendor.offset)))
        return moment.unix_s if reference == "now.unix_s" else moment.unix_ms

    def _moment(self, stated: Mapping[str, str]) -> Now:
        return _Moment(stated, self._layouts, _milliseconds(stated, self._vendor))

    def _age(self, stated: Mapping[str, str], now: float) -> Refusal | None:
        times = [name for name in stated if name.startswith("now.")]
        milliseconds = _milliseconds(stated, self._vendor)
        if milliseconds is None:
            return "stale" if times else None
        skew = self._vendor.skew
        # A time in whole seconds has lost up to one.
        return "stale" if skew is not None and abs(now - milliseconds / 1000) > skew + 1 else None

    def open(self, name: str, envelope: Envelope, arrived: Arrived, now: float) -> Sealed | None:
        """What is inside a gateway's envelope; none if it is not one.

        Args:
            name: The scheme.
            envelope: How the scheme seals.
            arrived: The request to the gateway.
            now: The vendor's time in Unix seconds.
        """
        fields = {wire: arrived.text("body", wire) for wire in envelope.fields}
        stated = {k: v for wire, template in envelope.fields.items() for k, v in _inside(template, fields[wire])}
        path, body = _holder(envelope, "path"), _holder(envelope, "body")
        if not (path and body and fields[path]):
            return None
        call = "/" + fields[path].removeprefix("/")
        nonce = stated.get("nonce.hex") or stated.get("nonce.uuid") or ""
        draft = _Again("POST", "", call, "json", self._moment(stated), nonce)
        draft.content = fields[body].encode(errors="replace")
        scheme = self._vendor.schemes[name]
        refusal: Refusal | None = None
        if any(v != self._credentials[k] for k, v in stated.items() if k in scheme.credentials):
            refusal = "unknown_key"
        elif not self._sign(name, draft):
            refusal = "wrong_signature"
        else:
            sealed = msgspec.json.decode(draft.content)
            if any(not _same(str(sealed.get(wire, "")), value) for wire, value in fields.items()):
                refusal = "wrong_signature" if all(fields.values()) else "unsigned"
        return Sealed(call, fields[body].encode(errors="replace"), refusal or self._age(stated, now))

    def seal(self, name: str, envelope: Envelope, arrived: Arrived, body: str, now: float) -> dict[str, str]:
        """A business answer in the gateway's envelope; what it repeats of the request's own is as it came."""
        answer = {wire: arrived.text("body", wire) for wire in envelope.answers if wire in envelope.fields}
        answer |= {
            wire: self._time(envelope.fields[wire][0][0], now) for wire in answer if _is_time(envelope.fields[wire])
        }
        answer |= {envelope.code: envelope.success, envelope.message: "", envelope.opens: body}
        answer[envelope.signed_by] = self._functions[f"verify_{name}"](answer, self._credentials)
        return answer


class _Again(Draft):
    """A request signed for the second time: with the nonce that it states, whatever it looks like."""

    __slots__ = ()

    @property
    def host(self) -> str:
        return self.base_url

    @property
    def nonce_hex(self) -> str:
        return self._nonce or "none"

    @property
    def nonce_uuid(self) -> str:
        return self.nonce_hex


class _Moment(Now):
    """The time that a request states, in the very words in which it does."""

    __slots__ = ("_layouts", "_stated")

    def __init__(self, stated: Mapping[str, str], layouts: Mapping[str, str], milliseconds: int | None) -> None:
        super().__init__(milliseconds or 0)
        self._stated = stated
        self._layouts = layouts

    @property
    def unix_s(self) -> str:
        return self._stated.get("now.unix_s") or super().unix_s

    @property
    def unix_ms(self) -> str:
        return self._stated.get("now.unix_ms") or super().unix_ms

    def local(self, layout: str, where: timezone) -> str:
        return self._stated.get(f"now.{self._layouts.get(layout, '')}") or super().local(layout, where)


def _added(scheme: Scheme, endpoint: Endpoint) -> list[_Entry]:
    """What a scheme adds to a call of an endpoint."""
    beside = "body" if endpoint.bodies else "query"
    places = ((beside, scheme.params), ("query", scheme.query), ("headers", scheme.headers), ("body", scheme.body))
    return [(place, wire, template) for place, entries in places for wire, template in entries.items()]


def _stated(added: list[_Entry], params: Mapping[str, Param], arrived: Arrived) -> Iterator[tuple[str, str]]:
    """What the request says openly of the values that its signature is made of."""
    for wire, param in params.items():
        if param.value is not None and param.place != "path":
            yield from _inside(param.value, arrived.text(param.place, wire))
    for place, wire, template in added:
        yield from _inside(template, arrived.text(place, wire))


def _holder(envelope: Envelope, head: str) -> str:
    """The envelope's field that holds the call's path or body."""
    return next((w for w, t in envelope.fields.items() if t and isinstance(t[0], list) and t[0][0] == head), "")


def _inside(template: Template, text: str) -> Iterator[tuple[str, str]]:
    """The values of a template's placeholders in a text that was made from it."""
    if not text:
        return
    references = [part for part in template if not isinstance(part, str)]
    pattern = "".join(re.escape(part) if isinstance(part, str) else "(.*?)" for part in template)
    found = re.fullmatch(pattern, text, re.DOTALL)
    if found is None:
        return
    for reference, value in zip(references, found.groups(), strict=True):
        if len(reference) == 1:
            yield reference[0], value


def _is_constant(template: Template) -> bool:
    return all(isinstance(part, str) for part in template)


def _is_time(template: Template) -> bool:
    return len(template) == 1 and isinstance(template[0], list) and template[0][0].startswith("now.")


def _is_meant(added: list[_Entry], arrived: Arrived) -> bool:
    """Whether a request has anything of a scheme, and what is constant as the scheme wants it."""
    constants = [entry for entry in added if _is_constant(entry[2]) and entry[0] != "headers"]
    return all(arrived.text(place, wire) == "".join(map(str, text)) for place, wire, text in constants) and any(
        arrived.text(place, wire) for place, wire, text in added if not _is_constant(text)
    )


_HEX = re.compile(r"[0-9a-fA-F]{16,}\Z")


def _same(made: Any, carried: str) -> bool:
    """Whether two texts are the same; digests in hex may be written in either case."""
    if not isinstance(made, str):
        return False
    return made == carried or (bool(_HEX.match(made)) and made.casefold() == carried.casefold())


def _milliseconds(stated: Mapping[str, str], vendor: Vendor) -> int | None:
    """The moment that a request states, in Unix milliseconds; the most exact one, none if it states none."""
    if re.fullmatch("[0-9]{1,17}", stated.get("now.unix_ms", ""), re.ASCII):
        return int(stated["now.unix_ms"])
    if re.fullmatch("[0-9]{1,14}", stated.get("now.unix_s", ""), re.ASCII):
        return int(stated["now.unix_s"]) * 1000
    found: list[int] = []
    for name, layout in vendor.layouts.items():
        if "now." + name in stated:
            moment = read_time(stated[f"now.{name}"], layout, vendor.offset)
            if moment is not None:
                found.append(moment)
    return max(found, default=None)
