"""Cells that hold the names of several members, of which the rest of the row is said: `sign / sign_type`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text

_PLAIN = r"(?:[a-z][A-Za-z0-9]*|[A-Z][a-z0-9]+(?=[A-Z_-])[A-Za-z0-9]+)(?:[_.-][A-Za-z0-9]+){0,8}"
_BETWEEN = r"`?(?:[ ]/[ ]|[ ]?[,，、&][ ]?|[ ]?[和及或与][ ]?)`?"
_SEVERAL = re.compile(rf"[ \t`]*{_PLAIN}(?:{_BETWEEN}{_PLAIN}){{1,5}}[ \t`]*\Z")
_NAME = re.compile(_PLAIN)
_MOST = 160


class Several:
    """The cells of a column of names that hold several of them."""

    def __init__(self, rows: Sequence[Sequence[Text]], at: int) -> None:
        """Take the rows of a table, and which column names."""
        self._rows = rows
        self._at = at

    def names(self, cell: Text) -> Sequence[Text]:
        """The names in a cell that holds several as programs have them, and nothing else; none in any other cell."""
        found = _names_at(cell.value)
        return [cell.part(*at) for at in found] if found and self._are_few else ()

    @cached_property
    def _are_few(self) -> bool:
        """Whether as many cells hold only one; where most hold more, each lists what may stand for the same."""
        cells = [row[self._at].value.strip("` ") for row in self._rows]
        return sum(bool(_names_at(cell)) for cell in cells) <= sum(_NAME.fullmatch(cell) is not None for cell in cells)


@remembered
def _names_at(cell: str) -> Sequence[tuple[int, int]]:
    if len(cell) > _MOST or _SEVERAL.match(cell) is None:
        return ()
    return [found.span() for found in _NAME.finditer(cell)]
