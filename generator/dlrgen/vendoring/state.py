"""What became of a copy since it was made: edited by hand or not, up to date or behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from dlrgen.emit import manifest
from dlrgen.emit.manifest import Manifest
from dlrgen.vendoring.copy import Copy


class State(Struct, frozen=True, kw_only=True):
    """A copy as it lies there, against one that would be made now. All paths are relative to its folder.

    Attributes:
        made: The manifest of what lies there; none if nothing does, or no copy.
        edited: Files that were changed by hand since.
        missing: Files that were taken away by hand since.
        foreign: Files that are no part of the copy, where the new one has some.
        differing: Files that the new copy has otherwise, or more.
        stale: Files that the new copy has no more.
    """

    made: Manifest | None
    edited: list[str]
    missing: list[str]
    foreign: list[str]
    differing: list[str]
    stale: list[str]

    @property
    def is_behind(self) -> bool:
        """Whether a copy that is made now is another one."""
        return bool(self.differing or self.stale)

    @property
    def is_touched(self) -> bool:
        """Whether somebody changed or removed files of the copy."""
        return bool(self.edited or self.missing)

    def in_the_way(self) -> list[str]:
        """Files with somebody's own work that an update would change or remove."""
        theirs = {*self.edited, *self.foreign}
        return sorted(theirs & {*self.differing, *self.stale, *self.foreign})


def compare(folder: Path, new: Copy) -> State:
    """Look at what lies in a folder, and hold it against a new copy.

    Raises:
        OSError: Something could not be read.
    """
    made = manifest.read(folder)
    old = made.files() if made is not None else {}
    now = new.manifest.files()
    there = dict(_hashes(folder, {*old, *now}))
    return State(
        made=made,
        edited=sorted(path for path, digest in old.items() if path in there and there[path] != digest),
        missing=sorted(path for path in old if path not in there),
        foreign=sorted(path for path in now if path not in old and path in there and there[path] != now[path]),
        differing=sorted(path for path, digest in now.items() if old.get(path) != digest),
        stale=sorted(path for path in old if path not in now),
    )


def _hashes(folder: Path, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The hashes of those files that are there. A manifest may have been edited: nothing outside is looked at."""
    for path in paths:
        file = folder / path
        if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
            yield path, manifest.file_hash(file.read_bytes())
