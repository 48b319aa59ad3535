"""The tables of the code decoder: what `dlrkit.lookup` reads, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dlrgen.plan.readings import carrier_table, vendor_conflicts, vendor_tables
from dlrgen.runtime.plain import is_object
from dlrgen.spec.load import CarrierSpec, VendorSpec


def tables(vendors: Iterable[VendorSpec], carriers: Iterable[CarrierSpec]) -> dict[str, Any]:
    """The tables of vendors and of carriers.

    Mappings are lists of pairs: a JavaScript object puts keys that look like numbers first, and order counts here.
    """
    return {
        "carriers": [(table.spec.carrier, _paired(carrier_table(table))) for table in carriers],
        "vendors": [(vendor.spec.vendor, _vendor(vendor)) for vendor in vendors],
    }


def _vendor(vendor: VendorSpec) -> dict[str, Any]:
    return {
        "carriers": vendor.spec.carriers,
        "conflicts": _pairs(vendor_conflicts(vendor.spec)),
        "tables": [
            {
                "name": f"{vendor.spec.vendor}.{table.enum}",
                "sources": _pairs(table.sources),
                "codes": _pairs(table.codes),
                "families": _pairs(table.families),
            }
            for table in vendor_tables(vendor.spec)
        ],
    }


def _paired(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _pairs(value) if is_object(value) else value for key, value in table.items()}


def _pairs(mapping: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(mapping.items())
