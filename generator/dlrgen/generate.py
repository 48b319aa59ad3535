"""`dlrgen generate`: from a folder of specs to the client package, doing only what has to be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

from dlrgen import __version__
from dlrgen.emit import manifest
from dlrgen.emit.manifest import Manifest, VendorEntry
from dlrgen.problems import Problem, Problems
from dlrgen.spec.load import VENDOR_FILE


class Outcome(Struct, kw_only=True):
    """What a run made, or would make."""

    generated: list[str]
    """Vendors that were generated anew."""
    unchanged: list[str]
    written: list[str]
    """Files that are new or differ."""
    removed: list[str]
    """Files that are stale."""

    @property
    def differs(self) -> bool:
        """Whether the tree was not what the specs say."""
        return bool(self.written or self.removed)


def generate(
    specs: Path,
    out: Path,
    problems: Problems,
    *,
    only: Iterable[str] = (),
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Outcome | None:
    """Generate the client package.

    Args:
        specs: The folder of specs.
        out: The package's folder.
        problems: Takes what is wrong with the specs.
        only: Vendors to look at; all, if left out. The others stay as they are.
        dry_run: Say what would be done, and do nothing.
        progress: Called with what is being done.

    Returns:
        What was done; none if the specs have problems, in which case nothing is written.

    Raises:
        OSError: The tree could not be written; it is as it was.
    """
    old = manifest.read(out)
    generator = manifest.generator_hash()
    wanted = set(only)
    folders = {p.parent.name: p.parent for p in sorted(specs.glob(f"*/{VENDOR_FILE}"))}
    hashes = {name: manifest.spec_hash(folder) for name, folder in folders.items()}
    # A dry run is there to find what was edited by hand, so it trusts no manifest.
    current = old if old is not None and old.generator == generator and not dry_run else None
    stale = [
        name for name in folders
        if (not wanted or name in wanted) and (current is None or not _is_current(current, name, hashes[name], out))
    ]  # fmt: skip
    kept = {
        name: entry for name, entry in (old.vendors if old else {}).items() if name in folders and name not in stale
    }
    entries: dict[str, VendorEntry] = dict(kept)
    files: dict[str, str] = {}
    if stale:
        made = _make(specs, stale, hashes, problems, progress)
        if made is None:
            return None
        for name, (entry, texts) in made.items():
            entries[name] = entry
            files |= texts
    if stale or current is None or set(current.vendors) != set(entries) or not _intact(out, current.shared):
        shared = _shared(entries, generator)
    else:
        shared = None
    return _finish(out, old, entries, files, shared, generator, stale, dry_run=dry_run)


def _is_current(current: Manifest, name: str, spec: str, out: Path) -> bool:
    entry = current.vendors.get(name)
    return entry is not None and entry.spec == spec and _intact(out, entry.files)


def _intact(out: Path, files: dict[str, str]) -> bool:
    try:
        return all(manifest.file_hash((out / name).read_bytes()) == digest for name, digest in files.items())
    except OSError:
        return False


def _make(
    specs: Path, names: list[str], hashes: dict[str, str], problems: Problems, progress: Callable[[str], None]
) -> dict[str, tuple[VendorEntry, dict[str, str]]] | None:
    """The entries and files of some vendors; none if their specs have problems."""
    from dlrgen.emit.classes import Worker

    worker = Worker()
    try:
        from dlrgen.check import check
        from dlrgen.emit import package
        from dlrgen.plan.vendor import plan_vendor
        from dlrgen.spec.load import load

        progress(f"checking {', '.join(names)}")
        vendors = load(specs, problems, names)
        proofs = list(check(vendors, problems))
        if problems.failed or len(proofs) != len(names):
            return None
        progress(f"generating {', '.join(names)}")
        plans = [plan_vendor(vendor) for vendor in vendors]
        classes = worker.generate([plan.definitions for plan in plans])
        made = {}
        for plan in plans:
            files = package.vendor_files(plan, classes, hashes[plan.name])
            made[plan.name] = (VendorEntry(plan.class_name, hashes[plan.name], _hashes(files)), files)
        return made
    finally:
        worker.stop()


def _shared(entries: dict[str, VendorEntry], generator: str) -> dict[str, str]:
    from dlrgen.emit import package

    return package.shared_files(
        [package.VendorName(name, entry.class_name) for name, entry in entries.items()], generator
    )


def _finish(
    out: Path, old: Manifest | None, entries: dict[str, VendorEntry], files: dict[str, str],
    shared: dict[str, str] | None, generator: str, stale: list[str], *, dry_run: bool,
) -> Outcome:  # fmt: skip
    if shared is None:
        assert old is not None
        shared_hashes = old.shared
    else:
        shared_hashes = _hashes(shared)
        files = {**files, **shared}
    new = Manifest(dlrgen=__version__, generator=generator, shared=shared_hashes, vendors=dict(sorted(entries.items())))
    files = {**files, manifest.NAME: manifest.text(new)}
    changed = {name: text for name, text in files.items() if not _same(out / name, text)}
    gone = sorted(set(old.files() if old else ()) - set(new.files()))
    gone = [name for name in gone if _is_inside(out, name) and (out / name).is_file()]
    if not dry_run and (changed or gone):
        from dlrgen.emit.write import write

        write(out, changed, gone)
    return Outcome(generated=stale, unchanged=sorted(set(entries) - set(stale)), written=sorted(changed), removed=gone)


def _hashes(files: dict[str, str]) -> dict[str, str]:
    return {name: manifest.file_hash(text.encode()) for name, text in sorted(files.items())}


def _same(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False


def _is_inside(out: Path, name: str) -> bool:
    """A manifest is a file that anybody may have edited: it must not make us remove something elsewhere."""
    return (out / name).resolve().is_relative_to(out.resolve())


def differences(outcome: Outcome, out: Path) -> list[Problem]:
    """What `generate --check` has to say."""
    hint = "Run `dlrgen generate` and commit what it writes."
    stale = [Problem(id="generated.differs", file=f"{out.name}/{name}", message="is not what the specs say", hint=hint)
             for name in outcome.written]  # fmt: skip
    gone = [Problem(id="generated.stale", file=f"{out.name}/{name}", message="no spec asks for this file", hint=hint)
            for name in outcome.removed]  # fmt: skip
    return [*stale, *gone]
