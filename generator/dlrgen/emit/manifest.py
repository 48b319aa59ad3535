"""What was generated from what: hashes by which a later run sees what is stale, changed by hand, or missing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dlrgen import __version__
from dlrgen.emit import MANIFEST

NAME = MANIFEST
_GENERATOR = Path(__file__).parent.parent
RUNTIME = _GENERATOR / "runtime"
_LIBRARIES = ("datamodel-code-generator", "jinja2")


class VendorEntry(Struct, frozen=True):
    """One vendor's part: its class prefix, what its spec hashed to, and the hash of each of its files."""

    class_name: str
    spec: str
    files: dict[str, str]


class CarriersEntry(Struct, frozen=True):
    """The tables that belong to no vendor: what their specs hashed to, and the hash of each file made of them."""

    spec: str
    files: dict[str, str]


class Terms(Struct, frozen=True):
    """Under which name a copy is imported, and what it needs there."""

    package: str
    python: str = ">=3.11"
    requires: tuple[str, ...] = ("httpx>=0.27,<1", "msgspec>=0.19,<1")


class Manifest(Struct, frozen=True, omit_defaults=True):
    """The whole tree: which generator made it, and its parts; of a copy in another project, its terms too."""

    dlrgen: str
    generator: str
    shared: dict[str, str]
    vendors: dict[str, VendorEntry]
    carriers: CarriersEntry | None = None
    terms: Terms | None = None

    def files(self) -> dict[str, str]:
        """All files with their hashes."""
        files = self.shared | (self.carriers.files if self.carriers else {})
        for entry in self.vendors.values():
            files |= entry.files
        return files


def read(out: Path) -> Manifest | None:
    """The manifest of a generated tree; none if there is none that can be read."""
    try:
        return msgspec.json.decode((out / NAME).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return None


def outdated(manifest: Manifest) -> Manifest:
    """What another generator made, as something made from specs that are not known."""
    vendors = {name: replace(entry, spec="") for name, entry in manifest.vendors.items()}
    carriers = None if manifest.carriers is None else replace(manifest.carriers, spec="")
    return replace(manifest, vendors=vendors, carriers=carriers)


def text(manifest: Manifest) -> str:
    """The manifest as it is written."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="deterministic"), indent=1).decode() + "\n"


def spec_hash(folder: Path) -> str:
    """What the spec files of a vendor's folder, or of the carriers', hash to."""
    return _digest((path.name, path.read_bytes()) for path in sorted(folder.glob("*.yaml")))


def runtime_hash() -> str:
    """What the runtime hashes to: the part of the generator that is copied into its output."""
    return _digest((path.as_posix(), (RUNTIME / path).read_bytes()) for path in runtime_files())


def runtime_files() -> list[Path]:
    """The files of the runtime, by their paths inside it."""
    return sorted(path.relative_to(RUNTIME) for path in RUNTIME.rglob("*.py"))


def generator_hash() -> str:
    """What this generator hashes to: its code, templates and runtime, and the libraries that shape its output."""
    files = sorted(p for p in _GENERATOR.rglob("*") if p.suffix in (".py", ".jinja", ".jinja2"))
    parts = [(str(p.relative_to(_GENERATOR).as_posix()), p.read_bytes()) for p in files]
    return _digest([*parts, *((name, _version(name).encode()) for name in _LIBRARIES)])


def file_hash(data: bytes) -> str:
    """The hash of one file."""
    return hashlib.sha256(data).hexdigest()


def _digest(parts: Iterable[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256(__version__.encode())
    for name, data in parts:
        digest.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # the slowest import of a run that has nothing to do

    try:
        return version(name)
    except PackageNotFoundError:
        return ""
