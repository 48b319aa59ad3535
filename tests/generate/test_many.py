"""Many vendors are made by several processes: the same files and the same problems as by one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dlrgen.generate import generate
from dlrgen.problems import Problems

GOOD = Path(__file__).parents[1] / "specs_good" / "acme"


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """Four vendors that differ in their names."""
    for number in range(4):
        folder = tmp_path / "specs" / f"acme{number}"
        shutil.copytree(GOOD, folder)
        edit(folder, r"^(vendor|class): (\w+)$", rf"\1: \g<2>{number}")
    return tmp_path / "specs"


def edit(folder: Path, pattern: str, text: str) -> None:
    path = folder / "vendor.yaml"
    path.write_text(re.sub(pattern, text, path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


def made(
    specs: Path, many: int, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, bytes], list[tuple[str, str, int]]]:
    """The files that come out if so many vendors are many, and the problems with their places."""
    monkeypatch.setattr("dlrgen.generate.MANY", many)
    out, problems = specs.parent / str(many), Problems()
    generate(specs, out, problems)
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    return files, sorted((problem.id, problem.file, problem.line) for problem in problems)


def test_the_files_are_the_same(specs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_one, by_several = made(specs, 5, monkeypatch), made(specs, 2, monkeypatch)
    assert len(by_one[0]) > 30
    assert by_one == by_several
    assert not by_one[1]


def test_the_problems_are_the_same(specs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(specs / "acme1", "^class: Acme1$", "class: Acme0")  # beside each other, so in two processes
    edit(specs / "acme2", "speaks_of: call", "speaks_of: nobody")
    by_one, by_several = made(specs, 5, monkeypatch), made(specs, 2, monkeypatch)
    assert by_one == by_several
    assert not by_one[0]
    assert {id for id, _, _ in by_one[1]} >= {"name.vendor-class"}
