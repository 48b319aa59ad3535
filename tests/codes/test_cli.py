"""`dlrkit codes` as a person reads it."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any

import pytest

from dlrkit._core.cli import main

Printed = pytest.CaptureFixture[str]


def rows(capsys: Printed, *arguments: str) -> list[dict[str, Any]]:
    assert main(["codes", *arguments, "--json"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_contradictions_stand_side_by_side(capsys: Printed) -> None:
    (row,) = rows(capsys, "mk:0012", "--vendor", "submail")
    assert (row["table"], row["code"], row["step"]) == ("china_mobile", "mk:0012", "exact")
    assert [reading["why"] for reading in row["conflicts"]] == ["throttled"]
    assert main(["codes", "mk:0012", "--vendor", "submail"]) == 0
    heading, _, said, otherwise = capsys.readouterr().out.splitlines()
    assert heading == "mk:0012 · matched MK:0012 · step exact · table china_mobile · vendor submail"
    assert "invalid_number" in said
    assert otherwise.startswith("or ")


def test_everybody_who_has_the_code_is_asked(capsys: Printed) -> None:
    found = rows(capsys, "mk:0012")
    assert [(row["vendor"], row["table"], row["step"]) for row in found] == [
        ("submail", "ReportState", "family"), ("", "china_mobile", "exact"),
    ]  # fmt: skip
    assert all(row["source"] for row in found)


def test_a_number_depends_on_whose_it_is(capsys: Printed) -> None:
    *listed, row = rows(capsys, "22")
    assert all(other["step"] == "exact" for other in listed)
    assert row["step"] == "unknown"
    assert {"china_unicom", "sgip"} <= {reading["table"] for reading in row["conflicts"]}
    (row,) = rows(capsys, "22", "--carrier", "中国联通")
    assert (row["step"], row["table"]) == ("exact", "china_unicom")
    assert main(["codes", "22"]) == 0
    assert any("--carrier" in line for line in capsys.readouterr().out.splitlines())


def test_the_rows_of_a_carrier(capsys: Printed) -> None:
    assert {row["code"] for row in rows(capsys, "--carrier", "kannel")} == {"1", "2", "4", "8", "16"}
    with pytest.raises(SystemExit):
        main(["codes", "--carrier", "nobody"])
    assert "choose from china_mobile" in capsys.readouterr().err


def test_a_word_that_only_carriers_have(capsys: Printed) -> None:
    assert {row["table"] for row in rows(capsys, "prepaid system")} == {"cmpp"}


def test_what_a_person_typed_moves_no_cursor(capsys: Printed) -> None:
    assert main(["codes", "x\x1b[2J"]) == 1
    assert capsys.readouterr().err == "dlrkit: nothing known about 'x\\x1b[2J'\n"


@pytest.mark.parametrize("columns", [40, 80, 100, 200])
def test_tables_fit_a_terminal_and_lose_nothing(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.cells import cell_len

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

        def fileno(self) -> int:
            return 1

    def size(_: int) -> os.terminal_size:
        return os.terminal_size((columns, 24))

    monkeypatch.setattr(os, "get_terminal_size", size)
    monkeypatch.setenv("NO_COLOR", "1")
    for code in ("ACCEPTD", "黑名单", "MY:1108"):
        monkeypatch.setattr(sys, "stdout", Terminal())
        assert main(["codes", code]) == 0
        wrapped = sys.stdout.getvalue()  # type: ignore[attr-defined]
        monkeypatch.setattr(sys, "stdout", io.StringIO())
        assert main(["codes", code]) == 0
        whole = sys.stdout.getvalue()  # type: ignore[attr-defined]
        assert sorted("".join(wrapped.split())) == sorted("".join(whole.split()))
        if columns >= 100:
            assert max(map(cell_len, wrapped.splitlines())) <= columns


def test_columns_line_up_under_wide_characters(capsys: Printed) -> None:
    from rich.cells import cell_len

    assert main(["codes", "--vendor", "wilddog"]) == 0
    lines = capsys.readouterr().out.splitlines()
    (line,) = (line for line in lines if "黑名单的手机号码" in line)
    before = line[: line.index("The phone number")]
    assert cell_len(before) == cell_len(lines[0][: lines[0].index("meaning")]) + len("黑名单的手机号码") * 2 + 1
