"""Reading on: pages by offset, and reads that are repeated until there is nothing more."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import httpx
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dlrkit

from .kit import BOTH, BY_NAME, Acting, failed, finished, make

FROM, UNTIL = 1644105600, 1644192000


def entry(number: int) -> dict[str, Any]:
    return {"sendID": f"s{number}", "to": "13800138000", "status": "delivered"}


BAD = {"to": "13800138000", "status": "delivered"}


class Log(httpx.MockTransport):
    """SUBMAIL's log, the newest row first. Before each page but the first, further rows arrive."""

    def __init__(self, rows: Sequence[dict[str, Any]], arrivals: Sequence[int] = (), **echo: Any) -> None:
        super().__init__(self._answer)
        self.rows = list(rows)
        self.asked: list[dict[str, str]] = []
        self.broken_at: int | None = None
        self._arrivals = list(arrivals)
        self._echo = echo

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.asked and self._arrivals:
            self.rows[:0] = [{**entry(0), "sendID": f"late{len(self.asked)}.{n}"} for n in range(self._arrivals.pop(0))]
        asked = dict(parse_qsl(request.content.decode()))
        self.asked.append(asked)
        if len(self.asked) - 1 == self.broken_at:
            raise httpx.ReadError("broken")
        offset, size = int(asked["offset"]), int(asked.get("rows", 50))
        window = {"start_date": int(asked.get("start_date", FROM)), "end_date": int(asked.get("end_date", UNTIL))}
        answer = {
            "status": "success", **window, "total": len(self.rows), "offset": offset, "results": size,
            "data": self.rows[offset : offset + size], **self._echo,
        }  # fmt: skip
        return httpx.Response(200, json={name: value for name, value in answer.items() if value is not None})


def log(vendor: httpx.MockTransport, *, concurrent: bool = False, **options: Any) -> Any:
    return make(
        "submail", concurrent=concurrent, transport=vendor, **{"retry": dlrkit.RetryPolicy(retries=0), **options}
    )


def ids(rows: Sequence[Any]) -> list[str]:
    return [row.send_id for row in rows]


def names(count: int) -> list[str]:
    return [f"s{number}" for number in range(count)]


def offsets(vendor: Log) -> list[int]:
    return [int(asked["offset"]) for asked in vendor.asked]


# Pages by offset.


@BOTH
@pytest.mark.parametrize(
    ("count", "pages"), [(0, [0]), (1, [0]), (9, [0]), (10, [0]), (11, [0, 10]), (20, [0, 10]), (25, [0, 10, 20])]
)
def test_all_pages(count: int, pages: list[int], concurrent: bool) -> None:
    vendor = Log([entry(number) for number in range(count)])
    client = log(vendor, concurrent=concurrent)
    assert ids(finished(client, lambda: client.iter_sms_log(rows=10))) == names(count)
    assert offsets(vendor) == pages


@BOTH
def test_a_vendor_that_says_no_total_is_asked_until_a_page_is_empty(concurrent: bool) -> None:
    vendor = Log([entry(number) for number in range(20)], total=None)
    client = log(vendor, concurrent=concurrent)
    assert ids(finished(client, lambda: client.iter_sms_log(rows=10))) == names(20)
    assert offsets(vendor) == [0, 10, 20]


@BOTH
def test_a_total_that_is_too_large_does_not_go_on_for_ever(concurrent: bool) -> None:
    vendor = Log([entry(number) for number in range(12)], total=1000)
    client = log(vendor, concurrent=concurrent)
    assert ids(finished(client, lambda: client.iter_sms_log(rows=10))) == names(12)
    assert offsets(vendor) == [0, 10, 12]


def test_pages_may_be_shorter_than_asked_for() -> None:
    class Stingy(Log):
        def _answer(self, request: httpx.Request) -> httpx.Response:
            asked = dict(parse_qsl(request.content.decode()))
            request = httpx.Request("POST", request.url, data={**asked, "rows": "3"})
            return super()._answer(request)

    vendor = Stingy([entry(number) for number in range(8)])
    assert ids(list(log(vendor).iter_sms_log(rows=100))) == names(8)
    assert offsets(vendor) == [0, 3, 6]


