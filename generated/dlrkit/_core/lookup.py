"""What a code means: a vendor's tables, then those of carriers and protocols, in one fixed order.

The tables are data: a vendor's stand in its `codes`, the others in the package's `_carriers`. Here is only the order in
which they are asked, and the spellings under which a code is looked for.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any, Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from .codes import Code, Confidence, Evidence, MessageCode, MessageNumber, Reason, Retry, State

Step = Literal["exact", "family", "vendor_prefix", "carrier_prefix", "smpp_word", "unknown"]
"""How a code was found.

`exact`: it stands in a table. `family`: it is of a family of a vendor's table (`MK:####`), or a word of a table with a
sub-code after it. `vendor_prefix`, `carrier_prefix`: only what stands before its colon is known. `smpp_word`: it is one
of SMPP's words, perhaps with a sub-code. `unknown`: nothing is known of it.
"""

_MAX_CODE = 60
_MAX_SEEN = 1024
_DIGITS = "0123456789"
_PACKAGE = str(__package__).rpartition(".")[0]


class Reading(Struct, frozen=True, kw_only=True):
    """What somebody says that a code says of a message.

    Attributes:
        state: Where the message is; `unrecognised` where nobody says.
        reason: Why it did not arrive.
        retry: Whether the same text to the same number may succeed.
        zh: The label in Chinese, where one is known.
        en: The meaning in English.
        confidence: How sure this is.
        source: Where it was read.
        evidence: What kind of source that is.
        table: The table that it stands in: a carrier's (`china_mobile`) or a vendor's (`acme.CarrierCode`).
    """

    state: State = State.UNRECOGNISED
    reason: Reason = Reason.UNKNOWN
    retry: Retry = Retry.UNKNOWN
    zh: str = ""
    en: str = ""
    confidence: Confidence = Confidence.NONE
    source: str = ""
    evidence: Evidence = Evidence.NONE
    table: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The reading as plain data, for JSON and tables."""
        return {name: getattr(self, name) for name in Reading.__struct_fields__}


