"""Lines of a list: which are, and what each says."""

from __future__ import annotations

import re

from msgspec import Struct

from dlrgen.pages import headings, members, terms
from dlrgen.pages.blocks import Line
from dlrgen.pages.headings import Slot
from dlrgen.pages.lines.programs import is_program_line
from dlrgen.pages.lists.codelines import CodeLine, code_line, is_status, may_be_code, tells_state
from dlrgen.pages.lists.items import Item, goes_on_in_prose, is_assigned, is_in_brackets, item
from dlrgen.pages.lists.labels import Label
from dlrgen.pages.lists.said import Verdict
from dlrgen.pages.markup import clean
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import folded

_STATUS = re.compile(r"[1-5][0-9]{2}(?:[ ][A-Za-z ]{2,40})?\Z")
"""A status of HTTP, with its words or without."""
_FORMAT = re.compile(
    r"(?:(?:GET|POST)[-/ ])?(?:JSON|XML|form(?:[- ](?:data|encoded|urlencoded))?"
    r"|(?:application|text|multipart)/[a-z0-9.+-]{1,40})\Z",
    re.IGNORECASE,
)
"""A format of what is sent, and nothing else."""
_QUOTES = frozenset("\"'“{[")
_SEPARATORS = (",", "，", "、")
_TYPED = re.compile(r"[ \t]*[a-z]\w{0,40}[ ]?\([a-z]")
_ROW = re.compile(r"[ \t]*[a-z_][A-Za-z0-9_.-]{0,40}[ ]{2,20}(?P<second>[A-Za-z\u4e00-\u9fff]{2,12})[ ]{2,20}\S")
_TOLD = re.compile(r"[ \t]*[a-z_][A-Za-z0-9_.-]{0,40}[ ]{2,20}(?P<said>\S[^\n]{1,200})")
"""A name, and in a second column what is said of it."""
_DECLARED = re.compile(
    r"[A-Z][A-Za-z0-9-]{1,40}[ \t]{1,4}(?:必[填选传需须]|选填|可选|非必[填选])"
    r"[ \t]{1,4}[A-Za-z()<>0-9\[\]]{3,30}[ \t]*\Z"
)
"""A name that begins with a capital, a word for must and a type, and nothing else."""
_MAX_DECLARED = 60
"""How long a line may be that declares a name and its type, and says no more."""


_CAPITAL = re.compile(
    r"[ \t]*[A-Z][A-Za-z0-9]{0,40}(?:_\w{1,30})?[ ]?\((?P<inside>[A-Za-z, \[\]]{3,40})\)[ ]?(?::|[-–—][ ])"
    r"|[ \t]*[A-Z](?:[a-z0-9]{1,20}[A-Z]\w{1,30}|\w{1,30}_\w{1,30}):[ ]"
)
"""A name that begins with a capital, and what it must be in brackets; or one that is no word of prose."""
_VARIABLE = re.compile(r"[ \t]*\{[A-Za-z_]\w{0,40}\}[ ]?(?::|[-–—][ ])")
"""What stands for a step of the address, and what it is."""


class Entry(Struct, frozen=True, eq=False, gc=False):
    """A line of a list, and what it is: a code, a parameter or field, or what may be either."""

    line: Line
    code: CodeLine | None
    item: Item | None


def entry(line: Line, label: Label, stated: Text | None) -> Entry | None:
    """What a line says if it is one of a list.

    Args:
        line: The line.
        label: What announces it.
        stated: The word of the label that says whether all must be there.

    Returns:
        It; None if the line is none of a list.
    """
    if not line.item and not _may_be_bare(line, label):
        return None
    text = clean(line.text)
    code = code_line(text, line, announced=label.of_codes)
    found = item(text, line, stated)
    if found is not None:
        if headings.is_caption(text.value):
            return None
        if label.of_codes and line.item and code is not None and found.name.value.isupper():
            return Entry(line, code, found)
        verdict = _judged(found)
        if verdict.states_call or (verdict.states_outcome and not line.item):
            return None
        found = None if verdict.announces else found
    if line.item or is_assigned(text.value):
        return Entry(line, code, found)
    if code is not None and (label.of_codes or not code.is_plain):
        return Entry(line, code, found)
    if found is not None and found.is_parted and _is_bare(text, line, found, label):
        return Entry(line, code, found)
    return None


def _judged(found: Item) -> Verdict:
    """What an item is by its words; asked once of all that have the same ones."""
    if found.said.verdict is None:
        found.said.verdict = Verdict(_states_call(found), _states_outcome(found), _is_heading(found.text.value, found))
    return found.said.verdict


def _states_call(found: Item) -> bool:
    """Whether an item states the address or the method of the call, or tells of its answer, rather than a name."""
    if found.is_shouted and not found.is_described and _names_answer(found.name.value):
        return True
    if found.is_shouted and found.is_described and not found.is_sure and _names_answer(found.name.value):
        return True
    if found.is_shouted and not found.is_described and found.said.required is not None and found.said.type is None:
        return _is_demand(found.name.value)
    if not found.may_be_address:
        return False
    said = found.description.value.strip("` ")
    is_method = said.upper() in terms.METHODS
    slot = headings.slot(found.name.value) if is_method or said.startswith(("/", "http")) else None
    return slot is not None and slot.whole and slot.topic == ("method" if is_method else "url")


