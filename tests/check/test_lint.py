"""Every rule of lint, by fixtures: what breaks it, how that is reported, and what comes near without breaking it.

`fixtures/lint/RULE.yaml` alters a copy of the good spec `acme`: `bad` so that the rule is broken, `good` (left out, the
spec as it is) so that it is just kept. `RULE.problems` is the report on the bad one, word for word.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlrgen.check import lint
from dlrgen.plan.vendor import plan_classes, plan_vendor
from dlrgen.problems import Problems, render
from dlrgen.spec.load import EndpointSpec, SpecFile, VendorSpec, load
from dlrgen.spec.model import Endpoint, Vendor
from dlrgen.spec.strict_yaml import Document

FIXTURES = Path(__file__).parent / "fixtures" / "lint"
GOOD = Path(__file__).parents[1] / "specs_good"
SPECS = Path(__file__).parents[2] / "specs"


class Edit(msgspec.Struct, forbid_unknown_fields=True):
    """One change of a file: a text that stands there once is replaced, or the file is moved (to nowhere: removed)."""

    file: str
    printed: str | None = None
    reads: str = ""
    moved: str | None = None

    def apply(self, folder: Path) -> None:
        path = folder / self.file
        if self.printed is not None:
            text = path.read_text(encoding="utf-8")
            assert text.count(self.printed) == 1, (
                f"{self.printed!r} stands {text.count(self.printed)} times in {path.name}"
            )
            path.write_text(text.replace(self.printed, self.reads), encoding="utf-8")
        elif self.moved is not None:
            path.rename(folder / self.moved)
        else:
            path.unlink()


class Fixture(msgspec.Struct, forbid_unknown_fields=True):
    """How one rule is broken, and how it is just kept."""

    bad: list[Edit]
    good: list[Edit] = []


def linted(tmp_path: Path, edits: list[Edit]) -> Problems:
    root = tmp_path / "specs"
    shutil.copytree(GOOD, root)
    for edit in edits:
        edit.apply(root / "acme")
    problems = Problems()
    vendors = load(root, problems)
    assert not problems, f"the fixture does not reach lint: {render(problems, 'text')}"
    for vendor in vendors:
        lint.check(vendor, problems)
    return problems


def fixture(rule: str) -> Fixture:
    return msgspec.convert(yaml.safe_load((FIXTURES / f"{rule}.yaml").read_text(encoding="utf-8")), Fixture)


def test_each_rule_has_its_fixtures_and_each_fixture_its_rule() -> None:
    assert {path.stem for path in FIXTURES.glob("*.yaml")} == set(lint.RULES)
    assert {path.stem for path in FIXTURES.glob("*.problems")} == set(lint.RULES)


@pytest.mark.parametrize("rule", sorted(lint.RULES))
def test_what_breaks_a_rule_is_reported_at_its_place(rule: str, tmp_path: Path) -> None:
    problems = linted(tmp_path, fixture(rule).bad)
    assert render(problems, "text") + "\n" == (FIXTURES / f"{rule}.problems").read_text(encoding="utf-8")
    assert rule in {problem.id for problem in problems}
    assert all(problem.line and problem.column for problem in problems)


@pytest.mark.parametrize("rule", sorted(lint.RULES))
def test_what_just_keeps_a_rule_is_fine(rule: str, tmp_path: Path) -> None:
    assert render(linted(tmp_path, fixture(rule).good), "text") == ""


def test_the_specs_of_this_repository_keep_all_rules() -> None:
    problems = Problems()
    vendors = load(SPECS, problems)
    for vendor in vendors:
        lint.check(vendor, problems)
    assert render(problems, "text") == ""
    assert len(vendors) >= 5


# What follows alters the good spec at random. Most alterations are refused while loading; of the others lint must speak
# without raising, and what it lets through must be fit to be planned.

_ODD: list[object] = [
    *(
        "",
        "x",
        "class",
        ".",
        "a.b",
        "[]",
        "x[].y[]",
        "{",
        "{}",
        "{x}",
        "{{",
        "{now.x}",
        "{answer.x}",
        "{date_key}",
        "%",
        "0",
    ),
    *(
        "vendor.yaml#/schemas/Receipt",
        "vendor.yaml#/schemas/Nothing",
        "(a+)+",
        "(",
        "Europe/Paris",
        "\n",
        "状态",
        "receipts",
    ),
    *(0, -1, 10**9, True, None, [], {}, ["x"]),
]

_NAMES = ["secret", "code", "Receipt", "date_key", "list", "x", "class", "状态", "{x}", "", "a.b", "0", "-1"]


def _places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inner for place in _places(part, (*path, key)))]


def _at(value: object, path: tuple[str | int, ...]) -> object:
    for step in path:
        value = value[step]  # type: ignore[index]
    return value


def _altered(data: dict[str, object], draw: st.DataObject) -> dict[str, object]:
    """A copy in which one to three values are others, are gone, or have changed places."""
    data = msgspec.json.decode(msgspec.json.encode(data))
    for _ in range(draw.draw(st.integers(1, 3))):
        places = _places(data)[1:]
        path = draw.draw(st.sampled_from(places))
        holder = _at(data, path[:-1])
        if not isinstance(holder, (dict, list)) or (isinstance(holder, dict) and path[-1] not in holder):
            continue
        match draw.draw(st.sampled_from(["gone", "other", "other", "other", "key"])):
            case "gone":
                del holder[path[-1]]  # type: ignore[arg-type]
            case "other":
                known = [*_ODD, *(_at(data, place) for place in places)]
                alike = [value for value in known if type(value) is type(_at(data, path))]
                other = draw.draw(st.sampled_from(alike or known))
                holder[path[-1]] = msgspec.json.decode(msgspec.json.encode(other))  # type: ignore[index]
            case _ if isinstance(holder, dict):
                holder[str(draw.draw(st.sampled_from(_NAMES)))] = holder.pop(path[-1])
    return data


@pytest.fixture(scope="module")
def good() -> VendorSpec:
    (vendor,) = load(GOOD, Problems())
    return vendor


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(draw=st.data())
def test_lint_never_raises_and_what_it_passes_can_be_planned(good: VendorSpec, draw: st.DataObject) -> None:
    name = draw.draw(st.sampled_from(["vendor", *good.endpoints]))
    spec, file, endpoints = good.spec, good.file, dict(good.endpoints)
    try:
        if name == "vendor":
            data = _altered(file.document.data, draw)
            spec, file = msgspec.convert(data, Vendor), _file(file, data)
        else:
            data = _altered(endpoints[name].file.document.data, draw)
            altered = msgspec.convert(data, Endpoint)
            endpoints[name] = EndpointSpec(altered, _file(endpoints[name].file, data))
    except msgspec.ValidationError:
        return
    vendor = VendorSpec(good.folder, spec, file, endpoints)
    problems = Problems()
    lint.check(vendor, problems)
    if not problems.failed:
        plan_vendor(vendor, plan_classes(vendor))


def _file(file: SpecFile, data: dict[str, object]) -> SpecFile:
    return SpecFile(file.path, file.name, Document(data, file.document.marks))


@pytest.mark.parametrize("rule", sorted(lint.RULES))
def test_what_just_keeps_a_rule_can_be_planned(rule: str, tmp_path: Path) -> None:
    root = tmp_path / "specs"
    shutil.copytree(GOOD, root)
    for edit in fixture(rule).good:
        edit.apply(root / "acme")
    (vendor,) = load(root, Problems())
    plan = plan_vendor(vendor, plan_classes(vendor))
    for scheme in plan.schemes:
        compile(scheme.sign, scheme.name, "exec")
        compile(scheme.verify or "", scheme.name, "exec")
    for source in (*plan.endpoint_sources, *plan.faults, plan.vendor_source):
        compile(source, plan.name, "exec")


@pytest.mark.parametrize(
    "schemas",
    [
        "".join(f"  S{n}: {{$ref: vendor.yaml#/schemas/S{n + 1}}}\n" for n in range(8000)),
        "".join(f"  S{n}: {{$ref: vendor.yaml#/schemas/S{(n + 1) % 8000}}}\n" for n in range(8000)),
        "".join(
            f"  S{n}: {{type: object, properties: {{a: {{$ref: vendor.yaml#/schemas/S{n + 1}}},"
            f" b: {{$ref: vendor.yaml#/schemas/S{n + 1}}}}}}}\n"
            for n in range(6000)
        )
        + "  S6000: {type: array, items: {type: string}}\n",
    ],
    ids=["a long chain", "a long cycle", "doubling at every step"],
)
def test_schemas_that_would_explode_are_refused_quickly(schemas: str, tmp_path: Path) -> None:
    edit = Edit(file="vendor.yaml", printed="schemas:\n", reads=f"schemas:\n{schemas}")
    started = time.process_time()
    problems = linted(tmp_path, [edit])
    assert problems.failed
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    ("pattern", "slow"),
    [
        ("^[a-z]+$", False), ("^(ab)+$", False), ("^(a|b)?$", False), ("^a{3}(?:b{2}){4}$", False),
        (r"^\d+\.\d+$", False),
        ("^(a+)+$", True), ("^(a*)*$", True), ("^(a+){2,}$", True), ("^((a+)?)*$", True), ("^(a|a)+$", True),
        ("^(?:(?:a{1,9}))+$", True), (r"^(a+)\1$", True), ("^(?P<x>a+)(?P=x)$", True), ("a*a*a*a*a*b", True),
        ("^(a+(?#[)]{0})+$", True), ("(?x)^(a+ #)\n)+$", True), ("a{0,99}a{0,99}a{0,99}a{0,99}b", True),
        (r"^[(+)+]+$", False), (r"^\(a+\)+$", False), ("^a+?b*+$", False), ("a*+b*+c*+", False),
    ],
)  # fmt: skip
def test_patterns_that_backtrack_without_end_are_refused(pattern: str, slow: bool, tmp_path: Path) -> None:
    edit = Edit("vendor.yaml", "'^[1-9][0-9]{4}$'", msgspec.json.encode(pattern).decode())
    assert [p.id for p in linted(tmp_path, [edit])] == ["pattern.slow"] * slow


def test_an_endpoint_that_cannot_be_read_does_not_make_others_wrong(tmp_path: Path) -> None:
    root = tmp_path / "specs"
    shutil.copytree(GOOD, root)
    (root / "acme" / "lookup.yaml").write_text("spec: 1\n: [", encoding="utf-8")
    problems = Problems()
    (vendor,) = load(root, problems)
    lint.check(vendor, problems)
    assert [problem.id for problem in problems] == ["yaml.syntax"]


@pytest.mark.parametrize(
    "rows",
    [
        "sessions.receipts[]",
        "sessions[].receipts",
        "sessions",
        "code[]",
        "",
        "[]",
        "sessions[].receipts[].at[]",
        "..",
        "x[]",
    ],
)
def test_rows_that_lead_nowhere_are_refused(rows: str, tmp_path: Path) -> None:
    edit = Edit("lookup.yaml", "rows: sessions[].receipts[]", f'rows: "{rows}"')
    assert [p.id for p in linted(tmp_path, [edit])] == ["report.rows"]


def test_rows_within_rows_of_the_same_name_are_refused(tmp_path: Path) -> None:
    edits = [
        Edit("lookup.yaml", "            receipts: {type", "            sessions: {type"),
        Edit("lookup.yaml", "rows: sessions[].receipts[]", "rows: sessions[].sessions[]"),
    ]
    assert [p.id for p in linted(tmp_path, edits)] == ["report.rows"]


def test_a_step_is_not_called_like_a_credential_of_another_scheme(tmp_path: Path) -> None:
    edits = [
        Edit("vendor.yaml", "joined: {step: pairs", "token: {step: pairs"),
        Edit("vendor.yaml", r"{path}\n{joined}", r"{path}\n{token}"),
    ]
    assert [p.id for p in linted(tmp_path, edits)] == ["template.shadow"]
