"""Elements of HTML within a line: what begins right behind another one and is styled in another way is another word."""

from __future__ import annotations

import re
from collections.abc import Callable

INLINE = frozenset({"b", "code", "em", "i", "small", "span", "strong"})
"""Elements that a page may set apart by its style alone."""
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
        is_apart, self._is_apart, self._closed = self._is_apart, False, None
        return is_apart and _IN_WORD.match(text) is not None and _IN_WORD.match(before()[-1:]) is not None
