"""Tables that copying left in one line: a header that lost its columns, and behind it all the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlrgen.pages import terms
from dlrgen.pages.lines.flattened import NAME
from dlrgen.pages.lines.headers import is_header, word_header
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, made
from dlrgen.pages.vocabulary import Column

_WORD = re.compile(r"\S+")
_CODE = re.compile(r"-?[0-9]{1,6}\Z|[A-Z]{1,6}[_-]?[0-9]{1,6}\Z")
_LEAST, _MOST = 2, 8
"""How many columns such a header has."""
_SHORTEST = 20
_LONG_CODE = 3


def parted(line: Text) -> Iterator[Text]:
    """A line as its header and its rows, if it holds these; else the line."""
    starts = _starts(line.value)
    for start, end in zip((0, *starts), (*starts, len(line)), strict=True):
        yield line.part(start, end).strip() if starts else line


def may_hold_rows(line: str) -> bool:
    """Whether a line may begin with a header and go on with rows, which few do."""
    return len(line) > _SHORTEST and line.count(" ") > _LEAST and bool(_starts(line))


@remembered
def _starts(line: str) -> tuple[int, ...]:
    """Where the rows behind a header begin."""
    first = _WORD.search(line)
    if first is None or terms.column(first.group().strip("*`")) not in ("name", "code"):
        return ()
    cells = word_header(made(line, 0))
    for size in range(_LEAST, min(_MOST, len(cells) - 1) + 1):
        if not is_header(cells[:size], all_known=True):
            continue
        columns: list[Column | None] = [terms.column(cell.value) for cell in cells[:size]]
        at = line.find(cells[size].value, line.find(cells[size - 1].value) + len(cells[size - 1]))
        rest = [*_WORD.finditer(line, at)]
        found = _members(rest, columns) if columns[0] == "name" else _codes(rest, columns)
        if found and found[0] == at:
            return tuple(found)
    return ()


def _members(rest: Sequence[re.Match[str]], columns: Sequence[Column | None]) -> list[int]:
    """The names that are followed by what the columns behind theirs hold."""
    anchors: list[Column | None] = [column for column in columns[1:3] if column in ("type", "required", "place")]
    if not anchors or columns[1] != anchors[0]:
        return []
    return [
        word.start() for k, word in enumerate(rest)
        if NAME.match(word.group()) and len(rest) > k + len(anchors)
        and all(terms.fits(column, rest[k + n].group()) for n, column in enumerate(anchors, 1))
    ]  # fmt: skip


def _codes(rest: Sequence[re.Match[str]], columns: Sequence[Column | None]) -> list[int]:
    """The codes, two at least, which are as long as the first one, or else counted up."""
    if "description" not in columns or "type" in columns:
        return []
    found: list[re.Match[str]] = []
    for word in rest:
        code = word.group()
        if not _CODE.match(code) or (found and word.start() == found[-1].end() + 1):
            continue
        before = found[-1].group() if found else None
        if before is None or len(code) == len(before) or (len(before) < _LONG_CODE and _is_next(before, code)):
            found.append(word)
    return [word.start() for word in found] if len(found) > 1 else []


def _is_next(before: str, code: str) -> bool:
    return before.isdigit() and code.isdigit() and int(code) > int(before)
