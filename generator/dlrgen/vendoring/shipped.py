"""What dlrgen brings with it: the specs and the licence, inside a wheel or beside the checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_CHECKOUT = _PACKAGE.parents[1]


def specs() -> Path:
    """The folder of the specs that come with dlrgen."""
    return _found("_specs", "specs")


def licence() -> Path:
    """The licence under which the client may be copied."""
    return _found("_LICENSE", "LICENSE")


def _found(in_wheel: str, in_checkout: str) -> Path:
    wheel = _PACKAGE / in_wheel
    return wheel if wheel.exists() else _CHECKOUT / in_checkout