class Meaning(Reading, frozen=True, kw_only=True):
    """What a code means, and how that was found.

    Attributes:
        code: The code as it was given, as text.
        step: How it was found.
        matched: What of it was found, in capitals, with its colon and without blanks around it.
        subcode: What follows the word or prefix that was found, if only that was.
        conflicts: What others say that the code means, where that is something else. Of a number that is read only
            where its carrier is named: what each carrier says.
    """

    code: str
    step: Step = "unknown"
    matched: str = ""
    subcode: str = ""
    conflicts: tuple[Reading, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything was found."""
        return self.step != "unknown"

    def to_dict(self) -> dict[str, Any]:
        """The meaning as plain data, for JSON and tables."""
        return {
            "code": self.code,
            "step": self.step,
            "matched": self.matched,
            "subcode": self.subcode,
            **Reading.to_dict(self),
            "conflicts": [reading.to_dict() for reading in self.conflicts],
        }


def lookup(code: object, vendor: str | None = None, carrier: str | None = None) -> Meaning:
    """What a code of a delivery report means.

    Asked are, in this order: the vendor's own rows and the carriers', by the whole code; the vendor's families and
    prefixes; the carriers' prefixes; SMPP's words. Case, blanks around the code, a full-width colon and a missing one
    (`MK00013`) make no difference, and of `UNDELIV_601` the word is enough.

    Args:
        code: The code as it came: a text, bytes, or a whole number. Anything else is unknown.
        vendor: Whose tables to ask first, such as `acme`. One that is not known counts as none.
        carrier: The carrier that made the code, such as `china_mobile` or `中国移动`. Left out, those whose codes the
            vendor passes on, or all. One that is not known counts as none.

    Returns:
        The meaning; for a code that nothing is known of too, with the step `unknown`. Nothing is ever raised.
    """
    text = code if type(code) is str else _text(code)
    try:
        index = _index(vendor, carrier)
    except TypeError:  # a name that cannot be hashed is none
        index = _index(_name(vendor), _name(carrier))
    return index.seen.get(text) or index.find(text)


def own(code: str, vendor: str) -> Meaning:
    """What a vendor's own tables say that a code means, whatever others say.

    Args:
        code: The code.
        vendor: The vendor; of one that is not known, no code is.
    """
    return _own(vendor).find(code)


def normal(code: str) -> str:
    """A code as tables are asked for it: in capitals, with a plain colon, without blanks around it."""
    return code.strip().upper().replace("：", ":")


class _Says(Protocol):
    @property
    def state(self) -> str | None: ...
    @property
    def reason(self) -> str | None: ...


def agree(one: _Says, other: _Says) -> bool:
    """Whether two readings can both be right: neither says another state, or another reason where both say one."""
    states = {str(said.state) for said in (one, other) if said.state not in (None, State.UNRECOGNISED)}
    reasons = {str(said.reason) for said in (one, other) if said.reason not in (None, Reason.UNKNOWN)}
    return len(states) < 2 and len(reasons) < 2


def numbers(spelling: str) -> range:
    """The numbers that a key such as `12`, `-37` or `64-68` stands for."""
    first, dash, last = spelling[1:].partition("-")
    start = int(spelling[0] + first)
    return range(start, (int(last) if dash else start) + 1)


def with_colon(text: str) -> tuple[str, ...]:
    """The codes that a normal text without a colon may stand for: a zero may stand in the colon's place."""
    letters, digits = text[:2], text[2:]
    if not (1 < len(digits) < 6 and digits.isdecimal() and letters.isalpha()):
        return ()
    whole = f"{letters}:{digits}"
    return (f"{letters}:{digits[1:]}", whole) if len(digits) == 5 and digits[0] == "0" else (whole,)


def carriers() -> dict[str, str]:
    """The tables that belong to no vendor: their names, and what people call them."""
    return {name: table["title"] for name, table in _tables().items()}


def carrier_named(name: str) -> str | None:
    """The table of a carrier by its name, or by what people call it in either language; none if there is none."""
    return _carrier_names().get(name.strip().casefold())


def carrier_rows(carrier: str) -> Iterator[Meaning]:
    """All rows of a carrier's own table, as they are printed in it.

    Args:
        carrier: One of `carriers()`.
    """
    table = _tables()[carrier]
    for section, step in _SECTIONS.items():
        for key, row in table[section].items():
            yield _meaning(key, step, row, carrier, table["sources"])


_SECTIONS: dict[str, Step] = {"words": "smpp_word", "codes": "exact", "numbers": "exact", "prefixes": "carrier_prefix"}


class _Index:
    """The tables that one vendor's codes, through one carrier or several, are looked up in."""

    def __init__(self) -> None:
        self.seen: dict[str, Meaning] = {}
        self._words: dict[str, Meaning] = {}
        self._exact: dict[str, Meaning] = {}
        self._families: dict[str, Meaning] = {}
        self._own_prefixes: dict[str, Meaning] = {}
        self._prefixes: dict[str, Meaning] = {}
        self._suffixes: dict[str, dict[int, Meaning]] = {}
        self._shared: dict[str, tuple[Reading, ...]] = {}
        self._tails: list[int] = []

    def take_words(self) -> None:
        """Know the words that everybody uses."""
        for name in _tables():
            _add(self._words, _rows(name, "words"))
            _add(self._words, _aliases(name, self._words))

    def take_vendor(self, module: ModuleType) -> None:
        """Know the rows of a vendor's tables; to be done before carriers' are taken."""
        rows = list(_vendor_rows(module))
        # A vendor may tell codes apart by their case, so a code as the vendor spells it comes before others like it.
        self._exact.update((row.code, row) for row in reversed(rows) if row.step == "exact")
        _add(self._exact, ((normal(row.code), row) for row in rows if row.step == "exact"))
        for row in rows:
            if row.step == "family":
                shape = normal(row.code)
                self._families.setdefault(shape, row)
                prefix, colon, _ = shape.partition(":")
                if colon:
                    self._own_prefixes.setdefault(prefix, _by_prefix(row, "vendor_prefix"))
        self._tails = sorted({len(shape) - len(shape.rstrip("#")) for shape in self._families}, reverse=True)

    def take_carrier(self, name: str, *, alone: bool) -> None:
        """Know the rows of a carrier's table.

        Args:
            name: The carrier.
            alone: Whether it alone is asked. Where it is not, a word means what SMPP says, not what it makes of it.
        """
        words: Container[str] = () if alone else self._words
        found = dict(_rows(name, "codes"))
        found |= _aliases(name, {**self._words, **found})
        for key, row in found.items():
            if key not in words:
                family = self._of_family(key)
                _add(self._exact, [(key, row if family is None else _beside(row, family))])
        _add(self._prefixes, ((key, _by_prefix(row, "carrier_prefix")) for key, row in _rows(name, "prefixes")))
        suffixes = {int(key): row for key, row in _rows(name, "suffixes")}
        for prefix in _tables()[name]["suffixed"]:
            self._suffixes.setdefault(prefix, suffixes)

    def take_numbers(self, name: str) -> None:
        """Know the numbers of a carrier, which mean what a vendor's own tables do not say they do."""
        for key, row in _rows(name, "numbers"):
            self._exact.setdefault(key, row)

    def suspect_numbers(self, name: str) -> None:
        """Know what the numbers of a carrier would mean if it were named."""
        for key, row in _rows(name, "numbers"):
            self._shared[key] = (*self._shared.get(key, ()), _reading(row), *row.conflicts)

    def find(self, code: str) -> Meaning:
        """The meaning of a code that was not asked for lately."""
        text = normal(code) if len(code) <= _MAX_CODE else normal(code.strip()[: _MAX_CODE + 1])
        if len(text) > _MAX_CODE:
            return Meaning(code=code)
        found = self._exact.get(code.strip()) or self._search(text)
        if found is None:
            return Meaning(code=code, conflicts=self._shared.get(text, ()))
        meaning = found if found.code == code else replace(found, code=code)
        if len(code) <= _MAX_CODE:
            if len(self.seen) >= _MAX_SEEN:
                self.seen.clear()
            self.seen[code] = meaning
        return meaning

    def _search(self, text: str) -> Meaning | None:
        spellings = (text, *with_colon(text)) if text[-1:] in _DIGITS and ":" not in text else (text,)
        for spelling in spellings:
            if (exact := self._exact.get(spelling)) is not None:
                return exact
        for spelling in spellings:
            if (family := self._of_family(spelling)) is not None:
                return replace(family, matched=spelling)
        word, _, subcode = text.partition("_")
        word = word.rstrip()
        # What stands before the underscore of `2_601` is no word.
        of_word = self._exact.get(word) if subcode and word.isalpha() else None
        if of_word is not None:
            return _by_word(of_word, "family", word, subcode)
        for spelling in spellings:
            if ":" in spelling and (by_prefix := self._by_prefix(spelling)) is not None:
                return by_prefix
        if text in self._words:
            return self._words[text]
        return _by_word(self._words[word], "smpp_word", word, subcode) if subcode and word in self._words else None

    def _of_family(self, text: str) -> Meaning | None:
        if not self._families:
            return None
        digits = len(text) - len(text.rstrip(_DIGITS))
        for tail in self._tails:
            if tail <= digits and (found := self._families.get(text[:-tail] + "#" * tail)) is not None:
                return found
        return None

    def _by_prefix(self, text: str) -> Meaning | None:
        prefix, _, rest = text.partition(":")
        found = self._own_prefixes.get(prefix) or self._prefixes.get(prefix)
        if found is None:
            return None
        suffix = None
        if found.step == "carrier_prefix" and len(rest) < 6 and rest.isascii() and rest.isdecimal():
            suffix = self._suffixes.get(prefix, {}).get(int(rest))
        if suffix is None:
            return replace(found, matched=prefix, subcode=rest)
        return Meaning(
            code=text, step=found.step, matched=prefix, subcode=rest,
            state=suffix.state, reason=suffix.reason, retry=suffix.retry, zh=suffix.zh, en=f"{found.en} {suffix.en}",
            confidence=found.confidence, source=f"{found.source}; {suffix.source}", evidence=found.evidence,
            table=found.table, conflicts=found.conflicts,
        )  # fmt: skip


def _text(code: object) -> str:
    if isinstance(code, str):
        return str.__str__(code)
    if isinstance(code, (bytes, bytearray)):
        return code.decode(errors="replace")
    if isinstance(code, int) and not isinstance(code, bool) and int.bit_length(code) < 64:
        return int.__repr__(code)
    return ""


def _name(name: object) -> str | None:
    return str.__str__(name) if isinstance(name, str) else None


@lru_cache(maxsize=64)
def _index(vendor: object, carrier: object) -> _Index:
    """The index for names as people write them."""
    vendor_name, carrier_name = _name(vendor), _name(carrier)
    vendor_name = vendor_name.strip().casefold() if vendor_name is not None else None
    if vendor_name is not None and _vendor(vendor_name) is None:
        vendor_name = None
    return _built(vendor_name, carrier_named(carrier_name) if carrier_name is not None else None)


@lru_cache(maxsize=64)
def _built(vendor: str | None, carrier: str | None) -> _Index:
    index = _Index()
    index.take_words()
    module = _vendor(vendor) if vendor is not None else None
    if module is not None:
        index.take_vendor(module)
    asked = (carrier,) if carrier is not None else getattr(module, "CARRIERS", ()) if module else tuple(_tables())
    for name in _with_extended(asked):
        index.take_carrier(name, alone=carrier is not None)
        if vendor is not None or carrier is not None:
            index.take_numbers(name)
        else:
            index.suspect_numbers(name)
    return index


@lru_cache(maxsize=16)
def _own(vendor: str) -> _Index:
    index = _Index()
    if (module := _vendor(vendor)) is not None:
        index.take_vendor(module)
    return index


@lru_cache(maxsize=64)
def _vendor(name: str) -> ModuleType | None:
    """The code tables of a vendor; none if there is no such vendor."""
    if not name.isidentifier() or not name.isascii() or name.startswith("_"):
        return None
    try:
        return import_module(f"{_PACKAGE}.{name}.codes")
    except ModuleNotFoundError:
        return None


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Mapping[str, Any]]:
    """The tables that belong to no vendor; a package that was made without them has none."""
    try:
        tables: Mapping[str, Mapping[str, Any]] = import_module(f"{_PACKAGE}._carriers").CARRIERS
    except ModuleNotFoundError:
        return {}
    return tables


