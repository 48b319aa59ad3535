"""The forms that pages come in: telling them apart, and bringing each into pieces."""

from __future__ import annotations

import re

from dlrgen.pages.blocks import Piece
from dlrgen.pages.forms import embedded, markdown
from dlrgen.pages.lines.furniture import without_furniture
from dlrgen.pages.model import Form
from dlrgen.pages.text import Page

_HTML = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_SAMPLE = 200_000
_HTML_PART = re.compile(r"</(?:td|th|tr|table|div|p|li|h[1-6]|pre|span|section|article)>", re.IGNORECASE)
_RST = re.compile(
    r"^[ \t]*\.\. [a-z][a-z0-9_:-]{1,40}::|^\.\. _[^\n]{1,100}:|^\+(?:[-=]+\+)+$|:[a-z]{2,10}:`|``[^`\n]{1,80}``"
    r"|^\S[^\n]{0,100}\n([=~^\"*])\1{3,}[ \t]*$|^=+(?:[ ]+=+)+$",
    re.MULTILINE,
)
_RST_SIGNS = (".. ", "+-", "+=", ":`", "``", "\n=", "====", "~~~~", "^^^^", "****", '""""')
"""What no page in reStructuredText is without. Looking for these first takes next to no time."""
_MARKDOWN_FENCE = re.compile(r"^ {0,3}```|^#{1,6} |^#{2,6}[^#\s]", re.MULTILINE)
_MARKDOWN = re.compile(
    r"^ {0,3}(?:```|~~~)|^ {0,3}#{2,6} ?[^#\s]|(?<![*=])\*\*(?=[^\s*])[^*\n]{1,80}\*\*(?!\*)|\]\((?:https?:|/|#|\.)",
    re.MULTILINE,
)
_LISTING = re.compile(r"^ {0,3}```[a-z]{0,12}[ \t]*\n[^\x00]{1,20000}?^ {0,3}```[ \t]*$", re.MULTILINE)
"""A listing of Markdown, which plain text may hold, too."""
_MARKDOWN_SIGNS = ("```", "~~~", "##", "**", "](")
_MARKDOWN_HEADING = re.compile(r"(?:\A|\n[ \t]*\n)# \S")
_TAG = re.compile(r"<(?:a|b|button|em|font|i|img|input|label|span|strong|u)\s[^<>]{0,500}=[^<>]{0,500}>")
"""Inline tags of HTML with attributes, which other forms hold here and there."""


def form_of(text: str) -> Form:
    """How a page is written."""
    if _HTML.search(text, 0, 5000):
        return "html"
    if _is_rst(text) and not _MARKDOWN_FENCE.search(text):
        return "rst"
    if _is_markdown(text):
        return "markdown"
    parts = len(_HTML_PART.findall(text, 0, _SAMPLE))
    return "html" if parts > max(5, text.count("\n", 0, _SAMPLE) // 3) else "text"


def _is_rst(text: str) -> bool:
    return (text.startswith("=") or any(sign in text for sign in _RST_SIGNS)) and _RST.search(text) is not None


def _is_markdown(text: str) -> bool:
    if any(sign in text for sign in _MARKDOWN_SIGNS) and _MARKDOWN.search(text):
        return True
    return len(_MARKDOWN_HEADING.findall(text)) > 1


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def pieces(page: Page, form: Form) -> list[Piece]:
    """What stands in a page."""
    if form == "html":
        from dlrgen.pages.forms import html

        return html.pieces(page)
    page.value = _TAG.sub(_blanked, page.value)
    if form == "markdown" or (form == "text" and "```" in page.value and _LISTING.search(page.value)):
        return [*markdown.pieces(page)]
    if form == "rst":
        from dlrgen.pages.forms import rst

        return [*rst.pieces(page)]
    return [*embedded.pieces(without_furniture(page.lines(), page.value), page)]
