"""Values that a page marks, as code or in bold, each followed by its meaning: `` `sms` 短信，`call` 语音 ``.

What describes a member has lost its marks; they are looked up where it stands in the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from dlrgen.pages import headings, terms
from dlrgen.pages.markup import clean
from dlrgen.pages.pairs.pair import CJK, SEPARATORS
from dlrgen.pages.text import Page, Text
from dlrgen.pages.vocabulary import folded

_TICKED = re.compile(
    rf"(?:`|<code>)(?P<code>-?[A-Za-z0-9][A-Za-z0-9_.-]{{0,30}})(?:`|</code>)[ ]?(?:(?:表示|代表|[:：=-])[ ]?)?"
    rf"(?P<meaning>(?![为是的等])[{CJK}][A-Za-z0-9{CJK}]{{0,12}})"
    r"(?=[ ]*(?:[,，、;；/|。.)）\n]|</?br|\Z)|(?P<open>[ ]+(?:`|<code>)))"
)
_JOINS = re.compile(r".\Z|[或和与及不必]")
"""What stands between two values, rather than saying what the first means."""
_BOLD = re.compile(
    r"(?:\*\*|<b>|<strong>)[ ]?(?P<code>[A-Za-z0-9][^*<>\n:：]{0,60}?)[ ]?"
    r"(?:[:：][ ]?(?:\*\*|</b>|</strong>)|(?:\*\*|</b>|</strong>)[ ]?[:：])[ ]?(?P<meaning>[^\s|][^\n|]{0,200})"
)
_BOLD_TYPE = re.compile(r"\*\*(?P<type>[A-Za-z]{3,10}(?:\[\])?)\*\*(?=[ ,:：，])")
_BADGES = ("required", "Required", "REQUIRED", "optional", "Optional", "OPTIONAL", "必填", "必选", "可选", "选填")
_BADGE = re.compile(
    rf"(?:>[ ]?|[ ]{{8}})(?P<word>{'|'.join(_BADGES)})(?:[ ]?</(?:i|b|em|strong|span|small|sup|label|code)>|[ ]{{4}})"
)
"""Words in tags, or in blanks where pages in other forms had these."""
_MAX_BADGE, _MAX_CLOSING = 20, 10
_LEAST = 2
_LONGEST = 1000


class Told(Struct, frozen=True, gc=False):
    """A value and its meaning."""

    code: Text
    meaning: Text


def ticked(text: Text, page: Page) -> Sequence[Told]:
    """The values that a description sets as code right before their meanings in Chinese, two at least; else none."""
    if len(text) > _LONGEST or text.value.isascii():
        return ()
    start, end = max(0, text.start() - 6), text.end()
    raw = page.value[start:end]
    if "`" not in raw and "<code>" not in raw:
        return ()
    found = [*_TICKED.finditer(raw)]
    between = (raw[a.end() : b.start()] for a, b in pairwise(found))
    if len({match["code"] for match in found}) < max(_LEAST, len(found)) or any(
        each.strip(f"{SEPARATORS} ").removeprefix("<br>").removeprefix("</br>").strip() for each in between
    ):
        return ()
    if any(match["open"] for match in found) and not _are_all(found, raw, text):
        return ()
    if any(terms.is_required(match["meaning"]) is not None for match in found):
        return ()
    return [_told(match, start, page) for match in found]


def _are_all(found: Sequence[re.Match[str]], raw: str, text: Text) -> bool:
    """Whether values with meanings, which only blanks part, are a whole description, and none is a conjunction."""
    rest = raw[found[-1].end("meaning") :].strip(" 。")
    begins = text.value.lstrip("` ").startswith(found[0]["code"])
    return begins and not rest and not any(_JOINS.match(match["meaning"]) for match in found)


def bold(cells: Sequence[Text], page: Page) -> Sequence[Told]:
    """The values that cells below a member begin with in bold, all of them, two at least; else none."""
    if len(cells) < _LEAST:
        return ()
    told: list[Told] = []
    for cell in cells:
        start = max(0, cell.start() - len("<strong>"))
        raw = page.value[start : cell.end()]
        begin = max(raw.rfind("**", 0, cell.start() - start + 1), raw.rfind("<", 0, cell.start() - start + 1), 0)
        found = _BOLD.match(raw, begin)
        if found is None or not _is_value(found["code"]):
            return ()
        told.append(_told(found, start, page))
    return told


def demanded(text: Text, page: Page) -> bool | None:
    """Whether a badge at the end of a description says that something must be there; None if there is none."""
    if not text.value.endswith(_BADGES):
        return None
    found = _BADGE.search(page.value, max(0, text.end() - _MAX_BADGE), text.end() + _MAX_CLOSING)
    return terms.is_required(found["word"]) if found is not None else None


def types(descriptions: Sequence[Text], page: Page) -> Sequence[Text]:
    """The types in bold that descriptions begin with, all of them, two at least; else none."""
    if len(descriptions) < _LEAST:
        return ()
    found: list[Text] = []
    for text in descriptions:
        match = _BOLD_TYPE.match(page.value, text.start() - 2) if text.start() > 1 else None
        if match is None or folded(match["type"]) not in terms.TYPES:
            return ()
        found.append(page.part(*match.span("type")))
    return found


def _is_value(code: str) -> bool:
    """Whether words in bold may be a value rather than the label of what follows them."""
    if terms.column(code) or (" " not in code and headings.slot(code)):
        return False
    return terms.is_state(code) or code.isupper() or not code[0].isupper()


def _told(match: re.Match[str], start: int, page: Page) -> Told:
    code, meaning = (page.part(start + match.start(name), start + match.end(name)) for name in ("code", "meaning"))
    return Told(code, clean(meaning))
