"""What differs between two trees of specs: told exactly, the other way round, and for every key that can be altered."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from dlrgen.diff import Change, Tree, diff, read_folder
from dlrgen.diff.rules import IGNORED, MIRRORS
from dlrgen.problems import Problems, render
from dlrgen.spec.load import EndpointSpec, SpecFile, VendorSpec
from dlrgen.spec.model import Endpoint, Vendor

GOOD = Path(__file__).parents[1] / "specs_good"
SPECS = Path(__file__).parents[2] / "specs"
CASES: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))


def read(folder: Path) -> Tree:
    problems = Problems()
    tree = read_folder(folder, problems)
    assert not problems, render(problems, "text")
    return tree


def edited(case: dict[str, Any], tmp_path: Path) -> Path:
    root = tmp_path / "specs"
    shutil.copytree(GOOD, root)
    for name, edit in case.items():
        if name not in ("says", "back"):
            path = root / "acme" / name.removesuffix(" again")
            text = path.read_text(encoding="utf-8")
            old, new = edit
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
            path.write_text(text.replace(old, new), encoding="utf-8")
    return root


def assert_there(change: Change, root: Path) -> None:
    """What came, or is called otherwise, stands where the change says."""
    if change.key and change.kind in ("added", "renamed"):
        text = (root / change.file.partition("/")[2]).read_text(encoding="utf-8").split("\n")[change.line - 1]
        assert text[change.column - 1 :].lstrip("\"'").startswith(change.key)


def line(change: Change) -> str:
    file = change.file.removeprefix("specs/acme/").removeprefix("specs_good/acme/")
    return f"{change.severity} {change.harms} {change.id} {file}:{change.line}:{change.column}: {change.message}"


@pytest.mark.parametrize("name", CASES)
def test_an_edit_is_told_exactly(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    root = edited(case, tmp_path)
    old, new = read(GOOD), read(root)
    changes = diff(old, new)
    for change in changes:
        assert_there(change, root)
    assert sorted(map(line, changes)) == sorted(case["says"])
    back = diff(new, old)
    assert mirrored(changes) == Counter(change.id for change in back)
    if "back" in case:
        assert sorted(map(line, back)) == sorted(case["back"])


def mirrored(changes: list[Change]) -> Counter[str]:
    return Counter(f"{change.id.rpartition('.')[0]}.{MIRRORS[change.kind]}" for change in changes)


def test_nothing_differs_from_itself() -> None:
    for folder in (GOOD, SPECS):
        assert diff(read(folder), read(folder)) == []


def test_files_come_and_go(tmp_path: Path) -> None:
    shutil.copytree(SPECS, tmp_path / "specs")
    for gone in ("mobset/sms_get_report.yaml", "carriers/kannel.yaml"):
        (tmp_path / "specs" / gone).unlink()
    shutil.rmtree(tmp_path / "specs" / "yisha")
    old, new = read(SPECS), read(tmp_path / "specs")
    assert [(c.id, c.file, c.line, c.vendor, c.endpoint, c.harms) for c in diff(old, new)] == [
        ("carrier.removed", "specs/carriers/kannel.yaml", 0, "kannel", "", "reader"),
        ("endpoint.removed", "specs/mobset/sms_get_report.yaml", 0, "mobset", "sms_get_report", "caller"),
        ("vendor.removed", "specs/yisha/vendor.yaml", 0, "yisha", "", "caller"),
    ]
    assert {(c.id, c.step) for c in diff(new, old)} == {
        ("carrier.added", "minor"), ("endpoint.added", "minor"), ("vendor.added", "minor"),
    }  # fmt: skip


def test_a_reference_that_leads_nowhere_or_to_itself_does_not_stop_it(tmp_path: Path) -> None:
    root = edited({"vendor.yaml": ["  Receipt:\n    type: object\n", "  Other:\n    type: object\n"]}, tmp_path)
    diff(read(GOOD), read(root))
    text = (root / "acme/vendor.yaml").read_text(encoding="utf-8")
    loop = "  Receipt: {$ref: vendor.yaml#/schemas/Other}\n  Other: {$ref: vendor.yaml#/schemas/Receipt}\n  Rest:\n"
    (root / "acme/vendor.yaml").write_text(text.replace("  Other:\n", loop), encoding="utf-8")
    assert diff(read(GOOD), read(root))


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from leaves(inner, (*path, i))


def alterations(data: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The document without each of its parts, and with each of its scalars altered."""
    for path in leaves(data):
        for other in (None, "altered", 4711, True, "7d"):
            copy = msgspec.json.decode(msgspec.json.encode(data))
            here = copy
            for step in path[:-1]:
                here = here[step]
            if other is True and here[path[-1]] is True:
                here[path[-1]] = False
            elif other is None:
                del here[path[-1]]
            elif isinstance(here[path[-1]], (dict, list)) or type(here[path[-1]]) is not type(other):
                continue
            else:
                here[path[-1]] = other
            yield path, copy


UNSEEN = {*(key.partition(".")[2] for key in IGNORED), "$ref", "kind", "cite", "schemas", "fields", "scope", "page"}


@pytest.mark.parametrize("file", ["vendor", "lookup", "pull"])
def test_every_alteration_is_told_both_ways(file: str) -> None:
    tree = read(GOOD)
    (vendor,) = tree.vendors
    told = 0
    document = vendor.file.document if file == "vendor" else vendor.endpoints[file].file.document
    for path, data in alterations(document.data):
        try:
            other = altered(vendor, file, data)
        except msgspec.ValidationError:
            continue
        if specs(other) == specs(tree):
            continue
        there, back = diff(tree, other), diff(other, tree)
        assert mirrored(there) == Counter(change.id for change in back), path
        if UNSEEN.isdisjoint(map(str, path)) and not is_silent(path):
            assert there, f"{path} is not told"
            told += 1
    assert told > 60


def specs(tree: Tree) -> list[Any]:
    return [spec for v in tree.vendors for spec in (v.spec, *(e.spec for e in v.endpoints.values()))]


def is_silent(path: tuple[str | int, ...]) -> bool:
    """Whether that key of the good specs says what would follow anyway."""
    return path[-1] in ("name", "auth", "title") or path[:2] == ("response", "tolerate") or path[-2:-1] == ("required",)


def altered(vendor: VendorSpec, file: str, data: Any) -> Tree:
    document = msgspec.structs.replace(vendor.file.document, data=data)
    if file == "vendor":
        made = SpecFile(vendor.file.path, vendor.file.name, document)
        return Tree([msgspec.structs.replace(vendor, spec=msgspec.convert(data, Vendor), file=made)], [])
    before = vendor.endpoints[file]
    endpoint = EndpointSpec(msgspec.convert(data, Endpoint), before.file)
    return Tree([msgspec.structs.replace(vendor, endpoints={**vendor.endpoints, file: endpoint})], [])
