"""`dlrgen openapi` on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dlrgen.cli import main

GOOD = Path(__file__).parents[1] / "specs_good"
Printed = pytest.CaptureFixture[str]


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_documents_are_written_once_and_other_files_left_alone(tmp_path: Path, capsys: Printed) -> None:
    out = tmp_path / "out"
    assert main(["openapi", "--specs", str(GOOD), "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: 1 documents, 1 written\n"
    assert json.loads((out / "acme.openapi.json").read_text("utf-8"))["openapi"] == "3.1.0"
    (out / "mine.txt").write_text("mine")
    before = tree(out)
    assert main(["openapi", "--specs", str(GOOD), "--only", "acme", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: 1 documents, 0 written\n"
    assert tree(out) == before


def test_a_document_that_was_edited_is_written_again(tmp_path: Path, capsys: Printed) -> None:
    main(["openapi", "--specs", str(GOOD), "--out", str(tmp_path)])
    made = (tmp_path / "acme.openapi.json").read_text("utf-8")
    (tmp_path / "acme.openapi.json").write_text(made.replace("3.1.0", "3.0.0"), encoding="utf-8")
    main(["openapi", "--specs", str(GOOD), "--out", str(tmp_path)])
    assert (tmp_path / "acme.openapi.json").read_text("utf-8") == made


@pytest.mark.parametrize(("printed", "reads", "id"), [
    ("draining: {rows: receipts", "draining: {rows: nothing", "ref.field"),
    ("effect: consumes", "effect: eats", "spec.value"),
])  # fmt: skip
def test_wrong_specs_write_nothing(printed: str, reads: str, id: str, tmp_path: Path, capsys: Printed) -> None:
    specs = tmp_path / "specs"
    shutil.copytree(GOOD, specs)
    path = specs / "acme" / "pull.yaml"
    path.write_text(path.read_text("utf-8").replace(printed, reads), encoding="utf-8")
    out = tmp_path / "out"
    assert main(["openapi", "--specs", str(specs), "--out", str(out), "--format", "json"]) == 1
    assert id in {problem["id"] for problem in json.loads(capsys.readouterr().out)}
    assert not out.exists()


@pytest.mark.parametrize("arguments", [["--only", "nobody"], ["--specs", "nowhere"]])
def test_what_cannot_run(arguments: list[str], tmp_path: Path, capsys: Printed) -> None:
    assert main(["openapi", "--specs", str(GOOD), "--out", str(tmp_path / "out"), *arguments]) == 2
    assert capsys.readouterr().err.startswith("dlrgen: ")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_a_file(tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "out").write_text("")
    assert main(["openapi", "--specs", str(GOOD), "--out", str(tmp_path / "out")]) == 2
    assert (tmp_path / "out").read_text() == ""
