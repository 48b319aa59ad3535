"""How things are timed: CPU of work in this process, and whole processes by the clock on the wall."""

import os
import statistics
import subprocess
import sys
import time
import timeit
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
"""Where processes run: with compiled bytecode, as users have it, and with the commands of this environment."""
ENVIRONMENT["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{ENVIRONMENT.get('PATH', '')}"


def microseconds(work: Callable[[], object], number: int = 500, repeat: int = 9) -> float:
    """CPU time of one execution, the median of several rounds."""
    rounds = timeit.repeat(work, number=number, repeat=repeat, timer=time.process_time)
    return statistics.median(rounds) / number * 1e6


def run(*words: object, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program, whether it succeeds or not."""
    command = [str(word) for word in words]
    return subprocess.run(
        command, env={**ENVIRONMENT, **variables}, capture_output=True, text=True, cwd=cwd, check=False
    )


def seconds(*words: object, cwd: Path = ROOT) -> float:
    """How long a program takes, its start included; it must succeed."""
    begin = time.perf_counter()
    done = run(*words, cwd=cwd)
    taken = time.perf_counter() - begin
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}: {done.stderr.strip()[-600:]}")
    return taken


def seconds_beyond_start(*words: object, rounds: int = 7) -> float:
    """How long Python takes for something, without what an empty process takes just before it.

    The median of several pairs, after one that compiles: what else the machine does meets both of a pair.
    """
    pairs = [seconds(sys.executable, *words) - seconds(sys.executable, "-c", "pass") for _ in range(rounds + 1)]
    return statistics.median(pairs[1:])
