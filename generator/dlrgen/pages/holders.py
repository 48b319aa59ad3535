"""Headings that say what has the members below them: `data 列表元素的字段说明`."""

from __future__ import annotations

import re

from msgspec import Struct

from dlrgen.pages.remembered import remembered

_TOLD = re.compile(
    r"(?<![A-Za-z0-9_.])(?P<name>[a-z][A-Za-z0-9_]{0,40})[ `]{0,2}"
    r"(?:字典|对象|[Oo]bject|(?P<list>数组|列表|集合|[Aa]rray|[Ll]ist))[ ]?[中里内下]?"
    r"(?:每个|每项|各)?(?:元素|成员)?的?(?:字段|参数|属性)"
)
_PLAIN = frozenset({
    "api", "body", "form", "get", "header", "http", "https", "json", "param", "params", "post", "query", "request",
    "response", "sdk", "url", "xml",
})  # fmt: skip
"""What is no field that holds others, but the call or how it is written."""


class Told(Struct, frozen=True, gc=False):
    """The name that a heading tells, and the path inside what is called so."""

    name: str
    inside: str


@remembered
def announced(heading: str) -> Told | None:
    """What a heading says to have the members below it; None if it says nothing of that."""
    found = _TOLD.search(heading)
    if found is None or found["name"].lower() in _PLAIN:
        return None
    return Told(found["name"], f"{found['name']}[]" if found["list"] else found["name"])
