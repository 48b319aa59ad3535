"""Delivery reports: what each vendor's captured example says, how states are refined, and how times are read."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

import dlrkit
from dlrgen.check import shown
from dlrgen.problems import Problems
from dlrgen.spec.load import load
from dlrkit import Reason, Retry, State

from .kit import (
    ENDPOINTS,
    JSON,
    PULL,
    PULL_SEALED,
    PULL_SET,
    SEND_MSG,
    SMS_GET_REPORT,
    SMS_LOG,
    STATUS_BATCH,
    STATUS_BY_RRID,
    USMS_SEND_RECEIPT,
    Call,
    ask,
    invoke,
)

BOTH = pytest.mark.parametrize("concurrent", [False, True], ids=["blocking", "async"])
SPECS = {vendor.spec.vendor: vendor for vendor in load(Path(__file__).parents[2] / "specs", Problems())}


def captured(call: Call) -> bytes:
    """The response that the vendor's page prints, after its repairs."""
    vendor = SPECS[call.vendor]
    return shown.response(vendor.endpoints[call.method], vendor)


def reports(
    call: Call, *bodies: bytes | str, concurrent: bool = False, **arguments: Any
) -> list[dlrkit.DeliveryReport]:
    """What `reports` of a client yields while the vendor gives these answers, one after another."""
    waiting = [body.encode() if isinstance(body, str) else body for body in bodies]
    transport = httpx.MockTransport(lambda request: httpx.Response(200, headers=JSON, content=waiting.pop(0)))
    client = call.make(concurrent=concurrent, transport=transport)
    found = invoke(client, "reports", arguments)
    assert waiting == []
    return list(found)


def said(report: dlrkit.DeliveryReport) -> dict[str, Any]:
    """What is asserted of a report; the rest of `to_dict` follows from it."""
    return {
        "vendor": report.vendor, "endpoint": report.endpoint, "message_id": report.message_id, "phone": report.phone,
        "state": report.state.value, "is_final": report.is_final, "reason": report.reason, "retry": report.retry,
        "raw_status": report.raw_status, "raw_code": report.raw_code, "meaning": report.meaning, "text": report.text,
        "reported_at": report.reported_at and report.reported_at.isoformat(), "time_basis": report.time_basis,
        "confidence": report.confidence.value,
    }  # fmt: skip


