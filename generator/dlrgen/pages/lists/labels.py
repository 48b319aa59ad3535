"""What announces a list: the heading, label or sentence above it."""

from __future__ import annotations

import re

from msgspec import Struct

from dlrgen.pages import headings, sentences, terms
from dlrgen.pages.blocks import Heading, Line, Piece
from dlrgen.pages.headings import Slot
from dlrgen.pages.lines.programs import is_definition
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import VOCABULARY, any_of, folded

_WORD = re.compile(r"[A-Za-z]+|必填|必选|可选|选填")
_STATES = re.compile(
    r"[^。，,；;:：\n]{0,16}状态(?:值|的?变化|流转|说明|包括|有|如下)?[*_]{0,2}[:：]?\Z"
    r"|(?:[A-Za-z]{2,12}[ ]){1,2}(?:status(?:es)?|states?)"
    r"(?:[ ](?:flow|lifecycle|transitions|meanings?))?[*_]{0,2}:?\Z",
    re.IGNORECASE,
)
"""A line that names states, and says nothing else of what follows."""
_CODE_TITLE = re.compile(r"\b(?:status|error|response|return|result|reason)[ ]codes?\Z", re.IGNORECASE)
_HOLDING = re.compile(r"(?:包含|包括|含有|\b(?:contains|includes|consists of))[ ]?[:：][ ]*\Z")
"""How a sentence ends that says no more than that what is announced holds what follows."""
_SETTINGS = any_of(VOCABULARY.settings)
_AROUND = " \t*`_"
_MAX_SHORT = 40
_COLON = (":", "：")


class Label(Struct, gc=False):
    """What stands above lines, and what it says that they are.

    Attributes:
        text: Its words.
        slot: What they announce.
        codes_at: How deep the heading of codes lies that it is, or lies below.
        of_members: Whether it announces parameters or fields.
        names_members: Whether it says so in these words, and not only that a request or an answer follows.
        of_codes: Whether it announces codes.
        of_states: Whether it only names states, which may be what follows.
        of_errors: Whether it announces what happens when a call fails.
        of_answers: Whether it announces answers, of whatever outcome.
        is_known: Whether it announces parameters, fields or codes.
    """

    # All lines below it ask: what it says is understood once.

    text: Text | None = None
    slot: Slot | None = None
    codes_at: int | None = None
    of_members: bool = False
    names_members: bool = False
    of_codes: bool = False
    of_states: bool = False
    of_errors: bool = False
    of_answers: bool = False
    is_known: bool = False

    def __post_init__(self) -> None:
        if self.slot is not None:
            topic = self.slot.topic
            self.of_members = self.slot.whole and topic in ("members", "part")
            # What it says about something in code may be values of that.
            self.names_members = topic == "members" and not self._is_about_another()
            self.of_codes = topic == "codes"
            self.of_states = (
                self.of_codes
                and self.text is not None
                and headings.slot(self.text.value) is None
                and (_STATES.match(self.text.value.strip(_AROUND)) is not None)
            )
            self.of_errors = self.slot.kind == "error"
            self.of_answers = self.of_errors or (self.slot.kind == "response" and self.slot.topic == "part")
            self.is_known = self.of_codes or self.of_members

    @property
    def of_settings(self) -> bool:
        """Whether it announces what is set at the client's own: credentials, variables of the environment."""
        return not self.is_known and self.text is not None and _names_settings(self.text.value)

    def _is_about_another(self) -> bool:
        """Whether it is a sentence about something in code."""
        said = self.text.value.strip() if self.text is not None else ""
        return "`" in said[1:] and said[0] != "`" and "\n" not in said and not headings.is_label(said)

    def stated(self) -> Text | None:
        """Its word that says whether what follows must be there."""
        if self.text is None:
            return None
        at = _stated_at(self.text.value)
        return self.text.part(*at) if at is not None else None


