"""Templates into text. What Jinja2 compiles them to is kept as Python keeps what it compiles."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from dlrgen.plan.literals import literal

_TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **values: Any) -> str:
    """The text of a template of a Python module; nothing in it is decided here.

    Args:
        template: Its name, without `.py.jinja`.
        values: What it prints. Texts of specs must be literals or docstrings already.
    """
    return _environment().get_template(f"{template}.py.jinja").render(values)


def tidy(text: str) -> str:
    """No blanks at line ends, at most two blank lines, one newline at the end."""
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", text).strip("\n") + "\n"


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates beside the templates; where files cannot be had, they are compiled in each run."""

    def __init__(self) -> None:
        super().__init__(str(_TEMPLATES / "__pycache__"), "%s.pyc")

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the output is Python, and texts arrive as literals already
        bytecode_cache=_Compiled(),
    )
    environment.filters["literal"] = literal
    return environment
