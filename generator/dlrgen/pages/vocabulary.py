"""The words that pages use, as data, and how they are compared with what a page prints.

The data are in `vocabulary.json`. Words are compared in lower case, with punctuation of one width, and without blanks
in Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from dlrgen.spec.model import ParamType, Place

Column = Literal[
    "name", "type", "required", "optional", "description", "example", "default", "place", "length", "values", "code",
    "symbol", "advice", "number", "parent", "group",
]  # fmt: skip
"""What a column of a table holds. `symbol` is a code's name, `number` counts rows, `group` tells rows' kinds apart."""

Sense = Literal[
    "request", "response", "error", "success", "members", "example", "codes", "url", "method", "content", "format",
    "limits", "other", "filler", "settings", "callback",
]  # fmt: skip
"""What a word of a heading hints at. A `filler` hints at nothing, and does not make a title either. A `callback` is a
call that the vendor makes, an endpoint of its own that nobody else has the address of."""


class _Vocabulary(Struct, frozen=True):
    columns: dict[Column, list[str]]
    types: dict[ParamType, list[str]]
    required: dict[Literal["yes", "no"], list[str]]
    places: dict[Place, list[str]]
    cues: dict[Sense, list[str]]
    endings: dict[str, Column]
    naming: list[str]
    """What columns are called that name an error where another one says what it means."""
    choices: list[str]
    asides: dict[Literal["one", "many"], list[str]]
    """What is printed over a value that may be sent, or over all of them, below what a parameter is."""
    before_codes: list[str]
    """What announces a code in its own cell or line, other than what columns of codes are called."""
    nothing: list[str]
    """What a row says that is there because there is none."""
    states: list[str]
    """What many vendors call the states of a message."""
    captions: list[str]
    """What stands above a listing and tells no more than how it is written."""
    hosts: list[str]
    """What columns of names are called elsewhere, and columns of hosts here."""
    levels: list[str]
    """What columns are called that count how deep members lie."""
    leafing: list[str]
    """What leads to the pages before and after, or copies a listing."""
    outlines: list[str]
    """What stands over a table of contents."""
    bases: list[str]
    """What an address is called that others are built on."""
    others: dict[Literal["called", "unsaid"], list[str]]
    """What stands for all codes that a list does not name, and how what is said of it begins that is no meaning."""
    settings: list[str]
    """What stands over what is set at the client's own, and is no code."""
    outcomes: dict[Literal["good", "bad", "neither"], list[str]]
    """What says that a call went well, that it did not, and what holds words of these and says nothing."""
    traditional: tuple[str, str]
    """Characters as Taiwan and Hong Kong write them, and those that the words here are written with."""


VOCABULARY = msgspec.json.decode(Path(__file__).with_name("vocabulary.json").read_bytes(), type=_Vocabulary)
BRACKETED = re.compile(r"\s*[((\[【<][^()()\[\]【】<>]{0,60}[))\]】>]")
"""What a header or a cell says in brackets."""
AROUND = " \t\r\n*#`_~:：.。、,，;；?!|\"'“”‘’\\"
"""What stands around words and says nothing."""
_SIMPLER = str.maketrans(*VOCABULARY.traditional)
_BLANKS = re.compile(r"(?<![a-z0-9])\s+|\s+(?![a-z0-9])")


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """A text as the words of the vocabulary are written. Long ones are nothing of theirs."""
    if len(text) > 80:
        return ""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_SIMPLER)
    return _BLANKS.sub("", " ".join(text.lower().split())).strip(AROUND)


def any_of(words: list[str]) -> re.Pattern[str]:
    """A pattern that finds words in a text: those in letters only whole, of several the longest."""
    words = sorted(words, key=len, reverse=True)
    spelled = "|".join(re.escape(word) for word in words if word.isascii())
    printed = "|".join(word for word in words if not word.isascii())
    return re.compile(rf"(?<![a-z])(?:{spelled})(?![a-z])|{printed}")
