"""Paths of parameters and fields: what pages print as them, brought into one form."""

from __future__ import annotations

import re

from dlrgen.pages.remembered import remembered

_INDEX = re.compile(r"\.?\[(?:[0-9]{1,3}|n|N|i|x|\*|\.{3}|#)?\]|\.(?:n|N|#|\*|0)(?=\.|\Z)|\{\}")
_STEP = re.compile(r"->|/|::|\.|(?<=[\w\]])>{1,3}(?=[A-Za-z_])")
_KEY_INSIDE = re.compile(r"(?<=[\w\]])\[(?P<key>[A-Za-z_]\w{0,60})\]")
"""A name in brackets, as forms nest lists and objects: `items[0][sku]`."""
_NESTS = "]["


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
    if _NESTS in name:
        name = _KEY_INSIDE.sub(r".\g<key>", name)
    steps = [step for step in _STEP.split(_INDEX.sub("[]", name)) if step]
    path = ".".join(steps).replace(".[]", "[]")
    return path.removesuffix("[]") or path


def loose(path: str) -> str:
    """A path without what tells lists from objects, in lower case."""
    return path.replace("[]", "").strip(".").lower()


def has_keys(name: str) -> bool:
    """Whether a printed name has names in brackets."""
    return _NESTS in name and _KEY_INSIDE.search(name) is not None
