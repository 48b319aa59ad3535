"""Answers inside an object: its error, which tells of failure by being there, and its rows."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
import pytest

FAILURE = {
    "type": "object",
    "required": ["Code"],
    "properties": {"Code": {"type": "string", "table": "api_codes"}, "Message": {"type": "string"}},
}
HELD = {
    "type": "object",
    "title": "Held",
    "properties": {
        "Error": {"$ref": "vendor.yaml#/schemas/Fault"},
        "Trace": {"type": "string"},
        "Rows": {"type": "array", "items": {"$ref": "vendor.yaml#/schemas/Receipt"}},
    },
}


@pytest.fixture(scope="module")
def package(new_spec: Callable[[], Any], imported: Callable[[dict[str, str]], ModuleType]) -> ModuleType:
    spec = new_spec()
    spec.vendor["schemas"]["Fault"] = FAILURE
    answer = {"type": "object", "required": ["Response"], "properties": {"Response": HELD, "Other": {"type": "string"}}}
    spec.vendor["schemas"]["Failure"] = {
        "type": "object",
        "properties": {
            "Response": {
                "type": "object",
                "title": "Refusal",
                "properties": {"Error": {"$ref": "vendor.yaml#/schemas/Fault"}, "Trace": {"type": "string"}},
            }
        },
    }
    spec.vendor["errors"] |= {
        "success": {"where": "Response.Error", "absent": True},
        "code": "Response.Error.Code",
        "message": "Response.Error.Message",
        "request_id": "Response.Trace",
    }
    spec.pull |= {"draining": {"rows": "Response.Rows", "full": 2}, "response": {"schema": answer}}
    spec.pull["report"]["rows"] = "Response.Rows[]"
    # The other endpoint has its rows where they were, and tells success as it did.
    spec.lookup["errors"] = {"success": {"where": "code", "equals": "0"}, "code": "code", "message": "info"}
    return imported(spec.files())


def client(package: Any, *bodies: Any, status: int = 200) -> Any:
    pending = list(bodies)

    def answer(request: httpx.Request) -> httpx.Response:
        body = pending.pop(0)
        return httpx.Response(status, **({"content": body} if isinstance(body, bytes) else {"json": body}))

    return package.AcmeClient(
        account="10001", secret="s", auth="signature", transport=httpx.MockTransport(answer), pacing="off"
    )


def good(*phones: Any, **more: Any) -> Any:
    return {"Response": {"Rows": [{"phone": phone, "status": "DELIVRD"} for phone in phones], **more}}


@pytest.mark.parametrize("status", [200, 403])
def test_an_error_inside_is_told_by_its_being_there(package: Any, status: int) -> None:
    body = {"Response": {"Error": {"Code": "0012", "Message": "no"}, "Trace": "t-1"}}
    with pytest.raises(package.acme.errors.AcmeAPIError) as caught:
        client(package, body, status=status).pull()
    error = caught.value
    assert (error.code, error.reason, error.request_id, error.http_status) == ("0012", "no", "t-1", status)
    assert error.category == package.acme.codes.ApiCode("0012").category


def test_without_one_the_call_went_well(package: Any) -> None:
    answer = client(package, good("1", "2", Trace="t")).pull()
    assert [row.phone for row in answer.response.rows] == ["1", "2"]
    assert [report.phone for report in answer.reports()] == ["1", "2"]
    assert answer.response.error is None


def test_an_error_that_is_null_is_none(package: Any) -> None:
    assert client(package, good("1", Error=None)).pull().response.error is None


@pytest.mark.parametrize("body", [{"Response": {}}, {"Response": {"Rows": None}}])
def test_no_rows_are_no_reports(package: Any, body: Any) -> None:
    assert list(client(package, body).pull().reports()) == []
    assert list(client(package, body).iter_pull()) == []


def test_rows_are_read_on_where_they_are(package: Any) -> None:
    reading = client(package, good("1", "2"), good("3")).iter_pull()
    assert [row.phone for row in reading] == ["1", "2", "3"]


def test_a_bad_row_inside_costs_no_other(package: Any) -> None:
    answer = client(package, {**good("1", ["no phone"], "3", Trace="t"), "Other": "x"}).pull()
    assert [row.phone for row in answer.response.rows] == ["1", "3"]
    assert [(row.index, row.raw) for row in answer.undecoded] == [
        (1, b'{"phone":["no phone"],"status":"DELIVRD"}')
    ]  # fmt: skip
    assert [report.phone for report in answer.reports()] == ["1", "3", None]
    assert (answer.response.trace, answer.other) == ("t", "x")


def test_repairs_inside_say_where(package: Any) -> None:
    body = {"Response": {"Rows": [{"phone": "1", "state": "DELIVRD"}], "Trace": "t"}}
    (repair,) = client(package, body).pull().repairs
    assert (repair.path, repair.rule) == ("Response.Rows[0].state", "alias")


@pytest.mark.parametrize("body", [{"Response": []}, {"Response": None}, {"Other": "x"}, [], b"{"])
def test_what_is_no_such_answer_is_said_to_be_none(package: Any, body: Any) -> None:
    with pytest.raises(package.acme.errors.AcmeResponseError) as caught:
        client(package, body).pull()
    assert not isinstance(caught.value, package.acme.errors.AcmeAPIError)
    assert caught.value.reports_may_be_lost


def test_rows_outside_objects_stay_as_they_were(package: Any) -> None:
    answer = client(package, {"code": "0", "sessions": [{"id": "a"}]}).lookup(kind="sms", ids=["a"])
    assert [row.id for row in answer.sessions] == ["a"]


@pytest.mark.parametrize(
    ("where", "absent", "fine"),
    [
        ("Held.Error", True, True),
        ("Held.Code", False, True),
        ("Held.Code", True, False),
        ("Held.Rows", False, False),
        ("Held.Trace", False, False),
        ("Held.Error.Code", True, True),
        ("Held.What", True, False),
        ("Free.Code", False, False),
        ("Free.Error", True, True),
        ("What.Error", True, False),
    ],
)
def test_what_tells_of_success_must_be_there_or_must_be_able_to_be_missing(
    spec: Any, where: str, absent: bool, fine: bool
) -> None:
    held = {**HELD, "required": ["Code", "Rows"], "properties": {**HELD["properties"], "Code": {"type": "integer"}}}
    spec.vendor["schemas"] |= {"Fault": FAILURE, "Held": {key: value for key, value in held.items() if key != "title"}}
    reference = {"$ref": "vendor.yaml#/schemas/Held"}
    properties = {"Held": reference, "Free": reference}
    spec.pull["response"]["schema"] = {"type": "object", "required": ["Held"], "properties": properties}
    spec.pull |= {"draining": {"rows": "Held.Rows"}, "report": {**spec.pull["report"], "rows": "Free.Rows[]"}}
    told = {"where": where, "absent": True} if absent else {"where": where, "equals": 1}
    spec.pull["errors"] = {"success": told, "code": "code", "message": "info"}
    assert [problem.id for problem in spec.refused()] == ([] if fine else ["ref.success"])
