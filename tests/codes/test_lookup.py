"""What codes mean: every code that the tables hold, every contradiction, every spelling, and whatever else may come."""

from __future__ import annotations

import doctest
import pickle
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import dlrkit
from dlrkit import Confidence, Evidence, Meaning, Reason, Retry, State, lookup
from dlrkit._core import lookup as module
from dlrkit._core.lookup import Step, agree, carrier_rows, carriers, normal, own

ROOT = Path(__file__).parents[2]
CASES: dict[str, Any] = yaml.load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
VENDORS = sorted(path.parent.name for path in (ROOT / "specs").glob("*/vendor.yaml"))


def told(owners: str) -> list[tuple[str, str, str, str, str]]:
    return [
        (owner, code, state, reason, retry)
        for owner, groups in CASES[owners].items()
        for state, reason, retry, codes in groups
        for code in codes
    ]


def holds(meaning: Meaning, state: str, reason: str = "any", retry: str = "any") -> None:
    found = (meaning.state.value, reason if reason == "any" else meaning.reason.value)
    assert (*found, retry if retry == "any" else meaning.retry.value) == (state, reason, retry)
    assert meaning.en
    assert meaning.source
    assert meaning.evidence is not Evidence.NONE
    assert meaning.confidence is not Confidence.NONE


@pytest.mark.parametrize(("carrier", "code", "state", "reason", "retry"), told("carriers"))
def test_a_code_of_a_carrier(carrier: str, code: str, state: str, reason: str, retry: str) -> None:
    meaning = lookup(code, carrier=carrier)
    holds(meaning, state, reason, retry)
    assert (meaning.step, meaning.table) == ("exact", carrier)


@pytest.mark.parametrize(("carrier", "code", "state", "reason", "retry"), told("carriers"))
def test_a_code_of_a_carrier_that_nobody_named(carrier: str, code: str, state: str, reason: str, retry: str) -> None:
    """Numbers depend on whose they are, and everything that they may mean is told."""
    meaning = lookup(code)
    if code.lstrip("-").isdecimal():
        assert (meaning.step, meaning.state) == ("unknown", State.UNRECOGNISED)
        assert carrier in {reading.table for reading in meaning.conflicts}
    else:
        holds(meaning, state, reason, retry)


@pytest.mark.parametrize(("vendor", "code", "state", "reason", "retry"), told("vendors"))
def test_a_code_of_a_vendor(vendor: str, code: str, state: str, reason: str, retry: str) -> None:
    meaning = lookup(code, vendor)
    holds(meaning, state, reason, retry)
    assert meaning.step in ("exact", "family")
    assert meaning.table.startswith(f"{vendor}.")
    assert own(code, vendor).state is meaning.state


@pytest.mark.parametrize(("state", "retry", "word"), [(s, r, w) for s, r, words in CASES["words"] for w in words])
@pytest.mark.parametrize("vendor", [None, "wilddog", "yisha"])
def test_a_word_means_the_same_for_all(state: str, retry: str, word: str, vendor: str | None) -> None:
    holds(lookup(word, vendor), state, retry=retry)
    assert lookup(f"{word.lower()}_601", vendor).state is lookup(word, vendor).state


@pytest.mark.parametrize(("state", "retry", "prefix"), [(s, r, p) for s, r, found in CASES["prefixes"] for p in found])
def test_a_prefix(state: str, retry: str, prefix: str) -> None:
    meaning = lookup(f"{prefix}:0999")
    assert (meaning.step, meaning.matched, meaning.subcode) == ("carrier_prefix", prefix, "0999")
    holds(meaning, state, retry=retry)
    assert meaning.confidence in (Confidence.INFERRED, Confidence.CONFLICTING)


@pytest.mark.parametrize(("reason", "number"), [(r, int(n)) for r, found in CASES["suffixes"].items() for n in found])
@pytest.mark.parametrize("prefix", ["IA", "IB", "ID", "DA"])
def test_a_suffix(reason: str, number: int, prefix: str) -> None:
    meaning = lookup(f"{prefix}:{number:04}", carrier="cmpp")
    assert (meaning.step, meaning.reason) == ("carrier_prefix", reason)
    assert meaning.en.startswith(lookup(f"{prefix}:0999").en)


