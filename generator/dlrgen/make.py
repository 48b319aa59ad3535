"""Vendors made anew: read, proved, planned and printed; many of them by as many processes as there are cores."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from dlrgen.emit.worker import WITHOUT_PLUGINS
from dlrgen.problems import Problem, Problems

if TYPE_CHECKING:
    from dlrgen.plan.models import Definitions
    from dlrgen.spec.load import CarrierSpec


Files = dict[str, str]


class Made(Struct, frozen=True):
    """What becomes of some vendors.

    Attributes:
        problems: What is wrong with them.
        classes: How the classes of those that were read begin.
        plain: Files that are there at once, by vendor and path; none if there are errors.
        rest: Waits for the other files, which need classes.
    """

    problems: list[Problem]
    classes: dict[str, str]
    plain: dict[str, Files] = {}
    rest: Callable[[], dict[str, Files]] = dict


def make(
    specs: Path, hashes: Mapping[str, str], carriers: list[CarrierSpec], kept_classes: Mapping[str, str],
    classes: Callable[[list[Definitions]], Callable[[], dict[str, str]]],
    progress: Callable[[str], None] = lambda _: None,
) -> Made:  # fmt: skip
    """Make vendors anew; all of them, or if one has errors, none.

    Args:
        specs: The folder of specs.
        hashes: What the spec files of each hash to.
        carriers: The tables that belong to no vendor.
        kept_classes: Prefixes of classes that other vendors have already, with the vendor.
        classes: Begins to make the classes and gives what waits for their source, see `dlrgen.emit.classes`.
        progress: Called with what is being done.
    """
    from dlrgen.check import check_carriers, prove, sound
    from dlrgen.plan.vendor import plan_classes, plan_vendor
    from dlrgen.spec.load import load

    problems = Problems()
    progress(f"checking {', '.join(hashes)}")
    vendors = load(specs, problems, hashes)
    class_names = {vendor.spec.vendor: vendor.spec.class_name for vendor in vendors}
    well = list(sound(vendors, problems))
    for vendor in vendors:
        other = kept_classes.get(vendor.spec.class_name)
        if other is not None:
            problems.append(vendor.file.problem("name.vendor-class", ["class"], f"{other} has this class name, too"))
    # Nothing takes longer than the classes, so they are begun before the specs are held against pages.
    definitions = [] if problems.failed else [plan_classes(vendor) for vendor in well]
    begun = classes(definitions) if definitions else None
    check_carriers(carriers, vendors, problems)
    proofs = list(prove(well, problems))
    if begun is None or problems.failed or len(proofs) != len(hashes):
        return Made(problems, class_names)
    progress(f"generating {', '.join(hashes)}")
    from dlrgen.emit import package

    plans = [plan_vendor(vendor, one) for vendor, one in zip(well, definitions, strict=True)]
    plain = {plan.name: package.plain_files(plan, hashes[plan.name]) for plan in plans}

    def rest() -> dict[str, Files]:
        found = begun()
        return {plan.name: package.class_files(plan, found, hashes[plan.name]) for plan in plans}

    return Made(problems, class_names, plain, rest)


def make_many(
    specs: Path, hashes: Mapping[str, str], carriers: list[CarrierSpec], kept_classes: Mapping[str, str],
    progress: Callable[[str], None],
) -> Made:  # fmt: skip
    """The same as `make`, with the vendors dealt out to several processes."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    cores = os.cpu_count() or 1
    names = list(hashes)
    progress(f"checking and generating {len(names)} vendors in {cores} processes")
    hands = [{name: hashes[name] for name in names[start::cores]} for start in range(cores)]
    with ProcessPoolExecutor(cores, get_context("spawn"), _begin) as pool:
        parts = list(pool.map(_make_some, [specs] * cores, hands, [carriers] * cores, [kept_classes] * cores))
    problems = list(dict.fromkeys(problem for found, _, _ in parts for problem in found))
    files = {name: vendor for _, _, vendors in parts for name, vendor in vendors.items()}
    problems += _twice(specs, [classes for _, classes, _ in parts])
    is_whole = not any(problem.level == "error" for problem in problems) and len(files) == len(names)
    classes = {name: prefix for _, each, _ in parts for name, prefix in each.items()}
    return Made(problems, classes, {name: files[name] for name in names} if is_whole else {})


def _begin() -> None:
    gc.disable()  # the process ends before there is anything to collect
    os.environ.update(WITHOUT_PLUGINS)


def _make_some(
    specs: Path, hashes: Mapping[str, str], carriers: list[CarrierSpec], kept_classes: Mapping[str, str]
) -> tuple[list[Problem], dict[str, str], dict[str, Files]]:
    from dlrgen.emit.classes import generate, merge

    made = make(specs, hashes, carriers, kept_classes, lambda definitions: partial(generate, *merge(definitions)))
    rest = made.rest()
    files = {name: {**plain, **rest[name]} for name, plain in made.plain.items()}
    gc.freeze()  # nor is there anything to collect at its end
    return made.problems, made.classes, files


def _twice(specs: Path, hands: Sequence[Mapping[str, str]]) -> Iterable[Problem]:
    """Classes that vendors of different processes have in common."""
    from dlrgen.spec.load import load

    seen: dict[str, str] = {}
    for name, class_name in sorted(item for hand in hands for item in hand.items()):
        other = seen.setdefault(class_name, name)
        if other != name and not any({name, other} <= hand.keys() for hand in hands):
            [vendor] = load(specs, Problems(), [name])
            yield vendor.file.problem("name.vendor-class", ["class"], f"{other} has this class name, too")
