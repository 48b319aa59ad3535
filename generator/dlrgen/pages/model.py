"""What a vendor's page says, as facts that each know their place in the page.

Everything is frozen, and hashed and compared by value. What the page does not say, or says so that it cannot be told,
is None or empty; nothing is filled in.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from dlrgen.spec.model import ParamType, Place

Form = Literal["text", "markdown", "rst", "html"]
"""How a page is written. What copying a web page leaves is `text`, with or without tabs and line ends."""
Kind = Literal["request", "response", "error"]
"""What an example is: sent, answered, or answered by a call that failed."""
Syntax = Literal["json", "xml", "yaml", "curl", "http", "form", "url"]
"""How an example is written. `url` is an address with its query, `form` the pairs alone."""
Seen = Literal["table", "list", "example"]
"""What shows a parameter or field: a row of a table, an item of a list, or only an example."""
Shape = Literal["object", "array", "string", "integer", "number", "boolean", "null"]
"""What a value of an example is."""
LimitKind = Literal["rate", "batch", "window"]
"""Calls in a time; things in a call; the time in which something can be had."""

DOMAINS = (
    r"(?:com|co|net|org|gov|edu|ac)\.[a-z]{2}|com|net|org|io|cn|co|me|eu|uk|de|fr|in|us|ai|app|dev|info|biz|mobi|cloud|xyz"
    r"|top|vip|cc|tv|hk|tw|jp|kr|au|nz|ca|br|mx|ru|tr|pl|cz|es|pt|nl|ch|se|dk|gr|ir|ae|za|ng|ke|gh|tz|ug|pk|bd|lk|np|vn"
)
"""What hosts end with that are printed without a scheme."""
BARE_HOST = (
    rf"(?:[A-Za-z0-9][A-Za-z0-9-]{{0,40}}(?:\.[A-Za-z0-9-]{{1,40}}){{0,4}}\.(?:{DOMAINS})|(?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}})"
    r"(?::[0-9]{2,5})?"
)
"""A host without a scheme."""
_HOST = re.compile(
    r"\A(?:[A-Za-z]{2,8}(?:\(s\))?://[^/?]*|[A-Za-z][A-Za-z0-9.-]{1,60}:[0-9]{2,5}(?=[/?]|\Z)"
    r"|[\w{<*][\w{}<>*\\-]{0,40}(?:\.[\w-]{1,40}){0,5}"
    rf"\.(?:{DOMAINS})(?::[0-9]{{2,5}})?(?=[/?]|\Z)"
    r"|(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]{2,5})?(?=[/?]|\Z)"
    r"|\{\{[A-Za-z_. -]{1,40}\}\}(?=/)"
    r"|(?i:[{\[<](?:(?:api[_-]?)?(?:base[_ -]?)?(?:url|uri|host|domain)|server)[}\]>])(?=/))"
)
_ESCAPE = re.compile(r"\\(?=[_*{}&~\[\]<>-])")
"""What Markdown has before a sign that would mean something to it."""
_QUERY = re.compile(r"[?#]")


def without_host(url: str) -> str:
    """An address without its host, or what stands for that."""
    return _HOST.sub("", url)


class Span(Struct, frozen=True, order=True, gc=False):
    """A stretch of the page.

    Attributes:
        start: Where it begins, in characters from 0.
        end: Where it is over, in characters from 0; `page[start:end]` is what is printed, markup included.
        line: The line of its beginning, from 1.
        column: The column of its beginning, in characters from 1.
    """

    start: int
    end: int
    line: int
    column: int


class Printed(Struct, frozen=True, gc=False):
    """Words of the page.

    Attributes:
        text: The words without markup, and without blanks around them.
        span: Where they stand, markup among them included.
    """

    text: str
    span: Span

    def __str__(self) -> str:
        return self.text


class Described(Struct, frozen=True, kw_only=True, gc=False):
    """What a parameter and a field have in common.

    Attributes:
        path: Its place among the others, as in a spec: `data[].status`, `[].id`.
        name: Its name as printed, with the page's marks of nesting.
        span: The row, the item, or the key in an example.
        seen: What shows it. What a table describes and an example shows, too, is of the table.
        type: Its type as printed.
        base: What that type is in the words of a spec.
        required: Whether it must be there.
        required_as: What the page prints about that.
        description: What it is for. Of a field that only an example shows, the comment beside it.
        default: What the vendor assumes without it.
        example: A sample value.
        also: Other spellings, where an example and the table disagree in case.
    """

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


class Parameter(Described, frozen=True, kw_only=True, gc=False):
    """Something that a call sends.

    Attributes:
        place: Where it is sent; None unless the page says so.
    """

    place: Place | None = None


class Field(Described, frozen=True, kw_only=True, gc=False):
    """Something that an answer holds."""


class CodeRow(Struct, frozen=True, kw_only=True, gc=False):
    """A code as a page prints it.

    Attributes:
        code: The code.
        meaning: What it means, in the page's words.
        name: Its symbolic name, where the page has a column for one.
        advice: What to do about it, where the page has a column for that.
        span: The row, or the pair in a list.
    """

    code: Printed
    meaning: Printed | None = None
    name: Printed | None = None
    advice: Printed | None = None
    span: Span


class CodeTable(Struct, frozen=True, kw_only=True, gc=False):
    """Codes that a page prints together.

    Attributes:
        rows: The codes, in their order; a row that is printed twice is there once.
        title: The heading or header that the table stands under.
        of: The path of the parameter or field in whose description the codes stand, or the name of the field that
            the prose says they are values of.
        seen: Whether they stand in a table, in a list (`0-sent,1-failed`), or in a comment of an example.
        span: From the first row to the last.
    """

    rows: tuple[CodeRow, ...]
    title: Printed | None = None
    of: str | None = None
    seen: Seen
    span: Span


class Value(Struct, frozen=True, kw_only=True, gc=False):
    """A value inside an example.

    Attributes:
        path: Its place: `data[].status`; every element of a list has the same one. Of a header, its name; of what
            stands in a query or form, the name as well.
        key: The key as printed; None for the elements of a list and for the whole.
        shape: What it is; a text that holds digits is a string.
        text: The value of a scalar without quotes; None for objects and lists.
        place: Where a request sends it.
        comment: The comment beside it.
        span: The value, or an object's or list's first bracket.
    """

    path: str
    key: Printed | None
    shape: Shape
    text: str | None
    place: Place | None = None
    comment: Printed | None = None
    span: Span


class Example(Struct, frozen=True, kw_only=True, gc=False):
    """A payload that the page prints. Programs are none.

    Attributes:
        kind: What it is of a call.
        syntax: How it is written.
        text: The payload without markup around or in it; faults, comments and printed line numbers are kept.
        span: Where it stands.
        title: The heading or label above it.
        values: What it shows, in its order, as far as it can be read; faults are read over.
        method: The HTTP method of a request that shows one.
        url: The address or path of a request that shows one.
    """

    kind: Kind | None
    syntax: Syntax | None
    text: str
    span: Span
    title: Printed | None = None
    values: tuple[Value, ...] = ()
    method: Printed | None = None
    url: Printed | None = None


class Limit(Struct, frozen=True, kw_only=True, gc=False):
    """A limit that the prose states.

    Attributes:
        kind: What is limited.
        count: How many calls or things; None of a window.
        seconds: The time, in seconds; None of a batch.
        of: What a batch is of, or what a rate is counted by, as printed.
        printed: The words that say so.
    """

    kind: LimitKind
    count: int | None
    seconds: int | None
    of: str | None = None
    printed: Printed


class Section(Struct, frozen=True, kw_only=True):
    """What a page says about one endpoint, or, where it has no address and no parameters, about all.

    Attributes:
        title: The heading.
        span: From the heading to where the next section begins.
        method: The HTTP method that the page states; an example counts only where it alone tells the address.
        urls: The addresses and paths that the page states, the main one first; if it states none, the first one that a
            sentence names, or that of the first request that it shows.
        content_types: What the body of a request may be.
        formats: What answers are written in.
        parameters: What a call sends.
        fields: What an answer or an error holds.
        unplaced: Rows of tables that may be about requests or about answers.
        codes: The code tables and lists.
        examples: The payloads.
        limits: Limits that the prose states.
    """

    title: Printed | None
    span: Span
    method: Printed | None = None
    urls: tuple[Printed, ...] = ()
    content_types: tuple[Printed, ...] = ()
    formats: tuple[Printed, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    fields: tuple[Field, ...] = ()
    unplaced: tuple[Field, ...] = ()
    codes: tuple[CodeTable, ...] = ()
    examples: tuple[Example, ...] = ()
    limits: tuple[Limit, ...] = ()

    @property
    def path(self) -> str | None:
        """The path of the first address, without host and query, as printed."""
        if not self.urls:
            return None
        printed = self.urls[0].text
        # A host may hold anything that stands for others: `http://sms#.example.com`.
        return _QUERY.split(without_host(_ESCAPE.sub("", printed)), maxsplit=1)[0]


class PageFacts(Struct, frozen=True, kw_only=True):
    """Everything that was found in a page.

    Attributes:
        form: How the page is written.
        sections: One per endpoint, in their order. What stands before the first heading of an endpoint belongs to the
            first one.
    """

    form: Form
    sections: tuple[Section, ...]

    @property
    def codes(self) -> tuple[CodeTable, ...]:
        """The code tables of all sections."""
        return tuple(table for section in self.sections for table in section.codes)

    @property
    def examples(self) -> tuple[Example, ...]:
        """The examples of all sections."""
        return tuple(example for section in self.sections for example in section.examples)