def _is_demand(name: str) -> bool:
    """Whether what must be there is no parameter: rights that a call needs, or what a star stands for."""
    slot = headings.slot(name)
    return terms.is_required(name) is not None or (slot is not None and slot.whole and slot.topic == "other")


def _states_outcome(found: Item) -> bool:
    """Whether a line that is labelled, as `Code: 200 OK` and `Condition: ...`, tells how a call went and when."""
    if not found.is_shouted or found.is_declared:
        return False
    label, said = found.name.value, found.description.value.strip("` ")
    slot = headings.slot(label)
    is_answered = _STATUS.match(said) is not None and terms.is_of_code(label)
    is_told = slot is not None and slot.whole and (slot.topic == "other" or _is_format(slot, said))
    return is_answered or is_told


def _is_format(slot: Slot, said: str) -> bool:
    """Whether a line says in which format something is sent."""
    return slot.topic == "format" and _FORMAT.match(said) is not None


def _is_heading(text: str, found: Item) -> bool:
    """Whether what may be an item is what announces others, where these are sent, or a list of names."""
    if found.is_sure:
        return False
    if text[found.named[1] :].lstrip()[:1] in _SEPARATORS:
        # One of several names.
        return True
    if found.is_described:
        return (
            headings.is_example(text)
            or _names_place(text, found.name.value)
            or (is_status(found.description.value) and _announces_answer(text))
        )
    is_word = text[:1].islower() and " " not in text.strip()
    return is_in_brackets(text) or (not is_word and (folded(text) in terms.PLACES or headings.is_label(text)))


def _names_place(text: str, name: str) -> bool:
    """Whether a line says where the parameters below it are sent: `body 包体参数`."""
    slot = headings.slot(text) if folded(name) in terms.PLACES else None
    return slot is not None and slot.whole and slot.topic == "members" and slot.place is not None


def _names_answer(name: str) -> bool:
    """Whether a name is what answers are called."""
    slot = headings.slot(name)
    return slot is not None and slot.whole and slot.topic == "part" and headings.names_answer(name)


def _announces_answer(text: str) -> bool:
    """Whether a line with a status is the label of an answer that has it."""
    slot = headings.slot(text)
    return slot is not None and slot.whole and slot.topic in ("part", "example") and slot.is_of_answer


def _may_be_bare(line: Line, label: Label) -> bool:
    """Whether a line without a bullet may be of a list; few lines of prose pass."""
    if label.of_members and (line.term is not None or is_in_brackets(line.text.value)):
        return True
    # What lost its bullet has to begin in lower case, and to be short unless parameters were announced.
    is_short = label.names_members or (label.of_members and (len(line.text) <= _MAX_DECLARED or _is_typed(line)))
    if is_short and line.text.value.lstrip()[:1].islower():
        return True
    if label.names_members and _is_named(line.text.value):
        return True
    if _is_row(line.text.value) or (label.names_members and _DECLARED.match(line.text.value)):
        return True
    is_coded = label.of_codes and (line.term is not None or tells_state(line.text.value))
    return is_coded or may_be_code(line.text.value) or is_assigned(line.text.value)


@remembered
def _is_named(line: str) -> bool:
    """Whether a line says what a name is that begins with a capital or in a brace, as no prose does."""
    found = _CAPITAL.match(line)
    if found is None:
        return _VARIABLE.match(line) is not None
    words = found["inside"].split(",") if found["inside"] else []
    return all(
        terms.is_required(word) is not None or terms.base_type(word) is not None or folded(word) in terms.PLACES
        for word in words
    )


@remembered
def _is_row(line: str) -> bool:
    """Whether a line has a name, a type or a word for must, and a description in columns."""
    found = _ROW.match(line)
    if found is None:
        return (told := _TOLD.match(line)) is not None and members.must_in(told["said"]) is not None
    return terms.base_type(found["second"]) is not None or terms.is_required(found["second"]) is not None


def _is_typed(line: Line) -> bool:
    """Whether a line begins with a name, and something in brackets behind it."""
    return _TYPED.match(line.text.value) is not None


def _is_bare(text: Text, line: Line, found: Item, label: Label) -> bool:
    """Whether a line that begins with what may be a name is an item that lost its bullet."""
    if label.names_members and _is_named(text.value):
        return True
    if text.value.lstrip()[:1] in _QUOTES:
        # A line of JSON.
        return False
    if label.of_members and line.term is not None:
        return not goes_on_in_prose(text.value, found)
    if label.of_members and is_in_brackets(text.value):
        return True
    if label.names_members and found.is_declared:
        return True
    if not found.text.value[found.named[0]].islower():
        return False
    if _is_row(line.text.value):
        return True
    if found.is_sure and not found.is_described:
        # A sentence may end with the name of a type, too.
        return label.of_members and not text.value.endswith(".")
    if label.of_members and found.is_typed:
        return True
    return (
        label.names_members and (" " in text.value or not text.value.isascii())
        and not found.description.value.startswith("//") and not is_program_line(text.value)
    )  # fmt: skip
