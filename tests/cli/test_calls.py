"""`dlrkit reports` and `dlrkit call`: what they ask, print, keep and end with."""

from __future__ import annotations

import csv
import io
import json
import stat
import sys
import time
from pathlib import Path

import httpx
import pytest

from dlrkit._core.cli import main, package

from .kit import RECEIPTS, Vendors, form, submail, yunpian

BAD_REPORTS = b'[{"sid": 1, "mobile": "13800138000", "report_sta'


@pytest.fixture
def vendors(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Vendors:
    """Vendors that no request leaves for, with credentials in the environment, in a folder of their own."""
    made = Vendors(capsys, monkeypatch)
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: made.handle(request))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    return made


def test_reports_since_an_hour_ago_of_one_state(vendors: Vendors) -> None:
    vendors.answers = [submail("delivered", "dropped")]
    assert vendors.run("reports", "submail", "--since", "1h", "--state", "undelivered") == 0
    asked = form(vendors.asked[0])
    assert abs(int(asked["start_date"]) - (time.time() - 3600)) < 60
    heading, row = vendors.out.splitlines()
    assert heading.split() == ["message_id", "phone", "state", "reason", "code", "reported_at", "meaning"]
    assert row.split()[:3] == ["id1", "13800138001", "undelivered"]
    assert "mk:0012" in row
    assert "2023-11-14 22:14:20Z" in row


def test_reports_as_json_lines_with_the_row_they_were_read_from(vendors: Vendors) -> None:
    vendors.answers = [submail("delivered", "dropped")]
    assert vendors.run("reports", "submail", "--json", "--to", "138") == 0
    assert form(vendors.asked[0])["to"] == "138"
    assert vendors.err == ""
    first, second = vendors.lines()
    assert first.items() >= {"vendor": "submail", "message_id": "id0", "state": "delivered", "is_final": True}.items()
    assert first["reported_at"] == "2023-11-14T22:14:20+00:00"
    assert second["row"].items() >= {"sendID": "id1", "status": "dropped", "report_state": "mk:0012"}.items()


def test_reports_as_csv(vendors: Vendors) -> None:
    vendors.answers = [submail("delivered", "dropped")]
    assert vendors.run("reports", "submail", "--csv") == 0
    rows = list(csv.DictReader(io.StringIO(vendors.out)))
    assert [(row["message_id"], row["state"], row["is_final"]) for row in rows] == [
        ("id0", "delivered", "true"), ("id1", "undelivered", "true"),
    ]  # fmt: skip
    vendors.answers = [submail()]
    assert vendors.run("reports", "submail", "--csv") == 1
    assert list(csv.reader(io.StringIO(vendors.out))) == [list(rows[0])]
    assert vendors.err == "dlrkit: no reports\n"


def test_a_time_that_the_vendor_cannot_be_asked_for_is_looked_for_among_the_reports(vendors: Vendors) -> None:
    vendors.answers = [RECEIPTS]
    assert vendors.run("reports", "uspeedo", "--id", "a", "--since", "2024-01-01T05:00+00:00") == 1
    assert vendors.run("reports", "uspeedo", "--id", "a", "--since", "2024-01-01T03:00+00:00") == 0
    assert vendors.run("reports", "uspeedo", "--id", "a", "--until", "2024-01-01T03:00+00:00") == 1


def test_the_end_is_now_where_the_vendor_needs_one(vendors: Vendors) -> None:
    vendors.answers = [b"[]"]
    assert vendors.run("reports", "yunpian", "--since", "1d") == 1
    assert vendors.asked[0].url.path.endswith("get_record.json")
    assert {"start_time", "end_time"} <= form(vendors.asked[0]).keys()


def test_since_and_the_vendors_own_name_for_it_are_one_too_many(vendors: Vendors) -> None:
    assert vendors.run("reports", "submail", "--since", "1h", "--start-date", "2h") == 2
    assert "--since and --start-date say the same" in vendors.err


def test_what_would_be_passed_over_is_refused(vendors: Vendors) -> None:
    assert vendors.run("reports", "twilio", "--sid", "SM1", "--to", "138", "--base-url", "http://x") == 2
    assert vendors.asked == []


