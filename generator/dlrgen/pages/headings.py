"""What headings and labels announce: the parts of a call, parameters and fields, examples, codes, addresses."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from dlrgen.pages import cues
from dlrgen.pages.cues import Topic
from dlrgen.pages.model import Kind
from dlrgen.pages.remembered import remembered
from dlrgen.pages.terms import PLACES, is_required
from dlrgen.pages.vocabulary import BRACKETED, VOCABULARY, Sense, any_of, folded
from dlrgen.spec.model import Place

_ASIDES = {word: number == "many" for number, words in VOCABULARY.asides.items() for word in words}
_LEAFING = frozenset(VOCABULARY.leafing)
_CAPTIONS = frozenset(VOCABULARY.captions)
_BASE = any_of(VOCABULARY.bases)
_MAX_HEADER = 24
_MAX_WORDS = 60
_MAX_ASIDE = 160
_ASIDE = re.compile(r"[ ]?(?:[(][^()\n]{16,120}[)]|（[^（）\n]{16,120}）)[ \t]*\Z")
"""What long headings say in brackets at their end."""
_NUMBERING = re.compile(
    r"\s*(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,4}|[一二三四五六七八九十]{1,3}|[(（][0-9一二三四五六七八九十]{1,2}[)）]"
    r"|step [0-9]{1,2})"
    r"\s*[.、．)）:：]?\s*(?=\D)|\s*(?:[a-z]|[ivx]{2,4})[.、．)）]\s*"
)
_CLIENTS = re.compile(
    r"\b(?:on|to) your (?:url|server|endpoint|address|web ?site|script)\b|\bwhat we (?:post|send|push)\b"
    r"|(?:->|→|=>)[ ]?(?:you\b|your\b|客户|商户|您|你)"
    r"|\byour (?:[a-z]{1,12} ){0,2}(?:url|server|endpoint|script|app|application) (?:gets|receives|is called)\b"
)
"""Whose the address is that a heading names."""
_CONTENT_TYPE = re.compile(
    r"\s*[(（](?:application|text|multipart)/[^()（）\n]{1,60}[)）]?"
    r"|(?:(?<=schema)|(?<=body)|(?<=payload)|(?<=参数)|(?<=体)):[ ]?(?:application|text|multipart)/[a-z0-9.+*-]{1,60}\Z"
)
_BODIES = frozenset({
    "body", "json body", "raw body", "payload", "payloads", "json payload", "headers", "http headers",
    "headers required",
})  # fmt: skip
"""What stands over what is sent, or answered, and does not say which."""
_SENT: dict[str, Place] = {
    "post data": "body", "post body": "body", "form data": "body", "form fields": "body", "post fields": "body",
    "post variables": "body", "header data": "header", "header数据": "header",
}  # fmt: skip
"""What stands over what is sent, however short it is said, and where."""
_QUERIES = frozenset({"query", "query string", "querystring"})
_CONSTANT = re.compile(r"\s*[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\s*\Z")
"""A name, whatever its words are: `MISSING_CODE`."""
_DEED = re.compile(r"(?:get|list|call|post)[ ](?!started)[a-z]")
"""How a title begins that says what a call does, where all of its words may stand in other headings."""
_NAMED_ANSWER = re.compile(r"(?:response|返回|响应)[ ]?[:：]")
"""How a heading begins that goes on with what the answer is called."""
_CHANGED = re.compile("添加|新增|增加|创建|删除|编辑|修改|更新|设置")
"""How a title begins that says what becomes of an address."""
_DEMANDED = re.compile(r"\b(?:mandatory|required|optional)\b|必填|必选|必须|必需|可选|选填")


class Slot(Struct, frozen=True):
    """What a heading inside an endpoint's description announces.

    Attributes:
        topic: What stands under it.
        kind: Whether that is sent, answered, or answered by a call that failed; None if it does not say.
        place: Where what is sent is sent.
        whole: Whether the words say nothing else.
        good: Whether it says that a call succeeded.
        is_call: Whether it names a call of the vendor's, and is its title.
    """

    topic: Topic
    kind: Kind | None = None
    place: Place | None = None
    whole: bool = True
    good: bool = False
    is_call: bool = False

    @property
    def is_of_answer(self) -> bool:
        """Whether it says that what stands under it is answered, however the call went."""
        return self.kind in ("response", "error")

    @property
    def is_of_part(self) -> bool:
        """Whether a part of a call stands under it: what is sent or answered, what that has, or an example."""
        return self.topic in ("part", "members", "example")


@lru_cache(maxsize=8192)
def slot(text: str) -> Slot | None:
    """What a heading announces; none if it is a title, or plain text."""
    text = _ASIDE.sub("", text) if _MAX_WORDS < len(text) < _MAX_ASIDE else text
    if len(text) > _MAX_WORDS or _CONSTANT.match(text):
        return None
    word = _CONTENT_TYPE.sub("", unnumbered(text))
    if cues.tells_to_reply(word):
        return None
    if word in _BODIES:
        return Slot("members")
    if (sent := _SENT.get(_DEMANDED.sub("", word).strip())) is not None:
        return Slot("members", "request", sent)
    if word in _QUERIES:
        return Slot("members", "request", "query")
    senses, unknown = cues.weighed(word)
    topic = cues.topic_of(senses)
    if topic is None or (topic == "other" and _DEED.match(word)) or word.endswith((" api", " apis")):
        return None
    if topic == "url" and (_CLIENTS.search(word) or _CHANGED.match(word)):
        # It is called, and not the vendor's; or it is what a call is about.
        return None
    flat: set[Sense] = {sense for each in senses for sense in each}
    allowed = 0 if topic in ("part", "other") else 2
    kind = cues.kind_of(flat, topic)
    if kind is None and topic == "members" and _DEMANDED.search(word):
        # Only of what is sent do headings say whether it must be there.
        kind = "request"
    if kind is None and topic == "example" and names_parameters(word):
        kind = "request"
    is_call = topic == "part" and "callback" in flat and kind == "request"
    whole = unknown <= allowed or (topic == "part" and _NAMED_ANSWER.match(word) is not None)
    return Slot(topic, kind, cues.place_in(word, topic), whole=whole, good="success" in flat, is_call=is_call)


def unnumbered(heading: str) -> str:
    """A heading, as the words are written, without its number."""
    word = folded(heading)
    numbering = _NUMBERING.match(word)
    return word[numbering.end() :] if numbering else word


def is_label(text: str) -> bool:
    """Whether a line is a heading inside an endpoint's description and nothing else."""
    found = slot(text)
    return found is not None and found.whole


