"""Values that count on, whatever their meanings are written in: `1-Draft 2-Upload Failed 3-在线`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from dlrgen.pages.pairs.pair import JOINERS, SEPARATORS, Pair, paired_until

_VALUE = re.compile(
    rf"(?:(?<=[\s({SEPARATORS}：:（])|\A)(?P<code>[0-9]{{1,3}})(?P<joiner>[-–:：=])[ ]?(?=[A-Za-z\u3400-\u9fff])"
)
_LETTER = re.compile(
    rf"(?:(?<=[\s({SEPARATORS}：:（])|\A)(?P<code>[A-Z])(?P<joiner>[-–:：=])[ ]?(?=[A-Za-z0-9\u3400-\u9fff])"
)
_LEAST = 3
_MAX_MEANING = 40
_AROUND = f"{SEPARATORS} \t.。"


def counted(line: str) -> Sequence[Pair]:
    """The pairs of a line whose values follow each other from 0, 1 or A on; none if fewer than three do so."""
    if sum(map(line.count, "0123")) >= _LEAST and (pairs := _pairs([*_VALUE.finditer(line)], "01", int)):
        return pairs
    return _pairs([*_LETTER.finditer(line)], "A", ord) if "A" in line and "B" in line and "C" in line else ()


def _pairs(found: Sequence[re.Match[str]], first: str, rank: Callable[[str], int]) -> Sequence[Pair]:
    """The pairs of the values that were found, if each is the one after that before it, and no meaning is too long."""
    if len(found) < _LEAST or found[0]["code"] not in first or len({each["joiner"] for each in found}) > 1:
        return ()
    if any(rank(b["code"]) != rank(a["code"]) + 1 for a, b in pairwise(found)):
        return ()
    line, joiner = found[0].string, found[0]["joiner"]
    ends = [*(each.start() for each in found[1:]), len(line)]
    pairs = [
        paired_until(each, JOINERS.get(joiner, joiner), end, _around(line[each.end() : end]))
        for each, end in zip(found, ends, strict=True)
    ]
    return pairs if all(0 < pair.end - pair.meaning <= _MAX_MEANING for pair in pairs) else ()


def _around(meaning: str) -> str:
    """The signs at the end of a meaning that are not its own: a bracket is, if it opens in it."""
    return _AROUND if "(" in meaning or "（" in meaning else f"{_AROUND})）"