def test_a_call_with_a_list(vendors: Vendors) -> None:
    vendors.answers = [RECEIPTS]
    assert vendors.run("call", "uspeedo", "usms_send_receipt", "--id", "a", "--id", "b", "--json") == 0
    assert vendors.asked[0].url.query == b"id=a&id=b"
    assert vendors.lines() == [json.loads(RECEIPTS)]
    assert vendors.run("call", "uspeedo", "usms_send_receipt", "--id", "a", "--csv") == 0
    (row,) = csv.DictReader(io.StringIO(vendors.out))
    assert row["SessionNo"] == "a"
    assert json.loads(row["Receipt"])[0]["Phone"] == "13800138000"
    assert vendors.run("call", "uspeedo", "usms_send_receipt", "--id", "a") == 0
    assert vendors.out.splitlines()[:2] == ["RetCode: 0", "Message: success"]
    assert vendors.out.splitlines()[2].split() == ["SessionNo", "Status", "Receipt"]


def test_all_pages_and_where_to_go_on(vendors: Vendors) -> None:
    vendors.answers = [submail("delivered", "dropped", total=5)]
    assert vendors.run("call", "submail", "sms_log", "--all", "--max-items", "1", "--json") == 0
    assert [row["sendID"] for row in vendors.lines()] == ["id0"]
    assert """to go on: --all --cursor '{"offset":1""" in vendors.err
    vendors.answers = [submail("delivered", total=1)]
    assert vendors.run("call", "submail", "sms_log", "--all", "--cursor", '{"offset":0}', "--json") == 0
    assert "to go on" not in vendors.err


def test_options_of_another_way_of_calling(vendors: Vendors) -> None:
    assert vendors.run("call", "submail", "sms_log", "--max-pages", "1") == 2
    assert "--max-pages goes with --all" in vendors.err


def test_waiting_that_takes_too_long(vendors: Vendors) -> None:
    vendors.answers = [json.dumps({"status": "ok", "data": [{"status": 1, "rrid": "x", "mobile": "1"}]}).encode()]
    assert vendors.run("call", "wilddog", "status_by_rrid", "--rrid", "x", "--wait", "--within", "0.01", "--json") == 4
    assert vendors.lines()[0]["data"][0]["rrid"] == "x"


# What cannot be undone.


def test_nobody_is_there_to_be_asked(vendors: Vendors) -> None:
    assert vendors.run("reports", "yunpian") == 2
    assert vendors.asked == []
    assert vendors.err == (
        "dlrkit: yunpian pull_status hands out each report once: what this call returns, no later call returns again. "
        "Add --yes if that is meant\n"
    )
    assert (
        vendors.run("call", "yisha", "send_msg", "--mobile", "+8613800138000", "--template-id", "1", "--host", "market")
        == 2
    )
    assert "calling twice does it twice" in vendors.err
    assert vendors.asked == []


@pytest.mark.parametrize("typed", ["", "\n", "n\n", "what?\n"])
def test_whoever_does_not_say_yes(typed: str, vendors: Vendors) -> None:
    assert vendors.run("reports", "yunpian", "--json", typed=typed) == 2
    assert vendors.asked == []
    assert "Go on? [y/N]" in vendors.err
    assert "nothing was called" in vendors.err


@pytest.mark.parametrize(("words", "typed"), [((), "y\n"), ((), "YES\n"), (("--yes",), None)])
def test_whoever_says_yes_is_asked_once(words: tuple[str, ...], typed: str | None, vendors: Vendors) -> None:
    vendors.answers = [yunpian("SUCCESS"), yunpian()]
    assert vendors.run("reports", "yunpian", "--json", *words, typed=typed) == 0
    assert [row["message_id"] for row in vendors.lines()] == ["1"]
    assert len(vendors.asked) == 2
    assert vendors.err.count("[y/N]") == (typed is not None)


def test_reports_that_are_left_out_must_be_kept(vendors: Vendors) -> None:
    vendors.answers = [yunpian("SUCCESS", "FAIL"), yunpian()]
    assert vendors.run("reports", "yunpian", "--yes", "--state", "delivered") == 2
    assert "reports would be lost: add --raw FILE" in vendors.err
    assert vendors.asked == []
    assert vendors.run("reports", "yunpian", "--yes", "--state", "delivered", "--raw", "raw.jsonl", "--json") == 0
    assert len(vendors.lines()) == 1
    kept = [json.loads(line) for line in Path("raw.jsonl").read_text().splitlines()]
    assert [json.loads(line["body"]) for line in kept] == [json.loads(yunpian("SUCCESS", "FAIL")), []]
    assert kept[0].items() >= {"vendor": "yunpian", "endpoint": "pull_status", "status": 200}.items()
    assert stat.S_IMODE(Path("raw.jsonl").stat().st_mode) == 0o600


