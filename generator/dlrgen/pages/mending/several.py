"""Cells that hold the names of several members, of which the rest of the row is said: `sign / sign_type`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text

_PLAIN = r"(?:[a-z][A-Za-z0-9]*|[A-Z][a-z0-9]+(?=[A-Z_-])[A-Za-z0-9]+)(?:[_.-][A-Za-z0-9]+){0,8}"
_BETWEEN = r"`?(?:[ ]/[ ]|[ ]?[,，、&][ ]?|[ ]?[和及或与][ ]?)`?"
_SEVERAL = re.compile(rf"[ \t`]*{_PLAIN}(?:{_BETWEEN}{_PLAIN}){{1,5}}[ \t`]*\Z")
_NAME = re.compile(_PLAIN)
_MOST = 160


def names(cell: Text) -> Sequence[Text]:
    """The names in a cell that holds several as programs have them, and nothing else; none in any other cell."""
    return [cell.part(*at) for at in _names_at(cell.value)]


@remembered
def _names_at(cell: str) -> Sequence[tuple[int, int]]:
    if len(cell) > _MOST or _SEVERAL.match(cell) is None:
        return ()
    return [found.span() for found in _NAME.finditer(cell)]
