"""Writing a tree so that it is either the old one or the new one.

Everything is staged beside the tree first; what follows is renames only, and if one of them fails the ones before it
are undone. Files that did not change are not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

_MANY = 500
"""From so many files on, several threads are worth the time that they take to begin."""


def write(out: Path, files: Mapping[str, str | bytes], stale: Iterable[str]) -> None:
    """Put files into a tree, and take stale ones out.

    Args:
        out: The tree's folder; it is made if it is not there.
        files: Texts or bytes by path inside the tree; only those that differ should be given.
        stale: Paths inside the tree that are to go.

    Raises:
        OSError: Nothing was changed.
    """
    with Writing(out) as writing:
        writing.add(files)
        writing.commit(stale)


class Writing:
    """A tree that is being written: nothing is in its place before `commit`, and nothing beside it at the end."""

    def __init__(self, out: Path) -> None:
        """Begin to write a tree; nothing is touched yet.

        Args:
            out: The tree's folder; it is made with the first file, if it is not there.
        """
        self._out = out
        self._was_there = out.exists()
        self._stage: Path | None = None
        self._added: list[str] = []

    def __enter__(self) -> Self:
        """Nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take away what was staged, and if nothing else was there, the folder."""
        if self._stage is not None:
            from shutil import rmtree

            rmtree(self._stage, ignore_errors=True)
            if not self._was_there and not any(self._out.iterdir()):
                self._out.rmdir()

    def add(self, files: Mapping[str, str | bytes]) -> None:
        """Stage files.

        Args:
            files: Texts or bytes by path inside the tree; only those that differ should be given.

        Raises:
            OSError: They could not be staged.
        """
        if not files:
            return
        folder = self._folder() / "new"
        for inner in {(folder / name).parent for name in files}:
            inner.mkdir(parents=True, exist_ok=True)
        self._added += files

        def put(file: tuple[str, str | bytes]) -> None:
            name, content = file
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)

        if len(files) < _MANY:
            for file in files.items():
                put(file)
        else:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor() as pool:
                for _ in pool.map(put, files.items()):
                    """Raise what went wrong."""

    def commit(self, stale: Iterable[str]) -> None:
        """Put everything into its place.

        Args:
            stale: Paths inside the tree that are to go.

        Raises:
            OSError: Nothing was changed.
        """
        gone = list(stale)
        if self._added or gone:
            _commit(self._out, self._folder(), self._added, gone)
        for name in gone:
            _remove_empty(self._out, (self._out / name).parent)

    def _folder(self) -> Path:
        if self._stage is None:
            from tempfile import mkdtemp

            self._out.mkdir(parents=True, exist_ok=True)
            self._stage = Path(mkdtemp(prefix=".dlrgen-", dir=self._out))
        return self._stage


def _commit(out: Path, stage: Path, new: list[str], stale: list[str]) -> None:
    begun: list[tuple[Path, Path, bool]] = []
    make_folder = cache(_make_folder)
    added = set(new)
    try:
        for name in [*new, *stale]:
            target, kept = out / name, stage / "old" / name
            had = target.exists()
            begun.append((target, kept, had))
            make_folder(target.parent)
            if had:
                make_folder(kept.parent)
                target.rename(kept)
            if name in added:
                (stage / "new" / name).rename(target)
    except BaseException:  # an interrupt too would leave half a tree
        for target, kept, had in reversed(begun):
            if kept.exists():
                kept.replace(target)
            elif not had:
                if target.is_file():
                    target.unlink()
                _remove_empty(out, target.parent)
        raise


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _remove_empty(out: Path, folder: Path) -> None:
    from shutil import rmtree

    while folder != out and folder.is_dir() and not any(p for p in folder.iterdir() if p.name != "__pycache__"):
        rmtree(folder)
        folder = folder.parent
