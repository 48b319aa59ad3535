"""One item of a list of parameters or fields, such as `phone (string, required): who gets it`."""

from __future__ import annotations

import re
from typing import TypeAlias

from msgspec import Struct

from dlrgen.pages import terms
from dlrgen.pages.blocks import Grid, Line
from dlrgen.pages.markup import clean
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, made
from dlrgen.pages.vocabulary import folded

_COLUMNS = ("name", "type", "required", "description")
_NAME = r"(?P<name>[A-Za-z_$](?:[A-Za-z0-9_$.-]|\[[A-Za-z0-9_]{0,20}\]){0,60})"
_START = re.compile(
    r"(?:[(（{<\[](?P<before>[A-Za-z0-9 \[\]]{1,20})[)）}>\]][ \t]*(?=[A-Za-z_$]))?"
    rf"[{{\"'<:]?{_NAME}[}}\"'>]?(?P<star>\*)?"
)
"""A name, which a type in brackets may precede."""
_IN_BRACKETS = re.compile(
    r"(?:[0-9]{1,2}[.、)）][ \t]*)?[\u4e00-\u9fff][A-Za-z\u4e00-\u9fff]{0,15}[ \t]?[(（【][ \t]?"
    rf"{_NAME}[ \t]?[)）】](?P<star>\*)?(?P<before>(?!))?"
)
"""A name in brackets after what it is in Chinese."""
_ENCLOSED = re.compile(rf"【[ \t]?{_NAME}[ \t]?】(?P<star>\*)?(?P<before>(?!))?")
_TYPED = re.compile(
    rf"(?P<before>[A-Za-z]{{1,20}}(?:\[\])?)[ \t]+{_NAME}(?P<star>\*)?(?=[ \t]*[:：]|[ \t]+[-–—][ \t]|\Z)"
)
"""A type and a name."""
_ASSIGNED = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_.-]{0,60})=\[(?P<inside>[A-Za-z]{1,20})\]\Z")
"""A name with its type in the place of a value: `queue=[string]`."""
_ITALIC = re.compile(r"(?<![*A-Za-z0-9_])\*([A-Za-z_(][^*\n]{0,60})\*(?![*A-Za-z0-9_])")
_SIGN = re.compile(r"[ \t]*(?:[:：=\n]|[-–—=|]{1,2}(?=[ \t])|\Z)[ \t]*")
_INSIDE = re.compile(r"[ \t\n]*[(（\[<【](?P<inside>[^()（）<>【】\n]{1,80})[)）\]>】]")
_WORDS = re.compile(
    r"[ \t]*(?P<words>[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff\[\]<> ]{0,30}?)[ \t]*"
    r"(?P<sign>[,，;；|/:：.。\n]|[-–—](?=[ \t])|(?=[(（\[])|\Z)"
)
_CHINESE = re.compile(r"[ \t]+[\u4e00-\u9fff]")
_IDENTIFIER = re.compile(r"[a-z]+[a-z0-9]*(?:_[a-z0-9_]+|[A-Z][A-Za-z0-9]*)\Z")
_WORD = re.compile(r"[ \t]+(?P<word>[a-z][a-z0-9]{1,12}(?:\[\])?)(?=[ \t\n,;]|\Z)")
TYPE_NAMES = frozenset({"array", "boolean", "integer", "object", "string"})
"""What is more likely a type than a name."""
_SURE_TYPES = frozenset({"array", "boolean", "int", "integer", "object", "string"})
_NOUNS = frozenset(
    {"date", "email", "file", "list", "model", "number", "object", "record", "set", "text", "time", "token"}
)
"""Types that are what a capital word before them tells more of: `User token`."""
_MEDIA = frozenset({"text", "json", "file"})
"""Types that a slash makes a part of something else: `text/plain`."""
_COMMAS = frozenset(",，")
_LISTED = re.compile(r"[ \t]*[,，][ \t]*(?P<word>[^,，\s]{1,20})[ \t]*(?=[,，\n]|\Z)")
"""A word between commas."""
_GAP = re.compile(r"[ ]{0,8}\t[ \t]{0,8}|[ ]{2,40}")
_CELL = re.compile(r"[^ \t\n]{1,30}(?=\t|[ ]{2}|\n|\Z)")
"""What parts the cells of a row, and a cell of one word."""
_SIZED = re.compile(r"[A-Za-z]{3,12}[(<\[][^\n]{0,20}[)>\]]\Z")
_CALLED = re.compile(r"[ \t]?[(（](?:[A-Za-z0-9]{0,10}[\u4e00-\u9fff]{1,16}[A-Za-z0-9]{0,10})[)）]")
"""What a name is called in Chinese, in brackets behind it."""
_MUST = re.compile(r"[ \t]*(?P<word>[\u4e00-\u9fff]{2,4})[ \t]+(?=\S)")
"""A Chinese word that a blank parts from what comes next."""
_TELLS = re.compile(
    r"[ \t]*(?:为|是|表示|代表|指)(?=[\u4e00-\u9fff ])"
    r"|[ \t]+(?:is|are)[ \t]+(?:the|a|an|your)[ \t]|[ \t]+specifies[ \t]"
)
"""How a sentence goes on that says what a name is which it sets off."""
_SAMPLE = re.compile(r"[^()（）\n]{1,60}?[ \t]\((?P<inside>[^()\n]{1,60})\)(?=[ \t]*(?:[-–—:]|\Z))")
_PARTS = re.compile(r"[,，;；/|]")
_ADDRESS = frozenset("/h`GPDHgpd")
_MAX_STATED = 4
_Stretch: TypeAlias = tuple[int, int]


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


