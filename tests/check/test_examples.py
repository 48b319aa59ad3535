"""Examples and errata: what the check finds in altered copies of a good spec, and that the real ones keep it quiet.

`fixtures/examples/NAME.yaml` alters a copy of the good spec `acme`: `bad` so that something is found, `good` so that it
just is not. `NAME.problems` is the report on the bad one, word for word.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import msgspec
import pytest
import yaml

from dlrgen.check import examples
from dlrgen.check.requests import Unreadable, read
from dlrgen.problems import Problems, render
from dlrgen.spec.load import VendorSpec, load

FIXTURES = Path(__file__).parent / "fixtures" / "examples"
GOOD = Path(__file__).parents[1] / "specs_good"
SPECS = Path(__file__).parents[2] / "specs"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.yaml"))
REAL = load(SPECS, Problems())
CAPTURED = sorted(
    {
        (vendor.spec.vendor, name, example.file)
        for vendor in REAL
        for name, endpoint in vendor.endpoints.items()
        for example in endpoint.spec.examples
        if endpoint.spec.source.page is not None
    }
)


class Edit(msgspec.Struct, forbid_unknown_fields=True):
    """A text that stands once in a file, and what replaces it; without a text, the file is removed."""

    file: str
    printed: str | None = None
    reads: str = ""

    def apply(self, folder: Path) -> None:
        path = folder / self.file
        if self.printed is None:
            path.unlink()
            return
        text = path.read_text()
        assert text.count(self.printed) == 1, f"{self.printed!r} stands {text.count(self.printed)} times in {path.name}"
        path.write_text(text.replace(self.printed, self.reads))


class Fixture(msgspec.Struct, forbid_unknown_fields=True):
    bad: list[Edit]
    good: list[Edit] = []


def fixture(name: str) -> Fixture:
    return msgspec.convert(yaml.safe_load((FIXTURES / f"{name}.yaml").read_text()), Fixture)


def proved(tmp_path: Path, edits: list[Edit]) -> tuple[Counter[str], Problems]:
    shutil.copytree(GOOD, tmp_path / "specs")
    for edit in edits:
        edit.apply(tmp_path / "specs" / "acme")
    problems = Problems()
    (vendor,) = load(tmp_path / "specs", problems)
    assert not problems, f"the fixture does not reach the check: {render(problems, 'text')}"
    return examples.check(vendor, problems), problems


@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_is_found_at_its_place_and_nothing_else_is(name: str, tmp_path: Path) -> None:
    _, problems = proved(tmp_path, fixture(name).bad)
    report = render(problems, "text") + "\n"
    assert report == (FIXTURES / f"{name}.problems").read_text()
    assert any(name.startswith(problem.id) for problem in problems)


@pytest.mark.parametrize("name", [name for name in NAMES if fixture(name).good])
def test_what_comes_near_is_not_reported(name: str, tmp_path: Path) -> None:
    _, problems = proved(tmp_path, fixture(name).good)
    assert render(problems, "text") == ""


def test_only_what_holds_is_counted(tmp_path: Path) -> None:
    counted, _ = proved(tmp_path, [])
    assert counted == {"valid": 4, "repaired": 1, "errata": 1}
    shutil.rmtree(tmp_path / "specs")
    counted, _ = proved(tmp_path, fixture("erratum.idle").bad)
    assert +counted == {"valid": 4}


def test_the_real_examples_and_errata_hold() -> None:
    problems = Problems()
    counted = sum((examples.check(vendor, problems) for vendor in REAL), Counter[str]())
    assert render(problems, "text") == ""
    entries = [example for v in REAL for e in v.endpoints.values() for example in e.spec.examples]
    assert counted.total() - counted["errata"] == len(entries)
    assert counted["errata"] == sum(len(e.spec.errata) for v in REAL for e in v.endpoints.values())


@pytest.mark.parametrize(("vendor", "endpoint", "file"), CAPTURED)
def test_any_changed_byte_of_an_example_is_found(vendor: str, endpoint: str, file: str, tmp_path: Path) -> None:
    original = next(each for each in REAL if each.spec.vendor == vendor)
    folder = tmp_path / vendor
    shutil.copytree(original.folder, folder)
    name = original.endpoints[endpoint].spec.source.page
    assert name is not None
    one = {endpoint: original.endpoints[endpoint]}
    altered: VendorSpec = msgspec.structs.replace(original, folder=folder, endpoints=one)
    page = (folder / name).read_bytes()
    data = (folder / file).read_bytes()
    for i, byte in enumerate(data):
        for other in {byte ^ 1, *elsewhere_in_the_page(data, i, page)}:
            (folder / file).write_bytes(data[:i] + bytes([other]) + data[i + 1 :])
            problems = Problems()
            examples.check(altered, problems)
            assert any(file in problem.message for problem in problems), (i, other)


def elsewhere_in_the_page(data: bytes, i: int, page: bytes) -> set[int]:
    """The values of the byte at `i` with which the page would print the example all the same, and a line break."""
    head, tail = data[:i], data[i + 1 :].removesuffix(b"\n")
    found = {ord("\n")} - {data[i]}
    at = page.find(head)
    while 0 <= at < len(page) - i:
        if page[at + i] != data[i] and page.startswith(tail, at + i + 1):
            found.add(page[at + i])
        at = page.find(head, at + 1)
    return found


@pytest.mark.parametrize("name", ["\0", "x" * 300, "loop/page.txt", "../lookup.yaml", "captured", "outside.txt"])
def test_a_name_that_leads_to_no_file_of_the_folder_is_a_missing_file(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    shutil.copytree(GOOD / "acme", folder)
    (folder / "loop").symlink_to("loop")
    (tmp_path / "outside.txt").write_text("{}")
    (folder / "outside.txt").symlink_to(tmp_path / "outside.txt")
    (vendor,) = load(tmp_path, Problems())
    pull = vendor.endpoints["pull"]
    source = msgspec.structs.replace(pull.spec.source, page=name)
    spec = msgspec.structs.replace(pull.spec, source=source)
    endpoints = {**vendor.endpoints, "pull": msgspec.structs.replace(pull, spec=spec)}
    problems = Problems()
    examples.check(msgspec.structs.replace(vendor, endpoints=endpoints), problems)
    assert [problem.id for problem in problems] == ["page.missing"]


CURL = 'curl -X POST "https://a.test/p?q=1" -H "Content-Type: application/json" '


@pytest.mark.parametrize(
    ("syntax", "text", "method", "path", "sent"),
    [
        ("json", '{"a": [1]}', None, None, {"body": [("a", [1])]}),
        ("curl", "curl a.test/p?q=", "GET", "/p", {"query": [("q", "")]}),
        ("curl", "$ curl 'https://a.test/p' -d 'a=1&b=x%20y' --data c=+", "POST", "/p",
         {"body": [("a", "1"), ("b", "x y"), ("c", " ")]}),
        ("curl", CURL + "--data-raw '{\n\"a\": 1\n}'", "POST", "/p", {"query": [("q", "1")], "body": [("a", 1)]}),
        ("curl", "curl https://a.test/p \\\n  --data-urlencode 'a=x&y=%20' \\\r\n -G", "GET", "/p",
         {"query": [("a", "x&y=%20")]}),
        ("curl", "curl https://a.test/$app/p -d sig=$(date -d ')\" | cat)&t=$t", "POST", "/$app/p", None),
        ("curl", "curl https://a.test/p -d sig=$(x \"$(y 'z')\" w) --get", "GET", "/p", {"query": [("sig", "$()")]}),
        ("curl", "curl --request DELETE https://a.test/p\n\n", "DELETE", "/p", {}),
        ("curl", "curl -s 'https://a.test/p?q=1'", "GET", "/p", {"query": [("q", "1")]}),
        ("http", "GET /p?q=1&q=2 HTTP/1.1\r\nHost: a.test\r\n\r\n", "GET", "/p", {"query": [("q", "1"), ("q", "2")]}),
        ("http", "POST /p\nHost: a.test:81\nX-A: b: c\n\na=1\n", "POST", "/p", {"body": [("a", "1")]}),
        ("http", "POST https://a.test/p HTTP/1.1\n\n{\"a\": null}", "POST", "/p", {"body": [("a", None)]}),
    ],
)  # fmt: skip
def test_printed_requests_are_read(
    syntax: str, text: str, method: str | None, path: str | None, sent: dict[str, object] | None
) -> None:
    if sent is None:
        with pytest.raises(Unreadable):
            read(text, syntax)
        return
    request = read(text, syntax)
    assert request.method == method
    assert (request.url and request.url.path) == path
    assert {place: pairs for place, pairs in request.sent.items() if pairs and place != "header"} == sent


@pytest.mark.parametrize(
    ("syntax", "text", "place"),
    [
        ("json", '{"a": 1,\n "b" 2}', "line 2, column 6"),
        ("json", "[1]", "no JSON object"),
        ("json", '{"a": NaN}', "NaN"),
        ("json", '{"a": ' + "[" * 100_000, "too deeply"),
        ("json", '{"a": ' + "9" * 5_000 + "}", "digits"),
        ("curl", "curl https://a.test/p\n-d a=1", "'-d' begins a command of its own"),
        ("curl", "wget https://a.test/p", "does not begin with curl"),
        ("curl", "curl https://a.test/p -F a=b", "-F"),
        ("curl", "curl https://a.test/p -d", "nothing follows the option -d"),
        ("curl", "curl -d a=b", "0 addresses"),
        ("curl", "curl https://a.test/p | jq .", "4 addresses"),
        ("curl", "curl 'https://a.test/p", "line 1"),
        ("curl", "curl https://a.test:port/p", "a.test:port"),
        ("curl", "curl https://[a.test/p", "a.test"),
        ("curl", "curl https://a.test/p -H nothing", "'nothing'"),
        ("http", "GET /p HTTP/1.1\nHost a.test\n\n", "line 2"),
        ("http", "POST the letter\n\n", "line 1"),
        ("http", "POST /p\nContent-Type: multipart/form-data\n\n--x", "multipart"),
        ("http", "", "line 1"),
        ("curl", "", "does not begin with curl"),
    ],
)
def test_unreadable_requests_name_the_place(syntax: str, text: str, place: str) -> None:
    with pytest.raises(Unreadable, match=r".*") as caught:
        read(text, syntax)
    assert place in str(caught.value)
