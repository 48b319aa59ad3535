"""Putting findings into the specs: only the lines that say so change, and the check passes where facts allow."""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from dlrgen.check import check
from dlrgen.cli import main
from dlrgen.problems import Problems, render
from dlrgen.spec.load import load

SPECS = Path(__file__).parents[2] / "specs"
PAGES = {
    "wilddog": "captured/status.txt",
    "mobset": "captured/SmsGetReport.txt",
    "uspeedo": "captured/USMSSendReceipt.txt",
    "yisha": "captured/sms.txt",
    "submail": "captured/sms_log.txt",
}
CASES: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("write_cases.yaml").read_text(encoding="utf-8")
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(SPECS, tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(here: Path, vendor: str) -> Problems:
    problems = Problems()
    for _ in check(load(here / "specs", problems, [vendor]), problems):
        pass
    return problems


def altered(here: Path, vendor: str) -> list[str]:
    """The lines of the YAML files that are not what they were."""
    lines: list[str] = []
    for file in sorted((here / "specs" / vendor).glob("*.yaml")):
        old = (SPECS / vendor / file.name).read_text(encoding="utf-8").split("\n")
        lines += [x for x in difflib.unified_diff(old, file.read_text(encoding="utf-8").split("\n"), n=0, lineterm="")
                  if not x.startswith(("---", "+++", "@@"))]  # fmt: skip
    return lines


@pytest.mark.parametrize("name", CASES)
def test_what_is_found_is_put_in_and_nothing_else(name: str, here: Path) -> None:
    case = CASES[name]
    vendor = case["vendor"]
    page = (SPECS / vendor / PAGES[vendor]).read_text(encoding="utf-8")
    for old, new in case["edits"]:
        assert old in page
        page = page.replace(old, new)
    (here / "new.txt").write_text(page, encoding="utf-8")
    spec = f"specs/{vendor}"
    before = checked(here, vendor)
    assert not before.failed, render(before, "text")
    assert main(["drift", "new.txt", "--spec", spec, "--write"]) == 0
    assert (here / "specs" / vendor / PAGES[vendor]).read_text(encoding="utf-8") == page
    lines = altered(here, vendor)
    for part in case["says"]:
        assert any(part[0] not in "+-" or line[0] == part[0] for line in lines if part.lstrip("+-") in line), (
            part,
            lines,
        )
    assert len(lines) <= 24, lines
    assert [problem.id for problem in checked(here, vendor)] == case["problems"], render(checked(here, vendor), "text")
    assert main(["drift", "new.txt", "--spec", spec]) == 0


def test_what_takes_a_person_is_left_and_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (SPECS / "submail" / PAGES["submail"]).read_text(encoding="utf-8")
    (here / "new.txt").write_text(
        page.replace("https://api-v4.mysubmail.com", "https://api-v5.mysubmail.com"), encoding="utf-8"
    )
    assert main(["drift", "new.txt", "--spec", "specs/submail", "--write"]) == 1
    assert "left to you: specs/submail/vendor.yaml:" in capsys.readouterr().err


def test_without_findings_nothing_is_touched(here: Path) -> None:
    assert main(["drift", f"specs/submail/{PAGES['submail']}", "--spec", "specs/submail", "--write"]) == 0
    for file in (SPECS / "submail").rglob("*"):
        if file.is_file():
            assert (here / "specs" / file.relative_to(SPECS)).read_bytes() == file.read_bytes()