@pytest.mark.parametrize("prefix", ["MK", "MI", "MN"])
def test_what_follows_the_prefix_of_a_final_state_is_no_suffix(prefix: str) -> None:
    meaning = lookup(f"{prefix}:0076", carrier="cmpp")
    assert (meaning.state, meaning.reason) == (lookup(f"{prefix}:0999").state, lookup(f"{prefix}:0999").reason)


@pytest.mark.parametrize("case", CASES["contradictions"], ids=lambda case: f"{case['code']} {case.get('vendor', '')}")
def test_a_contradiction_is_told_as_one(case: dict[str, Any]) -> None:
    meaning = lookup(case["code"], case.get("vendor"), case.get("carrier"))
    assert [meaning.state.value, meaning.reason.value] == case["says"]
    others = [[reading.state.value, reading.reason.value] for reading in meaning.conflicts]
    assert all(other in others for other in case["others"])
    assert meaning.confidence is Confidence.CONFLICTING
    assert all(reading.source and reading.en for reading in meaning.conflicts)
    assert len(set(meaning.conflicts)) == len(meaning.conflicts)


@pytest.mark.parametrize(("code", "where", "step", "matched", "subcode"), CASES["spellings"])
def test_a_spelling(code: str, where: dict[str, str], step: str, matched: str, subcode: str) -> None:
    meaning = lookup(code, **where)
    assert (meaning.code, meaning.step, meaning.matched, meaning.subcode) == (code, step, matched, subcode)
    assert meaning.is_known is (step != "unknown")
    assert lookup(code, **where) == meaning


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_report_and_the_lookup_agree_on_what_the_vendor_lists(vendor: str) -> None:
    for table in module._vendor_rows(module._vendor(vendor)):  # type: ignore[arg-type]
        if table.step == "exact":
            meaning = lookup(table.code, vendor)
            assert (meaning.state, meaning.reason, meaning.retry) == (table.state, table.reason, table.retry)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (None, ""), (12, "12"), (-37, "-37"), (b"DELIVRD", "DELIVRD"), (bytearray(b"DELIVRD"), "DELIVRD"), (True, ""),
        (1.0, ""), ([], ""), ({}, ""), (1 << 64, ""), (b"\xff\xfe", "��"), (object, ""), ("\ud800", "\ud800"),
    ],
)  # fmt: skip
def test_what_is_no_text(code: object, text: str) -> None:
    meaning = lookup(code, "mobset")
    assert meaning.code == text
    assert meaning == lookup(text, "mobset")


def test_a_number_too_large_to_be_written_is_no_code() -> None:
    assert lookup(10**5000) == Meaning(code="")


def test_members_of_tables_are_codes_too() -> None:
    from dlrkit.wilddog import codes

    assert lookup(codes.CarrierCode.MY_1108, "wilddog") == lookup("MY:1108", "wilddog")
    assert lookup(codes.SendStatus.SENT, "wilddog").state is State.DELIVERED
    assert type(lookup(codes.CarrierCode("ODD"), "wilddog").code) is str


@pytest.mark.parametrize("text", ["x" * 10_000, "MK:" + "0" * 10_000, "_" * 10_000, "UNDELIV_" + "1" * 10_000])
def test_a_long_text_is_unknown_and_kept(text: str) -> None:
    assert lookup(text) == Meaning(code=text)
    assert lookup(text, "submail") == Meaning(code=text)


def test_blanks_do_not_make_a_code_long() -> None:
    assert lookup(" " * 10_000 + "MK:0012" + "\n" * 10_000).matched == "MK:0012"


def test_an_unknown_code_says_that_it_is_one() -> None:
    meaning = lookup("nothing like it", "wilddog")
    assert meaning == Meaning(code="nothing like it")
    assert (meaning.state, meaning.reason, meaning.retry) == (State.UNRECOGNISED, Reason.UNKNOWN, Retry.UNKNOWN)
    assert (meaning.confidence, meaning.evidence, meaning.conflicts) == (Confidence.NONE, Evidence.NONE, ())


def test_a_row_that_is_deliberately_unmapped_says_why() -> None:
    meaning = lookup("mo", "submail")
    assert (meaning.step, meaning.state) == ("exact", State.UNRECOGNISED)
    assert "Not mapped: " in meaning.en
    assert "Not mapped: " in lookup("UC:0001").en


