"""From a folder to specs: every fault at its place, none hiding another, and the metaschema at one with the types."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dlrgen.problems import Problems, render
from dlrgen.spec import metaschema, strict_yaml
from dlrgen.spec.load import folders, load
from dlrgen.spec.strict_yaml import Document

GOOD = Path(__file__).parents[1] / "specs_good"
SPECS = Path(__file__).parents[2] / "specs"
CARRIER = Path(__file__).parents[1] / "check" / "fixtures" / "carriers" / "good" / "words.yaml"
FIXTURES = Path(__file__).parent / "fixtures" / "load"
FILES = {"vendor.yaml": "vendor", "lookup.yaml": "endpoint", "pull.yaml": "endpoint"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "specs")
    return tmp_path / "specs"


def alter(root: Path, name: str, printed: str, reads: str) -> None:
    path = root / "acme" / name
    text = path.read_text(encoding="utf-8")
    assert text.count(printed) == 1, f"{printed!r} stands {text.count(printed)} times in {name}"
    path.write_text(text.replace(printed, reads), encoding="utf-8")


def report(root: Path) -> str:
    problems = Problems()
    load(root, problems)
    return render(problems, "text")


def document(path: Path) -> Document:
    read = strict_yaml.read(path.read_text(encoding="utf-8"), path.name)
    assert isinstance(read, Document)
    return read


def test_good_specs_are_read_whole() -> None:
    problems = Problems()
    (acme,) = load(GOOD, problems)
    assert not problems
    assert acme.spec.vendor == "acme"
    assert list(acme.endpoints) == ["lookup", "pull"]
    assert acme.file.name == "specs_good/acme/vendor.yaml"
    assert acme.endpoints["pull"].spec.request.body == ["json", "form"]


def test_only_the_wanted_vendors_are_read() -> None:
    problems = Problems()
    assert [vendor.spec.vendor for vendor in load(SPECS, problems, only=["mobset", "yisha"])] == ["mobset", "yisha"]
    assert not problems


def test_a_folder_without_a_vendor_file_is_no_vendor(root: Path) -> None:
    (root / "notes").mkdir()
    (root / "notes" / "a.yaml").write_text("x: [")
    assert [folder.name for folder in folders(root)] == ["acme"]
    assert report(root) == ""


CASES: dict[str, tuple[str, str, str]] = {
    "an unknown key": ("lookup.yaml", "effect: queries", "efect: queries\neffect: queries"),
    "an unknown key deep inside": ("vendor.yaml", "{secret: true, en: The account's key.}", "{secrte: true}"),
    "two unknown keys at once": ("vendor.yaml", "  skew: 60s", "  skw: 60s\n  skewed: 60s"),
    "a wrong type": ("lookup.yaml", "max_items: 20", 'max_items: "20"'),
    "a number where a required text is meant": (
        "vendor.yaml", "digest, algorithm: md5, of: \"{account}{body}{secret}\"",
        "digest, algorithm: md5, of: 1",
    ),
    "a number where a text is meant": ("lookup.yaml", 'value: "2"', "value: 2"),
    "a list where an object is meant": ("pull.yaml", "window: {keep: 24h, then: lookup}", "window: [24h]"),
    "a missing key": ("pull.yaml", "effect: consumes\n", ""),
    "two missing keys": ("pull.yaml", "title: {zh: 拉取, en: Reports not handed out yet}", "title: {}"),
    "a truth where a text is meant": ("pull.yaml", "zh: 拉取", "zh: true"),
    "a missing key inside": (
        "vendor.yaml", "{kind: seed_page, cite: captured/page.txt, gave: everything}",
        "{kind: seed_page}",
    ),
    "a wrong word": ("pull.yaml", "effect: consumes", "effect: consume"),
    "a wrong word in a step": (
        "vendor.yaml", "{step: digest, algorithm: md5, of: \"{account}",
        "{step: digest, algorithm: md4, of: \"{account}",
    ),
    "an unknown kind of step": ("vendor.yaml", "to_sign: {step: text", "to_sign: {step: txt"),
    "a step without a kind": ("vendor.yaml", "to_sign: {step: text, ", "to_sign: {"),
    "a step with a key of another kind": (
        "vendor.yaml", "to_sign: {step: text, ",
        "to_sign: {step: text, algorithm: md5, ",
    ),
    "a name that is none": ("vendor.yaml", "  receipt_status:\n", "  receipt-status:\n"),
    "a duration that is none": ("lookup.yaml", "every: 30s", "every: 30 seconds"),
    "a number that is too small": ("lookup.yaml", "max: 20", "max: 0"),
    "a host without TLS": ("vendor.yaml", '"https://gate.acme.test"', '"http://gate.acme.test"'),
    "another version": ("pull.yaml", "spec: 1", "spec: 2"),
    "null where something is required": ("pull.yaml", "effect: consumes", "effect: null"),
    "a $ref to elsewhere": ("pull.yaml", "vendor.yaml#/schemas/Receipt", "../other/vendor.yaml#/schemas/Receipt"),
    "a message id that is neither field nor parameter": (
        "pull.yaml", "message_id: phone",
        "message_id: {params: phone}",
    ),
    "an empty erratum": ("lookup.yaml", "printed: '\"total\" 1'", "printed: ''"),
    "bad YAML": ("pull.yaml", "effect: consumes", "effect: [consumes"),
}  # fmt: skip


def test_each_case_has_its_report_and_each_report_its_case() -> None:
    assert {path.stem for path in FIXTURES.glob("*.problems")} == {case.replace(" ", "_") for case in CASES}


@pytest.mark.parametrize("case", CASES)
def test_what_is_not_of_the_language_is_reported_at_its_place(case: str, root: Path) -> None:
    alter(root, *CASES[case])
    assert report(root) + "\n" == (FIXTURES / f"{case.replace(' ', '_')}.problems").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", [case for case in CASES if case != "bad YAML"])
def test_the_metaschema_refuses_what_the_types_refuse(case: str, root: Path) -> None:
    name = CASES[case][0]
    alter(root, *CASES[case])
    read = document(root / "acme" / name)
    assert list(metaschema.problems(FILES[name], read, name))
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(read.data, metaschema.KINDS[FILES[name]])


@pytest.mark.parametrize(
    "path", sorted([*SPECS.glob("*/*.yaml"), *GOOD.glob("*/*.yaml")]), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_the_metaschema_accepts_what_the_types_accept(path: Path) -> None:
    kind = {"carriers": "carrier"}.get(path.parent.name, "vendor" if path.name == "vendor.yaml" else "endpoint")
    read = document(path)
    assert list(metaschema.problems(kind, read, path.name)) == []
    msgspec.convert(read.data, metaschema.KINDS[kind])


def test_one_broken_file_does_not_hide_the_others(root: Path) -> None:
    shutil.copytree(root / "acme", root / "other")
    alter(root, "vendor.yaml", "class: Acme", "class: acme")
    alter(root, "lookup.yaml", "effect: queries", "effect: query")
    alter(root, "pull.yaml", "method: POST", "method: PATCH\n  x: [")
    problems = Problems()
    vendors = load(root, problems)
    assert [(p.file, p.id, p.line) for p in problems] == [
        ("specs/acme/vendor.yaml", "spec.value", 3),
        ("specs/acme/lookup.yaml", "spec.value", 8),
        ("specs/acme/pull.yaml", "yaml.syntax", 7),
        ("specs/other/vendor.yaml", "spec.name", 2),
    ]
    assert [vendor.folder.name for vendor in vendors] == ["other"]
    assert list(vendors[0].endpoints) == ["lookup", "pull"]


def test_a_broken_endpoint_leaves_its_vendor_and_the_other_endpoints(root: Path) -> None:
    alter(root, "lookup.yaml", "effect: queries", "effect: query")
    problems = Problems()
    (acme,) = load(root, problems)
    assert list(acme.endpoints) == ["pull"]


def test_names_must_be_those_of_file_and_folder(root: Path) -> None:
    (root / "acme" / "pull.yaml").rename(root / "acme" / "fetch.yaml")
    (root / "acme").rename(root / "apex")
    assert report(root) == (
        "specs/apex/fetch.yaml:2:11: error [spec.name] 'pull' stands in a file named 'fetch.yaml'\n"
        "    Name the file after its endpoint.\n"
        "specs/apex/vendor.yaml:2:9: error [spec.name] 'acme' stands in a folder named 'apex'\n"
        "    Name the folder after its vendor."
    )


def test_a_file_that_is_not_utf_8(root: Path) -> None:
    path = root / "acme" / "pull.yaml"
    path.write_bytes(path.read_bytes().replace("拉取".encode(), "拉取".encode("gbk"), 1))
    assert report(root) == ("specs/acme/pull.yaml:3:1: error [file.encoding] not UTF-8\n    Save the file as UTF-8.")


def test_a_file_that_is_too_large(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = (root / "acme" / "vendor.yaml").stat().st_size
    monkeypatch.setattr(strict_yaml, "MAX_BYTES", size)
    assert report(root) == ""
    monkeypatch.setattr(strict_yaml, "MAX_BYTES", size - 1)
    assert report(root) == f"specs/acme/vendor.yaml: error [file.size] larger than {size - 1} bytes"


def test_a_file_that_cannot_be_read(root: Path) -> None:
    (root / "acme" / "folder.yaml").mkdir()
    assert report(root) == "specs/acme/folder.yaml: error [file.unreadable] Is a directory"


def test_a_link_out_of_the_specs_is_not_followed(root: Path) -> None:
    outside = root.parent / "outside.yaml"
    outside.write_text("secret: [")
    (root / "acme" / "away.yaml").symlink_to(outside)
    assert report(root) == (
        "specs/acme/away.yaml: error [file.outside] this file is a link to a place outside the specs folder"
    )


@pytest.mark.parametrize(
    "name", ["captured/away.txt", "../../outside.txt", "captured/../../../outside.txt", "captured", "captured/none.txt"]
)
def test_captured_files_are_those_of_the_folder(name: str, root: Path) -> None:
    outside = root.parent / "outside.txt"
    outside.write_text("not the vendor's")
    (root / "acme" / "captured" / "away.txt").symlink_to(outside)
    (acme,) = load(root, Problems())
    assert acme.captured(name) is None
    assert acme.captured(str(outside)) is None
    page = acme.captured("captured/page.txt")
    assert page is not None
    assert page.read_bytes().startswith(b"Acme SMS")


@pytest.mark.parametrize("kind", metaschema.KINDS)
def test_the_exported_metaschema_is_one(kind: str) -> None:
    text = metaschema.export(kind)
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    patterns = re.findall(r'"pattern": "(.*)"', text)
    assert patterns
    assert all(pattern.endswith("$") and "\\Z" not in pattern for pattern in patterns)
    good = {"vendor": GOOD / "acme" / "vendor.yaml", "endpoint": GOOD / "acme" / "pull.yaml", "carrier": CARRIER}
    assert Draft202012Validator(schema).is_valid(document(good[kind]).data)


@pytest.mark.parametrize("kind", metaschema.KINDS)
def test_the_metaschema_beside_the_code_is_the_exported_one(kind: str) -> None:
    beside = Path(metaschema.__file__).parent / f"{kind}.schema.json"
    assert beside.read_text(encoding="utf-8") == metaschema.export(kind)


@pytest.mark.parametrize("kind", metaschema.KINDS)
def test_the_metaschema_tells_editors_what_a_key_means(kind: str) -> None:
    definitions = metaschema.metaschema(kind)["$defs"]
    name, key, text = {
        "vendor": ("Auth", "no_vector", "Why there is nothing to compute, where a scheme has no vector."),
        "endpoint": ("Param", "default", "What the vendor assumes when the parameter is left out."),
        "carrier": ("CarrierPrefix", "suffixes", "Whether the number after the colon is one of the file's `suffixes`."),
    }[kind]
    assert definitions[name]["properties"][key]["description"] == text


_ODD = ["", "x", "Acme", "ACME", "12", "1h", 0, -1, 1.5, 1.0, True, None, [], {}, ["x"], {"x": 1}, "x" * 3000]


def _places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inner for place in _places(part, (*path, key)))]


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_metaschema_and_types_always_agree(name: str, draw: st.DataObject) -> None:
    read = document(GOOD / "acme" / name)
    path = draw.draw(st.sampled_from(_places(read.data)[1:]))
    holder = read.data
    for step in path[:-1]:
        holder = holder[step]
    match draw.draw(st.sampled_from(["odd", "gone", "key"])):
        case "gone":
            del holder[path[-1]]
        case "key" if isinstance(holder, dict):
            holder[draw.draw(st.sampled_from(["x", "X", "X_1", "en", "of", ""]))] = holder.pop(path[-1])
        case _:
            holder[path[-1]] = draw.draw(st.sampled_from(_ODD))
    try:
        msgspec.convert(read.data, metaschema.KINDS[FILES[name]])
        refused = False
    except msgspec.ValidationError:
        refused = True
    assert bool(list(metaschema.problems(FILES[name], read, name))) == refused


@pytest.mark.parametrize("kind", metaschema.KINDS)
def test_every_key_of_the_language_says_what_it_is(kind: str) -> None:
    definitions = metaschema.metaschema(kind)["$defs"]
    assert [
        f"{name}.{key}" for name, definition in definitions.items() for key, value in definition["properties"].items()
        if not value.get("description")
    ] == []  # fmt: skip
