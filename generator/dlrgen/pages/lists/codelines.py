"""Lines that say of a code what it means: `0: sent`, and under a heading of codes `401 Unauthorized`, too."""

from __future__ import annotations

import re

from msgspec import Struct

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Line
from dlrgen.pages.coded import REASONS, labelled_at
from dlrgen.pages.markup import clean
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text

_DASH = "(?:--|[-–—－])"
_SIGN = rf"[ \t]*(?:[:：\n]|=>?|{_DASH}(?=[ \t])|->)[ \t]*"
_NUMBERED = r"-?[0-9]{1,8}(?![0-9])|[A-Z]{1,6}[_-]?[0-9]{1,8}(?![0-9])"
_SIGNED = re.compile(rf"[ \t]*[`\"'\[]?(?P<code>{_NUMBERED})[`\"'\]]?(?:{_SIGN}|[ \t]+{_DASH}[ \t]*)(?P<rest>[^\n]+)")
_WORD = r"[A-Za-z][A-Za-z0-9_.]{0,59}(?:-[A-Za-z0-9_.]{1,40}){0,8}"
_WORDED = re.compile(rf"[ \t]*[`\"'\[]?(?P<code>{_WORD})[`\"'\]]?(?:{_SIGN}|[ \t]+{_DASH}[ \t]*)(?P<rest>[^\n]+)")
_SHOUTED = (
    r"(?=[A-Z0-9_.:-]{0,60}[0-9_:])(?![A-Z0-9_.:-]{0,60}[0-9]{9})[A-Z][A-Z0-9_.:-]{1,59}[A-Z0-9_]"
    r"|[A-Z]{3,20}(?=[ \t]+(?:[A-Z][a-z]|[\u4e00-\u9fff]))"
)
"""A code in capitals. Other than a word it holds a digit or a sign, and other than an id few digits."""
_NAMED = re.compile(
    rf"[ \t]*(?P<code>[A-Z][A-Za-z0-9_]{{2,40}})[ \t]*(?:[:：]|{_DASH}(?=[ \t]))[ \t]*(?P<rest>[^\n]{{2,}})"
)
_PARTED = re.compile(
    r"(?P<sign>[ \t]*(?:[:：\n]|=>?|[-–—](?=[ \t])|->)[ \t]*|[ ]{2,}|\t[ \t]*|[ ](?=[A-Z\u4e00-\u9fff]))"
)
"""What parts a code that is announced from its meaning; a tab is as good as a sign."""
_BARE = re.compile(rf"[ \t]*(?P<code>{_NUMBERED}|{_SHOUTED})[ \t]+(?:{_DASH}[ \t]+)?(?P<rest>[^\s=][^\n]*)")
_GLUED = re.compile(
    r"[ \t]*(?P<code>-?[0-9]{1,6})(?P<rest>[\u4e00-\u9fffA-Za-z](?![日月年个条次])[^\n]*[\u4e00-\u9fff][^\n]*)"
)
"""A number right before Chinese, which only a label makes a code."""
_IN_BRACKETS = re.compile(rf"[ \t]*\((?P<code>{_NUMBERED})\)[ \t]+(?P<rest>\S[^\n]*)")
_START = re.compile(r"[ \t`*_\"'\[\\<(]*(?:-?[0-9]|[A-Z]|[\u4e00-\u9fff]{2,5}[ \t:：]{0,2}-?[0-9])")
"""How a line that a code begins may begin itself, which few lines of prose do."""
_ANOTHER = re.compile(
    r"[；;][ ]?-?[0-9]{1,8}[ ]?[:：]|[ \t]-?[0-9]{1,8}[ \t]*[:：=–—-][ \t]"
    r"|[a-z)](?:[0-9]{3,6}|[A-Z][A-Z0-9_]{3,30})—[ \t]"
)
"""What makes a line a list of codes rather than one."""
_SPACED = re.compile(r"(?P<code>[A-Z0-9][A-Z0-9_-]{0,20})(?:\t[ \t]*|[ ]{2,})(?P<rest>\S[^\n]*)")
_CODE = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9_.:/-]{0,59}\Z")
_STATUS = re.compile(r"(?P<code>[1-5][0-9]{2})[ \t]+[A-Za-z][A-Za-z \t-]{1,40}\Z")
"""A status of HTTP with its name, which is no more than its number says."""
_SYMBOL = re.compile(r"[A-Z][A-Za-z0-9_]*\Z")
"""A code's name. What it means stands below it."""
_SIGNS = " \t\n:：-–—－=＝"
_CODED = re.compile(r"[0-9_]|[A-Z]{2}")
"""What most codes hold, and few words."""
_ENCLOSED = re.compile(r"[(（][^()（）]{1,200}[)）]\Z")
_HTTP = re.compile(r"[1-5][0-9]{2}\Z")
_PHRASE_SIGN = re.compile(r"[ \t]*(?:[:：]|[-–—](?=[ \t]))[ \t]*(?=\S)")
_DATED = re.compile(r"(?:19|20)[0-9]{2}[-/.年][0-9]{1,2}")


class CodeLine(Struct, frozen=True, gc=False):
    """A code, and what it means."""

    code: Text
    rest: Text
    is_signed: bool
    """Whether a sign parts the two, and the code holds a digit."""

    @property
    def is_plain(self) -> bool:
        """Whether only a blank parts a number from its meaning, as prose has it as well."""
        return not self.is_signed and self.code.value.isdigit() and not _HTTP.match(self.code.value)


@remembered
def may_be_code(line: str) -> bool:
    """Whether a line may begin with a code, which few lines of prose do."""
    return _START.match(line) is not None


