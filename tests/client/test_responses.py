"""Answers that are not what they should be: each is an error of the vendor's that keeps the body."""

from __future__ import annotations

import gzip
import json
import pickle
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dlrkit
from dlrkit import State

from .kit import (
    ALL,
    BAD,
    BOTH,
    ENDPOINTS,
    GOOD,
    JSON_CALLS,
    SMS_GET_REPORT,
    SMS_LOG,
    SMS_LOG_XML,
    SMS_LOG_YAML,
    STATUS_BATCH,
    Call,
    answering,
    ask,
    failure,
    invoke,
    names,
    unusable,
)  # fmt: skip

HTML = b"<!DOCTYPE html>\n<html><head><title>Bad Gateway</title><br></head></html>"


# status, content type, body, problem
UNUSABLE: dict[str, tuple[int, str, bytes, str]] = {
    "empty": (200, "application/json", b"", "empty"),
    "blank": (200, "application/json", b" \r\n\t", "empty"),
    "204": (204, "", b"", "empty"),
    "html": (200, "text/html", HTML, "syntax"),
    "truncated": (200, "application/json", b'{"status": "ok", "data": [{"st', "syntax"),
    "trailing": (200, "application/json", b'{"status": "ok"} {"status": "ok"}', "syntax"),
    "bom alone": (200, "application/json", b"\xef\xbb\xbf", "syntax"),
    "zero": (200, "application/json", b"\x00", "syntax"),
    "deep list": (200, "application/json", b"[" * 100_000 + b"]" * 100_000, "syntax"),
    "deep object": (200, "application/json", b'{"status":' * 100_000 + b"1" + b"}" * 100_000, "syntax"),
    "huge number": (200, "application/json", b'{"x": 1%s}' % (b"0" * 5000), "syntax"),
    "list": (200, "application/json", b'[{"status": "ok"}]', "shape"),
    "text": (200, "application/json", b'"ok"', "shape"),
    "number": (200, "application/json", b"0", "shape"),
    "null": (200, "application/json", b"null", "shape"),
    "nothing in it": (200, "application/json", b"{}", "shape"),
    "foreign": (200, "application/json", b'{"error": "what?"}', "shape"),
    "gbk": (200, "application/json", '{"x": "签名"}'.encode("gbk"), "charset"),
    "gbk in utf-8": (200, "application/json; charset=utf-8", '{"x": "签名"}'.encode("gbk"), "charset"),
    "no such charset": (200, "application/json; charset=klingon", b'{"x": 1}', "charset"),
    "charset of bytes": (200, "application/json; charset=zlib", b'{"x": 1}', "charset"),
    "302": (302, "", b"", "status"),
    "302 page": (302, "text/html", HTML, "status"),
    "404": (404, "text/html", HTML, "status"),
    "429": (429, "text/plain", b"slow down", "status"),
    "429 empty": (429, "", b"", "status"),
    "500": (500, "text/html", HTML, "status"),
    "502 foreign": (502, "application/json", b'{"error": "bad gateway"}', "status"),
    "502 list": (502, "application/json", b"[]", "status"),
    "502 gbk": (502, "text/html", "<html>网关错误".encode("gbk"), "status"),
    "520": (520, "text/html", HTML, "status"),
    "999": (999, "text/html", HTML, "status"),
}


@BOTH
@names(JSON_CALLS)
@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable(name: str, call: Call, concurrent: bool) -> None:
    status, content_type, body, problem = UNUSABLE[name]
    headers = {"Content-Type": content_type} if content_type else {}
    error = unusable(call, body, status, headers, concurrent=concurrent)
    assert not isinstance(error, dlrkit.APIError)
    assert (error.problem, error.http_status) == (problem, status)
    assert error.body == body
    assert error.exchange.headers.get("content-type", "") == content_type


@BOTH
@names(JSON_CALLS)
@pytest.mark.parametrize("status", [302, 404, 429, 500, 502, 520])
def test_success_under_an_http_error_is_none(status: int, call: Call, concurrent: bool) -> None:
    error = unusable(call, GOOD[call.name], status, concurrent=concurrent)
    assert (error.problem, error.http_status, error.body) == ("status", status, GOOD[call.name])


