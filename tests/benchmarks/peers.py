"""Ours beside other generators, on the same endpoints.

Ours are generated from the specs, the others from what `dlrgen openapi` makes of them. Each generator runs in a process
of its own and without formatters that it would call besides.
"""

import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .loopback import server
from .openapi import whole
from .ours import emitted
from .timing import ENVIRONMENT, run
from .trees import tree

SIZES = (8, 104, 504)
PACKAGES = ("openapi-python-client", "datamodel-code-generator", "openapi-generator-cli")
Made = dict[str, Any]


class Peer:
    """A generator: how it is called, and where its output must lie to be imported."""

    def __init__(self, name: str, package: str, command: Callable[[Path, Path], list[str]]) -> None:
        self.name = name
        self.package = package
        self.command = command


def ours(document: Path, out: Path) -> list[str]:
    specs = document.with_name("specs")
    return [sys.executable, "-m", "dlrgen", "generate", "--specs", str(specs), "--out", f"{out}/dlrkit"]


def openapi_python_client(document: Path, out: Path) -> list[str]:
    config = document.with_name("opc.yaml")
    config.write_text("post_hooks: []\n")
    return [
        "openapi-python-client", "generate", "--path", str(document), "--output-path", f"{out}/opc", "--meta", "none",
        "--config", str(config),
    ]  # fmt: skip


def datamodel_code_generator(document: Path, out: Path) -> list[str]:
    return [
        "datamodel-codegen", "--input", str(document), "--input-file-type", "openapi", "--disable-timestamp",
        "--output-model-type", "pydantic_v2.BaseModel", "--output", f"{out}/models.py", "--formatters", "builtin",
        "--generate-client", "httpx2", "--client-output", f"{out}/client", "--client-package", "client",
        "--client-model-package", "models",
    ]  # fmt: skip


def openapi_generator(document: Path, out: Path) -> list[str]:
    words = ["-g", "python", "-i", str(document), "-o", str(out), "--skip-validate-spec"]
    return ["openapi-generator-cli", "generate", *words]


PEERS = [
    Peer("dlrkit", "dlrkit", ours),
    Peer("openapi-python-client", "opc", openapi_python_client),
    Peer("datamodel-code-generator", "client", datamodel_code_generator),
    Peer("openapi-generator", "openapi_client", openapi_generator),
]


def generation(peer: Peer, document: Path, out: Path) -> Made | None:
    """The median time of some runs, and the size of what came out; none where the generator cannot run."""
    words = peer.command(document, out)
    if shutil.which(words[0], path=ENVIRONMENT["PATH"]) is None:
        return None
    times = []
    for _ in range(3):
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        begin = time.perf_counter()
        done = run(*words, cwd=out)
        times.append(time.perf_counter() - begin)
        if done.returncode:
            print(f"{peer.name}: {done.stderr.strip()[-300:] or done.stdout.strip()[-300:]}", file=sys.stderr)
            return None
    return {"seconds": statistics.median(times), "lines": lines(out)}


def lines(out: Path) -> int:
    """Lines of Python, without the runtime that ours copies and the tests that others make."""
    sources = [path for path in emitted(out) if "test" not in path.relative_to(out).parts]
    return sum(path.read_text("utf-8").count("\n") for path in sources)


def calls(peer: Peer, out: Path, url: str) -> Made:
    """What importing and calling a generated client costs; nothing where it cannot be imported."""
    done = run(sys.executable, Path(__file__).with_name("called.py"), peer.name, url, cwd=out, PYTHONPATH=str(out))
    if done.returncode:
        print(f"{peer.name}: {done.stderr.strip()[-600:]}", file=sys.stderr)
        return {}
    figures: Made = json.loads(done.stdout)
    return figures


def measured() -> dict[str, dict[str, Any]]:
    """Everything, for each peer by its name."""
    found: dict[str, dict[str, Any]] = {peer.name: {} for peer in PEERS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in SIZES:
            document = _document(folder / str(size), size)
            for peer in PEERS:
                print(f"{peer.name}, {size} endpoints", file=sys.stderr)
                found[peer.name][size] = generation(peer, document, document.with_name(f"out-{peer.package}"))
        with server(50) as url:
            for peer in PEERS:
                if found[peer.name][SIZES[0]] is not None:
                    found[peer.name] |= calls(peer, folder / str(SIZES[0]) / f"out-{peer.package}", url)
    return found


def _document(place: Path, size: int) -> Path:
    """The OpenAPI document of a tree of some size, which lies beside it."""
    specs, documents = tree(place / "specs", size), place / "documents"
    done = run(sys.executable, "-m", "dlrgen", "openapi", "--specs", specs, "--out", documents)
    if done.returncode:
        raise RuntimeError(done.stderr + done.stdout)
    document = place / "whole.json"
    document.write_text(json.dumps(whole(documents), ensure_ascii=False), "utf-8")
    return document


def table(found: dict[str, dict[str, Any]]) -> str:
    """The table as Markdown, a column for each peer; a dash where there is no figure."""
    head = ["", *found]
    rows = [
        *(
            [f"generate {size} endpoints, s", *(_made(found[n][size], "seconds", "{:.2f}") for n in found)]
            for size in SIZES
        ),
        ["lines an endpoint, at 8", *(_made(found[n][SIZES[0]], "lines", "{:.0f}", SIZES[0]) for n in found)],
        ["lines an endpoint, at 504", *(_made(found[n][SIZES[-1]], "lines", "{:.0f}", SIZES[-1]) for n in found)],
        ["import a client, ms", *(_made(found[n], "import", "{:.0f}") for n in found)],
        ["CPU of a call, 50 rows, µs", *(_made(found[n], "call", "{:.0f}") for n in found)],
        ["100 at once, calls/s", *(_made(found[n], "concurrent", "{:.0f}") for n in found)],
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def _made(figures: Made | None, key: str, form: str, per: int = 1) -> str:
    return form.format(figures[key] / per) if figures and key in figures else "–"


def plot(found: dict[str, dict[str, Any]], path: Path) -> None:
    """The figures that tell peers apart most, as bars."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "dlrkit"
    from matplotlib import pyplot

    panels = [(f"generate {SIZES[-1]} endpoints, s", lambda f: (f.get(SIZES[-1]) or {}).get("seconds")),
              ("CPU of a call with 50 rows, µs", lambda f: f.get("call")),
              ("100 calls at once, calls/s", lambda f: f.get("concurrent"))]  # fmt: skip
    figure, axes = pyplot.subplots(1, len(panels), figsize=(11, 2.6))
    for axis, (title, figure_of) in zip(axes, panels, strict=True):
        values = {name: value for name, f in found.items() if (value := figure_of(f)) is not None}
        bars = axis.barh(list(values), list(values.values()), color=["#2b6cb0"] + ["#a0aec0"] * (len(values) - 1))
        axis.bar_label(bars, fmt="{:.3g}", padding=3, fontsize=8)
        axis.set_title(title, fontsize=9)
        axis.tick_params(labelsize=8)
        axis.invert_yaxis()
        axis.margins(x=0.18)
        axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
