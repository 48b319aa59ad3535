"""Tables without a header, whose first row was taken for one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import terms, toldtypes
from dlrgen.pages.blocks import Grid
from dlrgen.pages.coded import count_on
from dlrgen.pages.headings import Slot
from dlrgen.pages.mending import abreast, codecells
from dlrgen.pages.mending.namecells import declared
from dlrgen.pages.text import Text, made
from dlrgen.pages.vocabulary import Column, folded

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60}\*?[:：]?\Z")
_CODE = re.compile(
    r"(?:-?[0-9]{1,8}|[A-Z][A-Z0-9_-]{1,30}(?:[ ][A-Z0-9_-]{1,20}){0,2}|[A-Z]{1,6}[_-]?[0-9]{1,8})[:：]?\Z"
)
_NUMBER = re.compile(r"-?[0-9]{1,8}\Z")
_PLAIN_TYPES = frozenset({
    "string", "integer", "int", "boolean", "bool", "array", "object", "float", "字符串", "整数",
    "整型", "长整型", "数组", "long", "double", "decimal",
})  # fmt: skip
_MAX_COLUMNS = 6
_LEAST = 2
_MOST = 0.8


def with_header(grid: Grid, slot: Slot | None) -> Grid:
    """A table with a header of our own if what announces it says what it is about, and it has none itself."""
    if len(grid.header) < _LEAST:
        grid = codecells.parted(grid)
    if len(grid.header) < _LEAST and (slot is None or slot.topic != "members"):
        return grid
    if slot is not None and slot.topic == "codes" and (rows := abreast.without_header([grid.header, *grid.rows])):
        place = grid.header[0].start()
        return Grid([made("code", place), made("description", place)], rows)
    if len(grid.header) > _MAX_COLUMNS:
        return grid
    is_blank = not any(cell.value for cell in grid.header)
    rows = grid.rows if is_blank else [grid.header, *grid.rows]
    slot = slot or (Slot("members") if is_blank or _are_typed(rows) else None)
    if slot is None or not _is_headless(rows, slot):
        return grid
    kinds: list[Column] = ["code" if slot.topic == "codes" else "name"]
    for k in range(1, len(grid.header)):
        kinds.append(_kind([row[k].value for row in rows], kinds))
    place = grid.header[0].start()
    stripped = [[row[0].strip(" \t:："), *row[1:]] for row in rows]
    return Grid([made(str(kind), place) for kind in kinds], stripped)


def with_headers(grid: Grid, slot: Slot | None) -> list[Grid]:
    """A table with a header, as `with_header` does; one of names and, below them, of numbers, as the two that it is."""
    if len(grid.header) != _LEAST or slot is None or slot.topic not in ("members", "part") or slot.kind == "request":
        return [with_header(grid, slot)]
    rows = [grid.header, *grid.rows]
    first = next((k for k, row in enumerate(rows) if _NUMBER.match(row[0].value)), len(rows))
    names, coded = rows[:first], rows[first:]
    are_codes = len(coded) > _LEAST and all(_NUMBER.match(row[0].value) and row[1].value for row in coded)
    are_names = all(_NAME.match(row[0].value) and _is_said(row[1]) for row in names)
    # Where numbers are all that there is, they may count the rows.
    if not are_codes or not are_names or (not names and count_on([row[0].value for row in coded])):
        return [with_header(grid, slot)]
    place = grid.header[0].start()
    return [
        Grid([made(word, place), made("description", place)], part)
        for word, part in (("name", names), ("code", coded))
        if part
    ]


def _is_said(cell: Text) -> bool:
    """Whether a cell says what something is, and is no header."""
    return " " in cell.value and terms.column(cell.value) is None


def _are_typed(rows: Sequence[Sequence[Text]]) -> bool:
    """Whether rows, the first one too, are a name, a type and something else; a few types may be the page's own."""
    if len(rows) < _LEAST or any(len(row) <= _LEAST or not _NAME.match(row[0].value) for row in rows):
        return False
    typed = [folded(row[1].value) in terms.TYPES for row in rows]
    return typed[0] and sum(typed) >= len(typed) * _MOST


def _is_headless(rows: Sequence[Sequence[Text]], slot: Slot) -> bool:
    """Whether the first row is like the others, and no header; one row alone if it is a name and a sentence."""
    if slot.topic not in ("members", "part", "codes"):
        return False
    if len(rows) < _LEAST:
        return bool(rows) and slot.topic == "members" and len(rows[0]) == _LEAST and _is_described(rows[0])
    if slot.topic != "codes" and all(len(row) == _LEAST and _tells_type(row) for row in rows):
        return True
    header = [cell.value for cell in rows[0]]
    if slot.topic != "codes" and (any(folded(word) in _PLAIN_TYPES for word in header[1:]) or _tell_must(rows)):
        # No header is called so.
        return all(_NAME.match(row[0].value) or declared(row[0]) for row in rows)
    if any(terms.column(word) is not None and not word.rstrip().endswith((":", "：")) for word in header):
        return False
    if slot.topic != "codes" and any(_is_likely_header(cell) for cell in rows[0]):
        return False
    pattern = _CODE if slot.topic == "codes" else _NAME
    return all(pattern.match(row[0].value) or (slot.topic != "codes" and declared(row[0])) for row in rows)


def _tell_must(rows: Sequence[Sequence[Text]]) -> bool:
    """Whether a column says of each row whether it must be there, of the first one in words that come again."""
    told = [k for k in range(1, len(rows[0])) if terms.is_required(rows[0][k].value) is not None]
    first = [terms.column(cell.value) for cell in rows[0]] if told else []
    for k in told:
        if first[0] is not None and (len(first) == _LEAST or any(first[j] for j in range(1, len(first)) if j != k)):
            continue
        words = [row[k].value for row in rows if len(row) > k]
        if words[0] in words[1:] and all(len(word) > 1 and terms.is_required(word) is not None for word in words):
            return True
    return False


def _is_described(row: Sequence[Text]) -> bool:
    """Whether a row is a name as programs have them and, in several words, what it is for."""
    is_name = _NAME.match(row[0].value) is not None and terms.column(row[0].value) is None
    return is_name and row[0].value[0].islower() and _is_said(row[1])


def _tells_type(row: Sequence[Text]) -> bool:
    """Whether a row is a name and a description that begins with a type."""
    told = toldtypes.told(row[1].value)
    return _NAME.match(row[0].value) is not None and told is not None and not row[1].value[: told[0]].strip()


def _is_likely_header(cell: Text) -> bool:
    """Whether a cell is probably a header, as its end says, and does not declare a name."""
    return terms.likely_column(cell.value) is not None and declared(cell) is None


def _kind(cells: list[str], known: list[Column]) -> Column:
    """What a column holds, by its cells."""
    said = [cell for cell in cells if cell.strip()]
    if said and "required" not in known and all(terms.is_required(cell) is not None for cell in said):
        return "required"
    if said and "type" not in known and all(terms.base_type(cell) is not None for cell in said):
        return "type"
    return "example" if "description" in known else "description"
