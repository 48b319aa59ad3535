"""Tables in lines of text whose cells pipes, tabs or several blanks part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import headings, terms, toldtypes
from dlrgen.pages.blocks import Grid, Line, Piece
from dlrgen.pages.lines import broken, unions
from dlrgen.pages.lines.aligned import Aligned, extended
from dlrgen.pages.lines.glance import is_ruler
from dlrgen.pages.lines.headers import (
    COLUMNS,
    PIPE,
    PIPES,
    TABS,
    Layout,
    is_header,
    may_head,
    may_head_values,
    pipe_cells,
)
from dlrgen.pages.lines.opened import is_payload
from dlrgen.pages.markup import clean
from dlrgen.pages.text import Text, join
from dlrgen.pages.vocabulary import folded

_DIGIT = re.compile(r"[0-9]")
_OF_CELL = re.compile(
    r"[ \t]*(?:示例值?|样例|默认值|取值范围|可选值|[Ee]xample(?: value)?|[Dd]efault)[:：][ \t]*\S[^\n]{0,80}\Z"
)
"""A line that says more of the row above it."""
_OF_SCHEMA = re.compile(r"(?:枚举|枚举备注|最[大小](?:长度|数量|值)|item 类型|format|mock)[:：][ \t]*\S")
"""A line that tells more of the type in the row above it, blank lines between them or not."""
_KEY = re.compile(r"[ ]?[A-Za-z0-9_.\[\]*-]{1,40}[ ]?\t")
_OUTLINED = re.compile(r"[0-9]{1,2}(?:(?:\.[0-9]{1,2}){1,3}\.?|\.)\Z")
_LEAST = 2
_MAX_GAP = 6
_MAX_JOINED = 12
_MAX_SPILLED = 24
"""How many lines the last cell of a row may go on in."""
_MAX_FURNITURE = 12
_MAX_LABEL = 20
"""How long a label between the rows of a table may be."""


class PartedTables:
    """The tables of lines that follow each other, as far as something parts their cells."""

    def __init__(self, lines: Sequence[Text]) -> None:
        """Take lines."""
        self._lines = lines
        self._aligned: Aligned | None = None
        self._is_framed = False
        """Whether rulers stand around the table, so that one below a row makes no header of it."""

    def table(self, i: int, header: list[Text], layout: Layout) -> tuple[list[Piece], int]:
        """The table below the header in a line, and the line after it; the line itself if it has no rows.

        Args:
            i: The line.
            header: Its cells.
            layout: What parts them.
        """
        return self._below_ruler(i, header) if layout is PIPES and self.is_ruled(i) else self._rows(i, header, layout)

    def is_ruled(self, i: int) -> bool:
        """Whether a line has a ruler below it."""
        return i + 1 < len(self._lines) and is_ruler(self._lines[i + 1].value)

    def is_confirmed(self, i: int, layout: Layout) -> bool:
        """Whether what is below a line tells that it is a header, though its words do not: a ruler, or even rows."""
        if layout is PIPES:
            return self.is_ruled(i)
        if (
            i
            and "\t" in self._lines[i - 1].value
            and not may_head([clean(cell) for cell in layout.cells(self._lines[i])])
        ):
            return False
        tabs = self._lines[i].value.count("\t")
        return len(self._lines) > i + _LEAST and all(
            line.value.count("\t") == tabs for line in self._lines[i + 1 : i + 1 + _LEAST]
        )

    def rows_alone(self, i: int) -> list[list[Text]]:
        """The rows from a line on that have no header, as many cells each; two at least, or none.

        Nothing but names, or codes, may begin them; two cells are rows only if the second one begins with a type.
        """
        tabs = self._lines[i].value.count("\t")
        rows: list[list[Text]] = []
        for line in self._lines[i:]:
            if not line.value.strip():
                break
            if line.value.count("\t") != tabs or not _KEY.match(line.value):
                return []
            rows.append([clean(cell) for cell in TABS.cells(line)])
        is_told = tabs > 1 or all(_is_typed(row[1]) for row in rows)
        return rows if len(rows) >= _LEAST and is_told else []

    def _rows(self, i: int, header: list[Text], layout: Layout) -> tuple[list[Piece], int]:
        rows: list[list[Text]] = []
        end = i + 1
        self._is_framed = layout is PIPES and i > 0 and is_ruler(self._lines[i - 1].value)
        self._aligned = Aligned(self._lines[i], layout.cells(self._lines[i])) if layout is COLUMNS else None
        found: list[Piece] = []
        while end < len(self._lines):
            if layout is TABS and self._is_between_rows(end, len(header)):
                found += [Grid(header, rows), Line(self._lines[end])] if rows else [Line(self._lines[end])]
                rows = []
                following: int | None = end + 1
            else:
                following = self._step(end, header, rows, layout)
            if following is None:
                break
            end = following
        return ([*found, Grid(header, rows)], end) if rows or layout is PIPES else ([], i)

    def _is_between_rows(self, j: int, width: int) -> bool:
        """Whether a line is a label of the rows below it, which were one cell over all columns."""
        value = self._lines[j].value.strip()
        if not 1 < len(value) <= _MAX_LABEL or not value.endswith((":", "：")) or "\t" in value:
            return False
        near = [self._lines[k].value.rstrip(" ") for k in (j - 1, j + 1) if k < len(self._lines)]
        if len(near) < _LEAST or any(line.count("\t") != width - 1 for line in near):
            return False
        return not near[0].endswith(("\t", ":", "：")) and not is_header([*map(clean, TABS.cells(self._lines[j + 1]))])

    def _below_ruler(self, i: int, header: list[Text]) -> tuple[list[Piece], int]:
        """A table whose header has a ruler below it; what more the line has before its first pipe stood above it."""
        is_open = not self._lines[i].value.lstrip().startswith("|")
        is_stuck = is_open and len(header) == len(pipe_cells(self._lines[i + 1])) + 1 > _LEAST
        if not is_stuck or not is_header(header[1:]):
            return self._rows(i, header, PIPES)
        found, end = self._rows(i, header[1:], PIPES)
        return [Line(header[0]), *found], end

    def _step(self, j: int, header: list[Text], rows: list[list[Text]], layout: Layout) -> int | None:
        """Take what stands in a line into a table's rows; the next line of the table, none if it is over."""
        if is_ruler(self._lines[j].value) or self._is_aligned(j, rows):
            return j + 1
        row = self._row(j, layout)
        if row is None:
            return self._over_a_gap(j, header, rows, layout)
        if layout is PIPES and len(row) > len(header):
            row = unions.joined(row, header)
        if [cell.value for cell in row] == [cell.value for cell in header]:
            return j + 1 if rows else None
        if layout is TABS and 1 < len(row) < len(header) and (closed := broken.row(self._lines, j, len(header))):
            rows.append([clean(cell) for cell in closed[0]])
            return closed[1]
        if layout is PIPES and (len(row) < len(header) or not self._lines[j].value.rstrip().endswith("|")):
            whole, following = self._in_more_lines(j, len(header))
            if whole is not None:
                rows.append(_fitted(whole, len(header)))
                return following
        is_title = self._is_outlined(row, len(header), j)
        if not is_title and not self._begins_other(row, j):
            rows.append(_fitted(row, len(header)))
        elif rows and not is_title and self._is_fragment(j, row, header, layout):
            rows[-1] = _extended(rows[-1], row)
        else:
            return None
        return j + 1

    def _is_aligned(self, j: int, rows: list[list[Text]]) -> bool:
        """Take a line of cells that stand below the header's, some of which are empty; whether it is one."""
        line = self._lines[j]
        if self._aligned is None or not rows or not line.value.strip() or not self._lines[j - 1].value.strip():
            return False
        cells = COLUMNS.cells(line)
        placed = self._aligned.placed(line, cells) if len(cells) < len(rows[-1]) else None
        if placed is None or not any(cell.value for cell in placed[1:]):
            return False
        row = [clean(cell) for cell in placed]
        if row[0].value:
            rows.append(row)
        else:
            rows[-1] = extended(rows[-1], row)
        return True

    def _in_more_lines(self, j: int, width: int) -> tuple[list[Text] | None, int]:
        """The row that begins in a line and goes on in the next ones until it has all its cells."""
        opened = self._lines[j].value.strip().startswith("|")
        pipes = 0
        for k in range(j, min(j + _MAX_JOINED, len(self._lines))):
            value = self._lines[k].value.strip()
            if not value or (k > j and opened and value.startswith("|") and len(value) > 1):
                break
            pipes += len(PIPE.findall(value))
            if pipes >= width + opened:
                line = join([line.strip() for line in self._lines[j : k + 1]], "\n")
                cells = [clean(cell) for cell in pipe_cells(line)]
                return (cells, k + 1) if len(cells) == width and k > j else (None, j)
        return None, j

    def _over_a_gap(self, j: int, header: list[Text], rows: list[list[Text]], layout: Layout) -> int | None:
        line = self._lines[j]
        if rows and layout is TABS and self._lines[j - 1].value.endswith("\t"):
            end = self._spilled(j, len(header))
            below = [clean(each) for each in self._lines[j:end] if each.value.strip()]
            if below and not rows[-1][-1].value:
                rows[-1] = [*rows[-1][:-1], join(below, "\n")]
                return end
        following = self._resumed(j, layout, len(header), rows)
        if following == j + 1 and rows and len(line) > _MAX_FURNITURE and line.value.strip():
            last = rows[-1][-1]
            rows[-1] = [
                *rows[-1][:-1],
                join([last, clean(line)], "\n" if folded(last.value) in terms.TYPES else " "),
            ]
        return following

    def _spilled(self, j: int, width: int) -> int:
        """The line after those that go on with a cell which was still empty at the end of its line."""
        end = None
        for k in range(j, min(j + _MAX_SPILLED, len(self._lines))):
            value = self._lines[k].value
            row = self._row(k, TABS)
            if row is not None:
                return k if len(row) == width and not is_header(row) else end or k
            if _OF_SCHEMA.match(value):
                end = None
                continue
            if (headings.is_label(value) and not self._is_before_row(k, width)) or is_payload(value):
                return end or k
            if not value.strip():
                # Where no row comes any more, the cell is over here.
                end = end or k
        return end or j

    def _is_before_row(self, k: int, width: int) -> bool:
        """Whether the next row comes right below a line."""
        rows = (self._row(i, TABS) for i in range(k + 1, min(k + 3, len(self._lines))))
        first = next((row for row in rows if row is not None), None)
        return first is not None and len(first) == width and not is_header(first)

    def _row(self, j: int, layout: Layout) -> list[Text] | None:
        line = self._lines[j]
        if not line.value.strip() or not layout.sign.search(line.value):
            return None
        return [clean(cell) for cell in layout.cells(line)]

    def _begins_other(self, row: list[Text], j: int) -> bool:
        if is_header(row):
            return True
        return len(row) > 1 and self.is_ruled(j) and not self._is_framed

    def _is_outlined(self, row: list[Text], width: int, j: int) -> bool:
        """Whether a short row is the title of what comes next, with a tab behind its number."""
        number = row[0].value
        if len(row) != _LEAST or width == _LEAST or "\t" not in self._lines[j].value or not number[:1].isdigit():
            return False
        following = self._lines[j + 1].value if j + 1 < len(self._lines) else ""
        return _OUTLINED.match(number) is not None or (len(number) <= _LEAST and following.startswith(f"{number}.1"))

    def _is_fragment(self, j: int, row: list[Text], header: list[Text], layout: Layout) -> bool:
        """Whether what looks like a header is the rest of the row above: nothing stands under it."""
        if is_header(row) or len(row) > len(header) or (layout is COLUMNS and row[0].value[:1].isdigit()):
            return False
        after = j + 2
        return after >= len(self._lines) or self._row(after, layout) is None

    def _resumed(self, j: int, layout: Layout, width: int, rows: list[list[Text]]) -> int | None:
        """The next line of the table, where only furniture stands before it."""
        for k in range(j, min(j + _MAX_GAP, len(self._lines))):
            value = self._lines[k].value
            row = self._row(k, layout)
            if row is None:
                if _OF_CELL.match(value) and self._is_before_row(k, width):
                    continue
                if headings.is_label(value) or is_payload(value):
                    return None
                if len(value.strip()) > _MAX_FURNITURE and k > j:
                    return None
                continue
            if k > j and layout is TABS and (not row[0].value or _heads_values(row, rows)):
                return None
            fits = len(row) == width or (len(row) > width and not any(cell.value for cell in row[width:]))
            if fits and not self._begins_other(row, k):
                if k > j and headings.states_address(row[0].value):
                    return None
                return k if _is_alike(row, rows) else None
            if k > j and self._begins_other(row, k) and self._is_fragment(k, row, [row[0]] * width, layout):
                return k
            return None
        return None