class Item(Struct, frozen=True, gc=False):
    """What an item says of a parameter or field. What it leaves open is an empty text."""

    text: Text
    named: _Stretch
    said: _Said
    stated: Text | None
    """A word of the label above that says whether all of them must be there."""

    # Most lines are taken for items and turn out to be none: only the others are taken apart.

    @property
    def name(self) -> Text:
        """Its name."""
        return self.text.part(*self.named)

    @property
    def type(self) -> Text:
        """The type that it tells."""
        return self._part(self.said.type)

    @property
    def required(self) -> Text:
        """The words that tell whether it must be there."""
        return self._part(self.said.required) if self.said.required else self.stated or self._part(None)

    @property
    def description(self) -> Text:
        """What is left."""
        return self._part(self.said.description)

    @property
    def is_described(self) -> bool:
        """Whether anything is left."""
        return self.said.description is not None and self.said.description[0] < self.said.description[1]

    @property
    def may_be_address(self) -> bool:
        """Whether what is left begins as an address or a method does."""
        start = self.said.description[0] if self.said.description is not None else len(self.text)
        return self.text.value[start : start + 1] in _ADDRESS

    @property
    def is_shouted(self) -> bool:
        """Whether its name begins with a capital, as states do."""
        return self.text.value[self.named[0]].isupper()

    @property
    def is_sure(self) -> bool:
        """Whether it tells a type or whether it must be there, which plain prose does not."""
        return self.said.type is not None or self.said.required is not None

    @property
    def cells(self) -> list[Text]:
        """The row of a table that it is."""
        return [self.name, self.type, self.required, self.description]

    @property
    def is_declared(self) -> bool:
        """Whether it tells its type and whether it must be there, and nothing else."""
        return self.said.type is not None and self.said.required is not None and not self.is_described

    @property
    def is_typed(self) -> bool:
        """Whether it tells a type in brackets behind the name."""
        return self.said.type is not None and self.said.is_bracketed

    @property
    def is_told(self) -> bool:
        """Whether it is a sentence that says what the name is which it sets off."""
        return self.said.is_told

    @property
    def is_parted(self) -> bool:
        """Whether a sign, or the way it is set, parts the name from what follows."""
        return self.said.is_parted

    def _part(self, at: _Stretch | None) -> Text:
        return self.text.part(*(at or (0, 0)))


def as_table(rows: list[list[Text]]) -> Grid:
    """The table of the cells of items, of which there is one at least."""
    return Grid([made(column, rows[0][0].start()) for column in _COLUMNS], rows)


def is_assigned(line: str) -> bool:
    """Whether a line is a name with its type in the place of a value, in code or not."""
    return "=[" in line and _ASSIGNED.match(line.strip("` \t")) is not None


