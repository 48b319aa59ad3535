"""`dlrkit reports`: what became of messages, as delivery reports that look alike for all vendors."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from ..codes import State
from ..report import DeliveryReport, UndecodedReport
from . import package, reading
from .arguments import add, arguments_of, documented, flag, given, moment
from .wrong import FINE, NOTHING_FOUND

_COLUMNS = ("message_id", "phone", "state", "reason", "code", "reported_at", "meaning")
_FIELDS = (
    "vendor", "endpoint", "message_id", "phone", "segment", "segments", "state", "is_final", "reason", "retry",
    "confidence", "evidence", "raw_status", "raw_code", "meaning", "text", "reported_at", "time_basis",
)  # fmt: skip


def add_arguments(parser: ArgumentParser, words: Sequence[str]) -> None:
    """Add what this command takes; with a vendor, what its reports can be asked by."""
    vendors = package.vendors(having="reports")
    vendor = reading.named(words, vendors)
    parser.description = "Read delivery reports from a vendor. Name the vendor to see what its reports can be asked by."
    parser.add_argument("vendor", choices=vendors, metavar="VENDOR", help=", ".join(vendors))
    which = parser.add_argument_group("which reports")
    which.add_argument("--since", type=moment, metavar="TIME", help="from when on: 15m, 1h or 2d ago, or a date")
    which.add_argument("--until", type=moment, metavar="TIME", help="until when")
    states = [state.value for state in State if state is not State.NO_REPORT]
    which.add_argument(
        "--state", action="append", choices=states, metavar="STATE",
        help=f"only these ({', '.join(states)}); more than once for several",
    )  # fmt: skip
    reading.add_arguments(parser, vendor)
    if vendor is not None:
        method = package.method(vendor, "reports")
        parser.description = "\n\n".join(
            [f"Read delivery reports from {package.title(vendor)}.", *documented(method)[0][1:]]
        )
        add(parser, f"what {vendor} is asked", arguments_of(method))
    parser.set_defaults(run=partial(_run, parser, vendor))


def _run(parser: ArgumentParser, vendor: str | None, options: Namespace) -> int:
    reading.has_arguments(parser, options, vendor=vendor)
    asked = given(options)
    bounds = _bounds(parser, options, asked)
    drops = [flag(name) for name in ("since", "until", "state") if getattr(options, name) is not None]
    ongoing = reading.Reading(options, _COLUMNS, _FIELDS, " ".join(drops))
    ongoing.only(asked)
    with ongoing.running():
        for report in ongoing.client.reports(**asked, **bounds):
            if _is_wanted(report, options, ongoing.endpoint):
                ongoing.add(_row(report, options))
    if not ongoing.rows and not ongoing.errors:
        ongoing.say("no reports")
    return ongoing.code or (FINE if ongoing.rows else NOTHING_FOUND)


def _bounds(parser: ArgumentParser, options: Namespace, asked: dict[str, Any]) -> dict[str, Any]:
    """The time that the vendor can be asked for, as arguments."""
    bounds: dict[str, Any] = {}
    for endpoint in package.endpoints(options.vendor).values():
        until = options.until
        if options.since is not None and until is None and _needs(endpoint, endpoint.until):
            until = datetime.now(UTC)
        for name, attribute, time in (("since", endpoint.since, options.since), ("until", endpoint.until, until)):
            if time is not None and attribute is not None:
                if attribute in asked:
                    parser.error(f"{flag(name)} and {flag(attribute)} say the same: give one")
                bounds[attribute] = time
    return bounds


def _needs(endpoint: Any, attribute: str | None) -> bool:
    return any(param.required and param.attribute == attribute for param in endpoint.params)


def _is_wanted(report: DeliveryReport, options: Namespace, endpoint: Any) -> bool:
    """Whether a report is asked for; one that does not say its time is, whatever time was asked for."""
    if options.state is not None and report.state not in options.state:
        return False
    time = report.reported_at
    if time is None:
        return True
    return not (
        (options.since is not None and endpoint.since is None and time < options.since)
        or (options.until is not None and endpoint.until is None and time > options.until)
    )


def _row(report: DeliveryReport, options: Namespace) -> dict[str, Any]:
    row = report.to_dict()
    if options.json:
        raw = report.row
        row["row"] = (
            {"raw": raw.raw.decode("utf-8", "replace")}
            if isinstance(report, UndecodedReport)
            else msgspec.to_builtins(raw)
        )
    elif not options.csv:
        time = report.reported_at
        row["code"] = report.raw_code or report.raw_status
        row["reported_at"] = f"{time:%Y-%m-%d %H:%M:%S}Z" if time is not None else None
        row["meaning"] = report.meaning or report.text
    return row
