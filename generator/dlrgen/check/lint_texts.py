"""Texts of a spec file: that they are what they look like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dlrgen.check.lint_tree import Place, texts
from dlrgen.problems import Problem
from dlrgen.runtime.plain import is_array, is_object

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def problems(place: Place, value: Any) -> Iterator[Problem]:
    """What no text inside a value may hold."""
    # Hardly any file has such a text, and looking for the places of all takes a hundred times as long.
    together = "\n".join(texts(value))
    if _BIDI.search(together) or _CONTROL.search(together):
        yield from _places(place, value)


def _places(place: Place, value: Any) -> Iterator[Problem]:
    if is_object(value):
        for key, inner in value.items():
            yield from _text(place.at(key), key, key=True)
            yield from _places(place.at(key), inner)
    elif is_array(value):
        for index, inner in enumerate(value):
            yield from _places(place.at(index), inner)
    elif isinstance(value, str):
        yield from _text(place, value, key=False)


def _text(place: Place, text: str, *, key: bool) -> Iterator[Problem]:
    for id, characters in (("text.bidi", _BIDI), ("text.control", _CONTROL)):
        if found := characters.search(text):
            yield place.problem(id, f"the text holds U+{ord(found.group()):04X}", "Leave it out.", key=key)
