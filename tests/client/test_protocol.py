r"""The clients on the wire: `protocol/VENDOR.ENDPOINT.CASE.txt` are calls, run by the blocking and the other client.

    # What the case is about, and where its signature is from.
    environment NAME=VALUE
    client WilddogClient(app_id="…", sms_key="…")     made with these arguments
    clock 1506065665.377
    nonce biz0001
    call status_batch()
    > GET https://…                                   what must be sent: method and address,
    > Name: value                                     headers, among others,
    > !Name                                           headers that must not be there,
    >                                                 and after an empty line the body; `\r` at the end of a line
    < 200 gbk                                         what is answered: status (and charset, if not UTF-8),
    < Name: value                                     headers, and after an empty line the body
    raises WilddogAPIError
    = answer.data[0].status == 2                      what must be true of the answer, or of the error

Without an answer the case is about the request alone, without a request about the answer alone.
"""

from __future__ import annotations

import asyncio
import inspect
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

import dlrkit._core.core
from dlrkit import Category, Confidence, Retry, State
from dlrkit.submail.models import Recipient
from dlrkit.uspeedo.models import ActionSendTarget, ActionTask, SendTarget, Task

from .kit import ONCE

FOLDER = Path(__file__).parent / "protocol"
CASES = sorted(path.stem for path in FOLDER.glob("*.txt"))
VENDORS = {
    "aliyun": "Aliyun", "infobip": "Infobip", "mobset": "Mobset", "submail": "Submail", "tencent": "Tencent",
    "twilio": "Twilio", "ucloud": "UCloud", "uspeedo": "USpeedo", "wilddog": "Wilddog", "yisha": "Yisha",
    "yunpian": "Yunpian",
}  # fmt: skip


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(hours=8)))


NAMES: dict[str, Any] = {
    "Category": Category, "Confidence": Confidence, "Retry": Retry, "State": State, "datetime": datetime,
    "utc": utc, "beijing": beijing,
    "Recipient": Recipient,
    "ActionSendTarget": ActionSendTarget, "ActionTask": ActionTask, "SendTarget": SendTarget, "Task": Task,
}  # fmt: skip


class Message(msgspec.Struct):
    """A request or an answer, as a case writes it."""

    first: str = ""
    headers: dict[str, str] = {}
    absent: list[str] = []
    body: str = ""


class Case(msgspec.Struct):
    about: str = ""
    client: str = ""
    call: str = ""
    clock: float | None = None
    nonce: str = ""
    raises: str = ""
    environment: dict[str, str] = {}
    sent: Message | None = None
    answered: Message | None = None
    true: list[str] = []


def case(name: str) -> Case:
    found = Case()
    marked: dict[str, list[str]] = {">": [], "<": []}
    for line in (FOLDER / f"{name}.txt").read_text().splitlines():
        word, _, rest = line.partition(" ")
        match word:
            case ">" | "<":
                marked[word].append(rest)
            case "#":
                found.about += rest
            case "=":
                found.true.append(rest)
            case "environment":
                variable, _, value = rest.partition("=")
                found.environment[variable] = value
            case "clock":
                found.clock = float(rest)
            case "client" | "call" | "nonce" | "raises":
                setattr(found, word, rest)
            case "":
                pass
            case _:
                raise AssertionError(f"{name}: {line!r} is none of the lines a case may have")
    found.sent, found.answered = (message(marked[mark]) if marked[mark] else None for mark in "><")
    return found


def message(lines: list[str]) -> Message:
    head, body = (lines[: lines.index("")], lines[lines.index("") + 1 :]) if "" in lines else (lines, [])
    headers = dict(line.split(": ", 1) for line in head[1:] if not line.startswith("!"))
    text = "\n".join(line.removesuffix("\\r") + "\r" if line.endswith("\\r") else line for line in body)
    return Message(head[0], headers, [line[1:] for line in head[1:] if line.startswith("!")], text)


class Vendor:
    """The other end: keeps requests, and gives the case's answer."""

    def __init__(self, answer: Message | None) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = answer

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self._answer is None:
            return httpx.Response(500)
        status, _, charset = self._answer.first.partition(" ")
        body = self._answer.body.encode(charset or "utf-8")
        return httpx.Response(int(status), headers=self._answer.headers, content=body)


