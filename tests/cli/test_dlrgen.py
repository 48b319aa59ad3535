"""`dlrgen` as it is used: what it prints, what it writes, and the exit code."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dlrgen.cli import main
from dlrgen.mock.server import FakeServer, fakes
from dlrgen.problems import Problem, Problems, render
from dlrgen.spec.editors import first_line

ROOT = Path(__file__).parents[2]
GOOD = ROOT / "tests" / "specs_good"

Edit = Callable[[str, str], None]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a copy of the good specs."""
    shutil.copytree(GOOD, tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def edit(here: Path) -> Edit:
    def edit(old: str, new: str) -> None:
        path = here / "specs" / "acme" / "vendor.yaml"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    return edit


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


Printed = pytest.CaptureFixture[str]


class TestCheck:
    @pytest.mark.parametrize(
        "paths",
        [
            [],
            ["specs"],
            ["specs/acme"],
            ["specs/acme/"],
            ["specs/acme/vendor.yaml"],
            ["specs/acme/pull.yaml"],
            ["./specs/../specs"],
        ],
    )
    def test_says_what_was_proved(self, paths: list[str], here: Path, capsys: Printed) -> None:
        assert main(["check", *paths]) == 0
        out, err = capsys.readouterr()
        assert re.search(r"^acme( +\d+){8}$", out, re.MULTILINE)
        assert re.search(r"^proved; examples: 1 repaired, 4 valid$", out, re.MULTILINE)
        assert err == ""

    def test_looks_where_one_stands(self, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
        monkeypatch.chdir(here / "specs" / "acme")
        assert main(["check", "."]) == 0
        assert "acme" in capsys.readouterr().out

    def test_looks_at_the_named_vendor_alone(self, here: Path, capsys: Printed) -> None:
        shutil.copytree(here / "specs" / "acme", here / "specs" / "broken")
        assert main(["check", "specs/acme"]) == 0
        assert main(["check", "specs/acme", "specs/broken/vendor.yaml"]) == 1
        assert "specs/broken/vendor.yaml:2:9: error [spec.name]" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("spec: 1\n", "spec: [1\n", r"^specs/acme/vendor\.yaml:2:\d+: error \[yaml\.syntax\] "),
            ("class: Acme", "class: acme", r"^specs/acme/vendor\.yaml:3:8: error \[spec\.\w+\] "),
            ("class: Acme", "klass: Acme", r"^specs/acme/vendor\.yaml:3:1: error \[spec\.unknown-key\] "),
            (
                "secret: true, en: The account's",
                "secret: maybe, en: The account's",
                r"vendor\.yaml:17:20: error \[spec\.type\] ",
            ),
            ("{where: code, equals", "{where: nowhere, equals", r"vendor\.yaml:\d+:20: error \[ref\.success\] "),
            ("3e0f3e6f", "3e0f3e6e", r"vendor\.yaml:\d+:\d+: error \[vector\.mismatch\] "),
        ],
        ids=["syntax", "value", "key", "type", "lint", "vector"],
    )
    def test_says_where_a_fault_is(self, old: str, new: str, said: str, edit: Edit, capsys: Printed) -> None:
        edit(old, new)
        assert main(["check"]) == 1
        out, err = capsys.readouterr()
        assert re.search(said, out, re.MULTILINE), out
        assert re.search(r"^[1-9]\d* errors, 0 warnings$", err, re.MULTILINE)
        assert "Traceback" not in out + err

    def test_speaks_json(self, edit: Edit, capsys: Printed) -> None:
        assert main(["check", "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out) == []
        edit("3e0f3e6f", "3e0f3e6e")
        assert main(["check", "--format", "json"]) == 1
        out, err = capsys.readouterr()
        (problem,) = json.loads(out)
        assert set(problem) == {"id", "file", "line", "column", "message", "hint", "level"}
        assert problem["id"] == "vector.mismatch"
        assert err == ""

    def test_speaks_to_github(self, edit: Edit, capsys: Printed) -> None:
        assert main(["check", "--format", "github"]) == 0
        assert capsys.readouterr().out == ""
        edit('layouts: {stamp: "%Y%m%d%H%M%S%3f"}', 'layouts: {stamp: "%Y%m%d%H%M%S%3f%\\n"}')
        assert main(["check", "--format", "github"]) == 1
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith(
            "::error file=specs/acme/vendor.yaml,line=13,col=20,title=time.layout::%25%0A is not known"
        )
        assert all(line.startswith("::error ") for line in lines)

    def test_what_has_a_meaning_for_github_is_escaped(self) -> None:
        problem = Problem(
            id="a:b", file="odd, 100%:x.yaml", message="one\r\ntwo::error 5%", hint="a, b: c", line=1, column=2
        )
        assert render([problem], "github") == (
            "::error file=odd%2C 100%25%3Ax.yaml,line=1,col=2,title=a%3Ab::one%0D%0Atwo::error 5%25 a, b: c"
        )

    def test_nothing_that_moves_a_cursor_reaches_a_terminal(self) -> None:
        problem = Problem(id="x", file="a.yaml", message="a\x1b[2Jb\nc\u202ed", hint="e\rf")
        assert render([problem], "text") == "a.yaml: error [x] a\\x1b[2Jb\\nc\\u202ed\n    e\\rf"


class TestCannotRun:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["check", "nowhere"], "nowhere: there is no such file or folder"),
            (["check", "specs/acme/captured"], "no vendor's folder in it"),
            (["check", "empty"], "empty: no vendor's folder in it"),
            (["generate", "--specs", "nowhere"], "nowhere: there is no such folder"),
            (["generate", "--specs", "empty"], "empty: no vendor's folder in it"),
            (["generate", "--specs", "specs", "--only", "acme", "bolt"], "no such vendor in specs: bolt"),
            (["generate", "--only", "../specs/acme"], "no such vendor"),
            (["generate", "--out", "empty/file/kit"], "empty/file"),
            (["mock", "--specs", "nowhere"], "nowhere: there is no such folder"),
            (["mock", "--only", "bolt"], "no such vendor in specs: bolt"),
        ],
        ids=" ".join,
    )
    def test_says_why(self, arguments: list[str], said: str, here: Path, capsys: Printed) -> None:
        (here / "empty").mkdir()
        (here / "empty" / "file").touch()
        before = content(here)
        assert main(arguments) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("dlrgen: ")
        assert said in err
        assert err.count("\n") == 1
        assert content(here) == before

    @pytest.mark.parametrize("arguments", [[], ["nothing"], ["check", "--format", "xml"], ["schema", "x"], ["new"]])
    def test_wrong_words_are_explained(self, arguments: list[str], capsys: Printed) -> None:
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 2
        assert "usage: dlrgen" in capsys.readouterr().err

    def test_the_exit_code_is_that_of_the_process(self, here: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}

        def code(*arguments: str) -> tuple[int, str]:
            command = [sys.executable, "-m", "dlrgen", *arguments]
            ran = subprocess.run(
                command, check=False, env=environment, capture_output=True, text=True, encoding="utf-8"
            )
            return ran.returncode, ran.stdout + ran.stderr

        assert code("check")[0] == 0
        assert code("check", "nowhere")[0] == 2
        (here / "specs" / "acme" / "pull.yaml").write_text("spec: {\n")
        status, said = code("check")
        assert status == 1
        assert re.search(r"^specs/acme/pull\.yaml:2:1: error \[yaml\.syntax\] ", said, re.MULTILINE)
        assert "Traceback" not in said


