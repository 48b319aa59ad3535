"""`dlrkit` on the command line. The tables need the extra `[cli]`; without it one line says so.

A person waits for the answer, so nothing is imported before it is needed. Of rich only the widths of characters are
taken: its own tables take longer to import than everything else here takes together.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .codes import Code
    from .lookup import Meaning, Reading

_PACKAGE = str(__package__).rpartition(".")[0]
_LISTED = ("vendor", "table", "code", "state", "why", "retry", "meaning")
_FOUND = ("", "state", "why", "retry", "confidence", "meaning", "source")
_OF_OTHERS = ("table", *_FOUND[1:])
_BY_ITSELF: dict[str, Any] = {"source": "", "step": "exact", "matched": "", "subcode": "", "conflicts": []}
_NARROWEST = 24

Row = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The words after `dlrkit`; those of the process, if left out.

    Returns:
        0 if something was found, 1 if nothing was, 2 if the command could not run.
    """
    parser = argparse.ArgumentParser(prog="dlrkit", description="What SMS vendors' codes mean.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    commands.add_parser("vendors", help="list the vendors", description="List the vendors and their code tables.")
    codes = commands.add_parser(
        "codes", help="look codes up",
        description="Look a code up in the tables of vendors and carriers, or search their meanings.",
    )  # fmt: skip
    codes.add_argument(
        "code", nargs="?", help="a code, or a word of its meaning in Chinese or English; all, if left out"
    )
    codes.add_argument("--vendor", choices=_vendors(), help="ask this vendor, and the carriers behind it")
    codes.add_argument("--carrier", help="the carrier that made the code, such as china_mobile")
    codes.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    if options.command == "vendors":
        for vendor in _vendors():
            print(f"{vendor:<12}{', '.join(table.__name__ for table in _tables(vendor))}")
        return 0
    from .lookup import carrier_named, carriers

    carrier = carrier_named(options.carrier) if options.carrier is not None else None
    if options.carrier is not None and carrier is None:
        codes.error(f"there is no carrier {options.carrier!r} (choose from {', '.join(carriers())})")
    word = (options.code or "").strip()
    found = list(_looked_up(word, options.vendor, carrier)) if word else []
    answered = {(row["vendor"], row["table"]) for row in found}
    # That a number stands in a text says nothing about the code of that number.
    words = _searched(word, options.vendor, carrier, everybody=not found) if not word.isdecimal() else ()
    listed = [row for row in words if (row["vendor"], row["table"]) not in answered]
    if options.json:
        import json

        print(json.dumps([*found, *listed], ensure_ascii=False, indent=2))
    elif (found or listed) and not _print(found, listed):
        return 2
    elif not found and not listed:
        what = repr(options.code) if options.code.isprintable() else ascii(options.code)
        print(f"dlrkit: nothing known about {what}", file=sys.stderr)
    return 0 if found or listed else 1


def _vendors() -> list[str]:
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib is slow to import
    with os.scandir(package) as entries:
        names = [entry.name for entry in entries if entry.name.isidentifier() and not entry.name.startswith("_")]
    return sorted(name for name in names if os.path.isfile(os.path.join(package, name, "codes.py")))  # noqa: PTH113, PTH118


def _tables(vendor: str) -> list[type[Code]]:
    from .codes import Code

    module = import_module(f"{_PACKAGE}.{vendor}.codes")
    return [
        table
        for table in vars(module).values()
        if isinstance(table, type) and issubclass(table, Code) and table.__module__ == module.__name__
    ]


def _looked_up(wanted: str, vendor: str | None, carrier: str | None) -> Iterator[Row]:
    """What a code means to those who were named, or to everybody who has it."""
    from .codes import look_up
    from .lookup import lookup, own

    meaning = lookup(wanted, vendor, carrier)
    named = vendor is not None or carrier is not None
    known = False
    if named and meaning.is_known:
        yield _of_meaning(vendor or "", meaning)
    for name in _asked(vendor, carrier):
        if not named and (mine := own(wanted, name)).is_known:
            known = True
            yield _of_meaning(name, mine)
        for table in _tables(name):
            code = look_up(table, wanted)
            if code.is_known and not _speaks_of_messages(table):
                known = True
                yield {**_of_code(name, code), **_BY_ITSELF, "matched": str(code)}
    if not named and (meaning.conflicts or (meaning.is_known and not (known and meaning.state == "unrecognised"))):
        yield _of_meaning("", meaning)


def _searched(word: str, vendor: str | None, carrier: str | None, *, everybody: bool) -> Iterator[Row]:
    """All rows with a word in their meaning, or all rows if there is no word."""
    for row in _all(vendor, carrier if vendor is None else None, everybody=everybody and bool(word)):
        if word.casefold() in row["en"].casefold() or word in row["zh"]:
            yield row


def _all(vendor: str | None, carrier: str | None, *, everybody: bool) -> Iterator[Row]:
    from .lookup import carrier_rows, carriers

    for name in _asked(vendor, carrier):
        yield from (_of_code(name, code) for table in _tables(name) for code in table)
    for name in [carrier] if carrier is not None else carriers() if everybody and vendor is None else ():
        yield from (_of_meaning("", meaning) for meaning in carrier_rows(name))


def _asked(vendor: str | None, carrier: str | None) -> list[str]:
    if vendor is not None:
        return [vendor]
    return _vendors() if carrier is None else []


def _speaks_of_messages(table: type[Code]) -> bool:
    from .codes import MessageCode, MessageNumber

    return issubclass(table, (MessageCode, MessageNumber))


def _of_code(vendor: str, code: Code) -> Row:
    message = code.state.value if code.state.value != "unrecognised" else ""
    return {
        "vendor": vendor,
        "table": type(code).__name__,
        "code": str(code),
        "state": message,
        "why": code.reason.value if message else code.category.value,
        "retry": code.retry.value,
        "zh": code.zh,
        "en": code.en,
        "evidence": code.evidence.value,
        "confidence": code.confidence.value,
    }


def _of_meaning(vendor: str, meaning: Meaning) -> Row:
    return {
        "vendor": vendor,
        "code": meaning.code,
        **_of_reading(meaning),
        "step": meaning.step,
        "matched": meaning.matched,
        "subcode": meaning.subcode,
        "conflicts": [_of_reading(reading) for reading in meaning.conflicts],
    }


def _of_reading(reading: Reading) -> Row:
    return {
        "table": reading.table.rpartition(".")[2],
        "state": reading.state.value if reading.state.value != "unrecognised" else "",
        "why": reading.reason.value,
        "retry": reading.retry.value,
        "zh": reading.zh,
        "en": reading.en,
        "evidence": reading.evidence.value,
        "confidence": reading.confidence.value,
        "source": reading.source,
    }


def _print(found: list[Row], listed: list[Row]) -> bool:
    try:
        from rich.cells import cell_len
    except ImportError:
        print("dlrkit: tables need the extra [cli]: pip install 'dlrkit[cli]' (or use --json)", file=sys.stderr)
        return False
    for number, row in enumerate(found):
        print("\n" * bool(number) + _heading(row))
        if row["step"] == "unknown":
            _print_table(_OF_OTHERS, [_cells(_OF_OTHERS, reading) for reading in row["conflicts"]], cell_len)
        else:
            readings = [_cells(_FOUND, row), *(_cells(_FOUND, reading, "or") for reading in row["conflicts"])]
            _print_table(_FOUND, readings, cell_len)
    if listed:
        print("\n" * bool(found), end="")
        _print_table(_LISTED, [_cells(_LISTED, row) for row in listed], cell_len)
    return True


def _heading(row: Row) -> str:
    code = row["code"] if row["code"].isprintable() else ascii(row["code"])
    if row["step"] == "unknown":
        return f"{code} · what it means depends on whose code it is: name the --vendor or the --carrier"
    facts = (f"matched {row['matched']}", f"step {row['step']}", f"table {row['table']}", f"vendor {row['vendor']}")
    return " · ".join([code, *(fact for fact in facts if not fact.endswith(" "))])


def _cells(columns: Iterable[str], row: Row, mark: str = "") -> list[str]:
    values = {**row, "": mark, "meaning": " ".join(part for part in (row["zh"], row["en"]) if part)}
    return [values[column] for column in columns]


def _print_table(columns: Sequence[str], rows: list[list[str]], width_of: Callable[[str], int]) -> None:
    """Print rows under a heading, in columns as wide as they need; on a terminal the widest are wrapped to fit."""
    widths = [max(map(width_of, column)) for column in zip(columns, *rows, strict=True)]
    room = _room() - 2 * (len(widths) - 1)
    while 0 < room < sum(widths) and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    for line in [list(columns), *rows]:
        cells = [_wrapped(cell, width, width_of) for cell, width in zip(line, widths, strict=True)]
        for part in range(max(map(len, cells))):
            shown = [cell[part] if part < len(cell) else "" for cell in cells]
            padded = (text + " " * (width - width_of(text)) for text, width in zip(shown, widths, strict=True))
            print("  ".join(padded).rstrip())


def _wrapped(text: str, width: int, width_of: Callable[[str], int]) -> list[str]:
    """A text in lines of a width, broken between words and, in a script without blanks, between characters."""
    if width_of(text) <= width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        together = f"{lines[-1]} {word}" if lines[-1] else word
        if width_of(together) <= width:
            lines[-1] = together
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if width_of(lines[-1] + character) > width:
                lines.append("")
            lines[-1] += character
    return lines


def _room() -> int:
    """How wide the terminal is; 0 where the output is read by a program, whose lines stay whole."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else 0
    except (OSError, ValueError):
        return 0
