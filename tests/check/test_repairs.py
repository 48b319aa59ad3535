"""The repair rules, by pairs of texts and by what holds for all texts.

`fixtures/repairs/RULE.NAME.before.txt` becomes `RULE.NAME.after.txt`.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlrgen.check.repairs import RULES, apply
from dlrgen.spec.model import RepairRule

FIXTURES = Path(__file__).parent / "fixtures" / "repairs"
PAIRS = sorted(path.name.removesuffix(".before.txt") for path in FIXTURES.glob("*.before.txt"))
SIGNS = '{}[],:"\\/* \n\t\r.…ab120-'

texts = st.text(alphabet=SIGNS) | st.text()
strings = st.text(alphabet=SIGNS) | st.text()
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | strings,
    lambda inner: st.lists(inner) | st.dictionaries(strings, inner),
    max_leaves=20,
)
every_rule = pytest.mark.parametrize("rule", get_args(RepairRule))


@pytest.mark.parametrize("name", PAIRS)
def test_what_the_rule_is_for(name: str) -> None:
    before, after = ((FIXTURES / f"{name}.{which}.txt").read_bytes().decode() for which in ("before", "after"))
    rule: Any = name.partition(".")[0]
    assert RULES[rule](before) == after


@every_rule
def test_each_rule_has_an_example_that_it_changes_and_one_that_it_leaves(rule: RepairRule) -> None:
    changes = [
        (FIXTURES / f"{name}.before.txt").read_text() != (FIXTURES / f"{name}.after.txt").read_text()
        for name in PAIRS
        if name.startswith(f"{rule}.")
    ]
    assert {True, False} == set(changes)


@every_rule
@given(value=values, indent=st.sampled_from([None, 0, 2]), around=st.sampled_from(["", " ", "\n", "\r\n"]))
def test_valid_json_stays_as_it_is(rule: RepairRule, value: Any, indent: int | None, around: str) -> None:
    text = around + json.dumps(value, indent=indent, ensure_ascii=False) + around
    assert RULES[rule](text) == text


@every_rule
@given(text=texts)
def test_a_second_time_changes_nothing(rule: RepairRule, text: str) -> None:
    once = RULES[rule](text)
    assert RULES[rule](once) == once


@given(value=st.lists(values) | st.dictionaries(strings, values))
def test_what_was_broken_in_known_ways_has_its_meaning_back(value: Any) -> None:
    lines = json.dumps(value, indent=1, ensure_ascii=False).split("\n")
    lines = [f"{line} // 1, 2]" for line in lines[:-1]] + [f"/* {{ */ , {lines[-1]}" if len(lines) > 1 else lines[-1]]
    text = "\n".join(f"{number} {line}" for number, line in enumerate(lines, 1)).rstrip("}]")
    rules: list[RepairRule] = ["line_numbers", "comments", "close_brackets", "trailing_comma"]
    assert json.loads(apply(text, rules)) == value


@given(
    value=st.lists(values),
    index=st.integers(0, 20),
    dots=st.sampled_from(["...", "……", "{…………}", "{ ... }", "... ..."]),
)
def test_a_placeholder_goes_with_one_comma(value: list[Any], index: int, dots: str) -> None:
    rows = [json.dumps(row, ensure_ascii=False) for row in value]
    rows.insert(index, dots)
    assert json.loads(RULES["ellipsis"](f"[{', '.join(rows)}]")) == value


@every_rule
@pytest.mark.parametrize(
    "piece",
    ["/*", "/*/", "//", "{", "[", '"', '\\"', "\\", ",}", "{...},", "... ", '{"a":...,', "[... ", "1 \n", "… ", ", "],
)
def test_the_time_grows_with_the_text_only(rule: RepairRule, piece: str) -> None:
    begin = time.process_time()
    RULES[rule](piece * 100_000)
    assert time.process_time() - begin < 5
