"""The walk-through of `specs/README.md`: its files and commands, in their order, in an empty folder.

A block under a file's name is written to that file. Each line of a `sh` block is run; what follows as `text` is what
the last one printed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECTION = "A vendor, step by step"
BLOCK = re.compile(r"(?:^`(?P<file>[^`\n]+)`\n\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str | None, str, str]]:
    """The section's blocks: the file that each is, if it is one, its language and its text."""
    readme = (ROOT / "specs" / "README.md").read_text(encoding="utf-8")
    section = readme.partition(f"## {SECTION}\n")[2].partition("\n## ")[0]
    for found in BLOCK.finditer(section):
        yield found["file"], found["language"], found["text"]


class Terminal:
    """Runs commands in a folder, where `dlrgen` and `python` are those of this test, and no specs are but its own."""

    def __init__(self, folder: Path) -> None:
        tools = folder / "tools"
        tools.mkdir()
        for name, command in (("dlrgen", f"{sys.executable} -m dlrgen"), ("python", sys.executable)):
            (tools / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n')
            (tools / name).chmod(0o755)
        self.here = folder / "here"
        self.here.mkdir()
        self._environment = {
            **os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "generator"),
        }  # fmt: skip

    def run(self, line: str) -> tuple[int, str]:
        done = subprocess.run(
            ["sh", "-c", line], cwd=self.here, env=self._environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr


def test_the_steps_lead_from_a_page_to_a_client_that_reads_its_fake(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    printed = ""
    commands: list[str] = []
    for file, language, text in blocks():
        if file is not None:
            path = terminal.here / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif language == "sh":
            for line in text.splitlines():
                code, printed = terminal.run(line)
                commands.append(line)
                assert code == (1 if "error [" in printed else 0), (line, printed)
        else:
            assert (language, text) == ("text", printed), commands[-1]
    assert [line.partition(" ")[2].partition(" ")[0] for line in commands if line.startswith("dlrgen")] == [
        "new", "check", "check", "generate",
    ]  # fmt: skip
    assert "python read.py" in commands[-1]
    assert printed


def test_the_page_is_the_one_of_the_tests() -> None:
    shown = next(text for file, _, text in blocks() if file == "pigeon.txt")
    assert shown == (ROOT / "tests" / "walkthrough" / "pigeon.txt").read_text(encoding="utf-8")
