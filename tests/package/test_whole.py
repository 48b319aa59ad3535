"""The distribution as others get it: built, installed, called, typed. `nox -s package` runs it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.skipif("DLRKIT_PACKAGE" not in os.environ, reason="builds and installs: nox -s package")
ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONSUMER = Path(__file__).with_name("consumer.py")
KNOWN = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "MYPYPATH", "VIRTUAL_ENV")}


def run(*words: object, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(word) for word in words], check=False, cwd=cwd, text=True, encoding="utf-8", stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**KNOWN, "PYTHONUTF8": "1", **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "-o", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


def installed(folder: Path, wheel: Path, extras: str = "", *more: object) -> Path:
    """The Python of a new environment with the wheel in it, and what its metadata asks for."""
    run(sys.executable, "-m", "venv", folder, cwd=folder)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", f"{wheel}{extras}", *more, cwd=folder)
    return python


@pytest.fixture(scope="session")
def base(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("base"), wheel)


@pytest.fixture(scope="session")
def full(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("full"), wheel, "[gen,cli,aiohttp]")


def test_the_wheel_is_the_same_bytes_wherever_it_is_built(wheel: Path, tmp_path: Path) -> None:
    """The first was built from the sdist; this one is built from a copy, with other dates, rights and hash seed."""
    copy = tmp_path / "another place"
    parts = ("generator", "generated", "specs", "pyproject.toml", "README.md", "LICENSE")
    for part in parts:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(
                source, copy / part, ignore=shutil.ignore_patterns("__pycache__"), copy_function=shutil.copy
            )
        else:
            shutil.copy(source, copy / part)
    for path in copy.rglob("*.py"):
        path.chmod(0o600)
    environment = {"PYTHONHASHSEED": "4711", "TZ": "Asia/Shanghai"}
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "-o", tmp_path, copy, cwd=tmp_path, **environment)
    (again,) = tmp_path.glob("*.whl")
    assert again.name == wheel.name
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(again) as second:
        assert {n: first.read(n) for n in first.namelist()} == {n: second.read(n) for n in second.namelist()}
    assert hashlib.sha256(again.read_bytes()).hexdigest() == hashlib.sha256(wheel.read_bytes()).hexdigest()


def test_what_the_wheel_holds(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
        (entry_points,) = (opened.read(name).decode() for name in names if name.endswith("entry_points.txt"))
    specs = {f"dlrgen/_specs/{p.relative_to(ROOT / 'specs').as_posix()}" for p in (ROOT / "specs").rglob("*.yaml")}
    assert specs <= names
    assert {"dlrkit/py.typed", "dlrkit/_core/cli/__init__.py"} <= names
    assert any(re.fullmatch(r"dlrkit-[\d.]+\.dist-info/licenses/LICENSE", name) for name in names)
    assert {"dlrkit = dlrkit._core.cli:run", "dlrgen = dlrgen.__main__:run"} <= set(entry_points.splitlines())
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests/", "specs/"))]


def test_the_base_install_reads_a_fake_and_has_nothing_else(base: Path, tmp_path: Path) -> None:
    names = set(run(base, "-m", "pip", "list", "--format=freeze", cwd=tmp_path).split())
    brought = {name.partition("==")[0].lower() for name in names}
    assert not brought & {
        "pyyaml",
        "rich",
        "jinja2",
        "jsonschema",
        "datamodel-code-generator",
        "aiohttp",
        "argcomplete",
    }
    assert run(base, CONSUMER, cwd=tmp_path).endswith(" success\n")
    assert '"why": "invalid_number"' in run(base.with_name("dlrkit"), "codes", "MY:1108", "--json", cwd=tmp_path)
    assert "submail" in run(base.with_name("dlrkit"), "vendors", cwd=tmp_path)


def test_a_consumer_is_typed(base: Path, tmp_path: Path) -> None:
    shutil.copy(CONSUMER, tmp_path)
    run(sys.executable, "-m", "mypy", "--strict", "--python-executable", base, "consumer.py", cwd=tmp_path)
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    run(sys.executable, "-m", "pyright", "--pythonpath", base, "consumer.py", cwd=tmp_path)
    (tmp_path / "consumer.py").write_text("import dlrkit\ndlrkit.WilddogClient(app_key='x')\n")
    with pytest.raises(AssertionError, match="app_key"):
        run(sys.executable, "-m", "mypy", "--strict", "--python-executable", base, "consumer.py", cwd=tmp_path)


def test_what_is_shipped_is_proved_and_generates_what_is_shipped(full: Path, tmp_path: Path) -> None:
    place = "import dlrgen, dlrkit, os; print(*(os.path.dirname(m.__file__) for m in (dlrgen, dlrkit)), sep='\\n')"
    dlrgen, dlrkit = (Path(line) for line in run(full, "-c", place, cwd=tmp_path).splitlines())
    assert "proved" in run(full, "-m", "dlrgen", "check", dlrgen / "_specs", cwd=tmp_path)
    run(full, "-m", "dlrgen", "generate", "--check", "--specs", dlrgen / "_specs", "--out", dlrkit, cwd=tmp_path)
    run(full, "-c", "import httpx_aiohttp, rich, argcomplete", cwd=tmp_path)


def test_a_copy_is_made_from_what_is_shipped_and_from_specs_of_ones_own(full: Path, base: Path, tmp_path: Path) -> None:
    """The generator comes from the wheel; the copy runs where only its requirements are installed."""
    shutil.copytree(ROOT / "tests" / "vendoring" / "outside", tmp_path, dirs_exist_ok=True)
    shutil.copytree(ROOT / "tests" / "specs_good" / "acme", tmp_path / "own-specs" / "acme")
    dlrgen = full.with_name("dlrgen")
    assert "acme, wilddog" in run(dlrgen, "vendor", cwd=tmp_path)
    assert "untouched, up to date" in run(dlrgen, "vendor", "--check", cwd=tmp_path)
    copy, src = tmp_path / "src" / "acme" / "third_party" / "dlr", tmp_path / "src"
    assert {path.name for path in (copy / "_specs").iterdir()} == {"acme", "carriers", "wilddog"}
    assert (copy / "_specs/wilddog/vendor.yaml").read_bytes() == (ROOT / "specs/wilddog/vendor.yaml").read_bytes()
    assert (copy / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert run(base, "-m", "acme.app", cwd=src) == "acme m1 delivered\nwilddog m2 rejected\n"

    spec = tmp_path / "own-specs" / "acme" / "lookup.yaml"
    spec.write_text(spec.read_text("utf-8").replace("en: From when.", "en: Since when."), "utf-8")
    with pytest.raises(AssertionError, match="untouched, behind"):
        run(dlrgen, "vendor", "--check", cwd=tmp_path)
    assert "files written" in run(dlrgen, "vendor", cwd=tmp_path)
    assert "untouched, up to date" in run(dlrgen, "vendor", "--check", cwd=tmp_path)


def lowest() -> list[str]:
    """Every requirement that is declared, at the lowest version that it allows."""
    extras = PROJECT["optional-dependencies"]
    declared = [*PROJECT["dependencies"], *extras["gen"], *extras["cli"], *extras["aiohttp"]]
    pins: dict[str, str] = {}
    for requirement in declared:
        if found := re.match(r"([\w.-]+)>=([\d.]+)", requirement):
            pins[found[1]] = max(
                found[2], pins.get(found[1], ""), key=lambda v: tuple(map(int, v.split("."))) if v else ()
            )
    return [f"{name}=={version}" for name, version in pins.items()]


@pytest.mark.parametrize("extras", ["", "[gen,cli,aiohttp]"])
def test_the_lowest_versions_that_are_declared_do(extras: str, wheel: Path, tmp_path: Path) -> None:
    pins = [pin for pin in lowest() if extras or pin.startswith("httpx==")]
    pins += [] if extras else [r.split(",")[0].replace(">=", "==") for r in PROJECT["dependencies"] if "msgspec" in r]
    python = installed(tmp_path, wheel, extras, *pins)
    assert run(python, CONSUMER, cwd=tmp_path).endswith(" success\n")
    if extras:
        run(python, "-m", "dlrgen", "check", ROOT / "specs", cwd=tmp_path)
        run(python, "-m", "dlrgen", "generate", "--specs", ROOT / "specs", "--out", tmp_path / "made", cwd=tmp_path)
        assert "错误的手机号码" in run(python.with_name("dlrkit"), "codes", "MY:1108", cwd=tmp_path)


def test_the_hooks_run_in_somebody_elses_repository(tmp_path: Path) -> None:
    run(sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml", cwd=tmp_path)
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    parts = ("generator", "generated", "specs", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
    for part in parts:
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, _parent(ours / part))
    shutil.copytree(ROOT / "specs" / "mobset", theirs / "specs" / "mobset")
    shutil.copytree(ROOT / "specs" / "carriers", theirs / "specs" / "carriers")
    for repository in (ours, theirs):
        run("git", "init", "-q", cwd=repository)
        run("git", "add", "-A", cwd=repository)
        run("git", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x", cwd=repository)
    hooks = (sys.executable, "-m", "pre_commit", "try-repo", ours, "dlrgen-check", "--all-files")
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    assert "Passed" in run(*hooks, cwd=theirs, **home)
    spec = theirs / "specs" / "mobset" / "vendor.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("spec: 1", "spec: one", 1), encoding="utf-8")
    with pytest.raises(AssertionError, match=r"vendor\.yaml"):
        run(*hooks, cwd=theirs, **home)


def _parent(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@pytest.mark.parametrize("broken", [False, True])
def test_the_steps_of_the_action(broken: bool, full: Path, tmp_path: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    shutil.copytree(ROOT / "specs" / "mobset", tmp_path / "my specs" / "mobset")
    shutil.copytree(ROOT / "specs" / "carriers", tmp_path / "my specs" / "carriers")
    run(full, "-m", "dlrgen", "generate", "--specs", "my specs", "--out", "made", cwd=tmp_path)
    if broken:
        spec = tmp_path / "my specs" / "mobset" / "vendor.yaml"
        spec.write_text(spec.read_text(encoding="utf-8").replace("spec: 1", "spec: one", 1), encoding="utf-8")
    steps = [step for step in action["runs"]["steps"] if "dlrgen " in step.get("run", "")]
    assert len(steps) == 2
    environment = {"VENV": str(full.parents[1]), "SPECS": "my specs", "OUT": "made"}
    for step in steps:
        assert step["env"].keys() <= environment.keys()
        if broken:
            with pytest.raises(AssertionError, match=r"::error file=my specs/mobset/vendor.yaml,line=\d"):
                run("bash", "-c", step["run"], cwd=tmp_path, **environment)
        else:
            run("bash", "-c", step["run"], cwd=tmp_path, **environment)
