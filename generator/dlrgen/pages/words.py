"""What the words say that pages use in headings and tables.

The words are data, in `vocabulary.json`. They are compared in lower case, with punctuation of one width, and without
blanks in Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from dlrgen.pages import callers
from dlrgen.pages.model import Kind
from dlrgen.pages.remembered import remembered
from dlrgen.spec.model import ParamType, Place

Column = Literal[
    "name", "type", "required", "optional", "description", "example", "default", "place", "length", "values", "code",
    "symbol", "advice", "number", "parent", "group",
]  # fmt: skip
"""What a column of a table holds. `symbol` is a code's name, `number` counts rows, `group` tells rows' kinds apart."""

Topic = Literal[
    "part", "members", "example", "codes", "url", "method", "content", "format", "limits", "other", "settings",
]  # fmt: skip
"""What stands under a heading.

`part` is a request or an answer as a whole; `members` are parameters or fields; `settings` are of a program, and
neither sent nor answered; `other` is no endpoint's title either.
"""


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
    hosts: list[str]
    """What stands above a listing and tells no more than how it is written."""
    leafing: list[str]
    """What leads to the pages before and after, or copies a listing."""
    bases: list[str]
    """What an address is called that others are built on."""
    outcomes: dict[Literal["good", "bad", "neither"], list[str]]
    """What says that a call went well, that it did not, and what holds words of these and says nothing."""
    traditional: tuple[str, str]
    """Characters as Taiwan and Hong Kong write them, and those that the words here are written with."""


_VOCABULARY = msgspec.json.decode(Path(__file__).with_name("vocabulary.json").read_bytes(), type=_Vocabulary)
TYPES: dict[str, ParamType] = {word: base for base, words in _VOCABULARY.types.items() for word in words}
"""Types as pages print them, and what they are in the words of a spec."""
PLACES: dict[str, Place] = {word: place for place, words in _VOCABULARY.places.items() for word in words}
"""Where a parameter is sent, as headings and columns say it."""
_REQUIRED = {word: answer == "yes" for answer, words in _VOCABULARY.required.items() for word in words}
_COLUMN_OF: dict[str, Column] = {word: column for column, words in _VOCABULARY.columns.items() for word in words}
_COLUMNS_OF_SIZE: dict[int, list[str]] = {}
"""The headers by their length, as misprints are looked for among few."""
for _header in _COLUMN_OF:
    _COLUMNS_OF_SIZE.setdefault(len(_header), []).append(_header)
_ASIDES = {word: number == "many" for number, words in _VOCABULARY.asides.items() for word in words}
_STATES = frozenset(_VOCABULARY.states)
_NOTHING = frozenset(_VOCABULARY.nothing)
_NAMING = frozenset(_VOCABULARY.naming)
_CUE_OF: dict[str, tuple[Sense, ...]] = {}
for _sense, _cues in _VOCABULARY.cues.items():
    for _cue in _cues:
        _CUE_OF[_cue] = (*_CUE_OF.get(_cue, ()), _sense)
_LONGEST_CUE = max(map(len, _CUE_OF))
METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"})

_TOPICS: tuple[Topic, ...] = ("codes", "members", "content", "limits", "method", "url", "format")
_MAX_HEADER = 24
_MIN_MISPRINT = 6
_ALIKE = 0.87
_MAX_LOST = 2
"""How many letters a misprint lacks, or has too many."""
_SIMPLER = str.maketrans(*_VOCABULARY.traditional)
_BLANKS = re.compile(r"(?<![a-z0-9])\s+|\s+(?![a-z0-9])")
_BRACKETED = re.compile(r"\s*[((\[【<][^()()\[\]【】<>]{0,60}[))\]】>]")
_AND = re.compile(
    r"[ \t\n]*[/&、,，+|\n][ \t\n]*|[ ]+(?:and|or)[ ]+|(?<=[\u4e00-\u9fff])(?:[ ]+|[和及与])(?=[\u4e00-\u9fff])"
)
_AROUND = " \t\r\n*#`_~:：.。、,，;；?!|\"'“”‘’\\"


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """A text as the words above are written. Long ones are nothing of theirs."""
    if len(text) > 80:
        return ""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_SIMPLER)
    return _BLANKS.sub("", " ".join(text.lower().split())).strip(_AROUND)


@lru_cache(maxsize=4096)
def column(text: str) -> Column | None:
    """What the column under such a header holds."""
    word = folded(text)
    found = _COLUMN_OF.get(word)
    if found is None and word:
        found = _COLUMN_OF.get(_BRACKETED.sub("", word).strip(_AROUND))
    return found


@lru_cache(maxsize=4096)
def likely_column(text: str) -> Column | None:
    """What the column under a header that is not among the words probably holds, by its end or as a misprint."""
    word = _BRACKETED.sub("", folded(text)).strip(_AROUND)
    if not word or len(word) > _MAX_HEADER:
        return None
    if (both := _of_both(text)) is not None:
        return both
    if (ended := _ended_column(word)) is not None:
        return ended
    if len(word) < _MIN_MISPRINT or not word.isascii():
        return None
    likely = [
        other
        for size in range(len(word) - _MAX_LOST, len(word) + _MAX_LOST + 1)
        for other in _COLUMNS_OF_SIZE.get(size, ())
        if other[0] == word[0] or other[-1] == word[-1]
    ]
    near = get_close_matches(word, likely, n=1, cutoff=_ALIKE)
    return _COLUMN_OF[near[0]] if near else None


def ended_column(text: str) -> Column | None:
    """What the column under a header that is not among the words holds, as its end says."""
    return _ended_column(_BRACKETED.sub("", folded(text)).strip(_AROUND)) if len(text) <= _MAX_HEADER else None


def _ended_column(word: str) -> Column | None:
    return next((column_ for end, column_ in _VOCABULARY.endings.items() if word.endswith(end)), None)


def names_options(columns: Sequence[Column | None]) -> bool:
    """Whether the first column names what is sent although its header may stand over values, too: `Options`."""
    return columns[:1] == ["values"] and "required" in columns and not {"name", "code"} & {*columns}


def names_error(header: str) -> bool:
    """Whether a column under such a header names errors, if another one explains them."""
    return folded(header) in _NAMING


def place_of(heading: str) -> Place | None:
    """The part of a call that a heading names, and nothing else."""
    return PLACES.get(folded(heading)) if len(heading) <= _MAX_HEADER else None


def says_code(header: str) -> bool:
    """Whether a header has a word for codes in it, rather than only one for states."""
    return "code" in header.lower() or "码" in header


def _of_both(header: str) -> Column | None:
    """What a column holds that two headers stand over: of a description and something else it is that."""
    parts: list[Column | None] = [column(part) for part in _AND.split(header.strip()) if part]
    if len(parts) != 2 or None in parts:
        return None
    return "description" if "description" in parts else parts[0]


@lru_cache(maxsize=4096)
def base_type(text: str) -> ParamType | None:
    """What a printed type is in the words of a spec; none if it is no type."""
    word = folded(text)
    if not word:
        return None
    if word in TYPES:
        return TYPES[word]
    if word.endswith("[]") or word.startswith(("array", "list<", "list[", "array<", "数组", "list of", "set<", "[]")):
        return "array"
    if word[0] == "[" and word[-1] == "]" and word[1:-1] in TYPES:
        return "array"
    bare = re.split(r"[(\[<{（,，/|;:]| or | of |或", word, maxsplit=1)[0].strip(_AROUND)
    if bare in TYPES:
        return TYPES[bare]
    unsized = bare.rstrip("0123456789 ")
    if unsized != bare and unsized in TYPES:
        return TYPES[unsized]
    first = bare.split(" ")[0]
    return TYPES.get(first) if len(bare) <= 24 and first != bare else None


@remembered
def is_type(line: str) -> bool:
    """Whether a line is nothing but a type, with what a schema says of it: `string <= 15 characters`."""
    return folded(line) in TYPES or is_schema(line)


def is_schema(line: str) -> bool:
    """Whether a line is one of the types that schemas have, with what they say of it."""
    return len(line) <= _MAX_TYPE and _SCHEMA.match(line) is not None


@lru_cache(maxsize=4096)
def is_required(text: str) -> bool | None:
    """What a cell about what must be there says; none if that cannot be told."""
    word = folded(text) or text.strip()
    if word in _REQUIRED:
        return _REQUIRED[word]
    bare = _BRACKETED.sub("", word).strip(_AROUND)
    return _REQUIRED.get(bare)


def says_null(text: str) -> bool:
    """Whether a cell says itself that something may be empty, or must not be, rather than yes or no."""
    return _OF_NULL.search(folded(text)) is not None


def fits(column: Column | None, word: str) -> bool:
    """Whether a word is what columns of types, of places or of words for must hold."""
    if column == "type":
        return base_type(word) is not None
    return folded(word) in PLACES if column == "place" else is_required(word) is not None


def announces_values(label: str) -> bool | None:
    """Whether a label stands over many values that may be sent, or over only one; None if it stands over none."""
    return _ASIDES.get(folded(label))


def is_of_code(text: str) -> bool:
    """Whether a word says that what follows is a code."""
    return column(text) == "code" or folded(text) in _VOCABULARY.before_codes


def is_nothing(text: str) -> bool:
    """Whether a word says that there is nothing."""
    return folded(text) in _NOTHING


def is_state(text: str) -> bool:
    """Whether a word is what many vendors call a state of a message."""
    return folded(text) in _STATES


def tells_choices(text: str) -> bool:
    """Whether a description says that values follow."""
    word = text.lower()
    return any(choice in word for choice in _VOCABULARY.choices)


def demanded(text: str) -> bool | None:
    """Whether a heading says that all below it must be there; none if it says nothing of that, or both."""
    found = {is_required(word) for word in _DEMANDED.findall(folded(text))}
    return found.pop() if len(found) == 1 else None


def demands_all(sentence: str) -> bool:
    """Whether a sentence says that all parameters must be there."""
    if "ll " not in sentence and "参数" not in sentence and "字段" not in sentence:
        return False
    return _ALL_DEMANDED.search(sentence[:_MAX_SENTENCE].lower()) is not None


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
    def is_of_part(self) -> bool:
        """Whether a part of a call stands under it: what is sent or answered, what that has, or an example."""
        return self.topic in ("part", "members", "example")


_SOFT = " \t\r\n*_`"
_SENTENCE_END = re.compile(r"[.。!！?？][ \t\n]+|[。！？]")
_MAX_SENTENCE = 300
_MAX_FOLDED = 80
_NUMBERING = re.compile(
    r"\s*(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,4}|[一二三四五六七八九十]{1,3}|[(（][0-9一二三四五六七八九十]{1,2}[)）]"
    r"|step [0-9]{1,2})"
    r"\s*[.、．)）:：]?\s*(?=\D)|\s*(?:[a-z]|[ivx]{2,4})[.、．)）]\s*"
)
_CLIENTS = re.compile(
    r"\b(?:on|to) your (?:url|server|endpoint|address|web ?site|script)\b|\bwhat we (?:post|send|push)\b"
    r"|\byour (?:[a-z]{1,12} ){0,2}(?:url|server|endpoint|script|app|application) (?:gets|receives|is called)\b"
)
"""Whose the address is that a heading names."""
_MAX_TYPE = 80
_SCHEMA = re.compile(
    r"[ \t]*(?:string|integer|number|boolean|object)[ ]?(?:[<(\[=$>{][^\n]*|\Z)"
    r"|[ \t]*array[ ]?(?:of [a-z]|[<(\[])[^\n]*",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(r"成功(?:之|以)?后|\b(?:after|once|when)\b")
_CONTENT_TYPE = re.compile(
    r"\s*[(（](?:application|text|multipart)/[^()（）\n]{1,60}[)）]?"
    r"|(?:(?<=schema)|(?<=body)|(?<=payload)|(?<=参数)|(?<=体)):[ ]?(?:application|text|multipart)/[a-z0-9.+*-]{1,60}\Z"
)
_BODIES = frozenset({"body", "json body", "raw body", "payload", "json payload"})
"""What stands over what is sent, or answered, and does not say which."""
_QUERIES = frozenset({"query", "query string", "querystring"})
_DEED = re.compile(r"(?:get|list|call|post)[ ](?!started)[a-z]")
"""How a title begins that says what a call does, where all of its words may stand in other headings."""
_DEMANDED = re.compile(r"\b(?:mandatory|required|optional)\b|必填|必选|必须|必需|可选|选填")
_HOLDS = re.compile(r"\b(?:object|json|map|dictionary|hash)\b[^.:]{0,40}\b(?:key|entry|entries|element)\Z")
"""How a sentence ends that announces what an object holds."""
_ALL_DEMANDED = re.compile(
    r"(?<!not )\ball (?:of )?(?:the |these |those )?(?:above |following |request |listed )?(?:parameters|fields|params)"
    r" (?:above |listed above )?(?:are|is) (?:all )?(?:obligatory|mandatory|required|compulsory)"
    r"|(?:所有|全部|以上|上述)(?:的)?(?:请求)?(?:参数|字段)(?:均|都|全部|全)?(?:为|是)?(?:必填|必传|必选|必须|必需)"
)
_OF_NULL = re.compile(r"[空选填传须需]|允许|null|option|require|mandat|must|\A[mor]\Z")
"""What words for must say, and plain yes or no does not."""
_RESTING = re.compile(
    r"[*＊★][^。.;；\n]{0,30}(?:必填|必选|必传|必须|必需|required|mandatory|compulsory)[^。.\n]{0,12}"
    r"(?:其余|其他|其它|剩下|未标|没有标|不带|(?:all )?(?:the )?(?:others?|rest))[^。.\n]{0,12}"
    r"(?:选填|可选|非必[填选传须需]|optional)"
)
"""How a sentence says what an asterisk means, and what it means that there is none."""
_FAILED = re.compile(r"[45][0-9]{2}\Z")
"""A status of HTTP that says that a call failed."""
_TOKEN = re.compile(r"[a-z0-9#.+-]*[a-z][a-z0-9#.+-]*|[0-9]+|[\u3400-\u9fff]+")


def _any_of(words_: list[str]) -> re.Pattern[str]:
    words_ = sorted(words_, key=len, reverse=True)
    spelled = "|".join(re.escape(word) for word in words_ if word.isascii())
    printed = "|".join(word for word in words_ if not word.isascii())
    return re.compile(rf"(?<![a-z])(?:{spelled})(?![a-z])|{printed}")


_LEAFING = frozenset(_VOCABULARY.leafing)
_HOSTS = frozenset(_VOCABULARY.hosts)
_CAPTIONS = frozenset(_VOCABULARY.captions)
_GOOD, _BAD, _NEITHER = (_any_of(_VOCABULARY.outcomes[outcome]) for outcome in ("good", "bad", "neither"))


_BASE = _any_of(_VOCABULARY.bases)


def names_hosts(header: str) -> bool:
    """Whether what a header calls names elsewhere may be hosts here; only types beside them tell."""
    return folded(header) in _HOSTS


def names_base(label: str) -> bool:
    """Whether a label says that an address is what others are built on."""
    return _BASE.search(folded(label)) is not None


@remembered
def went_well(text: str) -> bool | None:
    """Whether a message or label says that a call went well; None if it says neither, or both."""
    text = _NEITHER.sub(" ", text[:_MAX_SENTENCE].lower())
    rest = _BAD.sub(" ", text)
    is_good = _GOOD.search(rest) is not None
    return None if is_good == (rest != text) else is_good


@lru_cache(maxsize=8192)
def slot(text: str) -> Slot | None:
    """What a heading announces; none if it is a title, or plain text."""
    if len(text) > 60:
        return None
    word = _CONTENT_TYPE.sub("", _unnumbered(text))
    if word in _BODIES:
        return Slot("members")
    if word in _QUERIES:
        return Slot("members", "request", "query")
    senses: list[tuple[Sense, ...]] = []
    unknown = 0
    for token in _TOKEN.findall(word):
        found, more = _segmented(token) if "\u3400" <= token[0] <= "\u9fff" else _looked_up(token)
        senses += found
        unknown += more
    topic = _topic(senses)
    if topic is None or (topic == "other" and _DEED.match(word)) or word.endswith((" api", " apis")):
        return None
    if topic == "url" and _CLIENTS.search(word):
        # It is called, and not the vendor's.
        return None
    flat: set[Sense] = {sense for each in senses for sense in each}
    allowed = 0 if topic in ("part", "other") else 2
    kind = _kind(flat, topic)
    if kind is None and topic == "members" and _DEMANDED.search(word):
        # Only of what is sent do headings say whether it must be there.
        kind = "request"
    is_call = topic == "part" and "callback" in flat and kind == "request"
    whole = unknown <= allowed
    return Slot(topic, kind, _place(word, topic), whole=whole, good="success" in flat, is_call=is_call)


@remembered
def announced(sentence: str) -> Slot | None:
    """What a sentence that ends with a colon announces; none if it ends otherwise, or announces nothing known."""
    sentence = sentence.rstrip(_SOFT)
    if sentence[-1:] not in (":", "：") or len(sentence) > _MAX_SENTENCE:
        return None
    last = _SENTENCE_END.split(sentence)[-1]
    word = folded(last[-_MAX_FOLDED:])
    senses = [sense for token in _TOKEN.findall(word) for sense in _senses(token)]
    topic = _topic(senses)
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
    return Slot(topic, _kind(told, topic), _place(word, topic))


def _unnumbered(heading: str) -> str:
    """A heading, as the words are written, without its number."""
    word = folded(heading)
    numbering = _NUMBERING.match(word)
    return word[numbering.end() :] if numbering else word


@remembered
def names_callback(heading: str) -> bool:
    """Whether a heading names a call that the vendor makes, or what that sends."""
    word = _unnumbered(heading)
    bare = _BRACKETED.sub("", word)
    senses = [sense for token in _TOKEN.findall(bare) for sense in _senses(token)]
    if _CLIENTS.search(word):
        return True
    return _topic(senses) in (None, "part", "members") and any(
        "callback" in sense for token in _TOKEN.findall(word) for sense in _senses(token)
    )


def names_parameters(label: str) -> bool:
    """Whether a label calls what it announces parameters, as what is sent mostly is."""
    word = folded(label)
    return "param" in word or "参数" in word or "argument" in word


def names_answer(label: str) -> bool:
    """Whether a label begins with a word for answers, rather than for how a call went."""
    return folded(label).startswith(("response", "returns", "answer", "返回", "响应"))


def mentions_callback(sentence: str, most: int = 80) -> bool:
    """Whether a sentence speaks of a call that the vendor makes, in its first characters."""
    tokens = (
        token for start in range(0, max(1, min(len(sentence), most) - _MAX_FOLDED + 1), _MAX_FOLDED // 2)
        for token in _TOKEN.findall(folded(sentence[start : start + _MAX_FOLDED]))
    )  # fmt: skip
    return any("callback" in sense for token in tokens for sense in _senses(token)) or callers.calls_back(sentence)


def _looked_up(token: str) -> tuple[list[tuple[Sense, ...]], int]:
    """What a word that is not Chinese hints at, and 3 if it is unknown."""
    senses = _CUE_OF.get(token.strip("."), ())
    if not senses and _FAILED.match(token):
        senses = ("error",)
    if not senses and "-" in token:
        parts = [_looked_up(part) for part in token.split("-") if part]
        return [sense for found, _ in parts for sense in found], sum(more for _, more in parts)
    return [senses], 0 if senses or token.isdigit() else 3


def is_label(text: str) -> bool:
    """Whether a line is a heading inside an endpoint's description and nothing else."""
    found = slot(text)
    return found is not None and found.whole


