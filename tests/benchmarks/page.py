"""The page with all figures: `generated/BENCHMARKS.md`."""

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .peers import PACKAGES
from .timing import ROOT

TEMPLATE = Path(__file__).with_name("BENCHMARKS.md.txt")
PAGE = ROOT / "generated" / "BENCHMARKS.md"
PLOT = ROOT / "generated" / "benchmarks.svg"


def write(bars: str, peers: str) -> None:
    """Write the page around its two tables."""
    PAGE.write_text(filled(TEMPLATE.read_text("utf-8"), {"BARS": bars, "PEERS": peers, **here()}), "utf-8")


def here() -> Mapping[str, str]:
    """With what, on what and when it was measured."""
    return {
        "VERSIONS": ", ".join(f"{package} {version(package)}" for package in PACKAGES),
        "MACHINE": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "DATE": f"{datetime.now(UTC):%Y-%m-%d}",
    }


def filled(text: str, values: Mapping[str, str]) -> str:
    """A template with its `@NAME@`s replaced."""
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text