@lru_cache(maxsize=1)
def _carrier_names() -> dict[str, str]:
    names = {other.casefold(): name for name, table in _tables().items() for other in (table["title"], *table["also"])}
    return names | {name: name for name in _tables()}


def _with_extended(names: Iterable[str]) -> list[str]:
    tables = _tables()
    ordered = [name for name in dict.fromkeys(names) if name in tables]
    for name in ordered:  # which grows meanwhile
        ordered += [other for other in tables[name]["extends"] if other not in ordered]
    return ordered


def _vendor_rows(module: ModuleType) -> Iterator[Meaning]:
    """The rows of a vendor's tables that speak of messages: codes, then families."""
    sources: Mapping[str, Mapping[str, str]] = getattr(module, "SOURCES", {})
    conflicts: Mapping[str, tuple[tuple[str, ...], ...]] = getattr(module, "CONFLICTS", {})
    vendor = module.__name__.split(".")[-2]
    tables: list[type[Code]] = [
        table
        for table in vars(module).values()
        if isinstance(table, type)
        and issubclass(table, (MessageCode, MessageNumber))
        and table.__module__ == module.__name__
    ]
    for table in tables:
        for member in table:
            said = (member.zh, member.en, member.state, member.reason, member.retry, member.evidence, member.confidence)
            row = (*said, str(member.evidence), conflicts.get(str(member), ()))
            yield _meaning(str(member), "exact", row, f"{vendor}.{table.__name__}", sources.get(table.__name__, {}))
    for table in tables:
        for shape, said in table.families().items():
            zh, en, state, reason, retry, evidence, *more = said
            confidence = more[0] if more else Confidence.DOCUMENTED
            row = (zh, en, state, reason, retry, evidence, confidence, str(evidence), conflicts.get(shape, ()))
            yield _meaning(shape, "family", row, f"{vendor}.{table.__name__}", sources.get(table.__name__, {}))


