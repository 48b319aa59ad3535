"""What is told of a name below its description under a label of its own: `Default:`, and the value in the next line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dlrgen.pages import headings
from dlrgen.pages.remembered import remembered

_COLONS = (":", "：")
_OPENS, _CLOSES = ("{", "[", "<"), ("}", "]", ">")
_ADDRESSES = ("http://", "https://", "curl ")
_VALUE = re.compile(r"[^\s:：。，,]{1,40}\Z")
_MAX_LABEL, _MAX_VALUE = 24, 200
_MOST_VALUES = 80


def end(lines: Sequence[str], at: int, begins: Callable[[int], bool]) -> int:
    """The line after a label and its values; the line itself if it is no such label.

    Args:
        lines: The lines of a page that are not blank.
        at: The line that may be a label.
        begins: Whether another row begins in a line.
    """
    many = announces(lines[at])
    if many is None:
        return at
    after = at + 1
    while after < len(lines) and not begins(after) and (_is_one_more if many else _is_value)(lines[after]):
        after += 1
        if not many or after - at > _MOST_VALUES:
            break
    return after


@remembered
def announces(line: str) -> bool | None:
    """Whether a line announces many values, or only one; None if it announces none."""
    if not line.endswith(_COLONS) or len(line) > _MAX_LABEL:
        return None
    return headings.announces_values(line)


def _is_value(line: str) -> bool:
    """Whether a line may be a value, and no payload that is shown."""
    if line.startswith(_OPENS):
        return line.endswith(_CLOSES) and len(line) <= _MAX_VALUE
    return len(line) <= _MAX_VALUE and not line.startswith(_ADDRESSES) and announces(line) is None


def _is_one_more(line: str) -> bool:
    """Whether a line may be one of several values: a word."""
    if _VALUE.match(line) is None:
        return False
    return (line.isascii() and line.islower()) or not (headings.is_label(line) or headings.place_of(line))
