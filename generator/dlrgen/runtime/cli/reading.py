"""One command's dealings with a vendor: the client, what is asked before it calls, and what is said while it does."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from . import package
from .arguments import Argument, arguments_of
from .journal import Journal
from .output import Csv, JsonLines, Table, Writer, printable
from .profiles import default_path, settings
from .wrong import FINE, CannotRun, exit_code

_ONCE = {
    "consumes": "hands out each report once: what this call returns, no later call returns again",
    "sends": "does something at the vendor: calling twice does it twice",
}
_SWITCHES = ("--json", "--csv", "--yes", "--all", "--wait")
_CHOICES = ("auth", "host", "body", "format")


def add_arguments(parser: ArgumentParser, vendor: str | None) -> None:
    """Add what every command takes that calls a vendor; with a vendor, what this one leaves to choose."""
    output = parser.add_argument_group("output")
    form = output.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON: one object per line")
    form.add_argument("--csv", action="store_true", help="print comma-separated values")
    output.add_argument(
        "--raw", type=Path, metavar="FILE",
        help="append each raw answer to this file, as a line of JSON, before anything of it is parsed",
    )  # fmt: skip
    output.add_argument("--yes", action="store_true", help="do not ask before a call that cannot be undone")
    account = parser.add_argument_group(
        "account",
        "Credentials come from the environment, as DLRKIT_VENDOR_NAME, or else from a file that only its owner may "
        'read: [VENDOR] and below it, as name = "value", what `dlrkit vendors VENDOR` lists. They are never mixed.',
    )
    account.add_argument(
        "--config", type=Path, metavar="FILE", help=f"the file with credentials (default: {_home(default_path())})"
    )
    account.add_argument("--profile", metavar="NAME", help="use [VENDOR.NAME] of that file, and no environment")
    account.add_argument("--base-url", metavar="URL", help="call this address instead of the vendor's")
    account.add_argument("--timeout", type=_seconds, metavar="SECONDS", help="wait so long for each answer")
    if vendor is not None:
        for choice in choices_of(vendor):
            account.add_argument(f"--{choice.name}", choices=choice.type.__args__, help=choice.text)


def choices_of(vendor: str) -> list[Argument]:
    """What a vendor's client leaves to choose: schemes, addresses, content types, formats."""
    return [a for a in arguments_of(package.client(vendor).__init__) if a.name in _CHOICES]


def named(words: Sequence[str], names: Sequence[str]) -> str | None:
    """The first of the words that is one of the names, and not the value of an option."""
    values = {after for before, after in pairwise(words) if before.startswith("-") and before not in _SWITCHES}
    return next((word for word in words if word in names and word not in values), None)


def has_arguments(parser: ArgumentParser, options: Namespace, **built_for: str | None) -> None:
    """Refuse what was parsed for another vendor or endpoint than the one that is named.

    A word that is the value of an option may be taken for a name; the options that the parser has are then others'.
    """
    for name, value in built_for.items():
        if getattr(options, name) != value:
            parser.error(f"name the {name} before its options")


