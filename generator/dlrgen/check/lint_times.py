"""Times: layouts that can be read and written, and zones that the language can express."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dlrgen.check.lint_tree import Place, endpoints, schemas, vendor_place
from dlrgen.problems import Problem
from dlrgen.spec.load import VendorSpec
from dlrgen.spec.model import Schema, Zone

_PART = re.compile(r"%3f|%(.)|%\Z|[^%]", re.DOTALL)
# Names of days and months are left out: they depend on the locale of the machine.
_READ = frozenset("YymdjHMSfz%")
_WRITTEN = frozenset("YymdjHMSz%")
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2037, 12, 31, tzinfo=UTC)


def problems(vendor: VendorSpec) -> Iterator[Problem]:
    """Every layout, zone and time field that could not be made to work."""
    clock = vendor.spec.clock
    if clock is not None:
        place = vendor_place(vendor).at("clock")
        yield from _zone(place.at("zone"), clock.zone)
        for name, layout in clock.layouts.items():
            yield from _layout(place.at("layouts", name), layout, writing=True)
    for place, schema in schemas(vendor):
        yield from _time(place, schema, vendor)
    for place, endpoint in endpoints(vendor):
        for wire, param in endpoint.spec.params.items():
            if param.layout is not None:
                yield from _layout(place.at("params", wire, "layout"), param.layout, writing=True)


def _time(place: Place, schema: Schema, vendor: VendorSpec) -> Iterator[Problem]:
    time = schema.time
    if time is None:
        return
    here = place.at("time")
    if [time.unix, time.layout, time.standard].count(None) != 2:
        yield here.problem(
            "time.one-of", "a time is either unix, or in a layout, or in a standard one", "State exactly one of them."
        )
    if time.unix is not None and schema.type not in ("integer", "number"):
        yield here.at("unix").problem("time.type", f"Unix time of type {schema.type}", "Let it be an integer.")
    if time.standard is not None and schema.type != "string":
        yield here.at("standard").problem("time.type", f"a written time of type {schema.type}", "Let it be a string.")
    if time.zone is not None:
        yield from _zone(here.at("zone"), time.zone)
    if time.layout is None:
        return
    if schema.type != "string":
        yield here.at("layout").problem("time.type", f"a layout for type {schema.type}", "Let it be a string.")
    if time.zone is None and vendor.spec.clock is None and "%z" not in time.layout:
        yield here.problem("time.zone", "the zone of this time is not known", "State `zone`, or the vendor's `clock`.")
    yield from _layout(here.at("layout"), time.layout, writing=False)


def _layout(place: Place, layout: str, *, writing: bool) -> Iterator[Problem]:
    found: list[str] = []
    for part in _PART.finditer(layout):
        directive = part.group(1)
        if part.group() == "%3f" and writing:
            found.append("f")
        elif directive is not None and directive in (_WRITTEN if writing else _READ):
            found.append(directive)
        elif part.group().startswith("%"):
            known = " ".join(f"%{d}" for d in sorted(_WRITTEN if writing else _READ)) + (" %3f" if writing else "")
            yield place.problem("time.layout", f"{part.group()} is not known in a layout", f"Known here: {known}.")
    given = set(found)
    if writing:
        return
    if len(given - {"%"}) < len([d for d in found if d != "%"]):
        yield place.problem("time.layout", "a part of the time stands there twice", "Each directive may stand once.")
    if not (given & {"Y", "y"} and (given >= {"m", "d"} or "j" in given)):
        yield place.problem("time.layout", "the layout has no whole date", "It needs a year, a month and a day.")


def _zone(place: Place, zone: Zone) -> Iterator[Problem]:
    offsets = _offsets(zone.name)
    if not offsets:
        yield place.at("name").problem(
            "zone.unknown", f"there is no time zone {zone.name!r}", "Name it as Asia/Shanghai."
        )
    elif len(offsets) > 1:
        yield place.at("name").problem(
            "zone.changes", f"the offset of {zone.name} has changed since 2000",
            "Only zones of one fixed offset can be said; name one such as Etc/GMT-8.",
        )  # fmt: skip


@lru_cache(maxsize=256)
def _offsets(name: str) -> frozenset[timedelta]:
    """The offsets of a zone from 2000 on; none if there is no such zone."""
    try:
        zone = ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return frozenset()
    weeks = (_LAST - _FIRST).days // 7
    moments = (_FIRST + timedelta(weeks=week) for week in range(weeks))
    return frozenset(offset for moment in moments if (offset := moment.astimezone(zone).utcoffset()) is not None)