def test_reading_begins_at_the_offset_that_is_given() -> None:
    vendor = Log([entry(number) for number in range(8)])
    assert ids(list(log(vendor).iter_sms_log(rows=3, offset=4))) == names(8)[4:]
    assert offsets(vendor) == [4, 7]


def test_all_other_arguments_are_sent_with_each_page() -> None:
    vendor = Log([entry(number) for number in range(5)])
    arguments = {"to": "13800138000", "status": "delivered", "app": "a", "send_id": "i", "sendlist": "l"}
    list(log(vendor).iter_sms_log(rows=2, **arguments))
    assert len(vendor.asked) == 3
    for asked in vendor.asked:
        assert arguments.items() <= asked.items()


def test_the_window_of_the_first_answer_is_kept() -> None:
    vendor = Log([entry(number) for number in range(5)])
    list(log(vendor).iter_sms_log(rows=2))
    first, *later = vendor.asked
    assert not {"start_date", "end_date"} & first.keys()
    assert [(asked["start_date"], asked["end_date"]) for asked in later] == [(str(FROM), str(UNTIL))] * 2


def test_a_window_that_moves_on_is_not_followed() -> None:
    class Moving(Log):
        def _answer(self, request: httpx.Request) -> httpx.Response:
            self._echo = {} if self.asked else {"start_date": FROM + 7, "end_date": UNTIL + 7}
            return super()._answer(request)

    vendor = Moving([entry(number) for number in range(5)])
    list(log(vendor).iter_sms_log(rows=2))
    assert [asked.get("end_date") for asked in vendor.asked] == [None, str(UNTIL + 7), str(UNTIL + 7)]


def test_the_callers_window_is_kept() -> None:
    vendor = Log([entry(number) for number in range(3)])
    start = datetime(2022, 1, 1, tzinfo=UTC)
    list(log(vendor).iter_sms_log(rows=2, start_date=start))
    assert [asked["start_date"] for asked in vendor.asked] == ["1640995200"] * 2
    assert [asked.get("end_date") for asked in vendor.asked] == [None, str(UNTIL)]


def test_a_vendor_that_echoes_no_window() -> None:
    vendor = Log([entry(number) for number in range(5)], start_date=None, end_date=None)
    assert ids(list(log(vendor).iter_sms_log(rows=2))) == names(5)
    assert not any("end_date" in asked for asked in vendor.asked)


