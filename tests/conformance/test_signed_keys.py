"""Unmodified SDKs of vendors that want signatures: our fakes serve them, and our clients sign the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

import dlrkit
from dlrkit._core.clock import Now
from dlrkit._core.draft import BodyKind, Draft
from dlrkit._core.endpoint import Credentials
from dlrkit.aliyun.auth import sign_acs3
from dlrkit.tencent.auth import sign_tc3
from dlrkit.uspeedo.models import ActionSendTarget, ActionTask

from .kit import Heard, library, listening, serving

pytestmark = pytest.mark.filterwarnings("ignore")  # of what SDKs warn is theirs
NOW, NONCE = 1700000000.25, "0123456789abcdef0123456789abcdef"
ONCE: dict[str, Any] = {"retry": dlrkit.RetryPolicy(retries=0), "pacing": "off"}
FIXED: dict[str, Any] = {**ONCE, "clock": lambda: NOW, "nonce": lambda: NONCE}
SINCE = datetime(2023, 11, 14, tzinfo=UTC)


def frozen(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """Give one module of an SDK our time."""
    monkeypatch.setattr(library(module), "time", SimpleNamespace(time=lambda: NOW))


def again(heard: Heard, base_url: str, kind: BodyKind | None, signed: list[str]) -> Draft:
    """What an SDK sent, as our client would hold it before it is signed."""
    draft = Draft(heard.method, base_url, "", kind, Now(int(NOW * 1000)), NONCE)
    draft.query.update({name: value for name, [value] in heard.query.items()})
    draft.headers = {name: heard.headers[name] for name in signed if name != "host"}
    draft.content = heard.body.encode() or None
    return draft


APP, REGION, PHONE = "1400006666", "ap-guangzhou", "+8618501234444"


class Tencent:
    """The SDK, and its calls with the arguments of ours."""

    def __init__(self, base_url: str, secret_id: str, secret_key: str) -> None:
        profile = library("tencentcloud.common.profile.http_profile").HttpProfile(
            protocol="http", endpoint=base_url.removeprefix("http://")
        )
        options = library("tencentcloud.common.profile.client_profile").ClientProfile(httpProfile=profile)
        credential = library("tencentcloud.common.credential").Credential(secret_id, secret_key)
        self._models = library("tencentcloud.sms.v20210111.models")
        self._client = library("tencentcloud.sms.v20210111.sms_client").SmsClient(credential, REGION, options)

    def pull(self) -> list[Any]:
        request = self._models.PullSmsSendStatusRequest()
        request.Limit, request.SmsSdkAppId = 100, APP
        return list(self._client.PullSmsSendStatus(request).PullSmsSendStatusSet)

    def by_phone_number(self, since: datetime = SINCE) -> list[Any]:
        request = self._models.PullSmsSendStatusByPhoneNumberRequest()
        request.BeginTime, request.Offset, request.Limit = int(since.timestamp()), 0, 100
        request.PhoneNumber, request.SmsSdkAppId = PHONE, APP
        return list(self._client.PullSmsSendStatusByPhoneNumber(request).PullSmsSendStatusSet)


def ours_of_tencent(base_url: str, secret_id: str, secret_key: str, **options: Any) -> dlrkit.TencentClient:
    return dlrkit.TencentClient(secret_id=secret_id, secret_key=secret_key, base_url=base_url, **options)


def test_tencent_reads_our_fake_once() -> None:
    with serving("tencent") as (fake, base_url):
        keys = fake.credentials["secret_id"], fake.credentials["secret_key"]
        judge = Tencent(base_url, *keys)
        found = judge.pull()
        assert judge.pull() == []
        since = datetime.fromtimestamp(found[0].UserReceiveTime - 3600, UTC)
        recovered = judge.by_phone_number(since)
        fake.reset()
        ours = ours_of_tencent(base_url, *keys, **ONCE).pull_sms_send_status(
            region=REGION, limit=100, sms_sdk_app_id=APP
        )
    theirs = [(r.SerialNo, r.PhoneNumber, r.ReportStatus, r.Description) for r in found]
    assert theirs
    assert theirs == [(r.message_id, r.phone, r.raw_status, r.raw_code) for r in ours.reports()]
    assert [row.PhoneNumber for row in recovered] == [PHONE]


@pytest.mark.parametrize("method", ["pull", "by_phone_number"])
@pytest.mark.parametrize(
    ("wrong", "code"),
    [("secret_key", "AuthFailure.SignatureFailure"), ("secret_id", "AuthFailure.SecretIdNotFound")],
)
def test_tencent_is_refused_with_a_wrong_key(method: str, wrong: str, code: str) -> None:
    refused = library("tencentcloud.common.exception.tencent_cloud_sdk_exception").TencentCloudSDKException
    with serving("tencent") as (fake, base_url):
        keys = {name: fake.credentials[name] for name in ("secret_id", "secret_key")} | {wrong: "wrong"}
        with pytest.raises(refused) as caught:
            getattr(Tencent(base_url, **keys), method)()
    assert caught.value.get_code() == code
    assert caught.value.get_request_id()


def test_tencent_signs_what_we_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen(monkeypatch, "tencentcloud.common.abstract_client")
    with listening({"": b'{"Response": {"PullSmsSendStatusSet": [], "RequestId": "r"}}'}) as (heard, base_url):
        judge, ours = Tencent(base_url, "AKID", "s"), ours_of_tencent(base_url, "AKID", "s", **FIXED)
        judge.pull()
        judge.by_phone_number()
        for theirs in heard:
            draft = again(theirs, base_url, "json", ["content-type", "host"])
            sign_tc3(draft, Credentials(secret_id="AKID", secret_key="s"))
            assert draft.headers["Authorization"] == theirs.headers["authorization"]
            assert draft.headers["X-TC-Timestamp"] == theirs.headers["x-tc-timestamp"] == "1700000000"
        # Without the blanks that json.dumps puts between, the SDK sends what we send, to the byte.
        dumps = json.dumps
        compact = SimpleNamespace(dumps=lambda value: dumps(value, separators=(",", ":")), loads=json.loads)
        monkeypatch.setattr("tencentcloud.common.abstract_client.json", compact)
        heard.clear()
        judge.pull()
        judge.by_phone_number()
        ours.pull_sms_send_status(region=REGION, limit=100, sms_sdk_app_id=APP)
        ours.pull_sms_send_status_by_phone_number(
            region=REGION, begin_time=SINCE, limit=100, phone_number=PHONE, sms_sdk_app_id=APP
        )
    names = ["authorization", "content-type", "x-tc-action", "x-tc-region", "x-tc-timestamp", "x-tc-version"]
    for theirs, our in zip(heard[:2], heard[2:], strict=True):
        assert (theirs.method, theirs.path) == (our.method, our.path)
        assert theirs.body == our.body
        assert [theirs.headers[name] for name in names] == [our.headers[name] for name in names]


class Aliyun:
    def __init__(self, base_url: str, access_key_id: str, access_key_secret: str) -> None:
        config = library("alibabacloud_tea_openapi.models").Config(
            access_key_id=access_key_id,
            access_key_secret=access_key_secret,
            endpoint=base_url.removeprefix("http://"),
            protocol="http",
        )
        self._client = library("alibabacloud_dysmsapi20170525.client").Client(config)
        self._models = library("alibabacloud_dysmsapi20170525.models")

    def query_send_details(self, **arguments: Any) -> dict[str, Any]:
        request = self._models.QuerySendDetailsRequest(**arguments)
        return dict(self._client.query_send_details(request).to_map()["body"])


def ours_of_aliyun(base_url: str, access_key_id: str, access_key_secret: str, **options: Any) -> dlrkit.AliyunClient:
    return dlrkit.AliyunClient(
        access_key_id=access_key_id, access_key_secret=access_key_secret, base_url=base_url, **options
    )


def today(now: float) -> str:
    return datetime.fromtimestamp(now + 8 * 3600, UTC).strftime("%Y%m%d")


def test_aliyun_reads_our_fake() -> None:
    with serving("aliyun") as (fake, base_url):
        keys = fake.credentials["access_key_id"], fake.credentials["access_key_secret"]
        arguments = {"phone_number": fake.messages[0].phone, "send_date": today(fake.clock.now()), "page_size": 10}
        theirs = Aliyun(base_url, *keys).query_send_details(**arguments, current_page=1)
        ours = ours_of_aliyun(base_url, *keys, **ONCE).query_send_details(**arguments, current_page=1)
    assert theirs["Code"] == "OK"
    assert theirs["TotalCount"] == ours.total_count
    rows = theirs["SmsSendDetailDTOs"]["SmsSendDetailDTO"]
    assert rows
    assert [(row["PhoneNum"], str(row["SendStatus"]), row["ErrCode"]) for row in rows] == [
        (report.phone, report.raw_status, report.raw_code) for report in ours.reports()
    ]


@pytest.mark.parametrize(
    ("wrong", "code", "status"),
    [
        ("access_key_secret", "SignatureDoesNotMatch", 400),
        ("access_key_id", "InvalidAccessKeyId.NotFound", 404),
    ],
)
def test_aliyun_is_refused_with_a_wrong_key(wrong: str, code: str, status: int) -> None:
    refused = library("alibabacloud_tea_openapi.exceptions").ClientException
    with serving("aliyun") as (fake, base_url):
        keys = {name: fake.credentials[name] for name in ("access_key_id", "access_key_secret")} | {wrong: "wrong"}
        judge = Aliyun(base_url, **keys)
        with pytest.raises(refused) as caught:
            judge.query_send_details(phone_number="1", send_date="20231114", page_size=10, current_page=1)
    assert (caught.value.code, caught.value.status_code) == (code, status)


def test_aliyun_signs_what_we_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    utils = library("alibabacloud_tea_openapi.utils").Utils
    monkeypatch.setattr(utils, "get_timestamp", staticmethod(lambda: "2023-11-14T22:13:20Z"))
    monkeypatch.setattr(utils, "get_nonce", staticmethod(lambda: NONCE))
    arguments = {
        "phone_number": "852 55311111*~", "send_date": "20231114", "page_size": 10, "current_page": 1,
        "biz_id": "134523^4351232",
    }  # fmt: skip
    with listening({"": b'{"Code": "OK", "RequestId": "r"}'}) as (heard, base_url):
        Aliyun(base_url, "AK", "s").query_send_details(**arguments)
        ours_of_aliyun(base_url, "AK", "s", **FIXED).query_send_details(**arguments)
    theirs, our = heard
    assert (theirs.method, theirs.path, theirs.query) == (our.method, our.path, our.query)
    for name in ("x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"):
        assert theirs.headers[name] == our.headers[name], name
    # Each signs the headers that it sends, so each is signed once more by the other's code.
    made_of = ("x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256", "authorization")
    draft = again(theirs, base_url, None, [n for n in signed_headers(theirs) if n not in made_of])
    sign_acs3(draft, Credentials(access_key_id="AK", access_key_secret="s"))
    assert draft.headers["Authorization"] == theirs.headers["authorization"]
    request = SimpleNamespace(
        method=our.method,
        pathname=our.path,
        query={name: value for name, [value] in our.query.items()},
        headers={name: our.headers[name] for name in signed_headers(our)},
    )
    payload = our.headers["x-acs-content-sha256"]
    signed = utils.get_authorization(request, "ACS3-HMAC-SHA256", payload, "AK", "s")
    assert signed == our.headers["authorization"]


def signed_headers(heard: Heard) -> list[str]:
    return heard.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")


def ucloud_sdk(base_url: str, public_key: str, private_key: str) -> Any:
    config = {
        "public_key": public_key, "private_key": private_key, "base_url": base_url, "max_retries": 0, "log_level": 50,
        "project_id": "org-1",
    }  # fmt: skip
    return library("ucloud.client").Client(config).usms()


def ours_of_ucloud(base_url: str, public_key: str, private_key: str, **options: Any) -> dlrkit.UCloudClient:
    return dlrkit.UCloudClient(public_key=public_key, private_key=private_key, base_url=base_url, **options)


def receipts(sessions: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What an SDK of UCloud or USpeedo says of its sessions, in the order of our reports."""
    return [
        (session["SessionNo"], row["Phone"], row["ReceiptResult"], row["ReceiptTime"])
        for session in sessions
        for row in session["ReceiptSet"]
    ]


