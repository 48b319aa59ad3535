"""The control endpoint: what a test in another process tells the fakes, and what it asks them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dlrgen.mock.scenario import read
from dlrgen.plan.endpoints import seconds
from dlrgen.problems import Problems
from dlrgen.runtime.testing.clock import Clock
from dlrgen.runtime.testing.fake import FakeVendor

PATH = "/_control"
"""Where it answers; no vendor's name begins so."""


class Control:
    """Answers below `/_control`."""

    def __init__(self, fakes: Mapping[str, FakeVendor], urls: Mapping[str, str], clock: Clock) -> None:
        """Take the fakes, where each answers, and the clock of all."""
        self._fakes = fakes
        self._urls = urls
        self._clock = clock

    def routes(self) -> list[Route]:
        """What it answers to."""
        return [
            Route(PATH, self._state, methods=["GET"]),
            Route(f"{PATH}/scenario", self._play, methods=["POST"]),
            Route(f"{PATH}/clock", self._advance, methods=["POST"]),
            Route(f"{PATH}/requests", self._requests, methods=["GET"]),
            Route(f"{PATH}/messages", self._messages, methods=["GET"]),
            Route(f"{PATH}/reset", self._reset, methods=["POST"]),
        ]

    async def _state(self, _: Request) -> Response:
        """The time, and each vendor's base URL and credentials."""
        return _json(
            {
                "now": self._clock.time,
                "vendors": {
                    name: {
                        "base_url": self._urls[name],
                        "credentials": dict(fake.credentials),
                        "messages": len(fake.messages),
                        "requests": len(fake.requests),
                    }
                    for name, fake in self._fakes.items()
                },
            }
        )

    async def _play(self, request: Request) -> Response:
        """Take a scenario, as YAML or JSON: messages, failures, defects."""
        problems = Problems()
        text = (await request.body()).decode(errors="replace")
        scenario = read(text, "scenario", list(self._fakes), problems)
        if scenario is None:
            return _json({"problems": [msgspec.structs.asdict(problem) for problem in problems]}, 400)
        for fake in self._fakes.values():
            scenario.play(fake)
        return await self._state(request)

    async def _advance(self, request: Request) -> Response:
        """Let time pass: `{"advance": "2h"}`, or a number of seconds."""
        try:
            by = msgspec.json.decode(await request.body(), type=dict[str, float | str])["advance"]
            if isinstance(by, str):
                if not re.fullmatch("[0-9]{1,6}(ms|s|m|h|d)", by):
                    raise ValueError(by)
                by = seconds(by)
            self._clock.advance(by)
        except (ValueError, KeyError, OverflowError):
            return _json({"problem": 'expected {"advance": "2h"}, or a number of seconds, not below 0'}, 400)
        return _json({"now": self._clock.time})

    async def _requests(self, _: Request) -> Response:
        """The requests that each vendor has seen."""
        return _json({name: list(fake.requests) for name, fake in self._fakes.items()})

    async def _messages(self, _: Request) -> Response:
        """The messages that each vendor has."""
        return _json({name: fake.messages for name, fake in self._fakes.items()})

    async def _reset(self, request: Request) -> Response:
        """Be as at the beginning, but for the time."""
        for fake in self._fakes.values():
            fake.reset()
        return await self._state(request)


def _json(data: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(data), status, media_type="application/json")
