"""The table of differences against the language: every key has its rows, or is left out for a reason.

A key that is new in `dlrgen.spec.model` turns this red until `dlrgen.diff.rules` says what its differences mean.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import inspect

from dlrgen.diff.compare import declared
from dlrgen.diff.rules import IGNORED, MIRRORS, OPEN, RULES, Kind, Rule, rule
from dlrgen.spec.model import Carrier, Endpoint, Vendor

TREE = {"Tree.vendors", "Tree.carriers", "VendorSpec.endpoints"}


def keys() -> dict[str, inspect.Type]:
    """Every key that is compared by itself, with its type."""
    found: dict[str, inspect.Type] = {}
    met: set[type] = set()
    waiting: list[type] = [Vendor, Endpoint, Carrier]
    while waiting:
        struct = waiting.pop()
        if struct in met:
            continue
        met.add(struct)
        info = inspect.type_info(struct)
        assert isinstance(info, inspect.StructType)
        for field in info.fields:
            key = declared(struct, field.name)
            found[key] = field.type
            if key not in IGNORED and not any(row.whole for row in RULES if row.at == key):
                waiting += structs(field.type)
    return found


def structs(of: inspect.Type) -> Iterator[type]:
    match of:
        case inspect.StructType():
            yield of.cls
        case inspect.UnionType():
            for each in of.types:
                yield from structs(each)
        case inspect.DictType():
            yield from structs(of.value_type)
        case inspect.ListType():
            yield from structs(of.item_type)
        case _:
            pass


def kinds(of: inspect.Type, row: Rule) -> set[Kind]:
    """The kinds of difference that a value of a type can have."""
    match of:
        case inspect.DictType(value_type=item) | inspect.ListType(item_type=item):
            is_struct = any(structs(item))
            entry = row.whole if is_struct else isinstance(of, inspect.DictType)
            return {"added", "removed", *(["changed"] if entry else [])}
        case inspect.BoolType():
            return {"added", "removed"}
        case inspect.UnionType() if of.includes_none:
            inner = [each for each in of.types if not isinstance(each, inspect.NoneType)]
            descended = any(structs(of)) and not row.whole
            return {"added", "removed", *([] if descended else kinds(inner[0], row))}
        case inspect.StructType() if not row.whole:
            return set()
        case _:
            return {"raised", "lowered"} if "raised" in row.verdicts else {"changed"}


KEYS = keys()


def test_every_key_has_its_rows_or_is_left_out_for_a_reason() -> None:
    told = {row.at for row in RULES}
    assert told | {*IGNORED} | OPEN == {*KEYS} | TREE
    assert not told & {*IGNORED}
    assert not OPEN & (told | {*IGNORED})


@pytest.mark.parametrize("row", RULES, ids=lambda row: row.id)
def test_a_row_judges_every_kind_of_difference_that_its_key_can_have(row: Rule) -> None:
    possible = {"added", "removed"} if row.at in TREE else kinds(KEYS[row.at], row)
    assert {*row.verdicts} - {"renamed", "reordered"} == possible


@pytest.mark.parametrize("row", RULES, ids=lambda row: row.id)
def test_what_can_come_can_go(row: Rule) -> None:
    assert {MIRRORS[kind] for kind in row.verdicts} == {*row.verdicts}
    assert {MIRRORS[kind] for kind in row.says} == {*row.says}


def test_ids_are_of_one_key_each_and_the_general_row_comes_last() -> None:
    assert len({row.id for row in RULES}) == len(RULES)
    for row in RULES:
        assert rule(row.at).when is None


@pytest.mark.parametrize("key", sorted(OPEN))
def test_what_is_only_entered_can_neither_come_nor_go(key: str) -> None:
    of = KEYS[key]
    assert any(structs(of))
    assert key == "Endpoint.errors" or isinstance(of, inspect.StructType)


@pytest.mark.parametrize("row", RULES, ids=lambda row: row.id)
def test_verdicts_agree_with_themselves(row: Rule) -> None:
    for verdict in row.verdicts.values():
        assert (verdict.severity == "breaking") == (verdict.step == "major")
        assert verdict.severity != "breaking" or verdict.harms != "nobody"
        assert verdict.severity != "editorial" or verdict.harms == "nobody"
