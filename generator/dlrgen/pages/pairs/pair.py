"""A code and its meaning, as places in a line; what parts one from the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

JOINERS = {"-": "-", "－": "-", "–": "-", "—": "-", "=": "=", "＝": "=", ":": ":", "：": ":"}
"""What stands between a code and its meaning in prose, and the kind it is of."""
SEPARATORS = ",，;；、/|•·\n"
"""What stands between two pairs in prose."""
CJK = "\u3400-\u4dbf\u4e00-\u9fff"
MAX_MEANING = 200
PAIR = re.compile(
    r"(?:(?<![A-Za-z0-9_.&?=＝/#%@$-])|(?<=--)(?!-))(?P<code>非[ ]?[0-9]{1,6}|-?[A-Za-z0-9][A-Za-z0-9_.:]{0,59})"
    rf"(?:[ \t]{{0,4}}(?P<joiner>[{re.escape(''.join(JOINERS))}])(?:(?<=-)-)?[ \t]{{0,24}}"
    rf"(?:(?:表示|代表)(?=[{CJK}]{{2}}))?"
    r"|[\"']?[ \t]{0,4}=>[ \t]{0,4}[\"']?)"
    rf"(?=(?:[A-Za-z._+][A-Za-z0-9._+]{{0,19}})?[{CJK}])"
)
LONE_VALUE = (
    r"(?P<open>[`\"'“‘「])?(?P<code>-?[0-9]{1,6}|[A-Z]{2}:[0-9]{4}|[A-Z][A-Z_]{1,20}|true|false)(?(open)[`\"'”’」])"
)
"""A value that is told apart from all the others, in quotes or not."""
MEASURES = "个次条分秒天小年月日位种到至号级元点字倍行页项人以或和类组段期周时"
"""What stands behind a number that only counts."""
_SAMPLE = re.compile(
    r"[ \t](?:(?:示例|例如|样例|默认值?)[:：]|默认(?:值?为|值|是)?[:： ]?`?-?[A-Za-z0-9_]{1,20}`?[ \t.。]{0,4}\Z)"
)
"""What goes on behind the last meaning of a list."""
_MEANING_ENDS = frozenset(f"{SEPARATORS}。\t\"'`<>&")
OPENING, CLOSING = frozenset("(（[【「{"), frozenset(")）]】」}")


class Pair(Struct, frozen=True, gc=False):
    """A code and its meaning, as places in a line."""

    code: str
    joiner: str
    start: int
    code_end: int
    meaning: int
    end: int


def paired(match: re.Match[str], joiner: str, meaning: int, end: int) -> Pair:
    """The pair of the code that was found, and the meaning that stands from one place to another."""
    return Pair(match["code"], joiner, match.start("code"), match.end("code"), meaning, end)


def paired_until(match: re.Match[str], joiner: str, end: int, around: str | None = None) -> Pair:
    """The pair of the code that was found, and the meaning behind all that was found, without signs at its end.

    Args:
        match: The code, and what parts it from its meaning.
        joiner: The kind of that.
        end: Where the meaning ends at most.
        around: The signs at the end that are none of the meaning's; blanks unless it says otherwise.
    """
    meaning = match.string[match.end() : end].rstrip(around)
    return paired(match, joiner, match.end(), match.end() + len(meaning))


def are_in_a_row(found: Sequence[re.Match[str]], between: str) -> bool:
    """Whether nothing but such signs stands between what was found."""
    return all(not a.string[a.end() : b.start()].strip(between) for a, b in pairwise(found))


def _is_inside(line: str, i: int, stop: int) -> bool:
    """Whether a slash is of a meaning in Chinese, as no other code may come after it: `黑/白名单`."""
    return line[i] == "/" and i + 1 < stop and line[i + 1] >= "\u3400" and line[i - 1] >= "\u3400"


def meaning_end(line: str, start: int) -> int:
    """Where a meaning ends that begins somewhere in a line."""
    aside = _SAMPLE.search(line, start, start + MAX_MEANING)
    stop = min(aside.start() if aside is not None else len(line), start + MAX_MEANING)
    depth = 0
    first_end = None
    for i in range(start, stop):
        if line[i] in OPENING:
            depth += 1
        elif line[i] in CLOSING:
            if depth == 0:
                return i
            depth -= 1
        elif line[i] in _MEANING_ENDS or (line[i] == " " and PAIR.match(line, i + 1)):
            if depth == 0 and not _is_inside(line, i, stop):
                return i
            first_end = first_end or i
    # A bracket that is never closed does not swallow the pairs that follow.
    return first_end if depth and first_end else stop
