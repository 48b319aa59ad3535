"""What is generated from `acme`, byte for byte, and from the real specs on every machine.

`pytest tests/generate --update-golden` writes the golden files anew. They end in `.txt` so that no tool takes them for
code to be put in order.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dlrgen.emit.manifest import RUNTIME

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_acme_is_the_golden_tree(spec: Any, request: pytest.FixtureRequest) -> None:
    made = {name: text.encode() for name, text in spec.files().items() if not name.startswith("_core/")}
    if request.config.getoption("--update-golden"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        for name, data in made.items():
            (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / f"{name}.txt").write_bytes(data)
    assert made == {name.removesuffix(".txt"): data for name, data in tree(GOLDEN).items()}


def test_the_core_is_the_runtime_as_it_is(spec: Any) -> None:
    made = {name: text.encode() for name, text in spec.files().items() if name.startswith("_core/")}
    assert made == {
        f"_core/{path.relative_to(RUNTIME).as_posix()}": path.read_bytes() for path in RUNTIME.rglob("*.py")
    }


def test_the_golden_tree_is_strictly_typed(tmp_path: Path) -> None:
    from mypy import api

    shutil.copytree(GOLDEN, tmp_path / "acmekit")
    for path in (tmp_path / "acmekit").rglob("*.txt"):
        path.rename(path.with_suffix(""))
    shutil.copytree(RUNTIME, tmp_path / "acmekit" / "_core", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "use.py").write_text(
        "from acmekit import AcmeClient\n\n"
        "client = AcmeClient(account='10001', secret='s')\n"
        "reveal_type(client.lookup(kind='sms', ids=['a']).sessions)\n"
        "client.lookup(kind='fax', ids=['a'])\n"
    )
    options = ["--strict", "--python-version=3.11", "--config-file=", "--follow-imports=silent", "--no-error-summary"]
    files = [tmp_path / "acmekit" / "__init__.py", tmp_path / "acmekit" / "acme", tmp_path / "use.py"]
    out, err, _ = api.run([*options, f"--cache-dir={tmp_path / 'cache'}", *map(str, files)])
    lines = [line.removeprefix(f"{tmp_path}/") for line in out.splitlines()]
    assert err == ""
    assert lines == [
        'use.py:4: note: Revealed type is "list[acmekit.acme.models.Session] | None"',
        'use.py:5: error: Argument "kind" to "lookup" of "AcmeClient" has incompatible type "Literal[\'fax\']"; '
        "expected \"Literal['sms', 'mms']\"  [arg-type]",
    ]


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_the_real_specs_give_the_committed_bytes_under_any_hash_seed(seed: str, tmp_path: Path) -> None:
    out = tmp_path / "anywhere" / "dlrkit"
    command = [sys.executable, "-m", "dlrgen", "generate", "--specs", str(ROOT / "specs"), "--out", str(out)]
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT / "generator"), "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "LC_ALL": "C",
    }  # fmt: skip
    subprocess.run(command, check=True, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL)
    assert tree(out) == tree(ROOT / "generated" / "dlrkit")
