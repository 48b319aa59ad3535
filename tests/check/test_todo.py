"""Open questions: each is a problem at its place, with the answers that are possible, until it is taken out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dlrgen.check import check, check_carriers
from dlrgen.problems import Problem, Problems
from dlrgen.spec.load import load, load_carriers

GOOD = Path(__file__).parents[1] / "specs_good"


def asked(tmp_path: Path, file: str, old: str, new: str) -> list[Problem]:
    root = tmp_path / "specs"
    shutil.copytree(GOOD, root)
    path = root / "acme" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    problems = Problems()
    for _ in check(load(root, problems), problems):
        pass
    return [*problems]


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "said", "hint"),
    [
        ("pull.yaml", "errata: []", "errata: []\ntodo: {effect: Is it so?}", (31, 8), "effect: Is it so?",
         "Say one of `consumes`, `queries`, `sends` under `effect`"),
        ("pull.yaml", "errata: []", "errata: []\ntodo: {request.method: Is it so?}", (31, 8),
         "request.method: Is it so?",
         "Say one of `DELETE`, `GET`, `POST`, `PUT` under `request.method`"),
        ("pull.yaml", "errata: []", "errata: []\ntodo: {no.such: Is it so?}", (31, 8), "no.such: Is it so?",
         "Say it under `no.such`."),
        ("vendor.yaml", "state: in_transit}", "state: in_transit, todo: {state: Really?}}", None, "state: Really?",
         "`delivered`"),
        ("vendor.yaml", "class: Acme\n", "class: Acme\ntodo: {auth: How?}\n", (4, 8), "auth: How?",
         "Say it under `auth`."),
    ],
    ids=["endpoint", "inside", "unknown", "row", "vendor"],
)  # fmt: skip
def test_a_question_is_a_problem(
    file: str, old: str, new: str, place: tuple[int, int] | None, said: str, hint: str, tmp_path: Path
) -> None:
    (problem,) = asked(tmp_path, file, old, new)
    assert problem.id == "todo.open"
    assert problem.level == "error"
    assert problem.file == f"specs/acme/{file}"
    assert place in (None, (problem.line, problem.column))
    assert problem.message == said
    assert hint in problem.hint


def test_questions_do_not_hide_other_problems(tmp_path: Path) -> None:
    found = asked(
        tmp_path,
        "pull.yaml",
        "errata: []",
        "errata: []\ntodo: {effect: So?}\npaging: {offset: x, size: y, total: z, rows: r}",
    )
    assert {"todo.open", "ref.param"} <= {problem.id for problem in found}


def test_carriers_are_asked_too(tmp_path: Path) -> None:
    root = tmp_path / "specs"
    shutil.copytree(Path(__file__).parents[2] / "specs" / "carriers", root / "carriers")
    path = root / "carriers" / "kannel.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{en: Delivered., ", "{en: Delivered., todo: {state: So?}, "), encoding="utf-8")
    problems = Problems()
    check_carriers(load_carriers(root, problems), [], problems)
    assert [problem.id for problem in problems] == ["todo.open"]