def is_in_brackets(line: str) -> bool:
    """Whether a line begins with what something is in Chinese, and its name in brackets."""
    if line.isascii():
        return False
    return (_IN_BRACKETS.match(line.lstrip()) or _ENCLOSED.match(line.lstrip())) is not None


def item(text: Text, line: Line, stated: Text | None) -> Item | None:
    """What an item says.

    Args:
        text: The words of the item, without markup.
        line: The item.
        stated: A word of the label above that says whether all of them must be there.

    Returns:
        Its parts; None if it does not begin with what may be a name.
    """
    text = text.without(_ITALIC) if "*" in text.value else text
    start = _beginning(text.value)
    if start is None:
        return None
    is_set_off = line.term is not None and clean(line.term).value.rstrip(":： *=") == start["name"]
    found = _set_off(text.value) if is_set_off else _in_line(text.value)
    return Item(text, start.span("name"), found, stated) if found is not None else None


@remembered
def _beginning(line: str) -> re.Match[str] | None:
    """The name that an item begins with, and what belongs to it."""
    start = (
        _ASSIGNED.match(line) or _typed(line) or _START.match(line) or _IN_BRACKETS.match(line) or _ENCLOSED.match(line)
    )
    if start is not None and start.re is _IN_BRACKETS and terms.base_type(start["name"]) is not None:
        return None
    is_type = start is not None and start.re is not _ASSIGNED and start["name"] in TYPE_NAMES
    return None if is_type else start


@remembered
def _set_off(line: str) -> _Said | None:
    return _said(line, is_set_off=True)


@remembered
def _in_line(line: str) -> _Said | None:
    return _said(line, is_set_off=False)


def _said(line: str, *, is_set_off: bool) -> _Said | None:
    """What an item says; None if a word that precedes its name is no type."""
    start = _beginning(line)
    assert start is not None
    said = _Said(line, start.end())
    if start.re is _ASSIGNED:
        said.type, said.is_parted = start.span("inside"), True
        return said
    if start["before"] is not None and not said.take(*start.span("before")):
        return None
    if start["star"]:
        said.required = start.span("star")
    if is_set_off and (tells := _TELLS.match(line, said.at)):
        said.is_told, said.is_parted = True, True
        said.description = _bare(line, tells.start(), len(line))
        return said
    if is_set_off:
        said.read_words()
    is_called = said.called()
    is_parted = said.read() or is_set_off or is_called or (start.end() == said.at and _is_plain_name(line, start))
    said.is_parted = is_parted or said.is_bracketed or start.re in (_IN_BRACKETS, _ENCLOSED)
    said.description = _bare(line, said.at, len(line))
    return said


def _bare(line: str, start: int, end: int) -> _Stretch:
    """A stretch without the blanks around it."""
    words = line[start:end]
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def _typed(text: str) -> re.Match[str] | None:
    """The type and the name that begin a text; none if they are no such two."""
    found = _TYPED.match(text)
    # What looks like a type in the place of the name is one, and the name comes first: `date String`.
    if found is None or found["name"].lower() in _SURE_TYPES:
        return None
    return found if folded(found["before"].removesuffix("[]")) in terms.TYPES else None


def _is_plain_name(text: str, start: re.Match[str]) -> bool:
    """Whether what begins a text is a name although only a blank parts it from what follows."""
    name = start["name"]
    return _CHINESE.match(text, start.end()) is not None or (
        text[start.end() : start.end() + 1] == " " and _IDENTIFIER.match(name) is not None
    )


def _is_statement(word: str) -> bool:
    """Whether a word is nothing but a type, or says whether something must be there."""
    return terms.base_type(word) is not None or (len(word) > 1 and terms.is_required(word) is not None)


class _Said:
    """What stands between a name and its description: signs, types, words for must, in any order."""

    def __init__(self, line: str, at: int) -> None:
        self.type: _Stretch | None = None
        self.required: _Stretch | None = None
        self.description: _Stretch | None = None
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
        if len(word) > 1 and terms.is_required(word) is not None:
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

    def _parts(self, found: re.Match[str]) -> list[_Stretch]:
        """The words inside of brackets."""
        start, end = found.span("inside")
        signs = [match.span() for match in _PARTS.finditer(self._line, start, end)]
        return [
            _bare(self._line, before, after)
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
