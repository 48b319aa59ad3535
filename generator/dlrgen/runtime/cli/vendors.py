"""`dlrkit vendors`: what the package knows, and what a vendor needs and offers."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any

from . import package
from .arguments import heading
from .wrong import FINE


def add_arguments(parser: ArgumentParser, words: Sequence[str]) -> None:
    """Add what this command takes."""
    vendors = package.vendors()
    parser.description = "List the vendors; of one, what its client needs and offers."
    parser.add_argument("vendor", nargs="?", choices=vendors, metavar="VENDOR", help=", ".join(vendors))
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_run)


def _run(options: Namespace) -> int:
    found = [_facts(vendor) for vendor in ([options.vendor] if options.vendor else package.vendors())]
    if options.json:
        import json

        print(json.dumps(found, ensure_ascii=False, indent=2))
    elif options.vendor:
        _print(found[0])
    else:
        width = max(len(vendor["vendor"]) for vendor in found)
        for vendor in found:
            print(f"{vendor['vendor']:<{width}}  {', '.join(call['endpoint'] for call in vendor['calls'])}")
    return FINE


def _facts(vendor: str) -> dict[str, Any]:
    facts = package.facts(vendor)
    return {
        "vendor": vendor,
        "title": package.title(vendor),
        "credentials": [
            {"name": c.name, "secret": c.secret, "variable": f"DLRKIT_{vendor}_{c.name}".upper()}
            for c in facts.credentials
        ],
        "schemes": [{"scheme": scheme.name, "credentials": list(scheme.credentials)} for scheme in facts.schemes],
        "calls": [
            {"endpoint": name, "effect": endpoint.effect, "title": heading(package.method(vendor, name))}
            for name, endpoint in package.endpoints(vendor).items()
        ],
        "tables": [table.__name__ for table in package.tables(vendor)],
    }


def _print(vendor: dict[str, Any]) -> None:
    sections = [
        (
            "credentials",
            [(c["name"], c["variable"] + ("  secret" if c["secret"] else "")) for c in vendor["credentials"]],
        ),
        ("schemes", [(s["scheme"], ", ".join(s["credentials"])) for s in vendor["schemes"]]),
        ("calls", [(c["endpoint"], f"{c['effect']:<9} {c['title']}") for c in vendor["calls"]]),
        ("code tables", [(table, "") for table in vendor["tables"]]),
    ]
    print(vendor["title"])
    for section, lines in sections:
        width = max((len(name) for name, _ in lines), default=0)
        print("\n".join([f"\n{section}:", *(f"  {name:<{width}}  {text}".rstrip() for name, text in lines)]))
