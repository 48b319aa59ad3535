"""How parameters travel: numbers and truth values in JSON bodies, numbered names, lists of objects with classes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

PERSON = {
    "type": "object",
    "title": "Person",
    "en": "Somebody who gets a message.",
    "required": ["Phone"],
    "properties": {
        "Phone": {"type": "string"},
        "Parts": {"type": "array", "items": {"type": "string"}},
        "Weight": {"type": "integer"},
    },
}
TASK = {
    "type": "object",
    "title": "Task",
    "required": ["TemplateId", "Target"],
    "properties": {
        "TemplateId": {"type": "string"},
        "Target": {"type": "array", "items": {"$ref": "vendor.yaml#/schemas/Person"}},
    },
}


@pytest.fixture(scope="module")
def package(new_spec: Callable[[], Any], imported: Callable[[dict[str, str]], ModuleType]) -> ModuleType:
    spec = new_spec()
    spec.vendor["schemas"]["Person"] = {key: value for key, value in PERSON.items() if key != "title"}
    spec.pull["params"] |= {
        "count": {"in": "body", "type": "integer"},
        "ratio": {"in": "body", "type": "number"},
        "flag": {"in": "body", "type": "boolean"},
        "since": {"in": "body", "type": "time", "encode": "unix_s"},
        "Ids": {"in": "body", "type": "array", "encode": "indexed"},
        "Tasks": {"in": "body", "type": "array", "items": TASK, "max_items": 2},
        "Numbers": {"in": "body", "type": "array", "items": {"type": "integer"}},
    }
    return imported(spec.files())


def sent(package: Any, body: str, **arguments: Any) -> Any:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json={"code": "0"})

    transport = httpx.MockTransport(answer)
    with package.AcmeClient(account="10001", secret="s", auth="signature", body=body, transport=transport) as client:
        client.pull(**arguments)
    return json.loads(requests[0].content) if body == "json" else dict(parse_qsl(requests[0].content.decode()))


SCALARS = {"count": 5, "ratio": 0.5, "flag": False, "since": datetime(2026, 11, 21, tzinfo=UTC)}


def test_numbers_and_truths_have_no_quotes_in_a_json_body(package: Any) -> None:
    wanted = {"kind": "all", "count": 5, "ratio": 0.5, "flag": False, "since": 1795219200}
    assert sent(package, "json", **SCALARS) == wanted


def test_they_are_texts_in_a_form(package: Any) -> None:
    wanted = {"kind": "all", "count": "5", "ratio": "0.5", "flag": "false", "since": "1795219200"}
    assert sent(package, "form", **SCALARS) == wanted


@pytest.mark.parametrize("ratio", [float("nan"), float("inf")])
def test_what_json_has_no_number_for_is_refused(package: Any, ratio: float) -> None:
    with pytest.raises(package.acme.errors.AcmeRequestError, match="ratio: expected a number") as caught:
        sent(package, "json", ratio=ratio)
    assert caught.value.param == "ratio"


def test_values_of_a_list_travel_under_numbered_names(package: Any) -> None:
    assert sent(package, "form", ids=["a", "b"]) == {"kind": "all", "Ids.0": "a", "Ids.1": "b"}
    assert sent(package, "json", ids=["a", "b"]) == {"kind": "all", "Ids.0": "a", "Ids.1": "b"}


def test_lists_of_objects_travel_with_their_wire_names_and_without_what_was_left_out(package: Any) -> None:
    person, task = package.acme.models.Person, package.acme.models.Task
    tasks = [task(template_id="T1", target=[person(phone="1", parts=["x"]), person(phone="2", weight=3)])]
    target = [{"Phone": "1", "Parts": ["x"]}, {"Phone": "2", "Weight": 3}]
    wanted = {"kind": "all", "Tasks": [{"TemplateId": "T1", "Target": target}], "Numbers": [1, 2]}
    assert sent(package, "json", tasks=tasks, numbers=[1, 2]) == wanted
    assert sent(package, "json", tasks=wanted["Tasks"], numbers=(1, 2)) == wanted


@pytest.mark.parametrize(
    ("tasks", "why"),
    [
        ("T1", "expected a list, got str"),
        (["T1"], r"Expected `object`, got `str` - at `\$\[0\]`"),
        ([{"TemplateId": "T1"}], "missing required field `Target`"),
        ([{"TemplateId": "T1", "Target": [], "Tmpl": 1}], "unknown field `Tmpl`"),
        ([{"TemplateId": "T1", "Target": [{"Phone": 1}]}], r"Expected `str`, got `int` - at `.*Phone`"),
        ([{"TemplateId": "\ud800", "Target": []}], "surrogates not allowed"),
        ([object()], "unsupported"),
        ([{"TemplateId": "T1", "Target": []}] * 3, "more than 2 values"),
    ],
)  # fmt: skip
def test_lists_that_are_not_as_described_are_refused_before_anything_is_sent(
    package: Any, tasks: Any, why: str
) -> None:
    with pytest.raises(package.acme.errors.AcmeRequestError, match=why) as caught:
        sent(package, "json", tasks=tasks)
    assert caught.value.param == "Tasks"
