"""Credentials of `dlrkit`: from the environment or from a file of its owner, and never half from each."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import httpx
import pytest

from .kit import RECEIPTS, Vendors

FILE = """
[uspeedo]
access_key_id = "of the file"
access_key_secret = "s3cr3t"
timeout = 5

[uspeedo.test]
access_key_id = "of the profile"
access_key_secret = "s3cr3t"
base_url = "http://127.0.0.1:1/there"

[yisha]
appcode = "s3cr3t"
host = "market"
"""
CALL = ("call", "uspeedo", "usms_send_receipt", "--id", "a", "--json")


@pytest.fixture
def vendors(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, config: Path) -> Vendors:
    made = Vendors(capsys, monkeypatch)
    monkeypatch.setattr(made, "register", lambda: None)
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: made.handle(request))
    for name in [name for name in os.environ if name.startswith("DLRKIT_")]:
        monkeypatch.delenv(name)
    made.answers = [RECEIPTS]
    return made


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = tmp_path / "dlrkit" / "config.toml"
    file.parent.mkdir()
    file.write_text(FILE)
    file.chmod(0o600)
    return file


def account(request: httpx.Request) -> str:
    return base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()


def test_of_the_file(vendors: Vendors) -> None:
    assert vendors.run(*CALL) == 0
    assert account(vendors.asked[0]) == "of the file:s3cr3t"
    assert vendors.asked[0].extensions["timeout"]["read"] == 5


def test_of_a_profile_whatever_the_environment_has(vendors: Vendors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLRKIT_USPEEDO_ACCESS_KEY_ID", "of the environment")
    assert vendors.run(*CALL, "--profile", "test") == 0
    assert account(vendors.asked[0]) == "of the profile:s3cr3t"
    assert str(vendors.asked[0].url).startswith("http://127.0.0.1:1/there/")
    assert vendors.run(*CALL, "--profile", "test", "--base-url", "http://127.0.0.1:2") == 0
    assert str(vendors.asked[1].url).startswith("http://127.0.0.1:2/")


def test_of_the_environment(vendors: Vendors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLRKIT_USPEEDO_ACCESS_KEY_ID", "of the environment")
    monkeypatch.setenv("DLRKIT_USPEEDO_ACCESS_KEY_SECRET", "s3cr3t, too")
    assert vendors.run(*CALL) == 0
    assert account(vendors.asked[0]) == "of the environment:s3cr3t, too"


def test_half_of_each_makes_none(vendors: Vendors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLRKIT_USPEEDO_ACCESS_KEY_ID", "of the environment")
    assert vendors.run(*CALL) == 2
    assert vendors.asked == []
    assert "give access_key_id and access_key_secret" in vendors.err


def test_what_a_vendor_leaves_to_choose(vendors: Vendors) -> None:
    assert vendors.run("call", "yisha", "pull_sms_send_status", "--external-id", "x") == 1
    assert vendors.asked[0].headers["authorization"] == "APPCODE s3cr3t"


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o601])
def test_a_file_that_is_open_to_others(mode: int, vendors: Vendors, config: Path) -> None:
    config.chmod(mode)
    assert vendors.run(*CALL) == 2
    assert vendors.asked == []
    assert vendors.err == f"dlrkit: {config} holds secrets and is open to others: run `chmod 600 {config}`\n"


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("[uspeedo", [], "(at "),
        ("[uspeedo]\nnonsense = 's3cr3t'", [], "[uspeedo] has no key nonsense; it may have access_key_id,"),
        ("[uspeedo]\naccess_key_id = 7", [], "access_key_id in [uspeedo] is no text: put it in quotes"),
        ("uspeedo = 's3cr3t'", [], "uspeedo is no table: write [uspeedo] and its values below"),
        ("", ["--profile", "x"], "there is no profile [uspeedo.x]"),
        (FILE, ["--profile", "x"], "there is no profile [uspeedo.x]; there are test"),
        (FILE, ["--profile", "access_key_id"], "there is no profile [uspeedo.access_key_id]"),
        (FILE, ["--config", "nowhere.toml"], "nowhere.toml: No such file"),
        ("\xff", [], "config.toml: "),
    ],
)
def test_a_file_that_is_wrong(text: str, words: list[str], said: str, vendors: Vendors, config: Path) -> None:
    config.write_text(text, encoding="latin-1")
    assert vendors.run(*CALL, *words) == 2
    assert said in vendors.err
    assert vendors.asked == []
