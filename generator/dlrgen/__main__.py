"""`python -m dlrgen`, and the command `dlrgen`."""

import gc
import sys

from dlrgen.cli import main


def run() -> None:
    """Run the command line as a process of its own, and exit with its code."""
    # Most of what is made here is there until the end, so looking for garbage is seldom worth the time,
    gc.set_threshold(100_000, 50, 50)
    code = main()
    gc.freeze()  # nor is it at the end.
    sys.exit(code)


if __name__ == "__main__":
    run()
