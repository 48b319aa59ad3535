"""Where the pieces of a page stand: under which heading, in whose description; the addresses that they state."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from dlrgen.pages import lists, words
from dlrgen.pages.blocks import BOLD, Block, Grid, Heading, Line, Piece
from dlrgen.pages.mended import mended
from dlrgen.pages.methods import VERB, may_tell, told
from dlrgen.pages.model import Kind
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text
from dlrgen.pages.words import Slot

_CHARACTER = r"[^\s<>\"'`，。；、（）()【】|\u4e00-\u9fff]"
_ADDRESS = (
    r"http(?:s|\(s\))?://(?:[^\s/<>\"'`，。；、【】|]{1,80}(?=/))?"
    rf"(?:\{{[\u4e00-\u9fff]{{1,20}}\}}|<(?!br|/)[A-Za-z_:][A-Za-z0-9_ :-]{{0,30}}>|{_CHARACTER})+(?<![.,])"
)
"""An address, where Chinese may stand for the host or a part of it."""
_CHOICE = r"\((?:[a-z]{1,20}:)?[A-Za-z_]{1,40}(?:\|[A-Za-z_]{1,40}){0,8}\)"
"""A step of a path that is one of several, as routers write it."""
_PATH = rf"/(?!/)(?:[A-Za-z0-9_{{}}:$<>~.-]|/(?!/)|{_CHOICE}|\[/[^\[\]\s]{{1,40}}\])+"
_BARE_PATH = r"(?:[A-Za-z0-9_{}.:-]{1,60}/){1,12}[A-Za-z0-9_{}.:-]{1,60}"
"""A path without the slash at its beginning, as it stands after a method."""
_BASE = r"(?:\$?\{{1,2}[A-Za-z_. -]{1,30}\}{1,2}(?=/))?"
"""What stands for the first part of an address, as `${BASE_URL}` or `{{host}}`."""
_URL = re.compile(rf"(?:{_ADDRESS}|(?<![A-Za-z0-9<.:/]){_PATH})")
_FULL = re.compile(rf"{_ADDRESS}\Z")
_URL_ALONE = re.compile(
    r"[ \t`]*(?:(?P<method>(?i:GET|POST|PUT|DELETE|PATCH|HEAD))[ \t:：]+)?"
    rf"{_BASE}(?P<url>{_ADDRESS}|{_PATH}(?:\?[^\s]*)?|(?<=[A-Za-z][ \t]){_BARE_PATH}(?:\?[^\s]*)?)"
    r"[ \t`]*(?:[（(][^()（）]{0,40}[)）])?[ \t]*(?:(?<=[ \t])(?P<after>GET|POST|PUT|DELETE|PATCH)[ \t]*)?\Z",
)
_URL_LABELLED = re.compile(
    r"(?:(?i:url|uri|endpoint)|地址|路径|网址|接入点|接口)[ \t]{0,3}(?:[（(][^()（）\n]{0,12}[)）])?[ \t]*"
    r"(?:[:：|]|为|是|[ \t](?=http))[ \t]*"
    rf"(?P<url>{_ADDRESS}|{_PATH})",
)
_METHOD = re.compile(rf"(?<![A-Za-z])({VERB})(?![A-Za-z])", re.IGNORECASE)
_LONE_METHOD = re.compile(rf"[ \t]*(?:{VERB})[ \t]*\Z")
_METHOD_AND_URL = re.compile(
    rf"(?<![A-Za-z])(?P<method>{VERB})[\"'`*]{{0,4}}(?:</[a-z]{{1,10}}>)?"
    rf"(?:[ \t]+(?:[-–—:：|][ \t]*)?|(?=/(?!(?:{VERB})(?![A-Za-z]))))"
    rf"[\"'`*\[]{{0,3}}{_BASE}(?P<url>{_ADDRESS}|{_PATH}|<[A-Za-z_]{{3,30}}>)"
)
_SENT_TO = re.compile(
    rf"[ \t]*(?P<method>{VERB})[ \t][^\n:：/]{{3,80}}?[ \t](?:to|on|at|from)[ \t]*:?[ \t]*"
    rf"[\"'`]?(?P<url>{_ADDRESS}|{_PATH})"
)
"""What is sent, and where to, in a sentence that begins with the method."""
_SET_OFF = re.compile(rf"[ \t`]*(?P<method>{VERB})[ \t]+(?P<url>[a-z][A-Za-z0-9_{{}}:-]{{2,40}})[ \t`]*\Z")
"""A path of one step without the slash, where all of it is set off as code."""
_LABEL = re.compile(r"(?P<label>[^:：\n]{1,40})[:：][ \t]*(?P<rest>[^\n]*)")
_SENTENCE = re.compile(r"[。；;，,!！?？]|\.\s|[{}\"]")
_MAX_TITLE = 60
_MAX_LABELLED = 500
_SHORT_TOPICS = frozenset({"url", "method", "content", "format"})
"""What a label in plain text announces for the lines after it only."""
_OF_BODIES = frozenset({"content", "format"})
_OF_A_CALL = frozenset({"part", "members"})
_LABEL_LINES = 4
_MAX_LEAD = 40
"""After how many characters a line may come to its address."""


class Noted(Struct, kw_only=True, gc=False):
    """A piece and what is known about where it stands."""

    piece: Piece
    slot: Slot | None
    label: Text | None
    """The heading or label that the slot comes from."""
    title: Text | None = None
    """Set if the piece itself may be an endpoint's title."""
    level: int = 9
    method: Text | None = None
    is_either: bool = False
    """Whether it says that a call may take GET or POST."""
    urls: Sequence[Text] = ()
    hint: Kind | None = None
    """What the sentence before it is about."""
    above: Text | None = None
    """The heading or short line above, whether or not it announces anything."""
    before: Text | None = None
    """The line right before it, however long."""


