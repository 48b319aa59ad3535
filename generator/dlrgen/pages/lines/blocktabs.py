"""Tables with tabs whose header is none that is known: as many tabs in each line show them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import terms
from dlrgen.pages.blocks import Grid
from dlrgen.pages.lines.headers import TABS
from dlrgen.pages.markup import clean
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import folded

_CELL = r"[A-Za-z\u4e00-\u9fff][^\t\n0-9.。:：=;；{}\"<>]{0,40}"
_HEADS = re.compile(rf"{_CELL}(?:\t[ ]?(?:{_CELL})?){{1,7}}\Z")
"""What a header may be: short words in each of its cells."""
_NUMBER = re.compile(r"-?[0-9]{1,8}\Z")
_LEAST = 2
"""How many rows such a table has at least."""


def may_head(line: str) -> bool:
    """Whether a line may be such a header."""
    return "\t" in line and _HEADS.match(line) is not None


def table(lines: Sequence[Text], i: int) -> tuple[Grid, int] | None:
    """The table whose header is a line, and the line after it; None if there is none.

    Args:
        lines: Lines that follow each other.
        i: The line.
    """
    tabs = lines[i].value.count("\t")
    if i and "\t" in lines[i - 1].value:
        return None
    end = i + 1
    while end < len(lines) and lines[end].value.count("\t") == tabs and lines[end].value[:1] != "\t":
        end += 1
    if end - i <= _LEAST or (end < len(lines) and lines[end].value.strip()):
        return None
    header, *rows = ([clean(cell) for cell in TABS.cells(line)] for line in lines[i:end])
    return (Grid(header, rows), end) if _is_told(header, rows) else None


def _is_told(header: Sequence[Text], rows: Sequence[Sequence[Text]]) -> bool:
    """Whether a header names a column, stands over numbers, or is a row: begins with a name or code, or has a type."""
    first = header[0].value
    if first[:1].islower() or first.isupper() or all(_NUMBER.match(row[0].value) for row in rows):
        return True
    words = [cell.value for cell in header]
    return any(terms.column(word) or terms.likely_column(word) or folded(word) in terms.TYPES for word in words)