def test_ucloud_reads_our_fake() -> None:
    with serving("ucloud") as (fake, base_url):
        keys = fake.credentials["public_key"], fake.credentials["private_key"]
        wanted = [message.id for message in fake.messages]
        theirs = ucloud_sdk(base_url, *keys).get_usms_send_receipt({"SessionNoSet": wanted})["Data"]
        ours = ours_of_ucloud(base_url, *keys, **ONCE).get_usms_send_receipt(session_no_set=wanted)
    assert [row[0] for row in receipts(theirs)] == wanted
    assert receipts(theirs) == [
        (r.message_id, r.phone, r.raw_status, r.reported_at and int(r.reported_at.timestamp())) for r in ours.reports()
    ]


@pytest.mark.parametrize(("wrong", "code"), [("private_key", 171), ("public_key", 172)])
def test_ucloud_is_refused_with_a_wrong_key(wrong: str, code: int) -> None:
    refused = library("ucloud.core.exc").RetCodeException
    with serving("ucloud") as (fake, base_url):
        keys = {name: fake.credentials[name] for name in ("public_key", "private_key")} | {wrong: "wrong"}
        with pytest.raises(refused) as caught:
            ucloud_sdk(base_url, **keys).get_usms_send_receipt({"SessionNoSet": ["a"]})
    assert caught.value.code == code


