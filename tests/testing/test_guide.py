"""The guide's chapter about testing, run as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dlrgen.mock.scenario import read
from dlrgen.problems import Problems, render
from dlrkit.testing import fake

GUIDE = (Path(__file__).parents[2] / "generated" / "README.md").read_text(encoding="utf-8")
CHAPTER = GUIDE.partition("## Testing your code\n")[2].partition("\n## ")[0]


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", CHAPTER, re.DOTALL)
    return str(found)


def test_the_example_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    exec(block("python"), {})
    assert capsys.readouterr().out.splitlines() == re.findall(r"# (True .*|\[.*\])$", block("python"), re.MULTILINE)


def test_the_scenario_can_be_played() -> None:
    problems = Problems()
    scenario = read(block("yaml"), "scenario", ["mobset"], problems)
    assert render(problems, "text") == ""
    assert scenario is not None
    made = fake("mobset", messages=[])
    scenario.play(made)
    assert len(made.messages) == 502
