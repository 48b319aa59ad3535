"""What the pages of a printed document have at their ends and beginnings: numbers, titles, headers printed again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from dlrgen.pages.lines.solid import SolidLines
from dlrgen.pages.text import Text

_SAYS_PAGE = re.compile(
    r"(?:[ \t]|\A)(?:[Pp]age|PAGE)[ \t]{1,3}[0-9]{1,4}(?:[ \t]{0,3}(?:of|/|\|)[ \t]{0,3}[0-9]{1,4})?[ \t]*\Z"
    r"|\A[ \t]*(?:[Pp]age|PAGE)[ \t]{1,3}[0-9]{1,4}(?:[ \t]{0,3}(?:of|/)[ \t]{0,3}[0-9]{1,4})?[ \t]{2}"
    r"|\A[ \t]*[-–—=]{2,5}[ \t]?(?:[Pp]age|PAGE)[ \t]{1,3}[0-9]{1,4}[ \t]?[-–—=]{2,5}[ \t]*\Z"
    r"|\A[ \t]*(?:file|https?)://[^\s]{1,150}[ \t]{1,80}[0-9]{1,4}/[0-9]{1,4}[ \t]*\Z"
    r"|(?:[ \t]|\A)第[ \t]?[0-9]{1,4}[ \t]?页(?:[ \t]?[,，/]?[ \t]?共[ \t]?[0-9]{1,4}[ \t]?页)?[ \t]*\Z"
)
_ALONE = r"(?:[-–—][ \t]?)?(?P<number>[0-9]{1,4})(?:[ \t]?[-–—])?"
_NUMBER = re.compile(rf"{_ALONE}\Z")
_MAY_SAY_PAGE = re.compile(
    r"[Pp](?:age|AGE)[ \t]{1,3}[0-9]|第[ \t]?[0-9]{1,4}[ \t]?页"
    r"|(?:file|https?)://[^\s]{1,150}[ \t]{1,80}[0-9]{1,4}/[0-9]"
)
_AFTER_NUMBER = re.compile(
    rf"^[ \t]*{_ALONE}[ \t]*\n(?:[ \t]*\n){{0,8}}[ \t]*(?P<following>[^\s\n][^\n]{{3,200}})",
    re.MULTILINE,
)
"""A number alone in its line, and what the next line says."""
_MAX_LINE = 200
_FEWEST = 2
"""How many pages tell what is printed on each."""
_SHORTEST = 4
"""How long a title is that pages begin with, other than what the cells of a table repeat."""
_LEAST = 3
"""How many lines stand on a page, other than between the numbers of rows."""
_REACH = 80
"""How many lines above the end of a page a header may stand that the next page prints again."""


def without_furniture(lines: Sequence[Text], page: str) -> Sequence[Text]:
    """The lines of a page without those that the pages of a document print at their ends and beginnings.

    A table that a page's end cuts goes on at once, where the next page prints its header again or goes on in a cell.
    """
    if not _may_be_printed(page):
        return lines
    solid = SolidLines(lines)
    ends = _ends(solid)
    return [*_between(solid, ends, _running_titles(solid, ends))] if len(ends) >= _FEWEST else lines


def _may_be_printed(page: str) -> bool:
    """Whether words or numbers alone in their lines may number the pages of a document, which few pages have."""
    if next(islice(_MAY_SAY_PAGE.finditer(page), _FEWEST - 1, None), None) is not None:
        return True
    titles = Counter(found["following"] for found in _AFTER_NUMBER.finditer(page))
    return max(titles.values(), default=0) >= _FEWEST


def _ends(solid: SolidLines) -> list[tuple[int, int]]:
    """The solid lines at the ends of pages, from one to another: they say so, or are numbers that count on."""
    said = [k for k, i in enumerate(solid.at) if _says_page(solid.lines[i].value)]
    ends: list[tuple[int, int]] = []
    for k in said if len(said) >= _FEWEST else _counted(solid):
        first = ends.pop()[0] if ends and ends[-1][1] == k else k
        ends.append((first, k + 1))
    return ends


def _says_page(line: str) -> bool:
    return len(line) < _MAX_LINE and _SAYS_PAGE.search(line.rstrip()) is not None


def _counted(solid: SolidLines) -> list[int]:
    """The numbers alone in their lines that count on from one to the next, with the same words after each."""
    numbered = [(k, int(found["number"])) for k, word in enumerate(solid.words) if (found := _NUMBER.match(word))]
    following = Counter(solid.words[k + 1] for k, _ in numbered if k + 1 < len(solid))
    title, count = max(following.items(), key=lambda each: each[1], default=("", 0))
    if count < _FEWEST or len(title) < _SHORTEST:
        return []
    ends = [(k, number) for k, number in numbered if k + 1 == len(solid) or solid.words[k + 1] == title]
    counts_on = all(later == number + 1 and k - j > _LEAST for (j, number), (k, later) in pairwise(ends))
    return [k for k, _ in ends] if counts_on else []


def _running_titles(solid: SolidLines, ends: Sequence[tuple[int, int]]) -> set[str]:
    """What most pages begin with."""
    first = Counter(solid.words[end] for _, end in ends if end < len(solid))
    return {word for word, count in first.items() if count >= _FEWEST and count * 2 >= len(ends) - 1}


def _between(solid: SolidLines, ends: Sequence[tuple[int, int]], titles: set[str]) -> Iterator[Text]:
    """What stands between the ends of pages."""
    start = 0
    for first, end in ends:
        before = solid.after(first - 1) if first else 0
        yield from solid.lines[start:before]
        following = end + (end < len(solid) and solid.words[end] in titles)
        if following == len(solid):
            return
        start = solid.at[following]
        line = solid.lines[start]
        is_cell = line.value.startswith("  ")
        if not is_cell and all(line.value != above.value for above in solid.lines[max(0, before - _REACH) : before]):
            yield line.part(0, 0)
    yield from solid.lines[start:]