WILDDOG_REPORT = {
    "vendor": "wilddog", "endpoint": "status_batch", "message_id": "e97539af58f44a0092", "phone": "13800138000",
    "state": "delivered", "is_final": True, "reason": None, "retry": None, "raw_status": "2", "raw_code": "DELIVRD",
    "meaning": "Delivered.", "text": None, "reported_at": "2016-11-22T12:18:50+00:00", "time_basis": "inferred",
    "confidence": "documented",
}  # fmt: skip
CAPTURED: dict[str, tuple[Call, list[str], dict[str, Any], list[dict[str, Any]]]] = {
    "wilddog.status_batch": (STATUS_BATCH, ['{"status":"ok","data":[]}'], {}, [WILDDOG_REPORT]),
    "wilddog.status_by_rrid": (
        STATUS_BY_RRID,
        [],
        {"rrid": "e97539af58f44a0092"},
        [{**WILDDOG_REPORT, "endpoint": "status_by_rrid"}],
    ),
    "mobset.sms_get_report": (
        SMS_GET_REPORT,
        [],
        {},
        [
            {
                "vendor": "mobset", "endpoint": "sms_get_report", "message_id": "1355555551", "phone": None,
                "state": "delivered", "is_final": True, "reason": None, "retry": None, "raw_status": "12",
                "raw_code": "DELIVRD", "meaning": "Delivered.", "text": None, "time_basis": "inferred",
                "reported_at": "2023-10-01T04:00:00+00:00", "confidence": "spec",
            }
        ],
    ),
    "uspeedo.usms_send_receipt": (
        USMS_SEND_RECEIPT,
        [],
        {"id": ["session_no_1"]},
        [
            {
                "vendor": "uspeedo", "endpoint": "usms_send_receipt", "message_id": "session_no_1",
                "phone": "13800138000", "state": "delivered", "is_final": True, "reason": None, "retry": None,
                "raw_status": "delivered", "raw_code": None, "meaning": "Delivered.", "text": None,
                "reported_at": "2024-01-01T04:00:00+00:00", "time_basis": "inferred", "confidence": "inferred",
            }
        ],
    ),
    "yisha.pull_sms_send_status": (
        PULL,
        [],
        {"external_id": "50158e02863511eaba2b00163e1a7109"},
        [
            {
                "vendor": "yisha", "endpoint": "pull_sms_send_status", "phone": None, "state": "delivered",
                "message_id": "50158e02863511eaba2b00163e1a7109", "is_final": True, "reason": None, "retry": None,
                "raw_status": "200", "raw_code": None, "text": None, "reported_at": None, "time_basis": None,
                "meaning": "Printed without a meaning; a buyer's code takes it for success.", "confidence": "inferred",
            }
        ],
    ),
    "yisha.pull_sms_send_status_set": (
        PULL_SET,
        [],
        {"external_ids": ["01234567890abcdef", "123456778abfds"]},
        [
            {
                "vendor": "yisha", "endpoint": "pull_sms_send_status_set", "phone": None, "state": "delivered",
                "message_id": "01234567890abcdef", "is_final": True, "reason": None, "retry": None,
                "raw_status": "200", "raw_code": None, "text": None, "reported_at": None, "time_basis": None,
                "meaning": "Printed without a meaning; a buyer's code takes it for success.", "confidence": "inferred",
            }
        ],
    ),
    "submail.sms_log": (
        SMS_LOG,
        ['{"status":"success","total":2,"data":[]}'],
        {},
        [
            {
                "vendor": "submail", "endpoint": "sms_log", "message_id": "f3a34daf58210d498917f31c7d26693f",
                "phone": "xxx", "state": "delivered", "is_final": True, "reason": None, "retry": None,
                "raw_status": "delivered", "raw_code": "DELIVRD", "meaning": "Delivered.", "text": None,
                "reported_at": "2022-02-07T04:52:41+00:00", "time_basis": "explicit", "confidence": "documented",
            },
            {
                "vendor": "submail", "endpoint": "sms_log", "message_id": "c7770e74d84377a5cdad844131e46b96",
                "phone": "xxx", "state": "undelivered", "is_final": True, "reason": Reason.UNKNOWN,
                "retry": Retry.UNKNOWN, "raw_status": "dropped", "raw_code": "mk:0012",
                "meaning": "The number is vacant, suspended, off or unreachable.", "text": "空号/停机",
                "reported_at": "2022-02-07T05:02:19+00:00", "time_basis": "explicit", "confidence": "documented",
            },
        ],
    ),
}  # fmt: skip


@BOTH
@pytest.mark.parametrize("name", CAPTURED)
def test_captured(name: str, concurrent: bool) -> None:
    call, later, arguments, wanted = CAPTURED[name]
    assert name == f"{call.vendor}.{call.method}"
    found = reports(call, captured(call), *later, concurrent=concurrent, **arguments)
    assert [said(report) for report in found] == wanted
    for report in found:
        assert report.to_dict() == {**report.to_dict(), **said(report)}
        assert json.loads(json.dumps(report.to_dict())) == report.to_dict()
        assert pickle.loads(pickle.dumps(report)) == report
    direct = ask(call, captured(call), concurrent=concurrent)
    if call is not PULL:
        assert [said(report) for report in direct.reports()] == wanted


def test_every_endpoint_that_reports_is_there() -> None:
    own = {call.vendor for call in ENDPOINTS}  # the reports of others are read in `protocol`
    spoken = {f"{name}.{e}" for name in own for e, found in SPECS[name].endpoints.items() if found.spec.report}
    spoken.remove("uspeedo.action_get_usms_send_receipt")  # which is read in `protocol`, too
    assert set(CAPTURED) == spoken
    assert f"{SEND_MSG.vendor}.{SEND_MSG.method}" not in spoken


# How the vendor's state and the carrier's code go together.


