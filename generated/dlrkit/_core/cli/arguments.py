"""Command-line options from the arguments of generated methods: their types, and what their docstrings say of them."""

from __future__ import annotations

import argparse
import inspect
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from msgspec import DecodeError, Struct, json

_AGES = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PREFIX = "param_"
"""What the values of these options stand under, apart from those of the command itself."""


class Argument(Struct, frozen=True):
    """An argument of a generated method."""

    name: str
    type: Any
    required: bool
    text: str


def arguments_of(method: Callable[..., Any]) -> list[Argument]:
    """The arguments of a method that are given by name, in their order."""
    hints = get_type_hints(method)
    texts = documented(method)[1]
    code = method.__code__
    names = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    optional = method.__kwdefaults__ or {}
    return [Argument(name, _required(hints[name]), name not in optional, texts.get(name, "")) for name in names]


def documented(method: Callable[..., Any]) -> tuple[list[str], dict[str, str]]:
    """The paragraphs of a method's docstring, and what it says of each argument."""
    paragraphs = inspect.cleandoc(method.__doc__ or "").split("\n\n")
    texts: dict[str, str] = {}
    name = ""
    for line in next((p for p in paragraphs if p.startswith("Args:\n")), "").splitlines()[1:]:
        if found := re.match(r"    (\S+): (.*)", line):
            name, texts[found[1]] = found[1], found[2]
        elif name:
            texts[name] += f" {line.strip()}"
    return [p for p in paragraphs if not re.match(r"(Args|Returns|Raises|Yields):\n", p)], texts


def heading(method: Callable[..., Any]) -> str:
    """What a method is called in words."""
    return documented(method)[0][0].removesuffix(".")


def add(parser: argparse.ArgumentParser, title: str, arguments: Iterable[Argument]) -> None:
    """Add an option for each argument; one whose name the command has for itself is called `--param-NAME`."""
    group = parser.add_argument_group(title)
    for argument in arguments:
        text = argument.text + (" Required." if argument.required else "")
        settings: dict[str, Any] = {
            "dest": _PREFIX + argument.name, "help": text.strip().replace("%", "%%") or None,
            "required": argument.required, **_parsing(argument.type, argument.name.upper()),
        }  # fmt: skip
        try:
            group.add_argument(flag(argument.name), **settings)
        except argparse.ArgumentError:
            group.add_argument(flag(f"param_{argument.name}"), **settings)


def flag(name: str) -> str:
    """An argument's name as an option."""
    return "--" + name.rstrip("_").replace("_", "-")


def given(options: argparse.Namespace) -> dict[str, Any]:
    """What was given of such options."""
    return {
        name.removeprefix(_PREFIX): value
        for name, value in vars(options).items()
        if name.startswith(_PREFIX) and value is not None
    }


def moment(text: str) -> datetime:
    """A time as a person writes it: how long ago (`15m`, `1h`, `2d`), or a date, in local time if it names no zone."""
    try:
        if age := re.fullmatch(r"(\d+)([smhdw])", text, re.ASCII):
            return datetime.now(UTC) - timedelta(**{_AGES[age[2]]: int(age[1])})
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time: give how long ago (90s, 15m, 1h, 2d), or a date such as 2024-05-01T08:00+08:00"
        ) from None


def _required(hint: Any) -> Any:
    """A type without the None of what may be left out."""
    kinds = [kind for kind in get_args(hint) if kind is not NoneType]
    return kinds[0] if NoneType in get_args(hint) and len(kinds) == 1 else hint


def _parsing(kind: Any, metavar: str) -> dict[str, Any]:
    """How argparse reads a value of a type."""
    if kind is bool:
        return {"action": argparse.BooleanOptionalAction}
    if kind is datetime:
        return {"type": moment, "metavar": "TIME"}
    if kind in (str, int, float):
        return {"type": kind, "metavar": metavar}
    if get_origin(kind) is Literal:
        return {"choices": get_args(kind)}
    if get_origin(kind) is list and get_args(kind)[0] in (str, int, float, datetime):
        return {**_parsing(get_args(kind)[0], metavar), "action": "append"}
    return {"type": _json, "metavar": "JSON"}


def _json(text: str) -> Any:
    try:
        return json.decode(text)
    except DecodeError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no JSON: {error}") from None
