"""Limits in prose: how often one may call, how much goes into a call, how long something can be had."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from dlrgen.pages.model import Limit, LimitKind
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Page, Text, join

NUMERALS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "半": 0,
            "one": 1, "two": 2, "three": 3, "five": 5, "ten": 10, "once": 1, "a": 1, "an": 1, "per": 1}  # fmt: skip
UNITS = {"毫秒": 0, "秒": 1, "秒钟": 1, "s": 1, "sec": 1, "second": 1, "seconds": 1, "分钟": 60, "分": 60, "min": 60,
         "minute": 60, "minutes": 60, "小时": 3600, "时": 3600, "h": 3600, "hour": 3600, "hours": 3600, "天": 86400,
         "日": 86400, "day": 86400, "days": 86400, "周": 604800, "星期": 604800, "week": 604800, "weeks": 604800,
         "个月": 2592000, "月": 2592000, "month": 2592000, "months": 2592000, "rps": 1, "rpm": 60}  # fmt: skip
"""Units of time, in seconds; a month is thirty days."""

_CHINESE = "[一两二三四五六七八九十]{1,3}"
_COUNT = rf"(?P<count>[0-9][0-9,]{{0,9}}万?|{_CHINESE})"
_TIME = rf"(?P<time>[0-9][0-9,]{{0,9}}|{_CHINESE})"
_RANGE = r"(?:[0-9]{1,4}[ ]?[-~～至到][ ]?)?"
_UNIT = r"(?P<unit>秒钟?|分钟|分|小时|天|日|周|星期|个月|月)"
_COUNT_EN = r"(?P<count>[0-9][0-9,]{0,9}|one|two|three|five|ten)"
_TIME_EN = r"(?P<time>[0-9][0-9,]{0,9}|one|two|three|five|ten)"
_UNIT_EN = r"(?P<unit>seconds?|sec|s|minutes?|min|hours?|h|days?|weeks?|months?)\b"
_LONG = r"(?P<unit>小时|天|日|周|星期|个月|月)"
_LONG_EN = r"(?P<unit>hours?|days?|weeks?|months?)\b"
"""Units of how long something can be had, where nothing else tells that from how long a call takes."""
_ALONE = r"(?<![A-Za-z0-9_.-])"
_AT_MOST = r"(?:最多|最大|不超过|不能超过|不要超过|请勿超过|不得超过|上限为?|至多|不可超过|不大于|限制为?|≤|<=)"
_ONLY = rf"(?:{_AT_MOST}|限|仅|只能|只可|只允许|允许)"
_NO_LETTERS = r"(?![0-9]|[ ]?(?:个?[字汉中英位秒分天月小]|[A-Za-z%]))"
"""What is counted is no length, and no time."""
_THINGS = (
    r"(?P<of>(?:条|个|行|笔|台|组|人(?!民))"
    r"(?!个?(?:[字月汉中英小位键]|变量|(?:短信)?分片|[ ]?[A-Za-z]{1,10}[ ]?字符))[\u4e00-\u9fff]{0,6})"
)
_SEVERAL = (
    r"(?:messages|numbers|recipients|ids|records|reports|rows|items|entries|phones|msisdns|results|destinations"
    r"|contacts|elements|objects)"
)
_NOUN = (
    r"(?:messages?|numbers?|recipients?|ids?|records?|reports?|rows?|items?|entries|phones?|msisdns?|results?"
    r"|destinations?|contacts?|elements?|objects?)"
)
_NO_LENGTH = r"(?![0-9]|[ ]?(?:[a-z]{1,12}[ ])?(?:char|byte|digit|letter|sec|min|hour|day|kb|mb|%))"
_MAX_EN = r"\bmax(?:imum|\.)?(?:[ ]value)?(?:[ ]is|[ ]of|:)?[ ]?"
_CALL = r"(?:api[ ])?(?:call|request|submission|batch|bulk|page)\b"
_NUMBER = r"(?P<count>[0-9][0-9,]{0,9})"
_NOT_AT_LEAST = r"(?![ ]or[ ](?:more|longer))"
_KEPT = r"(?<![A-Za-z])(?:stored|kept|retained|held|saved|available|cached)"
_WRITTEN: tuple[tuple[LimitKind, str], ...] = (
    ("rate", rf"(?:每(?P<of>[A-Za-z_]{{2,20}}|个?[\u4e00-\u9fff]{{2,6}}?))?每(?:{_TIME}[ ]?)?{_UNIT}"
             rf"[\u4e00-\u9fff ]{{0,9}}?{_COUNT}[ ]?(?:次|个请求|条请求|笔)"),
    ("rate", rf"(?:每(?:{_TIME}[ ]?)?|单){_UNIT}[\u4e00-\u9fff ]{{0,9}}?{_ONLY}[\u4e00-\u9fff ]{{0,5}}?{_COUNT}[ ]?条"),
    ("rate", rf"(?:限流|限速|频率)[^0-9\n。；;，,]{{0,10}}{_COUNT}[ ]?[/／][ ]?{_UNIT}"),
    ("rate", rf"{_ALONE}{_COUNT}[ ]?(?:次|条|个请求|请求|req|requests?|calls?)[ ]?[/／每][ ]?每?(?:{_TIME}[ ]?)?"
             rf"{_UNIT[:-1]}|(?:min|sec|[sh])\b)"),
    ("rate", rf"{_TIME}[ ]?{_UNIT}[内之]?内?[\u4e00-\u9fff ]{{0,9}}?{_COUNT}[ ]?次"),
    ("rate", rf"{_TIME}[ ]?{_UNIT}[之以]?内[\u4e00-\u9fff ]{{0,13}}?{_ONLY}[\u4e00-\u9fff ]{{0,5}}?{_COUNT}[ ]?[条次]"),
    ("rate", rf"{_ALONE}(?P<time>[0-9]{{1,4}}){_UNIT}(?P<count>[0-9]{{1,6}})[条次](?![\u4e00-\u9fff])"),
    ("rate", rf"(?P<once>间隔)(?:时间)?(?:需要?|应|必须)?(?:为|是|大于|不小于|不少于|不低于|至少|最短)?"
             rf"[ ]?{_TIME}[ ]?{_UNIT}"
             r"(?![ ]?[、，,][ ]?[0-9])"),
    ("rate", rf"{_ALONE}{_NUMBER}[ ]?[QT]PS\b"),
    ("rate", r"(?<![A-Za-z])[QT]PS[^0-9\n。；;,，]{0,12}(?P<count>[0-9][0-9,]{0,9})"),
    ("rate", rf"{_ALONE}{_COUNT_EN}[ ](?:[a-z]{{1,12}}[ ]){{0,2}}?"
             r"(?:requests?|calls?|times?|queries|lookups?|submissions?|hits?|messages?|transactions?|sms)[ ]?"
             r"(?:/|per|an?|every|each|in)[ ]?"
             rf"(?:{_TIME_EN}[ ]?)?{_UNIT_EN}"),
    ("rate", rf"\b(?:limited|restricted|throttled)[ ]to[ ]{_COUNT_EN}[ ](?:per|an?|every|each)[ ]"
             rf"(?:{_TIME_EN}[ ])?{_UNIT_EN}"),
    ("rate", rf"(?P<count>once)[ ](?:per|an?|every|each)[ ](?:{_TIME_EN}[ ])?{_UNIT_EN}"),
    ("rate", rf"(?<![A-Za-z0-9_./-]){_NUMBER}[ ]?(?:req|requests?|calls?)?/{_UNIT_EN}"),
    ("rate", rf"{_ALONE}{_NUMBER}[ ]?(?P<unit>RPM|RPS)\b"),
    ("rate", r"\b(?P<once>no more|not more)[ ](?:often|frequently)[ ]than[ ](?:once[ ])?every[ ]"
             rf"(?:{_TIME_EN}[ ])?{_UNIT_EN}"),
    ("batch", rf"{_AT_MOST}[\u4e00-\u9fff ]{{0,10}}?{_COUNT}[ ]?{_THINGS}"),
    ("batch", r"(?:号码|手机号|个数|数量|条数|人数)[\u4e00-\u9fff]{0,4}?超过了?"
              rf"[ ]?{_NUMBER}[ ]?{_THINGS}"),
    ("batch", rf"(?:个数|数量|条数)[\u4e00-\u9fff，,。\s]{{0,5}}?{_AT_MOST}[为是:：]?[ ]?{_NUMBER}{_NO_LETTERS}"),
    ("batch", r"(?:每一?页|页面容量|分页大小|返回条数|查询条数|获取条数|page_?[Ss]ize)[^\n。；;]{0,30}?"
              rf"{_AT_MOST}[为是值:：]{{0,2}}[ ]?{_NUMBER}{_NO_LETTERS}"),
    ("batch", r"(?:列表|数组)[，, ]{0,2}(?:的?(?:最大)?长度)(?:限制|最大|最多|上限)?[为是:：]?"
              rf"(?:{_AT_MOST}[为是:：]?)?[ ]?(?<=[制大多限过为是:： ]){_NUMBER}{_NO_LETTERS}"),
    ("batch", r"(?:号码|手机号)[^\n。；;]{0,30}?(?:一次|单次|每次|每批)(?:提交|发送|支持)?"
              rf"{_AT_MOST}[ ]?{_NUMBER}(?=[ \t]*(?:[，,。；;）)]|\Z))"),
    ("batch", r"(?:up to|at most|maximum(?: of)?|max(?:\.|imum)?(?: of)?"
              r"|n(?:o|ot) more than|not exceed|limited to|limit of"
              r"|max(?:imum)? you can (?:send|submit|query))"
              r"[ ]"
              rf"{_COUNT_EN}[ ](?P<of>(?:[a-z]{{1,14}}[ ])?{_NOUN})\b"
              r"(?![ ](?:per|an?|each|every)[ ](?:second|minute|hour|day))"),
    ("batch", rf"{_ALONE}{_NUMBER}[ ](?P<of>(?:[a-z]{{1,14}}[ ])?{_SEVERAL})\*{{0,2}}[ ](?:max(?:imum)?[ ])?"
              rf"(?:per|in an?|in one|in a single|in each)[ ](?:[a-z]{{1,10}}[ ])?{_CALL}"),
    ("batch", rf"(?:\b{_SEVERAL}|\bper page|\blist of[ ][a-z]{{1,20}}|\bpage ?size)[^.()\n]{{0,40}}"
              r"\((?:max(?:imum|\.)?|up to|limit(?:ed to)?)(?:[ ]of|[ ]is|:)?[ ]"
              rf"{_NUMBER}{_NO_LENGTH}"),
    ("batch", rf"\b(?:number of|how many)[ ](?:[a-z]{{1,12}}[ ]){{0,2}}{_SEVERAL}\b[^\n]{{0,80}}?{_MAX_EN}"
              rf"{_NUMBER}{_NO_LENGTH}"),
    ("batch", rf"\bmax(?:imum|\.)?[ ]number[ ]of[ ](?:[a-z]{{1,12}}[ ]){{0,2}}?(?P<of>{_SEVERAL})\b[^.\n0-9]{{0,40}}?"
              rf"(?:[ ]is|:|=)[ ]?{_NUMBER}{_NO_LENGTH}"),
    ("batch", rf"\b(?:per[ _-]page|page[ _-]?size|batch[ _-]?size)\b[^.\n0-9]{{0,40}}?{_MAX_EN}{_NUMBER}{_NO_LENGTH}"),
    ("batch", rf"\bmax(?:imum|\.)?[ ](?:page|batch)[ ]size\b[^.\n0-9]{{0,20}}?(?:[ ]is|[ ]of|:|=)[ ]?"
              rf"{_NUMBER}{_NO_LENGTH}"),
    ("batch", rf"\b(?:max(?:imum|\.)?|up to|at most|n(?:o|ot) more than|limited to)[: ]{{1,2}}{_NUMBER}[ ]"
              rf"(?:(?:per|in an?|in one|in a single|in each)[ ](?:[a-z]{{1,10}}[ ])?{_CALL}|at (?:a time|once)\b)"),
    ("batch", r"\b(?:numbers|recipients|ids|phones|msisdns|destinations|contacts)\b[^.()\n0-9]{0,40}?[ ]"
              rf"(?:is|are)[ ]limited to[ ]{_NUMBER}{_NO_LENGTH}(?![ ]?(?:per|an?|each|every|in)\b)"),
    ("batch", rf"\b(?:up to|at most|max(?:imum)?(?: of)?)[ ]{_NUMBER}[ ]"
              rf"(?P<of>(?!char|byte|digit|letter|part|sec|min|day|hour)[a-z]{{2,20}}s)[ ]"
              rf"(?:per|in one|in a single)[ ]{_CALL}"),
    ("batch", rf"\blimit[ ]of[ ]{_NUMBER}[ ]"
              rf"(?P<of>(?!char|byte|digit|letter|part|sec|min|day|hour|request|call)[a-z]{{2,20}}s)"
              rf"[ ](?:per|in one|in a single|for each)[ ]{_CALL}"),
    ("batch", rf"\b(?:takes?|accepts?|allows?|supports?|holds?)[ ](?:only[ ]|just[ ])?{_NUMBER}[ ]"
              rf"(?P<of>(?:[a-z]{{1,14}}[ ])?{_SEVERAL})[ ](?:only[ ])?(?:at (?:a time|once)|per|in one|in a single)\b"
              r"(?![ ](?:second|minute|hour|day|month))"),
    ("window", r"(?:最近|近|保留|保存|缓存|仅?支持查询|可查询?|有效期为?|最长|只能查询?)[\u4e00-\u9fff ]{0,6}?"
               rf"{_RANGE}{_TIME}[ ]?{_UNIT}"),
    ("window", rf"(?<![停逗挽截滞])(?:留存?|存放|存储)[\u4e00-\u9fff ]{{0,4}}?{_TIME}[ ]?{_LONG}"),
    ("window", rf"{_TIME}[ ]?{_LONG}(?:以前|之前|前|以上)?的[\u4e00-\u9fff]{{0,8}}?"
               r"(?:查询?不到|不可查|不能查|无法查|不支持查|不再提供|(?:会|将)?(?:自动)?(?:被)?(?:删除|清理|清除))"),
    ("window", rf"{_TIME}[ ]?{_UNIT}之?[内以](?:内|有效|最新|的|可|未|通过|查)"),
    ("window", r"(?<![A-Za-z])(?:within|for up to|last|past|previous|retained for|kept for|stored for"
               r"|available for|valid for"
               rf"|expires? (?:in|after)|older than)[ ](?:the[ ])?(?:last[ ]|past[ ])?{_TIME_EN}[ -]?{_UNIT_EN}"
               rf"{_NOT_AT_LEAST}"),
    ("window", rf"\bup to[ ]{_TIME_EN}[ -]?{_UNIT_EN}[ ](?:of|back|old|ago|after|in the past)\b"),
    ("window", rf"{_KEPT}[ ](?:(?=[0-9])|[^.\n0-9]{{0,40}}?\bfor[ ](?:up to[ ])?){_TIME_EN}[ -]?{_UNIT_EN}"
               rf"{_NOT_AT_LEAST}"),
    ("window", r"\b(?:removed|deleted|purged|erased|dropped)[ ](?:[a-z]{1,14}[ ])?after[ ]"
               rf"{_TIME_EN}[ -]?{_LONG_EN}"),
    ("window", r"\b(?:hold|keep|store|retain|stay|remain)s?[ ](?:[a-z]{1,14}[ ]){0,4}?for[ ](?:up to[ ])?"
               rf"{_TIME_EN}[ -]?{_LONG_EN}"),
    ("window", r"\b(?:fetched|retrieved|queried|requested|read|asked for|looked up|downloaded|accessed|pulled)[ ]"
               rf"(?:for|during|till|until)[ ](?:up to[ ])?{_TIME_EN}[ -]?{_LONG_EN}"),
)  # fmt: skip
_HAN = re.compile("[\u4e00-\u9fff]")
_TOLD = re.compile(
    r"per|every|each|stay|remain|keep|hold|after|during|till|until|lookups?|hits?|submissions?"
    r"|max|up to|most|more than|limit|exceed|older|within|last|past|previous|for|expires|once|accept"
    r"|takes?|allow|support|holds?|kept|stored|retain|held|saved|available|cached|requests?|calls?|times?|queries|messages?|transactions?|sms|/|RP[MS]|[QT]PS",
    re.IGNORECASE,
)
"""What no limit in English is without."""


class _Pattern(Struct, frozen=True, gc=False):
    """How limits of a kind are written, and what no line that states one so is without."""

    kind: LimitKind
    written: re.Pattern[str]
    hint: re.Pattern[str]


def _pattern(kind: LimitKind, written: str) -> _Pattern:
    is_english = written.isascii() or "req" in written
    flags = re.IGNORECASE if written.isascii() and "\\u" not in written else 0
    return _Pattern(kind, re.compile(written, flags), _TOLD if is_english else _HAN)


_PATTERNS = [_pattern(kind, written) for kind, written in _WRITTEN]
_RETRIED = re.compile(
    r"重试|补推|补发|重推|重发|重新推送|再次推送|推送失败|\bretr(?:y|ies|ied|ying)\b|\bresen[dt]\b|\battempts?\b|\btr(?:y|ies|ied)\b",
    re.IGNORECASE,
)
"""What a sentence says that tells how often, and for how long, something is repeated."""
_PROMPT = re.compile(
    r"\b(?:respon[ds][a-z]{0,6}|complet[a-z]{1,4}|(?:must|should|shall) answer"
    r"|accounts?|trials?|invoices?|contracts?|time-?out|delay(?:ed|s)?)\b",
    re.IGNORECASE,
)
"""What a sentence says that tells how long a call may take, or of business."""
_OFF = re.compile("偏差|误差|相差|相隔|时差")
"""What a sentence says that tells how far clocks may differ."""
_HAD = re.compile(
    r"result|quer|retriev|fetch|look|request|report|record|messages|data|histor|\blogs?\b|available|status|poll|download|access"
    r"|old", re.IGNORECASE
)  # fmt: skip
"""What a sentence says that tells within what time something can be had."""
_OF_CODE = re.compile(r"(?:验证码|动态码|校验码|令牌|二维码|链接|密码|[Tt]oken)[^。；;\n]{0,8}\Z")
"""What is valid for some time, and no report that can be had."""
_PUSHED = re.compile("推送|回调|提醒|更新|刷新|同步|上报")
"""What vendors and devices do by themselves, as often as they like."""
_OF_ANYTHING = re.compile(
    r"(?:within|up to|removed|deleted|purged|erased|dropped|(?:hold|keep|store|retain|stay|remain)s?)\b", re.IGNORECASE
)
"""How something begins that is a limit only where the sentence is about what can be had."""
_SAVED = re.compile("保留|保存|缓存|留存?|存放|存储")
_IS_KEPT = re.compile(
    rf"{_SAVED.pattern}|(?:stor|kept|retain|held|sav|remov|delet|purg|eras|hold|keep|stay|remain)", re.IGNORECASE
)
_COMMA = re.compile("[，,。；;\n]")
_MOST = re.compile(_ONLY)
_END = re.compile(r"[。；;\n]|\.(?=\s|\Z)")
_QUOTED = re.compile(r"\"[^\"\n]{0,500}\"|“[^“”\n]{0,500}”|「[^「」\n]{0,500}」")
"""Words that are quoted are somebody's sample."""
_BEGUN = re.compile(
    "每|单|最[多大长]|超过|不[超能得要可]|上限|限|间隔|保|留|存|近|[0-9][ ]?(?:条|次|个|秒|分|小|天)?\\Z"
    r"|\b(?:per|every|each|most|more|than|limit(?:ed)?|within|up|for|after|to|max(?:imum)?|[0-9]{1,7}[a-z ]{0,30})\Z",
    re.IGNORECASE,
)
"""What stands at the end of a line in which a limit begins."""
_MAX_BROKEN = 40
_NUMERAL = re.compile("[0-9一两二三四五六七八九十]")
_SPELLED = ("one", "once", "two", "ten", "five", "three")
_MAX_PROSE = 2000


