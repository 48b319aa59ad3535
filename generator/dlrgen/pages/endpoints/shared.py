"""What a page says once of several calls that the vendor makes: the method that all of them take."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import sentences
from dlrgen.pages.blocks import Line
from dlrgen.pages.endpoints.noted import Noted
from dlrgen.pages.endpoints.sections import Begin
from dlrgen.pages.text import Text

_OF_ALL = re.compile(
    r"\b(?:these|all|each|every|the) (?:[a-z]{1,20} )?(?:requests?|notifications?|callbacks?|webhooks?|events?)\b"
    r"|\A\W{0,3}(?:callbacks|webhooks|notifications) are\b"
    r"|(?:所有|全部|每个|各)[^。]{0,8}(?:回调|推送|通知)",
    re.IGNORECASE,
)
_MAX_LINE = 600


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

    def method_of(self, noted: Sequence[Noted], begin: Begin) -> Text | None:
        """The method of a section of which it does not tell one itself; to be asked of each, in their order."""
        is_told = not begin.is_callback or any(each.method is not None or each.is_either or each.urls for each in noted)
        method = None if is_told else self._method
        for each in noted:
            if each.method is not None and not each.urls and isinstance(each.piece, Line):
                value = each.piece.text.value
                is_of_all = (
                    len(value) <= _MAX_LINE and _OF_ALL.search(value) and sentences.mentions_callback(value, _MAX_LINE)
                )
                self._method = each.method if is_of_all else self._method
        return method
