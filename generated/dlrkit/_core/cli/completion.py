"""`dlrkit completion`: what makes a shell complete words."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from .wrong import FINE, CannotRun

_HOW = """to complete words from now on:
  bash  echo 'eval "$(dlrkit completion bash)"' >> ~/.bashrc
  zsh   echo 'eval "$(dlrkit completion zsh)"' >> ~/.zshrc
  fish  dlrkit completion fish > ~/.config/fish/completions/dlrkit.fish"""


def add_arguments(parser: ArgumentParser, words: Sequence[str]) -> None:
    """Add what this command takes."""
    parser.description = "Print a script for a shell. It asks dlrkit itself, so that it never gets old."
    parser.epilog = _HOW
    parser.add_argument("shell", choices=["bash", "zsh", "fish"])
    parser.set_defaults(run=_run)


def _run(options: Namespace) -> int:
    try:
        from argcomplete.shell_integration import shellcode
    except ImportError:
        raise CannotRun("completion needs the extra [cli]: pip install 'dlrkit[cli]'") from None
    print(shellcode(["dlrkit"], shell=options.shell))
    return FINE