@pytest.mark.parametrize("format", ["xml", "yaml"])
def test_other_formats_page_too(format: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        offset = int(dict(parse_qsl(request.content.decode()))["offset"])
        if format == "xml":
            row = f"<data><sendID>s{offset}</sendID><to>1</to><status>delivered</status></data>"
            return httpx.Response(
                200, text=f"<r><status>success</status><total>3</total><offset>{offset}</offset>{row}</r>"
            )
        row = f"[{{sendID: s{offset}, to: '1', status: delivered}}]"
        return httpx.Response(200, text=f"status: success\ntotal: 3\noffset: {offset}\ndata: {row}\n")

    assert ids(list(log(httpx.MockTransport(answer), format=format).iter_sms_log(rows=1))) == names(3)


# Laziness and limits.


@BOTH
def test_nothing_is_asked_for_before_a_row_is_wanted(concurrent: bool) -> None:
    vendor = Log([entry(0)])
    client = log(vendor, concurrent=concurrent)
    rows = client.iter_sms_log()
    assert (vendor.asked, rows.pages, rows.cursor) == ([], 0, {"offset": 0})
    client.reports()
    assert vendor.asked == []


def test_no_page_is_asked_for_before_its_first_row_is_wanted() -> None:
    vendor = Log([entry(number) for number in range(6)])
    rows = log(vendor).iter_sms_log(rows=2)
    pages = []
    for _ in range(6):
        next(rows)
        pages.append((len(vendor.asked), rows.pages))
    assert pages == [(1, 1), (1, 1), (2, 2), (2, 2), (3, 3), (3, 3)]
    assert next(rows, None) is None
    assert next(rows, None) is None
    assert len(vendor.asked) == 3


@BOTH
@pytest.mark.parametrize(
    ("limits", "given", "pages"),
    [
        ({"max_items": 0}, 0, 0),
        ({"max_items": 1}, 1, 1),
        ({"max_items": 4}, 4, 2),
        ({"max_items": 5}, 5, 3),
        ({"max_items": 99}, 6, 3),
        ({"max_pages": 0}, 0, 0),
        ({"max_pages": 1}, 2, 1),
        ({"max_pages": 2}, 4, 2),
        ({"max_pages": 99}, 6, 3),
        ({"max_pages": 2, "max_items": 3}, 3, 2),
        ({"max_pages": 1, "max_items": 3}, 2, 1),
    ],
)
def test_limits(limits: dict[str, int], given: int, pages: int, concurrent: bool) -> None:
    vendor = Log([entry(number) for number in range(6)])
    client = log(vendor, concurrent=concurrent)
    assert ids(finished(client, lambda: client.iter_sms_log(rows=2, **limits))) == names(given)
    assert len(vendor.asked) == pages


@BOTH
def test_whole_answers(concurrent: bool) -> None:
    vendor = Log([entry(0), BAD, entry(1), entry(2)])
    client = log(vendor, concurrent=concurrent)
    answers = finished(client, lambda: client.iter_sms_log(rows=2).answers())
    assert [ids(answer.data) for answer in answers] == [["s0"], ["s1", "s2"]]
    assert [[json.loads(row.raw) for row in answer.undecoded] for answer in answers] == [[BAD], []]
    assert [answer.total for answer in answers] == [4, 4]


@BOTH
def test_reports_come_from_all_pages(concurrent: bool) -> None:
    vendor = Log([entry(0), BAD, entry(1), entry(2)])
    client = log(vendor, concurrent=concurrent)
    reports = finished(client, lambda: client.reports(rows=2))
    assert [report.message_id for report in reports] == ["s0", None, "s1", "s2"]
    assert offsets(vendor) == [0, 2]


def test_reports_are_lazy() -> None:
    vendor = Log([entry(number) for number in range(6)])
    reports = log(vendor).reports(rows=2)
    assert [next(reports).message_id for _ in range(2)] == ["s0", "s1"]
    assert len(vendor.asked) == 1
    assert next(reports).message_id == "s2"
    assert len(vendor.asked) == 2


def test_asynchronous_rows_leave_no_generator_behind() -> None:
    """Under trio that is a ResourceWarning, under asyncio one more task a page."""
    left: list[object] = []
    client = log(Log([entry(number) for number in range(6)]), concurrent=True)

    async def read() -> list[Any]:
        sys.set_asyncgen_hooks(finalizer=left.append)
        return [row async for row in client.iter_sms_log(rows=2)]

    assert ids(asyncio.run(read())) == names(6)
    assert left == []


# Rows that cannot be read.


@BOTH
def test_undecoded_rows_are_collected_and_counted_as_rows(concurrent: bool) -> None:
    vendor = Log([entry(0), BAD, BAD, BAD, entry(1), BAD])
    client = log(vendor, concurrent=concurrent)
    rows = client.iter_sms_log(rows=2)
    assert ids(finished(client, lambda: rows)) == ["s0", "s1"]
    assert offsets(vendor) == [0, 2, 4]
    assert [json.loads(row.raw) for row in rows.undecoded] == [BAD] * 4


# Cursors.


def stored(cursor: dict[str, int]) -> dict[str, int]:
    copied: dict[str, int] = json.loads(json.dumps(cursor))
    assert copied == cursor
    return copied


@pytest.mark.parametrize("taken", range(8))
def test_a_cursor_goes_on_after_the_last_row(taken: int) -> None:
    vendor = Log([entry(number) for number in range(7)])
    rows = log(vendor).iter_sms_log(rows=3)
    assert ids([next(rows) for _ in range(min(taken, 7))]) == names(min(taken, 7))
    later = Log(vendor.rows)
    assert ids(list(log(later).iter_sms_log(rows=3, cursor=stored(rows.cursor)))) == names(7)[taken:]
    assert int(later.asked[0]["offset"]) == taken
    if taken:
        assert later.asked[0]["end_date"] == str(UNTIL)


@BOTH
def test_limits_leave_a_cursor(concurrent: bool) -> None:
    given, cursor = [], None
    vendor = Log([entry(number) for number in range(10)])
    for _ in range(5):
        client = log(vendor, concurrent=concurrent)
        rows = client.iter_sms_log(rows=3, max_items=2, cursor=cursor)
        given += ids(finished(client, lambda rows=rows: rows))
        cursor = stored(rows.cursor)
    assert given == names(10)
    assert offsets(vendor) == [0, 2, 4, 6, 8]


@BOTH
def test_an_error_leaves_a_cursor(concurrent: bool) -> None:
    vendor = Log([entry(number) for number in range(9)])
    vendor.broken_at = 2
    client = log(vendor, concurrent=concurrent)
    rows = client.iter_sms_log(rows=2)
    error = failed(lambda: finished(client, lambda: rows))
    assert isinstance(error, dlrkit.TransportError)
    assert (rows.pages, rows.cursor["offset"]) == (2, 4)
    client = log(vendor, concurrent=concurrent)
    assert ids(finished(client, lambda: client.iter_sms_log(rows=2, cursor=stored(rows.cursor)))) == names(9)[4:]


def test_after_an_error_the_same_rows_may_be_taken_on() -> None:
    vendor = Log([entry(number) for number in range(6)])
    vendor.broken_at = 1
    rows = log(vendor).iter_sms_log(rows=2)
    given = [next(rows), next(rows)]
    with pytest.raises(dlrkit.TransportError):
        next(rows)
    assert ids([*given, *rows]) == names(6)


# All of it, at random.

kinds = st.lists(st.booleans(), max_size=25)


def mixed(good: Sequence[bool]) -> list[dict[str, Any]]:
    return [entry(number) if is_good else BAD for number, is_good in enumerate(good)]


@settings(max_examples=200, deadline=None)
@given(kinds, st.integers(1, 7), st.integers(0, 25))
def test_a_cursor_at_random(good: list[bool], size: int, taken: int) -> None:
    every = [f"s{number}" for number, is_good in enumerate(good) if is_good]
    rows = log(Log(mixed(good))).iter_sms_log(rows=size)
    given_first = ids([row for _, row in zip(range(taken), rows, strict=False)])
    rest = log(Log(mixed(good))).iter_sms_log(rows=size, cursor=stored(rows.cursor))
    assert given_first + ids(list(rest)) == every
    assert len(rows.undecoded) + len(rest.undecoded) >= good.count(False)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 30), st.integers(1, 7), st.data())