def _rows(carrier: str, section: str) -> Iterator[tuple[str, Meaning]]:
    """The rows of one section of a carrier's table, by the normal form of their code."""
    table = _tables()[carrier]
    ranges = section in ("numbers", "suffixes")
    for key, row in table[section].items():
        for spelling in map(str, numbers(key)) if ranges else (key,):
            step = _SECTIONS.get(section, "exact")
            yield normal(spelling), _meaning(spelling, step, row, carrier, table["sources"])


def _aliases(carrier: str, known: Mapping[str, Meaning]) -> Iterator[tuple[str, Meaning]]:
    """Other spellings of the codes that are known, with what is known of the spelling."""
    table = _tables()[carrier]
    for spelling, (of, en, source) in table["aliases"].items():
        if (row := known.get(normal(of))) is not None:
            sources = dict.fromkeys((row.source, table["sources"].get(source, source)))
            yield normal(spelling), replace(row, code=spelling, en=f"{row.en} {en}".strip(), source="; ".join(sources))


def _meaning(code: str, step: Step, row: tuple[Any, ...], table: str, sources: Mapping[str, str]) -> Meaning:
    *said, conflicts = row
    return Meaning(
        code=code,
        step=step,
        matched=normal(code),
        conflicts=tuple(Reading(**_said(reading, table, sources)) for reading in conflicts),
        **_said(said, table, sources),
    )


