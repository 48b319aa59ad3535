"""Pages in HTML as pieces.

Python's own parser is used because it alone tells for each tag, text and reference where in the page it stands; the
parsers that build trees do not. What would make it scan the rest of a page again and again is taken out beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from html.parser import HTMLParser

from dlrgen.pages import headings
from dlrgen.pages.blocks import BOLD, FOLDED, Heading, Line, Piece
from dlrgen.pages.forms import listings
from dlrgen.pages.forms.filled import MARK, marked, named
from dlrgen.pages.forms.layout import layouts
from dlrgen.pages.forms.scrubbed import STRAY_SIGN, scrubbed
from dlrgen.pages.forms.sided import parted
from dlrgen.pages.forms.spread import MAX_CELLS
from dlrgen.pages.forms.styled import Styles
from dlrgen.pages.lines import plain
from dlrgen.pages.text import Page, Text, join, made, standing_for

SKIPPED = frozenset({"head", "nav", "footer", "button", "svg", "select", "template", "noscript", "object", "iframe"})
"""Elements whose contents are furniture."""
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "details", "dd", "div", "dl", "dt", "fieldset",
    "figure", "form", "header", "hr", "html", "li", "main", "ol", "p", "section", "summary", "ul",
})  # fmt: skip
"""Elements that begin and end a paragraph."""
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset({"b", "strong"})
_TERMS = frozenset({"b", "code", "dfn", "em", "kbd", "samp", "strong", "tt", "var"})
"""Elements that set words off."""
_LISTS = frozenset({"dl", "ol", "ul"})
_ITEMS = frozenset({"dd", "dt", "li"})
_MAX_ITEM = 2000
"""How long an item may be to be gathered from its paragraphs."""

_MAX_SPAN = 1000
_MAX_HEAD = 2000
"""How far from a table its first header may begin."""
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush:)[-:\s]*([A-Za-z0-9#+]+)")
_CALLED = re.compile(
    r"[ \t]*(?P<label>[^:：/]{2,20})[:：][ \t]*https?://[^\s?]{1,200}\?[A-Za-z_][\w.]{0,40}=\S*[ \t]*\Z"
)
"""An item that only shows a call."""
_SUMMARY = re.compile(
    r"<summary(?:[ \t][^<>]{0,200})?>(?:[^<]|</?(?:a|b|code|em|font|i|small|span|strong)(?:[ \t][^<>]{0,200})?>){1,200}"
    r"</summary",
    re.IGNORECASE,
)
"""What stands over a part that is folded up, in a line."""
_INSET = re.compile(r"[A-Za-z_$][\w.$\[\]-]{0,60}\Z")
_BLANK_SIGNS = str.maketrans("\u00a0\r", "  ")
_BLANKS = re.compile(r"(?<=[ \t\n])[ \t\n]+")


def pieces(page: Page) -> list[Piece]:
    """What stands in a page of HTML, in its order."""
    return part(page.part(0, len(page.value)))


def part(text: Text) -> list[Piece]:
    """What stands in a part of a page that is HTML."""
    reader = _Reader(text)
    reader.feed(scrubbed(marked(text.value)))
    reader.close()
    reader.finish()
    return listings.gathered(reader.pieces)


class _Table:
    """A table being read."""

    def __init__(self) -> None:
        self.rows: list[list[tuple[Text, int, int]]] = []
        self.cell: list[Text] | None = None
        self.spans: tuple[int, int] = (1, 1)
        self.in_row = False
        self.after: list[Piece] = []


class _List:
    """Where in lists a paragraph stands."""

    def __init__(self) -> None:
        self.depth = 0
        self.item = False
        self.defines = False
        """Whether the paragraph is a term that a list defines."""
        self.is_open = False
        """Whether what comes goes on with the last item."""
        self.last: Piece | None = None

    def open(self, tag: str) -> None:
        """A list, an item, or a paragraph begins."""
        if tag in _LISTS:
            self.depth += 1
            self.item = False
        elif tag in _ITEMS:
            self.item = True
            self.defines = tag == "dt"
            self.is_open = tag == "dd" and self.last is not None

    def close(self, tag: str) -> None:
        """A list or an item ends."""
        if tag in _LISTS:
            self.depth = max(0, self.depth - 1)
        if tag in _LISTS or tag in ("li", "dd"):
            self.item = self.is_open = False
            self.last = None

    def take(self, piece: Piece) -> None:
        """The paragraph has become that piece."""
        self.last, self.is_open = piece, True


class _Reader(HTMLParser):
    """Gathers pieces from the tags and texts of a page."""

    def __init__(self, text: Text) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[Piece] = []
        self._text = text.value
        self._start = self._place = text.start()
        """Where in the page the text begins, and where the parser is."""
        self._flow: list[Text] = []
        self._bold = 0
        self._plain_seen = False
        self._skipped: list[str] = []
        self._was_code = self._is_joint = False
        """Whether code has just ended, and whether another element has begun since."""
        self._is_begun = False
        """Whether a tag has come: a template that is the first one holds the page."""
        self._tables: list[_Table] = []
        self._layouts = layouts(text.value)
        self._nesting: list[bool] = []
        """Of each table that is open, whether it only lays the page out."""
        self._pre: list[Text] | None = None
        self._language = ""
        self._closes_pre = "pre"
        self._heading: int | None = None
        self._list = _List()
        self._paragraphs: list[tuple[list[Text], Text | None]] = []
        self._term: tuple[str, int] | None = None
        self._term_end: int | None = None
        self._styles = Styles()

    def updatepos(self, i: int, j: int) -> int:
        """Go on to where the parser is next; of itself it would count lines, which nobody asks for."""
        self._place += j - i if j > i else 0
        return j

    # What the parser hands over

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an opening tag."""
        self._is_joint, self._was_code = self._was_code, False
        is_root, self._is_begun = tag == "template" and not self._is_begun, True
        if tag in SKIPPED and not is_root:
            self._skipped.append(tag)
        if self._skipped:
            return
        self._styles.open(tag, attrs)
        if tag == "br":
            self._break()
        elif tag == "pre" or (
            self._pre is None and listings.keeps_lines(tag, attrs, self._text, self._place - self._start)
        ):
            self._flush()
            self._pre, self._language, self._closes_pre = [], _language(attrs), tag
        elif tag == "table" and self._holds_table():
            self._pre = None
            self._open_table(tag, attrs)
        elif self._pre is not None:
            self._language = self._language or _language(attrs)
        elif tag in _TERMS:
            self._bold += tag in _BOLD
            self._open_term(tag)
        elif tag in ("table", "tr", "td", "th"):
            self._open_table(tag, attrs)
        else:
            self._open_block(tag)

    def handle_endtag(self, tag: str) -> None:
        """Take a closing tag."""
        if self._skipped:
            if tag in self._skipped:
                del self._skipped[self._skipped.index(tag) :]
            return
        self._styles.close(tag)
        if tag == self._closes_pre and (self._pre is not None or tag == "pre"):
            self._close_pre()
        elif self._pre is not None:
            return
        elif tag in _TERMS:
            self._bold = max(0, self._bold - (tag in _BOLD))
            if self._term is not None and self._term[0] == tag:
                self._term_end = self._term_end or len(self._flow)
            self._was_code = tag == "code"
        elif tag == "br":
            # Browsers break a line there, too.
            self._break()
        elif tag in ("table", "tr", "td", "th"):
            self._end_table(tag)
        elif tag in HEADINGS or tag in BLOCKS:
            self._break_block()
            self._heading = None if tag in HEADINGS or tag == "summary" else self._heading
            self._list.close(tag)

    def handle_data(self, data: str) -> None:
        """Take characters as they are printed."""
        start = self._place
        if self._is_joint and self._flow and data[:1].isalnum() and data[0].isascii():
            # An element beside code is set apart from it, if not by a blank.
            self._add(standing_for(" ", start, 0))
        self._was_code = self._is_joint = False
        data = data.replace(STRAY_SIGN, "<")
        if MARK not in data:
            self._add(Text(data, start))
            return
        at = start - self._start
        for text in named(data, self._text[at : at + len(data)], start):
            self._add(text)

    def handle_charref(self, name: str) -> None:
        """Take a character given by number."""
        self._reference(f"&#{name}")

    def handle_entityref(self, name: str) -> None:
        """Take a character given by name."""
        self._reference(f"&{name}")

    # How it becomes pieces

    def _reference(self, printed: str) -> None:
        start = self._place
        end = start - self._start + len(printed)
        ended = self._text[end : end + 1] == ";"
        value = unescape(f"{printed};").translate(_BLANK_SIGNS)
        if not ended and (value == f"{printed};" or self._text[end : end + 1] == "="):
            # A name after `&` that nobody meant as a reference, as addresses have them.
            self._add(Text(printed, start))
            return
        self._add(standing_for(value, start, len(printed) + ended))

    def _add(self, text: Text) -> None:
        if self._skipped:
            return
        if self._styles.parts(self._last, text.value) and self._pre is None:
            self._add(made(" ", text.start()))
        if self._pre is not None:
            self._pre.append(text)
            return
        if self._tables and self._tables[-1].cell is not None:
            self._tables[-1].cell.append(text)
        elif not self._tables or text.value.strip():
            self._flow.append(text)
            self._plain_seen = self._plain_seen or (not self._bold and bool(text.value.strip()))

    def _last(self) -> str:
        """What was printed last."""
        cell = self._tables[-1].cell if self._tables else None
        said = self._flow if cell is None else cell
        return said[-1].value if said else ""

    def _break(self) -> None:
        """A line ends inside a paragraph, a cell or a listing."""
        here = standing_for("\n", self._place, 1)
        if self._pre is not None:
            self._pre.append(here)
        elif self._tables and self._tables[-1].cell is not None:
            self._tables[-1].cell.append(here)
        else:
            self._flow.append(here)

    def _break_block(self) -> None:
        if self._tables and self._tables[-1].cell is not None:
            self._tables[-1].cell.append(standing_for("\n", self._place, 1))
        else:
            self._flush()

    def _holds_table(self) -> bool:
        """Whether a listing is nothing but a table that has a header."""
        if self._pre is None or any(text.value.strip() for text in self._pre):
            return False
        at = self._place - self._start
        return self._text.find("<th", at, at + _MAX_HEAD) > 0

    def _open_block(self, tag: str) -> None:
        if tag in HEADINGS or tag in BLOCKS:
            self._break_block()
            self._heading = HEADINGS.get(tag, self._heading if tag not in BLOCKS else None)
            if tag == "summary" and _SUMMARY.match(self._text, self._place - self._start) is not None:
                self._heading = FOLDED
            self._list.open(tag)

    def _open_term(self, tag: str) -> None:
        """Words are set off; they count if the paragraph begins with them."""
        if self._term is None and not any(text.value.strip() for text in self._flow):
            self._term = tag, len(self._flow)

    def _flush(self) -> None:
        """A paragraph is over."""
        flow, self._flow = self._flow, []
        bold, self._plain_seen = not self._plain_seen, False
        term, self._term, self._term_end = self._set_off(flow), None, None
        if not flow or not any(text.value.strip() for text in flow):
            return
        lines = _rows(flow) or [line for line in _lines(flow) if line.value]
        if self._heading is not None and (self._heading != FOLDED or not headings.leafs(lines[0].value)):
            self._put([Heading(join(lines, " "), self._heading)])
        elif self._list.item:
            self._put([])
            if (shown := _CALLED.match(lines[0].value)) is not None and headings.is_example(shown["label"]):
                self.pieces += plain.pieces(lines)
                return
            self._take_item(join(lines, " "), term)
        elif bold and len(lines) == 1 and len(lines[0]) <= 100:
            self._put([Heading(lines[0], BOLD)])
        else:
            self._paragraphs.append((lines, term))

    def _put(self, pieces: Iterable[Piece]) -> None:
        """Add pieces after the paragraphs so far, which are read together: a table may have a cell in each."""
        paragraphs, self._paragraphs = self._paragraphs, []
        if not paragraphs:
            self.pieces += pieces
            return
        terms = {id(lines[0]): term for lines, term in paragraphs if term is not None}
        for piece in plain.pieces([line for lines, _ in paragraphs for line in lines]):
            self.pieces.append(_with_term(piece, terms))
        self.pieces += pieces

    def _set_off(self, flow: list[Text]) -> Text | None:
        """The words at the beginning of a paragraph that are set off."""
        if self._term is None:
            return None
        words = [line for line in _lines(flow[self._term[1] : self._term_end]) if line.value]
        return words[0] if len(words) == 1 else None

    def _take_item(self, text: Text, term: Text | None) -> None:
        """Take a paragraph of an item; those after the first go on with it."""
        before = self.pieces[-1] if self.pieces else None
        if self._list.is_open and isinstance(before, Line) and before is self._list.last:
            if len(before.text) + len(text) < _MAX_ITEM:
                self.pieces[-1] = Line(join([before.text, text], "\n"), True, before.depth, before.term)
            else:
                self.pieces.append(Line(text, depth=before.depth))
        elif self._list.defines and term is None and _is_title(text.value):
            self.pieces.append(Line(text))
        else:
            self.pieces.append(Line(text, True, self._list.depth, term))
        self._list.take(self.pieces[-1])

    def _close_pre(self) -> None:
        if self._pre is None:
            return
        listing, self._pre = self._pre, None
        if listing:
            self._put_beside(plain.fenced(join(listing, "").lines(), self._language))

    def _open_table(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, or a part of one; what only lays the page out begins a paragraph."""
        if tag == "table":
            self._nesting.append(self._place - self._start in self._layouts)
        if self._nesting and self._nesting[-1]:
            self._break_block()
        else:
            self._open_cell(tag, attrs)

    def _end_table(self, tag: str) -> None:
        if self._nesting and self._nesting[-1]:
            self._break_block()
        elif tag == "table":
            self._close_table()
        else:
            self._close_cell(ends_row=tag == "tr")
        if tag == "table" and self._nesting:
            self._nesting.pop()

    def _open_cell(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            if not self._tables:
                self._flush()
            self._tables.append(_Table())
            return
        if not self._tables:
            return
        self._close_cell()
        table = self._tables[-1]
        if tag == "tr" or not table.in_row:
            table.rows.append([])
            table.in_row = True
        if tag != "tr":
            table.cell = [Text("", self._place)]
            table.spans = (_span(attrs, "colspan", MAX_CELLS), _span(attrs, "rowspan", _MAX_SPAN)) if attrs else (1, 1)

    def _close_cell(self, *, ends_row: bool = False) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        table.in_row = table.in_row and not ends_row
        if table.cell is None:
            return
        lines = [line for line in _lines(table.cell) if line.value]
        cell = _inset(table.cell, lines) if lines else table.cell[0]
        table.rows[-1].append((cell, *table.spans))
        table.cell = None

    def _close_table(self) -> None:
        if not self._tables:
            return
        self._close_cell()
        table = self._tables.pop()
        framed = table.rows[0][0][0] if len(table.rows) == 1 and len(table.rows[0]) == 1 else None
        # A single cell is a frame around what stands in it.
        found = plain.pieces(framed.lines()) if framed is not None else parted(table.rows)
        self._put_beside([*found, *table.after])

    def _put_beside(self, pieces: Iterable[Piece]) -> None:
        """Add pieces after the table around them if there is one."""
        if self._tables:
            self._tables[-1].after.extend(pieces)
        else:
            self._put(pieces)

    def finish(self) -> None:
        """Close what the page leaves open."""
        self._close_pre()
        while self._tables:
            self._close_table()
        self._flush()
        self._put([])


def _with_term(piece: Piece, terms: dict[int, Text]) -> Piece:
    """The piece, and if it is a paragraph, the words at its beginning that are set off."""
    if not isinstance(piece, Line) or id(piece.text) not in terms:
        return piece
    return Line(piece.text, piece.item, piece.depth, terms[id(piece.text)])


def _is_title(text: str) -> bool:
    """Whether what a list defines are words that announce others rather than a name."""
    return headings.is_label(text) and not (text.islower() and " " not in text)


def _language(attrs: list[tuple[str, str | None]]) -> str:
    named = next(
        (found[1] for name, value in attrs if name == "class" and (found := _LANGUAGE.search(value or ""))), ""
    )
    return named.lower()


def _span(attrs: list[tuple[str, str | None]], name: str, most: int) -> int:
    value = next((value for key, value in attrs if key == name), None) or "1"
    return min(max(int(value), 1), most) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _lines(fragments: list[Text]) -> list[Text]:
    """Fragments as lines: breaks are kept, and other blanks are one."""
    spaced = [
        Text(fragment.value.replace("\n", " "), fragment.at)
        if fragment.runs is None and "\n" in fragment.value
        else fragment
        for fragment in fragments
        if fragment.value
    ]
    if not spaced:
        return []
    return [line.strip().without(_BLANKS) for line in join(spaced, "").lines()]


def _inset(fragments: list[Text], lines: list[Text]) -> Text:
    """The lines of a cell, after the blanks that references before a name stand for: these tell how deep it lies."""
    cell = join(lines, "\n")
    depth = 0
    for fragment in fragments:
        if fragment.value.strip():
            break
        depth += fragment.runs is not None and fragment.value != "\n"
    return join([made(" " * depth, cell.start()), cell], "") if depth and _INSET.match(cell.value) else cell


def _rows(fragments: list[Text]) -> list[Text]:
    """The rows of a table with pipes that nobody made a table of; empty if a paragraph is none."""
    if not fragments or not fragments[0].value.lstrip().startswith("|"):
        return []
    lines = [line.strip().without(_BLANKS) for line in join(fragments, "").lines()]
    lines = [line for line in lines if line.value]
    is_table = all(line.value[0] == line.value[-1] == "|" and len(line) > 1 for line in lines)
    return lines if is_table and len(lines) > 1 else []
