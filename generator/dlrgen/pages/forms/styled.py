"""Elements of HTML within a line: what begins right behind another one and is styled in another way is another word."""

from __future__ import annotations

import re
from collections.abc import Callable

from dlrgen.pages import terms

INLINE = frozenset({"b", "code", "em", "i", "small", "span", "strong"})
"""Elements that a page may set apart by its style alone."""
_METHOD = re.compile(r"\s*(?:GET|POST|PUT|DELETE|PATCH)\Z")
_ADDRESS = re.compile(r"/(?![ ]?(?:GET|POST|PUT|DELETE|PATCH)\b)|\{|https?:")
"""How an address begins, rather than another method."""
_MAX_BADGE = 24
_IN_WORD = re.compile(r"[A-Za-z0-9]")


class Styles:
    """The elements within a line that are open, and whether one follows another without a blank."""

    def __init__(self) -> None:
        """Begin with none."""
        self._open: list[tuple[str, str]] = []
        self._closed: tuple[str, str] | None = None
        self._is_apart = False

    def open(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag in INLINE:
            self._open.append((tag, next((value or "" for key, value in attrs if key == "class"), "")))
            self._is_apart = self._closed not in (None, self._open[-1])

    def close(self, tag: str) -> None:
        """An element ends."""
        if tag in INLINE:
            self._closed = self._open.pop() if self._open else None

    def parts(self, before: Callable[[], str], text: str) -> bool:
        """Whether a text is another word than what was printed before it, although no blank stands between them."""
        is_apart, self._is_apart = self._is_apart, False
        has_closed, self._closed = self._closed is not None, None
        if has_closed and _ADDRESS.match(text) and _METHOD.match(before()):
            return True
        if has_closed and not is_apart and _IN_WORD.match(text) and _are_badges(before(), text):
            return True
        return is_apart and _IN_WORD.match(text) is not None and _IN_WORD.match(before()[-1:]) is not None


def _are_badges(before: str, text: str) -> bool:
    """Whether a type stands before a word for must, each in an element of its own."""
    is_short = len(before) < _MAX_BADGE and len(text) < _MAX_BADGE
    return is_short and terms.base_type(before.strip()) is not None and terms.is_required(text.strip()) is not None
