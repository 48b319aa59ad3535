"""Tables in lines of text, recognised by their header.

It has cells between pipes, tabs or several blanks, words in a row, or a cell per line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Grid, Line, Piece
from dlrgen.pages.lines import broken, flattened, helppages, marks, stuck, unions
from dlrgen.pages.lines.aligned import Aligned, extended
from dlrgen.pages.lines.even import EvenTables
from dlrgen.pages.lines.glance import glance, is_ruler, shape
from dlrgen.pages.lines.headers import (
    COLUMNS,
    PIPE,
    PIPES,
    TABS,
    Layout,
    is_header,
    lone_column,
    pipe_cells,
    stuck_header,
    word_header,
)
from dlrgen.pages.lines.opened import Payloads, is_payload
from dlrgen.pages.lines.solid import SolidLines
from dlrgen.pages.lines.vertical import vertical
from dlrgen.pages.markup import clean
from dlrgen.pages.text import Text, join, made
from dlrgen.pages.vocabulary import Column, folded

_WORDS = re.compile(r"[ \t]+")
_DIGIT = re.compile(r"[0-9]")
_NO_HEADER: tuple[Column, ...] = ("name", "type", "place", "required", "description")
_IN_THEIR_PLACE = ("name", "type", "location", "required", "description")
"""Headers that say so."""
_KEYS: frozenset[Column] = frozenset({"name", "code", "values"})
_OF_CELL = re.compile(
    r"[ \t]*(?:示例值?|样例|默认值|取值范围|可选值|[Ee]xample(?: value)?|[Dd]efault)[:：][ \t]*\S[^\n]{0,80}\Z"
)
"""A line that says more of the row above it."""
_OF_SCHEMA = re.compile(r"(?:枚举|枚举备注|最[大小](?:长度|数量|值)|item 类型|format|mock)[:：][ \t]*\S")
"""A line that tells more of the type in the row above it, blank lines between them or not."""
_OUTLINED = re.compile(r"[0-9]{1,2}(?:(?:\.[0-9]{1,2}){1,3}\.?|\.)\Z")
_LEAST = 2
_MAX_GAP = 6
_MAX_JOINED = 12
_MAX_SPILLED = 24
"""How many lines the last cell of a row may go on in."""
_MAX_FURNITURE = 12


class GridLines:
    """The tables of lines that follow each other."""

    def __init__(self, solid: SolidLines, payloads: Payloads, *, fenced: bool) -> None:
        """Take lines, their payloads, and whether the page sets them off as code."""
        self._lines = lines = solid.lines
        self._solid = solid
        self._fenced = fenced
        self._payloads = payloads
        self._even = EvenTables(lines)
        self._aligned: Aligned | None = None
        self._is_framed = False
        """Whether rulers stand around the table, so that one below a row makes no header of it."""

    def at(self, i: int) -> tuple[list[Piece], int]:
        """The table whose header is in a line, and the line after it; the line itself if it is no header."""
        found = glance(self._lines[i].value)
        for layout in found.layouts:
            header = [clean(cell) for cell in layout.cells(self._lines[i])]
            if layout is COLUMNS and found.is_words and len(word_header(self._lines[i])) > len(header):
                # One blank parts some of its columns, and more blanks the others.
                continue
            if layout is not PIPES or is_header(header) or self._is_ruled(i):
                return self._parted_table(i, header, layout)
        if found.is_stuck:
            header = stuck_header(self._lines[i])
            table, end = self._stuck_table(i, header)
            if table:
                return table, end
            return self._help_table(i, header) if helppages.is_header(header) else self._cell_table(i, header)
        if found.is_words:
            header = word_header(_unbulleted(self._lines[i]))
            table, end = self._word_table(i, header)
            return (table, end) if table else self._cell_table(i, header)
        if found.is_first and (printed := self._even.at(i)) is not None:
            return [printed[0]], printed[1]
        if found.is_cell and (vertical := self._vertical_table(i)) is not None:
            return vertical
        return self._without_header(i) if found.is_name else ([], i)

    def _parted_table(self, i: int, header: list[Text], layout: Layout) -> tuple[list[Piece], int]:
        """A table whose cells something parts."""
        if layout is PIPES and self._is_ruled(i):
            return self._ruled_table(i, header)
        if layout is not PIPES and helppages.is_header(header) and (helped := self._help_table(i, header))[0]:
            return helped
        return self._table(i, header, layout)

    def _is_ruled(self, i: int) -> bool:
        return i + 1 < len(self._lines) and is_ruler(self._lines[i + 1].value)

    def _table(self, i: int, header: list[Text], layout: Layout) -> tuple[list[Piece], int]:
        rows: list[list[Text]] = []
        end = i + 1
        self._is_framed = layout is PIPES and i > 0 and is_ruler(self._lines[i - 1].value)
        self._aligned = Aligned(self._lines[i], layout.cells(self._lines[i])) if layout is COLUMNS else None
        while end < len(self._lines) and (following := self._step(end, header, rows, layout)) is not None:
            end = following
        return ([Grid(header, rows)], end) if rows or layout is PIPES else ([], i)

    def _ruled_table(self, i: int, header: list[Text]) -> tuple[list[Piece], int]:
        """A table whose header has a ruler below it; what more the line has before its first pipe stood above it."""
        is_open = not self._lines[i].value.lstrip().startswith("|")
        is_stuck = is_open and len(header) == len(pipe_cells(self._lines[i + 1])) + 1 > _LEAST
        if not is_stuck or not is_header(header[1:]):
            return self._table(i, header, PIPES)
        found, end = self._table(i, header[1:], PIPES)
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
        return len(row) > 1 and self._is_ruled(j) and not self._is_framed

    def _is_outlined(self, row: list[Text], width: int, j: int) -> bool:
        """Whether a short row is the title of what comes next, with a tab behind its number."""
        number = row[0].value
        if len(row) != _LEAST or width == _LEAST or "\t" not in self._lines[j].value or not number[:1].isdigit():
            return False
        following = self._lines[j + 1].value if j + 1 < len(self._lines) else ""
        return _OUTLINED.match(number) is not None or (len(number) <= _LEAST and following.startswith(f"{number}.1"))

    def _is_fragment(self, j: int, row: list[Text], header: list[Text], layout: Layout) -> bool:
        """Whether what looks like a header is the rest of the row above: nothing stands under it."""
        if is_header(row) or len(row) > len(header):
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
            fits = len(row) == width or (len(row) > width and not any(cell.value for cell in row[width:]))
            if fits and not self._begins_other(row, k):
                if k > j and headings.states_address(row[0].value):
                    return None
                return k if _is_alike(row, rows) else None
            if k > j and self._begins_other(row, k) and self._is_fragment(k, row, [row[0]] * width, layout):
                return k
            return None
        return None

    def _word_table(self, i: int, header: list[Text]) -> tuple[list[Piece], int]:
        table = flattened.Rows([_column_of(cell.value) for cell in header])
        names = [cell.value for cell in header]
        is_listed = shape(self._lines[i].value).bullet is not None
        label = self._label_below(i)
        j = end = i + 1 + len(label)
        while j < len(self._lines):
            line = _unbulleted(self._lines[j]) if is_listed else self._lines[j]
            value = line.value.strip()
            if value and len(table.rows) > _LEAST and self._counts_back(j, table):
                break
            if (table.rows and value == " ".join(names)) or (value and table.take(line)):
                end = j + 1
            elif value:
                if not table.rows or end < j or not self._is_between(j, table):
                    break
                table.go_on(line)
                end = j + 1
            elif j > end or (table.is_loose and table.rows):
                break
            j += 1
        return ([*label, Grid(header, table.rows)], end) if table.rows else ([], i)

    def _label_below(self, i: int) -> list[Line]:
        """The label between a header and its rows that says of which side these are, as a row of its own once was."""
        line = self._lines[i + 1] if i + 1 < len(self._lines) else None
        if line is None or not line.value.rstrip().endswith((":", "：")):
            return []
        slot = headings.slot(line.value.strip())
        is_side = slot is not None and slot.whole and slot.kind is not None and slot.topic in ("part", "members")
        return [Line(line)] if is_side else []

    def _counts_back(self, j: int, table: flattened.Rows) -> bool:
        """Whether a line that stands alone begins with a smaller number than all the codes before it, as titles do."""
        near = [self._lines[k].value for k in (j - 1, j + 1) if k < len(self._lines)]
        return not any(value.strip() for value in near) and table.counts_back(self._lines[j].value)

    def _help_table(self, i: int, header: list[Text]) -> tuple[list[Piece], int]:
        """A table that ASP.NET made, with cells in lines of their own."""
        rows, end = helppages.rows(self._solid, i + 1)
        return ([Grid(header, rows)], end) if rows else ([], i)

    def _cell_table(self, i: int, header: list[Text]) -> tuple[list[Piece], int]:
        """A table whose header is in one line, and whose cells have a line each."""
        kinds: list[Column | None] = [terms.column(cell.value) for cell in header]
        rows, end = vertical(self._solid, kinds, i + 1)
        return ([Grid(header, rows)], end) if len(rows) > 1 and kinds[0] in _KEYS else ([], i)

    def _stuck_table(self, i: int, header: list[Text]) -> tuple[list[Piece], int]:
        """A table that lost the blanks between its cells."""
        columns: list[Column | None] = [terms.column(cell.value) or terms.likely_column(cell.value) for cell in header]
        rows, end = stuck.rows(self._lines, columns, i + 1)
        return ([Grid(header, rows)], end) if rows else ([], i)

    def _is_between(self, j: int, table: flattened.Rows) -> bool:
        """Whether a line that is no row of a table has one after it."""
        value = self._lines[j].value
        if headings.is_label(value) or self._payloads.at(j)[0] or is_header(self._lines[j].strip().between(_WORDS)):
            return False
        return j + 1 < len(self._lines) and table.fits(self._lines[j + 1])

    def _vertical_table(self, i: int) -> tuple[list[Piece], int] | None:
        """A table whose header and cells have a line each; None if there is none."""
        header, kinds, k = self._vertical_header(i)
        if len(header) > 1 and (kinds[0] or kinds[1]) in _KEYS and len(set(kinds)) > 1:
            rows, end = vertical(self._solid, kinds, k)
            if not rows and len(kinds) == _LEAST + 1 and kinds[0] == "name" and kinds[-1] in ("required", "optional"):
                # Marks in a column of their own are lost where they are pictures.
                del header[-1], kinds[-1]
                rows, end = vertical(self._solid, kinds, k)
            elif not rows and len(kinds) > _LEAST + 1 and self._may_head(k):
                # The last column may hold anything.
                rows, end = vertical(self._solid, [*kinds, None], k + 1)
                header = [*header, clean(self._lines[k])]
            if rows:
                return [Grid(header, rows)], end
        return None

    def _may_head(self, k: int) -> bool:
        """Whether a line may be the header of a column that is not known."""
        value = self._lines[k].value.strip() if k < len(self._lines) else ""
        return 1 < len(value) <= _MAX_FURNITURE and value.isalpha() and not headings.is_label(value)

    def _vertical_header(self, i: int) -> tuple[list[Text], list[Column | None], int]:
        """The cells of a header that have a line each, what their columns hold, and the line after them."""
        header: list[Text] = []
        kinds: list[Column | None] = []
        k = i
        while k < len(self._lines) and len(header) < 9:
            value = self._lines[k].value.strip()
            if value:
                column = None if glance(value).is_stuck else lone_column(value, first=not header)
                if column == "code" and kinds == ["code"] and _is_less_a_code(header[0].value, value):
                    if self._even.at(k) is not None:
                        # The first one is a title.
                        return [], [], k
                    kinds = [None]
                elif column == "description" and kinds[-2:] == ["code", "description"]:
                    # Of two columns that say what a code means the last one does.
                    kinds[-1] = None
                elif column is None or column in kinds or (column in _KEYS and kinds and not _is_pair(kinds, column)):
                    break
                header.append(clean(self._lines[k]))
                kinds.append(column)
            k += 1
        return header, kinds, k

    def _without_header(self, i: int) -> tuple[list[Piece], int]:
        """Names, types and descriptions in lines of their own; two rows at least."""
        following = self._lines[i + 1].value.strip() if i + 1 < len(self._lines) else ""
        value = self._lines[i].value.strip()
        if value.isupper() and (headings.is_label(value) or folded(value) in terms.TYPES):
            return [], i
        if not (marks.is_type(following) or marks.are_marks(following) or self._is_marked(i)):
            return [], i
        rows, end = vertical(self._solid, _NO_HEADER, i, headless=True)
        if self._fenced or not rows or (len(rows) < 2 and not (rows[0][3] or self._is_announced(i))):
            return [], i
        place = self._lines[i].start()
        return [Grid([made(header, place) for header in _IN_THEIR_PLACE], rows)], end

    def _is_marked(self, i: int) -> bool:
        """Whether a name has a word for must or where it is sent below it, and its type soon after."""
        below = [line.value.strip() for line in self._lines[i + 1 : i + 1 + marks.MOST]]
        if terms.column(self._lines[i].value.strip()) in ("type", "required", "description"):
            return False
        if not below or not (marks.is_must(below[0]) or folded(below[0]) in terms.PLACES):
            return False
        return any(map(marks.is_type, below[1:]))

    def _is_announced(self, i: int) -> bool:
        """Whether the line above says that parameters or fields follow."""
        at = self._solid.first(i) - 1
        above = self._solid.words[at] if at >= 0 else ""
        if headings.place_of(above) is not None:
            return True
        found = headings.slot(above)
        return found is not None and found.whole and found.topic == "members"


def _unbulleted(line: Text) -> Text:
    """A line without its bullet; a list may have a table's header and rows as its items."""
    bullet = shape(line.value).bullet
    return line.part(bullet[1]) if bullet is not None else line


