"""Values told alone: which descriptions tell one apart from all the others, and which only count or list."""

from __future__ import annotations

import pytest

from dlrgen.pages.sole import sole

TOLD = [
    ("0 means success, anything else is an error", "0 | success"),
    ("0 on success, non-zero otherwise", "0 | success"),
    ("Returns 0 for success, all other values are errors.", "0 | success"),
    ('"OK" means accepted. Anything else is a refusal', "OK | accepted"),
    ("0 = fine, other values see below", "0 | fine"),
    ("0 表示收到，其他值重推", "0 | 收到"),
    ("0成功,其余参见附录", "0 | 成功"),
    ("状态：200 受理；其他值见附录", "200 | 受理"),
    ("code=0 代表成功，否则失败", "0 | 成功"),
    ("标记，“88”为已退", "88 | 已退"),
    ("证件种类 1:身份证", "1 | 身份证"),
    ("0 = 验证通过", "0 | 验证通过"),
    ("种类|2=普通票", "2 | 普通票"),
]
NONE = [
    "1 is sent, otherwise 0",
    "the limit is 5, all others fail",
    "0-成功，非0-失败",
    "0:成功,其他:失败",
    "3天内有效，其他时间不可查",
    "最多10个，其他忽略",
    "18 岁以上，其他不可",
    "EVM 链可用，其他链不可用",
    "默认值“5”为宜",
    "步骤 1：调用接口",
    "见注 1：仅限成员",
    "版本2：旧版",
    "时刻 1：请看附录",
]


@pytest.mark.parametrize(("description", "value"), TOLD)
def test_a_value_apart_from_all_others(description: str, value: str) -> None:
    pair = sole(description)
    assert pair is not None
    assert f"{pair.code} | {description[pair.meaning : pair.end]}" == value


@pytest.mark.parametrize("description", NONE)
def test_what_is_no_such_value(description: str) -> None:
    assert sole(description) is None
