"""Every `dlrkit` command that a page shows runs, against vendors that answer."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import httpx
import pytest

from .kit import CREDENTIALS, RECEIPTS, Vendors, submail

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "generated" / "README.md").read_text(encoding="utf-8")


def commands() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", README + GUIDE, re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`(dlrkit [a-z][^`]*)`", README + GUIDE)
    lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return sorted({line for line in [*lines, *inline] if line.startswith("dlrkit ") and "VENDOR" not in line})


@pytest.fixture
def vendors(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Vendors:
    made = Vendors(capsys, monkeypatch)
    rows = iter([[{"status": 2, "rrid": "x", "mobile": "1", "deliveryStatus": "DELIVRD"}], []])
    answers = {
        "api-v4.mysubmail.com": submail("dropped"),
        "api.uspeedo.com": lambda request: RECEIPTS,
        "sms.wilddog.com": lambda request: json.dumps({"status": "ok", "data": next(rows)}).encode(),
    }
    made.answers = [lambda request: answers[request.url.host](request)]
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: made.handle(request))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return made


def test_there_are_commands() -> None:
    shown = commands()
    assert len(shown) > 10
    assert {line.split()[1] for line in shown} >= {"reports", "call", "codes", "vendors", "completion"}


@pytest.mark.parametrize("command", [command for command in commands() if "COMMAND" not in command])
def test_it_runs(command: str, vendors: Vendors) -> None:
    assert vendors.run(*shlex.split(command)[1:]) == 0, vendors.err
    assert vendors.out


def test_the_file_with_credentials(vendors: Vendors, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(vendors, "register", lambda: None)
    for name in CREDENTIALS["submail"]:
        monkeypatch.delenv(f"DLRKIT_SUBMAIL_{name}".upper(), raising=False)
    (block,) = re.findall(r"^```toml\n(\[submail\].*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    file = tmp_path / "dlrkit" / "config.toml"
    file.parent.mkdir()
    file.write_text(block, encoding="utf-8")
    file.chmod(0o600)
    assert vendors.run("reports", "submail", "--json") == 0
    vendors.answers = [submail("dropped")]
    assert vendors.run("reports", "submail", "--json", "--profile", "test") == 0
    assert [str(request.url) for request in vendors.asked] == [
        "https://api-v4.mysubmail.com/sms/log", "http://127.0.0.1:8080/submail/sms/log",
    ]  # fmt: skip
