"""Tables that belong to no vendor: each by itself, and against each other and those of vendors.

What passes here, `dlrgen.plan.readings` and `lookup` rely on without asking again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dlrgen.check import lint_texts
from dlrgen.check.lint_tree import Place, counted, vendor_place
from dlrgen.problems import Problem, Problems
from dlrgen.runtime.lookup import agree, normal, numbers
from dlrgen.spec.load import CarrierSpec, VendorSpec
from dlrgen.spec.model import Carrier, CarrierCode, Code, Table

RULES = {
    "carrier.alias": "an alias is of a code that there is, and no code itself",
    "carrier.clash": "tables that say different things about a code say that they do",
    "carrier.conflict": "a reading of others says something else than the row, and why the row conflicts is stated",
    "carrier.duplicate": "a code stands in its file once, whatever its case and blanks",
    "carrier.empty": "a file has a code",
    "carrier.extends": "a file extends others that there are",
    "carrier.range": "a range has numbers, and no two of them the same",
    "carrier.rows": "a file has as many rows as it says",
    "carrier.source": "sources have names of their own, and those that are named exist",
    "carrier.state": "a code has a state",
    "carrier.title": "no two files are called the same",
    "carrier.unmapped": "what is left unmapped says nothing else",
    "carrier.unreachable": "nothing stands where it cannot be found",
    "text.bidi": "texts do not change the direction of writing",
    "text.control": "texts have no control characters but line breaks and tabs",
}
"""Every rule by its id: what holds where it is kept."""

_SECTIONS = ("words", "codes", "numbers", "prefixes", "suffixes")
_SPELLED = ("words", "codes", "numbers")
_RANGES = ("numbers", "suffixes")
_Row = tuple[Place, CarrierCode | Code]


def check(carriers: Iterable[CarrierSpec], vendors: Iterable[VendorSpec], problems: Problems) -> None:
    """Check the tables that belong to no vendor against all rules.

    Args:
        carriers: The tables as they were loaded.
        vendors: The vendors whose tables must not contradict them silently.
        problems: Where the findings go, each with the id of its rule.
    """
    known = {carrier.spec.carrier: carrier for carrier in carriers}
    for carrier in known.values():
        problems.extend(_file(carrier, known))
    problems.extend(_titles(known))
    problems.extend(_between_carriers(known))
    for vendor in vendors:
        problems.extend(_of_vendor(vendor, known))


def _file(carrier: CarrierSpec, known: Mapping[str, CarrierSpec]) -> Iterator[Problem]:
    place, spec = Place(carrier.file), carrier.spec
    yield from lint_texts.problems(place, carrier.file.document.data)
    yield from _sources(place, spec)
    if not any(_section(spec, name) for name in _SECTIONS):
        yield place.problem("carrier.empty", "the file has no code", "State at least one.")
    there = sum(len(_section(spec, name)) for name in _SECTIONS) + len(spec.aliases)
    yield from counted(place, "carrier.rows", spec.rows, there)
    for index, name in enumerate(spec.extends):
        if name not in known or name == spec.carrier:
            yield place.at("extends", index).problem(
                "carrier.extends", f"there is no other file {name!r}",
                f"There are: {', '.join(other for other in known if other != spec.carrier)}.",
            )  # fmt: skip
    for name in _SECTIONS:
        for code, row in _section(spec, name).items():
            yield from _row(place.at(name, code), row)
    for name in _RANGES:
        yield from _ranges(place.at(name), _section(spec, name))
    yield from _duplicates(place, spec)
    yield from _aliases(place, carrier, known)
    yield from _unreachable(place, spec, known)


def _sources(place: Place, spec: Carrier) -> Iterator[Problem]:
    names = [source.name for source in spec.sources]
    for index, name in enumerate(names):
        if name is None or name in names[:index]:
            yield place.at("sources", index).problem(
                "carrier.source", "a source without a name of its own", "Give it a `name`.", key=True
            )
    named = [(place.at("source"), spec.source)]
    for section in _SECTIONS:
        for code, row in _section(spec, section).items():
            here = place.at(section, code)
            named.append((here.at("source"), row.source or spec.source))
            named += [(here.at("conflicts", i, "source"), r.source or spec.source) for i, r in enumerate(row.conflicts)]
    named += [
        (place.at("aliases", code, "source"), alias.source or spec.source) for code, alias in spec.aliases.items()
    ]
    # Who relies on the file's own source is not blamed for it.
    for here, name in named if spec.source in names else named[:1]:
        if name not in names:
            there = ", ".join(name for name in names if name)
            yield here.problem("carrier.source", f"there is no source {name!r}", f"There are: {there}.")


def _row(place: Place, row: CarrierCode) -> Iterator[Problem]:
    if row.unmapped is not None:
        for key in ("state", "reason", "retry"):
            if getattr(row, key) is not None:
                yield place.at(key).problem(
                    "carrier.unmapped", f"`{key}` of a code that is left unmapped", "Keep one of them.", key=True
                )
    elif row.state is None:
        yield place.problem("carrier.state", "it is not said what the code means: no state",
                            "State `state`, or `unmapped` with the reason.", key=True)  # fmt: skip
    if row.confidence == "conflicting" and not row.conflicts:
        yield place.at("confidence").problem(
            "carrier.conflict", "nobody is named who says otherwise", "State `conflicts`.", key=True
        )
    for index, reading in enumerate(row.conflicts):
        if (reading.state, reading.reason, reading.retry) == (row.state, row.reason, row.retry):
            yield place.at("conflicts", index).problem(
                "carrier.conflict", "this reading says the same as the row", "Leave it out.", key=True
            )


def _ranges(place: Place, rows: Mapping[str, CarrierCode]) -> Iterator[Problem]:
    seen: dict[int, str] = {}
    for key in rows:
        if not (stated := numbers(key)):
            yield place.at(key).problem("carrier.range", f"no number lies in {key}", "Put the smaller one first.",
                                        key=True)  # fmt: skip
        twice = next((seen[number] for number in stated if number in seen), None)
        if twice is not None:
            yield place.at(key).problem("carrier.range", f"{key} and {twice} have a number in common",
                                        "Say it once.", key=True)  # fmt: skip
        seen.update(dict.fromkeys(stated, key))


def _duplicates(place: Place, spec: Carrier) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for section in _SPELLED:
        for code in _section(spec, section):
            key = normal(code)
            if key in seen:
                yield place.at(section, code).problem(
                    "carrier.duplicate", f"{code!r} is the same code as {seen[key]!r}", "Say it once.", key=True
                )
            seen.setdefault(key, code)


def _aliases(place: Place, carrier: CarrierSpec, known: Mapping[str, CarrierSpec]) -> Iterator[Problem]:
    own = {key for key, _ in _spelled(carrier, ("words", "codes"))}
    there = own | {key for other in known.values() for key, _ in _spelled(other, ("words",))}
    seen: set[str] = set()
    for spelling, alias in carrier.spec.aliases.items():
        here = place.at("aliases", spelling)
        if normal(alias.of) not in there:
            yield here.at("of").problem(
                "carrier.alias", f"there is no code {alias.of!r} in this file, and no such word",
                "Name one that there is.",
            )  # fmt: skip
        if normal(spelling) in own | seen:
            yield here.problem("carrier.alias", f"{spelling!r} is a code already", "Leave the alias out.", key=True)
        seen.add(normal(spelling))


def _unreachable(place: Place, spec: Carrier, known: Mapping[str, CarrierSpec]) -> Iterator[Problem]:
    for name in spec.extends:
        extended = known[name].spec.prefixes if name in known else {}
        for prefix in spec.prefixes:
            if prefix in extended and name != spec.carrier:
                yield place.at("prefixes", prefix).problem(
                    "carrier.unreachable", f"this hides the prefix {prefix} of {name}, which is never reached",
                    "Keep one of them.", key=True,
                )  # fmt: skip
    suffixed = [prefix for prefix, row in spec.prefixes.items() if row.suffixes]
    for prefix in suffixed if not spec.suffixes else ():
        yield place.at("prefixes", prefix, "suffixes").problem(
            "carrier.unreachable", "there are no suffixes to find", "State `suffixes`, or leave this out.", key=True
        )
    if spec.suffixes and not suffixed:
        yield place.at("suffixes").problem(
            "carrier.unreachable", "no prefix leads to the suffixes", "Let a prefix say `suffixes: true`.", key=True
        )
    for code in spec.codes:
        if normal(code) in {str(number) for key in spec.numbers if key != code for number in numbers(key)}:
            yield place.at("codes", code).problem(
                "carrier.unreachable", f"{code!r} hides one of the numbers", "Say it once.", key=True
            )


def _titles(known: Mapping[str, CarrierSpec]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for name, carrier in known.items():
        spec = carrier.spec
        for called in {text.casefold(): text for text in (name, spec.title.en, spec.title.zh, *spec.also)}:
            if seen.setdefault(called, name) != name:
                yield (
                    Place(carrier.file)
                    .at("title")
                    .problem(
                        "carrier.title",
                        f"{called!r} is what {seen[called]} is called",
                        "Call it something else.",
                        key=True,
                    )
                )


def _between_carriers(known: Mapping[str, CarrierSpec]) -> Iterator[Problem]:
    for sections in (("words", "codes"), ("prefixes",)):
        seen: dict[str, tuple[str, _Row]] = {}
        for name, carrier in known.items():
            for key, (place, row) in _spelled(carrier, sections):
                other = seen.setdefault(key, (name, (place, row)))
                if other[0] != name and not _declared(row, other[1][1]):
                    yield _clash(place, key, other[0], other[1][1])


def _of_vendor(vendor: VendorSpec, known: Mapping[str, CarrierSpec]) -> Iterator[Problem]:
    asked = [known[name] for name in _with_extended(vendor.spec.carriers, known)]
    codes = {key: (c.spec.carrier, row) for c in reversed(asked) for key, (_, row) in _spelled(c, ("codes",))}
    words = {key: (c.spec.carrier, row) for c in known.values() for key, (_, row) in _spelled(c, ("words",))}
    prefixes = {key: (c.spec.carrier, row) for c in reversed(asked) for key, (_, row) in _spelled(c, ("prefixes",))}
    for name, table in vendor.spec.tables.items() if asked else ():
        if table.speaks_of == "message":
            place = vendor_place(vendor).at("tables", name)
            yield from _against(place.at("codes"), _by_code(table), codes)
            yield from _against(place.at("codes"), _by_code(table), words)
            yield from _against(place.at("patterns"), _by_prefix(table), prefixes)


def _against(
    place: Place, rows: Iterable[tuple[str, str, Code]], others: Mapping[str, tuple[str, CarrierCode | Code]]
) -> Iterator[Problem]:
    for code, key, row in rows:
        if key in others and row.confidence != "conflicting" and not _declared(row, others[key][1]):
            yield _clash(place.at(code), code, *others[key])


def _clash(place: Place, code: str, name: str, other: CarrierCode | Code) -> Problem:
    return place.problem(
        "carrier.clash", f"{name} says something else about {code}: {other.state}, {other.reason or 'unknown'}",
        "Agree, or state what the other says under `conflicts`.", key=True,
    )  # fmt: skip


def _by_code(table: Table) -> Iterator[tuple[str, str, Code]]:
    return ((code, normal(code), row) for code, row in table.codes.items())


def _by_prefix(table: Table) -> Iterator[tuple[str, str, Code]]:
    return ((shape, normal(shape).partition(":")[0], row) for shape, row in table.patterns.items() if ":" in shape)


def _declared(row: CarrierCode | Code, other: CarrierCode | Code) -> bool:
    """Whether two rows agree, or one of them tells of what the other says."""
    return agree(row, other) or any(
        agree(said, against) and said.state == against.state
        for told, against in ((row.conflicts, other), (other.conflicts, row))
        for said in told
    )


def _spelled(carrier: CarrierSpec, sections: Iterable[str]) -> Iterator[tuple[str, _Row]]:
    for section in sections:
        place = Place(carrier.file).at(section)
        for code, row in _section(carrier.spec, section).items():
            yield normal(code), (place.at(code), row)


def _section(spec: Carrier, name: str) -> Mapping[str, CarrierCode]:
    rows: Mapping[str, CarrierCode] = getattr(spec, name)
    return rows


def _with_extended(names: Iterable[str], known: Mapping[str, CarrierSpec]) -> list[str]:
    ordered = [name for name in dict.fromkeys(names) if name in known]
    for name in ordered:  # which grows meanwhile
        ordered += [other for other in known[name].spec.extends if other in known and other not in ordered]
    return ordered
