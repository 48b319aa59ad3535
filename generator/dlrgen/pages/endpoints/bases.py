"""Addresses that pages only build others on: of the whole server, as a heading or label says."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from dlrgen.pages import headings
from dlrgen.pages.blocks import Line
from dlrgen.pages.endpoints.noted import Noted

_LABEL = re.compile(r"(?![ \t`]*https?:)[^:：\n/]{1,40}(?=[:：\t])")

_BEGINS_OTHERS = re.compile(
    r"\b(?:relative to|prefixed (?:with|by)|(?:start|begin)s? with)[ \t]{1,3}[`'\"*]{0,2}(?:https?:|/)", re.IGNORECASE
)
"""How a sentence says that paths begin with an address."""


def is_base(noted: Noted) -> bool:
    """Whether the words before an address say that it is what others begin with."""
    if not noted.urls or noted.method is not None:
        return False
    if isinstance(noted.piece, Line) and _BEGINS_OTHERS.search(noted.piece.text.value):
        return True
    own = _LABEL.match(noted.piece.text.value) if isinstance(noted.piece, Line) else None
    label = own.group() if own is not None else noted.label.value if noted.label is not None else ""
    return headings.names_base(label)


def bases(noted: Sequence[Noted], stated: Mapping[int, str], shown: Collection[str]) -> set[int]:
    """Which of them state no endpoint's address, but one that others are built on.

    Args:
        noted: The pieces of the page.
        stated: The paths that pieces state, by where they do.
        shown: The paths of calls that are only shown.
    """
    found = {i for i in stated if is_base(noted[i])}
    if not found or any(_is_called(noted[i]) for i in stated if i not in found):
        return found
    goes_on = any(path.startswith(f"{stated[i]}/") for i in found for path in shown)
    return found if len(found) == len(stated) and goes_on else set()


def _is_called(noted: Noted) -> bool:
    """Whether an address stands beside its method, or lacks the host."""
    return noted.method is not None or (bool(noted.urls) and "://" not in noted.urls[0].value)
