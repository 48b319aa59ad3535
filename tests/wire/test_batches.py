"""Calls with more ids than the vendor takes: asked for in parts, and joined."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs

import httpx
import msgspec
import pytest

import dlrkit
from dlrkit._core.endpoint import Endpoint

from .kit import BOTH, BY_NAME, Acting, Known, failed, finished


class Split(msgspec.Struct, frozen=True):
    """One way of asking for many ids."""

    known: Known
    options: dict[str, Any]
    rows: str
    id: str
    read: Callable[[httpx.Request], list[str]]
    """The ids of a request."""

    def answer(self, ids: Sequence[str]) -> dict[str, Any]:
        rows = [{self.id: id, **({"status": "200"} if self.id == "externalId" else {})} for id in ids]
        return {**msgspec.json.decode(self.known.good), self.rows: rows}

    def call(self, act: Callable[[int, list[str]], Any], ids: Sequence[str], *, concurrent: bool = False) -> Any:
        """Ask for these ids, while a function of the part's number and ids says what the vendor does."""
        number = iter(range(1000))

        def respond(request: httpx.Request) -> httpx.Response:
            act_made = act(next(number), self.read(request))
            if isinstance(act_made, Exception):
                raise act_made
            status, body = act_made if isinstance(act_made, tuple) else (200, act_made)
            return httpx.Response(status, json=body)

        retry = dlrkit.RetryPolicy(retries=1, first=0.001)
        client = self.known.make(
            concurrent=concurrent, transport=httpx.MockTransport(respond), retry=retry, **self.options
        )
        endpoint: Endpoint[Any] = self.known.endpoint
        assert endpoint.batch is not None
        return finished(client, lambda: getattr(client, endpoint.name)(**{endpoint.batch.attribute: ids}))


def in_query(request: httpx.Request) -> list[str]:
    return request.url.params.get_list("id")


def in_json(request: httpx.Request) -> list[str]:
    text: str = msgspec.json.decode(request.content)["externalIds"]
    return text.removeprefix("[").removesuffix("]").split(",")


def in_form(request: httpx.Request) -> list[str]:
    [text] = parse_qs(request.content.decode())["externalIds"]
    return text.removeprefix("[").removesuffix("]").split(",")


SESSIONS, STATUSES = BY_NAME["uspeedo.usms_send_receipt"], BY_NAME["yisha.pull_sms_send_status_set"]
SPLITS = {
    "uspeedo": Split(SESSIONS, {}, "Data", "SessionNo", in_query),
    "yisha json": Split(STATUSES, {"body": "json"}, "smsSendStatusSet", "externalId", in_json),
    "yisha form": Split(STATUSES, {"body": "form"}, "smsSendStatusSet", "externalId", in_form),
}
EACH = pytest.mark.parametrize("split", SPLITS.values(), ids=list(SPLITS))
IDS = [f"id{number:03}" for number in range(250)]


def given(split: Split, answer: Any) -> list[str]:
    rows = getattr(answer, split.known.endpoint.batch.rejoin)  # type: ignore[union-attr]
    return [getattr(row, "session_no", None) or row.external_id for row in rows]


@BOTH
@EACH
def test_250_are_three_calls(split: Split, concurrent: bool) -> None:
    parts: list[list[str]] = []

    def act(number: int, ids: list[str]) -> Any:
        parts.append(ids)
        return split.answer(ids)

    answer = split.call(act, IDS, concurrent=concurrent)
    assert parts == [IDS[:100], IDS[100:200], IDS[200:]]
    assert given(split, answer) == IDS
    assert [report.message_id for report in answer.reports()] == IDS
    assert answer.failures == ()


@EACH
def test_100_are_one_call(split: Split) -> None:
    parts: list[list[str]] = []

    def act(number: int, ids: list[str]) -> Any:
        parts.append(ids)
        return split.answer(ids)

    assert given(split, split.call(act, IDS[:100])) == IDS[:100]
    assert parts == [IDS[:100]]


@EACH
def test_parts_that_answer_with_nothing(split: Split) -> None:
    answer = split.call(lambda number, ids: split.answer(ids if number == 1 else []), IDS)
    assert given(split, answer) == IDS[100:200]
    silent = split.call(lambda number, ids: msgspec.json.decode(split.known.good), IDS)
    assert given(split, silent) == []


@BOTH
@EACH
@pytest.mark.parametrize("bad", [0, 1, 2])
def test_one_failed_part_does_not_cost_the_others(split: Split, bad: int, concurrent: bool) -> None:
    at = [IDS[:100], IDS[100:200], IDS[200:]]
    answer = split.call(
        lambda number, ids: (500, {}) if ids == at[bad] else split.answer(ids), IDS, concurrent=concurrent
    )
    assert given(split, answer) == [id for id in IDS if id not in at[bad]]
    [(ids, error)] = answer.failures
    assert ids == at[bad]
    assert isinstance(error, dlrkit.ResponseError)
    assert (error.http_status, error.endpoint) == (500, split.known.endpoint.name)
    again = pickle.loads(pickle.dumps(answer))
    assert given(split, again) == given(split, answer)
    assert (again.failures[0][0], str(again.failures[0][1])) == (ids, str(error))


