"""Tables of HTML made of other elements, whose roles or styles say that they are tables, rows and cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ELEMENTS = frozenset({"a", "div", "dl", "dd", "dt", "li", "ol", "p", "section", "span", "ul"})
_ROLES = {
    "table": "table", "grid": "table", "treegrid": "table", "row": "tr", "cell": "td", "gridcell": "td",
    "columnheader": "th", "rowheader": "th",
}  # fmt: skip
_DISPLAYED = {"table": "table", "table-row": "tr", "table-cell": "td"}
_DISPLAY = re.compile(r"(?:\A|;)\s{0,10}display\s{0,4}:\s{0,4}(table(?:-row|-cell)?)\s{0,4}(?:;|!|\Z)")


class Roles:
    """The elements that are open and stand for others, and those inside of them that end as they do."""

    def __init__(self) -> None:
        """Begin with none."""
        self._open: list[tuple[str, str]] = []

    def begins(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> str:
        """The element that an opening tag stands for."""
        if not attrs and not self._open:
            return tag
        role = _role(attrs) if tag in _ELEMENTS and attrs else None
        if role is not None and (role == "table" or self._open):
            self._open.append((tag, role))
            return role
        if self._open and tag in _ELEMENTS:
            self._open.append((tag, tag))
        return tag

    def ends(self, tag: str) -> str:
        """The element that a closing tag ends."""
        if not self._open or tag not in _ELEMENTS:
            return tag
        for k in range(len(self._open) - 1, -1, -1):
            if self._open[k][0] == tag:
                role = self._open[k][1]
                del self._open[k:]
                return role
        return tag


def _role(attrs: Sequence[tuple[str, str | None]]) -> str | None:
    """The element of a table that attributes make another one."""
    for name, value in attrs:
        if name == "role" and value in _ROLES:
            return _ROLES[value]
        if name == "style" and value and "table" in value and (shown := _DISPLAY.search(value)) is not None:
            return _DISPLAYED[shown[1]]
    return None
