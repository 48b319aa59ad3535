"""What tables are about, told by their headers and, where those leave it open, by what stands in their columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Grid
from dlrgen.pages.coded import count_on, is_phrase
from dlrgen.pages.headings import Slot
from dlrgen.pages.payload import PLAIN_HEADERS
from dlrgen.pages.vocabulary import Column, folded

_IDENTIFIER = re.compile(r"[A-Za-z_$@][A-Za-z0-9_$@.\[\]{}/>-]*\Z")
_NAMED = re.compile(r"[a-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*\Z")
_STRINGS = frozenset({"string", "strings"})
"""What some call the names of what is sent in an address; in most places it is a type."""
_KEYS = frozenset({"name", "code", "values"})
_SPELLED = re.compile(r"[A-Z][A-Za-z0-9]*(?:[_.:-][A-Z0-9][A-Za-z0-9]*)*\Z")
"""A code in letters, as no name of a parameter is likely to be written."""
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\Z")
_STUCK = re.compile(r"[a-z](?:Name|Parameter|Field)\Z")
_ID = re.compile(r"(?:-?[0-9]{1,6}|[A-Z]{1,4}-?[0-9]{1,6})\Z")
_NUMBER = re.compile(r"-?[0-9]{1,6}\Z")
_STATUS = re.compile(r"[1-5][0-9]{2}\Z")
_CALL = re.compile(r"[*`_]{0,4}(?:GET|POST|PUT|DELETE|PATCH)[*`_]{0,4}[ \t]{1,4}[*`_]{0,4}(?:/|https?:)")
_ENOUGH = 0.8
_HALF = 0.5
_FEW = 3
_EXPLAINS = re.compile("说明|描述|含义|解释|释义|descri|meaning|explan", re.IGNORECASE)
_SAYS = re.compile(
    rf"text\Z|(?![^\n]*(?:{_EXPLAINS.pattern}))[^\n]*(?:信息|消息|提示|message|msg)",
    re.IGNORECASE,
)
"""Headers of columns that explain codes, and of those that hold what an answer says."""
_CHINESE = re.compile("[\u4e00-\u9fff]{2}")
"""How a name begins that a code has beside its number."""
_OUTCOME = re.compile(
    r"_(?:err(?:or)?|null|empty|fail(?:ed|ure)?|invalid|denied|expired|missing|wrong|exists?|success(?:ful)?)\Z"
    r"|(?:success(?:ful)?|fail(?:ed|ure)?)\Z"
)
_MARKS = frozenset({"M", "O", "C"})
"""Mandatory, optional, conditional."""
_TWICE = 2
_SAMPLE = 200


def columns(grid: Grid) -> list[Column | None]:
    """What the columns of a table hold."""
    found: list[Column | None] = [*_said_by(tuple([cell.value for cell in grid.header]))]
    if found.count("name") > 1:
        names = [k for k, column in enumerate(found) if column == "name"]
        best = max(names, key=lambda k: _share(grid, k, lambda word: _IDENTIFIER.match(word) is not None))
        for k in names:
            if k != best:
                found[k] = None if "description" in found else "description"
    if found.count("code") > 1:
        codes = [k for k, column in enumerate(found) if column == "code"]
        best = max(codes, key=lambda k: _likeness_to_codes(grid, k, codes))
        found = [None if column == "code" and k != best else column for k, column in enumerate(found)]
    if found[:1] == ["values"] and "type" in found and "name" not in found and _are_names(grid):
        found[0] = "name"
    if found[:1] == [None] and "name" not in found and _lists_codes(grid, found):
        # Beside numbers, states are what they are called.
        found = ["code", *("symbol" if column == "code" else column for column in found[1:])]
    if "code" in found and "type" in found and "name" not in found and "description" in found:
        at = found.index("type")
        # `StatusType` is another name of the state, and no type.
        found[at] = "symbol" if _share(grid, at, lambda word: terms.base_type(word) is not None) == 0 else "type"
    if found == [None, "code"]:
        # What is counted, and its code.
        found[0] = "description"
    found = _with_contents(grid, _with_symbols(grid, _with_names(grid, _with_numbers(grid, found))))
    return _with_key(grid, _with_labels(grid, _with_states(grid, found)))


@lru_cache(maxsize=1024)
def _said_by(header: tuple[str, ...]) -> Sequence[Column | None]:
    """What columns hold by the words of their header, which long pages print again and again."""
    found: list[Column | None] = [terms.column(cell) for cell in header]
    if terms.names_options(found):
        found[0] = "name"
    # Of two codes the vendor's own is meant, and not the one of HTTP.
    unknown = [k for k, column in enumerate(found) if column is None]
    for k in sorted(unknown, key=lambda k: "http" in header[k].lower()):
        likely = terms.likely_column(header[k])
        if likely is not None and likely not in found:
            found[k] = likely
    if found[:1] == ["code"] and None in found and "description" in found:
        at = found.index(None)
        found[at] = "description" if _EXPLAINS.search(header[at]) else None
    if found[:1] == ["name"] and terms.names_hosts(header[0]) and "type" not in found:
        found[0] = None
    if found and found[0] is None and "name" not in found and len({*found}) > _TWICE:
        # What stood above the table sticks to its header.
        found[0] = "name" if _STUCK.search(header[0]) else None
    return found


def _with_key(grid: Grid, found: list[Column | None]) -> list[Column | None]:
    """The columns; where none says what rows are about, the first one may hold names, or ids."""
    if "description" not in found or not {*found}.isdisjoint(_KEYS):
        return found
    if found[0] is None and _lists_names(grid):
        return found if _lists_calls(grid) else ["name", *found[1:]]
    if found[0] is None and folded(grid.header[0].value) in _STRINGS and _are_names(grid):
        return ["name", *found[1:]]
    if found[0] is None and _is_coded(grid, 0) and not any(row[0].value in terms.METHODS for row in grid.rows):
        return _with_names(grid, ["code", *found[1:]])
    return found


def _lists_calls(grid: Grid) -> bool:
    """Whether each row has a cell behind its first one with a method and an address."""
    return all(any(_CALL.match(cell.value) for cell in row[1:]) for row in grid.rows[:_SAMPLE])


def _with_states(grid: Grid, found: list[Column | None]) -> list[Column | None]:
    """The columns; beside values that are numbers, each another, states in several words are what these mean."""
    if "values" not in found or "code" not in found or {"name", "description", "type", "symbol"} & {*found}:
        return found
    at, told = found.index("values"), found.index("code")
    are_words = at < told and _share(grid, told, _is_prose) > _HALF and _share(grid, told, is_phrase) == 1
    if not are_words or _share(grid, at, _is_number) < 1 or _distinct(grid, at) < len(grid.rows[:_SAMPLE]):
        return found
    return ["code" if k == at else "description" if k == told else column for k, column in enumerate(found)]


def _with_labels(grid: Grid, found: list[Column | None]) -> list[Column | None]:
    """The columns; where there are only two, what stands behind values is what they are called, and no name of a field.

    That is so if all values are numbers, or the others are written as no field is.
    """
    if found != ["values", "name"] or _distinct(grid, 0) < _TWICE:
        return found
    are_words = _share(grid, 1, lambda word: _IDENTIFIER.match(word) is not None) == 0
    return ["values", "description"] if are_words or _share(grid, 0, _is_number) == 1 else found


def _lists_codes(grid: Grid, found: Sequence[Column | None]) -> bool:
    """Whether the first column holds codes, though its header does not say so: ids, or what comes with other codes."""
    return _lists_ids(grid) or _lists_beside_http(grid, found) or _lists_beside_states(grid, found)


def _lists_beside_states(grid: Grid, found: Sequence[Column | None]) -> bool:
    """Whether the first column is called an answer and has numbers, and the one that is called a status only words."""
    slot = headings.slot(grid.header[0].value)
    is_answer = slot is not None and slot.topic == "part" and slot.is_of_answer
    if not is_answer or "code" not in found or "description" not in found or not _are_ids(grid):
        return False
    return _share(grid, found.index("code"), lambda word: not any(map(str.isdigit, word))) == 1


def _lists_ids(grid: Grid) -> bool:
    """Whether the first column is one of numbers, or of letters and numbers, that its header calls ids."""
    return folded(grid.header[0].value).endswith("id") and _are_ids(grid)


def _lists_beside_http(grid: Grid, found: Sequence[Column | None]) -> bool:
    """Whether the first column is one of numbers beside the statuses of HTTP that come with them."""
    if "code" not in found or "http" not in grid.header[found.index("code")].value.lower():
        return False
    return _are_ids(grid)


def _are_ids(grid: Grid) -> bool:
    """Whether the first column has several numbers, or letters and numbers, each of them once."""
    firsts = [row[0].value for row in grid.rows[:_SAMPLE]]
    return len(firsts) > 1 and all(map(_ID.match, firsts)) and len({*firsts}) == len(firsts)


def _lists_names(grid: Grid) -> bool:
    """Whether the cells of the first column are names as programs have them, some of which no prose would have."""
    firsts = [row[0].value for row in grid.rows[:_SAMPLE]]
    are_names = len(firsts) > 1 and all(_NAMED.match(first) for first in firsts)
    return are_names and any("_" in first or not first.islower() for first in firsts)


def _are_names(grid: Grid) -> bool:
    """Whether all cells of the first column may be names, as values that have types are not."""
    return bool(grid.rows) and all(_IDENTIFIER.match(row[0].value) for row in grid.rows[:_SAMPLE])


def _with_contents(grid: Grid, found: list[Column | None]) -> list[Column | None]:
    """The columns; what stands in them tells types and words for must, also where an empty cell was lost."""
    told: list[Column | None] = [
        _told_by_content(grid, k)
        if column in (None, "description", "place")
        or (column == "type" and not _begins_with_type(grid, k))
        or (column == "values" and "name" in found)
        else None
        for k, column in enumerate(found)
    ]
    at = found.index("type") if "type" in found else None
    if at is not None and told[at] != "type" and ("type" in told or told[at] == "required"):
        found[at] = None if _share(grid, at, lambda word: terms.base_type(word) is not None) == 0 else "type"
    is_of_codes = "code" in found and "name" not in found
    for k, column in enumerate(told):
        # Beside a code and what it means, yes and no tell something else.
        if column is not None and column not in found and not (is_of_codes and column == "required"):
            found[k] = column
    if "description" not in found and found[-1:] == ["required"] and _share(grid, len(found) - 1, _is_prose) == 1:
        found[-1] = "description"
    return found


def _likeness_to_codes(grid: Grid, k: int, codes: Sequence[int]) -> tuple[bool, bool, bool, int, bool]:
    """How likely one of several columns of codes holds the vendor's own."""
    header = grid.header[k].value.lower()
    is_of_http = "http" in header
    # Beside codes in words, statuses of HTTP are no more than that.
    is_plain = _share(grid, k, _is_status) == 1 and any(_spells_codes(grid, other) for other in codes if other != k)
    are_words = _share(grid, k, lambda word: _CHINESE.match(word) is not None) == 1
    return not are_words, not is_of_http, not is_plain, _distinct(grid, k), terms.says_code(header)


