"""The sources of the site, by their path: for each language a folder that Sphinx builds, and the page before them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from dlrgen import __version__
from dlrgen.docs import decoder, guides, pages, texts
from dlrgen.docs.words import Language, Words, languages
from dlrgen.emit.write import write
from dlrgen.plan.literals import literal
from dlrgen.spec.load import CarrierSpec, VendorSpec

_HERE = Path(__file__).parent
_LISTING = ".dlrgen-docs"
"""The file that lists what was written, so that what is no longer wanted can go, and nothing else."""
_GUIDES = ("use", "regenerate", "extend")
_DECODER_WORDS = ("decoder", "states", "reasons", "retries", "confidences", "evidences", "found")


def write_sources(vendors: Sequence[VendorSpec], carriers: Sequence[CarrierSpec], out: Path) -> int:
    """Write the sources of the site, and remove those of an earlier run that are no longer wanted.

    Args:
        vendors: The vendors; they must have passed `dlrgen check`.
        carriers: The tables that belong to no vendor.
        out: The folder for the sources.

    Returns:
        How many files there are.

    Raises:
        OSError: Nothing was changed.
    """
    files = sources(vendors, carriers)
    listing = out / _LISTING
    before = listing.read_text("utf-8").splitlines() if listing.is_file() else []
    stale = [name for name in before if name not in files and _is_ours(out, name)]
    write(out, {**files, _LISTING: "".join(f"{name}\n" for name in sorted(files))}, stale)
    return len(files)


def sources(vendors: Sequence[VendorSpec], carriers: Sequence[CarrierSpec]) -> dict[str, str]:
    """The sources of the site, by their path."""
    vendor_views = [pages.vendor_view(vendor) for vendor in vendors]
    carrier_views = [pages.carrier_view(carrier) for carrier in carriers]
    tables = f"window.DLRKIT_TABLES = {texts.script(decoder.tables(vendors, carriers))};\n"
    spoken = [Words(language) for language in languages()]
    files = {"index.html": _render("front.html", languages=languages())}
    for words in spoken:
        common = {"words": words, "languages": languages(), "vendors": vendor_views, "carriers": carrier_views}
        folder = words.language.code
        for name, text in _pages(words.language, common):
            files[f"{folder}/{name}"] = text
        files[f"{folder}/_static/tables.js"] = tables
        for path in sorted((_HERE / "static").iterdir()):
            files[f"{folder}/_static/{path.name}"] = path.read_text("utf-8")
    return files


def _pages(language: Language, common: dict[str, Any]) -> Iterator[tuple[str, str]]:
    words: Words = common["words"]
    yield "conf.py", _render("conf.py", **common, version=__version__)
    yield "_templates/page.html", (_HERE / "templates" / "furo_page.html").read_text("utf-8")
    yield f"_locale/{language.sphinx}/LC_MESSAGES/sphinx.po", _render("sphinx.po", **common)
    yield "index.md", _render("index.md", **common, guides=_GUIDES)
    for guide in _GUIDES:
        yield f"{guide}.md", _render(f"guides/{guide}.{language.code}.md", readme=guides.readme)
    said = texts.script({group: words.group(group) for group in _DECODER_WORDS})
    yield "decoder.md", _render("decoder.md", **common, said=said)
    for vendor in common["vendors"]:
        yield f"{vendor.spec.vendor}.md", _render("vendor.md", **common, vendor=vendor)
    for carrier in common["carriers"]:
        yield f"carrier_{carrier.carrier.spec.carrier}.md", _render("carrier.md", **common, view=carrier)


def _render(template: str, **values: Any) -> str:
    return _environment().get_template(f"{template}.jinja").render(values).strip("\n") + "\n"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([_HERE / "templates", _HERE]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=_holds_html,  # noqa: S701 - what shows a spec in HTML is escaped
    )
    filters: dict[str, Callable[..., Any]] = {
        "heading": texts.heading, "prose": texts.prose, "fenced": texts.fenced, "html_block": texts.html_block,
        "literal": literal, "settings": pages.settings,
    }  # fmt: skip
    for name, use in filters.items():
        environment.filters[name] = use
    return environment


def _holds_html(template: str | None) -> bool:
    """Whether a template shows texts of specs in HTML; the guides are Markdown of our own, and settings literals."""
    return template is None or not template.startswith(("guides/", "conf.py", "sphinx.po"))


def _is_ours(out: Path, name: str) -> bool:
    """A listing is a file that anybody may have edited: it must not make us remove something elsewhere."""
    return (out / name).resolve().is_relative_to(out.resolve())
