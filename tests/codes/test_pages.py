"""Every row of codes that a captured page prints means something, or says why it does not."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from dlrgen.pages import read
from dlrgen.problems import Problems
from dlrgen.spec.load import load
from dlrkit import Category, Confidence, State, lookup
from dlrkit._core.codes import Code

SPECS = Path(__file__).parents[2] / "specs"
VENDORS = {vendor.spec.vendor: vendor for vendor in load(SPECS, Problems())}
# What a page shows of one carrier code without saying more about it than its specification does.
SHOWN_ONLY = {("mobset", "DELIVRD")}
# Tables of other documents than the captured pages.
ELSEWHERE = {("uspeedo", "ReceiptCode")}


def rows() -> list[tuple[str, str]]:
    """Each vendor's codes, from all its pages, by the text of the pages alone."""
    found = {
        (vendor, row.code.text)
        for vendor, spec in VENDORS.items()
        for page in sorted({e.spec.source.page for e in spec.endpoints.values() if e.spec.source.page is not None})
        for table in read((spec.folder / page).read_text(encoding="utf-8")).codes
        for row in table.rows
    }
    return sorted(found)


def tables(vendor: str) -> list[Any]:
    module = import_module(f"dlrkit.{vendor}.codes")
    printed = [table.enum for table in VENDORS[vendor].spec.tables.values() if table.printed is not None]
    return [getattr(module, name) for name in printed]


def listed(vendor: str, code: str) -> list[Code]:
    found = [member for table in tables(vendor) for member in table if str(member) == code]
    return [member for member in found if (vendor, type(member).__name__) not in ELSEWHERE]


def test_the_pages_print_what_one_can_count() -> None:
    assert Counter(vendor for vendor, _ in rows()) == {
        "mobset": 2,
        "submail": 4,
        "uspeedo": 4,
        "wilddog": 35,
        "yisha": 4,
    }


@pytest.mark.parametrize(("vendor", "code"), rows())
def test_a_row_of_a_page_is_documented_or_deliberately_unmapped(vendor: str, code: str) -> None:
    members = listed(vendor, code)
    assert members
    speaks_of_a_call = [m for m in members if m.state is State.UNRECOGNISED and m.category is not Category.OTHER]
    calls = [m for m in members if type(m).__mro__[1].__name__.startswith("Call")]
    if calls:
        # Codes of calls say nothing of messages; they have a category instead.
        assert calls == members
        assert speaks_of_a_call or all("business" in m.en for m in members)
        assert all(m.confidence is Confidence.DOCUMENTED for m in calls)
        return
    meaning = lookup(code, vendor)
    unmapped = "Not mapped: " in meaning.en
    assert meaning.step == "exact"
    assert unmapped is (meaning.state is State.UNRECOGNISED)
    assert meaning.confidence is Confidence.DOCUMENTED
    assert meaning.table == f"{vendor}.{type(members[0]).__name__}"


def test_every_row_of_a_table_about_messages_has_a_state_or_says_why_not() -> None:
    for vendor in VENDORS:
        for table in tables(vendor):
            if table.__mro__[1].__name__.startswith("Message"):
                for member in table:
                    assert (member.state is State.UNRECOGNISED) is ("Not mapped: " in member.en), member
                    failed = member.state.has_failed and member.confidence is not Confidence.NONE
                    assert not failed or member.en, member
