"""Limits in prose: how often one may call, how much goes into a call, how long something can be had."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlrgen.pages.model import Limit, LimitKind
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Page, Text

NUMERALS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "半": 0,
            "one": 1, "two": 2, "three": 3, "five": 5, "ten": 10, "once": 1, "a": 1, "an": 1, "per": 1}  # fmt: skip
UNITS = {"毫秒": 0, "秒": 1, "秒钟": 1, "s": 1, "sec": 1, "second": 1, "seconds": 1, "分钟": 60, "分": 60, "min": 60,
         "minute": 60, "minutes": 60, "小时": 3600, "时": 3600, "h": 3600, "hour": 3600, "hours": 3600, "天": 86400,
         "日": 86400, "day": 86400, "days": 86400, "周": 604800, "星期": 604800, "week": 604800, "weeks": 604800,
         "个月": 2592000, "月": 2592000, "month": 2592000, "months": 2592000}  # fmt: skip
"""Units of time, in seconds; a month is thirty days."""

_COUNT = r"(?P<count>[0-9][0-9,]{0,9}|[一两二三四五六七八九十])"
_TIME = r"(?P<time>[0-9][0-9,]{0,9}|[一两二三四五六七八九十])"
_UNIT = r"(?P<unit>秒钟?|分钟|分|小时|天|日|周|星期|个月|月)"
_COUNT_EN = r"(?P<count>[0-9][0-9,]{0,9}|one|two|three|five|ten)"
_TIME_EN = r"(?P<time>[0-9][0-9,]{0,9}|one|two|three|five|ten)"
_UNIT_EN = r"(?P<unit>seconds?|sec|s|minutes?|min|hours?|h|days?|weeks?|months?)\b"
_ALONE = r"(?<![A-Za-z0-9_.-])"
_WRITTEN: tuple[tuple[LimitKind, str], ...] = (
    ("rate", rf"(?:每(?P<of>[A-Za-z_]{{2,20}}|个?[\u4e00-\u9fff]{{2,6}}?))?每(?:{_TIME}[ ]?)?{_UNIT}"
             rf"[\u4e00-\u9fff]{{0,8}}?{_COUNT}[ ]?(?:次|个请求|条请求|笔)"),
    ("rate", rf"{_ALONE}{_COUNT}[ ]?(?:次|条|个请求|请求|req|requests?|calls?)[ ]?[/／每][ ]?每?{_UNIT}"),
    ("rate", rf"{_TIME}[ ]?{_UNIT}[内之]?内?[\u4e00-\u9fff]{{0,8}}?{_COUNT}[ ]?次"),
    ("rate", rf"(?P<once>间隔)(?:时间)?(?:为|是|不小于|不少于|不低于|至少|最短)?[ ]?{_TIME}[ ]?{_UNIT}"),
    ("rate", rf"{_ALONE}(?P<count>[0-9][0-9,]{{0,9}})[ ]?[QT]PS\b"),
    ("rate", r"\b[QT]PS[^0-9\n。；;,，]{0,12}(?P<count>[0-9][0-9,]{0,9})"),
    ("rate", rf"{_ALONE}{_COUNT_EN}[ ](?:[a-z]{{1,12}}[ ]){{0,2}}?"
             r"(?:requests?|calls?|times?|queries|messages?|transactions?)[ ]?(?:/|per|an?|every|each|in)[ ]?"
             rf"(?:{_TIME_EN}[ ]?)?{_UNIT_EN}"),
    ("rate", rf"(?P<count>once)[ ](?:per|an?|every|each)[ ](?:{_TIME_EN}[ ])?{_UNIT_EN}"),
    ("rate", rf"(?<![A-Za-z0-9_./-])(?P<count>[0-9][0-9,]{{0,9}})[ ]?(?:req|requests?|calls?)?/{_UNIT_EN}"),
    ("batch", r"(?:最多|最大|不超过|不能超过|不得超过|上限为?|至多|不可超过|不大于|限制为?)[\u4e00-\u9fff ]{0,10}?"
              rf"{_COUNT}[ ]?(?P<of>(?:条|个|行|笔)[\u4e00-\u9fff]{{0,6}})"),
    ("batch", r"(?:up to|at most|maximum(?: of)?|max(?:\.|imum)?(?: of)?|no more than|not exceed|limited to|limit of)"
              r"[ ]"
              rf"{_COUNT_EN}[ ](?P<of>(?:[a-z]{{1,14}}[ ])?(?:messages?|numbers?|recipients?|ids?|records?|reports?|"
              r"rows?|items?|entries|phones?|msisdns?|results?|destinations?|contacts?|elements?))\b"),
    ("window", r"(?:最近|近|保留|保存|仅?支持查询|可查询?|有效期为?|最长|只能查询?)[\u4e00-\u9fff ]{0,6}?"
               rf"{_TIME}[ ]?{_UNIT}"),
    ("window", rf"{_TIME}[ ]?{_UNIT}之?[内以](?:内|有效|最新|的|可|未|通过|查)"),
    ("window", r"(?:within|for up to|last|past|previous|retained for|kept for|stored for|available for|valid for"
               rf"|expires? (?:in|after)|up to)[ ](?:the[ ])?(?:last[ ]|past[ ])?{_TIME_EN}[ -]?{_UNIT_EN}"),
)  # fmt: skip
_PATTERNS: list[tuple[LimitKind, re.Pattern[str]]] = [
    (kind, re.compile(pattern, re.IGNORECASE if pattern.isascii() and "\\u" not in pattern else 0))
    for kind, pattern in _WRITTEN
]
_QUOTED = re.compile(r"\"[^\"\n]{0,500}\"|“[^“”\n]{0,500}”|「[^「」\n]{0,500}」")
"""Words that are quoted are somebody's sample."""
_NUMERAL = re.compile("[0-9一两二三四五六七八九十]")
_SPELLED = ("one", "once", "two", "ten", "five", "three")
_MAX_PROSE = 2000


def find(text: Text, page: Page) -> Iterator[Limit]:
    """The limits that a piece of prose states, in the order of their kinds.

    Args:
        text: A line, a paragraph or a cell; what lies beyond its first 2,000 characters is not read.
        page: The page.
    """
    for kind, match in _stated(text.value[:_MAX_PROSE]):
        yield _limit(kind, match, text, page)


@remembered
def _stated(prose: str) -> Sequence[tuple[LimitKind, re.Match[str]]]:
    if not _NUMERAL.search(prose) and not _spells_number(prose.lower()):
        return ()
    prose = _QUOTED.sub(lambda match: " " * len(match.group()), prose)
    found: list[tuple[LimitKind, re.Match[str]]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(prose):
            start, end = match.span()
            if not any(start < other.end() and other.start() < end for _, other in found):
                found.append((kind, match))
    return found


def _spells_number(prose: str) -> bool:
    return any(word in prose for word in _SPELLED)


def _limit(kind: LimitKind, match: re.Match[str], text: Text, page: Page) -> Limit:
    groups = match.groupdict()
    count = groups.get("count")
    unit = (groups.get("unit") or "").lower()
    seconds = None
    if kind != "batch":
        seconds = 1 if not unit else (_number(groups.get("time")) or 1) * UNITS[unit]
    return Limit(
        kind=kind, count=1 if groups.get("once") else _number(count), seconds=seconds, of=groups.get("of"),
        printed=page.printed(text.part(match.start(), match.end())),
    )  # fmt: skip


def _number(word: str | None) -> int | None:
    if word is None:
        return None
    word = word.replace(",", "").lower()
    return int(word) if word.isdigit() else NUMERALS.get(word)
