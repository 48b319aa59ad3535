"""Answers that are lists, and success that the HTTP status alone tells, in a package generated for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
import pytest

GOOD = '{"phone": "1", "status": "DELIVRD", "at": "2024-01-02 03:04:05"}'
ODD = '{"phone": "2", "state": "ODD"}'


@pytest.fixture(scope="module")
def package(new_spec: Callable[[], Any], imported: Callable[[dict[str, str]], ModuleType]) -> Any:
    spec = new_spec()
    spec.pull["response"] = {
        "schema": {"type": "array", "items": {"$ref": "vendor.yaml#/schemas/Receipt"}},
        "tolerate": ["number_as_text"],
    }
    spec.pull["draining"] = {"rows": "[]"}
    spec.pull["report"]["rows"] = "[]"
    spec.pull["errors"] = {"success": {"status": "2xx"}, "code": "code", "message": "info", "table": "api_codes"}
    return imported(spec.files())


@pytest.fixture(params=[False, True], ids=["blocking", "async"])
def pulled(package: Any, request: pytest.FixtureRequest) -> Callable[..., Any]:
    def pull(body: str | bytes, status: int = 200, **options: Any) -> Any:
        transport = httpx.MockTransport(lambda _: httpx.Response(status, content=body))
        kind = package.AsyncAcmeClient if request.param else package.AcmeClient
        client = kind(
            account="10001", secret="s", token="t", auth="signature", transport=transport, pacing="off", **options
        )

        async def awaited() -> Any:
            async with client:
                return await client.pull()

        return asyncio.run(awaited()) if request.param else client.pull()

    return pull


def test_a_list_has_its_rows_and_reports(pulled: Callable[..., Any]) -> None:
    answer = pulled(f"[{GOOD}, {ODD}]")
    assert [row.phone for row in answer.rows] == ["1", "2"]
    assert [(report.message_id, report.state) for report in answer.reports()] == [
        ("1", "delivered"),
        ("2", "unrecognised"),
    ]
    assert [(repair.path, repair.rule) for repair in answer.repairs] == [("[1].state", "alias")]


def test_an_empty_list_is_an_answer(pulled: Callable[..., Any]) -> None:
    assert pulled("[]").rows == []


def test_a_bad_row_of_a_list_costs_no_other(pulled: Callable[..., Any]) -> None:
    answer = pulled(f'[{GOOD}, {{"phone": []}}, {GOOD}]')
    assert [row.phone for row in answer.rows] == ["1", "1"]
    [unread] = answer.undecoded
    assert (unread.index, unread.raw) == (1, b'{"phone": []}')


def test_numbers_as_text_in_a_list_are_put_right(pulled: Callable[..., Any]) -> None:
    assert pulled('[{"phone": 1, "status": "DELIVRD"}]').rows[0].phone == "1"


@pytest.mark.parametrize("body", ['"x"', "1", "null", "{}", '{"phone": "1"}', f'[{GOOD}],"x":[', f"[{GOOD}", "<html>"])
def test_what_is_no_list_is_refused(body: str, pulled: Callable[..., Any], package: Any) -> None:
    with pytest.raises(package.acme.errors.AcmeResponseError) as caught:
        pulled(body)
    assert caught.value.problem in ("shape", "syntax")
    assert caught.value.reports_may_be_lost


@pytest.mark.parametrize("status", [200, 400, 503])
def test_an_error_of_the_vendors_under_any_status(status: int, pulled: Callable[..., Any], package: Any) -> None:
    with pytest.raises(package.acme.errors.AcmeAPIError) as caught:
        pulled('{"code": "0012", "info": "bad kind"}', status, retry=package.RetryPolicy(retries=0))
    assert (caught.value.code, caught.value.category, caught.value.reason) == ("0012", "parameter", "bad kind")
    assert caught.value.http_status == status
    assert not caught.value.reports_may_be_lost


@pytest.mark.parametrize("body", [f"[{GOOD}]", "{}", "<html>"])
def test_success_needs_a_status_that_says_so(body: str, pulled: Callable[..., Any], package: Any) -> None:
    with pytest.raises(package.acme.errors.AcmeResponseError) as caught:
        pulled(body, 500)
    assert caught.value.problem == "status"


def test_new_fields_in_a_list_are_noticed(pulled: Callable[..., Any]) -> None:
    seen: list[Any] = []
    pulled('[{"phone": "1", "status": "DELIVRD", "odd": 1}]', on_drift=seen.append)
    assert [(drift.kind, drift.path) for drift in seen] == [("unknown_field", "[].odd")]


def test_a_list_is_read_on_until_it_is_empty(package: Any) -> None:
    bodies = [f"[{GOOD}, {ODD}]", f"[{GOOD}]", "[]"]
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text=bodies.pop(0)))
    with package.AcmeClient(account="10001", secret="s", auth="signature", transport=transport) as client:
        assert [row.phone for row in client.iter_pull()] == ["1", "2", "1"]
    assert not bodies
