"""Types of which one is null, in tables that pipes part: `| url | string|null | where it is |`."""

from __future__ import annotations

from collections.abc import Sequence

from dlrgen.pages import terms
from dlrgen.pages.text import Text, join
from dlrgen.pages.vocabulary import folded


def joined(row: list[Text], header: Sequence[Text]) -> list[Text]:
    """A row that is wider than its header with the types in one cell that a pipe of their own has parted."""
    at = next((k for k, cell in enumerate(header) if terms.column(cell.value) == "type"), None)
    if at is None:
        return row
    end = at + 1
    while len(row) - (end - at - 1) > len(header) and _goes_on(row, end):
        end += 1
    return row if end == at + 1 else [*row[:at], join(row[at:end], "|"), *row[end:]]


def _goes_on(row: Sequence[Text], k: int) -> bool:
    """Whether a cell is another type, or null, behind one that is such too."""
    return k < len(row) and all(folded(cell.value) in ("null", *terms.TYPES) for cell in row[k - 1 : k + 1])
