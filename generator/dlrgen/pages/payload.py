"""Payloads in a page: where one begins and ends, and the values that it shows, its faults read over.

Every scan goes through the text once, from left to right, and remembers a bounded depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from msgspec import Struct

from dlrgen.pages import words
from dlrgen.pages.model import Kind, Shape, Syntax
from dlrgen.spec.model import Place

MAX_DEPTH = 40
"""How deep values may lie to be found."""
MAX_VALUES = 20_000
"""How many values of one payload are kept."""


class Stretch(Struct, frozen=True, gc=False):
    """A stretch of a payload's text."""

    start: int
    end: int


class RawValue(Struct, kw_only=True, gc=False):
    """A value, its places as offsets into the text."""

    path: str
    key: Stretch | None
    shape: Shape
    at: Stretch
    text: str | None = None
    place: Place | None = None
    comment: Stretch | None = None


class Payload(Struct, kw_only=True):
    """A payload, its places as offsets into the text."""

    start: int
    end: int
    syntax: Syntax
    values: list[RawValue]
    kind: Kind | None = None
    method: Stretch | None = None
    url: Stretch | None = None


_BLANK = re.compile(r"[ \t\n]+")
_LINE = re.compile(r"[^\n]*")
_NUMBERED = re.compile(r"[ \t]*[0-9]{1,6}[ \t]+(?=[{\[])")
_LINE_NUMBER = re.compile(r"[ \t]*[0-9]{1,6}(?=[ \t]|\n|\Z)")
_KEY = re.compile(
    r"\"(?P<quoted>[^\"\\\n]{0,200})\"[ \t]*(?:[:：]|=>)|[“”](?P<curly>[^“”\"\n]{1,200})[“”][ \t]*[:：]"
    r"|'(?P<single>[^'\\\n]{1,200})'[ \t]*[:：]"
    r"|[\"“]?(?P<bare>[A-Za-z_$@][A-Za-z0-9_$.@-]{0,199})[\"”]?[ \t]*[:：](?!//)"
)
_STRING = re.compile(r"\"((?:[^\"\\\n]|\\[^\n])*)\"|'((?:[^'\\\n]|\\[^\n])*)'|“([^“”\n]*)”")
_OPEN_STRING = re.compile(r"[\"'“]([^\n]*)")
_COMMENT = re.compile(
    r"//[ \t]*([^\n]*)|/\*((?:[^*]|\*(?!/)){0,2000})\*/|#[ \t]*([^\n]*)|<!--((?:[^-]|-(?!->)){0,2000})-->"
    r"|(?:<--|←|<-)[ \t]*([^\n]*)"
)
_SCALAR = re.compile(r"[^\s{}\[\],:：\"“'，]+")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
_GOES_ON = re.compile(
    r"[ \t]*(?:[0-9]{1,6}[ \t]+)?(?:[\"'“{}\[\],]|//|/\*|\*|#|<!--|…|\.\.\.|-?[0-9]|(?:true|false|null)\b"
    r"|[A-Za-z_$][A-Za-z0-9_$.-]{0,80}[\"”]?[ \t]*[:：](?!//)|\Z)"
)
_INSIDE = re.compile(
    r"\{\s*(?:[0-9]{1,6}[ \t]+)?(?:\"[^\"\n]{0,200}\"?\s*[:：]|[“'][^\n]{1,200}[:：]"
    r"|[A-Za-z_][A-Za-z0-9_]{0,80}\"?[ \t]*:[ \t]*[\"'\[{0-9tfn]|//|/\*|#)"
)
_INSIDE_LIST = re.compile(r"\[\s*(?:[0-9]{1,6}[ \t]+)?(?:\{|\[\s*[{\"]|\"[^\"\n]{0,200}\"\s*[,\]])")
_WORDS = {"true": "boolean", "false": "boolean", "null": "null", "True": "boolean", "False": "boolean", "None": "null"}


def json_at(text: str, start: int, end: int, *, loose: bool) -> Payload | None:
    """The JSON payload that begins at a bracket.

    Args:
        text: The text.
        start: Where the bracket is.
        end: Where to stop at the latest.
        loose: Whether prose may follow, so that lines which are no JSON end it.

    Returns:
        The payload; none if what stands there is none.
    """
    inside = _INSIDE if text[start] == "{" else _INSIDE_LIST
    if inside.match(text, start, end) is None:
        return None
    line_start = text.rfind("\n", 0, start) + 1
    numbered = _NUMBERED.match(text, line_start) is not None
    reader = _Json(text, end, loose, numbered)
    stop = reader.read(start)
    if not any(value.key is not None for value in reader.values) and text[start] == "{":
        return None
    begin = line_start if numbered and not text[line_start:start].strip(" \t0123456789") else start
    return Payload(start=begin, end=stop, syntax="json", values=reader.values)


