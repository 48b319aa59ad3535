"""Tables that lost their columns when they were copied: cells that only a blank parts, or one cell per line.

What a cell holds tells where it belongs: a type, a word for must, a number. What cannot be told is left empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import words
from dlrgen.pages.text import Text, join
from dlrgen.pages.words import Column

_CELL = re.compile(
    r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?=\s|\Z)"
    r"|\"[^\"\n]{0,200}\"(?=\s|\Z)|[\[{](?=.{0,400}[\]}](?:\s|\Z)).{0,400}[\]}](?=\s|\Z)|\S+"
)
NAME = re.compile(r"[A-Za-z_$@][A-Za-z0-9_$@.\-/>\[\]]{0,80}\*?\Z")
CODE = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9_.:#*/~-]{0,59}\Z")
_DIGIT = re.compile(r"[0-9]")
_NUMBER = re.compile(r"[0-9]{1,6}\Z")
_CJK = re.compile(r"[\u3400-\u9fff]")
_ANCHORS: frozenset[Column] = frozenset({"type", "required", "optional", "place", "length", "number"})
_MAX_TYPE_WORDS = 3


class Rows:
    """Rows of a flattened table, one line after the other."""

    def __init__(self, columns: Sequence[Column | None]) -> None:
        """Take what the columns hold, as the header says."""
        self.columns = columns
        self.rows: list[list[Text]] = []
        self._numbered = False
        self._key: Column = (
            "code" if "code" in columns and "type" not in columns else "name" if "name" in columns else "code"
        )

    def take(self, line: Text) -> bool:
        """Take a line as a row; whether it is one."""
        row = self._read(line)
        if row is None:
            return False
        self.rows.append(row)
        if self._key == "code":
            self._numbered = self._numbered or _DIGIT.search(row[self.columns.index("code")].value) is not None
        return True

    def fits(self, line: Text) -> bool:
        """Whether a line is a row."""
        return self._read(line) is not None

    def go_on(self, line: Text) -> None:
        """Take a line as the rest of the last row's description, or else of its last cell."""
        at = self.columns.index("description") if "description" in self.columns else len(self.columns) - 1
        row = self.rows[-1]
        row[at] = join([row[at], line.strip()], " ") if row[at].value else line.strip()

    def _read(self, line: Text) -> list[Text] | None:
        cells = [line.part(*match.span()) for match in _CELL.finditer(line.value)]
        return self._placed(cells) if len(cells) > 1 else None

    def _placed(self, cells: list[Text]) -> list[Text] | None:
        row: list[Text | None] = [None] * len(self.columns)
        free: list[int] = []
        i = 0
        anchored = False
        for k, column in enumerate(self.columns):
            if column == self._key:
                if i >= len(cells) or not self._is_key(cells[i].value, cells[i + 1 :]):
                    return None
                row[k] = cells[i]
                i += 1
            elif column in _ANCHORS:
                at, size = _anchor(column, cells, i, exact=not free)
                if size:
                    _spread(self.columns, free, cells[i:at], row)
                    free = []
                    row[k] = cells[at] if size == 1 else join(cells[at : at + size], " ")
                    i = at + size
                    anchored = True
            else:
                free.append(k)
        _spread(self.columns, free, cells[i:], row)
        if self._key == "name" and not anchored and "type" in self.columns:
            return None
        nothing = cells[0].part(len(cells[0]))
        return [cell or nothing for cell in row]

    def _is_key(self, word: str, rest: list[Text]) -> bool:
        if self._key == "name":
            return NAME.match(word) is not None
        if CODE.match(word) is None or _DIGIT.search(word) is not None:
            return CODE.match(word) is not None
        # An English sentence begins with a word, too.
        return not self._numbered and (word.isupper() or any(_CJK.search(cell.value) for cell in rest))


def _anchor(column: Column | None, cells: list[Text], start: int, *, exact: bool) -> tuple[int, int]:
    """Where the cell of such a column stands, and of how many words it is; 0 where there is none."""
    for at in range(start, min(start + 1, len(cells)) if exact else len(cells)):
        size = _type_size(cells, at) if column == "type" else int(_is_anchor(column, cells[at].value))
        if size:
            return at, size
    return start, 0


def _is_anchor(column: Column | None, word: str) -> bool:
    if column in ("required", "optional"):
        return words.is_required(word) is not None
    if column == "place":
        return words.folded(word) in words.PLACES
    return _NUMBER.match(word) is not None


def _type_size(cells: list[Text], at: int) -> int:
    """Of how many words the type is that stands there."""
    for size in range(min(_MAX_TYPE_WORDS, len(cells) - at), 0, -1):
        if words.folded(" ".join(cell.value for cell in cells[at : at + size])) in words.TYPES:
            return size
    return int(words.base_type(cells[at].value) is not None)


def _spread(columns: Sequence[Column | None], free: list[int], cells: list[Text], row: list[Text | None]) -> None:
    """Put what stands between two anchors into the columns between them; a description takes what is left over."""
    if not cells or not free:
        return
    widest = next((k for k in free if columns[k] == "description"), free[-1])
    if len(cells) < len(free):
        ordered = [k for k in free if k == widest] if len(cells) == 1 and _CJK.search(cells[0].value) else free
        for k, cell in zip(ordered, cells, strict=False):
            row[k] = cell
        return
    before = free.index(widest)
    after = len(free) - before - 1
    if after and len(cells) > len(free) and not _is_sample(cells[-1].value):
        after = 0
    for k, cell in zip(free[:before], cells, strict=False):
        row[k] = cell
    row[widest] = join(cells[before : len(cells) - after], " ")
    for k, cell in zip(free[before + 1 :], cells[len(cells) - after :], strict=False):
        row[k] = cell


def _is_sample(word: str) -> bool:
    return not _CJK.search(word)
