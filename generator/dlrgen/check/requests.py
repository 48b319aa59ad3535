"""Requests as pages print them: read from a curl command, raw HTTP or a JSON body, and held against an endpoint."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from msgspec import Struct

from dlrgen.spec.model import Endpoint, Param, Place, Vendor
from dlrgen.spec.schema import host_parts
from dlrgen.spec.template import TemplateError, parse

CARRIER_HEADERS = frozenset({
    "accept", "accept-encoding", "connection", "content-length", "content-type", "host", "user-agent",
})  # fmt: skip
"""Headers that belong to HTTP, and to no endpoint unless it names them."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_VALUED = {
    "-X": "method", "--request": "method", "-H": "header", "--header": "header", "-d": "data", "--data": "data",
    "--data-raw": "data", "--data-urlencode": "encoded",
}  # fmt: skip
_TO_QUERY = frozenset({"-G", "--get"})
_SILENT = frozenset({"-s", "--silent"})


class Unreadable(ValueError):
    """The text is not what its syntax says; the message names the place."""


class Fault(Struct, frozen=True):
    """Something about an example that its spec refuses: where inside the payload, and why."""

    id: str
    path: str
    message: str
    hint: str


class Request(Struct, frozen=True, kw_only=True):
    """What a page shows of a request; `url` and `method` are none where it shows the body only."""

    method: str | None = None
    url: SplitResult | None = None
    sent: dict[Place, list[tuple[str, Any]]]
    """The places that it shows, each with its names and values. A value with a `$` in it is the shell's to fill in."""


