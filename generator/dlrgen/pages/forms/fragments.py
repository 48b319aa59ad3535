"""What stands between tags of HTML as lines, cells and rows, and what attributes say of it."""

from __future__ import annotations

import re

from dlrgen.pages.text import Text, join, made

_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush:)[-:\s]*([A-Za-z0-9#+]+)")
_INSET = re.compile(r"[A-Za-z_$][\w.$\[\]-]{0,60}\Z")
_BLANKS = re.compile(r"(?<=[ \t\n])[ \t\n]+")


def language(attrs: list[tuple[str, str | None]]) -> str:
    """The language of a listing, as its class tells; empty if it does not."""
    named = next(
        (found[1] for name, value in attrs if name == "class" and (found := _LANGUAGE.search(value or ""))), ""
    )
    return named.lower()


def span(attrs: list[tuple[str, str | None]], name: str, most: int) -> int:
    """Over how many rows or columns a cell goes, and no more than so many."""
    value = next((value for key, value in attrs if key == name), None) or "1"
    return min(max(int(value), 1), most) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def lines(fragments: list[Text]) -> list[Text]:
    """Fragments as lines: breaks are kept, and other blanks are one."""
    spaced = [
        Text(fragment.value.replace("\n", " "), fragment.at)
        if fragment.runs is None and "\n" in fragment.value
        else fragment
        for fragment in fragments
        if fragment.value
    ]
    if not spaced:
        return []
    return [line.strip().without(_BLANKS) for line in join(spaced, "").lines()]


def inset(fragments: list[Text], lines: list[Text]) -> Text:
    """The lines of a cell, after the blanks that references before a name stand for: these tell how deep it lies."""
    cell = join(lines, "\n")
    depth = 0
    for fragment in fragments:
        if fragment.value.strip():
            break
        depth += fragment.runs is not None and fragment.value != "\n"
    return join([made(" " * depth, cell.start()), cell], "") if depth and _INSET.match(cell.value) else cell


def rows(fragments: list[Text]) -> list[Text]:
    """The rows of a table with pipes that nobody made a table of; empty if a paragraph is none."""
    if not fragments or not fragments[0].value.lstrip().startswith("|"):
        return []
    lines = [line.strip().without(_BLANKS) for line in join(fragments, "").lines()]
    lines = [line for line in lines if line.value]
    is_table = all(line.value[0] == line.value[-1] == "|" and len(line) > 1 for line in lines)
    return lines if is_table and len(lines) > 1 else []
