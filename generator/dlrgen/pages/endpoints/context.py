"""Where the pieces of a page stand: under which heading, in whose description."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dlrgen.pages import headings, holders, lists
from dlrgen.pages.blocks import BOLD, Block, Grid, Heading, Line, Piece
from dlrgen.pages.endpoints import listed, relative
from dlrgen.pages.endpoints.addresses import (
    begins_with_call,
    is_alike,
    is_alone,
    is_numbered,
    is_shown,
    level_of,
    same_endpoint,
)
from dlrgen.pages.endpoints.awaited import Awaited
from dlrgen.pages.endpoints.declared import (
    METHOD_AND_URL,
    URL_ALONE,
    declare,
    declared_in_block,
    declared_in_grid,
    is_titled_path,
    is_url,
    states_address,
)
from dlrgen.pages.endpoints.named import paths_above_methods, titles_above_calls
from dlrgen.pages.endpoints.noted import Noted
from dlrgen.pages.endpoints.spoken import Spoken, spoken
from dlrgen.pages.headings import Slot
from dlrgen.pages.mending.mended import mended
from dlrgen.pages.model import Kind
from dlrgen.pages.text import Text
from dlrgen.spec.model import Place

_SHORT_TOPICS = frozenset({"url", "method", "content", "format"})
"""What a label in plain text announces for the lines after it only."""
_OF_BODIES = frozenset({"content", "format"})
_OF_A_CALL = frozenset({"part", "members"})
_LABEL_LINES = 4


def annotated(pieces: Sequence[Piece]) -> list[Noted]:
    """The pieces of a page, each with where it stands."""
    pieces = [*lists.grids(mended(pieces))]
    annotator = _Annotator(titles_above_calls(pieces) | paths_above_methods(pieces))
    noted = [annotator.note(piece) for piece in pieces]
    relative.declare(noted)
    listed.declare(noted)
    return noted


class _Annotator:
    """Pieces one after the other, and the heading that they stand under."""

    def __init__(self, titles: Collection[int]) -> None:
        """Begin a page, of which some headings and lines are titles whatever they say and stand below."""
        self._titles = titles
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
        self._awaited = Awaited()
        self._before: Text | None = None
        self._title_level = 0
        """How deep the last heading lies that may be an endpoint's title."""
        self._is_titled = False
        """Whether a line with a number has just been a title."""
        self._side: Kind | None = None
        """Whose the part is that a line announced last; its attributes and its body have labels of their own."""
        self._is_below_title = False
        """Whether a line before may be a title, and only sentences have come since."""
        self._is_right_below = False
        """Whether that is the line right before."""
        self._is_stated = False
        """Whether an address has been stated under the title."""
        self._is_fresh = False
        """Whether nothing has come yet of what was announced."""
        self._called: str | None = None
        """The last call that a line states beside its method."""
        self._unmet: Kind | None = None
        """Whose that is of which nothing had come yet as the last label came."""
        self._tab: tuple[Slot, Text] | None = None
        """What the second one of two examples is, if there are two below labels that stand side by side."""

    def note(self, piece: Piece) -> Noted:
        """The piece with what is known about where it stands."""
        self._forget(piece)
        noted = Noted(
            piece=piece, slot=self._slot, label=self._label, hint=self._hint, above=self._lined or self._headed,
            before=self._before,
        )  # fmt: skip
        if isinstance(piece, Line):
            self._note_line(noted, piece)
        elif isinstance(piece, Heading):
            self._note_heading(noted, piece)
        else:
            self._note_content(noted, piece)
        noted.outline = level_of(noted)
        return noted

    def _note_heading(self, noted: Noted, heading: Heading) -> None:
        self._before = self._passing = self._lined = self._hint = self._side = None
        self._headed = heading.text
        self._heading(noted, heading)
        declare(noted, heading.text)
        self._awaited.take(noted, heading)
        if noted.title is not None and heading.level < BOLD:
            self._title_level = heading.level
        self._is_stated = bool(noted.urls) or (self._is_stated and noted.title is None)
        self._is_below_title = noted.title is not None

    def _note_line(self, noted: Noted, line: Line) -> None:
        said = spoken(line.text.value)
        if said.is_caption:
            return
        before, self._before = self._before, line.text
        self._hint = self._hint_after(line.text.value, said)
        is_address = self._is_announced_address(line, said)
        if id(line) in self._titles or self._is_path_below_title(line) or is_titled_path(line.text.value):
            self._slot = self._label = noted.slot = noted.label = None
        self._passing = said.announced
        if is_address and self._is_over(noted.slot):
            self._slot = self._label = self._outer = self._hint = noted.slot = noted.label = None
        self._lined = line.text if said.is_short else None
        if said.slot is not None and self._is_next_tab(said.slot, before):
            self._tab, self._before, self._lined = (said.slot, line.text), before, before
        elif said.slot is not None:
            self._labelled(noted, line, said.slot, is_label=said.is_label)
        elif said.is_title and not line.item:
            noted.title = line.text.strip()
            self._is_titled = said.is_numbered
        declare(noted, line.text)
        begins = self._awaited.take(noted, line)
        is_call = noted.mentioned is not None or (bool(noted.urls) and noted.method is not None)
        if is_call and self._is_after_example(noted):
            noted.slot = noted.label = None
        if is_call and (begins or self._is_over(noted.slot)):
            # Another call begins: what announced the rest of the one before is over.
            self._slot = self._label = self._outer = self._hint = None
        if noted.urls and noted.method is not None and not is_shown(noted):
            self._called = same_endpoint(noted.urls[0].value)
        self._side = None if noted.urls else self._side
        self._is_stated = bool(noted.urls) or (self._is_stated and noted.title is None)
        is_sentence = self._label is not line.text and not noted.urls
        self._is_right_below = noted.title is not None
        self._is_below_title = self._is_right_below or (self._is_below_title and is_sentence)

    def _is_announced_address(self, line: Line, said: Spoken) -> bool:
        """Whether a line is an address that the sentence above it announces."""
        is_announced = self._passing is not None and self._passing.topic == "url" and said.slot is None
        return is_announced and URL_ALONE.match(line.text.value) is not None

    def _is_path_below_title(self, line: Line) -> bool:
        """Whether a line is a path and nothing else, and comes after an example with a title in between."""
        slot = self._slot
        if slot is None or self._is_fresh or not self._is_below_title:
            return False
        if slot.topic not in ("example", "codes") and not (self._is_right_below and slot.topic in _OF_A_CALL):
            return False
        return line.text.value.lstrip()[:1] == "/" and URL_ALONE.match(line.text.value) is not None

    def _is_next_tab(self, found: Slot, before: Text | None) -> bool:
        """Whether a label of failures right below one of successes is a tab beside it: the first one is shown."""
        slot = self._slot
        is_below = slot is not None and slot.good and self._is_fresh and self._label is not None
        return is_below and self._label is before and found.kind == "error" and self._unmet != "request"

    def _note_content(self, noted: Noted, piece: Grid | Block) -> None:
        self._before = self._lined = None
        passing, self._passing = self._passing, None
        if isinstance(piece, Grid):
            self._table(noted, piece)
        else:
            if states_address(noted.slot, piece, is_first=not self._is_stated) or (
                passing is not None and passing.topic == "url" and not self._is_stated and is_url(piece)
            ):
                declared_in_block(noted, piece)
            self._awaited.take_block(noted, piece)
            if self._tab is not None:
                (self._slot, self._label), self._tab = self._tab, None
            # The sentence was about the example, and not about what comes after it.
            self._hint = None
        self._awaited.drop()
        self._is_fresh = self._is_below_title = False
        self._is_stated = bool(noted.urls) or self._is_stated
        noted.slot = _told(passing, noted.slot)

    def _hint_after(self, line: str, said: Spoken) -> Kind | None:
        """What sentences are about after a line; a label that leaves open whose parameters follow goes on."""
        hint = self._hint if said.is_blank else said.hint
        if hint is None and self._hint is not None and (slot := headings.slot(line)) is not None and slot.whole:
            return self._hint if slot.topic == "members" and slot.kind is None else None
        return hint

    def _table(self, noted: Noted, grid: Grid) -> None:
        titled = headings.slot(noted.above.value) if noted.above is not None and noted.above is noted.before else None
        if titled is not None and titled.topic == "members" and titled.kind is not None and not titled.whole:
            # Other words beside it tell which of several tables this is.
            self._slot = noted.slot = Slot(titled.topic, titled.kind, titled.place)
            self._label = noted.label = noted.above
        elif noted.slot is None and noted.above is not None and (place := headings.place_of(noted.above.value)):
            # A heading may say no more than where what it is about is sent.
            noted.slot = Slot("members", None, place)
        elif (place := self._place_above(noted)) is not None and noted.slot is not None:
            noted.slot = Slot("members", noted.slot.kind, place)
        elif self._is_spoken_of(noted):
            self._slot = self._label = noted.slot = noted.label = None
        declared_in_grid(noted, grid)

    def _place_above(self, noted: Noted) -> Place | None:
        """Where the line right above a table says that its members are sent, other than those before it."""
        slot = noted.slot
        if slot is None or slot.topic not in ("part", "members") or noted.above is None:
            return None
        place = headings.place_of(noted.above.value) if noted.above is noted.before else None
        return place if place != "body" else None

    def _is_spoken_of(self, noted: Noted) -> bool:
        """Whether the sentence above a table tells that it is of the other side than the one before it was."""
        slot = noted.slot
        is_next = self._lined is None and noted.hint is not None and slot is not None and slot.topic in _OF_A_CALL
        return is_next and not self._is_fresh and slot is not None and slot.kind not in (None, noted.hint)

    def _forget(self, piece: Piece) -> None:
        """Let go of what was announced, if the piece is not about that any more."""
        if self._lines_left:
            self._lines_left -= 1
            if not self._lines_left:
                self._slot = self._label = None
        if self._is_titled:
            self._is_titled = False
            if _goes_on_from_title(piece):
                self._slot = self._label = self._hint = None

    def _is_over(self, slot: Slot | None) -> bool:
        """Whether a call does not belong to what was announced; right below `Request` it begins what it is."""
        if slot is None:
            return True
        begins_it = self._is_fresh and slot.kind == "request" and slot.topic == "part" and not slot.is_call
        return slot.topic in _OF_A_CALL and not begins_it

    def _is_after_example(self, noted: Noted) -> bool:
        """Whether a call alone in its line comes after codes, or after an example with a title in between.

        Or it goes elsewhere than the call that this was an example of.
        """
        slot = noted.slot
        if slot is None or slot.topic not in ("example", "codes", "other"):
            return False
        if not is_alone(noted) and not (not self._is_fresh and self._is_right_below and begins_with_call(noted)):
            return False
        if self._is_fresh:
            # A table of contents announces codes, too.
            return slot.topic == "codes" and self._is_below_title
        if self._is_below_title or slot.topic == "codes":
            return True
        return self._called is not None and not is_alike(same_endpoint(noted.urls[0].value), self._called)

    def _heading(self, noted: Noted, heading: Heading) -> None:
        found = _announced(heading.text.value) if id(heading) not in self._titles else None
        if found is not None and not found.whole and found.topic == "example" and found.kind is not None:
            # Other words beside it tell which of several examples comes next, and nothing about what follows it.
            self._passing = found
        if found is not None and found.is_call and heading.level < BOLD:
            self._announce(noted, found, heading.text)
            self._outer = self._codes = None
            noted.title, noted.level = heading.text, heading.level
        elif found is not None and found.whole:
            self._announcing(noted, heading, found)
        elif self._outer is not None and self._outer[1].kind == "error" and self._outer[0] < heading.level < BOLD:
            # Below what goes wrong there are the ways in which it does.
            self._announce(noted, self._outer[1], heading.text)
        elif heading.level < BOLD:
            outer = self._outer
            is_within = outer is not None and self._is_fresh and heading.level >= outer[0]
            if outer is not None and is_within and headings.is_filler(heading.text.value):
                # A heading that says nothing stands between what was announced and that.
                self._announce(noted, outer[1], heading.text)
                return
            self._slot = self._label = self._outer = noted.slot = noted.label = None
            if self._codes is not None and heading.level > self._codes[0]:
                self._slot, self._label = self._codes[1], heading.text
            elif outer is not None and heading.level > outer[0]:
                # What lies below the parameters or the answer is a part of it.
                self._slot, self._label, self._outer = outer[1], heading.text, outer
            else:
                self._codes = None
            noted.title, noted.level = heading.text, heading.level
        elif not headings.is_filler(heading.text.value):
            noted.title, noted.level = heading.text, heading.level

    def _announcing(self, noted: Noted, heading: Heading, found: Slot) -> None:
        """Note what a heading announces, all of whose words say so."""
        self._announce(noted, self._in_context(found, heading.level), heading.text)
        self._lines_left = 0
        if heading.level <= self._title_level and headings.names_callback(heading.text.value):
            # Beside the endpoints' titles it is one itself.
            noted.title, noted.level = heading.text, heading.level
        if heading.level < BOLD and (self._codes is None or heading.level <= self._codes[0]):
            self._codes = (heading.level, found) if found.topic == "codes" else None

    def _in_context(self, found: Slot, level: int) -> Slot:
        """What a heading announces, where it leaves to the one above it whether that is sent or answered."""
        if found.kind is not None:
            self._outer = (level, found) if level < BOLD else self._outer
        elif self._outer is not None and level > self._outer[0] and found.topic != "other":
            return Slot(found.topic, self._outer[1].kind, found.place or self._outer[1].place)
        elif found.topic == "example" and self._slot is not None:
            return Slot(found.topic, self._slot.kind)
        elif self._outer is not None and level <= self._outer[0]:
            self._outer = None
        return found

    def _labelled(self, noted: Noted, line: Line, said: Slot, *, is_label: bool) -> None:
        """Take a line that is, or begins with, a label."""
        found = self._in_item(said, line.depth)
        if found.kind is None and found.topic == "members" and self._outer is not None:
            found = Slot(found.topic, self._outer[1].kind, found.place or self._outer[1].place)
        elif found.kind is None and found.topic == "members" and self._are_answered(noted):
            found = Slot(found.topic, "response", found.place)
        elif found.kind is None and found.topic == "members" and not headings.names_parameters(line.text.value):
            # Between an example's label and the example itself it is what can be looked at of that.
            found = self._shown_next() or Slot(found.topic, self._side, found.place)
        elif found.topic == "part" or found.kind is not None:
            self._side = found.kind if found.topic == "part" else None
        if found.topic == "content" and self._slot is not None and self._slot.topic == "members" and self._is_fresh:
            # How they are written is said between their label and themselves.
            return
        if is_label or found.topic in _SHORT_TOPICS:
            if found.topic == "example" and found.kind is None and self._slot is not None:
                found = Slot(found.topic, self._slot.kind)
            if found.topic in _SHORT_TOPICS and found.kind is None:
                found = self._among(found)
            self._announce(noted, found, line.text)
            self._lines_left = _LABEL_LINES if found.topic in _SHORT_TOPICS else 0

    def _are_answered(self, noted: Noted) -> bool:
        """Whether the line right above has just announced what is answered."""
        slot = noted.slot
        is_answered = slot is not None and slot.topic == "members" and slot.kind == "response"
        return is_answered and self._is_fresh and noted.label is noted.before

    def _shown_next(self) -> Slot | None:
        """The example that was announced and has not come yet, if it is said whose it is."""
        slot = self._slot if self._is_fresh else None
        return slot if slot is not None and slot.topic == "example" and slot.kind is not None else None

    def _among(self, found: Slot) -> Slot:
        """What a label of a line or two announces among the words about whose all of that is.

        How a body is written is said of what is sent or answered; where and how it goes, of what is sent.
        """
        slot = self._slot
        if slot is None:
            return found
        is_request = slot.kind == "request" and (slot.is_of_part or slot.topic in _SHORT_TOPICS)
        return Slot(found.topic, slot.kind) if is_request or (slot.is_of_part and found.topic in _OF_BODIES) else found

    def _in_item(self, found: Slot, depth: int) -> Slot:
        """What a label announces that lies in a list below another one."""
        if found.kind is not None:
            self._item = depth, found
        elif self._item is not None and depth > self._item[0]:
            return Slot(found.topic, self._item[1].kind, found.place or self._item[1].place)
        return found

    def _announce(self, noted: Noted, slot: Slot, label: Text) -> None:
        self._unmet = self._slot.kind if self._slot is not None and self._is_fresh else None
        self._tab = None
        self._slot = noted.slot = slot
        self._label = noted.label = label
        self._is_fresh = True


def _announced(heading: str) -> Slot | None:
    """What a heading announces; a name in it may be no title, but what has the members."""
    found = None if METHOD_AND_URL.match(heading) else headings.slot(heading)
    if found is None:
        place = headings.place_of(heading)
        return Slot("members", None, place, whole=True) if place not in (None, "body") else None
    if found.topic == "members" and found.kind is not None and not found.whole and holders.announced(heading):
        return Slot("members", found.kind, found.place, whole=True)
    return found


def _goes_on_from_title(piece: Piece) -> bool:
    """Whether a piece shows that the line above it began something else: words, or a call, and no list or table."""
    if isinstance(piece, Line):
        return not piece.item and not is_numbered(piece.text.value)
    return isinstance(piece, Block) and piece.payload is not None and piece.payload.url is not None


def _told(sentence: Slot | None, heading: Slot | None) -> Slot | None:
    """What a piece is, where the sentence before it knows better than the heading above."""
    if sentence is None or heading is None:
        return sentence or heading
    if sentence.kind is None:
        return Slot(sentence.topic, heading.kind, sentence.place or heading.place)
    return sentence
