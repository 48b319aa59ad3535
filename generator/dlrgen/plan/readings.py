"""Code tables as plain data for `lookup`: those that belong to no vendor, and what a vendor's enums do not hold."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from dlrgen.plan.literals import Source, literal, sentence
from dlrgen.spec.load import CarrierSpec
from dlrgen.spec.model import CarrierCode, Confidence, Evidence, Meaning, Reading, Vendor
from dlrgen.spec.model import Source as Cited

_KNOWN_FROM: dict[Evidence, Confidence] = {
    "seed_page": "documented", "vendor_page": "documented", "vendor_sdk": "documented", "specification": "spec",
    "third_party": "inferred", "inferred": "inferred", "computed": "inferred",
}  # fmt: skip
_SECTIONS = ("words", "codes", "numbers", "prefixes", "suffixes")


class CarrierPlan(Struct, frozen=True, kw_only=True):
    """One table that belongs to no vendor, as its template prints it."""

    name: Source
    title: str
    facts: list[tuple[str, Source]]
    """What is said of the table as a whole, by key."""
    sections: list[tuple[str, list[tuple[Source, Source]]]]
    """Codes and their rows, by section."""


def plan_carrier(carrier: CarrierSpec) -> CarrierPlan:
    """Decide what is printed of one table. The spec must have passed `dlrgen check`."""
    spec = carrier.spec
    sources = {source.name: source for source in spec.sources if source.name is not None}
    return CarrierPlan(
        name=literal(spec.carrier),
        title=spec.title.en,
        facts=[
            ("title", literal(spec.title.en)),
            ("also", literal([spec.title.zh, *spec.also])),
            ("extends", literal(spec.extends)),
            ("suffixed", literal([prefix for prefix, row in spec.prefixes.items() if row.suffixes])),
        ],
        sections=[
            ("sources", [(literal(name), literal(source.cite)) for name, source in sources.items()]),
            *(
                (section, [(literal(code), _row(row, spec.source, sources)) for code, row in rows.items()])
                for section in _SECTIONS
                for rows in [_rows(carrier, section)]
            ),
            (
                "aliases",
                [
                    (literal(alias), literal((seen.of, sentence(seen.en or ""), seen.source or spec.source)))
                    for alias, seen in spec.aliases.items()
                ],
            ),
        ],
    )


def code_constants(vendor: Vendor) -> list[Source]:
    """What a vendor's module of codes has beside its enums: whence rows are, whom to ask next, and contradictions."""
    rows = [row for table in vendor.tables.values() for row in (*table.codes.values(), *table.patterns.values())]
    used = {vendor.evidence, *(table.evidence for table in vendor.tables.values()), *(row.evidence for row in rows)}
    cites = {source.kind: f"{vendor.title.en}: {source.cite}" for source in reversed(vendor.sources)}
    kinds = sorted(kind for kind in used if kind is not None)
    lines = [_mapping("SOURCES", "str", {kind: literal(cites.get(kind, vendor.title.en)) for kind in kinds})]
    if vendor.carriers:
        lines.append(Source(f"CARRIERS: tuple[str, ...] = {literal(vendor.carriers)}"))
    conflicts = {
        code: _conflicts(vendor, row.conflicts, row.evidence or table.evidence or vendor.evidence)
        for table in vendor.tables.values()
        for code, row in (*table.codes.items(), *table.patterns.items())
        if row.conflicts
    }
    if conflicts:
        lines.append(_mapping("CONFLICTS", "tuple[tuple[str, ...], ...]", conflicts))
    return lines


def meant(row: Meaning, unmapped: str | None = None) -> tuple[str, str]:
    """A row's label and its meaning in English, with the reason where it is left without a state."""
    english = [sentence(row.en or ""), sentence(f"Not mapped: {unmapped}") if unmapped else ""]
    return " ".join((row.zh or "").split()), " ".join(part for part in english if part)


def _rows(carrier: CarrierSpec, section: str) -> Mapping[str, CarrierCode]:
    rows: Mapping[str, CarrierCode] = getattr(carrier.spec, section)
    return rows


def _row(row: CarrierCode, source: str, sources: Mapping[str, Cited]) -> Source:
    said = _said(row, row.source or source, sources, row.unmapped, "conflicting" if row.conflicts else None)
    return literal((*said, tuple(_said(reading, reading.source or source, sources) for reading in row.conflicts)))


def _said(
    row: Reading,
    source: str,
    sources: Mapping[str, Cited],
    unmapped: str | None = None,
    confidence: Confidence | None = None,
) -> tuple[str, ...]:
    evidence = row.evidence or sources[source].kind
    return _values(row, evidence, row.confidence or confidence or _KNOWN_FROM[evidence], source, unmapped)


def _conflicts(vendor: Vendor, readings: list[Reading], evidence: Evidence) -> Source:
    sources = {source.name: source for source in vendor.sources if source.name is not None}
    cites = {source.kind: f"{vendor.title.en}: {source.cite}" for source in reversed(vendor.sources)}
    rows: list[tuple[str, ...]] = []
    for reading in readings:
        source = sources[reading.source] if reading.source else None
        kind = reading.evidence or (source.kind if source else evidence)
        cite = source.cite if source else cites.get(kind, vendor.title.en)
        rows.append(_values(reading, kind, reading.confidence or _KNOWN_FROM[kind], cite))
    return literal(rows)


def _values(
    row: Reading, evidence: Evidence, confidence: Confidence, source: str, unmapped: str | None = None
) -> tuple[str, ...]:
    return (
        *meant(row, unmapped),
        row.state or "unrecognised",
        row.reason or "unknown",
        row.retry or "unknown",
        evidence,
        confidence,
        source,
    )


def _mapping(name: str, of: str, items: Mapping[str, Source]) -> Source:
    lines = "".join(f"    {literal(key)}: {value},\n" for key, value in items.items())
    return Source(f"{name}: dict[str, {of}] = {{\n{lines}}}")
