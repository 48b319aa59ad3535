"""What the words of headings and sentences hint at, one by one and together."""

from __future__ import annotations

import re
from typing import Literal

from dlrgen.pages.model import Kind
from dlrgen.pages.terms import PLACES
from dlrgen.pages.vocabulary import VOCABULARY, Sense
from dlrgen.spec.model import Place

Topic = Literal[
    "part", "members", "example", "codes", "url", "method", "content", "format", "limits", "other", "settings",
]  # fmt: skip
"""What stands under a heading.

`part` is a request or an answer as a whole; `members` are parameters or fields; `settings` are of a program, and
neither sent nor answered; `other` is no endpoint's title either.
"""

_CUE_OF: dict[str, tuple[Sense, ...]] = {}
for _sense, _cues in VOCABULARY.cues.items():
    for _cue in _cues:
        _CUE_OF[_cue] = (*_CUE_OF.get(_cue, ()), _sense)
_LONGEST_CUE = max(map(len, _CUE_OF))
_TOPICS: tuple[Topic, ...] = ("codes", "members", "content", "limits", "method", "url", "format")
TOKEN = re.compile(r"[a-z0-9#.+-]*[a-z][a-z0-9#.+-]*|[0-9]+|[\u3400-\u9fff]+")
_FAILED = re.compile(r"[45][0-9]{2}\Z")
"""A status of HTTP that says that a call failed."""


_REPLYING = re.compile(r"(?:reply|respond)[ ]to[ ]")


def tells_to_reply(words: str) -> bool:
    """Whether words begin with what a call does that replies to a message; what answers that call is meant by none."""
    return _REPLYING.match(words) is not None


def weighed(heading: str) -> tuple[list[tuple[Sense, ...]], int]:
    """What the words of a heading hint at, and how much is unknown: a Chinese character counts once, a word thrice."""
    senses: list[tuple[Sense, ...]] = []
    unknown = 0
    for token in TOKEN.findall(heading):
        found, more = _segmented(token) if "\u3400" <= token[0] <= "\u9fff" else _looked_up(token)
        senses += found
        unknown += more
    return senses, unknown


def of_text(text: str) -> list[tuple[Sense, ...]]:
    """What the words of a text hint at."""
    return [sense for token in TOKEN.findall(text) for sense in of_word(token)]


def of_word(token: str) -> list[tuple[Sense, ...]]:
    """What a word hints at, or the words in a run of Chinese."""
    return _segmented(token)[0] if "\u3400" <= token[0] <= "\u9fff" else _looked_up(token)[0]


def _looked_up(token: str) -> tuple[list[tuple[Sense, ...]], int]:
    """What a word that is not Chinese hints at, and 3 if it is unknown."""
    senses = _CUE_OF.get(token.strip("."), ())
    if not senses and _FAILED.match(token):
        senses = ("error",)
    if not senses and "-" in token:
        parts = [_looked_up(part) for part in token.split("-") if part]
        return [sense for found, _ in parts for sense in found], sum(more for _, more in parts)
    return [senses], 0 if senses or token.isdigit() else 3


def _segmented(token: str) -> tuple[list[tuple[Sense, ...]], int]:
    """The longest cues in a run of Chinese, from its beginning on, and how many characters belong to none."""
    senses: list[tuple[Sense, ...]] = []
    unknown = i = 0
    while i < len(token):
        for size in range(min(_LONGEST_CUE, len(token) - i), 0, -1):
            found = _CUE_OF.get(token[i : i + size])
            if found is not None:
                senses.append(found)
                i += size
                break
        else:
            unknown += 1
            i += 1
    return senses, unknown


def topic_of(senses: list[tuple[Sense, ...]]) -> Topic | None:
    """What stands under a heading whose words hint at such."""
    flat = {sense for each in senses for sense in each}
    pure = {sense for each in senses if "filler" not in each for sense in each}
    if "settings" in pure:
        return "settings"
    if "example" in pure:
        return "example"
    for topic in _TOPICS:
        if topic in pure:
            return topic
    if "codes" in flat and "error" in pure:
        return "codes"
    if pure & {"request", "response", "error", "success"}:
        return "part"
    return "other" if "other" in pure else None


def kind_of(flat: set[Sense], topic: Topic) -> Kind | None:
    """Whether what a heading announces is sent or answered; None if none of its words says so."""
    if "error" in flat and topic in ("example", "part", "members", "format"):
        return "error"
    if flat & {"response", "success"}:
        return "response"
    # What stands in an address is sent.
    return "request" if "request" in flat or (topic == "members" and "url" in flat) else None


def place_in(word: str, topic: Topic) -> Place | None:
    """Where a heading of parameters says that they are sent."""
    if topic not in ("members", "part", "example"):
        return None
    found: set[Place] = {PLACES[token] for token in TOKEN.findall(word) if token in PLACES}
    found |= {PLACES[name] for name in PLACES if not name.isascii() and name in word}
    return found.pop() if len(found) == 1 else None
