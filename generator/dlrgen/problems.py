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
    text = f"{place}: {problem.level} [{problem.id}] {one_line(problem.message)}"
    return f"{text}\n    {one_line(problem.hint)}" if problem.hint else text


def _github_line(problem: Problem) -> str:
    message = f"{problem.message} {problem.hint}".strip()
    return annotation(problem.level, problem.file, problem.line, problem.column, problem.id, message)


def annotation(level: str, file: str, line: int, column: int, title: str, message: str) -> str:
    """One annotation of a GitHub workflow; a line of 0 stands for the file as a whole."""
    place: Sequence[str] = [f"file={_property(file)}"]
    if line:
        place = [*place, f"line={line}", f"col={column}"]
    return f"::{level} {','.join(place)},title={_property(title)}::{_data(message)}"


def one_line(text: str) -> str:
    """The text with everything that does not print as an escape."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
