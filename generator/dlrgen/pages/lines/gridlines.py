"""Tables in lines of text, recognised by their header.

It has cells between pipes, tabs or several blanks, words in a row, or a cell per line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Grid, Line, Piece
from dlrgen.pages.lines import (
    blocktabs,
    columned,
    flattened,
    gapped,
    helppages,
    led,
    marks,
    stepped,
    stuck,
    toldheaders,
    wordcells,
    wordheaders,
)
from dlrgen.pages.lines.even import EvenTables
from dlrgen.pages.lines.glance import Glance, glance, shape
from dlrgen.pages.lines.headers import COLUMNS, PIPES, is_header, lone_column, stuck_header, word_header
from dlrgen.pages.lines.opened import Payloads
from dlrgen.pages.lines.parted import PartedTables
from dlrgen.pages.lines.solid import SolidLines
from dlrgen.pages.lines.vertical import vertical
from dlrgen.pages.markup import clean
from dlrgen.pages.text import Text, made
from dlrgen.pages.vocabulary import Column, folded

_WORDS = re.compile(r"[ \t]+")
_NO_HEADER: tuple[Column, ...] = ("name", "type", "place", "required", "description")
_IN_THEIR_PLACE = ("name", "type", "location", "required", "description")
"""Headers that say so."""
_KEYS: frozenset[Column] = frozenset({"name", "code", "values"})
_LEAST = 2
_MAX_FURNITURE = 12
_MAX_LABEL = 20
_MOST_OF_CELL = 12
"""How many lines a cell may have that copying broke."""


class GridLines:
    """The tables of lines that follow each other."""

    def __init__(self, solid: SolidLines, payloads: Payloads, *, fenced: bool) -> None:
        """Take lines, their payloads, and whether the page sets them off as code."""
        self._lines = lines = solid.lines
        self._solid = solid
        self._fenced = fenced
        self._payloads = payloads
        self._even = EvenTables(lines)
        self._parted = PartedTables(lines)

    def at(self, i: int) -> tuple[list[Piece], int]:
        """The table whose header is in a line, and the line after it; the line itself if it is no header."""
        found = glance(self._lines[i].value)
        if found.layouts and (parted := self._parted_table(i, found)) is not None:
            return parted
        if found.is_stuck or (found.is_words and not self._announces_header(i)):
            return self._without_signs(i, found)
        if found.is_told and (told := toldheaders.header(self._lines, i)) is not None:
            return self._word_table(i, *told)
        if found.is_row and self._is_announced(i) and (rows := self._parted.rows_alone(i)):
            return [Grid(rows[0], rows[1:])], i + len(rows)
        if found.is_tabbed and (tabbed := blocktabs.table(self._lines, i)) is not None:
            return [tabbed[0]], tabbed[1]
        return self._with_cell_lines(i, found)

    def _without_signs(self, i: int, found: Glance) -> tuple[list[Piece], int]:
        """The table whose header lost the signs between its cells; the line itself if none begins in it."""
        if found.is_stuck:
            header = stuck_header(self._lines[i])
            table, end = self._stuck_table(i, header)
            if not table and helppages.is_header(header):
                return self._help_table(i, header)
        else:
            header = word_header(_unbulleted(self._lines[i]))
            table, end = self._word_table(i, *wordheaders.table(self._lines, i, header))
        return (table, end) if table else self._cell_table(i, header)

    def _parted_table(self, i: int, found: Glance) -> tuple[list[Piece], int] | None:
        """The table whose header has its cells parted in a line; None if it is no header."""
        for layout in found.layouts:
            header = [clean(cell) for cell in layout.cells(self._lines[i])]
            if layout is COLUMNS and (printed := columned.table(self._lines, i, known=is_header(header))) is not None:
                return [printed[0]], printed[1]
            if layout is COLUMNS and found.is_words and len(word_header(self._lines[i])) > len(header):
                # One blank parts some of its columns, and more blanks the others.
                continue
            if not is_header(header) and (layout is COLUMNS or not self._parted.is_confirmed(i, layout)):
                continue
            if layout is not PIPES and helppages.is_header(header) and (helped := self._help_table(i, header))[0]:
                return helped
            return self._parted.table(i, header, layout)
        return None

    def _announces_header(self, i: int) -> bool:
        """Whether a line is a label whose words name columns, too, as one of its own stands over them below it."""
        if not self._lines[i].value.rstrip().endswith((":", "：")):
            return False
        k = self._solid.first(i + 1)
        below = glance(self._lines[self._solid.at[k]].value) if k < len(self._solid) else None
        return below is not None and (bool(below.layouts) or below.is_words)

    def _with_cell_lines(self, i: int, found: Glance) -> tuple[list[Piece], int]:
        """The table whose header and cells have a line each; the line itself if none begins in it."""
        if not self._fenced and stepped.may_head(self._lines, i):
            parted = stepped.table(self._solid, i)
            if parted is not None:
                return parted
        if (found.is_cell or found.is_first) and not self._fenced and (loose := gapped.table(self._lines, i)):
            return [loose[0]], loose[1]
        if found.is_lead and (headed := led.table(self._solid, i)) is not None:
            return [headed[0]], headed[1]
        if found.is_first and (printed := self._even.at(i)) is not None:
            return [printed[0]], printed[1]
        if found.is_cell and (listed := self._vertical_table(i)) is not None:
            return listed
        return self._without_header(i) if found.is_name else ([], i)

    def _word_table(self, i: int, header: list[Text], table: flattened.Rows) -> tuple[list[Piece], int]:
        names = [cell.value for cell in header]
        is_listed = shape(self._lines[i].value).bullet is not None
        label = self._label_below(i)
        labels: dict[int, Line] = {}
        j = end = i + 1 + len(label)
        while j < len(self._lines):
            line = _unbulleted(self._lines[j]) if is_listed else self._lines[j]
            value = line.value.strip()
            if value and len(table.rows) > _LEAST and self._counts_back(j, table):
                break
            if value and j > end and (table.lacks_marks(line) or self._heads_other(j)):
                break
            if (table.rows and value == " ".join(names)) or (value and table.take(line)):
                end = j + 1
            elif value and end == j and self._is_label_between(j, table):
                labels[len(table.rows)] = Line(self._lines[j])
                end = j + 1
            elif value:
                more = self._rest_of_cell(j, table) if table.rows and end >= j else 0
                if not more:
                    break
                for rest in self._lines[j : j + more]:
                    table.go_on(rest)
                j += more - 1
                end = j + 1
            elif j > end or (table.is_loose and table.rows):
                break
            j += 1
        return ([*label, *_between(header, table.whole(), labels)], end) if table.rows else ([], i)

    def _heads_other(self, j: int) -> bool:
        """Whether a line after a gap is the header of a table of its own."""
        found = glance(self._lines[j].value)
        return found.is_words or (found.is_told and toldheaders.header(self._lines, j) is not None)

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

    def _rest_of_cell(self, j: int, table: flattened.Rows) -> int:
        """How many lines, the first of which is no row of a table, go on with the one above: a row comes after them.

        They are more than one only where they list values, or rows are told by two words of theirs. Values may end a
        table, too.
        """
        are_values = table.is_named
        for k in range(j, min(len(self._lines), j + 1 + _MOST_OF_CELL)):
            line = self._lines[k]
            if k > j and table.fits(line) and (k == j + 1 or not table.lacks_marks(line)):
                return k - j
            if not line.value.strip():
                return k - j if are_values and k > j + 1 else 0
            is_value = wordcells.lists_value(line.value)
            if (k > j and not (table.is_named and (is_value or table.is_marked))) or not self._is_in_cell(k):
                return 0
            are_values = are_values and is_value
        return 0

    def _is_in_cell(self, j: int) -> bool:
        """Whether a line may be part of a cell: no label is, but for that of values."""
        value = self._lines[j].value
        if headings.is_label(value) or is_header(self._lines[j].strip().between(_WORDS)) or self._payloads.at(j)[0]:
            is_last = j + 1 >= len(self._lines) or not value.rstrip().endswith((":", "："))
            return not is_last and wordcells.lists_value(self._lines[j + 1].value)
        return True

    def _is_label_between(self, j: int, table: flattened.Rows) -> bool:
        """Whether a line is a label between rows that say what they are in words that are known."""
        value = self._lines[j].value.strip()
        if not (table.is_named and 1 < len(value) <= _MAX_LABEL and value.endswith((":", "："))):
            return False
        return (
            j + 1 < len(self._lines)
            and not table.is_loose
            and not table.lacks_marks(self._lines[j + 1])
            and (table.fits(self._lines[j + 1]))
        )

    def _vertical_table(self, i: int) -> tuple[list[Piece], int] | None:
        """A table whose header and cells have a line each; None if there is none."""
        header, kinds, k = self._vertical_header(i)
        if len(header) > 1 and (kinds[0] or kinds[1]) in _KEYS and len(set(kinds)) > 1:
            rows, end = vertical(self._solid, kinds, k)
            if not rows and len(kinds) == _LEAST + 1 and kinds[0] == "name" and kinds[-1] in ("required", "optional"):
                # Marks in a column of their own are lost where they are pictures.
                del header[-1], kinds[-1]
                rows, end = vertical(self._solid, kinds, k)
            elif not rows and self._may_head(k, kinds):
                # The last column may hold anything.
                rows, end = vertical(self._solid, [*kinds, None], k + 1)
                header = [*header, clean(self._lines[k])]
            if rows:
                return [Grid(header, rows)], end
        return None

    def _may_head(self, k: int, kinds: Sequence[Column | None]) -> bool:
        """Whether a line may be the last header: of a second column of words, or of one that is not known."""
        value = self._lines[k].value.strip() if k < len(self._lines) else ""
        if kinds[-1] == "description" == terms.column(value) and len(kinds) > _LEAST:
            return True
        if len(kinds) <= _LEAST + 1:
            return False
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
        if "\t" in above:
            return False
        if headings.place_of(above) is not None:
            return True
        found = headings.slot(above)
        return found is not None and found.whole and found.topic == "members"


def _between(header: list[Text], rows: list[list[Text]], labels: dict[int, Line]) -> Iterator[Piece]:
    """A table, or several with the labels between them; these by the number of rows before them."""
    start = 0
    for end, label in labels.items():
        if end > start:
            yield Grid(header, rows[start:end])
        yield label
        start = end
    yield Grid(header, rows[start:])


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
