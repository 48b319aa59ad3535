"""Cursors that are none of the endpoint's."""

from __future__ import annotations

import pytest

import dlrkit


@pytest.mark.parametrize("cursor", [{"end_date": 5}, {"nope": 1}, {"offset": 50, "nope": 1}])
def test_a_cursor_of_something_else_is_refused(cursor: dict[str, int]) -> None:
    with dlrkit.SubmailClient(appid="1", appkey="2") as client, pytest.raises(dlrkit.RequestError, match="no cursor"):
        client.iter_sms_log(cursor=cursor)
