"""Differences in words: for a terminal, for machines, for GitHub, and for a changelog."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from msgspec import structs

from dlrgen.diff.compare import Change
from dlrgen.diff.rules import SEVERITIES, Step
from dlrgen.problems import annotation, one_line

_LEVELS = {"breaking": "error", "compatible": "warning", "editorial": "notice"}
_SECTIONS = {"added": "Added", "removed": "Removed"}
_UNRELEASED = "## Unreleased"


def step(changes: Sequence[Change]) -> Step | None:
    """The version step that the changes ask for together; none if there are none."""
    steps = {change.step for change in changes}
    return next((each for each in ("major", "minor", "patch") if each in steps), None)


def next_version(version: str, by: Step | None) -> str:
    """The version after a step; before version 1, what breaks raises the second number and all else the third.

    Args:
        version: Three numbers with dots, and perhaps more behind them.
        by: The step; none if nothing changed.

    Raises:
        ValueError: That is no version.
    """
    numbers = version.split("-")[0].split("+")[0].split(".")
    if len(numbers) != 3 or not all(number.isdecimal() for number in numbers):
        raise ValueError(f"{version!r} is no version such as 1.2.3")
    major, minor, patch = map(int, numbers)
    if by is None:
        return version
    if major == 0:
        return f"0.{minor + 1}.0" if by == "major" else f"0.{minor}.{patch + 1}"
    return {"major": f"{major + 1}.0.0", "minor": f"{major}.{minor + 1}.0", "patch": f"{major}.{minor}.{patch + 1}"}[by]


def render(changes: Sequence[Change], style: str, version: str) -> str:
    """The changes as `text`, `json`, `github` or `markdown`.

    Args:
        changes: The changes.
        style: One of the four.
        version: The version that the old tree was released as.

    Raises:
        ValueError: That is no version.
    """
    match style:
        case "json":
            return as_json(changes, version)
        case "github":
            return github(changes)
        case "markdown":
            return markdown(changes)
        case _:
            return text(changes, version)


def text(changes: Sequence[Change], version: str) -> str:
    """The changes as text for people, with the version that they ask for.

    Args:
        changes: The changes.
        version: The version that the old tree was released as.
    """
    following = next_version(version, step(changes))
    if not changes:
        return "no difference that matters to the users of a client"
    counts = Counter(change.severity for change in changes)
    summary = ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES)
    lines = [_text_line(change) for change in changes]
    return "\n".join([*lines, "", f"{summary}; after {version} this asks for {following}"])


def as_json(changes: Sequence[Change], version: str) -> str:
    """The changes, the version step and the next version as JSON."""
    by = step(changes)
    data = {
        "changes": [{"name": change.name, **structs.asdict(change)} for change in changes],
        "step": by,
        "version": version,
        "next_version": next_version(version, by),
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def github(changes: Sequence[Change]) -> str:
    """The changes as annotations of a GitHub workflow."""
    return "\n".join(
        annotation(_LEVELS[change.severity], change.file, change.line, change.column, change.id,
                   f"{_scope(change)}: {change.message}{_harm(change)}")
        for change in changes
    )  # fmt: skip


def markdown(changes: Sequence[Change]) -> str:
    """The changes as entries of a changelog, by section; texts that changed are counted and not told."""
    sections = entries(changes)
    return "\n\n".join(f"### {name}\n\n" + "\n".join(lines) for name, lines in sections.items())


def entries(changes: Sequence[Change]) -> dict[str, list[str]]:
    """The entries of a changelog by section: `Added`, `Changed` and `Removed`, where there are any."""
    found: dict[str, dict[str, list[str]]] = {"Added": {}, "Changed": {}, "Removed": {}}
    for change in changes:
        if change.severity != "editorial":
            section, head, item = _entry(change)
            found[section].setdefault(head, []).append(item)
    sections = {
        name: [f"- {one_line(head)}{', '.join(map(one_line, items))}." for head, items in heads.items()]
        for name, heads in found.items()
    }
    texts = Counter(change.vendor for change in changes if change.severity == "editorial")
    if texts:
        told = ", ".join(f"{count} of {name}" for name, count in sorted(texts.items()))
        sections["Changed"].append(f"- Texts and sources: {told}.")
    return {name: lines for name, lines in sections.items() if lines}


def _entry(change: Change) -> tuple[str, str, str]:
    """The section, what several changes may have in common, and the change itself."""
    scope = f"{change.vendor} `{change.endpoint}`" if change.endpoint else change.vendor
    mark = f"**breaks {change.harms}s**, " if change.severity == "breaking" else ""
    section = _SECTIONS.get(change.kind) if change.key else None
    if section is None:
        return "Changed", f"{scope}: {mark}", change.message
    what = f"{change.noun} of `{change.owner}`:" if change.owner else change.noun
    return section, f"{scope}: {mark}{what} ", f"`{change.key}`"


def write_changelog(path: Path, changes: Sequence[Change]) -> int:
    """Put the entries of a changelog under `## Unreleased`, into its sections; those that stand there are left.

    Args:
        path: The changelog, in the layout of keepachangelog.com.
        changes: The changes.

    Returns:
        How many entries were added.

    Raises:
        ValueError: The file has no `## Unreleased`.
        OSError: It cannot be read or written.
    """
    lines = path.read_text("utf-8").split("\n")
    if _UNRELEASED not in lines:
        raise ValueError(f"{path}: there is no line {_UNRELEASED!r} to write below")
    begin = lines.index(_UNRELEASED) + 1
    end = next((i for i in range(begin, len(lines)) if lines[i].startswith("## ")), len(lines))
    block, rest = lines[begin:end], lines[end:]
    there = set(block)
    added = 0
    for section, found in entries(changes).items():
        fresh = [line for line in found if line not in there]
        added += len(fresh)
        if fresh:
            block = _with(block, f"### {section}", fresh)
    if added:
        path.write_text("\n".join([*lines[:begin], *block, *rest]), "utf-8")
    return added


def _with(block: list[str], heading: str, lines: list[str]) -> list[str]:
    """The block with the lines at the end of one of its sections, which is made if it is not there."""
    if heading not in block:
        end = next((i for i in range(len(block), 0, -1) if block[i - 1].strip()), 0)
        return [*block[:end], "", heading, "", *lines, ""]
    begin = block.index(heading) + 1
    end = next((i for i in range(begin, len(block)) if block[i].startswith("### ")), len(block))
    while end > begin and not block[end - 1].strip():
        end -= 1
    return [*block[:end], *([] if end > begin else [""]), *lines, *block[end:]]


def _text_line(change: Change) -> str:
    place = ":".join([change.file, *(str(n) for n in (change.line, change.column) if n)])
    was = f" (was line {change.was})" if change.was and change.was != change.line else ""
    return f"{place}: {change.severity} [{change.id}] {_scope(change)}: {one_line(change.message)}{_harm(change)}{was}"


def _harm(change: Change) -> str:
    return "" if change.harms == "nobody" else f"; {change.harms}s should look at it"


def _scope(change: Change) -> str:
    return f"{change.vendor} {change.endpoint}".strip()