def _is_less_a_code(first: str, second: str) -> bool:
    """Whether of two columns that may hold codes the second one does: not those of HTTP, nor states in words."""
    return "http" in first.lower() or (terms.says_code(second) and not terms.says_code(first))


def _is_pair(kinds: Sequence[Column | None], column: Column) -> bool:
    """Whether names have their values beside them, as those of headers have."""
    return column == "values" and [*kinds] == ["name"]


def _column_of(header: str) -> Column | None:
    """What the column under a header of a line holds, or else what its last word says."""
    return terms.column(header) or terms.column(header.rpartition(" ")[2]) or terms.likely_column(header)


def _is_alike(row: list[Text], rows: list[list[Text]]) -> bool:
    """Whether a row may be one more: it begins with a number, or in capitals, if all others begin with a number."""
    if not rows or (row[0].value.isupper() and all(other[0].value[:1].isupper() for other in rows)):
        return True
    return _DIGIT.search(row[0].value) is not None or not all(_DIGIT.search(other[0].value) for other in rows)


def _fitted(row: list[Text], width: int) -> list[Text]:
    if len(row) > width:
        return [*row[: width - 1], join(row[width - 1 :], " | ")]
    return row + [row[-1].part(len(row[-1]))] * (width - len(row))


def _extended(row: list[Text], more: list[Text]) -> list[Text]:
    """A row whose cells go on in a second one."""
    pairs = zip(row, _fitted(more, len(row)), strict=True)
    return [join(pair, "" if k == 0 else " ") if pair[1].value else pair[0] for k, pair in enumerate(pairs)]
