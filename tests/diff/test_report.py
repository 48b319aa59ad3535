"""Differences in words: versions, annotations, entries of a changelog."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dlrgen.diff import report
from dlrgen.diff.compare import Change
from dlrgen.diff.rules import Kind, judge


def change(
    at: str, kind: Kind, *, key: str = "", owner: str = "", message: str = "it is so", endpoint: str = "pull"
) -> Change:
    judged = judge(at, kind)
    verdict = judged.verdict
    return Change(
        id=judged.id, severity=verdict.severity, harms=verdict.harms, step=verdict.step, vendor="acme",
        endpoint=endpoint, kind=kind, noun=judged.rule.noun, owner=owner, key=key, message=message, old="", new="",
        file="specs/acme/pull.yaml", line=7, column=3, was=9,
    )  # fmt: skip


GONE = change("Endpoint.params", "removed", key="kind", message="the parameter `kind` is gone")
COMES = [change("Table.codes", "added", owner="api", key=key, endpoint="") for key in ("1", "2")]
SPELT = change("Node.en", "changed", owner="kind")
SIGNED = change("Request.path", "changed", message="the path: /a → /b")


@pytest.mark.parametrize(
    ("version", "changes", "following"),
    [
        ("1.2.3", [], "1.2.3"),
        ("1.2.3", [SPELT], "1.2.4"),
        ("1.2.3", [SPELT, *COMES], "1.3.0"),
        ("1.2.3", [*COMES, GONE], "2.0.0"),
        ("0.4.2", [SPELT], "0.4.3"),
        ("0.4.2", COMES, "0.4.3"),
        ("0.4.2", [GONE, *COMES], "0.5.0"),
        ("1.0.0-rc.1+7", [SIGNED], "1.0.1"),
    ],
)
def test_the_version_that_changes_ask_for(version: str, changes: list[Change], following: str) -> None:
    assert report.next_version(version, report.step(changes)) == following


@pytest.mark.parametrize("version", ["", "1", "1.2", "v1.2.3", "1.2.3.4", "1.x.3", "1.²2.3"])
def test_what_is_no_version_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match="no version"):
        report.next_version(version, "patch")


def test_text_says_place_rule_harm_and_version() -> None:
    assert report.text([GONE, SPELT], "0.1.0").split("\n") == [
        "specs/acme/pull.yaml:7:3: breaking [param.removed] acme pull: the parameter `kind` is gone; "
        "callers should look at it (was line 9)",
        "specs/acme/pull.yaml:7:3: editorial [text.changed] acme pull: it is so (was line 9)",
        "",
        "1 breaking, 0 compatible, 1 editorial; after 0.1.0 this asks for 0.2.0",
    ]
    assert "no difference" in report.text([], "0.1.0")


def test_what_a_spec_says_cannot_write_lines_or_commands() -> None:
    hostile = change("Node.en", "changed", owner="x", message="a\n::error::b\r\x1b[31mc")
    assert "\n::error" not in report.github([hostile])
    assert "\x1b" not in report.text([hostile], "0.1.0") + report.markdown([hostile])
    shown = change("Table.codes", "added", key="a\n## b", message="x")
    assert "\n##" not in report.markdown([shown])


def test_annotations() -> None:
    assert report.github([GONE]) == (
        "::error file=specs/acme/pull.yaml,line=7,col=3,title=param.removed::"
        "acme pull: the parameter `kind` is gone; callers should look at it"
    )
    assert report.github([SIGNED]).startswith("::warning ")
    assert report.github([SPELT]).startswith("::notice ")


def test_json_has_everything() -> None:
    data = json.loads(report.as_json([GONE], "0.1.0"))
    assert (data["step"], data["version"], data["next_version"]) == ("major", "0.1.0", "0.2.0")
    assert data["changes"][0]["id"] == "param.removed"
    assert data["changes"][0]["name"] == "kind"


def test_a_changelog_has_what_belongs_together_in_one_line() -> None:
    assert report.markdown([GONE, *COMES, SIGNED, SPELT]) == (
        "### Added\n\n- acme: code of `api`: `1`, `2`.\n\n"
        "### Changed\n\n- acme `pull`: the path: /a → /b.\n- Texts and sources: 1 of acme.\n\n"
        "### Removed\n\n- acme `pull`: **breaks callers**, parameter `kind`."
    )


LOG = "# Changelog\n\n## Unreleased\n\n### Added\n\n- By hand.\n\n## 0.1.0\n\n### Removed\n\n- All.\n"


def test_entries_go_below_unreleased_and_once_only(tmp_path: Path) -> None:
    path = tmp_path / "CHANGELOG.md"
    path.write_text(LOG, encoding="utf-8")
    assert report.write_changelog(path, [GONE, *COMES]) == 2
    written = path.read_text(encoding="utf-8")
    assert written == LOG.replace(
        "- By hand.\n\n",
        "- By hand.\n- acme: code of `api`: `1`, `2`.\n\n### Removed\n\n"
        "- acme `pull`: **breaks callers**, parameter `kind`.\n\n",
    )
    assert report.write_changelog(path, [GONE, *COMES]) == 0
    assert path.read_text(encoding="utf-8") == written


@pytest.mark.parametrize("text", ["## Unreleased", "## Unreleased\n", "# x\n\n## Unreleased\n\n## 0.1.0\n"])
def test_an_empty_unreleased_is_filled(text: str, tmp_path: Path) -> None:
    path = tmp_path / "CHANGELOG.md"
    path.write_text(text, encoding="utf-8")
    assert report.write_changelog(path, [GONE]) == 1
    assert "## Unreleased\n\n### Removed\n\n- acme `pull`: " in path.read_text(encoding="utf-8")


def test_a_changelog_without_unreleased_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "CHANGELOG.md"
    path.write_text("# Changelog\n", encoding="utf-8")
    with pytest.raises(ValueError, match="Unreleased"):
        report.write_changelog(path, [GONE])
    assert path.read_text(encoding="utf-8") == "# Changelog\n"
