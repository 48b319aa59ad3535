"""Addresses that are listed with the names of calls, which are the titles of their descriptions."""

from __future__ import annotations

import pytest

from dlrgen.pages import read

_PAGE = """# 缆车接口

- 购票: `POST /v1/buy`
- 退票: `POST /v1/refund`

怎样调用见下文。
{between}
## 购票

| 参数 | 类型 | 说明 |
|---|---|---|
| seat | string | 座位 |

## 退票

| 参数 | 类型 | 说明 |
|---|---|---|
| ticket | string | 票号 |
"""


@pytest.mark.parametrize("between", ["", "\n购票\n"], ids=["nothing", "a line that is no title"])
def test_a_title_has_the_address_that_is_listed_with_its_words(between: str) -> None:
    sections = read(_PAGE.format(between=between), "markdown").sections
    found = [(section.path, [parameter.path for parameter in section.parameters]) for section in sections]
    assert found == [("/v1/buy", ["seat"]), ("/v1/refund", ["ticket"])]
