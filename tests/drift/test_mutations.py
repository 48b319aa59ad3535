"""Pages that a vendor edited: exactly the edit is found, at its place, and nothing where only the layout differs."""

from __future__ import annotations

import os
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlrgen.drift import findings
from dlrgen.drift.findings import Finding, drift
from dlrgen.pages import read
from dlrgen.problems import Problems
from dlrgen.spec.load import VendorSpec, load

from . import mutations as m

SPECS = Path(__file__).parents[2] / "specs"
PAGES = {
    "wilddog": "captured/status.txt",
    "mobset": "captured/SmsGetReport.txt",
    "uspeedo": "captured/USMSSendReceipt.txt",
    "yisha": "captured/sms.txt",
    "submail": "captured/sms_log.txt",
}
MUTATIONS = int(os.environ.get("DLRKIT_MUTATIONS", "400"))


@pytest.fixture(scope="module", autouse=True)
def captured_pages_are_read_once() -> None:
    findings.read = cache(read)


@cache
def vendor(name: str) -> VendorSpec:
    return next(each for each in load(SPECS, Problems()) if each.spec.vendor == name)


@cache
def captured(name: str) -> str:
    return (SPECS / name / PAGES[name]).read_bytes().decode()


@cache
def possible(name: str, fresh: str, word: str, site: str) -> list[m.Edit]:
    return m.edits(captured(name), read(captured(name)), fresh, word, site)


def told(finding: Finding) -> tuple[str, str, str]:
    assert finding.delta is not None
    subject = finding.delta.subject
    return subject, finding.delta.aspect, finding.name if subject not in ("method", "path") else ""


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("layout", list(m.reflows()))
def test_another_layout_is_no_drift(name: str, layout: str) -> None:
    page = m.reflows()[layout](captured(name))
    assert [finding.message for finding in drift(vendor(name), PAGES[name], page)] == []


@pytest.mark.parametrize("name", PAGES)
def test_exactly_the_edit_is_found(name: str) -> None:
    tried: Counter[str] = Counter()

    @settings(max_examples=MUTATIONS, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def check(data: st.DataObject) -> None:
        pool = possible(
            name, data.draw(st.sampled_from(m.FRESH)), data.draw(st.sampled_from(m.WORDS)),
            data.draw(st.sampled_from(m.FURNITURE)),
        )  # fmt: skip
        labels = sorted({edit.label.split()[0] for edit in pool})
        label = data.draw(st.sampled_from(labels))
        chosen = [data.draw(st.sampled_from([edit for edit in pool if edit.label.split()[0] == label]))]
        second = data.draw(st.sampled_from([None, *(edit for edit in pool if edit.label.startswith("furniture"))]))
        if second is not None and not m.overlap(chosen[0], second):
            chosen.append(second)
        layout = data.draw(st.sampled_from(list(m.reflows())))
        page = m.reflows()[layout](m.applied(captured(name), chosen))
        tried[label] += 1
        found = [each for each in drift(vendor(name), PAGES[name], page) if each.delta is not None]
        say = f"{[edit.label for edit in chosen]}, {layout}: {[(told(each), each.message) for each in found]}"
        kinds = [told(each) for each in found]
        for edit in chosen:
            for subject, aspect, what in edit.wanted:
                assert any(
                    each[0] == subject and each[2] == what and (aspect in ("*", each[1]))
                    for each in kinds
                ), f"not found: {say}"  # fmt: skip
        allowed = {pair for edit in chosen for pair in edit.allowed}
        for subject, _, what in kinds:
            assert (subject, what) in allowed, f"not there: {say}"
        lines = page.split("\n")
        for each in found:
            assert each.line > 0, say
            assert each.page_line or each.was, say
            assert each.page_line <= len(lines), say

    check()
    sys.stdout.write(f"{name}: {tried.total()} mutations: {dict(tried.most_common())}\n")
    assert tried.total() >= MUTATIONS
