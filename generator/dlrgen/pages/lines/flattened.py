"""Rows of tables that lost their columns when they were copied: cells that only a blank parts, or one cell per line.

What a cell holds tells where it belongs: a type, a word for must, a number. What cannot be told is left empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dlrgen.pages import sentences, terms
from dlrgen.pages.lines import codewords, wordcells
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, join
from dlrgen.pages.vocabulary import Column, folded

_NESTED = r"[└├│┗┣∟╰↳─━]{1,4}[ \t]{1,4}"
"""What marks a name to lie in the one above."""
_DEEPER = re.compile(r"[ \t]*(?P<mark>(?:[-–>»+·][ ]?){1,3})(?=[A-Za-z_])")
"""What marks a name behind that of another row to lie in this, where it would be a bullet elsewhere."""
_CELL = re.compile(
    r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?=\s|\Z)"
    rf"|{_NESTED}[A-Za-z_][^\s]*|\"[^\"\n]{{0,200}}\"(?=\s|\Z)"
    r"|[\[{](?=.{0,400}[\]}](?:\s|\Z)).{0,400}[\]}](?=\s|\Z)|\S+"
)
NAME = re.compile(rf"(?:{_NESTED})?[A-Za-z_$@][A-Za-z0-9_$@.\-/>\[\]]{{0,80}}(?:[ ]?\*)?\Z")
CODE = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9_.:#*/~-]{0,59}\Z")
_ORDINAL = re.compile(r"[0-9]{1,2}[.)]\Z")
_TITLE = re.compile(r"[1-9][0-9]?(?:\.[0-9]{1,2}){0,2}\Z")
_CHAPTER = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){1,2}\Z")
_THREE = 3
_DIGIT = re.compile(r"[0-9]")
_NUMBER = re.compile(r"[0-9]{1,6}\Z")
_SIGNED = re.compile(r"-[0-9]")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]{0,20}(?:[_-][A-Z0-9]{1,20}){1,6}\Z")
_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{1,20}(?:[_-][A-Z0-9]{1,20}){1,6}\Z|[A-Z]{6,30}\Z")
"""What a code is called, and no abbreviation at the beginning of a sentence."""
_WORD = re.compile(r"[A-Z]?[a-z]")
_CJK = re.compile(r"[\u3400-\u9fff]")
ANCHORS: frozenset[Column] = frozenset({"type", "required", "optional", "place", "length", "number"})
_PROSE: frozenset[Column | None] = frozenset({"description", "advice"})
"""Columns whose cells have more words than one, so that a lone one is none of theirs."""
_MAX_TYPE_WORDS = 3
_NO_LENGTH = frozenset({"-", "--", "/", "—"})
BULLETS = frozenset("•·●*-◦")
_VALUED = re.compile(r"[ \t]*-?[A-Za-z0-9_]{1,20}[ ]?[:：=](?!//)[ ]?(?=\S)")
"""How a line begins that says of a value what it means."""
_BEGINS_VALUE = re.compile(
    r"[ \t]*(?:非?-?[0-9]{1,8}(?![0-9.])|[A-Za-z_]{1,20})[ \t]?(?:[:：=]|(?<=[0-9])[ \t]+(?=[\u4e00-\u9fff]))"
)
"""How a line begins that says of a value what it means, also where only a blank parts a number from Chinese."""
VALUE = re.compile(r"-?[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9_.:#*/~\u4e00-\u9fff-]{0,39}\Z")


class Rows:
    """Rows of a flattened table, one line after the other."""

    def __init__(self, columns: Sequence[Column | None]) -> None:
        """Take what the columns hold, as the header says."""
        self.columns = columns
        self.rows: list[list[Text]] = []
        self._numbered = self._is_worded = False
        self._told = {k: 0 for k, column in enumerate(columns) if column in ANCHORS}
        """In how many of the rows seen so far each column of types and words for must has something."""
        self._seen = 0
        self._key: Column = (
            "code" if "code" in columns and "type" not in columns else "name" if "name" in columns else "code"
        )

    @property
    def is_loose(self) -> bool:
        """Whether any line of prose could be a row: names and words are all that it has."""
        return self._is_worded or (self._key == "name" and not any(column in ANCHORS for column in self.columns))

    @property
    def is_named(self) -> bool:
        """Whether rows begin with names."""
        return self._key == "name"

    @property
    def is_marked(self) -> bool:
        """Whether all rows say two things in words that are known: their type, and whether they must be there."""
        return self.is_named and len(self._marked(len(self.rows))) > 1

    def take(self, line: Text) -> bool:
        """Take a line as a row; whether it is one."""
        row = self._row(line)
        if row is None:
            return False
        self.rows.append(row)
        if self._key == "code":
            code = row[self.columns.index("code")].value
            self._numbered = self._numbered or _DIGIT.search(code) is not None
            self._is_worded = code.islower()
        return True

    def _row(self, line: Text) -> list[Text] | None:
        row = self._read(line)
        return None if row is not None and self._key == "code" and self._is_title(row) else row

    def _is_title(self, row: list[Text]) -> bool:
        """Whether what looks like a code is the number of a title, much shorter than all the codes before it."""
        at = self.columns.index("code")
        code = row[at].value
        return (
            len(self.rows) >= _THREE and len(code) < _THREE and _TITLE.match(code) is not None
            and all(len(other[at].value) >= _THREE for other in self.rows)
        )  # fmt: skip

    def lacks_marks(self, line: Text) -> bool:
        """Whether a line would be a row without what most before it say: their type, or whether they must be there.

        Nor is the number of a title a code, if none before has a point.
        """
        row = self._row(line)
        if row is None or not self.rows:
            return False
        if (
            self._key == "code"
            and "code" in self.columns
            and _CHAPTER.match(row[at := self.columns.index("code")].value)
        ):
            return not any("." in other[at].value for other in self.rows)
        return not all(row[k].value for k in self._marked(len(self.rows) // 2 + 1))

    def _marked(self, least: int) -> list[int]:
        """The columns of types and words for must in which so many rows have something."""
        for row in self.rows[self._seen :]:
            for k in self._told:
                self._told[k] += bool(row[k].value)
        self._seen = len(self.rows)
        return [k for k, count in self._told.items() if count >= least]

    def counts_back(self, line: str) -> bool:
        """Whether a line begins as a title does, with a smaller number than the last of codes that count on."""
        at = self.columns.index("code") if self._key == "code" and "code" in self.columns else None
        title = line.strip().partition(" ")[0]
        if at is None or not _NUMBER.match(title) or len(title) >= _THREE:
            return False
        codes = [row[at].value for row in self.rows]
        return all(map(str.isdigit, codes)) and int(title) < int(codes[-1]) and _count_on([*map(int, codes)])

    def whole(self) -> list[list[Text]]:
        """The rows with all their words."""
        return self.rows

    def take_cells(self, cells: list[Text]) -> bool:
        """Take cells as a row; whether they are one."""
        row = cells if self._is_whole(cells) else self._placed(cells)
        if row is not None:
            self.rows.append(row)
        return row is not None

    def take_described(self, name: Text, description: Text) -> None:
        """Take a name and what it is as a row of which nothing else is known."""
        nothing = name.part(len(name))
        known = {self.columns.index("name"): name, self.columns.index("description"): description}
        self.rows.append([known.get(k, nothing) for k in range(len(self.columns))])

    def _is_whole(self, cells: list[Text]) -> bool:
        """Whether cells are one for each column, and none of these tells more than its place."""
        return (
            len(cells) == len(self.columns)
            and self.columns[0] is None
            and not any(column in ANCHORS for column in self.columns)
        )

    def fits(self, line: Text) -> bool:
        """Whether a line is a row."""
        return self._row(line) is not None

    def go_on(self, line: Text) -> None:
        """Take a line as the rest of the last row's description, or else of its last cell."""
        at = self.columns.index("description") if "description" in self.columns else len(self.columns) - 1
        row = self.rows[-1]
        separator = "\n" if _BEGINS_VALUE.match(line.value) else " "
        row[at] = join([row[at], line.strip()], separator) if row[at].value else line.strip()

    def _read(self, line: Text) -> list[Text] | None:
        mark = _DEEPER.match(line.value) if self.rows and self._key == "name" == self.columns[0] else None
        row = self._read_cells(line.part(mark.end())) if mark is not None and "type" in self.columns else None
        if mark is None or row is None or not row[self.columns.index("type")].value:
            return self._read_cells(line)
        return [line.part(mark.start("mark"), mark.end() + len(row[0])), *row[1:]]

    def _read_cells(self, line: Text) -> list[Text] | None:
        cells = [line.part(*match.span()) for match in _CELL.finditer(line.value)]
        return self._placed(wordcells.with_whole_code(cells, self.columns)) if len(cells) > 1 else None

    def _placed(self, cells: list[Text]) -> list[Text] | None:
        row: list[Text | None] = [None] * len(self.columns)
        free: list[int] = []
        i = 0
        anchored = False
        cells, row[-1] = self._without_status(cells)
        for k, column in enumerate(self.columns):
            if row[k] is not None:
                continue
            if column == self._key:
                if free and (at := _first_name(cells, i)):
                    _spread(self.columns, free, cells[i:at], row)
                    free, i = [], at
                if i >= len(cells) or not (
                    self._is_key(cells[i].value, cells[i + 1 :]) or (k and self._is_second(row, cells[i].value))
                ):
                    return None
                size = codewords.status_size(cells[i:]) if k else 1
                row[k] = cells[i] if size == 1 else join(cells[i : i + size], " ")
                i += size
            elif column in ANCHORS:
                at, size = _anchor(column, cells, i, exact=not free)
                size = size or int(self._is_own_type(k, cells, i))
                if size:
                    _spread(self.columns, free, cells[i:at], row)
                    free = []
                    row[k] = cells[at] if size == 1 else join(cells[at : at + size], " ")
                    i = at + size
                    anchored = True
            else:
                free.append(k)
        self._spread_last(free, cells[i:], row)
        if self._key == "name" and not anchored and "type" in self.columns:
            return None
        nothing = cells[0].part(len(cells[0]))
        return [cell or nothing for cell in row]

    def _without_status(self, cells: list[Text]) -> tuple[list[Text], Text | None]:
        """The words of a row without the number in a second column of codes at its end, and that."""
        has_status = self._key == self.columns[0] == self.columns[-1] == "code" and len(self.columns) >= _THREE
        if has_status and self.columns[-2] != "code" and len(cells) >= _THREE and _NUMBER.match(cells[-1].value):
            return cells[:-1], cells[-1]
        return cells, None

    def _spread_last(self, free: list[int], cells: list[Text], row: list[Text | None]) -> None:
        """Put the last words of a row into the columns that are left, those behind a code as they tell it."""
        code = row[0].value if self._key == "code" and row[0] is not None else None
        told = self._behind_code(free, cells, code) if code is not None else None
        if told is None:
            _spread(self.columns, free, cells, row)
        for k, cell in (told or {}).items():
            row[k] = cell

    def _behind_code(self, free: list[int], cells: list[Text], code: str) -> dict[int, Text] | None:
        """Which words behind a code are of which column, where they tell it, or the row above does."""
        above = self.rows[-1][free[0]].value if self.rows and free else ""
        return codewords.spread(self.columns, free, cells, above, code)

    def _is_own_type(self, k: int, cells: list[Text], at: int) -> bool:
        """Whether a cell in the column of types, right behind the name, is a type of the vendor's own."""
        is_behind = self.columns[k] == "type" and k > 0 and self.columns[k - 1] == "name"
        return is_behind and 0 < at < len(cells) and wordcells.is_own_type(cells[at - 1].value, cells[at].value)

    def _is_second(self, row: Sequence[Text | None], word: str) -> bool:
        """Whether a word is a code that stands behind the number of one, or behind that of its row."""
        before = next((row[k] for k, column in enumerate(self.columns) if column == "code"), None)
        if before is not None:
            return self._key == "code" and wordcells.is_symbol(word)
        number = row[0] if self.columns[0] == "number" else None
        return number is not None and self._key == "code" and wordcells.is_mixed(word)

    def _is_key(self, word: str, rest: list[Text]) -> bool:
        if self._key == "name":
            return NAME.match(word) is not None
        if _ORDINAL.match(word) is not None:
            return False
        if wordcells.is_counted(word):
            return True
        if self.rows and (wordcells.stands_for_others(word) or wordcells.is_parted_code(word, rest)):
            return True
        if not self._numbered and wordcells.begins_sentence(word, rest):
            return True
        if CODE.match(word) is None or _DIGIT.search(word) is not None:
            return CODE.match(word) is not None
        # An English sentence begins with a word, too.
        return not self._numbered and (word.isupper() or any(_CJK.search(cell.value) for cell in rest))


