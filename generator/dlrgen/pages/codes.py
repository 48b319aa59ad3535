"""Codes: tables of them, and lists such as `0-sent,1-failed` in prose, in cells and in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from dlrgen.pages.blocks import Grid
from dlrgen.pages.model import CodeRow, CodeTable, Printed, Seen
from dlrgen.pages.text import Page, Text
from dlrgen.pages.words import Column

JOINERS = {"-": "-", "－": "-", "–": "-", "—": "-", "=": "=", "＝": "=", ":": ":", "：": ":"}
"""What stands between a code and its meaning in prose, and the kind it is of."""
SEPARATORS = ",，;；、/|•·\n"
"""What stands between two pairs in prose."""

_MAX_MEANING = 200
_CJK = "\u3400-\u4dbf\u4e00-\u9fff"
CODE = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9_.:#*/~-]{0,59}\Z")
"""What may be a code in a cell."""
_WORD = re.compile(rf"[{_CJK}]{{1,10}}\Z")
_DIGIT = re.compile(r"[0-9]")
_PAIR = re.compile(
    r"(?<![A-Za-z0-9_.&?=＝/#%@$-])(?P<code>-?[A-Za-z0-9][A-Za-z0-9_.:]{0,59})[ \t]{0,4}"
    rf"(?P<joiner>[{re.escape(''.join(JOINERS))}])[ \t]{{0,4}}(?=[A-Za-z._+]{{0,20}}[{_CJK}])"
)
_ENGLISH_PAIR = re.compile(
    r"(?<![^\s(,;:])(?P<code>-?[0-9]{1,8})[ \t]?(?P<joiner>[-–—=:])(?:[ \t]+|(?<=[=:]))(?=[A-Za-z])"
)
_GLUED_PAIR = re.compile(
    rf"(?<![^\s(（,，;；:：、/|{_CJK}])(?P<code>-?[0-9]{{1,6}})(?P<joiner>[ \t]?)"
    rf"(?![个次条分秒天小年月日位种到至号级元点字倍行页项人以或和类组段期周时])(?=[{_CJK}])"
)
"""A number that nothing but a blank parts from its meaning; before a measure word it only counts."""
_ASIDE = re.compile(r"[ \t]*[(（](?:default|默认|缺省)[^()（）]{0,60}[)）]\Z", re.IGNORECASE)
"""What closes a list of values, and is about all of them."""
_LEAST_IN_PROSE = 3
_MEANING_ENDS = frozenset(f"{SEPARATORS}。\t\"'`<>&")
_OPENING, _CLOSING = frozenset("(（[【「{"), frozenset(")）]】」}")


def table(grid: Grid, columns: Sequence[Column | None], page: Page, title: Printed | None) -> CodeTable | None:
    """The codes of a table.

    Args:
        grid: A table.
        columns: What its columns hold; one of them codes.
        page: The page.
        title: The heading above.

    Returns:
        The codes, each once; none if no row has one.
    """
    at = (
        columns.index("code")
        if "code" in columns
        else columns.index("values")
        if "values" in columns
        else columns.index("name")
    )
    found: dict[tuple[str, str], CodeRow] = {}
    in_words = columns[at] == "values" or sum(
        _WORD.match(cells[at].value) is not None for cells in grid.rows
    ) * 2 > len(grid.rows)
    for cells in grid.rows:
        code = cells[at]
        if not (CODE.match(code.value) or (in_words and _WORD.match(code.value))):
            continue
        row = CodeRow(
            code=page.printed(code),
            meaning=_cell(cells, columns, "description", page, at),
            name=_cell(cells, columns, "symbol", page, at),
            advice=_cell(cells, columns, "advice", page, at),
            span=page.span(code.start(), max(cell.end() for cell in cells)),
        )
        found.setdefault((code.value, row.meaning.text if row.meaning else ""), row)
    rows = tuple(found.values())
    return None if not rows else _table(rows, "table", page, title)


def _cell(cells: list[Text], columns: Sequence[Column | None], column: Column, page: Page, code: int) -> Printed | None:
    where = columns.index(column) if column in columns else None
    if where is None and column == "description":
        where = next(
            (k for k, known in enumerate(columns) if k > code and known in (None, "symbol", "name", "code")), None
        )
    return page.printed(cells[where]) if where is not None and cells[where].value else None


def _table(
    rows: tuple[CodeRow, ...], seen: Seen, page: Page, title: Printed | None = None, of: str | None = None
) -> CodeTable:
    return CodeTable(rows=rows, title=title, of=of, seen=seen, span=page.span(rows[0].span.start, rows[-1].span.end))


class _Pair(Struct, frozen=True):
    code: str
    joiner: str
    start: int
    code_end: int
    meaning: int
    end: int


def lists(text: Text, page: Page, seen: Seen = "list", of: str | None = None) -> Iterator[CodeTable]:
    """The lists of codes in a piece of prose; a single pair is none.

    Args:
        text: A line, a cell or a comment.
        page: The page.
        seen: What shows them.
        of: The path of what the text is about.
    """
    group: dict[str, _Pair] = {}
    before: _Pair | None = None
    # What describes one thing is likelier to list its values than prose is to list anything.
    found = [*_pairs(text.value), *_english_pairs(text.value, 2 if of is not None else _LEAST_IN_PROSE)]
    for pair in _with_glued(text.value, found) if of is not None else found:
        if pair.code in group or (before is not None and not _goes_on(text.value, before, pair)):
            yield from _listed(text, [*group.values()], page, seen, of)
            group = {}
        group[pair.code] = before = pair
    yield from _listed(text, [*group.values()], page, seen, of)


def _pairs(line: str) -> Iterator[_Pair]:
    position = 0
    while match := _PAIR.search(line, position):
        position = _meaning_end(line, match.end())
        # What goes on with `&` is a query string.
        if line[position : position + 1] != "&":
            yield _Pair(
                match["code"], JOINERS[match["joiner"]], match.start(), match.end("code"), match.end(), position
            )


def _with_glued(line: str, pairs: list[_Pair]) -> list[_Pair]:
    """The pairs, and numbers that stand before Chinese without a sign, if together they make a list."""
    glued: list[_Pair] = []
    for match in _GLUED_PAIR.finditer(line):
        if not any(pair.start <= match.start() < pair.end for pair in pairs):
            end = _meaning_end(line, match.end())
            following = _GLUED_PAIR.search(line, match.end(), end)
            end = following.start() if following else end
            meaning = line[match.end() : end].rstrip()
            glued.append(
                _Pair(match["code"], "", match.start(), match.end("code"), match.end(), match.end() + len(meaning))
            )
    both = sorted([*pairs, *glued], key=lambda pair: pair.start)
    return both if glued and len(both) > 1 and _is_list(line, both) else pairs


def _is_list(line: str, pairs: list[_Pair]) -> bool:
    """Whether nothing but separators stands between the pairs."""
    return all(not line[a.end : b.start].strip(f"{SEPARATORS}。 \t") for a, b in pairwise(pairs))


def _english_pairs(line: str, least: int) -> Iterator[_Pair]:
    """Numbers with English meanings, so many at least in a line."""
    found = [*_ENGLISH_PAIR.finditer(line)]
    if len(found) < least:
        return
    for match, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following is not None else min(len(line), match.end() + _MAX_MEANING)
        meaning = line[match.end() : end].rstrip(f"{SEPARATORS}. \t")
        if aside := _ASIDE.search(meaning):
            meaning = meaning[: aside.start()]
        yield _Pair(
            match["code"],
            JOINERS[match["joiner"]],
            match.start("code"),
            match.end("code"),
            match.end(),
            match.end() + len(meaning),
        )


def _meaning_end(line: str, start: int) -> int:
    stop = min(len(line), start + _MAX_MEANING)
    depth = 0
    first_end = None
    for i in range(start, stop):
        if line[i] in _OPENING:
            depth += 1
        elif line[i] in _CLOSING:
            if depth == 0:
                return i
            depth -= 1
        elif line[i] in _MEANING_ENDS or (line[i] == " " and _PAIR.match(line, i + 1)):
            if depth == 0:
                return i
            first_end = first_end or i
    # A bracket that is never closed does not swallow the pairs that follow.
    return first_end if depth and first_end else stop


def _goes_on(line: str, before: _Pair, pair: _Pair) -> bool:
    return (before.joiner == pair.joiner != "") or not line[before.end : pair.start].strip(f"{SEPARATORS} \t")


def _listed(text: Text, pairs: list[_Pair], page: Page, seen: Seen, of: str | None) -> Iterator[CodeTable]:
    if len(pairs) < 2:
        return
    starts = [pair.start for pair in pairs]
    name, colon, code = pairs[0].code.partition(":")
    if colon and name.islower() and code and not any(":" in pair.code for pair in pairs[1:]):
        starts[0] += len(name) + 1
        of = of or name
    rows = tuple(
        CodeRow(
            code=page.printed(text.part(start, pair.code_end)),
            meaning=page.printed(text.part(pair.meaning, pair.end)),
            span=page.span(text.start(start), text.end(pair.end)),
        )
        for start, pair in zip(starts, pairs, strict=True)
    )
    yield _table(rows, seen, page, of=of)
