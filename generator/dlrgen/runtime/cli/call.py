"""`dlrkit call`: any call of a vendor, and the vendor's own answer to it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, get_args

import msgspec
from msgspec.structs import fields

from ..errors import WaitTimeoutError
from ..plain import is_object
from . import package, reading
from .arguments import Argument, add, arguments_of, documented, flag, given, heading
from .output import as_text, printable
from .wrong import NOTHING_FOUND

_OTHER_WAYS = {
    "all": ("iter_", "read on over all pages, and print rows as they come"),
    "wait": ("wait_", "ask until every report is final"),
}


def add_arguments(parser: ArgumentParser, words: Sequence[str]) -> None:
    """Add what this command takes; with a vendor its endpoints, with an endpoint its parameters."""
    vendors = package.vendors(having="endpoints")
    vendor = reading.named(words, vendors)
    parser.description = (
        "Make one of a vendor's calls. Name the vendor to see its calls, and the call to see its parameters."
    )
    parser.add_argument("vendor", choices=vendors, metavar="VENDOR", help=", ".join(vendors))
    endpoints = list(package.endpoints(vendor)) if vendor is not None else []
    endpoint = reading.named(words, endpoints)
    parser.add_argument("endpoint", choices=endpoints or None, metavar=None if endpoints else "ENDPOINT")
    reading.add_arguments(parser, vendor)
    if vendor is not None and endpoint is not None:
        _add_parameters(parser, vendor, endpoint)
    elif vendor is not None:
        parser.description = f"Make a call of {package.title(vendor)}."
        width = max(map(len, endpoints))
        parser.epilog = "calls:\n" + "\n".join(
            f"  {name:<{width}}  {heading(package.method(vendor, name))}" for name in endpoints
        )
    parser.set_defaults(run=partial(_run, parser, vendor, endpoint))


def _add_parameters(parser: ArgumentParser, vendor: str, endpoint: str) -> None:
    method = package.method(vendor, endpoint)
    parser.description = "\n\n".join(documented(method)[0])
    ways = {name: further for name in _OTHER_WAYS if (further := _further(vendor, endpoint, name)) is not None}
    group = parser.add_mutually_exclusive_group() if ways else parser
    for name in ways:
        group.add_argument(flag(name), action="store_true", help=_OTHER_WAYS[name][1])
    add(parser, "parameters", arguments_of(method))
    for name, further in ways.items():
        add(parser, f"with {flag(name)}", further)


def _further(vendor: str, endpoint: str, way: str) -> list[Argument] | None:
    """What another way of calling an endpoint takes beside its parameters; none where there is no such way."""
    name = _OTHER_WAYS[way][0] + endpoint
    if not hasattr(package.client(vendor), name):
        return None
    own = {argument.name for argument in arguments_of(package.method(vendor, endpoint))}
    return [argument for argument in arguments_of(package.method(vendor, name)) if argument.name not in own]


def _run(parser: ArgumentParser, vendor: str | None, name: str | None, options: Namespace) -> int:
    reading.has_arguments(parser, options, vendor=vendor, endpoint=name)
    asked = given(options)
    chosen = next((way for way in _OTHER_WAYS if getattr(options, way, False)), None)
    for way in _OTHER_WAYS:
        further = [a.name for a in _further(options.vendor, options.endpoint, way) or () if a.name in asked]
        if further and way != chosen:
            parser.error(f"{flag(further[0])} goes with {flag(way)}")
    endpoint = package.endpoints(options.vendor)[options.endpoint]
    columns = _columns(endpoint)
    ongoing = reading.Reading(options, columns, columns)
    prefix = _OTHER_WAYS[chosen][0] if chosen else ""
    with ongoing.running():
        made = getattr(ongoing.client, prefix + options.endpoint)
        if chosen == "all":
            _read_on(ongoing, made(**asked), is_bounded=bool({"max_items", "max_pages"} & asked.keys()))
        else:
            _show(ongoing, endpoint, options, lambda: made(**asked))
    return ongoing.code or (NOTHING_FOUND if ongoing.unread else 0)


def _read_on(ongoing: reading.Reading, rows: Any, is_bounded: bool) -> None:
    try:
        for row in rows:
            ongoing.add(_plain(row))
    except BaseException:
        _say_where_to_go_on(ongoing, rows)
        raise
    if is_bounded:
        _say_where_to_go_on(ongoing, rows)


def _say_where_to_go_on(ongoing: reading.Reading, rows: Any) -> None:
    if rows.cursor:
        ongoing.say(f"to go on: --all --cursor '{msgspec.json.encode(rows.cursor).decode()}'")


def _show(ongoing: reading.Reading, endpoint: Any, options: Namespace, ask: Callable[[], Any]) -> None:
    try:
        answer = ask()
    except WaitTimeoutError as error:
        _print(ongoing, endpoint, options, error.answer)
        raise
    _print(ongoing, endpoint, options, answer)


def _print(ongoing: reading.Reading, endpoint: Any, options: Namespace, answer: Any) -> None:
    plain = _plain(answer)
    if options.json:
        ongoing.add(plain)
        return
    if not options.csv:
        ongoing.clear()
        inner = {field.encode_name for field in fields(answer) if field.name == endpoint.rows}
        for name, value in plain.items():
            if name not in inner and value is not None:
                print(f"{name}: {printable(as_text(value))}")
    for row in _rows(endpoint, answer, otherwise=plain if options.csv else None):
        ongoing.add(row)


def _rows(endpoint: Any, answer: Any, otherwise: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The rows of an answer; of one without rows, what stands for them."""
    if endpoint.rows is None:
        return [] if otherwise is None else [otherwise]
    return [_plain(row) for row in getattr(answer, endpoint.rows) or ()]


def _columns(endpoint: Any) -> list[str]:
    """The names on the wire of what a row has, or of what the answer has where there are no rows."""
    kinds = [field.type for field in fields(endpoint.answer) if field.name == endpoint.rows]
    while kinds and not _is_struct(kinds[0]):
        kinds = [*get_args(kinds[0]), *kinds[1:]]
    return [field.encode_name for field in fields(kinds[0] if kinds else endpoint.answer)]


def _is_struct(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _plain(value: Any) -> dict[str, Any]:
    made: Any = msgspec.to_builtins(value)
    return made if is_object(made) else {"value": made}
