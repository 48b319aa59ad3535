"""Pairs that words make: `DE代表借记卡，CR代表信用卡`, and what stands for all other codes: `1=成功，其他为失败`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dlrgen.pages.pairs import CJK, MEASURES, SEPARATORS, Pair, meaning_end, pairs
from dlrgen.pages.remembered import remembered
from dlrgen.pages.vocabulary import VOCABULARY

_CALLED = "|".join(
    word if not word.isascii() else rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])"
    for word in sorted(VOCABULARY.others["called"], key=len, reverse=True)
)
_OTHERS = re.compile(
    rf"(?P<code>{_CALLED})"
    rf"(?P<joiner>[ ]?(?:[:：=＝]|[-–—](?=[ {CJK}]))[ ]?(?:为|表示|代表)?|(?<=[{CJK}])(?:为|是|表示|代表|指))"
    rf"[ ]?(?=[A-Za-z{CJK}])(?!{'|'.join(VOCABULARY.others['unsaid'])})",
    re.IGNORECASE,
)
"""All other codes, and before what they mean."""
_ONE = re.compile(
    rf"(?:\A|(?<=[\s,，;；。:：.(（=＝{CJK}])(?<![A-Z]:))(?P<open>[`\"'“‘「])?"
    r"(?P<code>-?[0-9]{1,6}|[A-Z]{2}:[0-9]{4}|[A-Z][A-Z_]{1,20}|true|false)(?(open)[`\"'”’」])"
    r"(?:(?P<joiner>[ ]?(?:[:：=＝]|[-–—](?![0-9]))[ ]?(?:表示|代表)?|[ ]?(?:为|是|表示|代表|指)[ ]?)"
    rf"|(?<=[0-9])[ ]?(?![{MEASURES}])(?=[{CJK}]))"
    rf"(?P<meaning>[A-Za-z{CJK}](?:[^,，;；。.:：=()（）]|[(（][^()（）]{{0,60}}[)）]){{0,40}})\Z"
)
"""The one code before the others."""
_VERBED = re.compile(
    rf"(?<![A-Za-z0-9_.])[`\"'“]?(?P<code>[A-Za-z][A-Za-z0-9_]{{0,20}})[`\"'”]?[ ]?(?:代表|表示)[ ]?"
    rf"(?P<meaning>[A-Za-z0-9]{{0,12}}[{CJK}][^,，;；。、/|\n]{{0,60}})"
)
"""Letters, a verb and what they mean."""
_AROUND = f"{SEPARATORS}。. \t"
_LEAST = 2


@remembered
def told(line: str) -> Sequence[Pair]:
    """The pairs of a line about one parameter or field, with what stands for all codes that it does not name."""
    found = _paired(line)
    match = _OTHERS.search(line)
    before = _before(line[: match.start()]) if match is not None else ()
    return [*before, *_others(line, match, found)] if match is not None and before else found


def _paired(line: str) -> Sequence[Pair]:
    return _verbed(line) or pairs(line, described=True)


def _others(line: str, match: re.Match[str], found: Sequence[Pair]) -> Sequence[Pair]:
    """The word for all other codes with its meaning, and the pairs behind it."""
    end = match.end() + len(line[match.end() : meaning_end(line, match.end())].rstrip("." + _AROUND))
    other = _pair(match, match.end(), end)
    return [other, *(pair for pair in found if pair.start >= end)]


def _pair(match: re.Match[str], meaning: int, end: int) -> Pair:
    joiner = (match["joiner"] or "").strip()[:1]
    return Pair(match["code"], joiner, match.start("code"), match.end("code"), meaning, end)


def _before(line: str) -> Sequence[Pair]:
    """The pairs that a line ends with, or the one pair; empty if it ends otherwise."""
    line = line.rstrip(_AROUND)
    found = _paired(line)
    if found and found[-1].end == len(line):
        return found
    one = _ONE.search(line)
    return [_pair(one, *one.span("meaning"))] if one is not None else ()


def _verbed(line: str) -> Sequence[Pair]:
    """Letters that a verb parts from what they mean in Chinese, two at least, one after the other."""
    found = [*_VERBED.finditer(line)] if "代表" in line or "表示" in line else []
    if len(found) < _LEAST or any(line[a.end() : b.start()].strip(_AROUND) for a, b in pairwise(found)):
        return ()
    if len({match["code"] for match in found}) < len(found) or any(_is_of_format(match["code"]) for match in found):
        return ()
    return [Pair(m["code"], "", m.start("code"), m.end("code"), *m.span("meaning")) for m in found]


def _is_of_format(code: str) -> bool:
    """Whether letters are of a format rather than a code: `yyyy代表年`."""
    return len(code) > 1 and len(set(code)) == 1
