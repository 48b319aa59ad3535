"""`dlrgen drift` as it is used: which captured page, formats, exit codes, and what it says where it cannot."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dlrgen.cli import main

SPECS = Path(__file__).parents[2] / "specs"
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the specs, and a page of a vendor that was edited."""
    shutil.copytree(SPECS, tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    page = (tmp_path / "specs/submail/captured/sms_log.txt").read_text(encoding="utf-8")
    row = re.search(r"(?m)^offset \|.*\n", page)
    assert row is not None
    page = page.replace(row[0], "").replace("每分钟1次", "每分钟3次").replace("失败原因,", "失败的原因,")
    (tmp_path / "new.txt").write_text(page, encoding="utf-8")
    return tmp_path


def stands(here: Path, text: str) -> int:
    """The line of the spec that begins with a text."""
    lines = (here / "specs/submail/sms_log.yaml").read_text(encoding="utf-8").split("\n")
    return next(i for i, line in enumerate(lines, 1) if line.startswith(text))


def test_the_same_page_says_the_same(here: Path, capsys: Printed) -> None:
    assert main(["drift", "specs/submail/captured/sms_log.txt", "--spec", "specs/submail"]) == 0
    assert capsys.readouterr().out == "the page says what it said\n"


@pytest.mark.parametrize("spec", ["specs/submail", "specs/submail/sms_log.yaml", "specs/submail/vendor.yaml"])
def test_says_what_where_and_whom_it_harms(spec: str, here: Path, capsys: Printed) -> None:
    assert main(["drift", "new.txt", "--spec", spec]) == 1
    lines = capsys.readouterr().out.split("\n")
    assert lines == [
        "new.txt (captured line 37): breaking [param.removed] submail sms_log: the parameter `offset` is gone; "
        "callers should look at it",
        f"    specs/submail/sms_log.yaml:{stands(here, '  offset: {in')}:3",
        "new.txt:78:31: editorial [label.changed] submail sms_log: the label of `data[].dropped_reason`: "
        "失败原因,该参数仅在该条数据失败时返回的原因分析 → 失败的原因,该参数仅在该条数据失败时返回的原因分析",
        f"    specs/submail/sms_log.yaml:{stands(here, '            dropped_reason: ')}:13",
        "new.txt:7:11: compatible [limit-calls.raised] submail sms_log: the calls per time: 每分钟1次 → 每分钟3次; "
        "callers should look at it",
        f"    specs/submail/sms_log.yaml:{stands(here, 'limits:')}:1",
        "",
        "1 breaking, 1 compatible, 1 editorial",
        "",
    ]


@pytest.mark.parametrize(("fail_on", "code"), [("breaking", 1), ("compatible", 1), ("editorial", 1), ("never", 0)])
def test_fails_on_what_is_as_grave_as_asked(fail_on: str, code: int, here: Path) -> None:
    assert main(["drift", "new.txt", "--spec", "specs/submail", "--fail-on", fail_on]) == code


def test_what_is_editorial_is_not_breaking(here: Path) -> None:
    page = (here / "specs/submail/captured/sms_log.txt").read_text(encoding="utf-8")
    (here / "new.txt").write_text(page.replace("失败原因,", "失败的原因,"), encoding="utf-8")
    assert main(["drift", "new.txt", "--spec", "specs/submail", "--fail-on", "breaking"]) == 0
    assert main(["drift", "new.txt", "--spec", "specs/submail"]) == 1


def test_speaks_json_and_annotates(here: Path, capsys: Printed) -> None:
    main(["drift", "new.txt", "--spec", "specs/submail", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert [(each["id"], each["page_line"], each["was"], each["line"]) for each in found] == [
        ("param.removed", 0, 37, stands(here, "  offset: {in")),
        ("label.changed", 78, 79, stands(here, "            dropped_reason: ")),
        ("limit-calls.raised", 7, 7, stands(here, "limits:")),
    ]  # fmt: skip
    main(["drift", "new.txt", "--spec", "specs/submail", "--format", "github"])
    line = stands(here, "  offset: {in")
    out = capsys.readouterr().out
    assert out.startswith(f"::error file=specs/submail/sms_log.yaml,line={line},col=3,title=param.removed::")


def test_a_page_of_its_own_quotes_what_the_page_says(here: Path, capsys: Printed) -> None:
    page = (here / "new.txt").read_text(encoding="utf-8")
    (here / "new.txt").write_text(page.replace("失败的原因,", "<script>x</script>&,"), encoding="utf-8")
    assert main(["drift", "new.txt", "--spec", "specs/submail", "--format", "html"]) == 1
    out = capsys.readouterr().out
    seen: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append(tag)

    Tags().feed(out)
    assert "script" not in seen
    assert seen.count("tr") == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.txt", "--spec", "specs/submail"], "none.txt: No such file"),
        (["new.txt", "--spec", "specs/none"], "specs/none: there is no such file"),
        (["new.txt", "--spec", "specs"], "specs: name an endpoint's file or a vendor's folder"),
        (["new.txt", "--spec", "specs/carriers"], "name an endpoint's file or a vendor's folder"),
        (["latin.txt", "--spec", "specs/submail"], "latin.txt: not UTF-8 at byte 1"),
        (["new.txt", "--spec", "specs/broken"], "specs that cannot be read cannot be compared"),
    ],
)
def test_says_why_it_cannot_compare(words: list[str], said: str, here: Path, capsys: Printed) -> None:
    (here / "latin.txt").write_bytes(b"a\xe9b")
    shutil.copytree(here / "specs/submail", here / "specs/broken")
    (here / "specs/broken/vendor.yaml").write_text("spec: [", encoding="utf-8")
    assert main(["drift", *words]) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert out == ""
