"""Everything that the captured pages state is in the generated code.

The specs are not asked: each page is taken apart here, in a simple way of its own, and what it states is looked for in
`dlrkit`. The counts were taken by reading the pages; they see to it that an extraction which finds nothing is noticed.
"""

from __future__ import annotations

import ast
import re
import types
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from dlrkit._core.codes import Code
from dlrkit._core.endpoint import Endpoint

SPECS = Path(__file__).parents[1] / "specs"


class Page(NamedTuple):
    """What a page states, by the generated endpoint that it is about; codes by the enum that should have them."""

    params: dict[str, list[str]]
    fields: dict[str, list[str]]
    codes: dict[str, list[tuple[str, str | None]]]
    paths: dict[str, str]


def text(name: str) -> str:
    return (SPECS / name).read_text(encoding="utf-8")


def rows(section: str, *columns: str) -> list[list[str]]:
    """The rows of the Markdown table whose heading begins with those columns."""
    lines = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in section.split("\n") if "|" in line
    ]
    start = next(n for n, line in enumerate(lines) if tuple(line[: len(columns)]) == columns)
    found = []
    for line in lines[start + 2 :]:
        if len(line) != len(lines[start]) or set(line[0]) <= {"-"}:
            break
        found.append(line)
    return found


def keys(sample: str) -> list[str]:
    """The names of a JSON sample, also of one that lost a quote; each once."""
    return list(dict.fromkeys(re.findall(r'"?(\w+)"\s*:', sample)))


def wilddog() -> Page:
    page = text("wilddog/captured/status.txt")
    first, second = re.split(r"^## 使用RRID.*$", page, flags=re.MULTILINE)
    sections = {"status_batch": first, "status_by_rrid": second}
    values = {
        name: re.findall(r"(\d)-([^,;]+)", part.split("status取值:")[1].split(";")[0])
        for name, part in sections.items()
    }
    assert values["status_batch"] == values["status_by_rrid"]
    return Page(
        params={name: [row[0] for row in rows(part, "参数", "类型")] for name, part in sections.items()},
        fields={
            name: keys(part[part.index("data中返回") : part.index("**示例代码**")]) for name, part in sections.items()
        },
        codes={
            "SendStatus": [(code, label) for code, label in values["status_batch"]],
            "CarrierCode": [(row[0], row[1]) for row in rows(second, "状态码")],
        },
        paths={
            name: re.search(r"https://sms\.wilddog\.com/api(/\S+)", part)[1].replace("{:appId}", "{app_id}")  # type: ignore[index]
            for name, part in sections.items()
        },
    )


def mobset() -> Page:
    page = text("mobset/captured/SmsGetReport.txt")
    request = re.search(r"^(CorpID=\S+)$", page, re.MULTILINE)
    assert request
    table = page[page.index("参数 示例 描述") : page.index("返回示例")]
    fields = [line.split()[0] for line in table.split("\n")[1:] if re.match(r"[A-Z]\w+ ", line)]
    codes = re.findall(r"(\d+)-([^;。]+)", page.split("短信状态,")[1].split("\n")[0])
    carrier = re.findall(r'"ExStatus": "(\w+)"', page.split("返回示例")[1])
    path = re.search(r"POST (/\S+) HTTP", page)
    assert path
    return Page(
        params={"sms_get_report": [pair.split("=")[0] for pair in request[1].split("&")]},
        fields={"sms_get_report": [*fields, *(k for k in keys(page.split("返回示例")[1]) if k not in fields)]},
        codes={"Status": codes, "CarrierCode": [(code, None) for code in carrier]},
        paths={},
    )


def uspeedo() -> Page:
    page = text("uspeedo/captured/USMSSendReceipt.txt")
    headers, query = page.split("Header参数\n")[1].split("Query参数\n")
    described = rows(page.split("响应字段说明")[1], "字段名")
    inner = re.findall(r"(\w+)\((?:会话号|状态|回执信息)\)", described[-1][2])
    sample = page[page.index("成功响应") : page.index("响应字段说明")]
    path = re.search(r"请求路径:\n?(/\S+)", page)
    assert path
    return Page(
        params={"usms_send_receipt": [row[0] for part in (headers, query) for row in rows(part, "参数名")]},
        fields={"usms_send_receipt": list(dict.fromkeys([*(row[0] for row in described), *inner, *keys(sample)]))},
        codes={"RetCode": [(row[0], row[1]) for row in rows(page, "错误码")]},
        paths={"usms_send_receipt": path[1]},
    )


