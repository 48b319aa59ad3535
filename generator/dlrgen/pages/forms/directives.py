"""What directives and tags state that is no text of the page: calls, and tables of what one side has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dlrgen.pages.blocks import Grid, Heading, Piece
from dlrgen.pages.text import Text, join, made

_CALL, _SIDE = 6, 9
"""How deep the headings lie that stand for them."""


def call(method: Text, address: Text) -> Heading:
    """The heading of a call, with its method in capitals."""
    return Heading(join([Text(method.value.upper(), method.at, method.runs), address], " "), _CALL)


def members(side: str, columns: Sequence[str], rows: list[list[Text]]) -> Iterator[Piece]:
    """A heading that says whose they are, and the table of parameters or fields, of which there is one at least."""
    place = rows[0][0].start()
    yield Heading(made(side, place), _SIDE)
    yield Grid([made(column, place) for column in columns], rows)
