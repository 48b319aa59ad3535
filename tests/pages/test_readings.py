"""Pages against answer keys, which a person wrote by reading them.

`readings/NAME.FORM.page` is a page in the layout of a real one and in our own words; its key was there before the
reader could read it. `seeds/VENDOR.key` is the key of a captured page. A key is lines: `endpoint METHOD PATH` begins a
section (`-` is what the page does not say); `param PATH TYPE REQUIRED`; `field PATH TYPE REQUIRED`;
`code CODE | MEANING`; `example KIND SYNTAX`; `limit KIND COUNT SECONDS`. `pytest -rP` prints the figures of each page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dlrgen.pages import captured, read
from dlrgen.pages.model import Described, Form, PageFacts, Section
from dlrgen.pages.paths import loose
from dlrgen.problems import Problems
from dlrgen.spec.load import EndpointSpec, VendorSpec, load
from dlrgen.spec.model import Schema
from dlrgen.spec.schema import errors_of, resolve

HERE = Path(__file__).parent
FORMS: dict[str, Form] = {"text": "text", "markdown": "markdown", "rst": "rst", "html": "html"}
KINDS = ("param", "field", "code", "example", "limit", "endpoint")


@dataclass
class Score:
    """What of one kind was wanted, found, and found rightly."""

    wanted: int = 0
    found: int = 0
    right: int = 0
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.wanted + self.found) if self.wanted + self.found else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.wanted + other.wanted, self.found + other.found, self.right + other.right,
            self.missing + other.missing, self.wrong + other.wrong,
        )  # fmt: skip


def wanted(key: Path) -> dict[str, Counter[str]]:
    """The facts of a key, by kind; each begins with the number of its section."""
    facts: dict[str, Counter[str]] = {kind: Counter() for kind in (*KINDS, "attribute")}
    section = 0
    for line in key.read_text(encoding="utf-8").splitlines():
        kind, _, rest = line.partition(" ")
        section += kind == "endpoint"
        if kind in ("param", "field"):
            path, type_, required = (*rest.split(), "-", "-")[:3]
            facts[kind][f"{section} {path}"] += 1
            facts["attribute"].update(f"{section} {kind} {path} {said}" for said in (type_, required) if said != "-")
        else:
            facts[kind][f"{section} {rest}"] += 1
    return facts


def found(facts: PageFacts) -> dict[str, Counter[str]]:
    """The facts of a reading, in the same words."""
    result: dict[str, Counter[str]] = {kind: Counter() for kind in (*KINDS, "attribute")}
    for number, section in enumerate(facts.sections, 1):
        for kind, said in _said(section):
            result[kind][f"{number} {said}"] += 1
    return result


def _said(section: Section) -> list[tuple[str, str]]:
    said = [("endpoint", f"{section.method.text.upper() if section.method else '-'} {section.path or '-'}")]
    for kind, members in (("param", section.parameters), ("field", section.fields)):
        for member in members:
            said.append((kind, member.path))
            said += [("attribute", f"{kind} {member.path} {each}") for each in _attributes(member)]
    codes = {f"{row.code.text} | {row.meaning.text if row.meaning else ''}": 1 for t in section.codes for row in t.rows}
    said += [("code", code) for code in codes]
    said += [("example", f"{example.kind or '-'} {example.syntax or '-'}") for example in section.examples]
    for limit in section.limits:
        numbers = [str(number) for number in (limit.count, limit.seconds) if number is not None]
        said.append(("limit", " ".join([limit.kind, *numbers])))
    return said


def _attributes(member: Described) -> list[str]:
    required = {True: "yes", False: "no", None: "-"}[member.required]
    return [said for said in (member.base or "-", required) if said != "-"]


def score(key: dict[str, Counter[str]], facts: dict[str, Counter[str]]) -> dict[str, Score]:
    """How much of each kind was found. Codes count once for each meaning, however often they are printed."""
    result: dict[str, Score] = {}
    for kind in (*KINDS, "attribute"):
        want = Counter(dict.fromkeys(key[kind], 1)) if kind == "code" else key[kind]
        have = facts[kind]
        if kind == "attribute":
            # What a key leaves open is not judged.
            have = Counter({said: n for said, n in have.items() if said in want})
        both = want & have
        result[kind] = Score(
            want.total(), have.total(), both.total(), sorted((want - have).elements()), sorted((have - want).elements())
        )
    return result


def line(name: str, scores: dict[str, Score]) -> str:
    """A page's figures in one line: recall, precision, and how many there are."""
    figures = " ".join(
        f"{kind} {scores[kind].right}/{scores[kind].wanted}+{scores[kind].found - scores[kind].right}"
        for kind in scores
    )
    return f"{name:30} {figures}"


PAGES = sorted((HERE / "readings").glob("*.page"))
LEAST = {"param": 0.95, "field": 0.9, "code": 0.95, "example": 0.95, "limit": 0.9, "endpoint": 0.95, "attribute": 0.95}


def scored(page: Path) -> dict[str, Score]:
    key = page.with_name(f"{page.name.split('.')[0]}.key")
    return score(wanted(key), found(read(page.read_text(encoding="utf-8"))))


