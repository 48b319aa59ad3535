"""A copy in somebody else's project: made, edited, behind, updated; told apart at each stage, and nothing is lost."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from dlrgen.cli import main
from dlrgen.emit.manifest import Terms

from ..mock.kit import serving

ROOT = Path(__file__).parents[2]
ACME = ROOT / "tests" / "specs_good" / "acme"
OUTSIDE = Path(__file__).with_name("outside")
CONFIG = (OUTSIDE / "pyproject.toml").read_text("utf-8")

OPTIONAL = "since: {in: query, type: time, encode: unix_s, en: From when.}"
REQUIRED = OPTIONAL.replace("time,", "time, required: true,")

Edit = Callable[[str, str, str], None]
Printed = pytest.CaptureFixture[str]


def begin(folder: Path) -> None:
    """A project with a spec of its own, that wants it and one of ours in a package inside packages."""
    shutil.copytree(OUTSIDE, folder, dirs_exist_ok=True)
    shutil.copytree(ACME, folder / "own-specs" / "acme")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    begin(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, made once for all tests that begin with one."""
    folder = tmp_path_factory.mktemp("made")
    begin(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["vendor"]) == 0
    return folder / "src" / "acme" / "third_party"


@pytest.fixture
def edit(project: Path) -> Edit:
    """Changes a spec of the project's own."""

    def change(file: str, old: str, new: str) -> None:
        path = project / "own-specs" / "acme" / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")

    return change


@pytest.fixture
def copy(project: Path, made: Path) -> Path:
    """The copy in the project."""
    return Path(shutil.copytree(made, project / "src" / "acme" / "third_party")) / "dlr"


def found(capsys: Printed, *words: str) -> tuple[int, dict[str, str]]:
    """The exit code of a check, and the level of each finding."""
    code = main(["vendor", "--check", "--format", "json", *words])
    return code, {problem["id"]: problem["level"] for problem in json.loads(capsys.readouterr().out)}


