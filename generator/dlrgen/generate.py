"""`dlrgen generate`: from a folder of specs to the client package, doing only what has to be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from dlrgen import __version__
from dlrgen.emit import manifest
from dlrgen.emit.manifest import CarriersEntry, Manifest, VendorEntry
from dlrgen.emit.worker import MANY, Worker
from dlrgen.emit.write import Writing
from dlrgen.problems import Problem, Problems
from dlrgen.spec import CARRIERS, VENDOR_FILE

if TYPE_CHECKING:
    from dlrgen.make import Made
    from dlrgen.spec.load import CarrierSpec


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
    worker: Worker | None = None,
) -> Outcome | None:
    """Generate the client package.

    Args:
        specs: The folder of specs.
        out: The package's folder.
        problems: Takes what is wrong with the specs.
        only: Vendors to look at; all, if left out. The others stay as they are.
        dry_run: Say what would be done, and do nothing.
        progress: Called with what is being done.
        worker: The process that makes the classes, if it is there already; it ends with the run.

    Returns:
        What was done; none if the specs have problems, in which case nothing is written.

    Raises:
        OSError: The tree could not be written; it is as it was.
    """
    with worker or Worker() as worker:
        old = manifest.read(out)
        run = _Run(specs, out, old, set(only), trust=not dry_run)
        if not (run.stale or run.carriers_stale):
            return run.finish(None, [], dry_run=dry_run)
        made, carriers = _make(specs, run, problems, worker, progress)
        return None if problems.failed else run.finish(made, carriers, dry_run=dry_run)


class _Run:
    """What is there, what should be there, and what follows."""

    def __init__(self, specs: Path, out: Path, old: Manifest | None, wanted: set[str], *, trust: bool) -> None:
        folders = {p.parent.name: p.parent for p in sorted(specs.glob(f"*/{VENDOR_FILE}"))}
        self.hashes = {name: manifest.spec_hash(folder) for name, folder in folders.items()}
        self._out = out
        self._old = old
        self._generator = manifest.generator_hash()
        is_ours = old is not None and old.generator == self._generator
        # A dry run is there to find what was edited by hand, so it trusts no manifest.
        self._current = old if trust and is_ours else None
        known = old if old is None or is_ours else manifest.outdated(old)
        looked_at = wanted or set(folders)
        self.stale = [name for name in folders if name in looked_at and not self._is_current(name)]
        kept = known.vendors if known else {}
        self._kept = {name: entry for name, entry in kept.items() if name in folders and name not in self.stale}
        self.kept_classes = {entry.class_name: name for name, entry in self._kept.items()}
        has_carriers = any((specs / CARRIERS).glob("*.yaml"))
        self._carriers = known.carriers if known is not None and has_carriers else None
        self._carriers_hash = manifest.spec_hash(specs / CARRIERS)
        self.carriers_stale = has_carriers and self._are_carriers_stale(only=bool(wanted))

    def finish(self, made: Made | None, carriers: list[CarrierSpec], *, dry_run: bool) -> Outcome:
        """Bring the tree to what it should be, or say what that takes.

        Args:
            made: The vendors that are stale, made anew; none if there are none.
            carriers: The tables that belong to no vendor, for when they are stale.
            dry_run: Whether the tree stays as it is.
        """
        with _Tree(self._out, dry_run=dry_run) as tree:
            shared = self._shared_files({**_classes(self._kept), **(made.classes if made else {})})
            tree.put(shared)
            tables = self._carriers
            if self.carriers_stale:
                texts = _carrier_files(carriers, self._carriers_hash)
                tables = CarriersEntry(self._carriers_hash, _hashes(texts))
                tree.put(texts)
            entries = {**self._kept, **(self._put_vendors(made, tree) if made else {})}
            new = Manifest(
                dlrgen=__version__,
                generator=self._generator,
                shared=_hashes(shared) if shared or self._old is None else self._old.shared,
                vendors=dict(sorted(entries.items())),
                carriers=tables,
            )
            tree.put({manifest.NAME: manifest.text(new)})
            gone = set(self._old.files() if self._old else ()) - set(new.files())
            removed = sorted(path for path in gone if _is_inside(self._out, path) and (self._out / path).is_file())
            tree.commit(removed)
        return Outcome(
            generated=self.stale,
            unchanged=sorted(set(entries) - set(self.stale)),
            written=sorted(tree.written),
            removed=removed,
        )

    def _put_vendors(self, made: Made, tree: _Tree) -> dict[str, VendorEntry]:
        """Put files as they come: first those that are there, then those that wait for classes."""
        for files in made.plain.values():
            tree.put(files)
        rest = made.rest()
        for files in rest.values():
            tree.put(files)
        return {
            name: VendorEntry(made.classes[name], self.hashes[name], _hashes({**plain, **rest.get(name, {})}))
            for name, plain in made.plain.items()
        }

    def _shared_files(self, classes: dict[str, str]) -> dict[str, str]:
        """The front door and the runtime; nothing where they are as they should be."""
        current = self._current
        if current is not None and _classes(current.vendors) == classes and _intact(self._out, current.shared):
            return {}
        from dlrgen.emit import package

        vendors = [package.VendorName(name, class_name) for name, class_name in classes.items()]
        return package.shared_files(vendors, manifest.runtime_hash())

    def _is_current(self, name: str) -> bool:
        entry = self._current.vendors.get(name) if self._current is not None else None
        return entry is not None and entry.spec == self.hashes[name] and _intact(self._out, entry.files)

    def _are_carriers_stale(self, *, only: bool) -> bool:
        entry = self._carriers
        if entry is None or only:
            return entry is None
        return self._current is None or entry.spec != self._carriers_hash or not _intact(self._out, entry.files)


def _carrier_files(tables: list[CarrierSpec], digest: str) -> dict[str, str]:
    from dlrgen.emit import package
    from dlrgen.plan.readings import plan_carrier

    return package.carrier_files([plan_carrier(table) for table in tables], digest)


def _make(
    specs: Path, run: _Run, problems: Problems, worker: Worker, progress: Callable[[str], None]
) -> tuple[Made | None, list[CarrierSpec]]:
    """What is stale, made anew: vendors, if any, and the tables that belong to none, proved and not yet printed."""
    from dlrgen.check import check_carriers
    from dlrgen.make import make, make_many
    from dlrgen.spec.load import load, load_carriers

    hashes = {name: run.hashes[name] for name in run.stale}
    if 0 < len(hashes) < MANY:
        worker.start()
    carriers = load_carriers(specs, problems)
    if not hashes:
        progress(f"checking {CARRIERS}")
        check_carriers(carriers, load(specs, problems), problems)  # against the tables of all vendors
        return None, carriers
    if len(hashes) < MANY:
        made = make(specs, hashes, carriers, run.kept_classes, worker.begin, progress)
    else:
        made = make_many(specs, hashes, carriers, run.kept_classes, progress)
    problems.extend(made.problems)
    return made, carriers


class _Tree(Writing):
    """The package's folder, as far as it has to be written."""

    def __init__(self, out: Path, *, dry_run: bool) -> None:
        super().__init__(out)
        self._dry_run = dry_run
        self.written: list[str] = []

    def put(self, files: dict[str, str]) -> None:
        """Stage those files that differ."""
        differing = {path: text for path, text in files.items() if not _same(self._out / path, text)}
        self.written += differing
        if not self._dry_run:
            self.add(differing)

    def commit(self, stale: Iterable[str]) -> None:
        """Put them into their places."""
        if not self._dry_run:
            super().commit(stale)


def _intact(out: Path, files: dict[str, str]) -> bool:
    try:
        return all(manifest.file_hash((out / name).read_bytes()) == digest for name, digest in files.items())
    except OSError:
        return False


def _classes(entries: Mapping[str, VendorEntry]) -> dict[str, str]:
    return {name: entry.class_name for name, entry in entries.items()}


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
