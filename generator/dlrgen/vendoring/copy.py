"""A copy of the client for another project: its files, with a manifest of what they were made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from msgspec.structs import replace

from dlrgen.emit import manifest
from dlrgen.emit.manifest import CarriersEntry, Manifest, Terms, VendorEntry
from dlrgen.emit.package import CORE
from dlrgen.generate import generate
from dlrgen.problems import Problem, Problems
from dlrgen.spec import CARRIERS
from dlrgen.vendoring import shipped
from dlrgen.vendoring.closure import needed
from dlrgen.vendoring.staging import spec_files, stage

SPECS = "_specs"
LICENCE = "LICENSE"


class Copy(Struct, frozen=True):
    """The files of a copy by path, without its manifest, and the manifest."""

    files: dict[str, bytes]
    manifest: Manifest


def make(
    roots: Sequence[Path], vendors: Sequence[str], package: str, *, progress: Callable[[str], None] = lambda _: None
) -> Copy | list[Problem]:
    """Make a copy of some vendors' clients.

    Args:
        roots: Folders of specs; what an earlier one has goes before what a later one has.
        vendors: Names of vendors that are there.
        package: The name under which the copy will be imported.
        progress: Called with what is being done.

    Returns:
        The copy; if the specs have errors, the problems instead.

    Raises:
        OSError: Something could not be read.
    """
    with TemporaryDirectory(prefix="dlrgen-") as name:
        folder = Path(name).resolve()
        staged = stage(roots, vendors, folder / "specs")
        problems = Problems()
        generate(staged.root, folder / "package", problems, progress=progress)
        if problems.failed:
            return staged.in_place(problems)
        made = manifest.read(folder / "package")
        assert made is not None
        files = {path: (folder / "package" / path).read_bytes() for path in _wanted(folder / "package", made)}
        specs = {f"{SPECS}/{path}": data for path, data in spec_files(staged.root).items()}
    files |= specs
    files[LICENCE] = shipped.licence().read_bytes()
    return Copy(files, _manifest(made, files, package))


def _wanted(package: Path, made: Manifest) -> list[str]:
    """All files but those modules of the runtime that no other file of the copy needs."""
    paths = made.files()
    sources = {path: (package / path).read_text("utf-8") for path in paths if path.endswith(".py")}
    used = needed(sources, [path for path in sources if not path.startswith(f"{CORE}/")])
    return sorted(path for path in paths if path in used or not path.startswith(f"{CORE}/"))


def _manifest(made: Manifest, files: dict[str, bytes], package: str) -> Manifest:
    """The manifest of the generated tree as that of the copy, in which specs belong to what was made of them."""
    hashes = {path: manifest.file_hash(data) for path, data in sorted(files.items())}

    def of(folder: str, others: dict[str, str]) -> dict[str, str]:
        return {p: h for p, h in hashes.items() if p in others or p.startswith(f"{SPECS}/{folder}/")}

    vendors = {
        name: VendorEntry(entry.class_name, entry.spec, of(name, entry.files)) for name, entry in made.vendors.items()
    }
    carriers = made.carriers and CarriersEntry(made.carriers.spec, of(CARRIERS, made.carriers.files))
    taken = {path for entry in vendors.values() for path in entry.files} | set(carriers.files if carriers else ())
    shared = {path: digest for path, digest in hashes.items() if path not in taken}
    return replace(made, shared=shared, vendors=vendors, carriers=carriers, terms=Terms(package))
