"""Pieces of a page as facts: which endpoint they belong to, and what of it they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from dlrgen.pages import codes, limits, members, words
from dlrgen.pages.blocks import Block, Grid, Heading, Line, Piece
from dlrgen.pages.members import Member
from dlrgen.pages.model import CodeTable, Example, Field, Form, Kind, Limit, PageFacts, Printed, Section, Value
from dlrgen.pages.payload import RawValue, Stretch
from dlrgen.pages.text import Page, Text
from dlrgen.pages.words import Column, Slot

_ADDRESS = r"https?://[^\s<>\"'`，。；、（）()【】|\u4e00-\u9fff]+"
_PATH = r"/[A-Za-z0-9_{:$<~.-][A-Za-z0-9_./{}:$<>~-]*"
_URL = re.compile(rf"(?:{_ADDRESS}|(?<![A-Za-z0-9<.:/]){_PATH})")
_URL_ALONE = re.compile(
    rf"[ \t]*(?:(?P<method>GET|POST|PUT|DELETE|PATCH|HEAD)[ \t:：]+)?(?P<url>{_ADDRESS}|{_PATH}(?:\?[^\s]*)?)"
    r"[ \t]*(?:[（(][^()（）]{0,40}[)）])?[ \t]*\Z",
    re.IGNORECASE,
)
_URL_LABELLED = re.compile(
    r"(?:url|uri|地址|路径|网址|endpoint|接入点|接口)[ \t]{0,3}(?:[（(][^()（）\n]{0,12}[)）])?[ \t]*"
    r"(?:[:：]|为|是)[ \t]*"
    rf"(?P<url>{_ADDRESS}|{_PATH})",
    re.IGNORECASE,
)
_METHOD = re.compile(r"(?<![A-Za-z])(GET|POST|PUT|DELETE|PATCH)(?![A-Za-z])", re.IGNORECASE)
_METHOD_AND_URL = re.compile(
    rf"(?<![A-Za-z])(?P<method>GET|POST|PUT|DELETE|PATCH)[ \t]+[\"'`]?(?P<url>{_ADDRESS}|{_PATH})"
)
_CONTENT_TYPE = re.compile(r"(?:application|multipart|text)/[A-Za-z0-9.+-]+|x-www-form-urlencoded", re.IGNORECASE)
_FORMAT = re.compile(r"(?<![A-Za-z])(json|xml|yaml|text)(?![A-Za-z])", re.IGNORECASE)
_LABEL = re.compile(r"(?P<label>[^:：\n]{1,40})[:：][ \t]*(?P<rest>[^\n]*)")
_SENTENCE = re.compile(r"[。；;，,!！?？]|\.\s|[{}\"]")
_SUFFIX = re.compile(r"\.(?:json|xml|yaml|yml)\Z")
_MAX_TITLE = 60


class _Noted(Struct, kw_only=True):
    """A piece and what is known about where it stands."""

    piece: Piece
    slot: Slot | None
    label: Text | None
    """The heading or label that the slot comes from."""
    title: Text | None = None
    """Set if the piece itself may be an endpoint's title."""
    level: int = 9
    method: Text | None = None
    urls: list[Text] = []
    is_label: bool = False


def facts(pieces: Sequence[Piece], page: Page, form: Form) -> PageFacts:
    """What the pieces of a page say.

    Args:
        pieces: All of them, in their order.
        page: The page.
        form: How it is written.
    """
    noted = [*_noted(pieces)]
    starts = _sections(noted)
    bounds = [*starts, len(noted)]
    places = [_start(noted[i].piece) for i in starts]
    if places:
        places[0] = 0
    ends = [*places[1:], len(page.value)]
    return PageFacts(
        form=form,
        sections=tuple(
            _Builder(page, noted[first:last]).section(places[k], ends[k])
            for k, (first, last) in enumerate(pairwise(bounds))
        ),
    )


def _start(piece: Piece) -> int:
    match piece:
        case Grid():
            return min((cell.start() for cell in piece.header), default=0)
        case Block():
            return piece.text.start(piece.payload.start if piece.payload else 0)
        case _:
            return piece.text.start()


# Where things stand