def read_json(text: str) -> Any:
    """The value of a JSON text.

    Raises:
        Unreadable: It is not JSON.
    """
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise Unreadable(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise Unreadable("nested too deeply") from None
    except ValueError as error:
        raise Unreadable(str(error)) from None


def read(text: str, syntax: str) -> Request:
    """A printed request.

    Args:
        text: The text, after its repairs.
        syntax: `json` for a body alone, `curl` or `http`.

    Raises:
        Unreadable: It is not of that syntax.
    """
    if syntax == "curl":
        return _curl(text)
    if syntax == "http":
        return _http(text)
    return Request(sent={"body": _members(text)})


def faults(request: Request, endpoint: Endpoint, vendor: Vendor) -> Iterator[Fault]:
    """Where a printed request is not a call of the endpoint."""
    if request.method is not None and request.method != endpoint.request.method:
        yield Fault("example.method", "method", f"{request.method} is sent instead of {endpoint.request.method}",
                    "Correct the one that the page does not mean.")  # fmt: skip
    if request.url is not None and not _is_address(request.url, endpoint, vendor):
        yield Fault("example.path", "path", f"{request.url.geturl()!r} is no address of this endpoint",
                    "It should be a host, the host's own path, and the path of the request.")  # fmt: skip
    known = _known(endpoint, vendor)
    shown = {
        (place, _spelt(place, _without_number(name, endpoint)))
        for place, pairs in request.sent.items()
        for name, _ in pairs
    }
    for place, name in sorted(shown - known):
        yield Fault("example.param-unknown", name, f"the example sends {name!r} in the {place}, the spec does not",
                    "Describe it under `params`, or let an auth scheme send it.")  # fmt: skip
    for name, param in endpoint.params.items():
        where = (param.place, _spelt(param.place, name))
        if param.required and param.place in request.sent and where not in shown:
            yield Fault("example.param-missing", name, f"{name!r} is required, and the example does not send it",
                        "Drop `required`, or state the page's mistake as an erratum.")  # fmt: skip
        yield from _other_value(name, param, request)


def _known(endpoint: Endpoint, vendor: Vendor) -> set[tuple[Place, str]]:
    known: set[tuple[Place, str]] = {(p.place, _spelt(p.place, name)) for name, p in endpoint.params.items()}
    known.update(("header", name) for name in CARRIER_HEADERS)
    for scheme in endpoint.auth:
        sent = vendor.auth[scheme].send.by_place(has_body=bool(endpoint.request.body))
        known.update((place, _spelt(place, name)) for place, entries in sent.items() for name in entries)
    return known


def _without_number(name: str, endpoint: Endpoint) -> str:
    """The parameter that a name belongs to: of a list that travels under numbered names, the list."""
    listed, _, number = name.rpartition(".")
    param = endpoint.params.get(listed)
    return listed if number.isdecimal() and param is not None and param.encode == "indexed" else name


def _spelt(place: Place, name: str) -> str:
    return name.lower() if place == "header" else name


def _other_value(name: str, param: Param, request: Request) -> Iterator[Fault]:
    constant = _constant(param)
    if constant is None:
        return
    for shown, value in request.sent.get(param.place, ()):
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if _spelt(param.place, shown) == _spelt(param.place, name) and "$" not in text and text != constant:
            yield Fault("example.param-value", name, f"{name!r} is {text!r} in the example, and always {constant!r}",
                        "Correct `value`.")  # fmt: skip


def _constant(param: Param) -> str | None:
    """What a parameter always is; none if that depends on anything."""
    if param.value is None:
        return None
    try:
        parts = parse(param.value)
    except TemplateError:
        return None
    texts = [part for part in parts if isinstance(part, str)]
    return "".join(texts) if len(texts) == len(parts) else None


def _is_address(url: SplitResult, endpoint: Endpoint, vendor: Vendor) -> bool:
    wanted = [endpoint.request.path + suffix for suffix in endpoint.response.formats.values()]
    bases = list(_bases(vendor))
    if not url.netloc:
        return any(_fits(url.path, base + path) for base in ["", *(_path(b) for b in bases)] for path in wanted)
    if any(host.url is None or host_parts(host.url) for host in vendor.hosts.values()) and any(
        _ends(url.path, path) for path in wanted
    ):
        return True
    here = [_path(base) for base in bases if _is_same_host(url, base)]
    return any(_fits(url.path, base + path) for base in here for path in wanted)


def _bases(vendor: Vendor) -> Iterator[SplitResult]:
    for host in vendor.hosts.values():
        for address in (host.url, host.plain):
            # What is no URL has no request below it.
            with suppress(Unreadable):
                if address is not None and not host_parts(address):
                    yield _url(address)


def _is_same_host(url: SplitResult, base: SplitResult) -> bool:
    """Whether both are at the same host and port; a raw request does not tell its scheme."""
    scheme = url.scheme or base.scheme
    port = url.port or _DEFAULT_PORTS.get(scheme)
    return (scheme, url.hostname, port) == (base.scheme, base.hostname, base.port or _DEFAULT_PORTS[base.scheme])


def _path(base: SplitResult) -> str:
    return base.path.rstrip("/")


def _fits(path: str, template: str) -> bool:
    segments, wanted = (path or "/").split("/"), (template or "/").split("/")
    return len(segments) == len(wanted) and all(map(_fits_segment, segments, wanted))


def _ends(path: str, template: str) -> bool:
    segments, wanted = path.split("/"), template.split("/")[1:]
    tail = segments[len(segments) - len(wanted) :]
    return len(segments) > len(wanted) and all(map(_fits_segment, tail, wanted))


def _fits_segment(segment: str, wanted: str) -> bool:
    before, brace, _ = wanted.partition("{")
    if not brace:
        return segment == wanted
    after = wanted.rpartition("}")[2]
    return segment.startswith(before) and segment.endswith(after) and len(segment) > len(before) + len(after)


def _curl(text: str) -> Request:
    words = _words(text)
    if words[:1] == ["$"]:
        del words[0]
    if words[:1] != ["curl"]:
        raise Unreadable("the command does not begin with curl")
    given: dict[str, list[str]] = {"method": [], "header": [], "data": [], "encoded": [], "url": []}
    to_query = False
    rest = iter(word for word in words[1:] if word not in _SILENT)
    for word in rest:
        if word in _TO_QUERY:
            to_query = True
        elif word in _VALUED:
            value = next(rest, None)
            if value is None:
                raise Unreadable(f"nothing follows the option {word}")
            given[_VALUED[word]].append(value)
        elif word.startswith("-"):
            raise Unreadable(f"the option {word} is not read here")
        else:
            given["url"].append(word)
    if len(given["url"]) != 1:
        raise Unreadable(f"the command has {len(given['url'])} addresses")
    url = _url(given["url"][0] if "://" in given["url"][0] else f"http://{given['url'][0]}")
    headers = [_header(line, f"the header {line!r}") for line in given["header"]]
    data = "&".join(given["data"])
    encoded = [(name, value) for name, _, value in (item.partition("=") for item in given["encoded"])]
    query = parse_qsl(url.query, keep_blank_values=True)
    body: list[tuple[str, Any]]
    if to_query:
        body = []
        query += [*parse_qsl(data, keep_blank_values=True), *encoded]
    else:
        body = [*_body(data, headers), *encoded]
    method = given["method"][-1] if given["method"] else ("POST" if body and not to_query else "GET")
    return Request(method=method, url=url, sent={"query": query, "header": headers, "body": body})


def _words(text: str) -> list[str]:
    """The words of one command. A line that does not end in a backslash ends the command."""
    lexer = shlex.shlex(_without_substitutions(text), posix=True, punctuation_chars="\n")
    lexer.whitespace = " \t\r"
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError as error:
        raise Unreadable(f"line {lexer.lineno}: {error}") from None
    while words and words[-1].isspace():
        words.pop()
    for i, word in enumerate(words):
        if i and word and not word.strip("\n"):
            raise Unreadable(f"{words[i + 1]!r} begins a command of its own; the line before has no backslash")
    return [word for word in words if word.strip("\n") or not word]


def _without_substitutions(text: str) -> str:
    """The text with continued lines joined and `$(...)` emptied, whose quotes and blanks are another command's."""
    text = text.replace("\r\n", "\n").replace("\\\n", " ")
    kept: list[str] = []
    done = depth = i = 0
    while i < len(text):
        if depth == 0 and text.startswith("$(", i):
            kept.append(text[done:i])
            done, depth, i = i, 1, i + 2
            continue
        if depth:
            depth += {"(": 1, ")": -1}.get(text[i], 0)
            if depth == 0:
                kept.append("$()")
                done = i + 1
        i += 1
    return "".join([*kept, text[done:]])


def _http(text: str) -> Request:
    head, _, content = text.replace("\r\n", "\n").lstrip("\n").partition("\n\n")
    first, *lines = head.split("\n")
    words = first.split()
    if len(words) not in (2, 3) or (len(words) == 3 and not words[2].startswith("HTTP/")):
        raise Unreadable("line 1: this is no request line, such as `GET /path HTTP/1.1`")
    headers = [_header(line, f"line {number}") for number, line in enumerate(lines, 2)]
    host = next((value for name, value in headers if name.lower() == "host"), "")
    url = _url(words[1] if "://" in words[1] or not host else f"//{host}{words[1]}")
    query = parse_qsl(url.query, keep_blank_values=True)
    return Request(method=words[0], url=url, sent={"query": query, "header": headers, "body": _body(content, headers)})


def _url(text: str) -> SplitResult:
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError as error:
        raise Unreadable(f"the address {text!r}: {error}") from None
    return url


def _header(line: str, where: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name.strip():
        raise Unreadable(f"{where}: a header is a name, a colon and a value")
    return name.strip(), value.strip()


def _body(text: str, headers: list[tuple[str, str]]) -> list[tuple[str, Any]]:
    text = text.strip()
    kind = next((value.lower() for name, value in headers if name.lower() == "content-type"), "")
    if "multipart" in kind:
        raise Unreadable("a multipart body is not read here")
    if text.startswith("{"):
        return _members(text)
    return [*parse_qsl(text, keep_blank_values=True)]


def _members(text: str) -> list[tuple[str, Any]]:
    body = read_json(text)
    if not isinstance(body, dict):
        raise Unreadable("the body is no JSON object")
    return [*body.items()]


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
