"""Tables with a cell per line whose empty cells are lost: each line is told by what the columns may hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Grid
from dlrgen.pages.coded import code_at
from dlrgen.pages.lines import marks
from dlrgen.pages.lines.flattened import CODE, NAME
from dlrgen.pages.lines.headers import is_answer
from dlrgen.pages.markup import clean
from dlrgen.pages.text import Text, join
from dlrgen.pages.vocabulary import Column

_LEAST = 3
"""How many columns such a table has at least: of two only one may be empty."""
_MOST = 9
_MAX_HEADER = 14
_MAX_LINES = 600
_MAX_CODES = 12
"""How long a cell with several codes may be."""
_MAX_SHORT = 8
_DEAREST = 2.0
"""What a row may cost, all in all."""
_GOES_ON = 1.5
_DIGITS = re.compile(r"[0-9]{1,4}\Z")
_SIZE = re.compile(r"[0-9][0-9.,~()（）-]{0,12}\Z")
_WORD = re.compile(r"[A-Za-z\[\]<>_]{2,40}\Z")
_OTHER = re.compile(r"[\[\]{}]\Z|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}[.、]?[ \u4e00-\u9fff]|curl[ ]|(?i:url)[ :：/]")
"""What is no cell, but shows that the table is over."""
_MUST = re.compile(r"(?:[YNMOCmoc]|[是否必可选条有仅][^\n]{0,7})\Z")
_SKIPPED: dict[Column | None, float] = {"type": 2, "required": 2, "optional": 2, "code": 3, "description": 1}
_SKIP = 0.7
"""What it costs that a cell is empty."""
_ANCHORS: frozenset[Column | None] = frozenset({"type", "required", "optional", "length", "number"})
"""Columns whose cells look like no others."""
_EMPTY = 0.4
"""How much of that, if there is an empty line for it."""
_MARGIN = 8
_NEVER = 1000.0


def table(lines: Sequence[Text], i: int) -> tuple[Grid, int] | None:
    """The table whose header begins in a line, and the line after it; None if it is none, or has no empty cells.

    Args:
        lines: Lines that follow each other; an empty one is an empty cell, or ends the table.
        i: The first line of the header.
    """
    kinds = _header(lines, i) if i == 0 or not lines[i - 1].value.strip() else []
    key = int(kinds[:1] == ["number"])
    if (
        len(kinds) < _LEAST
        or kinds[key] not in ("name", "code")
        or (_ANCHORS.isdisjoint(kinds) and kinds[key] != "code")
    ):
        return None
    start = i + len(kinds)
    first = lines[i].value.strip()
    end = start
    while end < min(start + _MAX_LINES, len(lines)) and not _is_over(lines[end].value.strip(), first):
        end += 1
    cells = [line.strip() for line in lines[start:end]]
    if len(cells) < 2 * _LEAST or not _may_begin(kinds, [cell.value for cell in cells[: key + 1]]):
        return None
    rows, size = _rows(cells, kinds)
    if len(rows) < 2 or all(None not in row for row in rows) or _resumes(lines, start + size):
        return None
    header = [clean(line.strip()) for line in lines[i:start]]
    return Grid(header, [[_cell(row, k) for k in range(len(kinds))] for row in rows]), start + size


def _is_over(line: str, first: str) -> bool:
    """Whether a line is no cell of a table whose first header is given."""
    return line == first or _OTHER.match(line) is not None


def _resumes(lines: Sequence[Text], end: int) -> bool:
    """Whether another row comes after the empty line, which then stands for an empty cell."""
    below = [value for line in lines[end : end + 4] if (value := line.value.strip())][:2]
    return len(below) > 1 and NAME.match(below[0]) is not None and is_answer(below[1])


def _header(lines: Sequence[Text], i: int) -> list[Column | None]:
    """What the columns hold whose headers stand in the lines from one on."""
    kinds: list[Column | None] = []
    for line in lines[i : i + _MOST + 1]:
        value = line.value.strip()
        if not 0 < len(value) <= _MAX_HEADER or "\t" in value:
            break
        kind = terms.column(value) or (terms.likely_column(value) if kinds or not value.isascii() else None)
        if kind is None and is_answer(value):
            break
        if kind is None and (value.isascii() or not kinds):
            break
        if kinds and value.isascii() and value[0].islower() and not lines[i].value.isascii():
            # Below headers in Chinese it is the first name.
            break
        kinds.append(kind)
    return kinds if len(kinds) <= _MOST and sum(kind is not None for kind in kinds) * 2 > len(kinds) else []


def _may_begin(kinds: Sequence[Column | None], cells: Sequence[str]) -> bool:
    """Whether the first cells of a row may be what a number and the key are."""
    return all(_cost(kind, cell, is_key=True) < _NEVER for kind, cell in zip(kinds, cells, strict=False))


def _cell(row: Sequence[Text | None], k: int) -> Text:
    """A cell, which is empty behind the one before if it is lost."""
    cell = row[k]
    if cell is not None:
        return clean(cell)
    before = next((other for other in reversed(row[:k]) if other is not None), None)
    return before.part(len(before)) if before is not None else next(other for other in row if other).part(0, 0)


def _cost(kind: Column | None, word: str, *, is_key: bool) -> float:
    """How unlikely it is that a column holds a word."""
    if kind == "number":
        return 0 if _DIGITS.match(word) else _NEVER
    if kind == "name" and is_key:
        is_header = word[:1].isupper() and terms.column(word) is not None
        is_name = NAME.match(word) is not None and not is_header and not marks.is_type(word)
        return 0 if is_name and terms.is_required(word) is None else _NEVER
    if kind == "code":
        is_code = code_at(word) is not None and (word.isupper() or any(map(str.isdigit, word)))
        if is_code:
            return 0
        return 1 if is_key and CODE.match(word) else 2 if len(word) <= _MAX_CODES and word[:1].isdigit() else _NEVER
    if kind == "type":
        is_type = marks.is_type(word) or terms.base_type(word) is not None
        return 0 if is_type else 2 if _WORD.match(word) else _NEVER
    if kind in ("required", "optional"):
        return 0 if terms.is_required(word) is not None or _MUST.match(word) else _NEVER
    if kind == "length":
        return 0 if _SIZE.match(word) else 2 if len(word) <= _MAX_SHORT else _NEVER
    if kind in ("description", "name"):
        return 1 if word.isascii() and " " not in word else 0
    return 0.5 if word.isascii() else 1


class _State(Struct, frozen=True, gc=False):
    """What it costs at least that a line is a cell of a column: with that of the line before, and the rows so far."""

    cost: float
    before: int = -1
    rows: int = 0


_NO = _State(_NEVER)


def _rows(cells: Sequence[Text], kinds: Sequence[Column | None]) -> tuple[list[list[Text | None]], int]:
    """The rows that the cells most likely are, with None for what is empty, and of how many lines they are made."""
    key = int(kinds[0] == "number")
    skips = [_SKIPPED.get(kind, _SKIP) if k > key else _NEVER for k, kind in enumerate(kinds)]
    left = [sum(skips[k + 1 :]) for k in range(len(kinds))]
    best: list[list[_State]] = []
    over = _State(0)
    last = _State(0)
    size = 0
    for p, cell in enumerate(cells):
        best.append(_next(cell.value, best[-1] if best else [], over, kinds, skips))
        over = min((_State(each.cost + left[k], k, each.rows) for k, each in enumerate(best[-1])), key=_cost_of)
        if over.cost > _DEAREST * (over.rows + 1) + _MARGIN:
            break
        is_end = p + 1 == len(cells) or not cells[p + 1].value
        is_more = over.rows > last.rows and over.cost - last.cost <= _DEAREST * (over.rows - last.rows)
        if is_end and cell.value and is_more:
            last, size = over, p + 1
    return (_backwards(cells[:size], best, last.before, len(kinds)) if size else []), size


def _cost_of(state: _State) -> float:
    return state.cost


def _next(
    word: str, before: Sequence[_State], over: _State, kinds: Sequence[Column | None], skips: Sequence[float]
) -> list[_State]:
    """What it costs that a word is a cell of each column, after what the line before may be."""
    key = int(kinds[0] == "number")
    goes_on = (
        word
        and not is_answer(word)
        and not word.startswith("http")
        and terms.column(word) is None
        and not headings.is_label(word)
    )
    found: list[_State] = []
    for k, kind in enumerate(kinds):
        own = _cost(kind, word, is_key=k == key) if word else _NEVER if k <= key else skips[k] * _EMPTY
        state = _NO
        if own < _NEVER and k == 0:
            state = _State(over.cost + own, over.before, over.rows + 1)
        elif own < _NEVER and before:
            skipped = 0.0
            for other in range(k - 1, -1, -1):
                cost = before[other].cost + skipped + own
                state = _State(cost, other, before[other].rows) if cost < state.cost else state
                skipped += skips[other]
        if kind == "description" and before and goes_on and before[k].cost + _GOES_ON < state.cost:
            state = _State(before[k].cost + _GOES_ON, k, before[k].rows)
        found.append(state)
    return found


def _backwards(
    cells: Sequence[Text], best: Sequence[Sequence[_State]], column: int, width: int
) -> list[list[Text | None]]:
    """The rows, from the last cell and its column on."""
    rows: list[list[Text | None]] = []
    row: list[list[Text]] = [[] for _ in range(width)]
    for p in range(len(cells) - 1, -1, -1):
        if cells[p].value:
            row[column].insert(0, cells[p])
        before = best[p][column].before
        if column == 0:
            rows.append([join(parts, "\n") if parts else None for parts in row])
            row = [[] for _ in range(width)]
        column = before
    return rows[::-1]