def _noted(pieces: Sequence[Piece]) -> Iterator[_Noted]:
    slot: Slot | None = None
    label: Text | None = None
    outer: tuple[int, Slot] | None = None
    for piece in pieces:
        noted = _Noted(piece=piece, slot=slot, label=label)
        if isinstance(piece, Heading):
            found = words.slot(piece.text.value)
            if found is not None and found.whole:
                if outer is not None and piece.level > outer[0] and found.kind is None and found.topic != "other":
                    found = Slot(found.topic, outer[1].kind, found.place or outer[1].place, found.whole)
                elif found.kind is not None and piece.level < 9:
                    outer = (piece.level, found)
                slot, label = found, piece.text
                noted.is_label = True
            else:
                slot = label = outer = None
                noted.title, noted.level = piece.text, piece.level
            noted.slot, noted.label = slot, label
            _declare(noted, piece.text)
        elif isinstance(piece, Line):
            slot, label = _line(noted, piece, slot, label)
        elif isinstance(piece, Grid):
            _declared_in_grid(noted, piece)
        yield noted


def _line(noted: _Noted, piece: Line, slot: Slot | None, label: Text | None) -> tuple[Slot | None, Text | None]:
    value = piece.text.value
    head = _LABEL.match(value.strip()) if len(value) < 500 else None
    found = words.slot(head["label"]) if head else words.slot(value)
    if found is not None and found.whole:
        noted.is_label = not (head and head["rest"])
        if noted.is_label or found.topic in ("url", "method", "content", "format"):
            slot, label = found, piece.text
            noted.slot, noted.label = slot, label
    elif len(value.strip()) <= _MAX_TITLE and not piece.item and not _SENTENCE.search(value):
        noted.title = piece.text.strip()
    _declare(noted, piece.text)
    return slot, label


def _declare(noted: _Noted, text: Text) -> None:
    """Note the method and addresses that a heading or line states."""
    value = text.value
    if len(value) > 2000:
        return
    topic = noted.slot.topic if noted.slot else None
    both = _METHOD_AND_URL.search(value)
    alone = _URL_ALONE.match(value)
    if both and (isinstance(noted.piece, Heading) or both.start() < 40 or topic in ("url", "method")):
        noted.method, noted.urls = text.part(*both.span("method")), [text.part(*both.span("url"))]
    elif alone and (topic in ("url", "method", None) or alone["method"]):
        noted.urls = [text.part(*alone.span("url"))]
        noted.method = text.part(*alone.span("method")) if alone["method"] else None
    elif labelled := _URL_LABELLED.search(value):
        noted.urls = [text.part(*labelled.span("url"))]
    elif topic == "url":
        noted.urls = [text.part(*found.span()) for found in _URL.finditer(value)]
    if topic == "method" and noted.method is None and (method := _METHOD.search(value)):
        noted.method = text.part(*method.span())
    if noted.urls:
        noted.title = None if isinstance(noted.piece, Line) else noted.title


def _declared_in_grid(noted: _Noted, grid: Grid) -> None:
    """Note what a table of labels and values states."""
    for row in [grid.header, *grid.rows]:
        found = words.slot(row[0].value) if len(row) > 1 else None
        if found is None or not found.whole:
            continue
        if found.topic == "url" and (url := _URL.search(row[1].value)):
            noted.urls = [*noted.urls, row[1].part(*url.span())]
        elif found.topic == "method" and (method := _METHOD.search(row[1].value)):
            noted.method = noted.method or row[1].part(*method.span())
    for k, cell in enumerate(grid.header):
        found = words.slot(cell.value)
        if found is not None and found.topic == "method" and noted.method is None and grid.rows:
            method = _METHOD.search(grid.rows[0][k].value)
            noted.method = grid.rows[0][k].part(*method.span()) if method else None


def _same_endpoint(url: str) -> str:
    path = re.sub(r"\Ahttps?://[^/?]*", "", url).partition("?")[0].rstrip("/.")
    return _SUFFIX.sub("", path).lower()


def _sections(noted: Sequence[_Noted]) -> list[int]:
    """The indexes of the pieces with which sections begin."""
    if not noted:
        return []
    starts: list[int] = []
    known: set[str] = set()
    content = True
    for i, each in enumerate(noted):
        if each.urls and (each.slot is None or each.slot.topic not in ("example", "codes")):
            path = _same_endpoint(each.urls[0].value)
            if path and path not in known and content:
                starts.append(i)
                content = False
            known.add(path)
        elif isinstance(each.piece, Block) or (isinstance(each.piece, Grid) and starts):
            content = True
    if len(starts) < 2:
        return [0]
    level = max(min((n.level for n in noted[a + 1 : b + 1] if n.title), default=10) for a, b in pairwise(starts))
    begins = [0]
    for before, start in pairwise(starts):
        titles = [i for i in range(before + 1, start + 1) if noted[i].title is not None and noted[i].level <= level]
        begins.append(titles[-1] if titles else start)
    return begins