def run(wanted: Case, vendor: Vendor, *, concurrent: bool) -> tuple[Any, dlrkit.DlrkitError | None]:
    """The answer of the call, or the error that it raised."""
    options = {**ONCE, "transport": httpx.MockTransport(vendor)}
    if wanted.clock is not None:
        options["clock"] = lambda: wanted.clock
    if wanted.nonce:
        options["nonce"] = lambda: wanted.nonce
    name, _, arguments = wanted.client.partition("(")
    client = evaluate(f"make({arguments}", make=lambda **given: client_class(name, concurrent)(**given, **options))

    async def awaited() -> Any:
        async with client:
            return await evaluate(f"client.{wanted.call}", client=client)

    try:
        return (asyncio.run(awaited()) if concurrent else evaluate(f"client.{wanted.call}", client=client)), None
    except dlrkit.DlrkitError as error:
        return None, error


def client_class(name: str, concurrent: bool) -> Any:
    return getattr(dlrkit, f"Async{name}" if concurrent else name)


def evaluate(expression: str, **names: Any) -> Any:
    return eval(expression, {**NAMES, **names})


@pytest.mark.parametrize("concurrent", [False, True], ids=["blocking", "async"])
@pytest.mark.parametrize("name", CASES)
def test_case(name: str, concurrent: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = case(name)
    vendor = Vendor(wanted.answered)
    for variable, value in wanted.environment.items():
        monkeypatch.setenv(variable, value)

    answer, error = run(wanted, vendor, concurrent=concurrent)

    assert wanted.about.endswith(".")
    assert wanted.sent or wanted.answered
    [request] = vendor.requests
    if wanted.sent is not None:
        assert f"{request.method} {request.url}" == wanted.sent.first
        assert {header: request.headers.get(header) for header in wanted.sent.headers} == wanted.sent.headers
        assert [header for header in wanted.sent.absent if header in request.headers] == []
        assert request.content.decode() == wanted.sent.body
    if wanted.answered is not None:
        errors = getattr(dlrkit, name.split(".")[0]).errors
        assert type(error) is (getattr(errors, wanted.raises) if wanted.raises else type(None))
        assert (error or answer.exchange).endpoint == name.split(".")[1]
        assert wanted.true
    for expression in wanted.true:
        left, equal, right = expression.partition(" == ")
        if equal:
            assert evaluate(left, answer=answer, error=error) == evaluate(right), expression
        else:
            assert evaluate(expression, answer=answer, error=error), expression


def test_cases_cover_every_endpoint_scheme_body_and_format(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, set[str]] = {vendor: set() for vendor in VENDORS}
    monkeypatch.setattr("dlrkit._core.core.Core._draft", noting(dlrkit._core.core.Core._draft, seen))
    for name in CASES:
        vendor, endpoint, _ = name.split(".")
        wanted = case(name)
        seen[vendor].add(f"{endpoint} {'error' if wanted.raises else 'answer' if wanted.answered else ''}")
        if wanted.sent is not None:
            with monkeypatch.context() as patch:
                for variable, value in wanted.environment.items():
                    patch.setenv(variable, value)
                run(wanted, Vendor(wanted.answered), concurrent=False)
    for vendor in VENDORS:
        assert needed(vendor) <= seen[vendor], vendor


def noting(draft: Any, seen: dict[str, set[str]]) -> Any:
    """The making of requests, which also notes what each was."""

    def noted(core: Any, endpoint: Any, request: Any, scheme: Any) -> Any:
        made, settings = draft(core, endpoint, request, scheme), core._settings
        seen[core._vendor.name] |= {
            f"{endpoint.name} request", f"{endpoint.name} {scheme.name if scheme else 'anybody'}",
            f"{made.body_kind} body", f"{settings.format} format",
        }  # fmt: skip
        return made

    return noted


def needed(vendor: str) -> set[str]:
    """What the vendor's generated endpoints say there is to test."""
    endpoints = __import__(f"dlrkit.{vendor}.endpoints", fromlist=["*"])
    found = set()
    for endpoint in vars(endpoints).values():
        if type(endpoint).__name__ == "Endpoint":
            found |= {f"{endpoint.name} {what}" for what in ("request", "answer", "error", *endpoint.auth)}
            found |= {f"{body} body" for body in endpoint.bodies}
            found |= {f"{format} format" for format in endpoint.formats}
    assert found
    return found


def test_async_clients_have_the_methods_of_the_blocking_ones() -> None:
    for title in VENDORS.values():
        blocking, concurrent = (client_class(f"{title}Client", flag) for flag in (False, True))
        methods = {name for name in vars(blocking) if not name.startswith("_")}
        assert methods == {name for name in vars(concurrent) if not name.startswith("_")}
        for name in methods:
            ours, theirs = (inspect.signature(getattr(kind, name)).parameters for kind in (blocking, concurrent))
            assert ours == theirs, name
