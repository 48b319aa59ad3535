"""Proving specs: their language, references and names, their signatures, and the pages they were made from.

What holds specs against pages is imported when it is needed: lint alone is enough for classes to be made meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from dlrgen.check import lint, todo
from dlrgen.check.lint_tree import Place, endpoints
from dlrgen.problems import Problems
from dlrgen.spec.load import CarrierSpec, EndpointSpec, VendorSpec
from dlrgen.spec.model import Schema, Vendor
from dlrgen.spec.schema import objects


class Proof(Struct, kw_only=True):
    """How much of one vendor's spec was proved."""

    vendor: str
    endpoints: int
    params: int
    fields: int
    codes: int
    printed_codes: int
    examples: Counter[str]
    errata: int
    vectors: int


def check(vendors: Iterable[VendorSpec], problems: Problems) -> Iterator[Proof]:
    """Prove each vendor's spec; what is wrong stands in `problems`. One vendor's faults do not hide another's."""
    return prove(sound(vendors, problems), problems)


def sound(vendors: Iterable[VendorSpec], problems: Problems) -> Iterator[VendorSpec]:
    """The vendors that lint has nothing against: only these can be planned, compiled or held against a page."""
    classes: dict[str, str] = {}
    for vendor in vendors:
        found = Problems()
        other = classes.setdefault(vendor.spec.class_name, vendor.spec.vendor)
        if other != vendor.spec.vendor:
            found.append(vendor.file.problem("name.vendor-class", ["class"], f"{other} has this class name, too"))
        lint.check(vendor, found)
        is_sound = not found.failed
        found.extend(todo.check(vendor.spec, Place(vendor.file)))
        for place, endpoint in endpoints(vendor):
            found.extend(todo.check(endpoint.spec, place))
        problems.extend(found)
        if is_sound:
            yield vendor


def prove(vendors: Iterable[VendorSpec], problems: Problems) -> Iterator[Proof]:
    """Hold vendors that are sound against their pages, and run their signature vectors."""
    from dlrgen.check import codes, examples, vectors

    for vendor in vendors:
        proved = examples.check(vendor, problems)
        yield Proof(
            vendor=vendor.spec.vendor,
            endpoints=len(vendor.endpoints),
            params=sum(len(endpoint.spec.params) for endpoint in vendor.endpoints.values()) + _sent(vendor.spec),
            fields=sum(_fields(endpoint, vendor.spec) for endpoint in vendor.endpoints.values()),
            codes=sum(len(table.codes) + len(table.patterns) for table in vendor.spec.tables.values()),
            printed_codes=codes.check(vendor, problems),
            examples=Counter({verdict: n for verdict, n in proved.items() if verdict != "errata"}),
            errata=proved["errata"],
            vectors=vectors.check(vendor, problems),
        )


def check_carriers(carriers: Iterable[CarrierSpec], vendors: Iterable[VendorSpec], problems: Problems) -> int:
    """Prove the tables that belong to no vendor, by themselves and against vendors' tables.

    Returns:
        How many rows they have.
    """
    from dlrgen.check import lint_carriers

    tables = list(carriers)
    lint_carriers.check(tables, vendors, problems)
    for table in tables:
        problems.extend(todo.check(table.spec, Place(table.file)))
    specs = [table.spec for table in tables]
    return sum(len(s.words) + len(s.codes) + len(s.numbers) + len(s.prefixes) + len(s.suffixes) for s in specs)


def _sent(vendor: Vendor) -> int:
    """The parameters that authentication schemes send."""
    return len({w for a in vendor.auth.values() for w in [*a.send.params, *a.send.query, *a.send.header, *a.send.body]})


def _fields(endpoint: EndpointSpec, vendor: Vendor) -> int:
    schema: Schema = endpoint.spec.response.schema
    return sum(len(inner.properties) for _, inner in objects(schema, vendor))