class _Json:
    """One payload being read."""

    def __init__(self, text: str, end: int, loose: bool, numbered: bool) -> None:
        self.values: list[RawValue] = []
        self._text = text
        self._end = end
        self._loose = loose
        self._numbered = numbered
        self._around: list[tuple[str, str]] = []  # what closes it, and the path inside
        self._too_deep = 0
        self._key: Stretch | None = None
        self._path = ""
        self._waiting: Stretch | None = None  # a comment on a line of its own
        self._last: RawValue | None = None  # what a comment on this line is about

    def read(self, i: int) -> int:
        """Read on from a bracket; where the payload is over."""
        text, end = self._text, self._end
        solid = i
        while i < end:
            character = text[i]
            if character == "\n":
                i += 1
                self._last = None if self._key is None else self._last
                if self._numbered and (number := _LINE_NUMBER.match(text, i, end)):
                    i = number.end()
                elif self._loose and not self._goes_on(i):
                    return solid
                continue
            if character in " \t":
                i += 1
                continue
            if character in "{[":
                self._open(i)
                i += 1
            elif character in "}]":
                i += 1
                if self._close(character):
                    return i
            elif character in ",，:：":
                i += 1
                self._key = self._key if character in ":：" else None
            else:
                i = self._token(i)
            solid = i
        return solid

    def _goes_on(self, i: int) -> bool:
        line = _LINE.match(self._text, i, self._end)
        assert line is not None
        if line.group().strip():
            return _GOES_ON.match(line.group()) is not None
        following = _BLANK.match(self._text, i, self._end)
        return following is None or _GOES_ON.match(self._text, following.end()) is not None

    def _open(self, i: int) -> None:
        if len(self._around) >= MAX_DEPTH:
            self._too_deep += 1
            return
        is_list = self._text[i] == "["
        path = self._here()
        self._add("array" if is_list else "object", Stretch(i, i + 1), None)
        self._around.append(("]" if is_list else "}", f"{path}[]" if is_list else path))

    def _close(self, character: str) -> bool:
        """Go out of the innermost value that this bracket closes; whether the whole is over."""
        self._key = None
        if self._too_deep:
            self._too_deep -= 1
            return False
        for depth in range(len(self._around) - 1, -1, -1):
            if self._around[depth][0] == character:
                del self._around[depth:]
                break
        return not self._around

    def _here(self) -> str:
        """The path of what comes next."""
        if not self._around:
            return ""
        closes, path = self._around[-1]
        if closes == "]" or self._key is None:
            return path
        name = self._text[self._key.start : self._key.end]
        return f"{path}.{name}" if path else name

    def _add(self, shape: Shape, at: Stretch, text: str | None) -> None:
        value = RawValue(path=self._here(), key=self._key, shape=shape, at=at, text=text, comment=self._waiting)
        self._waiting = None
        self._key = None
        self._last = value
        if len(self.values) < MAX_VALUES:
            self.values.append(value)

    def _token(self, i: int) -> int:
        text, end = self._text, self._end
        in_object = bool(self._around) and self._around[-1][0] == "}"
        if comment := _COMMENT.match(text, i, end):
            self._comment(Stretch(*comment.span(comment.lastindex or 0)))
            return comment.end()
        if in_object and self._key is None and (key := _KEY.match(text, i, end)):
            group = key.lastgroup or "bare"
            self._key = Stretch(*key.span(group))
            return key.end()
        if string := _STRING.match(text, i, end):
            group_number = string.lastindex or 0
            self._scalar("string", Stretch(*string.span()), string[group_number], in_object)
            return string.end()
        if text[i] in "\"'“" and (opened := _OPEN_STRING.match(text, i, end)):
            self._scalar("string", Stretch(*opened.span()), opened[1].rstrip(", \t"), in_object)
            return opened.end()
        if bare := _SCALAR.match(text, i, end):
            word = bare.group()
            if word.strip(".…") and (self._key is not None or not in_object):
                shape = (
                    _WORDS.get(word) or ("number" if "." in word else "integer")
                    if _NUMBER.match(word) or word in _WORDS
                    else "string"
                )
                self._scalar(shape, Stretch(*bare.span()), word, in_object)  # type: ignore[arg-type]
                return bare.end()
            rest = _LINE.match(text, i, end)
            assert rest is not None
            if word.strip(".…") and not set('{}[]"').intersection(rest.group()):
                self._comment(Stretch(*rest.span()))
                return rest.end()
            return bare.end()
        return i + 1

    def _scalar(self, shape: Shape, at: Stretch, text: str, in_object: bool) -> None:
        if self._key is not None or not in_object:
            self._add(shape, at, text)

    def _comment(self, at: Stretch) -> None:
        if not self._text[at.start : at.end].strip():
            return
        if self._last is not None:
            if self._last.comment is None:
                self._last.comment = at
        else:
            self._waiting = at


