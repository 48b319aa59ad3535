"""The eight endpoints as data, and calls against a vendor that answers what a test says."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import msgspec
import pytest

import dlrkit
from dlrkit.submail.models import Recipient
from dlrkit.uspeedo.models import ActionSendTarget, ActionTask, SendTarget, Task

JSON = {"Content-Type": "application/json"}
ONCE: dict[str, Any] = {"retry": dlrkit.RetryPolicy(retries=0), "pacing": "off"}
"""Options with which a client calls at once, and once only."""


class Call(msgspec.Struct, frozen=True):
    """One endpoint, called with one scheme."""

    name: str
    client: str
    credentials: dict[str, Any]
    method: str
    arguments: dict[str, Any] = {}

    @property
    def vendor(self) -> str:
        return self.client.removesuffix("Client").lower()

    @property
    def error(self) -> Any:
        """The vendor's class of all its errors."""
        return getattr(dlrkit, self.client.replace("Client", "Error"))

    def make(self, *, concurrent: bool = False, **options: Any) -> Any:
        kind = getattr(dlrkit, f"Async{self.client}" if concurrent else self.client)
        return kind(**{**ONCE, **self.credentials, **options})


WILDDOG = {"app_id": "myoffice1", "sms_key": "k"}
MOBSET = {"corp_id": "100000", "login_name": "fuyj", "password": "p"}
USPEEDO = {"access_key_id": "a", "access_key_secret": "b"}
SUBMAIL = {"appid": "10001", "appkey": "k"}
APPCODE = {"appcode": "a", "host": "market"}
GATEWAY = {"app_key": "a", "app_secret": "b", "host": "market"}
ENVELOPE = {"app_code": "0123456789abcdef0123456789abcdef", "key": "test-gateway-key"}

TO_ONE = [Recipient(to="13800138000")]
TEMPLATE = {"sms_signature": "【A】", "sms_content": "a"}

STATUS_BATCH = Call("status_batch", "WilddogClient", WILDDOG, "status_batch")
STATUS_BY_RRID = Call("status_by_rrid", "WilddogClient", WILDDOG, "status_by_rrid", {"rrid": "e97539af58f44a0092"})
SMS_GET_REPORT = Call("sms_get_report", "MobsetClient", MOBSET, "sms_get_report")
USMS_SEND_RECEIPT = Call("usms_send_receipt", "USpeedoClient", USPEEDO, "usms_send_receipt", {"id": ["s1"]})
SEND_MSG = Call("send_msg", "YishaClient", APPCODE, "send_msg", {"mobile": "+8613700000000", "template_id": "T1"})
PULL = Call("pull", "YishaClient", APPCODE, "pull_sms_send_status", {"external_id": "e1"})
PULL_SET = Call("pull_set", "YishaClient", APPCODE, "pull_sms_send_status_set", {"external_ids": ["e1"]})
SMS_LOG = Call("sms_log", "SubmailClient", SUBMAIL, "sms_log")
ENDPOINTS = [STATUS_BATCH, STATUS_BY_RRID, SMS_GET_REPORT, USMS_SEND_RECEIPT, SEND_MSG, PULL, PULL_SET, SMS_LOG]