def label_after(piece: Piece, before: Label) -> Label:
    """What announces the lines after a piece.

    Args:
        piece: The piece.
        before: What announced those before it.
    """
    if isinstance(piece, Heading):
        return _headed(piece, before)
    if not isinstance(piece, Line):
        return before
    slot, is_open = _announced(piece.text.value)
    if slot is not None and not is_open and _goes_on(slot, before):
        return before
    # What ends with a colon and is not understood announces something else than what was announced before.
    if slot is None and (not is_open or (before.of_members and _HOLDING.search(piece.text.value) is not None)):
        return before
    after = Label(piece.text, slot, before.codes_at)
    # An answer has examples and schemas with labels of their own, until something else that is sent is announced.
    after.of_answers = after.of_answers or (before.of_answers and (slot is None or slot.kind != "request"))
    return after


def _goes_on(slot: Slot, before: Label) -> bool:
    """Whether a sentence says more of what is announced already, rather than announcing anything."""
    if slot.whole or not before.is_known or before.slot is None:
        return False
    return slot.topic in ("other", before.slot.topic)


@remembered
def _announced(line: str) -> tuple[Slot | None, bool]:
    """What a line announces for those after it, and whether it ends with a colon."""
    said = line.strip(_AROUND)
    return None if is_definition(said) else _slot(said), said.endswith(_COLON)


def _slot(said: str) -> Slot | None:
    slot = headings.slot(said)
    if slot is None or not slot.whole:
        slot = sentences.announced(said) or slot
    if slot is not None and not slot.whole and slot.topic == "part" and not said.endswith(_COLON):
        # A sentence that speaks of a request or an answer announces nothing.
        return None
    return (
        Slot("codes")
        if slot is None and (_stands_over_values(said) or (said.endswith(_COLON) and _STATES.match(said)))
        else slot
    )


def _headed(heading: Heading, before: Label) -> Label:
    """What a heading announces; one that does not say is about codes, too, below a heading of codes."""
    said = heading.text.value
    slot = headings.slot(said) or (Slot("codes") if _stands_over_values(said) or _STATES.match(said.strip()) else None)
    outer = before.codes_at if before.codes_at is not None and heading.level > before.codes_at else None
    if slot is not None and slot.topic == "codes":
        return Label(heading.text, slot, heading.level if outer is None else outer)
    return Label(heading.text, slot or (Slot("codes") if outer is not None else None), outer)


def announces(line: Line, following: Piece | None) -> bool:
    """Whether an item is the label of what stands below it."""
    if not line.item:
        return False
    is_deeper = isinstance(following, Line) and following.item and following.depth > line.depth
    if line.term is not None:
        return is_deeper and _is_titled(line.text.value, line.term.value)
    said = line.text.value.strip()
    if "\n" in said or not headings.is_label(said):
        return False
    return said.endswith(_COLON) or (is_deeper and not (said.islower() and " " not in said))


def _is_titled(said: str, term: str) -> bool:
    """Whether an item is nothing but words that are set off and announce a part of a call: `Headers:`."""
    title = said.strip(_AROUND).rstrip(":： ")
    if title != term.strip(_AROUND).rstrip(":： ") or title.islower():
        return False
    slot = headings.slot(title)
    return slot is not None and slot.whole


@remembered
def names_states(line: str) -> bool:
    """Whether a line names states, and says nothing else."""
    return len(line) <= _MAX_SHORT and _STATES.match(line.strip(_AROUND)) is not None


def _stands_over_values(said: str) -> bool:
    """Whether a short line says that values follow, in words or as the header of a table that was lost."""
    if len(said) > _MAX_SHORT:
        return False
    if sentences.tells_choices(said) or _CODE_TITLE.search(said.rstrip()):
        return True
    columns = [terms.column(word) for word in said.split(maxsplit=2)]
    return len(columns) == 2 and columns[0] in ("code", "values") and columns[1] == "description"


@remembered
def _names_settings(label: str) -> bool:
    return len(label) <= _MAX_SHORT and _SETTINGS.search(folded(label)) is not None


@remembered
def _stated_at(label: str) -> tuple[int, int] | None:
    return next((word.span() for word in _WORD.finditer(label) if _says_required(word.group())), None)


def _says_required(word: str) -> bool:
    return len(word) > 1 and terms.is_required(word) is not None
