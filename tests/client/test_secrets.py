"""Secrets: a canary in every secret credential, and everything that a client shows of itself when calls fail."""

from __future__ import annotations

import base64
import logging
import pickle
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import msgspec
import pytest

import dlrkit

from .kit import ALL, ENDPOINTS, ENVELOPE, ONCE, SMS_UNIONSEND, Call, answering, failure, invoke

BOTH = pytest.mark.parametrize("concurrent", [False, True], ids=["blocking", "async"])
CANARY = "CANARY4f9a"
SECRET = {"sms_key", "password", "access_key_secret", "appkey", "inter_appkey", "appcode", "app_secret", "key"}
SHOWN = [CANARY, base64.b64encode(f"a:{CANARY}".encode()).decode()]
"""The canary, and what HTTP Basic makes of it."""


def with_canary(call: Call, **choices: Any) -> Call:
    credentials = {name: CANARY if name in SECRET else value for name, value in call.credentials.items()}
    return msgspec.structs.replace(
        call, name="-".join([call.name, *choices.values()]), credentials={**credentials, **choices}
    )


def calls() -> Iterator[Call]:
    for call in [*ALL, SMS_UNIONSEND]:
        yield with_canary(call)
        if call.method == "sms_log" and call in ENDPOINTS:
            for auth in ("normal", "md5", "sha1"):
                for body in ("form", "json", "multipart"):
                    yield with_canary(call, auth=auth, body=body)
        if call.vendor == "yisha" and call.credentials != ENVELOPE:
            yield with_canary(call, body="json")


CALLS = list(calls())


def raising(kind: type[Exception]) -> Callable[[], httpx.MockTransport]:
    def fail(request: httpx.Request) -> httpx.Response:
        raise kind("it broke")

    return lambda: httpx.MockTransport(fail)


def answer(body: bytes, status: int = 200, **headers: str) -> Callable[[], httpx.MockTransport]:
    return lambda: answering(body, status, headers)


def refuse(_: object) -> None:
    raise OSError("disk full")


# how the transport is made, options of the client
FAULTS: dict[str, tuple[Callable[[], httpx.MockTransport], dict[str, Any]]] = {
    "connect": (raising(httpx.ConnectError), {}),
    "late": (raising(httpx.ReadTimeout), {}),
    "protocol": (raising(httpx.LocalProtocolError), {}),
    "invalid url": (raising(httpx.InvalidURL), {}),
    "proxy": (raising(httpx.ProxyError), {}),
    "empty": (answer(b""), {}),
    "html": (answer(b"<html>"), {}),
    "shape": (answer(b"[]"), {}),
    "500": (answer(b"<html>", 500), {}),
    "302": (answer(b"", 302, location="https://elsewhere.example/"), {}),
    "api": (answer(b'{"status":"error","errcode":1,"Code":-1,"RetCode":1,"code":"1","msg":"no"}', 400), {}),
    "charset": (answer(b"\xff"), {}),
    "gzip": (answer(b"no gzip", **{"content-encoding": "gzip"}), {}),
    "too large": (answer(b"x" * 100), {"max_body_bytes": 10}),
    "hook": (answer(b"{}"), {"on_raw": refuse}),
}


def everything(error: BaseException) -> Iterator[str]:
    """What an error shows, and what its causes show."""
    yield "".join(traceback.format_exception(error))
    yield repr(pickle.dumps(error)) if isinstance(error, dlrkit.DlrkitError) else ""
    seen: BaseException | None = error
    while seen is not None:
        yield from (str(seen), repr(seen), repr(seen.args), repr(vars(seen)))
        request = vars(seen).get("_request")
        if isinstance(request, httpx.Request):
            yield f"{request.url} {request.headers.raw!r} {request.read()!r}"
        yield from local_variables(seen)
        seen = seen.__cause__ or seen.__context__


