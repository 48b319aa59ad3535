"""What sentences tell: what follows them, whose it is, what of it must be there, and whether a call went well."""

from __future__ import annotations

import re

from dlrgen.pages import callers, cues
from dlrgen.pages.headings import Slot
from dlrgen.pages.model import Kind
from dlrgen.pages.remembered import remembered
from dlrgen.pages.vocabulary import VOCABULARY, Sense, any_of, folded

_GOOD, _BAD, _NEITHER = (any_of(VOCABULARY.outcomes[outcome]) for outcome in ("good", "bad", "neither"))
_SOFT = " \t\r\n*_`"
_SENTENCE_END = re.compile(r"[.。!！?？][ \t\n]+|[。！？]")
_CONDITION = re.compile(r"\b(?:if|when|once) the (?:api )?(?:request|call) [a-z]{2,12}(?: [a-z]{2,12}){0,2}")
"""What sentences say of how a request went, before they tell what is answered."""
_TARGET = re.compile(r"\]\([^()\n]{0,300}\)")
"""Where a link of Markdown leads, which is no word of the sentence."""
_MAX_SENTENCE = 300
_MAX_FOLDED = 80
_AFTERWARDS = re.compile(r"成功(?:之|以)?后|\b(?:after|once|when)\b")
_HOLDS = re.compile(r"\b(?:object|json|map|dictionary|hash)\b[^.:]{0,40}\b(?:key|entry|entries|element)\Z")
"""How a sentence ends that announces what an object holds."""
_ALL_DEMANDED = re.compile(
    r"(?<!not )\ball (?:of )?(?:the |these |those )?(?:above |following |request |listed )?(?:parameters|fields|params)"
    r" (?:above |listed above )?(?:are|is) (?:all )?(?:obligatory|mandatory|required|compulsory)"
    r"|(?:所有|全部|以上|上述)(?:的)?(?:请求)?(?:参数|字段)(?:均|都|全部|全)?(?:为|是)?(?:必填|必传|必选|必须|必需)"
)
_RESTING = re.compile(
    r"[*＊★][^。.;；\n]{0,30}(?:必填|必选|必传|必须|必需|required|mandatory|compulsory)[^。.\n]{0,12}"
    r"(?:其余|其他|其它|剩下|未标|没有标|不带|(?:all )?(?:the )?(?:others?|rest))[^。.\n]{0,12}"
    r"(?:选填|可选|非必[填选传须需]|optional)"
)
"""How a sentence says what an asterisk means, and what it means that there is none."""


@remembered
def announced(sentence: str) -> Slot | None:
    """What a sentence that ends with a colon announces; none if it ends otherwise, or announces nothing known."""
    sentence = sentence.rstrip(_SOFT)
    if sentence[-1:] not in (":", "：") or len(sentence) > _MAX_SENTENCE:
        return None
    last = _SENTENCE_END.split(_TARGET.sub("]", sentence) if "](" in sentence else sentence)[-1]
    word = folded(last[-_MAX_FOLDED:])
    senses = cues.of_text(word)
    topic = cues.topic_of(senses)
    if topic in (None, "part", "content") and _HOLDS.search(word):
        topic = "members"
    if topic in (None, "part", "other") and tells_choices(last):
        return Slot("codes")
    if topic in (None, "other", "settings"):
        # A sentence may tell of what has been set up without being about that.
        return None
    told: set[Sense] = {sense for each in senses for sense in each}
    if topic not in ("example", "members", "part") or ("request" in told and _AFTERWARDS.search(word)):
        # That something has succeeded tells when it is sent, and not what it is.
        told.discard("success")
    return Slot(topic, cues.kind_of(told, topic), cues.place_in(word, topic))


@remembered
def hint(text: str) -> Kind | None:
    """Whether a sentence is about what is sent or what is answered; none if about both, or neither."""
    if "://" in text:
        # The words of an address say nothing.
        return None
    words = _CONDITION.sub(" ", folded(text[:_MAX_FOLDED]))
    if cues.tells_to_reply(words):
        return None
    tokens = [{sense for each in cues.of_word(token) for sense in each} for token in cues.TOKEN.findall(words)]
    senses = {sense for token in tokens for sense in token}
    sent, answered = "request" in senses, "response" in senses
    if sent and answered:
        # What begins with the answer tells of it.
        return "response" if any("response" in token and "request" not in token for token in tokens[:2]) else None
    return "request" if sent else "response" if answered else None


def speaks_of_call(sentence: str) -> bool:
    """Whether a sentence speaks of a request and of what answers it."""
    word = folded(sentence[:_MAX_FOLDED])
    return {"request", "response"} <= {sense for each in cues.of_text(word) for sense in each}


def mentions_callback(sentence: str, most: int = 80) -> bool:
    """Whether a sentence speaks of a call that the vendor makes, in its first characters."""
    starts = range(0, max(1, min(len(sentence), most) - _MAX_FOLDED + 1), _MAX_FOLDED // 2)
    stretches = (folded(sentence[start : start + _MAX_FOLDED]) for start in starts)
    is_named = any("callback" in sense for stretch in stretches for sense in cues.of_text(stretch))
    return is_named or callers.calls_back(sentence)


def tells_choices(text: str) -> bool:
    """Whether a description says that values follow."""
    word = text.lower()
    return any(choice in word for choice in VOCABULARY.choices)


def demands_all(sentence: str) -> bool:
    """Whether a sentence says that all parameters must be there."""
    if "ll " not in sentence and "参数" not in sentence and "字段" not in sentence:
        return False
    return _ALL_DEMANDED.search(sentence[:_MAX_SENTENCE].lower()) is not None


@remembered
def leaves_rest(sentence: str) -> bool:
    """Whether a sentence says that what has an asterisk must be there, and that the rest need not."""
    return _RESTING.search(sentence[:_MAX_SENTENCE].lower()) is not None


@remembered
def went_well(text: str) -> bool | None:
    """Whether a message or label says that a call went well; None if it says neither, or both."""
    text = _NEITHER.sub(" ", text[:_MAX_SENTENCE].lower())
    rest = _BAD.sub(" ", text)
    is_good = _GOOD.search(rest) is not None
    return None if is_good == (rest != text) else is_good