def test_confidence_tells_specifications_from_pages_and_guesses() -> None:
    assert lookup("DELIVRD").confidence is Confidence.SPEC
    assert lookup("MK:0013").confidence is Confidence.DOCUMENTED
    assert lookup("MY:1108", "wilddog").confidence is Confidence.DOCUMENTED
    assert lookup("IA:0999").confidence is Confidence.INFERRED
    assert lookup("EXPIRED_602").confidence is Confidence.INFERRED
    assert lookup("MK:0012").confidence is Confidence.CONFLICTING


def test_the_source_is_the_page_that_says_so() -> None:
    assert lookup("MK:0013").source == "Tencent Cloud SMS document 382/3771"
    assert lookup("MY:1108", "wilddog").source == "Wilddog SMS: captured/status.txt"
    assert "GetUSMSSendReceipt" in lookup("Fail", "uspeedo").source


def test_a_vendors_reading_comes_before_a_carriers_and_is_contradicted_by_it() -> None:
    meaning = lookup("MA:0054", "submail")
    assert (meaning.table, meaning.reason) == ("china_mobile", Reason.TIMEOUT)
    assert [reading.table for reading in meaning.conflicts] == ["submail.ReportState"]
    # Numbers of a vendor's own states are nobody else's.
    assert lookup("12", "mobset").conflicts == ()


def test_all_rows_of_carriers_are_found_by_their_own_code() -> None:
    for carrier in carriers():
        for row in carrier_rows(carrier):
            first, dash, last = row.code.partition("-")
            code = first if dash and first.isdecimal() and last.isdecimal() else row.code
            code = f"{code}:0999" if row.step == "carrier_prefix" else code
            found = lookup(code, carrier=carrier)
            assert (found.state, found.reason, found.retry, found.en) == (row.state, row.reason, row.retry, row.en)


def test_meanings_are_plain_values() -> None:
    meaning = lookup("mk:0012", "submail")
    assert pickle.loads(pickle.dumps(meaning)) == meaning
    assert hash(meaning) == hash(lookup("mk:0012", "submail"))
    data = meaning.to_dict()
    assert data["state"] == "undelivered"
    assert data["conflicts"][0]["reason"] == "throttled"
    with pytest.raises(AttributeError):
        meaning.state = State.DELIVERED  # type: ignore[misc]


