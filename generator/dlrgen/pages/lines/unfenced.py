"""Programs in plain text, which copying no longer sets apart: what they hand over is no payload and no list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import headings
from dlrgen.pages.lines.programs import is_program_line
from dlrgen.pages.text import Text

_BEGINS = re.compile(
    r"[ \t]{0,40}(?:(?:const|let|var)[ ]{1,8}[\w{} ,]{1,60}="
    r"|(?:\w{1,30}[ ]{0,8}=[ ]{0,8})?(?:await[ ]{1,8})?(?:fetch|axios|requests|\$\.ajax)[.(]"
    r"|<\?php(?![^\n]*\?>)|#include[ ]|import[ ]{1,8}[\w.*{} ,]{1,80}(?:;|\Z|from[ ]{1,8}['\"])"
    r"|using[ ]{1,8}[\w.]{1,60};|package[ ]{1,8}[\w.]{1,60};|\$\w{1,30}[ ]{0,8}=[ ]{0,8}[\"'\[A-Za-z$])"
)
"""How a program begins, and no line of prose."""
_OPENING, _CLOSING = "([{", ")]}"
_GOES_ON = re.compile(r"[ \t]*(?://|/\*|\*[ /]|#[ ]|[)\]}]|\?>|\.\w{1,40}\()")
"""How a line begins that goes on with a program: a comment, what closes a bracket, a call of what was made before."""
_INDENTED = re.compile(r"(?:[ ]{2}|\t)[ \t]{0,60}\S")
_ENDS = (";", "{", "}", "(", ")", "[", "]", ",")
_PAYLOAD = ("{", "[", "<", "curl ", "http", "## ", "### ", "```")
"""How a line begins that is none of a program: a payload, or what Markdown has between them."""
_MOST = 400
"""In how many lines a program is looked for."""
_MOST_OPEN = 60
"""How many lines a bracket may be open."""
_LEAST = 2


def may_begin(line: str) -> bool:
    """Whether a program may begin with a line."""
    return _BEGINS.match(line) is not None


def end(lines: Sequence[Text], start: int) -> int:
    """The line after the program that begins in a line; the line itself if none does.

    Args:
        lines: Lines that follow each other.
        start: The line.
    """
    following = _end(lines, start)
    return following if following >= start + _LEAST else start


def _end(lines: Sequence[Text], start: int) -> int:
    """The line after the program that begins in a line."""
    depth = opened = 0
    end = start
    for k in range(start, min(start + _MOST, len(lines))):
        value = lines[k].value
        if not value.strip():
            continue
        is_inside = depth > 0 and k - opened < _MOST_OPEN and not _announces(value)
        if k > start and not is_inside and not _goes_on(value, is_below=end == k):
            break
        depth += sum(map(value.count, _OPENING)) - sum(map(value.count, _CLOSING))
        if depth <= 0:
            depth, opened = 0, k
        end = k + 1
    return end


def _goes_on(line: str, *, is_below: bool) -> bool:
    """Whether a line goes on with a program, right below it or after empty lines."""
    value = line.strip()
    if _BEGINS.match(line) is not None:
        return True
    if value.startswith(_PAYLOAD) or _announces(line):
        return False
    if _GOES_ON.match(line) is not None or _INDENTED.match(line) is not None:
        return True
    return value.endswith(_ENDS) if not is_below else is_program_line(line) or value.endswith(_ENDS)


def _announces(line: str) -> bool:
    """Whether a line begins another part of the page."""
    return line[0] not in " \t" and headings.is_label(line.strip()) and not line.rstrip().endswith(_ENDS)
