"""What a page says once of several calls that the vendor makes: the method that all of them take."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import sentences
from dlrgen.pages.blocks import Line
from dlrgen.pages.endpoints.methods import may_tell
from dlrgen.pages.endpoints.noted import Noted
from dlrgen.pages.endpoints.sections import Begin
from dlrgen.pages.text import Text

_OF_ALL = re.compile(
    r"\b(?:these|all|each|every|the) (?:[a-z]{1,20} )?(?:requests?|notifications?|callbacks?|webhooks?|events?)\b"
    r"|\A\W{0,3}(?:callbacks|webhooks|notifications) are\b"
    r"|(?:所有|全部|每个|各)[^。]{0,8}(?:回调|推送|通知)",
    re.IGNORECASE,
)
_OF_ALL_CALLS = re.compile(
    r"\ball (?:of the |the |our |api )?(?:requests|calls|endpoints|methods|urls|apis|api calls)\b[^.\n]{0,40}?"
    r"(?<![A-Za-z/])(?P<english>GET|POST)(?![A-Za-z/]|[ ]?(?:or|and|,|/))"
    r"|(?:所有|全部|下面|以下|下列|每个|各个?)[^。\n]{0,14}?(?:接口|地址|请求|调用)[^。，\n]{0,8}?(?:都|均|统一|一律|全部)"
    r"[^。，\n]{0,6}?(?P<chinese>GET|POST)(?![A-Za-z/]|[ ]?(?:或|和|与|及|、|/))",
)
_MAX_LINE = 600
_FIRST = 300
"""Among how many pieces at the beginning of a page it tells what all calls have in common."""


class Shared:
    """Sentences about the vendor's calls that were read so far, and what they say."""

    def __init__(self, noted: Sequence[Noted]) -> None:
        """Begin a page, of which the pieces tell."""
        self._method: Text | None = None
        self.leaves_rest = any(
            "*" in each.piece.text.value and sentences.leaves_rest(each.piece.text.value)
            for each in noted
            if isinstance(each.piece, Line)
        )
        """Whether what has an asterisk must be there, and the rest need not."""
        self._of_all = next((told for each in noted[:_FIRST] if (told := _told_of_all(each)) is not None), None)
        """The method that a sentence says all calls take."""

    def method_of(self, noted: Sequence[Noted], begin: Begin) -> Text | None:
        """The method of a section of which it does not tell one itself; to be asked of each, in their order."""
        is_told = any(each.method is not None or each.is_either for each in noted)
        has_address = any(each.urls for each in noted)
        shared = self._method if begin.is_callback and not has_address else self._of_all if has_address else None
        method = None if is_told else shared
        for each in noted:
            if each.method is not None and not each.urls and isinstance(each.piece, Line):
                value = each.piece.text.value
                is_of_all = (
                    len(value) <= _MAX_LINE and _OF_ALL.search(value) and sentences.mentions_callback(value, _MAX_LINE)
                )
                self._method = each.method if is_of_all else self._method
        return method


def _told_of_all(noted: Noted) -> Text | None:
    """The method that a line says all calls take; None if it says none."""
    if not isinstance(noted.piece, Line) or not may_tell(noted.piece.text.value):
        return None
    found = _OF_ALL_CALLS.search(noted.piece.text.value, 0, _MAX_LINE)
    return noted.piece.text.part(*found.span(found.lastgroup or 0)) if found is not None else None
