"""Lines of plain text as pieces: whatever a form of page does not set apart by itself is read here.

Tables are recognised by their header: cells between pipes, tabs or several blanks, words in a row, or a cell per line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from dlrgen.pages import flattened, words
from dlrgen.pages import payload as payloads
from dlrgen.pages.blocks import Block, Grid, Heading, Line, Piece
from dlrgen.pages.payload import Payload
from dlrgen.pages.text import Text, join, made
from dlrgen.pages.unfold import PIPE, unfolded
from dlrgen.pages.words import Column

_RULER = re.compile(
    r"[ \t]*[|+]?[ \t]*:?[-=]{2,}[-=:|+ \t]*\Z|[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*\Z"
)
_COLUMNS = re.compile(r"\t+| {2,}")
_TABS = re.compile(r"\t")
_WORDS = re.compile(r"[ \t]+")
_WORD = re.compile(r"[^ \t]+")
_HEADER_SIGNS = frozenset("#*`_|")
_BEGINNING: frozenset[Column | None] = frozenset({"name", "code", "number"})
"""What the first column of a table is, if its header lost the signs between its cells."""
_MARKUP = re.compile(
    r"`+|\*\*|__(?=\S)|(?<=\S)__|</?[A-Za-z][A-Za-z0-9-]{0,20}(?:[ ][^<>]{0,200})?/?>"
    r"|!?\[([^\[\]\n]{0,300})\]\([^()\n]{0,500}\)|\\(?=[\\`*_{}\[\]()#+.!|<>-])"
)
_BREAK = re.compile(r"[ \t]*<br[ \t]*/?>[ \t]*", re.IGNORECASE)
_MARKUP_SIGNS = frozenset("`*_<[\\")
"""What no markup is without."""
_MARKS = re.compile(r"[ \t]*(#{2,6})[ \t]+(?=\S)")
_BULLET = re.compile(r"[ \t]*(?P<mark>[-*+•·●◦▪○]|[0-9]{1,2}[.)、])[ \t]+")
_TERM = re.compile(
    r"[ \t]*(?P<term>`{1,2}[^`\n]{1,80}`{1,2}|\*\*[^*\n]{1,80}\*\*|__[^_\n]{1,80}__|\*[^*\s][^*\n]{0,80}\*(?=[ \t:(]))"
)
"""Words that are set off, at the beginning of a line."""
_BOLD = re.compile(r"[ \t]*(?:[-*+][ \t]+)?(?:\*\*|__)(?P<text>[^*_\n][^*\n]{0,100}?)(?:\*\*|__)[ \t]*[:：]?[ \t]*\Z")
_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*[A-Za-z0-9_+#-]{0,20}[ \t]*\Z")
_RULING = frozenset("|+:-=`~")
"""What a ruler or fence begins with."""
_DIGIT = re.compile(r"[0-9]")
PROGRAMS = frozenset({
    "c", "c#", "c++", "cpp", "cs", "csharp", "dart", "go", "golang", "groovy", "java", "javascript", "js",
    "jsx", "kotlin", "lua", "node", "nodejs", "objc", "objective-c", "perl", "php", "powershell", "py",
    "python", "r", "rb", "ruby", "rust", "scala", "swift", "ts", "tsx", "typescript", "vb",
})  # fmt: skip
"""What pages call the languages of programs."""
_PROGRAM_LINE = re.compile(
    r"\s*(?:import\s|from \w+ import|package \w|using \w|#include|(?:public|private|protected|static)\s|def \w"
    r"|func(?:tion)?\b|class \w|(?:var|let|const|final|string|int|bool)\s+\w|\$\w+\s*=|<\?php|require|echo\s|print"
    r"|return\b|if\s?\(|for\s?\(|foreach|try\b|\}?\s*catch\b|async\s|await\s|namespace\s|[A-Z]\w+ \w+ = "
    r"|\w+ = \w+[.(]|\w+\.\w+\()"
)
_NO_HEADER: tuple[Column, ...] = ("name", "type", "place", "required", "description")
_KEYS: frozenset[Column] = frozenset({"name", "code", "values"})
_CODE_WORDS = (" code", " Code")
_MAX_CELLS = 64
_MAX_GAP = 6
_MAX_JOINED = 12
_MAX_FURNITURE = 12
_MAX_HEADER = 400
"""How long a header may be."""
_URL_LABEL = re.compile(r"[ \t]*(?P<label>[^:：\n]{1,30})[:：][ \t]*(?=https?://)")
_MAYBE_PAYLOAD = re.compile(
    r"[ \t]*(?:[$>#][ \t]*)?(?:curl\s|GET|POST|PUT|DELETE|PATCH|HEAD|HTTP/|get|post|https?:"
    r"|[A-Za-z_][A-Za-z0-9_.\[\]-]{0,60}=|[^:：\n]{1,30}[:：][ \t]*http)|[^\n{\[<]{0,60}[{\[<]"
)
_PAYLOAD_LABEL = re.compile(r"[ \t]*(?:[0-9]{1,6}\.?[ \t]+)?(?:[^{}\[\]\"'<>|=]{0,30}[:：])?[ \t]*(?=[{\[<])")


class _Layout(Struct, frozen=True):
    """A way of printing a row in a line."""

    cells: Callable[[Text], list[Text]]
    sign: re.Pattern[str]


def _pipe_cells(line: Text) -> list[Text]:
    line = line.strip()
    cells = [cell.strip() for cell in line.between(PIPE, _MAX_CELLS + 1)]
    if cells and not cells[0].value and line.value.startswith("|"):
        del cells[0]
    if len(cells) > 1 and not cells[-1].value and line.value.endswith("|"):
        del cells[-1]
    return cells[:_MAX_CELLS]


def _tab_cells(line: Text) -> list[Text]:
    return [cell.strip() for cell in line.between(_TABS, _MAX_CELLS)][:_MAX_CELLS]


def _column_cells(line: Text) -> list[Text]:
    return [cell.strip() for cell in line.strip().between(_COLUMNS, _MAX_CELLS)][:_MAX_CELLS]


_LAYOUTS = (
    _Layout(_pipe_cells, PIPE),
    _Layout(_tab_cells, _TABS),
    _Layout(_column_cells, re.compile(r"\S {2,}\S")),
)


def clean(text: Text) -> Text:
    """Words without the marks of Markdown and HTML around and in them."""
    if _MARKUP_SIGNS.isdisjoint(text.value):
        return text.strip()
    if "<" in text.value and _BREAK.search(text.value):
        text = join(text.between(_BREAK), "\n")
    return text.without(_MARKUP).strip()


def is_ruler(line: str) -> bool:
    """Whether a line only rules off what is above it."""
    return len(line) < 2000 and _RULER.match(line) is not None


def pieces(lines: Sequence[Text], *, fenced: bool = False) -> Iterator[Piece]:
    """What stands in the lines.

    Args:
        lines: Lines that follow each other.
        fenced: Whether the page sets them off as code, so that a payload may go on to their end.

    Yields:
        The pieces in their order.
    """
    yield from _Scan(lines if fenced else unfolded(lines), fenced).pieces()


def fenced(lines: Sequence[Text], language: str = "") -> Iterator[Piece]:
    """What stands in lines that the page sets off as code. Of programs only the calls of curl are read."""
    first = next((line.value.strip()[0] for line in lines if line.value.strip()), "")
    if first in ("{", "[", "<") or not (language in PROGRAMS or _is_program(lines)):
        yield from pieces(lines, fenced=True)


def is_program_line(line: str) -> bool:
    """Whether a line is likely to be of a program."""
    return _PROGRAM_LINE.match(line) is not None or line.rstrip()[-1:] in ("{", "}", ";")


def _is_program(lines: Sequence[Text]) -> bool:
    return sum(_PROGRAM_LINE.match(line.value) is not None for line in lines[:200]) > 1


class _Scan:
    """Lines on their way to being pieces."""

    def __init__(self, lines: Sequence[Text], fenced: bool) -> None:
        self._lines = lines
        self._fenced = fenced
        self._solid = [i for i, line in enumerate(lines) if line.value.strip()]
        self._joined = join(lines, "\n") if lines else None
        self._starts: list[int] = []
        at = 0
        for line in lines:
            self._starts.append(at)
            at += len(line) + 1

    def pieces(self) -> Iterator[Piece]:
        i = 0
        while i < len(self._lines):
            value = self._lines[i].value
            first = value.lstrip()[:1]
            if not first or (first in _RULING and (is_ruler(value) or _FENCE.match(value))):
                i += 1
                continue
            for reader in (self._payload, self._grid):
                found, following = reader(i)
                if found:
                    yield from found
                    i = following
                    break
            else:
                piece, i = self._gathered(i)
                yield piece

    def _line(self, line: Text) -> Piece:
        marks = _MARKS.match(line.value)
        if marks and not self._fenced:
            return Heading(clean(line.part(marks.end())), len(marks[1]))
        bold = _BOLD.match(line.value)
        if bold and not self._fenced:
            return Heading(clean(line.part(*bold.span("text"))), 9)
        bullet = _BULLET.match(line.value)
        words_ = line.part(bullet.end()) if bullet else line
        term = _TERM.match(words_.value)
        depth = len(line.value) - len(line.value.lstrip()) if bullet else 0
        return Line(words_, bullet is not None, depth, words_.part(term.start("term"), term.end()) if term else None)

    def _goes_on(self, i: int) -> int:
        """The line after those that go on with the item in a line, as their indentation shows."""
        value = self._lines[i].value
        bullet = _BULLET.match(value)
        if bullet is None or self._fenced or words.is_label(value[bullet.end() :]):
            return i + 1
        k = i + 1
        while k < min(i + _MAX_JOINED, len(self._lines)):
            value = self._lines[k].value
            if not value.strip() or len(value) - len(value.lstrip()) < bullet.end() - bullet.start("mark"):
                break
            if _BULLET.match(value) or is_ruler(value) or _FENCE.match(value) or words.is_label(value):
                break
            if self._payload(k)[0] or self._grid(k)[0]:
                break
            k += 1
        return k

    def _gathered(self, i: int) -> tuple[Piece, int]:
        """A line as a piece, an item with the lines that go on with it; and the line after it."""
        following = self._goes_on(i)
        line = self._lines[i]
        if following > i + 1:
            line = join([line, *(each.strip() for each in self._lines[i + 1 : following])], "\n")
        return self._line(line), following

    # Payloads

    def _payload(self, i: int) -> tuple[list[Piece], int]:
        assert self._joined is not None
        text, start = self._joined.value, self._starts[i]
        label, found = _payload_in_line(text, start, start + len(self._lines[i]), fenced=self._fenced)
        if found is None:
            return [], i
        before: list[Piece] = [Line(self._joined.part(start, label))] if text[start:label].strip(" \t-*") else []
        following = i + 1
        while following < len(self._lines) and self._starts[following] < found.end:
            following += 1
        return [*before, Block(self._joined, found)], following

    # Tables

    def _grid(self, i: int) -> tuple[list[Piece], int]:
        value = self._lines[i].value
        if len(value) > _MAX_HEADER:
            return [], i
        # Most lines hold no table: what every layout needs is looked for first.
        for layout in _LAYOUTS if "|" in value or "\t" in value or "  " in value.strip() else ():
            if layout.sign.search(value):
                header = [clean(cell) for cell in layout.cells(self._lines[i])]
                if self._is_header(header, i, layout):
                    return self._table(i, header, layout)
        if len(value) <= 120 and " " in value.strip() and len(value.split(maxsplit=8)) <= 8:
            header = _word_header(self._lines[i])
            if 1 < len(header) <= 8 and begins_row(header) and is_header(header, all_known=True):
                found, end = self._word_table(i, header)
                return (found, end) if found else self._cell_table(i, header)
        return self._vertical_table(i)

    def _is_header(self, header: list[Text], i: int, layout: _Layout) -> bool:
        if len(header) < 2:
            return False
        if layout is _LAYOUTS[0] and i + 1 < len(self._lines) and is_ruler(self._lines[i + 1].value):
            return True
        return is_header(header)

    def _table(self, i: int, header: list[Text], layout: _Layout) -> tuple[list[Piece], int]:
        rows: list[list[Text]] = []
        end = i + 1
        while end < len(self._lines) and (following := self._step(end, header, rows, layout)) is not None:
            end = following
        return ([Grid(header, rows)], end) if rows or layout is _LAYOUTS[0] else ([], i)

    def _step(self, j: int, header: list[Text], rows: list[list[Text]], layout: _Layout) -> int | None:
        """Take what stands in a line into a table's rows; the next line of the table, none if it is over."""
        if is_ruler(self._lines[j].value):
            return j + 1
        row = self._row(j, layout)
        if row is None:
            return self._over_a_gap(j, header, rows, layout)
        if [cell.value for cell in row] == [cell.value for cell in header]:
            return j + 1 if rows else None
        if layout is _LAYOUTS[0] and (len(row) < len(header) or not self._lines[j].value.rstrip().endswith("|")):
            whole, following = self._in_more_lines(j, len(header))
            if whole is not None:
                rows.append(_fitted(whole, len(header)))
                return following
        if not self._begins_other(row, j):
            rows.append(_fitted(row, len(header)))
        elif rows and self._is_fragment(j, row, header, layout):
            rows[-1] = _extended(rows[-1], row)
        else:
            return None
        return j + 1

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
                cells = [clean(cell) for cell in _pipe_cells(line)]
                return (cells, k + 1) if len(cells) == width and k > j else (None, j)
        return None, j

    def _over_a_gap(self, j: int, header: list[Text], rows: list[list[Text]], layout: _Layout) -> int | None:
        line = self._lines[j]
        following = self._resumed(j, layout, len(header), rows)
        if following == j + 1 and rows and len(line) > _MAX_FURNITURE and line.value.strip():
            rows[-1] = [*rows[-1][:-1], join([rows[-1][-1], clean(line)], " ")]
        return following

    def _row(self, j: int, layout: _Layout) -> list[Text] | None:
        line = self._lines[j]
        if not line.value.strip() or not layout.sign.search(line.value):
            return None
        return [clean(cell) for cell in layout.cells(line)]

    def _begins_other(self, row: list[Text], j: int) -> bool:
        if is_header(row):
            return True
        return j + 1 < len(self._lines) and is_ruler(self._lines[j + 1].value) and len(row) > 1

    def _is_fragment(self, j: int, row: list[Text], header: list[Text], layout: _Layout) -> bool:
        """Whether what looks like a header is the rest of the row above: nothing stands under it."""
        if is_header(row) or len(row) > len(header):
            return False
        after = j + 2
        return after >= len(self._lines) or self._row(after, layout) is None

    def _resumed(self, j: int, layout: _Layout, width: int, rows: list[list[Text]]) -> int | None:
        """The next line of the table, where only furniture stands before it."""
        for k in range(j, min(j + _MAX_GAP, len(self._lines))):
            value = self._lines[k].value
            row = self._row(k, layout)
            if row is None:
                if words.is_label(value) or _payload_in_line(value, 0, len(value), fenced=False)[1]:
                    return None
                if len(value.strip()) > _MAX_FURNITURE and k > j:
                    return None
                continue
            if len(row) == width and not self._begins_other(row, k):
                if k > j and words.states_address(row[0].value):
                    return None
                return k if _is_alike(row, rows) else None
            if k > j and self._begins_other(row, k) and self._is_fragment(k, row, [row[0]] * width, layout):
                return k
            return None
        return None

    def _word_table(self, i: int, header: list[Text]) -> tuple[list[Piece], int]:
        table = flattened.Rows([words.column(cell.value) for cell in header])
        names = [cell.value for cell in header]
        j = end = i + 1
        while j < len(self._lines):
            line = self._lines[j]
            value = line.value.strip()
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
        return ([Grid(header, table.rows)], end) if table.rows else ([], i)

    def _cell_table(self, i: int, header: list[Text]) -> tuple[list[Piece], int]:
        """A table whose header is in one line, and whose cells have a line each."""
        kinds: list[Column | None] = [words.column(cell.value) for cell in header]
        rows, end = flattened.vertical(self._lines, self._solid, kinds, i + 1)
        return ([Grid(header, rows)], end) if len(rows) > 1 and kinds[0] in _KEYS else ([], i)

    def _is_between(self, j: int, table: flattened.Rows) -> bool:
        """Whether a line that is no row of a table has one after it."""
        value = self._lines[j].value
        if words.is_label(value) or self._payload(j)[0] or is_header(self._lines[j].strip().between(_WORDS)):
            return False
        return j + 1 < len(self._lines) and table.fits(self._lines[j + 1])

    def _vertical_table(self, i: int) -> tuple[list[Piece], int]:
        """A table whose cells have a line each, with or without a header."""
        header: list[Text] = []
        kinds: list[Column | None] = []
        k = i
        while k < len(self._lines) and len(header) < 9:
            value = self._lines[k].value.strip()
            if value:
                column = words.column(value) if len(value) <= 20 else None
                column = column or (words.likely_column(value) if header or value.endswith(_CODE_WORDS) else None)
                if column == "code" and kinds == ["code"] and "http" in header[0].value.lower():
                    # Of two codes the vendor's own is meant.
                    kinds = [None]
                elif column is None or column in kinds or (column in _KEYS and kinds):
                    break
                header.append(clean(self._lines[k]))
                kinds.append(column)
            k += 1
        if len(header) > 1 and (kinds[0] or kinds[1]) in _KEYS and len(set(kinds)) > 1:
            rows, end = flattened.vertical(self._lines, self._solid, kinds, k)
            if rows:
                return [Grid(header, rows)], end
        return self._without_header(i)

    def _without_header(self, i: int) -> tuple[list[Piece], int]:
        """Names, types and descriptions in lines of their own; two rows at least."""
        value = self._lines[i].value.strip()
        following = self._lines[i + 1].value.strip() if i + 1 < len(self._lines) else ""
        if not flattened.NAME.match(value) or words.folded(following) not in words.TYPES:
            return [], i
        rows, end = flattened.vertical(self._lines, self._solid, _NO_HEADER, i, headless=True)
        if self._fenced or not rows or (len(rows) < 2 and not (rows[0][3] or self._is_announced(i))):
            return [], i
        place = self._lines[i].start()
        return [Grid([made(str(column), place) for column in _NO_HEADER], rows)], end

    def _is_announced(self, i: int) -> bool:
        """Whether the line above says that parameters or fields follow."""
        at = bisect_left(self._solid, i) - 1
        found = words.slot(self._lines[self._solid[at]].value) if at >= 0 else None
        return found is not None and found.whole and found.topic == "members"


