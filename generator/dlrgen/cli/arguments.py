"""The words that each command takes, and what its help says."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from keyword import iskeyword
from pathlib import Path

from dlrgen import __version__
from dlrgen.cli import commands

Add = Callable[..., argparse.ArgumentParser]
"""Adds a command to the others."""


def parser() -> argparse.ArgumentParser:
    """What reads the command line; the options that it gives say which `command` to call with them."""
    made = argparse.ArgumentParser(
        prog="dlrgen", description="Typed clients from specs of SMS vendors' delivery-status APIs.",
        epilog="Exit codes: 0 fine, 1 problems found, 2 could not run.",
    )  # fmt: skip
    made.add_argument("--version", action="version", version=f"dlrgen {__version__}")
    adding = made.add_subparsers(required=True, metavar="COMMAND", title="commands")
    for command in (_check, _generate, _diff, _drift, _draft, _new, _mock, _vendor, _openapi, _docs, _schema):
        command(adding.add_parser)
    return made


def _check(add: Add) -> None:
    parser = add(
        "check", help="prove specs against their language, their vectors and their captured pages",
        description="Prove specs: the language, references and names, signature vectors, and every example and code "
        "table of the captured pages. Prints what was proved, or every problem with its file, line and column.",
    )  # fmt: skip
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="a specs folder, a vendor's folder or a spec file (./specs)"
    )
    _add_format(parser)
    parser.set_defaults(command=commands.check)


def _generate(add: Add) -> None:
    parser = add(
        "generate", help="write the client package",
        description="Check the specs that changed, and write the client package from them. Vendors that did not change "
        "are left alone; if anything is wrong, nothing is written.",
    )  # fmt: skip
    _add_specs(parser)
    parser.add_argument(
        "--out", type=Path, default=Path("generated/dlrkit"), metavar="DIR", help="default: %(default)s"
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="VENDOR", help="look at these vendors alone")
    writes = parser.add_mutually_exclusive_group()
    writes.add_argument("--check", action="store_true", help="write nothing; say what would differ (exit code 1)")
    writes.add_argument(
        "--since", metavar="OLD",
        help="afterwards, write what differs from OLD (a folder of specs or a git revision) into the changelog",
    )  # fmt: skip
    parser.add_argument(
        "--changelog", type=Path, default=Path("CHANGELOG.md"), metavar="FILE",
        help="where --since writes, below `## Unreleased` (./%(default)s)",
    )  # fmt: skip
    _add_format(parser)
    parser.set_defaults(command=commands.generate)


def _diff(add: Add) -> None:
    parser = add(
        "diff", help="say what differs between two versions of the specs, and whom it breaks",
        description="Compare two versions of the specs: every difference that matters to the users of a client, with "
        "its rule, whom it harms, its place, and the version that all of them ask for. A version is a folder of specs "
        "or a git revision; the work tree is not touched.",
    )  # fmt: skip
    parser.add_argument("old", metavar="OLD", help="such as v0.1.0, HEAD~1 or ../other/specs")
    parser.add_argument("new", nargs="?", metavar="NEW", help="the same (the specs folder as it is now)")
    _add_specs(parser)
    parser.add_argument(
        "--fail-on", choices=["breaking", "compatible", "editorial"],
        help="exit code 1 if there is a difference as grave as that, or graver",
    )  # fmt: skip
    parser.add_argument(
        "--released", default=__version__, metavar="VERSION", help="the version that OLD was released as (%(default)s)"
    )
    parser.add_argument(
        "--format", choices=["text", "json", "github", "markdown"], default="text",
        help="how differences are printed (%(default)s); markdown is for changelogs",
    )  # fmt: skip
    parser.set_defaults(command=commands.diff)


def _drift(add: Add) -> None:
    parser = add(
        "drift", help="say what a newly captured page says otherwise, and whom it breaks",
        description="Compare a vendor's page as it is now with the captured page that specs were written from: "
        "parameters, fields, codes, examples, addresses and limits that came, went or changed, each with its place in "
        "the page and in the spec. Layout and white space do not count.",
    )  # fmt: skip
    parser.add_argument("page", type=Path, metavar="PAGE", help="the page as it is now: text, Markdown, reST or HTML")
    parser.add_argument(
        "--spec", type=Path, required=True, metavar="PATH", help="the endpoint's file, or the vendor's folder"
    )
    parser.add_argument(
        "--fail-on", choices=["breaking", "compatible", "editorial", "never"], default="editorial",
        help="exit code 1 if something as grave as that, or graver, is found (%(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--format", choices=["text", "json", "github", "html"], default="text",
        help="how findings are printed (%(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--write", action="store_true",
        help="put what the page says into the specs, with their comments and layout, and store it as the captured page",
    )  # fmt: skip
    parser.set_defaults(command=commands.drift)


def _draft(add: Add) -> None:
    parser = add(
        "draft", help="write a vendor's first spec from a page",
        description="Write a first spec from a vendor's page: what the page says, and under `todo` a question for each "
        "thing that it does not say. `dlrgen check` asks them until they are answered and taken out.",
    )  # fmt: skip
    parser.add_argument("page", type=Path, metavar="PAGE", help="the page as captured: text, Markdown, reST or HTML")
    parser.add_argument("--vendor", type=_vendor_name, metavar="NAME", help="what to call the vendor (after the host)")
    parser.add_argument(
        "--out", type=Path, default=Path("specs"), metavar="DIR", help="the specs folder (./%(default)s)"
    )
    parser.set_defaults(command=commands.draft)


def _new(add: Add) -> None:
    parser = add(
        "new", help="begin a new vendor",
        description="Write a small spec that passes the check, to be filled with what the vendor's page says.",
    )  # fmt: skip
    parser.add_argument("vendor", metavar="VENDOR", help="the vendor's name in lower case, such as acme")
    _add_specs(parser)
    parser.set_defaults(command=commands.new)


def _mock(add: Add) -> None:
    parser = add(
        "mock", help="serve fake vendors on loopback",
        description="Serve fakes of the vendors on loopback: they verify signatures, hand out reports and refuse calls "
        "as the specs say. Prints each vendor's base URL and credentials, and serves until it is stopped. Below "
        "/_control it takes scenarios, lets time pass, and shows requests. Needs the extra [mock].",
    )  # fmt: skip
    _add_specs(parser)
    parser.add_argument("--only", nargs="+", default=[], metavar="VENDOR", help="serve these vendors alone")
    parser.add_argument("--port", type=_port, default=0, help="the port (one that is free)")
    parser.add_argument("--own-ports", action="store_true", help="a port for each vendor, from --port on")
    parser.add_argument("--scenario", type=Path, metavar="FILE", help="messages, their reports, failures, as YAML")
    parser.add_argument("--seed", type=int, default=0, help="whatever is made up follows from it (%(default)s)")
    parser.set_defaults(command=commands.mock)


def _vendor(add: Add) -> None:
    parser = add(
        "vendor", help="copy the client into another project, or look after a copy",
        description="Write a copy of the client as a package of another project, or bring one up to date. Files edited "
        "by hand are never overwritten unasked, and what is no part of the copy stays. What is not said here is read "
        "from [tool.dlrgen] in the project's pyproject.toml: dest, package, vendors, specs.",
    )  # fmt: skip
    parser.add_argument(
        "dest", nargs="?", type=Path, metavar="DEST", help="the folder that the package lies in, such as src"
    )
    parser.add_argument(
        "--package", metavar="NAME", help="the name to import it by, such as acme.third_party.dlr (dlrkit)"
    )
    parser.add_argument("--only", nargs="+", type=_names, default=[], metavar="VENDOR", help="these vendors alone")
    parser.add_argument(
        "--specs",
        nargs="+",
        type=Path,
        default=[],
        metavar="DIR",
        help="specs of your own, which go before those of dlrgen",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; say what was edited, and what an update brings"
    )
    parser.add_argument(
        "--fail-on", nargs="+", choices=["edited", "behind", "breaking"], default=["edited", "behind", "breaking"],
        metavar="FINDING", help="with --check, what makes the exit code 1: edited, behind, breaking (all three)",
    )  # fmt: skip
    parser.add_argument(
        "--overwrite", action="store_true", help="write over files edited by hand; they are kept beside as NAME.orig"
    )
    _add_format(parser)
    parser.set_defaults(command=commands.vendor)


def _openapi(add: Add) -> None:
    parser = add(
        "openapi", help="write OpenAPI documents, for other people's tools",
        description="Check the specs, and write an OpenAPI 3.1 document for each vendor. What OpenAPI has no words for "
        "stands under x-dlrkit-* keys, which specs/README.md explains. If anything is wrong, nothing is written.",
    )  # fmt: skip
    _add_specs(parser)
    parser.add_argument("--only", nargs="+", default=[], metavar="VENDOR", help="write these vendors' alone")
    parser.add_argument("--out", type=Path, default=Path("openapi"), metavar="DIR", help="default: ./%(default)s")
    _add_format(parser)
    parser.set_defaults(command=commands.openapi)


def _docs(add: Add) -> None:
    parser = add(
        "docs", help="write the sources of the reference documentation",
        description="Check the specs, and write the sources of a site with a page for each vendor and for each table "
        "of codes, the guides, and a decoder of codes, in English and Chinese. Each language is a folder for "
        "sphinx-build; the extra [docs] has what that needs.",
    )  # fmt: skip
    _add_specs(parser)
    parser.add_argument("--out", type=Path, default=Path(".docs/source"), metavar="DIR", help="default: %(default)s")
    _add_format(parser)
    parser.set_defaults(command=commands.docs)


def _schema(add: Add) -> None:
    parser = add(
        "schema", help="print or write the JSON Schemas of spec files, for editors",
        description="Print the metaschema of vendor.yaml, or of an endpoint's or carrier's file: JSON Schema 2020-12. "
        "Or write all of them into a folder, to which the first lines of specs lead; `dlrgen new` does so by itself.",
    )  # fmt: skip
    parser.add_argument("kind", nargs="?", choices=["vendor", "endpoint", "carrier"], help="the one to print")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write all of them here, such as specs/.schemas")
    parser.set_defaults(command=commands.schema)


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


def _vendor_name(text: str) -> str:
    if not (text.isascii() and text.isidentifier() and text.islower() and not iskeyword(text) and len(text) <= 60):
        raise argparse.ArgumentTypeError(f"{text!r} cannot name a vendor: lower-case letters, digits and _")
    return text


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 0 to 65535")
    return int(text)


def _add_specs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--specs", type=Path, default=Path("specs"), metavar="DIR", help="default: ./%(default)s")


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=["text", "json", "github"], default="text", help="how problems are printed (%(default)s)"
    )