def wilddog(status: int, code: str | None) -> str:
    return json.dumps(
        {"status": "ok", "data": [{"status": status, "mobile": "1", "rrid": "r", "deliveryStatus": code}]}
    )


def submail(status: str, code: str | None) -> str:
    return json.dumps(
        {"status": "success", "data": [{"sendID": "1", "to": "2", "status": status, "report_state": code}]}
    )


def mobset(status: str, code: str | None) -> str:
    return json.dumps({"Code": 1, "Details": [{"SmsId": "1", "Status": status, "ExStatus": code}]})


def uspeedo(status: str | None, receipt: Any) -> str:
    return json.dumps({"RetCode": 0, "Data": [{"SessionNo": "s", "Status": status, "Receipt": receipt}]})


# the answer; state, reason and retry (None unless the message failed)
STATES: list[tuple[Call, str, State, Reason | None, Retry | None]] = [
    (STATUS_BATCH, wilddog(0, None), State.QUEUED, None, None),
    (STATUS_BATCH, wilddog(1, None), State.IN_TRANSIT, None, None),
    (STATUS_BATCH, wilddog(2, "DELIVRD"), State.DELIVERED, None, None),
    (STATUS_BATCH, wilddog(2, None), State.DELIVERED, None, None),
    (STATUS_BATCH, wilddog(3, None), State.UNDELIVERED, Reason.UNKNOWN, Retry.UNKNOWN),
    (STATUS_BATCH, wilddog(3, "XX:1"), State.UNDELIVERED, Reason.UNKNOWN, Retry.UNKNOWN),
    (STATUS_BATCH, wilddog(3, "MY:0002"), State.UNDELIVERED, Reason.TIMEOUT, Retry.LATER),
    (STATUS_BATCH, wilddog(3, "MY:1108"), State.REJECTED, Reason.INVALID_NUMBER, Retry.NEVER),
    (STATUS_BATCH, wilddog(3, "MY:1109"), State.REJECTED, Reason.BLACKLIST_VENDOR, Retry.NEVER),
    (STATUS_BATCH, wilddog(3, "DB:Black"), State.REJECTED, Reason.BLACKLIST_VENDOR, Retry.NEVER),
    (STATUS_BATCH, wilddog(3, "DB:Back"), State.REJECTED, Reason.CONTENT, Retry.AFTER_FIX),
    (STATUS_BATCH, wilddog(2, "MY:1109"), State.DELIVERED, None, None),
    (STATUS_BATCH, wilddog(1, "MY:1109"), State.IN_TRANSIT, None, None),
    (STATUS_BATCH, wilddog(7, "DELIVRD"), State.UNRECOGNISED, None, None),
    (SMS_LOG, submail("pending", None), State.IN_TRANSIT, None, None),
    (SMS_LOG, submail("pending", "pending"), State.IN_TRANSIT, None, None),
    (SMS_LOG, submail("delivered", "DELIVRD"), State.DELIVERED, None, None),
    (SMS_LOG, submail("dropped", None), State.UNDELIVERED, Reason.UNKNOWN, Retry.UNKNOWN),
    (SMS_LOG, submail("dropped", "mk:0012"), State.UNDELIVERED, Reason.UNKNOWN, Retry.UNKNOWN),
    (SMS_LOG, submail("dropped", "MA:0001"), State.REJECTED, Reason.CONTENT, Retry.AFTER_FIX),
    (SMS_LOG, submail("dropped", "EXPIRED"), State.EXPIRED, Reason.ABSENT_OR_OFF, Retry.LATER),
    (SMS_LOG, submail("dropped", "unsubscribe"), State.REJECTED, Reason.OPTED_OUT, Retry.NEVER),
    (SMS_LOG, submail("dropped", "ID:0076"), State.REJECTED, Reason.CONTENT, Retry.AFTER_FIX),
    (SMS_LOG, submail("dropped", "QQ:0077"), State.UNDELIVERED, Reason.UNKNOWN, Retry.UNKNOWN),
    (SMS_LOG, submail("", "DELIVRD"), State.UNRECOGNISED, None, None),
    (SMS_GET_REPORT, mobset("12", None), State.DELIVERED, None, None),
    (SMS_GET_REPORT, mobset("13", "UNDELIV"), State.UNDELIVERED, Reason.UNKNOWN, Retry.UNKNOWN),
    (SMS_GET_REPORT, mobset("14", "DELIVRD"), State.UNRECOGNISED, None, None),
    (USMS_SEND_RECEIPT, uspeedo("success", None), State.IN_TRANSIT, None, None),
    (USMS_SEND_RECEIPT, uspeedo("success", []), State.IN_TRANSIT, None, None),
    (USMS_SEND_RECEIPT, uspeedo("success", {}), State.IN_TRANSIT, None, None),
    (USMS_SEND_RECEIPT, uspeedo("success", {"Status": "Fail"}), State.UNDELIVERED, Reason.UNKNOWN, Retry.UNKNOWN),
    (USMS_SEND_RECEIPT, uspeedo("success", {"Status": "SubmitFail"}), State.REJECTED, Reason.UNKNOWN, Retry.UNKNOWN),
    (USMS_SEND_RECEIPT, uspeedo("success", {"Status": "Unknow"}), State.UNKNOWN, None, None),
    (USMS_SEND_RECEIPT, uspeedo("success", {"Status": "Success"}), State.DELIVERED, None, None),
    (USMS_SEND_RECEIPT, uspeedo("failed", None), State.UNRECOGNISED, None, None),
    (USMS_SEND_RECEIPT, uspeedo(None, None), State.UNRECOGNISED, None, None),
    (PULL, '{"code":"0000","status":"200"}', State.DELIVERED, None, None),
    (PULL, '{"code":"0000","status":"290"}', State.UNRECOGNISED, None, None),
    (PULL, '{"code":"0000"}', State.UNRECOGNISED, None, None),
]
FINAL = {State.DELIVERED, State.UNDELIVERED, State.REJECTED, State.EXPIRED, State.UNKNOWN}


