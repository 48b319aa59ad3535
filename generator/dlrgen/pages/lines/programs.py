"""Programs among listings, which are no payloads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages.text import Text

PROGRAMS = frozenset({
    "c", "c#", "c++", "cpp", "cs", "csharp", "dart", "go", "golang", "groovy", "java", "javascript", "js",
    "jsx", "kotlin", "lua", "node", "nodejs", "objc", "objective-c", "perl", "php", "powershell", "py",
    "python", "r", "rb", "ruby", "rust", "scala", "swift", "ts", "tsx", "typescript", "vb",
})  # fmt: skip
"""What pages call the languages of programs."""
_PROGRAM_LINE = re.compile(
    r"\s*(?:import\s|from \w+ import|package \w|using \w|#include|(?:public|private|protected|static)\s|def \w"
    r"|func(?:tion)?\b|class \w|(?:var|let|const|final|string|int|bool)\s+\w|\$\w+\s*=|<\?php|require|echo\s|print"
    r"|return\b|if\s?\(|for\s?\(|foreach|try\b|\}?\s*catch\b|async\s|await\s|namespace\s|[A-Z]\w+ \w+ = "
    r"|\w+ = \w+[.(]|\w+\.\w+\()"
)
_DEFINITION = re.compile(r"\s*(?:async\s+)?(?:def|func|function|fn|class)[ ]\w{1,60}[ ]?[({:]")
_ASSIGNED = re.compile(r"\s*\w{1,60}:[ ](?:'[^'\n]{0,200}'|\"[^\"\n]{0,200}\"|\[[^\[\]\n]{0,200}\]),?\s*\Z")
"""A value in quotes or brackets that an object of a program gets, and nothing else."""
_MAX_CALL = 12
_CALL = re.compile(r"[ \t]*(?:GET|POST|PUT|DELETE|PATCH)(?:[ \t]+(?:https?:/)?/[^\s\"'();]{1,200})?[ \t]*\Z")
_PROGRAM = re.compile(
    r"\s*(?:(?:const|let|var)\s+[\w{} ,]{1,60}=|(?:\w{1,30}\s*=\s*)?(?:await\s+)?(?:fetch|axios|requests|\$\.ajax)[.(]"
    r"|<\?php|#include|import\s+[\w.*{ ]{1,80}(?:;|\Z|from\s)|using\s+[\w.]{1,60};|package\s+[\w.]{1,60};?\Z)"
)
"""How no payload begins, and programs that make calls do."""


def is_program_line(line: str) -> bool:
    """Whether a line is likely to be of a program."""
    is_begun = _PROGRAM_LINE.match(line) is not None or line.rstrip()[-1:] in ("{", "}", ";")
    return is_begun or _ASSIGNED.match(line) is not None


def is_definition(line: str) -> bool:
    """Whether a line begins a function or class of a program."""
    return _DEFINITION.match(line) is not None


def is_program(lines: Sequence[Text], language: str = "") -> bool:
    """Whether lines are a program, by what the page calls them or by how they begin."""
    if language in PROGRAMS:
        return True
    first = next((line.value for line in lines if line.value.strip()), "")
    return (
        _PROGRAM.match(first) is not None
        or sum(_PROGRAM_LINE.match(line.value) is not None for line in lines[:200]) > 1
    )


def names_call(lines: Sequence[Text]) -> bool:
    """Whether lines are no program, whatever they are called, as one of them is a method, alone or with an address."""
    if len(lines) > _MAX_CALL or any(_PROGRAM_LINE.match(line.value) for line in lines):
        return False
    return any(_CALL.match(line.value) for line in lines)