def annotated(pieces: Sequence[Piece]) -> list[Noted]:
    """The pieces of a page, each with where it stands."""
    annotator = _Annotator()
    return [annotator.note(piece) for piece in lists.grids(mended(pieces))]


class _Annotator:
    """Pieces one after the other, and the heading that they stand under."""

    def __init__(self) -> None:
        self._slot: Slot | None = None
        self._label: Text | None = None
        self._outer: tuple[int, Slot] | None = None
        self._lines_left = 0
        self._hint: Kind | None = None
        self._passing: Slot | None = None
        self._headed: Text | None = None
        self._lined: Text | None = None
        self._item: tuple[int, Slot] | None = None
        self._codes: tuple[int, Slot] | None = None
        self._lone: Text | None = None
        self._before: Text | None = None
        self._is_stated = False
        """Whether an address has been stated under the title."""
        self._is_fresh = False
        """Whether nothing has come yet of what was announced."""

    def note(self, piece: Piece) -> Noted:
        """The piece with what is known about where it stands."""
        if self._lines_left == 1:
            self._slot = self._label = None
        self._lines_left = max(0, self._lines_left - 1)
        noted = Noted(
            piece=piece, slot=self._slot, label=self._label, hint=self._hint, above=self._lined or self._headed,
            before=self._before,
        )  # fmt: skip
        self._before = piece.text if isinstance(piece, Line) else None
        passing, self._passing, self._lined = self._passing, None, None
        if isinstance(piece, Heading):
            self._hint = None
            self._headed = piece.text
            self._heading(noted, piece)
            _declare(noted, piece.text)
        elif isinstance(piece, Line):
            self._hint = words.hint(piece.text.value) if piece.text.value.strip() else self._hint
            self._passing = words.announced(piece.text.value)
            is_title = len(piece.text) <= _MAX_TITLE and not piece.text.value.rstrip().endswith((".", "。"))
            self._lined = piece.text if is_title else None
            self._line(noted, piece)
            _declare(noted, piece.text)
            self._follow(noted, piece)
            if noted.urls and noted.method is not None and self._is_over(noted.slot):
                # Another call begins: what announced the rest of the one before is over.
                self._slot = self._label = self._outer = self._hint = None
        elif isinstance(piece, Grid):
            _declared_in_grid(noted, piece)
        elif _states_address(noted.slot, piece, is_first=not self._is_stated):
            _declared_in_block(noted, piece)
        if isinstance(piece, Block | Grid):
            self._is_fresh = False
        if isinstance(piece, Block):
            # The sentence was about the example, and not about what comes after it.
            self._hint = None
        self._is_stated = bool(noted.urls) or (self._is_stated and noted.title is None)
        if passing is not None and isinstance(piece, Grid | Block):
            noted.slot = _more_closely(passing, noted.slot)
        return noted

    def _is_over(self, slot: Slot | None) -> bool:
        """Whether a call does not belong to what was announced; right below `Request` it begins what it is."""
        if slot is None:
            return True
        begins_it = self._is_fresh and slot.kind == "request" and slot.topic == "part" and not slot.is_call
        return slot.topic in _OF_A_CALL and not begins_it

    def _follow(self, noted: Noted, line: Line) -> None:
        """Note an address in a line of its own after a method in a line of its own."""
        before, self._lone = self._lone, None
        if _LONE_METHOD.match(line.text.value):
            self._lone = line.text.strip()
        elif before is not None and (alone := _URL_ALONE.match(line.text.value)):
            noted.urls = [line.text.part(*alone.span("url"))]
            noted.method = noted.method or before

    def _heading(self, noted: Noted, heading: Heading) -> None:
        found = None if _METHOD_AND_URL.match(heading.text.value) else words.slot(heading.text.value)
        if found is not None and not found.whole and found.topic == "example" and found.kind is not None:
            # Other words beside it tell which of several examples comes next, and nothing about what follows it.
            self._passing = found
        if found is not None and found.is_call and heading.level < BOLD:
            self._announce(noted, found, heading.text)
            self._outer = self._codes = None
            noted.title, noted.level = heading.text, heading.level
        elif found is not None and found.whole:
            self._announce(noted, self._in_context(found, heading.level), heading.text)
            self._lines_left = 0
            if heading.level < BOLD and (self._codes is None or heading.level <= self._codes[0]):
                self._codes = (heading.level, found) if found.topic == "codes" else None
        elif heading.level < BOLD:
            self._slot = self._label = self._outer = noted.slot = noted.label = None
            if self._codes is not None and heading.level > self._codes[0]:
                self._slot, self._label = self._codes[1], heading.text
            else:
                self._codes = None
            noted.title, noted.level = heading.text, heading.level
        elif not words.is_filler(heading.text.value):
            noted.title, noted.level = heading.text, heading.level

    def _in_context(self, found: Slot, level: int) -> Slot:
        """What a heading announces, where it leaves to the one above it whether that is sent or answered."""
        if found.kind is not None:
            self._outer = (level, found) if level < BOLD else self._outer
        elif self._outer is not None and level > self._outer[0] and found.topic != "other":
            return Slot(found.topic, self._outer[1].kind, found.place or self._outer[1].place)
        elif found.topic == "example" and self._slot is not None:
            return Slot(found.topic, self._slot.kind)
        return found

    def _line(self, noted: Noted, line: Line) -> None:
        value = line.text.value.strip()
        head = _LABEL.match(value) if len(value) < _MAX_LABELLED else None
        found = words.slot(head["label"] if head else value)
        if found is None or not found.whole:
            if len(value) <= _MAX_TITLE and not line.item and not _SENTENCE.search(value):
                noted.title = line.text.strip()
            return
        is_label = not (head and head["rest"])
        found = self._in_item(found, line.depth)
        if is_label or found.topic in _SHORT_TOPICS:
            if found.topic == "example" and found.kind is None and self._slot is not None:
                found = Slot(found.topic, self._slot.kind)
            if found.topic in _OF_BODIES and found.kind is None and self._slot is not None and self._is_of_body():
                # How a body is written is said among the words about whose it is.
                found = Slot(found.topic, self._slot.kind)
            self._announce(noted, found, line.text)
            self._lines_left = _LABEL_LINES if found.topic in _SHORT_TOPICS else 0

    def _is_of_body(self) -> bool:
        """Whether what was announced is a body, or a part of one."""
        return self._slot is not None and self._slot.topic in ("part", "members", "example")

    def _in_item(self, found: Slot, depth: int) -> Slot:
        """What a label announces that lies in a list below another one."""
        if found.kind is not None:
            self._item = depth, found
        elif self._item is not None and depth > self._item[0]:
            return Slot(found.topic, self._item[1].kind, found.place or self._item[1].place)
        return found

    def _announce(self, noted: Noted, slot: Slot, label: Text) -> None:
        self._slot = noted.slot = slot
        self._label = noted.label = label
        self._is_fresh = True


