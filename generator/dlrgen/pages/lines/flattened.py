"""Tables that lost their columns when they were copied: cells that only a blank parts, or one cell per line.

What a cell holds tells where it belongs: a type, a word for must, a number. What cannot be told is left empty.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from dlrgen.pages import words
from dlrgen.pages.lines import wordcells
from dlrgen.pages.payload import PLAIN_HEADERS
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, join
from dlrgen.pages.words import Column

_NESTED = r"[└├│┗┣∟╰↳─━]{1,4}[ \t]{1,4}"
"""What marks a name to lie in the one above."""
_CELL = re.compile(
    r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?=\s|\Z)"
    rf"|{_NESTED}[A-Za-z_][^\s]*|\"[^\"\n]{{0,200}}\"(?=\s|\Z)"
    r"|[\[{](?=.{0,400}[\]}](?:\s|\Z)).{0,400}[\]}](?=\s|\Z)|\S+"
)
NAME = re.compile(rf"(?:{_NESTED})?[A-Za-z_$@][A-Za-z0-9_$@.\-/>\[\]]{{0,80}}(?:[ ]?\*)?\Z")
CODE = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9_.:#*/~-]{0,59}\Z")
_ORDINAL = re.compile(r"[0-9]{1,2}[.)]\Z")
_LOWER = re.compile(r"[a-z][A-Za-z0-9_]{1,40}\Z")
_BETWEEN_MARKS = re.compile(r"[ \t]*[(),;|\t][ \t]*")
_MAX_MARKS = 40
_TITLE = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}\Z")
_THREE = 3
_DIGIT = re.compile(r"[0-9]")
_NUMBER = re.compile(r"[0-9]{1,6}\Z")
_SIGNED = re.compile(r"-[0-9]")
_CJK = re.compile(r"[\u3400-\u9fff]")
_ANCHORS: frozenset[Column] = frozenset({"type", "required", "optional", "place", "length", "number"})
_ANNOUNCED = frozenset({"part", "members", "example"})
_MAX_TYPE_WORDS = 3
_MAX_ROW = 24
_NO_LENGTH = frozenset({"-", "--", "/", "—"})
_BULLETS = frozenset("•·●*-◦")
_MADE_OF = re.compile(r"[A-Za-z]{3,12}[ ]?[<\[(][^\n]{1,40}[>\])]\Z")
_VALUED = re.compile(r"[ \t]*-?[A-Za-z0-9_]{1,20}[ ]?[:：=](?!//)[ ]?(?=\S)")
"""How a line begins that says of a value what it means."""
_CELL_LABEL = re.compile(r"[A-Za-z0-9_]+\Z")
VALUE = re.compile(r"-?[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9_.:#*/~\u4e00-\u9fff-]{0,39}\Z")


class Rows:
    """Rows of a flattened table, one line after the other."""

    def __init__(self, columns: Sequence[Column | None]) -> None:
        """Take what the columns hold, as the header says."""
        self.columns = columns
        self.rows: list[list[Text]] = []
        self._numbered = self._is_worded = False
        self._key: Column = (
            "code" if "code" in columns and "type" not in columns else "name" if "name" in columns else "code"
        )

    @property
    def is_loose(self) -> bool:
        """Whether any line of prose could be a row: names and words are all that it has."""
        return self._is_worded or (self._key == "name" and not any(column in _ANCHORS for column in self.columns))

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

    def counts_back(self, line: str) -> bool:
        """Whether a line begins as a title does, with a smaller number than the last of codes that count on."""
        at = self.columns.index("code") if self._key == "code" and "code" in self.columns else None
        title = line.strip().partition(" ")[0]
        if at is None or not _NUMBER.match(title) or len(title) >= _THREE:
            return False
        codes = [row[at].value for row in self.rows]
        return all(map(str.isdigit, codes)) and int(title) < int(codes[-1]) and _count_on([*map(int, codes)])

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
            and not any(column in _ANCHORS for column in self.columns)
        )

    def fits(self, line: Text) -> bool:
        """Whether a line is a row."""
        return self._row(line) is not None

    def go_on(self, line: Text) -> None:
        """Take a line as the rest of the last row's description, or else of its last cell."""
        at = self.columns.index("description") if "description" in self.columns else len(self.columns) - 1
        row = self.rows[-1]
        row[at] = join([row[at], line.strip()], " ") if row[at].value else line.strip()

    def _read(self, line: Text) -> list[Text] | None:
        cells = [line.part(*match.span()) for match in _CELL.finditer(line.value)]
        return self._placed(wordcells.with_whole_code(cells, self.columns)) if len(cells) > 1 else None

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
                size = size or int(self._is_own_type(k, cells, i))
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

    def _is_own_type(self, k: int, cells: list[Text], at: int) -> bool:
        """Whether a cell in the column of types, right behind the name, is a type of the vendor's own."""
        is_behind = self.columns[k] == "type" and k > 0 and self.columns[k - 1] == "name"
        return is_behind and 0 < at < len(cells) and wordcells.is_own_type(cells[at - 1].value, cells[at].value)

    def _is_key(self, word: str, rest: list[Text]) -> bool:
        if self._key == "name":
            return NAME.match(word) is not None
        if _ORDINAL.match(word) is not None:
            return False
        if self.rows and (wordcells.stands_for_others(word) or wordcells.is_parted_code(word, rest)):
            return True
        if not self._numbered and wordcells.begins_sentence(word, rest):
            return True
        if CODE.match(word) is None or _DIGIT.search(word) is not None:
            return CODE.match(word) is not None
        # An English sentence begins with a word, too.
        return not self._numbered and (word.isupper() or any(_CJK.search(cell.value) for cell in rest))


