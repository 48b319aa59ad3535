"""Tables that belong to no vendor are written, and written again only when they changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from dlrgen.generate import Outcome, generate
from dlrgen.problems import Problems, render

TESTS = Path(__file__).parents[1]


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    shutil.copytree(TESTS / "specs_good" / "acme", tmp_path / "specs" / "acme")
    shutil.copytree(TESTS / "check" / "fixtures" / "carriers" / "good", tmp_path / "specs" / "carriers")
    return tmp_path / "specs"


@pytest.fixture
def out(specs: Path, tmp_path: Path) -> Path:
    run(specs, tmp_path / "kit")
    for path in (tmp_path / "kit").rglob("*"):
        os.utime(path, ns=(1, 1))
    return tmp_path / "kit"


def run(specs: Path, out: Path, **options: Any) -> Outcome:
    problems = Problems()
    outcome = generate(specs, out, problems, **options)
    assert render(problems, "text") == ""
    assert outcome is not None
    return outcome


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_second_run_writes_nothing(specs: Path, out: Path) -> None:
    assert "relay" in (out / "_carriers.py").read_text(encoding="utf-8")
    assert (run(specs, out).written, run(specs, out, dry_run=True).written) == ([], [])


def test_a_changed_table_is_written_and_no_vendor_is(specs: Path, out: Path) -> None:
    edit(specs / "carriers" / "relay.yaml", "en: No such number.", "en: There is no such number.")
    assert run(specs, out, dry_run=True).written == ["_carriers.py", "_manifest.json"]
    outcome = run(specs, out)
    assert (outcome.generated, outcome.written) == ([], ["_carriers.py", "_manifest.json"])
    assert "There is no such number." in (out / "_carriers.py").read_text(encoding="utf-8")
    assert (out / "acme" / "codes.py").stat().st_mtime_ns == 1


def test_a_changed_vendor_leaves_the_tables_alone(specs: Path, out: Path) -> None:
    edit(specs / "acme" / "vendor.yaml", "en: Acme SMS", "en: Acme Messages")
    assert "_carriers.py" not in run(specs, out).written


def test_only_a_vendor_is_looked_at(specs: Path, out: Path) -> None:
    edit(specs / "carriers" / "relay.yaml", "en: No such number.", "en: There is no such number.")
    assert run(specs, out, only=["acme"]).written == []
    assert run(specs, out).written == ["_carriers.py", "_manifest.json"]


def test_what_was_edited_by_hand_is_put_right(specs: Path, out: Path) -> None:
    before = (out / "_carriers.py").read_bytes()
    (out / "_carriers.py").write_bytes(before + b"# mine\n")
    assert run(specs, out, dry_run=True).written == ["_carriers.py"]
    assert run(specs, out).written == ["_carriers.py"]
    assert (out / "_carriers.py").read_bytes() == before


def test_tables_that_are_gone_go(specs: Path, out: Path) -> None:
    shutil.rmtree(specs / "carriers")
    assert run(specs, out).removed == ["_carriers.py"]
    assert run(specs, out, dry_run=True).differs is False


@pytest.mark.parametrize(
    ("old", "new"),
    [("state: rejected, reason: freq", "state: gone, reason: freq"), ("{of: LIMIT,", "{of: NOTHING,")],
    ids=["language", "lint"],
)
def test_a_table_with_a_fault_writes_nothing(old: str, new: str, specs: Path, out: Path) -> None:
    edit(specs / "carriers" / "relay.yaml", old, new)
    edit(specs / "acme" / "vendor.yaml", "en: Acme SMS", "en: Acme Messages")
    problems = Problems()
    assert generate(specs, out, problems) is None
    assert problems.failed
    assert (out / "acme" / "codes.py").stat().st_mtime_ns == 1
