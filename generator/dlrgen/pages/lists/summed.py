"""Members that a line names one after the other behind a label: `Response: code(int) + message + balance`."""

from __future__ import annotations

import re

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import BOLD, Heading, Line, Piece
from dlrgen.pages.lists.items import as_table
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, join, made

_LABELLED = re.compile(
    r"[ \t]*\*{0,2}(?P<label>[^\s:：*`][^:：*`\n]{0,20}?)\*{0,2}[ \t]?[:：]\*{0,2}[ \t]*(?=[`A-Za-z_])"
)
_NAMED = re.compile(
    r"`{0,2}(?P<name>[A-Za-z_][A-Za-z0-9_.]{0,40})`{0,2}[ ]?(?:[(（](?P<said>[^()（）\n]{1,80})[)）])?"
    r"(?:[ \t]*\+[ \t]*|[ \t]*\Z)"
)
_PARTS = re.compile("[,，;；:：]")
_INSIDE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}(?:[ ]?/[ ]?[A-Za-z_][A-Za-z0-9_]{0,40}){1,30}\Z")
_SLASH = re.compile("[ ]?/[ ]?")
_LEAST = 2


@remembered
def may_be(line: str) -> bool:
    """Whether a line names members so."""
    return _read(line) is not None


def told(line: Line) -> list[Piece]:
    """The label of a line and the table of what it names, two names at least; nothing if the line is anything else."""
    value = line.text.value
    found = _read(value)
    if found is None:
        return []
    label, names = found
    rows = [row for name, said in names for row in _rows(line.text, name, said)]
    return [Heading(line.text.part(*label), BOLD), as_table(rows)]


@remembered
def _read(line: str) -> tuple[tuple[int, int], list[tuple[tuple[int, int], tuple[int, int]]]] | None:
    """Where the label stands, and the names, each with what stands in brackets behind it."""
    labelled = _LABELLED.match(line) if "+" in line else None
    slot = headings.slot(labelled["label"]) if labelled is not None else None
    if labelled is None or slot is None or not slot.whole or slot.topic not in ("part", "members"):
        return None
    names: list[tuple[tuple[int, int], tuple[int, int]]] = []
    at = labelled.end()
    while (named := _NAMED.match(line, at)) is not None and named.end() > at:
        names.append((named.span("name"), named.span("said")))
        at = named.end()
    return (labelled.span("label"), names) if at == len(line) and len(names) >= _LEAST else None


def _rows(text: Text, name: tuple[int, int], said: tuple[int, int]) -> list[list[Text]]:
    """The row of a name, and below it those of the names that slashes part in its brackets, which lie in it."""
    row = [text.part(*name), *_said(text, said)]
    inside = _INSIDE.match(row[-1].value)
    if inside is None or terms.base_type(row[1].value) not in ("object", "array"):
        return [row]
    nothing = text.part(len(text))
    # Blanks before a name show that it lies in the one above.
    held = (join([made("  ", part.start()), part.strip()], "") for part in row[-1].between(_SLASH))
    return [[*row[:-1], nothing], *([part, nothing, nothing, nothing] for part in held)]


def _said(text: Text, at: tuple[int, int]) -> list[Text]:
    """The type, the word for must, and the rest of what stands in brackets."""
    nothing = text.part(len(text))
    if at[0] < 0:
        return [nothing, nothing, nothing]
    parted = _PARTS.search(text.value, *at)
    first = text.part(at[0], parted.start() if parted is not None else at[1]).strip()
    rest = text.part(parted.end(), at[1]).strip() if parted is not None else nothing
    if terms.base_type(first.value) is None:
        return [nothing, nothing, text.part(*at)]
    return [first, nothing, rest]
