"""Writing a tree so that it is either the old one or the new one.

Everything is staged beside the tree first; what follows is renames only, and if one of them fails the ones before it
are undone. Files that did not change are not touched.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

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
    out.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".dlrgen-", dir=out))
    try:
        _stage(stage / "new", files)
        _commit(out, stage, list(files), list(stale))
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    for name in stale:
        _remove_empty(out, (out / name).parent)


def _stage(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for inner in {(folder / name).parent for name in files}:
        inner.mkdir(parents=True, exist_ok=True)

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
    while folder != out and folder.is_dir() and not any(p for p in folder.iterdir() if p.name != "__pycache__"):
        shutil.rmtree(folder)
        folder = folder.parent
