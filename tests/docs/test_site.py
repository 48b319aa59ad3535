"""The built site as a reader has it: every link leads somewhere, search and decoder answer, nothing is fetched.

`nox -s docs` builds it and says where it is; the browser is a real one, without a window.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

import dlrkit
from dlrgen.docs import decoder
from dlrgen.docs.words import Words, languages
from dlrgen.problems import Problems
from dlrgen.spec.load import load, load_carriers

ROOT = Path(__file__).parents[2]
LANGUAGES = [language.code for language in languages()]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def site(pytestconfig: pytest.Config) -> Path:
    folder = pytestconfig.getoption("--site")
    if folder is None:
        pytest.skip("no --site: `nox -s docs` builds one")
    return Path(folder).resolve()


@pytest.fixture(scope="session")
def browser(pytestconfig: pytest.Config, site: Path) -> Iterator[Any]:
    executable = pytestconfig.getoption("--browser")
    if executable is None:
        pytest.skip("no --browser: no Chromium or Chrome to try the site in")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


class Tab:
    """A page of the browser, with what went wrong in it."""

    def __init__(self, browser: Any, site: Path, width: int = 1280, **more: Any) -> None:
        self.page = browser.new_page(viewport={"width": width, "height": 844}, **more)
        self.page.set_default_timeout(20_000)
        self.site = site
        self.faults: list[str] = []
        self.page.on("console", lambda message: self.note(message.type in ("error", "warning"), message.text))
        self.page.on("pageerror", lambda error: self.note(True, str(error)))
        self.page.on("request", lambda request: self.note(not request.url.startswith(("file:", "data:")), request.url))
        self.page.on("requestfailed", lambda request: self.note(True, f"{request.url}: {request.failure}"))

    def note(self, is_fault: bool, text: str) -> None:
        if is_fault:
            self.faults.append(text)

    def open(self, name: str) -> Any:
        self.page.goto(f"{self.site.as_uri()}/{name}")
        return self.page


@pytest.fixture
def tab(browser: Any, site: Path) -> Iterator[Tab]:
    tab = Tab(browser, site)
    yield tab
    tab.page.close()
    assert tab.faults == []


# Files


class Links(HTMLParser):
    """What a page leads to, and what can be led to in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action") and value:
                self.links.append(value)
            elif name == "id" and value:
                assert value not in self.ids or value.startswith("svg-"), f"two things have the id {value}"
                self.ids.add(value)