@pytest.mark.parametrize(("call", "body", "state", "reason", "retry"), STATES)
def test_state(call: Call, body: str, state: State, reason: Reason | None, retry: Retry | None) -> None:
    [report] = ask(call, body).reports()
    assert (report.state, report.reason, report.retry) == (state, reason, retry)
    assert report.is_final == (state in FINAL)


def test_the_carriers_words_go_first_where_it_is_listed() -> None:
    [listed] = ask(STATUS_BATCH, wilddog(3, "MY:1109")).reports()
    [unlisted] = ask(STATUS_BATCH, wilddog(3, "XX:1")).reports()
    assert listed.meaning == "The phone number is on a blacklist."
    assert (listed.raw_status, listed.raw_code, listed.confidence) == ("3", "MY:1109", "documented")
    assert unlisted.meaning == "Failed; the carrier code tells why."
    assert (unlisted.raw_status, unlisted.raw_code, unlisted.confidence) == ("3", "XX:1", "documented")


# Codes as carriers and vendors write them: in its table, of a family, or unknown, and never an error.

FAMILIES = [
    ("MK:0012", True), ("mk:0012", True), ("Mk:0012", True), ("MK0013", True), ("MK00013", True), ("MK:00013", False),
    ("MN:0001", True), ("MI:0024", True), ("LT:0009", True), ("MA:0001", True), ("2_1", True), ("2:12", True),
    ("2_123", True), ("2_1234", False), ("DELIVRD", True), ("delivrd", False), ("black", True), ("BLACK", True),
    ("UNDELIV_601", False), ("FAILED", False), ("ＭＫ:0012", False), ("MK：0012", False), ("", False),
    ("MK:00\u0661\u0662", True), ("x" * 10_000, False), ("MK:####", False),
]  # fmt: skip


@pytest.mark.parametrize(("code", "known"), FAMILIES)
def test_family(code: str, known: bool) -> None:
    [report] = ask(SMS_LOG, submail("dropped", code)).reports()
    assert report.carrier_code == code
    assert report.raw_code == code
    assert report.carrier_code is not None
    assert report.carrier_code.is_known == known
    assert report.state.has_failed


# Ids and the request.


