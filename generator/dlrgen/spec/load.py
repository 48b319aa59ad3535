"""From a folder of specs to typed specs, each file with its places; a broken file does not hide the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from dlrgen.problems import Problem, Problems
from dlrgen.spec import CARRIERS, VENDOR_FILE, strict_yaml
from dlrgen.spec.model import Carrier, Endpoint, Vendor

_S = TypeVar("_S", Vendor, Endpoint, Carrier)


class SpecFile(Struct, frozen=True):
    """A file of the tree: where it is, what it is called in messages, and its document."""

    path: Path
    name: str
    document: strict_yaml.Document

    def problem(
        self, id: str, path: Iterable[str | int], message: str, hint: str = "", *, key: bool = False
    ) -> Problem:
        """A problem at `path` inside this file (at the key itself, if asked)."""
        line, column = self.document.marks.find(tuple(path), key=key)
        return Problem(id=id, file=self.name, line=line, column=column, message=message, hint=hint)


class EndpointSpec(Struct, frozen=True):
    """One endpoint and the file that states it."""

    spec: Endpoint
    file: SpecFile


class VendorSpec(Struct, frozen=True):
    """One vendor's folder: what its endpoints share, the endpoints by name, and the files they were read from."""

    folder: Path
    spec: Vendor
    file: SpecFile
    endpoints: dict[str, EndpointSpec]

    def captured(self, name: str) -> Path | None:
        """The file `name` of this folder; none if there is none, or if it lies outside the folder."""
        path = (self.folder / name).resolve()
        return path if path.is_relative_to(self.folder.resolve()) and path.is_file() else None


class CarrierSpec(Struct, frozen=True):
    """One table that belongs to no vendor, and the file that states it."""

    spec: Carrier
    file: SpecFile


def folders(root: Path, only: Iterable[str] = ()) -> list[Path]:
    """The vendors' folders below `root`, by name."""
    wanted = set(only)
    return sorted(p for p in root.iterdir() if (p / VENDOR_FILE).is_file() and (not wanted or p.name in wanted))


def load(root: Path, problems: Problems, only: Iterable[str] = ()) -> list[VendorSpec]:
    """Read the vendors below `root`. What cannot be read is left out and stands in `problems`."""
    return [vendor for folder in folders(root, only) if (vendor := _vendor(folder, root, problems)) is not None]


def load_carriers(root: Path, problems: Problems) -> list[CarrierSpec]:
    """Read the tables below `root` that belong to no vendor. What cannot be read stands in `problems`."""
    carriers: list[CarrierSpec] = []
    for path in carrier_files(root):
        read = _read(path, root, "carrier", Carrier, problems)
        if read is None:
            continue
        spec, file = read
        if spec.carrier != path.stem:
            problems.append(
                file.problem("spec.name", ["carrier"], f"{spec.carrier!r} stands in a file named {path.name!r}",
                             "Name the file after its carrier.")
            )  # fmt: skip
        carriers.append(CarrierSpec(spec, file))
    return carriers


def carrier_files(root: Path) -> list[Path]:
    """The files below `root` whose tables belong to no vendor, by name."""
    return sorted((root / CARRIERS).glob("*.yaml"))


def _vendor(folder: Path, root: Path, problems: Problems) -> VendorSpec | None:
    shared = _read(folder / VENDOR_FILE, root, "vendor", Vendor, problems)
    endpoints: dict[str, EndpointSpec] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == VENDOR_FILE:
            continue
        read = _read(path, root, "endpoint", Endpoint, problems)
        if read is None:
            continue
        spec, file = read
        if spec.endpoint != path.stem:
            problems.append(
                file.problem("spec.name", ["endpoint"], f"{spec.endpoint!r} stands in a file named {path.name!r}",
                             "Name the file after its endpoint.")
            )  # fmt: skip
        endpoints[spec.endpoint] = EndpointSpec(spec, file)
    if shared is None:
        return None
    vendor, vendor_file = shared
    if vendor.vendor != folder.name:
        problems.append(
            vendor_file.problem("spec.name", ["vendor"], f"{vendor.vendor!r} stands in a folder named {folder.name!r}",
                                "Name the folder after its vendor.")
        )  # fmt: skip
    return VendorSpec(folder, vendor, vendor_file, endpoints)


def _read(path: Path, root: Path, kind: str, type_: type[_S], problems: Problems) -> tuple[_S, SpecFile] | None:
    name = f"{root.name}/{path.relative_to(root).as_posix()}"
    text = _text(path, name, root)
    document = strict_yaml.read(text, name) if isinstance(text, str) else text
    if isinstance(document, Problem):
        problems.append(document)
        return None
    file = SpecFile(path, name, document)
    try:
        return msgspec.convert(document.data, type_), file
    except msgspec.ValidationError as error:
        problems.extend(_why(kind, file, error))
        return None


def _why(kind: str, file: SpecFile, error: msgspec.ValidationError) -> Iterator[Problem]:
    # Only a file that is not of the language pays for importing jsonschema.
    from dlrgen.spec import metaschema

    found = list(metaschema.problems(kind, file.document, file.name))
    yield from found or [file.problem("spec.value", [], str(error))]


def _text(path: Path, name: str, root: Path) -> str | Problem:
    if not path.resolve().is_relative_to(root.resolve()):
        return Problem(id="file.outside", file=name, message="this file is a link to a place outside the specs folder")
    try:
        data = path.read_bytes()
    except OSError as error:
        return Problem(id="file.unreadable", file=name, message=str(error.strerror))
    if len(data) > strict_yaml.MAX_BYTES:
        return Problem(id="file.size", file=name, message=f"larger than {strict_yaml.MAX_BYTES} bytes")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(
            id="file.encoding", file=name, line=line, column=1, message="not UTF-8", hint="Save the file as UTF-8."
        )
