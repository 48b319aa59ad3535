"""Fixtures for pytest, found through the entry point `dlrkit`: nothing is imported before a test asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .clock import Clock
    from .loading import Fakes


@pytest.fixture
def dlrkit_clock() -> Clock:
    """The clock of the fake vendors of a test; advance it to let reports arrive."""
    from .clock import Clock

    return Clock()


@pytest.fixture
def dlrkit_fakes(dlrkit_clock: Clock) -> Fakes:
    """Fake vendors for a test, by name: `dlrkit_fakes[VENDOR].client(CLIENT_CLASS)`."""
    from .loading import Fakes

    return Fakes(dlrkit_clock)
