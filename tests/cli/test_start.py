"""How `dlrkit` starts, and how shells complete its words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN = "from dlrkit._core.cli import run; run()"


def run(script: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith(("DLRKIT_", "PYTHON"))}
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script, *words], check=False, capture_output=True, text=True,
        encoding="utf-8", env={**known, "PYTHONPATH": str(ROOT / "generated"), **environment},
    )  # fmt: skip


def test_looking_a_code_up_imports_nothing_that_is_slow() -> None:
    script = "import sys; from dlrkit._core.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = run(script, "codes", "MY:1108")
    assert "错误的手机号码" in done.stdout
    imported = set(done.stderr.split())
    assert "dlrkit.wilddog.codes" in imported
    slow = {
        "httpx",
        "pathlib",
        "tomllib",
        "rich.console",
        "rich.style",
        "argcomplete",
        "dlrkit._core.client",
    }
    assert imported & slow == set()


COMPLETED = [
    ("dlrkit ", {"reports", "call", "vendors", "codes", "completion"}),
    ("dlrkit rep", {"reports"}),
    ("dlrkit reports sub", {"submail"}),
    ("dlrkit call wilddog ", {"status_batch", "status_by_rrid"}),
    ("dlrkit call uspeedo usms_send_receipt --i", {"--id"}),
    ("dlrkit call submail sms_log --status ", {"delivered", "dropped"}),
    ("dlrkit reports submail --sinc", {"--since"}),
    ("dlrkit completion ", {"bash", "zsh", "fish"}),
]


@pytest.mark.parametrize(("line", "words"), COMPLETED)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str, line: str, words: set[str], tmp_path: Path) -> None:
    found = tmp_path / "found"
    run(
        RUN, _ARGCOMPLETE="1", _ARGCOMPLETE_SHELL=shell, _ARGCOMPLETE_IFS="\n", COMP_LINE=line,
        COMP_POINT=str(len(line)), _ARGCOMPLETE_STDOUT_FILENAME=str(found),
    )  # fmt: skip
    completed = {word.split("\t")[0].split(":")[0].strip() for word in found.read_text().splitlines()}
    assert words <= completed
    if not line.endswith(" ") or "status " in line:
        assert completed == words


def test_completion_in_bash(tmp_path: Path) -> None:
    command = tmp_path / "dlrkit"
    command.write_text(f"#!{sys.executable}\n{RUN}\n")
    command.chmod(0o755)
    script = """
eval "$(dlrkit completion bash)"
COMP_LINE='dlrkit call wilddog status_by' COMP_POINT=29 COMP_TYPE=9
COMP_WORDS=(dlrkit call wilddog status_by) COMP_CWORD=3
_python_argcomplete dlrkit
echo "${COMPREPLY[@]}"
"""
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "generated")}
    done = subprocess.run(["bash", "-c", script], check=True, capture_output=True, text=True, env=environment)
    assert done.stdout.split() == ["status_by_rrid"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_for_shells(shell: str) -> None:
    done = run(RUN, "completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert "dlrkit" in done.stdout


def test_without_the_extra_completion_says_what_is_missing() -> None:
    done = run("import sys; sys.modules['argcomplete'] = None; " + RUN, "completion", "bash")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "dlrkit: completion needs the extra [cli]: pip install 'dlrkit[cli]'\n"


def test_a_reader_that_goes_away_hears_no_complaint() -> None:
    script = f"set -o pipefail; '{sys.executable}' -c '{RUN}' codes --json | head -1; echo ${{PIPESTATUS[0]}}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generated"), "PYTHONUTF8": "1"}
    done = subprocess.run(["bash", "-c", script], check=True, capture_output=True, text=True, env=environment)
    assert (done.stdout.split(), done.stderr) == (["[", "141"], "")