def yisha() -> Page:
    page = text("yisha/captured/sms.txt")
    page = page.replace("smsSendStatusSe\tArray of", "smsSendStatusSet\tArray of String")  # the name is cut in two
    starts = [found.start() for found in re.finditer(r"^概述\n\n[^输]", page, re.MULTILINE)]
    parts = [page[a:b] for a, b in zip(starts, [*starts[1:], len(page)], strict=True)]
    sections = dict(zip(("send_msg", "pull_sms_send_status", "pull_sms_send_status_set"), parts, strict=True))
    codes = {name: re.findall(r"^(\d{4})\t(\S+)$", part, re.MULTILINE) for name, part in sections.items()}
    assert codes["send_msg"] == codes["pull_sms_send_status"] == codes["pull_sms_send_status_set"]
    fields = {}
    for name, part in sections.items():
        described = part.split("参数名称\t类型")[1].split("成功示例")[0]
        samples = part[part.index("成功示例\n") : part.rindex("错误码\n")]
        fields[name] = list(dict.fromkeys([*re.findall(r"^(\w{2,})\t", described, re.MULTILINE), *keys(samples)]))
    return Page(
        params={n: re.findall(r"^(\w+)\t[是否]\t", part, re.MULTILINE) for n, part in sections.items()},
        fields=fields,
        codes={"ApiCode": codes["send_msg"]},
        paths={name: part.split("请求url: ")[1].split("\n")[0] for name, part in sections.items()},
    )


def submail() -> Page:
    page = text("submail/captured/sms_log.txt")
    success, error = page.split("\n返回\n")[1].split("请求失败")
    states = re.search(r"发送状态 ,(.+)$", success, re.MULTILINE)
    reports = re.search(r"实际状态 (DELIVRD = \S+?),其他均为失败 (pending=\S+)$", success, re.MULTILINE)
    assert states
    assert reports
    path = re.search(r"^https://api-v4\.mysubmail\.com(/\S+)$", page, re.MULTILINE)
    assert path
    shown = re.findall(r'"report_state": "([^"]+)"', success)
    return Page(
        params={"sms_log": [row[0] for row in rows(page, "参数", "类型")]},
        fields={"sms_log": list(dict.fromkeys([*keys(success), *keys(error)]))},
        codes={
            "LogStatus": [pair(part) for part in states[1].split(" , ")],
            "ReportState": [*(pair(part) for part in reports.groups()), *((code, None) for code in shown)],
        },
        paths={"sms_log": path[1]},
    )


def pair(text: str) -> tuple[str, str]:
    code, label = re.split(r"\s*=\s*", text.strip(), maxsplit=1)
    return code.strip(), label.strip()


PAGES = {"wilddog": wilddog, "mobset": mobset, "uspeedo": uspeedo, "yisha": yisha, "submail": submail}
COUNTS = {
    "wilddog": {
        "params": {"status_batch": 2, "status_by_rrid": 2},
        "fields": {"status_batch": 6, "status_by_rrid": 6},
        "codes": {"SendStatus": 4, "CarrierCode": 31},
        "paths": 2,
    },
    "mobset": {
        "params": {"sms_get_report": 5},
        "fields": {"sms_get_report": 8},
        "codes": {"Status": 2, "CarrierCode": 1},
        "paths": 0,
    },
    "uspeedo": {
        "params": {"usms_send_receipt": 3},
        "fields": {"usms_send_receipt": 8},
        "codes": {"RetCode": 4},
        "paths": 1,
    },
    "yisha": {
        "params": {"send_msg": 3, "pull_sms_send_status": 1, "pull_sms_send_status_set": 1},
        "fields": {"send_msg": 5, "pull_sms_send_status": 5, "pull_sms_send_status_set": 7},
        "codes": {"ApiCode": 4},
        "paths": 3,
    },
    "submail": {
        "params": {"sms_log": 13},
        "fields": {"sms_log": 24},
        "codes": {"LogStatus": 3, "ReportState": 4},
        "paths": 1,
    },
}


