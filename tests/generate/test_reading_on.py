"""Reading on by links, cursors and page numbers; addresses with a part of the user's own; times in layouts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import httpx
import pytest

LINK = {"next": "more.at", "link": ["token", "page"]}
INTO = {"next": "more.at", "into": "token", "asks": "whole"}
PAGE = {"page": "page"}


@pytest.fixture(scope="module")
def make(new_spec: Callable[[], Any], imported: Callable[[dict[str, str]], ModuleType]) -> Callable[[Any], Any]:
    def make(following: dict[str, Any]) -> Any:
        spec = new_spec()
        del spec.lookup["paging"], spec.lookup["batch"]
        spec.lookup["following"] = {"rows": "sessions", **following}
        spec.lookup["params"] |= {
            "token": {"in": "query"},
            "whole": {"in": "query", "type": "boolean"},
            "page": {"in": "query", "type": "integer", "default": 0},
            "sent>": {"in": "query", "type": "time", "layout": "%Y-%m-%dT%H:%M:%S.%3f%z", "name": "sent_after"},
        }
        properties = spec.lookup["response"]["schema"]["properties"]
        properties["more"] = {"type": "object", "title": "More", "properties": {"at": {"type": "string"}}}
        properties["sessions"]["items"]["properties"] |= {
            "result": {
                "type": "object",
                "title": "Result",
                "properties": {
                    "number": {"type": "integer"},
                    "kind": {"type": "string", "table": "receipt_status"},
                    "at": {"type": "string", "time": {"standard": "rfc2822"}},
                    "iso": {"type": "string", "time": {"layout": "%Y-%m-%dT%H:%M:%S.%f%z"}},
                },
            }
        }
        spec.lookup["report"] = {
            "rows": "sessions[]",
            "message_id": "result.number",
            "state": {"where": "result.kind"},
            "reported_at": "result.at",
        }
        spec.vendor["credentials"]["own"] = {"pattern": ".", "en": "The user's own part of the address."}
        spec.vendor["hosts"]["one"]["url"] = "https://{own}.acme.test/api"
        return imported(spec.files())

    return make


def session(name: str) -> dict[str, Any]:
    return {"id": name, "receipts": []}


class Vendor:
    """Answers with pages in turn, and keeps what it was asked."""

    def __init__(self, *pages: dict[str, Any]) -> None:
        self.pages = list(pages)
        self.asked: list[dict[str, str]] = []
        self.hosts: set[str] = set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        keys = ("token", "page", "whole")
        self.asked.append({key: request.url.params[key] for key in keys if key in request.url.params})
        self.hosts.add(request.url.host)
        return httpx.Response(200, json={"code": "0", **self.pages.pop(0)})


def rows(package: Any, vendor: Vendor, *, concurrent: bool = False, **arguments: Any) -> tuple[list[str], Any]:
    options = {"transport": httpx.MockTransport(vendor), "pacing": "off"}
    kind = package.AsyncAcmeClient if concurrent else package.AcmeClient
    client = kind(account="10001", own="me-1", token="t", auth="bearer", **options)
    reading = client.iter_lookup(kind="sms", ids=["s"], **arguments)

    async def awaited() -> list[str]:
        async with client:
            return [row.id async for row in reading]

    return (asyncio.run(awaited()) if concurrent else [row.id for row in reading]), reading


@pytest.mark.parametrize("concurrent", [False, True], ids=["blocking", "async"])
def test_links_give_parameters_and_are_not_called(make: Any, concurrent: bool) -> None:
    vendor = Vendor(
        {"sessions": [session("a"), session("b")], "more": {"at": "https://evil.test/x?page=1&token=t%201&ids=z"}},
        {"sessions": [session("c")], "more": {"at": "/api/v1?token=t2&page=2"}},
        {"sessions": [session("d")], "more": {"at": None}},
    )
    assert rows(make(LINK), vendor, concurrent=concurrent)[0] == ["a", "b", "c", "d"]
    assert vendor.asked == [{}, {"token": "t 1", "page": "1"}, {"token": "t2", "page": "2"}]
    assert vendor.hosts == {"me-1.acme.test"}


@pytest.mark.parametrize("last", [{}, {"more": None}, {"more": {}}, {"more": {"at": ""}}, {"more": {"at": "C1"}}])
def test_a_cursor_is_handed_back_until_there_is_none_or_it_comes_again(make: Any, last: dict[str, Any]) -> None:
    vendor = Vendor({"sessions": [session("a")], "more": {"at": "C1"}}, {"sessions": [session("b")], **last})
    assert rows(make(INTO), vendor)[0] == ["a", "b"]
    assert vendor.asked == [{"whole": "true"}, {"token": "C1", "whole": "true"}]


@pytest.mark.parametrize("more", ["http://[", "/x?page=one&token=t", "/x"])
def test_a_link_that_leads_nowhere_ends_the_reading(make: Any, more: str) -> None:
    assert rows(make(LINK), Vendor({"sessions": [session("a")], "more": {"at": more}}))[0] == ["a"]


def test_pages_are_counted_until_one_is_empty(make: Any) -> None:
    vendor = Vendor({"sessions": [session("a")]}, {"sessions": [session("b")]}, {"sessions": []})
    assert rows(make(PAGE), vendor)[0] == ["a", "b"]
    assert vendor.asked == [{}, {"page": "1"}, {"page": "2"}]
    vendor = Vendor({"sessions": [session("e")]}, {"sessions": []})
    rows(make(PAGE), vendor, page=4)
    assert vendor.asked == [{"page": "4"}, {"page": "5"}]


@pytest.mark.parametrize(("taken", "cursor", "left"), [
    (0, {}, ["a", "b", "c", "d", "e"]), (1, {"+": 1}, ["b", "c", "d", "e"]), (2, {"token": "C1"}, ["c", "d", "e"]),
    (3, {"token": "C1", "+": 1}, ["d", "e"]), (5, {"token": "C2", "+": 1}, []),
])  # fmt: skip
def test_a_reading_goes_on_where_it_stopped(make: Any, taken: int, cursor: Any, left: list[str]) -> None:
    pages = {
        "": {"sessions": [session("a"), session("b")], "more": {"at": "C1"}},
        "C1": {"sessions": [session("c"), session("d")], "more": {"at": "C2"}},
        "C2": {"sessions": [session("e")]},
    }
    package = make(INTO)
    answer = httpx.MockTransport(
        lambda asked: httpx.Response(200, json={"code": "0", **pages[asked.url.params.get("token", "")]})
    )
    client = package.AcmeClient(account="10001", own="me-1", token="t", auth="bearer", transport=answer, pacing="off")
    reading = client.iter_lookup(kind="sms", ids=["s"])
    for _ in range(taken):
        next(reading)
    assert reading.cursor == cursor
    again = client.iter_lookup(kind="sms", ids=["s"], cursor=reading.cursor)
    assert again.cursor == cursor
    assert [row.id for row in again] == left


@pytest.mark.parametrize("cursor", [{"offset": 1}, {"+": "x"}, {"token": "a", "sent_after": 1}])
def test_what_is_no_cursor_is_refused(make: Any, cursor: Any) -> None:
    package = make(INTO)
    with pytest.raises(package.acme.errors.AcmeRequestError, match="no cursor"):
        rows(package, Vendor(), cursor=cursor)


def test_reports_from_objects_inside_a_row(make: Any) -> None:
    package = make(PAGE)
    sessions = [
        {"id": "a", "result": {"number": 7, "kind": "DELIVRD", "at": "Thu, 24 Aug 2023 07:01:45 +0200",
                               "iso": "2023-08-24T07:01:45.250+0200"}},
        {"id": "b"},
    ]  # fmt: skip
    answer = httpx.MockTransport(lambda _: httpx.Response(200, json={"code": "0", "sessions": sessions}))
    client = package.AcmeClient(account="10001", own="me-1", token="t", auth="bearer", transport=answer)
    found = client.lookup(kind="sms", ids=["s"])
    first, second = found.reports()
    assert (first.message_id, first.state, first.reported_at) == (
        "7", "delivered", datetime(2023, 8, 24, 5, 1, 45, tzinfo=UTC),
    )  # fmt: skip
    assert first.time_basis == "explicit"
    assert found.sessions[0].result.iso_utc == datetime(2023, 8, 24, 5, 1, 45, 250000, tzinfo=UTC)
    assert (second.message_id, second.state, second.reported_at) == (None, "unrecognised", None)


def test_a_moment_travels_in_its_layout_under_a_name_that_is_no_identifier(make: Any) -> None:
    seen: list[bytes] = []
    package = make(PAGE)
    answer = httpx.MockTransport(lambda asked: seen.append(asked.url.query) or httpx.Response(200, json={"code": "0"}))  # type: ignore[func-returns-value]
    client = package.AcmeClient(account="10001", own="me-1", token="t", auth="bearer", transport=answer)
    client.lookup(kind="sms", ids=["s"], sent_after=datetime(2024, 2, 29, 16, 0, 0, 5000, tzinfo=UTC))
    assert seen == [b"ids=s&v=2&sent%3E=2024-03-01T00%3A00%3A00.005%2B0800"]


@pytest.mark.parametrize("own", ["a/b", "a b", "evil.test/", "x@evil.test", "a..b", "ä", None])
def test_the_users_part_of_an_address_is_a_part_of_a_hosts_name(make: Any, own: str | None) -> None:
    package = make(PAGE)
    with pytest.raises(package.acme.errors.AcmeConfigurationError, match="needs own"):
        package.AcmeClient(account="10001", own=own, token="t", auth="bearer", host="one")
    package.AcmeClient(account="10001", own=own, token="t", auth="bearer", base_url="https://my.test")