def is_example(text: str) -> bool:
    """Whether a label announces an example."""
    found = slot(text)
    return found is not None and found.whole and found.topic == "example"


def states_address(label: str) -> bool:
    """Whether a cell is a label of an address or a method; a word in letters may be the name of a parameter."""
    found = slot(label)
    return not label.isascii() and found is not None and found.whole and found.topic in ("url", "method")


def is_filler(text: str) -> bool:
    """Whether a heading says nothing but what every heading may say."""
    senses, unknown = cues.weighed(folded(text))
    return bool(senses) and unknown == 0


@remembered
def names_callback(heading: str) -> bool:
    """Whether a heading names a call that the vendor makes, or what that sends."""
    word = unnumbered(heading)
    bare = BRACKETED.sub("", word)
    if _CLIENTS.search(word):
        return True
    is_part = cues.topic_of(cues.of_text(bare)) in (None, "part", "members")
    return is_part and any("callback" in sense for sense in cues.of_text(word))


def names_parameters(label: str) -> bool:
    """Whether a label calls what it announces parameters, as what is sent mostly is."""
    word = folded(label)
    return "param" in word or "参数" in word or "argument" in word


def names_answer(label: str) -> bool:
    """Whether a label begins with a word for answers, rather than for how a call went."""
    return folded(label).startswith(("response", "returns", "answer", "返回", "响应"))


def names_base(label: str) -> bool:
    """Whether a label says that an address is what others are built on."""
    return _BASE.search(folded(label)) is not None


def place_of(heading: str) -> Place | None:
    """The part of a call that a heading names, and nothing else."""
    return PLACES.get(folded(heading)) if len(heading) <= _MAX_HEADER else None


def demanded(text: str) -> bool | None:
    """Whether a heading says that all below it must be there; none if it says nothing of that, or both."""
    found = {is_required(word) for word in _DEMANDED.findall(folded(text))}
    return found.pop() if len(found) == 1 else None


def announces_values(label: str) -> bool | None:
    """Whether a label stands over many values that may be sent, or over only one; None if it stands over none."""
    return _ASIDES.get(folded(label))


def is_caption(text: str) -> bool:
    """Whether a line stands above a listing and tells no more than how it is written."""
    return len(text) < _MAX_HEADER and folded(text) in _CAPTIONS


def leafs(text: str) -> bool:
    """Whether a line leads to another page, or copies a listing, and says nothing else."""
    return len(text) < _MAX_HEADER and folded(text) in _LEAFING
