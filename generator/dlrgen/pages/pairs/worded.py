"""Pairs that words make: `DE代表借记卡，CR代表信用卡`, and what stands for all other codes: `1=成功，其他为失败`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlrgen.pages import headings, terms
from dlrgen.pages.pairs import pairs, quoted
from dlrgen.pages.pairs.pair import (
    CJK,
    LONE_VALUE,
    MEASURES,
    SEPARATORS,
    Pair,
    are_in_a_row,
    meaning_end,
    paired,
    paired_until,
)
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
    rf"(?:\A|(?<=[\s,，;；。:：.(（=＝{CJK}])(?<![A-Z]:)){LONE_VALUE}"
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
_NEXT = re.compile(rf"[ ]{{1,4}}(?P<code>[0-9]{{1,2}})[ ]{{1,2}}(?![{MEASURES}])(?=[{CJK}])")
"""The next number, which only blanks part from what stands around it."""
_LABEL = re.compile(
    r"[ \t]*[*_]{0,2}(?P<label>[A-Za-z][A-Za-z ]{2,30}?)[*_]{0,2}:[*_]{0,2}[ ]{1,2}(?=-?[0-9]{2,6}[ ][A-Za-z])"
)
"""What announces codes in its own line."""
_AFTER_LABEL = re.compile(
    r"(?P<code>-?[0-9]{2,6})[ ]{1,2}(?P<meaning>[A-Za-z][^,;:\n]{0,80}?)(?:[,;][ ]{1,2}|[.]?[ \t]*\Z)"
)
_AROUND = f"{SEPARATORS}。. \t"
_LEAST = 2
_LONGEST = 1000
"""How long a description may be in which words for all other codes are looked for."""


@remembered
def told(line: str) -> Sequence[Pair]:
    """The pairs of a line about one parameter or field, with what stands for all codes that it does not name."""
    found = _paired(line)
    may_name_others = len(line) <= _LONGEST and ("其" in line or "ther" in line)
    match = _OTHERS.search(line) if may_name_others else None
    before = _before(line[: match.start()]) if match is not None else ()
    return [*before, *_others(line, match, found)] if match is not None and before else found


@remembered
def announced(line: str) -> Sequence[Pair]:
    """The codes that only blanks part from their meanings, behind a label of codes, three at least and nothing else."""
    label = _LABEL.match(line)
    if label is None or not _names_codes(label["label"]):
        return ()
    found: list[Pair] = []
    at = label.end()
    while (match := _AFTER_LABEL.match(line, at)) is not None:
        found.append(paired(match, "", *match.span("meaning")))
        at = match.end()
    return found if at == len(line) and len(found) > _LEAST else ()


def _names_codes(label: str) -> bool:
    slot = headings.slot(label)
    return terms.is_of_code(label) or (slot is not None and slot.whole and slot.topic == "codes")


def _paired(line: str) -> Sequence[Pair]:
    found = _verbed(line) or [each for pair in pairs(line, described=True) for each in _counted_on(line, pair)]
    return found or quoted.told(line)


def _counted_on(line: str, pair: Pair) -> Iterator[Pair]:
    """A pair, and those in its meaning whose numbers follow it, but no sign those: `1:a 2 b`."""
    while pair.code.isdigit() and (found := _NEXT.search(line, pair.meaning, pair.end)) is not None:
        if int(found["code"]) != int(pair.code) + 1:
            break
        yield Pair(pair.code, pair.joiner, pair.start, pair.code_end, pair.meaning, found.start())
        pair = paired(found, pair.joiner, found.end(), pair.end)
    yield pair


def _others(line: str, match: re.Match[str], found: Sequence[Pair]) -> Sequence[Pair]:
    """The word for all other codes with its meaning, and the pairs behind it."""
    other = paired_until(match, _joiner(match), meaning_end(line, match.end()), f".{_AROUND}")
    return [other, *(pair for pair in found if pair.start >= other.end)]


def _joiner(match: re.Match[str]) -> str:
    """The sign or the beginning of the verb that parts a code from its meaning; empty if nothing does."""
    return (match["joiner"] or "").strip()[:1]


def _before(line: str) -> Sequence[Pair]:
    """The pairs that a line ends with, or the one pair; empty if it ends otherwise."""
    line = line.rstrip(_AROUND)
    found = _paired(line)
    if found and found[-1].end == len(line):
        return found
    one = _ONE.search(line)
    return [paired(one, _joiner(one), *one.span("meaning"))] if one is not None else ()


def _verbed(line: str) -> Sequence[Pair]:
    """Letters that a verb parts from what they mean in Chinese, two at least, one after the other."""
    found = [*_VERBED.finditer(line)] if "代表" in line or "表示" in line else []
    if len(found) < _LEAST or not are_in_a_row(found, _AROUND):
        return ()
    if len({match["code"] for match in found}) < len(found) or any(_is_of_format(match["code"]) for match in found):
        return ()
    return [paired(match, "", *match.span("meaning")) for match in found]


def _is_of_format(code: str) -> bool:
    """Whether letters are of a format rather than a code: `yyyy代表年`."""
    return len(code) > 1 and len(set(code)) == 1
