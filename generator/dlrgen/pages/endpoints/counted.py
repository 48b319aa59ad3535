"""Titles of sections that are lines with numbers, which go on counting from one address to the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from dlrgen.pages.blocks import Line
from dlrgen.pages.endpoints.noted import Noted
from dlrgen.pages.limits import NUMERALS

_NUMBER = re.compile(
    r"[ \t]*(?:(?P<chinese>[一二三四五六七八九十]{1,3})[、.．]"
    r"|[\[【]?(?P<before>(?:[0-9]{1,2}\.){0,3})(?P<last>[0-9]{1,2})(?![0-9]))"
)
_TEN = 10


class _Title(Struct, frozen=True, gc=False):
    """Where a title stands, and its number: what comes before the last step, and that."""

    at: int
    before: str
    number: int


def counted(noted: Sequence[Noted], starts: Sequence[int]) -> dict[int, int]:
    """The titles by the starts that they stand above, if each of these has one, and their numbers follow each other."""
    found: list[_Title] = []
    for last, start in pairwise([-1, *starts]):
        titles = [title for i in range(last + 1, start + 1) if (title := _title(noted, i)) is not None]
        if found:
            # More than one would be parts of what is described.
            titles = [title for title in titles if title.before == found[-1].before]
            titles = titles if len(titles) == 1 and titles[0].number == found[-1].number + 1 else []
        if not titles:
            return {}
        found.append(titles[-1])
    return {start: title.at for start, title in zip(starts, found, strict=True)}


def _title(noted: Sequence[Noted], i: int) -> _Title | None:
    each = noted[i]
    if not isinstance(each.piece, Line) or each.title is None or each.piece.item or each.outline is None:
        return None
    found = _NUMBER.match(each.piece.text.value)
    if found is None:
        return None
    if found["chinese"]:
        return _Title(i, "一", _chinese(found["chinese"]))
    return _Title(i, found["before"], int(found["last"]))


def _chinese(word: str) -> int:
    tens, ten, ones = word.partition("十")
    if not ten:
        return NUMERALS.get(word, 0)
    return (NUMERALS.get(tens, 1) if tens else 1) * _TEN + (NUMERALS.get(ones, 0) if ones else 0)