@pytest.mark.parametrize("vendor", PAGES)
def test_as_much_is_taken_from_each_page_as_a_reader_counts(vendor: str) -> None:
    page = PAGES[vendor]()
    counts = {
        name: {key: len(found) for key, found in getattr(page, name).items()} for name in ("params", "fields", "codes")
    }
    assert {**counts, "paths": len(page.paths)} == COUNTS[vendor]


def test_every_page_of_the_specs_is_read() -> None:
    assert {path.parent.name for path in SPECS.glob("*/*.yaml") if "source: {page:" in path.read_text("utf-8")} == set(
        PAGES
    )


@pytest.mark.parametrize(("vendor", "enum", "code", "label"), [
    (vendor, enum, code, label)
    for vendor, read in PAGES.items()
    for enum, codes in read().codes.items()
    for code, label in codes
])  # fmt: skip
def test_each_printed_code_is_a_member_with_the_pages_words(
    vendor: str, enum: str, code: str, label: str | None
) -> None:
    table: Any = getattr(import_module(f"dlrkit.{vendor}.codes"), enum)
    assert issubclass(table, (Code, Enum))
    found = table(int(code) if issubclass(table, int) else code)
    assert found.is_known
    assert str(found) == code
    if label is not None:
        assert found in list(table)
        assert found.zh == label


def endpoints(vendor: str) -> dict[str, Endpoint[Any]]:
    module = import_module(f"dlrkit.{vendor}.endpoints")
    return {value.name: value for value in vars(module).values() if isinstance(value, Endpoint)}


def wire_names(type_: Any) -> Iterator[str]:
    """The names on the wire of a struct and of all structs in it."""
    if get_origin(type_) in (Union, types.UnionType, list):
        for inner in get_args(type_):
            yield from wire_names(inner)
    elif isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        hints = get_type_hints(type_)
        for field in msgspec.structs.fields(type_):
            yield field.encode_name
            yield from wire_names(hints[field.name])
        yield from getattr(type_, "__also__", {})


def signed(vendor: str) -> set[str]:
    """What the authentication schemes put into a request: `draft.body["sign"] = ...`."""
    source = Path(str(import_module(f"dlrkit.{vendor}.auth").__file__)).read_text(encoding="utf-8")
    return {
        target.slice.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Subscript)
        and isinstance(target.slice, ast.Constant)
        and isinstance(target.slice.value, str)
    }


@pytest.mark.parametrize(("vendor", "endpoint"), [(v, e) for v, counts in COUNTS.items() for e in counts["params"]])  # type: ignore[attr-defined]
def test_each_printed_parameter_is_sent(vendor: str, endpoint: str) -> None:
    sent = {param.wire for param in endpoints(vendor)[endpoint].params} | signed(vendor)
    assert [param for param in PAGES[vendor]().params[endpoint] if param not in sent] == []


@pytest.mark.parametrize(("vendor", "endpoint"), [(v, e) for v, counts in COUNTS.items() for e in counts["fields"]])  # type: ignore[attr-defined]
def test_each_printed_field_is_read(vendor: str, endpoint: str) -> None:
    found = endpoints(vendor)[endpoint]
    told = {found.faults.where, found.faults.code, found.faults.message, found.faults.request_id}
    known = {*wire_names(found.answer), *told}
    assert [field for field in PAGES[vendor]().fields[endpoint] if field not in known] == []


@pytest.mark.parametrize("vendor", [vendor for vendor, counts in COUNTS.items() if counts["paths"]])
def test_each_printed_path_is_called(vendor: str) -> None:
    assert {name: endpoints(vendor)[name].path for name in PAGES[vendor]().paths} == PAGES[vendor]().paths