SMS_UNIONSEND = Call(
    "sms_unionsend", "SubmailClient", {**SUBMAIL, "inter_appid": "20001", "inter_appkey": "i"}, "sms_unionsend",
    {"to": "13800138000", "content": "【A】a"},
)  # fmt: skip
SENDING = [
    Call("code_send", "WilddogClient", WILDDOG, "code_send", {"template_id": 1, "mobile": "13800138000"}),
    Call(
        "notify_send",
        "WilddogClient",
        WILDDOG,
        "notify_send",
        {"template_id": 1, "mobiles": ["13800138000"], "params": []},
    ),
    Call("code_check", "WilddogClient", WILDDOG, "code_check", {"code": "1", "mobile": "13800138000"}),
    Call("send_msg_all", "YishaClient", APPCODE, "send_msg_all", {"mobile": "+8613700000000", "template_id": "T1"}),
    Call("sms_send", "SubmailClient", SUBMAIL, "sms_send", {"to": "13800138000", "content": "【A】a"}),
    Call("sms_xsend", "SubmailClient", SUBMAIL, "sms_xsend", {"to": "13800138000", "project": "p"}),
    Call("sms_multisend", "SubmailClient", SUBMAIL, "sms_multisend", {"content": "【A】a", "multi": TO_ONE}),
    Call("sms_multixsend", "SubmailClient", SUBMAIL, "sms_multixsend", {"project": "p", "multi": TO_ONE}),
    Call("sms_batchsend", "SubmailClient", SUBMAIL, "sms_batchsend", {"to": ["13800138000"], "content": "【A】a"}),
    Call("sms_batchxsend", "SubmailClient", SUBMAIL, "sms_batchxsend", {"to": ["13800138000"], "project": "p"}),
    SMS_UNIONSEND,
    Call("sms_template_create", "SubmailClient", SUBMAIL, "sms_template_create", TEMPLATE),
    Call("sms_template_update", "SubmailClient", SUBMAIL, "sms_template_update", {"template_id": "t", **TEMPLATE}),
    Call("sms_template_delete", "SubmailClient", SUBMAIL, "sms_template_delete", {"template_id": "t"}),
    Call("flashsms_xsend", "SubmailClient", SUBMAIL, "flashsms_xsend", {"to": "13800138000", "project": "p"}),
    Call(
        "send_batch_usms_message", "USpeedoClient", USPEEDO, "send_batch_usms_message",
        {"task_content": [Task(template_id="t", sender_id="s", target=[SendTarget(phone="13800138000")])]},
    ),
    Call(
        "action_send_batch_usms_message", "USpeedoClient", USPEEDO, "action_send_batch_usms_message",
        {"task_content": [ActionTask(template_id="t", target=[ActionSendTarget(phone="13800138000")])]},
    ),
]  # fmt: skip
ASKING = [
    Call("get_balance", "WilddogClient", WILDDOG, "get_balance"),
    Call(
        "action_get_usms_send_receipt", "USpeedoClient", USPEEDO, "action_get_usms_send_receipt",
        {"session_no_set": ["s1"]},
    ),
    *(
        Call(name, "SubmailClient", SUBMAIL, name)
        for name in ("sms_template_get", "sms_reports", "balance_sms", "sms_mo", "service_timestamp", "service_status")
    ),
]  # fmt: skip
SIBLINGS = [*SENDING, *ASKING]
"""The calls beside those that reports come from."""

PULL_SIGNED = Call("pull_signed", "YishaClient", GATEWAY, "pull_sms_send_status", {"external_id": "e1"})
PULL_SEALED = Call("pull_sealed", "YishaClient", ENVELOPE, "pull_sms_send_status", {"external_id": "e1"})
SMS_LOG_XML = Call("sms_log_xml", "SubmailClient", {**SUBMAIL, "format": "xml"}, "sms_log")
SMS_LOG_YAML = Call("sms_log_yaml", "SubmailClient", {**SUBMAIL, "format": "yaml"}, "sms_log")
ALL = [*ENDPOINTS, PULL_SIGNED, PULL_SEALED, SMS_LOG_XML, SMS_LOG_YAML]


def invoke(client: Any, method: str, arguments: Mapping[str, Any]) -> Any:
    """Call a method of a blocking or an asynchronous client, list what `reports` yields, and close the client."""
    if not type(client).__name__.startswith("Async"):
        with client:
            found = getattr(client, method)(**arguments)
            return list(found) if method == "reports" else found

    async def run() -> Any:
        async with client:
            if method == "reports":
                return [report async for report in client.reports(**arguments)]
            return await getattr(client, method)(**arguments)

    return asyncio.run(run())