def _is_status(word: str) -> bool:
    return _STATUS.match(word) is not None


def _spells_codes(grid: Grid, k: int) -> bool:
    """Whether a column that is called one of codes holds words in capitals, as many as rows."""
    are_words = _share(grid, k, lambda word: _SPELLED.match(word) is not None) == 1
    return are_words and terms.says_code(grid.header[k].value) and _distinct(grid, k) == len(grid.rows[:_SAMPLE])


def _with_numbers(grid: Grid, found: list[Column | None]) -> list[Column | None]:
    """The columns; a header may call "error" or "message" both the code and what it means."""
    if found.count("description") < _TWICE or "code" in found or "name" in found:
        return found
    described = [k for k, column in enumerate(found) if column == "description"]
    coded = [k for k in described if _share(grid, k, _is_number) == 1] or [
        k for k in described[:1] if _is_coded(grid, k)
    ]
    return ["code" if k in coded[:1] else column for k, column in enumerate(found)]


def _is_coded(grid: Grid, k: int) -> bool:
    """Whether a column holds several words in capitals, each alone in its cell."""
    return _distinct(grid, k) > 1 and _share(grid, k, lambda word: _CAPITALS.match(word) is not None) == 1


def _with_names(grid: Grid, found: list[Column | None]) -> list[Column | None]:
    """The columns; beside one that explains codes, errors are what names them."""
    if found.count("description") < _TWICE or "code" not in found or "symbol" in found:
        return found
    described = [k for k, column in enumerate(found) if column == "description"]
    names = [k for k in described if terms.names_error(grid.header[k].value)]
    if not names and _share(grid, described[0], str.isascii) == 1 and _share(grid, described[1], _is_chinese) == 1:
        # In English it is what the answer says, and in Chinese what that means.
        names = described[:1]
    if not names and any(_explains_all(grid, k) for k in described):
        # What the answer says stands beside what it means.
        names = [k for k in described if _SAYS.match(grid.header[k].value)]
    return ["symbol" if k in names[:1] else column for k, column in enumerate(found)]


