"""Pairs that signs part, or verbs, or nothing but a blank, among other words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dlrgen.pages.pairs.pair import (
    CJK,
    CLOSING,
    JOINERS,
    MAX_MEANING,
    MEASURES,
    OPENING,
    PAIR,
    SEPARATORS,
    Pair,
    meaning_end,
    paired,
    paired_until,
)

_LEAST = 2
_LAST = re.compile(r"[ \t]?[,，;；、][ \t]?(?P<code>-?[0-9]{1,8})[ ]?(?P<joiner>[-=:：])[ ]?(?=[A-Za-z]{2})")
"""A code with a meaning in English at the end of a list of others that have theirs in Chinese."""
_ENGLISH_PAIR = re.compile(
    r"(?<![^\s(,;:，；、：])(?P<code>-?[0-9]{1,8}|[0-9][xX]{2,3})[ \t]?(?P<joiner>[-–—=:])>?(?:[ \t]+|(?<=[=:>]))"
    r"(?=[A-Za-z]|[0-9]{1,2}(?:[A-Z][a-z]{2}|G\b))"
)
_GLUED_PAIR = re.compile(
    rf"(?<![^\s(（,，;；:：。、/|{CJK}])(?P<code>(?:非[ ]?|-)?[0-9]{{1,6}})[ \t]?"
    rf"(?![{MEASURES}])(?:(?:为|表示|代表|指)(?!了))?(?=(?:[A-Z]{{2,4}})?[{CJK}])"
)
"""A number that nothing but a blank or a verb parts from its meaning; before a measure word it only counts."""
_BARE_PAIR = re.compile(r"(?:\A|[,;|/\n])[ ]{0,4}(?P<code>-?[0-9]{1,6})[ ](?=[A-Za-z])")
"""A number that only a blank parts from English, where a list begins or goes on."""
_BRACKETED = re.compile(
    r"(?<![A-Za-z0-9_.-])(?P<code>-?[0-9]{1,6}|[A-Z][A-Z0-9_]{2,30})[（(]"
    rf"(?P<meaning>[^()（）]{{0,60}}[{CJK}][^()（）]{{0,60}})[)）][ \t]{{0,4}}(?=[、,，;；。]|\Z)"
)
"""A code that has its meaning in brackets."""
_DASHED = re.compile(r"(?<![A-Z0-9_])(?P<code>[0-9]{3,6}|[A-Z][A-Z0-9_]{3,30})—[ ](?=[A-Z])")
"""A code whose dash stuck to it when a page was copied, as it did to what stands before it."""
_PHRASE = re.compile(
    r"(?:\A|[:：;；,，、\n])[ ]?(?P<code>[A-Z][A-Za-z0-9]{0,20}(?:[ ](?:[A-Z][A-Za-z0-9]{0,20}|&)){1,4})\Z"
)
"""A code of several words that each begin with a capital."""
_MAX_PHRASE = 60
_ASIDE = re.compile(r"[ \t]*[(（](?:default|默认|缺省)[^()（）]{2,60}[)）]\Z", re.IGNORECASE)
"""What closes a list of values, and is about all of them."""
_SEMICOLON = re.compile("[；;]")


def with_signs(line: str, least: int) -> list[Pair]:
    """Codes that something parts from their meanings; of English ones so many at least."""
    return _bracketed(line, least) or _dashed(line) or [*_signed(line), *_english(line, least)]


def _parted(line: str) -> list[Pair]:
    """Codes that semicolons part, so that commas belong to their meanings; empty if these part anything else."""
    found: list[Pair] = []
    start = 0
    for part in _SEMICOLON.split(line):
        end = start + len(part)
        first = end - len(part.lstrip())
        match = PAIR.match(line, first, end) if found else PAIR.search(line, first, end)
        if match is not None:
            closed = _closed(line, match.end(), end)
            found.append(paired_until(match, JOINERS[match["joiner"] or "="], closed, "。. \t"))
        elif found and part.strip():
            return []
        start += len(part) + 1
    return found if len(found) > _LEAST else []


def _signed(line: str) -> Iterator[Pair]:
    """Codes with Chinese meanings behind a sign."""
    if line.count("；") + line.count(";") >= _LEAST and (parted := _parted(line)):
        yield from parted
        return
    position = count = 0
    while match := PAIR.search(line, position) or (_LAST.match(line, position) if count > 1 else None):
        position = meaning_end(line, match.end())
        count += 1
        # What goes on with `&` is a query string.
        if line[position : position + 1] != "&":
            pair = paired(match, JOINERS[match["joiner"] or "="], match.end(), position)
            yield _with_phrase(line, pair) if pair.joiner == "=" else pair


def _with_phrase(line: str, pair: Pair) -> Pair:
    """The pair, whose code may be of several words in capitals: all that stands there since the last separator."""
    least = max(0, pair.start - _MAX_PHRASE)
    found = _PHRASE.search(line, least, pair.code_end)
    if found is None:
        return pair
    return Pair(found["code"], pair.joiner, found.start("code"), pair.code_end, pair.meaning, pair.end)


def _english(line: str, least: int) -> Iterator[Pair]:
    """Numbers with English meanings behind a sign, so many at least in a line."""
    found = [*_ENGLISH_PAIR.finditer(line)]
    if len(found) < least:
        return
    for match, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following is not None else min(len(line), match.end() + MAX_MEANING)
        meaning = line[match.end() : _closed(line, match.end(), end)].rstrip(f"{SEPARATORS}. \t")
        if aside := _ASIDE.search(meaning):
            meaning = meaning[: aside.start()]
        yield paired(match, JOINERS[match["joiner"]], match.end(), match.end() + len(meaning))


def _closed(line: str, start: int, end: int) -> int:
    """Where a bracket closes that was opened before a stretch; its end if none does."""
    depth = 0
    for i in range(start, end):
        depth += (line[i] in OPENING) - (line[i] in CLOSING)
        if depth < 0:
            return i
    return end


def _bracketed(line: str, least: int) -> list[Pair]:
    """Codes with their meanings in brackets, so many at least."""
    found = [paired(match, "(", *match.span("meaning")) for match in _BRACKETED.finditer(line)]
    return found if len(found) >= least else []


def _dashed(line: str) -> list[Pair]:
    """Codes that stick to the meanings before them, two at least."""
    found = [*_DASHED.finditer(line)]
    if len(found) < _LEAST:
        return []
    ends = [*(match.start() for match in found[1:]), min(len(line), found[-1].end() + MAX_MEANING)]
    return [paired(match, "—", match.end(), end) for match, end in zip(found, ends, strict=True)]


def with_glued(line: str, signed: list[Pair]) -> list[Pair]:
    """The pairs, and numbers that stand before their meanings without a sign, if together they make a list."""
    covered = sorted((pair.start, pair.end) for pair in signed)
    glued: list[Pair] = []
    for pattern in (_GLUED_PAIR, _BARE_PAIR):
        found = _uncovered(pattern, line, covered)
        following = [match.start("code") for match in found[1:]]
        for match, most in zip(found, [*following, len(line)], strict=False):
            glued.append(paired_until(match, "", min(meaning_end(line, match.end()), most)))
    both = sorted([*signed, *glued], key=lambda pair: pair.start)
    return both if glued and len(both) >= _LEAST and _is_list(line, both) else signed


def _uncovered(pattern: re.Pattern[str], line: str, covered: Sequence[tuple[int, int]]) -> list[re.Match[str]]:
    """The matches that begin in none of the stretches, which are in their order."""
    found: list[re.Match[str]] = []
    k = 0
    for match in pattern.finditer(line):
        at = match.start("code")
        while k < len(covered) and covered[k][1] <= at:
            k += 1
        if k == len(covered) or at < covered[k][0]:
            found.append(match)
    return found


def _is_list(line: str, found: Sequence[Pair]) -> bool:
    """Whether nothing but separators stands between the pairs."""
    return all(not line[a.end : b.start].strip(f"{SEPARATORS}。 \t") for a, b in pairwise(found))
