"""The page of benchmarks says what was measured, and of what is missed, by how much and why."""

from __future__ import annotations

import re

import pytest

from dlrgen.problems import Problems
from dlrgen.spec.load import load

from . import bars, ours, page
from .timing import ROOT

ROWS = bars.read()
BARS = {name: row for name, row in ROWS.items() if row.reach}


def figures(**others: float) -> dict[str, float]:
    """Every bar reached as just so, and others as stated."""
    return {name: float(row.reach.partition(" ")[2] or 1) for name, row in ROWS.items()} | others


def cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_a_bar_is_reached_or_the_row_says_by_how_much_not_and_why() -> None:
    rows = {"bar": bars.Row(what="A", form="{:.1f}", reach="<= 2", why="B alone takes {other} of it"),
            "other": bars.Row(what="B", form="{:.0f}")}  # fmt: skip
    assert cells(bars.table(rows, {"bar": 2, "other": 1}))[2] == ["A", "2.0", "≤ 2", "reached"]
    missed = cells(bars.table(rows, {"bar": 2.5, "other": 1}))
    assert missed[2:] == [["A", "2.5", "≤ 2", "missed by 25.0%: B alone takes 1 of it"], ["B", "1", "", ""]]


@pytest.mark.parametrize(
    ("reach", "figure", "missed"),
    [("<= 4", 5, "25.0%"), (">= 5", 4, "20.0%"), ("<= 0", 3, "3"), (">= 5", 5, ""), ("", 9, "")],
)
def test_by_how_much(reach: str, figure: float, missed: str) -> None:
    assert bars.Row(what="", form="{:.0f}", reach=reach).missed_by(figure) == missed


def test_no_row_without_a_figure_and_no_figure_without_a_row() -> None:
    for wrong in ({**figures(), "more": 1.0}, dict.fromkeys(list(ROWS)[1:], 1.0)):
        with pytest.raises(ValueError, match="a row without a figure"):
            bars.table(ROWS, wrong)


def test_the_page_has_every_row_and_a_reason_for_every_miss() -> None:
    text = page.PAGE.read_text("utf-8")
    printed = {line[0]: line for line in cells(text) if len(line) == len(bars.HEAD)}
    assert [printed[row.what][2] for row in BARS.values()] == [
        row.reach.replace("<=", "≤").replace(">=", "≥") for row in BARS.values()
    ]
    assert bars.UNEXPLAINED not in text
    assert bars.UNEXPLAINED in bars.table(ROWS, figures(mypy=3))


def test_every_row_is_printed() -> None:
    printed = cells(bars.table(ROWS, figures()))
    assert [line[0] for line in printed[2:]] == [row.what for row in ROWS.values()]
    assert {line[3] for line in printed[2:]} == {"", "reached"}
    assert len({row.what for row in ROWS.values()}) == len(ROWS)


@pytest.mark.parametrize("name", BARS)
def test_reasons_hold_no_figure_of_their_own(name: str) -> None:
    for placeholder in re.findall(r"{(.*?)}", ROWS[name].why):
        assert placeholder in ROWS
    assert not re.search(r"\d", re.sub(r"{.*?}", "", ROWS[name].why))


def test_lines_are_told_apart() -> None:
    whole = ours.size(ROOT / "generated" / "dlrkit")
    assert whole["lines_8"] > whole["doc_lines"] > whole["code_lines"] > 1000
    endpoints = sum(len(vendor.endpoints) for vendor in load(ROOT / "specs", Problems()))
    assert ours.shipped()["lines_shipped"] == whole["lines_8"] / endpoints


def test_the_template_is_filled() -> None:
    values = {"BARS": "b", "PEERS": "p", "VERSIONS": "v", "MACHINE": "m", "DATE": "d"}
    text = page.filled(page.TEMPLATE.read_text("utf-8"), values)
    assert not re.search(r"@\w+@", text)
    assert set(re.findall(r"@(\w+)@", page.TEMPLATE.read_text("utf-8"))) == set(values)
