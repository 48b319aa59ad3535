"""Signatures for inputs that no call of the clients makes on the wire: other endpoints' parameters, other headers."""

from __future__ import annotations

from typing import Any

import pytest

from dlrkit._core.clock import Now
from dlrkit._core.draft import Draft
from dlrkit._core.endpoint import Credentials
from dlrkit.submail import auth as submail
from dlrkit.wilddog import auth as wilddog
from dlrkit.yisha import auth as yisha

WILDDOG = Credentials(app_id="demo", sms_key="kYVAi9tXAbPOURnkWiiWADRuNi6DJy7JmSg02myB")
SUBMAIL = Credentials(appid="10001", appkey="0123456789abcdef0123456789abcdef")
YISHA = Credentials(app_key="203700001", app_secret="test-app-secret")
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
SMS = {"content": "【SUBMAIL】您的短信验证码：4438，请在10分钟内输入。", "to": "13800138000"}
NONCE = "c9f15cbf-f4ac-4a6c-b54d-f51abf4b5b44"


def draft(path: str = "/", ms: int = 0, **given: Any) -> Draft:
    made = Draft("POST", "https://vendor.example", path, "form", Now(ms), NONCE)
    for place, values in given.items():
        getattr(made, place).update(values)
    return made


def test_wilddog_vendor_tutorial() -> None:
    """Source: the vendor's tutorial, inputs and signature."""
    made = draft(
        body={
            "templateId": "100001",
            "mobiles": '["13800138000"]',
            "timestamp": "1506065665377",
            "params": '["王小豆","个人版套版套餐"]',
        }
    )
    wilddog.sign_signature(made, WILDDOG)
    assert made.body["signature"] == "01bbc7fb885d1d383b1c82c77c30ee151b590193c6b4f7208c966d5df867e7c7"


def test_submail_send_without_sign_version() -> None:
    """Source: computed."""
    made = draft(ms=1414253462000, body=SMS)
    submail.sign_md5(made, SUBMAIL)
    assert made.body["signature"] == "1b7b8408d2ad97f121333f4ed37ff877"


def test_submail_tag_is_never_signed() -> None:
    """Source: the rule is the vendor page's, the value computed."""
    made = draft(ms=1414253462000, body={**SMS, "tag": "not signed"})
    submail.sign_md5(made, SUBMAIL)
    assert made.body["signature"] == "1b7b8408d2ad97f121333f4ed37ff877"


def test_gateway_signature_with_charset() -> None:
    """Source: computed; the generated market clients send the charset, ours does not."""
    body = {"externalId": "50158e02863511eaba2b00163e1a7109"}
    made = draft("/comms/sms/pullSmsSendStatus", 1587992556000, headers=FORM, body=body)
    yisha.sign_gateway_signature(made, YISHA)
    assert made.headers["X-Ca-Signature"] == "/q+kVySxPU8if/DbQDzKW+CstUPzasUS8V0jyorq4bA="


def test_gateway_signs_an_empty_value_as_the_bare_name() -> None:
    """Source: computed."""
    body = {"mobile": "+8613700000000", "templateID": "01234567890abcdef", "templateParamSet": ""}
    made = draft("/comms/sms/sendmsg", 1587992556000, headers=FORM, body=body)
    yisha.sign_gateway_signature(made, YISHA)
    assert made.headers["X-Ca-Signature"] == "1a2jG3YHqxhtT/B+Xp8W6ZCcaymo1OWBuKZ6N+Xvqow="


@pytest.mark.parametrize("content", ["", '{"code":"0000","msg":"成功。","status":"200"}'])
def test_envelope_answer(content: str) -> None:
    """Source: computed."""
    answer = {"act": "comms/sms/pullSmsSendStatus", "timestamp": "20200427205236000", "code": "0000", "ver": "1.0.0"}
    signature = yisha.verify_envelope({**answer, "bizContent": content}, Credentials(key="test-gateway-key"))
    assert signature == ("7ea64c5abb8750a7cb5d1c0e8952b4e2" if content else "a9072ffa6fdc448a5b579f0cccd148cd")
