"""`dlrkit` run in this process, with vendors that answer from a list."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from dlrkit._core.cli import main

Answer = bytes | int | BaseException | Callable[[httpx.Request], bytes]

CREDENTIALS = {
    "submail": {"appid": "10001", "appkey": "s3cr3t-app-key"},
    "wilddog": {"app_id": "wd0001", "sms_key": "s3cr3t-sms-key"},
    "uspeedo": {"access_key_id": "id", "access_key_secret": "s3cr3t-access-key"},
    "yunpian": {"apikey": "s3cr3t-apikey"},
    "yisha": {"appcode": "s3cr3t-appcode"},
}


class Vendors:
    """Answers requests in the order of `answers`; the last one again and again."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[httpx.Request] = []
        self.answers: list[Answer] = []
        self.out = self.err = ""
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def handle(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, int):
            return httpx.Response(answer, request=request)
        return httpx.Response(200, content=answer if isinstance(answer, bytes) else answer(request), request=request)

    def run(self, *words: str, typed: str | None = None) -> int:
        """Run `dlrkit` with these words; with what a person types, if one is there."""

        class Keyboard(io.StringIO):
            def isatty(self) -> bool:
                return True

        self.register()
        if typed is not None:
            self._monkeypatch.setattr(sys, "stdin", Keyboard(typed))
            self._monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        else:
            self._monkeypatch.setattr(sys, "stdin", io.StringIO())
        try:
            code = main(words)
        except SystemExit as left:
            code = int(str(left.code))
        self.out, self.err = self._capsys.readouterr()
        assert "s3cr3t" not in self.out + self.err
        return code

    def register(self) -> None:
        """Put credentials into the environment; others each time, so that no rate is kept."""
        for vendor, credentials in CREDENTIALS.items():
            for name, value in credentials.items():
                self._monkeypatch.setenv(f"DLRKIT_{vendor}_{name}".upper(), f"{value}{time.time_ns()}")

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def form(request: httpx.Request) -> dict[str, str]:
    """What a request sent in its body or query."""
    sent = parse_qs(request.content.decode() or request.url.query.decode(), keep_blank_values=True)
    return {name: values[-1] for name, values in sent.items()}


def yunpian(*states: str) -> bytes:
    """Reports that are handed out once."""
    rows = [
        {
            "sid": number, "mobile": "13800138000", "report_status": state, "user_receive_time": "2014-03-17 22:55:21",
            "error_msg": "" if state == "SUCCESS" else "YP:54",
        }
        for number, state in enumerate(states, 1)
    ]  # fmt: skip
    return json.dumps(rows).encode()


def submail(*states: str, total: int | None = None) -> Callable[[httpx.Request], bytes]:
    """A page of the log, which repeats what was asked."""

    def answer(request: httpx.Request) -> bytes:
        asked = form(request)
        rows = [
            {
                "sendID": f"id{number}", "to": f"1380013800{number}", "appid": "10001", "sms_content": "…", "fee": 1,
                "status": state, "send_at": 1700000000, "sent_at": 1700000000, "report_at": 1700000060,
                "report_state": "DELIVRD" if state == "delivered" else "mk:0012", "dropped_reason": None,
            }
            for number, state in enumerate(states)
        ]  # fmt: skip
        return json.dumps(
            {
                "status": "success", "start_date": int(asked.get("start_date", 0)),
                "end_date": int(asked.get("end_date", 0)), "total": len(rows) if total is None else total,
                "offset": int(asked.get("offset", 0)), "results": len(rows), "data": rows,
            }
        ).encode()  # fmt: skip

    return answer


RECEIPTS = json.dumps(
    {
        "RetCode": 0, "Message": "success",
        "Data": [{"SessionNo": "a", "Status": "success", "Receipt": [
            {"Phone": "13800138000", "Status": "delivered", "ReceiveTime": "2024-01-01 12:00:00"},
        ]}],
    }
).encode()  # fmt: skip