# What they say


class _Table(Struct, kw_only=True):
    members: list[Member]
    kind: Kind | None


class _Builder:
    """One section being put together."""

    def __init__(self, page: Page, noted: Sequence[_Noted]) -> None:
        self._page = page
        self._noted = noted
        self._tables: list[_Table] = []
        self._codes: list[CodeTable] = []
        self._listed: list[tuple[Text, str | None]] = []
        self._examples: list[Example] = []
        self._limits: list[Limit] = []
        self._method: Printed | None = None
        self._urls: dict[str, Printed] = {}
        self._content: dict[str, Printed] = {}
        self._formats: dict[str, Printed] = {}

    def section(self, start: int, end: int) -> Section:
        """The section, which reaches from `start` to `end` in the page."""
        for noted in self._noted:
            self._take(noted)
        self._decide_kinds()
        parameters = self._settled("request")
        fields = self._settled("response")
        unplaced = [member.field() for table in self._tables if table.kind is None for member in table.members]
        return Section(
            title=self._title(),
            span=self._page.span(start, end),
            method=self._method,
            urls=tuple(self._urls.values()),
            content_types=tuple(self._content.values()),
            formats=tuple(self._formats.values()),
            parameters=tuple(member.parameter() for member in parameters),
            fields=tuple(member.field() for member in fields),
            unplaced=tuple(unplaced),
            codes=self._all_codes([*parameters, *fields], unplaced),
            examples=tuple(self._examples),
            limits=tuple(self._limits),
        )

    def _title(self) -> Printed | None:
        titles = [noted for noted in self._noted if noted.title is not None]
        best = min(titles, key=lambda noted: noted.level, default=None)
        return self._page.printed(best.title) if best is not None and best.title is not None else None

    def _take(self, noted: _Noted) -> None:
        piece = noted.piece
        if noted.method is not None and self._method is None:
            self._method = self._page.printed(noted.method)
        for url in noted.urls:
            self._urls.setdefault(url.value, self._page.printed(url))
        match piece:
            case Grid():
                self._take_grid(piece, noted)
            case Block():
                self._take_block(piece, noted)
            case _:
                self._take_prose(piece.text, noted)

    def _take_prose(self, text: Text, noted: _Noted) -> None:
        self._take_types(text, noted.slot)
        self._listed.append((text, None))
        self._limits += limits.find(text, self._page)

    def _take_types(self, text: Text, slot: Slot | None) -> None:
        for match in _CONTENT_TYPE.finditer(text.value[:2000]):
            if slot is None or slot.kind not in ("response", "error"):
                self._content.setdefault(match.group().lower(), self._page.printed(text.part(*match.span())))
        if slot is not None and slot.topic == "format" and len(text) < 100:
            for match in _FORMAT.finditer(text.value):
                self._formats.setdefault(match.group().lower(), self._page.printed(text.part(*match.span())))

    # Tables

    def _take_grid(self, grid: Grid, noted: _Noted) -> None:
        columns: list[Column | None] = [words.column(cell.value) for cell in grid.header]
        slot = noted.slot
        title = self._page.printed(noted.label) if noted.label is not None else None
        if _holds_codes(columns, slot, grid):
            table = codes.table(grid, columns, self._page, title)
            self._codes += [table] if table else []
            for cells in grid.rows:
                self._listed += [(cell, None) for cell in cells if table is None]
            return
        if "name" not in columns:
            for cells in grid.rows:
                for cell in cells:
                    self._take_types(cell, slot)
                    self._limits += limits.find(cell, self._page)
            return
        found = members.rows(grid, columns, self._page, slot.place if slot else None, "")
        kind = self._kind_of_table(columns, slot, grid.header[columns.index("name")].value)
        if found:
            self._tables.append(_Table(members=found, kind=kind))
        for member in found:
            if member.description:
                span = member.description.span
                self._limits += limits.find(self._page.part(span.start, span.end), self._page)

    def _kind_of_table(self, columns: Sequence[Column | None], slot: Slot | None, header: str) -> Kind | None:
        named = words.slot(header)
        for told in (named, slot):
            if told is not None and told.kind is not None:
                return "request" if told.kind == "request" else "response"
        if slot is not None and slot.place is not None:
            return "request"
        if "required" in columns or "optional" in columns or "default" in columns:
            return "request"
        if slot is not None and slot.topic == "members" and not any(e.kind == "response" for e in self._examples):
            return "request" if not any(table.kind == "request" for table in self._tables) else None
        return None

    def _decide_kinds(self) -> None:
        """Tables of which the page does not say whose they are, by the names that they share with others."""
        sent = self._names("request")
        answered = self._names("response")
        for table in self._tables:
            if table.kind is None:
                names = {member.last for member in table.members}
                table.kind = _nearer(names, sent, answered)

    def _names(self, kind: Kind) -> set[str]:
        shown = {
            members.last_step(value.path)
            for example in self._examples
            if example.kind == kind or (example.kind == "error" and kind == "response")
            for value in example.values
            if value.key
        }
        return shown | {member.last for table in self._tables if table.kind == kind for member in table.members}

    def _settled(self, kind: Kind) -> list[Member]:
        examples = [e for e in self._examples if e.kind == kind or (kind == "response" and e.kind == "error")]
        found = [member for table in self._tables if table.kind == kind for member in table.members]
        members.settle(found, [value for example in examples for value in example.values])
        once = {(member.path, member.place): member for member in reversed(found)}
        kept = [member for member in found if once[(member.path, member.place)] is member]
        return [*kept, *members.from_examples(examples, kept)]

    # Examples

    def _take_block(self, block: Block, noted: _Noted) -> None:
        page, text, payload = self._page, block.text, block.payload
        if payload is None:
            return
        start, end = text.start(payload.start), text.end(payload.end)

        def printed(at: Stretch | None) -> Printed | None:
            return page.printed(text.part(at.start, at.end)) if at is not None else None

        def value(raw: RawValue) -> Value:
            return Value(
                path=raw.path, key=printed(raw.key), shape=raw.shape, text=raw.text, place=raw.place,
                comment=printed(raw.comment), span=page.span(text.start(raw.at.start), text.end(raw.at.end)),
            )  # fmt: skip

        example = Example(
            kind=self._kind_of_example(payload.kind, noted.slot, payload.values),
            syntax=payload.syntax, text=text.value[payload.start : payload.end].rstrip(), span=page.span(start, end),
            title=page.printed(noted.label) if noted.label is not None else None,
            values=tuple(map(value, payload.values)), method=printed(payload.method), url=printed(payload.url),
        )  # fmt: skip
        self._examples.append(example)
        for raw in payload.values:
            if raw.comment is not None:
                self._codes += codes.lists(text.part(raw.comment.start, raw.comment.end), page, "example", raw.path)

    def _kind_of_example(self, kind: Kind | None, slot: Slot | None, values: Sequence[RawValue]) -> Kind | None:
        told = slot.kind if slot is not None else None
        if kind is not None and (told is None or told == "request"):
            return kind
        if told is not None:
            return told
        names = {members.last_step(value.path) for value in values}
        return _nearer(names, self._names("request"), self._names("response"))

    def _all_codes(self, known: Sequence[Member], unplaced: Sequence[Field]) -> tuple[CodeTable, ...]:
        found = list(self._codes)
        for text, of in self._listed:
            found += codes.lists(text, self._page, of=of)
        described = [(member.description, member.path) for member in known if member.seen == "table"]
        described += [(field.description, field.path) for field in unplaced]
        for description, path in described:
            if description is not None:
                text = self._page.part(description.span.start, description.span.end)
                found += codes.lists(text, self._page, of=path)
        return tuple(sorted(found, key=lambda table: table.span.start))


def _nearer(names: set[str], sent: set[str], answered: set[str]) -> Kind | None:
    """Whose names these are, if they have more in common with one side than with the other."""
    a, b = len(names & sent), len(names & answered)
    return "request" if a > b else "response" if b > a else None


def _holds_codes(columns: Sequence[Column | None], slot: Slot | None, grid: Grid) -> bool:
    if "type" in columns or "required" in columns:
        return False
    if "code" in columns and ("name" not in columns or columns.index("code") < columns.index("name")):
        return True
    if "values" in columns and "name" not in columns:
        return "description" in columns
    if slot is None or slot.topic != "codes" or "name" not in columns:
        return False
    at = columns.index("name")
    return any(character.isdigit() for cells in grid.rows for character in cells[at].value)