def _first_name(cells: list[Text], start: int) -> int:
    """Where a name begins behind words in Chinese that say what it is called; 0 if there are none, or no name."""
    at = next((k for k in range(start, len(cells)) if not _CJK.search(cells[k].value)), start)
    return at if start < at and NAME.match(cells[at].value) else 0


def _count_on(numbers: Sequence[int]) -> bool:
    return all(a < b for a, b in pairwise(numbers))


@remembered
def explains_value(line: str) -> bool:
    """Whether a line begins with a value, and says what that means: `0: sent`."""
    return _VALUED.match(line) is not None


def _anchor(column: Column | None, cells: list[Text], start: int, *, exact: bool) -> tuple[int, int]:
    """Where the cell of such a column stands, and of how many words it is; 0 where there is none."""
    for at in range(start, min(start + 1, len(cells)) if exact else len(cells)):
        size = _type_size(cells, at) if column == "type" else int(is_anchor(column, cells[at].value))
        if column == "type" and size == 1 and not exact and _only_named_so(cells, at):
            continue
        if not size and column == "length" and cells[at].value in _NO_LENGTH and at + 1 < len(cells):
            size = int(terms.is_required(cells[at + 1].value) is not None)
        if size:
            return at, size
    return start, 0


def _only_named_so(cells: list[Text], at: int) -> bool:
    """Whether a word that elsewhere is a type is what something is called in Chinese: its type comes right after it."""
    return (
        _CJK.search(cells[at].value) is not None and at + 1 < len(cells) and cells[at + 1].value.lower() in terms.TYPES
    )


