"""`dlrkit` on the command line: what a code means."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dlrkit._core.cli import main

ROOT = Path(__file__).parents[2]
VENDORS = sorted(path.parent.name for path in (ROOT / "specs").glob("*/vendor.yaml"))
Printed = pytest.CaptureFixture[str]


def found(capsys: Printed, *arguments: str) -> list[dict[str, str]]:
    assert main(["codes", *arguments, "--json"]) == 0
    rows: list[dict[str, str]] = json.loads(capsys.readouterr().out)
    return rows


def calls(vendor: str) -> list[str]:
    return sorted(path.stem for path in (ROOT / "specs" / vendor).glob("*.yaml") if path.stem != "vendor")


def test_vendors_and_their_calls(capsys: Printed) -> None:
    assert main(["vendors"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == VENDORS
    assert lines[VENDORS.index("mobset")].split(maxsplit=1)[1].split(", ") == calls("mobset")


def test_what_a_vendor_needs_and_offers(capsys: Printed) -> None:
    assert main(["vendors", "wilddog"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Wilddog SMS (野狗短信)\n\ncredentials:\n  app_id   DLRKIT_WILDDOG_APP_ID\n")
    assert "  sms_key  DLRKIT_WILDDOG_SMS_KEY  secret\n" in text
    assert "  status_batch    consumes  Reports not handed out yet (批量查询已发送短信状态)\n" in text
    assert text.split("code tables:\n")[1].split() == ["SendStatus", "CarrierCode", "ApiError"]
    assert main(["vendors", "--json"]) == 0
    assert [vendor["vendor"] for vendor in json.loads(capsys.readouterr().out)] == VENDORS


def test_a_code(capsys: Printed) -> None:
    (row,) = (row for row in found(capsys, "MY:1108") if row["table"] == "CarrierCode")
    assert (
        row.items()
        >= {
            "vendor": "wilddog",
            "code": "MY:1108",
            "state": "rejected",
            "why": "invalid_number",
            "retry": "never",
            "zh": "错误的手机号码",
            "en": "Wrong phone number.",
            "evidence": "seed_page",
        }.items()
    )


def test_a_code_that_a_vendor_has_from_a_carrier(capsys: Printed) -> None:
    (row,) = found(capsys, "mk:0012", "--vendor", "submail")
    assert row.items() >= {"vendor": "submail", "code": "mk:0012", "state": "undelivered"}.items()


def test_a_code_that_is_a_number(capsys: Printed) -> None:
    (row,) = found(capsys, "70203")
    assert row.items() >= {"vendor": "wilddog", "why": "clock", "state": ""}.items()


def test_a_word_in_chinese_and_one_in_english(capsys: Printed) -> None:
    rows = found(capsys, "黑名单")
    assert {("wilddog", "MY:1109"), ("wilddog", "DB:Black")} <= {(row["vendor"], row["code"]) for row in rows}
    assert all("黑名单" in row["zh"] for row in rows)
    rows = found(capsys, "BLACKLIST", "--vendor", "wilddog")
    assert {row["code"] for row in rows} == {"MY:1109", "DB:Black"}


def test_everything(capsys: Printed) -> None:
    rows = found(capsys)
    assert {row["vendor"] for row in rows} == set(VENDORS)
    assert len(found(capsys, "--vendor", "mobset")) == 3


def test_what_nobody_knows(capsys: Printed) -> None:
    assert main(["codes", "no such code"]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "dlrkit: nothing known about 'no such code'\n")
    assert main(["codes", "no such code", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == []


def test_a_table_for_people(capsys: Printed) -> None:
    assert main(["codes", "MY:1108"]) == 0
    out = "".join(capsys.readouterr().out.split())
    assert "错误的手机号码" in out
    assert "invalid_number" in out


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["codes", "--vendor", "nobody"]])
def test_wrong_words_are_explained(arguments: list[str], capsys: Printed) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "usage: dlrkit" in capsys.readouterr().err


WITHOUT_RICH = "import sys; sys.modules['rich'] = None; from dlrkit._core.cli import main; sys.exit(main(sys.argv[1:]))"


def test_without_rich_one_line_says_what_is_missing_and_json_still_works() -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-X", "utf8", "-c", WITHOUT_RICH, "codes", "MY:1108", *arguments]
        environment = {"PYTHONPATH": str(ROOT / "generated")}
        return subprocess.run(command, check=False, env=environment, capture_output=True, text=True, encoding="utf-8")

    table = run()
    assert (table.returncode, table.stdout) == (2, "")
    assert table.stderr.count("\n") == 1
    assert "[cli]" in table.stderr
    as_json = run("--json")
    assert (as_json.returncode, as_json.stderr) == (0, "")
    assert json.loads(as_json.stdout)[0]["code"] == "MY:1108"