def test_rows_that_arrive_meanwhile(count: int, size: int, data: st.DataObject) -> None:
    """Each row that was there at the start is given exactly once, as long as a page takes in what arrived."""
    arrivals = data.draw(st.lists(st.integers(0, size), max_size=8))
    vendor = Log([entry(number) for number in range(count)], arrivals)
    given = ids(list(log(vendor).iter_sms_log(rows=size)))
    assert [name for name in given if name.startswith("s")] == names(count)
    assert len(set(given)) == len(given)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 30), st.integers(1, 7), st.lists(st.integers(0, 20), max_size=5))
def test_no_row_is_lost_however_many_arrive(count: int, size: int, arrivals: list[int]) -> None:
    given = ids(list(log(Log([entry(number) for number in range(count)], arrivals)).iter_sms_log(rows=size)))
    assert set(names(count)) <= set(given)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 20), st.integers(1, 5), st.integers(0, 20), st.data())
def test_a_cursor_after_arrivals(count: int, size: int, taken: int, data: st.DataObject) -> None:
    vendor = Log([entry(number) for number in range(count)], data.draw(st.lists(st.integers(0, size), max_size=4)))
    rows = log(vendor).iter_sms_log(rows=size)
    given = ids([row for _, row in zip(range(taken), rows, strict=False)])
    given += ids(list(log(Log(vendor.rows)).iter_sms_log(rows=size, cursor=stored(rows.cursor))))
    assert [name for name in given if name.startswith("s")] == names(count)


# Reads that consume, until there is nothing more.


def mobset(count: int, first: int = 0) -> bytes:
    rows = [{"SmsId": f"m{first + number}", "Status": "12"} for number in range(count)]
    return msgspec.json.encode({"Code": str(count), "Details": rows})


def wilddog(*numbers: int) -> bytes:
    rows = [{"status": 2, "mobile": "13800138000", "rrid": f"r{number}"} for number in numbers]
    return msgspec.json.encode({"status": "ok", "data": rows})


