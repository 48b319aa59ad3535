"""A real spec that loses a code, or a signature that is off by one character, does not pass `dlrgen check`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from dlrgen.cli import main
from dlrgen.problems import Problems
from dlrgen.spec import CARRIERS
from dlrgen.spec.load import VendorSpec, load

SPECS = Path(__file__).parents[2] / "specs"
REAL = {vendor.spec.vendor: vendor for vendor in load(SPECS, Problems())}
Path_ = tuple[str | int, ...]


TOLD = {"code.missing", "code.rows", "example.code-unknown", "spec.type", "vector.mismatch"}


class Loss(NamedTuple):
    """A place of `vendor.yaml`, and the part of the file in which its loss must be told."""

    vendor: str
    path: Path_
    within: Path_

    def __str__(self) -> str:
        return " ".join(map(str, (self.vendor, *self.path[1:])))


def rows() -> list[Loss]:
    return [
        Loss(name, ("tables", table_name, kind, code), ("tables", table_name))
        for name, vendor in REAL.items()
        for table_name, table in vendor.spec.tables.items()
        for kind in ("codes", "patterns")
        for code in getattr(table, kind)
    ]


def printed() -> list[Loss]:
    """The rows that a captured page prints."""
    return [
        Loss(name, ("tables", table_name, "codes", code), ("tables", table_name))
        for name, vendor in REAL.items()
        for table_name, table in vendor.spec.tables.items()
        for code, row in table.codes.items()
        if table.printed and (row.evidence or table.evidence or vendor.spec.evidence) == "seed_page"
    ]


def signatures() -> list[Loss]:
    return [
        Loss(name, ("auth", scheme, "vectors", number, *path), ("auth", scheme, "vectors", number))
        for name, vendor in REAL.items()
        for scheme, auth in vendor.spec.auth.items()
        for number, vector in enumerate(auth.vectors)
        for path in [*(("sends", wire) for wire in vector.sends), *([("verifies",)] if vector.verifies else [])]
    ]


def lines(vendor: VendorSpec, path: Path_) -> tuple[int, int]:
    """The first line of a part of the file, and the one after its last."""
    first, _ = vendor.file.document.marks.find(path, key=isinstance(path[-1], str))
    data = vendor.file.document.data
    for depth in range(len(path), 0, -1):
        around = data
        for step in path[: depth - 1]:
            around = around[step]
        siblings = list(around) if isinstance(around, dict) else list(range(len(around)))
        following = siblings[siblings.index(path[depth - 1]) + 1 :]
        if following:
            after, _ = vendor.file.document.marks.find(
                (*path[: depth - 1], following[0]), key=isinstance(following[0], str)
            )
            return first, after
    return first, 10**6


def checked(tmp_path: Path, loss: Loss, text: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    folder = tmp_path / "specs" / loss.vendor
    for needed in (loss.vendor, CARRIERS):
        shutil.copytree(SPECS / needed, tmp_path / "specs" / needed)
    (folder / "vendor.yaml").write_text("".join(text), encoding="utf-8")
    assert main(["check", str(folder), "--format", "json"]) == 1
    problems: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    assert {problem["id"] for problem in problems} <= TOLD
    return [problem for problem in problems if problem["file"] == f"specs/{loss.vendor}/vendor.yaml"]


def source(loss: Loss) -> list[str]:
    return REAL[loss.vendor].file.path.read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.mark.parametrize("loss", rows(), ids=str)
def test_a_lost_code_is_told_at_its_table(loss: Loss, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = source(loss)
    first, after = lines(REAL[loss.vendor], loss.path)
    assert text[first - 1].strip().startswith((f"{loss.path[-1]}:", f'"{loss.path[-1]}":'))
    start, end = lines(REAL[loss.vendor], loss.within)
    lost = text[first - 1 : after - 1] if after <= len(text) else text[first - 1 : first]
    del text[first - 1 : first - 1 + sum(bool(line.strip()) for line in lost)]
    told = [p for p in checked(tmp_path, loss, text, capsys) if start <= int(str(p["line"])) < end]
    # Without its only code a table is none.
    alone = len(REAL[loss.vendor].spec.tables[str(loss.path[1])].codes) == 1 and loss.path[2] == "codes"
    assert ("spec.type" if alone else "code.rows") in {p["id"] for p in told}
    if loss in printed() and not alone:
        assert any(p["id"] == "code.missing" and repr(loss.path[-1]) in str(p["message"]) for p in told)


@pytest.mark.parametrize("loss", signatures(), ids=str)
def test_a_wrong_character_is_told_at_its_vector(
    loss: Loss, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = source(loss)
    line, column = REAL[loss.vendor].file.document.marks.find(loss.path)
    row = text[line - 1]
    at = next(n for n in range(column - 1, len(row)) if row[n].isalnum())
    text[line - 1] = row[:at] + ("1" if row[at] == "0" else "0") + row[at + 1 :]
    start, end = lines(REAL[loss.vendor], loss.within)
    (told,) = checked(tmp_path, loss, text, capsys)
    assert told["id"] == "vector.mismatch"
    assert start <= int(str(told["line"])) < end
    assert (told["line"], told["column"]) == (line, column)


def test_all_of_them_are_tried() -> None:
    assert len(rows()) >= 793
    assert len(printed()) >= 50
    assert len({loss.within for loss in signatures()}) >= 34
