"""Specs as YAML that people read: short maps in one line, long texts folded, in the order in which they are given.

Written by ruamel.yaml, which also edits specs in place: of the libraries that keep comments and layout it is the
maintained one, and it gives every spec of this repository back byte for byte.
"""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from dlrgen.problems import Problem
from dlrgen.runtime.plain import is_array, is_object
from dlrgen.spec import strict_yaml

_WIDTH = 110
_OPEN = frozenset(
    {"params", "properties", "codes", "tables", "auth", "hosts", "credentials", "schemas", "send", "sign"}
)
"""Keys whose maps are given a line for each entry, short or not."""


def yaml() -> YAML:
    """The reader and writer that keeps comments and layout."""
    made = YAML()
    made.width = 1_000_000
    made.preserve_quotes = True
    made.indent(mapping=2, sequence=4, offset=2)
    return made


def dump(data: Any) -> str:
    """A document as text; what was read before with `yaml` keeps its layout."""
    stream = io.StringIO()
    writer: Any = yaml()
    writer.dump(data, stream)
    return stream.getvalue()


def text(data: dict[str, Any]) -> str:
    """A new spec as YAML text.

    Raises:
        ValueError: The text does not read as the data, which is a fault of this function.
    """
    written = dump(styled(data, root=True))
    document = strict_yaml.read(written, "draft")
    if isinstance(document, Problem) or document.data != data:
        raise ValueError("the spec cannot be written as YAML")
    return written


def styled(value: Any, key: str = "", *, root: bool = False) -> Any:
    """The value with a layout: maps and lists that fit in a line stand in one."""
    if is_object(value):
        made: Any = CommentedMap((name, styled(inner, name)) for name, inner in value.items())
        if not root and key not in _OPEN and _fits(value):
            made.fa.set_flow_style()
        return made
    if is_array(value):
        items: Any = CommentedSeq(styled(inner) for inner in value)
        if _fits(value) or not value:
            items.fa.set_flow_style()
        return items
    return value


def _fits(value: Any) -> bool:
    return len(repr(value)) <= _WIDTH and not _has_breaks(value)


def _has_breaks(value: Any) -> bool:
    if is_object(value):
        return any(_has_breaks(inner) for inner in value.values())
    if is_array(value):
        return any(_has_breaks(inner) for inner in value)
    return isinstance(value, str) and "\n" in value