@BOTH
@names(JSON_CALLS)
@pytest.mark.parametrize("status", [200, 429, 500, 502, 520])
def test_the_vendors_error_under_any_status(status: int, call: Call, concurrent: bool) -> None:
    body, code = BAD[call.name]
    error = unusable(call, body, status, concurrent=concurrent)
    assert isinstance(error, dlrkit.APIError)
    assert (error.problem, error.code, error.reason, error.http_status) == ("api", code, "m", status)
    assert error.body == body


@BOTH
@names(JSON_CALLS)
def test_good_answers_are_good(call: Call, concurrent: bool) -> None:
    assert ask(call, GOOD[call.name], concurrent=concurrent).exchange.body == GOOD[call.name]


@BOTH
def test_redirects_are_not_followed(concurrent: bool) -> None:
    seen: list[httpx.Request] = []
    transport = answering(b"", 307, {"Location": "https://elsewhere.example/"}, seen)
    own: Any = httpx.AsyncClient if concurrent else httpx.Client
    client = STATUS_BATCH.make(concurrent=concurrent, http_client=own(transport=transport, follow_redirects=True))
    error = failure(lambda: invoke(client, "status_batch", {}))
    assert (error.problem, len(seen)) == ("status", 1)


@BOTH
@names(JSON_CALLS)
def test_too_large(call: Call, concurrent: bool) -> None:
    body = b" " * 100_000 + GOOD[call.name]
    error = unusable(call, body, concurrent=concurrent, max_body_bytes=len(body) - 1)
    assert (error.problem, error.body) == ("too_large", body[:-1])
    assert ask(call, body, concurrent=concurrent, max_body_bytes=len(body)).exchange.body == body


@BOTH
def test_too_large_when_unpacked(concurrent: bool) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    error = unusable(SMS_LOG, bomb, 200, {"Content-Encoding": "gzip"}, concurrent=concurrent, max_body_bytes=1000)
    assert (error.problem, error.body) == ("too_large", b" " * 1000)


@BOTH
def test_gzip(concurrent: bool) -> None:
    packed = gzip.compress(GOOD["sms_log"])
    answer = ask(SMS_LOG, packed, 200, {"Content-Encoding": "gzip"}, concurrent=concurrent)
    assert answer.exchange.body == GOOD["sms_log"]


