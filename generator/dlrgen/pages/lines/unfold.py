"""Lines that were broken or joined when a page was copied, put back as they were printed."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence

from dlrgen.pages import terms
from dlrgen.pages.lines import brokenrows, inline_rows, secondcolumn, settings, tabbed
from dlrgen.pages.lines.headers import PIPE
from dlrgen.pages.text import Text, join

_INLINE_RULER = re.compile(r"\|(?:[ \t]*:?-{2,}:?[ \t]*\|){1,64}")
_INLINE_MARK = re.compile(r"[ \t](?=#{2,6}[ \t]\S)|[ \t](?=(?:~~~|```))|(?<=~~~)[ \t]|(?<=```)[ \t]")
_LONG = 200
_FEW_BARS = 2
"""Between how many bars dashes may be the content of a cell."""
_LONE_TAB = re.compile(r"^ *\t *$", re.MULTILINE)
_LONE_BULLET = re.compile(r"^[ \t]*[-*•][ \t]*$", re.MULTILINE)
_LONE_BULLETS = frozenset({"-", "*", "•"})
_ENDS_CELL = re.compile(r"[^|\n]{1,40}\|[ \t]*\Z")
_OPENS_ROW = re.compile(r"[ \t]*\|[ \t]*[^|\s][^|\n]{0,40}\|[ \t]*\Z")
_IS_CELL = re.compile(r"[ \t]*[^|\s][^|\n]{0,300}\|[ \t]*\Z")
_NAME = re.compile(r"[ \t]*[A-Za-z_][A-Za-z0-9_.\[\]-]{0,60}[ \t]*\Z")
_WORD = re.compile(r"[ \t]*[^\s]{1,60}[ \t]*\Z")
_MAX_CELLS = 8
_MAX_JOINED = 40
_AT_ONCE = 6


def unfolded(lines: Sequence[Text]) -> list[Text]:
    """The lines, where a line that holds a whole Markdown page is many, and cells with lines of their own are a row."""
    # Pages are many short stretches of lines: what none of them has is asked of all at once.
    whole = "\n".join([line.value for line in lines])
    if "\t" in whole:
        lines = [*tabbed.rows(lines)] if _LONE_TAB.search(whole) else lines
        lines = [*brokenrows.whole(lines)]
    if "  " in whole and secondcolumn.may_hold(whole):
        lines = [*secondcolumn.evened(lines)]
    if settings.may_be_in(whole):
        lines = [*settings.labelled(lines)]
    if any(inline_rows.may_hold_rows(line.value) for line in lines):
        lines = [part for line in lines for part in inline_rows.parted(line)]
    if "|" not in whole and _LONE_BULLET.search(whole) is None:
        return [*lines]
    found: list[Text] = []
    for line in lines:
        if _holds_table(line.value):
            found += _split(line)
        else:
            found.append(line)
    return [*_gathered(found)]


def _is_odd(line: Text) -> bool:
    """Whether a line may be a part of one, or many: it is a lone bullet, or holds a pipe."""
    return "|" in line.value or line.value.strip() in _LONE_BULLETS


def _holds_table(line: str) -> bool:
    """Whether a line holds a table, or more of a page: a ruler stands between other words."""
    ruler = _INLINE_RULER.search(line) if "--" in line else None
    if ruler is None or len(line) > _LONG:
        return ruler is not None
    is_ruler = ruler.group().count("|") > _FEW_BARS
    return is_ruler and "|" in line[: ruler.start()] and bool(line[ruler.end() :].strip(" \t|:-"))


def _split(line: Text) -> Iterator[Text]:
    """A line with rulers inside as the lines that it was made of."""
    for part in line.between(_INLINE_MARK):
        start = 0
        while (ruler := _INLINE_RULER.search(part.value, start)) is not None:
            width = ruler.group().count("|") - 1
            pipes = [match.start() for match in PIPE.finditer(part.value, start, ruler.start())]
            head = pipes[-width - 1] if len(pipes) > width else start
            yield part.part(start, head).strip()
            yield part.part(head, ruler.start()).strip()
            yield part.part(*ruler.span())
            start = ruler.end()
            while (row := _row(part.value, start, width)) is not None:
                yield part.part(start, row).strip()
                start = row
        yield part.part(start).strip()


def _row(text: str, start: int, width: int) -> int | None:
    """Where the row that begins with the next pipe is over; none if there is none."""
    first = PIPE.search(text, start)
    if first is None or text[start : first.start()].strip():
        return None
    end = first
    for _ in range(width):
        found = PIPE.search(text, end.end())
        if found is None:
            return None
        end = found
    return end.end()


def _gathered(lines: Sequence[Text]) -> Iterator[Text]:
    """The lines, and those that a lone pipe or bullet parts as one."""
    is_odd = [*map(_is_odd, lines), False]
    i = 0
    while i < len(lines):
        if not (is_odd[i] or is_odd[i + 1]):
            yield lines[i]
            i += 1
            continue
        if lines[i].value.strip() in _LONE_BULLETS and _is_bullet_of(lines, i + 1):
            yield join([lines[i].strip(), lines[i + 1].strip()], " ")
            i += 2
            continue
        following = i
        if _OPENS_ROW.match(lines[i].value) and (end := _row_of_lines(lines, i)) > i + 1:
            yield join([line.strip() for line in lines[i:end]], " ")
            following = end
        elif _ENDS_CELL.match(lines[i].value) and (header := _header(lines, i)) > 1:
            following = yield from _cells(lines, i, header)
        elif _is_bar(lines, i + 1) and lines[i].value.strip() and "|" not in lines[i].value:
            width = _width(lines, i)
            if width is not None:
                following = yield from _rows(lines, i, width)
            if following == i and _lacks_first(lines, i + 2):
                yield join([line.strip() for line in lines[i : i + 3]], " ")
                following = i + 3
        if following == i:
            yield lines[i]
        i = max(i + 1, following)


def _is_bullet_of(lines: Sequence[Text], i: int) -> bool:
    """Whether a line has its bullet above it, rather than the cell with a dash for nothing that ends another row."""
    if i >= len(lines) or not lines[i].value.strip():
        return False
    if not _WORD.match(lines[i].value):
        return True
    before, *following = (line.value.strip() for line in (lines[i - 2], *lines[i + 1 : i + 3]))
    if len(following) > 1 and i > 2 and before == following[0] == "" != lines[i - 3].value.strip():
        # Empty lines part cells, and none the rows.
        return following[1] in _LONE_BULLETS
    if not _NAME.match(lines[i].value):
        return True
    return not (lines[i - 1].value.strip() == "-" and following and terms.is_type(following[0]))


def _lacks_first(lines: Sequence[Text], i: int) -> bool:
    """Whether a row lacks its first cell, as the ruler of its table shows."""
    above = lines[max(0, i - _MAX_JOINED) : i] if i < len(lines) else ()
    width = next((line.value.count("---") for line in reversed(above) if _is_inline_ruler(line.value)), 0)
    return width > 1 and len(PIPE.findall(lines[i].value.strip().strip("|"))) + 2 == width


def _row_of_lines(lines: Sequence[Text], i: int) -> int:
    """The line after a row whose first cell has bars at both ends, and the others one behind them."""
    end = i + 1
    while end < len(lines) and end - i <= _MAX_CELLS and _IS_CELL.match(lines[end].value):
        end += 1
    return end


def _header(lines: Sequence[Text], i: int) -> int:
    """How many lines in a row hold one cell of a header each, with a pipe at its end; no ruler may follow."""
    names: list[str] = []
    k = i
    while k < len(lines) and _ENDS_CELL.match(lines[k].value):
        column = terms.column(lines[k].value.strip(" \t|"))
        # A row may begin with a word that is a header elsewhere.
        if column is None or column in names or (names and column in ("name", "code")):
            break
        names.append(column)
        k += 1
    is_ruled = k < len(lines) and _is_inline_ruler(lines[k].value)
    return 0 if is_ruled or names[:1] not in (["name"], ["code"]) else len(names)


def _cells(lines: Sequence[Text], i: int, width: int) -> Generator[Text, None, int]:
    """Rows of so many cells, each of which ends with a pipe at the end of a line."""
    row: list[Text] = []
    bars = 0
    first = start = i
    while i < len(lines):
        if not row:
            start = i
            if not _ENDS_CELL.match(lines[i].value) or (i > first and _header(lines, i) > 1):
                break
        if not lines[i].value.strip() or len(row) > _MAX_JOINED:
            break
        row.append(lines[i].strip())
        bars += row[-1].value.endswith("|")
        i += 1
        if bars == width:
            yield join(row, " ")
            row, bars = [], 0
    return start if row else i


def _is_bar(lines: Sequence[Text], i: int) -> bool:
    return i < len(lines) and lines[i].value.strip() == "|"


def _is_inline_ruler(line: str) -> bool:
    return "---" in line and "|" in line and not line.strip(" \t:|-")


def _width(lines: Sequence[Text], i: int) -> int | None:
    """How many cells a row has, as the ruler after the header says; none if there is no ruler."""
    for k in range(i, min(i + _MAX_JOINED, len(lines))):
        if _is_inline_ruler(lines[k].value):
            return lines[k].value.count("---")
    return None


def _rows(lines: Sequence[Text], i: int, width: int) -> Generator[Text, None, int]:
    """Rows of so many cells, each cell over before a lone pipe."""
    row: list[Text] = []
    bars = 0
    while i < len(lines):
        value = lines[i].value.strip()
        if _is_inline_ruler(lines[i].value):
            yield lines[i]
        elif not row and not _has_bar(lines, i, width):
            break
        elif not row and not _is_bar(lines, i + 1):
            # Of the first cell only one line can be told from what stands before the row.
            yield lines[i]
        else:
            row.append(lines[i].strip())
            bars += value == "|"
            if bars == width or len(row) > _MAX_JOINED:
                yield join(row, " ")
                row, bars = [], 0
        i += 1
    yield from row
    return i


def _has_bar(lines: Sequence[Text], i: int, width: int) -> bool:
    """Whether so many lone pipes follow soon, with one of them at once."""
    left = width
    for k in range(i, min(i + _MAX_JOINED, len(lines))):
        if _is_bar(lines, k):
            left -= 1
            if left <= 0:
                return True
        elif left == width and k - i >= _AT_ONCE:
            return False
    return False
