"""Addresses without a slash at their beginning, where only what stands beside them tells that they are addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages.blocks import BOLD, Heading, Line
from dlrgen.pages.endpoints.addresses import is_labelled_method
from dlrgen.pages.endpoints.noted import Noted
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text

_STEP = r"[A-Za-z{][A-Za-z0-9_{}-]{1,40}"
_QUERY = r"(?:\?[A-Za-z_][^\s`]{1,200})?"
_LABELLED = re.compile(
    rf"[ \t]*[^:：\t\n/]{{2,12}}[:：\t][ \t`*]*(?!(?i:none|null|empty|same|see|as)\b)"
    rf"(?P<url>{_STEP}(?:/{_STEP}){{0,8}}{_QUERY})[ \t`*]*\Z"
)
"""A label and a word, which may be an address of one step."""
_ALONE = re.compile(rf"[ \t`*>]*(?P<url>{_STEP}(?:/{_STEP}){{1,8}}{_QUERY})[ \t`*]*\Z")
_OF_TITLE = re.compile(
    r"[^()（）\n]{1,60}?[ \t]{0,3}[(（][ \t`]{0,2}"
    r"(?P<url>(?:[a-z][a-z0-9_-]{1,40}/){1,6}[A-Za-z][A-Za-z0-9_-]{1,40})[ \t`]{0,2}[)）][ \t]*\Z"
)
"""A title and a path in brackets."""
_TITLE = re.compile(r"[ \t`]*(?P<url>(?:[a-z][a-z0-9_-]{1,40}/){1,6}[a-z][a-z0-9_-]{1,40}(?:\.[a-z]{2,5})?)[ \t`]*\Z")
"""A title that is nothing but a path."""
_FEW = 2
"""How many titles have to end with paths, for these to be no words that one may choose from."""


def declare(noted: Sequence[Noted]) -> None:
    """Note the addresses that stand beside their methods, and those that titles are, or end with in brackets."""
    titled: dict[int, list[tuple[Noted, Text]]] = {}
    for i, each in enumerate(noted):
        if each.urls:
            continue
        if isinstance(each.piece, Heading):
            if each.title is not None and each.level < BOLD and (found := _of_title(each.piece.text.value)):
                titled.setdefault(each.level, []).append((each, each.piece.text.part(*found.span("url"))))
        elif isinstance(each.piece, Line) and each.method is None and _tells_method(noted, i):
            _declare_beside(each, each.piece, noted[i - 1] if i else None)
    for level in titled.values():
        if len({url.value for _, url in level}) >= _FEW:
            for each, url in level:
                each.urls = [url]


@remembered
def _of_title(heading: str) -> re.Match[str] | None:
    return _OF_TITLE.match(heading) if heading.rstrip().endswith((")", "）")) else _TITLE.match(heading)


def _declare_beside(noted: Noted, line: Line, above: Noted | None) -> None:
    """Note the address of a line above one that tells the method: behind its label, or alone below a title."""
    value = line.text.value
    if noted.slot is not None and noted.slot.topic == "url" and noted.label is line.text:
        found = _LABELLED.match(value)
    elif above is not None and isinstance(above.piece, Heading | Line) and above.title is not None:
        found = _ALONE.match(value)
    else:
        return
    if found is not None:
        noted.urls, noted.title, noted.outline = [line.text.part(*found.span("url"))], None, None
        if noted.slot is not None and noted.label is not line.text:
            # It is no part of the example that the call before it ends with.
            noted.slot = noted.label = None


def _tells_method(noted: Sequence[Noted], i: int) -> bool:
    """Whether the piece below or above states a method, and nothing else."""
    near = [noted[k] for k in (i + 1, i - 1) if 0 <= k < len(noted)]
    return any((each.method is not None or each.is_either) and is_labelled_method(each) for each in near)
