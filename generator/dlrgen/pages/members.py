"""Parameters and fields, as the rows of tables describe them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from dlrgen.pages import contents, headings, levels, marked, terms, toldtypes
from dlrgen.pages.blocks import Grid
from dlrgen.pages.mending.namecells import declared
from dlrgen.pages.mending.several import Several
from dlrgen.pages.model import Described, Field, Parameter, Printed, Seen, Span
from dlrgen.pages.paths import clean_path, has_keys, last_step, path_in
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Page, Text
from dlrgen.pages.vocabulary import Column, folded
from dlrgen.spec.model import ParamType, Place

NAME = re.compile(r"[A-Za-z_$@][A-Za-z0-9_$@.\-/:>#*\[\]{}]{0,120}\Z|[\u4e00-\u9fff]{1,12}\Z")
"""What may be the name of a parameter or field."""
_MARKS = re.compile(r"(?:[ \t└├│┗┣┃─━—–∟┕╰↳>»›+·•▸▹▶◦○●|-]|\.{2,}|&(?:nbsp|emsp|ensp);)+")
_TRAILER = re.compile(
    r"[ \t]*(?:\\?[*＊†]+|[(（【\[<](?P<inside>[^()（）【】<>]{0,60})[)）】\]>])+[ \t]*\Z"
    r"|[ \t]+(?P<word>required|optional|mandatory|必填|必选|可选|选填|必需|必须)\Z",
    re.IGNORECASE,
)
_SERIES = re.compile(r"[ \t`]*(?P<name>[A-Za-z][A-Za-z0-9_.]{0,60}_\*)[ \t`]*\Z")
"""A name that stands for all that begin so."""
_STATED = re.compile(
    r"(?:\A|[,，;；。(（\[\n]|[.!][ ]|(?:this|the)[ ](?:field|parameter|value)[ ]is)[ \t]*[*_]{0,2}"
    r"(?P<word>非?必[填选传须需]|选填|可选|可以?不填|(?:not[ ])?required|optional|mandatory)"
    r"(?:(?-i:(?<=REQUIRED)|(?<=OPTIONAL))(?=[ ][A-Z])"
    r"|(?:参数|项)[ ]|(?:参数|项|字段|[ ](?:field|parameter))?[*_]{0,2}[ \t]*(?:[,，;；。.)）\]:：\n]|\Z))",
    re.IGNORECASE,
)
"""A description that says at its beginning, at its end or in brackets whether something must be there."""
_OPTED = re.compile(
    r"[ \t]*(?:an?[ ]|this[ ]is[ ]an[ ])?optional[ ](?!(?:if|when|for|unless|in|with|but|only)\b)[a-z]", re.IGNORECASE
)
"""How a description begins of what need not be there."""
_PARTS = re.compile(r"[,，;；/|\n]|(?<=\S)[ ]*[(（]|[)）]")
_LABELLED = re.compile(
    r"(?P<name>[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60}?)[ ]{0,2}[-–—][ ]{0,2}(?=[\u4e00-\u9fff])[^\n]{1,40}\Z"
)
"""A name, and behind a dash what it is called in Chinese."""
_ENCLOSED = re.compile(r"(?:\\?\[|<)(?P<name>[A-Za-z_][A-Za-z0-9_.-]{0,60})(?:\\?\]|>)\Z")
"""A name in brackets, and nothing else."""
_AROUND_NAME = " \t`'\"“”,:：;{}Θ⊙◎#"
_DESCRIBING: frozenset[Column | None] = frozenset({"description", "values", "advice", "example", "length", None})
"""Columns whose cells are read for codes and limits."""
_PRINTED: frozenset[Column] = frozenset({
    "type", "required", "optional", "description", "values", "default", "example",
})  # fmt: skip
"""Columns whose cells are facts of their own."""
_TICKS = frozenset({"x", "X", "√", "✓", "✔", "✔️", "✅", "●", "☑", "★", "•"})


class Member(Struct, kw_only=True, gc=False):
    """A parameter or field on its way; its path may still be found to lie deeper."""

    path: str
    name: Printed
    span: Span
    seen: Seen
    type: Printed | None = None
    base: ParamType | None = None
    required: bool | None = None
    required_as: Printed | None = None
    description: Printed | None = None
    default: Printed | None = None
    example: Printed | None = None
    also: tuple[Printed, ...] = ()
    place: Place | None = None
    words: tuple[Text, ...] = ()
    """What describes it, with its places; a table may have more than one column for that."""
    below: tuple[Text, ...] = ()
    """Those words that stand in rows of their own below it."""
    nested: bool = False
    """Whether the page itself says where it lies."""

    @property
    def last(self) -> str:
        """The name without what it lies in."""
        return last_step(self.path)

    def parameter(self) -> Parameter:
        """The finished parameter."""
        return Parameter(**_facts(self), place=self.place)

    def field(self) -> Field:
        """The finished field."""
        return Field(**_facts(self))


def _facts(member: Member) -> dict[str, Any]:
    return {name: getattr(member, name) for name in Described.__struct_fields__}


def rows(grid: Grid, columns: Sequence[Column | None], page: Page, place: Place | None, inside: str) -> list[Member]:
    """The members that a table describes.

    Args:
        grid: The table.
        columns: What its columns hold; one of them names.
        page: The page.
        place: Where its heading says that they are sent.
        inside: The path of what they lie in, if the heading says so.

    Returns:
        Them in their order. A row without a name goes on with the description above it, or is a heading in the table.
    """
    at = columns.index("name")
    # Where most names are written in letters, Chinese in their place is the rest of another cell.
    in_letters = sum([cells[at].value.isascii() for cells in grid.rows]) * 2 > len(grid.rows)
    found: list[Member] = []
    around: list[tuple[int, str]] = []
    # Of two columns of a kind the first one counts.
    known: list[tuple[int, Column]] = [(k, column) for k, column in reversed([*enumerate(columns)]) if column]
    describing = [k for k, column in enumerate(columns) if column in _DESCRIBING]
    deep = levels.counted_at(grid, columns)
    several = Several(grid.rows, at)
    for cells in grid.rows:
        shown: dict[Column, Text] = {column: cells[k] for k, column in known if cells[k].value}
        named = _names(cells[at], shown, several)
        if named is None or (in_letters and not named[1][0].value.isascii()):
            _go_on(found, cells, at, shown, page)
            continue
        width, (name, *_), trailer = named
        is_empty = not any(cell.value.strip("-–—/.") for cell in shown.values() if cell is not cells[at])
        if terms.is_nothing(name.value) and (is_empty or not name.value.isascii()):
            continue
        if found and len(shown) == 1 and name.value[0].isupper() and terms.is_required(name.value) is not None:
            # The rest of the row above, which was broken.
            found[-1].required = terms.is_required(name.value)
            continue
        width = int(cells[deep].value) if deep else width
        while around and around[-1][0] >= width:
            around.pop()
        parent = around[-1][1] if around and width else inside
        if "parent" in shown and (upper := _parent(shown["parent"].value, found)):
            parent = upper
        span = page.span(cells[at].start(), max([cell.end() for cell in cells]))
        words = tuple([cells[k] for k in describing if cells[k].value])
        for one in named[1]:
            member = _member(one, shown, page, parent, span)
            member.words, member.place = words, member.place or place
            _tell_type(member, cells[at], trailer, shown, page)
            _tell_required(member, trailer, page)
            found.append(member)
        around.append((width, contents.opened(found[-1])))
    if "required" in columns and _are_ticks([cells[columns.index("required")].value for cells in grid.rows]):
        _untick(found)
    if "type" not in columns:
        _type_in_bold(found, page)
    contents.lay_counted(found)
    contents.lay_repeated(found)
    contents.lay_in_lists(found)
    return found


def _tell_type(member: Member, cell: Text, trailer: str, shown: dict[Column, Text], page: Page) -> None:
    """Take the type that is told behind the name or in the description, where no column tells it."""
    told = (_type_behind(cell, trailer) or _told_type(shown)) if member.type is None else None
    if told is not None:
        member.type, member.base = page.printed(told), terms.base_type(told.value)


def _type_in_bold(found: Sequence[Member], page: Page) -> None:
    """Take the types with which all descriptions begin in bold."""
    if any(not member.words for member in found):
        return
    for member, told in zip(found, marked.types([m.words[0] for m in found], page), strict=False):
        member.type, member.base = page.printed(told), terms.base_type(told.value)


def _tell_required(member: Member, trailer: str, page: Page) -> None:
    """Take from what is behind its name or in its description whether a member must be there, where no column says."""
    if member.required is None:
        member.required = _marked(trailer)
    if member.required is None and member.required_as is None:
        told = (said for cell in member.words for said in (stated(cell.value), marked.demanded(cell, page)))
        member.required = next((said for said in told if said is not None), None)


def _untick(found: list[Member]) -> None:
    """What has no tick is not required."""
    for member in found:
        member.required = member.required is True


def _are_ticks(cells: Sequence[str]) -> bool:
    """Whether a column has ticks for what must be there, and nothing in the other rows."""
    marks = {cell.strip() for cell in cells}
    return "" in marks and len(marks) > 1 and marks - {""} <= _TICKS


def _names(cell: Text, shown: dict[Column, Text], several: Several) -> tuple[int, Sequence[Text], str] | None:
    """How deep what a cell names is marked to lie, its name or names, and what stands behind; None if it names none."""
    found = _name(cell) or _declared(cell, shown)
    if found is not None:
        return found[0], (found[1],), found[2]
    names = several.names(cell)
    return (0, names, "") if names else None


def _name(cell: Text) -> tuple[int, Text, str] | None:
    """How deep a name is marked to lie, the name, and what stands behind it; none if the cell has no name."""
    found = _name_at(cell.value)
    if found is None:
        return None
    width, (start, end), trailer = found
    return width, cell.part(start, end), trailer


@remembered
def _name_at(cell: str) -> tuple[int, tuple[int, int], str] | None:
    marks = _MARKS.match(cell)
    width = marks.end() if marks and marks.end() < len(cell) else 0
    if enclosed := _ENCLOSED.match(cell, width):
        return width, enclosed.span("name"), ""
    if series := _SERIES.match(cell, width):
        return width, series.span("name"), ""
    name, trailer = cell[width:], ""
    if not cell.isascii() and (labelled := _LABELLED.match(name)) is not None:
        name = labelled["name"]
    if not has_keys(name) and (found := _TRAILER.search(name)):
        trailer = found.group()
        if not (found["inside"] is not None and not found["inside"].strip() and trailer.strip() == "[]"):
            name = name[: found.start()]
    start = width + len(name) - len(name.lstrip(_AROUND_NAME))
    name = name.strip(_AROUND_NAME).removesuffix("$")
    return (width, (start, start + len(name)), trailer) if NAME.match(name) else None


def _declared(cell: Text, shown: dict[Column, Text]) -> tuple[int, Text, str] | None:
    """The name that a cell declares; what else it says is added to what the row shows."""
    found = declared(cell)
    if found is None:
        return None
    told: list[tuple[Column, Text]] = [("type", found.type), ("required", found.required), ("description", found.rest)]
    for column, text in told:
        if text:
            shown.setdefault(column, text)
    return 0, found.name.strip("*"), "*" if found.name.value.endswith("*") else ""


def _must(part: str) -> bool | None:
    """What a part of a type's cell says of whether something must be there; `true/false` and `null` are types."""
    return headings.demanded(part) if part.strip() not in ("是", "否") else terms.is_required(part)


