"""YAML as specs are written in it: what is refused and where, what stays a text, and that nothing makes it raise."""

from __future__ import annotations

import json
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dlrgen.problems import Problem
from dlrgen.spec.strict_yaml import MAX_DEPTH, Document, read

# A `str` that YAML 1.1 leaves plain although it is a number for JSON, such as 1e5, cannot come back as it was.
_texts = st.text().filter(lambda text: not isinstance(_plain(text), float))
_numbers = st.integers(-(10**13), 10**13) | st.integers(-9999, 9999).map(lambda n: n / 8)
_data = st.recursive(
    st.none() | st.booleans() | _numbers | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=12,
)
# JSON leaves characters as they are that end a line in YAML, or may not stand in it.
_json_text = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Cf", "Zl", "Zp")))
_json_data = st.recursive(
    st.none() | st.booleans() | _numbers | _json_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_json_text, inner, max_size=4),
    max_leaves=12,
)
_yaml_like = st.text(st.sampled_from("ab01 \n\t-:?,[]{}#&*!|>'\"%@`\\.~\r\ufeff\x85\u2028é"), max_size=60)


def _plain(text: str) -> object:
    document = read(f"- {text}", "f")
    return document.data[0] if isinstance(document, Document) and isinstance(document.data, list) else None


def refused(text: str) -> Problem:
    problem = read(text, "spec.yaml")
    assert isinstance(problem, Problem)
    assert problem.file == "spec.yaml"
    return problem


@pytest.mark.parametrize(
    ("text", "id", "line", "column"),
    [
        ("a: 1\nb: x\x07y\n", "yaml.character", 2, 5),
        ("a: 1\nb: \ud800\n", "yaml.character", 2, 4),
        ("a: 1\n---\nb: 2\n", "yaml.documents", 2, 1),
        ("a: 1\nb: &anchor 2\n", "yaml.alias", 2, 4),
        ("a: &anchor {b: 1}\n", "yaml.alias", 1, 4),
        ("a: 1\nb: [*anchor]\n", "yaml.alias", 2, 5),
        ("a: !!python/object/apply:os.system [id]\n", "yaml.tag", 1, 4),
        ("a:\n  - !custom x\n", "yaml.tag", 2, 5),
        ("a:\n  [b]: 1\n", "yaml.key", 2, 3),
        ("a: 1\n? {b: 1}\n: 2\n", "yaml.key", 2, 3),
        ("a: 1\nb: 2\na: 3\n", "yaml.duplicate-key", 3, 1),
        ("a: {b: 1, b: 2}\n", "yaml.duplicate-key", 1, 11),
        ("a: 1\n'a': 3\n", "yaml.duplicate-key", 2, 1),
        ("a: 1\nb: [1, 2\nc: 3\n", "yaml.syntax", 3, 2),
        ("a: b: c\n", "yaml.syntax", 1, 5),
        ("a:\n\t- b\n", "yaml.syntax", 2, 1),
        ("a: 'open\n", "yaml.syntax", 2, 1),
        (f"a: {'[' * MAX_DEPTH}\n", "yaml.depth", 1, MAX_DEPTH + 3),
    ],
)
def test_what_is_not_read_is_refused_at_its_place(text: str, id: str, line: int, column: int) -> None:
    problem = refused(text)
    assert (problem.id, problem.line, problem.column) == (id, line, column)
    assert problem.message


def test_a_duplicate_key_names_both_lines() -> None:
    problem = refused("codes:\n  '0012': a\n  '0013': b\n  '0012': c\n")
    assert problem.line == 4
    assert "'0012'" in problem.message
    assert "line 2" in problem.message


def test_the_depth_that_is_just_allowed() -> None:
    document = read("[" * MAX_DEPTH + "]" * MAX_DEPTH, "f")
    assert isinstance(document, Document)


