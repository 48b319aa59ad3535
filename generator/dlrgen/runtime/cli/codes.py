"""`dlrkit codes`: what a code means, to vendors and to carriers."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from .output import Table, table_of
from .package import tables, vendors
from .wrong import FINE, NOTHING_FOUND

if TYPE_CHECKING:
    from ..codes import Code
    from ..lookup import Meaning, Reading

_LISTED = ("vendor", "table", "code", "state", "why", "retry", "meaning")
_FOUND = ("", "state", "why", "retry", "confidence", "meaning", "source")
_OF_OTHERS = ("table", *_FOUND[1:])
_BY_ITSELF: dict[str, Any] = {"source": "", "step": "exact", "matched": "", "subcode": "", "conflicts": []}

Row = dict[str, Any]


def add_arguments(parser: ArgumentParser, words: Sequence[str]) -> None:
    """Add what this command takes."""
    parser.description = "Look a code up in the tables of vendors and carriers, or search their meanings."
    parser.add_argument(
        "code", nargs="?", help="a code, or a word of its meaning in Chinese or English; all, if left out"
    )
    parser.add_argument("--vendor", choices=vendors(), help="ask this vendor, and the carriers behind it")
    parser.add_argument("--carrier", help="the carrier that made the code, such as china_mobile")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=partial(_run, parser))


def _run(parser: ArgumentParser, options: Namespace) -> int:
    from ..lookup import carrier_named, carriers

    carrier = carrier_named(options.carrier) if options.carrier is not None else None
    if options.carrier is not None and carrier is None:
        parser.error(f"there is no carrier {options.carrier!r} (choose from {', '.join(carriers())})")
    word = (options.code or "").strip()
    found = list(_looked_up(word, options.vendor, carrier)) if word else []
    answered = {(row["vendor"], row["table"]) for row in found}
    # That a number stands in a text says nothing about the code of that number.
    words = _searched(word, options.vendor, carrier, everybody=not found) if not word.isdecimal() else ()
    listed = [row for row in words if (row["vendor"], row["table"]) not in answered]
    if options.json:
        import json

        print(json.dumps([*found, *listed], ensure_ascii=False, indent=2))
    elif found or listed:
        _print(found, listed)
    else:
        what = repr(options.code) if options.code.isprintable() else ascii(options.code)
        print(f"dlrkit: nothing known about {what}", file=sys.stderr)
    return FINE if found or listed else NOTHING_FOUND


def _looked_up(wanted: str, vendor: str | None, carrier: str | None) -> Iterator[Row]:
    """What a code means to those who were named, or to everybody who has it."""
    from ..codes import look_up
    from ..lookup import lookup, own

    meaning = lookup(wanted, vendor, carrier)
    named = vendor is not None or carrier is not None
    known = False
    if named and meaning.is_known:
        yield _of_meaning(vendor or "", meaning)
    for name in _asked(vendor, carrier):
        if not named and (mine := own(wanted, name)).is_known:
            known = True
            yield _of_meaning(name, mine)
        for table in tables(name):
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
    from ..lookup import carrier_rows, carriers

    for name in _asked(vendor, carrier):
        yield from (_of_code(name, code) for table in tables(name) for code in table)
    for name in [carrier] if carrier is not None else carriers() if everybody and vendor is None else ():
        yield from (_of_meaning("", meaning) for meaning in carrier_rows(name))


def _asked(vendor: str | None, carrier: str | None) -> list[str]:
    if vendor is not None:
        return [vendor]
    return vendors() if carrier is None else []


def _speaks_of_messages(table: type[Code]) -> bool:
    from ..codes import MessageCode, MessageNumber

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


def _print(found: list[Row], listed: list[Row]) -> None:
    Table(_FOUND)  # refuses at once where there can be no tables
    for number, row in enumerate(found):
        print("\n" * bool(number) + _heading(row))
        if row["step"] == "unknown":
            table_of(_OF_OTHERS, [_cells(reading) for reading in row["conflicts"]])
        else:
            table_of(_FOUND, [_cells(row), *(_cells(reading, "or") for reading in row["conflicts"])])
    if listed:
        print("\n" * bool(found), end="")
        table_of(_LISTED, [_cells(row) for row in listed])


def _heading(row: Row) -> str:
    code = row["code"] if row["code"].isprintable() else ascii(row["code"])
    if row["step"] == "unknown":
        return f"{code} · what it means depends on whose code it is: name the --vendor or the --carrier"
    facts = (f"matched {row['matched']}", f"step {row['step']}", f"table {row['table']}", f"vendor {row['vendor']}")
    return " · ".join([code, *(fact for fact in facts if not fact.endswith(" "))])


def _cells(row: Row, mark: str = "") -> Row:
    return {**row, "": mark, "meaning": " ".join(part for part in (row["zh"], row["en"]) if part)}
