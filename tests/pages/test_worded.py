"""Pairs that words make: verbs between letters and their meanings, and words for all other codes."""

from __future__ import annotations

import pytest

from dlrgen.pages.pairs.worded import told

TOLD = [
    ("`0` 为成功，其他为失败", ["0 | 成功", "其他 | 失败"]),
    ("0: success; other values: failure", ["0 | success", "other values | failure"]),
    ("0 = sent, others = not sent", ["0 | sent", "others | not sent"]),
    ("0：表示同意，其它值：表示拒绝", ["0 | 同意", "其它值 | 拒绝"]),
    ("0:成功,其他:未知,1:失败", ["0 | 成功", "其他 | 未知", "1 | 失败"]),
    ("XY:0001 表示在途，其余：丢失", ["XY:0001 | 在途", "其余 | 丢失"]),
    ("sms代表短信，voice代表语音，其他值为非法", ["sms | 短信", "voice | 语音"]),
    ("方式 A代表船、W代表车", ["A | 船", "W | 车"]),
]
NONE = [
    "0成功,其余参见附录",
    "结果: 0成功 其他:见附录",
    "yyyy代表年，MM代表月",
    "最多10个，其他：忽略",
    "来源，其他：无",
    "A代表船",
    "宽高比例3:4,其他为默认",
    "type of other: x",
]


@pytest.mark.parametrize(("description", "expected"), TOLD)
def test_pairs_in_words(description: str, expected: list[str]) -> None:
    assert [f"{pair.code} | {description[pair.meaning : pair.end]}" for pair in told(description)] == expected


@pytest.mark.parametrize("description", NONE)
def test_what_is_no_pair_in_words(description: str) -> None:
    assert len(told(description)) < 2