def _count_on(numbers: Sequence[int]) -> bool:
    return all(a < b for a, b in pairwise(numbers))


def vertical(
    lines: Sequence[Text], solid: Sequence[int], columns: Sequence[Column | None], start: int, *, headless: bool = False
) -> tuple[list[list[Text]], int]:
    """The rows of a table that has one cell per line.

    Args:
        lines: The lines of a page.
        solid: Which of them are not blank.
        columns: What the columns hold, as the header says.
        start: The line after the header.
        headless: Whether the table has no header, so that lines which announce something do not belong to it.

    Returns:
        The rows, and the line after the last one.
    """
    table = Rows(columns)
    first = at = bisect_left(solid, start)
    while _begins_at(lines, solid, at, columns):
        end = _row_end(lines, solid, at, columns, headless)
        is_whole = table.rows and "name" not in columns and at == first + len(table.rows) * len(columns)
        if is_whole and not _begins_at(lines, solid, end, columns):
            # Where all codes have a line for each column, what comes after the last one is none of its.
            end = min(end, at + len(columns))
        cells = [lines[k].strip() for k in solid[at:end]]
        cells = _in_order([cells[0], *_marks_apart(cells[1:])]) if headless else cells
        if len(cells) < 2 or not table.take_cells(cells):
            break
        at = end
        if headless and _begins_untyped(lines, solid, at, columns):
            table.take_described(*(lines[k].strip() for k in solid[at : at + 2]))
            at += 2
    return table.rows, solid[at - 1] + 1 if at > first else start


def is_type(word: str) -> bool:
    """Whether a line is a type and nothing else, with what it is made of in brackets or not."""
    return words.is_type(word) or (_MADE_OF.match(word) is not None and words.base_type(word) is not None)


def is_must(word: str) -> bool:
    """Whether a word says whether something must be there, and nothing else."""
    return len(word) > 1 and words.is_required(word) is not None


@remembered
def explains_value(line: str) -> bool:
    """Whether a line begins with a value, and says what that means: `0: sent`."""
    return _VALUED.match(line) is not None


def _marks_apart(cells: list[Text]) -> list[Text]:
    """The cells below a name, where the first may tell its type and whether it must be there at once."""
    parts = [part for part in cells[0].between(_BETWEEN_MARKS) if part.value] if cells else []
    are_marks = len(parts) > 1 and len(_marks([part.value for part in parts])) == len(parts)
    return [*parts, *cells[1:]] if are_marks else cells


def tells_marks(line: str) -> bool:
    """Whether a line is nothing but a type and a word for must, in whatever order."""
    parts = [part for part in _BETWEEN_MARKS.split(line) if part] if len(line) <= _MAX_MARKS else []
    return len(parts) > 1 and 0 in (ranks := _marks(parts)) and len(ranks) == len(parts)


def _in_order(cells: list[Text]) -> list[Text]:
    """Cells with the type first, then where it is sent, then the word for must, in whatever order they were."""
    ranks = _marks([cell.value for cell in cells[1 : 1 + _THREE]])
    ordered = [cell for _, cell in sorted(zip(ranks, cells[1:], strict=False), key=lambda mark: mark[0])]
    return [cells[0], *ordered, *cells[1 + len(ranks) :]]


def _marks(below: Sequence[str]) -> list[int]:
    """What the lines below a name tell first, each once: 0 for its type, 1 for where it is sent, 2 for must or not."""
    ranks: list[int] = []
    for value in below:
        rank = _rank(value)
        if rank is None or rank in ranks:
            break
        ranks.append(rank)
    return ranks


