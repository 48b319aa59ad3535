"""Which method of HTTP a line or heading says that a call takes."""

from __future__ import annotations

import re

from msgspec import Struct

from dlrgen.pages.remembered import remembered

VERB = "GET|POST|PUT|DELETE|PATCH"
_MAX_LINE = 2000
_MAX_TITLE = 100
_MANY = 3
"""How many methods are what a protocol has, rather than what a call may take."""
_VERBS = frozenset(
    spelling for verb in VERB.split("|") for spelling in (verb, verb.lower(), verb.capitalize())
)  # fmt: skip
_METHOD = re.compile(rf"(?<![A-Za-z])({VERB})(?![A-Za-z])", re.IGNORECASE)
_TOLD = re.compile(
    r"(?:请求方式|提交方式|请求方法|访问方式|调用方式|推送方式|[Mm]ethod|(?:[Rr]equest|[Cc]all|HTTP)[ ][Tt]ype"
    r"|(?:request|call) is an? |[Uu]se)(?:[ ]is)?[ \t]*[:：为]?"
    rf"[^A-Za-z0-9\n]{{0,10}}(?P<after>{VERB}|[Gg]et|[Pp]ost)(?![A-Za-z])"
    rf"|(?<![A-Za-z])(?P<before>{VERB}|[Gg]et|[Pp]ost)[`\"'* ]{{0,4}}(?:方式|方法|请求|提交|发送|推送|接口|调用)"
    rf"|(?<![A-Za-z])(?P<english>{VERB})[`\"'*]{{0,3}}[ ](?:request|query|method|call|notification|callback"
    r"|with (?:the|a|this|these)\b|to (?:the|your)\b)"
    rf"|(?<![A-Za-z])(?:HTTP|[Hh]ttp)(?:s|S|\(s\)|\(S\))?[ -](?P<http>{VERB}|[Gg]et|[Pp]ost)(?![A-Za-z])"
    rf"|(?<![\u4e00-\u9fffA-Za-z])(?:方法|方式|类型)[*`]{{0,2}}[ \t]?[:：][*` \t]{{0,4}}"
    rf"(?P<labelled>{VERB})(?![A-Za-z])"
    rf"|(?:主动|直接|使用|采用|通过|以|会|将)[ ]?(?P<deed>{VERB})[ ]?(?:到|至|给|的)"
    rf"|(?:地址|URL|url)[，,、][ ]?[`*]{{0,2}}(?P<listed>{VERB})(?=[`*]{{0,2}}[，,。；;：:])"
    rf"|[向往](?:[^。，,；;\n]{{1,24}}?)?发(?:送|起|出)?(?:一个|一次|一条)?[ `*]{{0,3}}(?P<sent>{VERB})(?![A-Za-z])"
    rf"|(?<![A-Za-z])(?:[Ww]e|will|to|and|then) [`*]{{0,2}}(?P<verb>{VERB})[`*]{{0,2}}"
    r"(?= (?:it|the|an?|your?|to|this|them|each|every)\b)"
    rf"|(?<![A-Za-z])(?P<there>{VERB})[`* ]{{0,3}}[到至](?:[该这此您你贵所]|回调|指定)"
    rf"|[用以][ `*]{{0,3}}(?P<with>{VERB})[^。，,；;\n]{{0,10}}(?:推送|发送|提交|通知|回调)"
    rf"|(?<![A-Za-z])(?:with|via|by|using|through) (?:an? )?(?:HTTPS? )?[`*]{{0,3}}(?P<means>{VERB})(?![A-Za-z/])"
    rf"|\A[ \t>]*[`*\"']{{0,3}}(?P<alone>{VERB})[`*\"']{{0,3}}[ \t]*(?:\Z|[，,。；;])"
)
_ALONE = re.compile(rf"\A[ \t`*]*(?P<alone>{VERB})[ \t`*]*\Z")
_OF_TITLE = re.compile(
    rf"\A[^A-Za-z\u4e00-\u9fff]{{0,12}}(?P<first>{VERB})"
    r"(?:(?:[\]】)）]|[ \t]*[:：|])?[ \t]+(?=\S)"
    r"|(?=[\u4e00-\u9fff])(?!请求|方式|方法|提交|数据|参数|接口|传|返回|示例|调用))"
    rf"|[（(\[【][ \t]*(?:HTTPS?[ /])?(?P<last>{VERB})(?:[ \t]*(?:请求|方式|方法))?[ \t]*[)）\]】][ \t]*\Z"
    rf"|(?<=\S)[ \t`*]{{1,4}}(?P<end>{VERB})(?:[ ](?i:request|method|call))?[ \t`*]{{0,4}}\Z"
)
"""The method as what a title begins or ends with."""
_EITHER = re.compile(
    r"(?<![A-Za-z])(?:(?P<get>GET)|POST)(?![A-Za-z])[`\"'*]{0,3}[ \t]*"
    r"(?:[/,，、|&]|or|and|或者|或|和|与|及)[ \t]*(?:HTTPS?[ \t]+|an?[ \t]+)?[`\"'*]{0,3}"
    r"(?(get)POST|GET)(?![A-Za-z])|\A[ \t]*(?:GET[ \t]+POST|POST[ \t]+GET)[ \t]*\Z",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"(?<![A-Za-z])(?:PUT|DELETE|PATCH)(?![A-Za-z])")


class Told(Struct, frozen=True, gc=False):
    """What is said of the method: where it stands, or that the caller may take GET or POST."""

    span: tuple[int, int] | None
    is_either: bool = False


@remembered
def may_tell(value: str) -> bool:
    """Whether a text holds a method at all, which is seldom so."""
    return len(value) <= _MAX_LINE and any(verb in value for verb in _VERBS)


def told(value: str, *, is_labelled: bool, is_line: bool) -> Told | None:
    """What a text says of the method; none if it says nothing.

    Args:
        value: The text.
        is_labelled: Whether it stands where the method is to be stated.
        is_line: Whether it is a line of prose; headings name methods that are not the call's.
    """
    if not may_tell(value):
        return None
    if _leaves_choice(value):
        return Told(None, is_either=True)
    if is_labelled and (method := _METHOD.search(value)):
        return Told(method.span()) if len({verb.upper() for verb in _METHOD.findall(value)}) < _MANY else None
    return _told_by(value) if is_line else _told_alone(value)


@remembered
def _leaves_choice(value: str) -> bool:
    return _EITHER.search(value) is not None and not _OTHERS.search(value)


@remembered
def _told_by(line: str) -> Told | None:
    found = _TOLD.search(line)
    return Told(found.span(found.lastgroup or 0)) if found else None


@remembered
def _told_alone(value: str) -> Told | None:
    found = _ALONE.search(value)
    return Told(found.span("alone")) if found else None


def of_title(value: str) -> tuple[int, int] | None:
    """Where a title says which method its call takes; none if it says nothing."""
    found = _OF_TITLE.search(value) if len(value) <= _MAX_TITLE and may_tell(value) else None
    if found is None or len({verb for verb in _METHOD.findall(value) if verb.isupper()}) > 1:
        return None
    return found.span(found.lastgroup or 0)
