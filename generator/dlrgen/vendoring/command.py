"""`dlrgen vendor`: what is wanted, from the command line and `pyproject.toml` together, and doing it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from msgspec import Struct

from dlrgen.problems import Problem
from dlrgen.vendoring import project, report, shipped
from dlrgen.vendoring.copy import make
from dlrgen.vendoring.staging import vendors_in
from dlrgen.vendoring.state import compare
from dlrgen.vendoring.update import place, update


class Wanted(Struct, frozen=True, kw_only=True):
    """Which copy is wanted, and where."""

    dest: Path
    package: str
    vendors: list[str]
    roots: list[Path]


class Done(Struct, frozen=True, kw_only=True):
    """What came of it: problems, a summary in one line, and whether that counts as a failure."""

    problems: list[Problem]
    summary: str
    failed: bool


def wanted(dest: Path | None, package: str | None, only: Sequence[str], specs: Sequence[Path]) -> Wanted:
    """What the command line says, and for what it leaves out, the project's own settings.

    Args:
        dest: The folder that the package lies in.
        package: The name under which it is imported.
        only: Names of vendors.
        specs: Folders with specs of the project's own.

    Raises:
        ValueError: Something is missing, or is not there; the message says what.
    """
    here, settings = project.read((dest or Path()).resolve())
    if dest is None and not settings.dest:
        raise ValueError(f"name the folder for the copy, or state `dest` under [tool.dlrgen] in {project.FILE}")
    name = package or settings.package
    if not project.is_package_name(name):
        raise ValueError(f"{name!r} is no name of a package, such as acme.third_party.dlr")
    own = list(specs) or project.roots(here, settings.specs)
    for folder in own:
        if not folder.is_dir():
            raise ValueError(f"{folder}: there is no such folder of specs")
    roots = [*(folder.resolve() for folder in own), shipped.specs()]
    known = vendors_in(roots)
    vendors = sorted(set(only or settings.vendors or known))
    if unknown := [vendor for vendor in vendors if vendor not in known]:
        raise ValueError(f"no such vendor: {', '.join(unknown)}; there are {', '.join(known)}")
    return Wanted(dest=dest or _near(here / settings.dest), package=name, vendors=vendors, roots=roots)


def _near(path: Path) -> Path:
    """A path as it is written in messages: from where the command runs, if it lies below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def run(
    what: Wanted,
    *,
    check: bool = False,
    fail_on: Collection[report.Finding] = report.FINDINGS,
    overwrite: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Done:
    """Write a copy, bring it up to date, or say what became of it.

    Args:
        what: The copy.
        check: Write nothing.
        fail_on: With `check`, which findings count as failures.
        overwrite: Put the copy's files in the place of those that were edited by hand, which are kept beside.
        progress: Called with what is being done.

    Raises:
        OSError: Something could not be read or written; in that case nothing was changed.
    """
    new = make(what.roots, what.vendors, what.package, progress=progress)
    if isinstance(new, list):
        return Done(problems=new, summary="nothing was written: the specs have errors", failed=True)
    folder = place(what.dest, what.package)
    state = compare(folder, new)
    if check:
        found = report.problems(folder, new, state, fail_on)
        failed = any(problem.level == "error" for problem in found)
        return Done(problems=found, summary=f"{folder}: {report.summary(state)}", failed=failed)
    stops = report.in_the_way(folder, state)
    if stops and not overwrite:
        return Done(problems=stops, summary="nothing was written: see above", failed=True)
    changed = update(what.dest, what.package, new, state)
    needs = " ".join(f'"{requirement}"' for requirement in new.manifest.terms.requires) if new.manifest.terms else ""
    summary = f"{folder}: {', '.join(what.vendors)}; {len(changed)} files written or removed. It needs {needs}"
    return Done(problems=[], summary=summary, failed=False)