@BOTH
def test_gzip_cut_off(concurrent: bool) -> None:
    text = json.dumps({"status": "success", "data": [{"sendID": f"{n:x}" * 7} for n in range(2000)]}).encode()
    packed = gzip.compress(text)
    error = unusable(SMS_LOG, packed[: len(packed) // 2], 200, {"Content-Encoding": "gzip"}, concurrent=concurrent)
    assert error.problem == "syntax"
    assert text.startswith(error.body)
    assert len(error.body) > 100


@BOTH
def test_gzip_that_is_none(concurrent: bool) -> None:
    error = failure(lambda: ask(SMS_LOG, b"not gzip at all", 200, {"Content-Encoding": "gzip"}, concurrent=concurrent))
    assert isinstance(error, dlrkit.submail.errors.SubmailTransportError)
    assert error.may_have_arrived


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body of which a part arrives."""

    def __iter__(self) -> Any:
        yield b'{"status":"ok","data":[{"status":2,'
        raise httpx.ReadError("reset by peer")

    async def __aiter__(self) -> Any:
        for part in self:
            yield part


@BOTH
def test_what_had_arrived_when_the_connection_broke_is_kept(concurrent: bool) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, stream=Stream()))
    error = failure(lambda: invoke(STATUS_BATCH.make(concurrent=concurrent, transport=transport), "status_batch", {}))
    assert isinstance(error, dlrkit.wilddog.errors.WilddogTransportError)
    assert (error.may_have_arrived, error.received) == (True, b'{"status":"ok","data":[{"status":2,')


@pytest.mark.parametrize(
    ("kind", "may_have_arrived"),
    [
        (httpx.ConnectError, False), (httpx.ConnectTimeout, False), (httpx.PoolTimeout, False),
        (httpx.ReadTimeout, True), (httpx.WriteError, True), (httpx.RemoteProtocolError, True),
    ],
)  # fmt: skip
@BOTH
def test_no_answer(kind: type[httpx.RequestError], may_have_arrived: bool, concurrent: bool) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise kind("broken")

    client = STATUS_BATCH.make(concurrent=concurrent, transport=httpx.MockTransport(fail))
    error = failure(lambda: invoke(client, "status_batch", {}))
    assert isinstance(error, dlrkit.wilddog.errors.WilddogTransportError)
    assert (error.may_have_arrived, error.received) == (may_have_arrived, b"")
    assert isinstance(error.__cause__, kind)


def nested(depth: int) -> bytes:
    return b"<xml>" + b"<a>" * depth + b"</a>" * depth + b"</xml>"


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
ALIASES = b"".join(b"l%d: &l%d [%s]\n" % (n, n, b",".join([b"*l%d" % (n - 1)] * 9)) for n in range(1, 9))

TEXTUAL = {
    "xml entities": (SMS_LOG_XML, b'<!DOCTYPE x [<!ENTITY l0 "ha">' + LAUGHS + b"]><x>&l9;</x>", "syntax"),
    "xml external": (SMS_LOG_XML, b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x><status>success</status></x>', "syntax"),
    "xml unknown entity": (SMS_LOG_XML, b"<x>&nbsp;</x>", "syntax"),
    "xml deep": (SMS_LOG_XML, nested(100_000), "syntax"),
    "xml too deep": (SMS_LOG_XML, nested(40), "syntax"),
    "xml deep enough": (SMS_LOG_XML, nested(38), "shape"),
    "xml cut off": (SMS_LOG_XML, b"<xml><status>success</status>", "syntax"),
    "xml two roots": (SMS_LOG_XML, b"<xml/><xml/>", "syntax"),
    "xml no element": (SMS_LOG_XML, b'<?xml version="1.0"?>', "syntax"),
    "xml zero": (SMS_LOG_XML, b"<xml>\x00</xml>", "syntax"),
    "xml text": (SMS_LOG_XML, b"<xml>ok</xml>", "shape"),
    "xml no status": (SMS_LOG_XML, b"<xml><total>1</total></xml>", "shape"),
    "xml bad total": (SMS_LOG_XML, b"<xml><status>success</status><total>many</total></xml>", "shape"),
    "xml html": (SMS_LOG_XML, HTML, "syntax"),
    "xml json": (SMS_LOG_XML, b'{"status":"success"}', "syntax"),
    "xml gbk": (SMS_LOG_XML, "<xml><status>成功</status></xml>".encode("gbk"), "charset"),
    "xml empty": (SMS_LOG_XML, b" ", "empty"),
    "yaml aliases": (SMS_LOG_YAML, b"l0: &l0 ha\n" + ALIASES, "syntax"),
    "yaml deep": (SMS_LOG_YAML, b"[" * 100_000, "syntax"),
    "yaml deep dashes": (SMS_LOG_YAML, b"- " * 100_000, "syntax"),
    "yaml too deep": (SMS_LOG_YAML, b"[" * 41 + b"]" * 41, "syntax"),
    "yaml deep enough": (SMS_LOG_YAML, b"[" * 40 + b"]" * 40, "shape"),
    "yaml object": (SMS_LOG_YAML, b"!!python/object/apply:os.system [exit]", "syntax"),
    "yaml bad number": (SMS_LOG_YAML, b"status: !!int x", "syntax"),
    "yaml bad time": (SMS_LOG_YAML, b"status: !!timestamp x", "syntax"),
    "yaml list as key": (SMS_LOG_YAML, b"? [a]\n: b", "syntax"),
    "yaml two documents": (SMS_LOG_YAML, b"--- a\n--- b", "syntax"),
    "yaml tab": (SMS_LOG_YAML, b"a:\n\tb: c", "syntax"),
    "yaml control character": (SMS_LOG_YAML, b"status: \x07", "syntax"),
    "yaml zero": (SMS_LOG_YAML, b"\x00", "syntax"),
    "yaml html": (SMS_LOG_YAML, HTML, "shape"),
    "yaml list": (SMS_LOG_YAML, b"- success", "shape"),
    "yaml nothing": (SMS_LOG_YAML, b"~", "shape"),
    "yaml no status": (SMS_LOG_YAML, b"total: 1", "shape"),
    "yaml gbk": (SMS_LOG_YAML, "status: 成功".encode("gbk"), "charset"),
    "yaml empty": (SMS_LOG_YAML, b"\n", "empty"),
}


@BOTH
@pytest.mark.parametrize("name", TEXTUAL)
def test_unusable_xml_and_yaml(name: str, concurrent: bool) -> None:
    call, body, problem = TEXTUAL[name]
    error = unusable(call, body, concurrent=concurrent)
    assert (error.problem, error.body) == (problem, body)
    assert unusable(call, body, 500, concurrent=concurrent).problem == "status"


def test_a_missing_key_of_a_yaml_mapping_is_text() -> None:
    answer = ask(SMS_LOG_YAML, "status: success\ndata: [{~: 1}]")
    assert [row.raw for row in answer.undecoded] == [b'{"~":"1"}']


# Charsets and marks that are put right.


@BOTH
@pytest.mark.parametrize("content_type", ["application/json; charset=GBK", 'text/html; Charset="gb2312"'])
def test_declared_charset(content_type: str, concurrent: bool) -> None:
    body = '{"Code":"1","Message":"成功","Details":[{"SmsId":"1","Status":"12"}]}'.encode("gbk")
    answer = ask(SMS_GET_REPORT, body, 200, {"Content-Type": content_type}, concurrent=concurrent)
    assert (answer.message, answer.details[0].sms_id) == ("成功", "1")
    body = '{"Code":-1,"Message":"失败"}'.encode("gbk")
    error = unusable(SMS_GET_REPORT, body, 200, {"Content-Type": content_type}, concurrent=concurrent)
    assert error.reason == "失败"


@BOTH
def test_declared_charset_of_rows(concurrent: bool) -> None:
    rows = ['{"sendID":"1","to":"2","status":"dropped","dropped_reason":"空号"}', '{"sendID":"2","location":"上海"}']
    body = '{"status":"success","data":[%s]}' % ",".join(rows)  # noqa: UP031 - braces stay readable
    headers = {"Content-Type": "application/json; charset=gbk"}
    answer = ask(SMS_LOG, body.encode("gbk"), 200, headers, concurrent=concurrent)
    assert [row.dropped_reason for row in answer.data] == ["空号"]
    assert [(row.index, row.raw.decode()) for row in answer.undecoded] == [(1, rows[1])]


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16"])
@BOTH
def test_byte_order_mark(charset: str, concurrent: bool) -> None:
    headers = {"Content-Type": f"application/json; charset={charset.removesuffix('-sig')}"}
    body = '{"status":"ok","data":[{"status":2,"mobile":"1","rrid":"签"}]}'.encode(charset)
    assert ask(STATUS_BATCH, body, 200, headers, concurrent=concurrent).data[0].rrid == "签"


# What no table and no spec lists.

UNLISTED = {
    "status_batch": '{"status":"ok","data":[{"status":9,"mobile":"1","rrid":"2","deliveryStatus":"XX:1","new":{}}]}',
    "sms_get_report": '{"Code":1,"Details":[{"SmsId":"1","Status":"14","ExStatus":"XX:1","new":[1]}],"new":1}',
    "usms_send_receipt": '{"RetCode":0,"Data":[{"SessionNo":"1","Status":"new","Receipt":[{"Status":"new","n":1}]}]}',
    "pull": '{"code":"0000","status":"291","new":null}',
    "pull_set": '{"code":"0000","smsSendStatusSet":[{"externalId":"1","status":"291","new":0}]}',
    "sms_log": '{"status":"success","data":[{"sendID":"1","to":"2","status":"lost","report_state":"ZZ","new":""}]}',
}


@BOTH
@names([call for call in ENDPOINTS if call.name in UNLISTED])
def test_unlisted_codes_and_fields_are_no_errors(call: Call, concurrent: bool) -> None:
    answer = ask(call, UNLISTED[call.name], concurrent=concurrent)
    [report] = answer.reports()
    assert (answer.undecoded, answer.repairs) == ((), ())
    assert report.state is State.UNRECOGNISED
    assert not report.is_final
    assert not report.status.is_known
    assert report.confidence == "none"
    assert f'"{report.raw_status}"' in UNLISTED[call.name] or f":{report.raw_status}," in UNLISTED[call.name]
    assert pickle.loads(pickle.dumps(report)) == report


def tables() -> list[Any]:
    modules = [getattr(dlrkit, vendor).codes for vendor in ("mobset", "submail", "uspeedo", "wilddog", "yisha")]
    classes = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    return [table for table in classes if issubclass(table, dlrkit.Code) and list(table)]


@pytest.mark.parametrize("table", tables(), ids=lambda table: f"{table.__module__.split('.')[1]}.{table.__name__}")
@settings(max_examples=10)
@given(value=st.integers() | st.text())
def test_any_value_is_a_member(table: Any, value: int | str) -> None:
    kind = int if issubclass(table, int) else str
    value = value if isinstance(value, kind) else kind(len(str(value)) + 10**6)
    member = table(value)
    assert member == value
    assert hash(member) == hash(value)
    assert {value: 1}[member] == 1
    assert str(member) == str(value)
    again = pickle.loads(pickle.dumps(member))
    assert (type(again), again, again.is_known, again.state) == (table, value, member.is_known, member.state)
    assert msgspec.json.encode(member) == msgspec.json.encode(value)
    assert member.is_known or "(unknown)" in repr(member)
    assert member.is_known == (value in list(table) or bool(table._row(value) if kind is str else ()))


# The hook.


@BOTH
@names(ALL)
@pytest.mark.parametrize("body", [b"{}", b"", b"\xff", b" " * 100_000 + b"[]"])
def test_on_raw_is_called_once_with_the_body_before_it_is_parsed(body: bytes, call: Call, concurrent: bool) -> None:
    seen: list[dlrkit.Exchange] = []
    error = unusable(call, body, concurrent=concurrent, on_raw=seen.append, clock=lambda: 1.5)
    [exchange] = seen
    assert exchange is error.exchange
    assert (exchange.body, exchange.status, exchange.sent_at) == (body, 200, 1.5)
    assert (exchange.vendor, exchange.endpoint) == (call.vendor, call.method)


@BOTH
@names(JSON_CALLS)
def test_on_raw_that_raises(call: Call, concurrent: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(exchange: dlrkit.Exchange) -> None:
        raise OSError("disk full")

    def parsed(*_: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr("dlrkit._core.decode.Decoder.typed", parsed)
    monkeypatch.setattr("dlrkit._core.core.parse", parsed)
    error = unusable(call, GOOD[call.name], concurrent=concurrent, on_raw=refuse)
    assert (error.problem, error.body) == ("hook", GOOD[call.name])
    assert isinstance(error.__cause__, OSError)


@BOTH
def test_on_raw_of_a_good_answer(concurrent: bool) -> None:
    seen: list[dlrkit.Exchange] = []
    answer = ask(STATUS_BATCH, GOOD["status_batch"], concurrent=concurrent, on_raw=seen.append)
    assert [exchange.body for exchange in seen] == [GOOD["status_batch"]]
    assert answer.exchange is seen[0]


def test_on_raw_is_not_called_without_an_answer() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("late")

    seen: list[dlrkit.Exchange] = []
    client = STATUS_BATCH.make(transport=httpx.MockTransport(fail), on_raw=seen.append)
    assert isinstance(failure(client.status_batch), dlrkit.TransportError)
    assert seen == []
