"""What a line of prose says by its words alone: whether it is a title or a label, and of what."""

from __future__ import annotations

import re

from msgspec import Struct

from dlrgen.pages import headings, sentences
from dlrgen.pages.endpoints.addresses import is_numbered
from dlrgen.pages.headings import Slot
from dlrgen.pages.model import Kind
from dlrgen.pages.remembered import remembered

_LABEL = re.compile(r"(?P<label>[^:：\t\n]{1,40})(?:[:：\n]|\t(?=[^\t\n]*\Z))[ \t]*(?P<rest>[^\n]*)")
_SENTENCE = re.compile(r"[。；;，,!！?？]|(?<![0-9])\.\s|(?<=.{3})\.\s|[{}\"]")
_FORMAT_ALONE = re.compile(
    r"(?:application/)?(?:json|xml|text|form(?:-data)?|表单|文本|字符串)[ ]?"
    r"(?:格式|数据|字符串|对象|串|object|format)?[ 。.]?\Z",
    re.IGNORECASE,
)
"""What a label may be followed by that says no more than how something is written."""
_CASE = re.compile(r"[A-Z\u4e00-\u9fff][A-Za-z \u4e00-\u9fff]{1,40}\Z")
"""What an example is of, in a few words."""
_MAX_TITLE = 60
_MAX_LABELLED = 500


class Spoken(Struct, frozen=True, gc=False):
    """What a line says.

    Attributes:
        is_caption: Whether it stands above a listing and tells no more than how it is written.
        is_blank: Whether it says nothing.
        hint: What its sentence is about.
        announced: What it announces as a sentence.
        slot: What it, or the label at its beginning, announces and nothing else.
        is_label: Whether nothing follows the label that says more.
        is_short: Whether it may be what a table or an example below it is called.
        is_title: Whether it may be a title, if it is no item.
        is_numbered: Whether it begins with a number as titles have it.
    """

    is_caption: bool
    is_blank: bool
    hint: Kind | None
    announced: Slot | None
    slot: Slot | None
    is_label: bool
    is_short: bool
    is_title: bool
    is_numbered: bool


def _says_no_more(rest: str, slot: Slot | None) -> bool:
    """Whether what follows a label is nothing, how something is written, or of an example in which case it is given."""
    if not rest or _FORMAT_ALONE.match(rest) is not None:
        return True
    is_of_example = slot is not None and slot.topic == "example" and slot.kind is not None
    return is_of_example and _CASE.match(rest) is not None


def _names_answer(rest: str, slot: Slot | None) -> bool:
    """Whether what follows `Response:` in a numbered title is what the answer is called."""
    return slot is not None and slot.topic == "part" and slot.kind == "response" and _CASE.match(rest) is not None


@remembered
def spoken(line: str) -> Spoken:
    """What a line says by its words."""
    value = line.strip()
    head = _LABEL.match(value) if len(value) < _MAX_LABELLED else None
    slot = headings.slot(head["label"] if head else value)
    slot = slot if slot is not None and slot.whole else None
    is_title = is_numbered(value)
    return Spoken(
        is_caption=headings.is_caption(line),
        is_blank=not value,
        hint=sentences.hint(line),
        announced=sentences.announced(line),
        slot=slot,
        is_label=head is None or _says_no_more(head["rest"], slot) or (is_title and _names_answer(head["rest"], slot)),
        is_short=len(line) <= _MAX_TITLE and not line.rstrip().endswith((".", "。")),
        is_title=slot is None and len(value) <= _MAX_TITLE and not _SENTENCE.search(value),
        is_numbered=is_title,
    )
