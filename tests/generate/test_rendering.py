"""Compiled templates are kept beside the templates, and are never needed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlrgen.emit import rendering


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "templates"
    shutil.copytree(rendering._TEMPLATES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(rendering, "_TEMPLATES", folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    rendering._environment.cache_clear()
    yield folder
    rendering._environment.cache_clear()


def printed() -> str:
    rendering._environment.cache_clear()
    return rendering.render("testing", header="# header", core="_core")


def test_a_compiled_template_is_used_until_the_template_changes(templates: Path) -> None:
    before = printed()
    (compiled,) = (templates / "__pycache__").iterdir()
    assert printed() == before
    template = templates / "testing.py.jinja"
    template.write_text(template.read_text("utf-8") + "# more\n", "utf-8")
    assert printed() == before + "# more\n"
    assert [compiled] == list((templates / "__pycache__").iterdir())


def test_a_broken_compiled_template_is_made_anew(templates: Path) -> None:
    before = printed()
    (compiled,) = (templates / "__pycache__").iterdir()
    compiled.write_bytes(compiled.read_bytes()[:-9])
    assert printed() == before


def test_nothing_is_kept_where_nothing_can_be_written(templates: Path) -> None:
    (templates / "__pycache__").touch()  # a file where the folder should be
    assert "# header" in printed()


def test_nothing_is_kept_where_python_keeps_nothing(templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    printed()
    assert not (templates / "__pycache__").exists()