@BOTH
@pytest.mark.parametrize("counts", [[0], [1], [49], [50, 0], [50, 1], [50, 50, 49], [51, 0]], ids=str)
def test_mobset_until_a_page_is_short(counts: list[int], concurrent: bool) -> None:
    pages = [mobset(count, sum(counts[:index])) for index, count in enumerate(counts)]
    vendor = Acting(*pages, RuntimeError("once too often"))
    client = make("mobset", concurrent=concurrent, transport=vendor)
    rows = client.iter_sms_get_report()
    assert [row.sms_id for row in finished(client, lambda: rows)] == [f"m{n}" for n in range(sum(counts))]
    assert (len(vendor.requests), rows.pages, rows.cursor) == (len(counts), len(counts), {})


@BOTH
@pytest.mark.parametrize("empty", [b'{"Code":0}', b'{"Code":"0","Details":null}', b'{"Code":0,"Details":[]}'])
def test_mobset_without_details(empty: bytes, concurrent: bool) -> None:
    vendor = Acting(mobset(50), empty, RuntimeError("once too often"))
    client = make("mobset", concurrent=concurrent, transport=vendor)
    assert len(finished(client, client.iter_sms_get_report)) == 50
    assert len(vendor.requests) == 2


def test_mobset_counts_rows_that_cannot_be_read() -> None:
    full = msgspec.json.decode(mobset(50))
    full["Details"][7] = {"Status": "12"}
    vendor = Acting(msgspec.json.encode(full), mobset(3, 50))
    rows = make("mobset", transport=vendor).iter_sms_get_report()
    assert len(list(rows)) == 52
    assert (len(vendor.requests), len(rows.undecoded)) == (2, 1)


@BOTH
@pytest.mark.parametrize("method", ["iter_status_batch", "reports"])
def test_wilddog_until_a_page_is_empty(method: str, concurrent: bool) -> None:
    vendor = Acting(wilddog(1, 2), wilddog(3), wilddog(), RuntimeError("once too often"))
    client = make("wilddog", concurrent=concurrent, transport=vendor)
    found = finished(client, getattr(client, method))
    assert [getattr(row, "rrid", None) or row.message_id for row in found] == ["r1", "r2", "r3"]
    assert len(vendor.requests) == 3


@BOTH
def test_equal_rows_of_a_consuming_read_are_all_given(concurrent: bool) -> None:
    """Two parts of one batch to one phone may look alike."""
    vendor = Acting(wilddog(1, 1), wilddog(1), wilddog())
    client = make("wilddog", concurrent=concurrent, transport=vendor)
    assert len(finished(client, client.iter_status_batch)) == 3


def test_wilddog_stops_where_it_is_told() -> None:
    vendor = Acting(wilddog(1, 2), wilddog(3), wilddog())
    client = make("wilddog", transport=vendor)
    assert len(list(client.iter_status_batch(max_items=2))) == 2
    assert len(list(client.iter_status_batch(max_pages=1))) == 1
    assert len(vendor.requests) == 2


def test_an_error_comes_after_the_rows_that_were_handed_out() -> None:
    vendor = Acting(wilddog(1), wilddog(2), httpx.ReadTimeout("late"))
    rows = make("wilddog", transport=vendor).iter_status_batch()
    assert [next(rows).rrid, next(rows).rrid] == ["r1", "r2"]
    with pytest.raises(dlrkit.TransportError) as caught:
        next(rows)
    assert caught.value.reports_may_be_lost
    assert len(vendor.requests) == 3


def _reads_on(endpoint: Any) -> bool:
    return any((endpoint.paging, endpoint.following, endpoint.draining))


def test_only_these_read_on() -> None:
    found = {name for name, known in BY_NAME.items() if _reads_on(known.endpoint)}
    assert found == {
        "submail.sms_log", "submail.sms_mo", "mobset.sms_get_report", "wilddog.status_batch", "infobip.sms_reports",
        "infobip.sms_logs", "twilio.messages", "yunpian.get_record", "yunpian.pull_status",
        "tencent.pull_sms_send_status", "aliyun.query_send_details",
    }  # fmt: skip
    for known in BY_NAME.values():
        assert hasattr(known.make(), f"iter_{known.endpoint.name}") == (known.name in found)