def is_anchor(column: Column | None, word: str) -> bool:
    """Whether a word is what such a column holds, other than a type."""
    if column in ("required", "optional"):
        return terms.is_required(word) is not None
    if column == "place":
        return folded(word.strip("()")) in terms.PLACES
    return _NUMBER.match(word) is not None


def _type_size(cells: list[Text], at: int) -> int:
    """Of how many words the type is that stands there."""
    for size in range(min(_MAX_TYPE_WORDS, len(cells) - at), 0, -1):
        if folded(" ".join(cell.value for cell in cells[at : at + size])) in terms.TYPES:
            return size
    return int(terms.base_type(cells[at].value) is not None)


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
    if len(free) == 2 and (change := _language_changes(cells)):
        for k, part in zip(free, (cells[:change], cells[change:]), strict=True):
            row[k] = join(part, " ")
        return
    before = free.index(widest)
    after = len(free) - before - 1
    if after and len(cells) > len(free) and (columns[free[-1]] in _PROSE or not _is_sample(cells[-1].value)):
        after = 0
    for k, cell in zip(free[:before], cells, strict=False):
        row[k] = cell
    joined = cells[before : len(cells) - after]
    has_items = any(cell.value[0] in BULLETS and not _SIGNED.match(cell.value) for cell in joined[1:] if cell.value)
    explained = sum(explains_value(cell.value) for cell in joined)
    has_items = has_items or explained >= _THREE or (explained > 1 and sentences.tells_choices(joined[0].value))
    row[widest] = join(joined, "\n" if has_items else " ")
    for k, cell in zip(free[before + 1 :], cells[len(cells) - after :], strict=False):
        row[k] = cell


def _language_changes(cells: Sequence[Text]) -> int:
    """Where several words in English, or a name in capitals, are over and Chinese begins; 0 where none does.

    After several words it must go on to the end.
    """
    first = next((k for k, cell in enumerate(cells) if _CJK.search(cell.value)), 0)
    if first == 1 and _CAPITALS.match(cells[0].value):
        return first
    if not first and _SYMBOL.match(cells[0].value) and len(cells) > 1 and _WORD.match(cells[1].value):
        return 1
    return first if first > 1 and all(_CJK.search(cell.value) for cell in cells[first:]) else 0


def _is_sample(word: str) -> bool:
    return not _CJK.search(word)