@remembered
def must_in(description: str) -> tuple[int, int] | None:
    """Where a description says whether something must be there; None if it does not."""
    found = _STATED.search(description)
    return found.span("word") if found is not None else None


@remembered
def stated(cell: str) -> bool | None:
    """What a description says of whether something must be there."""
    found = _STATED.search(cell)
    if found is not None:
        return terms.is_required(found["word"])
    return False if _OPTED.match(cell) is not None else None


def _type_behind(cell: Text, trailer: str) -> Text | None:
    """The type that stands in brackets behind a name."""
    inside = trailer.strip(" \t()（）【】[]<>*")
    if not inside or folded(inside) not in terms.TYPES:
        return None
    at = cell.value.rfind(inside)
    return cell.part(at, at + len(inside))


def _told_type(shown: dict[Column, Text]) -> Text | None:
    """The type that a description tells."""
    described = shown.get("description")
    at = toldtypes.told(described.value) if described is not None else None
    return described.part(*at) if described is not None and at is not None else None


def _marked(trailer: str) -> bool | None:
    bare = trailer.strip(" \t()（）【】[]<>")
    return True if bare in ("*", "＊") else terms.is_required(bare) if bare else None


def _go_on(found: list[Member], cells: list[Text], at: int, shown: dict[Column, Text], page: Page) -> None:
    if found and not cells[at].value and "description" in shown and len([c for c in cells if c.value]) == 1:
        more = page.printed(shown["description"])
        before = found[-1].description
        text = f"{before.text} {more.text}" if before else more.text
        first = before.span if before else more.span
        found[-1].words = (*found[-1].words, shown["description"])
        found[-1].below = (*found[-1].below, shown["description"])
        found[-1].description = Printed(text, page.span(first.start, more.span.end))
        found[-1].span = page.span(found[-1].span.start, more.span.end)


