"""Drafts of the seed pages: with their questions answered, and nothing typed beside, they pass and read the examples.

`answers/VENDOR.yaml` answers each question by its key: with edits (path to value, null to remove, nothing where the
guess is right), and says what the client must then read in the page's own examples.
"""

from __future__ import annotations

import copy
import importlib
import re
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from dlrgen.check import check
from dlrgen.draft.build import draft, write
from dlrgen.draft.layout import text as yaml_text
from dlrgen.draft.payloads import mend, mended
from dlrgen.generate import generate
from dlrgen.problems import Problem, Problems, render
from dlrgen.spec import strict_yaml
from dlrgen.spec.load import load

ROOT = Path(__file__).parents[2]
ANSWERS = {path.stem: path for path in sorted((Path(__file__).parent / "answers").glob("*.yaml"))}


class Answered:
    """A draft, and the same with its questions answered."""

    def __init__(self, name: str, folder: Path) -> None:
        self.case: dict[str, Any] = yaml.load(ANSWERS[name].read_text(encoding="utf-8"), yaml.BaseLoader)
        page = ROOT / "specs" / self.case["page"]
        self.specs = folder / "specs"
        self.folder = write(draft(page.read_text(encoding="utf-8"), page.name, self.case["vendor"]), self.specs)
        self.asked = self._problems()

    def answer(self) -> None:
        typed = yaml.safe_load(ANSWERS[self.folder.name].read_text(encoding="utf-8"))["answers"]
        documents = {file.name: self._read(file) for file in self.folder.glob("*.yaml")}
        for document in documents.values():
            drop_questions(document)
        for file, answers in typed.items():
            for edits in answers.values():
                for path, value in edits.items():
                    other, _, inside = path.rpartition("#")
                    put(documents[other or file], inside, value)
        for name, document in documents.items():
            (self.folder / name).write_text(yaml_text(document), encoding="utf-8")

    def problems(self) -> Problems:
        return self._problems()

    def _problems(self) -> Problems:
        problems = Problems()
        for _ in check(load(self.specs, problems), problems):
            pass
        return problems

    def _read(self, file: Path) -> Any:
        document = strict_yaml.read(file.read_text(encoding="utf-8"), file.name)
        assert not isinstance(document, Problem)
        return copy.deepcopy(document.data)


def drop_questions(value: Any) -> None:
    if isinstance(value, dict):
        value.pop("todo", None)
        for inner in value.values():
            drop_questions(inner)
    elif isinstance(value, list):
        for inner in value:
            drop_questions(inner)


def put(document: Any, path: str, value: Any) -> None:
    *steps, last = path.split(".")
    for step in steps:
        document = document[int(step)] if isinstance(document, list) else document.setdefault(step, {})
    if isinstance(document, list):
        document.insert(int(last), value)
    elif value is None:
        del document[last]
    else:
        document[last] = value


def questions(answered: Answered) -> set[str]:
    """Each question by its file and key."""
    found: set[str] = set()
    for problem in answered.asked:
        if problem.id == "todo.open":
            file = answered.specs.parent / problem.file
            found.add(f"{file.name}#{path_at(file, problem.line, problem.column)}")
    return found


def path_at(file: Path, line: int, column: int) -> str:
    """The path of the question that stands at a place."""
    document = strict_yaml.read(file.read_text(encoding="utf-8"), file.name)
    assert not isinstance(document, Problem)
    waiting: list[tuple[tuple[str, ...], Any]] = [((), document.marks)]
    while waiting:
        path, marks = waiting.pop()
        for key, place in marks.keys.items():
            if place == (line, column):
                return ".".join((*path, key)).replace(".todo.", ".").removeprefix("todo.")
        waiting += [((*path, str(key)), m) for key, m in marks.inside.items() if isinstance(m, strict_yaml.Marks)]
    raise AssertionError(f"nothing stands at {file.name}:{line}:{column}")


@pytest.mark.parametrize("name", ANSWERS)
def test_every_question_stands_at_its_place_and_is_one_of_those_answered(name: str, tmp_path: Path) -> None:
    answered = Answered(name, tmp_path)
    told = {f"{file}#{key}" for file, answers in answered.case["answers"].items() for key in answers}
    asked = questions(answered)
    assert {each for each in asked if not any(fnmatchcase(each, pattern) for pattern in told)} == set()
    assert {pattern for pattern in told if not any(fnmatchcase(each, pattern) for each in asked)} == set()
    for problem in answered.asked:
        assert problem.id != "todo.open" or (problem.line and problem.hint)


@pytest.mark.parametrize("name", ANSWERS)
def test_with_its_questions_answered_a_draft_passes_and_reads_the_pages_own_examples(name: str, tmp_path: Path) -> None:
    answered = Answered(name, tmp_path)
    assert answered.asked.failed
    answered.answer()
    assert render(answered.problems(), "text") == ""
    out = tmp_path / f"drafted_{name}"
    problems = Problems()
    assert generate(answered.specs, out, problems) is not None, render(problems, "text")
    sys.path.insert(0, str(tmp_path))
    try:
        module = importlib.import_module(f"{out.name}.{name}")
    finally:
        sys.path.remove(str(tmp_path))
    for read in yaml.safe_load(ANSWERS[name].read_text(encoding="utf-8"))["reads"]:
        payload = (answered.folder / "captured" / read["example"]).read_text(encoding="utf-8")
        needed = mend(payload)
        assert needed is not None
        body = mended(payload, needed)
        transport = httpx.MockTransport(lambda _, body=body: httpx.Response(200, text=body))
        client_class = getattr(module, f"{name.capitalize()}Client")
        with client_class(**answered.case["client"], transport=transport) as client:
            answer = getattr(client, read["call"])(**read.get("with", {}))
        for path, wanted in read["finds"].items():
            assert str(found(answer, path)) == str(wanted), path


def found(value: Any, path: str) -> Any:
    for name, index in re.findall(r"(\w+)|\[(\d+)\]", path):
        value = value[int(index)] if index else getattr(value, name)
    return getattr(value, "value", value)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_draft_is_the_same_every_time_and_names_its_page(name: str, tmp_path: Path) -> None:
    one, two = Answered(name, tmp_path / "one"), Answered(name, tmp_path / "two")
    for file in sorted(one.folder.rglob("*")):
        if file.is_file():
            assert file.read_bytes() == (two.folder / file.relative_to(one.folder)).read_bytes()
    page = (ROOT / "specs" / one.case["page"]).read_bytes()
    assert (one.folder / "captured" / Path(one.case["page"]).name).read_bytes() == page


def test_what_stands_for_all_other_codes_is_named_so() -> None:
    page = "GET https://sled.example/v1/runs\n\n| 参数 | 类型 | 说明 |\n|---|---|---|\n| track | string | 雪道 |\n\n"
    answer = "返回参数\n\n| 参数 | 类型 | 说明 |\n|---|---|---|\n| code | int | `0` 为成功，其他为失败 |\n"
    vendor = draft(page + answer, "runs.md", "sled").files["vendor.yaml"]
    assert "其他: {name: OTHER, zh: 失败" in vendor