NAMES = st.sampled_from([None, *VENDORS, "nobody", "_core", "", "WILDDOG", " submail "])
CARRIERS = st.sampled_from([None, *carriers(), "中国移动", "China Unicom", "nowhere", ""])
KNOWN = st.sampled_from(sorted({code for _, code, *_ in [*told("carriers"), *told("vendors")]}))
NEARLY = st.builds(
    lambda before, code, after, change: before + change(code) + after,
    st.sampled_from(["", " ", "　", "\t"]),
    KNOWN,
    st.sampled_from(["", " ", "\n", "_601", "9", ":"]),
    st.sampled_from(
        [str, str.lower, str.upper, str.title, lambda s: s.replace(":", "："), lambda s: s.replace(":", "")]
    ),
)
CODES = st.one_of(
    st.text(max_size=80),
    st.from_regex(r"\s?[A-Za-z]{2}[:：]?[0-9]{2,6}\s?", fullmatch=True),
    st.from_regex(r"[A-Za-z]{1,9}_[0-9]{0,4}", fullmatch=True),
    st.integers(-300, 300).map(str),
    NEARLY,
)
ANYTHING = st.one_of(
    CODES, st.none(), st.booleans(), st.integers(), st.floats(), st.binary(max_size=80), st.text(max_size=80),
    st.lists(st.text(), max_size=2), st.dictionaries(st.text(), st.text(), max_size=2),
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(ANYTHING, ANYTHING | NAMES, ANYTHING | CARRIERS)
def test_nothing_is_ever_raised(code: Any, vendor: Any, carrier: Any) -> None:
    meaning = lookup(code, vendor, carrier)
    assert isinstance(meaning, Meaning)
    assert meaning.step in get_args(Step)
    assert type(meaning.code) is str
    if isinstance(code, str):
        assert meaning.code == code
    assert (meaning.step == "unknown") == (meaning.source == "" and meaning.matched == "")


# A vendor that tells codes apart by their case alone: there the spelling decides, and in another case both are told.
# One that prints a code in both cases explains each for itself.
CASES_MATTER = {("uspeedo", "SUCCESS"), ("submail", "BLACK")}


@settings(max_examples=1000, deadline=None)
@given(CODES, NAMES, CARRIERS)
def test_a_code_in_its_normal_form_means_the_same(code: str, vendor: str | None, carrier: str | None) -> None:
    assert normal(normal(code)) == normal(code)
    if (vendor, normal(code)) in CASES_MATTER:
        return
    there, again = lookup(code, vendor, carrier), lookup(normal(code), vendor, carrier)
    if len(normal(code)) <= 60:
        assert again == module.replace(there, code=normal(code))
    for spelling in (f" {code}\t", code.replace(":", "：")):
        if spelling.strip() == code.strip() or normal(spelling) == normal(code):
            assert lookup(spelling, vendor, carrier) == module.replace(there, code=spelling)


@settings(max_examples=300, deadline=None)
@given(CODES, NAMES, CARRIERS)
def test_readings_of_others_are_of_others(code: str, vendor: str | None, carrier: str | None) -> None:
    meaning = lookup(code, vendor, carrier)
    said = {(reading.state, reading.reason, reading.retry, reading.en) for reading in meaning.conflicts}
    assert (meaning.state, meaning.reason, meaning.retry, meaning.en) not in said


def test_no_more_is_remembered_than_is_said() -> None:
    index = module._index(None, None)
    for number in range(5000):
        lookup(f"IA:{number}")
        lookup(f"no such code {number}")
    assert len(index.seen) <= module._MAX_SEEN
    for number in range(500):
        lookup("IA:0001", f"vendor{number}", f"carrier{number}")
    assert module._index.cache_info().currsize <= 64


def test_threads_share_what_is_remembered() -> None:
    wrong: list[str] = []

    def work(offset: int) -> None:
        for number in range(3000):
            code = f"MB:{(number + offset) % 2000:04}"
            meaning = lookup(code)
            if meaning.code != code or meaning.step not in ("exact", "carrier_prefix"):
                wrong.append(code)

    threads = [threading.Thread(target=work, args=(n * 500,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (("undelivered", "content"), ("undelivered", "content"), True),
        (("undelivered", "content"), ("undelivered", "unknown"), True),
        (("undelivered", "content"), ("rejected", "content"), False),
        (("undelivered", "content"), ("undelivered", "roaming"), False),
        (("unrecognised", "unknown"), ("undelivered", "roaming"), True),
        ((None, None), ("undelivered", "roaming"), True),
    ],
)
def test_when_two_readings_agree(one: tuple[Any, Any], other: tuple[Any, Any], together: bool) -> None:
    from types import SimpleNamespace as Said

    first, second = Said(state=one[0], reason=one[1]), Said(state=other[0], reason=other[1])
    assert agree(first, second) is agree(second, first) is together


def test_the_base_install_is_enough() -> None:
    code = (
        "import sys\nfor name in ('rich', 'yaml', 'jinja2', 'jsonschema'): sys.modules[name] = None\n"
        "import dlrkit; print(dlrkit.lookup('MY:1108', vendor='wilddog').reason)\n"
        "assert 'httpx' not in sys.modules and 'dlrkit.submail' not in sys.modules\n"
    )
    environment = {"PYTHONPATH": str(ROOT / "generated")}
    ran = subprocess.run([sys.executable, "-c", code], check=False, env=environment, capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("invalid_number\n", "")


def test_a_package_without_tables_of_carriers_has_only_its_vendors(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "_carriers.py")
    shutil.copytree(ROOT / "generated" / "dlrkit", tmp_path / "kit", ignore=ignored)
    code = (
        "from kit import lookup; print(lookup('MY:1108', 'wilddog').step, lookup('DELIVRD').step, "
        "lookup('8', 'wilddog', 'china_unicom').step)"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=False, cwd=tmp_path, capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("exact unknown unknown\n", "")


def test_what_the_readme_shows_is_what_is_said() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = (part.removeprefix("pycon\n") for part in text.split("```") if part.startswith("pycon\n"))
    assert "lookup(" in shown
    runner = doctest.DocTestRunner()
    runner.run(doctest.DocTestParser().get_doctest(shown, {"dlrkit": dlrkit}, "README.md", "README.md", 0))
    assert runner.summarize(verbose=False) == (0, shown.count(">>> "))


def test_the_names_are_exported() -> None:
    assert {"lookup", "Meaning", "Reading"} <= set(dlrkit.__all__)
