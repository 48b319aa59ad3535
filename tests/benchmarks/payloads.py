"""Answers to measure with."""

import json

_LOG_ENTRY = {
    "sendID": "f3a34daf58210d498917f31c7d26693f", "to": "13800138000", "appid": "10001", "template_id": "abcd",
    "sms_signature": "【SUBMAIL】", "sms_content": "您的短信验证码：4438，请在10分钟内输入。", "fee": 1,
    "status": "delivered", "report_state": "DELIVRD", "location": "广东 广州", "mobile_type": "中国移动",
    "ip_address": "192.0.2.1", "send_at": 1644209557, "sent_at": 1644209557, "report_at": 1644209561,
}  # fmt: skip
_STATUS_ROW = {
    "status": 2, "mobile": "13800138000", "receiveTime": "2016-11-22 20:18:50", "rrid": "e97539af58f44a0092",
    "deliveryStatus": "DELIVRD",
}  # fmt: skip


def submail(rows: int, bad: int = 0) -> bytes:
    """A page of SUBMAIL's log; in `bad` of its rows the id comes as a number."""
    entries = [dict(_LOG_ENTRY) for _ in range(rows)]
    for number in range(bad):
        entries[number * rows // bad]["sendID"] = 12345
    head = {"status": "success", "start_date": 1644152198, "end_date": 1644238598, "total": rows, "offset": 0}
    return json.dumps({**head, "results": rows, "data": entries}, ensure_ascii=False).encode()


def wilddog(rows: int) -> bytes:
    """An answer of Wilddog's."""
    return json.dumps({"status": "ok", "data": [_STATUS_ROW] * rows}).encode()
