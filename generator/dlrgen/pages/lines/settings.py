"""Tables of two columns that say how a call is made, where only a blank parts what is said from its label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlrgen.pages import headings
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, join

_METHOD = re.compile(
    r"^[ \t]*(?P<label>[A-Za-z\u4e00-\u9fff]{2,12}(?:[ ][A-Za-z]{2,8})?)[ ]"
    r"(?P<said>(?i:GET|POST|PUT|DELETE|PATCH))[ \t]*$",
    re.MULTILINE,
)
_ADDRESS = re.compile(
    r"[ \t]*(?P<label>[A-Za-z\u4e00-\u9fff]{2,12}(?:[ ][A-Za-z]{2,8})?)[ ]"
    r"(?P<said>https?://\S{4,300}|/[A-Za-z{]\S{0,300}|[a-z]{2,20}(?:/[a-z_{}-]{1,40}){1,8})[ \t]*\Z"
)


def may_be_in(page: str) -> bool:
    """Whether a page may have such tables."""
    return _METHOD.search(page) is not None


def labelled(lines: Sequence[Text]) -> Iterator[Text]:
    """The lines; where a method and an address stand below each other, with a colon behind their labels."""
    kinds = [*map(_kind, [line.value for line in lines]), None]
    for k, line in enumerate(lines):
        near = (kinds[k - 1] if k else None, kinds[k + 1])
        found = (_METHOD if kinds[k] == "method" else _ADDRESS).match(line.value) if kinds[k] is not None else None
        if found is None or not any(other not in (None, kinds[k]) for other in near):
            yield line
        else:
            yield join([line.part(*found.span("label")), line.part(*found.span("said"))], ": ")


@remembered
def _kind(line: str) -> str | None:
    """Whether a line says the method of a call, or its address, behind a label for that."""
    for topic, pattern in (("method", _METHOD), ("url", _ADDRESS)):
        found = pattern.match(line)
        slot = headings.slot(found["label"]) if found is not None else None
        if found is not None and slot is not None and slot.whole and slot.topic == topic:
            return topic
    return None
