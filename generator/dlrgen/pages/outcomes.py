"""Whether an answer that a page shows is one of a call that failed: by its values, or by what stands above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from dlrgen.pages import sentences
from dlrgen.pages.model import CodeTable, Example, Value
from dlrgen.pages.remembered import remembered

_SUCCESS_KEYS = frozenset({"success", "ok", "issuccess", "is_success", "succeeded", "succ"})
_STATUS_KEYS = frozenset({"status", "result", "state", "stat", "type", "outcome", "code", "returnstatus",
    "return_code", "result_code", "returncode", "resultcode",
})  # fmt: skip
_FAILURES = frozenset({
    "failure", "fail", "failed", "faild", "error", "err", "failues", "unauthorized", "forbidden", "invalid", "失败",
    "错误",
})  # fmt: skip
_ERROR_KEYS = frozenset({"error", "errormessage", "error_message", "errormsg", "error_msg", "error_description"})
_CODE_KEYS = frozenset({
    "code", "errcode", "errorcode", "error_code", "err_code", "errno", "error", "retcode", "ret_code", "ret", "rtn",
    "returncode", "return_code", "resultcode", "result_code", "respcode", "resp_code", "rspcode", "rspcod",
    "statuscode", "status_code", "status", "state", "stat", "sts", "result", "success", "returnstatus", "responsecode",
    "response_code",
})  # fmt: skip
_MESSAGE_KEYS = frozenset({
    "msg", "message", "errmsg", "errormsg", "error_msg", "err_msg", "errormessage", "error_message", "desc",
    "description", "info", "reason", "retmsg", "ret_msg", "resultmsg", "result_msg", "respmsg", "resp_msg", "rspmsg",
    "returnmsg", "return_msg", "resultdesc", "errordesc", "statusmsg", "detail", "remark", "responseresult", "text",
    "statusmessage", "status_message",
})  # fmt: skip
_TOLD_KEYS = frozenset({
    "msg", "message", "errmsg", "errormsg", "errormessage", "error_msg", "error_message", "retmsg", "resultmsg",
})  # fmt: skip
"""What answers call a message beside a code."""
_NO_CODES = frozenset({"error", "status", "state", "stat", "sts", "result", "success"})
"""What may be a code in an answer, and something else in a request."""
_ENVELOPES = frozenset({"meta", "head", "header", "status", "result", "response", "error", "state"})
"""What holds how a call went, beside what it is about."""
_HTTP_KEYS = frozenset({"status", "statuscode", "status_code", "httpstatus", "http_status", "code"})
_WORDED = re.compile(r"[a-z\u4e00-\u9fff]{3}")
_NO_ERRORS = frozenset({"success", "none", "null", "no error", "false", "string", "成功", "无错误", "ok"})
_NOTHING = frozenset({"", "null", "0", "false", "none"})
_FAILED = re.compile(r"[45][0-9]{2}\Z")
_WENT_WELL = re.compile(r"0{1,6}|200|201|ok|success|successful|true|succ", re.IGNORECASE)
_STATUS = re.compile(
    r"[^\w\u4e00-\u9fff]*(?:(?:https?|status|response|code|error|响应|返回|状态码?|错误码?)[ /:：.0-9-]{0,10}){0,3}"
    r"(?P<status>[245][0-9]{2})(?![0-9.]|[ ]?[\u4e00-\u9fff])",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(（](?:http[ ])?(?P<status>[245][0-9]{2})(?:[ ][a-z ]{1,30})?[)）]", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|when|in case|on|upon|otherwise)\b|如果|若|当|时|否则|情况", re.IGNORECASE)
_EVENT = re.compile(r"[ \t`*]*[a-z]{2,30}(?:[._][a-z]{2,30}){1,4}[ \t`*]*\Z")
"""What an event is called, whatever has become of what it tells of."""
_MAX_LABEL = 60
_MAX_SENTENCE = 200


@remembered
def status_told(label: str) -> bool | None:
    """Whether a label names a status of HTTP of a call that went well; None if it names none."""
    found = (_STATUS.match(label) or _BRACKETED.search(label)) if len(label) <= _MAX_LABEL else None
    return found["status"] < "400" if found is not None else None


@remembered
def label_told(label: str) -> bool | None:
    """Whether the line above an answer says that the call went well; None if it says neither, or both."""
    if len(label) > _MAX_SENTENCE or (len(label) > _MAX_LABEL and not _CONDITION.search(label)):
        return None
    if _EVENT.match(label):
        return None
    status = status_told(label)
    return sentences.went_well(label) if status is None else status


def says_it_failed(example: Example) -> bool:
    """Whether an answer says by a value at its top, or in what tells how the call went, that the call failed."""
    top = [*_top(example)]
    if any(name in _SUCCESS_KEYS and (value.text or "").strip().lower() == "true" for name, value in top):
        return False
    if any(
        name in _ERROR_KEYS and (value.text or "").lower() in _NOTHING and not _has_shape(value) for name, value in top
    ):
        # A state may be one of a message, which failed though the call did not.
        top = [(name, value) for name, value in top if name not in _STATUS_KEYS]
    return any(_is_failure(name, value) for name, value in top) or _holds_error(example)


def _has_shape(value: Value) -> bool:
    return value.shape in ("object", "array")


def is_answer(example: Example) -> bool:
    """Whether an example has at its top a code and a message, as answers do and requests do not."""
    names = {name for name, _ in _top(example)}
    is_told = not names.isdisjoint(_CODE_KEYS - _NO_CODES) and not names.isdisjoint(_TOLD_KEYS)
    return example.syntax in ("json", "xml") and is_told


def _top(example: Example) -> Iterator[tuple[str, Value]]:
    for value in example.values:
        first, _, name = value.path.partition(".")
        if not name and "[" not in first:
            yield first.lower(), value
        elif first.lower() in _ENVELOPES and "." not in name and "[" not in value.path:
            yield name.lower(), value


def _is_failure(name: str, value: Value) -> bool:
    word = (value.text or "").strip().lower()
    if name in _SUCCESS_KEYS:
        return word == "false"
    if name in _ERROR_KEYS:
        return value.shape == "string" and _WORDED.search(word) is not None and word not in _NO_ERRORS
    return (name in _STATUS_KEYS and (word in _FAILURES or (word == "false" and value.shape == "boolean"))) or (
        name in _HTTP_KEYS and _FAILED.match(word) is not None
    )


def _holds_error(example: Example) -> bool:
    """Whether an answer is, or has at its top, an object that tells of an error with a code or a message."""
    return any(
        value.path.lower() in _OF_ERRORS and (value.text or "").strip().lower() not in ("", "0", *_NO_ERRORS)
        for value in example.values
    )


_OF_ERRORS = frozenset({f"{error}.{name}" for error in ("error", "errors[]") for name in ("code", "message", "msg")})


def told_apart(examples: Sequence[Example]) -> Iterator[tuple[int, Example]]:
    """The answers whose message tells of a failure, as their codes are none of calls that went well."""
    answers = [(k, example) for k, example in enumerate(examples) if example.kind == "response"]
    failing = {k for k, example in answers if _tells_failure(example)}
    if not failing:
        return
    codes = {k: {n: (v.text or "").strip() for n, v in _top(e) if n in _CODE_KEYS} for k, e in answers}
    good = [codes[k] for k, example in answers if k not in failing and _tells_success(example)]
    for k, example in answers:
        if k in failing and (_has_failed(codes[k]) or any(_differs(codes[k], other) for other in good)):
            yield k, replace(example, kind="error")


def by_codes(examples: Sequence[Example], tables: Sequence[CodeTable]) -> Iterator[tuple[int, Example]]:
    """The answers with a code and a message whose code a table explains, where it says of another that all is well."""
    answers = [(k, example) for k, example in enumerate(examples) if example.kind == "response" and is_answer(example)]
    failed = {code for table in tables for code in _of_failures(table)} if answers else set[str]()
    for k, example in answers if failed else ():
        codes = {(value.text or "").strip() for name, value in _top(example) if name in _CODE_KEYS - _NO_CODES}
        if codes and codes <= failed and not any(map(_WENT_WELL.fullmatch, codes)):
            yield k, replace(example, kind="error")


def _of_failures(table: CodeTable) -> set[str]:
    """The codes of a table that are not of calls that went well; none if it has no such one to tell them from."""
    told = {row.code.text: row.meaning.text if row.meaning is not None else "" for row in table.rows}
    good = {code for code, meaning in told.items() if _WENT_WELL.fullmatch(code) and sentences.went_well(meaning)}
    return told.keys() - good if good else set()


def _has_failed(codes: dict[str, str]) -> bool:
    """Whether there are codes, and none is known to be of a call that went well."""
    return bool(codes) and not any(map(_WENT_WELL.fullmatch, codes.values()))


def _differs(codes: dict[str, str], good: dict[str, str]) -> bool:
    return any(name in good and good[name] != code for name, code in codes.items())


def _messages(example: Example) -> Iterable[str]:
    return (value.text or "" for name, value in _top(example) if name in _MESSAGE_KEYS and value.shape == "string")


def _tells_failure(example: Example) -> bool:
    return any(sentences.went_well(message) is False for message in _messages(example))


def _tells_success(example: Example) -> bool:
    return any(sentences.went_well(message) or _WENT_WELL.fullmatch(message.strip()) for message in _messages(example))
