"""Pages in reStructuredText as pieces.

docutils is not used: it gives no columns, gives up on a table with one crooked border, and knows no directives such
as `http:get` that pages of APIs are written with. What it is needed for here is little: underlines, tables, directives.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dlrgen.pages import headings
from dlrgen.pages.blocks import Grid, Heading, Line, Piece
from dlrgen.pages.endpoints.methods import VERB
from dlrgen.pages.forms import directives, embedded
from dlrgen.pages.lines import plain
from dlrgen.pages.markup import clean
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Page, Text, is_wide, join, made

_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_])\1{2,}[ \t]*\Z")
_GRID_RULE = re.compile(r"[ \t]*\+(?:[-=]+\+)+[ \t]*\Z")
_SIMPLE_RULE = re.compile(r"[ \t]*=+(?:[ \t]+=+)+[ \t]*\Z")
_SIMPLE_SPAN = re.compile(r"[ \t]*-+(?:[ \t]+-+)*[ \t]*\Z")
_DIRECTIVE = re.compile(r"(?P<indent>[ \t]*)\.\. (?P<name>[A-Za-z][A-Za-z0-9_:+-]{0,40})::[ \t]*(?P<argument>[^\n]*)\Z")
_COMMENT = re.compile(r"[ \t]*\.\.(?:[ \t]+|\Z)")
_FIELD = re.compile(r"[ \t]*:(?P<name>[^:\n]{1,100}):(?:[ \t]+(?P<body>[^\n]*))?\Z")
_HTTP_FIELD = re.compile(
    r"[ \t]*:(?P<kind>q(?:uery)?param(?:eter)?|query|param(?:eter)?|arg(?:ument)?|f(?:orm)?param(?:eter)?|form"
    r"|json(?:param(?:eter)?)?|req(?:uest)?header|res(?:ponse)?header|[<>]header|[<>]json(?:obj|arr)?"
    r"|re[qs]json(?:obj|arr)?|statuscode|status|code)[ \t]+"
    r"(?P<words>[^:\n]{1,120}):[ \t]*(?P<body>[^\n]*)\Z"
)
_TYPE_FIELD = re.compile(r"[ \t]*:(?:param)?type[ \t]+(?P<name>[^:\s]{1,80}):[ \t]*(?P<body>[^\n]{1,80})\Z")
"""A field that tells the type of a parameter above it."""
_DEFINED = re.compile(
    r"(?P<marks>:[A-Za-z][A-Za-z:]{0,20}:`|``?|\*\*?)?(?P<name>[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60}|[0-9]{2,6})"
    r"(?(marks)(?:``?|\*\*?))[ ]?:?[ \t]*\Z"
)
"""A name that is set off, or a number, in a line of its own. What is indented below it says what it is."""
_DEFINING = frozenset(":`*0123456789")
_METHOD_DIRECTIVE = re.compile(r"http:(get|post|put|delete|patch|head|options)\Z")
_ROLE = re.compile(
    r":[A-Za-z][A-Za-z0-9:_-]{0,30}:(?=`)|`([^`<>\n]{0,200}) <[^`<>\n]{0,300}>`__?|(?<=`)__?(?![A-Za-z0-9])"
)
_SIGNS = frozenset(".+=:")
"""What directives, comments, tables and fields begin with."""
_MAX_CSV = 20_000
_TAB = 8
_MAX_DEFINED = 12
_LISTINGS = frozenset({"code-block", "code", "sourcecode", "parsed-literal", "highlight", "literalinclude", "code-tab"})
_ITEM = re.compile(r"(?P<indent>[ \t]*)\* - ?(?P<body>[^\n]*)\Z")
_ITEM_OF_CELL = re.compile(r"[-*+•][ \t]+\S")
_CELL = re.compile(r"(?P<indent>[ \t]*)- ?(?P<body>[^\n]*)\Z")
_CALLS = frozenset({"rest_method", "rest-method", "endpoint"})
"""Directives whose argument is a method and an address."""
_CALLED = re.compile(rf"(?P<method>{VERB})[ \t]+(?P<address>[^\s]{{1,300}})\Z")
_STATUS = frozenset({"statuscode", "status", "code"})
"""The kinds of fields of an HTTP directive that say how a call may end."""
_SIDES = (
    (re.compile("q"), "query parameters"),
    (re.compile("(?:req.*|<)header"), "request header parameters"),
    (re.compile("par|arg"), "path parameters"),
    (re.compile("res|>"), "response fields"),
)
"""What the kinds of fields of an HTTP directive are about; the others are of a body that is sent."""


@remembered
def _underline(line: str) -> re.Match[str] | None:
    """What underlines the line above it."""
    return _UNDERLINE.match(line)


def pieces(page: Page) -> Iterator[Piece]:
    """What stands in a page of reStructuredText, in its order."""
    yield from _Reader(page, page.lines()).pieces()


def pieces_of(lines: Sequence[Text], page: Page) -> Iterator[Piece]:
    """What stands in lines of a page in another form, in their order."""
    yield from _Reader(page, lines).pieces()


class _Reader:
    """Lines of a page being read."""

    def __init__(self, page: Page, lines: Sequence[Text]) -> None:
        self._page = page
        self._lines = lines
        self._levels: dict[str, int] = {}

    def pieces(self) -> Iterator[Piece]:
        """All pieces, in their order."""
        loose: list[Text] = []
        i = 0
        while i < len(self._lines):
            found, following = self._set_apart(i)
            if following == i:
                loose.append(_bare(self._lines[i]))
                i += 1
                continue
            yield from embedded.pieces(loose, self._page)
            loose = []
            yield from found
            i = following
        yield from embedded.pieces(loose, self._page)

    def _set_apart(self, i: int) -> tuple[list[Piece], int]:
        """What begins at a line and is no plain text, and the line after it; the line itself if nothing does."""
        value = self._lines[i].value
        is_signed = value.lstrip()[:1] in _SIGNS
        if is_signed and (signed := self._signed(i)) is not None:
            return signed
        if heading := self._heading(i):
            return [Heading(_bare(self._lines[heading[0]]).strip(), heading[2])], heading[1]
        if value.rstrip().endswith("::"):
            last = self._body_end(i + 1, _indent(value))
            if last > i + 1:
                announced = _bare(self._lines[i]).strip(": \t")
                words = plain.pieces([announced]) if announced.value else ()
                return [*words, *plain.fenced(self._lines[i + 1 : last])], last
        if is_signed and _HTTP_FIELD.match(value):
            return self._fields(i)
        if value[:1] in _DEFINING and (name := _DEFINED.match(value)) is not None:
            return self._defined(i, name)
        if is_signed and (field := _FIELD.match(value)) and field["body"]:
            return [self._item(i, field)], i + 1
        return [], i

    def _signed(self, i: int) -> tuple[list[Piece], int] | None:
        """What a sign sets apart: a directive, comment or table."""
        value = self._lines[i].value
        if directive := _DIRECTIVE.match(value):
            return self._directive(i, directive)
        if _COMMENT.match(value) and value.strip() != "..":
            return [], i + 1
        if _GRID_RULE.match(value):
            return self._grid(i)
        return self._simple(i) if _SIMPLE_RULE.match(value) else None

    def _heading(self, i: int) -> tuple[int, int, int] | None:
        """The line of a heading's words, the line after it, and its level."""
        value = self._lines[i].value
        over = _underline(value)
        if over is not None:
            title = i + 1
            under = _underline(self._value(i + 2))
            if under is None or under[1] != over[1] or not self._value(title).strip():
                return None
            sign = over[1] * 2
        else:
            title = i
            under = _underline(self._value(i + 1))
            if under is None or not value.strip() or value[0] in " \t" or len(value) > 200:
                return None
            if len(under.group().strip()) < min(4, len(value.strip())):
                return None
            sign = under[1]
        return title, title + 2, self._levels.setdefault(sign, min(len(self._levels) + 1, 6))

    def _item(self, i: int, field: re.Match[str]) -> Line:
        """A field of a list (`:id: the number`) as an item."""
        line = self._lines[i]
        return Line(_bare(line.part(field.start("name"))), True, _indent(line.value), line.part(*field.span("name")))

    def _defined(self, i: int, name: re.Match[str]) -> tuple[list[Piece], int]:
        """A name and what defines it as an item; nothing if nothing below it is indented."""
        last = self._body_end(i + 1, 0) if self._value(i + 1).strip() else i
        if last <= i + 1 or last > i + _MAX_DEFINED:
            return [], i
        term = self._lines[i].part(*name.span("name"))
        body = [_bare(line).strip() for line in self._lines[i + 1 : last] if line.value.strip()]
        return [Line(join([term, join(body, "\n")], "\n" if term.value.isdigit() else " "), True, 0, term)], last

    def _value(self, i: int) -> str:
        return self._lines[i].value if i < len(self._lines) else ""

    def _body_end(self, i: int, indent: int) -> int:
        """The line after what is indented further than that."""
        last = i
        for k in range(i, len(self._lines)):
            value = self._lines[k].value
            if value.strip():
                if _indent(value) <= indent:
                    break
                last = k + 1
        return last

    def _directive(self, i: int, directive: re.Match[str]) -> tuple[list[Piece], int]:
        name, argument = directive["name"], self._lines[i].part(*directive.span("argument")).strip()
        last = self._body_end(i + 1, len(directive["indent"]))
        first = i + 1
        while (
            first < last and _FIELD.match(self._lines[first].value) and not _HTTP_FIELD.match(self._lines[first].value)
        ):
            first += 1
        body = self._lines[first:last]
        if name in _LISTINGS:
            return [*plain.fenced(body, argument.value.lower())], last
        if name == "list-table":
            return self._titled(argument, _list_table(body)), last
        if name == "csv-table":
            return self._titled(argument, _csv_table(self._lines[i + 1 : last])), last
        if _METHOD_DIRECTIVE.match(name):
            start = self._lines[i].part(directive.start("name") + 5, directive.end("name"))
            return [directives.call(start, argument)], i + 1
        if name in _CALLS and (called := _CALLED.match(argument.value)) is not None:
            return [directives.call(*(argument.part(*called.span(part)) for part in ("method", "address")))], i + 1
        # What a note or a tab holds is text of the page.
        return ([Heading(argument, 9)] if argument.value and name in ("tab", "rubric", "table") else []), first

    def _titled(self, title: Text, grid: Grid | None) -> list[Piece]:
        heading: list[Piece] = [Heading(_bare(title), 9)] if title.value else []
        return [*heading, grid] if grid is not None else heading

    def _grid(self, i: int) -> tuple[list[Piece], int]:
        last = i
        while last < len(self._lines) and self._lines[last].value.strip()[:1] in ("+", "|"):
            last += 1
        lines = [line.strip() for line in self._lines[i:last]]
        edges = [k for k, character in enumerate(lines[0].value) if character == "+"]
        rows: list[list[list[Text]]] = [[[] for _ in edges[1:]]]
        for line in lines[1:]:
            if line.value.startswith("+") and _GRID_RULE.match(line.value):
                rows.append([[] for _ in edges[1:]])
            else:
                for column, part in enumerate(_cut(line, edges)):
                    inside = part.strip(" \t|")
                    rows[-1][column] += [inside] if inside.value.strip("-+=") else []
        cells = [[_cell(cell, lines[0]) for cell in row] for row in rows if any(row)]
        return ([Grid(cells[0], cells[1:])] if cells else []), last

    def _simple(self, i: int) -> tuple[list[Piece], int]:
        rule = self._lines[i].value
        starts = [match.start() for match in re.finditer(r"=+", rule)]
        edges = [*starts, 10**9]
        rows: list[list[list[Text]]] = []
        rules = 1
        k = i + 1
        while k < len(self._lines):
            line = self._lines[k]
            if _SIMPLE_RULE.match(line.value):
                rules += 1
                k += 1
                if rules == 3 or not self._value(k).strip():
                    break
                continue
            k += 1
            if not line.value.strip() or (_SIMPLE_SPAN.match(line.value) and line.value.count("-") > 2):
                continue
            parts = [part.strip() for part in _cut(line, edges)]
            if parts[0].value or not rows:
                rows.append([[] for _ in starts])
            for column, part in enumerate(parts):
                rows[-1][column] += [part] if part.value else []
        cells = [[_cell(cell, self._lines[i]) for cell in row] for row in rows]
        return ([Grid(cells[0], cells[1:])] if cells else []), k

    def _fields(self, i: int) -> tuple[list[Piece], int]:
        """The fields of an HTTP directive: a table for each kind of them."""
        found: list[Piece] = []
        rows: list[list[Text]] = []
        before = ""
        is_answered = self._is_below_answer(i)
        while i < len(self._lines):
            line = self._lines[i]
            field = _HTTP_FIELD.match(line.value)
            if field is None and self._take_type(line, rows):
                i += 1
                continue
            if field is None:
                if line.value.strip() and rows and _indent(line.value) > 0 and not _FIELD.match(line.value):
                    rows[-1][-1] = join([rows[-1][-1], _bare(line).strip()], " ")
                    i += 1
                    continue
                break
            kind = "response" if is_answered and field["kind"] not in _STATUS else field["kind"]
            if kind != before:
                found += _of_fields(before, rows)
                rows, before = [], kind
            type_, _, name = field["words"].rpartition(" ")
            at = field.start("words") + len(type_) + bool(type_)
            rows.append([
                line.part(at, at + len(name)), line.part(field.start("words"), field.start("words") + len(type_)),
                _bare(line.part(*field.span("body"))),
            ])  # fmt: skip
            i += 1
        return [*found, *_of_fields(before, rows)], i

    def _is_below_answer(self, i: int) -> bool:
        """Whether the line before says that what follows is answered, whatever kind of fields describes it."""
        before = next((self._lines[k].value for k in range(i - 1, max(i - 3, -1), -1) if self._value(k).strip()), "")
        announced = headings.slot(before.strip()) if before.rstrip().endswith(":") else None
        return announced is not None and announced.whole and announced.kind == "response"

    def _take_type(self, line: Text, rows: list[list[Text]]) -> bool:
        """Take the type of a parameter that has a field of its own; whether a line is such a field."""
        field = _TYPE_FIELD.match(line.value)
        if field is None:
            return False
        for row in rows:
            if row[0].value == field["name"]:
                row[1] = line.part(*field.span("body")).strip()
        return True


