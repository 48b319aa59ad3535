"""`dlrgen diff` as it is used: folders and revisions, exit codes, and what `generate --since` writes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from dlrgen.cli import main

GOOD = Path(__file__).parents[1] / "specs_good"
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose tag v0.1.0 has the good specs, and whose work tree has them, too."""
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    shutil.copytree(GOOD, tmp_path / "specs")
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    git("init", "-q")
    git("add", ".")
    git("-c", "user.name=t", "-c", "user.email=t@example.test", "commit", "-qm", "one")
    git("tag", "v0.1.0")
    return tmp_path


def git(*words: str) -> str:
    return subprocess.run(["git", *words], check=True, capture_output=True, text=True).stdout


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def drop_parameter(repository: Path) -> None:
    edit(
        repository / "specs/acme/lookup.yaml", "  since: {in: query, type: time, encode: unix_s, en: From when.}\n", ""
    )


def test_a_revision_against_the_work_tree(repository: Path, capsys: Printed) -> None:
    assert main(["diff", "v0.1.0"]) == 0
    assert "no difference" in capsys.readouterr().out
    drop_parameter(repository)
    before = git("status", "--porcelain")
    assert main(["diff", "v0.1.0"]) == 0
    out, err = capsys.readouterr()
    assert "specs/acme/lookup.yaml:14:3: breaking [param.removed] acme lookup: the parameter `since` is gone" in out
    assert "after 0.1.0 this asks for 0.2.0" in out
    assert err == ""
    assert git("status", "--porcelain") == before


def test_two_revisions_two_folders_and_one_of_each(repository: Path, capsys: Printed) -> None:
    shutil.copytree(repository / "specs", repository / "old")
    drop_parameter(repository)
    git("-c", "user.name=t", "-c", "user.email=t@example.test", "commit", "-qam", "two")
    edit(repository / "specs/acme/lookup.yaml", "max: 20", "max: 10")
    ids = []
    for versions in (["HEAD~1", "HEAD"], ["HEAD", "v0.1.0"], ["old", "specs"], ["old", "HEAD"], ["HEAD"]):
        assert main(["diff", *versions, "--format", "json"]) == 0
        ids.append([change["id"] for change in json.loads(capsys.readouterr().out)["changes"]])
    assert ids == [
        ["param.removed"], ["param.added"], ["param.removed", "batch-max.lowered"], ["param.removed"],
        ["batch-max.lowered"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("edited", "fail_on", "code"),
    [
        ("breaking", "breaking", 1),
        ("breaking", "editorial", 1),
        ("compatible", "breaking", 0),
        ("compatible", "compatible", 1),
        ("editorial", "compatible", 0),
        ("editorial", "editorial", 1),
        ("nothing", "editorial", 0),
    ],
)
def test_fails_on_what_is_as_grave_as_asked(edited: str, fail_on: str, code: int, repository: Path) -> None:
    path = repository / "specs/acme/lookup.yaml"
    match edited:
        case "breaking":
            drop_parameter(repository)
        case "compatible":
            edit(path, "max: 20", "max: 10")
        case "editorial":
            edit(path, "en: From when.", "en: Since when.")
        case _:
            pass
    assert main(["diff", "v0.1.0", "--fail-on", fail_on]) == code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["v9"], "'v9' is neither a folder nor a revision of the repository around specs"),
        (["--", "--output=x"], "'--output=x' is neither a folder nor a revision"),
        (["v0.1.0", "captured"], "'captured' is neither a folder"),
        (["v0.1.0", "empty"], "empty: no vendor's folder in it"),
        (["v0.1.0", "--specs", "elsewhere"], "elsewhere: there is no such folder"),
        (["v0.1.0", "--released", "one"], "--released: 'one' is no version such as 1.2.3"),
    ],
)
def test_says_why_it_cannot_compare(words: list[str], said: str, repository: Path, capsys: Printed) -> None:
    (repository / "empty").mkdir()
    assert main(["diff", *words]) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert out == ""


def test_outside_a_repository_and_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    shutil.copytree(GOOD, tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    assert main(["diff", "v0.1.0"]) == 2
    assert "is in no git repository" in capsys.readouterr().err
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["diff", "v0.1.0"]) == 2
    assert "git is not installed" in capsys.readouterr().err


def test_what_cannot_be_read_cannot_be_compared(repository: Path, capsys: Printed) -> None:
    edit(repository / "specs/acme/lookup.yaml", "effect: queries", "effect: guesses")
    assert main(["diff", "v0.1.0"]) == 2
    out, err = capsys.readouterr()
    assert "specs/acme/lookup.yaml:8:9: error [spec.value]" in err
    assert out == ""


def test_generate_writes_the_changelog_of_a_release(repository: Path, capsys: Printed) -> None:
    edit(repository / "specs/acme/lookup.yaml", "en: From when.", "en: Since when.")
    words = ["generate", "--out", "out", "--since", "v0.1.0"]
    assert main(words) == 0
    assert capsys.readouterr().out.endswith("CHANGELOG.md: 1 entries added\n")
    log = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    assert log == "# Changelog\n\n## Unreleased\n\n### Changed\n\n- Texts and sources: 1 of acme.\n"
    assert main(words) == 0
    assert (repository / "CHANGELOG.md").read_text(encoding="utf-8") == log
    assert main([*words, "--changelog", "none.md"]) == 2
    assert "none.md" in capsys.readouterr().err
    assert main(["generate", "--out", "other", "--since", "v9"]) == 2
    assert not (repository / "other").exists()