class TestGenerate:
    def test_writes_once_and_then_has_nothing_to_do(self, here: Path, capsys: Printed) -> None:
        assert main(["generate", "--out", "kit"]) == 0
        assert re.fullmatch(
            r"kit: 1 vendors generated, 0 unchanged; \d\d files written, 0 removed\n", capsys.readouterr().out
        )
        assert main(["generate", "--out", "kit"]) == 0
        assert capsys.readouterr().out == "kit: 0 vendors generated, 1 unchanged; 0 files written, 0 removed\n"
        assert main(["generate", "--out", "kit", "--check"]) == 0
        assert capsys.readouterr().out == ""

    def test_check_tells_what_differs_and_writes_nothing(self, here: Path, edit: Edit, capsys: Printed) -> None:
        assert main(["generate", "--out", "kit", "--check"]) == 1
        assert not (here / "kit").exists()
        assert main(["generate", "--out", "kit"]) == 0
        capsys.readouterr()
        (here / "kit" / "acme" / "auth.py").write_text("import os\n")
        before = content(here / "kit")
        assert main(["generate", "--out", "kit", "--check"]) == 1
        out, err = capsys.readouterr()
        assert out.splitlines()[0] == "kit/acme/auth.py: error [generated.differs] is not what the specs say"
        assert err == "\n1 errors, 0 warnings\n"
        assert main(["generate", "--out", "kit", "--check", "--format", "json"]) == 1
        assert [(p["id"], p["file"]) for p in json.loads(capsys.readouterr().out)] == [
            ("generated.differs", "kit/acme/auth.py")
        ]
        assert content(here / "kit") == before
        assert main(["generate", "--out", "kit"]) == 0
        assert main(["generate", "--out", "kit", "--check"]) == 0

    def test_problems_are_told_and_nothing_is_written(self, here: Path, edit: Edit, capsys: Printed) -> None:
        edit("class: Acme", "class: acme")
        for options in ([], ["--check"], ["--only", "acme"]):
            assert main(["generate", "--out", "kit", *options]) == 1
            out, err = capsys.readouterr()
            assert "specs/acme/vendor.yaml:3:8: error [spec." in out
            assert "dlrgen: nothing was written" in err
        assert not (here / "kit").exists()

    def test_a_folder_that_cannot_be_written_is_named(self, here: Path, capsys: Printed) -> None:
        (here / "kit").mkdir()
        (here / "kit" / "acme").write_text("a file where a folder should be")
        assert main(["generate", "--out", "kit"]) == 2
        assert re.search(r"dlrgen: .*kit/acme", capsys.readouterr().err)
        assert content(here / "kit") == {"acme": b"a file where a folder should be"}


