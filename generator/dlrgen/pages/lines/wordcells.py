"""Which words were cells of a table where only blanks part them: types of a vendor's own, codes of more words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages.text import Text, join
from dlrgen.pages.vocabulary import Column

_OWN_TYPE = re.compile(
    r"(?:[A-Z][a-z0-9]+){2,6}(?:\[\])?\Z|[A-Za-z][A-Za-z0-9]{1,40}\[\]\Z|[A-Z][A-Za-z0-9]{0,30}对象\Z"
)
_SHOUTED = re.compile(r"[A-Z][A-Z0-9_:-]{0,40}\Z")
_CJK = re.compile(r"[\u3400-\u9fff]")
_OTHER_THAN = re.compile(r"非-?[0-9]{1,6}\Z|其[他它余]值?\Z")
_LOWER = re.compile(r"[a-z][a-z0-9_-]{1,40}\Z")
_COUNTED = re.compile(r"(?:[A-Z]{2,6}[ ](?:[0-9]{1,5}|[0-9]xx)|Status[ ][1-5][0-9]{2})\Z")
_MIXED = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9_.:/\u4e00-\u9fff-]{0,39}\Z")
_DIGIT = re.compile(r"[0-9]")
_LISTED = re.compile(
    r"[ \t]*(?:[-*•·][ \t]{0,3})?[\"'“]?-?[A-Za-z0-9_-]{1,40}[\"'”]?[ ]?(?:[:：=]|[(（])(?!//)[ ]?(?=\S)"
    r"|[ \t]*-?[0-9]{1,8}[ \t]+(?=[\u4e00-\u9fff])"
)
"""How a line begins that says of a value what it means."""
_LEAST = 2
_MAX_WORDS = 4


def is_counted(words: str) -> bool:
    """Whether words are a code of a word in capitals and a number: `ERR 100`."""
    return _COUNTED.match(words) is not None


def lists_value(line: str) -> bool:
    """Whether a line begins with a value and says what that means, with a bullet before it or not."""
    return _LISTED.match(line) is not None


def is_symbol(word: str) -> bool:
    """Whether a word is in capitals, with a sign or a number inside or not."""
    return len(word) > 1 and _SHOUTED.match(word) is not None


def is_mixed(word: str) -> bool:
    """Whether a word begins as codes do and has a digit, with Chinese behind or not: `0或SENT`."""
    return _MIXED.match(word) is not None and _DIGIT.search(word) is not None


def is_own_type(name: str, word: str) -> bool:
    """Whether a word behind a name is a type of the vendor's own: it is written like one, or called as the name."""
    return _OWN_TYPE.match(word) is not None or word == name[:1].upper() + name[1:]


def with_whole_code(cells: list[Text], columns: Sequence[Column | None]) -> list[Text]:
    """The words of a row; if it has only a code and its meaning, those in capitals before Chinese as one.

    So are a word in capitals and its number: `ERR 100 no such number`.
    """
    if (
        [*columns] == ["code", "description"]
        and len(cells) > _LEAST
        and is_counted(f"{cells[0].value} {cells[1].value}")
    ):
        return [join(cells[:2], " "), *cells[2:]]
    if len(columns) != 2 or columns[0] != "code" or not _SHOUTED.match(cells[0].value):
        return cells
    size = next((k for k, cell in enumerate(cells[:_MAX_WORDS]) if not _SHOUTED.match(cell.value)), 0)
    if size < 2 or not _CJK.match(cells[size].value):
        return cells
    return [join(cells[:size], " "), *cells[size:]]


def is_parted_code(word: str, rest: Sequence[Text]) -> bool:
    """Whether a word in capitals, with a sign inside, stands before Chinese."""
    return word.isupper() and not word.isalnum() and bool(rest) and _CJK.match(rest[0].value) is not None


def stands_for_others(word: str) -> bool:
    """Whether a word in the place of a code means all codes that are not listed."""
    return _OTHER_THAN.match(word) is not None


def begins_sentence(word: str, rest: Sequence[Text]) -> bool:
    """Whether a word in small letters has a sentence of its own behind it, so that it is no part of that."""
    return _LOWER.match(word) is not None and bool(rest) and rest[0].value[:1].isupper()
