"""What things are likely for, by their names and words. Each guess that matters is asked about in the draft."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from dlrgen.plan import names

_LABEL = 40
_ENDS = re.compile(r"[,，;；。（(\n]|\. ")


@cache
def words() -> dict[str, Any]:
    """The vocabulary."""
    read: dict[str, Any] = json.loads(Path(__file__).with_name("vocabulary.json").read_text("utf-8"))
    return read


def plain(name: str) -> str:
    """A wire name as the vocabulary has it."""
    return re.sub(r"[^a-z0-9]", "", name.rpartition(".")[2].lower())


def is_a(role: str, name: str) -> bool:
    """Whether a name is one of those that things of a role have."""
    return plain(name) in words()[role]


def first(role: str, known: Iterable[str]) -> str | None:
    """The name that fits a role best: by the order of the vocabulary."""
    ranks: list[str] = words()[role]
    fitting = [name for name in known if plain(name) in ranks]
    return min(fitting, key=lambda name: ranks.index(plain(name)), default=None)


def by_words(table: str, text: str) -> str | None:
    """What a text speaks of, by the words in it."""
    rows: list[tuple[str, list[str]]] = words()[table]
    low = text.lower()
    return next((what for what, signs in rows if any(sign.lower() in low for sign in signs)), None)


def label(text: str) -> str:
    """The short label at the beginning of a description."""
    text = " ".join(text.split())
    if len(text) <= _LABEL:
        return text
    end = _ENDS.search(text, 2)
    return text[: end.start()].strip() if end and end.start() <= _LABEL * 2 else text[:_LABEL]


def labelled(text: str | None) -> dict[str, str]:
    """A description as a spec has it: under `en` where it is in English, else under `zh`; nothing of a payload."""
    if text is None or text.lstrip().startswith(("{", "[")):
        return {}
    found = label(text)
    return {"en" if found.isascii() else "zh": found} if found else {}


def identifier(text: str, fallback: str, taken: Sequence[str] = ()) -> str:
    """A name in snake case that is free."""
    try:
        name = str(names.attribute(re.sub(r"[^A-Za-z0-9_.-]+", "_", text).strip("_")))
    except names.NoName:
        name = fallback
    name = re.sub(r"_+", "_", name).strip("_")[:50] or fallback
    if keyword.iskeyword(name) or not name[0].isalpha():
        name = f"{fallback}_{name}".strip("_")
    found, n = name, 2
    while found in taken:
        found, n = f"{name}_{n}", n + 1
    return found


def class_name(text: str, taken: Sequence[str] = ()) -> str:
    """A class name that is free."""
    base = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", text) if part) or "Row"
    base = base if base[0].isalpha() else f"Row{base}"
    found, n = base, 2
    while found in taken:
        found, n = f"{base}{n}", n + 1
    return found