@remembered
def _rank(line: str) -> int | None:
    kinds = (is_type(line), words.folded(line.strip("()")) in words.PLACES, is_must(line))
    return kinds.index(True) if any(kinds) else None


def _begins(lines: Sequence[Text], solid: Sequence[int], at: int, columns: Sequence[Column | None]) -> bool:
    """Whether a row begins with that line."""
    word = lines[solid[at]].value.strip()
    if at + 1 >= len(solid) or (columns[0] == "name" and NAME.match(word) is None):
        return False
    following = lines[solid[at + 1]].value.strip()
    is_header = words.column(following) is not None and words.base_type(following) is None
    if words.column(word) in ("name", "code") and is_header:
        return False
    if "place" in columns and words.folded(word) in words.PLACES and at and is_must(lines[solid[at - 1]].value.strip()):
        # Where the one above is sent.
        return False
    if columns[0] == "name":
        if words.is_required(word) is not None and words.base_type(following) is None:
            return False
        near = columns[1:4] if all(column in _ANCHORS for column in columns[1:4]) else columns[1:3]
        anchors: list[Column] = [column for column in near if column is not None and column in _ANCHORS]
        if anchors:
            return any(_fits_anchor(column, following) for column in anchors) or _is_anchored(lines, solid, at, columns)
        is_header = word.lower() in PLAIN_HEADERS and columns[1:2] == ["values"]
        return is_header or not (words.is_label(word) and word[0].isupper())
    return (
        VALUE.match(word) is not None
        and not words.leafs(word)
        and (_DIGIT.search(word) is not None or word.isupper() or columns[0] == "values" or words.is_state(word))
    )


def _is_anchored(lines: Sequence[Text], solid: Sequence[int], at: int, columns: Sequence[Column | None]) -> bool:
    """Whether a name has one line of description, and after it what the third of three columns holds."""
    if len(columns) != _THREE or columns[1] != "description" or at + 2 >= len(solid):
        return False
    return _fits_anchor(columns[2], lines[solid[at + 2]].value.strip())


def _begins_at(lines: Sequence[Text], solid: Sequence[int], at: int, columns: Sequence[Column | None]) -> bool:
    return at < len(solid) and _begins(lines, solid, at, columns)


def _begins_untyped(lines: Sequence[Text], solid: Sequence[int], at: int, columns: Sequence[Column | None]) -> bool:
    """Whether a name in lower case and one line of prose stand between rows that have a type."""
    if at + 3 >= len(solid):
        return False
    name = lines[solid[at]].value.strip()
    if not _LOWER.match(name) or words.base_type(name) is not None or words.is_required(name) is not None:
        return False
    below = lines[solid[at + 1]].value.strip()
    if not (" " in below or _CJK.search(below)):
        return False
    return not words.is_label(below) and _begins(lines, solid, at + 2, columns)


def _fits_anchor(column: Column | None, word: str) -> bool:
    if column == "place" and tells_marks(word):
        # Only tables without a header have a place among what they may tell.
        return True
    return words.base_type(word) is not None if column == "type" else _is_anchor(column, word)


def _row_end(
    lines: Sequence[Text], solid: Sequence[int], at: int, columns: Sequence[Column | None], headless: bool
) -> int:
    """Where the row that begins with a line is over: before the next one, or when all its columns have something."""
    anchored = any(column in _ANCHORS for column in columns[1:3])
    least = at + (2 if anchored else len(columns))
    if headless and (end := _headless_end(lines, solid, at, columns)) is not None:
        return end
    full = min(at + len(columns), len(solid))
    for end in range(min(least, len(solid)), min(at + _MAX_ROW, len(solid))):
        if _begins(lines, solid, end, columns):
            return end
        if end >= full and (_is_over(lines[solid[end]].value) or _heads_other(lines, solid, end)):
            # A sentence about the call that follows does not belong to the last row.
            return next((k for k in range(full, end) if words.speaks_of_call(lines[solid[k]].value)), end)
    end = full
    while end < len(solid) and lines[solid[end]].value.lstrip()[:1] in _BULLETS:
        end += 1
    for k in range(at + 2, end) if anchored else ():
        line = lines[solid[k]].value.strip()
        if line[0] not in _BULLETS and words.is_label(line) and not _CELL_LABEL.match(line):
            return k
    return end


def _headless_end(lines: Sequence[Text], solid: Sequence[int], at: int, columns: Sequence[Column | None]) -> int | None:
    """Where a row of a table without a header is over, as the next row or what announces something else tells."""
    marks = _marks([lines[k].value.strip() for k in solid[at + 1 : at + 1 + _THREE]])
    for end in range(at + max(2, 1 + len(marks)), min(at + _MAX_ROW, len(solid))):
        word = lines[solid[end]].value.strip()
        if end == at + 1 + len(marks) and len(marks) > 1 and _only_sounds_so(lines, solid, end, columns):
            continue
        if _begins(lines, solid, end, columns) or (words.is_label(word) and word[0].isupper()) or _is_over(word):
            return end
        if _begins_call(lines, solid, end) or _begins_call(lines, solid, end + 1):
            return end
        if _begins_untyped(lines, solid, end, columns):
            return end
    return None


