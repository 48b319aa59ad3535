"""Rows between tabs whose cells have more lines than one, which copying keeps apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlrgen.pages import headings
from dlrgen.pages.lines import marks
from dlrgen.pages.lines.flattened import CODE, NAME
from dlrgen.pages.lines.headers import TABS, is_answer, is_header
from dlrgen.pages.markup import clean
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, join

_LEAST = 2
"""How many columns a table has, at least, whose rows are put together."""
_MOST = 12
"""In how many lines a row may be."""
_MOST_MARKS = 2
"""How many lines with a type or a word for must a cell may have below the name."""
_MAX_HEADER = 200
_MOST_VALUES = 40
"""In how many lines the values of a row may be."""
_MEANT = re.compile(r"[\"'`]?[A-Za-z0-9][A-Za-z0-9_.-]{0,30}[\"'`]?[ ]?(?:[=:：]|[-–—]{1,2})[ ]?(?=[^\s/])")
"""A value, and what it means."""
_LISTED = re.compile(r"[ \t]*[-•·●*][ ](?:[A-Z][A-Z0-9_]{1,30}|[0-9]{1,6})[ ]?(?:[=:：]|[-–—]{1,2})[ ]?(?=[^\s/])")
"""The same as an item, where no words can be mistaken for a value."""
_STARRED = re.compile(r"[ \t]*[A-Za-z_][A-Za-z0-9_.\[\]-]{0,40}[ ]?\*?[ \t]*\Z")
"""A name, which a star may mark."""
_ZERO = re.compile(r"[ \t]*0[ ]?[:：=]")
_ANNOUNCING = re.compile(
    r"[:：][ ]?\Z|(?:values?|following|one of|below|取值|如下|以下|包括|枚举)[^.。\t]{0,20}[.。]?\Z", re.IGNORECASE
)
"""How a cell ends that announces values."""
_VALUE = re.compile(r"[\"'`]?[A-Za-z0-9_.-]{1,20}[\"'`]?[ ]?[=:：–—-][ ]?\S")
"""A value and what it means."""


def whole(lines: Sequence[Text]) -> Iterator[Text]:
    """The lines, and those that are one row of the table whose header stands above as one."""
    width = 0
    i = 0
    while i < len(lines):
        value = lines[i].value
        if not value.strip():
            width = 0
        elif "\t" in value and len(value) < _MAX_HEADER and (header := _header(value)):
            width = header
            yield lines[i]
            i += 1
            continue
        if width and _is_first_cell(lines, i, width):
            yield join([lines[i].strip(), lines[i + 1].strip(" ")], "\t")
            i += 2
            continue
        if width and _is_name_of_row(lines, i, width):
            yield join([lines[i].strip(), lines[i + 1].strip(" ")], "\n")
            i += 2
            continue
        size = _row(lines, i, width) if width and "\t" in value else _marked(lines, i, width) if width else 1
        yield join([line.strip() for line in lines[i : i + size]], "\n") if size > 1 else lines[i]
        i += size


@remembered
def _header(line: str) -> int:
    """How many columns a line heads; 0 if it is no header, or has too few."""
    cells = [clean(cell) for cell in TABS.cells(Text(line, 0))]
    return len(cells) if len(cells) >= _LEAST and is_header(cells) else 0


def _is_first_cell(lines: Sequence[Text], i: int, width: int) -> bool:
    """Whether a line is what a row is about, and the next one has all of its other cells."""
    value = lines[i].value
    if "\t" in value or i + 1 == len(lines) or _count(lines[i + 1]) != width - 1 or width <= _LEAST:
        return False
    return NAME.match(value.strip()) is not None and any(map(is_answer, lines[i + 1].value.split("\t")))


def _marked(lines: Sequence[Text], i: int, width: int) -> int:
    """In how many lines a row is whose first cell is a name with its type or a word for must in lines below it."""
    if "\t" in lines[i].value or NAME.match(lines[i].value.strip()) is None:
        return 1
    for k in range(i + 1, min(i + 1 + _MOST_MARKS, len(lines))):
        mark, *others = lines[k].value.split("\t")
        if not (is_answer(mark.strip()) or marks.is_must(mark.strip())):
            return 1
        if others:
            return k - i + 1 if len(others) == width - 1 else 1
    return 1


def _is_name_of_row(lines: Sequence[Text], i: int, width: int) -> bool:
    """Whether a line is a name, and the next one a row whose first cell only says more of it: its type, or must."""
    if i + 1 >= len(lines) or "\t" in lines[i].value or _count(lines[i + 1]) != width or width <= _LEAST:
        return False
    first = lines[i + 1].value.split("\t", 1)[0].strip()
    return _STARRED.match(lines[i].value) is not None and is_answer(first) and not _header(lines[i + 1].value)


def _row(lines: Sequence[Text], i: int, width: int) -> int:
    """In how many lines the row is that begins in a line."""
    count = _count(lines[i])
    if count == width:
        return _to_values_end(lines, i, width) or _to_next(lines, i, width)
    for k in range(i + 1, min(i + _MOST, len(lines))):
        if _is_over(lines[k].value) or (_count(lines[k]) > 1 and _is_key(lines[k])):
            return 1
        count += _count(lines[k]) - 1
        if count >= width:
            return k - i + 1 if count == width else 1
    return 1


def _to_values_end(lines: Sequence[Text], i: int, width: int) -> int:
    """In how many lines a row is whose last cell announces or begins values that have lines of their own; 0 if none."""
    last = lines[i].value.rpartition("\t")[2].strip()
    is_counted = i + 1 < len(lines) and _ZERO.match(lines[i + 1].value) is not None
    is_first = _MEANT.match(last) is not None
    is_announced = is_first or _ANNOUNCING.search(last) is not None
    end = i + 1
    count = int(is_first)
    is_listed = i + 1 < len(lines) and _LISTED.match(lines[i + 1].value) is not None
    meant = _LISTED if is_listed else _MEANT
    for k in range(i + 1, min(i + _MOST_VALUES, len(lines))):
        value = lines[k].value.strip()
        if "\t" in value or (value and not meant.match(value)) or (not value and end < k):
            break
        count += bool(value)
        end = k + 1 if value else end
    is_listed = is_listed and end > i + _LEAST and _is_followed(lines, end, width)
    if is_listed or (count >= _LEAST and end < len(lines) and _count(lines[end]) == width):
        return end - i
    is_over = (is_counted and _counts(lines[i + 1 : end])) or (is_announced and _is_followed(lines, end, width))
    return end - i if end > i + 1 and count >= _LEAST and is_over else 0


def _counts(lines: Sequence[Text]) -> bool:
    """Whether the values of lines are 0, 1, and so on."""
    return all(line.value.strip().startswith(str(k)) for k, line in enumerate(lines))


def _is_followed(lines: Sequence[Text], end: int, width: int) -> bool:
    """Whether the next row comes after a line at most, or an empty line, or nothing."""
    below = lines[end : end + 2]
    if not below or not below[0].value.strip() or "\t" in below[0].value:
        return True
    return len(below) > 1 and _count(below[1]) == width


def _to_next(lines: Sequence[Text], i: int, width: int) -> int:
    """In how many lines a row is whose last cell goes on until the next row begins."""
    for k in range(i + 1, min(i + _MOST, len(lines))):
        if _is_over(lines[k].value) or _opens_members(lines[k].value, lines[i].value):
            return 1
        if _count(lines[k]) > 1:
            if k > i + 1 and _is_name_of_row(lines, k - 1, width):
                return k - 1 - i
            return k - i if _count(lines[k]) == width and _is_key(lines[k]) and not _header(lines[k].value) else 1
    return 1


def _opens_members(line: str, row: str) -> bool:
    """Whether a line announces what lies in the member that the row above names."""
    name = row.split("\t", 1)[0].strip()
    return bool(name) and line.lstrip().startswith(name) and line.rstrip().endswith((":", "："))


def _is_over(line: str) -> bool:
    """Whether a line is none of a cell: empty, an address, or what announces something else."""
    value = line.strip()
    if not value or value.startswith(("http://", "https://", "{", "[", "<")):
        return True
    return _VALUE.match(value) is None and headings.is_label(value)


def _count(line: Text) -> int:
    return line.value.strip(" ").count("\t") + 1


def _is_key(line: Text) -> bool:
    """Whether a line begins with what a row may be about."""
    first = line.value.split("\t", 1)[0].strip()
    return NAME.match(first) is not None or CODE.match(first) is not None
