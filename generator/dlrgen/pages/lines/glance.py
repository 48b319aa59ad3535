"""What a line may be by its words alone.

Few lines can begin a table or a payload. What tells that is asked once of all lines that are alike, so that readers are
shown only what could be theirs.
"""

from __future__ import annotations

import re

from msgspec import Struct

from dlrgen.pages.blocks import BOLD
from dlrgen.pages.lines import blocktabs, even, flattened, led, stepped, toldheaders, unfenced
from dlrgen.pages.lines.headers import (
    COLUMNS,
    LAYOUTS,
    PIPES,
    TABS,
    Layout,
    is_header,
    is_word_header,
    lone_column,
    may_head,
    may_head_columns,
    may_head_values,
    stuck_header,
)
from dlrgen.pages.markup import clean
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, made

_RULER = re.compile(
    r"[ \t]*[|+]?[ \t]*:?[-=]{2,}[-=:|+ \t]*\Z|[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*\Z"
)
_MARKS = re.compile(r"[ \t]*(?:(?P<signs>#{2,6})|h(?P<level>[1-6])\.)[ \t]+(?=\S)")
"""What a heading begins with in Markdown and in Textile."""
_BULLET = re.compile(
    r"[ \t]*(?P<mark>(?:[-*+•·●◦▪○]|[0-9]{1,2}[.)、])(?=[ \t])|[👉➡➜➤►▶🔹🔸🔷🔶✅✔☑❌📌⭐]\ufe0f?)[ \t]*"
)
"""What an item begins with; a picture needs no blank after it."""
_TERM = re.compile(
    r"[ \t]*(?P<term>`{1,2}[^`\n]{1,80}`{1,2}|\*\*[^*\n]{1,80}\*\*|__[^_\n]{1,80}__|\[b\][^\[\]\n]{1,80}\[/b\]"
    r"|\*[^*\s][^*\n]{0,80}\*(?=[ \t:(]))"
)
"""Words that are set off, at the beginning of a line."""
_BOLD = re.compile(r"[ \t]*(?:[-*+][ \t]+)?(?:\*\*|__)(?P<text>[^*_\n][^*\n]{0,100}?)(?:\*\*|__)[ \t]*[:：]?[ \t]*\Z")
_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*[A-Za-z0-9_+#-]{0,20}[ \t]*\Z")
_RULING = frozenset("|+:-=`~")
"""What a ruler or fence begins with."""
_MAYBE_PAYLOAD = re.compile(
    r"[ \t]*(?:[$>#][ \t]*)?(?:curl\s|GET|POST|PUT|DELETE|PATCH|HEAD|HTTP/|get|post|https?:|/[^\s?]{1,200}\?[A-Za-z_]"
    r"|[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,40}){1,5}(?::[0-9]{2,5})?/[^\s?]{1,200}\?[A-Za-z_]"
    r"|(?:[A-Za-z\u4e00-\u9fff ]{2,20}[:：][ \t]*)?[A-Za-z_][A-Za-z0-9_.\[\]-]{0,60}="
    r"|[^:：\n]{1,30}[:：][ \t]*(?:(?:(?:GET|POST)[ ]{1,3})?http|curl[ \t])"
    r"|\"[A-Za-z_][A-Za-z0-9_.-]{0,60}\"[ \t]*:)|[^\n{\[<]{0,60}[{\[<]"
)
_ROW = re.compile(r"[ ]?(?:[A-Za-z_][A-Za-z0-9_.\[\]-]{0,40}\*?|-?[0-9]{1,8})[ ]?\t[ ]?[^\t\s]")
_MAX_STUCK = 100
_MAX_HEADER = 400
"""How long a header may be."""


class Glance(Struct, frozen=True, kw_only=True, gc=False):
    """What a line may be.

    Attributes:
        is_empty: Whether nothing stands in it, or only what rules off other lines.
        may_be_payload: Whether a payload may begin in it.
        begins_program: Whether a program may.
        layouts: The ways in which it may print a header.
        is_words: Whether it is a header that lost its columns, its bullet aside.
        is_stuck: Whether it is a header that lost even the blanks between its columns.
        is_cell: Whether it may be the first cell of a header whose cells have a line each.
        is_first: Whether it may be that of a table which is printed evenly, as its end says.
        is_name: Whether it may be a name that is alone in its line.
        is_row: Whether it may be the first row of a table without a header, whose cells tabs part.
        is_lead: Whether it may stand over a column before the one that says what rows are about.
        is_tabbed: Whether it may be a header that is known only by the rows below it, between tabs as it is.
        is_told: Whether it may be a header of words that is known only by the rows below it.
        is_stepped: Whether it may begin a table whose cells empty lines part, though no other.
        may_be_table: Whether a table may begin in it, as one of these tells.
    """

    is_empty: bool
    may_be_payload: bool = False
    begins_program: bool = False
    layouts: tuple[Layout, ...] = ()
    is_words: bool = False
    is_stuck: bool = False
    is_cell: bool = False
    is_first: bool = False
    is_name: bool = False
    is_row: bool = False
    is_lead: bool = False
    is_tabbed: bool = False
    is_told: bool = False
    is_stepped: bool = False
    may_be_table: bool = False


_NOTHING = Glance(is_empty=True)


def is_ruler(line: str) -> bool:
    """Whether a line only rules off what is above it."""
    return len(line) < 2000 and _RULER.match(line) is not None


@remembered
def glance(line: str) -> Glance:
    """What a line may be."""
    value = line.strip()
    if not value or (value[0] in _RULING and (is_ruler(line) or _FENCE.match(line) is not None)):
        return _NOTHING
    may_be_payload = _MAYBE_PAYLOAD.match(line) is not None
    if len(line) > _MAX_HEADER:
        return Glance(is_empty=False, may_be_payload=may_be_payload)
    text = made(line, 0)
    bullet = _BULLET.match(line)
    layouts, is_words = _layouts(text), is_word_header(text.part(bullet.end()) if bullet is not None else text)
    is_stuck = len(line) <= _MAX_STUCK and len(stuck_header(text)) > 0
    is_cell = lone_column(value, first=True) is not None
    is_first = even.first_column(value) is not None
    is_name = flattened.NAME.match(value) is not None
    is_row = not layouts and _ROW.match(line) is not None
    is_lead = led.may_lead(value)
    is_tabbed = blocktabs.may_head(line)
    is_told = not (layouts or is_words or is_stuck) and toldheaders.may_head(value)
    is_stepped = stepped.may_begin(value)
    return Glance(
        is_empty=False,
        may_be_payload=may_be_payload,
        begins_program=unfenced.may_begin(line),
        layouts=layouts,
        is_words=is_words,
        is_stuck=is_stuck,
        is_cell=is_cell,
        is_first=is_first,
        is_name=is_name,
        is_row=is_row,
        is_lead=is_lead,
        is_tabbed=is_tabbed,
        is_told=is_told,
        is_stepped=is_stepped,
        may_be_table=(
            bool(layouts)
            or is_words
            or is_stuck
            or is_cell
            or is_first
            or is_name
            or is_row
            or is_lead
            or is_tabbed
            or is_told
            or is_stepped
        ),
    )


def _layouts(line: Text) -> tuple[Layout, ...]:
    value = line.value
    if "|" not in value and "\t" not in value and "  " not in value.strip():
        return ()
    found = [(layout, layout.cells(line)) for layout in LAYOUTS if layout.sign.search(value)]
    # The ruler under a header with pipes tells it as well as its words do, and so do even rows under one with tabs.
    return tuple(layout for layout, cells in found if len(cells) > 1 and _may_head(layout, cells))


def _may_head(layout: Layout, cells: list[Text]) -> bool:
    words = [*map(clean, cells)]
    return (
        layout is PIPES
        or is_header(words)
        or (layout is TABS and (may_head(words) or may_head_values(words)))
        or (layout is COLUMNS and (may_head_columns(words) or may_head_values(words)))
    )


class Shape(Struct, frozen=True, gc=False):
    """How a line that is prose is set.

    Attributes:
        heading: Where its words stand if it is a heading, by marks or in bold.
        level: How deep that lies.
        bullet: Where its bullet stands, with the blanks after it; None if it has none.
        term: Where the words stand that are set off at its beginning.
    """

    heading: tuple[int, int] | None
    level: int
    bullet: tuple[int, int] | None
    term: tuple[int, int] | None


def _level(marks: re.Match[str]) -> int:
    """How deep a heading lies, as its marks say."""
    return len(marks["signs"]) if marks["signs"] else int(marks["level"])


@remembered
def shape(line: str) -> Shape:
    """How a line, or an item with those that go on with it, is set if it is prose."""
    marks, bold, bullet = _MARKS.match(line), _BOLD.match(line), _BULLET.match(line)
    term = _TERM.match(line, bullet.end() if bullet else 0)
    return Shape(
        (marks.end(), len(line)) if marks else bold.span("text") if bold else None,
        _level(marks) if marks else BOLD,
        (bullet.start("mark"), bullet.end()) if bullet else None,
        term.span("term") if term else None,
    )
