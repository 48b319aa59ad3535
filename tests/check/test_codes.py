"""Code tables against pages: what the check finds in altered copies of a good spec, and nothing in the real ones.

`fixtures/codes/NAME.yaml` alters a copy of the good spec `acme`: `bad` so that something is found, `good` so that it
just is not. `NAME.problems` is the report on the bad one, word for word.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import msgspec
import pytest
import yaml

from dlrgen.check import codes
from dlrgen.pages import read
from dlrgen.pages.model import CodeRow
from dlrgen.problems import Problems, render
from dlrgen.spec.load import load
from dlrgen.spec.model import Code, Table, Title

FIXTURES = Path(__file__).parent / "fixtures" / "codes"
GOOD = Path(__file__).parents[1] / "specs_good"
SPECS = Path(__file__).parents[2] / "specs"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.yaml"))
REAL = load(SPECS, Problems())


class Edit(msgspec.Struct, forbid_unknown_fields=True):
    """A text that stands once in a file, and what replaces it."""

    file: str
    printed: str
    reads: str

    def apply(self, folder: Path) -> None:
        path = folder / self.file
        text = path.read_text()
        assert text.count(self.printed) == 1, f"{self.printed!r} stands {text.count(self.printed)} times in {path.name}"
        path.write_text(text.replace(self.printed, self.reads))


class Fixture(msgspec.Struct, forbid_unknown_fields=True):
    bad: list[Edit]
    good: list[Edit] = []


def fixture(name: str) -> Fixture:
    return msgspec.convert(yaml.safe_load((FIXTURES / f"{name}.yaml").read_text()), Fixture)


def checked(root: Path) -> tuple[int, Problems]:
    problems = Problems()
    vendors = load(root, problems)
    assert not problems, f"the fixture does not reach the check: {render(problems, 'text')}"
    return sum(codes.check(vendor, problems) for vendor in vendors), problems


def altered(tmp_path: Path, edits: list[Edit]) -> tuple[int, Problems]:
    shutil.copytree(GOOD, tmp_path / "specs")
    for edit in edits:
        edit.apply(tmp_path / "specs" / "acme")
    return checked(tmp_path / "specs")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_is_found_at_its_place_and_nothing_else_is(name: str, tmp_path: Path) -> None:
    _, problems = altered(tmp_path, fixture(name).bad)
    assert render(problems, "text") + "\n" == (FIXTURES / f"{name}.problems").read_text()
    assert any(name.startswith(problem.id) for problem in problems)


@pytest.mark.parametrize("name", [name for name in NAMES if fixture(name).good])
def test_what_comes_near_is_not_reported(name: str, tmp_path: Path) -> None:
    _, problems = altered(tmp_path, fixture(name).good)
    assert render(problems, "text") == ""


def test_only_what_holds_is_counted(tmp_path: Path) -> None:
    assert altered(tmp_path, [])[0] == 7
    shutil.rmtree(tmp_path / "specs")
    assert altered(tmp_path, fixture("code.label").bad)[0] == 6


def test_the_real_tables_hold() -> None:
    proved, problems = checked(SPECS)
    assert render(problems, "text") == ""
    assert proved == sum(
        (code.evidence or table.evidence or vendor.spec.evidence) == "seed_page"
        for vendor in REAL
        for table in vendor.spec.tables.values()
        if table.printed
        for code in table.codes.values()
    )


def printed_codes() -> list[tuple[str, str, str]]:
    found = set()
    for vendor in REAL:
        for page in {table.printed for table in vendor.spec.tables.values() if table.printed}:
            for table in read((vendor.folder / page).read_text()).codes:
                found.update((vendor.spec.vendor, page, row.code.text) for row in table.rows)
    return sorted(found)


@pytest.mark.parametrize(("vendor", "page", "code"), printed_codes())
def test_a_code_that_is_lost_from_the_spec_is_found(vendor: str, page: str, code: str) -> None:
    original = next(each for each in REAL if each.spec.vendor == vendor)
    holders = [name for name, table in original.spec.tables.items() if table.printed == page and code in table.codes]
    assert holders
    for name in holders:
        table = original.spec.tables[name]
        kept = {other: stated for other, stated in table.codes.items() if other != code}
        tables = {**original.spec.tables, name: msgspec.structs.replace(table, codes=kept)}
        problems = Problems()
        spec = msgspec.structs.replace(original.spec, tables=tables)
        codes.check(msgspec.structs.replace(original, spec=spec), problems)
        lost = [(p.file, p.line) for p in problems if p.id == "code.missing" and repr(code) in p.message]
        line, _ = original.file.document.marks.find(("tables", name, "codes"), key=True)
        assert (original.file.name, line) in lost


@pytest.mark.parametrize(("vendor", "page", "code"), printed_codes())
def test_a_code_that_is_lost_from_the_page_is_found(vendor: str, page: str, code: str, tmp_path: Path) -> None:
    """A page that prints a table several times loses the row from each of them."""
    original = next(each for each in REAL if each.spec.vendor == vendor)
    shutil.copytree(original.folder, tmp_path / vendor)
    text = (tmp_path / vendor / page).read_text()
    lines = text.split("\n")
    for row in {row for table in read(text).codes for row in table.rows if row.code.text == code}:
        lines[row.span.line - 1] = without(row, lines[row.span.line - 1])
    (tmp_path / vendor / page).write_text("\n".join(lines))
    problems = Problems()
    codes.check(msgspec.structs.replace(original, folder=tmp_path / vendor), problems)
    assert any(p.id == "code.unprinted" and repr(code) in p.message for p in problems), render(problems, "text")


def without(row: CodeRow, line: str) -> str:
    """The line without a code and its label."""
    pair = re.compile(rf"{re.escape(row.code.text)}[ \t|=-]+{re.escape(row.meaning.text)}")
    assert len(pair.findall(line)) == 1
    return pair.sub("", line)


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("A", True), ("a", False), ("MK:0012", True), ("mk:0012", True), ("MK:012", False), ("MK:00123", False),
        ("MK:00x2", False), ("MK:00１2", False), ("XMK:0012", False), ("MK:####", False),
    ],
)  # fmt: skip
def test_codes_are_told_by_their_case_and_families_are_not(code: str, known: bool) -> None:
    title = Title(zh="", en="")
    table = Table(title=title, enum="E", speaks_of="call", codes={"A": Code()}, patterns={"MK:####": Code()})
    assert codes.knows(table, code) is known


def test_a_list_belongs_to_the_table_that_shares_the_most_with_it(tmp_path: Path) -> None:
    """`pending` stands in two tables; the list that has it beside DELIVRD is the carrier's."""
    original = next(each for each in REAL if each.spec.vendor == "submail")
    shutil.copytree(original.folder, tmp_path / "submail")
    path = tmp_path / "submail" / "captured/sms_log.txt"
    path.write_text(path.read_text().replace("DELIVRD = 成功", "DELIVRD = 成功, NEWCODE = 新"))
    problems = Problems()
    codes.check(msgspec.structs.replace(original, folder=tmp_path / "submail"), problems)
    place = original.file.document.marks.find(("tables", "report_state", "codes"), key=True)
    assert [(p.id, p.line) for p in problems] == [("code.missing", place[0])]
