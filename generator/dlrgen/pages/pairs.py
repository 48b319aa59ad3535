"""Pairs of a code and its meaning in a line: `0-sent,1-failed`, `200（ok）、301（gone）`, `0未支付,1已支付`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from dlrgen.pages import headings, sentences, terms
from dlrgen.pages.remembered import remembered

JOINERS = {"-": "-", "－": "-", "–": "-", "—": "-", "=": "=", "＝": "=", ":": ":", "：": ":"}
"""What stands between a code and its meaning in prose, and the kind it is of."""
SEPARATORS = ",，;；、/|•·\n"
"""What stands between two pairs in prose."""
CJK = "\u3400-\u4dbf\u4e00-\u9fff"

_TRUTHS = frozenset({"true", "false", "yes", "no"})
_MAX_MEANING = 200
_LEAST_IN_PROSE = 3
_LEAST = 2
_PAIR = re.compile(
    r"(?:(?<![A-Za-z0-9_.&?=＝/#%@$-])|(?<=--)(?!-))(?P<code>非[ ]?[0-9]{1,6}|-?[A-Za-z0-9][A-Za-z0-9_.:]{0,59})"
    rf"(?:[ \t]{{0,4}}(?P<joiner>[{re.escape(''.join(JOINERS))}])(?:(?<=-)-)?[ \t]{{0,24}}"
    rf"(?:(?:表示|代表)(?=[{CJK}]{{2}}))?"
    r"|[\"']?[ \t]{0,4}=>[ \t]{0,4}[\"']?)"
    rf"(?=(?:[A-Za-z._+][A-Za-z0-9._+]{{0,19}})?[{CJK}])"
)
_LAST = re.compile(r"[ \t]?[,，;；、][ \t]?(?P<code>-?[0-9]{1,8})[ ]?(?P<joiner>[-=:：])[ ]?(?=[A-Za-z]{2})")
"""A code with a meaning in English at the end of a list of others that have theirs in Chinese."""
_ENGLISH_PAIR = re.compile(
    r"(?<![^\s(,;:，；、：])(?P<code>-?[0-9]{1,8}|[0-9][xX]{2,3})[ \t]?(?P<joiner>[-–—=:])>?(?:[ \t]+|(?<=[=:>]))"
    r"(?=[A-Za-z]|[0-9]{1,2}(?:[A-Z][a-z]{2}|G\b))"
)
MEASURES = "个次条分秒天小年月日位种到至号级元点字倍行页项人以或和类组段期周时"
"""What stands behind a number that only counts."""
_GLUED_PAIR = re.compile(
    rf"(?<![^\s(（,，;；:：。、/|{CJK}])(?P<code>(?:非[ ]?|-)?[0-9]{{1,6}})[ \t]?"
    rf"(?![{MEASURES}])(?:(?:为|表示|代表|指)(?!了))?(?=(?:[A-Z]{{2,4}})?[{CJK}])"
)
"""A number that nothing but a blank or a verb parts from its meaning; before a measure word it only counts."""
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
_BARE_PAIR = re.compile(r"(?:\A|[,;|/\n])[ ]{0,4}(?P<code>-?[0-9]{1,6})[ ](?=[A-Za-z])")
"""A number that only a blank parts from English, where a list begins or goes on."""
_NAMED = re.compile(
    r"(?<![A-Za-z0-9_&?])(?P<name>[A-Za-z_]{2,20})[ ]?(?:==?|＝)[ ]?(?P<code>-?[0-9]{1,6})"
    rf"(?:[ ]?[:：,，-][ ]?|[ ]|(?=[（(]))(?=[A-Za-z(（{CJK}])"
)
"""A code after the name of what has it, which each pair repeats."""
_LISTED = re.compile(rf"[ \t]*-?[0-9]{{1,6}}[ ]?[A-Za-z{CJK}][^/|、,，;；\n]{{0,60}}[/|、,，;；][ ]?-?[0-9]")
"""How a line begins that is nothing but pairs."""
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
_IN_BRACKETS = re.compile(r"[(（](?P<inside>[^()（）\n]{5,200})[)）]")
_EQUATED = re.compile(
    r"(?<![A-Za-z0-9_])(?P<code>[A-Z][A-Z0-9_]{0,15})[ ]?=[ ]?(?P<meaning>[A-Z][^,;，；=()（）]{1,60})"
    r"(?:[,;，；][ ]?|\Z)"
)
_BRACKETED = re.compile(
    r"(?<![A-Za-z0-9_.-])(?P<code>-?[0-9]{1,6}|[A-Z][A-Z0-9_]{2,30})[（(]"
    rf"(?P<meaning>[^()（）]{{0,60}}[{CJK}][^()（）]{{0,60}})[)）][ \t]{{0,4}}(?=[、,，;；。]|\Z)"
)
"""A code that has its meaning in brackets."""
_BRACKETED_WORD = re.compile(
    r"(?<![A-Za-z0-9_.-])(?P<code>[a-z][a-z0-9_]{1,20})[（(](?P<meaning>[^()（）]{1,40})[)）]"
    r"(?=[ \t]{0,4}(?:[、,，;；。|/\n]|或者?|和|及|\Z))"
)
"""A word in small letters that has its meaning in brackets."""
_DASHED = re.compile(r"(?<![A-Z0-9_])(?P<code>[0-9]{3,6}|[A-Z][A-Z0-9_]{3,30})—[ ](?=[A-Z])")
"""A code whose dash stuck to it when a page was copied, as it did to what stands before it."""
_PHRASE = re.compile(
    r"(?:\A|[:：;；,，、\n])[ ]?(?P<code>[A-Z][A-Za-z0-9]{0,20}(?:[ ](?:[A-Z][A-Za-z0-9]{0,20}|&)){1,4})\Z"
)
"""A code of several words that each begin with a capital."""
_MAX_PHRASE = 60
_SUBJECT = re.compile(r"[ \t]*[A-Za-z_][A-Za-z0-9_]{0,40}[ \t]{0,4}[:：]")
"""The name of what a line lists values of."""
_ASIDE = re.compile(r"[ \t]*[(（](?:default|默认|缺省)[^()（）]{2,60}[)）]\Z", re.IGNORECASE)
"""What closes a list of values, and is about all of them."""
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
_SEMICOLON = re.compile("[；;]")
_JOINER = re.compile(f"[{re.escape(''.join(JOINERS))}（(]")
_SAMPLE = re.compile(r"[ \t](?:示例|例如|样例|默认值?)[:：]")
"""What goes on behind the last meaning of a list."""
_MEANING_ENDS = frozenset(f"{SEPARATORS}。\t\"'`<>&")
_OPENING, _CLOSING = frozenset("(（[【「{"), frozenset(")）]】」}")


class Pair(Struct, frozen=True, gc=False):
    """A code and its meaning, as places in a line."""

    code: str
    joiner: str
    start: int
    code_end: int
    meaning: int
    end: int


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
    return (
        _named(line)
        or _reversed(line)
        or _reversed_inside(line)
        or _counted(line)
        or _ordered(line)
        or _slashed(line)
        or _equal(line)
        or _lettered(line)
        or _in_lines(line)
        or _truths(line)
        or _worded(line)
        or _states(line)
        or _equated(line)
        or _bracketed_words(line)
        or _with_glued(line, _with_signs(line, _LEAST))
    )


@remembered
def _in_prose(line: str) -> Sequence[Pair]:
    if _JOINER.search(line) is None:
        listed = _with_glued(line, []) if _LISTED.match(line) else []
        is_all = len(listed) >= _LEAST_IN_PROSE and not line[: listed[0].start].strip() and listed[-1].end == len(line)
        return listed if is_all else ()
    if told := _states(line):
        return told
    found = _with_signs(line, _LEAST_IN_PROSE)
    return _with_glued(line, found) if _SUBJECT.match(line) else found


def _counted(line: str) -> list[Pair]:
    """Numbers that count up and have a word each behind them, if there is nothing else: `1 IOS 2 Android`."""
    found = _whole(_NUMBERED, line, _introduced_last(line))
    return found if all(int(a.code) + 1 == int(b.code) for a, b in pairwise(found)) else []


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
    are_next = all(not line[a.end() : b.start()].strip(f"{SEPARATORS} ") for a, b in pairwise(found))
    return [_pair(m, "/", *m.span("meaning")) for m in found] if len(found) >= _LEAST and are_next else []


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
        found.append(_pair(match, joiner, *match.span("meaning")))
        at = match.end()
    return found if at == end and len(found) >= _LEAST else []


def _with_signs(line: str, least: int) -> list[Pair]:
    """Codes that something parts from their meanings; of English ones so many at least."""
    return _bracketed(line, least) or _dashed(line) or [*_signed(line), *_english(line, least)]


def _parted(line: str) -> list[Pair]:
    """Codes that semicolons part, so that commas belong to their meanings; empty if these part anything else."""
    found: list[Pair] = []
    start = 0
    for part in _SEMICOLON.split(line):
        end = start + len(part)
        first = end - len(part.lstrip())
        match = _PAIR.match(line, first, end) if found else _PAIR.search(line, first, end)
        if match is not None:
            meaning = line[match.end() : _closed(line, match.end(), end)].rstrip("。. \t")
            found.append(_pair(match, JOINERS[match["joiner"] or "="], match.end(), match.end() + len(meaning)))
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
    while match := _PAIR.search(line, position) or (_LAST.match(line, position) if count > 1 else None):
        position = meaning_end(line, match.end())
        count += 1
        # What goes on with `&` is a query string.
        if line[position : position + 1] != "&":
            pair = _pair(match, JOINERS[match["joiner"] or "="], match.end(), position)
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
        end = following.start() if following is not None else min(len(line), match.end() + _MAX_MEANING)
        meaning = line[match.end() : _closed(line, match.end(), end)].rstrip(f"{SEPARATORS}. \t")
        if aside := _ASIDE.search(meaning):
            meaning = meaning[: aside.start()]
        yield _pair(match, JOINERS[match["joiner"]], match.end(), match.end() + len(meaning))


def _closed(line: str, start: int, end: int) -> int:
    """Where a bracket closes that was opened before a stretch; its end if none does."""
    depth = 0
    for i in range(start, end):
        depth += (line[i] in _OPENING) - (line[i] in _CLOSING)
        if depth < 0:
            return i
    return end


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


def _states(line: str) -> list[Pair]:
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
        found.append(_pair(match, "", *match.span("meaning")))
        start += len(part) + 1
    return found


def _equated(line: str) -> list[Pair]:
    """Codes in capitals with English meanings behind an equals sign, all in one pair of brackets, two at least."""
    for stretch in _IN_BRACKETS.finditer(line) if "=" in line else ():
        found = [*_EQUATED.finditer(line, *stretch.span("inside"))]
        if len(found) >= _LEAST and found[0].start() == stretch.start("inside"):
            return [_pair(match, "=", *match.span("meaning")) for match in found]
    return []


def _named(line: str) -> list[Pair]:
    """Codes each of which stands after the one name of what has it, two at least."""
    found = [*_NAMED.finditer(line)] if "=" in line or "＝" in line else []
    if len(found) < _LEAST or len({match["name"].lower() for match in found}) > 1:
        return []
    ends = [*(match.start() for match in found[1:]), len(line)]
    pairs_: list[Pair] = []
    for match, most in zip(found, ends, strict=True):
        end = min(meaning_end(line, match.end()), most)
        pairs_.append(_pair(match, "=", match.end(), match.end() + len(line[match.end() : end].rstrip())))
    return pairs_


def _truths(line: str) -> list[Pair]:
    """What it means that something is true, and what that it is false, where only a blank parts the two."""
    found = [*_TRUTH.finditer(line)] if "alse" in line else []
    if len(found) != _LEAST or found[0]["code"].lower() == found[1]["code"].lower():
        return []
    ends = [found[1].start(), len(line)]
    return [
        _pair(
            match,
            "",
            match.end(),
            match.end() + len(line[match.end() : min(meaning_end(line, match.end()), most)].rstrip()),
        )
        for match, most in zip(found, ends, strict=True)
    ]


def _in_lines(line: str) -> list[Pair]:
    """Codes that begin the lines of a cell, two at least, and all lines from the first of them on."""
    if "\n" not in line or "{" in line:
        return []
    found: list[Pair] = []
    start = 0
    is_announced = False
    for part in line.split("\n"):
        match = _own(line, start, start + len(part)) if len(part) <= _MAX_MEANING else None
        if match is not None and _NEXT_IN_LINE.search(line, match.end(), start + len(part)) is not None:
            return []
        if match is None and not found and (said := _FIRST_IN_LINE.match(part)) is not None:
            first = start + said.end(), start + len(part)
            match = _own(line, *first) if _own(line, first[1] + 1, len(line)) is not None else None
        is_announced = is_announced or sentences.tells_choices(part)
        if match is not None and (is_announced or _is_value(match["code"])):
            found.append(_pair(match, ":", match.end(), start + len(part.rstrip(" \t,，;；"))))
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


def _bracketed(line: str, least: int) -> list[Pair]:
    """Codes with their meanings in brackets, so many at least."""
    found = [_pair(match, "(", *match.span("meaning")) for match in _BRACKETED.finditer(line)]
    return found if len(found) >= least else []


def _bracketed_words(line: str) -> list[Pair]:
    """Words with meanings in brackets, most of these in Chinese, two at least that only a sign or an `or` parts."""
    found = [*_BRACKETED_WORD.finditer(line)] if not line.isascii() else []
    if len(found) < _LEAST or any(
        line[a.end() : b.start()].strip(f"{SEPARATORS} \n或者和及") for a, b in pairwise(found)
    ):
        return []
    in_chinese = sum(not match["meaning"].isascii() for match in found)
    return [_pair(match, "(", *match.span("meaning")) for match in found] if in_chinese * 2 > len(found) else []


def _dashed(line: str) -> list[Pair]:
    """Codes that stick to the meanings before them, two at least."""
    found = [*_DASHED.finditer(line)]
    if len(found) < _LEAST:
        return []
    ends = [*(match.start() for match in found[1:]), min(len(line), found[-1].end() + _MAX_MEANING)]
    return [_pair(match, "—", match.end(), end) for match, end in zip(found, ends, strict=True)]


def _with_glued(line: str, signed: list[Pair]) -> list[Pair]:
    """The pairs, and numbers that stand before their meanings without a sign, if together they make a list."""
    covered = sorted((pair.start, pair.end) for pair in signed)
    glued: list[Pair] = []
    for pattern in (_GLUED_PAIR, _BARE_PAIR):
        found = _uncovered(pattern, line, covered)
        following = [match.start("code") for match in found[1:]]
        for match, most in zip(found, [*following, len(line)], strict=False):
            end = min(meaning_end(line, match.end()), most)
            meaning = line[match.end() : end].rstrip()
            glued.append(_pair(match, "", match.end(), match.end() + len(meaning)))
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


def _pair(match: re.Match[str], joiner: str, meaning: int, end: int) -> Pair:
    return Pair(match["code"], joiner, match.start("code"), match.end("code"), meaning, end)


def _is_inside(line: str, i: int, stop: int) -> bool:
    """Whether a slash is of a meaning in Chinese, as no other code may come after it: `黑/白名单`."""
    return line[i] == "/" and i + 1 < stop and line[i + 1] >= "\u3400" and line[i - 1] >= "\u3400"


def meaning_end(line: str, start: int) -> int:
    """Where a meaning ends that begins somewhere in a line."""
    aside = _SAMPLE.search(line, start, start + _MAX_MEANING)
    stop = min(aside.start() if aside is not None else len(line), start + _MAX_MEANING)
    depth = 0
    first_end = None
    for i in range(start, stop):
        if line[i] in _OPENING:
            depth += 1
        elif line[i] in _CLOSING:
            if depth == 0:
                return i
            depth -= 1
        elif line[i] in _MEANING_ENDS or (line[i] == " " and _PAIR.match(line, i + 1)):
            if depth == 0 and not _is_inside(line, i, stop):
                return i
            first_end = first_end or i
    # A bracket that is never closed does not swallow the pairs that follow.
    return first_end if depth and first_end else stop
