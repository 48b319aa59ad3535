"""What differs in a page, in words: for a terminal, for machines, for GitHub, and as a page of its own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from msgspec import structs

from dlrgen.diff.rules import SEVERITIES
from dlrgen.drift.findings import Finding
from dlrgen.problems import annotation, one_line

_LEVELS = {"breaking": "error", "compatible": "warning", "editorial": "notice"}


def render(findings: Sequence[Finding], style: str, page: str) -> str:
    """The findings as `text`, `json`, `github` or `html`.

    Args:
        findings: The findings.
        style: One of the four.
        page: What the page is called.
    """
    match style:
        case "json":
            return json.dumps([_plain(finding) for finding in findings], ensure_ascii=False, indent=2)
        case "github":
            return "\n".join(_annotation(finding) for finding in findings)
        case "html":
            return _html(findings, page)
        case _:
            return _text(findings, page)


def summary(findings: Sequence[Finding]) -> str:
    """How many findings there are of each severity."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES)


def _text(findings: Sequence[Finding], page: str) -> str:
    if not findings:
        return "the page says what it said"
    lines = [
        f"{_page_place(finding, page)}: {finding.severity} [{finding.id}] {_scope(finding)}: "
        f"{one_line(finding.message)}{_harm(finding)}\n    {_spec_place(finding)}"
        for finding in findings
    ]
    return "\n".join([*lines, "", summary(findings)])


def _annotation(finding: Finding) -> str:
    told = f"{_scope(finding)}: {finding.message}{_harm(finding)}"
    return annotation(_LEVELS[finding.severity], finding.file, finding.line, finding.column, finding.id, told)


def _html(findings: Sequence[Finding], page: str) -> str:
    environment = Environment(
        loader=PackageLoader("dlrgen.drift"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("drift.html.jinja").render(
        findings=findings, page=page, summary=summary(findings), place=_spec_place, where=_page_place, scope=_scope
    )


def _plain(finding: Finding) -> dict[str, object]:
    return {key: value for key, value in structs.asdict(finding).items() if key not in ("delta", "target")}


def _page_place(finding: Finding, page: str) -> str:
    if finding.page_line:
        return f"{page}:{finding.page_line}:{finding.page_column}"
    return f"{page} (captured line {finding.was})" if finding.was else page


def _spec_place(finding: Finding) -> str:
    return f"{finding.file}:{finding.line}:{finding.column}"


def _harm(finding: Finding) -> str:
    return "" if finding.harms == "nobody" else f"; {finding.harms}s should look at it"


def _scope(finding: Finding) -> str:
    return f"{finding.vendor} {finding.endpoint}".strip()
