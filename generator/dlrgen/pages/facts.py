"""Pieces of a page as facts: which endpoint they belong to, and what of it they say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from dlrgen.pages import (
    codes,
    credentials,
    described,
    examples,
    exemplified,
    headings,
    limits,
    members,
    outcomes,
    sentences,
    states,
    tables,
    terms,
    valuetables,
    wrapped,
)
from dlrgen.pages.blocks import Block, Grid, Heading, Line, Piece
from dlrgen.pages.endpoints.addresses import is_alike, is_shown, same_endpoint
from dlrgen.pages.endpoints.bases import is_base
from dlrgen.pages.endpoints.context import annotated
from dlrgen.pages.endpoints.main_address import are_hosts, main_first
from dlrgen.pages.endpoints.noted import Noted
from dlrgen.pages.endpoints.sections import Begin, sections
from dlrgen.pages.endpoints.shared import Shared
from dlrgen.pages.headings import Slot
from dlrgen.pages.members import Member
from dlrgen.pages.model import CodeTable, Example, Form, Kind, Limit, PageFacts, Printed, Section, Syntax, Value
from dlrgen.pages.paths import clean_path, has_keys, last_step
from dlrgen.pages.payload import PLAIN_HEADERS, Payload, RawValue, Stretch, shown_call
from dlrgen.pages.remembered import remembered
from dlrgen.pages.sides import Sides, Table
from dlrgen.pages.text import Page, Text
from dlrgen.pages.vocabulary import Column

_CONTENT_TYPE = re.compile(r"(?:application|multipart|text)/[A-Za-z0-9.+-]+|x-www-form-urlencoded", re.IGNORECASE)
_SHOUTED = re.compile(r"[A-Z][A-Z_]{3,30}\Z")
"""A state in words, as parameters are seldom called."""
_SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z")
"""What variables of an environment are called."""
_CALLS = frozenset({"curl", "http", "url"})
"""How only what is sent is written."""
_BY_POSITION = frozenset({("request", "part"), ("request", "members"), ("response", "example")})
"""Of which examples, and under what, only where they stand may have told whose they are."""
_BODILESS = frozenset({"GET", "DELETE", "HEAD"})
_ANSWER = re.compile("返回|响应|应答|回应|输出|respon|return|answer|output", re.IGNORECASE)
_FORMAT = re.compile(r"(?<![A-Za-z])(json|xml|yaml|text)(?![A-Za-z])", re.IGNORECASE)


def facts(pieces: Sequence[Piece], page: Page, form: Form) -> PageFacts:
    """What the pieces of a page say.

    Args:
        pieces: All of them, in their order.
        page: The page.
        form: How it is written.
    """
    noted = annotated(pieces)
    parts = sections(noted)
    begins = [part.at for part in parts]
    places = [_start(noted[part.at].piece) if part.at else 0 for part in parts]
    ends = [*places, len(page.value)][1:]
    shared = Shared(noted)
    return PageFacts(
        form=form,
        sections=tuple(
            _Builder(page, [*(noted[i] for i in part.stating), *noted[first:last]], part, shared).section(start, end)
            for part, first, last, start, end in zip(
                parts, begins, [*begins, len(noted)][1:], places, ends, strict=True
            )
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


class _Builder:
    """One section being put together."""

    def __init__(self, page: Page, noted: Sequence[Noted], begin: Begin, shared: Shared) -> None:
        self._page = page
        self._shared = shared.method_of(noted, begin)
        """The method of which the page tells for several calls."""
        self._leaves_rest = shared.leaves_rest
        """Whether the page says that what it does not mark need not be there."""
        self._begin = begin
        self._noted = noted
        self._sides = Sides()
        self._codes: list[CodeTable] = []
        self._listed: list[tuple[Text, str | None]] = []
        self._stating: set[int] = set()
        """Which examples only state the address."""
        self._limits: list[Limit] = []
        self._follows_request = False
        self._is_below_sent = False
        """Whether the table of what a callback sends comes right before."""
        self._shown: Kind | None = None
        self._method: Printed | None = None
        self._is_either = False
        self._is_choice = False
        """Whether two methods stand beside the address, so that others are those of examples."""
        self._label: Text | None = None
        """The label under which the last method was listed."""
        self._is_mentioned = False
        """Whether only a sentence tells of the method."""
        self._urls: dict[str, Printed] = {}
        self._mentioned: tuple[Printed, ...] = ()
        """The first address of which only a sentence tells."""
        self._bases: set[str] = set()
        """The addresses that are called what others are built on."""
        self._called: set[str] = set()
        """The addresses that stand beside a method."""
        self._line: Text | None = None
        """The line of prose that came last."""
        self._demands_all = False
        """Whether a sentence says that all parameters must be there."""
        self._credentials: dict[str, Member] = {}
        self._content: dict[str, Printed] = {}
        self._formats: dict[str, Printed] = {}

    def section(self, start: int, end: int) -> Section:
        """The section, which reaches from `start` to `end` in the page."""
        for noted in self._noted:
            if noted.label is not None and noted.label.start() < start:
                # What the section before announced last is over.
                noted.slot = noted.label = None
            self._take(noted)
        self._sides.decide(self._urls, has_body=self._has_body())
        shown = self._sides.examples
        for k, example in [*outcomes.told_apart(shown), *outcomes.by_codes(shown, self._codes)]:
            shown[k] = example
        parameters = self._settled("request")
        if self._demands_all:
            for member in parameters:
                member.required = True if member.required is None and member.seen == "table" else member.required
        if self._leaves_rest and any(member.required for member in parameters):
            for member in parameters:
                member.required = False if member.required is None and member.seen == "table" else member.required
        fields = self._settled("response")
        unplaced = [member for table in self._sides.tables if table.kind is None for member in table.members]
        return Section(
            title=self._page.printed(self._begin.title) if self._begin.title is not None else None,
            span=self._page.span(start, end),
            method=self._method or self._shown_method(),
            urls=self._main_urls(),
            content_types=tuple(self._content.values()),
            formats=tuple(self._formats.values()),
            parameters=tuple(member.parameter() for member in parameters),
            fields=tuple(member.field() for member in fields),
            unplaced=tuple(member.field() for member in unplaced),
            codes=self._all_codes([*parameters, *fields, *unplaced]),
            examples=examples.without_templates(self._sides.examples, self._stating),
            limits=tuple(limits.once(self._limits)),
        )

    def _main_urls(self) -> tuple[Printed, ...]:
        """The addresses, that which is called first: one that is shown comes before those that it is built on."""
        stated = main_first([*self._urls.values()], self._called, self._bases)
        built = self._built_urls() or (self._shown_urls() if are_hosts(stated) else ())
        return (*built, *stated) or self._mentioned or self._shown_urls()

    def _built_urls(self) -> tuple[Printed, ...]:
        """The address that is shown, if only bases are stated and it goes on from one of them."""
        bases = [same_endpoint(url.text) for url in self._urls.values() if url.text in self._bases]
        shown = self._shown_urls() if bases and len(bases) == len(self._urls) else ()
        return shown if any(same_endpoint(url.text).startswith(f"{base}/") for url in shown for base in bases) else ()

    def _shown_method(self) -> Printed | None:
        """The method of the first request that the section shows, if no words state another address than its own."""
        if self._shared is not None:
            return self._page.printed(self._shared)
        if self._is_either:
            return None
        stated = {same_endpoint(url) for url in self._urls} if not self._built_urls() else set[str]()
        called = (e for e in self._sides.examples if e.syntax in ("http", "curl") and e.kind == "request" and e.url)
        shown = (
            e.method
            for e in called
            if not stated or (e.url and any(is_alike(same_endpoint(e.url.text), url) for url in stated))
        )
        return next(shown, None)

    def _shown_urls(self) -> tuple[Printed, ...]:
        """The address of the first request that the section shows, where that is the vendor's own."""
        if self._begin.is_callback:
            return ()
        return next(((e.url,) for e in self._sides.examples if e.url is not None and e.kind == "request"), ())

    def _take(self, noted: Noted) -> None:
        piece = noted.piece
        if noted.method is not None or noted.is_either:
            self._take_method(noted)
        for url in noted.urls:
            self._urls.setdefault(url.value, self._page.printed(url))
        if noted.mentioned is not None and not self._mentioned and not is_shown(noted):
            self._mentioned = (self._page.printed(noted.mentioned),)
        if noted.method is not None:
            self._called.update(url.value for url in noted.urls)
        elif noted.urls and is_base(noted):
            self._bases.update(url.value for url in noted.urls)
        match piece:
            case Grid():
                self._line = None
                known = len(self._sides.tables)
                self._take_grid(piece, noted)
                self._follows_request = False
                self._is_below_sent = self._begin.is_callback and self._sides.describes_sent(known)
            case Block():
                self._take_block(piece, noted)
                self._is_below_sent = False
            case _:
                self._is_below_sent = self._is_below_sent and noted.slot is not None and noted.slot.topic == "example"
                if isinstance(piece, Heading):
                    self._follows_request, self._shown = False, None
                self._take_prose(piece.text, noted)
                if noted.urls and noted.slot is not None and noted.slot.topic == "example":
                    self._take_call(piece.text, noted)

    def _take_method(self, noted: Noted) -> None:
        """Note the method: the first one, but one beside an address rather than one that a sentence mentions.

        Where the page leaves the choice, that of an example says nothing.
        """
        self._is_either = self._is_either or noted.is_either
        self._is_choice = self._is_choice or (noted.is_either and bool(noted.urls))
        slot = noted.slot
        is_shown = self._is_choice or (self._is_either and isinstance(noted.piece, Block))
        if noted.method is None or is_shown or self._is_remark(noted):
            return
        is_example = slot is not None and slot.topic == "example"
        if self._is_second_choice(noted):
            self._is_either, self._method = True, None
            return
        is_stated = bool(noted.urls) and not is_example
        if (is_stated and self._is_mentioned) or (self._method is None and (is_stated or not self._is_either)):
            self._method = self._page.printed(noted.method)
            self._is_mentioned = not is_stated and (slot is None or slot.topic != "method")

    def _is_second_choice(self, noted: Noted) -> bool:
        """Whether a method is listed below another one, under the same label of methods."""
        is_listed = noted.slot is not None and noted.slot.topic == "method" and isinstance(noted.piece, Line)
        before, self._label = self._label, noted.label if is_listed else None
        if not is_listed or noted.label is None or before is not noted.label or self._method is None:
            return False
        return noted.method is not None and noted.method.value.upper() != self._method.text.upper()

    def _is_remark(self, noted: Noted) -> bool:
        """Whether a sentence speaks of a call of the vendor's, after one to the vendor has been described."""
        is_over = bool(self._urls) and bool(self._sides.answered) and not noted.urls
        return is_over and isinstance(noted.piece, Line) and sentences.mentions_callback(noted.piece.text.value)

    def _take_prose(self, text: Text, noted: Noted) -> None:
        self._listed.append((text, None))
        before, self._line = self._line, text
        if before is not None and isinstance(noted.piece, Line) and wrapped.goes_on(before, noted.piece, self._page):
            self._limits += limits.going_on(before, text, self._page)
        elif limits.may_be_stated(text.value):
            self._limits += limits.find(text, self._page)
        if not _may_say_more(text.value) and (noted.slot is None or noted.slot.topic != "format"):
            return
        self._take_types(text, noted.slot)
        self._take_credentials(text, noted.slot)
        self._demands_all = self._demands_all or sentences.demands_all(text.value)

    def _take_types(self, text: Text, slot: Slot | None) -> None:
        for match in _CONTENT_TYPE.finditer(text.value[:2000]) if _has_type(text.value) else ():
            if slot is None or not slot.is_of_answer:
                self._content.setdefault(match.group().lower(), self._page.printed(text.part(*match.span())))
        if slot is not None and slot.topic == "format" and len(text) < 100:
            for match in _FORMAT.finditer(text.value):
                self._formats.setdefault(match.group().lower(), self._page.printed(text.part(*match.span())))

    def _take_credentials(self, text: Text, slot: Slot | None) -> None:
        if slot is None or slot.topic != "codes":
            for member in credentials.told(text, self._page):
                self._credentials.setdefault(member.path.lower(), member)

    # Tables

    def _take_grid(self, grid: Grid, noted: Noted) -> None:
        columns = noted.columns()
        if tables.holds_codes(columns, noted.slot, grid) or self._lists_states(columns, noted.slot, grid):
            title = self._page.printed(noted.label) if noted.label is not None else None
            table = codes.table(grid, columns, self._page, title)
            self._codes += [table] if table else []
            self._listed += [(cell, None) for cells in grid.rows for cell in cells if table is None]
            self._limits += [limit for cells in grid.rows for cell in cells for limit in limits.find(cell, self._page)]
        elif (path := valuetables.of(grid, columns, self._sides.last())) is not None:
            coded = codes.table(grid, valuetables.columns_of(grid, columns), self._page, None)
            self._codes += [replace(coded, of=path)] if coded else []
        elif "name" in columns and not noted.urls:
            self._take_members(grid, columns, noted)
        else:
            for cells in grid.rows:
                for cell in cells:
                    self._take_types(cell, noted.slot)
                    self._limits += limits.find(cell, self._page)

    def _lists_states(self, columns: Sequence[Column | None], slot: Slot | None, grid: Grid) -> bool:
        """Whether what a table names are codes in words, as what announces it says, and as no parameter is called."""
        if "name" not in columns or {"type", "required", "default"} & {*columns}:
            return False
        names = [row[columns.index("name")].value for row in grid.rows]
        if slot is None or slot.topic != "codes":
            is_open = slot is None or slot.kind != "request"
            return is_open and len(names) > 1 and all(map(_SHOUTED.match, names)) and not self._are_shouted(grid)
        return not any(name in self._sides.sent or name in self._sides.answered or terms.column(name) for name in names)

    def _are_shouted(self, grid: Grid) -> bool:
        """Whether a header says that a table names parameters, or those before it are in capitals, too."""
        is_said = headings.names_parameters(grid.header[0].value)
        return is_said or any(_SHOUTED.match(name) for name in self._sides.sent)

    def _take_members(self, grid: Grid, columns: Sequence[Column | None], noted: Noted) -> None:
        if _is_of_settings(noted) or _are_settings(grid, columns):
            return
        grid, values = states.set_apart(grid, columns)
        for holder, rows in values:
            coded = codes.table(rows, ["code" if column == "name" else column for column in columns], self._page, None)
            self._codes += [replace(coded, of=holder)] if coded else []
        header = grid.header[columns.index("name")].value
        named = _labelled(grid, columns) or headings.slot(header)
        place = (named.place if named else None) or (noted.slot.place if noted.slot else None)
        kind = self._kind_of_table(grid, columns, noted, named)
        inside, kind = self._inside(noted, kind)
        found = members.rows(grid, columns, self._page, place, inside)
        kind = kind or self._kind_of_required(grid, columns, found) or _kind_of_keys(found)
        names = [member.last for member in found]
        if kind == "response" and PLAIN_HEADERS.issuperset(map(str.lower, names)):
            return
        if names and all(map(tables.is_header_name, names)):
            kind = kind or "request"
            for member in found:
                member.place = member.place or "header"
        is_told = "required" in columns and any(member.required is not None for member in found)
        demanded = headings.demanded(noted.above.value) if noted.above is not None and not is_told else None
        for member in found:
            member.required = demanded if member.required is None else member.required
        if found:
            self._sides.tables.append(Table(found, kind, header, noted))
            self._sides.know(kind, names)
        self._take_limits(found, kind)

    def _take_limits(self, found: Sequence[Member], kind: Kind | None) -> None:
        """Note the limits that descriptions state; what an answer counts over some days is none."""
        for text in [text for member in found for text in member.words]:
            told = limits.find(text, self._page)
            self._limits += [
                limit for limit in told if limit.kind != "window" or kind == "request" or limits.is_kept(limit)
            ]

    def _kind_of_required(self, grid: Grid, columns: Sequence[Column | None], found: Sequence[Member]) -> Kind | None:
        """Whose the members of a table are of which some must be there; None if none must."""
        if not any(member.required for member in found):
            return None
        return None if self._are_answered(grid, columns.index("name")) else "request"

    def _inside(self, noted: Noted, kind: Kind | None) -> tuple[str, Kind | None]:
        """The path of the object that the heading above a table names, and whose it is; empty if it names none."""
        found = self._sides.holder(noted, kind)
        return (found[0], kind or found[1]) if found is not None else ("", kind)

    def _are_answered(self, grid: Grid, at: int) -> bool:
        """Whether examples of answers show all the names in a column, and nothing that is sent has one of them."""
        names = {last_step(clean_path(row[at].value.strip())) for row in grid.rows}
        return bool(self._sides.sent) and names <= self._sides.answered and names.isdisjoint(self._sides.sent)

    def _kind_of_table(
        self, grid: Grid, columns: Sequence[Column | None], noted: Noted, named: Slot | None
    ) -> Kind | None:
        if (holder := self._sides.holder(noted, None, begins=True)) is not None and holder[1] is not None:
            return holder[1]
        # What a table says stands beside an example, not in it.
        slot = noted.slot if noted.slot is None or noted.slot.topic != "example" else None
        if slot is not None and slot.topic in ("method", "url") and self._is_first_of_callback():
            # Where and how it is sent may be said of what somebody replied.
            slot = None
        for told in (named, slot):
            if told is not None and told.kind is not None:
                return "request" if told.kind == "request" else "response"
            if told is not None and told.place is not None:
                return "request"
        if noted.hint is not None and not _tells_required(grid, columns):
            is_reply = noted.hint == "response" and self._is_first_of_callback() and not _speaks_of_answer(noted)
            return "request" if is_reply else noted.hint
        if not {"default", "required", "optional"}.isdisjoint(columns):
            is_answered = self._are_answered(grid, columns.index("name")) or self._sides.holder(noted, "response")
            return "response" if is_answered else "request"
        return self._kind_by_neighbours(slot, noted)

    def _kind_by_neighbours(self, slot: Slot | None, noted: Noted) -> Kind | None:
        """Whose a table is by what stands before it: after an answer it explains that."""
        if self._is_first_of_callback():
            return "request"
        if (
            slot is not None
            and slot.topic == "members"
            and self._sides.tables
            and self._sides.tables[-1].is_below(noted)
        ):
            return self._sides.tables[-1].kind
        if noted.slot is not None and noted.slot.topic == "example" and noted.slot.kind == "response":
            return "response"
        if self._shown in ("response", "error") or (self._follows_request and self._sides.is_second()):
            return "response"
        if slot is not None and slot.topic == "members" and not self._sides.answered and not self._sides.is_second():
            return "request"
        return None

    def _is_first_of_callback(self) -> bool:
        """Whether nothing is known yet of a call of the vendor's: what it sends is described before its answer."""
        return self._begin.is_callback and not self._called and not self._sides.sent and not self._sides.answered

    def _settled(self, kind: Kind) -> list[Member]:
        examples = [e for e in self._sides.examples if e.kind == kind or (kind == "response" and e.kind == "error")]
        described = [table.members for table in self._sides.tables if table.kind == kind]
        if described:
            exemplified.settle(described, [value for example in examples for value in example.values])
        found = [member for table in described for member in table]
        once = {(member.path, member.place): member for member in reversed(found)}
        kept = [member for member in found if once[(member.path, member.place)] is member]
        found = [*kept, *exemplified.from_examples(examples, kept)]
        known = {member.path.lower() for member in found}
        told = self._credentials.items() if kind == "request" else ()
        return [*found, *(member for name, member in told if name not in known)]

    # Examples

    def _take_block(self, block: Block, noted: Noted) -> None:
        page, text, payload = self._page, block.text, block.payload
        if payload is None:
            self._take_credentials(text, noted.slot)
            return
        if payload.syntax == "json" and not payload.values and not examples.is_labelled_answer(noted):
            return
        start, end = text.start(payload.start), text.end(payload.end)

        def printed(at: Stretch | None) -> Printed | None:
            return page.printed(text.part(at.start, at.end)) if at is not None else None

        def value(raw: RawValue) -> Value:
            return Value(
                path=raw.path, key=printed(raw.key), shape=raw.shape, text=raw.text, place=raw.place,
                comment=printed(raw.comment), span=page.span(text.start(raw.at.start), text.end(raw.at.end)),
            )  # fmt: skip

        shown = examples.without_address(payload.values)
        example = Example(
            kind=self._kind_of_example(payload.kind, payload.syntax, noted),
            syntax=payload.syntax, text=text.value[payload.start : payload.end].rstrip(), span=page.span(start, end),
            title=page.printed(noted.label) if noted.label is not None else None,
            values=tuple(map(value, shown)), method=printed(payload.method), url=printed(payload.url),
        )  # fmt: skip
        if example.kind is None and outcomes.is_answer(example):
            example = replace(example, kind="response")
        example = examples.with_outcome(example, noted, may_be_any=payload.kind is None)
        if examples.states_address(example, noted.slot):
            self._stating.add(len(self._sides.examples))
        if _is_told_by_place(example, payload, noted):
            self._sides.below.append(len(self._sides.examples))
        self._sides.examples.append(example)
        self._shown = example.kind
        self._follows_request = example.kind == "request" and payload.syntax in _CALLS
        self._sides.know(example.kind, (last_step(value.path) for value in payload.values if value.key))
        for raw in payload.values:
            if raw.comment is not None:
                comment = text.part(raw.comment.start, raw.comment.end)
                self._codes += codes.lists(comment, page, "example", raw.path)
                self._limits += limits.find(comment, page)

    def _kind_of_example(self, kind: Kind | None, syntax: Syntax, noted: Noted) -> Kind | None:
        slot = noted.slot
        told = slot.kind if slot is not None else None
        if kind is not None and slot is not None and self._is_answer_with_call(slot, syntax):
            return told
        if kind is not None and (told is None or told == "request" or syntax in _CALLS):
            return kind
        if told == "request" and noted.hint == "response" and self._shown is not None:
            # What was announced has been shown, and a sentence since has spoken of its answer.
            return "response"
        if told is not None:
            return told
        if noted.hint is None and (self._is_below_sent or self._is_first_of_callback()):
            return "request"
        if not self._has_body():
            return "response"
        if noted.hint is not None:
            return noted.hint
        if self._follows_request:
            return "response"
        if slot is not None and slot.topic == "members" and not self._sides.answered:
            return "request"
        return None

    def _is_answer_with_call(self, slot: Slot, syntax: Syntax) -> bool:
        """Whether an example is called an answer, though it begins with the line of the call that another has shown."""
        is_called = syntax == "http" and slot.topic == "example" and slot.is_of_answer
        return is_called and any(e.kind == "request" and e.syntax == "http" for e in self._sides.examples)

    def _take_call(self, text: Text, noted: Noted) -> None:
        """Take a line that is a call with a query as the example that it is announced as."""
        payload = shown_call(text.value)
        if payload is not None and (noted.slot is None or noted.slot.kind in (None, "request")):
            self._take_block(Block(text, payload), noted)

    def _has_body(self) -> bool:
        """Whether a request may have one, for all that is known."""
        return self._method is None or self._method.text.upper() not in _BODILESS

    def _all_codes(self, known: Sequence[Member]) -> tuple[CodeTable, ...]:
        found = list(self._codes)
        for text, of in self._listed:
            found += codes.lists(text, self._page, of=of)
        found += described.listed(known, self._page)
        return tuple(sorted(found, key=lambda table: table.span.start))


