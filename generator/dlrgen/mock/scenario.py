"""Scenarios as YAML: read as strictly as specs, with the place of every problem."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import msgspec

from dlrgen.plan.endpoints import seconds
from dlrgen.problems import Problem, Problems
from dlrgen.runtime.plain import is_array, is_object
from dlrgen.runtime.testing.scenario import Scenario
from dlrgen.spec import strict_yaml
from dlrgen.spec.metaschema import problems_against

_TIMES = frozenset({"after", "stamped", "sent", "since", "seconds"})
_DURATION = re.compile(r"-?[0-9]{1,6}(ms|s|m|h|d)\Z")


def read(text: str, file: str, vendors: Collection[str], problems: Problems) -> Scenario | None:
    """Read a scenario; none if something is wrong with it.

    Args:
        text: YAML, of which JSON is a part. Times are seconds, or durations such as `5s` and `-2h`.
        file: What the file is called in problems.
        vendors: The names of the vendors that there are.
        problems: Takes what is wrong.
    """
    document = strict_yaml.read(text, file)
    if isinstance(document, Problem):
        problems.append(document)
        return None
    document.data = _in_seconds(document.data if document.data is not None else {})
    found = list(problems_against(msgspec.json.schema(Scenario), document, file))
    if not found:
        scenario = msgspec.convert(document.data, Scenario)
        unknown = scenario.vendors() - set(vendors)
        if not unknown:
            return scenario
        found = [_unknown(name, document, file, vendors) for name in sorted(unknown)]
    problems.extend(found)
    return None


def _in_seconds(data: Any, key: str = "") -> Any:
    """The data with durations as numbers, where a time is meant."""
    if is_object(data):
        return {name: _in_seconds(value, name) for name, value in data.items()}
    if is_array(data):
        return [_in_seconds(value) for value in data]
    if key in _TIMES and isinstance(data, str) and _DURATION.match(data):
        return -seconds(data[1:]) if data[0] == "-" else seconds(data)
    return data


def _unknown(vendor: str, document: strict_yaml.Document, file: str, vendors: Collection[str]) -> Problem:
    places = (
        (part, n, "vendor")
        for part in ("messages", "crowds", "failures")
        for n, entry in enumerate(document.data.get(part, ()))
        if entry.get("vendor") == vendor
    )
    line, column = document.marks.find(next(places))
    return Problem(
        id="scenario.vendor", file=file, line=line, column=column, message=f"{vendor!r} is not served",
        hint=f"Served are {', '.join(vendors)}.",
    )  # fmt: skip
