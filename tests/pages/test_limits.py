"""Limits in sentences: what they are, and what is none though it has a number and a unit too."""

from __future__ import annotations

import pytest

from dlrgen.pages import limits
from dlrgen.pages.text import Page

STATED = [
    ("每分钟最多20次", "rate 20 60"),
    ("同一号码1分钟内只能1条, 每天不超过20条", "rate 1 60, rate 20 86400"),
    ("一小时内一个号码只允许发送十二条", "rate 12 3600"),
    ("24小时内同一号码最多接收10条", "rate 10 86400"),
    ("单个号码每日限10条", "rate 10 86400"),
    ("1分钟1条，1小时5条", "rate 1 60, rate 5 3600"),
    ("单IP 每小时不超过 1000 次", "rate 1000 3600"),
    ("两次查询间隔需大于 5 秒", "rate 1 5"),
    ("调用频率：1次/5分钟", "rate 1 300"),
    ("频率不超过2次/1min", "rate 2 60"),
    ("单用户QPS 50", "rate 50 1"),
    ("Poll no more often than every 5 minutes", "rate 1 300"),
    ("The default is 60 RPM", "rate 60 60"),
    ("at most 30 requests per minute", "rate 30 60"),
    ("no more than 20 SMS per day to the same number", "rate 20 86400"),
    ("最多支持500个手机号", "batch 500"),
    ("参数数量不超过10个,号码数量不超过1000个", "batch 10, batch 1000"),
    ("一次提交的号码个数不超过200", "batch 200"),
    ("号码超过1000个", "batch 1000"),
    ("一次最多查询20台设备", "batch 20"),
    ("接收人，不超过100人", "batch 100"),
    ("多个号码以逗号分隔，一次最多200", "batch 200"),
    ("Maximum batch size: 500", "batch 500"),
    ("Entries per page, maximum 40", "batch 40"),
    ("the field takes only 100 phone numbers at a time", "batch 100"),
    ("每页条数，默认20，最大200", "batch 200"),
    ("up to 1000 numbers per request", "batch 1000"),
    ("**1000 recipients** maximum per bulk request", "batch 1000"),
    ("a list of parcels (max 50)", "batch 50"),
    ("comma separated numbers (max 100)", "batch 100"),
    ("Number of records to return, default 20, maximum 100", "batch 100"),
    ("Maximum number of recipients per request is 500.", "batch 500"),
    ("maximum 1000 per request", "batch 1000"),
    ("You may do 40 lookups per second", "rate 40 1"),
    ("addresses parted by commas, not more than 250 in one request", "batch 250"),
    ("The recipients of a mailing are limited to 1000.", "batch 1000"),
    ("编号列表，最大长度限制为30", "batch 30"),
    ("没领走的报告留 72 小时", "window 259200"),
    ("推送失败时来取，结果保留 3 天", "window 259200"),
    ("90 天以前的订单查不到", "window 7776000"),
    ("超过3天的报告会被删除", "window 259200"),
    ("Results stay for 48 hours", "window 172800"),
    ("Reports can be fetched for 14 days", "window 1209600"),
    ("Recordings are removed after 30 days", "window 2592000"),
    ("We hold reports for 7 days", "window 604800"),
    ("最多保留一个月", "window 2592000"),
    ("支持查询最近60-90天的记录", "window 7776000"),
    ("kept for 48 hours", "window 172800"),
    ("Reports are stored in memory for 24 hours", "window 86400"),
    ("States can be retrieved up to 1 week after the call", "window 604800"),
    ("Reports older than 7 days are deleted", "window 604800"),
]
NONE = [
    "Unpaid accounts are deleted after 30 days",
    "The names are limited to 20 characters",
    "Each of the numbers is limited to 15 digits",
    "行李逗留 3 天",
    "稿件标题，最大长度限制为200",
    "没收到的按 1、5、30 分钟各补推一次",
    "Your server must answer within 15 seconds, we do not look at the text",
    "the phone was unavailable for 12 hours or more",
    "内容不能超过70个汉字",
    "签名长度不超过8个字符",
    "msg超过了1000个字",
    "67个字按1条计费",
    "maximum of 160 characters per message",
    "Message text (max 160)",
    "timeout of 30 seconds",
    "The request must be completed within 30 seconds",
    "推送失败后,间隔5分钟、15分钟、60分钟,直至成功为止",
    "失败后每隔5分钟重试一次，最多重试3次",
    "We retry 5 times within 24 hours",
    "every invoice is due within 14 days",
    "trial accounts expire after 30 days",
    "validity in minutes (up to 24 hours)",
    "系统每5分钟推送一次状态报告",
    "设备每5分钟上报一次",
    "余额不足时每天最多提醒3次",
    "messages are split up to 10 parts",
    "号码以1开头，最多200字",
    "Batch size is at most 20 kB",
]


def found(text: str) -> str:
    page = Page(text)
    stated = limits.find(page.part(0, len(text)), page)
    return ", ".join(sorted(" ".join(str(n) for n in (x.kind, x.count, x.seconds) if n is not None) for x in stated))


@pytest.mark.parametrize(("text", "wanted"), STATED)
def test_a_limit_in_a_sentence(text: str, wanted: str) -> None:
    assert found(text) == ", ".join(sorted(wanted.split(", ")))


@pytest.mark.parametrize("text", NONE)
def test_lengths_and_repetitions_are_no_limits(text: str) -> None:
    assert found(text) == ""