@remembered
def _may_say_more(line: str) -> bool:
    """Whether a line of prose tells of types of content, credentials or duties, which few do."""
    if _has_type(line) or credentials.may_be_told(line):
        return True
    return sentences.demands_all(line)


def _has_type(text: str) -> bool:
    """Whether a content type may stand in a text, which is seldom so."""
    return "/" in text or "urlencoded" in text.lower()


def _kind_of_keys(found: Sequence[Member]) -> Kind | None:
    """Whose the members of a table are that are all named as only forms and queries do, by keys in brackets."""
    return "request" if found and all(has_keys(member.name.text) for member in found) else None


def _is_of_settings(noted: Noted) -> bool:
    """Whether the heading above a table is about how a program is set up, and no other says what is sent."""
    if noted.slot is not None and noted.slot.kind == "request":
        return False
    found = headings.slot(noted.above.value) if noted.above is not None else noted.slot
    return found is not None and found.topic == "settings"


def _labelled(grid: Grid, columns: Sequence[Column | None]) -> Slot | None:
    """What a header says in a column of its own that it stands over: `返回参数`, before what the columns hold."""
    found = (headings.slot(cell.value) for cell, column in zip(grid.header, columns, strict=True) if column is None)
    return next((slot for slot in found if slot is not None and slot.whole and slot.is_of_part), None)