def test_ucloud_signs_what_we_sign() -> None:
    sessions = [*"abcdefghijk", "已 &=+%"]
    with listening({"": b'{"RetCode": 0, "Data": []}'}) as (heard, base_url):
        ucloud_sdk(base_url, "pub@example.com", "priv").get_usms_send_receipt({"SessionNoSet": sessions})
        ours = ours_of_ucloud(base_url, "pub@example.com", "priv", **FIXED)
        ours.get_usms_send_receipt(session_no_set=sessions, project_id="org-1")
    theirs, our = heard
    assert (theirs.method, theirs.path, theirs.query, theirs.form) == (our.method, our.path, our.query, our.form)
    assert our.form["Signature"]
    assert theirs.headers["content-type"] == our.headers["content-type"]


def uspeedo_sdk(base_url: str, access_key_id: str, access_key_secret: str) -> Any:
    config = {
        "public_key": access_key_id, "private_key": access_key_secret, "base_url": f"{base_url}/api", "max_retries": 0,
        "log_level": 50,
    }  # fmt: skip
    return library("uspeedo.client").Client(config).asms()


def ours_of_uspeedo(base_url: str, access_key_id: str, access_key_secret: str, **options: Any) -> dlrkit.USpeedoClient:
    return dlrkit.USpeedoClient(
        access_key_id=access_key_id, access_key_secret=access_key_secret, base_url=base_url, **options
    )


