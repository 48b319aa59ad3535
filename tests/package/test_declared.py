"""What the distribution, the hooks and the action declare, without building anything."""

from __future__ import annotations

import re
import shlex
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from dlrgen.cli.arguments import parser

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", PROJECT["scripts"].values())
def test_scripts_lead_to_functions(entry: str) -> None:
    module, _, name = entry.partition(":")
    assert callable(getattr(import_module(module), name))


@pytest.mark.parametrize("part", ["dependencies", "gen", "cli", "yaml", "aiohttp"])
def test_what_is_needed_says_from_which_version_on(part: str) -> None:
    for requirement in PROJECT.get(part) or PROJECT["optional-dependencies"][part]:
        assert re.match(r"[\w.-]+(>=|$)", requirement)
        assert ">=" in requirement or requirement == "tzdata"  # whose versions are dates of its data


def test_the_hooks_are_commands() -> None:
    assert [hook["id"] for hook in HOOKS] == ["dlrgen-check", "dlrgen-generate"]
    for hook in HOOKS:
        parser().parse_args(shlex.split(hook["entry"])[1:])
        assert (hook["language"], hook["pass_filenames"]) == ("python", False)
        for path in ("specs/acme/vendor.yaml", "vendors/acme/status_batch.yaml", "specs/acme/captured/page.txt"):
            assert re.search(hook["files"], path)


def test_the_action_keeps_inputs_out_of_scripts() -> None:
    steps = ACTION["runs"]["steps"]
    assert ACTION["runs"]["using"] == "composite"
    for step in steps:
        assert "${{" not in step.get("run", "")
        assert ("uses" in step) != ("run" in step and step["shell"] == "bash")
    used = set(re.findall(r"inputs\.([\w-]+)", yaml.safe_dump(steps)))
    assert used == set(ACTION["inputs"])
    commands = [step["run"].partition("-m dlrgen ")[2] for step in steps if "-m dlrgen " in step.get("run", "")]
    for command in commands:
        assert parser().parse_args(shlex.split(command)).format == "github"