class TestNew:
    def test_what_it_writes_is_proved_generated_and_reads_its_own_fake(
        self, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
    ) -> None:
        assert main(["new", "acme2"]) == 0
        assert "specs/acme2: written" in capsys.readouterr().out
        assert main(["check", "specs/acme2"]) == 0
        assert main(["generate", "--out", "kit_of_acme2", "--only", "acme2"]) == 0
        monkeypatch.syspath_prepend(here)
        kit: Any = importlib.import_module("kit_of_acme2")
        problems = Problems()
        (fake,) = fakes(here / "specs", ["acme2"], problems)
        with (
            FakeServer([fake]) as server,
            kit.Acme2Client(**fake.credentials, base_url=server.base_url("acme2")) as client,
        ):
            (report,) = client.reports(id=fake.messages[0].id)
            wrong = {**fake.credentials, "key": "wrong"}
            with (
                kit.Acme2Client(**wrong, base_url=server.base_url("acme2")) as other,
                pytest.raises(kit.Acme2Error) as refused,
            ):
                other.message_status(id=fake.messages[0].id)
        assert (report.state, report.raw_status) == ("delivered", "DELIVRD")
        assert abs(report.reported_at.timestamp() - fake.clock.now()) < 60
        assert refused.value.info is kit.acme2.codes.ApiError.WRONG_SIGNATURE

    def test_a_second_time_it_refuses_and_changes_nothing(self, here: Path, capsys: Printed) -> None:
        assert main(["new", "acme2"]) == 0
        (here / "specs" / "acme2" / "vendor.yaml").write_text("mine")
        before = content(here)
        assert main(["new", "acme2"]) == 2
        assert "is there already" in capsys.readouterr().err
        assert content(here) == before

    def test_it_makes_the_folder_of_specs(self, here: Path) -> None:
        assert main(["new", "acme2", "--specs", "deep/specs"]) == 0
        assert main(["check", "deep/specs"]) == 0

    @pytest.mark.parametrize(
        "name",
        [
            *(
                "../x",
                "..",
                "/tmp",
                "a/b",
                "a\\b",
                "Class",
                "ACME",
                "class",
                "a b",
                "a-b",
                "9a",
                "_a",
                "é",
                "",
                "a" * 61,
                "a\n",
            ),
            *("null", "true", "false", "auth", "codes", "client", "api", "request", "type", "dlrkit", "lazy", "lookup"),
        ],
    )
    def test_names_that_would_not_pass_the_check_are_refused(self, name: str, here: Path, capsys: Printed) -> None:
        before = content(here.parent)
        assert main(["new", name]) == 2
        assert repr(name) in capsys.readouterr().err
        assert content(here.parent) == before

    @pytest.mark.parametrize("name", ["a", "a_b", "a_", "e1", "y", "no", "none", "self", "a" * 60])
    def test_all_others_pass_it(self, name: str, here: Path) -> None:
        assert main(["new", name]) == 0
        assert main(["check", f"specs/{name}"]) == 0

    def test_the_first_lines_lead_to_schemas_beside_the_specs(self, here: Path) -> None:
        page = ROOT / "specs/wilddog/captured/status.txt"
        assert main(["new", "acme2", "--specs", "deep/specs"]) == 0
        assert main(["draft", str(page), "--vendor", "acme3", "--out", "drafts/specs"]) == 0
        paths = [*(here / "deep").rglob("*.yaml"), *(here / "drafts").rglob("*.yaml")]
        assert len(paths) >= 4
        for path in paths:
            kind = "vendor" if path.name == "vendor.yaml" else "endpoint"
            first, _, _ = path.read_text("utf-8").partition("\n")
            assert first == f"# yaml-language-server: $schema=../.schemas/{kind}.schema.json"
            assert (path.parent / first.partition("=")[2]).is_file()

    def test_in_the_generators_own_project_they_lead_to_its_own(self) -> None:
        for path in sorted((ROOT / "specs").glob("*/*.yaml")):
            first, _, _ = path.read_text("utf-8").partition("\n")
            kind = {"vendor.yaml": "vendor"}.get(path.name, "carrier" if path.parent.name == "carriers" else "endpoint")
            assert first == first_line(kind, ROOT / "specs"), path
            assert (path.parent / first.partition("=")[2]).is_file()


