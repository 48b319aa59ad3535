"""From a send to its reports: the ids of its answer are those that the vendor, or a fake of it, reports on later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

import dlrkit
from dlrkit import State, testing
from dlrkit._core.endpoint import Endpoint

from .kit import SEND_MSG, SENDING, Call

PHONE = "13800138000"
# How reports are asked for, and where an answer has the ids.
WAYS: dict[str, tuple[str, Callable[[Any], list[str]]]] = {
    "code_send": ("rrid", lambda answer: [answer.data.rrid]),
    "notify_send": ("rrid", lambda answer: [answer.data.rrid]),
    "send_msg": ("external_id", lambda answer: [answer.external_id]),
    "send_msg_all": ("external_id", lambda answer: [answer.external_id]),
    "sms_send": ("send_id", lambda answer: [answer.send_id]),
    "sms_xsend": ("send_id", lambda answer: [answer.send_id]),
    "sms_unionsend": ("send_id", lambda answer: [answer.send_id]),
    "flashsms_xsend": ("send_id", lambda answer: [answer.send_id]),
    "sms_multisend": ("send_id", lambda answer: [row.send_id for row in answer.rows]),
    "sms_multixsend": ("send_id", lambda answer: [row.send_id for row in answer.rows]),
    "sms_batchsend": ("send_id", lambda answer: [row.send_id for row in answer.responses]),
    "sms_batchxsend": ("send_id", lambda answer: [row.send_id for row in answer.responses]),
}


@pytest.mark.parametrize(
    "call", [call for call in [SEND_MSG, *SENDING] if call.name in WAYS], ids=lambda call: call.name
)
def test_what_was_sent_is_reported_on_under_the_id_of_the_answer(call: Call) -> None:
    argument, ids = WAYS[call.name]
    vendor = testing.fake(call.vendor, clock=testing.Clock(datetime(2026, 11, 21, tzinfo=UTC)), messages=[])
    kind = getattr(dlrkit, call.client)
    scheme = {"auth": "union"} if call.name == "sms_unionsend" else {}
    with vendor.client(kind, pacing="off", **scheme) as client:
        found = ids(getattr(client, call.method)(**call.arguments))
    assert len(found) == 1
    vendor.clock.advance(60)
    with vendor.client(kind, pacing="off") as client:
        [report] = client.reports(**{argument: found[0]})
    assert (report.message_id, report.state) == (found[0], State.DELIVERED)
    assert report.phone in (None, call.arguments.get("mobile", PHONE))


def test_every_call_that_sends_messages_is_tried() -> None:
    found = {
        name.lower()
        for vendor in ("wilddog", "yisha", "submail")
        for name, endpoint in vars(__import__(f"dlrkit.{vendor}.endpoints", fromlist=["*"])).items()
        if isinstance(endpoint, Endpoint) and endpoint.effect == "sends"
    }
    others = {"code_check", "sms_template_create", "sms_template_update", "sms_template_delete"}
    assert found - others == set(WAYS)
