"""The commands: each takes its options, calls what does the work, prints what came of it, and gives its exit code."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dlrgen.cli.shared import (
    FINE,
    PROBLEMS,
    CannotRun,
    must_have,
    print_problems,
    print_progress,
    specs_folder,
    specs_of,
    text_of,
)
from dlrgen.emit import MANIFEST
from dlrgen.spec import CARRIERS, VENDOR_FILE

if TYPE_CHECKING:
    import argparse

    from dlrgen.check import Proof
    from dlrgen.diff import Change
    from dlrgen.emit.worker import Worker
    from dlrgen.spec.load import VendorSpec


def check(options: argparse.Namespace) -> int:
    """Prove specs, and say what was proved or what is wrong."""
    from dlrgen.check import check, check_carriers
    from dlrgen.problems import Problems
    from dlrgen.spec.load import load, load_carriers

    problems = Problems()
    proofs: list[Proof] = []
    rows = 0
    for root, only in specs_of(options.paths or [Path("specs")]):
        vendors = load(root, problems, only)
        rows += check_carriers(load_carriers(root, problems), vendors, problems)
        for proof in check(vendors, problems):
            proofs.append(proof)
            print_progress(f"checked {proof.vendor}")
    print_problems(problems, options.format)
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


def generate(options: argparse.Namespace) -> int:
    """Write the client, or say what would differ."""
    from dlrgen.emit.worker import MANY, Worker

    specs = specs_folder(options.specs)
    must_have(specs, options.only)
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
        specs, options.out, problems, only=options.only, dry_run=options.check, progress=print_progress, worker=worker
    )
    if outcome is None:
        print_problems(problems, options.format)
        print("dlrgen: nothing was written", file=sys.stderr)
        return PROBLEMS
    if options.check:
        print_problems(differences(outcome, options.out), options.format)
        return PROBLEMS if outcome.differs else FINE
    print_problems(problems, options.format)
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


def diff(options: argparse.Namespace) -> int:
    """Say what differs between two versions of specs."""
    from dlrgen.diff import report

    changes = _changes(options.old, options.new, options.specs)
    try:
        printed = report.render(changes, options.format, options.released)
    except ValueError as error:
        raise CannotRun(f"--released: {error}") from None
    if printed:
        print(printed)
    return _code_for([change.severity for change in changes], options.fail_on)


def drift(options: argparse.Namespace) -> int:
    """Say what a page says now and did not say when it was captured, or put it into the specs."""
    from dlrgen.drift import report
    from dlrgen.drift.findings import drift

    vendor, page = _written_from(options.spec, options.page)
    text = text_of(options.page)
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
    ((root, only),) = specs_of([spec])
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


def _changes(old: str, new: str | None, specs: Path) -> list[Change]:
    """The differences between two versions; what is wrong with one of them goes to standard error."""
    from dlrgen.diff import NoTree, diff, read_tree
    from dlrgen.problems import Problems, render

    problems = Problems()
    try:
        trees = [read_tree(name, specs, problems) for name in (old, str(specs_folder(specs)) if new is None else new)]
    except NoTree as reason:
        raise CannotRun(str(reason)) from None
    if problems:
        print(render(problems, "text"), file=sys.stderr)
        raise CannotRun("specs that cannot be read cannot be compared")
    return diff(*trees)


def new(options: argparse.Namespace) -> int:
    """Write the skeleton of a new vendor."""
    from dlrgen.new import write_skeleton

    try:
        folder = write_skeleton(options.vendor, options.specs)
    except ValueError as error:
        raise CannotRun(str(error)) from None
    print(f"{folder}: written; read specs/README.md, then `dlrgen check {folder}`")
    return FINE


def draft(options: argparse.Namespace) -> int:
    """Write a vendor's first spec from a page."""
    from dlrgen.check import check
    from dlrgen.draft.build import draft, write
    from dlrgen.problems import Problems
    from dlrgen.spec.load import load

    try:
        folder = write(draft(text_of(options.page), options.page.name, options.vendor), options.out)
    except ValueError as error:
        raise CannotRun(f"{options.page}: {error}") from None
    problems = Problems()
    for _ in check(load(options.out, problems, [folder.name]), problems):
        pass
    questions = sum(problem.id == "todo.open" for problem in problems)
    print(f"{folder}: written, with {questions} questions; `dlrgen check {folder}` asks them")
    return FINE


def mock(options: argparse.Namespace) -> int:
    """Serve fakes until somebody stops it."""
    specs = specs_folder(options.specs)
    must_have(specs, options.only)
    try:
        from dlrgen.mock.serve import serve
    except ModuleNotFoundError as error:
        raise CannotRun(f"{error.name} is not installed: install dlrkit with the extra [mock]") from None
    return serve(
        specs, options.only, options.port, own_ports=options.own_ports, scenario=options.scenario, seed=options.seed
    )


def vendor(options: argparse.Namespace) -> int:
    """Write a copy of the client into another project, or say what became of one."""
    from dlrgen.vendoring import command

    try:
        done = command.run(
            command.wanted(options.dest, options.package, [n for names in options.only for n in names], options.specs),
            check=options.check, fail_on=options.fail_on, overwrite=options.overwrite, progress=print_progress,
        )  # fmt: skip
    except ValueError as error:
        raise CannotRun(str(error)) from None
    print_problems(done.problems, options.format)
    if options.format == "text":
        print(done.summary)
    return PROBLEMS if done.failed else FINE


def openapi(options: argparse.Namespace) -> int:
    """Write OpenAPI documents."""
    from dlrgen.openapi.export import export
    from dlrgen.problems import Problems

    specs = specs_folder(options.specs)
    must_have(specs, options.only)
    problems = Problems()
    done = export(specs, options.out, problems, options.only)
    print_problems(problems, options.format)
    if done is None:
        print("dlrgen: nothing was written", file=sys.stderr)
        return PROBLEMS
    if options.format == "text":
        print(f"{options.out}: {len(done.documents)} documents, {len(done.written)} written")
    return FINE


def docs(options: argparse.Namespace) -> int:
    """Write the sources of the reference documentation."""
    from dlrgen.check import check, check_carriers
    from dlrgen.docs.site import write_sources
    from dlrgen.problems import Problems
    from dlrgen.spec.load import load, load_carriers

    problems = Problems()
    specs = specs_folder(options.specs)
    vendors, carriers = load(specs, problems), load_carriers(specs, problems)
    check_carriers(carriers, vendors, problems)
    for proof in check(vendors, problems):
        print_progress(f"checked {proof.vendor}")
    print_problems(problems, options.format)
    if problems.failed:
        print("dlrgen: nothing was written", file=sys.stderr)
        return PROBLEMS
    count = write_sources(vendors, carriers, options.out)
    if options.format == "text":
        print(f"{options.out}: {count} files; to build them: sphinx-build {options.out}/en SITE/en, and so on")
    return FINE


def schema(options: argparse.Namespace) -> int:
    """Print or write the JSON Schemas of spec files."""
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