def find(text: Text, page: Page) -> Sequence[Limit]:
    """The limits that a piece of prose states, in the order of their kinds.

    Args:
        text: A line, a paragraph or a cell; what lies beyond its first 2,000 characters is not read.
        page: The page.
    """
    stated = _stated(text.value[:_MAX_PROSE])
    return [_limit(kind, match, text, page) for kind, match in stated] if stated else ()


def going_on(before: Text, text: Text, page: Page) -> Sequence[Limit]:
    """The limits that a line of prose states which goes on with the sentence of the line before it.

    Args:
        before: The line before, whose sentence is not over.
        text: The line.
        page: The page.
    """
    if not _is_broken(before.value[-_MAX_BROKEN:], text.value[:_MAX_BROKEN]) and not may_be_stated(text.value):
        return ()
    begin = max((end.end() for end in _END.finditer(before.value)), default=0)
    is_parted = before.value[-1:].isascii() and text.value[:1].isascii()
    joined = join([before.part(begin), text], " " if is_parted else "")
    seam = len(joined) - len(text)
    stated: list[tuple[LimitKind, re.Match[str]]] = [*_stated(joined.value[:_MAX_PROSE])]
    return [_limit(kind, match, joined, page) for kind, match in stated if match.end() > seam]


def _is_broken(before: str, after: str) -> bool:
    """Whether a limit may be stated over the end of a line."""
    return _BEGUN.search(before) is not None and _NUMERAL.search(before + after) is not None


