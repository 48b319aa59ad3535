"""Errors: their classes, what they carry, and what is refused before anything is sent."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

import dlrkit
from dlrkit import Category, Retry

from .kit import (
    ALL,
    APPCODE,
    ENDPOINTS,
    GATEWAY,
    JSON,
    MOBSET,
    ONCE,
    PULL,
    PULL_SET,
    SEND_MSG,
    SMS_GET_REPORT,
    SMS_LOG,
    STATUS_BATCH,
    STATUS_BY_RRID,
    USMS_SEND_RECEIPT,
    WILDDOG,
    Call,
    answering,
    ask,
    failure,
    invoke,
)

BOTH = pytest.mark.parametrize("concurrent", [False, True], ids=["blocking", "async"])


# Classes.


@pytest.mark.parametrize("vendor", ["Mobset", "Submail", "USpeedo", "Wilddog", "Yisha"])
def test_classes_of_a_vendor(vendor: str) -> None:
    errors = getattr(dlrkit, vendor.lower()).errors
    base = getattr(dlrkit, f"{vendor}Error")
    assert issubclass(base, dlrkit.DlrkitError)
    for kind in ("Configuration", "Request", "Transport", "Response", "API"):
        own = getattr(errors, f"{vendor}{kind}Error")
        assert issubclass(own, base)
        assert issubclass(own, getattr(dlrkit, f"{kind}Error"))
    assert issubclass(getattr(errors, f"{vendor}APIError"), getattr(errors, f"{vendor}ResponseError"))
    others = {"Mobset", "Submail", "USpeedo", "Wilddog", "Yisha"} - {vendor}
    assert not any(issubclass(base, getattr(dlrkit, f"{other}Error")) for other in others)


def break_connection(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("late", request=request)


FAILURES: dict[str, Any] = {
    "configuration": lambda: dlrkit.WilddogClient(app_id="a"),
    "request": lambda: STATUS_BY_RRID.make().status_by_rrid(rrid=""),
    "transport": lambda: STATUS_BATCH.make(transport=httpx.MockTransport(break_connection)).status_batch(),
    "response": lambda: ask(STATUS_BATCH, b"\xff{"),
    "api": lambda: ask(PULL, '{"code":"1999","msg":"系统异常","requestId":"r-1"}', 503),
    "unknown api": lambda: ask(STATUS_BATCH, '{"errcode":71234,"message":"m"}'),
    "no table": lambda: ask(SMS_GET_REPORT, '{"Code":-7}'),
}


@pytest.mark.parametrize("name", FAILURES)
@pytest.mark.parametrize("twice", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy])
def test_errors_survive_pickling_and_copying(name: str, twice: Any) -> None:
    error = failure(FAILURES[name])
    again = twice(error)
    assert type(again) is type(error)
    assert (str(again), repr(again)) == (str(error), repr(error))
    assert vars(again) == vars(error)
    assert vars(error)["vendor"]


def test_an_api_errors_fields() -> None:
    error = failure(FAILURES["api"])
    assert isinstance(error, dlrkit.APIError)
    assert (error.vendor, error.endpoint) == ("yisha", "pull_sms_send_status")
    assert (error.code, error.reason, error.request_id) == ("1999", "系统异常", "r-1")
    assert (error.info.en, error.info.zh) == (
        "Service error, though the samples' message for it speaks of a system error.",
        "服务异常",
    )
    assert (error.category, error.retry, error.http_status) == (Category.SERVER, Retry.LATER, 503)
    assert error.body == error.exchange.body == '{"code":"1999","msg":"系统异常","requestId":"r-1"}'.encode()
    for said in ("yisha", "pull_sms_send_status", "1999", "Service error", "503", "系统异常"):
        assert said in str(error)


def test_a_transport_errors_cause_is_chained() -> None:
    error = failure(FAILURES["transport"])
    assert isinstance(error, dlrkit.TransportError)
    assert isinstance(error.__cause__, httpx.ReadTimeout)
    assert "ReadTimeout" in str(error)


# Code tables, as the vendors' pages have them.

# an error's body with a place for the code; code, category, retry
CODES: list[tuple[Call, str, str, list[tuple[str, Category, Retry]]]] = [
    (
        STATUS_BATCH,
        '{"errcode":%s,"message":""}',
        "wilddog",
        [
            ("70001", Category.AUTHENTICATION, Retry.AFTER_FIX),
            ("70002", Category.PARAMETER, Retry.AFTER_FIX),
            ("70203", Category.CLOCK, Retry.AFTER_FIX),
            ("70206", Category.AUTHENTICATION, Retry.AFTER_FIX),
            ("70207", Category.AUTHENTICATION, Retry.AFTER_FIX),
            ("70210", Category.SERVER, Retry.LATER),
            ("70212", Category.RATE_LIMIT, Retry.LATER),
            ("70302", Category.BALANCE, Retry.AFTER_FIX),
            ("70304", Category.RATE_LIMIT, Retry.LATER),
        ],
    ),
    (
        USMS_SEND_RECEIPT,
        '{"RetCode":%s}',
        "uspeedo",
        [
            ("215392", Category.PARAMETER, Retry.AFTER_FIX),
            ("215393", Category.AUTHENTICATION, Retry.AFTER_FIX),
            ("215394", Category.AUTHENTICATION, Retry.AFTER_FIX),
            ("215395", Category.CLOCK, Retry.AFTER_FIX),
            ("215397", Category.PARAMETER, Retry.AFTER_FIX),
            ("215399", Category.AUTHENTICATION, Retry.AFTER_FIX),
            ("215400", Category.SERVER, Retry.LATER),
        ],
    ),
    (
        PULL,
        '{"code":"%s"}',
        "yisha",
        [
            ("1005", Category.OTHER, Retry.AFTER_FIX),
            ("9999", Category.SERVER, Retry.LATER),
            ("1999", Category.SERVER, Retry.LATER),
        ],
    ),
    (
        SMS_LOG,
        '{"status":"error","code":"%s"}',
        "submail",
        [
            ("101", Category.AUTHENTICATION, Retry.AFTER_FIX),
            ("102", Category.PERMISSION, Retry.AFTER_FIX),
            ("108", Category.AUTHENTICATION, Retry.AFTER_FIX),
            ("109", Category.AUTHENTICATION, Retry.AFTER_FIX),
            ("113", Category.PERMISSION, Retry.AFTER_FIX),
            ("115", Category.RATE_LIMIT, Retry.LATER),
            ("151", Category.CLOCK, Retry.AFTER_FIX),
            ("152", Category.CLOCK, Retry.AFTER_FIX),
            ("307", Category.PARAMETER, Retry.AFTER_FIX),
            ("901", Category.RATE_LIMIT, Retry.LATER),
            ("903", Category.BALANCE, Retry.AFTER_FIX),
        ],
    ),
]


@pytest.mark.parametrize(
    ("call", "body", "code", "category", "retry"),
    [
        pytest.param(call, body, *row, id=f"{vendor} {row[0]}")
        for call, body, vendor, rows in CODES
        for row in rows
    ],
)  # fmt: skip
def test_code(call: Call, body: str, code: str, category: Category, retry: Retry) -> None:
    error = failure(lambda: ask(call, body % code))
    assert isinstance(error, dlrkit.APIError)
    assert (error.code, error.info.is_known, str(error.info)) == (code, True, code)
    assert (error.category, error.retry) == (category, retry)
    assert error.info.en.rstrip(".") in str(error)


@pytest.mark.parametrize(
    ("body", "code"), [('{"errcode":null}', ""), ('{"errcode":1.5}', "1.5"), ('{"errcode":[1]}', "[1]")]
)
def test_codes_of_another_type_are_kept_as_text(body: str, code: str) -> None:
    error = failure(lambda: ask(STATUS_BATCH, body))
    assert isinstance(error, dlrkit.APIError)
    assert (error.code, error.info.is_known) == (code, False)


# Arguments that are refused.

NAIVE = datetime(2022, 2, 6)
REFUSED: list[tuple[Call, dict[str, Any], str]] = [
    (STATUS_BY_RRID, {"rrid": None}, "rrid"),
    (STATUS_BY_RRID, {"rrid": ""}, "rrid"),
    (STATUS_BY_RRID, {"rrid": 17}, "rrid"),
    (STATUS_BY_RRID, {"rrid": b"r"}, "rrid"),
    (STATUS_BY_RRID, {"rrid": ["r"]}, "rrid"),
    (STATUS_BY_RRID, {"rrid": "\ud800"}, "rrid"),
    (USMS_SEND_RECEIPT, {"id": None}, "id"),
    (USMS_SEND_RECEIPT, {"id": []}, "id"),
    (USMS_SEND_RECEIPT, {"id": "s1"}, "id"),
    (USMS_SEND_RECEIPT, {"id": "s" * 101}, "id"),
    (USMS_SEND_RECEIPT, {"id": ["s1", 2]}, "id"),
    (USMS_SEND_RECEIPT, {"id": [None]}, "id"),
    (USMS_SEND_RECEIPT, {"id": 17}, "id"),
    (USMS_SEND_RECEIPT, {"id": (name for name in ["s1"])}, "id"),
    (USMS_SEND_RECEIPT, {"id": ["s1"] * 150 + [2]}, "id"),
    (PULL, {"external_id": ""}, "externalId"),
    (PULL, {"external_id": None}, "externalId"),
    (PULL, {"external_id": 5}, "externalId"),
    (PULL_SET, {"external_ids": []}, "externalIds"),
    (PULL_SET, {"external_ids": None}, "externalIds"),
    (PULL_SET, {"external_ids": "e1"}, "externalIds"),
    (PULL_SET, {"external_ids": "e" * 101}, "externalIds"),
    (PULL_SET, {"external_ids": ["e1,e2"]}, "externalIds"),
    (PULL_SET, {"external_ids": ["e1", "[e2"]}, "externalIds"),
    (PULL_SET, {"external_ids": ["e1]"]}, "externalIds"),
    (SEND_MSG, {"mobile": None}, "mobile"),
    (SEND_MSG, {"mobile": 13700000000}, "mobile"),
    (SEND_MSG, {"template_id": ""}, "templateID"),
    (SEND_MSG, {"template_param_set": "1234"}, "templateParamSet"),
    (SEND_MSG, {"template_param_set": ["12,34"]}, "templateParamSet"),
    (SEND_MSG, {"template_param_set": [1234]}, "templateParamSet"),
    (SEND_MSG, {"callback_url": 5}, "callbackUrl"),
    (SEND_MSG, {"channel": "1"}, "channel"),
    (SEND_MSG, {"channel": True}, "channel"),
    (SEND_MSG, {"channel": 1.5}, "channel"),
    (SMS_LOG, {"start_date": NAIVE}, "start_date"),
    (SMS_LOG, {"end_date": NAIVE}, "end_date"),
    (SMS_LOG, {"start_date": date(2022, 2, 6)}, "start_date"),
    (SMS_LOG, {"start_date": 1644152198}, "start_date"),
    (SMS_LOG, {"start_date": "2022-02-06"}, "start_date"),
    (SMS_LOG, {"status": "pending"}, "status"),
    (SMS_LOG, {"status": ""}, "status"),
    (SMS_LOG, {"rows": "50"}, "rows"),
    (SMS_LOG, {"rows": True}, "rows"),
    (SMS_LOG, {"offset": 1.0}, "offset"),
    (SMS_LOG, {"to": 13800138000}, "to"),
]


@BOTH
@pytest.mark.parametrize(("call", "arguments", "param"), REFUSED)
def test_refused(call: Call, arguments: dict[str, Any], param: str, concurrent: bool) -> None:
    seen: list[httpx.Request] = []
    client = call.make(concurrent=concurrent, transport=answering(b"", 500, JSON, seen))
    error = failure(lambda: invoke(client, call.method, {**call.arguments, **arguments}))
    assert type(error).__name__ == call.client.replace("Client", "RequestError")
    assert isinstance(error, dlrkit.RequestError)
    assert (error.param, error.vendor, error.endpoint) == (param, call.vendor, call.method)
    assert param in str(error)
    assert seen == []


@BOTH
@pytest.mark.parametrize("piece", [".", ".."])
def test_a_bad_piece_of_a_path_is_refused(piece: str, concurrent: bool) -> None:
    seen: list[httpx.Request] = []
    client = STATUS_BATCH.make(concurrent=concurrent, app_id=piece, transport=answering(b"", 500, JSON, seen))
    error = failure(lambda: invoke(client, "status_batch", {}))
    assert isinstance(error, dlrkit.wilddog.errors.WilddogRequestError)
    assert (error.param, seen) == ("app_id", [])


@BOTH
def test_reports_that_ask_for_nothing_are_refused(concurrent: bool) -> None:
    seen: list[httpx.Request] = []
    client = PULL.make(concurrent=concurrent, transport=answering(b"", 500, JSON, seen))
    error = failure(lambda: invoke(client, "reports", {}))
    assert isinstance(error, dlrkit.yisha.errors.YishaRequestError)
    assert seen == []


@BOTH
@pytest.mark.parametrize(
    ("call", "name", "body"),
    [
        (USMS_SEND_RECEIPT, "id", '{"RetCode":0,"Data":[{"SessionNo":"s"}]}'),
        (PULL_SET, "external_ids", '{"code":"0000","smsSendStatusSet":[{"externalId":"e"}]}'),
    ],
)
def test_at_most_100_ids_go_into_one_call(call: Call, name: str, body: str, concurrent: bool) -> None:
    for count, requests in ((100, 1), (101, 2), (200, 2), (201, 3)):
        seen: list[httpx.Request] = []
        client = call.make(concurrent=concurrent, transport=answering(body.encode(), 200, JSON, seen))
        answer = invoke(client, call.method, {name: [f"i{number:03}" for number in range(count)]})
        sent = "".join(f"{request.url} {request.content.decode()}" for request in seen)
        assert [sent.count(f"i{number:03}") for number in range(count)] == [1] * count
        assert len(seen) == len(list(answer.reports())) == requests


def test_other_collections_are_as_good_as_lists() -> None:
    seen: list[httpx.Request] = []
    client = USMS_SEND_RECEIPT.make(transport=answering(b'{"RetCode":0}', 200, JSON, seen))
    client.usms_send_receipt(id=("a", "b"))
    client.usms_send_receipt(id={"a": 1, "b": 2}.keys())
    assert [str(request.url).partition("?")[2] for request in seen] == ["id=a&id=b", "id=a&id=b"]


def test_a_known_code_is_an_argument_like_its_text() -> None:
    seen: list[httpx.Request] = []
    client = SMS_LOG.make(transport=answering(b'{"status":"success"}', 200, JSON, seen))
    client.sms_log(status=dlrkit.submail.codes.LogStatus.DROPPED, start_date=datetime(2022, 2, 6, tzinfo=UTC))
    assert seen[0].content.startswith(b"start_date=1644105600&status=dropped&")


# Clients that cannot be made.

BAD_CLIENTS: list[tuple[Call, dict[str, Any], str]] = [
    (STATUS_BATCH, {"app_id": None}, "app_id and sms_key"),
    (STATUS_BATCH, {"sms_key": ""}, "DLRKIT_WILDDOG_"),
    (STATUS_BATCH, {"app_id": 17}, "app_id must be a text"),
    (STATUS_BATCH, {"sms_key": "secret\n"}, "sms_key must be a text without line breaks"),
    (STATUS_BATCH, {"sms_key": "secret\udcff"}, "sms_key"),
    (STATUS_BATCH, {"base_url": "ftp://host/"}, "base_url must be http"),
    (STATUS_BATCH, {"base_url": ""}, "base_url must be http"),
    (STATUS_BATCH, {"base_url": "https://"}, "base_url must be http"),
    (STATUS_BATCH, {"base_url": "https://host/?a=b"}, "base_url must be http"),
    (STATUS_BATCH, {"base_url": "https://host/a b"}, "base_url must be http"),
    (STATUS_BATCH, {"plain_http": True}, "has no such address"),
    (SMS_GET_REPORT, {"corp_id": "400000"}, "corp_id does not look as it should"),
    (SMS_GET_REPORT, {"corp_id": "99999"}, "corp_id does not look as it should"),
    (SMS_GET_REPORT, {"corp_id": "1000000"}, "corp_id does not look as it should"),
    (SMS_GET_REPORT, {"corp_id": "１00000"}, "corp_id does not look as it should"),
    (SMS_GET_REPORT, {"host": "platform4"}, "platform1, platform2, platform3"),
    (SMS_LOG, {"auth": "sha256"}, "normal, md5, sha1"),
    (SMS_LOG, {"host": "v3_reserve", "plain_http": True}, "has no such address"),
    (PULL, {"appcode": None}, "appcode or app_key and app_secret or app_code and key"),
    (PULL, {"host": None}, "market, market_domestic"),
    (PULL, {"auth": "envelope"}, "app_code and key"),
]


@pytest.mark.parametrize(("call", "options", "said"), BAD_CLIENTS)
@BOTH
def test_a_client_that_cannot_be_made(call: Call, options: dict[str, Any], said: str, concurrent: bool) -> None:
    error = failure(lambda: call.make(concurrent=concurrent, **options))
    assert type(error).__name__ == call.client.replace("Client", "ConfigurationError")
    assert isinstance(error, dlrkit.ConfigurationError)
    assert said in str(error)
    assert "secret\n" not in str(error)


@pytest.mark.parametrize(("credentials", "name"), [(APPCODE, "appcode"), (GATEWAY, "app_key")])
@BOTH
def test_a_credential_that_no_header_can_hold(credentials: dict[str, str], name: str, concurrent: bool) -> None:
    seen: list[httpx.Request] = []
    client = PULL.make(
        concurrent=concurrent, **{**credentials, "appcode": None, name: "密"}, transport=answering(b"", 500, JSON, seen)
    )
    error = failure(lambda: invoke(client, PULL.method, PULL.arguments))
    assert isinstance(error, dlrkit.yisha.errors.YishaConfigurationError)
    assert seen == []


def test_clients_keep_no_credentials_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLRKIT_MOBSET_SMS_KEY", "k")
    monkeypatch.setenv("DLRKIT_SMS_KEY", "k")
    assert isinstance(failure(lambda: dlrkit.WilddogClient(app_id="a")), dlrkit.ConfigurationError)


@pytest.mark.parametrize("call", ENDPOINTS, ids=lambda call: call.name)
def test_credentials_are_never_positional(call: Call) -> None:
    with pytest.raises(TypeError):
        getattr(dlrkit, call.client)(*call.credentials.values())


def test_every_call_has_a_client() -> None:
    assert [type(call.make(**ONCE)).__name__ for call in ALL] == [call.client for call in ALL]
    assert dlrkit.WilddogClient(**WILDDOG).close() is None
    assert repr(dlrkit.MobsetClient(**MOBSET)) == "<MobsetClient>"