def _word_header(line: Text) -> list[Text]:
    """The cells of a header that lost its columns: words that together name a column are one.

    Empty if the first of them does not name what rows are about.
    """
    found = [match.span() for match in _WORD.finditer(line.value)]
    if not line.value[found[0][0]].isalpha() and line.value[found[0][0]] not in _HEADER_SIGNS:
        return []
    first = next((n for n in (3, 2, 1) if n <= len(found) and _joined_column(line.value, found[:n]) in _BEGINNING), 0)
    if not first:
        return []
    cells = [(found[0][0], found[first - 1][1])]
    del found[:first]
    while found:
        size = next((n for n in (3, 2) if n <= len(found) and _joined_column(line.value, found[:n]) is not None), 1)
        cells.append((found[0][0], found[size - 1][1]))
        del found[:size]
    return [clean(line.part(*cell)) for cell in cells]


def _joined_column(value: str, found: Sequence[tuple[int, int]]) -> Column | None:
    """The column that words together name; in Chinese each names its own."""
    name = value[found[0][0] : found[-1][1]].strip("*`_|")
    return words.column(name) if len(found) == 1 or name.isascii() else None


def _payload_in_line(text: str, start: int, end: int, *, fenced: bool) -> tuple[int, Payload | None]:
    """The payload that begins in a line, and where its label is over."""
    if _MAYBE_PAYLOAD.match(text, start, end) is None:
        return start, None
    limit = len(text)
    for reader in (payloads.curl_at, payloads.form_at, payloads.url_at):
        found = reader(text, start, limit)
        if found is not None:
            return found.start, found
    if (labelled := _URL_LABEL.match(text, start, end)) and words.is_example(labelled["label"]):
        found = payloads.url_at(text, labelled.end(), limit)
        if found is not None:
            return found.start, found
    found = payloads.http_at(text, start, limit, loose=not fenced)
    if found is not None:
        return found.start, found
    label = _PAYLOAD_LABEL.match(text, start, end)
    if label is None:
        return start, None
    at = label.end()
    read = payloads.xml_at if text[at] == "<" else payloads.json_at
    found = read(text, at, limit, loose=not fenced)
    return (found.start, found) if found else (start, None)