class Reading:
    """A vendor's client that asks before it calls, tells how far it is, and keeps raw answers."""

    def __init__(
        self, options: Namespace, columns: Sequence[str], columns_of_csv: Sequence[str], drops: str = ""
    ) -> None:
        """Make everything ready, so that nothing can fail for a reason that was there before the call.

        Args:
            options: What was parsed.
            columns: The columns of a table.
            columns_of_csv: The columns of CSV.
            drops: The options by which reports are left out, if any.

        Raises:
            CannotRun: Something is missing or wrong.
        """
        self.endpoint: Any = None
        self.errors: list[Exception] = []
        self.pages = 0
        self.rows = 0
        self.unread = 0
        self._options = options
        self._drops = drops
        self._given: frozenset[str] = frozenset()
        self._calling = False
        self._showed = False
        self._journal = Journal(options.raw)
        self.client: Any = self._client()
        self.writer: Writer = JsonLines() if options.json else Csv(columns_of_csv) if options.csv else Table(columns)

    def only(self, arguments: Iterable[str]) -> None:
        """State what was given, so that nothing of it is passed over."""
        self._given = frozenset(arguments)

    def add(self, row: dict[str, Any]) -> None:
        """Print a row."""
        self.rows += 1
        self.clear()
        self.writer.add(row)

    def say(self, text: str) -> None:
        """Say something to the person, beside the output."""
        self.clear()
        print(f"dlrkit: {printable(text)}", file=sys.stderr)

    @contextmanager
    def running(self) -> Generator[None]:
        """While calls are made: print what came, however it ends, and save what could not be printed."""
        from ..errors import DlrkitError

        try:
            with self.client:
                yield
            self.writer.flush()
        except DlrkitError as error:
            self._print_what_came()
            self._failed(error)
        except BaseException:
            if self._calling and self._consumes():
                self.say("the call under way may have taken reports that did not arrive")
            self._rescue(b"")
            self._print_what_came()
            raise
        finally:
            self.clear()
            self._journal.close()

    @property
    def code(self) -> int:
        """The exit code: that of the first error."""
        return next((exit_code(error) for error in self.errors), FINE)  # type: ignore[arg-type]

    def _client(self) -> Any:
        from ..errors import ConfigurationError

        options = self._options
        kind = package.client(options.vendor)
        ways = {name: _watched(getattr(kind, name), self) for name in ("_call", "_wait")}
        watched: Any = type(kind.__name__, (kind,), ways)
        try:
            return watched(**self._settings(), on_raw=self._journal.take)
        except ConfigurationError as error:
            file = options.config or default_path()
            raise CannotRun(
                f"{error} (here, credentials stand in the environment or in [{options.vendor}] of {file}, "
                "and all else is an option: see --help)"
            ) from None

    def _settings(self) -> dict[str, Any]:
        """What the client is made with: the command line's words before the file's."""
        options = self._options
        facts = package.facts(options.vendor)
        credentials = {c.name: f"DLRKIT_{facts.name}_{c.name}".upper() for c in facts.credentials}
        choices = [choice.name for choice in choices_of(options.vendor)]
        found: dict[str, Any] = {}
        if options.profile is not None or not any(os.environ.get(variable) for variable in credentials.values()):
            found = settings(
                options.config, options.vendor, options.profile, [*credentials, *choices, "base_url", "timeout"]
            )
            for variable in credentials.values():  # half of one account and half of another make none
                os.environ.pop(variable, None)
        said = {name: getattr(options, name) for name in (*choices, "base_url", "timeout")}
        return {**found, **{name: value for name, value in said.items() if value is not None}}

    def begin(self, endpoint: Any) -> None:
        """Before a call."""
        if self.endpoint is None:
            self.endpoint = endpoint
            self._may(endpoint)
        self._journal.settle()
        self.writer.flush()
        self.pages += 1
        self._calling = True
        self._show(f"asking {endpoint.name}, call {self.pages}" + (f", {self.rows} rows so far" if self.rows else ""))

    def end(self, answer: Any) -> None:
        """After a call."""
        self._calling = False
        for asked, error in answer.failures:
            self.errors.append(error)
            self.say(f"{len(asked)} of those asked for are missing, from {asked[0]} to {asked[-1]}: {error}")
        for row in answer.undecoded:
            self.unread += 1
            self.say(f"row {row.index} could not be read: {row.problem}: {row.raw.decode('utf-8', 'replace')}")

    def _may(self, endpoint: Any) -> None:
        """Ask, before what cannot be undone."""
        own = {param.attribute for param in endpoint.params}
        if others := sorted(self._given - own):
            raise CannotRun(f"{endpoint.name}, which answers this, has no parameter {', '.join(others)}")
        if endpoint.effect == "queries":
            return
        what = f"{self._options.vendor} {endpoint.name} {_ONCE[endpoint.effect]}"
        if self._drops and endpoint.effect == "consumes" and self._options.raw is None:
            raise CannotRun(f"{what}. With {self._drops}, reports would be lost: add --raw FILE")
        if self._options.yes:
            return
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise CannotRun(f"{what}. Add --yes if that is meant")
        keep = (
            ", and --raw FILE to keep the raw answers"
            if endpoint.effect == "consumes" and self._options.raw is None
            else ""
        )
        self.say(f"{what}. (--yes not to be asked{keep})")
        print("Go on? [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
            raise CannotRun("nothing was called")

    def _failed(self, error: Any) -> None:
        self._calling = False
        self.errors.append(error)
        self.say(str(error))
        info = getattr(error, "info", None)
        if info is not None and info.is_known:
            self.say(f"{error.code}: {info.zh} {info.en} ({error.category}, retry {error.retry})")
        if getattr(error, "request_id", None):
            self.say(f"the vendor's id of the call is {error.request_id}")
        if error.reports_may_be_lost:
            then = f": `dlrkit call {error.vendor} {error.recovery}` still has them" if error.recovery else ""
            self.say(f"reports may have been handed out and not have arrived{then}")
        self._rescue(getattr(error, "received", b"") or (error.body if _is_cut_off(error) else b""))

    def _rescue(self, partial: bytes) -> None:
        if self._consumes():
            self._journal.rescue(partial, self.say)

    def _consumes(self) -> bool:
        return self.endpoint is not None and self.endpoint.effect == "consumes"

    def _print_what_came(self) -> None:
        self.clear()
        if self.rows:
            with suppress(BrokenPipeError):
                self.writer.flush()

    def _show(self, text: str) -> None:
        """Say what is going on, on one line that the next one replaces; only where a person is looking."""
        if sys.stderr.isatty():
            print(f"\r\033[K{text}", end="\r", file=sys.stderr, flush=True)
            self._showed = True

    def clear(self) -> None:
        """Take away what says how far the reading is."""
        if self._showed:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
            self._showed = False


def _is_cut_off(error: Any) -> bool:
    """Whether the answer was too long to be taken whole; the journal has not been given it."""
    return getattr(error, "problem", "") == "too_large"


def _watched(call: Callable[..., Any], reading: Reading) -> Callable[..., Any]:
    """A client's way of calling, with the reading told before and after."""

    def told(client: Any, endpoint: Any, *arguments: Any) -> Any:
        reading.begin(endpoint)
        answer = call(client, endpoint, *arguments)
        reading.end(answer)
        return answer

    return told


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 < seconds < float("inf"):
        raise ArgumentTypeError(f"{text!r} is no number of seconds")
    return seconds


def _home(path: Path) -> str:
    """A path as a person writes it."""
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except ValueError:
        return str(path)
