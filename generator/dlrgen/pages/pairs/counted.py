"""Values that count on, whatever their meanings are written in: `1-Draft 2-Upload Failed 3-在线`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dlrgen.pages.pairs.pair import JOINERS, SEPARATORS, Pair, paired_until

_VALUE = re.compile(
    rf"(?:(?<=[\s({SEPARATORS}：:（])|\A)(?P<code>[0-9]{{1,3}})(?P<joiner>[-–:：=])[ ]?(?=[A-Za-z\u3400-\u9fff])"
)
_LEAST = 3
_MAX_MEANING = 40
_AROUND = f"{SEPARATORS} \t.。"


def counted(line: str) -> Sequence[Pair]:
    """The pairs of a line whose values are 0, 1, 2 and so on, or begin with 1; none if fewer than three follow so."""
    if not line[:1] or sum(map(line.count, "123")) < _LEAST:
        return ()
    found = [*_VALUE.finditer(line)]
    joiner = found[0]["joiner"] if found else ""
    if len(found) < _LEAST or found[0]["code"] not in ("0", "1") or any(each["joiner"] != joiner for each in found):
        return ()
    if any(int(b["code"]) != int(a["code"]) + 1 for a, b in pairwise(found)):
        return ()
    ends = [*(each.start() for each in found[1:]), len(line)]
    pairs = [
        paired_until(each, JOINERS.get(joiner, joiner), end, _around(line[each.end() : end]))
        for each, end in zip(found, ends, strict=True)
    ]
    return pairs if all(0 < pair.end - pair.meaning <= _MAX_MEANING for pair in pairs) else ()


def _around(meaning: str) -> str:
    """The signs at the end of a meaning that are not its own: a bracket is, if it opens in it."""
    return _AROUND if "(" in meaning or "（" in meaning else f"{_AROUND})）"
