"""Deviations of answers from their specs: told to whom they interest, and looked for for nobody else."""

from __future__ import annotations

import hashlib
import pickle
from typing import Any

import httpx
import msgspec
import pytest

import dlrkit
from dlrkit import Drift

from .kit import BOTH, BY_NAME, CONSUMING, ENDPOINTS, Acting, Known, answered, drive, failed, finished, make

BATCH, RRID, LOG = BY_NAME["wilddog.status_batch"], BY_NAME["wilddog.status_by_rrid"], BY_NAME["submail.sms_log"]
SESSIONS, PULL = BY_NAME["uspeedo.usms_send_receipt"], BY_NAME["yisha.pull_sms_send_status"]
REPORTS = BY_NAME["mobset.sms_get_report"]
ROW = {"status": 2, "mobile": "13800138000", "rrid": "r", "deliveryStatus": "DELIVRD"}
ENTRY = {"sendID": "s", "to": "1", "status": "delivered"}


def body(known: Known, **fields: Any) -> bytes:
    return msgspec.json.encode({**msgspec.json.decode(known.good), **fields})


CASES: dict[str, tuple[Known, bytes, list[tuple[str, str, str]]]] = {
    "nothing": (RRID, body(RRID, data=[ROW]), []),
    "a field of the answer": (RRID, body(RRID, next={"a": 1}), [("unknown_field", "next", "{'a': 1}")]),
    "a field of a row": (RRID, body(RRID, data=[{**ROW, "newField": 7}]), [("unknown_field", "data[].newField", "7")]),
    "a field of all rows": (
        RRID,
        body(RRID, data=[{**ROW, "newField": number} for number in range(50)]),
        [("unknown_field", "data[].newField", "0")],
    ),
    "a field of a row in a row": (
        SESSIONS,
        body(SESSIONS, Data=[{"SessionNo": "s", "Receipt": [{"Phone": "1", "Cost": None}]}]),
        [("unknown_field", "Data[].Receipt[].Cost", "None")],
    ),
    "another spelling that the spec knows": (REPORTS, b'{"code":0}', [("repaired", "code", "alias")]),
    "codes": (
        RRID,
        body(RRID, data=[{**ROW, "deliveryStatus": code} for code in ("NEW", "NEW", "DELIVRD", "NEWER")]),
        [("unknown_code", "data[].deliveryStatus", "NEW"), ("unknown_code", "data[].deliveryStatus", "NEWER")],
    ),
    "a numeric code": (RRID, body(RRID, data=[{**ROW, "status": 77}]), [("unknown_code", "data[].status", "77")]),
    "a code in a row in a row": (
        SESSIONS,
        body(SESSIONS, Data=[{"SessionNo": "s", "Status": "success", "Receipt": [{"Status": "lost"}]}]),
        [("unknown_code", "Data[].Receipt[].Status", "lost")],
    ),
    "repairs": (
        RRID,
        body(RRID, data=[{**ROW, "rrid": 5}, {**ROW, "rrid": 6}]),
        [("repaired", "data[].rrid", "number_as_text")],
    ),
    "repairs of two kinds": (
        SESSIONS,
        body(SESSIONS, Data=[{"SessionNo": 7, "Receipt": {"Phone": "1"}}] * 3),
        [("repaired", "Data[].Receipt", "single_as_list"), ("repaired", "Data[].SessionNo", "number_as_text")],
    ),
    "undecoded rows": (
        RRID,
        body(RRID, data=[ROW, {"status": 2}, ROW, {"status": 2}]),
        [
            ("undecoded", "[1]", "Object missing required field `mobile`"),
            ("undecoded", "[3]", "Object missing required field `mobile`"),
        ],
    ),
    "everything at once": (
        RRID,
        body(RRID, more=1, data=[{**ROW, "x": 1, "status": 99}, {}, {**ROW, "rrid": 5}]),
        [
            ("repaired", "data[].rrid", "number_as_text"),
            ("undecoded", "[1]", "Object missing required field `status`"),
            ("unknown_code", "data[].status", "99"),
            ("unknown_field", "data[].x", "1"),
            ("unknown_field", "more", "1"),
        ],
    ),
}
EACH = pytest.mark.parametrize("name", CASES)


