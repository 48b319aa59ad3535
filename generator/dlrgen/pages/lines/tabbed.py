"""Rows whose cells hold paragraphs: copied, a line that is only a tab parts each from the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dlrgen.pages.text import Text, join

_MAX_LINES = 12
"""How many lines a cell may have."""
_MAX_CELLS = 16


def is_tab(line: Text) -> bool:
    """Whether a line is only a tab."""
    return line.value.strip(" ") == "\t"


def rows(lines: Sequence[Text]) -> Iterator[Text]:
    """The lines, and those that only tabs part as one."""
    i = 0
    while i < len(lines):
        if i + 1 < len(lines) and lines[i].value.strip() and "\t" not in lines[i].value and is_tab(lines[i + 1]):
            row, i = _row(lines, i)
            yield row
        else:
            yield lines[i]
            i += 1


def _row(lines: Sequence[Text], i: int) -> tuple[Text, int]:
    """The row that begins with a line, and the line after it."""
    cells = [lines[i].strip()]
    k = i + 1
    while k < len(lines) and is_tab(lines[k]) and len(cells) < _MAX_CELLS:
        first = k = k + 1
        while k < len(lines) and k < first + _MAX_LINES and lines[k].value.strip():
            k += 1
        cells.append(join([line.strip() for line in lines[first:k]], " ") if k > first else lines[first - 1].part(0, 0))
    return join(cells, "\t"), k
