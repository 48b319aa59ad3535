"""Bad rows among good ones, and what a spec lets be put right: one bad row costs no other."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from dlrkit import State

from .kit import (
    BOTH,
    PULL,
    PULL_SET,
    SMS_GET_REPORT,
    SMS_LOG,
    SMS_LOG_XML,
    SMS_LOG_YAML,
    STATUS_BATCH,
    STATUS_BY_RRID,
    USMS_SEND_RECEIPT,
    Call,
    ask,
    unusable,
)  # fmt: skip

# around the rows, two good rows, the rows of an answer
ROWS: dict[str, tuple[Call, str, list[str], str]] = {
    "status_batch": (
        STATUS_BATCH,
        '{"status":"ok","data":[%s]}',
        ['{"status":2,"mobile":"1","rrid":"r1"}', '{"status":3,"mobile":"2","rrid":"r1"}'],
        "data",
    ),
    "status_by_rrid": (
        STATUS_BY_RRID,
        '{"status":"ok","data":[%s]}',
        ['{"status":2,"mobile":"1","rrid":"r1"}', '{"status":3,"mobile":"2","rrid":"r1"}'],
        "data",
    ),
    "sms_get_report": (
        SMS_GET_REPORT,
        '{"Code":3,"Details":[%s]}',
        ['{"SmsId":"1","Status":"12"}', '{"SmsId":"2","Status":"13"}'],
        "details",
    ),
    "sms_get_report as in its sample": (
        SMS_GET_REPORT,
        '{"code":"3","Message":"取","Details":[%s]}',
        ['{"SmsId":"1","Status":"12"}', '{"SmsId":"2","Status":"13"}'],
        "details",
    ),
    "usms_send_receipt": (
        USMS_SEND_RECEIPT,
        '{"RetCode":0,"Data":[%s]}',
        ['{"SessionNo":"1"}', '{"SessionNo":"2","Receipt":[]}'],
        "data",
    ),
    "pull_set": (
        PULL_SET,
        '{"code":"0000","smsSendStatusSet":[%s]}',
        ['{"externalId":"1","status":"200"}', '{"externalId":"2","status":null}'],
        "sms_send_status_set",
    ),
    "sms_log": (
        SMS_LOG,
        '{"status":"success","total":3,"data":[%s]}',
        ['{"sendID":"1","to":"1","status":"delivered"}', '{"sendID":"2","to":"1","status":"pending"}'],
        "data",
    ),
}
BAD_ROWS = {
    "null": b"null",
    "number": b"17",
    "list": b'[ "x" ]',
    "empty": b"{ }",
    "nothing that is known": '{"x":  "签名"}'.encode(),
    "wrong types": b'{"status": {}, "mobile":[], "rrid": 1, "SmsId":{}, "SessionNo":[1], "externalId":{},"sendID":[]}',
    "numbers for texts": b'{"mobile": 1,  "SmsId": 2, "SessionNo": true, "externalId": false, "sendID": 3, "rrid": 4}',
    "half a character": b'{"rrid":"\xe7","SmsId":"\xe7\xad","SessionNo":"\xe7","externalId":"\xe7","sendID":"\xe7"}',
    "gbk": '{"x":"签名"}'.encode("gbk"),
    "huge number": b'{"status":1%s}' % (b"0" * 5000),
    "deep": b'{"status":' + b"[" * 300 + b"]" * 300 + b"}",
}


@BOTH
@pytest.mark.parametrize("bad", BAD_ROWS)
@pytest.mark.parametrize("name", ROWS)
def test_a_bad_row_costs_no_other(name: str, bad: str, concurrent: bool) -> None:
    call, around, (first, second), attribute = ROWS[name]
    body = around.encode() % b", ".join([first.encode(), BAD_ROWS[bad], second.encode()])
    answer = ask(call, body, concurrent=concurrent)

    alone = ask(call, around % f"{first},{second}")
    assert getattr(answer, attribute) == getattr(alone, attribute)
    assert [(row.index, row.raw) for row in answer.undecoded] == [(1, BAD_ROWS[bad])]
    assert all(row.problem for row in answer.undecoded)
    *others, report = answer.reports()
    assert [other.to_dict() for other in others] == [other.to_dict() for other in alone.reports()]
    assert (report.state, report.is_final, report.status) == (State.UNRECOGNISED, False, None)
    assert (report.vendor, report.endpoint, report.row.raw) == (call.vendor, call.method, BAD_ROWS[bad])
    assert report.text == answer.undecoded[0].problem
    assert report.to_dict()["state"] == "unrecognised"
    assert pickle.loads(pickle.dumps(report)) == report


@BOTH
@pytest.mark.parametrize("name", ROWS)
def test_bad_rows_survive_pickling_an_answer(name: str, concurrent: bool) -> None:
    call, around, (first, _), _ = ROWS[name]
    answer = ask(call, around % f"null,{first}", concurrent=concurrent)
    again = pickle.loads(pickle.dumps(answer))
    assert again == answer
    assert (again.undecoded, again.repairs) == (answer.undecoded, answer.repairs)
    assert again.exchange == answer.exchange
    assert [report.to_dict() for report in again.reports()] == [report.to_dict() for report in answer.reports()]


@BOTH
def test_a_bad_row_in_xml_and_yaml(concurrent: bool) -> None:
    rows = "<r><sendID>1</sendID><to>1</to><status>delivered</status></r><r><to>2</to></r>"
    answer = ask(SMS_LOG_XML, f"<x><status>success</status><data>{rows}</data></x>", concurrent=concurrent)
    assert [row.send_id for row in answer.data] == ["1"]
    assert [(row.index, row.raw) for row in answer.undecoded] == [(1, b'{"to":"2"}')]
    rows = "[{sendID: 1, to: 1, status: delivered}, {to: 2}]"
    answer = ask(SMS_LOG_YAML, f"status: success\ndata: {rows}", concurrent=concurrent)
    assert [row.send_id for row in answer.data] == ["1"]
    assert [(row.index, row.raw) for row in answer.undecoded] == [(1, b'{"to":"2"}')]


@BOTH
def test_bytes_of_a_bad_row_behind_a_byte_order_mark_say_the_same(concurrent: bool) -> None:
    body = '\ufeff{"status":"ok","data":[{"status":2,"mobile":"1","rrid":"r"},{"status":2,"mobile":1}]}'
    answer = ask(STATUS_BATCH, body, concurrent=concurrent)
    assert [row.rrid for row in answer.data] == ["r"]
    assert [row.index for row in answer.undecoded] == [1]


# Repairs that the spec allows for.

REPAIRS: dict[str, tuple[Call, str, str, Any, list[tuple[str, str]]]] = {
    "code for Code": (SMS_GET_REPORT, '{"code":"0"}', "code", 0, [("code", "alias")]),
    "Code beside code": (SMS_GET_REPORT, '{"Code":0,"code":7}', "code", 0, []),
    "text for a number": (SMS_GET_REPORT, '{"Code":"0"}', "code", 0, []),
    "number for a text": (
        STATUS_BATCH,
        '{"status":"ok","data":[{"status":"2","mobile":13800138000,"rrid":"r"}]}',
        "data[0].mobile",
        "13800138000",
        [("data[0].mobile", "number_as_text")],
    ),
    "number for a code": (
        SMS_GET_REPORT,
        '{"Code":1,"Details":[{"SmsId":1,"Status":12}]}',
        "details[0].status.zh",
        "接收成功",
        [("Details[0].SmsId", "number_as_text"), ("Details[0].Status", "number_as_text")],
    ),
    "both, and rows behind an alias": (
        SMS_GET_REPORT,
        '{"code":2,"Details":[{"SmsId":"1","Status":"12"},{"SmsId":2,"Status":"12"}]}',
        "details[1].sms_id",
        "2",
        [("code", "alias"), ("Details[1].SmsId", "number_as_text")],
    ),
    "object for a list": (
        USMS_SEND_RECEIPT,
        '{"RetCode":0,"Data":[{"SessionNo":"1","Receipt":{"Phone":"2"}}]}',
        "data[0].receipt[0].phone",
        "2",
        [("Data[0].Receipt", "single_as_list")],
    ),
    "object for the list of rows": (
        USMS_SEND_RECEIPT,
        '{"RetCode":0,"Data":{"SessionNo":1}}',
        "data[0].session_no",
        "1",
        [("Data", "single_as_list"), ("Data[0].SessionNo", "number_as_text")],
    ),
    "number for a text of the answer": (
        PULL,
        '{"code":"0000","status":200,"requestId":17}',
        "request_id",
        "17",
        [("status", "number_as_text"), ("requestId", "number_as_text")],
    ),
}


@BOTH
@pytest.mark.parametrize("name", REPAIRS)
def test_repair(name: str, concurrent: bool) -> None:
    call, body, path, value, repairs = REPAIRS[name]
    answer = ask(call, body, concurrent=concurrent)
    assert eval(f"answer.{path}", {"answer": answer}) == value
    assert [(repair.path, repair.rule) for repair in answer.repairs] == repairs
    assert answer.undecoded == ()


def test_what_a_spec_does_not_tolerate_is_not_repaired() -> None:
    error = unusable(STATUS_BATCH, '{"status":"ok","data":{"status":2,"mobile":"1","rrid":"r"}}')
    assert error.problem == "shape"
