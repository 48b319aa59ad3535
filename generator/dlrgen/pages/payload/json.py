"""JSON in a page: where it begins and ends, and the values that it shows, its faults read over."""

from __future__ import annotations

import re

from dlrgen.pages.model import Shape
from dlrgen.pages.payload.value import MAX_DEPTH, MAX_VALUES, Payload, RawValue, Stretch

_BLANK = re.compile(r"[ \t\n]+")
_LINE = re.compile(r"[^\n]*")
_NUMBERED = re.compile(r"[ \t]*[0-9]{1,6}\.?[ \t]+(?=[{\[])")
_LINE_NUMBER = re.compile(r"[ \t]*[0-9]{1,6}\.?(?=[ \t]|\n|\Z)")
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
    r"[ \t]*(?:[0-9]{1,6}\.?[ \t]+)?(?:[\"'“{}\[\],]|//|/\*|\*|#|<!--|…|\.\.\.|-?[0-9]|(?:true|false|null)\b"
    r"|[A-Za-z_$][A-Za-z0-9_$.-]{0,80}[\"”]?[ \t]*[:：](?!//)|\Z)"
)
_INSIDE = re.compile(
    r"\{\s*(?:[0-9]{1,6}\.?[ \t]+)?(?:\"[^\"\n]{0,200}\"?\s*[:：]|[“'][^\n]{1,200}[:：]"
    r"|[A-Za-z_][A-Za-z0-9_]{0,80}\"?[ \t]*:[ \t]*[\"'\[{0-9tfn]|//|/\*|#)"
)
_INSIDE_LIST = re.compile(r"\[\s*(?:[0-9]{1,6}\.?[ \t]+)?(?:\{|\[\s*[{\"]|\"[^\"\n]{0,200}\"\s*[,\]])")
_MEMBER = re.compile(r"[ \t]*\"[A-Za-z_][A-Za-z0-9_.-]{0,60}\"[ \t]*:[ \t]*(?:[\"{\[]|-?[0-9]|true|false|null)")
_NEAR = 2000
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
    if inside.match(text, start, end) is None or not _may_name(text, start, end):
        return None
    line_start = text.rfind("\n", 0, start) + 1
    numbered = _NUMBERED.match(text, line_start) is not None
    reader = _Json(text, end, loose, numbered)
    stop = reader.read(start)
    if not any(value.key is not None for value in reader.values) and text[start] == "{":
        return None
    begin = line_start if numbered and not text[line_start:start].strip(" \t0123456789") else start
    return Payload(start=begin, end=stop, syntax="json", values=reader.values)


def _may_name(text: str, start: int, end: int) -> bool:
    """Whether an object may have a name near its beginning; without one, what follows is not read in vain."""
    near = min(end, start + _NEAR)
    return text[start] != "{" or any(text.find(sign, start, near) >= 0 for sign in (":", "：", "=>"))


def members_at(text: str, start: int, end: int) -> Payload | None:
    """The members of an object that stand there, to the end of a listing, without the braces around them."""
    if _MEMBER.match(text, start, end) is None:
        return None
    reader = _Json(text, end, False, False)
    stop = reader.read_inside(start)
    is_whole = not text[stop:end].strip() and any(value.key is not None for value in reader.values)
    return Payload(start=start, end=stop, syntax="json", values=reader.values) if is_whole else None


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

    def read_inside(self, i: int) -> int:
        """Read on from the first member of an object whose brace is left out; where the payload is over."""
        self._around.append(("}", ""))
        return self.read(i)

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
