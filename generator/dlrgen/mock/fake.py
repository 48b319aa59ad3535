"""One fake vendor without any I/O: a request in, an answer out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timezone
from typing import Any, cast
from urllib.parse import parse_qsl, unquote

import msgspec
from msgspec import Struct

from dlrgen.check.vectors import compiled
from dlrgen.mock import shown
from dlrgen.runtime.clock import Now
from dlrgen.runtime.draft import BodyKind, Draft
from dlrgen.runtime.endpoint import Credentials
from dlrgen.runtime.plain import is_object
from dlrgen.spec.load import EndpointSpec, VendorSpec
from dlrgen.spec.model import Auth, Endpoint, Envelope
from dlrgen.spec.schema import errors_of
from dlrgen.spec.template import Reference, parse

_KINDS: dict[str, BodyKind] = {
    "application/x-www-form-urlencoded": "form", "application/json": "json", "multipart/form-data": "multipart",
}  # fmt: skip


class FakeRequest(Struct, frozen=True):
    """A request as it arrives; header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class FakeAnswer(Struct, frozen=True):
    """An answer as it leaves."""

    status: int
    body: bytes
    content_type: str = "application/json; charset=utf-8"


class FakeVendor:
    """A vendor as its spec describes it.

    Attributes:
        name: The vendor's name.
        credentials: The credentials that it accepts; made up, and the same in every run.
    """

    def __init__(self, vendor: VendorSpec) -> None:
        """Make a fake of a vendor whose spec has passed the check."""
        self.name = vendor.spec.vendor
        self.credentials = _credentials(vendor)
        self._vendor = vendor
        self._schemes = {name: compiled(name, auth, vendor.spec) for name, auth in vendor.spec.auth.items()}

    def answer(self, request: FakeRequest) -> FakeAnswer:
        """Answer a request: with the captured response if it is as the spec wants it, else as the vendor refuses."""
        try:
            return self._answer(request)
        except (ValueError, KeyError, TypeError, AttributeError):
            return FakeAnswer(400, b'{"error": "the request cannot be read"}')

    def _answer(self, request: FakeRequest) -> FakeAnswer:
        for name, auth in self._vendor.spec.auth.items():
            if auth.envelope is not None and request.path == auth.envelope.path:
                return self._answer_sealed(name, auth, auth.envelope, request)
        found = self._endpoint(request.method, request.path)
        if found is None:
            return FakeAnswer(404, b'{"error": "no such endpoint"}')
        arrived = _Arrived(request)
        schemes = [name for name in found.spec.auth if self._vendor.spec.auth[name].envelope is None]
        if not found.spec.auth or any(self._verifies(name, found, arrived, request.path) for name in schemes):
            return FakeAnswer(200, shown.response(found, self._vendor))
        return FakeAnswer(400, self._refusal(found))

    def _endpoint(self, method: str, path: str) -> EndpointSpec | None:
        for endpoint in self._vendor.endpoints.values():
            for suffix in endpoint.spec.response.formats.values():
                pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(endpoint.spec.request.path + suffix))
                if endpoint.spec.request.method == method and re.fullmatch(pattern, path):
                    return endpoint
        return None

    def _verifies(self, scheme: str, endpoint: EndpointSpec, arrived: _Arrived, path: str) -> bool:
        """Whether signing the request again, at the time it says, gives what it carries."""
        auth = self._vendor.spec.auth[scheme]
        if not all(name in self.credentials for name in auth.credentials):
            return False
        moments = _Moments(dict(_echoes(endpoint.spec, auth, arrived)), self._vendor)
        kind = arrived.kind if endpoint.spec.request.body else None
        draft = Draft(arrived.method, "", path, kind, cast(Now, moments), moments.nonce)
        sent = auth.send.by_place(has_body=bool(endpoint.spec.request.body))
        added = {"query": sent["query"], "headers": sent["header"], "body": sent["body"]}
        draft.query.update((k, v) for k, v in arrived.query.items() if k not in added["query"])
        draft.body.update((k, v) for k, v in arrived.body.items() if k not in added["body"])
        draft.headers.update(
            (name, arrived.headers[name.lower()]) for name in ("Content-Type", "Accept", "Date")
            if name.lower() in arrived.headers
        )  # fmt: skip
        self._schemes[scheme][f"sign_{scheme}"](draft, self.credentials)
        return all(
            getattr(draft, place).get(wire, "") == arrived.get(place, wire)
            for place, entries in added.items() for wire in entries
        )  # fmt: skip

    def _answer_sealed(self, name: str, auth: Auth, envelope: Envelope, request: FakeRequest) -> FakeAnswer:
        sealed: dict[str, str] = json.loads(request.body)
        by_template = {template: wire for wire, template in envelope.fields.items()}
        path = "/" + sealed[by_template["{path|relative}"]]
        found = self._endpoint(request.method, path)
        if found is None:
            return FakeAnswer(404, b'{"error": "no such endpoint"}')
        moments = _Moments(
            {reference: sealed[wire] for wire, template in envelope.fields.items() for reference in _sole(template)},
            self._vendor,
        )
        draft = Draft("POST", "", path, "json", cast(Now, moments), moments.nonce)
        draft.body.update(json.loads(sealed[by_template["{body}"]]))
        functions = self._schemes[name]
        functions[f"sign_{name}"](draft, self.credentials)
        if json.loads(draft.content or b"{}") != sealed:
            return FakeAnswer(200, self._refusal(found))
        answer = {
            "act": path[1:], "timestamp": "20200427205236000", envelope.code: envelope.success, envelope.message: "",
            envelope.opens: shown.response(found, self._vendor).decode(),
        }  # fmt: skip
        answer[envelope.signed_by] = functions[f"verify_{name}"](answer, self.credentials)
        return FakeAnswer(200, json.dumps(answer, ensure_ascii=False).encode())

    def _refusal(self, endpoint: EndpointSpec) -> bytes:
        """The vendor's error for a wrong signature, or its most general one."""
        errors = errors_of(endpoint.spec.errors, self._vendor.spec)
        code: Any = "-1"
        if errors.table is not None:
            table = self._vendor.spec.tables[errors.table]
            refusing = [c for c, row in table.codes.items() if row.category == "authentication"]
            others = [c for c, row in table.codes.items() if row.category != "success"]
            code = (refusing or others)[-1]
            code = int(code) if table.type == "integer" else code
        body = {errors.code: code, errors.message: "refused by the fake"}
        if errors.success.where is not None:
            body = {errors.success.where: "error", **body}
        return json.dumps(body, ensure_ascii=False).encode()


