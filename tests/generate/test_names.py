"""Names on the wire and in Python: what becomes of odd ones, and that a call still speaks with the vendor's own."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec
import pytest

Imported = Callable[[dict[str, str]], ModuleType]
TEXT = {"type": "string", "en": "A text."}

FIELDS = {
    "class": "class_",
    "None": "none",
    "from": "from_",
    "match": "match",
    "self": "self_",
    "reports": "reports_",
    "exchange": "exchange_",
    "message-id": "message_id",
    "reply.to": "reply_to",
    "two words": "two_words",
    "__private__": "private",
    "HTTPStatus": "http_status",
    "sendID2Go": "send_id2_go",
    "X": "x",
    "json": "json",
    "copy": "copy",
    "schema": "schema",
    "model_config": "model_config",
    "id": "id",
    "enum": "enum",
    "date": "date",
}


@pytest.fixture
def receipt(spec: Any) -> dict[str, Any]:
    properties: dict[str, Any] = spec.vendor["schemas"]["Receipt"]["properties"]
    return properties


@pytest.mark.parametrize("required", [False, True])
def test_fields_are_read_and_written_by_their_names_on_the_wire(
    required: bool, spec: Any, receipt: dict[str, Any], imported: Imported
) -> None:
    receipt.update(dict.fromkeys(FIELDS, TEXT) | {"状态": {**TEXT, "name": "shown_state"}})
    if required:
        spec.vendor["schemas"]["Receipt"]["required"] += [*FIELDS, "状态"]
    row_type = imported(spec.files()).acme.models.Receipt
    names = {field.encode_name: field.name for field in msgspec.structs.fields(row_type)}
    assert {wire: names[wire] for wire in FIELDS} == FIELDS
    assert names["状态"] == "shown_state"
    data = {
        "phone": "1",
        "status": "DELIVRD",
        **{wire: f"value of {wire}" for wire in names if wire in FIELDS or wire == "状态"},
    }
    row = msgspec.json.decode(msgspec.json.encode(data), type=row_type)
    assert {wire: getattr(row, names[wire]) for wire in data} == data
    assert msgspec.to_builtins(row).items() >= data.items()


def test_arguments_are_sent_by_their_names_on_the_wire(spec: Any, imported: Imported) -> None:
    spec.lookup["params"].update(
        {wire: {"in": "query", "en": "A text."} for wire in FIELDS if wire != "self"}
        | {"状态": {"in": "query", "name": "shown_state", "en": "A text."}}
    )
    spec.lookup["params"]["from"] = {"in": "query", "en": "A text."}
    spec.lookup.pop("paging")
    spec.lookup["params"].pop("size")
    package = imported(spec.files())
    wires = {wire: attribute for wire, attribute in FIELDS.items() if wire != "self"} | {"状态": "shown_state"}
    sent: dict[str, str] = {}

    def answer(request: Any) -> Any:
        import httpx

        sent.update(request.url.params)
        return httpx.Response(200, content=b'{"code": "0"}')

    import httpx

    with package.AcmeClient(account="10001", token="t", transport=httpx.MockTransport(answer)) as client:
        client.lookup(kind="sms", ids=["a"], **{name: f"value of {wire}" for wire, name in wires.items()})
    assert {wire: sent.get(wire) for wire in wires} == {wire: f"value of {wire}" for wire in wires}


@pytest.mark.parametrize(
    ("wires", "id"),
    [
        (["状态"], "name.attribute"),
        (["2fast"], "name.attribute"),
        (["a+b"], "name.attribute"),
        (["naïve"], "name.attribute"),
        (["-"], "name.attribute"),
        (["RetCode", "retCode"], "name.attribute-twice"),
        (["a.b", "a-b"], "name.attribute-twice"),
        (["class", "class_"], "name.attribute-twice"),
        (["class", "klass"], None),
        (["at_utc"], "name.attribute-twice"),
        (["codes"], "name.taken"),
        (["int"], "name.taken"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_names_that_cannot_be_told_apart_or_made_are_refused_where_they_stand(
    wires: list[str], id: str | None, spec: Any, receipt: dict[str, Any]
) -> None:
    receipt.update(dict.fromkeys(wires, TEXT))
    problems = spec.refused()
    line = 1 + list(spec.vendor).index("schemas")
    assert [(p.id, p.file, p.line) for p in problems][:1] == ([(id, "specs/acme/vendor.yaml", line)] if id else [])


@pytest.mark.parametrize("code", ["", "  ", "状态", "!!", "é"])
def test_a_code_that_gives_no_member_needs_a_name(code: str, spec: Any, imported: Imported) -> None:
    codes = spec.vendor["tables"]["receipt_status"]["codes"]
    codes[code] = {"en": "Odd.", "state": "unknown"}
    problems = spec.refused()
    assert [p.id for p in problems] == ["name.member"]
    codes[code]["name"] = "ODD_ONE"
    table = imported(spec.files()).acme.codes.ReceiptStatus
    assert table(code) is table.ODD_ONE
    assert code == table.ODD_ONE


@pytest.mark.parametrize(
    "names",
    [
        ("MRO", "NAME", "VALUE"),
        ("NONE", "TRUE", "CLASS"),
        ("ZH", "EN", "STATE", "REASON", "IS_KNOWN"),
        ("CODE_1", "X_"),
    ],
)
def test_members_may_be_called_like_anything_in_capitals(names: tuple[str, ...], spec: Any, imported: Imported) -> None:
    codes = spec.vendor["tables"]["receipt_status"]["codes"]
    codes.update({name.lower(): {"name": name, "en": f"Says {name}.", "state": "unknown"} for name in names})
    table = imported(spec.files()).acme.codes.ReceiptStatus
    assert [(table(n.lower()).name, table(n.lower()).en) for n in names] == [(n, f"Says {n}.") for n in names]


@pytest.mark.parametrize(
    "name", ["Request", "Response", "Transport", "Configuration", "Dlrkit", "API", "Sync", "Async", "Runtime"]
)
def test_a_prefix_that_would_hide_classes_of_the_runtime_or_of_python_is_refused(name: str, spec: Any) -> None:
    spec.vendor["class"] = name
    problems = spec.refused()
    line = 1 + list(spec.vendor).index("class")
    assert [(p.id, p.file, p.line) for p in problems] == [("name.class", "specs/acme/vendor.yaml", line)]
