"""Calls that are shown under their title before they are described, as a column of code beside the text is copied."""

from __future__ import annotations

from collections.abc import Sequence

from dlrgen.pages.blocks import Block
from dlrgen.pages.endpoints.addresses import Address, called_in, is_alike, is_call
from dlrgen.pages.endpoints.callbacks import holds_members
from dlrgen.pages.endpoints.noted import Noted


def title_above(noted: Sequence[Noted], last: int, start: int, stated: Address) -> int | None:
    """The title right above the first example of the call that an address states; None if none is shown so.

    Args:
        noted: The pieces of the page.
        last: The piece that states the address before; tables after it belong to that.
        start: The piece that states the address.
        stated: The address.
    """
    described = max((i for i in range(last + 1, start) if holds_members(noted[i])), default=last)
    for i in range(described + 2, start):
        block = noted[i].piece
        if (
            isinstance(block, Block)
            and is_call(block)
            and noted[i - 1].title is not None
            and _shows(block, noted[start], stated)
        ):
            return i - 1
    return None


def _shows(block: Block, start: Noted, stated: Address) -> bool:
    called = called_in(block)
    method = start.method.value.upper() if start.method is not None else stated.method
    return bool(called.path) and is_alike(called.path, stated.path) and method in ("", called.method)