def is_header(cells: list[Text], *, all_known: bool = False) -> bool:
    """Whether cells stand over a table of parameters, fields or codes."""
    columns = [words.column(cell.value) for cell in cells]
    if "name" not in columns and "code" not in columns:
        return False
    known = [column for column in columns if column is not None]
    if any(_is_answer(cell.value) for cell, column in zip(cells, columns, strict=True) if column is None):
        return False
    if len(known) != len(columns) and (all_known or len(known) < 2 or len(known) * 2 < len(columns)):
        return False
    return len(set(known)) > 1


def _is_answer(word: str) -> bool:
    """Whether a cell is what rows hold: a type, or whether something must be there."""
    return words.base_type(word) is not None or (len(word) < 9 and words.is_required(word) is not None)


def begins_row(header: list[Text]) -> bool:
    """Whether the first column names what a row is about, or counts rows."""
    return words.column(header[0].value) in _BEGINNING


def _is_alike(row: list[Text], rows: list[list[Text]]) -> bool:
    """Whether a row may be one more: it begins with a number if all others do."""
    return _DIGIT.search(row[0].value) is not None or not all(_DIGIT.search(other[0].value) for other in rows)


def _fitted(row: list[Text], width: int) -> list[Text]:
    if len(row) > width:
        return [*row[: width - 1], join(row[width - 1 :], " | ")]
    return row + [row[-1].part(len(row[-1]))] * (width - len(row))


def _extended(row: list[Text], more: list[Text]) -> list[Text]:
    """A row whose cells go on in a second one."""
    pairs = zip(row, _fitted(more, len(row)), strict=True)
    return [join(pair, "" if k == 0 else " ") if pair[1].value else pair[0] for k, pair in enumerate(pairs)]
