"""The main job at a glance: fake vendors on loopback, read through the generated clients, printed as one table.

`python -m dlrgen.demo` expects `dlrkit` to be generated and importable; `nox -s demo` sees to both.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from dlrgen.mock.server import FakeServer, fake
from dlrgen.problems import Problems, render
from dlrgen.runtime.testing.fake import FakeVendor
from dlrgen.spec.load import VendorSpec, load

_COLUMNS = ("vendor", "endpoint", "message id", "phone", "state", "carrier code", "meaning", "reported at (UTC)")
_COLOURS = {"delivered": "green", "undelivered": "red", "rejected": "red", "in_transit": "yellow"}


def main() -> int:
    """Run the demonstration; 0 if every vendor gave at least one report."""
    parser = argparse.ArgumentParser(prog="python -m dlrgen.demo", description=__doc__)
    parser.add_argument("--specs", type=Path, default=Path("specs"), metavar="DIR")
    specs = parser.parse_args().specs
    problems = Problems()
    vendors = load(specs, problems)
    if problems.failed or not vendors:
        print(render(problems, "text") or f"{specs}: no vendors", file=sys.stderr)
        return 2
    # Without a terminal rich assumes 80 columns, in which no row stays on one line.
    console = Console() if sys.stdout.isatty() else Console(width=160)
    rows: dict[str, list[tuple[str, ...]]] = {}
    fakes = [fake(vendor) for vendor in vendors]
    with FakeServer(fakes) as server, Progress(console=console, transient=True) as progress:
        for vendor, made in progress.track(list(zip(vendors, fakes, strict=True)), description="reading reports"):
            rows[vendor.spec.vendor] = list(_reports(vendor, made, server.base_url(made.name)))
    console.print(_table(rows))
    silent = [name for name, found in rows.items() if not found]
    if silent:
        console.print(f"no report from {', '.join(silent)}", style="red")
        return 1
    console.print(
        f"{sum(map(len, rows.values()))} delivery reports from {len(rows)} vendors, every signature verified."
    )
    return 0


def _reports(vendor: VendorSpec, fake: FakeVendor, base_url: str) -> Iterator[tuple[str, ...]]:
    import dlrkit

    client_type = getattr(dlrkit, f"{vendor.spec.class_name}Client")
    with client_type(**fake.credentials, base_url=base_url) as client:
        for name, endpoint in vendor.endpoints.items():
            if endpoint.spec.report is None:
                continue
            answer = getattr(client, name)(**fake.arguments(name))
            for report in answer.reports():
                yield (
                    report.vendor, name, report.message_id or "", report.phone or "", report.state.value,
                    report.raw_code or report.raw_status or "", report.meaning,
                    f"{report.reported_at:%Y-%m-%d %H:%M:%S}" if report.reported_at else "",
                )  # fmt: skip


def _table(rows: dict[str, list[tuple[str, ...]]]) -> Table:
    table = Table(title="Delivery reports", title_justify="left")
    for column in _COLUMNS:
        table.add_column(column, overflow="fold")
    for found in rows.values():
        for row in found:
            colour = _COLOURS.get(row[4], "")
            table.add_row(*row[:4], f"[{colour}]{row[4]}[/]" if colour else row[4], *row[5:])
        table.add_section()
    return table


if __name__ == "__main__":
    raise SystemExit(main())
