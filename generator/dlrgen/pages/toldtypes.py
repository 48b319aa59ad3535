"""Types that a description tells, where no column and no brackets do: `A string that names the sender`."""

from __future__ import annotations

import re

from dlrgen.pages import terms
from dlrgen.pages.remembered import remembered

_TOLD = re.compile(
    r"[ \t]*(?:(?:an?|the)[ \t]+|(?=(?:array|list|object|map)[ \t]+(?:of|contain)))[`*'\"]{0,2}"
    r"(?P<type>string|boolean|bool|integer|int|float|array|list|collection|object|map|datetime|timestamp)[`*'\"]{0,2}"
    r"(?=[ \t]+(?:of|value|contain|with|that|which|spec|indicat|represent|describ|identif|denot|hold|nam|set|in|for)"
    r"|[ \t]*(?:[.,;(]|\Z))",
    re.IGNORECASE,
)
"""How a sentence begins that says what is to be given by its type."""
_ALONE = re.compile(
    r"[ \t]*(?P<type>string|boolean|bool|integer|int|long|float|double|decimal|array|object|字符串|整数|整型|布尔值"
    r"|数组)[ \t]*(?:\n|\Z)",
    re.IGNORECASE,
)
"""A word that is all of a description, or has the first of several lines for itself."""
_AMONG = re.compile(
    r"[,，;；][ \t]*(?P<type>string|boolean|integer|字符串|整数|整型|长整型|布尔值|布尔型|浮点数|数组)"
    r"(?=[ \t]*(?:[,，;；。.\n]|\Z))"
)
"""A type among what a description lists."""
_CALLED = re.compile(
    r"[ \t]*(?P<type>string|boolean|bool|int(?:eger)?|long|float|double|decimal|array|list|object|json|字符串|字符"
    r"|整数|整形|布尔|数组|对象|浮点|日期|时间戳)[ ]?(?:类型|型)(?=[ \t]*(?:[,，;；。：:]|\Z))",
    re.IGNORECASE,
)
"""A type that is called one, before what else is said."""
_ENDING = re.compile(
    r"[ \t]*(?:[A-Za-z0-9][A-Za-z0-9_-]{0,20}[ ]){1,3}(?P<type>string|integer|boolean|object|array)\Z", re.IGNORECASE
)
"""A few words that end with a type: `ISO8601 date string`."""
_FIRST = re.compile(
    r"[ \t]*(?P<type>string|boolean|bool|integer|int|long|float|double|array|object|json object|字符串|整数|整型|布尔值"
    r"|数组)[ ]?[,，][ ]?(?=[\u4e00-\u9fffA-Za-z])",
    re.IGNORECASE,
)
"""A type before all else that a description lists."""
_TRAILING = re.compile(
    r"[\u4e00-\u9fff0-9）)][ \t]{1,4}(?P<type>string|int|integer|long|boolean|double|float)[ \t]*\Z", re.IGNORECASE
)
"""A type that a blank parts from the Chinese before it, at the end."""
_LED = re.compile(
    r"[ \t]*[(（\[]?(?P<type>string|boolean|bool|integer|int|long|float|double|decimal|array|object|字符串"
    r"|整数|整型|布尔值|数组)[ \t]*(?:[)）\],，;；:：]|\Z)",
    re.IGNORECASE,
)
"""How a comment begins that tells a type first."""
_BEGINNINGS = frozenset({"a ", "an", "ar", "li", "ma", "ob", "th"})
_LONGEST, _MAX_TEMPLATE, _MAX_AMONG = 16, 400, 60
_TEMPLATE = re.compile(
    r"[ \t]*[<{]?(?P<type>[A-Za-z\u4e00-\u9fff]{2,20}(?:\[\])?)[>}]?[ \t]*[,(（\[][ \t]*"
    r"(?P<must>required|optional|mandatory|必填|必选|必须|可选|选填)[ \t]*[)）\]]?[ \t]*"
    r"(?:[-–—:：,，][ \t]*(?P<rest>[^\n]{0,300}))?\Z",
    re.IGNORECASE,
)
"""What stands in the place of a value in a template."""


def may_tell(description: str) -> bool:
    """Whether a description may begin with a type, which few do."""
    return description[:2].lower() in _BEGINNINGS or len(description) < _LONGEST or "\n" in description[:_LONGEST]


@remembered
def told(description: str) -> tuple[int, int] | None:
    """Where a description tells a type; None if it tells none."""
    found = (_TOLD.match(description) or _ALONE.match(description)) if may_tell(description) else None
    found = (
        found
        or (None if description.isascii() else _TRAILING.search(description))
        or _CALLED.match(description)
        or _FIRST.match(description)
        or _ENDING.match(description)
        or _AMONG.search(description[:_MAX_AMONG])
    )
    return found.span("type") if found is not None else None


def template(value: str) -> tuple[str, bool | None, str] | None:
    """The type, whether it must be there, and the description that stand in the place of a value; None if none do."""
    found = _TEMPLATE.match(value) if len(value) <= _MAX_TEMPLATE else None
    if found is None or terms.base_type(found["type"]) is None:
        return None
    return found["type"], terms.is_required(found["must"]), found["rest"] or ""


def led(comment: str) -> str | None:
    """The type that a comment begins with; None if it begins otherwise."""
    found = _LED.match(comment)
    return found["type"] if found is not None else None
