"""Every generated endpoint, found by walking, and two ways to call one: step by step, or over a transport that acts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import Enum
from importlib import import_module
from inspect import ismodule
from pathlib import Path
from typing import Any, get_args, get_origin

import httpx
import msgspec
import pytest

import dlrkit
from dlrkit._core.client import AsyncClient, SyncClient
from dlrkit._core.core import Broken, Received
from dlrkit._core.endpoint import Credential, Endpoint
from dlrkit._core.engine import Pause

HERE = Path(__file__).parent
BASE_URL = "http://vendor.test"
QUICK = dlrkit.RetryPolicy(first=0.001, longest=0.01)
BOTH = pytest.mark.parametrize("concurrent", [False, True], ids=["blocking", "async"])


class Known(msgspec.Struct, frozen=True):
    """One endpoint of a vendor."""

    vendor: str
    endpoint: Endpoint[Any]

    @property
    def name(self) -> str:
        return f"{self.vendor}.{self.endpoint.name}"

    @property
    def request(self) -> Any:
        """A request with everything in it that is required."""
        kind = getattr(import_module(f"dlrkit.{self.vendor}.models"), f"{_camel(self.endpoint.name)}Request")
        return _filled(kind)

    @property
    def good(self) -> bytes:
        """The shortest answer that says that all went well."""
        if self.endpoint.decoder.is_list:
            return b"[]"
        faults = self.endpoint.faults
        filled = msgspec.to_builtins(_filled(self.endpoint.answer))
        data = {name: value for name, value in filled.items() if value is not None}
        if faults.where is not None and not faults.absent:
            _put(data, faults.where, faults.equals or 0)
        return msgspec.json.encode(data)

    def failing(self, code: object) -> bytes:
        """An answer that says that the call failed."""
        faults = self.endpoint.faults
        data: dict[str, Any] = {}
        if faults.where is not None and not faults.absent:
            _put(data, faults.where, "error")
        _put(data, faults.code, code)
        return msgspec.json.encode(data)

    def make(self, *, concurrent: bool = False, **options: Any) -> Any:
        return make(self.vendor, concurrent=concurrent, **options)

    def call(self, client: Any) -> Any:
        """Call it, and wait for what comes of it."""
        return finished(client, lambda: client._call(self.endpoint, self.request, {}))


def _put(data: dict[str, Any], path: str, value: object) -> None:
    *outer, last = path.split(".")
    for name in outer:
        data = data.setdefault(name, {})
    data[last] = value


def _filled(kind: Any) -> Any:
    """An object with everything in it that is required."""
    return kind(**{f.name: _sample(f.type) for f in msgspec.structs.fields(kind) if f.required})


def _sample(kind: Any) -> Any:
    if get_origin(kind) is list:
        return [_sample(get_args(kind)[0])]
    if kind is datetime:
        return datetime(2026, 11, 21, tzinfo=UTC)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _filled(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)).value
    return 1 if isinstance(kind, type) and issubclass(kind, (int, float)) else "x1"


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


VENDORS = [name for name in dlrkit.__all__ if ismodule(getattr(dlrkit, name))]
ENDPOINTS = [
    Known(vendor, found)
    for vendor in VENDORS
    for found in vars(import_module(f"dlrkit.{vendor}.endpoints")).values()
    if isinstance(found, Endpoint)
]
BY_NAME = {known.name: known for known in ENDPOINTS}
CONSUMING = [known for known in ENDPOINTS if known.endpoint.effect == "consumes"]
QUERIES = [known for known in ENDPOINTS if known.endpoint.effect == "queries"]


def make(vendor: str, *, concurrent: bool = False, **options: Any) -> Any:
    """A client that calls at once and repeats at once."""
    module = import_module(f"dlrkit.{vendor}.client")
    base = AsyncClient if concurrent else SyncClient
    [kind] = [found for found in vars(module).values() if _is_client(found, base)]
    credentials = {credential.name: _fitting(credential) for credential in kind._endpoints.VENDOR.credentials}
    if vendor == "yisha":
        credentials = {"appcode": "100000"}
    return kind(**{"base_url": BASE_URL, "pacing": "off", "retry": QUICK, **credentials, **options})


def _fitting(credential: Credential) -> str:
    """A value that a credential may have."""
    values = ("100000", f"AC{'0' * 32}", f"SK{'0' * 32}")
    return next(value for value in values if re.search(credential.pattern or "", value))


def _is_client(found: object, base: type) -> bool:
    return isinstance(found, type) and issubclass(found, base) and found is not base


def finished(client: Any, begin: Callable[[], Any]) -> Any:
    """What a call gives, or the list of what an iteration does, of a blocking or an asynchronous client; closes it."""
    if isinstance(client, SyncClient):
        with client:
            found = begin()
            return list(found) if isinstance(found, Iterator) else found

    async def run() -> Any:
        async with client:
            found = begin()
            return [item async for item in found] if isinstance(found, AsyncIterator) else await found

    return asyncio.run(run())


def failed(run: Callable[[], Any]) -> Any:
    """The error of this package that a call ends with."""
    with pytest.raises(dlrkit.DlrkitError) as caught:
        run()
    return caught.value


Act = httpx.Response | Exception | bytes | Callable[[httpx.Request], httpx.Response]


class Acting(httpx.MockTransport):
    """A vendor who gives one answer after another, the last one for ever, and keeps what was asked."""

    def __init__(self, *acts: Act) -> None:
        super().__init__(self._answer)
        self.requests: list[httpx.Request] = []
        self._acts = list(acts)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        act = self._acts[min(len(self.requests), len(self._acts) - 1)]
        self.requests.append(request)
        if isinstance(act, Exception):
            raise act
        if isinstance(act, bytes):
            return httpx.Response(200, content=act)
        if isinstance(act, httpx.Response):
            return httpx.Response(act.status_code, headers=act.headers, content=act.content)
        return act(request)


class Driven:
    """What an engine asked for, step by step, and what came of it."""

    def __init__(self) -> None:
        self.requests: list[Any] = []
        self.pauses: list[float] = []
        self.steps: list[str] = []
        self.answer: Any = None
        self.error: Any = None


def drive(steps: Any, outcomes: Iterable[Received | Broken]) -> Driven:
    """Do what an engine asks for without any I/O: pauses take no time, and requests meet these outcomes."""
    driven, waiting = Driven(), list(outcomes)
    outcome: Received | Broken | None = None
    try:
        while True:
            step = steps.send(outcome)
            if isinstance(step, Pause):
                driven.pauses.append(step.seconds)
                driven.steps.append("pause")
                outcome = None
            else:
                driven.requests.append(step)
                driven.steps.append("request")
                outcome = waiting.pop(0)
    except StopIteration as done:
        driven.answer = done.value
    except dlrkit.DlrkitError as error:
        driven.error = error
    assert not waiting, "fewer requests than the test has outcomes for"
    return driven


def answered(body: bytes, status: int = 200, **headers: str) -> Received:
    return Received(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def broken(*, may_have_arrived: bool, received: bytes = b"") -> Broken:
    return Broken("broken", may_have_arrived=may_have_arrived, cause=OSError(), received=received)


def table(name: str) -> list[Sequence[str]]:
    """The rows of a text file under cases/, columns two or more spaces apart."""
    lines = (HERE / "cases" / name).read_text("utf-8").splitlines()
    rows = [line.split("#")[0].rstrip() for line in lines]
    return [[cell.strip() for cell in row.split("  ") if cell.strip()] for row in rows if row]