def _are_settings(grid: Grid, columns: Sequence[Column | None]) -> bool:
    """Whether a table names variables of an environment, all in capitals, and what they are if not set."""
    at = columns.index("name")
    return "default" in columns and all(_SETTING.match(row[at].value) for row in grid.rows)


def _tells_required(grid: Grid, columns: Sequence[Column | None]) -> bool:
    """Whether a table tells of any of its members whether it must be there."""
    told = [k for k, column in enumerate(columns) if column in ("required", "optional")]
    return any(row[k].value for k in told for row in grid.rows)


def _is_told_by_place(example: Example, payload: Payload, noted: Noted) -> bool:
    """Whether only where an example stands has told whose it is, and neither its label nor how it is written."""
    if payload.kind not in (None, "request") or payload.syntax in _CALLS or noted.slot is None:
        return False
    is_said = example.kind == "response" and _says_whose(noted)
    return not is_said and (example.kind, noted.slot.topic) in _BY_POSITION


def _says_whose(noted: Noted) -> bool:
    """Whether the label above an example says itself that it is sent or answered, and not only the one above that."""
    found = headings.slot(noted.label.value) if noted.label is not None else None
    return found is None or found.kind is not None


def _speaks_of_answer(noted: Noted) -> bool:
    """Whether the sentence above is about an answer, and not about what somebody replied to a message."""
    return noted.before is None or _ANSWER.search(noted.before.value) is not None
