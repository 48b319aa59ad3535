"""What a printed example needs before it can be read: general repair rules, and errata for faults that are common."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations
from typing import get_args

from msgspec import Struct

from dlrgen.check import repairs
from dlrgen.check.requests import Unreadable, read_json
from dlrgen.spec.model import RepairRule

_ORDER: tuple[RepairRule, ...] = ("line_numbers", "comments", "ellipsis", "trailing_comma", "close_brackets")
assert {*_ORDER} == {*get_args(RepairRule)}
_FAULTS = (
    (re.compile(r"(?m)(?<=[\s{,])(?P<name>[A-Za-z_]\w*)\"[ \t]*:"), '"{}', "The key lost its opening quote."),
    (re.compile(r"(?m)(?<=[\s{,])(?P<name>\"[A-Za-z_]\w*)[ \t]*:"), '{}"', "The key lost its closing quote."),
    (re.compile(r"(?m)(?<=[\s{,])(?P<name>\"\w+\")[ \t]+(?=[\"\[{0-9-])"), "{}:", "The colon is missing."),
)
"""Faults of keys: where the name stands, how it is put right, and why."""
_MAX_ERRATA = 4


class Fault(Struct, frozen=True):
    """A fault of an example, as an erratum puts it right."""

    printed: str
    reads: str
    because: str


class Mend(Struct, frozen=True):
    """What makes an example readable."""

    rules: tuple[RepairRule, ...] = ()
    faults: tuple[Fault, ...] = ()


def mend(text: str) -> Mend | None:
    """The least that makes a printed JSON example readable.

    Args:
        text: The example as it is printed.

    Returns:
        The rules and errata it needs, in the order in which they are applied; none if nothing known makes it readable.
    """
    faults: list[Fault] = []
    while True:
        rules = _rules(text)
        if rules is not None:
            return Mend(rules, tuple(faults))
        fault = _fault(text)
        if fault is None or len(faults) == _MAX_ERRATA:
            return None
        faults.append(fault)
        text = text.replace(fault.printed, fault.reads)


def mended(text: str, mend: Mend) -> str:
    """The text after its repairs."""
    for fault in mend.faults:
        text = text.replace(fault.printed, fault.reads)
    return repairs.apply(text, mend.rules)


def _rules(text: str) -> tuple[RepairRule, ...] | None:
    for count in range(len(_ORDER) + 1):
        for rules in combinations(_ORDER, count):
            if _is_readable(repairs.apply(text, rules)) and _all_needed(text, rules):
                return rules
    return None


def _all_needed(text: str, rules: Iterable[RepairRule]) -> bool:
    for rule in rules:
        after = repairs.apply(text, [rule])
        if after == text:
            return False
        text = after
    return True


def _is_readable(text: str) -> bool:
    try:
        read_json(text)
    except Unreadable:
        return False
    return True


def _fault(text: str) -> Fault | None:
    for pattern, reads, because in _FAULTS:
        for found in pattern.finditer(text):
            line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
            if line.count('"') % 2:
                continue
            printed = text[max(0, found.start() - 1) : found.end()]
            if text.count(printed) == 1:
                name = found["name"]
                return Fault(printed, printed.replace(name, reads.format(name), 1), because)
    return None