def _explains_all(grid: Grid, k: int) -> bool:
    """Whether a column is one of explanations, and no row is without."""
    return _EXPLAINS.search(grid.header[k].value) is not None and all(row[k].value for row in grid.rows[:_SAMPLE])


def _with_symbols(grid: Grid, found: list[Column | None]) -> list[Column | None]:
    """The columns; what they call a text may be a code's name in capitals, and a code's name all the code there is."""
    if "symbol" in found and "description" in found and not {"code", "name", "values"} & {*found}:
        return ["code" if column == "symbol" else column for column in found]
    described = [k for k, column in enumerate(found) if column == "description"]
    if "code" not in found or "symbol" in found or len(described) < _TWICE:
        return found
    named = [k for k in described if _share(grid, k, lambda word: _CAPITALS.match(word) is not None) == 1]
    others = [k for k in described if k not in named]
    is_one = len(named) == 1 and len(grid.rows) > 1 and all(row[others[0]].value for row in grid.rows)
    return ["symbol" if is_one and k in named else column for k, column in enumerate(found)]


def _begins_with_type(grid: Grid, k: int) -> bool:
    """Whether the first cell of a column is a type, so that the header need not be doubted."""
    return bool(grid.rows) and k < len(grid.rows[0]) and terms.base_type(grid.rows[0][k].value) is not None


