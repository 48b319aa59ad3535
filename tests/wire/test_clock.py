"""A client whose clock is wrong learns the vendor's time from the vendor's own answer."""

from __future__ import annotations

import hashlib
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

import dlrkit

from .kit import BOTH, BY_NAME, Acting, Known, answered, drive, failed, finished

OURS, THEIRS = 1_700_000_000.0, 1_700_003_600.0
LOG, BATCH, RRID = BY_NAME["submail.sms_log"], BY_NAME["wilddog.status_batch"], BY_NAME["wilddog.status_by_rrid"]
SCHEMES = pytest.mark.parametrize("auth", ["md5", "sha1"])


def dated(known: Known, code: object, at: float | None = THEIRS) -> httpx.Response:
    headers = {} if at is None else {"Date": formatdate(at, usegmt=True)}
    return httpx.Response(200, content=known.failing(code), headers=headers)


def signed(request: Any) -> dict[str, str]:
    """What was sent, once its signature is seen to be right (computed, after the rule of SUBMAIL's page)."""
    sent = dict(parse_qsl(request.content.decode()))
    joined = "&".join(f"{name}={value}" for name, value in sorted(sent.items()) if name != "signature")
    plain = f"100000100000{joined}100000100000"
    assert sent["signature"] == hashlib.new(sent["sign_type"], plain.encode()).hexdigest()
    return sent


@BOTH
@SCHEMES
@pytest.mark.parametrize("code", ["151", "152"])
def test_a_query_is_repeated_once_with_the_vendors_time(code: str, auth: str, concurrent: bool) -> None:
    vendor = Acting(dated(LOG, code), LOG.good)
    client = LOG.make(concurrent=concurrent, auth=auth, transport=vendor, clock=lambda: OURS)
    answer = finished(client, lambda: client.sms_log(to="13800138000"))
    assert answer.status == "success"
    assert [signed(request)["timestamp"] for request in vendor.requests] == ["1700000000", "1700003600"]
    assert answer.exchange.sent_at == THEIRS


@BOTH
@SCHEMES
def test_a_query_is_not_repeated_twice(auth: str, concurrent: bool) -> None:
    vendor = Acting(dated(LOG, "152"))
    client = LOG.make(concurrent=concurrent, auth=auth, transport=vendor, clock=lambda: OURS)
    error = failed(lambda: LOG.call(client))
    assert isinstance(error, dlrkit.APIError)
    assert (error.code, len(vendor.requests)) == ("152", 2)


def test_that_repetition_is_none_of_the_policys() -> None:
    vendor = Acting(dated(LOG, "152"), httpx.Response(503), httpx.Response(503), LOG.good)
    client = LOG.make(auth="md5", transport=vendor, retry=dlrkit.RetryPolicy(retries=2, first=0.001))
    assert client.sms_log().status == "success"
    assert len(vendor.requests) == 4
    never = Acting(dated(LOG, "152"), LOG.good)
    client = LOG.make(auth="md5", transport=never, retry=dlrkit.RetryPolicy(retries=0))
    assert client.sms_log().status == "success"


@BOTH
def test_a_consuming_read_is_not_repeated_but_the_next_call_is_right(concurrent: bool) -> None:
    vendor = Acting(dated(BATCH, 70203), BATCH.good)
    client = BATCH.make(concurrent=concurrent, transport=vendor, clock=lambda: OURS)

    async def both() -> dlrkit.DlrkitError:
        with pytest.raises(dlrkit.APIError) as caught:
            await client.status_batch()
        await client.status_batch()
        return caught.value

    if concurrent:
        error = finished(client, both)
    else:
        error = failed(client.status_batch)
        client.status_batch()
    assert (error.code, error.reports_may_be_lost) == ("70203", False)
    assert [request.url.params["timestamp"] for request in vendor.requests] == ["1700000000000", "1700003600000"]


def test_a_send_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """No vendor's send has a code for clocks yet, so one is made of another."""
    known = BY_NAME["yisha.send_msg"]
    monkeypatch.setattr(known.endpoint.faults.table("1005"), "category", dlrkit.Category.CLOCK)  # type: ignore[misc]
    outcome = answered(known.failing("1005"), 200, date=formatdate(THEIRS, usegmt=True))
    driven = drive(known.make()._engine.call(known.endpoint, known.request), [outcome])
    assert driven.error.category is dlrkit.Category.CLOCK
    assert len(driven.requests) == 1


def test_what_was_learned_stays() -> None:
    now = [OURS]
    vendor = Acting(dated(LOG, "152"), LOG.good)
    client = LOG.make(auth="md5", transport=vendor, clock=lambda: now[0])
    client.sms_log()
    now[0] += 100
    client.sms_log()
    assert [signed(request)["timestamp"] for request in vendor.requests] == ["1700000000", "1700003600", "1700003700"]


def test_a_clock_that_is_set_right_later_is_learned_again() -> None:
    now = [OURS]
    late = dated(LOG, "151")
    vendor = Acting(late, LOG.good, late, LOG.good)
    client = LOG.make(auth="md5", transport=vendor, clock=lambda: now[0])
    client.sms_log()
    now[0] = THEIRS
    client.sms_log()
    sent = [int(signed(request)["timestamp"]) - int(OURS) for request in vendor.requests]
    assert sent == [0, 3600, 7200, 3600]


def test_each_client_has_a_clock_of_its_own() -> None:
    vendor = Acting(dated(LOG, "152"), LOG.good)
    LOG.make(auth="md5", transport=vendor, clock=lambda: OURS).sms_log()
    LOG.make(auth="md5", transport=vendor, clock=lambda: OURS).sms_log()
    assert [signed(request)["timestamp"] for request in vendor.requests][2] == "1700000000"


@pytest.mark.parametrize("date", [None, "", "soon", "Wed, 36 Nov 1994 08:49:44 GMT", "0", "1700003600"])
def test_no_repetition_without_a_date(date: str | None) -> None:
    headers = {} if date is None else {"date": date}
    outcome = answered(LOG.failing("152"), 200, **headers)
    driven = drive(LOG.make(auth="md5")._engine.call(LOG.endpoint, LOG.request), [outcome])
    assert isinstance(driven.error, dlrkit.APIError)
    assert driven.pauses == []


@pytest.mark.parametrize("code", ["101", "307", "901"])
def test_other_errors_teach_nothing(code: str) -> None:
    vendor = Acting(dated(LOG, code), LOG.good)
    client = LOG.make(auth="md5", transport=vendor, clock=lambda: OURS, retry=dlrkit.RetryPolicy(retries=0))
    failed(client.sms_log)
    client.sms_log()
    assert [signed(request)["timestamp"] for request in vendor.requests] == ["1700000000"] * 2


def test_a_call_without_a_timestamp_is_repeated_at_most_once_too() -> None:
    vendor = Acting(dated(RRID, 70203))
    failed(lambda: RRID.call(RRID.make(transport=vendor)))
    assert len(vendor.requests) == 2


def test_in_a_batch_the_first_part_teaches_the_others() -> None:
    known = BY_NAME["uspeedo.usms_send_receipt"]
    vendor = Acting(dated(known, 215395), known.good)
    client = known.make(transport=vendor, clock=lambda: OURS)
    answer = client.usms_send_receipt(id=[f"s{number}" for number in range(250)])
    assert (len(vendor.requests), answer.failures) == (4, ())
