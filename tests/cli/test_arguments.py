"""Options from the arguments of methods."""

from __future__ import annotations

import shlex
from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest

from dlrkit._core.cli.arguments import add, arguments_of, documented, given, heading, moment


class Client:
    def call(
        self,
        *,
        a_text: str,
        number: int | None = None,
        share: float | None = None,
        flag: bool | None = None,
        kind: Literal["a", "b"] | None = None,
        since: datetime | None = None,
        ids: list[str] | None = None,
        numbers: list[int] | None = None,
        things: dict[str, Any] | None = None,
        pairs: list[dict[str, str]] | None = None,
        from_: str | None = None,
        json: str | None = None,
        **call: Any,
    ) -> None:
        """The title (标题).

        A doc of 100 %.

        Args:
            a_text: A text: with
                more. (文)
            from_: 50 %.
            **call: And so on.

        Raises:
            Nothing: At all.
        """


def parser() -> ArgumentParser:
    made = ArgumentParser()
    made.add_argument("--json", action="store_true")
    add(made, "parameters", arguments_of(Client.call))
    return made


def test_every_type() -> None:
    words = "--a-text x --number 7 --share 0.5 --no-flag --kind b --ids 1 --ids 2 --numbers 1 --numbers 2 --from me"
    more = [
        "--param-json",
        "text",
        "--json",
        "--things",
        '{"a": [1]}',
        "--pairs",
        "[{}]",
        "--since",
        "2024-05-01T08:00Z",
    ]
    options = parser().parse_args([*shlex.split(words), *more])
    assert options.json is True
    assert given(options) == {
        "a_text": "x", "number": 7, "share": 0.5, "flag": False, "kind": "b", "ids": ["1", "2"], "numbers": [1, 2],
        "from_": "me", "json": "text", "things": {"a": [1]}, "pairs": [{}],
        "since": datetime(2024, 5, 1, 8, tzinfo=UTC),
    }  # fmt: skip


@pytest.mark.parametrize("words", [[], ["--a-text", "x", "--things", "{"], ["--a-text", "x", "--kind", "c"]])
def test_what_does_not_fit(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(words)


def test_help_says_what_the_docstring_says() -> None:
    text = " ".join(parser().format_help().split())
    assert "--a-text A_TEXT A text: with more. (文) Required." in text
    assert "50 %." in text
    assert "And so on" not in text
    assert documented(Client.call)[0] == ["The title (标题).", "A doc of 100 %."]
    assert heading(Client.call) == "The title (标题)"


def test_without_docstrings_there_are_options_all_the_same() -> None:
    def call(self: object, *, id: str) -> None: ...

    assert [(a.name, a.type, a.required, a.text) for a in arguments_of(call)] == [("id", str, True, "")]


@pytest.mark.parametrize(("text", "ago"), [("90s", 90), ("15m", 900), ("1h", 3600), ("2d", 172800), ("1w", 604800)])
def test_ages(text: str, ago: int) -> None:
    assert abs(datetime.now(UTC) - timedelta(seconds=ago) - moment(text)) < timedelta(seconds=10)


def test_dates() -> None:
    assert moment("2024-05-01T08:00+08:00") == datetime(2024, 5, 1, 0, tzinfo=UTC)
    assert moment("2024-05-01") == datetime(2024, 5, 1).astimezone()
    for text in ("", "1y", "-1h", "1 h", "٣h", "9" * 20 + "w", "0001-01-01T00:00+23:00"):
        with pytest.raises(ArgumentTypeError):
            moment(text)
