"""The codes that descriptions of parameters and fields list, in whatever way they do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dlrgen.pages import codes, marked
from dlrgen.pages.members import Member
from dlrgen.pages.model import CodeTable
from dlrgen.pages.sole import sole
from dlrgen.pages.text import Page, join

_HOLDERS = ("object", "array")


def listed(known: Sequence[Member], page: Page) -> Iterator[CodeTable]:
    """The lists of codes of all members.

    Args:
        known: The parameters and fields of a section.
        page: The page.
    """
    names = {member.last for member in known}
    for member in known:
        yield from _of(member, names, page)


def _of(member: Member, names: Iterable[str], page: Page) -> Iterator[CodeTable]:
    found = [table for text in member.words for table in codes.lists(text, page, of=member.path)]
    if not found and len(member.below) > 1:
        told = marked.bold(member.below, page)
        found = [
            *codes.marked(told, page, member.path),
            *(codes.lists(join(member.below, "\n"), page, of=member.path) if not told else ()),
        ]
    if not found and member.base not in _HOLDERS:
        found = [*_marked_or_sole(member, names, page)]
    yield from found


def _marked_or_sole(member: Member, names: Iterable[str], page: Page) -> Iterator[CodeTable]:
    """Values that the page marks before their meanings, or the one that is told alone."""
    for text in member.words:
        told = marked.ticked(text, page)
        if told and not any(each.code.value in names for each in told):
            yield from codes.marked(told, page, member.path)
        elif (pair := sole(text.value)) is not None:
            yield codes.alone(text, pair, page, member.path)
