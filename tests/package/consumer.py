"""Somebody else's project: what it may write, and what a type checker must know of it."""

from __future__ import annotations

import asyncio
from typing import assert_type

import dlrkit
from dlrkit import testing
from dlrkit.wilddog import codes, models


def read() -> list[str]:
    with testing.fake("wilddog").client(dlrkit.WilddogClient) as client:
        assert_type(client, dlrkit.WilddogClient)
        answer = client.status_batch()
        assert_type(answer, models.StatusBatchResponse)
        for report in answer.reports():
            assert_type(report, dlrkit.DeliveryReport)
            assert_type(report.state, dlrkit.State)
        return [report.state for report in answer.reports()]


async def read_later() -> str:
    async with testing.fake("submail").client(dlrkit.AsyncSubmailClient) as client:
        answer = await client.sms_log()
        return answer.status


if __name__ == "__main__":
    assert codes.CarrierCode("MY:1108").reason is dlrkit.Reason.INVALID_NUMBER
    print(read(), asyncio.run(read_later()))
