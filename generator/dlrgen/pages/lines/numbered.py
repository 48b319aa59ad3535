"""Numbered lines that are titles rather than items of a list: one after the other, with other lines between them."""

from __future__ import annotations

import re

from dlrgen.pages.lines.solid import SolidLines

_NUMBERED = re.compile(r" {0,3}(?P<number>[0-9]{1,2})[.、)）][ \t]{1,4}(?P<words>[^\n]{2,50})\Z")
_ITEM = re.compile(r"(?:[-*+•·●◦▪○][ \t]|[0-9]{1,2}[.)、）](?![0-9]))")
_MAX_LEFT_OUT = 2
"""How many numbers a page may have left out between two titles."""
_LEADING = re.compile(r"\.{5}|…{2}|(?:\. ){4}|·{5}")
"""What leads to the number of a page."""
_NAME = re.compile(r"[`*]{0,2}[a-z][A-Za-z0-9_.\[\]]*[`*]{0,2}[ \t]{0,4}(?:<br[ ]?/?>[ \t]{0,4}){0,2}\Z")
_SENTENCE = re.compile(r"[:：。；;，,!！?？{}\"=|]|\.(?:\s|\Z)")


def titles(solid: SolidLines) -> frozenset[int]:
    """Which lines are titles with numbers that count on, each with lines below it that are no items.

    Args:
        solid: The lines that are not blank.
    """
    found: list[int] = []
    series: list[int] = []
    following = 0
    for at, (i, word) in enumerate(zip(solid.at, solid.words, strict=True)):
        if not word[0].isdigit() or (numbered := _NUMBERED.match(solid.lines[i].value)) is None:
            continue
        if not _is_title(numbered["words"]) or not _is_alone(solid, at):
            continue
        if not following <= int(numbered["number"]) <= following + _MAX_LEFT_OUT * bool(series):
            found += series if len(series) > 1 else []
            series = []
        if _has_step(solid, at, numbered["number"]):
            found.append(i)
        series.append(i)
        following = int(numbered["number"]) + 1
    return frozenset([*found, *(series if len(series) > 1 else [])])


def _has_step(solid: SolidLines, at: int, number: str) -> bool:
    """Whether the line below one counts on inside of its number: `13.1` below `13.`."""
    return at + 1 < len(solid) and re.match(rf"{number}\.1(?![0-9.])", solid.words[at + 1]) is not None


def _is_title(words: str) -> bool:
    return not _NAME.match(words.strip()) and not _SENTENCE.search(words)


def _is_alone(solid: SolidLines, at: int) -> bool:
    """Whether neither of the lines around one is an item, and one comes after it."""
    if at + 1 == len(solid):
        return False
    near = [solid.words[k] for k in (at - 1, at + 1) if k >= 0]
    return not any(_ITEM.match(line) and not _LEADING.search(line) for line in near)
