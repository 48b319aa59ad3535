"""Calls as GitBook exports them to Markdown: tags that state a method, its parameters, and its answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from dlrgen.pages.blocks import Heading, Piece
from dlrgen.pages.forms import directives
from dlrgen.pages.markup import clean
from dlrgen.pages.text import Text, join, made

_TAG = re.compile(
    r"[ \t]*\{%[ ](?P<end>end)?(?:api-method|swagger)(?:-(?P<part>[a-z-]{1,40}))?(?P<attributes>[^\n]{0,2000}?)%\}"
)
_ATTRIBUTE = re.compile(r"(?P<key>[A-Za-z]{2,20})=(?:\"(?P<quoted>[^\"\n]*)\"|(?P<bare>[^\s\"%]+))")
_NAME = re.compile(r"\\(?=_)")
_STATUS = re.compile(r"[45][0-9]{2}")
_TITLES = {"header": "request header parameters", "headers": "request header parameters",
           "query": "query parameters", "query-parameters": "query parameters",
           "path": "path parameters", "path-parameters": "path parameters"}  # fmt: skip
_BODY = "request body parameters"


def may_hold(lines: Sequence[Text]) -> bool:
    """Whether there is such a tag among lines."""
    return any("{% " in line.value and _TAG.match(line.value) for line in lines)


def pieces(lines: Sequence[Text], read: Callable[[Sequence[Text]], Iterable[Piece]]) -> Iterator[Piece]:
    """What stands in lines with such tags.

    Args:
        lines: Lines that follow each other, none of them of a listing.
        read: How lines without tags are read.
    """
    table = _Parameters()
    loose: list[Text] = []
    for line in lines:
        tag = _TAG.match(line.value)
        if tag is None:
            (table.description if table.is_open else loose).append(line)
            continue
        yield from read(loose)
        loose = []
        rest = line.part(tag.end()).strip()
        if tag["part"] == "parameter":
            if tag["end"]:
                table.close()
            else:
                yield from table.open(_attributes(line, tag))
                table.description += [rest] if rest.value else []
            continue
        yield from table.rows_so_far()
        if not tag["end"]:
            yield from _stated(tag["part"] or "", _attributes(line, tag), line)
            table.side = _TITLES.get(tag["part"] or "", _BODY)
    yield from read(loose)
    yield from table.rows_so_far()


def _attributes(line: Text, tag: re.Match[str]) -> dict[str, Text]:
    found = _ATTRIBUTE.finditer(line.value, *tag.span("attributes"))
    return {each["key"]: line.part(*each.span("quoted" if each["bare"] is None else "bare")) for each in found}


def _stated(part: str, told: dict[str, Text], line: Text) -> Iterator[Piece]:
    """What a tag states that is no parameter: the call itself, or that an answer follows."""
    if not part and "path" in told and "method" in told:
        host = told.get("host") or told.get("baseUrl")
        has_host = host is not None and host.value.startswith("http")
        path = join([host, told["path"]], "") if host is not None and has_host else told["path"]
        if "summary" in told and told["summary"].value:
            yield Heading(told["summary"], 5)
        yield directives.call(told["method"], path)
    elif part in ("response", "response-example") and (status := told.get("httpCode") or told.get("status")):
        kind = "error" if _STATUS.match(status.value) else "response"
        yield Heading(made(f"{kind} example", line.start()), 9)


class _Parameters:
    """The parameters that tags have told so far, of one side."""

    def __init__(self) -> None:
        self.side = _BODY
        """Whose they are, where the tags around them say it."""
        self.is_open = False
        self.description: list[Text] = []
        self._told: dict[str, Text] = {}
        self._rows: list[list[Text]] = []
        self._title = _BODY

    def open(self, told: dict[str, Text]) -> Iterator[Piece]:
        """Begin a parameter; those before it are a table if they are of another side."""
        title = _TITLES.get(told["in"].value, _BODY) if "in" in told else self.side
        if title != self._title:
            yield from self.rows_so_far()
        self._title, self._told = title, told
        self.is_open, self.description = True, []

    def close(self) -> None:
        """End the parameter."""
        self.is_open = False
        if name := self._told.get("name"):
            nothing = name.part(len(name))
            told = [line.strip() for line in self.description if line.value.strip()]
            self._rows.append([
                name.without(_NAME), self._told.get("type", nothing), self._told.get("required", nothing),
                clean(join(told, "\n")) if told else nothing,
            ])  # fmt: skip

    def rows_so_far(self) -> Iterator[Piece]:
        """The table of them, if there are any."""
        if self._rows:
            yield from directives.members(self._title, ("name", "type", "required", "description"), self._rows)
            self._rows = []
