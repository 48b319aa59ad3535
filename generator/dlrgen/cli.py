"""The command line. It only calls: what a command does is written where it belongs."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING

from dlrgen import __version__
from dlrgen.emit import MANIFEST
from dlrgen.spec import CARRIERS, VENDOR_FILE

if TYPE_CHECKING:
    from dlrgen.check import Proof
    from dlrgen.diff import Change
    from dlrgen.emit.classes import Worker
    from dlrgen.problems import Problem
    from dlrgen.spec.load import VendorSpec

FINE, PROBLEMS, COULD_NOT_RUN = 0, 1, 2


class CannotRun(Exception):
    """The command cannot do what was asked; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The words after `dlrgen`; those of the process, if left out.

    Returns:
        0 if all is fine, 1 if problems were found, 2 if the command could not run.
    """
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except CannotRun as reason:
        print(f"dlrgen: {reason}", file=sys.stderr)
        return COULD_NOT_RUN
    except OSError as error:
        print(f"dlrgen: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        print("dlrgen: stopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dlrgen", description="Typed clients from specs of SMS vendors' delivery-status APIs.",
        epilog="Exit codes: 0 fine, 1 problems found, 2 could not run.",
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"dlrgen {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")

    check = commands.add_parser(
        "check", help="prove specs against their language, their vectors and their captured pages",
        description="Prove specs: the language, references and names, signature vectors, and every example and code "
        "table of the captured pages. Prints what was proved, or every problem with its file, line and column.",
    )  # fmt: skip
    check.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="a specs folder, a vendor's folder or a spec file (./specs)"
    )
    _add_format(check)
    check.set_defaults(command=_check)

    generate = commands.add_parser(
        "generate", help="write the client package",
        description="Check the specs that changed, and write the client package from them. Vendors that did not change "
        "are left alone; if anything is wrong, nothing is written.",
    )  # fmt: skip
    _add_specs(generate)
    generate.add_argument(
        "--out", type=Path, default=Path("generated/dlrkit"), metavar="DIR", help="default: %(default)s"
    )
    generate.add_argument("--only", nargs="+", default=[], metavar="VENDOR", help="look at these vendors alone")
    writes = generate.add_mutually_exclusive_group()
    writes.add_argument("--check", action="store_true", help="write nothing; say what would differ (exit code 1)")
    writes.add_argument(
        "--since", metavar="OLD",
        help="afterwards, write what differs from OLD (a folder of specs or a git revision) into the changelog",
    )  # fmt: skip
    generate.add_argument(
        "--changelog", type=Path, default=Path("CHANGELOG.md"), metavar="FILE",
        help="where --since writes, below `## Unreleased` (./%(default)s)",
    )  # fmt: skip
    _add_format(generate)
    generate.set_defaults(command=_generate)

    diff = commands.add_parser(
        "diff", help="say what differs between two versions of the specs, and whom it breaks",
        description="Compare two versions of the specs: every difference that matters to the users of a client, with "
        "its rule, whom it harms, its place, and the version that all of them ask for. A version is a folder of specs "
        "or a git revision; the work tree is not touched.",
    )  # fmt: skip
    _add_versions(diff)

    drift = commands.add_parser(
        "drift", help="say what a newly captured page says otherwise, and whom it breaks",
        description="Compare a vendor's page as it is now with the captured page that specs were written from: "
        "parameters, fields, codes, examples, addresses and limits that came, went or changed, each with its place in "
        "the page and in the spec. Layout and white space do not count.",
    )  # fmt: skip
    drift.add_argument("page", type=Path, metavar="PAGE", help="the page as it is now: text, Markdown, reST or HTML")
    drift.add_argument(
        "--spec", type=Path, required=True, metavar="PATH", help="the endpoint's file, or the vendor's folder"
    )
    drift.add_argument(
        "--fail-on", choices=["breaking", "compatible", "editorial", "never"], default="editorial",
        help="exit code 1 if something as grave as that, or graver, is found (%(default)s)",
    )  # fmt: skip
    drift.add_argument(
        "--format", choices=["text", "json", "github", "html"], default="text",
        help="how findings are printed (%(default)s)",
    )  # fmt: skip
    drift.add_argument(
        "--write", action="store_true",
        help="put what the page says into the specs, with their comments and layout, and store it as the captured page",
    )  # fmt: skip
    drift.set_defaults(command=_drift)

    draft = commands.add_parser(
        "draft", help="write a vendor's first spec from a page",
        description="Write a first spec from a vendor's page: what the page says, and under `todo` a question for each "
        "thing that it does not say. `dlrgen check` asks them until they are answered and taken out.",
    )  # fmt: skip
    draft.add_argument("page", type=Path, metavar="PAGE", help="the page as captured: text, Markdown, reST or HTML")
    draft.add_argument("--vendor", type=_vendor_name, metavar="NAME", help="what to call the vendor (after the host)")
    draft.add_argument(
        "--out", type=Path, default=Path("specs"), metavar="DIR", help="the specs folder (./%(default)s)"
    )
    draft.set_defaults(command=_draft)

    new = commands.add_parser(
        "new", help="begin a new vendor",
        description="Write a small spec that passes the check, to be filled with what the vendor's page says.",
    )  # fmt: skip
    new.add_argument("vendor", metavar="VENDOR", help="the vendor's name in lower case, such as acme")
    _add_specs(new)
    new.set_defaults(command=_new)

    mock = commands.add_parser(
        "mock", help="serve fake vendors on loopback",
        description="Serve fakes of the vendors on loopback: they verify signatures, hand out reports and refuse calls "
        "as the specs say. Prints each vendor's base URL and credentials, and serves until it is stopped. Below "
        "/_control it takes scenarios, lets time pass, and shows requests. Needs the extra [mock].",
    )  # fmt: skip
    _add_specs(mock)
    mock.add_argument("--only", nargs="+", default=[], metavar="VENDOR", help="serve these vendors alone")
    mock.add_argument("--port", type=_port, default=0, help="the port (one that is free)")
    mock.add_argument("--own-ports", action="store_true", help="a port for each vendor, from --port on")
    mock.add_argument("--scenario", type=Path, metavar="FILE", help="messages, their reports, failures, as YAML")
    mock.add_argument("--seed", type=int, default=0, help="whatever is made up follows from it (%(default)s)")
    mock.set_defaults(command=_mock)

    vendor = commands.add_parser(
        "vendor", help="copy the client into another project, or look after a copy",
        description="Write a copy of the client as a package of another project, or bring one up to date. Files edited "
        "by hand are never overwritten unasked, and what is no part of the copy stays. What is not said here is read "
        "from [tool.dlrgen] in the project's pyproject.toml: dest, package, vendors, specs.",
    )  # fmt: skip
    vendor.add_argument(
        "dest", nargs="?", type=Path, metavar="DEST", help="the folder that the package lies in, such as src"
    )
    vendor.add_argument(
        "--package", metavar="NAME", help="the name to import it by, such as acme.third_party.dlr (dlrkit)"
    )
    vendor.add_argument("--only", nargs="+", type=_names, default=[], metavar="VENDOR", help="these vendors alone")
    vendor.add_argument(
        "--specs",
        nargs="+",
        type=Path,
        default=[],
        metavar="DIR",
        help="specs of your own, which go before those of dlrgen",
    )
    vendor.add_argument(
        "--check", action="store_true", help="write nothing; say what was edited, and what an update brings"
    )
    vendor.add_argument(
        "--fail-on", nargs="+", choices=["edited", "behind", "breaking"], default=["edited", "behind", "breaking"],
        metavar="FINDING", help="with --check, what makes the exit code 1: edited, behind, breaking (all three)",
    )  # fmt: skip
    vendor.add_argument(
        "--overwrite", action="store_true", help="write over files edited by hand; they are kept beside as NAME.orig"
    )
    _add_format(vendor)
    vendor.set_defaults(command=_vendor)

    openapi = commands.add_parser(
        "openapi", help="write OpenAPI documents, for other people's tools",
        description="Check the specs, and write an OpenAPI 3.1 document for each vendor. What OpenAPI has no words for "
        "stands under x-dlrkit-* keys, which specs/README.md explains. If anything is wrong, nothing is written.",
    )  # fmt: skip
    _add_specs(openapi)
    openapi.add_argument("--only", nargs="+", default=[], metavar="VENDOR", help="write these vendors' alone")
    openapi.add_argument("--out", type=Path, default=Path("openapi"), metavar="DIR", help="default: ./%(default)s")
    _add_format(openapi)
    openapi.set_defaults(command=_openapi)

    docs = commands.add_parser(
        "docs", help="write the sources of the reference documentation",
        description="Check the specs, and write the sources of a site with a page for each vendor and for each table "
        "of codes, the guides, and a decoder of codes, in English and Chinese. Each language is a folder for "
        "sphinx-build; the extra [docs] has what that needs.",
    )  # fmt: skip
    _add_specs(docs)
    docs.add_argument("--out", type=Path, default=Path(".docs/source"), metavar="DIR", help="default: %(default)s")
    _add_format(docs)
    docs.set_defaults(command=_docs)

    schema = commands.add_parser(
        "schema", help="print or write the JSON Schemas of spec files, for editors",
        description="Print the metaschema of vendor.yaml, or of an endpoint's or carrier's file: JSON Schema 2020-12. "
        "Or write all of them into a folder, to which the first lines of specs lead; `dlrgen new` does so by itself.",
    )  # fmt: skip
    schema.add_argument("kind", nargs="?", choices=["vendor", "endpoint", "carrier"], help="the one to print")
    schema.add_argument("--out", type=Path, metavar="DIR", help="write all of them here, such as specs/.schemas")
    schema.set_defaults(command=_schema)
    return parser


def _add_versions(diff: argparse.ArgumentParser) -> None:
    diff.add_argument("old", metavar="OLD", help="such as v0.1.0, HEAD~1 or ../other/specs")
    diff.add_argument("new", nargs="?", metavar="NEW", help="the same (the specs folder as it is now)")
    _add_specs(diff)
    diff.add_argument(
        "--fail-on", choices=["breaking", "compatible", "editorial"],
        help="exit code 1 if there is a difference as grave as that, or graver",
    )  # fmt: skip
    diff.add_argument(
        "--released", default=__version__, metavar="VERSION", help="the version that OLD was released as (%(default)s)"
    )
    diff.add_argument(
        "--format", choices=["text", "json", "github", "markdown"], default="text",
        help="how differences are printed (%(default)s); markdown is for changelogs",
    )  # fmt: skip
    diff.set_defaults(command=_diff)


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


def _check(options: argparse.Namespace) -> int:
    from dlrgen.check import check, check_carriers
    from dlrgen.problems import Problems
    from dlrgen.spec.load import load, load_carriers

    problems = Problems()
    proofs: list[Proof] = []
    rows = 0
    for root, only in _roots(options.paths or [Path("specs")]):
        vendors = load(root, problems, only)
        rows += check_carriers(load_carriers(root, problems), vendors, problems)
        for proof in check(vendors, problems):
            proofs.append(proof)
            _progress(f"checked {proof.vendor}")
    _report(problems, options.format)
    if options.format == "text" and not problems.failed:
        if proofs:
            _print_proofs(proofs)
        if rows:
            print(f"carriers' tables: {rows} rows")
    return PROBLEMS if problems.failed else FINE


def _print_proofs(proofs: list[Proof]) -> None:
    columns = ("vendor", "endpoints", "params", "fields", "codes", "printed", "examples", "errata", "vectors")
    rows = [
        (
            p.vendor,
            p.endpoints,
            p.params,
            p.fields,
            p.codes,
            p.printed_codes,
            sum(p.examples.values()),
            p.errata,
            p.vectors,
        )
        for p in proofs
    ]
    total = ("all", *(sum(int(row[n]) for row in rows) for n in range(1, len(columns))))
    for row in (columns, *rows, total):
        print(f"{row[0]!s:<10}" + "".join(f"{cell!s:>11}" for cell in row[1:]))
    verdicts: Counter[str] = Counter()
    for proof in proofs:
        verdicts.update(proof.examples)
    print(f"\nproved; examples: {', '.join(f'{n} {verdict}' for verdict, n in sorted(verdicts.items()))}")


def _generate(options: argparse.Namespace) -> int:
    from dlrgen.emit.classes import MANY, Worker

    specs = _folder(options.specs)
    _known(specs, options.only)
    changes = None if options.since is None else _changes(options.since, None, specs)
    with Worker() as worker:
        few = len(list(specs.glob(f"*/{VENDOR_FILE}"))) < MANY
        if few and (options.check or not (options.out / MANIFEST).exists()):
            # Everything will be generated, and nothing takes longer than getting the worker ready.
            worker.start()
        code = _generate_with(worker, specs, options)
    if changes is not None and code == FINE:
        _write_changelog(changes, options)
    return code


def _generate_with(worker: Worker, specs: Path, options: argparse.Namespace) -> int:
    from dlrgen.generate import differences, generate
    from dlrgen.problems import Problems

    problems = Problems()
    outcome = generate(
        specs, options.out, problems, only=options.only, dry_run=options.check, progress=_progress, worker=worker
    )
    if outcome is None:
        _report(problems, options.format)
        print("dlrgen: nothing was written", file=sys.stderr)
        return PROBLEMS
    if options.check:
        _report(differences(outcome, options.out), options.format)
        return PROBLEMS if outcome.differs else FINE
    _report(problems, options.format)
    if options.format == "text":
        print(
            f"{options.out}: {len(outcome.generated)} vendors generated, {len(outcome.unchanged)} unchanged; "
            f"{len(outcome.written)} files written, {len(outcome.removed)} removed"
        )
    return FINE


def _write_changelog(changes: Sequence[Change], options: argparse.Namespace) -> None:
    from dlrgen.diff import report

    try:
        added = report.write_changelog(options.changelog, changes)
    except ValueError as error:
        raise CannotRun(str(error)) from None
    if options.format == "text":
        print(f"{options.changelog}: {added} entries added")


def _diff(options: argparse.Namespace) -> int:
    from dlrgen.diff import report

    changes = _changes(options.old, options.new, options.specs)
    try:
        printed = report.render(changes, options.format, options.released)
    except ValueError as error:
        raise CannotRun(f"--released: {error}") from None
    if printed:
        print(printed)
    return _code_for([change.severity for change in changes], options.fail_on)


def _drift(options: argparse.Namespace) -> int:
    from dlrgen.drift import report
    from dlrgen.drift.findings import drift

    vendor, page = _written_from(options.spec, options.page)
    text = _text(options.page)
    findings = drift(vendor, page, text)
    print(report.render(findings, options.format, options.page.name))
    if options.write:
        from dlrgen.drift.write import write_findings

        left = write_findings(vendor, page, text, findings)
        for finding in left:
            print(f"dlrgen: left to you: {finding.file}:{finding.line}: {finding.message}", file=sys.stderr)
        return PROBLEMS if left else FINE
    return _code_for([finding.severity for finding in findings], options.fail_on)


def _code_for(severities: Sequence[str], fail_on: str | None) -> int:
    """The exit code where something as grave as `fail_on`, or graver, is a problem; it may be none, or `never`."""
    from dlrgen.diff.rules import SEVERITIES

    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    return PROBLEMS if any(severity in grave for severity in severities) else FINE


def _written_from(spec: Path, page: Path) -> tuple[VendorSpec, str]:
    """The vendor that a path names, and which of its captured pages a new edition is of."""
    from dlrgen.problems import Problems, render
    from dlrgen.spec.load import load

    problems = Problems()
    ((root, only),) = _roots([spec])
    if len(only) != 1 or only == [CARRIERS]:
        raise CannotRun(f"{spec}: name an endpoint's file or a vendor's folder")
    vendors = load(root, problems, only)
    if problems or not vendors:
        print(render(problems, "text"), file=sys.stderr)
        raise CannotRun("specs that cannot be read cannot be compared")
    (vendor,) = vendors
    endpoints = {name: each.spec.source.page for name, each in vendor.endpoints.items() if each.spec.source.page}
    if spec.is_file() and spec.name != VENDOR_FILE:
        if spec.stem not in endpoints:
            raise CannotRun(f"{spec}: it was written from no captured page")
        return vendor, endpoints[spec.stem]
    pages = sorted(set(endpoints.values()))
    fitting = [each for each in pages if Path(each).name == page.name] if len(pages) > 1 else pages
    if len(fitting) != 1:
        raise CannotRun(
            f"{spec}: {page.name} may be of any of {', '.join(pages) or 'no page'}; name an endpoint's file"
        )
    return vendor, fitting[0]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise CannotRun(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None


def _changes(old: str, new: str | None, specs: Path) -> list[Change]:
    """The differences between two versions; what is wrong with one of them goes to standard error."""
    from dlrgen.diff import NoTree, diff, read_tree
    from dlrgen.problems import Problems, render

    problems = Problems()
    try:
        trees = [read_tree(name, specs, problems) for name in (old, str(_folder(specs)) if new is None else new)]
    except NoTree as reason:
        raise CannotRun(str(reason)) from None
    if problems:
        print(render(problems, "text"), file=sys.stderr)
        raise CannotRun("specs that cannot be read cannot be compared")
    return diff(*trees)


def _new(options: argparse.Namespace) -> int:
    from dlrgen.new import write_skeleton

    try:
        folder = write_skeleton(options.vendor, options.specs)
    except ValueError as error:
        raise CannotRun(str(error)) from None
    print(f"{folder}: written; read specs/README.md, then `dlrgen check {folder}`")
    return FINE


def _draft(options: argparse.Namespace) -> int:
    from dlrgen.check import check
    from dlrgen.draft.build import draft, write
    from dlrgen.problems import Problems
    from dlrgen.spec.load import load

    try:
        folder = write(draft(_text(options.page), options.page.name, options.vendor), options.out)
    except ValueError as error:
        raise CannotRun(f"{options.page}: {error}") from None
    problems = Problems()
    for _ in check(load(options.out, problems, [folder.name]), problems):
        pass
    questions = sum(problem.id == "todo.open" for problem in problems)
    print(f"{folder}: written, with {questions} questions; `dlrgen check {folder}` asks them")
    return FINE


def _mock(options: argparse.Namespace) -> int:
    specs = _folder(options.specs)
    _known(specs, options.only)
    try:
        from dlrgen.mock.serve import serve
    except ModuleNotFoundError as error:
        raise CannotRun(f"{error.name} is not installed: install dlrkit with the extra [mock]") from None
    return serve(
        specs, options.only, options.port, own_ports=options.own_ports, scenario=options.scenario, seed=options.seed
    )


def _vendor(options: argparse.Namespace) -> int:
    from dlrgen.vendoring import command

    try:
        done = command.run(
            command.wanted(options.dest, options.package, [n for names in options.only for n in names], options.specs),
            check=options.check, fail_on=options.fail_on, overwrite=options.overwrite, progress=_progress,
        )  # fmt: skip
    except ValueError as error:
        raise CannotRun(str(error)) from None
    _report(done.problems, options.format)
    if options.format == "text":
        print(done.summary)
    return PROBLEMS if done.failed else FINE


def _openapi(options: argparse.Namespace) -> int:
    from dlrgen.openapi.export import export
    from dlrgen.problems import Problems

    specs = _folder(options.specs)
    _known(specs, options.only)
    problems = Problems()
    done = export(specs, options.out, problems, options.only)
    _report(problems, options.format)
    if done is None:
        print("dlrgen: nothing was written", file=sys.stderr)
        return PROBLEMS
    if options.format == "text":
        print(f"{options.out}: {len(done.documents)} documents, {len(done.written)} written")
    return FINE


def _docs(options: argparse.Namespace) -> int:
    from dlrgen.check import check, check_carriers
    from dlrgen.docs.site import write_sources
    from dlrgen.problems import Problems
    from dlrgen.spec.load import load, load_carriers

    problems = Problems()
    specs = _folder(options.specs)
    vendors, carriers = load(specs, problems), load_carriers(specs, problems)
    check_carriers(carriers, vendors, problems)
    for proof in check(vendors, problems):
        _progress(f"checked {proof.vendor}")
    _report(problems, options.format)
    if problems.failed:
        print("dlrgen: nothing was written", file=sys.stderr)
        return PROBLEMS
    count = write_sources(vendors, carriers, options.out)
    if options.format == "text":
        print(f"{options.out}: {count} files; to build them: sphinx-build {options.out}/en SITE/en, and so on")
    return FINE


def _schema(options: argparse.Namespace) -> int:
    if (options.kind is None) == (options.out is None):
        raise CannotRun("name either the schema to print, or a folder for all of them with --out")
    if options.out is not None:
        from dlrgen.spec.editors import write_schemas

        write_schemas(options.out)
        print(f"{options.out}: written")
        return FINE
    from dlrgen.spec.metaschema import export

    sys.stdout.write(export(options.kind))
    return FINE


def _roots(paths: Sequence[Path]) -> list[tuple[Path, list[str]]]:
    """The specs folder of each path, and the vendor it names, if it names one."""
    roots: list[tuple[Path, list[str]]] = []
    for path in paths:
        if not path.exists():
            raise CannotRun(f"{path}: there is no such file or folder")
        folder = path.resolve().parent if path.is_file() else path
        if (folder / VENDOR_FILE).is_file() or folder.resolve().name == CARRIERS:
            # Tables that belong to no vendor are always checked; for them alone, there is no vendor of that name.
            folder = folder.resolve()
            roots.append((folder.parent, [folder.name]))
        else:
            roots.append((_folder(folder), []))
    return roots


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise CannotRun(f"{path}: there is no such folder; name one with --specs")
    if not any(path.glob("*/vendor.yaml")):
        raise CannotRun(f"{path}: no vendor's folder in it (a folder with a vendor.yaml)")
    return path


def _known(specs: Path, vendors: Sequence[str]) -> None:
    known = {path.parent.name for path in specs.glob("*/vendor.yaml")}
    unknown = [name for name in vendors if name not in known]
    if unknown:
        raise CannotRun(f"no such vendor in {specs}: {', '.join(unknown)}")


def _report(problems: Sequence[Problem], style: str) -> None:
    if style == "json" or problems:
        from dlrgen.problems import render

        print(render(problems, style))  # type: ignore[arg-type]  # argparse has checked it
    if problems and style == "text":
        errors = sum(problem.level == "error" for problem in problems)
        print(f"\n{errors} errors, {len(problems) - errors} warnings", file=sys.stderr)


def _progress(text: str) -> None:
    """Say what is going on, on one line that the next one replaces; only where a person is looking."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="\r", file=sys.stderr, flush=True)