class _Arrived:
    """A request taken apart."""

    def __init__(self, request: FakeRequest) -> None:
        self.method = request.method
        self.headers = request.headers
        self.query = _grouped(parse_qsl(request.query, keep_blank_values=True))
        self.kind: BodyKind | None = _KINDS.get(request.headers.get("content-type", "").split(";")[0].strip())
        self.body = self._body(request.body)

    def get(self, place: str, wire: str) -> Any:
        if place == "headers":
            return self.headers.get(wire.lower(), "")
        return getattr(self, place).get(wire, "")

    def _body(self, body: bytes) -> dict[str, Any]:
        match self.kind if body else None:
            case "form":
                return _grouped(parse_qsl(body.decode(), keep_blank_values=True))
            case "json":
                data = msgspec.json.decode(body)
                return data if is_object(data) else {}
            case "multipart":
                return _grouped(_multipart(body, self.headers["content-type"]))
            case _:
                return {}


class _Moments:
    """The time and nonce that a request itself states, in the forms that signing asks for."""

    def __init__(self, stated: Mapping[str, str], vendor: VendorSpec) -> None:
        self._stated = stated
        clock = vendor.spec.clock
        self._layouts = {layout: name for name, layout in (clock.layouts if clock else {}).items()}

    @property
    def unix_s(self) -> str:
        return self._stated.get("now.unix_s", "")

    @property
    def unix_ms(self) -> str:
        return self._stated.get("now.unix_ms", "")

    def local(self, layout: str, _: timezone) -> str:
        return self._stated.get(f"now.{self._layouts[layout]}", "")

    @property
    def nonce(self) -> str:
        return self._stated.get("nonce.hex") or self._stated.get("nonce.uuid") or "none"


def _echoes(endpoint: Endpoint, auth: Auth, arrived: _Arrived) -> Iterator[tuple[str, str]]:
    """Built-in values that travel as they are, and so can be read from the request."""
    for wire, param in endpoint.params.items():
        if param.value is not None and param.place != "path":
            place = "headers" if param.place == "header" else param.place
            yield from ((reference, arrived.get(place, wire)) for reference in _sole(param.value))
    for where, entries in auth.send.by_place(has_body=bool(endpoint.request.body)).items():
        for wire, template in entries.items():
            for reference in _sole(template):
                yield reference, arrived.get("headers" if where == "header" else where, wire)


def _sole(template: str) -> list[str]:
    """The placeholder that a template consists of, if it is nothing else."""
    match parse(template):
        case [Reference() as reference] if not reference.filters:
            return [str(reference)]
        case _:
            return []


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    grouped: dict[str, Any] = {}
    for name, value in pairs:
        if name in grouped:
            before = grouped[name]
            grouped[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            grouped[name] = value
    return grouped


def _multipart(body: bytes, content_type: str) -> list[tuple[str, str]]:
    boundary = content_type.partition("boundary=")[2].strip('"')
    pairs: list[tuple[str, str]] = []
    for part in body.decode().split(f"--{boundary}")[1:-1]:
        head, _, value = part.strip("\r\n").partition("\r\n\r\n")
        found = re.search(r'name="([^"]*)"', head)
        if found:
            pairs.append((unquote(found.group(1)), value))
    return pairs


def _credentials(vendor: VendorSpec) -> Credentials:
    ranges = {host.when.credential: host.when.at_least for host in vendor.spec.hosts.values() if host.when}
    return Credentials(
        {name: str(ranges[name]) if name in ranges else f"fake-{name}" for name in vendor.spec.credentials}
    )
