"""The method and the addresses that a piece of a page states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlrgen.pages import headings
from dlrgen.pages.blocks import Block, Grid, Heading, Line, Piece
from dlrgen.pages.cues import Topic
from dlrgen.pages.endpoints.methods import VERB, may_tell, told
from dlrgen.pages.endpoints.methods import of_title as method_of_title
from dlrgen.pages.endpoints.noted import Noted
from dlrgen.pages.headings import Slot
from dlrgen.pages.lines.headers import is_header
from dlrgen.pages.model import BARE_HOST, DOMAINS
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text

_CHARACTER = r"[^\s<>\"'`，。；、（）()【】|\u4e00-\u9fff]"
_CHOICE = r"\((?:[a-z_]{1,30}[:/][ ]?)?[A-Za-z_]{1,40}(?:\|[A-Za-z_]{1,40}){0,8}\)"
"""A step of a path that is one of several, as routers write it."""
_ADDRESS = (
    r"http(?:s|\(s\))?://(?:[^\s/<>\"'`，。；、【】|]{1,80}(?=/))?"
    rf"(?:(?<=/){_CHOICE}|\{{[\u4e00-\u9fff]{{1,20}}\}}"
    rf"|<(?!br|/)[A-Za-z_:\u4e00-\u9fff][A-Za-z0-9_ :\u4e00-\u9fff-]{{0,30}}>|{_CHARACTER})+"
    r"(?<![.,])"
)
"""An address, where Chinese may stand for the host or a part of it."""
_STEPS = (
    r"/(?!/|>|[A-Z]:/)(?:(?<=/)(?:\[[A-Za-z_]{1,30}\](?!\()|\{[A-Za-z]{1,20}(?:[ ][A-Za-z]{1,20}){1,3}\})"
    rf"|[A-Za-z0-9_{{}}:$>~.-]|<(?!/)|/(?!/)|{_CHOICE}|\[/[^\[\]\s]{{1,40}}\])+(?<![A-Za-z0-9}}]\.)"
)
_VARIABLE = r"(?<![{$])\{[A-Za-z_]{1,30}\}(?!\})(?:[A-Za-z0-9_-]{1,40})?(?=/)"
"""What stands for the first part of an address in the words of the page."""
_PATH = rf"(?:{_VARIABLE})?{_STEPS}"
_BARE_PATH = (
    r"(?!HTTP/[0-9]|(?:application|text|multipart|image)/)(?:[A-Za-z0-9_{}.:-]{1,60}/){1,12}[A-Za-z0-9_{}.:-]{1,60}"
)
"""A path without the slash at its beginning, as it stands after a method."""
_HOSTED = (
    r"[A-Za-z0-9{<*][A-Za-z0-9_{}<>*\\-]{0,40}(?:\.[A-Za-z0-9_-]{1,40}){0,5}"
    rf"\.(?:{DOMAINS})(?::[0-9]{{2,5}})?{_STEPS}"
)
"""A host without its scheme, and a path."""
_BASE = (
    r"(?:(?:\$\{[A-Za-z_. -]{1,30}\}|\{\{[A-Za-z_.'\"() -]{1,40}\}\})(?=/)|\{\{[A-Za-z_]{1,40}\}\}(?=[a-z]{2,20}/))?"
)
"""What a program or template puts before a path, as `${BASE_URL}` or `{{host}}`, and is no part of it."""
_URL = re.compile(rf"(?:{_ADDRESS}|(?<![A-Za-z0-9<.:/]){_PATH})")
_PATH_ALONE = re.compile(rf"{_PATH}\Z")
_CALL = re.compile(rf"(?:{VERB})[ \t]+(?:{_ADDRESS}|{_PATH})\Z")
_FULL = re.compile(rf"{_ADDRESS}\Z")
URL_ALONE = re.compile(
    r"[ \t`]*(?:(?P<method>(?i:GET|POST|PUT|DELETE|PATCH|HEAD))[ \t:：]+)?"
    rf"{_BASE}(?P<url>{_ADDRESS}|{_PATH}(?:\?[^\s]*)?"
    rf"|{BARE_HOST}{_STEPS}(?:\?[^\s]*)?|(?<=[A-Za-z][ \t]){_BARE_PATH}(?:\?[^\s]*)?"
    rf"|(?:(?<=\}}\}})|(?<=\}}\}}[ \t])){_BARE_PATH})"
    rf"[ \t`]*(?:[（(](?:(?P<within>{VERB})(?![A-Za-z/]))?[^()（）]{{0,40}}[)）])?[ \t]*"
    rf"(?:(?<=[ \t])(?P<after>{VERB})[ \t]*)?\Z",
)
_URL_LABELLED = re.compile(
    r"(?:(?i:url|uri|end[ ]?point|api[ ]context|context[ ]path)"
    r"|地址|路径|网址|接入点|接口|(?:测试|正式|生产|沙箱|线上)环境)"
    r"[ \t]{0,3}(?:[（(][^()（）\n]{0,12}[)）])?[ \t]*\*{0,2}"
    r"(?:[:：|\t]|为|是|[ \t](?=\[?http))\*{0,2}[ \t]*[`\[*]{0,2}"
    rf"(?P<url>{_ADDRESS}|{_PATH}|{_HOSTED}(?:\?[A-Za-z0-9_.&=-]{{1,200}})?)",
)
_BARE_LABELLED = re.compile(
    r"[ \t]*(?:\*\*)?(?i:url|uri|endpoint|path|resource)(?:\*\*)?[ \t]*[:：](?:\*\*)?[ \t]*"
    rf"`(?P<url>{_BARE_PATH})`[ \t]*\Z"
)
"""A path without the slash at its beginning that is set off after a label."""
_BARE_ALONE = re.compile(rf"[ \t`\"']*(?P<url>(?!https?:){_BARE_PATH}(?:\?[^\s`\"']{{1,300}})?)/?[ \t`\"']*\Z")
"""A path without the slash at its beginning that is all of a line or cell where the address is to be stated."""
_AS_METHOD = re.compile(rf"[^:：/]{{2,20}}[:：][ \t`*]*(?P<url>{_ADDRESS}|{_PATH})[ \t`*]*\Z")
"""An address in the place of a method, as what is called is a method, too."""
_OF_TITLE = re.compile(rf"(?<=[^\s/])[ \t(（:：`\[]{{1,3}}(?P<url>(?=/[a-z{{]){_STEPS})[`)）\] \t]*\Z")
"""The address that a title ends with."""
_NUMBER = re.compile(r"[ \t]*[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}[.、]?[ \t]")
"""What a title begins with that has its number in a chapter."""
_IN_BRACKETS = re.compile(rf"[（(\[【][ \t]*(?P<method>{VERB})(?:请求|方式|方法)?[ \t]*[)）\]】]")
_METHOD = re.compile(rf"(?<![A-Za-z])({VERB})(?![A-Za-z])", re.IGNORECASE)
_TAGS = "b|code|em|i|kbd|pre|samp|small|span|strong|tt|u|var"
METHOD_AND_URL = re.compile(
    rf"(?<![A-Za-z])(?P<method>{VERB})(?:[\]】)](?=[ \t]{{0,8}}/))?[\"'`*]{{0,4}}(?:</[a-z]{{1,10}}>){{0,3}}"
    rf"(?:[ \t]*(?:[-–—:：|→]|->|=>)[ \t]*|[ \t]+HTTPS?[ \t]+(?=https?://)|[ \t]+|(?=/(?!(?:{VERB})(?![A-Za-z]))|https?://))"
    rf"[\"'`*\[]{{0,3}}(?:<(?:{_TAGS})>){{0,3}}{_BASE}(?P<url>{_ADDRESS}|{_PATH}|{_HOSTED}|<(?!(?:{_TAGS})>)[A-Za-z_]{{3,30}}>)"
)
_SENT_TO = re.compile(
    rf"[ \t]*(?P<method>{VERB})[ \t][^\n:：/]{{3,80}}?[ \t](?:to|on|at|from)[ \t]*:?[ \t]*"
    rf"[\"'`]?(?P<url>{_ADDRESS}|{_PATH})"
)
"""What is sent, and where to, in a sentence that begins with the method."""
_FIRST_OF_TWO = re.compile(r"\A[ \t`*]*(?:GET|POST)[ \t]?(?:[/|,，、]|or|或)?[ \t]?\Z")
"""What a line begins with before the second of two methods that a call may take."""
_SET_OFF = re.compile(rf"[ \t`]*(?P<method>{VERB})[ \t]+(?P<url>[a-z][A-Za-z0-9_{{}}:-]{{2,40}})[ \t`]*\Z")
"""A path of one step without the slash, where all of it is set off as code."""
_NUMBERED = re.compile(rf"[ \t]*[0-9]{{1,2}}[.)、][ \t]+(?P<url>{_PATH})(?=[ \t]{{2}}|\t|[ \t]*\Z|[ \t][-–—])")
"""A path behind the number of a title, and behind a gap what the call is for."""
_ROOT = re.compile(rf"[ \t`*]*(?P<method>{VERB})[ \t]+[`*]{{0,2}}(?P<url>/)(?:\?[^\s`]{{1,200}})?[ \t`*]*\Z")
"""A method and an address that is nothing but a slash, and nothing else."""
_INSTEAD = re.compile(r"例如|比如|[如像](?=[ \t:：`]{0,3}http)|e\.g\.|for example|such as|like", re.IGNORECASE)
"""What is said before an address that stands for others."""
_SENTENCE_END = re.compile(r"[。；;]|[.!?](?:[ \t]|\Z)")
_DESCRIBED = re.compile(r"[ \t]*(?:https?://[^\s/]{1,80})?/[^\s]{0,80}(?:api-docs|swagger|openapi)[^\s/]{0,20}[ \t]*\Z")
"""Where a description for machines lies."""
_DEFINED = re.compile(r"@[A-Za-z_][A-Za-z0-9_-]{0,40}[ \t]*=")
"""What a file of requests calls something that these are built on."""
_MAX_BETWEEN = 60
"""How far a sentence may mention an address from the method."""
_NAME = re.compile(r"[`*]{0,2}[a-z][A-Za-z0-9_.-]*[`*]{0,2}\Z")
"""What parameters are called, and labels in a table of parameters are not."""
_LINK = re.compile(r"\][(\[]")
"""Where the words of a link are over."""
_BETWEEN = re.compile(
    r"\[{1,2}[^\[\]\n]{1,60}\]{1,2}\([^()\s]{1,200}\)(?=/[A-Za-z])|`(?:</?[a-z]{1,10}(?:[ ][^<>\n]{0,60})?>){1,3}`(?=/)"
)
"""A link in the place of a host, and what parts an address that is set off in two."""
_MAX_TITLE = 80
"""How long a title may be before the call in brackets that it ends with."""
_MAX_LEAD = 40
"""After how many characters a line may come to its address."""


@remembered
def is_titled_path(line: str) -> bool:
    """Whether a line is a title that is a number and a path, behind which it may say what the call is for."""
    return "/" in line and _NUMBERED.match(line) is not None


def declare(noted: Noted, text: Text) -> None:
    """Note the method and addresses that a heading or line states."""
    value = text.value
    if not _may_declare(value) or _DESCRIBED.match(value) or (value[:1] == "@" and _DEFINED.match(value)):
        return
    if "](" in value or "`<" in value:
        text = text.without(_BETWEEN)
    topic = noted.slot.topic if noted.slot and not noted.slot.is_call else None
    _declare_urls(noted, text, topic)
    _declare_method(noted, text, topic)
    if (
        noted.urls
        and isinstance(noted.piece, Line)
        and not (is_titled_path(value) or (_may_be_titled(noted.piece) and of_title(value)))
    ):
        noted.title = None


def _declare_urls(noted: Noted, text: Text, topic: Topic | None) -> None:
    """Note the addresses, and the method that stands right beside one."""
    value = text.value
    both = _method_and_url(value) or _of_one_step(noted.piece) or _ROOT.match(value)
    alone = _url_alone(value)
    if both and (isinstance(noted.piece, Heading) or _is_early(value, both.start()) or topic in ("url", "method")):
        noted.is_either = _FIRST_OF_TWO.search(value, 0, both.start()) is not None
        noted.method = text.part(*both.span("method")) if not noted.is_either else None
        noted.urls = [_url(text, *both.span("url"))]
    elif (titled := _NUMBERED.match(value)) is not None:
        noted.urls = [text.part(*titled.span("url"))]
    elif alone and (topic in ("url", "method", None) or alone["method"] or alone["after"] or alone["within"]):
        noted.urls = [text.part(*alone.span("url"))]
        named = next((name for name in ("method", "after", "within") if alone[name]), None)
        noted.method = text.part(*alone.span(named)) if named else None
    elif noted.title is not None and _may_be_titled(noted.piece) and (titled := of_title(value)):
        noted.urls = [text.part(*titled.span("url"))]
    elif labelled := _URL_LABELLED.search(value) or _BARE_LABELLED.match(value):
        noted.urls = [_url(text, *labelled.span("url"))]
    elif topic == "method" and noted.label is text and (called := _AS_METHOD.match(value)):
        noted.urls = [text.part(*called.span("url"))]
    elif topic == "url" and (bare := _BARE_ALONE.match(value)):
        noted.urls = [text.part(*bare.span("url"))]
    elif topic == "url":
        noted.urls = [_url(text, *found.span()) for found in _URL.finditer(value)]
    if noted.urls and noted.method is None and (within := _IN_BRACKETS.search(value)):
        noted.method = text.part(*within.span("method"))


def _may_be_titled(title: Piece) -> bool:
    """Whether a title may state an address by what it ends with: a heading, or a line with a number."""
    return isinstance(title, Heading) or (isinstance(title, Line) and _NUMBER.match(title.text.value) is not None)


def of_title(title: str) -> re.Match[str] | None:
    """The address that a title ends with."""
    return _OF_TITLE.search(title) if "/" in title else None


@remembered
def _method_and_url(line: str) -> re.Match[str] | None:
    return _SENT_TO.match(line) or METHOD_AND_URL.search(line)


@remembered
def _url_alone(line: str) -> re.Match[str] | None:
    return URL_ALONE.match(line)


def _declare_method(noted: Noted, text: Text, topic: Topic | None) -> None:
    """Note the method that words tell, and the address that they name beside it."""
    value = text.value
    said = told(value, is_labelled=topic == "method", is_line=isinstance(noted.piece, Line))
    if said is not None and noted.method is None:
        noted.method, noted.is_either = text.part(*said.span) if said.span else None, said.is_either
    elif noted.method is None and noted.title is not None and (titled := method_of_title(value)):
        noted.method = text.part(*titled)
    if said is not None and not noted.urls and isinstance(noted.piece, Line):
        noted.mentioned = _mentioned(text, said.span)


def _mentioned(text: Text, method: tuple[int, int] | None) -> Text | None:
    """The address that a sentence names in the same breath as the method."""
    value = text.value
    found = _URL.search(value)
    if found is None or _INSTEAD.search(value, 0, found.start()):
        return None
    start, end = method or (found.start(), found.end())
    between = value[min(end, found.end()) : max(start, found.start())]
    is_near = len(between) <= _MAX_BETWEEN and not _SENTENCE_END.search(between)
    return _url(text, *found.span()) if is_near and found.end() - found.start() > 1 else None


def _url(text: Text, start: int, end: int) -> Text:
    """An address without the bracket that closes a link around it, and without where that link leads."""
    link = _LINK.search(text.value, start, end)
    found = text.part(start, link.start() if link is not None else end)
    while found.value.endswith("]") and "[" not in found.value:
        found = found.part(0, len(found) - 1)
    return found


def _of_one_step(piece: Piece) -> re.Match[str] | None:
    """A method and a path of one step, which outside of code would be any two words."""
    is_set_off = isinstance(piece, Line) and piece.term is not None and len(piece.term) == len(piece.text)
    return _SET_OFF.match(piece.text.value) if is_set_off and isinstance(piece, Line) else None


@remembered
def _may_declare(line: str) -> bool:
    """Whether a line may state a method or an address, which few do."""
    return len(line) <= 2000 and ("/" in line or "<" in line or may_tell(line))


def _is_early(value: str, at: int) -> bool:
    """Whether a line speaks of what stands there rather than mentioning it; a title may end with it in brackets."""
    if at < _MAX_TITLE and value[:at].endswith("[") and value.rstrip().find("]", at) == len(value.rstrip()) - 1:
        return True
    return at < _MAX_LEAD and "(" not in value[:at] and "（" not in value[:at]


def states_address(slot: Slot | None, block: Block, *, is_first: bool) -> bool:
    """Whether a request is printed to state the address: where that is to be, or as what is sent where none was."""
    if slot is not None and (slot.topic == "url" or (slot.topic == "format" and is_url(block))):
        return True
    is_sent = block.payload is not None and block.payload.syntax == "http" and block.payload.kind == "request"
    return is_first and is_sent and slot is not None and slot.topic == "part" and slot.kind == "request"


def is_url(block: Block) -> bool:
    """Whether a block is an address with what is sent in it."""
    return block.payload is not None and block.payload.syntax == "url"


def declared_in_block(noted: Noted, block: Block) -> None:
    """Note what a request shows that stands where the address is to be stated."""
    payload = block.payload
    if payload is not None and payload.url is not None:
        noted.urls = [block.text.part(payload.url.start, payload.url.end)]
        if payload.method is not None:
            noted.method = block.text.part(payload.method.start, payload.method.end)


def declared_in_grid(noted: Noted, grid: Grid) -> None:
    """Note what a table of labels and values states, or one row that is a method and an address."""
    if not grid.rows and len(grid.header) > 1 and _METHOD.fullmatch(grid.header[0].value):
        noted.method, noted.urls = grid.header[0], [*noted.urls, *_stated_in(grid.header[1:2])]
        return
    bases: list[Text] = []
    for row in [grid.header, *grid.rows]:
        found = headings.slot(row[0].value) if len(row) > 1 else None
        if found is None or not found.whole or found.topic not in ("url", "method") or _is_member(grid, row):
            continue
        if found.topic == "url":
            if headings.names_base(row[0].value):
                bases += _stated_in(row[1:2])
                continue
            beside = next((cell for cell in row[1:] if _METHOD.fullmatch(cell.value)), None)
            noted.urls = [*noted.urls, *_stated_in(row[1:] if beside is not None else row[1:2])]
            noted.method = noted.method or beside
        elif found.topic == "method" and (said := told(row[1].value, is_labelled=True, is_line=False)):
            noted.is_either = said.is_either
            noted.method = noted.method or (row[1].part(*said.span) if said.span else None)
    # What others are built on is the address only where there is no other.
    noted.urls = noted.urls or bases
    for k, cell in enumerate(grid.header):
        found = headings.slot(cell.value)
        if (found is not None and found.topic == "url") or _holds_addresses(grid, k):
            urls = [(row[k], _URL.search(row[k].value)) for row in grid.rows[:20] if k < len(row)]
            noted.urls = [*noted.urls, *(row.part(*url.span()) for row, url in urls if url is not None)]
        if found is not None and found.topic == "method" and noted.method is None and grid.rows:
            method = _METHOD.search(grid.rows[0][k].value)
            noted.method = grid.rows[0][k].part(*method.span()) if method else None


def _stated_in(cells: Sequence[Text]) -> Iterator[Text]:
    """The address that one of the cells behind its label holds."""
    for cell in cells:
        if bare := _BARE_ALONE.match(cell.value):
            yield cell.part(*bare.span("url"))
            return
        if found := _URL.search(cell.value):
            yield _url(cell, *found.span())
            return


def _is_member(grid: Grid, row: Sequence[Text]) -> bool:
    """Whether a row is of a parameter, as its name and the header say that the page prints.

    Where nothing but a path or a method stands beside it, it is not.
    """
    if _PATH_ALONE.match(row[1].value) or _METHOD.fullmatch(row[1].value):
        return False
    is_name = _NAME.match(row[0].value) is not None and is_header(grid.header)
    return is_name and any(cell.end() > cell.start() for cell in grid.header)


def _holds_addresses(grid: Grid, k: int) -> bool:
    """Whether every cell of a column is an address, or a method and an address."""
    if not grid.rows or k >= len(grid.rows[0]) or "/" not in grid.rows[0][k].value:
        return False
    pattern = _FULL if grid.rows[0][k].value.startswith("http") else _CALL
    return all(k < len(row) and pattern.match(row[k].value) for row in grid.rows[:20])
