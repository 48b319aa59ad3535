"""What the package around this one has: vendors, their clients, endpoints and tables, found as they are needed."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..client import SyncClient
    from ..codes import Code
    from ..endpoint import Endpoint, Vendor

_PACKAGE = str(__package__).rsplit(".", 2)[0]


def vendors(having: str = "codes") -> list[str]:
    """The vendors' names; of those that have a module of that name."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120 - pathlib is slow to import
    with os.scandir(package) as entries:
        names = [entry.name for entry in entries if entry.name.isidentifier() and not entry.name.startswith("_")]
    return sorted(name for name in names if os.path.isfile(os.path.join(package, name, f"{having}.py")))  # noqa: PTH113, PTH118


def title(vendor: str) -> str:
    """What a vendor is called."""
    return (import_module(f"{_PACKAGE}.{vendor}").__doc__ or "").partition(":")[0]


def tables(vendor: str) -> list[type[Code]]:
    """A vendor's code tables."""
    from ..codes import Code

    module = import_module(f"{_PACKAGE}.{vendor}.codes")
    return [
        table
        for table in vars(module).values()
        if isinstance(table, type) and issubclass(table, Code) and table.__module__ == module.__name__
    ]


def facts(vendor: str) -> Vendor:
    """What a vendor's endpoints share: its credentials, schemes and hosts."""
    found: Vendor = import_module(f"{_PACKAGE}.{vendor}.endpoints").VENDOR
    return found


def endpoints(vendor: str) -> dict[str, Endpoint[Any]]:
    """A vendor's endpoints by name."""
    from ..endpoint import Endpoint

    module = import_module(f"{_PACKAGE}.{vendor}.endpoints")
    return {value.name: value for value in vars(module).values() if isinstance(value, Endpoint)}


def method(vendor: str, name: str) -> Callable[..., Any]:
    """A method of a vendor's blocking client."""
    found: Callable[..., Any] = getattr(client(vendor), name)
    return found


def client(vendor: str) -> type[SyncClient]:
    """A vendor's blocking client."""
    from ..client import SyncClient

    module = import_module(f"{_PACKAGE}.{vendor}.client")
    (found,) = (
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, SyncClient) and value.__module__ == module.__name__
    )
    return found