def is_kept(limit: Limit) -> bool:
    """Whether a limit says how long something is kept, and not only of what time there is something."""
    return limit.kind == "window" and _IS_KEPT.match(limit.printed.text) is not None


def once(found: Iterable[Limit]) -> Iterator[Limit]:
    """Each limit once, where a description repeats it."""
    seen: set[tuple[LimitKind, int | None, int | None, str | None]] = set()
    for limit in found:
        key = limit.kind, limit.count, limit.seconds, limit.of
        if key not in seen:
            seen.add(key)
            yield limit


def may_be_stated(line: str) -> bool:
    """Whether a line states a limit."""
    return bool(_stated(line[:_MAX_PROSE]))


@remembered
def _stated(prose: str) -> Sequence[tuple[LimitKind, re.Match[str]]]:
    if not _NUMERAL.search(prose) and not _spells_number(prose.lower()):
        return ()
    prose = _QUOTED.sub(lambda match: " " * len(match.group()), prose)
    hints = {hint for hint in (_HAN, _TOLD) if hint.search(prose)}
    found: list[tuple[LimitKind, re.Match[str]]] = []
    for pattern in _PATTERNS:
        for match in pattern.written.finditer(prose) if pattern.hint in hints else ():
            start, end = match.span()
            is_free = not any(start < other.end() and other.start() < end for _, other in found)
            if is_free and _is_meant(pattern.kind, prose, match):
                found.append((pattern.kind, match))
    return found


