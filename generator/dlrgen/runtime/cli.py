"""`dlrkit` on the command line. The tables need the extra `[cli]`; without it one line says so."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from .codes import Code

_PACKAGE = str(__package__).rpartition(".")[0]


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
        "codes", help="look codes up", description="Look a code up in all vendors' tables, or search their meanings."
    )
    codes.add_argument(
        "code", nargs="?", help="a code, or a word of its meaning in Chinese or English; all, if left out"
    )
    codes.add_argument("--vendor", choices=_vendors(), help="look at this vendor alone")
    codes.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    if options.command == "vendors":
        for vendor in _vendors():
            print(f"{vendor:<12}{', '.join(table.__name__ for table in _tables(vendor))}")
        return 0
    vendors = [options.vendor] if options.vendor else _vendors()
    found = list(_search(options.code, vendors))
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    elif found and not _print_table(found):
        return 2
    elif not found:
        print(f"dlrkit: nothing known about {options.code!r}", file=sys.stderr)
    return 0 if found else 1


def _vendors() -> list[str]:
    package = Path(str(import_module(_PACKAGE).__file__)).parent
    return sorted(path.parent.name for path in package.glob("[a-z]*/codes.py"))


def _tables(vendor: str) -> list[type[Code]]:
    module = import_module(f"{_PACKAGE}.{vendor}.codes")
    return [
        table
        for table in vars(module).values()
        if isinstance(table, type) and issubclass(table, Code) and table.__module__ == module.__name__
    ]


def _search(wanted: str | None, vendors: list[str]) -> Iterator[dict[str, str]]:
    word = (wanted or "").strip().casefold()
    for vendor in vendors:
        for table in _tables(vendor):
            exact = _exact(table, wanted) if wanted else None
            if exact is not None:
                yield _row(vendor, exact)
                continue
            for code in table:
                if not word or word in code.en.casefold() or word in code.zh.casefold():
                    yield _row(vendor, code)


def _exact(table: type[Code], wanted: str) -> Code | None:
    try:
        code = table(int(wanted)) if issubclass(table, int) else table(wanted.strip())
    except ValueError:
        return None
    return code if code.is_known else None


def _row(vendor: str, code: Code) -> dict[str, str]:
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
    }


def _print_table(rows: list[dict[str, str]]) -> bool:
    try:
        from rich.console import Console
        from rich.table import Table
    except ImportError:
        print("dlrkit: tables need the extra [cli]: pip install 'dlrkit[cli]' (or use --json)", file=sys.stderr)
        return False
    table = Table()
    for column in rows[0]:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row.values())
    Console().print(table)
    return True