def _is_typed(cell: Text) -> bool:
    """Whether a cell begins with a type."""
    told = toldtypes.told(cell.value)
    return told is not None and not cell.value[: told[0]].strip()


def _is_alike(row: list[Text], rows: list[list[Text]]) -> bool:
    """Whether a row may be one more: it begins with a number, or in capitals, if all others begin with a number."""
    if not rows or (row[0].value.isupper() and all(other[0].value[:1].isupper() for other in rows)):
        return True
    return _DIGIT.search(row[0].value) is not None or not all(_DIGIT.search(other[0].value) for other in rows)


def _heads_values(row: list[Text], rows: list[list[Text]]) -> bool:
    """Whether a row after a gap is the header of the values of a member above."""
    return may_head_values(row) and (not row[0].value.isascii() or row[0].value in {other[0].value for other in rows})


def _fitted(row: list[Text], width: int) -> list[Text]:
    if len(row) > width:
        return [*row[: width - 1], join(row[width - 1 :], " | ")]
    return row + [row[-1].part(len(row[-1]))] * (width - len(row))


def _extended(row: list[Text], more: list[Text]) -> list[Text]:
    """A row whose cells go on in a second one."""
    pairs = zip(row, _fitted(more, len(row)), strict=True)
    return [join(pair, "" if k == 0 else " ") if pair[1].value else pair[0] for k, pair in enumerate(pairs)]
