"""The guides: short texts of our own around what the READMEs say, which stands there and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

_CHECKOUT = Path(__file__).parents[3]
_INSTALLED = Path(__file__).parent / "_readmes"
"""Where the wheel has the READMEs."""
_HEADING = re.compile(r"^(#{1,6}) +(.*?)\s*$")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)#:]+)(#[^)]*)?\)")
_PAGES = {"generated/README.md": "use", "specs/README.md": "extend", "generator/README.md": "regenerate"}


def readme(name: str, section: str | None = None) -> str:
    """The text of a README, links between READMEs leading to the guides that have them.

    Args:
        name: Its path in the project, such as `specs/README.md`.
        section: The heading of the part that is wanted; left out, all below the first heading.

    Raises:
        KeyError: The README has no such part.
    """
    lines = _text(name).split("\n")
    depth, start = _find(lines, section) if section is not None else (1, _find(lines, None)[1])
    end = next((n for n, level in _headings(lines) if n > start and level <= depth), len(lines))
    return _LINK.sub(_linked, "\n".join(lines[start + 1 : end]).strip())


def _text(name: str) -> str:
    installed = _INSTALLED / name
    return (installed if installed.is_file() else _CHECKOUT / name).read_text("utf-8")


def _find(lines: list[str], title: str | None) -> tuple[int, int]:
    for n, level in _headings(lines):
        found = _HEADING.match(lines[n])
        if title is None or (found is not None and found[2] == title):
            return level, n
    raise KeyError(title)


def _headings(lines: list[str]) -> list[tuple[int, int]]:
    """The lines with headings, and their depth; what stands in a block of code is none."""
    found: list[tuple[int, int]] = []
    is_code = False
    for n, line in enumerate(lines):
        if line.startswith("```"):
            is_code = not is_code
        elif not is_code and (match := _HEADING.match(line)):
            found.append((n, len(match[1])))
    return found


def _linked(link: re.Match[str]) -> str:
    """A link to a README as one to its guide; of any other file of the project only the text is left."""
    page = _PAGES.get(link[2])
    return f"[{link[1]}]({page}.md)" if page is not None else link[1]
