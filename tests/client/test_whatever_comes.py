"""Whatever comes: an answer that can be used, or an error of the vendor's."""

from __future__ import annotations

import json
import os
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dlrkit

from .kit import (
    ALL,
    BAD,
    GOOD,
    JSON_CALLS,
    PULL_SEALED,
    PULL_SIGNED,
    SMS_LOG,
    SMS_LOG_XML,
    SMS_LOG_YAML,
    STATUS_BATCH,
    Call,
    ask,
    sealed,
)  # fmt: skip

MORE = int(os.environ.get("DLRKIT_EXAMPLES", "1"))
"""How many times the usual number of examples: `nox -s nightly` asks for a hundred."""
WIRE_NAMES = [
    "status", "data", "mobile", "receiveTime", "rrid", "deliveryStatus", "errcode", "message", "Code", "code",
    "Message", "Details", "SmsId", "Status", "ReportTime", "ExStatus", "RetCode", "Data", "SessionNo", "Receipt",
    "Phone", "ReceiveTime", "msg", "requestId", "externalId", "smsSendStatusSet", "sendID", "to", "report_state",
    "report_at", "fee", "total", "act", "timestamp", "bizContent", "sign",
]  # fmt: skip
SCALARS = (
    st.sampled_from(["ok", "success", "0000", "0", 0, 1, 2, "12", "-1", "2024-01-01 12:00:00", "", 10**18, -1])
    | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WIRE_NAMES) | st.text(max_size=3), inner)
    ),
    max_leaves=20,
)
FIRST = {"status": "ok", "Code": 0, "RetCode": 0, "code": "0000"}


def survives(call: Call, body: bytes, status: int, headers: dict[str, str]) -> None:
    try:
        outcome = ask(call, body, status, headers)
    except call.error as error:
        outcome = error
    if isinstance(outcome, dlrkit.DlrkitError):
        assert isinstance(outcome, dlrkit.ResponseError)
        assert outcome.body == body
        assert str(pickle.loads(pickle.dumps(outcome))) == str(outcome)
        return
    assert outcome.exchange.body == body
    assert repr(outcome)
    for report in outcome.reports() if hasattr(outcome, "reports") else ():
        json.dumps(report.to_dict())
        assert repr(report)


@settings(max_examples=600 * MORE)
@given(
    call=st.sampled_from(ALL),
    body=st.binary(max_size=60) | st.text(max_size=40).map(str.encode),
    status=st.sampled_from([200, 200, 400, 503]),
    charset=st.sampled_from(["", "", "gbk", "utf-16", "utf-7", "idna", "klingon"]),
)
def test_any_bytes(call: Call, body: bytes, status: int, charset: str) -> None:
    survives(call, body, status, {"Content-Type": f"text/plain; charset={charset}"} if charset else {})


@settings(max_examples=900 * MORE)
@given(call=st.sampled_from(JSON_CALLS), value=VALUES, good=st.booleans(), status=st.sampled_from([200, 200, 400]))
def test_any_json(call: Call, value: Any, good: bool, status: int) -> None:
    if good and isinstance(value, dict):
        value = {**value, **FIRST, "status": "success" if call is SMS_LOG else "ok"}
    text = json.dumps(value, ensure_ascii=False)
    body = sealed(text) if call is PULL_SEALED and good else text.encode()
    survives(call, body, status, {})


@settings(max_examples=200 * MORE)
@given(text=st.text("<>/a&;![]CDT'\"=? \n", max_size=40) | st.text(max_size=20).map("<x>{}</x>".format))
def test_any_xml(text: str) -> None:
    survives(SMS_LOG_XML, text.encode(), 200, {})


@settings(max_examples=300 * MORE)
@given(
    text=st.text("ab:-?!&*~<|>[]{},'\"#%@ \n\t0.", max_size=30).map("status: success\ndata: {}".format)
    | st.text("ab:-?!&*~<|>[]{},'\"#%@ \n\t0.", max_size=30)
)
def test_any_yaml(text: str) -> None:
    survives(SMS_LOG_YAML, text.encode(), 200, {})


@pytest.mark.parametrize("depth", range(0, 1100, 50))
@pytest.mark.parametrize(
    "around", [b'{"status":%s}', b'{"errcode":%s}', b'{"status":"ok","data":%s}', b'{"message":%s}']
)
def test_any_depth(around: bytes, depth: int) -> None:
    survives(STATUS_BATCH, around % (b"[" * depth + b"1" + b"]" * depth), 200, {})
    survives(STATUS_BATCH, around % (b'{"a":' * depth + b"1" + b"}" * depth), 200, {})


def test_calls_are_all_there() -> None:
    assert {call.name for call in JSON_CALLS} == set(GOOD) == set(BAD)
    assert PULL_SIGNED in JSON_CALLS
