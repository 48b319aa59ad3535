"""Pairs that are all that a line, or what stands behind its colon or in brackets, holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import terms
from dlrgen.pages.coded import count_on
from dlrgen.pages.pairs.pair import CJK, JOINERS, SEPARATORS, Pair, are_in_a_row, meaning_end, paired, paired_until

_LEAST_IN_PROSE = 3
_LEAST = 2
_NUMBERED = re.compile(
    rf"[ \t]*(?P<code>[0-9]{{1,2}})[ \t]{{1,2}}(?P<meaning>[A-Za-z{CJK}][A-Za-z0-9{CJK}_-]{{1,20}})(?:[ \t]+|\Z)"
)
_ORDERED = re.compile(
    rf"[ \t]*(?P<code>[0-9]{{1,2}})[.．、][ \t]?(?P<meaning>[A-Za-z{CJK}][^,，;；、。./|\n]{{0,15}}?)"
    r"(?:[ \t]*[,，;；、/|\n][ \t]*|[ \t]+(?=[0-9])|[ \t。.]*\Z)"
)
_ASKED = re.compile("[必须请应若如时]|不[能可得]|最[多长大小少]|长度|为空|超过|格式|默认|只能|可以|支持|以[内上下]")
"""What rules say that are counted, and no meaning of a code."""
_CHOSEN = re.compile("(?:类[型别]|状态|方式|级别|性别|标[志识]|结果)[^:：]{0,6}[:：]")
"""What is said before values that are counted."""
_LETTER = re.compile(
    rf"[ \t]*(?P<code>[A-Z])[ \t]{{1,2}}(?P<meaning>[{CJK}][A-Za-z0-9{CJK}]{{0,20}})"
    r"(?:[ \t]*[,，;；、/|。\n]|[ \t]+|\Z)"
)
_CAPITALS = re.compile(
    rf"[ \t]*(?P<code>[A-Z]{{2,4}})(?P<meaning>[{CJK}][A-Za-z0-9{CJK}]{{0,20}})(?:[ \t]*[,，;；、/|。\n]|[ \t]+|\Z)"
)
_SLASHED = re.compile(rf"(?<![0-9/A-Za-z])(?P<code>[0-9]{{1,2}})/(?P<meaning>[A-Za-z{CJK}]{{2,20}})(?![A-Za-z{CJK}/])")
_EQUAL = re.compile(
    r"[ \t]*[`\"']?(?P<code>[A-Z]{1,3}|[a-z][a-z0-9_]{1,20})[`\"']?[ ](?P<joiner>[-=])[ ]"
    r"(?P<meaning>[A-Za-z][A-Za-z0-9 /'()]{1,60}?)[ ]?(?:[,;][ ]?|[.]?\Z)"
)
_REVERSED = re.compile(
    rf"[ \t]*(?P<meaning>[{CJK}][{CJK}A-Za-z]{{0,11}})(?P<joiner>[:：])[ \t]?"
    r"(?P<code>-?[0-9]{1,6}|[a-z][a-z0-9_]{1,20})"
    r"(?:[ \t]*[,，;；、/|\n][ \t]*|[ \t]+|[。.]?\Z)"
)
"""A meaning that stands before its code."""
_BEHIND = re.compile(
    r"[ ]?(?P<meaning>[A-Z][A-Za-z]{1,20}(?:[ ][A-Za-z]{1,20}){0,3})[ ]?(?P<joiner>[-=])"
    r"[ ]?(?P<code>[0-9]{1,4})[ ]?(?:[,;]|\Z)"
)
"""A number behind its meaning in English."""
_NAMED = re.compile(
    r"(?<![A-Za-z0-9_&?])(?P<name>[A-Za-z_]{2,20})[ ]?(?:==?|＝)[ ]?(?P<code>-?[0-9]{1,6})"
    rf"(?:[ ]?[:：,，-][ ]?|[ ]|(?=[（(]))(?=[A-Za-z(（{CJK}])"
)
"""A code after the name of what has it, which each pair repeats."""
_IN_BRACKETS = re.compile(r"[(（](?P<inside>[^()（）\n]{5,200})[)）]")
_EQUATED = re.compile(
    r"(?<![A-Za-z0-9_])(?P<code>[A-Z][A-Z0-9_]{0,15})[ ]?=[ ]?(?P<meaning>[A-Z][^,;，；=()（）]{1,60})"
    r"(?:[,;，；][ ]?|\Z)"
)
_BRACKETED_WORD = re.compile(
    r"(?<![A-Za-z0-9_.-])(?P<code>[a-z][a-z0-9_]{1,20})[（(](?P<meaning>[^()（）]{1,40})[)）]"
    r"(?=[ \t]{0,4}(?:[、,，;；。|/\n]|或者?|和|及|\Z))"
)
"""A word in small letters that has its meaning in brackets."""
_INTRODUCED = re.compile(r"[^:：/|\n]{0,40}[:：]")
_WORDED = re.compile(
    rf"[ \t]*(?P<code>[a-z][a-z0-9_]{{1,30}})[ ]{{1,2}}(?P<meaning>[{CJK}][A-Za-z0-9{CJK}]{{0,20}})[ \t。]*\Z"
)
_STATE = re.compile(
    rf"[ \t]*(?P<code>[A-Z][A-Z_]{{2,20}})[ ]{{1,2}}(?P<meaning>[{CJK}][A-Za-z0-9{CJK}]{{0,20}})[ \t。]*\Z"
)
_SEVERAL_STATES = re.compile(rf"[A-Z]{{3}}[ ]{{1,2}}[{CJK}][^\n]{{1,24}}[,，、/；;|][ ]?[A-Z]{{3}}")
_COMMA = re.compile("[,，、/；;|]")
_SLASH = re.compile("[/|]")
_TRUTH = re.compile(rf"(?<![A-Za-z])(?P<code>[Tt]rue|[Ff]alse)[ ]{{0,2}}(?=[{CJK}])")


def _counted(line: str) -> list[Pair]:
    """Numbers that count up and have a word each behind them, if there is nothing else: `1 IOS 2 Android`."""
    found = _whole(_NUMBERED, line, _introduced_last(line))
    return found if count_on([pair.code for pair in found]) else []


def _ordered(line: str) -> list[Pair]:
    """Numbers with a dot and short meanings behind the last colon, none of which asks for anything as rules do."""
    found = _whole(_ORDERED, line, _introduced_last(line))
    if line.isascii() or len({pair.code for pair in found}) < len(found):
        return []
    is_told = len(found) >= _LEAST_IN_PROSE or (found and found[0].code == "0") or _CHOSEN.search(line) is not None
    return found if is_told and not any(_ASKED.search(line, pair.meaning, pair.end) for pair in found) else []


def _lettered(line: str) -> list[Pair]:
    """Single capitals with Chinese meanings behind a blank, two at least, and nothing else behind the last colon."""
    start = _introduced_last(line)
    found = _whole(_LETTER, line, start) or _shortened(line, start)
    return found if len({pair.code for pair in found}) == len(found) else []


def _shortened(line: str, start: int) -> list[Pair]:
    """Codes of as many capitals each, three at least, right before Chinese meanings."""
    found = _whole(_CAPITALS, line, start)
    return found if len(found) > _LEAST and len({len(pair.code) for pair in found}) == 1 else []


def _slashed(line: str) -> list[Pair]:
    """Numbers that a slash parts from a word, two at least, one after the other: `1/Merchant, 2/Customer`."""
    found = [*_SLASHED.finditer(line)]
    if len(found) < _LEAST or not are_in_a_row(found, f"{SEPARATORS} "):
        return []
    return [paired(match, "/", *match.span("meaning")) for match in found]


def _equal(line: str) -> list[Pair]:
    """Letters or words with what they mean, two at least and nothing else: `P - paused, R = running`."""
    return _whole(_EQUAL, line, 0)


def _reversed(line: str) -> list[Pair]:
    """Codes that stand behind their meanings, two at least and nothing else."""
    return _whole(_REVERSED, line, 0)


def _reversed_inside(line: str) -> list[Pair]:
    """Numbers behind their English meanings, which together are all that stands in brackets, three at least."""
    for stretch in _IN_BRACKETS.finditer(line) if "-" in line or "=" in line else ():
        found = _whole(_BEHIND, line, *stretch.span("inside"))
        if len(found) >= _LEAST_IN_PROSE:
            return found
    return []


def _whole(pattern: re.Pattern[str], line: str, start: int, end: int | None = None) -> list[Pair]:
    """The pairs that a line is from a place on to its end, or another, two at least; empty if it is anything else."""
    found: list[Pair] = []
    at, end = start, len(line) if end is None else end
    while (match := pattern.match(line, at, end)) is not None:
        joiner = JOINERS[match["joiner"]] if "joiner" in pattern.groupindex else ""
        found.append(paired(match, joiner, *match.span("meaning")))
        at = match.end()
    return found if at == end and len(found) >= _LEAST else []


def _introduced_last(line: str) -> int:
    """Where a line goes on behind its last colon; its beginning if it has none."""
    return max(line.rfind(":"), line.rfind("："), -1) + 1


def _introduced(line: str) -> int:
    """Where a line goes on behind the words that announce a list with a colon."""
    found = _INTRODUCED.match(line)
    return found.end() if found is not None else 0


def _worded(line: str) -> list[Pair]:
    """Words in small letters with Chinese meanings behind a blank, two at least that slashes or bars part."""
    found = _split(_WORDED, _SLASH, line) if "/" in line or "|" in line else []
    meanings = {line[pair.meaning : pair.end] for pair in found}
    return found if len(found) == len(meanings) >= _LEAST else []


def states(line: str) -> list[Pair]:
    """States in capitals with Chinese meanings behind a blank, behind a colon and nothing else but these."""
    found = _split(_STATE, _COMMA, line) if _SEVERAL_STATES.search(line) else []
    return found if sum(terms.is_state(pair.code) for pair in found) >= _LEAST else []


def _split(pattern: re.Pattern[str], separator: re.Pattern[str], line: str) -> list[Pair]:
    """The pairs that separators part behind the words that announce them; empty if these part anything else."""
    start = _introduced(line)
    found: list[Pair] = []
    for part in separator.split(line[start:]):
        match = pattern.match(line, start, start + len(part))
        if match is None:
            return []
        found.append(paired(match, "", *match.span("meaning")))
        start += len(part) + 1
    return found


def _equated(line: str) -> list[Pair]:
    """Codes in capitals with English meanings behind an equals sign, all in one pair of brackets, two at least."""
    for stretch in _IN_BRACKETS.finditer(line) if "=" in line else ():
        found = [*_EQUATED.finditer(line, *stretch.span("inside"))]
        if len(found) >= _LEAST and found[0].start() == stretch.start("inside"):
            return [paired(match, "=", *match.span("meaning")) for match in found]
    return []


def _named(line: str) -> list[Pair]:
    """Codes each of which stands after the one name of what has it, two at least."""
    found = [*_NAMED.finditer(line)] if "=" in line or "＝" in line else []
    if len(found) < _LEAST or len({match["name"].lower() for match in found}) > 1:
        return []
    ends = [*(match.start() for match in found[1:]), len(line)]
    return _ended(line, found, ends, "=")


def _ended(line: str, found: Sequence[re.Match[str]], ends: Sequence[int], joiner: str) -> list[Pair]:
    """The codes that were found, with their meanings, each of which ends at some place at the latest."""
    return [
        paired_until(match, joiner, min(meaning_end(line, match.end()), most))
        for match, most in zip(found, ends, strict=True)
    ]


def _truths(line: str) -> list[Pair]:
    """What it means that something is true, and what that it is false, where only a blank parts the two."""
    found = [*_TRUTH.finditer(line)] if "alse" in line else []
    if len(found) != _LEAST or found[0]["code"].lower() == found[1]["code"].lower():
        return []
    return _ended(line, found, [found[1].start(), len(line)], "")


def _bracketed_words(line: str) -> list[Pair]:
    """Words with meanings in brackets, most of these in Chinese, two at least that only a sign or an `or` parts."""
    found = [*_BRACKETED_WORD.finditer(line)] if not line.isascii() else []
    if len(found) < _LEAST or not are_in_a_row(found, f"{SEPARATORS} 或者和及"):
        return []
    in_chinese = sum(not match["meaning"].isascii() for match in found)
    return [paired(match, "(", *match.span("meaning")) for match in found] if in_chinese * 2 > len(found) else []


def told(line: str) -> list[Pair]:
    """The pairs of a line about one parameter or field that holds nothing else behind what announces them."""
    return (
        _named(line)
        or _reversed(line)
        or _reversed_inside(line)
        or _counted(line)
        or _ordered(line)
        or _slashed(line)
        or _equal(line)
        or _lettered(line)
        or _truths(line)
        or _worded(line)
        or states(line)
        or _equated(line)
        or _bracketed_words(line)
    )
