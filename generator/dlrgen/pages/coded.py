"""Where in a cell or line a code stands that a word announces (`Error - 400`) or its name follows (`404 Not Found`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from itertools import pairwise

from dlrgen.pages import terms
from dlrgen.pages.remembered import remembered

REASONS = {str(status.value): status.phrase for status in HTTPStatus}
"""What HTTP calls its statuses."""
_LETTERS = "A-Za-z\u00c0-\u024f\u0370-\u052f"
"""Those of Latin with their accents, of Greek and of Russian."""
CODE = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9_.:#*/~-]{0,59}\Z")
"""What may be a code in a cell."""
_PHRASE = re.compile(r"[A-Z][A-Z0-9]*(?::[A-Z0-9]+)?(?:[ -]{1,3}[A-Z0-9]+){1,5}\Z")
"""A code of several words, as no sentence is written."""
_NUMBER = r"-?[0-9]{1,8}(?![0-9.])|[A-Z]{1,4}[_-]?[0-9]{2,8}(?![0-9])"
_LABELLED = re.compile(
    rf"(?P<label>[A-Za-z]{{3,10}}(?: [A-Za-z]{{4,6}})?|[\u4e00-\u9fff]{{2,5}})"
    rf"(?:[ \t]+[-–—:：#=]?[ \t]*|[:：=＝][ \t]*|(?<=[\u4e00-\u9fff]))(?P<code>{_NUMBER})"
)
_STATUS = re.compile(r"(?P<code>[1-5][0-9]{2})[ \t]*[-–—:：]?[ \t]*\(?[A-Z][A-Za-z' -]{1,40}\)?\Z")
"""A status of HTTP with its name."""
_OTHER = re.compile(
    r"(?:非|不等于|不为|大于|小于|[<>≠]=?|!=)[ ]?-?[0-9]{1,6}\Z|其[他它](?:值|情况|错误)?\Z|[Oo]thers?\Z"
)
"""All codes but one."""
_WORDS = re.compile(rf"[{_LETTERS}][{_LETTERS}0-9]*(?:[ ,&/!'_-]{{1,3}}[{_LETTERS}0-9]+){{0,9}}[!.]{{0,3}}\Z")
_MAX_PHRASE = 70


def code_at(cell: str) -> tuple[int, int] | None:
    """Where in a cell its code stands; None if it holds none."""
    if CODE.match(cell) or _OTHER.match(cell):
        return 0, len(cell)
    labelled = labelled_at(cell)
    if labelled is not None and cell[:3].isupper():
        # `ERR 100` is printed as it is answered; `Error 100` is not.
        return (0, len(cell)) if labelled[1] == len(cell) else None
    if labelled is not None:
        return labelled if labelled[1] == len(cell) else None
    if status := _STATUS.match(cell):
        return status.span("code")
    return (0, len(cell)) if _PHRASE.match(cell) else None


def count_on(numbers: Sequence[str]) -> bool:
    """Whether each number is the next one after that before it, so that they may count rows, and be no codes."""
    return all(int(before) + 1 == int(after) for before, after in pairwise(numbers))


def is_phrase(cell: str) -> bool:
    """Whether a cell holds a few words, such as those by which a state is called."""
    return len(cell) <= _MAX_PHRASE and _WORDS.match(cell) is not None


@remembered
def labelled_at(line: str) -> tuple[int, int] | None:
    """Where the code stands that a line begins with, if a word before it says that it is one."""
    found = _LABELLED.match(line)
    return found.span("code") if found is not None and terms.is_of_code(found["label"]) else None
