"""Values in quotes, and truth values, with what each means behind a sign: `"open": not paid yet; "closed": paid`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dlrgen.pages.pairs.pair import CJK, SEPARATORS, Pair, paired
from dlrgen.pages.remembered import remembered

_SIGN = rf"[ ]?(?:(?P<joiner>[:：=])>?|[-–—](?=[ ])|->)[ ]?(?=[A-Za-z(（{CJK}])"
_QUOTED = re.compile(rf"[\"'`“‘](?P<code>[A-Za-z0-9_](?:[A-Za-z0-9_. -]{{0,38}}[A-Za-z0-9])?)[\"'`”’]{_SIGN}")
_TRUTH = re.compile(rf"(?<![A-Za-z0-9_\"'`])(?P<code>[Tt]rue|[Ff]alse|TRUE|FALSE){_SIGN}")
_SENTENCE = re.compile(r"\.[ ]+(?=[A-Z])|[。]")
_JOINED = re.compile(r"[ ,;，；]+(?:and|or|和|或者?)\Z")
"""What stands between two pairs besides a separator."""
_QUOTES = frozenset("\"'`“‘")
_MARKS = frozenset("{}<>\\")
"""What stands in payloads and markup, and in no description."""
_LEAST = 2


@remembered
def told(line: str) -> Sequence[Pair]:
    """The pairs of a line about one parameter or field; two at least, of truth values both."""
    if not _QUOTES.isdisjoint(line) and _MARKS.isdisjoint(line):
        found = [*_QUOTED.finditer(line)]
        if len({match["code"] for match in found}) == len(found) >= _LEAST:
            return _ended(line, found)
    truths = [*_TRUTH.finditer(line)] if "alse" in line or "ALSE" in line else []
    both = {match["code"].lower() for match in truths}
    return _ended(line, truths) if len(truths) == len(both) == _LEAST else ()


def _ended(line: str, found: Sequence[re.Match[str]]) -> Sequence[Pair]:
    """The pairs, each of whose meanings ends before the next pair, or with its sentence."""
    ends = [*(following.start() for _, following in pairwise(found)), len(line)]
    return [_pair(line, match, end) for match, end in zip(found, ends, strict=True)]


def _pair(line: str, match: re.Match[str], end: int) -> Pair:
    sentence = _SENTENCE.search(line, match.end(), end)
    meaning = line[match.end() : sentence.start() if sentence is not None else end].rstrip(f"{SEPARATORS}. \t")
    meaning = _JOINED.sub("", meaning)
    return paired(match, match["joiner"] or "-", match.end(), match.end() + len(meaning))