@pytest.mark.parametrize(
    "text",
    [
        "0000", "0012", "no", "yes", "on", "off", "y", "No", "TRUE", "True", "Null", "NULL", "~", "12:30:45", "1:30",
        "+86137", "+1", "1_000", "0x1F", "0o17", "017", "1.", ".5", ".inf", ".nan", "1e999", "-1e999", "2024-01-01",
        "2024-01-01T00:00:00Z", "=", "<<", "1234567890123456", "-01", "00.5", "1.2.3",
    ],
)  # fmt: skip
def test_only_what_json_types_is_typed(text: str) -> None:
    for written in (f"k: {text}\n", f"k: '{text}'\n"):
        document = read(written, "f")
        assert isinstance(document, Document)
        assert document.data == {"k": text}


def test_what_json_types_is_typed_unless_it_is_quoted() -> None:
    document = read(
        '{a: 1, b: -3, c: 1.5, d: 1e3, e: true, f: false, g: null, h: 0, "1": "1", i: "true", j: "null"}', "f"
    )
    assert isinstance(document, Document)
    assert document.data == {
        "a": 1, "b": -3, "c": 1.5, "d": 1000.0, "e": True, "f": False, "g": None, "h": 0, "1": "1", "i": "true",
        "j": "null",
    }  # fmt: skip
    assert type(document.data["e"]) is bool


def test_keys_are_always_texts() -> None:
    document = read("{1: a, true: b, null: c, 0012: d}", "f")
    assert isinstance(document, Document)
    assert document.data == {"1": "a", "true": "b", "null": "c", "0012": "d"}


def test_a_value_that_is_left_out_is_an_empty_text() -> None:
    document = read("a:\nb: [x, ]\nc: {d: }\n", "f")
    assert isinstance(document, Document)
    assert document.data == {"a": "", "b": ["x"], "c": {"d": ""}}


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_an_empty_file_is_null(text: str) -> None:
    document = read(text, "f")
    assert isinstance(document, Document)
    assert document.data is None


def test_every_value_and_key_has_a_place() -> None:
    document = read("a:\n  - b: 1\n    'c d':  {e: [x, y]}\n", "f")
    assert isinstance(document, Document)
    find = document.marks.find
    assert find(()) == (1, 1)
    assert find(("a",), key=True) == (1, 1)
    assert find(("a", 0, "b")) == (2, 8)
    assert find(("a", 0, "c d"), key=True) == (3, 5)
    assert find(("a", 0, "c d", "e", 1)) == (3, 21)
    assert find(("a", 0, "absent")) == (2, 5), "the nearest thing around it"
    assert find(("a", 0, "absent", "inside")) == (2, 5)
    assert find(("a", 7)) == (2, 3)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 300_000,
        "{a: " * 300_000,
        "- " * 300_000 + "x",
        "\n".join(" " * n + "a:" for n in range(1500)),
        "a: &a [x,x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a,*a,*a]\n" for n in range(50)),
        "? " * 100_000,
        "'" + "a\n" * 500_000,
        "k" * 1_900_000 + ": 1",
        "[" + "1," * 200_000 + "]",
        "{" + ",".join(f"k{n}" for n in range(100_000)) + "}",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_bombs_are_answered_quickly(text: str) -> None:
    started = time.process_time()
    read(text, "f")
    assert time.process_time() - started < 10


@given(st.text() | _yaml_like)
def test_no_text_makes_it_raise(text: str) -> None:
    result = read(text, "f")
    if isinstance(result, Problem):
        assert result.id.startswith("yaml.")
        assert result.line <= text.count("\n") + text.count("\r") + text.count("\x85") + text.count("\u2028") + 2


@given(_data)
def test_what_pyyaml_writes_comes_back(data: object) -> None:
    document = read(yaml.safe_dump(data), "f")
    assert isinstance(document, Document)
    assert document.data == data


@given(_json_data, st.sampled_from([None, 2]))
def test_json_is_read_as_json(data: object, indent: int | None) -> None:
    document = read(json.dumps(data, ensure_ascii=False, indent=indent), "f")
    assert isinstance(document, Document)
    assert document.data == data
