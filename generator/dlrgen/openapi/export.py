"""`dlrgen openapi`: documents of a tree of specs, written only if everything is fine with them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from dlrgen.check import check
from dlrgen.emit.write import write
from dlrgen.openapi.document import text
from dlrgen.problems import Problems
from dlrgen.spec.load import load


class Export(Struct, frozen=True, kw_only=True):
    """What was exported: the names of all documents, and of those that are new or differ."""

    documents: list[str]
    written: list[str]


def export(specs: Path, out: Path, problems: Problems, only: Iterable[str] = ()) -> Export | None:
    """Write a document for each vendor.

    Args:
        specs: The folder of specs.
        out: The folder for the documents; other files in it are left alone.
        problems: Takes what is wrong with the specs.
        only: The vendors to look at; all, if left out.

    Returns:
        What was done; none if the specs have problems, in which case nothing is written.

    Raises:
        OSError: The documents could not be written; the folder is as it was.
    """
    vendors = load(specs, problems, only)
    proofs = list(check(vendors, problems))
    if problems.failed or len(proofs) != len(vendors):
        return None
    documents = {f"{vendor.spec.vendor}.openapi.json": text(vendor) for vendor in vendors}
    changed = {name: made for name, made in documents.items() if not _has(out / name, made)}
    if changed:
        write(out, changed, ())
    return Export(documents=list(documents), written=list(changed))


def _has(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except FileNotFoundError:
        return False