def test_every_link_inside_the_site_leads_somewhere(site: Path) -> None:
    pages = {path: Links(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}
    assert len(pages) > 2 * 15
    broken = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            is_there = target.is_file() and target.is_relative_to(site)
            if not is_there or (
                parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids
            ):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert broken == []


def test_there_is_a_page_for_each_vendor_in_each_language(site: Path) -> None:
    for language in LANGUAGES:
        for vendor in load(ROOT / "specs", Problems()):
            text = (site / language / f"{vendor.spec.vendor}.html").read_text("utf-8")
            for name in [*vendor.endpoints, *vendor.spec.credentials, *vendor.spec.auth]:
                assert name in text
            title = vendor.spec.title
            assert f"<title>{title.zh if language == 'zh' else title.en}" in text.replace("&amp;", "&")


# In the browser


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_wider_than_its_window_or_complains(browser: Any, site: Path, language: str, width: int) -> None:
    tab = Tab(browser, site, width)
    for path in sorted((site / language).glob("*.html")):
        page = tab.open(f"{language}/{path.name}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        shown = page.evaluate(CUT_OFF)
        assert shown == [], f"{path.name}: beyond the right edge: {shown}"
    tab.page.close()
    assert tab.faults == []


CUT_OFF = """() => [...document.querySelectorAll('article .dk-table td, article dd, article p, article form *')]
    .filter(one => one.offsetParent && one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => one.textContent.slice(0, 60))"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("MY:1108", "wilddog"),
        ("my：1108", "wilddog"),
        ("70203", "wilddog"),
        ("UNDELIV", "carrier_china_mobile"),
        ("敏感词", "wilddog"),
        ("黑名单", "wilddog"),
        ("status_by_rrid", "wilddog"),
        ("throttled", "carrier_cmpp"),
    ],
)  # fmt: skip
def test_search_finds_codes_and_words_of_both_languages(tab: Tab, language: str, query: str, page: str) -> None:
    if (query, language) == ("throttled", "zh"):
        query = "流量受限"
    start = tab.open(f"{language}/index.html")
    start.fill(".sidebar-search", query)
    start.press(".sidebar-search", "Enter")
    start.wait_for_selector("#search-results ul.search li")
    start.wait_for_function("document.querySelector('#search-results .search-summary')?.textContent.trim()")
    found = start.eval_on_selector_all("#search-results li a", "all => all.map(one => one.getAttribute('href'))")
    assert f"{page}.html" in [urlsplit(href).path.rpartition("/")[2] for href in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_says_so_when_nothing_is_found(tab: Tab, language: str) -> None:
    page = tab.open(f"{language}/search.html?q=MY:110899")
    page.wait_for_selector("#search-results p.search-summary")
    assert page.locator("#search-results li").count() == 0


def test_readers_words_are_taken_apart_as_the_pages_words_are(tab: Tab) -> None:
    from sphinx.search import SearchLanguage

    from dlrgen.docs import search

    (language,) = (one({}) for one in SearchLanguage.__subclasses__() if one.__module__ == search.__name__)
    page = tab.open("en/search.html")
    queries = [
        "MY:1108",
        "MK：0012",
        "空号/停机",
        "中",
        "a中文b",
        "70203",
        "W-BLACK",
        "UNDELIV_601",
        "Ünïcode 1a",
        "1:2:3",
    ]
    for query in queries:
        terms = page.evaluate("query => splitQuery(query)", query)
        assert terms
        assert set(terms) <= set(language.split(query)), query


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_language_is_one_click_away(tab: Tab, language: str) -> None:
    page = tab.open(f"{language}/decoder.html?code=MK%3A0012")
    (other,) = (code for code in LANGUAGES if code != language)
    page.click(".dk-languages a")
    assert f"/{other}/decoder.html?code=MK%3A0012" in page.url
    assert page.evaluate("document.documentElement.lang").startswith(other)


@pytest.mark.parametrize(("preferred", "language"), [("zh-CN", "zh"), ("en-US", "en"), ("fr-FR", "en")])
def test_the_front_page_goes_by_the_readers_language(browser: Any, site: Path, preferred: str, language: str) -> None:
    tab = Tab(browser, site, locale=preferred)
    tab.open("index.html").wait_for_url(f"**/{language}/index.html")
    tab.page.close()


def test_code_tables_can_be_filtered(tab: Tab) -> None:
    page = tab.open("en/carrier_china_mobile.html")
    rows = page.locator(".dk-codes tbody tr")
    everything = page.locator(".dk-codes tbody tr:visible").count()
    assert everything == rows.count() > 100
    page.fill(".dk-filter", "mk： handset")
    shown = page.locator(".dk-codes tbody tr:visible .dk-code").all_inner_texts()
    assert "MK:0015" in shown
    assert len(shown) < 10
    page.fill(".dk-filter", "no such thing")
    assert page.locator(".dk-codes tbody tr:visible").count() == 0
    assert page.locator(".dk-none").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_decoder_shows_what_a_code_means(tab: Tab, language: str) -> None:
    words = Words(next(one for one in languages() if one.code == language))
    page = tab.open(f"{language}/decoder.html")
    page.select_option("[name=vendor]", "submail")
    page.fill("[name=code]", " mk00012 ")
    meaning = dlrkit.lookup("mk00012", vendor="submail")
    shown = page.inner_text("#meaning")
    for text in (
        meaning.en, meaning.zh, meaning.source, words("states", meaning.state), words("reasons", meaning.reason),
        words("retries", meaning.retry), words("confidences", meaning.confidence), meaning.conflicts[0].en,
    ):  # fmt: skip
        assert text in shown
    assert "undefined" not in shown
    page.fill("[name=code]", "no such code")
    assert page.inner_text("#meaning") == words("decoder", "unknown")
    page.fill("[name=code]", "")
    assert page.inner_text("#meaning") == ""


def test_the_decoder_shows_texts_as_texts(tab: Tab) -> None:
    page = tab.open("en/decoder.html")
    page.fill("[name=code]", "UNDELIV_<img src=x onerror=alert(1)>")
    assert "<IMG SRC=X ONERROR=ALERT(1)>" in page.inner_text("#meaning")
    assert page.locator("#meaning img").count() == 0


SECTIONS = ("words", "codes", "numbers", "prefixes", "suffixes", "aliases")
LETTERS = "MKIDTCB:：_#0123456789 abé中ß١"


def asked() -> list[tuple[str, str | None, str | None]]:
    """Codes with a vendor and a carrier or without: all that stand in tables, in other spellings, and made up."""
    vendors, carriers = load(ROOT / "specs", Problems()), load_carriers(ROOT / "specs", Problems())
    tables = decoder.tables(vendors, carriers)
    rows = [
        *((name, None, code) for name, vendor in tables["vendors"] for table in vendor["tables"]
          for section in ("codes", "families") for code, _ in table[section]),
        *((None, name, code) for name, table in tables["carriers"]
          for section in SECTIONS for code, _ in table[section]),
    ]  # fmt: skip
    draw = random.Random(20261121)
    names = [name for name, _ in tables["vendors"]]
    asked: list[tuple[str, str | None, str | None]] = []
    for vendor, carrier, code in rows:
        asked += [(code, vendor, carrier), (code, None, None)]
        other = spellings(code, draw)
        asked.append((other, vendor or draw.choice([None, *names]), carrier if draw.random() < 0.5 else None))
    known = [None, None, *(name for name, _ in tables["carriers"])]
    for _ in range(3000):
        made_up = "".join(draw.choices(LETTERS, k=draw.randint(1, 9)))
        asked.append((made_up, draw.choice([None, *names]), draw.choice(known)))
    odd = [("", None, None), ("x" * 61, None, None), (" " * 70 + "DELIVRD", None, None), ("DELIVRD", "nobody", "no")]
    return [*asked, *odd]


def spellings(code: str, draw: random.Random) -> str:
    return draw.choice([
        code.lower(), f" {code}\t", code.replace(":", ""), code.replace(":", "："), code.replace(":", "0"),
        f"{code}_601", f"{code} _x", code[:-1], f"{code}9", code.replace("#", "7"), f"{code[:2]}:{code[-2:]}",
        f"\x85{code}\x1f", code[:1] + code[1:].lower(),
    ])  # fmt: skip


def test_the_decoder_answers_as_lookup_does(tab: Tab) -> None:
    page = tab.open("en/decoder.html")
    questions = asked()
    assert len(questions) > 4000
    answers = page.evaluate(
        "asked => { const lookup = dlrkitLookup(DLRKIT_TABLES); return asked.map(one => lookup(...one)); }", questions
    )
    steps = set()
    for question, answer in zip(questions, answers, strict=True):
        expected = plain(dlrkit.lookup(*question).to_dict())
        assert answer == expected, question
        steps.add(expected["step"])
    assert steps == set(Words(languages()[0]).group("found"))


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, (list, tuple)) else str(value)
