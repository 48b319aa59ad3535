"""Pairs of a code and its meaning in a line: `0-sent,1-failed`, `200（ok）、301（gone）`, `0未支付,1已支付`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dlrgen.pages.pairs import own_lines, signs, whole
from dlrgen.pages.pairs.counted import counted
from dlrgen.pages.pairs.pair import CJK, JOINERS, Pair
from dlrgen.pages.remembered import remembered

_LEAST_IN_PROSE = 3
_LEAST = 2
_LISTED = re.compile(rf"[ \t]*-?[0-9]{{1,6}}[ ]?[A-Za-z{CJK}][^/|、,，;；\n]{{0,60}}[/|、,，;；][ ]?-?[0-9]")
"""How a line begins that is nothing but pairs."""
_SUBJECT = re.compile(r"[ \t]*[A-Za-z_][A-Za-z0-9_]{0,40}[ \t]{0,4}[:：]")
"""The name of what a line lists values of."""
_JOINER = re.compile(f"[{re.escape(''.join(JOINERS))}（(]")


def pairs(line: str, *, described: bool) -> Sequence[Pair]:
    """The pairs of a line.

    Args:
        line: The line.
        described: Whether it is about one parameter or field: its values are likelier to be listed than those of
            prose, and fewer signs are asked for.
    """
    return _of_one(line) if described else _in_prose(line)


@remembered
def _of_one(line: str) -> Sequence[Pair]:
    told = whole.told(line) or own_lines.in_lines(line) or signs.with_glued(line, signs.with_signs(line, _LEAST))
    more = counted(line)
    is_overlapped = any(a.end > b.start for a, b in pairwise(told))
    return more if len(more) > len(told) or (more and is_overlapped) else told


@remembered
def _in_prose(line: str) -> Sequence[Pair]:
    if _JOINER.search(line) is None:
        listed = signs.with_glued(line, []) if _LISTED.match(line) else []
        is_all = len(listed) >= _LEAST_IN_PROSE and not line[: listed[0].start].strip() and listed[-1].end == len(line)
        return listed if is_all else ()
    if told := whole.states(line):
        return told
    found = signs.with_signs(line, _LEAST_IN_PROSE)
    return signs.with_glued(line, found) if _SUBJECT.match(line) else found
