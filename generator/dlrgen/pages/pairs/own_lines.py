"""Pairs that have a line of a cell each."""

from __future__ import annotations

import re

from dlrgen.pages import headings, sentences, terms
from dlrgen.pages.pairs.pair import CJK, MAX_MEANING, Pair, paired

_TRUTHS = frozenset({"true", "false", "yes", "no"})
_LEAST = 2
_OWN_LINE = re.compile(
    r"[ \t]*(?:[•·●*◦-][ \t]{1,3})?[\"'`]?(?P<code>-?[A-Za-z0-9][A-Za-z0-9_./-]{0,30}(?:;[0-9]{1,2})?)[\"'`]?[ \t]{0,3}"
    r"(?:[:：=](?![0-9]{2})|[-–—](?=[ ]))[ \t]{0,3}(?=[^\W_]|[(（\"'“【])"
)
"""A pair that has a line of a cell for itself."""
_OWN_BARE_LINE = re.compile(rf"[ \t]*(?:[•·●*◦-][ \t]{{1,3}})?(?P<code>-?[0-9]{{1,6}})[ \t]{{1,3}}(?=[A-Za-z(（{CJK}])")
"""A number and its meaning that have a line of a cell for themselves."""
_FIRST_IN_LINE = re.compile(r"[^:：\n]{1,24}[:：][ \t]?(?=-?[0-9]{1,6}[ \t]?[:：=])")
"""What stands before the first pair, whose line is not its own as those of the others are."""
_NEXT_IN_LINE = re.compile(rf"[,，;；、][ ]?[A-Za-z0-9_]{{1,30}}[ ]?[:：=][ ]?(?=[{CJK}])")
"""Another pair in the line of one."""
_NOTE = re.compile(r"[ \t]*(?:注意?|备注|说明|[Nn]ote)[:：]")


def in_lines(line: str) -> list[Pair]:
    """Codes that begin the lines of a cell, two at least, and all lines from the first of them on."""
    if "\n" not in line or "{" in line:
        return []
    found: list[Pair] = []
    start = 0
    is_announced = False
    for part in line.split("\n"):
        match = _own(line, start, start + len(part)) if len(part) <= MAX_MEANING else None
        if match is not None and _NEXT_IN_LINE.search(line, match.end(), start + len(part)) is not None:
            return []
        if match is None and not found and (said := _FIRST_IN_LINE.match(part)) is not None:
            first = start + said.end(), start + len(part)
            match = _own(line, *first) if _own(line, first[1] + 1, len(line)) is not None else None
        is_announced = is_announced or sentences.tells_choices(part)
        if match is not None and (is_announced or _is_value(match["code"])):
            found.append(paired(match, ":", match.end(), start + len(part.rstrip(" \t,，;；。"))))
        elif found and part.strip() and not _NOTE.match(part):
            return []
        start += len(part) + 1
    return found if len(found) >= _LEAST else []


def _own(line: str, start: int, end: int) -> re.Match[str] | None:
    return _OWN_LINE.match(line, start, end) or _OWN_BARE_LINE.match(line, start, end)


def _is_value(word: str) -> bool:
    """Whether a word may be a value rather than the label of what follows it."""
    if terms.is_state(word) or word.lower() in _TRUTHS or (word.isupper() and sentences.went_well(word) is not None):
        return True
    return not (terms.column(word) or headings.slot(word) or (word[0].isupper() and not word.isupper()))