def told(drifts: list[Drift]) -> list[tuple[str, str, str]]:
    return [(drift.kind, drift.path, drift.detail.split(" - ")[0]) for drift in drifts]


@BOTH
@EACH
def test_drift_is_told_once_for_each_kind_and_place(name: str, concurrent: bool) -> None:
    known, answer, expected = CASES[name]
    drifts: list[Drift] = []
    given = known.call(known.make(concurrent=concurrent, transport=Acting(answer), on_drift=drifts.append))
    assert sorted(told(drifts)) == expected
    assert {(drift.vendor, drift.endpoint) for drift in drifts} <= {(known.vendor, known.endpoint.name)}
    assert given.exchange.body == answer


@BOTH
@EACH
def test_strict(name: str, concurrent: bool) -> None:
    known, answer, expected = CASES[name]
    vendor = Acting(answer)
    client = known.make(concurrent=concurrent, transport=vendor, strict=True)
    if not expected:
        assert known.call(client) is not None
        return
    error = failed(lambda: known.call(client))
    assert isinstance(error, dlrkit.ResponseError)
    assert (error.problem, error.body, error.http_status, len(vendor.requests)) == ("drift", answer, 200, 1)
    assert any(kind in str(error) and path in str(error) for kind, path, _ in expected)
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)


def test_a_strict_client_tells_all_before_it_raises() -> None:
    known, answer, expected = CASES["everything at once"]
    drifts: list[Drift] = []
    failed(lambda: known.call(known.make(transport=Acting(answer), on_drift=drifts.append, strict=True)))
    assert sorted(told(drifts)) == expected


@pytest.mark.parametrize("known", ENDPOINTS, ids=lambda known: known.name)
def test_good_answers_do_not_drift(known: Known) -> None:
    client = known.make(transport=Acting(known.good), strict=True)
    assert known.call(client).exchange.body == known.good


def test_every_call_is_told_of_anew() -> None:
    drifts: list[Drift] = []
    client = RRID.make(transport=Acting(body(RRID, more=1)), on_drift=drifts.append)
    client.status_by_rrid(rrid="r")
    client.status_by_rrid(rrid="r")
    assert len(drifts) == 2


def test_errors_of_the_vendor_are_no_drift() -> None:
    drifts: list[Drift] = []
    client = RRID.make(transport=Acting(RRID.failing(71234)), on_drift=drifts.append, strict=True)
    assert isinstance(failed(lambda: RRID.call(client)), dlrkit.APIError)
    assert drifts == []


def test_all_pages_and_parts_are_looked_at() -> None:
    drifts: list[Drift] = []
    page = {"total": 2, "data": [ENTRY]}
    pages = [body(LOG, **page, offset=0, extra=1), body(LOG, **page, offset=1, other=1)]
    list(make("submail", transport=Acting(*pages), on_drift=drifts.append).iter_sms_log(rows=1))
    assert [drift.path for drift in drifts] == ["extra", "other"]
    drifts.clear()
    parts = [body(SESSIONS, one=1), body(SESSIONS, two=1), body(SESSIONS, three=1)]
    SESSIONS.make(transport=Acting(*parts), on_drift=drifts.append).usms_send_receipt(id=["s"] * 250)
    assert [drift.path for drift in drifts] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("format", "answer"),
    [
        ("xml", "<r><status>success</status><data><sendID>s</sendID><to>1</to><status>lost</status></data></r>"),
        ("yaml", "status: success\ndata:\n- {sendID: s, to: '1', status: lost}\n"),
    ],
)
def test_other_formats_tell_of_codes(format: str, answer: str) -> None:
    drifts: list[Drift] = []
    LOG.call(LOG.make(format=format, transport=Acting(answer.encode()), on_drift=drifts.append))
    assert told(drifts) == [("unknown_code", "data[].status", "lost")]


