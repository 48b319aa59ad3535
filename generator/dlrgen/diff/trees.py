"""Where the two trees of a comparison come from: folders, or revisions of a git repository."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from msgspec import Struct

from dlrgen.problems import Problems
from dlrgen.spec import CARRIERS, VENDOR_FILE
from dlrgen.spec.load import CarrierSpec, VendorSpec, load, load_carriers

_DEPTH = 2
"""Spec files stand in the folders of the specs folder, and no deeper."""


class Tree(Struct, frozen=True):
    """All specs of one version."""

    vendors: list[VendorSpec]
    carriers: list[CarrierSpec]


class NoTree(Exception):
    """There is no tree under that name; the message says why."""


def read_tree(name: str, specs: Path, problems: Problems) -> Tree:
    """Read the specs of one version; the work tree is not touched.

    Args:
        name: A folder of specs or, where there is none of that name, a git revision such as `v0.1.0` or `HEAD~1`.
        specs: The specs folder in the repository that has the revision.
        problems: Takes what cannot be read.

    Raises:
        NoTree: The name is neither, or there are no specs under it.
    """
    if (folder := Path(name)).is_dir():
        return read_folder(folder, problems)
    with TemporaryDirectory() as staging:
        target = Path(staging) / specs.resolve().name
        _extract(_archive(name, specs.resolve()), target)
        if not any(target.glob(f"*/{VENDOR_FILE}")) and not any((target / CARRIERS).glob("*.yaml")):
            raise NoTree(f"the revision {name!r} has no specs in {specs}")
        return read_folder(target, problems)


def read_folder(folder: Path, problems: Problems) -> Tree:
    """Read the specs of a folder.

    Args:
        folder: The specs folder.
        problems: Takes what cannot be read.

    Raises:
        NoTree: There are no specs in it.
    """
    folder = folder.resolve()
    if not any(folder.glob(f"*/{VENDOR_FILE}")) and not any((folder / CARRIERS).glob("*.yaml")):
        raise NoTree(f"{folder.name}: no vendor's folder in it (a folder with a {VENDOR_FILE})")
    return Tree(load(folder, problems), load_carriers(folder, problems))


def _archive(revision: str, specs: Path) -> bytes:
    if revision.startswith("-"):
        raise NoTree(f"{revision!r} is neither a folder nor a revision")
    place = specs.parent
    if _git(place, "rev-parse", "--git-dir") is None:
        raise NoTree(f"{revision!r} is no folder, and {place.name or place} is in no git repository")
    if _git(place, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
        raise NoTree(f"{revision!r} is neither a folder nor a revision of the repository around {specs.name}")
    tree = _git(place, "rev-parse", "--verify", "--quiet", f"{revision}:./{specs.name}")
    if tree is None:
        raise NoTree(f"the revision {revision!r} has no folder {specs.name}")
    archive = _git(place, "archive", "--format=tar", tree.decode().strip())
    if archive is None:
        raise NoTree(f"git could not read {specs.name} of {revision!r}")
    return archive


def _git(place: Path, *words: str) -> bytes | None:
    """What a git command prints; none if it fails."""
    try:
        done = subprocess.run(["git", *words], cwd=place, capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        raise NoTree("git is not installed: name two folders instead") from None
    return done.stdout if done.returncode == 0 else None


def _extract(archive: bytes, target: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if not member.isfile() or len(path.parts) != _DEPTH or ".." in path.parts or path.suffix != ".yaml":
                continue
            content = tar.extractfile(member)
            assert content is not None
            file = target.joinpath(*path.parts)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.read())
