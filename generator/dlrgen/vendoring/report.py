"""What to say of a copy: as problems, which CI and people read alike."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from dlrgen import __version__
from dlrgen.diff.compare import Change, diff
from dlrgen.diff.trees import NoTree, read_folder
from dlrgen.problems import Level, Problem, Problems
from dlrgen.vendoring.copy import SPECS, Copy
from dlrgen.vendoring.state import State

Finding = Literal["edited", "behind", "breaking"]
FINDINGS: tuple[Finding, ...] = ("edited", "behind", "breaking")
_UPDATE = "Run `dlrgen vendor` and commit what it writes."


def problems(folder: Path, new: Copy, state: State, fail_on: Collection[Finding]) -> list[Problem]:
    """What `dlrgen vendor --check` has to say of a copy.

    Args:
        folder: The copy's folder.
        new: A copy as it would be made now.
        state: The two held against each other.
        fail_on: Which findings are errors; the others are warnings.
    """
    if state.made is None:
        return [_problem(folder, "", "vendored.none", "here is no copy that dlrgen made", _UPDATE)]
    return [*_touched(folder, state, _level("edited", fail_on)), *_behind(folder, new, state, fail_on)]


def in_the_way(folder: Path, state: State) -> list[Problem]:
    """Why an update stops: files of somebody's own, where the new copy has something else."""
    hint = "Move your changes into a file of your own, or let `--overwrite` keep the file beside the new one."
    return [
        _problem(
            folder, path, "vendored.in-the-way", f"is {'edited by hand' if path in state.edited else 'yours'}", hint
        )
        for path in state.in_the_way()
    ]


def _touched(folder: Path, state: State, level: Level) -> Iterator[Problem]:
    hint = "Put it back with git, or move the change into a file of your own."
    for path in state.edited:
        yield _problem(folder, path, "vendored.edited", "was edited by hand", hint, level)
    for path in state.missing:
        yield _problem(folder, path, "vendored.missing", "was removed by hand", _UPDATE, level)


def _behind(folder: Path, new: Copy, state: State, fail_on: Collection[Finding]) -> Iterator[Problem]:
    if not state.is_behind:
        return
    assert state.made is not None
    level = _level("behind", fail_on)
    files = f"{len(state.differing)} files differ, {len(state.stale)} are no more"
    before = f"made by dlrgen {state.made.dlrgen}, this is {__version__}" if state.made.dlrgen != __version__ else ""
    message = "; ".join(text for text in ("is not what would be made now", files, before) if text)
    yield _problem(folder, "", "vendored.behind", message, _UPDATE, level)
    try:
        changes = _changes(folder, new)
    except NoTree as error:
        yield _problem(folder, SPECS, "vendored.specs", f"cannot be compared: {error}", "", level)
        return
    for change in changes:
        breaks = change.severity == "breaking"
        yield Problem(
            id=f"vendored.{change.id}",
            file=(folder / change.file).as_posix(),
            line=change.was,
            message=f"{change.severity}: {change.message}",
            level=_level("breaking", fail_on) if breaks and "breaking" in fail_on else level,
        )


def _changes(folder: Path, new: Copy) -> list[Change]:
    """What differs between the specs that the copy was made of and those of now.

    Raises:
        NoTree: Those of the copy cannot be read.
    """
    found = Problems()
    old = read_folder(folder / SPECS, found)
    if found.failed:
        raise NoTree(f"this version of dlrgen cannot read them ({found[0].file}: {found[0].message})")
    with TemporaryDirectory(prefix="dlrgen-") as name:
        for path, data in new.files.items():
            if path.startswith(f"{SPECS}/"):
                file = Path(name) / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
        return diff(old, read_folder(Path(name) / SPECS, found))


def _level(finding: Finding, fail_on: Collection[Finding]) -> Level:
    return "error" if finding in fail_on else "warning"


def _problem(folder: Path, path: str, id: str, message: str, hint: str, level: Level = "error") -> Problem:
    return Problem(id=id, file=(folder / path).as_posix(), message=message, hint=hint, level=level)


def summary(state: State) -> str:
    """In a few words: edited by hand or not, and up to date or behind."""
    if state.made is None:
        return "no copy"
    edited = f"{len(state.edited) + len(state.missing)} files edited by hand" if state.is_touched else "untouched"
    return f"{edited}, {'behind' if state.is_behind else 'up to date'}"