_XML_START = re.compile(r"<\?xml\b[^<>]{0,200}>|<(?![?!])(?P<name>[A-Za-z_][A-Za-z0-9_.:-]{0,80})(?:\s[^<>]{0,500})?>")
_TAG = re.compile(
    r"<!--(?P<comment>(?:[^-]|-(?!->)){0,2000})-->|<(?P<close>/)?(?P<name>[A-Za-z_][A-Za-z0-9_.:-]{0,80})(?:\s[^<>]{0,500}?)?(?P<empty>/)?>|<!\[CDATA\[(?P<data>(?:[^\]]|\](?!\]>)){0,20000})\]\]>"
)
HTML_TAGS = frozenset({
    "a", "article", "b", "body", "br", "button", "code", "dd", "div", "dl", "dt", "em", "font", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "i", "img", "input", "label", "li", "link",
    "meta", "nav", "ol", "option", "p", "pre", "script", "section", "select", "span", "strong", "style", "table",
    "tbody", "td", "textarea", "th", "thead", "tr", "u", "ul",
})  # fmt: skip
"""What is markup of a page rather than of a payload."""


def xml_at(text: str, start: int, end: int, *, loose: bool) -> Payload | None:
    """The XML payload that begins there; none if there is none. See `json_at`."""
    declared = _XML_START.match(text, start, end)
    if declared is None:
        return None
    position = start if declared["name"] else declared.end()
    root = _TAG.search(text, position, min(end, position + 2000))
    while root is not None and not root["name"]:
        root = _TAG.search(text, root.end(), min(end, root.end() + 2000))
    if root is None or root["close"] or (declared["name"] and root["name"].lower() in HTML_TAGS):
        return None
    values, stop = _xml_values(text, root, end)
    if stop is None:
        if loose and declared["name"]:
            return None
        stop = end
    return Payload(start=start, end=stop, syntax="xml", values=values) if values else None


class _Element(Struct):
    name: str
    name_at: Stretch
    start: int
    opened: int
    children: list[_Element] = []
    closed: int | None = None
    text_end: int = 0
    comment: Stretch | None = None


def _xml_values(text: str, root: re.Match[str], end: int) -> tuple[list[RawValue], int | None]:
    top = _Element(root["name"], Stretch(*root.span("name")), root.start(), root.end())
    around = [] if root["empty"] else [top]
    last: _Element | None = None
    stop: int | None = root.end() if root["empty"] else None
    too_deep = 0
    for tag in _TAG.finditer(text, root.end(), end):
        if not around:
            break
        if tag["comment"] is not None:
            about = last or around[-1]
            about.comment = about.comment or Stretch(*tag.span("comment"))
        elif tag["name"] and tag["close"]:
            last, too_deep, stop = _leave(around, tag, last, too_deep)
        elif tag["name"] and (len(around) >= MAX_DEPTH or too_deep):
            too_deep += not tag["empty"]
        elif tag["name"]:
            inner = _Element(tag["name"], Stretch(*tag.span("name")), tag.start(), tag.end(), children=[])
            around[-1].children.append(inner)
            last = None
            if tag["empty"]:
                inner.closed = inner.text_end = tag.end()
            else:
                around.append(inner)
    return list(_flat(text, top)), stop


def _leave(
    around: list[_Element], tag: re.Match[str], last: _Element | None, too_deep: int
) -> tuple[_Element | None, int, int | None]:
    if too_deep:
        return last, too_deep - 1, None
    for depth in range(len(around) - 1, -1, -1):
        if around[depth].name == tag["name"]:
            last = around[depth]
            last.closed, last.text_end = tag.end(), tag.start()
            del around[depth:]
            break
    return last, 0, tag.end() if not around else None


