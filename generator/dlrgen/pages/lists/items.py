"""One item of a list of parameters or fields, such as `phone (string, required): who gets it`."""

from __future__ import annotations

import re

from msgspec import Struct

from dlrgen.pages import terms
from dlrgen.pages.blocks import Grid, Line
from dlrgen.pages.lists.said import Said, Stretch, bare
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
_CHINESE = re.compile(r"[ \t]+[\u4e00-\u9fff]")
_IDENTIFIER = re.compile(r"[a-z]+[a-z0-9]*(?:_[a-z0-9_]+|[A-Z][A-Za-z0-9]*)\Z")
TYPE_NAMES = frozenset({"array", "boolean", "integer", "object", "string"})
"""What is more likely a type than a name."""
_SURE_TYPES = frozenset({"array", "boolean", "int", "integer", "object", "string"})
_TELLS = re.compile(
    r"[ \t]*(?:为|是|表示|代表|指)(?=[\u4e00-\u9fff ])"
    r"|[ \t]+(?:is|are)[ \t]+(?:the|a|an|your)[ \t]|[ \t]+specifies[ \t]"
)
"""How a sentence goes on that says what a name is which it sets off."""
_PROSE = re.compile(
    r"[`*_]{0,3}[ \t]+(?:is|are|was|were|has|have|had|can|cannot|will|must|should|may|might|means|does|do|did|because"
    r"|and|or|but|if|when|which|that|in|on|from|with|without|as|only|always|never|also)[ \t]"
)
"""How a sentence goes on after a word that it sets off, and that it does not say what it is of."""
_ADDRESS = frozenset("/h`GPDHgpd")


class Item(Struct, frozen=True, gc=False):
    """What an item says of a parameter or field. What it leaves open is an empty text."""

    text: Text
    named: Stretch
    said: Said
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

    def _part(self, at: Stretch | None) -> Text:
        return self.text.part(*(at or (0, 0)))


def as_table(rows: list[list[Text]]) -> Grid:
    """The table of the cells of items, of which there is one at least."""
    return Grid([made(column, rows[0][0].start()) for column in _COLUMNS], rows)


def goes_on_in_prose(text: str, found: Item) -> bool:
    """Whether what may be an item is a sentence about its first word, and says no more of that than prose does."""
    return not found.is_told and not found.is_sure and _PROSE.match(text, found.named[1]) is not None


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
    if is_set_off and start["name"].endswith("."):
        # A word that says that a note follows.
        return None
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
def _set_off(line: str) -> Said | None:
    return _said(line, is_set_off=True)


@remembered
def _in_line(line: str) -> Said | None:
    return _said(line, is_set_off=False)


def _said(line: str, *, is_set_off: bool) -> Said | None:
    """What an item says; None if a word that precedes its name is no type."""
    start = _beginning(line)
    assert start is not None
    said = Said(line, start.end())
    if start.re is _ASSIGNED:
        said.type, said.is_parted = start.span("inside"), True
        return said
    if start["before"] is not None and not said.take(*start.span("before")):
        return None
    if start["star"]:
        said.required = start.span("star")
    if is_set_off and (tells := _TELLS.match(line, said.at)):
        said.is_told, said.is_parted = True, True
        said.description = bare(line, tells.start(), len(line))
        return said
    if is_set_off:
        said.read_words()
    is_called = said.called()
    is_parted = said.read() or is_set_off or is_called or (start.end() == said.at and _is_plain_name(line, start))
    said.is_parted = is_parted or said.is_bracketed or start.re in (_IN_BRACKETS, _ENCLOSED)
    said.description = bare(line, said.at, len(line))
    return said


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