def _is_meant(kind: LimitKind, prose: str, match: re.Match[str]) -> bool:
    """Whether the sentence is about calls and what can be had, not about what is repeated or how long it takes."""
    if kind == "batch":
        return True
    begin = max((end.end() for end in _END.finditer(prose, 0, match.start())), default=0)
    end = _END.search(prose, match.end())
    sentence = prose[begin : end.start() if end else len(prose)]
    said = match.group()
    if _RETRIED.search(_clause(prose, match) if _SAVED.match(said) else sentence):
        return False
    if kind == "rate":
        return _PUSHED.search(said) is None or (_MOST.search(said) is not None and "提醒" not in said)
    if _OF_CODE.search(prose[begin : match.start()]):
        return False
    is_had = _OF_ANYTHING.match(said) is None or _HAD.search(sentence) is not None
    return is_had and not _PROMPT.search(sentence) and not _OFF.search(sentence)


def _clause(prose: str, match: re.Match[str]) -> str:
    """The part of a sentence between commas that a match stands in."""
    begin = max((comma.end() for comma in _COMMA.finditer(prose, 0, match.start())), default=0)
    end = _COMMA.search(prose, match.end())
    return prose[begin : end.start() if end else len(prose)]


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
    if word.endswith("万"):
        return int(word[:-1]) * 10_000
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.partition("十")
    if ten and len(word) > 1:
        return (NUMERALS.get(tens, 1) if tens else 1) * 10 + (NUMERALS.get(ones, 0) if ones else 0)
    return NUMERALS.get(word)
