"""Reports of failed messages whose code the vendor's own table lacks."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import convert

from dlrkit import Confidence, DeliveryReport, Reason, Retry, State
from dlrkit.mobset.models import SmsReport
from dlrkit.mobset.reports import SmsGetReportReport
from dlrkit.submail.models import LogEntry
from dlrkit.submail.reports import SmsLogReport
from dlrkit.wilddog.models import StatusRow
from dlrkit.wilddog.reports import StatusBatchReport


def wilddog(status: int, code: str | None) -> DeliveryReport:
    data: dict[str, Any] = {"rrid": "r", "mobile": "13800138000", "status": status, "deliveryStatus": code}
    return StatusBatchReport(convert(data, StatusRow))


def mobset(status: str, code: str | None) -> DeliveryReport:
    return SmsGetReportReport(convert({"SmsId": "1", "Status": status, "ExStatus": code}, SmsReport))


def submail(status: str, code: str | None) -> DeliveryReport:
    return SmsLogReport(convert({"sendID": "1", "to": "x", "status": status, "report_state": code}, LogEntry))


@pytest.mark.parametrize(
    ("report", "reason", "retry", "confidence"),
    [
        (wilddog(3, "MK:0013"), "invalid_number", "never", "documented"),
        (wilddog(3, "mk:0012"), "invalid_number", "never", "conflicting"),
        (wilddog(3, "54"), "absent_or_off", "later", "documented"),
        (wilddog(3, "IA:0777"), "timeout", "later", "inferred"),
        (wilddog(3, "EXPIRED"), "absent_or_off", "later", "spec"),
        (wilddog(3, "my:1108"), "invalid_number", "never", "documented"),
        (mobset("13", "MX:0003"), "frequency_limit", "later", "documented"),
        (mobset("13", "UNDELIV_601"), "unknown", "unknown", "inferred"),
        (submail("dropped", " UNDELIV"), "unknown", "unknown", "documented"),
        (submail("dropped", "CB:0007"), "suspended", "later", "documented"),
    ],
)  # fmt: skip
def test_why_a_message_failed_is_looked_up(report: DeliveryReport, reason: str, retry: str, confidence: str) -> None:
    assert report.state.has_failed
    assert (report.reason, report.retry, report.confidence) == (reason, retry, confidence)
    assert report.meaning not in ("", "Failed; the carrier code tells why.")
    assert report.to_dict()["reason"] == reason


@pytest.mark.parametrize(
    "report",
    [wilddog(3, None), wilddog(3, ""), wilddog(3, "nothing like it"), wilddog(3, "UC:0001"), wilddog(3, "DELIVERED")],
)
def test_what_nobody_knows_leaves_the_vendors_status(report: DeliveryReport) -> None:
    assert (report.state, report.reason, report.retry) == (State.UNDELIVERED, Reason.UNKNOWN, Retry.UNKNOWN)
    assert (report.confidence, report.meaning) == (Confidence.DOCUMENTED, "Failed; the carrier code tells why.")


@pytest.mark.parametrize("report", [wilddog(2, "MK:0013"), wilddog(0, "MK:0013"), mobset("12", "MK:0013")])
def test_a_message_that_has_not_failed_has_no_reason(report: DeliveryReport) -> None:
    assert not report.state.has_failed
    assert (report.reason, report.retry) == (None, None)
    assert "number" not in report.meaning


def test_what_the_vendor_lists_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError

    monkeypatch.setattr("dlrkit._core.report.lookup", refuse)
    assert wilddog(3, "MY:1108").reason is Reason.INVALID_NUMBER
    assert submail("dropped", "mk:0012").reason is Reason.UNKNOWN
    assert wilddog(2, "MK:0013").reason is None