def files(folder: Path) -> dict[str, bytes]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def outside(project: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project, which knows its own packages and what is installed."""
    environment = {"PYTHONPATH": ".", "PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, *words], cwd=project / "src", env=environment, capture_output=True, text=True, check=False
    )


def told(project: Path, *words: str, **environment: str) -> list[str]:
    """What the project's program prints of the reports that it read."""
    done = outside(project, "-m", "acme.app", *words, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def mistyped(project: Path) -> list[str]:
    """What mypy finds in all of the project, the copy included."""
    done = outside(project, "-m", "mypy", "--strict", "-p", "acme")
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert done.returncode == bool(errors), done.stdout + done.stderr
    return errors


def test_a_life(project: Path, edit: Edit, capsys: Printed) -> None:
    reports = ["acme m1 delivered", "wilddog m2 rejected"]
    copy, app = project / "src" / "acme" / "third_party" / "dlr", project / "src" / "acme" / "app.py"
    assert found(capsys) == (1, {"vendored.none": "error"})
    assert main(["vendor"]) == 0
    capsys.readouterr()
    assert found(capsys) == (0, {})
    assert mistyped(project) == []
    assert told(project) == reports

    # Somebody edits a file and adds one.
    client, own = copy / "acme" / "client.py", copy / "acme" / "ours.py"
    edited = client.read_bytes() + b"# ours\n"
    client.write_bytes(edited)
    own.write_text("OURS = 1\n")
    assert found(capsys) == (1, {"vendored.edited": "error"})
    assert main(["vendor"]) == 0  # nothing new for that file: it stays
    assert client.read_bytes() == edited
    capsys.readouterr()

    # The spec changes.
    edit("lookup.yaml", OPTIONAL, REQUIRED)
    edit("vendor.yaml", "en: The phone number.", "en: The phone's number.")
    code, problems = found(capsys)
    assert code == 1
    assert {"vendored.edited", "vendored.behind", "vendored.param-required.added"} <= set(problems)

    # An update stops before the edited file, and loses nothing.
    before = files(project)
    assert main(["vendor"]) == 1
    assert "vendored.in-the-way" in (printed := capsys.readouterr().out)
    assert "src/acme/third_party/dlr/acme/client.py" in printed
    assert files(project) == before
    assert told(project) == reports

    # It keeps the edited file beside the new one, if asked, and what was added.
    assert main(["vendor", "--overwrite"]) == 0
    assert (client.parent / "client.py.orig").read_bytes() == edited
    assert "since: datetime," in client.read_text("utf-8")
    assert own.read_text() == "OURS = 1\n"
    capsys.readouterr()
    assert found(capsys) == (0, {})

    # The change was said to break the project: so it does, and the types show where.
    assert ['"since"' in line and "app.py" in line for line in mistyped(project)] == [True]
    app.write_text(app.read_text("utf-8").replace('kind="sms", ', 'kind="sms", since=datetime.now(UTC), '), "utf-8")
    app.write_text(app.read_text("utf-8").replace("import sys\n", "import sys\nfrom datetime import UTC, datetime\n"))
    assert mistyped(project) == []
    assert told(project) == reports


def test_a_fake_on_loopback(project: Path, copy: Path) -> None:
    scenario = project / "play.yaml"
    scenario.write_text("messages: [{id: m1, sent: -1m, reports: [{state: rejected}]}]")
    with serving(project / "own-specs", "--scenario", str(scenario)) as running:
        known = {f"DLRKIT_ACME_{name.upper()}": value for name, value in running.credentials["acme"].items()}
        assert told(project, running.urls["acme"], **known) == ["acme m1 rejected"]
        assert [seen["endpoint"] for seen in running.control("/requests")["acme"]] == ["lookup"]


@pytest.mark.parametrize(
    ("fail_on", "code"), [("edited", 0), ("behind", 1), ("breaking", 1), ("edited behind breaking", 1)]
)
def test_what_makes_ci_fail(fail_on: str, code: int, copy: Path, edit: Edit, capsys: Printed) -> None:
    edit("lookup.yaml", OPTIONAL, REQUIRED)
    assert found(capsys, "--fail-on", *fail_on.split())[0] == code


def test_a_compatible_change_does_not_break(copy: Path, edit: Edit, capsys: Printed) -> None:
    edit("lookup.yaml", "  v: {in: query", "  until: {in: query, type: time, encode: unix_s}\n  v: {in: query")
    code, problems = found(capsys, "--fail-on", "breaking")
    assert (code, problems["vendored.param.added"]) == (0, "warning")


def test_a_file_that_was_removed_comes_back(copy: Path, capsys: Printed) -> None:
    (copy / "acme" / "auth.py").unlink()
    assert found(capsys) == (1, {"vendored.missing": "error"})
    assert main(["vendor"]) == 0
    capsys.readouterr()
    assert found(capsys) == (0, {})


def test_a_vendor_less(project: Path, copy: Path, capsys: Printed) -> None:
    (copy / "wilddog" / "ours.py").touch()
    assert main(["vendor", "--only", "acme"]) == 0
    capsys.readouterr()
    assert [path.name for path in sorted((copy / "wilddog").iterdir())] == ["ours.py"]
    assert found(capsys, "--only", "acme") == (0, {})


def test_what_is_there_already_is_not_overwritten(project: Path, capsys: Printed) -> None:
    mine = project / "src" / "acme" / "third_party" / "dlr" / "acme" / "client.py"
    mine.parent.mkdir(parents=True)
    mine.write_text("MINE = 1\n")
    assert main(["vendor"]) == 1
    assert "is yours" in capsys.readouterr().out
    assert files(mine.parents[1]) == {"acme/client.py": b"MINE = 1\n"}


def test_a_manifest_that_points_elsewhere(project: Path, copy: Path, capsys: Printed) -> None:
    manifest = copy / "_manifest.json"
    data = json.loads(manifest.read_text("utf-8"))
    data["shared"]["../../../../pyproject.toml"] = "0" * 64
    manifest.write_text(json.dumps(data))
    assert main(["vendor", "--overwrite"]) == 0
    assert (project / "pyproject.toml").read_text() == CONFIG


def test_specs_of_an_old_copy_that_cannot_be_read(copy: Path, edit: Edit, capsys: Printed) -> None:
    (copy / "_specs" / "acme" / "lookup.yaml").write_text("spec: 0\n")
    edit("vendor.yaml", "en: The phone number.", "en: The phone's number.")
    _, problems = found(capsys)
    assert {"vendored.edited", "vendored.behind", "vendored.specs"} == set(problems)


def test_broken_specs_leave_the_copy_as_it_is(project: Path, copy: Path, edit: Edit, capsys: Printed) -> None:
    before = files(copy)
    edit("lookup.yaml", "effect: queries", "effect: guesses")
    assert main(["vendor"]) == 1
    assert "own-specs/acme/lookup.yaml:8:9" in capsys.readouterr().out
    assert files(copy) == before


def test_the_project_s_own_spec_goes_first(project: Path, capsys: Printed) -> None:
    shutil.copytree(ROOT / "specs" / "wilddog", project / "own-specs" / "wilddog")
    path = project / "own-specs" / "wilddog" / "vendor.yaml"
    path.write_text(path.read_text("utf-8").replace("en: The batch that the message was sent in.", "en: OURS"), "utf-8")
    assert main(["vendor"]) == 0
    assert "OURS" in (project / "src/acme/third_party/dlr/wilddog/models.py").read_text("utf-8")


def test_it_holds_nothing_but_what_it_needs(copy: Path) -> None:
    names = {path.name for path in (copy / "_core").glob("*.py")}
    assert {"client.py", "http.py", "formats.py", "merge.py"} <= names
    assert "cli.py" not in names
    for path in copy.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
                targets = [base, *(base / alias.name for alias in node.names)]
                assert any(t.with_suffix(".py").is_file() or (t / "__init__.py").is_file() for t in targets), path
    assert (copy / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_its_terms(copy: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    terms = json.loads((copy / "_manifest.json").read_text("utf-8"))["terms"]
    assert terms == {
        "package": "acme.third_party.dlr",
        "python": project["requires-python"],
        "requires": project["dependencies"],
    }
    assert list(Terms("x").requires) == project["dependencies"]


def test_three_names_in_one_process(project: Path, copy: Path) -> None:
    assert main(["vendor", "src", "--package", "dlr"]) == 0
    assert main(["vendor", "src", "--package", "other.dlr"]) == 0
    code = """
import importlib, sys
kinds = set()
for name in ("dlr", "other.dlr", "acme.third_party.dlr"):
    package, testing = importlib.import_module(name), importlib.import_module(f"{name}.testing")
    played = testing.Message(id="m", sent=-60, reports=[testing.Report(code="MK:BLACK")])
    with testing.fake("acme", messages=[played]).client(package.AcmeClient) as client:
        [report] = client.lookup(kind="sms", ids=["m"]).reports()
    assert report.state is package.State.REJECTED, name
    assert package.lookup("MK:BLACK", "acme").state is package.State.REJECTED
    kinds |= {type(report), type(client), package.DlrkitError}
assert len(kinds) == 9
assert not {"dlrkit", "dlrgen", "yaml", "jinja2"} & {module.split(".")[0] for module in sys.modules}
"""
    done = outside(project, "-c", code)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("config", "words", "message"),
    [
        ('[tool.dlrgen]\ndest = "src"\npackages = "a"', [], r"pyproject.toml: \[tool.dlrgen\]: .*packages"),
        ("[tool.dlrgen\n", [], "pyproject.toml: "),
        ("", [], "name the folder for the copy"),
        ('[tool.dlrgen]\nspecs = ["nowhere"]', ["src"], "nowhere: there is no such folder"),
        ("", ["src", "--specs", "nowhere"], "nowhere: there is no such folder"),
        ("", ["src", "--only", "nobody"], "no such vendor: nobody; there are "),
        ("", ["src", "--package", "a-b"], "'a-b' is no name of a package"),
        ("", ["src", "--package", "a.class"], "'a.class' is no name of a package"),
        ("", ["src", "--package", "..a"], "'..a' is no name of a package"),
    ],
)  # fmt: skip
def test_what_cannot_be(config: str, words: list[str], message: str, project: Path, capsys: Printed) -> None:
    (project / "pyproject.toml").write_text(config)
    assert main(["vendor", *words]) == 2
    assert re.search(message, capsys.readouterr().err)
    assert not (project / "src" / "acme" / "third_party").exists()


def test_without_a_copy(project: Path, capsys: Printed) -> None:
    assert found(capsys) == (1, {"vendored.none": "error"})
