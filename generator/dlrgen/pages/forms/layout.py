"""Tables of HTML that only lay a page out: their cells hold other tables, and the words around these, or headings."""

from __future__ import annotations

import re

from dlrgen.pages import terms

_TABLE = re.compile(r"<(?P<end>/)?table(?=[\s>/])", re.IGNORECASE)
_ROW = re.compile(r"</tr|<tr(?=[\s>/])", re.IGNORECASE)
_CELL = re.compile(r"<td(?=[\s>/])[^<>]{0,400}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,400}>")
_HEADER = re.compile(r"<th[\s>]", re.IGNORECASE)
_BEGUN = re.compile(r"<tr(?=[\s>/])", re.IGNORECASE)
_HEADING = re.compile(r"<h[1-6][\s>]", re.IGNORECASE)
_MOST = 100_000
_LEAST = 2
"""How many headers a row shows that stands over others."""
_MAX_HEADER = 40
"""How long a cell may be, at most, that is a header."""


def layouts(page: str) -> frozenset[int]:
    """Where the tables begin that are no tables of anything, though they hold some."""
    found: set[int] = set()
    opened: list[int] = []
    around: set[int] = set()
    """Where the tables begin that are known to hold others: the first one in it tells what a table is."""
    for tag in _TABLE.finditer(page):
        if tag["end"]:
            if (
                opened
                and opened[-1] not in around
                and _is_frame(page[opened[-1] : min(tag.start(), opened[-1] + _MOST)])
            ):
                found.add(opened[-1])
            del opened[-1:]
            continue
        if opened and opened[-1] not in around:
            around.add(opened[-1])
            if not _has_header(page[opened[-1] : min(tag.start(), opened[-1] + _MOST)]):
                found.add(opened[-1])
        opened.append(tag.start())
    return frozenset(found)


def _is_frame(table: str) -> bool:
    """Whether a table has one cell in each row, and headings in some of them."""
    if _HEADING.search(table) is None or _HEADER.search(table):
        return False
    rows = _BEGUN.split(table)[1:]
    return all(len(_CELL.findall(row)) <= 1 for row in rows)


def _has_header(begun: str) -> bool:
    """Whether what comes before the first table inside of another one has a header, as one of data would."""
    if _HEADER.search(begun):
        return True
    rows = _ROW.split(begun, maxsplit=2)
    first = rows[1] if len(rows) > 1 else ""
    cells = [_TAG.sub("", cell).strip() for cell in _CELL.split(first)[1:]]
    return sum(terms.column(cell) is not None for cell in cells if len(cell) < _MAX_HEADER) >= _LEAST
