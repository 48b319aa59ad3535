"""Which of the addresses that a description states is the one that is called."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import islice

from dlrgen.pages.endpoints.addresses import is_variable
from dlrgen.pages.model import Printed

_ORIGIN = re.compile(r"\Ahttp(?:s|\(s\))?://[^/]*")
_STEP = re.compile("/")
_MOST_STEPS = 60
_HOST = re.compile(r"https?://[^/]+/?(?:[^\[\]]{0,200}\[[A-Za-z]{1,30}\])?\Z")
"""What addresses are built on."""


def _path_of(url: str) -> str:
    return _ORIGIN.sub("", url)


def _bases(urls: Sequence[Printed]) -> set[str]:
    """The addresses without a query that others in the list go on from, but for collections of what they are."""
    begun: set[str] = set()
    for url in urls:
        path = _path_of(url.text).rstrip("/")
        steps = (match.start() for match in islice(_STEP.finditer(path), _MOST_STEPS))
        begun.update(path[:at] for at in steps if not is_variable(path[at + 1 : at + 2]))
    return {url.text for url in urls if "?" not in url.text and _path_of(url.text).rstrip("/") in begun}


def _may_be_base(url: str) -> bool:
    return "://" in url or (url.startswith("{") and url.endswith("/"))


def _is_whole(url: str, path: str) -> bool:
    """Whether an address with its host ends with a path."""
    return "://" in url and url.rstrip("/").endswith(path.rstrip("/"))


def are_hosts(urls: Sequence[Printed]) -> bool:
    """Whether the addresses are nothing but hosts, one at least."""
    return bool(urls) and all(_HOST.match(url.text) for url in urls)


def main_first(urls: Sequence[Printed], called: Collection[str], named: Collection[str]) -> tuple[Printed, ...]:
    """The addresses: one that shows the whole of the first path before it, and hosts alone after the others.

    Where a path stands beside a method, an address before it that does not is what such paths are built on.

    Args:
        urls: The addresses, in their order.
        called: Those that stand beside a method.
        named: Those that are called what others are built on.
    """
    if len(urls) < 2:
        return tuple(urls)
    bases = {url.text for url in urls if _HOST.match(url.text)} | _bases(urls) | {*named}
    if any(not url.startswith("http") for url in called):
        bases |= {url.text for url in urls if _may_be_base(url.text) and url.text not in called}
    ordered = sorted(urls, key=lambda url: url.text in bases)
    first = ordered[0].text if ordered else ""
    whole = next((url for url in urls if url.text not in named and _is_whole(url.text, first)), None)
    if whole is None or "://" in first or len(first.strip("/")) < 2:
        return tuple(ordered)
    return (whole, *(url for url in ordered if url is not whole))
