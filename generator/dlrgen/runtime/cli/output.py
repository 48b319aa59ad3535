"""Rows on standard output: as a table for people, as JSON lines and CSV for programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from .wrong import CannotRun

_NARROWEST = (24, 12)
"""To what width the widest columns are wrapped; to the second only where the first is not enough."""
_COLOURS = {
    "delivered": "green", "undelivered": "red", "rejected": "red", "expired": "red", "canceled": "red",
    "queued": "yellow", "in_transit": "yellow", "buffered": "yellow", "unknown": "magenta", "unrecognised": "magenta",
}  # fmt: skip
Cells = Mapping[str, Any]


class Writer(Protocol):
    """Prints rows as they come."""

    def add(self, row: Cells) -> None:
        """Take a row."""
        ...

    def flush(self) -> None:
        """Print what was taken."""
        ...


class JsonLines:
    """One JSON object per line."""

    def add(self, row: Cells) -> None:
        """Print a row."""
        import msgspec

        print(msgspec.json.encode(row).decode())

    def flush(self) -> None:
        """Let whoever reads see it."""
        sys.stdout.flush()


class Csv:
    """Comma-separated values under a heading; what is neither text nor number stands in its cell as JSON."""

    def __init__(self, columns: Sequence[str]) -> None:
        """Begin; nothing is printed yet."""
        import csv

        self._columns = columns
        self._begun = False
        self._writer = csv.writer(sys.stdout, lineterminator="\n")

    def add(self, row: Cells) -> None:
        """Print a row."""
        self._begin()
        self._writer.writerow([as_text(row.get(column)) for column in self._columns])

    def flush(self) -> None:
        """Let whoever reads see it, and the heading where there are no rows."""
        self._begin()
        sys.stdout.flush()

    def _begin(self) -> None:
        if not self._begun:
            self._writer.writerow(self._columns)
            self._begun = True


class Table:
    """Rows under a heading, in columns as wide as the first of them need.

    On a terminal the widest columns are wrapped so that the table fits. Rows that come later keep the widths.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        """Begin a table; nothing is printed yet.

        Raises:
            CannotRun: The extra `[cli]` is not installed.
        """
        try:
            from rich.cells import cell_len
        except ImportError:
            raise CannotRun("tables need the extra [cli]: pip install 'dlrkit[cli]' (or use --json)") from None
        self._width_of: Callable[[str], int] = cell_len
        self._columns = columns
        self._rows: list[list[str]] = []
        self._widths: list[int] = []

    def add(self, row: Cells) -> None:
        """Keep a row until the next flush."""
        self._rows.append([printable(as_text(row.get(column))) for column in self._columns])

    def flush(self) -> None:
        """Print the rows that were kept, with the heading if it is the first time."""
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        if not self._widths:
            heading = list(self._columns)
            self._widths = _fitted([max(map(self._width_of, column)) for column in zip(heading, *rows, strict=True)])
            self._print(heading, "bold")
        for row in rows:
            self._print(row)
        sys.stdout.flush()

    def _print(self, row: list[str], style: str = "") -> None:
        last = len(row) - 1
        cells = [_wrapped(cell, width, self._width_of) for cell, width in zip(row, self._widths, strict=True)]
        for part in range(max(map(len, cells))):
            shown = [cell[part] if part < len(cell) else "" for cell in cells]
            texts: list[str] = []
            for number, (text, width) in enumerate(zip(shown, self._widths, strict=True)):
                colour = style or (_COLOURS.get(row[number], "") if self._columns[number] == "state" else "")
                blanks = " " * (width - self._width_of(text)) if number < last else ""
                texts.append(painted(text, colour) + blanks)
            print("  ".join(texts).rstrip())


def table_of(columns: Sequence[str], rows: Iterable[Cells]) -> None:
    """Print a whole table."""
    table = Table(columns)
    for row in rows:
        table.add(row)
    table.flush()


def as_text(value: object) -> str:
    """A value as it stands in a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return str.__str__(value)
    import msgspec

    return msgspec.json.encode(value).decode()


def printable(text: str) -> str:
    """A text without what would move a terminal's cursor; line breaks become blanks."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c in "\r\n\t" else ascii(c)[1:-1] for c in text)


def painted(text: str, style: str) -> str:
    """A text in a colour, where a person looks at it and has not said NO_COLOR."""
    if not (text and style and sys.stdout.isatty()) or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    from rich.color import ColorSystem
    from rich.style import Style

    return Style.parse(style).render(text, color_system=ColorSystem.STANDARD)


def _fitted(widths: list[int]) -> list[int]:
    """Widths that fit the terminal."""
    room = _room() - 2 * (len(widths) - 1)
    for narrowest in _NARROWEST:
        while 0 < room < sum(widths) and max(widths) > narrowest:
            widths[widths.index(max(widths))] -= 1
    return widths


def _wrapped(text: str, width: int, width_of: Callable[[str], int]) -> list[str]:
    """A text in lines of a width, broken between words and, in a script without blanks, between characters."""
    if width_of(text) <= width or not _room():
        return [text]
    lines = [""]
    for word in text.split(" "):
        together = f"{lines[-1]} {word}" if lines[-1] else word
        if width_of(together) <= width:
            lines[-1] = together
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if width_of(lines[-1] + character) > width:
                lines.append("")
            lines[-1] += character
    return lines


def _room() -> int:
    """How wide the terminal is; 0 where the output is read by a program, whose lines stay whole."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else 0
    except (OSError, ValueError):
        return 0
