"""Rows that lost even the blanks between their cells, as their header did: `phonestring(optional) Who gets it`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import terms
from dlrgen.pages.text import Text
from dlrgen.pages.vocabulary import Column

_CJK = "\u3400-\u9fff"
_TYPES = "|".join(
    sorted(
        (re.escape(word) for word in terms.TYPES if word.isascii() and word.isalpha() and len(word) > 2), reverse=True
    )
)
_MEMBER = re.compile(
    rf"(?P<name>[A-Za-z_][A-Za-z0-9_.\-]{{0,60}}?\*?)(?P<type>(?i:{_TYPES})(?:\[\])?)"
    rf"(?P<required>(?:Yes|No|Required|Optional|True|False|Mandatory|必填|必选|可选|选填|是|否)(?=[A-Z(（{_CJK}]|\Z))?"
    rf"(?P<description>(?=[A-Z(（ \t{_CJK}]|\Z).*)\Z"
)
_CODE = re.compile(rf"(?P<code>-?[0-9]{{1,6}})(?P<description>[A-Za-z{_CJK}].{{0,400}})\Z")
_LEAST = 2


def rows(lines: Sequence[Text], columns: Sequence[Column | None], start: int) -> tuple[list[list[Text]], int]:
    """The rows below such a header, two at least.

    Args:
        lines: The lines of a page.
        columns: What the columns hold, as the header says.
        start: The line after the header.

    Returns:
        The rows, and the line after the last one.
    """
    pattern = _MEMBER if columns[:2] == ["name", "type"] else _CODE if [*columns] == ["code", "description"] else None
    found: list[list[Text]] = []
    end = at = start
    while pattern is not None and at < len(lines):
        line = lines[at].strip()
        match = pattern.match(line.value) if line else None
        if match is None and line:
            break
        at += 1
        if match is not None:
            found.append(_row(line, match, columns))
            end = at
    return (found, end) if len(found) >= _LEAST else ([], start)


def _row(line: Text, match: re.Match[str], columns: Sequence[Column | None]) -> list[Text]:
    groups = match.groupdict()
    cells = {column: line.part(*match.span(str(column))) for column in columns if groups.get(str(column))}
    nothing = line.part(len(line))
    return [cells.get(column, nothing).strip() for column in columns]
