"""Problems are values: found everywhere, gathered, and printed together at the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct, structs

Level = Literal["error", "warning"]
Format = Literal["text", "json", "github"]


class Problem(Struct, frozen=True, kw_only=True):
    """One finding about a spec or a page.

    `id` is stable: tests, ignore lists and CI annotations may rely on it. `line` and `column` count from 1; 0 means
    that the problem belongs to the file as a whole.
    """

    id: str
    file: str
    message: str
    line: int = 0
    column: int = 0
    hint: str = ""
    level: Level = "error"


class Problems(list[Problem]):
    """The findings of one run, in the order in which they were found."""

    @property
    def failed(self) -> bool:
        """Whether any of them is an error."""
        return any(problem.level == "error" for problem in self)


def render(problems: Iterable[Problem], style: Format) -> str:
    """The problems, sorted by place, as text for people, as JSON, or as GitHub annotations."""
    ordered = sorted(problems, key=lambda p: (p.file, p.line, p.column, p.id, p.message))
    if style == "json":
        return json.dumps([structs.asdict(problem) for problem in ordered], ensure_ascii=False, indent=2)
    line = _github_line if style == "github" else _text_line
    return "\n".join(line(problem) for problem in ordered)


def _text_line(problem: Problem) -> str:
    place = ":".join([problem.file, *(str(n) for n in (problem.line, problem.column) if n)])
    text = f"{place}: {problem.level} [{problem.id}] {_one_line(problem.message)}"
    return f"{text}\n    {_one_line(problem.hint)}" if problem.hint else text


def _github_line(problem: Problem) -> str:
    place: Sequence[str] = [f"file={_property(problem.file)}"]
    if problem.line:
        place = [*place, f"line={problem.line}", f"col={problem.column}"]
    message = f"{problem.message} {problem.hint}".strip()
    return f"::{problem.level} {','.join(place)},title={_property(problem.id)}::{_data(message)}"


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
