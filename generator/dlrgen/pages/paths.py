"""Paths of parameters and fields: what pages print as them, brought into one form."""

from __future__ import annotations

import re

from dlrgen.pages import terms
from dlrgen.pages.remembered import remembered

_INDEX = re.compile(r"\.?\[(?:[0-9]{1,3}|n|N|i|x|\*|number|index|\.{3}|#)?\]|\.(?:n|N|#|\*|0)(?=\.|\Z)|\{\}")
_STEP = re.compile(r"->|/|::|\.|(?<=[\w\]])>{1,3}(?=[A-Za-z_])")
_KEY_INSIDE = re.compile(r"(?<=[\w\]])\[(?P<key>[A-Za-z_]\w{0,60})\]")
"""A name in brackets, as forms nest lists and objects: `items[0][sku]`."""
_NESTS = "]["
_NO_KEYS = frozenset({
    "array", "bool", "boolean", "char", "decimal", "double", "enum", "float", "index", "int", "integer", "json", "list",
    "long", "object", "str", "string", "varchar",
})  # fmt: skip
"""What stands in brackets and is not the name of what lies inside."""
_ONE_KEY = re.compile(r"[A-Za-z_]\w{0,60}\[(?P<key>[a-z]\w{1,60})\]\Z")
"""A name with one name in brackets: `page[size]`."""


def last_step(path: str) -> str:
    """The last name of a path."""
    return path.removesuffix("[]").rpartition(".")[2]


def path_in(parent: str, path: str) -> str:
    """A path inside another one, which it may begin with itself."""
    holder = parent.removesuffix("[]")
    return path if not parent or path.startswith((f"{holder}.", f"{holder}[]")) else f"{parent}.{path}"


@remembered
def clean_path(name: str) -> str:
    """A printed name as a path: `data[0].id`, `data/id` and `data->id` are `data[].id` and `data.id`."""
    if has_keys(name):
        name = _KEY_INSIDE.sub(r".\g<key>", name)
    steps = [step for step in _STEP.split(_INDEX.sub("[]", name)) if step]
    path = ".".join(steps).replace(".[]", "[]")
    return path.removesuffix("[]") or path


def loose(path: str) -> str:
    """A path without what tells lists from objects, in lower case."""
    return path.replace("[]", "").strip(".").lower()


def has_keys(name: str) -> bool:
    """Whether a printed name has names in brackets."""
    if _NESTS in name:
        return _KEY_INSIDE.search(name) is not None
    found = _ONE_KEY.match(name) if name[-1:] == "]" else None
    return found is not None and not _says_more(found["key"])


def _says_more(word: str) -> bool:
    """Whether a word in brackets is a type, counts in a list, or says whether something must be there."""
    return word in _NO_KEYS or terms.is_required(word) is not None
