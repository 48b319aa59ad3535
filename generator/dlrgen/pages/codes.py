"""Codes: tables of them, and lists such as `0-sent,1-failed` in prose, in cells and in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlrgen.pages import headings
from dlrgen.pages.blocks import Grid
from dlrgen.pages.coded import code_at, is_phrase
from dlrgen.pages.marked import Told
from dlrgen.pages.model import CodeRow, CodeTable, Printed, Seen
from dlrgen.pages.pairs import pairs
from dlrgen.pages.pairs.pair import CJK, SEPARATORS, Pair
from dlrgen.pages.pairs.worded import announced, told
from dlrgen.pages.text import Page, Text
from dlrgen.pages.vocabulary import Column

_ANSWERS = frozenset({"yes", "no", "y", "n", "true", "false", "是", "否"})
"""What says of a code whether something is so, rather than what it means."""
_WORD = re.compile(rf"[{CJK}]{{1,10}}\Z")


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
        if "name" in columns
        else 0
    )
    found: dict[tuple[str, str], CodeRow] = {}
    in_words = columns[at] == "values" or sum(
        _WORD.match(cells[at].value) is not None for cells in grid.rows
    ) * 2 > len(grid.rows)
    for cells in grid.rows:
        meaning = _cell(cells, columns, "description", page, at)
        in_phrases = columns[at] in ("code", "symbol", None) and meaning is not None
        code = _code(cells[at], in_words=in_words, in_phrases=in_phrases)
        if code is None:
            continue
        row = CodeRow(
            code=page.printed(code),
            meaning=meaning,
            name=_cell(cells, columns, "symbol", page, at),
            advice=_cell(cells, columns, "advice", page, at),
            span=page.span(cells[at].start(), max(cell.end() for cell in cells)),
        )
        found.setdefault((code.value, row.meaning.text if row.meaning else ""), row)
    rows = tuple(found.values())
    return None if not rows else _table(rows, "table", page, title)


def _code(cell: Text, *, in_words: bool, in_phrases: bool) -> Text | None:
    """The code that a cell holds; None if it holds none."""
    if headings.is_example(cell.value):
        return None
    if stretch := code_at(cell.value):
        return cell.part(*stretch)
    is_code = (in_words and _WORD.match(cell.value)) or (in_phrases and is_phrase(cell.value))
    return cell if is_code else None


def _cell(cells: list[Text], columns: Sequence[Column | None], column: Column, page: Page, code: int) -> Printed | None:
    where = columns.index(column) if column in columns else None
    if column == "description" and (where is None or not cells[where].value):
        others = [k for k, known in enumerate(columns) if k > code and known in (None, "symbol", "name", "code")]
        worded = [k for k in others if not cells[k].value.isdigit()]
        where = next((k for k in worded if cells[k].value.lower() not in _ANSWERS), next(iter(worded or others), None))
    return page.printed(cells[where]) if where is not None and cells[where].value else None


def _table(
    rows: tuple[CodeRow, ...], seen: Seen, page: Page, title: Printed | None = None, of: str | None = None
) -> CodeTable:
    return CodeTable(rows=rows, title=title, of=of, seen=seen, span=page.span(rows[0].span.start, rows[-1].span.end))


def lists(text: Text, page: Page, seen: Seen = "list", of: str | None = None) -> Sequence[CodeTable]:
    """The lists of codes in a piece of prose; a single pair is none.

    Args:
        text: A line, a cell or a comment.
        page: The page.
        seen: What shows them.
        of: The path of what the text is about.
    """
    found = told(text.value) if of is not None else announced(text.value) or pairs(text.value, described=False)
    return [*_grouped(text, found, page, seen, of)] if len(found) > 1 else ()


def marked(values: Sequence[Told], page: Page, of: str) -> Iterator[CodeTable]:
    """Values that the page marks and their meanings, as a list; none if there are none."""
    rows = tuple(
        CodeRow(code=page.printed(each.code), meaning=page.printed(each.meaning),
                span=page.span(each.code.start(), each.meaning.end()))
        for each in values
    )  # fmt: skip
    if rows:
        yield _table(rows, "list", page, of=of)


def alone(text: Text, pair: Pair, page: Page, of: str) -> CodeTable:
    """The one value that a text tells, as a list."""
    return _table((_row(text, pair, pair.start, page),), "list", page, of=of)


def _grouped(text: Text, found: Sequence[Pair], page: Page, seen: Seen, of: str | None) -> Iterator[CodeTable]:
    """The pairs of a text as lists: one is over where a code comes again, or something else stands between two."""
    group: dict[str, Pair] = {}
    before: Pair | None = None
    for pair in found:
        if pair.code in group or (before is not None and not _goes_on(text.value, before, pair)):
            yield from _listed(text, [*group.values()], page, seen, of)
            group = {}
        group[pair.code] = before = pair
    yield from _listed(text, [*group.values()], page, seen, of)


def _goes_on(line: str, before: Pair, pair: Pair) -> bool:
    return (before.joiner == pair.joiner != "") or not line[before.end : pair.start].strip(f"{SEPARATORS} \t`")


def _listed(text: Text, found: list[Pair], page: Page, seen: Seen, of: str | None) -> Iterator[CodeTable]:
    if len(found) < 2:
        return
    starts = [pair.start for pair in found]
    name, colon, code = found[0].code.partition(":")
    if colon and name.islower() and code and not any(":" in pair.code for pair in found[1:]):
        starts[0] += len(name) + 1
        of = of or name
    rows = tuple(_row(text, pair, start, page) for start, pair in zip(starts, found, strict=True))
    yield _table(rows, seen, page, of=of)


def _row(text: Text, pair: Pair, start: int, page: Page) -> CodeRow:
    return CodeRow(
        code=page.printed(text.part(start, pair.code_end)),
        meaning=page.printed(text.part(pair.meaning, pair.end)),
        span=page.span(text.start(start), text.end(pair.end)),
    )
