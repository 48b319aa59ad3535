"""The code tables of a captured page: tables under a header for codes, and lists of codes with labels in prose.

Nothing here knows a page; the words and signs that pages use stand in the sets at the top.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

CODE_HEADERS = frozenset({
    "错误码", "错误代码", "错误编码", "状态", "状态码", "状态代码", "状态值", "返回码", "返回值", "返回代码",
    "返回状态码", "响应码", "响应代码", "结果码", "回执", "回执码", "业务码", "代码", "编码",
    "code", "codes", "error code", "errorcode", "errcode", "retcode", "result code", "return code", "response code",
    "status", "status code",
})  # fmt: skip
"""What stands over a column of codes, in lower case."""
LABEL_HEADERS = frozenset({
    "描述", "说明", "含义", "意义", "详情", "备注", "释义", "错误描述", "错误说明", "错误信息", "状态描述", "状态说明",
    "返回说明", "结果描述", "代码说明", "中文描述", "中文说明",
    "description", "explanation", "meaning", "message",
})  # fmt: skip
"""What stands over a column of labels, in lower case."""
TYPE_WORDS = frozenset({
    "array", "bool", "boolean", "double", "float", "int", "integer", "json", "list", "long", "number", "object", "str",
    "string",
})  # fmt: skip
"""What marks a row as one of a table of fields, where a field may well be called `code`."""
JOINERS = {"-": "-", "－": "-", "=": "=", "＝": "="}
"""What stands between a code and its label in prose, and the kind it is of."""
SEPARATORS = ",，;；、"
"""What stands between two pairs in prose."""

_MAX_GAP = 5
_MAX_WORD = 8
_MAX_LABEL = 200
_CJK = "\u3400-\u4dbf\u4e00-\u9fff"
_CODE = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9_.:#*/~-]{0,59}\Z")
_DIGIT = re.compile(r"[0-9]")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,30}(?:\s[^<>]{0,500})?/?>")
_PAIR = re.compile(
    r"(?<![A-Za-z0-9_.&?=＝/#%@$-])(?P<code>-?[A-Za-z0-9][A-Za-z0-9_.:]{0,59})[ \t]{0,4}"
    rf"(?P<joiner>[{re.escape(''.join(JOINERS))}])[ \t]{{0,4}}(?=[A-Za-z._+]{{0,20}}[{_CJK}])"
)
_LABEL_ENDS = frozenset(f"{SEPARATORS}。|\t\"'`<>&")
_OPENING, _CLOSING = frozenset("(（[【「{"), frozenset(")）]】」}")


class PageCode(Struct, frozen=True):
    """A code as a page prints it; lines count from 1."""

    code: str
    label: str
    line: int


class CodeTable(Struct, frozen=True):
    """Codes that a page prints together, and the line where they begin."""

    line: int
    codes: tuple[PageCode, ...]


def read(text: str) -> list[CodeTable]:
    """The code tables of a page, in their order.

    Args:
        text: The page.

    Returns:
        Pipe tables and tables of columns whose header begins with a word for codes, and lists such as
        `0-未发送,1-发送中` inside a line. A row that is printed twice in a table is there once.
    """
    lines = text.split("\n")
    used: set[int] = set()
    tables = [table for grid in _GRIDS for table in _tables(lines, grid, used)]
    prose = _TAG.sub(_blanked, text).split("\n")
    lists = [found for i, line in enumerate(prose) if i not in used for found in _lists(line, i + 1)]
    return sorted(tables + lists, key=lambda table: table.line)


class _Grid(Struct, frozen=True):
    """A way of printing tables."""

    cells: Callable[[str], list[str]]
    """The cells of a line, none where the line is not a row."""
    prose: bool = False
    """Whether plain sentences look like rows, so that only familiar words make a header."""


def _pipe_cells(line: str) -> list[str]:
    if "|" not in line:
        return []
    return [cell.strip(" \t\r`*") for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _column_cells(line: str) -> list[str]:
    line = line.strip()
    cells = line.split("\t") if "\t" in line else re.split(r" {2,}", line)
    return [cell.strip() for cell in cells] if len(cells) > 1 else []


def _word_cells(line: str) -> list[str]:
    cells = line.split(None, 5)
    return cells if len(cells) > 1 else []


_GRIDS = (_Grid(_pipe_cells), _Grid(_column_cells), _Grid(_word_cells, prose=True))


def _tables(lines: list[str], grid: _Grid, used: set[int]) -> Iterator[CodeTable]:
    i = 0
    while i < len(lines):
        if i in used or not _is_header(lines, i, grid):
            i += 1
            continue
        codes, end = _rows(lines, i, grid)
        if codes:
            used.update(range(i, end))
            yield CodeTable(codes[0].line, tuple(codes))
        i = end


def _is_header(lines: list[str], i: int, grid: _Grid) -> bool:
    cells = [cell.lower() for cell in grid.cells(lines[i])]
    if len(cells) < 2 or cells[0] not in CODE_HEADERS or not TYPE_WORDS.isdisjoint(cells):
        return False
    if grid.prose:
        return LABEL_HEADERS.issuperset(cells[1:])
    return i == 0 or not grid.cells(lines[i - 1]) or _is_rule(lines, i + 1)


def _is_rule(lines: list[str], i: int) -> bool:
    """Whether a line is the ruler under a header."""
    return i < len(lines) and "-" in lines[i] and frozenset("|:+- \t\r").issuperset(lines[i])


def _rows(lines: list[str], start: int, grid: _Grid) -> tuple[list[PageCode], int]:
    """The codes under the header at `start`, and the first line that is no part of the table."""
    header = grid.cells(lines[start])
    column = next((i for i, cell in enumerate(header) if cell.lower() in LABEL_HEADERS), 1)
    found: dict[tuple[str, str], PageCode] = {}
    numbered = False
    i = start + 1
    while i < len(lines):
        cells = grid.cells(lines[i])
        code = cells[0] if cells and _CODE.match(cells[0]) else None
        if cells == header or _is_rule(lines, i):
            i += 1
        elif code is not None and not _is_other_header(cells) and (not grid.prose or _is_alike(code, numbered)):
            label = cells[column] if len(cells) == len(header) else " ".join(cells[column:])
            found.setdefault((code, label), PageCode(code, label, i + 1))
            numbered = numbered or _DIGIT.search(code) is not None
            i += 1
        elif code is None and cells and not grid.prose and not _is_other_header(cells):
            i += 1
        else:
            following = _after_furniture(lines, i, grid, len(header), numbered)
            if following is None:
                break
            i = following
    return list(found.values()), i


def _after_furniture(lines: list[str], i: int, grid: _Grid, width: int, numbered: bool) -> int | None:
    """The next row of the table, where only blank lines and lone short words stand before it."""
    for j in range(i, min(i + _MAX_GAP, len(lines))):
        cells = grid.cells(lines[j])
        if not cells:
            word = lines[j].split()
            if len(word) > 1 or (word and len(word[0]) > _MAX_WORD):
                return None
        elif j == i or len(cells) != width or _is_rule(lines, j + 1) or _is_other_header(cells):
            return None
        else:
            return j if _CODE.match(cells[0]) and _is_alike(cells[0], numbered) else None
    return None


def _is_other_header(cells: list[str]) -> bool:
    return cells[0].lower() in CODE_HEADERS


def _is_alike(code: str, numbered: bool) -> bool:
    """Whether a word may be one more of the codes: it has a digit, or none of them has."""
    return not numbered or _DIGIT.search(code) is not None


class _Pair(Struct, frozen=True):
    code: str
    joiner: str
    label: str
    start: int
    end: int


def _lists(line: str, number: int) -> Iterator[CodeTable]:
    group: dict[str, _Pair] = {}
    before: _Pair | None = None
    for pair in _pairs(line):
        if pair.code in group or (before is not None and not _goes_on(line, before, pair)):
            yield from _table([*group.values()], number)
            group = {}
        group[pair.code] = before = pair
    yield from _table([*group.values()], number)


def _pairs(line: str) -> Iterator[_Pair]:
    position = 0
    while match := _PAIR.search(line, position):
        position = _label_end(line, match.end())
        # What goes on with `&` is a query string.
        if line[position : position + 1] != "&":
            label = line[match.end() : position].strip()
            yield _Pair(match["code"], JOINERS[match["joiner"]], label, match.start(), position)


def _label_end(line: str, start: int) -> int:
    stop = min(len(line), start + _MAX_LABEL)
    depth = 0
    first_end = None
    for i in range(start, stop):
        if line[i] in _OPENING:
            depth += 1
        elif line[i] in _CLOSING:
            if depth == 0:
                return i
            depth -= 1
        elif line[i] in _LABEL_ENDS or (line[i] == " " and _PAIR.match(line, i + 1)):
            if depth == 0:
                return i
            first_end = first_end or i
    # A bracket that is never closed does not swallow the pairs that follow.
    return first_end if depth and first_end else stop


def _goes_on(line: str, before: _Pair, pair: _Pair) -> bool:
    return before.joiner == pair.joiner or not line[before.end : pair.start].strip(f"{SEPARATORS} \t")


def _table(pairs: list[_Pair], number: int) -> Iterator[CodeTable]:
    if len(pairs) > 1:
        codes = [pair.code for pair in pairs]
        name, colon, code = codes[0].partition(":")
        if colon and name.islower() and code and not any(":" in other for other in codes[1:]):
            codes[0] = code
        yield CodeTable(number, tuple(PageCode(c, pair.label, number) for c, pair in zip(codes, pairs, strict=True)))


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())