# Signed gateways, whose answers are wrapped.

GATEWAY = {"app_code": "a", "key": "k", "appcode": None}


def sealed(content: str) -> bytes:
    """An answer in the envelope of Yisha's gateway (signature computed)."""
    plain = f"act&20220206000000000&0000&{content}&k"
    signature = hashlib.md5(plain.encode()).hexdigest()
    envelope = {
        "act": "act",
        "timestamp": "20220206000000000",
        "code": "0000",
        "bizContent": content,
        "sign": signature,
    }
    return msgspec.json.encode(envelope)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"code":"0000","status":"200"}', []),
        ('{"code":"0000","status":"200","new":1}', [("unknown_field", "new", "1")]),
        ('{"code":"0000","status":"7"}', [("unknown_code", "status", "7")]),
    ],
)
def test_what_is_in_an_envelope_is_looked_at_and_not_the_envelope(
    content: str, expected: list[tuple[str, str, str]]
) -> None:
    drifts: list[Drift] = []
    client = PULL.make(**GATEWAY, transport=Acting(sealed(content)), on_drift=drifts.append)
    assert PULL.call(client).code == "0000"
    assert told(drifts) == expected
    strict = PULL.make(**GATEWAY, transport=Acting(sealed(content)), strict=True)
    if expected:
        assert failed(lambda: PULL.call(strict)).problem == "drift"
    else:
        PULL.call(strict)


# Hooks that raise, and consuming reads.


class Full(Exception):
    pass


def refuse(drift: Drift) -> None:
    raise Full


@BOTH
def test_a_hook_that_raises_does_not_cost_the_answer(concurrent: bool) -> None:
    vendor = Acting(body(BATCH, data=[ROW], more=1))
    client = BATCH.make(concurrent=concurrent, transport=vendor, on_drift=refuse)
    error = failed(lambda: finished(client, client.status_batch))
    assert isinstance(error, dlrkit.ResponseError)
    assert isinstance(error.__cause__, Full)
    assert (error.problem, error.body, len(vendor.requests)) == ("hook", body(BATCH, data=[ROW], more=1), 1)


def test_what_a_hook_raises_does_not_make_a_consuming_read_repeat() -> None:
    def ask_again(drift: Drift) -> None:
        RRID.call(RRID.make(transport=Acting(httpx.ConnectError("down"))))

    vendor = Acting(body(BATCH, more=1))
    error = failed(BATCH.make(transport=vendor, on_drift=ask_again).status_batch)
    assert (error.problem, len(vendor.requests)) == ("hook", 1)


@pytest.mark.parametrize("known", CONSUMING, ids=lambda known: known.name)
def test_a_strict_consuming_read_says_that_reports_may_be_lost(known: Known) -> None:
    outcome = answered(b"[1]" if known.endpoint.decoder.is_list else body(known, more=1))
    error = drive(known.make(strict=True)._engine.call(known.endpoint, known.request), [outcome]).error
    assert (error.problem, error.body) == ("drift", outcome.body)
    assert (error.reports_may_be_lost, error.recovery) == (True, known.endpoint.recovery)


# Who does not ask does not pay.


@pytest.mark.parametrize(
    ("options", "looked"),
    [({}, 0), ({"strict": True}, 1), ({"on_drift": lambda drift: None}, 1), ({"strict": False}, 0)],
)
@pytest.mark.parametrize("known", ENDPOINTS, ids=lambda known: known.name)
def test_it_is_looked_for_only_if_asked(
    known: Known, options: dict[str, Any], looked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[bytes] = []
    decode = msgspec.json.decode

    def counting(data: bytes, **arguments: Any) -> Any:
        if data == known.good:
            decoded.append(data)
        return decode(data, **arguments)

    vendor = Acting(known.good)
    client = known.make(transport=vendor, **options)
    monkeypatch.setattr("dlrkit._core.drift.msgspec.json.decode", counting)
    known.call(client)
    assert decoded == [known.good] * looked
