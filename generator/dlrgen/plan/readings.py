"""Code tables as plain data for `lookup`: those that belong to no vendor, and what a vendor's enums do not hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from dlrgen.plan.literals import Source, literal, sentence
from dlrgen.spec.load import CarrierSpec
from dlrgen.spec.model import CarrierCode, Code, Confidence, Evidence, Meaning, Reading, Table, Vendor
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
    table = carrier_table(carrier)
    return CarrierPlan(
        name=literal(carrier.spec.carrier),
        title=carrier.spec.title.en,
        facts=[(key, literal(value)) for key, value in table.items() if not isinstance(value, dict)],
        sections=[
            (key, [(literal(code), literal(row)) for code, row in value.items()])
            for key, value in table.items()
            if isinstance(value, dict)
        ],
    )


def carrier_table(carrier: CarrierSpec) -> dict[str, str | list[str] | dict[str, Any]]:
    """A table that belongs to no vendor as plain data, of the shape that `runtime/lookup` reads."""
    spec = carrier.spec
    sources = {source.name: source for source in spec.sources if source.name is not None}
    return {
        "title": spec.title.en,
        "also": [spec.title.zh, *spec.also],
        "extends": spec.extends,
        "suffixed": [prefix for prefix, row in spec.prefixes.items() if row.suffixes],
        "sources": {name: source.cite for name, source in sources.items()},
        **{
            section: {code: _row(row, spec.source, sources) for code, row in _rows(carrier, section).items()}
            for section in _SECTIONS
        },
        "aliases": {
            alias: (seen.of, sentence(seen.en or ""), seen.source or spec.source)
            for alias, seen in spec.aliases.items()
        },
    }


class VendorTable(Struct, frozen=True, kw_only=True):
    """A vendor's table about messages as plain data, of the shape that `runtime/lookup` reads."""

    enum: str
    sources: dict[str, str]
    """Where rows were read, by their evidence."""
    codes: dict[str, tuple[str, ...]]
    families: dict[str, tuple[str, ...]]


def vendor_tables(vendor: Vendor) -> list[VendorTable]:
    """A vendor's tables that say what became of messages."""
    return [
        VendorTable(
            enum=table.enum,
            sources={kind: _cite(vendor, table, kind) for kind in _kinds(vendor, table)},
            codes={code: vendor_row(table, row, vendor) for code, row in table.codes.items()},
            families={shape: vendor_row(table, row, vendor) for shape, row in table.patterns.items()},
        )
        for table in vendor.tables.values()
        if table.speaks_of == "message"
    ]


def vendor_row(table: Table, row: Code, vendor: Vendor) -> tuple[str, ...]:
    """Label, meaning, state and reason or else category, retry, evidence, confidence."""
    evidence = row.evidence or table.evidence or vendor.evidence
    known_from = "inferred" if evidence == "inferred" else "documented"
    about_messages = (row.state or "unrecognised", row.reason or "unknown")
    return (
        *meant(row, row.unmapped),
        *(about_messages if table.speaks_of == "message" else (row.category or "other",)),
        row.retry or "unknown",
        evidence,
        row.confidence or ("conflicting" if row.conflicts else known_from),
    )


def vendor_conflicts(vendor: Vendor) -> dict[str, tuple[tuple[str, ...], ...]]:
    """What others say of a vendor's codes, where that is something else, by code."""
    return {
        code: tuple(_conflict(vendor, table, row, reading) for reading in row.conflicts)
        for table in vendor.tables.values()
        if table.speaks_of == "message"
        for code, row in (*table.codes.items(), *table.patterns.items())
        if row.conflicts
    }


def code_constants(vendor: Vendor) -> list[Source]:
    """What a vendor's module of codes has beside its enums: whence rows are, whom to ask next, and contradictions."""
    lines: list[Source] = []
    tables = vendor_tables(vendor)
    if tables:
        cited = {table.enum: Source(_items(table.sources)) for table in tables}
        lines.append(_mapping("SOURCES", "dict[str, str]", cited))
    if vendor.carriers:
        lines.append(Source(f"CARRIERS: tuple[str, ...] = {literal(vendor.carriers)}"))
    if conflicts := vendor_conflicts(vendor):
        rows = {code: literal(readings) for code, readings in conflicts.items()}
        lines.append(_mapping("CONFLICTS", "tuple[tuple[str, ...], ...]", rows))
    return lines


def meant(row: Meaning, unmapped: str | None = None) -> tuple[str, str]:
    """A row's label and its meaning in English, with the reason where it is left without a state."""
    english = [sentence(row.en or ""), sentence(f"Not mapped: {unmapped}") if unmapped else ""]
    return " ".join((row.zh or "").split()), " ".join(part for part in english if part)


def _rows(carrier: CarrierSpec, section: str) -> Mapping[str, CarrierCode]:
    rows: Mapping[str, CarrierCode] = getattr(carrier.spec, section)
    return rows


def _row(row: CarrierCode, source: str, sources: Mapping[str, Cited]) -> tuple[Any, ...]:
    source = row.source or source
    said = _said(row, source, sources, row.unmapped, "conflicting" if row.conflicts else None)
    return (*said, tuple(_said(reading, reading.source or source, sources) for reading in row.conflicts))


def _said(
    row: Reading,
    source: str,
    sources: Mapping[str, Cited],
    unmapped: str | None = None,
    confidence: Confidence | None = None,
) -> tuple[str, ...]:
    evidence = row.evidence or sources[source].kind
    return _values(row, evidence, row.confidence or confidence or _KNOWN_FROM[evidence], source, unmapped)


def _kinds(vendor: Vendor, table: Table) -> list[Evidence]:
    rows = (*table.codes.values(), *table.patterns.values())
    return sorted({row.evidence or table.evidence or vendor.evidence for row in rows})


def _cite(vendor: Vendor, table: Table, kind: Evidence) -> str:
    """Where the rows of a table that are known in one way were read."""
    if kind == "seed_page" and table.printed is not None:
        return f"{vendor.title.en}: {table.printed}"
    cites = [source.cite for source in vendor.sources if source.kind == kind]
    named = [source.cite for source in vendor.sources if source.kind == kind and source.name == table.source]
    found = (named if table.source is not None and named else cites)[:1]
    return f"{vendor.title.en}: {found[0]}" if found else vendor.title.en


def _conflict(vendor: Vendor, table: Table, row: Code, reading: Reading) -> tuple[str, ...]:
    named = {source.name: source for source in vendor.sources}
    if reading.source is not None:
        source = named[reading.source]
        return _values(reading, source.kind, reading.confidence or _KNOWN_FROM[source.kind], source.cite)
    kind = reading.evidence or row.evidence or table.evidence or vendor.evidence
    return _values(reading, kind, reading.confidence or _KNOWN_FROM[kind], _cite(vendor, table, kind))


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


def _items(items: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{literal(key)}: {literal(value)}" for key, value in items.items()) + "}"
