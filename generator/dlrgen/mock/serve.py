"""`dlrgen mock`: serve fakes until somebody stops it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from dlrgen.check import check
from dlrgen.mock.scenario import read
from dlrgen.mock.server import FakeServer, fake
from dlrgen.problems import Problem, Problems, render
from dlrgen.runtime.testing.clock import Clock
from dlrgen.runtime.testing.fake import FakeVendor
from dlrgen.runtime.testing.messages import Message
from dlrgen.spec.load import load


def serve(
    specs: Path, only: Iterable[str], port: int, *, own_ports: bool = False, scenario: Path | None = None, seed: int = 0
) -> int:
    """Serve fakes until interrupted.

    Args:
        specs: The folder of specs, which are checked first.
        only: The vendors to serve; all, if left out.
        port: The port; one that is free, if it is 0.
        own_ports: Give each vendor a port of its own.
        scenario: What they are to play.
        seed: Whatever is made up follows from it.

    Returns:
        The exit code: 0 when it was stopped, 1 if specs or scenario have problems.
    """
    problems = Problems()
    found = _fakes(specs, only, scenario, seed, problems)
    if problems.failed:
        print(render(problems, "text"), file=sys.stderr)
        return 1
    with FakeServer(found, port, own_ports=own_ports) as server:
        for made in found:
            given = ", ".join(f"{name}={value!r}" for name, value in made.credentials.items())
            print(f"{made.name:<12} {server.base_url(made.name):<36} {given}")
        print(f"{'control':<12} {server.control_url}")
        print("serving; Ctrl-C stops", flush=True)
        try:
            server.wait()
        except KeyboardInterrupt:
            print("stopped")
    return 0


def _fakes(specs: Path, only: Iterable[str], scenario: Path | None, seed: int, problems: Problems) -> list[FakeVendor]:
    vendors = load(specs, problems, only)
    list(check(vendors, problems))
    if problems.failed:
        return []
    clock = Clock()
    # With a scenario there are its messages, and those of the pages are not.
    messages: list[Message] | None = None if scenario is None else []
    found = [fake(vendor, clock=clock, seed=seed, messages=messages) for vendor in vendors]
    if scenario is not None:
        try:
            text = scenario.read_text("utf-8")
        except UnicodeDecodeError:
            problems.append(Problem(id="file.encoding", file=str(scenario), message="not UTF-8"))
            return []
        played = read(text, str(scenario), [made.name for made in found], problems)
        if played is not None:
            for made in found:
                played.play(made)
    return found
