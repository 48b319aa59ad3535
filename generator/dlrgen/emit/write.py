"""Writing a tree so that it is either the old one or the new one.

Everything is staged beside the tree first; what follows is renames only, and if one of them fails the ones before it
are undone. Files that did not change are not touched.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path


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
        for name, content in files.items():
            staged = stage / "new" / name
            staged.parent.mkdir(parents=True, exist_ok=True)
            staged.write_bytes(content.encode() if isinstance(content, str) else content)
        _commit(out, stage, list(files), list(stale))
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    for name in stale:
        _remove_empty(out, (out / name).parent)


def _commit(out: Path, stage: Path, new: list[str], stale: list[str]) -> None:
    begun: list[tuple[Path, Path, bool]] = []
    try:
        for name in [*new, *stale]:
            target, kept = out / name, stage / "old" / name
            had = target.exists()
            begun.append((target, kept, had))
            target.parent.mkdir(parents=True, exist_ok=True)
            kept.parent.mkdir(parents=True, exist_ok=True)
            if had:
                target.rename(kept)
            if name in new:
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


def _remove_empty(out: Path, folder: Path) -> None:
    while folder != out and folder.is_dir() and not any(p for p in folder.iterdir() if p.name != "__pycache__"):
        shutil.rmtree(folder)
        folder = folder.parent
