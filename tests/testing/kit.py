"""Clients in both forms against fakes in this process."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import dlrkit
from dlrkit.testing import FakeVendor, fake, vendors

BOTH = pytest.mark.parametrize("concurrent", [False, True], ids=["blocking", "async"])
ONCE: dict[str, Any] = {"retry": dlrkit.RetryPolicy(retries=0)}
CLIENTS = {
    name.removesuffix("Client").lower(): name.removesuffix("Client")
    for name in dlrkit.__all__
    if name.endswith("Client") and not name.startswith("Async")
}
FAKES = {name: fake(name) for name in vendors()}
ENDPOINTS = [(name, endpoint.name) for name, made in FAKES.items() for endpoint in made.endpoints]
WAYS = [
    (name, endpoint.name, scheme)
    for name, made in FAKES.items()
    for endpoint in made.endpoints
    for scheme in endpoint.auth or [None]
]


def client(made: FakeVendor, *, concurrent: bool = False, **options: Any) -> Any:
    kind = getattr(dlrkit, f"{'Async' if concurrent else ''}{CLIENTS[made.name]}Client")
    if options.get("auth", "") is None or len(schemes(made)) < 2:
        options.pop("auth", None)
    return made.client(kind, **{**ONCE, **options})


def schemes(made: FakeVendor) -> set[str]:
    return {scheme for endpoint in made.endpoints for scheme in endpoint.auth}


def call(made: FakeVendor, method: str, *, concurrent: bool = False, **arguments: Any) -> Any:
    """A call with nothing but the arguments given, or with those that the fake proposes."""
    options = arguments.pop("options", {})
    given = arguments or made.arguments(method)
    asking = client(made, concurrent=concurrent, **options)
    if not concurrent:
        with asking:
            return getattr(asking, method)(**given)

    async def run() -> Any:
        async with asking:
            return await getattr(asking, method)(**given)

    return asyncio.run(run())


def refused(made: FakeVendor, method: str, **arguments: Any) -> dlrkit.APIError:
    with pytest.raises(dlrkit.APIError) as caught:
        call(made, method, **arguments)
    return caught.value
