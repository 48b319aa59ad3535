"""Every rule about tables that belong to no vendor: what breaks it, how that is reported, what just keeps it.

`fixtures/carriers/RULE.yaml` alters copies of the good tables beside it and of the good vendor `acme`: `bad` so that
the rule is broken, `good` so that it is just kept. `RULE.problems` is the report, word for word.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
import yaml

from dlrgen.check import check_carriers, lint_carriers
from dlrgen.plan.readings import plan_carrier
from dlrgen.problems import Problems, render
from dlrgen.spec.load import load, load_carriers

FIXTURES = Path(__file__).parent / "fixtures" / "carriers"
GOOD = Path(__file__).parents[1] / "specs_good"
SPECS = Path(__file__).parents[2] / "specs"


class Edit(msgspec.Struct, forbid_unknown_fields=True):
    """One change below the specs folder: a text that stands there once is replaced, or a file is written."""

    file: str
    printed: str | None = None
    reads: str = ""
    written: str | None = None

    def apply(self, root: Path) -> None:
        path = root / self.file
        if self.written is not None:
            path.write_text(self.written, encoding="utf-8")
            return
        text = path.read_text(encoding="utf-8")
        assert self.printed is not None
        assert text.count(self.printed) == 1, f"{self.printed!r} stands {text.count(self.printed)} times in {path.name}"
        path.write_text(text.replace(self.printed, self.reads), encoding="utf-8")


class Fixture(msgspec.Struct, forbid_unknown_fields=True):
    bad: list[Edit]
    good: list[Edit] = []


def fixture(rule: str) -> Fixture:
    return msgspec.convert(yaml.safe_load((FIXTURES / f"{rule}.yaml").read_text(encoding="utf-8")), Fixture)


def specs(tmp_path: Path, edits: list[Edit]) -> Path:
    root = tmp_path / "specs"
    shutil.copytree(GOOD / "acme", root / "acme")
    shutil.copytree(FIXTURES / "good", root / "carriers")
    for edit in edits:
        edit.apply(root)
    return root


def linted(root: Path) -> Problems:
    problems = Problems()
    vendors, carriers = load(root, problems), load_carriers(root, problems)
    assert not problems, f"the fixture does not reach lint: {render(problems, 'text')}"
    check_carriers(carriers, vendors, problems)
    return problems


def test_each_rule_has_its_fixtures_and_each_fixture_its_rule() -> None:
    assert {path.stem for path in FIXTURES.glob("*.yaml")} == set(lint_carriers.RULES)
    assert {path.stem for path in FIXTURES.glob("*.problems")} == set(lint_carriers.RULES)


@pytest.mark.parametrize("rule", sorted(lint_carriers.RULES))
def test_what_breaks_a_rule_is_reported_at_its_place(rule: str, tmp_path: Path) -> None:
    problems = linted(specs(tmp_path, fixture(rule).bad))
    assert render(problems, "text") + "\n" == (FIXTURES / f"{rule}.problems").read_text(encoding="utf-8")
    assert rule in {problem.id for problem in problems}
    assert all(problem.line and problem.column for problem in problems)


@pytest.mark.parametrize("rule", ["as they are", *sorted(lint_carriers.RULES)])
def test_what_just_keeps_a_rule_is_fine_and_can_be_printed(rule: str, tmp_path: Path) -> None:
    root = specs(tmp_path, fixture(rule).good if rule in lint_carriers.RULES else [])
    assert render(linted(root), "text") == ""
    for carrier in load_carriers(root, Problems()):
        for _, rows in plan_carrier(carrier).sections:
            for code, row in rows:
                compile(f"{{{code}: {row}}}", carrier.spec.carrier, "eval")


CASES = {
    "a state outside the model": ("state: delivered, retry", "state: arrived, retry", "spec.value", 11),
    "a reason outside the model": ("reason: content", "reason: taste", "spec.value", 18),
    "a number where a code is meant": ("of: DELIVRD", "of: 1", "spec.type", 25),
    "an unknown key": ("gave: the words}", "gives: the words}", "spec.unknown-key", 6),
    "a range that is none": ('"2-5"', '"2 to 5"', "spec.value", 21),
    "another file's name": ("carrier: words", "carrier: verbs", "spec.name", 2),
    "bad YAML": ("source: standard\n", "source: [standard\n", "yaml.syntax", None),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_not_of_the_language_is_reported_at_its_place(case: str, tmp_path: Path) -> None:
    printed, reads, id, line = CASES[case]
    root = specs(tmp_path, [Edit("carriers/words.yaml", printed, reads)])
    problems = Problems()
    carriers = load_carriers(root, problems)
    assert [problem.id for problem in problems] == [id]
    assert line in (None, problems[0].line)
    # One broken file does not hide the next.
    assert "relay" in {carrier.spec.carrier for carrier in carriers}


OTHERWISE = Edit("acme/vendor.yaml", "en: Delivered., state: delivered", "en: Delivered., state: in_transit")


def test_a_clash_with_a_vendor_is_reported_where_the_vendor_says_it(tmp_path: Path) -> None:
    root = specs(tmp_path, [
        Edit("acme/vendor.yaml", "\ntables:\n", "\ncarriers: [relay]\n\ntables:\n"),
        OTHERWISE,
    ])  # fmt: skip
    assert [(p.file, p.id) for p in linted(root)] == [("specs/acme/vendor.yaml", "carrier.clash")]


def test_a_vendor_that_passes_no_codes_on_clashes_with_nobody(tmp_path: Path) -> None:
    assert linted(specs(tmp_path, [OTHERWISE])) == []


def test_the_tables_of_this_repository_keep_all_rules() -> None:
    problems = Problems()
    carriers = load_carriers(SPECS, problems)
    rows = check_carriers(carriers, load(SPECS, problems), problems)
    assert render(problems, "text") == ""
    named = {carrier.spec.carrier for carrier in carriers}
    assert named >= {"smpp", "cmpp", "china_mobile", "china_unicom", "china_telecom"}
    assert rows > 250
