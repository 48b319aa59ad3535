"""What codes are said to mean: whom a vendor passes codes on from, who contradicts it, and what is left unmapped."""

from __future__ import annotations

from collections.abc import Iterator

from dlrgen.check.lint_tree import Place, exists, vendor_place
from dlrgen.problems import Problem
from dlrgen.spec.load import VendorSpec, carrier_files
from dlrgen.spec.model import Code


def problems(vendor: VendorSpec) -> Iterator[Problem]:
    """Carriers and sources that are not there, and rows that say two things or the same thing twice."""
    place = vendor_place(vendor)
    carriers = [path.stem for path in carrier_files(vendor.folder.parent)]
    for index, carrier in enumerate(vendor.spec.carriers):
        yield from exists(place.at("carriers", index), "ref.carrier", carrier, carriers, "file of carriers' codes")
    sources = [source.name for source in vendor.spec.sources if source.name is not None]
    for name, table in vendor.spec.tables.items():
        if table.source is not None:
            yield from exists(place.at("tables", name, "source"), "ref.source", table.source, sources, "source")
        for key, rows in (("codes", table.codes), ("patterns", table.patterns)):
            for code, row in rows.items():
                yield from _row(place.at("tables", name, key, code), row, sources)


def _row(place: Place, row: Code, sources: list[str]) -> Iterator[Problem]:
    for key in ("state", "reason", "category", "retry") if row.unmapped is not None else ():
        if getattr(row, key) is not None:
            yield place.at(key).problem(
                "table.unmapped", f"`{key}` of a code that is left unmapped", "Keep one of them.", key=True
            )
    for index, reading in enumerate(row.conflicts):
        here = place.at("conflicts", index)
        if reading.source is not None:
            yield from exists(here.at("source"), "ref.source", reading.source, sources, "source")
        if (reading.state, reading.reason, reading.retry) == (row.state, row.reason, row.retry):
            yield here.problem("table.conflict", "this reading says the same as its row", "Leave it out.", key=True)