def _flat(text: str, top: _Element) -> Iterator[RawValue]:
    """All elements below the root, in their order; siblings of one name are the elements of a list."""
    waiting = [(top, "")]
    count = 0
    while waiting:
        element, path = waiting.pop()
        if element is not top:
            count += 1
            if count > MAX_VALUES:
                return
            yield _element_value(text, element, path)
        names = [child.name for child in element.children]
        several = {name for name in names if names.count(name) > 1} if len(names) < 200 else set(names)
        for child in reversed(element.children):
            inside = f"{path}.{child.name}" if path else child.name
            waiting.append((child, f"{inside}[]" if child.name in several else inside))


def _element_value(text: str, element: _Element, path: str) -> RawValue:
    if element.children:
        return RawValue(
            path=path,
            key=element.name_at,
            shape="object",
            at=Stretch(element.start, element.opened),
            comment=element.comment,
        )
    content = text[element.opened : max(element.opened, element.text_end)]
    content = content.removeprefix("<![CDATA[").removesuffix("]]>")
    return RawValue(
        path=path, key=element.name_at, shape="string", text=content.strip(), comment=element.comment,
        at=Stretch(element.opened, max(element.opened, element.text_end)),
    )  # fmt: skip


_HTTP_REQUEST = re.compile(
    r"[ \t]*(?P<method>GET|POST|PUT|DELETE|PATCH|HEAD)[ \t]+(?P<url>[^\s]{1,2000})"
    r"(?P<version>[ \t]+HTTP/[0-9.]{1,4})?[ \t]*(?=\n|\Z)"
)
_HTTP_STATUS = re.compile(r"[ \t]*HTTP/[0-9.]{1,4}[ \t]+(?P<status>[0-9]{3})[^\n]{0,60}(?=\n|\Z)")
_HTTP_HEADER = re.compile(r"[ \t]*(?P<name>[A-Za-z][A-Za-z0-9-]{0,60}):[ \t]*(?P<value>[^\n]*)(?=\n|\Z)")
_FORM = re.compile(
    r"[ \t]*(?P<pairs>[A-Za-z_][A-Za-z0-9_.\[\]-]{0,60}=[^\s&]*"
    r"(?:[ \t]*&[ \t]*[A-Za-z_][A-Za-z0-9_.\[\]-]{0,60}=[^\s&]*)+)[ \t]*(?=\n|\Z)"
)
_URL_LINE = re.compile(
    r"[ \t]*(?:(?P<method>GET|POST|PUT|DELETE|PATCH)[ \t:：]+)?"
    r"(?P<url>https?://[^\s?]{1,500}\?[A-Za-z_](?:[^\s]|[ ]{1,2}(?=&)){0,4000})[ \t]*(?=\n|\Z)",
    re.IGNORECASE,
)
_PAIR = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_.\[\]%-]{0,80})=(?P<value>[^&\s\"']*)")
PLAIN_HEADERS = frozenset({
    "accept", "accept-encoding", "accept-language", "cache-control", "charset", "connection", "content-encoding",
    "content-length", "content-type", "cookie", "date", "etag", "expect", "host", "keep-alive", "location", "origin",
    "postman-token", "pragma", "referer", "server", "set-cookie", "transfer-encoding", "user-agent", "vary",
    "x-powered-by",
})  # fmt: skip
"""Headers that every exchange has: nobody's parameters, unless a table says so."""


def http_at(text: str, start: int, end: int, *, loose: bool) -> Payload | None:
    """The request or answer as it goes over the wire that begins at a line; none if there is none. See `json_at`."""
    request = _HTTP_REQUEST.match(text, start, end)
    status = None if request else _HTTP_STATUS.match(text, start, end)
    first = request or status
    if first is None:
        return None
    if request and not request["version"] and not _HTTP_HEADER.match(text, request.end() + 1, end):
        return None
    values: list[RawValue] = []
    if request:
        values += _query(text, *request.span("url"))
    i = first.end()
    while (header := _HTTP_HEADER.match(text, i + 1, end)) and "://" not in header["name"]:
        if request and header["name"].lower() not in PLAIN_HEADERS:
            values.append(_named(header, "header"))
        i = header.end()
    body = _http_body(text, i, end, loose)
    if body is not None:
        i = body.end
        for value in body.values:
            value.place = "body" if request else None
        values += body.values
    kind: Kind = "request" if request else "response" if (status and status["status"] < "400") else "error"
    payload = Payload(start=first.start(), end=i, syntax="http", values=values, kind=kind)
    if request:
        payload.method, payload.url = Stretch(*request.span("method")), Stretch(*request.span("url"))
    return payload


def _http_body(text: str, i: int, end: int, loose: bool) -> Payload | None:
    blank = _BLANK.match(text, i, end)
    i = blank.end() if blank else i
    if i >= end:
        return None
    if text[i] in "{[":
        return json_at(text, i, end, loose=loose)
    if text[i] == "<":
        return xml_at(text, i, end, loose=loose)
    return form_at(text, i, end)


def form_at(text: str, start: int, end: int) -> Payload | None:
    """The line of pairs (`a=1&b=2`) that begins there; none if there is none."""
    match = _FORM.match(text, start, end)
    if match is None:
        return None
    first, last = match.span("pairs")
    values = _pairs(text, first, last, "body")
    for value in values:
        value.place = None
    return Payload(start=first, end=last, syntax="form", values=values, kind="request")


def url_at(text: str, start: int, end: int) -> Payload | None:
    """The address with a query that stands alone in a line; none if there is none."""
    match = _URL_LINE.match(text, start, end)
    if match is None:
        return None
    values = _query(text, *match.span("url"))
    if not values:
        return None
    first = match.start("method") if match["method"] else match.start("url")
    found = Payload(
        start=first, end=match.end("url"), syntax="url", values=values, kind="request", url=Stretch(*match.span("url"))
    )
    if match["method"]:
        found.method = Stretch(*match.span("method"))
    return found


def _query(text: str, start: int, end: int) -> list[RawValue]:
    mark = text.find("?", start, end)
    return [] if mark < 0 else _pairs(text, mark + 1, end, "query")


def _pairs(text: str, start: int, end: int, place: Place) -> list[RawValue]:
    values: list[RawValue] = []
    for pair in _PAIR.finditer(text, start, end):
        if len(values) < MAX_VALUES:
            name = unquote_plus(pair["name"])
            values.append(
                RawValue(path=name, key=Stretch(*pair.span("name")), shape="string", text=unquote_plus(pair["value"]),
                         place=place, at=Stretch(*pair.span("value")))
            )  # fmt: skip
    return values


def _named(match: re.Match[str], place: Place) -> RawValue:
    return RawValue(
        path=match["name"], key=Stretch(*match.span("name")), shape="string", text=match["value"].strip(), place=place,
        at=Stretch(*match.span("value")),
    )  # fmt: skip


_CURL = re.compile(r"[ \t]*(?:[$>#][ \t]*)?(?P<curl>curl)(?=\s)")
_SHELL = re.compile(r"\\\n|\s+|\$?'([^']*)'|\"((?:[^\"\\]|\\.)*)\"|([^\s'\"\\]+|\\.)", re.DOTALL)
_DATA_OPTIONS = frozenset({"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json"})
_FORM_OPTIONS = frozenset({"-F", "--form", "--form-string"})
_OTHER_OPTIONS = frozenset(
    {
        "-u",
        "--user",
        "-o",
        "--output",
        "-A",
        "--user-agent",
        "-b",
        "--cookie",
        "-e",
        "--connect-timeout",
        "-m",
        "--max-time",
    }
)
_MORE = re.compile(r"[ \t]*(?:-{1,2}[A-Za-z]|['\"]?https?://)")


def curl_at(text: str, start: int, end: int) -> Payload | None:
    """The call of curl that begins at a line; none if there is none.

    A line break ends it unless a backslash precedes, a quote is open, or the next line begins with an option.
    """
    begin = _CURL.match(text, start, end)
    if begin is None:
        return None
    words_: list[tuple[int, int, str]] = []
    i = last = begin.end()
    glued = False
    while i < end:
        token = _SHELL.match(text, i, end)
        if token is None:
            break
        piece = token.group()
        group = token.lastindex
        if group is None:
            glued = False
            if "\n" in piece and not piece.startswith("\\") and not _goes_on(text, token, end):
                break
        elif glued:
            first, _, value = words_[-1]
            words_[-1] = (first, token.end(group), value + token[group])
            last = token.end()
        else:
            words_.append((token.start(group), token.end(group), token[group]))
            glued = True
            last = token.end()
        i = token.end()
    payload = Payload(start=begin.start("curl"), end=last, syntax="curl", values=[], kind="request")
    _read_curl(text, words_, payload)
    return payload


def _goes_on(text: str, blanks: re.Match[str], end: int) -> bool:
    return "\n\n" not in blanks.group().replace(" ", "") and _MORE.match(text, blanks.end(), end) is not None


def _read_curl(text: str, words_: list[tuple[int, int, str]], payload: Payload) -> None:
    as_query = any(word in ("-G", "--get") for _, _, word in words_)
    k = 0
    while k < len(words_):
        start, end, word = words_[k]
        option, _, attached = word.partition("=") if word.startswith("--") else (word, "", "")
        if not attached and len(word) > 2 and word[:2] in ("-d", "-H", "-X", "-F") and not word.startswith("--"):
            option, start, attached = word[:2], start + 2, word[2:]
        elif attached:
            start += len(option) + 1
        if option.startswith("-") and not attached and _takes_value(option) and k + 1 < len(words_):
            k += 1
            start, end, _ = words_[k]
        _take_option(text, option, start, end, as_query, payload)
        k += 1


def _takes_value(option: str) -> bool:
    return option in _DATA_OPTIONS | _FORM_OPTIONS | _OTHER_OPTIONS | {"-H", "--header", "-X", "--request", "--url"}


def _take_option(text: str, option: str, start: int, end: int, as_query: bool, payload: Payload) -> None:
    if option in ("-X", "--request"):
        if text[start:end].upper() in words.METHODS:
            payload.method = Stretch(start, end)
    elif option in ("-H", "--header"):
        header = _HTTP_HEADER.match(text, start, end)
        if header and header["name"].lower() not in PLAIN_HEADERS:
            payload.values.append(_named(header, "header"))
    elif option in _DATA_OPTIONS or option in _FORM_OPTIONS:
        payload.values += _data(text, start, end, "query" if as_query else "body")
    elif option == "--url" or (not option.startswith("-") and payload.url is None and _is_address(text[start:end])):
        payload.url = Stretch(start, end)
        payload.values[:0] = _query(text, start, end)


def _is_address(word: str) -> bool:
    return "://" in word or "/" in word or word.startswith("$")


def _data(text: str, start: int, end: int, place: Place) -> list[RawValue]:
    while start < end and text[start] in " \t\n":
        start += 1
    if start < end and text[start] in "{[":
        found = json_at(text, start, end, loose=False)
        values = found.values if found else []
    elif start < end and text[start] == "<":
        found = xml_at(text, start, end, loose=False)
        values = found.values if found else []
    else:
        return _pairs(text, start, end, place)
    for value in values:
        value.place = place
    return values


_YAML_LINE = re.compile(
    r"(?P<indent> *)(?P<item>(?:- +)*)(?:[\"']?(?P<key>[A-Za-z_][A-Za-z0-9_.-]{0,80})[\"']?:(?=\s|\Z))?"
    r"[ \t]*(?P<value>[^\n]*)"
)


def yaml_at(text: str, start: int, end: int) -> Payload | None:
    """A block of `key: value` lines that the page calls YAML; none if it has no key."""
    values: list[RawValue] = []
    around: list[tuple[int, str]] = []
    i = start
    while i < end and len(values) < MAX_VALUES:
        line = _YAML_LINE.match(text, i, end)
        if line is None:
            break
        i = line.end() + 1
        if line["key"] is None and not line["item"]:
            continue
        depth = len(line["indent"]) + len(line["item"])
        while around and around[-1][0] >= (depth if not line["item"] else len(line["indent"]) + 1):
            around.pop()
        path = around[-1][1] if around else ""
        if line["item"]:
            path = f"{path}[]"
            around.append((len(line["indent"]) + 1, path))
        if line["key"] is not None:
            values.append(_yaml_value(line, path))
            if len(around) < MAX_DEPTH:
                around.append((depth, values[-1].path))
    if not any(value.key for value in values):
        return None
    return Payload(start=start, end=end, syntax="yaml", values=values)


def _yaml_value(line: re.Match[str], path: str) -> RawValue:
    text = line["value"].strip().strip("\"'")
    shape: Shape = "object" if not text else "integer" if _NUMBER.match(line["value"].strip()) else "string"
    return RawValue(
        path=f"{path}.{line['key']}" if path else line["key"], key=Stretch(*line.span("key")), shape=shape,
        text=text or None, at=Stretch(*line.span("value")),
    )  # fmt: skip