def _of_fields(kind: str, rows: list[list[Text]]) -> Iterator[Piece]:
    if not rows:
        return
    if kind in _STATUS:
        place = rows[0][0].start()
        yield Grid([made("status code", place), made("description", place)], [row[::2] for row in rows])
        return
    title = next((title for pattern, title in _SIDES if pattern.match(kind)), "request body parameters")
    yield from directives.members(title, ("name", "type", "description"), rows)


def _bare(text: Text) -> Text:
    return text.without(_ROLE)


def _indent(value: str) -> int:
    return len(value) - len(value.lstrip())


def _cell(parts: Sequence[Text], table: Text) -> Text:
    if not parts:
        return table.part(0, 0)
    items: list[list[Text]] = [[]]
    for part in parts:
        if _ITEM_OF_CELL.match(part.value) and items[-1]:
            items.append([])
        items[-1].append(part)
    return clean(_bare(join([join(item, " ") for item in items], "\n")))


def _cut(line: Text, edges: Sequence[int]) -> list[Text]:
    """A line between columns; Chinese characters are two columns wide, and a tab reaches to the next eighth one."""
    if line.value.isascii() and "\t" not in line.value:
        return [line.part(min(a, len(line)), min(b, len(line))) for a, b in pairwise(edges)]
    index: list[int] = []
    for k, character in enumerate(line.value):
        width = _TAB - len(index) % _TAB if character == "\t" else 2 if is_wide(character) else 1
        index += [k] * width
    index.append(len(line))
    places = [index[min(edge, len(index) - 1)] for edge in edges]
    return [line.part(a, b) for a, b in pairwise(places)]