def local_variables(error: BaseException) -> Iterator[str]:
    """What tools that report crashes show of the frames of this package."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_globals.get("__name__", "").startswith("dlrkit."):
            yield from (f"{name} = {value!r}" for name, value in frame.f_locals.items())


@pytest.fixture
def logs(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    caplog.set_level(logging.DEBUG)
    for name in ("dlrkit", "httpx", "httpcore", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    return lambda: "\n".join(f"{record.name} {record.getMessage()} {record.args!r}" for record in caplog.records)


def assert_no_canary(*texts: str) -> None:
    for text in texts:
        assert not [shown for shown in SHOWN if shown in text], text


@BOTH
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_no_failure_shows_a_secret(call: Call, fault: str, concurrent: bool, logs: Callable[[], str]) -> None:
    make, options = FAULTS[fault]
    client = call.make(concurrent=concurrent, transport=make(), **options)
    error = failure(lambda: invoke(client, call.method, call.arguments))
    assert_no_canary(*everything(error), repr(client), repr(vars(client)), logs())


def requests(call: Call, secret: str, concurrent: bool) -> list[Any]:
    seen: list[httpx.Request] = []
    credentials = {name: secret if value == CANARY else value for name, value in call.credentials.items()}
    options: dict[str, Any] = {"clock": lambda: 0.0, "nonce": lambda: "0" * 32}
    client = call.make(concurrent=concurrent, transport=answering(b"", 200, {}, seen), **{**credentials, **options})
    failure(lambda: invoke(client, call.method, call.arguments))
    return [(str(request.url), request.headers.raw, request.content) for request in seen]


@BOTH
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_the_canary_was_sent_or_signed_with(call: Call, concurrent: bool) -> None:
    """Without it, the other tests would prove nothing."""
    sent = [requests(call, secret, concurrent) for secret in (CANARY, "another")]
    assert sent[0] != sent[1]


@BOTH
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_no_exchange_shows_a_secret(call: Call, concurrent: bool) -> None:
    seen: list[dlrkit.Exchange] = []
    client = call.make(concurrent=concurrent, transport=answering(b"{}"), on_raw=seen.append)
    error = failure(lambda: invoke(client, call.method, call.arguments))
    [exchange] = seen
    assert isinstance(error, dlrkit.ResponseError)
    assert_no_canary(repr(exchange), exchange.url, repr(pickle.dumps(exchange)), repr(msgspec.to_builtins(exchange)))
    assert "signature=***" in exchange.url or call.vendor != "wilddog"


@BOTH
def test_no_signature_in_a_shown_url(concurrent: bool, logs: Callable[[], str]) -> None:
    error = failure(
        lambda: invoke(
            ALL[0].make(concurrent=concurrent, transport=answering(b"", 500), clock=lambda: 1506065665.377,
                        sms_key="kYVAi9tXAbPOURnkWiiWADRuNi6DJy7JmSg02myB"),
            "status_batch", {},
        )
    )  # fmt: skip
    assert isinstance(error, dlrkit.ResponseError)
    assert error.exchange.url.endswith("?timestamp=1506065665377&signature=***")
    assert "3df31a3d" not in "".join(everything(error))
    assert "3df31a3d" not in "\n".join(line for line in logs().splitlines() if line.startswith("dlrkit"))


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
@BOTH
def test_a_hook_of_the_callers_client_that_raises(call: Call, concurrent: bool, logs: Callable[[], str]) -> None:
    def check(response: httpx.Response) -> None:
        response.raise_for_status()

    async def check_async(response: httpx.Response) -> None:
        response.raise_for_status()

    own: Any = httpx.AsyncClient if concurrent else httpx.Client
    hooks = {"response": [check_async if concurrent else check]}
    client = call.make(concurrent=concurrent, http_client=own(transport=answering(b"{}", 400), event_hooks=hooks))
    error = failure(lambda: invoke(client, call.method, call.arguments))
    assert isinstance(error, dlrkit.TransportError)
    assert_no_canary(*everything(error), logs())


BAD_VALUES = [CANARY + "\n", CANARY + "\x00", "\udcff" + CANARY, [CANARY], CANARY.encode()]


@pytest.mark.parametrize("value", BAD_VALUES, ids=repr)
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_a_refused_credential_is_not_shown(call: Call, value: Any) -> None:
    credentials = {name: value if name in SECRET else given for name, given in call.credentials.items()}
    error = failure(lambda: call.make(**credentials))
    assert isinstance(error, dlrkit.ConfigurationError)
    assert_no_canary("".join(traceback.format_exception(error)), repr(error), repr(vars(error)))


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_a_credential_that_no_header_can_hold_is_not_shown(call: Call) -> None:
    credentials = {name: f"密{CANARY}" if name in SECRET else given for name, given in call.credentials.items()}
    client = call.make(**{**credentials, "transport": answering(b"")})
    error = failure(lambda: invoke(client, call.method, call.arguments))
    assert_no_canary(*everything(error))


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_refused_arguments_and_settings_show_no_secret(call: Call) -> None:
    client = call.make(transport=answering(b""))
    if call.arguments:
        error = failure(lambda: invoke(client, call.method, dict.fromkeys(call.arguments)))
        assert isinstance(error, dlrkit.RequestError)
        assert_no_canary(*everything(error))
    for options in ({"base_url": "nowhere"}, {"host": "nowhere"}, {"auth": "none"}):
        if call.client in ("SubmailClient", "YishaClient") or "base_url" in options:
            error = failure(lambda options=options: call.make(**options))
            assert_no_canary("".join(traceback.format_exception(error)), repr(vars(error)))


# Over a real connection, whose libraries log too.


@pytest.fixture
def hanging_up() -> Iterator[str]:
    """A server that reads a little and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection = server.accept()[0]
                except OSError:
                    return
                with connection:
                    connection.recv(10)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


@BOTH
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_a_broken_connection_shows_no_secret(
    call: Call, concurrent: bool, hanging_up: str, logs: Callable[[], str]
) -> None:
    error = failure(lambda: invoke(call.make(concurrent=concurrent, base_url=hanging_up), call.method, call.arguments))
    assert isinstance(error, dlrkit.TransportError)
    assert error.may_have_arrived
    assert_no_canary(*everything(error), logs())
    assert "httpcore" in logs()


@BOTH
def test_a_refused_connection_shows_no_secret(concurrent: bool, logs: Callable[[], str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
    for call in CALLS:
        client = call.make(concurrent=concurrent, base_url=address)
        error = failure(lambda client=client, call=call: invoke(client, call.method, call.arguments))
        assert isinstance(error, dlrkit.TransportError)
        assert not error.may_have_arrived
        assert_no_canary(*everything(error), logs())


def test_every_secret_of_the_vendors_has_a_canary() -> None:
    secret = set()
    for call in ALL:
        vendor = call.make(**ONCE)._vendor
        secret |= {credential.name for credential in vendor.credentials if credential.secret}
    assert secret == SECRET
    used = {name for call in CALLS for name, value in call.credentials.items() if value == CANARY}
    assert used == SECRET