@remembered
def tells_state(line: str) -> bool:
    """Whether a line says of a state in words what it means: `sent - handed over`."""
    found = _WORDED.match(line)
    return found is not None and terms.is_state(found["code"])


def code_line(text: Text, line: Line, *, announced: bool) -> CodeLine | None:
    """The code that a line explains; None if it explains none.

    Args:
        text: The words of the line, without markup.
        line: The line.
        announced: Whether a heading or label says that codes stand here.
    """
    is_set_off = line.item or line.term is not None
    if not may_be_code(text.value) and not (announced and (is_set_off or tells_state(text.value))):
        return None
    if line.term is not None and _STATUS.match(clean(line.term).value.strip(" \t:：")):
        return _after_term(line.term, text)
    if (signed := _signed(text.value)) is not None:
        return _made(text, signed, is_signed=True)
    if (labelled := _labelled(text, announced=announced)) is not None:
        return labelled
    if not announced:
        if text.value.lstrip()[:3].isupper() and tells_state(text.value) and (state := _WORDED.match(text.value)):
            return _made(text, state, is_signed=False)
        bare = _bare(text.value)
        return _made(text, bare, is_signed=False) if bare and not bare["code"].isalpha() else None
    if line.term is not None and (found := _after_term(line.term, text)) is not None:
        return found
    is_worded = line.item or tells_state(text.value)
    other = (_WORDED if is_worded else _SPACED).match(text.value) or _bare(text.value)
    other = other or _IN_BRACKETS.match(text.value) or _named(text.value)
    other = other or _GLUED.match(text.value)
    return _made(text, other, is_signed=False) if other and other["code"] not in terms.METHODS else None


@remembered
def _signed(line: str) -> re.Match[str] | None:
    """The code of a line that holds one, with a sign behind it."""
    found = _SIGNED.match(line)
    if found is None or found["rest"].startswith(("http://", "https://")):
        return None
    return found if _ANOTHER.search(found["rest"]) is None else None


@remembered
def _bare(line: str) -> re.Match[str] | None:
    found = _BARE.match(line)
    if found is None or _DATED.match(found["rest"]) or found["rest"].startswith(("http://", "https://")):
        # A version, and when it was published; or a label, and an address.
        return None
    if len(found["code"]) == 1 and headings.is_label(found["rest"]):
        # A title that a blank parts from its number.
        return None
    # A word in capitals at the beginning of a label is no code.
    return None if found["code"].isalpha() and line.rstrip().endswith((":", "：")) else found


def _labelled(text: Text, *, announced: bool) -> CodeLine | None:
    """The code that a word announces at the beginning of a line (`Error 17: not found`)."""
    at = labelled_at(text.value)
    parted = _PARTED.match(text.value, at[1]) if at is not None else None
    if at is None or parted is None or (parted["sign"] == " " and not announced):
        return None
    rest = text.part(parted.end()).strip()
    return CodeLine(text.part(*at), rest, is_signed=True) if rest and not _ANOTHER.search(rest.value) else None


@remembered
def _named(line: str) -> re.Match[str] | None:
    """The code in letters that a line explains, which no label of a value is."""
    found = _NAMED.match(line)
    is_label = found is not None and (terms.column(found["code"]) or headings.slot(found["code"]))
    return None if is_label else found


def is_status(text: str) -> bool:
    """Whether a line is nothing but a status of HTTP."""
    return _HTTP.match(text.strip()) is not None


@remembered
def names_status(line: str) -> bool:
    """Whether a line is a status of HTTP with the words that it always has, and a few more behind a dash or none."""
    code, _, rest = line.strip().partition(" ")
    phrase = REASONS.get(code)
    if not phrase or not rest.startswith(phrase):
        return False
    return len(rest) == len(phrase) or _PHRASE_SIGN.match(rest, len(phrase)) is not None


def _made(text: Text, found: re.Match[str], *, is_signed: bool) -> CodeLine:
    rest = _without_phrase(found["code"], text.part(*found.span("rest")).strip(' \t,;，；"“”'))
    if _ENCLOSED.match(rest.value):
        rest = rest.part(1, len(rest) - 1).strip()
    below = text.part(found.end()).strip()
    if below and _SYMBOL.match(found["rest"].strip()):
        return CodeLine(text.part(*found.span("code")), below, is_signed)
    return CodeLine(text.part(*found.span("code")), rest, is_signed)


def _without_phrase(code: str, rest: Text) -> Text:
    """What a status of HTTP means here, without the words that it always has: `404 Not Found - no such message`."""
    phrase = REASONS.get(code)
    is_begun = phrase is not None and rest.value[: len(phrase)].lower() == phrase.lower()
    said = _PHRASE_SIGN.match(rest.value, len(phrase)) if phrase and is_begun else None
    return rest.part(said.end()) if said is not None else rest


def _after_term(term: Text, text: Text) -> CodeLine | None:
    """What follows a code that is set off."""
    code = clean(term).strip(_SIGNS)
    end = text.value.find(code.value) + len(code)
    if status := _STATUS.match(code.value):
        code = code.part(*status.span("code"))
        if end + 2 > len(text):
            # The name is all that there is.
            end = len(code)
    rest = text.part(end)
    is_signed = rest.value.lstrip(" \t")[:1] in _SIGNS or _CODED.search(code.value) is not None
    rest = rest.strip(_SIGNS)
    if not _CODE.match(code.value) or not rest or rest.value[0] in ",.;)" or not (is_signed or code.value.islower()):
        return None
    return CodeLine(code, rest, is_signed)
