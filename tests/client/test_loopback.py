"""Clients against fake vendors on loopback, which verify every signature as the specs say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dlrkit
from dlrgen.mock.server import FakeServer, fake
from dlrgen.problems import Problems
from dlrgen.runtime.testing.messages import Message
from dlrgen.spec.load import EndpointSpec, VendorSpec, load

from .kit import ENDPOINTS, ONCE, SIBLINGS, failure, invoke

BOTH = pytest.mark.parametrize("concurrent", [False, True], ids=["blocking", "async"])
SPECS = load(Path(__file__).parents[2] / "specs", Problems(), {call.vendor for call in ENDPOINTS})
FAKES = {vendor.spec.vendor: fake(vendor) for vendor in SPECS}
CLIENTS = {call.vendor: call.client for call in ENDPOINTS}
ARGUMENTS = {(call.vendor, call.method): call.arguments for call in [*ENDPOINTS, *SIBLINGS]}
MAIN = {(call.vendor, call.method) for call in ENDPOINTS}


def _bodies(vendor: VendorSpec, endpoint: EndpointSpec) -> list[Any]:
    bodies = endpoint.spec.request.body
    return [*bodies] if (vendor.spec.vendor, endpoint.spec.endpoint) in MAIN else [*bodies[:1]] or [None]


# vendor, endpoint, scheme, content type of the request; the siblings with the first type only, for time is short
WAYS = [
    (vendor.spec.vendor, name, scheme, body)
    for vendor in SPECS
    for name, endpoint in vendor.endpoints.items()
    for scheme in endpoint.spec.auth
    for body in (_bodies(vendor, endpoint) if len(endpoint.spec.auth) > 1 else [None])
    if not (vendor.spec.auth[scheme].envelope and body == "form")
]


@pytest.fixture(scope="module")
def serving() -> Iterator[FakeServer]:
    with FakeServer(FAKES.values()) as running:
        yield running


@pytest.fixture
def server(serving: FakeServer) -> FakeServer:
    for made in FAKES.values():
        made.reset()
    return serving


def arguments(vendor: str, endpoint: str) -> dict[str, Any]:
    """What a call asks for: messages that the fake has."""
    told = next(known for known in FAKES[vendor].endpoints if known.name == endpoint)
    ids = [message.id for message in FAKES[vendor].messages]
    asked = [param for param in told.params.values() if param.role == "message_id" and param.required]
    given = ARGUMENTS[vendor, endpoint]
    return dict.fromkeys(given, ids if asked[0].type == "array" else ids[0]) if asked else given


def client(server: FakeServer, vendor: str, scheme: str, body: str | None, concurrent: bool, **changes: str) -> Any:
    spec = next(found.spec for found in SPECS if found.spec.vendor == vendor)
    fake = FAKES[vendor]
    credentials = {name: fake.credentials[name] for name in spec.auth[scheme].credentials}
    options: dict[str, Any] = {"auth": scheme} if len(spec.auth) > 1 else {}
    if body is not None:
        options["body"] = body
    kind = getattr(dlrkit, f"Async{CLIENTS[vendor]}" if concurrent else CLIENTS[vendor])
    return kind(**{**ONCE, **options, **credentials, "base_url": server.base_url(vendor), **changes})


@BOTH
@pytest.mark.parametrize(("vendor", "endpoint", "scheme", "body"), WAYS)
def test_right_credentials(
    server: FakeServer, vendor: str, endpoint: str, scheme: str, body: str | None, concurrent: bool
) -> None:
    made = client(server, vendor, scheme, body, concurrent)
    answer = invoke(made, endpoint, arguments(vendor, endpoint))
    assert (answer.exchange.status, answer.undecoded, answer.repairs) == (200, (), ())
    if (vendor, endpoint) in MAIN and endpoint != "send_msg":
        assert next(answer.reports()).vendor == vendor


@BOTH
@pytest.mark.parametrize(("vendor", "endpoint", "scheme", "body"), WAYS)
def test_wrong_credentials(
    server: FakeServer, vendor: str, endpoint: str, scheme: str, body: str | None, concurrent: bool
) -> None:
    spec = next(found.spec for found in SPECS if found.spec.vendor == vendor)
    for name in spec.auth[scheme].credentials:
        if not spec.credentials[name].secret:
            continue
        made = client(server, vendor, scheme, body, concurrent, **{name: FAKES[vendor].credentials[name] + "x"})
        error = failure(lambda made=made: invoke(made, endpoint, ARGUMENTS[vendor, endpoint]))
        assert isinstance(error, dlrkit.APIError)
        assert type(error).__module__ == f"dlrkit.{vendor}.errors"
        assert FAKES[vendor].requests[-1].refusal in ("wrong_key", "wrong_signature")
        if vendor in ("wilddog", "uspeedo", "submail"):
            assert error.category == "authentication"


@pytest.mark.parametrize(
    ("vendor", "scheme", "name", "value"),
    [
        ("mobset", "secret_key", "corp_id", "100001"),
        ("submail", "md5", "appid", "another"),
        ("uspeedo", "basic", "access_key_id", "another"),
        ("yisha", "gateway_signature", "app_key", "another"),
        ("yisha", "envelope", "app_code", "another"),
    ],
)
@BOTH
def test_wrong_names(server: FakeServer, vendor: str, scheme: str, name: str, value: str, concurrent: bool) -> None:
    endpoint = next(method for owner, method in ARGUMENTS if owner == vendor)
    made = client(server, vendor, scheme, None, concurrent, **{name: value})
    error = failure(lambda: invoke(made, endpoint, ARGUMENTS[vendor, endpoint]))
    assert isinstance(error, dlrkit.APIError)


def test_every_scheme_of_every_vendor_is_there() -> None:
    assert {(vendor, scheme) for vendor, _, scheme, _ in WAYS} == {
        (vendor.spec.vendor, scheme) for vendor in SPECS for scheme in vendor.spec.auth
    }
    anybody = {(v.spec.vendor, name) for v in SPECS for name, e in v.endpoints.items() if not e.spec.auth}
    assert {(vendor, endpoint) for vendor, endpoint, _, _ in WAYS} == ARGUMENTS.keys() - anybody
    assert {body for vendor, _, _, body in WAYS if vendor == "submail" and body} == {"form", "json", "multipart"}


@BOTH
def test_one_client_makes_many_calls(server: FakeServer, concurrent: bool) -> None:
    made = client(server, "uspeedo", "basic", None, concurrent)
    FAKES["uspeedo"].add(*(Message(id=str(n), sent=-60) for n in range(20)))
    if concurrent:
        import asyncio

        async def together() -> list[Any]:
            async with made:
                return await asyncio.gather(*(made.usms_send_receipt(id=[str(n)]) for n in range(20)))

        answers = asyncio.run(together())
    else:
        from concurrent.futures import ThreadPoolExecutor

        with made, ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda n: made.usms_send_receipt(id=[str(n)]), range(20)))
    assert [answer.exchange.url.partition("id=")[2] for answer in answers] == [str(n) for n in range(20)]
    assert all(len(list(answer.reports())) == 1 for answer in answers)