def shown(scores: dict[str, Score]) -> str:
    return "\n".join(f"{kind}: missing {s.missing}, wrong {s.wrong}" for kind, s in scores.items() if s.f1 < 1)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_read_as_a_person_reads_it(page: Path) -> None:
    scores = scored(page)
    print(line(page.name, scores))
    assert not any(score.missing or score.wrong for score in scores.values()), shown(scores)


def test_nearly_everything_of_all_pages_is_found_and_little_else() -> None:
    total = {kind: Score() for kind in LEAST}
    for page in PAGES:
        total = {kind: total[kind] + each for kind, each in scored(page).items()}
    print(line(f"{len(PAGES)} pages", total))
    assert all(total[kind].f1 >= least for kind, least in LEAST.items()), shown(total)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_form_is_told_by_the_page(page: Path) -> None:
    assert read(page.read_text(encoding="utf-8")).form == FORMS[page.name.split(".")[1]]


def test_text_that_holds_a_listing_of_markdown_is_read_as_that() -> None:
    page = (HERE / "readings/empty_headings.markdown.page").read_text(encoding="utf-8")
    assert read(page, "text").sections == read(page, "markdown").sections


def test_all_forms_and_both_languages_are_among_the_pages() -> None:
    assert {page.name.split(".")[1] for page in PAGES} == set(FORMS)
    assert len(PAGES) >= 12
    chinese = [
        page for page in PAGES if any("\u4e00" <= character <= "\u9fff" for character in page.read_text("utf-8"))
    ]
    assert 5 < len(chinese) < len(PAGES) - 4


# The captured pages that the specs were made from

SPECS = Path(__file__).parents[2] / "specs"
SEEDS = {
    "wilddog": "captured/status.txt", "mobset": "captured/SmsGetReport.txt", "yisha": "captured/sms.txt",
    "uspeedo": "captured/USMSSendReceipt.txt", "submail": "captured/sms_log.txt",
}  # fmt: skip
VENDORS = {vendor.spec.vendor: vendor for vendor in load(SPECS, Problems())}


@pytest.mark.parametrize("name", SEEDS)
def test_a_captured_page_is_read_wholly_and_rightly(name: str) -> None:
    text = (VENDORS[name].folder / SEEDS[name]).read_text(encoding="utf-8")
    scores = score(wanted(HERE / "seeds" / f"{name}.key"), found(read(text)))
    print(line(name, scores))
    assert all(each.recall == each.precision == 1 for each in scores.values()), shown(scores)


def endpoints() -> list[tuple[str, str]]:
    return [
        (name, endpoint)
        for name, page in SEEDS.items()
        for endpoint, loaded in VENDORS[name].endpoints.items()
        if loaded.spec.source.page == page
    ]


def section_of(vendor: VendorSpec, endpoint: EndpointSpec) -> Section:
    page = captured(vendor, endpoint.spec.source.page)
    assert page is not None
    sections = read(page.decode()).sections
    if len(sections) == 1:
        return sections[0]
    title = endpoint.spec.source.section
    (section,) = [each for each in sections if each.title and each.title.text == title]
    return section


def paths(schema: Schema, vendor: VendorSpec, above: str = "") -> Iterator[str]:
    """The fields of an answer that the seed page gave."""
    schema = resolve(schema, vendor.spec)
    if schema.items is not None:
        yield from paths(schema.items, vendor, f"{above}[]")
    for name, inner in schema.properties.items():
        path = f"{above}.{name}" if above else name
        if inner.evidence in (None, "seed_page") and inner.unseen is None:
            yield path
            yield from paths(inner, vendor, path)


@pytest.mark.parametrize(("name", "endpoint"), endpoints())
def test_what_a_spec_takes_from_its_page_is_found_there(name: str, endpoint: str) -> None:
    vendor = VENDORS[name]
    loaded = vendor.endpoints[endpoint]
    spec = loaded.spec
    section = section_of(vendor, loaded)
    sent = {wire for wire, param in spec.params.items() if (param.evidence or spec.evidence) == "seed_page"}
    assert sent <= {parameter.path for parameter in section.parameters}
    answered = {*paths(spec.response.schema, vendor)}
    error = errors_of(spec.errors, vendor.spec).fields
    if (
        error is not None
        and (resolve(Schema(ref=error.ref), vendor.spec).evidence or vendor.spec.evidence) == "seed_page"
    ):
        answered |= {*paths(Schema(ref=error.ref), vendor)}
    # The specs know where the one object of a sample stands for a list of them.
    assert {loose(path) for path in answered} <= {loose(field.path) for field in section.fields}
    printed = {example.text for example in section.examples}
    for example in spec.examples:
        text = (captured(vendor, example.file) or b"").decode().strip()
        assert any(text == other.strip() for other in printed), f"{example.file} is not among the examples"


def test_the_specs_take_eight_endpoints_from_these_pages() -> None:
    assert len(endpoints()) >= 8


@pytest.mark.parametrize("name", SEEDS)
def test_what_is_found_stands_where_it_is_said_to(name: str) -> None:
    text = (VENDORS[name].folder / SEEDS[name]).read_text(encoding="utf-8")
    lines = text.split("\n")
    for table in read(text).codes:
        for row in table.rows:
            assert text[row.code.span.start : row.code.span.end] == row.code.text
            assert lines[row.code.span.line - 1][row.code.span.column - 1 :].startswith(row.code.text)
