"""`dlrkit` on the command line: what became of messages, any call of a vendor, and what codes mean.

A person waits for the answer, so nothing is imported before it is needed. The parser is the standard library's: the
command works from the base install, and starts in half the time that other libraries take to be imported. The extra
`[cli]` brings tables, colours and the completion of shells.
"""

from __future__ import annotations

import gc
import os
import sys
from argparse import ArgumentParser, HelpFormatter, Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module

from .wrong import COULD_NOT_RUN, INTERRUPTED, PIPE_CLOSED, CannotRun

_COMMANDS = {
    "reports": "read delivery reports from a vendor",
    "call": "make one of a vendor's calls",
    "vendors": "list the vendors, or what one of them needs and offers",
    "codes": "look codes up",
    "completion": "print what makes a shell complete words",
}
_EXIT_CODES = """exit codes:
  0    fine
  1    nothing was found, or the vendor's answer is an error or cannot be used
  2    could not run as asked: a word, a credential or a file is wrong or missing
  3    no complete answer came
  4    not yet: the vendor's rate, or what was waited for did not come in time
  130  stopped by Ctrl-C
  141  whoever read the output has stopped reading"""


class _Paragraphs(HelpFormatter):
    """Wraps each paragraph of a text by itself; one with lines that are indented stays as it is."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n\n".join(
            part if "\n  " in part else super(_Paragraphs, self)._fill_text(part, width, indent)
            for part in text.split("\n\n")
        )


def run() -> None:
    """Run the command line as a process of its own, and exit with its code."""
    # Most of what is made here is there until the end: looking for garbage takes longer than a look-up.
    gc.set_threshold(100_000, 50, 50)
    code = main()
    gc.freeze()
    sys.exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The words after `dlrkit`; those of the process, if left out.

    Returns:
        The exit code, as `dlrkit --help` lists them.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        options = _parsed(words)
        run: Callable[[Namespace], int] = options.run
        code = run(options)
        sys.stdout.flush()
    except CannotRun as reason:
        _say(str(reason))
        return COULD_NOT_RUN
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            _close_stdout()
            return PIPE_CLOSED
        _say(f"{error.filename or 'a file'}: {error.strerror or error}")
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        _say("stopped")
        return INTERRUPTED
    return code


def _parsed(words: Sequence[str]) -> Namespace:
    completing = "_ARGCOMPLETE" in os.environ
    if completing:
        words = os.environ.get("COMP_LINE", "").split()[1:]
    parser = _parser(words)
    if completing:
        _complete(parser)
    return parser.parse_args(words)


def _parser(words: Sequence[str]) -> ArgumentParser:
    """The parser, with the arguments of the command that the words name; the others are not needed."""
    parser = ArgumentParser(
        prog="dlrkit", description="What became of SMS, and what vendors' codes mean.", epilog=_EXIT_CODES,
        formatter_class=_Paragraphs, allow_abbrev=False,
    )  # fmt: skip
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.set_defaults(run=partial(_version, parser))
    commands = parser.add_subparsers(metavar="COMMAND", dest="command", title="commands")
    named = next((word for word in words if not word.startswith("-")), "")
    for name, text in _COMMANDS.items():
        command = commands.add_parser(
            name, help=text, allow_abbrev=False, formatter_class=_Paragraphs
        )  # fmt: skip
        if name == named:
            import_module(f".{name}", __package__).add_arguments(command, words)
    return parser


def _version(parser: ArgumentParser, options: Namespace) -> int:
    if not options.version:
        parser.error("the following arguments are required: COMMAND")
    print(f"dlrkit {import_module(__name__.split('._core')[0]).__version__}")
    return 0


def _complete(parser: ArgumentParser) -> None:
    try:
        import argcomplete
    except ImportError:
        sys.exit(COULD_NOT_RUN)
    argcomplete.autocomplete(parser)


def _close_stdout() -> None:
    """Let the interpreter find nothing to complain about when it flushes what nobody reads."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str) -> None:
    from .output import printable

    print(f"dlrkit: {printable(text)}", file=sys.stderr)