def _list_table(body: Sequence[Text]) -> Grid | None:
    rows: list[list[list[Text]]] = []
    for line in body:
        if item := _ITEM.match(line.value):
            rows.append([[line.part(*item.span("body"))]])
        elif (cell := _CELL.match(line.value)) and rows and cell["indent"]:
            rows[-1].append([line.part(*cell.span("body"))])
        elif rows and line.value.strip():
            rows[-1][-1].append(line.strip())
    cells = [[_cell([line.strip() for line in cell if line.value.strip()], cell[0]) for cell in row] for row in rows]
    return _even(cells)


def _csv_table(lines: Sequence[Text]) -> Grid | None:
    rows: list[list[Text]] = []
    for line in lines:
        field = _FIELD.match(line.value)
        if field is not None and field["name"] != "header":
            continue
        row = line.part(field.start("body")) if field and field["body"] else line
        if row.value.strip():
            rows.append(_csv_row(row))
    return _even(rows)


def _csv_row(row: Text) -> list[Text]:
    cells: list[Text] = []
    at = 0
    for value in (value for values in csv.reader([row.value[:_MAX_CSV]], skipinitialspace=True) for value in values):
        found = row.value.find(value, at)
        found = at if found < 0 else found
        cells.append(clean(_bare(row.part(found, found + len(value)))))
        at = found + len(value)
    return cells


def _even(rows: list[list[Text]]) -> Grid | None:
    if not rows or not rows[0]:
        return None
    width = len(rows[0])
    return Grid(
        rows[0], [[*row, *[row[-1].part(len(row[-1]))] * (width - len(row))][:width] for row in rows[1:] if row]
    )
