"""What commands have in common: the folders that they are given, what they print, and their exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dlrgen.spec import CARRIERS, VENDOR_FILE

if TYPE_CHECKING:
    from dlrgen.problems import Problem

FINE, PROBLEMS, COULD_NOT_RUN = 0, 1, 2


class CannotRun(Exception):
    """The command cannot do what was asked; the message says why."""


def specs_of(paths: Sequence[Path]) -> list[tuple[Path, list[str]]]:
    """The specs folder of each path, and the vendor it names, if it names one."""
    found: list[tuple[Path, list[str]]] = []
    for path in paths:
        if not path.exists():
            raise CannotRun(f"{path}: there is no such file or folder")
        folder = path.resolve().parent if path.is_file() else path
        if (folder / VENDOR_FILE).is_file() or folder.resolve().name == CARRIERS:
            # Tables that belong to no vendor are always checked; for them alone, there is no vendor of that name.
            folder = folder.resolve()
            found.append((folder.parent, [folder.name]))
        else:
            found.append((specs_folder(folder), []))
    return found


def specs_folder(path: Path) -> Path:
    """A folder, which must have a vendor's in it."""
    if not path.is_dir():
        raise CannotRun(f"{path}: there is no such folder; name one with --specs")
    if not any(path.glob("*/vendor.yaml")):
        raise CannotRun(f"{path}: no vendor's folder in it (a folder with a vendor.yaml)")
    return path


def must_have(specs: Path, vendors: Sequence[str]) -> None:
    """Refuse names of vendors that are not in a folder of specs."""
    known = {path.parent.name for path in specs.glob("*/vendor.yaml")}
    unknown = [name for name in vendors if name not in known]
    if unknown:
        raise CannotRun(f"no such vendor in {specs}: {', '.join(unknown)}")


def text_of(path: Path) -> str:
    """The text of a file, which must be UTF-8."""
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise CannotRun(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None


def print_problems(problems: Sequence[Problem], style: str) -> None:
    """Print problems in the style that was asked for, and for people how many there are."""
    if style == "json" or problems:
        from dlrgen.problems import render

        print(render(problems, style))  # type: ignore[arg-type]  # argparse has checked it
    if problems and style == "text":
        errors = sum(problem.level == "error" for problem in problems)
        print(f"\n{errors} errors, {len(problems) - errors} warnings", file=sys.stderr)


def print_progress(text: str) -> None:
    """Say what is going on, on one line that the next one replaces; only where a person is looking."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="\r", file=sys.stderr, flush=True)
