"""The sources of the reference documentation: whole, the same each time, and safe whatever a spec says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from markdown_it import MarkdownIt

from dlrgen.cli import main
from dlrgen.docs import guides, pages, site, texts
from dlrgen.docs.words import Words, languages
from dlrgen.plan import readings
from dlrgen.problems import Problems
from dlrgen.runtime import codes, lookup
from dlrgen.spec import model
from dlrgen.spec.load import load, load_carriers

ROOT = Path(__file__).parents[2]
GOOD = ROOT / "tests" / "specs_good"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(GOOD, tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sources(specs: Path) -> dict[str, str]:
    problems = Problems()
    found = site.sources(load(specs, problems), load_carriers(specs, problems))
    assert not problems
    return found


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


class TestWords:
    @pytest.mark.parametrize(
        ("group", "keys"),
        [
            ("states", [*get_args(model.State), *codes.State]),
            ("reasons", [*get_args(model.Reason), *codes.Reason]),
            ("retries", [*get_args(model.Retry), *codes.Retry]),
            ("categories", [*get_args(model.Category), *codes.Category]),
            ("evidences", [*get_args(model.Evidence), *codes.Evidence]),
            ("confidences", [*get_args(model.Confidence), *codes.Confidence]),
            ("effects", get_args(model.Effect)),
            ("effect_names", get_args(model.Effect)),
            ("found", get_args(lookup.Step)),
            ("kinds", ["request", "response", "error"]),
            ("verdicts", ["valid", "repaired", "rejected"]),
        ],
    )
    def test_what_specs_may_say_has_a_word(self, group: str, keys: list[str]) -> None:
        for language in languages():
            words = Words(language).group(group)
            assert {key for key in map(str, keys) if not words.get(key)} == set()

    def test_what_is_missing_is_told_at_once(self) -> None:
        with pytest.raises(KeyError):
            Words(languages()[0])("labels", "nothing of the kind")

    def test_every_word_is_there_in_each_language(self) -> None:
        said = yaml.safe_load((ROOT / "generator/dlrgen/docs/words.yaml").read_text("utf-8"))
        expected = {language.code for language in languages()}
        assert [
            (group, key) for group, keys in said.items() if group != "languages" for key, word in keys.items()
            if set(word) != expected or not all(word.values())
        ] == []  # fmt: skip


class TestSources:
    def test_each_vendor_and_carrier_has_a_page_in_each_language(self) -> None:
        made = sources(ROOT / "specs")
        for language in languages():
            for path in (ROOT / "specs").glob("*/vendor.yaml"):
                assert f"{language.code}/{path.parent.name}.md" in made
            for path in (ROOT / "specs/carriers").glob("*.yaml"):
                assert f"{language.code}/carrier_{path.stem}.md" in made

    def test_a_page_tells_what_the_spec_tells(self) -> None:
        page = sources(GOOD)["en/acme.md"]
        for text in (
            "dlrkit.AcmeClient", "DLRKIT_ACME_<wbr>SECRET", "https://two.acme.test/api",
            "if account is from 50000 to 99999", "ACME{secret}",
            "3e0f3e6f082647fc685c9f2879001f09903d78bd22b30b73d9a411b226187441", "MK:####",
            "<code>dlrkit.acme.codes.ReceiptStatus</code>", "Hands out each report once", "on the carrier",
        ):  # fmt: skip
            assert text in page

    def test_they_are_the_same_bytes_on_every_hash_seed(self, here: Path) -> None:
        made = []
        for seed in ("1", "2"):
            command = [sys.executable, "-m", "dlrgen", "docs", "--out", seed]
            subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True)
            made.append({name: (here / seed / name).read_bytes() for name in files(here / seed)})
        assert made[0] == made[1]
        assert len(made[0]) > 20

    def test_decoder_has_all_rows(self) -> None:
        vendors = load(ROOT / "specs", Problems())
        text = sources(ROOT / "specs")["en/_static/tables.js"]
        tables = json.loads(text.removeprefix("window.DLRKIT_TABLES = ").rstrip().removesuffix(";"))
        for (name, table), vendor in zip(tables["vendors"], vendors, strict=True):
            assert name == vendor.spec.vendor
            expected = [list(one.codes) for one in readings.vendor_tables(vendor.spec)]
            assert [[code for code, _ in one["codes"]] for one in table["tables"]] == expected

    def test_examples_are_shown_as_printed_and_as_read(self) -> None:
        (vendor,) = load(ROOT / "specs", Problems(), ["wilddog"])
        (call,) = (call for call in pages.vendor_view(vendor).calls if call.spec.endpoint == "status_batch")
        (example, *_) = call.examples
        assert ' data": [' in example.printed
        assert example.read is not None
        assert json.loads(example.read)

    @pytest.mark.parametrize("vendor", load(ROOT / "specs", Problems()), ids=lambda vendor: vendor.spec.vendor)
    def test_usage_is_code_that_the_client_takes(self, vendor: Any) -> None:
        import inspect

        import dlrkit

        for call in pages.vendor_view(vendor).calls:
            compile(call.usage, "usage", "exec")
            client = getattr(dlrkit, f"{vendor.spec.class_name}Client")
            arguments = re.search(rf"client\.{call.spec.endpoint}\((.*)\)", call.usage)
            assert arguments is not None
            given = re.findall(r"(\w+)=", arguments[1])
            inspect.signature(getattr(client, call.spec.endpoint)).bind(None, **dict.fromkeys(given))


class TestCommand:
    def test_it_writes_and_says_where(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["docs"]) == 0
        assert "sphinx-build" in capsys.readouterr().out
        assert {"en/conf.py", "zh/acme.md", "index.html"} <= files(here / ".docs/source")

    def test_what_is_no_longer_wanted_goes_and_nothing_else(self, here: Path) -> None:
        shutil.copytree(here / "specs/acme", here / "specs/other")
        for old, new in (("vendor: acme", "vendor: other"), ("class: Acme", "class: Other")):
            path = here / "specs/other/vendor.yaml"
            path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        assert main(["docs", "--out", "d"]) == 0
        assert (here / "d/en/other.md").is_file()
        (here / "d/en/notes.md").write_text("mine", "utf-8")
        shutil.rmtree(here / "specs/other")
        assert main(["docs", "--out", "d"]) == 0
        assert not (here / "d/en/other.md").exists()
        assert (here / "d/en/notes.md").is_file()

    def test_an_edited_listing_removes_nothing_elsewhere(self, here: Path) -> None:
        assert main(["docs", "--out", "d"]) == 0
        with (here / "d/.dlrgen-docs").open("a", encoding="utf-8") as listing:
            listing.write("../specs/acme/vendor.yaml\n")
        assert main(["docs", "--out", "d"]) == 0
        assert (here / "specs/acme/vendor.yaml").is_file()

    def test_specs_with_problems_write_nothing(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = here / "specs/acme/vendor.yaml"
        path.write_text(path.read_text("utf-8").replace("effect", "effects").replace("clock:", "clocks:"), "utf-8")
        assert main(["docs", "--out", "d"]) == 1
        printed = capsys.readouterr()
        assert "spec.unknown-key" in printed.out
        assert "nothing was written" in printed.err
        assert not (here / "d").exists()

    def test_no_specs_is_an_error_of_use(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["docs", "--specs", str(tmp_path / "none")]) == 2
        assert "no such folder" in capsys.readouterr().err


class TestGuides:
    def test_a_part_ends_where_the_next_begins(self) -> None:
        part = guides.readme("specs/README.md", "Code tables")
        assert part.startswith("```yaml")
        assert "## An endpoint" not in part
        assert "A file in `carriers`" not in part

    def test_a_comment_in_a_block_of_code_is_no_heading(self) -> None:
        assert "dlrgen generate" in guides.readme("README.md", "Three ways to use it")

    def test_links_lead_to_the_guides(self) -> None:
        part = guides.readme("README.md", "Three ways to use it")
        assert "[generated/README.md](use.md)" in part
        assert ".md](generat" not in part

    def test_a_part_that_is_not_there_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            guides.readme("README.md", "No such part")


# What a spec says is shown and does nothing: each text of a vendor's files is replaced by a hostile one, and the pages
# keep their shape, which is Markdown's blocks and HTML's elements with their attributes.

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "handler": '"><img src=x onerror="alert(1)">',
    "attribute": "' onmouseover='alert(1)' x='",
    "entity": "&lt;b&gt; &amp; &#60;script&#62;",
    "comment": "--> <!-- x",
    "fence": "```\n\n# gone\n\n```{raw} html\n<script>alert(1)</script>\n```",
    "long fence": "`" * 40 + "{raw} html\n<script>alert(1)</script>\n" + "`" * 40,
    "tildes": "~~~{include} /etc/passwd\n~~~",
    "colons": ":::{include} /etc/passwd\n:::",
    "directive": "{include}`/etc/passwd` {raw}`x` {download}`/etc/passwd`",
    "option": ":file: /etc/passwd",
    "front matter": "---\nhtml_theme: x\n---",
    "heading": "# one\n## two\n===\n---",
    "list": "- a\n- b\n1. c",
    "link": "[x](javascript:alert(1)) ![y](http://example.test/z.png) <http://example.test>",
    "reference": "[x]: http://example.test\n[x]",
    "table": "| a | b |\n|---|---|\n| c | d |",
    "target": "(label)=",
    "break": "a\\\nb  \nc",
    "percent": "% a comment",
    "jinja": "{{ 7 * 7 }} {% raw %} {# x #}",
    "substitution": "{{ version }} |release| $x$ $$y$$",
    "indented": "    code\n\tmore",
    "ends a cell": "</td></tr></table></div>",
    "unclosed": "<div><pre><textarea><style>",
    "ends details": "</details></details>",
    "backslash": "a \\ \\` \\* b\\",
    "odd backticks": "a ` b `` c ``` d",
    "line separator": "a\u2028b\u2029c\u0085d\x0be",
    "direction": "a\u202eb",
    "chinese": "空号，停机。",
}
FREE = frozenset({"zh", "en", "doc", "because", "printed", "reads", "cite", "gave", "section", "unseen", "no_vector"})


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    specs = tmp_path_factory.mktemp("harmless")
    shutil.copytree(GOOD, specs, dirs_exist_ok=True)
    return sources(put(specs, "harmless"))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_do_nothing(here: Path, harmless: dict[str, str], text: str) -> None:
    made = sources(put(here / "specs", text))
    assert made.keys() == harmless.keys()
    for name, page in made.items():
        if name.endswith(".md"):
            assert shape(page) == shape(harmless[name]), name
        elif name.endswith((".js", ".html", ".py", ".po", ".css")):
            assert "</script" not in page.lower() or page == harmless[name]
    compile(made["en/conf.py"], "conf.py", "exec")
    shown = " ".join(Seen(made["en/acme.md"]).text.split())
    visible = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    assert visible.replace("`", "") in shown.replace("`", "")


def test_hostile_examples_stay_in_their_blocks(here: Path) -> None:
    for text in HOSTILE.values():
        fenced = texts.fenced(f"{text}\n{text}", "json")
        tokens = MarkdownIt("commonmark").parse(f"a\n\n{fenced}\n\nb\n")
        assert [token.type for token in tokens if token.level == 0] == [
            "paragraph_open", "paragraph_close", "fence", "paragraph_open", "paragraph_close",
        ]  # fmt: skip


def test_a_script_cannot_be_ended_by_its_data() -> None:
    value = {"a": "</script><!-- \u2028 &"}
    text = texts.script(value)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == value


def put(specs: Path, text: str) -> Path:
    """Replace every free text of acme's files."""
    for path in sorted((specs / "acme").glob("*.yaml")):
        source = GOOD / "acme" / path.name
        changed = replaced(yaml.load(source.read_text("utf-8"), yaml.BaseLoader), text)
        typed = yaml.safe_load(source.read_text("utf-8"))
        path.write_text(json.dumps(merged(typed, changed)), "utf-8")
    return specs