def _only_sounds_so(lines: Sequence[Text], solid: Sequence[int], at: int, columns: Sequence[Column | None]) -> bool:
    """Whether a Chinese line right below a row's marks is what the row is about, though elsewhere it is a label.

    Nothing stands under it: the next row comes at once, or the label of what is sent, answered or shown.
    """
    slot = words.slot(lines[solid[at]].value.strip())
    if slot is None or slot.topic in _ANNOUNCED or lines[solid[at]].value.isascii() or at + 1 >= len(solid):
        return False
    following = words.slot(lines[solid[at + 1]].value.strip())
    is_label = following is not None and following.whole and following.topic in _ANNOUNCED
    return is_label or _begins(lines, solid, at + 1, columns)


def _begins_call(lines: Sequence[Text], solid: Sequence[int], at: int) -> bool:
    """Whether a line is a method, and the next one an address: of another call, whose title stands above."""
    if at + 1 >= len(solid) or lines[solid[at]].value.strip().upper() not in words.METHODS:
        return False
    return lines[solid[at + 1]].value.lstrip().startswith(("http://", "https://", "/"))


def _heads_other(lines: Sequence[Text], solid: Sequence[int], at: int) -> bool:
    """Whether a line and the next one are the header of another table."""
    if at + 1 >= len(solid):
        return False
    first, second = (words.column(lines[solid[k]].value.strip()) for k in (at, at + 1))
    return first in ("name", "code", "values") and second not in (None, first)


def _is_over(line: str) -> bool:
    first = line.lstrip()[:1]
    if first.isupper() and words.folded(line) in words.PLACES:
        # What stands over what is sent elsewhere.
        return True
    return first in ("{", "[") or (first not in _BULLETS and (words.is_label(line) or words.leafs(line)))


def _anchor(column: Column | None, cells: list[Text], start: int, *, exact: bool) -> tuple[int, int]:
    """Where the cell of such a column stands, and of how many words it is; 0 where there is none."""
    for at in range(start, min(start + 1, len(cells)) if exact else len(cells)):
        size = _type_size(cells, at) if column == "type" else int(_is_anchor(column, cells[at].value))
        if column == "type" and size == 1 and not exact and _only_named_so(cells, at):
            continue
        if not size and column == "length" and cells[at].value in _NO_LENGTH and at + 1 < len(cells):
            size = int(words.is_required(cells[at + 1].value) is not None)
        if size:
            return at, size
    return start, 0


def _only_named_so(cells: list[Text], at: int) -> bool:
    """Whether a word that elsewhere is a type is what something is called in Chinese: its type comes right after it."""
    return (
        _CJK.search(cells[at].value) is not None and at + 1 < len(cells) and cells[at + 1].value.lower() in words.TYPES
    )


def _is_anchor(column: Column | None, word: str) -> bool:
    if column in ("required", "optional"):
        return words.is_required(word) is not None
    if column == "place":
        return words.folded(word.strip("()")) in words.PLACES
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
    if len(free) == 2 and (change := _language_changes(cells)):
        for k, part in zip(free, (cells[:change], cells[change:]), strict=True):
            row[k] = join(part, " ")
        return
    before = free.index(widest)
    after = len(free) - before - 1
    if after and len(cells) > len(free) and not _is_sample(cells[-1].value):
        after = 0
    for k, cell in zip(free[:before], cells, strict=False):
        row[k] = cell
    joined = cells[before : len(cells) - after]
    has_items = any(cell.value[0] in _BULLETS and not _SIGNED.match(cell.value) for cell in joined[1:] if cell.value)
    has_items = has_items or sum(explains_value(cell.value) for cell in joined) >= _THREE
    row[widest] = join(joined, "\n" if has_items else " ")
    for k, cell in zip(free[before + 1 :], cells[len(cells) - after :], strict=False):
        row[k] = cell


def _language_changes(cells: Sequence[Text]) -> int:
    """Where several words in English are over and Chinese begins, which goes on to the end; 0 where none does."""
    first = next((k for k, cell in enumerate(cells) if _CJK.search(cell.value)), 0)
    return first if first > 1 and all(_CJK.search(cell.value) for cell in cells[first:]) else 0


def _is_sample(word: str) -> bool:
    return not _CJK.search(word)
