"""How the words behind a code fall into its columns, where only blanks part them.

A status of HTTP is a number. What a code is called is in capitals, and then two cells of words are told apart by the
one capital, or the one blank between Chinese, with which the second begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dlrgen.pages.coded import REASONS
from dlrgen.pages.text import Text, join
from dlrgen.pages.vocabulary import Column

_STATUS = re.compile(r"[1-5][0-9]{2}\Z")
_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{0,20}(?:[_-][A-Z0-9]{1,20}){1,6}\Z|[A-Z]{5,30}\Z|OK\Z")
_SMALL = re.compile(r"[a-z]|[A-Z][a-z]")
_CJK = re.compile(r"[\u3400-\u9fff]")
_TITLE = re.compile(r"[\u3400-\u9fff]{2,10}\Z")
"""Chinese without signs, as a first cell is that says in short what a code means."""
_CAPITAL, _LOWER = re.compile(r"[A-Z][a-z]*\Z"), re.compile(r"[a-z]+\Z")
_BEGINS = re.compile(r"[A-Z][a-z]+(?:['\u2019-][a-z]+)?[,:]?\Z")
"""A word with a capital, as a sentence begins."""
_ENDS = re.compile(r"(?:[a-z]+|[a-z]+/[a-z]+)[.)]?\Z")
"""A word in small letters, as no name ends before another."""


def spread(
    columns: Sequence[Column | None], free: Sequence[int], cells: Sequence[Text], above: str = "", code: str = ""
) -> dict[int, Text] | None:
    """The cells of the columns behind a code.

    Args:
        columns: What all columns hold.
        free: The columns that the words are of.
        cells: The words.
        above: What the row above has in the first of these columns.
        code: The code that stands before them.

    Returns:
        What stands in each of these columns; None if it cannot be told.
    """
    if len(free) < 2 or len(cells) < 2:
        return None
    first, *rest = free
    if columns[first] in (None, "code", "values") and _STATUS.match(cells[0].value):
        at = status_size(cells)
        others = spread(columns, rest, cells[at:])
        if others is None and at < len(cells):
            others = {_widest(columns, rest): join(cells[at:], " ")}
        return {first: join(cells[:at], " "), **(others or {})}
    if (at := _reason_size(code, cells)) and at < len(cells):
        return {first: join(cells[:at], " "), _widest(columns, rest): join(cells[at:], " ")}
    if len(free) > 2:
        return None
    is_symbol = cells[0].value.isupper() and _SYMBOL.match(above) is not None
    at = 1 if is_symbol else _second(cells)
    return {first: join(cells[:at], " "), rest[0]: join(cells[at:], " ")} if at else None


def status_size(cells: Sequence[Text]) -> int:
    """Of how many words a number is, with the reason that HTTP has for it where that stands behind it."""
    reason = REASONS.get(cells[0].value, "").split()
    said = [cell.value for cell in cells[1 : 1 + len(reason)]]
    return 1 + len(reason) if said == reason else 1


def parts(code: str, cells: Sequence[Text]) -> int:
    """After how many words behind a code its second cell begins; 0 if that cannot be told."""
    at = _reason_size(code, cells) or (_second(cells) if cells else 0)
    return at if at < len(cells) else 0


def _reason_size(code: str, cells: Sequence[Text]) -> int:
    """Of how many words the reason is that HTTP has for a status, where these begin with it; else 0."""
    reason = REASONS.get(code, "").lower().split()
    said = [cell.value.lower() for cell in cells[: len(reason)]]
    return len(reason) if said == reason else 0


def _widest(columns: Sequence[Column | None], free: Sequence[int]) -> int:
    return next((k for k in reversed(free) if columns[k] == "description"), free[0])


def _second(cells: Sequence[Text]) -> int:
    """Where the second of two cells begins; 0 if that cannot be told.

    Of words with capitals the last one begins a sentence, as those in small letters behind it show.
    """
    if _SYMBOL.match(cells[0].value) and any(_SMALL.match(cell.value) or _CJK.match(cell.value) for cell in cells[1:]):
        return 1
    if any(_CJK.search(cell.value) for cell in cells):
        if _TITLE.match(cells[0].value) and _CJK.match(cells[1].value):
            return 1
        ended = [k for k in range(1, len(cells)) if _CJK.match(cells[k - 1].value[-1])]
        return _only([k for k in ended if _CJK.match(cells[k].value)] or ended)
    titled = next((k for k, cell in enumerate(cells) if not _CAPITAL.match(cell.value)), 0)
    if titled > 1 and _LOWER.match(cells[titled].value):
        return titled - 1
    return _only(k for k in range(1, len(cells)) if _ENDS.match(cells[k - 1].value) and _BEGINS.match(cells[k].value))


def _only(places: Iterable[int]) -> int:
    """The only one of some places; 0 if there are none, or more."""
    found = [*places]
    return found[0] if len(found) == 1 else 0