def _said(said: Iterable[Any], table: str, sources: Mapping[str, str]) -> dict[str, Any]:
    zh, en, state, reason, retry, evidence, confidence, source = said
    return {
        "zh": zh, "en": en, "state": State(state), "reason": Reason(reason), "retry": Retry(retry),
        "evidence": Evidence(evidence), "confidence": Confidence(confidence), "source": sources.get(source, source),
        "table": table,
    }  # fmt: skip


def _reading(meaning: Meaning) -> Reading:
    return Reading(**{name: getattr(meaning, name) for name in Reading.__struct_fields__})


def _add(known: dict[str, Meaning], rows: Iterable[tuple[str, Meaning]]) -> None:
    """Add rows. What stands there already stays, and keeps beside it what the new row says otherwise."""
    for key, row in rows:
        known[key] = _beside(known[key], row) if key in known else row


def _beside(row: Meaning, other: Meaning) -> Meaning:
    """A row with the readings of another that it does not agree with."""
    told = [row, *row.conflicts]
    new = [said for said in (_reading(other), *other.conflicts) if not any(agree(said, known) for known in told)]
    return replace(row, conflicts=(*row.conflicts, *new)) if new else row


def _inferred(row: Meaning) -> Confidence:
    """How sure one can be of a code, of which only a part was found."""
    return Confidence.CONFLICTING if row.conflicts else Confidence.INFERRED


def _by_prefix(row: Meaning, step: Step) -> Meaning:
    return replace(row, step=step, confidence=_inferred(row))


def _by_word(row: Meaning, step: Step, word: str, subcode: str) -> Meaning:
    return replace(row, step=step, matched=word, subcode=subcode, confidence=_inferred(row))