@BOTH
def test_the_message_id_of_a_single_pull_is_the_requests(concurrent: bool) -> None:
    [report] = reports(PULL, '{"code":"0000","status":"200"}', external_id="e-17", concurrent=concurrent)
    assert report.message_id == "e-17"
    answer = ask(PULL, '{"code":"0000","status":"200"}', concurrent=concurrent)
    assert [report.message_id for report in answer.reports()] == [PULL.arguments["external_id"]]


def test_every_receipt_of_a_session_is_a_report() -> None:
    receipts = [{"Phone": "1", "Status": "delivered"}, {"Phone": "2", "Status": "Fail"}]
    found = ask(USMS_SEND_RECEIPT, uspeedo("success", receipts)).reports()
    assert [(r.message_id, r.phone, r.state) for r in found] == [
        ("s", "1", State.DELIVERED), ("s", "2", State.UNDELIVERED),
    ]  # fmt: skip


def test_a_call_that_sends_has_no_reports() -> None:
    assert list(getattr(ask(SEND_MSG, '{"code":"0000"}'), "reports", list)()) == []
    assert PULL_SEALED.method == PULL.method


# Times.


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2016-11-22 20:18:50", datetime(2016, 11, 22, 12, 18, 50, tzinfo=UTC)),
        ("2016-11-22 20:18", datetime(2016, 11, 22, 12, 18, tzinfo=UTC)),
        ("2017-01-01 07:59:59", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2016-11-22 20:18:50.500", datetime(2016, 11, 22, 12, 18, 50, 500_000, tzinfo=UTC)),
        ("2016-11-22T12:18:50Z", datetime(2016, 11, 22, 12, 18, 50, tzinfo=UTC)),
        ("1989-07-01 12:00:00", datetime(1989, 7, 1, 4, tzinfo=UTC)),
        ("", None),
        (" ", None),
        ("0000-00-00 00:00:00", None),
        ("2016-02-30 00:00:00", None),
        ("0001-01-01 00:00:00", None),
        ("yesterday", None),
        ("1479817130", None),
        ("9" * 5000, None),
        (None, None),
    ],
)
@pytest.mark.parametrize(
    ("call", "around"),
    [
        (STATUS_BATCH, '{"status":"ok","data":[{"status":2,"mobile":"1","rrid":"r","receiveTime":%s}]}'),
        (SMS_GET_REPORT, '{"Code":1,"Details":[{"SmsId":"1","Status":"12","ReportTime":%s}]}'),
        (USMS_SEND_RECEIPT, '{"RetCode":0,"Data":[{"SessionNo":"1","Receipt":{"ReceiveTime":%s}}]}'),
    ],
    ids=["wilddog", "mobset", "uspeedo"],
)
def test_beijing_time(call: Call, around: str, text: str | None, moment: datetime | None) -> None:
    [report] = ask(call, around % json.dumps(text)).reports()
    assert report.reported_at == moment
    assert report.reported_at is None or report.reported_at.tzinfo is UTC
    assert report.time_basis == "inferred"


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        ("1644209561", datetime(2022, 2, 7, 4, 52, 41, tzinfo=UTC)),
        ('"1644209561"', datetime(2022, 2, 7, 4, 52, 41, tzinfo=UTC)),
        ("-1", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("0", None),
        ('"0"', None),
        ("null", None),
        ("1" + "0" * 18, None),
        ("-" + "9" * 18, None),
    ],
)
def test_unix_time(number: str, moment: datetime | None) -> None:
    row = f'{{"sendID":"1","to":"2","status":"delivered","report_at":{number}}}'
    [report] = ask(SMS_LOG, f'{{"status":"success","data":[{row}]}}').reports()
    assert (report.state, report.reported_at) == (State.DELIVERED, moment)
    assert report.time_basis == "explicit"


def test_absent_times() -> None:
    [report] = ask(SMS_LOG, submail("pending", None)).reports()
    assert report.reported_at is None
    [report] = ask(STATUS_BATCH, wilddog(2, None)).reports()
    assert report.reported_at is None
    [report] = ask(USMS_SEND_RECEIPT, uspeedo("success", None)).reports()
    assert (report.reported_at, report.phone) == (None, None)
