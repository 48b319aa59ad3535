"""What tables and lists call their columns, types, places and states, and how they say what must be there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache

from dlrgen.pages.remembered import remembered
from dlrgen.pages.vocabulary import AROUND, BRACKETED, VOCABULARY, Column, folded
from dlrgen.spec.model import ParamType, Place

TYPES: dict[str, ParamType] = {word: base for base, words in VOCABULARY.types.items() for word in words}
"""Types as pages print them, and what they are in the words of a spec."""
PLACES: dict[str, Place] = {word: place for place, words in VOCABULARY.places.items() for word in words}
"""Where a parameter is sent, as headings and columns say it."""
METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"})
_REQUIRED = {word: answer == "yes" for answer, words in VOCABULARY.required.items() for word in words}
_COLUMN_OF: dict[str, Column] = {word: column for column, words in VOCABULARY.columns.items() for word in words}
_COLUMNS_OF_SIZE: dict[int, list[str]] = {}
"""The headers by their length, as misprints are looked for among few."""
for _header in _COLUMN_OF:
    _COLUMNS_OF_SIZE.setdefault(len(_header), []).append(_header)
_STATES = frozenset(VOCABULARY.states)
_NOTHING = frozenset(VOCABULARY.nothing)
_NAMING = frozenset(VOCABULARY.naming)
_HOSTS = frozenset(VOCABULARY.hosts)
_MAX_HEADER = 24
_MIN_MISPRINT = 6
_ALIKE = 0.87
_MAX_LOST = 2
"""How many letters a misprint lacks, or has too many."""
_MAX_TYPE = 80
_AND = re.compile(
    r"[ \t\n]*[/&、,，+|\n][ \t\n]*|[ ]+(?:and|or)[ ]+|(?<=[\u4e00-\u9fff])(?:[ ]+|[和及与])(?=[\u4e00-\u9fff])"
)
_SCHEMA = re.compile(
    r"[ \t]*(?:string|integer|number|boolean|object)[ ]?(?:[<(\[=$>{][^\n]*|\Z)"
    r"|[ \t]*array[ ]?(?:of [a-z]|[<(\[])[^\n]*",
    re.IGNORECASE,
)
_OF_FIELD = re.compile(r"[a-z_]{2,20}(?=[\u4e00-\u9fff])")
"""The name of the field whose codes stand under a header: `ret返回码`."""
_OF_NULL = re.compile(r"[空选填传须需]|允许|null|option|require|mandat|must|\A[mor]\Z")
"""What words for must say, and plain yes or no does not."""


@lru_cache(maxsize=4096)
def column(text: str) -> Column | None:
    """What the column under such a header holds."""
    word = folded(text)
    found = _COLUMN_OF.get(word)
    if found is None and word:
        found = _COLUMN_OF.get(BRACKETED.sub("", word).strip(AROUND))
    if found is None and (glued := _OF_FIELD.match(word)):
        found = "code" if _COLUMN_OF.get(word[glued.end() :]) == "code" else None
    return found


@lru_cache(maxsize=4096)
def likely_column(text: str) -> Column | None:
    """What the column under a header that is not among the words probably holds, by its end or as a misprint."""
    word = BRACKETED.sub("", folded(text)).strip(AROUND)
    if not word or len(word) > _MAX_HEADER:
        return None
    if (both := _of_both(text)) is not None:
        return both
    if (ended := _ended_column(word)) is not None:
        return ended
    if len(word) < _MIN_MISPRINT or not word.isascii():
        return None
    likely = [
        other
        for size in range(len(word) - _MAX_LOST, len(word) + _MAX_LOST + 1)
        for other in _COLUMNS_OF_SIZE.get(size, ())
        if other[0] == word[0] or other[-1] == word[-1]
    ]
    near = get_close_matches(word, likely, n=1, cutoff=_ALIKE)
    return _COLUMN_OF[near[0]] if near else None


def ended_column(text: str) -> Column | None:
    """What the column under a header that is not among the words holds, as its end says."""
    return _ended_column(BRACKETED.sub("", folded(text)).strip(AROUND)) if len(text) <= _MAX_HEADER else None


def _ended_column(word: str) -> Column | None:
    return next((column_ for end, column_ in VOCABULARY.endings.items() if word.endswith(end)), None)


def _of_both(header: str) -> Column | None:
    """What a column holds that two headers stand over: of a description and something else it is that."""
    parts: list[Column | None] = [column(part) for part in _AND.split(header.strip()) if part]
    if len(parts) != 2 or None in parts:
        return None
    return "description" if "description" in parts else parts[0]


def names_options(columns: Sequence[Column | None]) -> bool:
    """Whether the first column names what is sent although its header may stand over values, too: `Options`."""
    return columns[:1] == ["values"] and "required" in columns and not {"name", "code"} & {*columns}


def names_error(header: str) -> bool:
    """Whether a column under such a header names errors, if another one explains them."""
    return folded(header) in _NAMING


def names_hosts(header: str) -> bool:
    """Whether what a header calls names elsewhere may be hosts here; only types beside them tell."""
    return folded(header) in _HOSTS


def says_code(header: str) -> bool:
    """Whether a header has a word for codes in it, rather than only one for states."""
    return "code" in header.lower() or "码" in header


@lru_cache(maxsize=4096)
def base_type(text: str) -> ParamType | None:
    """What a printed type is in the words of a spec; none if it is no type."""
    word = folded(text)
    if not word:
        return None
    if word in TYPES:
        return TYPES[word]
    if word.endswith("[]") or word.startswith(("array", "list<", "list[", "array<", "数组", "list of", "set<", "[]")):
        return "array"
    if word[0] == "[" and word[-1] == "]" and word[1:-1] in TYPES:
        return "array"
    bare = re.split(r"[(\[<{（,，/|;:]| or | of |或", word, maxsplit=1)[0].strip(AROUND)
    if bare in TYPES:
        return TYPES[bare]
    unsized = bare.rstrip("0123456789 ")
    if unsized != bare and unsized in TYPES:
        return TYPES[unsized]
    first = bare.split(" ")[0]
    return TYPES.get(first) if len(bare) <= 24 and first != bare else None


@remembered
def is_type(line: str) -> bool:
    """Whether a line is nothing but a type, with what a schema says of it: `string <= 15 characters`."""
    return folded(line) in TYPES or is_schema(line)


def is_schema(line: str) -> bool:
    """Whether a line is one of the types that schemas have, with what they say of it."""
    return len(line) <= _MAX_TYPE and _SCHEMA.match(line) is not None


@lru_cache(maxsize=4096)
def is_required(text: str) -> bool | None:
    """What a cell about what must be there says; none if that cannot be told."""
    word = folded(text) or text.strip()
    if word in _REQUIRED:
        return _REQUIRED[word]
    bare = BRACKETED.sub("", word).strip(AROUND)
    return _REQUIRED.get(bare)


def says_null(text: str) -> bool:
    """Whether a cell says itself that something may be empty, or must not be, rather than yes or no."""
    return _OF_NULL.search(folded(text)) is not None


def fits(column: Column | None, word: str) -> bool:
    """Whether a word is what columns of types, of places or of words for must hold."""
    if column == "type":
        return base_type(word) is not None
    return folded(word) in PLACES if column == "place" else is_required(word) is not None


def is_of_code(text: str) -> bool:
    """Whether a word says that what follows is a code."""
    return column(text) == "code" or folded(text) in VOCABULARY.before_codes


def is_nothing(text: str) -> bool:
    """Whether a word says that there is nothing."""
    return folded(text) in _NOTHING


def is_state(text: str) -> bool:
    """Whether a word is what many vendors call a state of a message."""
    return folded(text) in _STATES
