"""Answers in all formats, and the faults of vendors' writers on request."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dlrkit
from dlrkit._core.formats import parse
from dlrkit._core.testing.write import written
from dlrkit.testing import Message, fake

from .kit import call

NAMES = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\x85\ufffe\uffff"
)
TEXTS = st.text(CHARACTERS)
PLAIN = st.recursive(TEXTS, lambda inner: st.dictionaries(NAMES, inner, min_size=1), max_leaves=20)


@pytest.mark.parametrize("format", ["json", "xml", "yaml"])
def test_all_formats_say_the_same(format: str) -> None:
    made = fake("submail")
    answer = call(made, "sms_log", options={"format": format})
    plain = call(fake("submail"), "sms_log")
    assert [report.to_dict() | {"reported_at": ""} for report in answer.reports()] == [
        report.to_dict() | {"reported_at": ""} for report in plain.reports()
    ]
    assert (answer.total, answer.repairs) == (2, ())
    with pytest.raises(dlrkit.APIError) as caught:
        call(made, "sms_log", options={"format": format, "appkey": "x"})
    assert caught.value.code == "109"


@given(st.dictionaries(NAMES, PLAIN, min_size=1))
def test_what_is_written_as_yaml_is_read_as_the_same(data: dict[str, Any]) -> None:
    assert parse(written(data, "yaml"), "yaml", None) == data
    assert parse(written(data, "json"), "json", None) == data


@given(st.dictionaries(NAMES, TEXTS.map(str.strip), min_size=1))
def test_what_is_written_as_xml_is_read_as_the_same(data: dict[str, str]) -> None:
    assert parse(written(data, "xml"), "xml", None) == data


def test_numbers_as_texts_are_read_all_the_same() -> None:
    answer = call(fake("submail", defects={"number_as_text"}), "sms_log")
    assert b'"total":"2"' in answer.exchange.body
    assert answer.total == 2


def test_texts_as_numbers_are_repaired() -> None:
    answer = call(fake("wilddog", defects={"text_as_number"}), "status_batch")
    assert b'"mobile":13800138000' in answer.exchange.body
    assert answer.data[0].mobile == "13800138000"
    assert {repair.rule for repair in answer.repairs} == {"number_as_text"}


def test_another_spelling_of_a_name_is_repaired() -> None:
    answer = call(fake("mobset", defects={"other_spelling"}), "sms_get_report")
    assert b'"code":' in answer.exchange.body
    assert answer.code == 1
    assert {repair.rule for repair in answer.repairs} == {"alias"}


def test_one_object_in_place_of_a_list_is_repaired() -> None:
    made = fake("uspeedo", defects={"single_as_list"}, messages=[Message(id="s", sent=-60)])
    answer = call(made, "usms_send_receipt")
    assert b'"Receipt":{' in answer.exchange.body
    assert len(list(answer.reports())) == 1


def test_a_trailing_comma_cannot_be_read_and_the_error_says_that_reports_may_be_lost() -> None:
    with pytest.raises(dlrkit.ResponseError) as caught:
        call(fake("wilddog", defects={"trailing_comma"}), "status_batch")
    assert caught.value.problem == "syntax"
    assert caught.value.reports_may_be_lost
    assert caught.value.body.endswith(b",}")
