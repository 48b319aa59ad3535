"""Specs of several folders as one tree: those that come with dlrgen, and the project's own before them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from dlrgen.problems import Problem
from dlrgen.spec import CARRIERS, VENDOR_FILE
from dlrgen.spec.load import folders


class Staged(Struct, frozen=True):
    """One tree of specs, and for each folder in it the one that it was copied from."""

    root: Path
    origins: dict[str, Path]

    def in_place(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems at the files that people can edit."""
        return [replace(problem, file=self._origin(problem.file)) for problem in problems]

    def _origin(self, file: str) -> str:
        _, _, inside = file.partition("/")
        folder, _, name = inside.partition("/")
        origin = self.origins.get(folder)
        return file if origin is None else f"{origin.parent.name}/{folder}/{name}"


def vendors_in(roots: Sequence[Path]) -> dict[str, Path]:
    """The folder of each vendor; of two with one name, the one that stands in an earlier root."""
    found: dict[str, Path] = {}
    for root in roots:
        for folder in folders(root):
            found.setdefault(folder.name, folder)
    return dict(sorted(found.items()))


def stage(roots: Sequence[Path], vendors: Iterable[str], target: Path) -> Staged:
    """Copy vendors and all tables that belong to no vendor into one tree.

    Args:
        roots: Folders of specs; what an earlier one has goes before what a later one has.
        vendors: Names of vendors that are there.
        target: The new tree's folder.

    Raises:
        OSError: Something could not be copied.
    """
    known = vendors_in(roots)
    origins = {name: known[name] for name in vendors}
    for name, folder in origins.items():
        shutil.copytree(folder, target / name, symlinks=True)
    for root in reversed(roots):
        if (root / CARRIERS).is_dir():
            shutil.copytree(root / CARRIERS, target / CARRIERS, symlinks=True, dirs_exist_ok=True)
            origins[CARRIERS] = root / CARRIERS
    return Staged(target, origins)


def spec_files(tree: Path) -> dict[str, bytes]:
    """The YAML files of a tree by their path in it, without what was captured."""
    paths = [path for path in sorted(tree.glob("*/*.yaml")) if _is_spec(path)]
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in paths}


def _is_spec(path: Path) -> bool:
    return path.parent.name == CARRIERS or (path.parent / VENDOR_FILE).is_file()
