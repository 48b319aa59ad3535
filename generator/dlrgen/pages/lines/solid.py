"""The lines of a page, or of a part of it, that are not blank."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from dlrgen.pages.text import Text


class SolidLines:
    """Which lines are not blank, and what they say without the blanks around it.

    Attributes:
        lines: All lines.
        at: The numbers of those that are not blank.
        words: What these say.
    """

    def __init__(self, lines: Sequence[Text]) -> None:
        """Take lines that follow each other."""
        self.lines = lines
        self.at: list[int] = []
        self.words: list[str] = []
        for i, line in enumerate(lines):
            value = line.value.strip()
            if value:
                self.at.append(i)
                self.words.append(value)

    def __len__(self) -> int:
        return len(self.at)

    def first(self, line: int) -> int:
        """How many of them stand before a line."""
        return bisect_left(self.at, line)

    def texts(self, start: int, end: int) -> list[Text]:
        """Those from one to another, without the blanks around them."""
        return [self.lines[k].strip() for k in self.at[start:end]]

    def after(self, last: int) -> int:
        """The line that follows one of them."""
        return self.at[last] + 1