def _more_closely(sentence: Slot, heading: Slot | None) -> Slot:
    """What a piece is, where the sentence before it knows better than the heading above."""
    if heading is None:
        return sentence
    if sentence.kind is None:
        return Slot(sentence.topic, heading.kind, sentence.place or heading.place)
    return sentence


def _declare(noted: Noted, text: Text) -> None:
    """Note the method and addresses that a heading or line states."""
    value = text.value
    if not _may_declare(value):
        return
    topic = noted.slot.topic if noted.slot else None
    both = _SENT_TO.match(value) or _METHOD_AND_URL.search(value) or _of_one_step(noted.piece)
    alone = _URL_ALONE.match(value)
    if both and (isinstance(noted.piece, Heading) or _is_early(value, both.start()) or topic in ("url", "method")):
        noted.method, noted.urls = text.part(*both.span("method")), [_url(text, *both.span("url"))]
    elif alone and (topic in ("url", "method", None) or alone["method"] or alone["after"]):
        noted.urls = [text.part(*alone.span("url"))]
        named = next((name for name in ("method", "after") if alone[name]), None)
        noted.method = text.part(*alone.span(named)) if named else None
    elif labelled := _URL_LABELLED.search(value):
        noted.urls = [text.part(*labelled.span("url"))]
    elif topic == "url":
        noted.urls = [text.part(*found.span()) for found in _URL.finditer(value)]
    said = told(value, is_labelled=topic == "method", is_line=isinstance(noted.piece, Line))
    if said is not None and noted.method is None:
        noted.method, noted.is_either = text.part(*said.span) if said.span else None, said.is_either
    if noted.urls:
        noted.title = None if isinstance(noted.piece, Line) else noted.title