def replaced(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {key: text if key in FREE and isinstance(inner, str) else replaced(inner, text)
                for key, inner in value.items()}  # fmt: skip
    return [replaced(inner, text) for inner in value] if isinstance(value, list) else value


def merged(typed: Any, changed: Any) -> Any:
    """The changed texts in a tree whose numbers are numbers."""
    if isinstance(typed, dict):
        return {str(key): merged(inner, changed[str(key)]) for key, inner in typed.items()}
    if isinstance(typed, list):
        return [merged(one, other) for one, other in zip(typed, changed, strict=True)]
    return changed if isinstance(typed, str) or typed is None else typed


class Seen(HTMLParser):
    """What a page's source comes to: blocks, elements with the names of their attributes, and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.shape: list[Any] = []
        self.text = ""
        self.open: list[str] = []
        for token in MarkdownIt("commonmark").enable("table").parse(page):
            if token.type == "fence":
                self.shape.append(("fence", token.info))
                if token.info == "{raw} html":
                    self.feed(token.content)
                else:
                    self.text += token.content
            elif token.type == "inline":
                children = {child.type for child in token.children or ()}
                assert children <= {"text", "text_special"} or token.content.startswith(":::"), token.content
                self.text += "".join(child.content for child in token.children or ())
            else:
                self.shape.append(token.type)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("input", "br", "wbr"):
            self.open.append(tag)
        if tag != "code":
            self.shape.append((tag, [name for name, _ in attrs]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag != "code":
            self.shape.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.text += data


def shape(page: str) -> list[Any]:
    # The guides are our own Markdown, with links and lists.
    if "{raw} html" not in page:
        return []
    seen = Seen(page)
    assert seen.open == []
    return seen.shape
