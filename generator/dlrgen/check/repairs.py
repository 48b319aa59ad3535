"""The general repairs that a printed JSON example may need: pure functions that leave valid JSON as it is.

Each reads the text once, from left to right. A string ends at its closing quote or, where the page lost that, with its
line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from dlrgen.spec.model import RepairRule

_STRING = r'"(?:[^"\\\n]|\\[^\n])*(?:"|\\?(?=\n|\Z))'
_CLOSED_STRING = re.compile(r'"(?:[^"\\\n]|\\[^\n])*"\Z')
_COMMENT = re.compile(rf"(?P<string>{_STRING})|(?P<line>//[^\n]*)|(?P<block>/\*)")
_TOKEN = re.compile(rf"{_STRING}|[{{}}\[\],:]|\s+|[^\s{{}}\[\],:\"]+")
_NUMBER = re.compile(r"[ \t]*([0-9]{1,6})(?=[ \t\r]|\Z)[ \t]?")
_ELLIPSIS = re.compile(r"(?:\.{3,}|…+)\Z")
_CLOSER = {"{": "}", "[": "]"}


def apply(text: str, rules: Iterable[RepairRule]) -> str:
    """The text after the rules, in their order. A rule that finds nothing to do changes nothing."""
    for rule in rules:
        text = RULES[rule](text)
    return text


def comments(text: str) -> str:
    """Without `// ...` and `/* ... */`. A block leaves a blank, so that its two sides do not grow together."""
    last_close = text.rfind("*/")
    kept: list[str] = []
    done = position = 0
    while match := _COMMENT.search(text, position):
        position = match.end()
        if match["string"] or (match["block"] and last_close < position):
            continue
        kept.append(text[done : match.start()])
        if match["block"]:
            position = text.index("*/", position) + len("*/")
            kept.append(" ")
        done = position
    return "".join([*kept, text[done:]])


def trailing_comma(text: str) -> str:
    """Without the comma after the last value of an object or a list."""
    tokens = _TOKEN.findall(text)
    solid = _solid(tokens)
    for before, here, after in zip(solid, solid[1:], solid[2:], strict=False):
        if tokens[here] == "," and tokens[after] in ("}", "]") and tokens[before] not in ("", ",", ":", "{", "["):
            tokens[here] = ""
    return "".join(tokens)


def ellipsis(text: str) -> str:
    """Without the rows and members that stand for more of them: `...`, `{……}`, `"name": ...`, each with one comma."""
    tokens = _TOKEN.findall(text)
    solid = _solid(tokens)
    kept: list[int] = []
    around: list[str] = []
    i = 0
    while i < len(solid):
        if not _ELLIPSIS.match(tokens[solid[i]]):
            _enter_or_leave(tokens[solid[i]], around)
            kept.append(solid[i])
            i += 1
            continue
        end = next((j for j in range(i, len(solid)) if not _ELLIPSIS.match(tokens[solid[j]])), len(solid))
        extent = _placeholder([tokens[k] for k in kept[-3:]], [tokens[k] for k in solid[end : end + 2]], around)
        if extent is None:
            kept += solid[i:end]
            i = end
            continue
        before, after = extent
        if after:
            around.pop()
        gone = [*kept[len(kept) - before :], *solid[i : end + after]]
        del kept[len(kept) - before :]
        i = end + after
        following = tokens[solid[i]] if i < len(solid) else ""
        if following == "," and tokens[kept[-1]] in ("{", "[", ","):
            gone.append(solid[i])
            i += 1
        elif following in ("}", "]", "") and tokens[kept[-1]] == ",":
            gone.append(kept.pop())
        for k in gone:
            tokens[k] = ""
    return "".join(tokens)


def line_numbers(text: str) -> str:
    """Without the line numbers that a code block printed; lines that have none are left.

    The first line must have one, and each must be above the one before it and no further on than its line is. Where
    the text would begin with a number afterwards as well, nothing is a line number.
    """
    lines = text.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    begin = _NUMBER.match(lines[first])
    if begin is None:
        return text
    ahead = int(begin[1]) - first
    last = int(begin[1]) - 1
    for i in range(first, len(lines)):
        match = _NUMBER.match(lines[i])
        if match is not None and last < int(match[1]) <= i + ahead:
            last = int(match[1])
            lines[i] = lines[i][match.end() :]
    content = next((line for line in lines if line.strip()), None)
    return text if content is None or _NUMBER.match(content) else "\n".join(lines)


def close_brackets(text: str) -> str:
    """With the brackets that are missing at the end; as it is where brackets do not pair or the last string is open."""
    tokens = _TOKEN.findall(text)
    around: list[str] = []
    for token in tokens:
        if token in _CLOSER:
            around.append(_CLOSER[token])
        elif token in ("}", "]") and (not around or around.pop() != token):
            return text
    if tokens and tokens[-1][0] == '"' and not _CLOSED_STRING.match(tokens[-1]):
        return text
    return text + "".join(reversed(around))


RULES: Mapping[RepairRule, Callable[[str], str]] = {
    "comments": comments,
    "trailing_comma": trailing_comma,
    "ellipsis": ellipsis,
    "line_numbers": line_numbers,
    "close_brackets": close_brackets,
}


def _solid(tokens: list[str]) -> list[int]:
    return [i for i, token in enumerate(tokens) if not token.isspace()]


def _enter_or_leave(token: str, around: list[str]) -> None:
    if token in _CLOSER:
        around.append(token)
    elif token in ("}", "]") and around:
        around.pop()


def _placeholder(left: list[str], right: list[str], around: list[str]) -> tuple[int, int] | None:
    """How many tokens on each side of the dots go with them; none if the dots stand for no row, member or object."""
    if around[-2:] == ["[", "{"] and left[-1] == "{" and right[:1] == ["}"] and _is_row(left[:-1], right[1:]):
        return 1, 1
    if len(left) == 3 and left[0] in ("{", ",") and left[1][0] == '"' and left[2] == ":" and _ends_row(right):
        return 2, 0
    return (0, 0) if _is_row(left, right) else None


def _is_row(left: list[str], right: list[str]) -> bool:
    """Whether what stands between the two can be taken out of a list or an object."""
    before = left[-1] if left else ""
    if before in ("", ":") or _ELLIPSIS.match(before):
        return False
    return _ends_row(right) or before == ","


def _ends_row(right: list[str]) -> bool:
    return not right or right[0] in (",", "}", "]")