def _url(text: Text, start: int, end: int) -> Text:
    """An address without the bracket that closes a link around it."""
    found = text.part(start, end)
    while found.value.endswith("]") and "[" not in found.value:
        found = found.part(0, len(found) - 1)
    return found


def _of_one_step(piece: Piece) -> re.Match[str] | None:
    """A method and a path of one step, which outside of code would be any two words."""
    is_set_off = isinstance(piece, Line) and piece.term is not None and len(piece.term) == len(piece.text)
    return _SET_OFF.match(piece.text.value) if is_set_off and isinstance(piece, Line) else None


@remembered
def _may_declare(line: str) -> bool:
    """Whether a line may state a method or an address, which few do."""
    return len(line) <= 2000 and ("/" in line or "<" in line or may_tell(line))


def _is_early(value: str, at: int) -> bool:
    """Whether a line speaks of what stands there rather than mentioning it."""
    return at < _MAX_LEAD and "(" not in value[:at] and "（" not in value[:at]


def _states_address(slot: Slot | None, block: Block, *, is_first: bool) -> bool:
    """Whether a request is printed to state the address: where that is to be, or as what is sent where none was."""
    if slot is not None and slot.topic == "url":
        return True
    is_sent = block.payload is not None and block.payload.syntax == "http" and block.payload.kind == "request"
    return is_first and is_sent and slot is not None and slot.topic == "part" and slot.kind == "request"


def _declared_in_block(noted: Noted, block: Block) -> None:
    """Note what a request shows that stands where the address is to be stated."""
    payload = block.payload
    if payload is not None and payload.url is not None:
        noted.urls = [block.text.part(payload.url.start, payload.url.end)]
        if payload.method is not None:
            noted.method = block.text.part(payload.method.start, payload.method.end)


def _declared_in_grid(noted: Noted, grid: Grid) -> None:
    """Note what a table of labels and values states."""
    for row in [grid.header, *grid.rows]:
        found = words.slot(row[0].value) if len(row) > 1 else None
        if found is None or not found.whole:
            continue
        if found.topic == "url" and (url := _URL.search(row[1].value)):
            noted.urls = [*noted.urls, row[1].part(*url.span())]
        elif found.topic == "method" and (said := told(row[1].value, is_labelled=True, is_line=False)):
            noted.is_either = said.is_either
            noted.method = noted.method or (row[1].part(*said.span) if said.span else None)
    for k, cell in enumerate(grid.header):
        found = words.slot(cell.value)
        if (found is not None and found.topic == "url") or _holds_addresses(grid, k):
            urls = [(row[k], _URL.search(row[k].value)) for row in grid.rows[:20] if k < len(row)]
            noted.urls = [*noted.urls, *(row.part(*url.span()) for row, url in urls if url is not None)]
        if found is not None and found.topic == "method" and noted.method is None and grid.rows:
            method = _METHOD.search(grid.rows[0][k].value)
            noted.method = grid.rows[0][k].part(*method.span()) if method else None


def _holds_addresses(grid: Grid, k: int) -> bool:
    """Whether every cell of a column is an address."""
    if not grid.rows or k >= len(grid.rows[0]) or not grid.rows[0][k].value.startswith("http"):
        return False
    return all(k < len(row) and _FULL.match(row[k].value) for row in grid.rows[:20])