def _parent(name: str, found: list[Member]) -> str | None:
    return next((contents.opened(member) for member in reversed(found) if member.last == name.strip()), None)


def _member(name: Text, shown: dict[Column, Text], page: Page, parent: str, span: Span) -> Member:
    told = {column: page.printed(text) for column, text in shown.items() if column in _PRINTED}
    path = clean_path(name.value)
    type_ = told.get("type")
    required = None
    if "required" in shown:
        required = terms.is_required(shown["required"].value)
        required = stated(shown["required"].value) if required is None else required
    elif "optional" in shown:
        required = terms.is_required(shown["optional"].value)
        if required is not None and not terms.says_null(shown["optional"].value):
            required = not required
    elif type_ is not None and (said := _PARTS.split(type_.text))[1:]:
        required = next((must for part in said if (must := _must(part)) is not None), None)
    place = terms.PLACES.get(folded(shown["place"].value.strip("()"))) if "place" in shown else None
    return Member(
        path=path_in(parent, path), name=page.printed(name), span=span, seen="table", type=type_,
        base=terms.base_type(type_.text) if type_ else None, required=required,
        required_as=told.get("required") or told.get("optional"),
        description=told.get("description") or told.get("values"), default=told.get("default"),
        example=told.get("example"), place=place,
        nested=bool(parent) or "." in path or "[]" in path,
    )  # fmt: skip
