"""Fakes of the vendors of this package, under whatever name it was installed or copied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.resources import files
from typing import Any

import msgspec

from .clock import Clock
from .facts import Vendor
from .fake import FakeVendor
from .messages import Message

_PACKAGE = __name__.rpartition("._core.")[0]
_FACTS = "fake.json"


def vendors() -> list[str]:
    """The names of the vendors that there are fakes of."""
    return sorted(entry.name for entry in files(_PACKAGE).iterdir() if entry.joinpath(_FACTS).is_file())


def fake(vendor: str, *, messages: Iterable[Message] | None = None, **options: Any) -> FakeVendor:
    """A fake of a vendor.

    Args:
        vendor: The vendor's name in lower case.
        messages: The messages that it has; those of the vendor's page, with reports that have arrived, if left out.
        options: `clock`, `seed`, `odds` and `defects`, see `FakeVendor`.

    Raises:
        LookupError: There is no such vendor.
    """
    if vendor not in vendors():
        raise LookupError(f"there is no fake of {vendor!r}; there are {', '.join(vendors())}")
    data = files(f"{_PACKAGE}.{vendor}").joinpath(_FACTS).read_bytes()
    facts = msgspec.json.decode(data, type=Vendor)
    return FakeVendor(facts, vars(import_module(f"{_PACKAGE}.{vendor}.auth")), messages=messages, **options)


class Fakes:
    """Fakes of all vendors with one clock, each made when it is first asked for.

    Attributes:
        clock: The time of all.
    """

    def __init__(self, clock: Clock | None = None, *, seed: int = 0, **options: Any) -> None:
        """Take what all have in common; see `FakeVendor`."""
        self.clock = clock or Clock()
        self._options: dict[str, Any] = {**options, "seed": seed}
        self._made: dict[str, FakeVendor] = {}

    def __getitem__(self, vendor: str) -> FakeVendor:
        """The fake of a vendor.

        Raises:
            LookupError: There is no such vendor.
        """
        if vendor not in self._made:
            self._made[vendor] = fake(vendor, clock=self.clock, **self._options)
        return self._made[vendor]

    def __iter__(self) -> Iterator[FakeVendor]:
        """The fakes of all vendors."""
        return map(self.__getitem__, vendors())
