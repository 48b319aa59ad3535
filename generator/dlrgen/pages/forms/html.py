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
from dlrgen.pages.forms import badges, codewords, fragments, itemlines, ledtypes, listings, references
from dlrgen.pages.forms.filled import MARK, marked, named
from dlrgen.pages.forms.layout import layouts
from dlrgen.pages.forms.nesting import List, Table
from dlrgen.pages.forms.roles import Roles
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
_MAX_ITEM = 2000
"""How long an item may be to be gathered from its paragraphs."""

_MAX_SPAN = 1000
_MAX_HEAD = 2000
"""How far from a table its first header may begin."""
_SUMMARY = re.compile(
    r"<summary(?:[ \t][^<>]{0,200})?>(?:[^<]|</?(?:a|b|code|em|font|i|small|span|strong)(?:[ \t][^<>]{0,200})?>){1,200}"
    r"</summary",
    re.IGNORECASE,
)
"""What stands over a part that is folded up, in a line."""
_TERM_BULLET = re.compile(r"\A[-–•·][ \t]{1,4}")
"""A bullet inside what is set off, as in `<b>- phone</b> - who gets it`."""
_BLANK_SIGNS = str.maketrans("\u00a0\r", "  ")


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
        self._tables: list[Table] = []
        self._layouts = layouts(text.value)
        self._nesting: list[bool] = []
        """Of each table that is open, whether it only lays the page out."""
        self._pre: list[Text] | None = None
        self._language = ""
        self._closes_pre = "pre"
        self._heading: int | None = None
        self._list = List()
        self._paragraphs: list[tuple[list[Text], Text | None]] = []
        self._term: tuple[str, int] | None = None
        self._term_end: int | None = None
        self._badge = self._behind_term = 0
        """Where in the paragraph the last element begins that words may be set off in, and what is behind the term."""
        self._is_member = False
        """Whether the paragraph begins with what its class says is a name."""
        self._led: str | None = None
        """The element that holds a type, which the name follows."""
        self._ticks: list[int] = []
        """Where in the paragraph code begins and ends, in turn."""
        self._styles = Styles()
        self._roles = Roles()

    def updatepos(self, i: int, j: int) -> int:
        """Go on to where the parser is next; of itself it would count lines, which nobody asks for."""
        self._place += j - i if j > i else 0
        return j

    # What the parser hands over

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an opening tag."""
        tag = self._roles.begins(tag, attrs)
        self._is_joint, self._was_code = self._was_code, False
        is_root, self._is_begun = tag == "template" and not self._is_begun, True
        if tag in SKIPPED and not is_root:
            self._skipped.append(tag)
        if self._skipped:
            return
        self._styles.open(tag, attrs)
        self._badge = len(self._flow)
        if tag == "br":
            self._break()
        elif tag == "pre" or (
            self._pre is None and listings.keeps_lines(tag, attrs, self._text, self._place - self._start)
        ):
            self._flush()
            self._pre, self._language, self._closes_pre = [], fragments.language(attrs), tag
        elif tag == "table" and self._holds_table():
            self._pre = None
            self._open_table(tag, attrs)
        elif self._pre is not None:
            self._language = self._language or fragments.language(attrs)
        elif tag in _TERMS or (tag == "span" and attrs and badges.names_member(attrs)):
            self._open_words(tag)
        elif tag in ("table", "tr", "td", "th"):
            self._open_table(tag, attrs)
        else:
            self._open_block(tag)

    def handle_endtag(self, tag: str) -> None:
        """Take a closing tag."""
        tag = self._roles.ends(tag)
        if self._skipped:
            if tag in self._skipped:
                del self._skipped[self._skipped.index(tag) :]
            return
        self._styles.close(tag)
        if tag in badges.BADGES:
            self._set_apart()
        if tag == self._closes_pre and (self._pre is not None or tag == "pre"):
            self._close_pre()
        elif self._pre is not None:
            return
        elif tag in _TERMS or tag == "span":
            self._end_words(tag)
        elif tag == "br":
            # Browsers break a line there, too.
            self._break()
        elif tag in ("table", "tr", "td", "th"):
            self._end_table(tag)
        else:
            self._end_block(tag)

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

    def _end_block(self, tag: str) -> None:
        if tag == "caption":
            self._caption(begins=False)
        elif tag in HEADINGS or tag in BLOCKS:
            self._break_block()
            self._heading = None if tag in HEADINGS or tag == "summary" else self._heading
            self._list.close(tag)

    def _open_block(self, tag: str) -> None:
        if tag == "caption":
            self._caption(begins=True)
        elif tag in HEADINGS or tag in BLOCKS:
            self._break_block()
            self._heading = HEADINGS.get(tag, self._heading if tag not in BLOCKS else None)
            if tag == "summary" and _SUMMARY.match(self._text, self._place - self._start) is not None:
                self._heading = FOLDED
            self._list.open(tag)

    def _open_words(self, tag: str) -> None:
        """Words begin that are set off."""
        self._bold += tag in _BOLD
        self._open_term(tag)
        if tag == "span":
            self._is_member = not self._tables and self._term == (tag, len(self._flow))
        else:
            self._tick(tag, begins=True)
            self._mark_type(tag)

    def _end_words(self, tag: str) -> None:
        """Words end that are set off, or were in an element that may hold such."""
        self._bold = max(0, self._bold - (tag in _BOLD))
        if tag == self._led:
            self._led = None
            self._add(made("*", self._place))
        if self._term is not None and self._term[0] == tag:
            self._term_end = self._term_end or len(self._flow)
        self._was_code = tag == "code"
        self._tick(tag, begins=False)

    def _open_term(self, tag: str) -> None:
        """Words are set off; they count if the paragraph begins with them."""
        if self._term is None and not any(text.value.strip() for text in self._flow):
            self._term = tag, len(self._flow)

    def _flush(self) -> None:
        """A paragraph is over."""
        flow, self._flow = self._flow, []
        ticks, self._ticks = self._ticks, []
        self._behind_term = 0
        is_member, self._is_member = self._is_member, False
        bold, self._plain_seen = not self._plain_seen, False
        term, self._term, self._term_end = self._set_off(flow), None, None
        if not flow or not any(text.value.strip() for text in flow):
            return
        rows = fragments.rows(flow)
        lines = rows or [line for line in fragments.lines(flow) if line.value]
        if self._heading is not None and (self._heading != FOLDED or not headings.leafs(lines[0].value)):
            self._put([Heading(join(lines, " "), self._heading)])
        elif is_member and not self._list.item and len(lines) == 1:
            self._put([Line(lines[0], True, self._list.depth, term)])
        elif self._list.item:
            self._put([])
            if shown := itemlines.shown(lines):
                self.pieces += shown
                return
            self._take_item(lines, term)
        elif bold and len(lines) == 1 and len(lines[0]) <= 100:
            self._put([Heading(lines[0], BOLD)])
        else:
            if ticks and not rows:
                lines = [line for line in fragments.lines(codewords.ticked(flow, ticks)) if line.value]
            self._paragraphs.append((lines, term))

    def _mark_type(self, tag: str) -> None:
        """What begins a cell or an item may be the type of the name behind it: it is marked as Markdown marks it."""
        cell = self._tables[-1].cell if self._tables else None
        said = self._flow if cell is None else cell
        if not any(text.value.strip() for text in said) and ledtypes.begins(self._text, self._place - self._start):
            self._led = tag
            self._behind_term = _MAX_ITEM
            self._add(made("*", self._place))

    def _set_apart(self) -> None:
        """A type or a word for must that is set off behind the name is put in brackets."""
        is_member = (self._list.item or self._is_member) and not self._tables
        if not is_member or self._term_end is None or self._led is not None:
            return
        behind = max(self._term_end, self._behind_term)
        if badges.bracketed(self._flow, behind, self._badge):
            self._behind_term = len(self._flow)

    def _tick(self, tag: str, *, begins: bool) -> None:
        """Code begins or ends in a paragraph."""
        if tag == "code" and begins == (len(self._ticks) % 2 == 0) and not self._tables:
            self._ticks.append(len(self._flow))

    def _put(self, pieces: Iterable[Piece]) -> None:
        """Add pieces after the paragraphs so far, which are read together: a table may have a cell in each."""
        paragraphs, self._paragraphs = self._paragraphs, []
        if not paragraphs:
            self.pieces += pieces
            return
        bare = [term.without(_TERM_BULLET) for _, term in paragraphs if term is not None]
        terms = {term.start(): term for term in bare if term}
        for piece in plain.pieces([line for lines, _ in paragraphs for line in lines]):
            self.pieces.append(_with_term(piece, terms))
        self.pieces += pieces

    def _set_off(self, flow: list[Text]) -> Text | None:
        """The words at the beginning of a paragraph that are set off."""
        if self._term is None:
            return None
        words = [line for line in fragments.lines(flow[self._term[1] : self._term_end]) if line.value]
        return words[0] if len(words) == 1 else None

    def _take_item(self, lines: list[Text], term: Text | None) -> None:
        """Take a paragraph of an item; those after the first go on with it."""
        text = join(lines, "\n")
        before = self.pieces[-1] if self.pieces else None
        if self._list.is_open and isinstance(before, Line) and before is self._list.last:
            if len(before.text) + len(text) < _MAX_ITEM:
                self.pieces[-1] = Line(join([before.text, text], "\n"), True, before.depth, before.term)
            else:
                self.pieces.append(Line(text, depth=before.depth))
        elif self._list.defines and term is None and _is_title(text.value):
            self.pieces.append(Line(text))
        else:
            self.pieces += itemlines.pieces(lines, self._list.depth, term)
        self._list.take(self.pieces[-1])

    def _caption(self, *, begins: bool) -> None:
        """The title of a table begins or ends; it is read before the table."""
        if not self._tables or self._tables[-1].cell is None:
            self._flush()
            self._heading = BOLD if begins else None

    def _close_pre(self) -> None:
        if self._pre is None:
            return
        listing, self._pre = self._pre, None
        if listing:
            self._put_beside(plain.fenced(references.resolved(join(listing, "").lines()), self._language))

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
            self._tables.append(Table())
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
            table.spans = (
                (fragments.span(attrs, "colspan", MAX_CELLS), fragments.span(attrs, "rowspan", _MAX_SPAN))
                if attrs
                else (1, 1)
            )

    def _close_cell(self, *, ends_row: bool = False) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        table.in_row = table.in_row and not ends_row
        if table.cell is None:
            return
        lines = [line for line in fragments.lines(table.cell) if line.value]
        cell = fragments.inset(table.cell, lines) if lines else table.cell[0]
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
    term = terms.get(piece.text.start()) if isinstance(piece, Line) and terms else None
    return Line(piece.text, piece.item, piece.depth, term) if isinstance(piece, Line) and term is not None else piece


def _is_title(text: str) -> bool:
    """Whether what a list defines are words that announce others rather than a name."""
    return headings.is_label(text) and not (text.islower() and " " not in text)