@pytest.mark.parametrize("arguments", [["schema"], ["schema", "vendor", "--out", "d"]])
def test_schema_is_printed_or_written(arguments: list[str], here: Path, capsys: Printed) -> None:
    assert main(arguments) == 2
    assert "--out" in capsys.readouterr().err
    assert not (here / "d").exists()


def test_schemas_are_brought_up_to_date_and_nothing_else_is_touched(here: Path) -> None:
    folder = here / "specs/.schemas"
    folder.mkdir()
    (folder / "vendor.schema.json").write_text("of an older version")
    (folder / "mine.json").write_text("mine")
    assert main(["schema", "--out", "specs/.schemas"]) == 0
    own = {path.name: path.read_bytes() for path in (ROOT / "generator/dlrgen/spec").glob("*.schema.json")}
    assert content(folder) == {**own, "mine.json": b"mine"}
    assert main(["check"]) == 0


@pytest.mark.parametrize("kind", ["vendor", "endpoint", "carrier"])
def test_schema_is_what_stands_beside_the_model(kind: str, capsys: Printed) -> None:
    assert main(["schema", kind]) == 0
    out = capsys.readouterr().out
    assert out == (ROOT / "generator" / "dlrgen" / "spec" / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert json.loads(out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_version(capsys: Printed) -> None:
    from dlrgen import __version__

    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"dlrgen {__version__}\n"
