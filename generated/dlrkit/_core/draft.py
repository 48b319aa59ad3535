"""A request in the making: parameters are put in, a scheme signs it, and it comes out as bytes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal
from urllib.parse import quote, quote_plus, urlsplit

import msgspec

from .clock import Now
from .plain import is_array, is_object

BodyKind = Literal["form", "json", "multipart"]

_CONTENT_TYPES = {"form": "application/x-www-form-urlencoded", "json": "application/json"}


class WireRequest(msgspec.Struct, frozen=True):
    """A request as it travels."""

    method: str
    url: str
    headers: dict[str, str]
    content: bytes | None
    shown: str
    """The URL with `***` in place of signatures and secrets, for logs and errors."""

    def __repr__(self) -> str:
        return f"<WireRequest {self.method} {self.shown}>"


class Draft:
    """A request before it is encoded.

    `query` and `body` hold texts, lists of texts (a repeated name) or, in a JSON body, nested values; `headers` hold
    texts. Signing functions read them and add to them.
    """

    __slots__ = ("_nonce", "base_url", "body", "body_kind", "content", "headers", "method", "now", "path", "query")

    def __init__(
        self,
        method: str,
        base_url: str,
        path: str,
        body_kind: BodyKind | None,
        now: Now,
        nonce: str | None = None,
    ) -> None:
        """Begin a request to `base_url` + `path`; `body_kind` is none where a body is never sent."""
        self.method = method
        self.base_url = base_url
        self.path = path
        self.body_kind = body_kind
        self.now = now
        self.query: dict[str, str | list[str]] = {}
        self.body: dict[str, Any] = {}
        self.headers: dict[str, str] = {}
        self.content: bytes | None = None
        self._nonce = nonce
        if body_kind in _CONTENT_TYPES:
            self.headers["Content-Type"] = _CONTENT_TYPES[body_kind]

    @property
    def params(self) -> dict[str, Any]:
        """Where the parameters of this request stand: its body, or its query where it has no body."""
        return self.query if self.body_kind is None else self.body

    @property
    def host(self) -> str:
        """The host that the request goes to."""
        return urlsplit(self.base_url).netloc

    @property
    def nonce_hex(self) -> str:
        """A number used once, 32 hexadecimal digits; the same for the whole request."""
        if self._nonce is None:
            self._nonce = os.urandom(16).hex()
        return self._nonce

    @property
    def nonce_uuid(self) -> str:
        """The same number in the form of a UUID."""
        digits = self.nonce_hex
        return (
            digits if "-" in digits else "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        )

    @property
    def body_text(self) -> str:
        """The body as text, as it will travel."""
        return (self._encoded() or b"").decode()

    def pairs(self, *places: Literal["query", "body", "headers"]) -> Iterator[tuple[str, str]]:
        """Names and values of those places in the order in which they were put in, a list as one pair a value."""
        for place in places:
            yield from _flat(getattr(self, place))

    def header_pairs(self, *only: str) -> list[tuple[str, str]]:
        """Headers, `host` among them, with names in lower case, sorted; of the names in `only` if there are any."""
        found = {name.lower(): value.strip() for name, value in self.headers.items()}
        if self.content is None and not self.body and self.body_kind is not None:
            found.pop("content-type", None)  # which does not travel without a body
        found.setdefault("host", self.host)
        return sorted((name, value) for name, value in found.items() if not only or name in only)

    def wire(self, shown: str) -> WireRequest:
        """The request as it travels, with the URL that may be shown of it."""
        content = self._encoded()
        url = self.base_url + self.path
        if self.query:
            url += "?" + _encoded(self.query, quote)
        headers = self.headers
        if content is None and "Content-Type" in headers and self.body_kind is not None:
            headers = {name: value for name, value in headers.items() if name != "Content-Type"}
        return WireRequest(self.method, url, headers, content, shown)

    def _encoded(self) -> bytes | None:
        if self.content is not None or not self.body:
            return self.content
        match self.body_kind:
            case "json":
                return msgspec.json.encode(self.body)
            case "multipart":
                return self._multipart()
            case _:
                return _encoded(self.body, quote_plus).encode()

    def _multipart(self) -> bytes:
        boundary = f"dlrkit-{self.nonce_hex}"
        self.headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in _flat(self.body)
        ]
        return f"{''.join(parts)}--{boundary}--\r\n".encode()


_is_unreserved = re.compile(r"[A-Za-z0-9_.~-]*\Z").match


def _needs_no_quoting(text: str) -> bool:
    return (text.isalnum() and text.isascii()) or _is_unreserved(text) is not None


def _encoded(values: Mapping[str, Any], quoted: Callable[..., str]) -> str:
    """Pairs as they stand in a query or a form. Most need no quoting, which takes longer than all the rest."""
    return "&".join(
        [
            f"{name if _needs_no_quoting(name) else quoted(name, safe='')}="
            f"{value if _needs_no_quoting(value) else quoted(value, safe='')}"
            for name, value in _flat(values)
        ]
    )


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, str):
            yield name, value
        elif is_array(value) and all(isinstance(item, str) for item in value):
            yield from ((name, item) for item in value)
        else:
            yield name, msgspec.json.encode(value).decode()


def walk(value: Any) -> str:
    """A nested value as one text: maps by ascending key, key then value; lists in their order; nothing in between."""
    if is_object(value):
        return "".join(f"{key}{walk(value[key])}" for key in sorted(value))
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if is_array(value):
        return "".join(walk(item) for item in value)
    return "" if value is None else str(value)


def prefixed(prefix: str, text: str) -> str:
    """The text behind a prefix; nothing where there is no text."""
    return prefix + text if text else ""