def _told_by_content(grid: Grid, k: int) -> Column | None:
    cells = _cells(grid, k)
    if _part(cells, _says_required) >= _ENOUGH or ("M" in cells and _MARKS.issuperset(cells)):
        return "required"
    return "type" if _part(cells, _is_type) >= _ENOUGH else None


def _is_type(word: str) -> bool:
    return word.count(" ") < _TWICE and terms.base_type(word) is not None


def _is_prose(word: str) -> bool:
    return " " in word and terms.is_required(word) is None


def _is_number(word: str) -> bool:
    return _NUMBER.match(word) is not None


def _is_chinese(word: str) -> bool:
    return not word.isascii()


def _says_required(word: str) -> bool:
    return terms.is_required(word) is not None and len(word) > 1 and not word.isdigit()


def _distinct(grid: Grid, k: int) -> int:
    """How many cells of a column differ."""
    return len({row[k].value for row in grid.rows[:_SAMPLE] if k < len(row)})


def _share(grid: Grid, k: int, is_one: Callable[[str], bool]) -> float:
    """Which part of a column's cells is of a kind; empty ones do not count."""
    return _part(_cells(grid, k), is_one)


def _cells(grid: Grid, k: int) -> list[str]:
    """The cells of a column that are not empty."""
    return [cells[k].value for cells in grid.rows[:_SAMPLE] if k < len(cells) and cells[k].value]


def _part(cells: Sequence[str], is_one: Callable[[str], bool]) -> float:
    return sum(map(is_one, cells)) / len(cells) if cells else 0.0


def holds_codes(columns: Sequence[Column | None], slot: Slot | None, grid: Grid) -> bool:
    """Whether a table lists codes."""
    if "required" in columns or "default" in columns or ("type" in columns and not _begins_with_numbers(columns, grid)):
        return False
    if "code" in columns and ("name" not in columns or columns.index("code") < columns.index("name")):
        return True
    is_told = slot is not None and slot.topic == "codes" and len(grid.rows) > 1 and _share(grid, 0, _is_number) == 1
    if not any(columns):
        return is_told or _lists_numbers(grid)
    if columns[0] is None and "name" not in columns and "description" in columns:
        return is_told or _lists_numbers(grid) or _lists_answers(grid)
    if "values" in columns and "name" not in columns:
        return "description" in columns
    if "name" in columns and _share(grid, at := columns.index("name"), _is_number) == 1:
        # No name is a number; one that is alone may count the row.
        return len(grid.rows) > 1 or len(grid.rows[0][at]) > _TWICE
    if "name" in columns and slot is not None and slot.is_of_answer and len(grid.rows) >= _FEW:
        return _share(grid, columns.index("name"), _names_outcome) > _HALF
    if slot is None or slot.topic != "codes" or "name" not in columns:
        return False
    return _share(grid, columns.index("name"), _looks_like_code) >= _ENOUGH


def _begins_with_numbers(columns: Sequence[Column | None], grid: Grid) -> bool:
    """Whether the first column is of codes, all of which are numbers: what else has a type is what comes with them."""
    is_first = columns[0] in ("code", "name") and "name" not in columns[1:]
    return is_first and _share(grid, 0, _is_number) == 1


def _lists_numbers(grid: Grid) -> bool:
    """Whether a table of two columns, whose header says nothing, has numbers in the first which do not count rows."""
    firsts = [row[0].value for row in grid.rows[:_SAMPLE]]
    if len(grid.header) != 2 or len(firsts) < _FEW or not all(map(_NUMBER.match, firsts)):
        return False
    return not count_on(firsts)


def _lists_answers(grid: Grid) -> bool:
    """Whether a table has answers in words in its first column, as its header says."""
    slot = headings.slot(grid.header[0].value)
    if slot is None or slot.topic != "part" or not slot.is_of_answer:
        return False
    return _share(grid, 0, lambda word: " " in word and is_phrase(word)) > _HALF and len(grid.rows) > 1


def _names_outcome(word: str) -> bool:
    """Whether a name says how a call went, as no member of an answer is called."""
    return _OUTCOME.search(word) is not None


def _looks_like_code(word: str) -> bool:
    return any(map(str.isdigit, word)) or _SPELLED.match(word) is not None


def is_header_name(name: str) -> bool:
    """Whether only a header of a request is called so."""
    word = name.lower()
    return word in PLAIN_HEADERS or word.startswith("x-") or word in ("authorization", "api-key", "apikey")
