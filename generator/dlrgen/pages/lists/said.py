"""What stands between the name of an item and its description: signs, types and words for must."""

from __future__ import annotations

import re
from typing import TypeAlias

from msgspec import Struct

from dlrgen.pages import members, terms
from dlrgen.pages.vocabulary import folded

_SIGN = re.compile(r"[ \t]*(?:[:：=\n]|[-–—=|]{1,2}(?=[ \t])|\Z)[ \t]*")
_INSIDE = re.compile(r"[ \t\n]*[(（\[<【](?P<inside>[^()（）<>【】\n]{1,80})[)）\]>】]")
_WORDS = re.compile(
    r"[ \t]*(?P<words>[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff\[\]<> ]{0,30}?)[ \t]*"
    r"(?P<sign>[,，;；|/:：.。\n]|[-–—](?=[ \t])|(?=[(（\[])|\Z)"
)
_WORD = re.compile(r"[ \t]+(?P<word>[a-z][a-z0-9]{1,12}(?:\[\])?)(?=[ \t\n,;]|\Z)")
_NOUNS = frozenset(
    {"date", "email", "file", "list", "model", "number", "object", "record", "set", "text", "time", "token"}
)
"""Types that are what a capital word before them tells more of: `User token`."""
_MEDIA = frozenset({"text", "json", "file"})
"""Types that a slash makes a part of something else: `text/plain`."""
_COMMAS = frozenset(",，")
_LISTED = re.compile(r"[ \t]*[,，][ \t]*(?P<word>[^,，\s]{1,20})[ \t]*(?=[,，\n]|\Z|(?<=\.)[ ])")
"""A word between commas, or before the end of a sentence."""
_GAP = re.compile(r"[ ]{0,8}\t[ \t]{0,8}|[ ]{2,40}")
_CELL = re.compile(r"[^ \t\n]{1,30}(?=\t|[ ]{2}|\n|\Z)")
"""What parts the cells of a row, and a cell of one word."""
_SIZED = re.compile(r"[A-Za-z]{3,12}[(<\[][^\n]{0,20}[)>\]]\Z")
_CALLED = re.compile(r"[ \t]?[(（](?:[A-Za-z0-9]{0,10}[\u4e00-\u9fff]{1,16}[A-Za-z0-9]{0,10})[)）]")
"""What a name is called in Chinese, in brackets behind it."""
_MUST = re.compile(r"[ \t]*(?P<word>[\u4e00-\u9fff]{2,4})[ \t]+(?=\S)")
"""A Chinese word that a blank parts from what comes next."""
_SAMPLE = re.compile(r"[^()（）\n]{1,60}?[ \t]\((?P<inside>[^()\n]{1,60})\)(?=[ \t]*(?:[-–—:]|\Z))")
_PARTS = re.compile(r"[,，;；/|]")
_TRUTH = frozenset({"true", "false"})
"""What is more likely a value than a word for must."""
_MAX_STATED = 4
Stretch: TypeAlias = tuple[int, int]
"""Where words begin and end in the line."""


class Verdict(Struct, frozen=True, gc=False):
    """What a line that begins with what may be a name is, if it is no parameter and no field.

    Attributes:
        states_call: Whether it states the address or the method of the call.
        states_outcome: Whether it tells how a call went.
        announces: Whether it announces others, or is a list of names.
    """

    states_call: bool
    states_outcome: bool
    announces: bool