TASK = {
    "TemplateId": "UTA1",
    "SenderId": "me",
    "Target": [
        {"Phone": "(852)55311111", "TemplateParams": ["1", "已"]},
        {"Phone": "1", "TemplateParams": [], "UserId": "7"},
    ],
}
OUR_TASK = ActionTask(
    template_id="UTA1",
    sender_id="me",
    target=[
        ActionSendTarget(phone="(852)55311111", template_params=["1", "已"]),
        ActionSendTarget(phone="1", template_params=[], user_id="7"),
    ],
)


def test_uspeedo_reads_our_fake() -> None:
    with serving("uspeedo") as (fake, base_url):
        keys = fake.credentials["access_key_id"], fake.credentials["access_key_secret"]
        wanted = [message.id for message in fake.messages]
        theirs = uspeedo_sdk(base_url, *keys).get_usms_send_receipt({"SessionNoSet": wanted})["Data"]
        ours = ours_of_uspeedo(base_url, *keys, **ONCE).action_get_usms_send_receipt(session_no_set=wanted)
    assert theirs
    assert receipts(theirs) == [
        (r.message_id, r.phone, r.raw_status, r.reported_at and int(r.reported_at.timestamp())) for r in ours.reports()
    ]


def test_uspeedo_sends_through_our_fake() -> None:
    with serving("uspeedo") as (fake, base_url):
        keys = fake.credentials["access_key_id"], fake.credentials["access_key_secret"]
        theirs = uspeedo_sdk(base_url, *keys).send_batch_usms_message({"TaskContent": [TASK]})
        ours = ours_of_uspeedo(base_url, *keys, **ONCE).action_send_batch_usms_message(task_content=[OUR_TASK])
        assert [seen.refusal for seen in fake.requests] == [None, None]
    assert theirs["SessionNo"]
    assert ours.session_no


@pytest.mark.parametrize("wrong", ["access_key_secret", "access_key_id"])
def test_uspeedo_is_refused_with_a_wrong_key(wrong: str) -> None:
    refused = library("uspeedo.core.exc").RetCodeException
    with serving("uspeedo") as (fake, base_url):
        keys = {name: fake.credentials[name] for name in ("access_key_id", "access_key_secret")} | {wrong: "wrong"}
        judge = uspeedo_sdk(base_url, **keys)
        with pytest.raises(refused) as caught:
            judge.get_usms_send_receipt({"SessionNoSet": ["a"]})
        assert caught.value.code == 215393
        with pytest.raises(refused):
            judge.send_batch_usms_message({"TaskContent": [TASK]})


def test_uspeedo_signs_what_we_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen(monkeypatch, "uspeedo.core.client._client")
    monkeypatch.setattr("uspeedo.core.client._client.secrets", SimpleNamespace(token_hex=lambda length: NONCE))
    with listening({"": b'{"RetCode": 0, "Data": []}'}) as (heard, base_url):
        judge, ours = uspeedo_sdk(base_url, "AK", "s"), ours_of_uspeedo(base_url, "AK", "s", **FIXED)
        judge.get_usms_send_receipt({"SessionNoSet": ["a", "已"]})
        ours.action_get_usms_send_receipt(session_no_set=["a", "已"])
        judge.send_batch_usms_message({"TaskContent": [TASK]})
        ours.action_send_batch_usms_message(task_content=[OUR_TASK])
    for theirs, our in (heard[:2], heard[2:]):
        assert (theirs.method, theirs.path, json.loads(theirs.body)) == (our.method, our.path, json.loads(our.body))
        for name in ("x-access-key-id", "x-timestamp", "x-nonce", "x-signature", "content-type"):
            assert theirs.headers[name] == our.headers[name], name
