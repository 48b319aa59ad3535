"""What a command ends with when it does not end well."""

from __future__ import annotations

from ..errors import ConfigurationError, DlrkitError, RateLimitError, RequestError, TransportError, WaitTimeoutError

FINE = 0
NOTHING_FOUND = 1
COULD_NOT_RUN = 2
NO_ANSWER = 3
NOT_YET = 4
INTERRUPTED = 130
PIPE_CLOSED = 141


class CannotRun(Exception):
    """The command cannot do what was asked; the message says why, and what to do."""


def exit_code(error: DlrkitError) -> int:
    """The exit code that stands for an error of a client."""
    if isinstance(error, (ConfigurationError, RequestError)):
        return COULD_NOT_RUN
    if isinstance(error, TransportError):
        return NO_ANSWER
    if isinstance(error, (RateLimitError, WaitTimeoutError)):
        return NOT_YET
    return NOTHING_FOUND