def test_raw_answers_are_appended_before_they_are_parsed(vendors: Vendors) -> None:
    Path("raw.jsonl").write_text("{}\n")
    vendors.answers = [BAD_REPORTS + b"\xff"]
    assert vendors.run("reports", "yunpian", "--yes", "--raw", "raw.jsonl", "--json") == 1
    first, second = Path("raw.jsonl").read_text().splitlines()
    assert first == "{}"
    assert json.loads(second)["body_base64"] == "W3sic2lkIjogMSwgIm1vYmlsZSI6ICIxMzgwMDEzODAwMCIsICJyZXBvcnRfc3Rh/w=="


def test_a_file_that_cannot_be_written_is_found_out_before_the_call(vendors: Vendors) -> None:
    assert vendors.run("reports", "yunpian", "--yes", "--raw", "no/such/folder/raw.jsonl") == 2
    assert vendors.err == "dlrkit: no/such/folder/raw.jsonl: No such file or directory\n"
    assert vendors.asked == []


def rescued() -> list[str]:
    return [
        json.loads(line)["body"] for path in Path().glob("dlrkit-rescued-*") for line in path.read_text().splitlines()
    ]


def test_what_cannot_be_parsed_is_rescued(vendors: Vendors) -> None:
    vendors.answers = [BAD_REPORTS]
    assert vendors.run("reports", "yunpian", "--yes", "--json") == 1
    assert rescued() == [BAD_REPORTS.decode()]
    assert "dlrkit-rescued-" in vendors.err


def test_nothing_is_rescued_of_what_can_be_asked_for_again(vendors: Vendors) -> None:
    vendors.answers = [b"no json"]
    assert vendors.run("call", "uspeedo", "usms_send_receipt", "--id", "a") == 1
    assert list(Path().iterdir()) == []