@EACH
def test_failures_of_all_kinds(split: Split) -> None:
    def act(number: int, ids: list[str]) -> Any:
        code = {"uspeedo": 215392, "yisha": "1005"}[split.known.vendor]
        faults = split.known.endpoint.faults
        return {IDS[0]: {faults.code: code}, IDS[100]: httpx.ReadTimeout("late")}.get(ids[0]) or split.answer(ids)

    answer = split.call(act, IDS)
    assert given(split, answer) == IDS[200:]
    (first, refused), (second, late) = answer.failures
    assert (first, second) == (IDS[:100], IDS[100:200])
    assert isinstance(refused, dlrkit.APIError)
    assert isinstance(late, dlrkit.TransportError)


@EACH
def test_each_part_is_repeated_for_itself(split: Split) -> None:
    asked: list[str] = []

    def act(number: int, ids: list[str]) -> Any:
        asked.append(ids[0])
        return (503, {}) if asked.count(ids[0]) == 1 else split.answer(ids)

    assert given(split, split.call(act, IDS)) == IDS
    assert asked == [IDS[0], IDS[0], IDS[100], IDS[100], IDS[200], IDS[200]]


@BOTH
@EACH
def test_if_all_fail_the_first_error_is_raised(split: Split, concurrent: bool) -> None:
    error = failed(lambda: split.call(lambda number, ids: (500 + number, {}), IDS, concurrent=concurrent))
    assert isinstance(error, dlrkit.ResponseError)
    assert error.http_status == 500


@EACH
def test_undecoded_rows_and_repairs_of_all_parts(split: Split) -> None:
    def act(number: int, ids: list[str]) -> Any:
        answer = split.answer(ids)
        answer[split.rows][0] = {"no": ids[0]}
        return answer

    answer = split.call(act, IDS)
    assert given(split, answer) == [id for id in IDS if id not in ("id000", "id100", "id200")]
    assert [msgspec.json.decode(row.raw)["no"] for row in answer.undecoded] == ["id000", "id100", "id200"]


def test_repairs_of_all_parts() -> None:
    split = SPLITS["uspeedo"]

    def act(number: int, ids: list[str]) -> Any:
        return {"RetCode": 0, "Data": [{"SessionNo": id, "Receipt": {"Phone": "1", "Status": "Fail"}} for id in ids]}

    answer = split.call(act, IDS)
    assert [report.status for report in answer.reports()] == ["Fail"] * 250
    assert [repair.rule for repair in answer.repairs] == ["single_as_list"] * 250


@EACH
def test_a_bad_id_in_the_last_part_stops_the_first(split: Split) -> None:
    def act(number: int, ids: list[str]) -> Any:
        raise AssertionError("nothing may be sent")

    error = failed(lambda: split.call(act, [*IDS, 17]))  # type: ignore[list-item]
    assert isinstance(error, dlrkit.RequestError)


def test_a_batch_may_be_cancelled_between_its_parts() -> None:
    asked: list[int] = []

    async def respond(request: httpx.Request) -> httpx.Response:
        asked.append(len(in_query(request)))
        if len(asked) == 2:
            await asyncio.sleep(30)
        return httpx.Response(200, content=SESSIONS.good)

    async def run() -> None:
        async with SESSIONS.make(concurrent=True, transport=httpx.MockTransport(respond)) as client:
            await asyncio.wait_for(client.usms_send_receipt(id=IDS), 0.1)

    with pytest.raises(TimeoutError):
        asyncio.run(run())
    assert asked == [100, 100]


@BOTH
@pytest.mark.parametrize(
    ("name", "argument", "most"),
    [("wilddog.notify_send", "mobiles", 100), ("submail.sms_batchsend", "to", 10_000),
     ("submail.sms_batchxsend", "to", 10_000)],
)  # fmt: skip
def test_what_sends_is_never_split_and_too_many_are_refused_before_anything_is_sent(
    name: str, argument: str, most: int, concurrent: bool
) -> None:
    known = BY_NAME[name]
    for count, requests in ((most, 1), (most + 1, 0)):
        vendor = Acting(known.good)
        request = msgspec.structs.replace(known.request, **{argument: ["13800138000"] * count})
        client = known.make(concurrent=concurrent, transport=vendor)

        def call(client: Any = client, request: Any = request) -> Any:
            return finished(client, lambda: client._call(known.endpoint, request, {}))

        if requests:
            assert call().exchange.status == 200
        else:
            assert isinstance(failed(call), dlrkit.RequestError)
        assert len(vendor.requests) == requests
