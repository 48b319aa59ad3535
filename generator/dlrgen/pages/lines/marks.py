"""What lines or words below a name tell of it first: its type, where it is sent, and whether it must be there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import headings, terms
from dlrgen.pages.lines import asides
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import folded

MOST = 3
"""How many of them a name has."""
_MUST = 2
_BETWEEN = re.compile(r"[ \t]*[(),;|\t][ \t]*")
_LONGEST = 40
_MADE_OF = re.compile(r"[A-Za-z]{3,12}[ ]?[<\[(][^\n]{1,40}[>\])]\Z")
_MEDIA_TYPE = re.compile(r"(?:application|text|multipart)/[A-Za-z0-9.+*-]{1,60}\Z")


def is_media_type(word: str) -> bool:
    """Whether a word says how a body is written, as `application/json`."""
    return _MEDIA_TYPE.match(word) is not None


def is_type(word: str) -> bool:
    """Whether a line is a type and nothing else, with what it is made of in brackets or not."""
    return terms.is_type(word) or (_MADE_OF.match(word) is not None and terms.base_type(word) is not None)


def is_must(word: str) -> bool:
    """Whether a word says whether something must be there, and nothing else."""
    return len(word) > 1 and terms.is_required(word) is not None


def is_late_must(word: str) -> bool:
    """Whether a word says in so many letters whether something must be there: of a row, wherever it stands in it."""
    return is_must(word) and headings.demanded(word) is not None


def count(below: Sequence[str]) -> int:
    """How many of the lines below a name tell one of these each."""
    return len(_ranks(below))


@remembered
def are_marks(line: str) -> bool:
    """Whether a line is nothing but a type and a word for must, in whatever order."""
    parts = [part for part in _BETWEEN.split(line) if part] if len(line) <= _LONGEST else []
    return len(parts) > 1 and 0 in (ranks := _ranks(parts)) and len(ranks) == len(parts)


def apart(cells: list[Text]) -> list[Text]:
    """The cells below a name, where the first may tell its type and whether it must be there at once."""
    parts = [part for part in cells[0].between(_BETWEEN) if part.value] if cells else []
    if len(parts) > 1 and count([part.value for part in parts]) == len(parts):
        return [*parts, *cells[1:]]
    return cells


def with_late_must(cells: list[Text]) -> list[Text]:
    """The cells below a name, with the word for must among its marks that came after what the name is about."""
    ranks = _ranks([cell.value for cell in cells[:MOST]])
    if not ranks or _MUST in ranks:
        return cells
    for k in range(len(ranks) + 1, len(cells)):
        if asides.announces(cells[k].value) is not None:
            break
        if is_late_must(cells[k].value):
            return [*cells[: len(ranks)], cells[k], *cells[len(ranks) : k], *cells[k + 1 :]]
    return cells


def in_order(cells: list[Text]) -> list[Text]:
    """The cells below a name with the type first, then where it is sent, then the word for must."""
    ranks = _ranks([cell.value for cell in cells[:MOST]])
    ordered = [cell for _, cell in sorted(zip(ranks, cells, strict=False), key=lambda mark: mark[0])]
    return [*ordered, *cells[len(ranks) :]]


def _ranks(below: Sequence[str]) -> list[int]:
    """What lines tell first, each once: 0 for the type, 1 for where something is sent, 2 for must or not."""
    ranks: list[int] = []
    for value in below:
        rank = _rank(value)
        if rank is None or rank in ranks:
            break
        ranks.append(rank)
    return ranks


@remembered
def _rank(line: str) -> int | None:
    kinds = (is_type(line), folded(line.strip("()")) in terms.PLACES, is_must(line))
    return kinds.index(True) if any(kinds) else None