class Closed(io.StringIO):
    """What nobody reads any more."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


def test_a_reader_that_goes_away(vendors: Vendors, monkeypatch: pytest.MonkeyPatch) -> None:
    vendors.answers = [yunpian("SUCCESS"), yunpian("FAIL"), yunpian()]
    vendors.register()
    with monkeypatch.context() as closed:
        closed.setattr(sys, "stdout", Closed())
        assert main(["reports", "yunpian", "--yes", "--json"]) == 141
    assert rescued() == [yunpian("SUCCESS").decode()]
    assert len(vendors.asked) == 1


@pytest.mark.parametrize("form", [["--json"], ["--csv"], []])
def test_ctrl_c_keeps_what_came(form: list[str], vendors: Vendors) -> None:
    vendors.answers = [yunpian("SUCCESS"), KeyboardInterrupt()]
    assert vendors.run("reports", "yunpian", "--yes", *form) == 130
    assert "13800138000" in vendors.out
    assert "the call under way may have taken reports that did not arrive" in vendors.err
    assert vendors.err.endswith("dlrkit: stopped\n")


def test_a_connection_that_breaks_while_reports_arrive(vendors: Vendors) -> None:
    def broken(request: httpx.Request) -> bytes:
        raise httpx.ReadError("reset")

    vendors.answers = [yunpian("SUCCESS"), broken]
    assert vendors.run("reports", "yunpian", "--yes", "--json") == 3
    assert len(vendors.lines()) == 1
    assert "`dlrkit call yunpian get_record` still has them" in vendors.err
    assert len(vendors.asked) == 2


def test_rows_that_cannot_be_read_stand_beside_the_others(vendors: Vendors) -> None:
    vendors.answers = [b'[{"sid": {}, "mobile": "1"}, ' + yunpian("SUCCESS")[1:], yunpian()]
    assert vendors.run("reports", "yunpian", "--yes", "--json") == 0
    good, bad = vendors.lines()
    assert good["state"] == "delivered"
    assert (bad["state"], json.loads(bad["row"]["raw"])) == ("unrecognised", {"sid": {}, "mobile": "1"})
    assert "row 0 could not be read" in vendors.err
    vendors.answers = [b'[{"sid": {}, "mobile": "1"}, ' + yunpian("SUCCESS")[1:]]
    assert vendors.run("call", "yunpian", "pull_status", "--yes", "--json") == 1


# Errors.


def test_an_error_of_the_vendor(vendors: Vendors) -> None:
    vendors.answers = [json.dumps({"status": "error", "code": "151", "msg": "no\x1b[2J"}).encode()]
    assert vendors.run("reports", "submail") == 1
    assert "151: " in vendors.err
    assert "The timestamp is wrong. (clock, retry after_fix)" in vendors.err
    assert "\x1b" not in vendors.err


def test_no_connection(vendors: Vendors) -> None:
    vendors.answers = [httpx.ConnectError("refused")]
    assert (
        vendors.run("call", "yisha", "send_msg", "--mobile", "1", "--template-id", "1", "--host", "market", "--yes")
        == 3
    )
    assert (vendors.out, vendors.err) == ("", "dlrkit: yisha send_msg: ConnectError: refused\n")


def test_parts_that_failed(vendors: Vendors) -> None:
    vendors.answers = [RECEIPTS, b'{"RetCode": 215392, "Message": "Invalid parameter [id]"}']
    words = [word for number in range(101) for word in ("--id", f"n{number}")]
    assert vendors.run("reports", "uspeedo", "--json", *words) == 1
    assert len(vendors.lines()) == 1
    assert "1 of those asked for are missing, from n100 to n100" in vendors.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["reports", "uspeedo"], "give session_no_set or id"),
        (["call", "uspeedo", "usms_send_receipt"], "the following arguments are required: --id"),
        (["reports", "nobody"], "invalid choice: 'nobody'"),
        (["call", "wilddog", "nothing"], "invalid choice: 'nothing' (choose from "),
        (["call", "wilddog"], "the following arguments are required: endpoint"),
        (["call", "submail", "sms_log", "--rows", "x"], "argument --rows: invalid int value: 'x'"),
        (["call", "submail", "sms_log", "--status", "x"], "choose from 'delivered', 'dropped'"),
        (["reports", "submail", "--since", "yesterday"], "'yesterday' is no time"),
        (["reports", "submail", "--since", "99999999999w"], "is no time"),
        (["reports", "submail", "--timeout", "nan"], "is no number of seconds"),
        (["reports", "submail", "--base-url", "ftp://x"], "base_url must be http(s)://host/path"),
        (["reports", "--profile", "submail", "uspeedo", "--id", "a"], "none/dlrkit/config.toml: No such file"),
        (["call", "submail", "sms_log", "--json", "--csv"], "not allowed with argument"),
    ],
)
def test_wrong_words(words: list[str], said: str, vendors: Vendors) -> None:
    assert vendors.run(*words) == 2
    assert said in vendors.err
    assert vendors.asked == []


def test_vendors_text_moves_no_cursor(vendors: Vendors) -> None:
    vendors.answers = [RECEIPTS.replace(b"13800138000", b"1\\u001b[2J\\n\\u202e")]
    assert vendors.run("reports", "uspeedo", "--id", "a") == 0
    assert "1\\x1b[2J \\u202e" in vendors.out
    assert vendors.run("call", "uspeedo", "usms_send_receipt", "--id", "a") == 0
    assert "\x1b" not in vendors.out


def test_without_rich_a_consuming_read_is_not_even_begun(vendors: Vendors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.cells", None)
    assert vendors.run("reports", "yunpian", "--yes") == 2
    assert vendors.err == "dlrkit: tables need the extra [cli]: pip install 'dlrkit[cli]' (or use --json)\n"
    assert vendors.asked == []
    vendors.answers = [yunpian("SUCCESS"), yunpian()]
    assert vendors.run("reports", "yunpian", "--yes", "--json") == 0


# Help, of everything that there is.


@pytest.mark.parametrize("vendor", package.vendors())
def test_help_of_every_call(vendor: str, vendors: Vendors) -> None:
    assert vendors.run("call", vendor, "--help") == 0
    listed = vendors.out
    for name, endpoint in package.endpoints(vendor).items():
        assert f"\n  {name} " in listed
        assert vendors.run("call", vendor, name, "--help") == 0
        for param in endpoint.params:
            if param.attribute:
                assert param.attribute.rstrip("_").replace("_", "-") in vendors.out
        assert "**" not in vendors.out


@pytest.mark.parametrize("vendor", package.vendors(having="reports"))
def test_help_of_every_vendors_reports(vendor: str, vendors: Vendors) -> None:
    assert vendors.run("reports", vendor, "--help") == 0
    assert package.title(vendor) in " ".join(vendors.out.split())
