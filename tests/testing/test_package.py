"""`dlrkit.testing` in an environment with the client's own dependencies only, under other names, and through pytest."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dlrkit

GENERATED = Path(dlrkit.__file__).parents[1]

ALONE = """
import importlib.abc, json, sys
OTHERS = {"dlrgen", "yaml", "jinja2", "jsonschema", "rich", "pytest", "starlette", "uvicorn"}
class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in OTHERS:
            raise ImportError(f"{name} is not among the client's dependencies")
sys.meta_path.insert(0, Refuse())
"""
READ = """
import asyncio
import PACKAGE
from PACKAGE.testing import fake, vendors
found = {}
for vendor in vendors():
    made = fake(vendor)
    names = {name.lower(): name for name in PACKAGE.__all__}
    client = made.client(getattr(PACKAGE, names[f"{vendor}client"]))
    other = fake(vendor)
    again = other.client(getattr(PACKAGE, names[f"async{vendor}client"]))
    for endpoint in made.endpoints:
        if endpoint.report:
            answer = getattr(client, endpoint.name)(**made.arguments(endpoint.name))
            asked = asyncio.run(getattr(again, endpoint.name)(**other.arguments(endpoint.name)))
            found[f"{vendor}.{endpoint.name}"] = [len(list(answer.reports())), len(list(asked.reports()))]
print(json.dumps(found))
"""
USE = """
import pytest, dlrkit
from dlrkit.testing import Message

def test_with_the_fixtures(dlrkit_fakes, dlrkit_clock):
    wilddog = dlrkit_fakes["wilddog"]
    wilddog.add(Message(id="late", sent=0))
    with wilddog.client(dlrkit.WilddogClient) as client:
        assert len(list(client.status_batch().reports())) == 1
        dlrkit_clock.advance(10)
        assert [report.message_id for report in client.status_batch().reports()] == ["late"]

def test_each_test_has_its_own(dlrkit_fakes):
    assert len(dlrkit_fakes["wilddog"].messages) == 1
"""


def run(code: str, folder: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], check=False, capture_output=True, text=True, env=environment,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("package", ["dlrkit", "renamed"])
def test_every_fake_works_with_the_clients_dependencies_alone(package: str, tmp_path: Path) -> None:
    shutil.copytree(GENERATED / "dlrkit", tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    found = json.loads(run(ALONE + READ.replace("PACKAGE", package), tmp_path))
    assert len(found) >= 10
    assert all(counts[0] > 0 and counts[0] == counts[1] for counts in found.values()), found


def test_fakes_are_imported_by_nobody_who_does_not_ask() -> None:
    code = (
        "import sys, json, dlrkit\ndlrkit.WilddogClient\nprint(json.dumps([n for n in sys.modules if 'testing' in n]))"
    )
    assert json.loads(run(code, GENERATED)) == []


def test_the_fixtures_of_the_plugin(tmp_path: Path) -> None:
    (tmp_path / "test_use.py").write_text(USE, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "dlrkit._core.testing.plugin", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": str(GENERATED), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [*command, "test_use.py"], check=False, capture_output=True, text=True, cwd=tmp_path, env=environment,
        timeout=120,
    )  # fmt: skip
    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_the_plugin_imports_nothing_before_a_test_asks() -> None:
    code = (
        "import sys, json, pytest\nbefore = set(sys.modules)\nimport dlrkit._core.testing.plugin\n"
        "print(json.dumps(sorted(n for n in set(sys.modules) - before if not n.startswith('dlrkit'))))"
    )
    assert json.loads(run(code, GENERATED)) == []


def test_the_entry_point_leads_to_the_plugin() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (module,) = project["entry-points"]["pytest11"].values()
    assert (GENERATED / f"{module.replace('.', '/')}.py").is_file()
