"""`dlrgen draft` as it is used."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dlrgen.cli import main

PAGE = Path(__file__).parents[2] / "specs/uspeedo/captured/USMSSendReceipt.txt"
Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(PAGE, tmp_path / "page.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_writes_a_vendor_and_says_how_many_questions_there_are(here: Path, capsys: Printed) -> None:
    assert main(["draft", "page.txt"]) == 0
    out = capsys.readouterr().out
    number = re.fullmatch(
        r"specs/uspeedo: written, with (\d+) questions; `dlrgen check specs/uspeedo` asks them\n", out
    )
    assert number is not None
    assert main(["check", "specs/uspeedo"]) == 1
    assert capsys.readouterr().out.count("[todo.open]") == int(number[1])


def test_takes_a_name_and_a_folder(here: Path) -> None:
    assert main(["draft", "page.txt", "--vendor", "acme", "--out", "elsewhere/specs"]) == 0
    assert (here / "elsewhere/specs/acme/vendor.yaml").is_file()
    assert (here / "elsewhere/specs/acme/captured/page.txt").read_bytes() == PAGE.read_bytes()


def test_overwrites_nothing(here: Path, capsys: Printed) -> None:
    assert main(["draft", "page.txt"]) == 0
    path = here / "specs/uspeedo/vendor.yaml"
    path.write_text("mine", encoding="utf-8")
    assert main(["draft", "page.txt"]) == 2
    assert "specs/uspeedo is there already" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("text", ["", "Nothing but words.", "# A title\n\nMore words.\n"])
def test_a_page_without_an_endpoint_makes_no_spec(text: str, here: Path, capsys: Printed) -> None:
    (here / "page.txt").write_text(text, encoding="utf-8")
    assert main(["draft", "page.txt"]) == 2
    assert "page.txt: no endpoint is found in it" in capsys.readouterr().err
    assert not (here / "specs").exists()


@pytest.mark.parametrize("name", ["Acme", "1acme", "../acme", "class", "a-b", ""])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["draft", "page.txt", "--vendor", name])
    assert stopped.value.code == 2