def answering(
    body: bytes, status: int = 200, headers: Mapping[str, str] = JSON, seen: list[httpx.Request] | None = None
) -> httpx.MockTransport:
    """A transport that keeps requests in `seen` and gives one answer."""

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return httpx.Response(status, headers=headers, content=body)

    return httpx.MockTransport(answer)


def ask(
    call: Call,
    body: bytes | str,
    status: int = 200,
    headers: Mapping[str, str] = JSON,
    *,
    concurrent: bool = False,
    **options: Any,
) -> Any:
    """What a call makes of an answer."""
    content = body.encode() if isinstance(body, str) else body
    client = call.make(concurrent=concurrent, transport=answering(content, status, headers), **options)
    return invoke(client, call.method, call.arguments)


def failure(run: Callable[[], Any]) -> dlrkit.DlrkitError:
    """The error of this package that a call ends with."""
    try:
        made = run()
    except dlrkit.DlrkitError as error:
        return error
    raise AssertionError(f"no error, but {made!r}")


BOTH = pytest.mark.parametrize("concurrent", [False, True], ids=["blocking", "async"])
JSON_CALLS = [call for call in ALL if "format" not in call.credentials]


def names(calls: list[Call]) -> Any:
    return pytest.mark.parametrize("call", calls, ids=lambda call: call.name)


def unusable(call: Call, *arguments: Any, **options: Any) -> dlrkit.ResponseError:
    """The error about the answer, in the vendor's class."""
    error = failure(lambda: ask(call, *arguments, **options))
    assert isinstance(error, dlrkit.ResponseError)
    assert isinstance(error, call.error)
    assert (error.vendor, error.endpoint) == (call.vendor, call.method)
    return error


def sealed(content: str, act: str = "comms/sms/pullSmsSendStatus") -> bytes:
    """A gateway's answer around a business answer, signed."""
    stamp = "20200427205236000"
    plain = f"{act}&{stamp}&0000{'&' + content if content else ''}&{ENVELOPE['key']}"
    signature = hashlib.md5(plain.encode()).hexdigest()
    envelope = {"act": act, "timestamp": stamp, "code": "0000", "bizContent": content, "sign": signature}
    return json.dumps(envelope).encode()


GOOD = {
    "status_batch": b'{"status":"ok","data":[]}',
    "status_by_rrid": b'{"status":"ok","data":[]}',
    "sms_get_report": b'{"Code":0}',
    "usms_send_receipt": b'{"RetCode":0,"Message":"success"}',
    "send_msg": b'{"code":"0000"}',
    "pull": b'{"code":"0000","status":"200"}',
    "pull_set": b'{"code":"0000"}',
    "pull_signed": b'{"code":"0000","status":"200"}',
    "pull_sealed": sealed('{"code":"0000","status":"200"}'),
    "sms_log": b'{"status":"success","data":[]}',
}
BAD = {
    "status_batch": (b'{"errcode":70212,"message":"m"}', "70212"),
    "status_by_rrid": (b'{"status":"error","errcode":70212,"message":"m"}', "70212"),
    "sms_get_report": (b'{"Code":-5,"Message":"m"}', "-5"),
    "usms_send_receipt": (b'{"RetCode":215400,"Message":"m"}', "215400"),
    "send_msg": (b'{"code":"9999","msg":"m","requestId":"r"}', "9999"),
    "pull": (b'{"code":"9999","msg":"m","requestId":"r"}', "9999"),
    "pull_set": (b'{"code":"9999","msg":"m","requestId":"r"}', "9999"),
    "pull_signed": (b'{"code":"9999","msg":"m","requestId":"r"}', "9999"),
    "pull_sealed": (b'{"code":"9999","msg":"m"}', "9999"),
    "sms_log": (b'{"status":"error","code":"901","msg":"m"}', "901"),
}
