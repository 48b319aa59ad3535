"""Tables of the help pages that ASP.NET makes of an interface, once they are copied: cells in lines, some left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import terms
from dlrgen.pages.lines.solid import SolidLines
from dlrgen.pages.text import Text, join
from dlrgen.pages.vocabulary import folded

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,80}\Z")
_NOTE = re.compile(
    r"None\.\Z|Required\Z|(?:Max length|Min length|String length|Range|Data type|Matching regular expression pattern): "
    r"|Default value is "
)
"""What the last column holds, which is never empty."""
_LAST = frozenset({"additional information", "附加信息"})
_TABS = re.compile(r"\t+")
_MOST = 8
"""Of how many lines a row may be before its last column."""


def is_header(header: Sequence[Text]) -> bool:
    """Whether cells are the header of such a table."""
    return len(header) == 4 and folded(header[3].value) in _LAST and terms.column(header[0].value) == "name"


def rows(solid: SolidLines, start: int) -> tuple[list[list[Text]], int]:
    """The rows of such a table, each of four cells.

    Args:
        solid: The lines of a page that are not blank.
        start: The line after the header.

    Returns:
        The rows, and the line after the last one.
    """
    found: list[list[Text]] = []
    at = solid.first(start)
    while at < len(solid):
        row, end = _row(solid, at)
        if row is None:
            break
        found.append(row)
        at = end
    return found, solid.after(at - 1) if found else start


def _row(solid: SolidLines, at: int) -> tuple[list[Text] | None, int]:
    """The row that begins with a line, and what follows it; none if no row begins there."""
    cells: list[Text] = []
    noted: list[Text] = []
    end = at
    for text in solid.texts(at, at + _MOST * 2):
        line = [cell.strip() for cell in text.between(_TABS) if cell.value.strip()]
        notes = [cell for cell in line if _NOTE.match(cell.value)] if cells else []
        if noted and not notes:
            break
        cells += line[: len(line) - len(notes)]
        noted += notes
        if len(cells) > _MOST:
            return None, at
        end += 1
    if not noted or len(cells) < 2 or not _NAME.match(cells[0].value):
        return None, at
    name, *described, type_ = cells
    return [name, join(described, " ") if described else name.part(len(name)), type_, join(noted, "\n")], end