def states_address(label: str) -> bool:
    """Whether a cell is a label of an address or a method; a word in letters may be the name of a parameter."""
    found = slot(label)
    return not label.isascii() and found is not None and found.whole and found.topic in ("url", "method")


def is_example(text: str) -> bool:
    """Whether a label announces an example."""
    found = slot(text)
    return found is not None and found.whole and found.topic == "example"


def is_caption(text: str) -> bool:
    """Whether a line stands above a listing and tells no more than how it is written."""
    return len(text) < _MAX_HEADER and folded(text) in _CAPTIONS


def leafs(text: str) -> bool:
    """Whether a line leads to another page, or copies a listing, and says nothing else."""
    return len(text) < _MAX_HEADER and folded(text) in _LEAFING


@remembered
def leaves_rest(sentence: str) -> bool:
    """Whether a sentence says that what has an asterisk must be there, and that the rest need not."""
    return _RESTING.search(sentence[:_MAX_SENTENCE].lower()) is not None


def is_filler(text: str) -> bool:
    """Whether a heading says nothing but what every heading may say."""
    tokens = _TOKEN.findall(folded(text))
    return bool(tokens) and all(any(_senses(token)) or token.isdigit() for token in tokens)


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


def _topic(senses: list[tuple[Sense, ...]]) -> Topic | None:
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


