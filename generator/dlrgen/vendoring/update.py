"""Putting a copy where it belongs, at once and whole, without losing what anybody wrote there."""

from __future__ import annotations

from pathlib import Path

from dlrgen.emit import manifest
from dlrgen.emit.write import write
from dlrgen.vendoring.copy import Copy
from dlrgen.vendoring.state import State

KEPT = ".orig"
"""What a file of somebody's own is called once the copy's has taken its place."""


def place(dest: Path, package: str) -> Path:
    """The folder of a package: `src` and `acme.dlr` make `src/acme/dlr`."""
    return dest.joinpath(*package.split("."))


def update(dest: Path, package: str, new: Copy, state: State) -> list[str]:
    """Write a copy, or bring one up to date.

    Files that are no part of the copy stay as they are, and so do files that were edited by hand where the new copy has
    nothing new; the others are kept under another name. Packages around the copy that are not there yet are made.

    Args:
        dest: The folder that the package lies in.
        package: The name under which it is imported.
        new: The copy.
        state: What lies there now.

    Returns:
        The files that were written or removed.

    Raises:
        OSError: Nothing was changed.
    """
    folder = place(dest, package)
    edited = set(state.edited)
    whole = {**new.files, manifest.NAME: manifest.text(new.manifest).encode()}
    files = {
        path: data
        for path, data in whole.items()
        if (path not in edited or path in state.differing) and _read(folder / path) != data
    }
    files |= {_free(folder, path): (folder / path).read_bytes() for path in state.in_the_way()}
    stale = [path for path in state.stale if path not in state.missing]
    if files or stale:
        outer = [parent for parent in list(folder.parents)[: package.count(".")] if not parent.exists()]
        write(folder, files, stale)
        for parent in outer:
            (parent / "__init__.py").touch()
    return sorted([*files, *stale])


def _free(folder: Path, path: str) -> str:
    """A name for a file that is kept, under which there is nothing yet."""
    name = f"{path}{KEPT}"
    number = 1
    while (folder / name).exists():
        number += 1
        name = f"{path}{KEPT}{number}"
    return name


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