class Said:
    """What stands between a name and its description: signs, types, words for must, in any order."""

    def __init__(self, line: str, at: int) -> None:
        """Begin behind the name."""
        self.type: Stretch | None = None
        self.required: Stretch | None = None
        self.description: Stretch | None = None
        self.is_bracketed = False
        self.is_told = False
        self.is_parted = False
        self.at = at
        self.verdict: Verdict | None = None
        """What the item is if not a member, once that has been asked of one with these words."""
        self._line = line

    def called(self) -> bool:
        """Go on over the name in Chinese that stands in brackets; whether there is one."""
        found = _CALLED.match(self._line, self.at)
        if found is None or terms.is_required(found.group().strip(" \t()（）")) is not None or self._brackets():
            return False
        self.at = found.end()
        return True

    def read(self) -> bool:
        """Go on to where the description begins; whether a sign parts it from the name."""
        if self._cells() or self._listed():
            return True
        is_parted = self._sign()
        for _ in range(_MAX_STATED):
            if not (self._brackets() or self._words()):
                break
            is_parted = self._sign() or is_parted
        if is_parted and self.type is None and self.required is None:
            self._after_sample()
        return is_parted

    def _cells(self) -> bool:
        """Go on over cells of a row, which tabs or several blanks part, that are a type or say whether it must be."""
        gap = _GAP.match(self._line, self.at)
        is_row = False
        while gap is not None and (cell := _CELL.match(self._line, gap.end())) is not None:
            word = cell.group()
            is_type = terms.is_type(word) or (_SIZED.match(word) and terms.base_type(word) is not None)
            if self.type is None and is_type:
                self.type = cell.span()
            elif self.required is None and terms.is_required(word) is not None:
                self.required = cell.span()
            elif is_row or not self._is_called_before(cell.end()):
                break
            is_row, self.at = True, cell.end()
            gap = _GAP.match(self._line, self.at)
        if not is_row and gap is not None and (must := members.must_in(self._line[gap.end() :])) is not None:
            # What a description says of that among other words.
            self.required, self.at = (gap.end() + must[0], gap.end() + must[1]), gap.end()
            return True
        return is_row

    def _is_called_before(self, end: int) -> bool:
        """Whether the cell that ends there is what a name is called in Chinese: after it is said whether it must be."""
        gap = _GAP.match(self._line, end)
        cell = _CELL.match(self._line, gap.end()) if gap is not None else None
        is_must = cell is not None and len(cell.group()) > 1 and terms.is_required(cell.group()) is not None
        return is_must and not self._line[self.at : end].isascii()

    def _listed(self) -> bool:
        """Go on over what commas part and is a type or says whether it must be there."""
        begun = self.at
        while (found := _LISTED.match(self._line, self.at)) is not None and self.take(*found.span("word")):
            self.at = found.end()
        if self.at > begun and self._line[self.at : self.at + 1] in _COMMAS:
            self.at += 1
        return self.at > begun

    def read_words(self) -> None:
        """Go on over words that are types or say whether it must be there, and that only blanks part from the rest."""
        for _ in range(_MAX_STATED):
            found = _WORD.match(self._line, self.at)
            if found is None or not (found["word"] in terms.TYPES or terms.is_required(found["word"]) is not None):
                return
            self.take(*found.span("word"))
            self.at = found.end()

    def take(self, start: int, end: int) -> bool:
        """Take words as a type, or as saying whether it must be there; whether they are one of the two."""
        word = self._line[start:end]
        if len(word) > 1 and word.lower() not in _TRUTH and terms.is_required(word) is not None:
            self.required = start, end
        elif terms.base_type(word) is not None:
            self.type = self.type or (start, end)
        else:
            return False
        return True

    def _sign(self) -> bool:
        found = _SIGN.match(self._line, self.at)
        if found is None:
            return False
        self.at = found.end()
        return True

    def _parts(self, found: re.Match[str]) -> list[Stretch]:
        """The words inside of brackets."""
        start, end = found.span("inside")
        signs = [match.span() for match in _PARTS.finditer(self._line, start, end)]
        return [
            bare(self._line, before, after)
            for before, after in zip([start, *(b for _, b in signs)], [*(a for a, _ in signs), end], strict=True)
        ]

    def _after_sample(self) -> None:
        """Take brackets that a sample value precedes: `title: Milk (string, required)`."""
        found = _SAMPLE.match(self._line, self.at)
        if found is None:
            return
        parts = self._parts(found)
        if all(_is_statement(self._line[start:end]) for start, end in parts):
            for part in parts:
                self.take(*part)
            self.at = found.end()
            self._sign()

    def _brackets(self) -> bool:
        found = _INSIDE.match(self._line, self.at)
        if found is None:
            return False
        taken = [self.take(*part) for part in self._parts(found)]
        if any(taken):
            self.at = found.end()
            self.is_bracketed = True
        return any(taken)

    def _words(self) -> bool:
        """Words before a sign, all of which are a type or say whether it must be there."""
        must = _MUST.match(self._line, self.at)
        if must is not None and terms.is_required(must["word"]) is not None:
            self.required, self.at = must.span("word"), must.end()
            return True
        found = _WORDS.match(self._line, self.at)
        if found is None:
            return False
        start, end = found.span("words")
        stated = self._line[start:end]
        if stated in _MEDIA and found["sign"] == "/":
            return False
        if stated in _NOUNS and self._line[0].isupper() and self._line[:start].rstrip().isalnum():
            return False
        if folded(stated) in terms.TYPES or terms.is_required(stated) is not None:
            taken = self.take(start, end)
        else:
            first, _, last = stated.rpartition(" ")
            middle = start + len(first)
            taken = (
                bool(first) and folded(first) in terms.TYPES and terms.is_required(last) is not None
                and self.take(start, middle) and self.take(middle + 1, end)
            )  # fmt: skip
        if taken:
            self.at = found.end()
        return taken


def bare(line: str, start: int, end: int) -> Stretch:
    """A stretch without the blanks around it."""
    words = line[start:end]
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def _is_statement(word: str) -> bool:
    """Whether a word is nothing but a type, or says whether something must be there."""
    return terms.base_type(word) is not None or (len(word) > 1 and terms.is_required(word) is not None)