def _kind(flat: set[Sense], topic: Topic) -> Kind | None:
    if "error" in flat and topic in ("example", "part", "members", "format"):
        return "error"
    if flat & {"response", "success"}:
        return "response"
    # What stands in an address is sent.
    return "request" if "request" in flat or (topic == "members" and "url" in flat) else None


def _place(word: str, topic: Topic) -> Place | None:
    """Where a heading of parameters says that they are sent."""
    if topic not in ("members", "part", "example"):
        return None
    found: set[Place] = {PLACES[token] for token in _TOKEN.findall(word) if token in PLACES}
    found |= {PLACES[name] for name in PLACES if not name.isascii() and name in word}
    return found.pop() if len(found) == 1 else None


def speaks_of_call(sentence: str) -> bool:
    """Whether a sentence speaks of a request and of what answers it."""
    word = folded(sentence[:_MAX_FOLDED])
    senses = {sense for token in _TOKEN.findall(word) for each in _senses(token) for sense in each}
    return {"request", "response"} <= senses


@remembered
def hint(text: str) -> Kind | None:
    """Whether a sentence is about what is sent or what is answered; none if about both, or neither."""
    if "://" in text:
        # The words of an address say nothing.
        return None
    tokens = [{sense for each in _senses(token) for sense in each} for token in _TOKEN.findall(folded(text[:80]))]
    senses = {sense for token in tokens for sense in token}
    sent, answered = "request" in senses, "response" in senses
    if sent and answered:
        # What begins with the answer tells of it.
        return "response" if any("response" in token and "request" not in token for token in tokens[:2]) else None
    return "request" if sent else "response" if answered else None


def _senses(token: str) -> list[tuple[Sense, ...]]:
    return _segmented(token)[0] if "\u3400" <= token[0] <= "\u9fff" else _looked_up(token)[0]
