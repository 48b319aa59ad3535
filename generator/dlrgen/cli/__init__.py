"""The command line. It only calls: what a command does is written where it belongs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from dlrgen.cli.arguments import parser
from dlrgen.cli.shared import COULD_NOT_RUN, CannotRun


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The words after `dlrgen`; those of the process, if left out.

    Returns:
        0 if all is fine, 1 if problems were found, 2 if the command could not run.
    """
    options = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except CannotRun as reason:
        print(f"dlrgen: {reason}", file=sys.stderr)
        return COULD_NOT_RUN
    except OSError as error:
        print(f"dlrgen: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        print("dlrgen: stopped", file=sys.stderr)
        return 130
