"""The forms that pages come in: telling them apart, and bringing each into pieces."""

from __future__ import annotations

import re

from dlrgen.pages.blocks import Piece
from dlrgen.pages.forms import embedded, markdown
from dlrgen.pages.lines.furniture import without_furniture
from dlrgen.pages.model import Form
from dlrgen.pages.text import Page, is_wide

_HTML = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*|<!--(?:(?!-->)[^\x00]){0,2000}-->\s*){0,3}<(?:!doctype\s+html|html|head|body)\b",
    re.I,
)
"""How a document in HTML begins."""
_HTML_LINE = re.compile(r"^[ \t]*<(?:!doctype\s+html|html|body)\b", re.IGNORECASE | re.MULTILINE)
"""A line that one begins with, which what an example shows may have, too."""
_SAMPLE, _BEGINNING = 200_000, 5000
_HTML_PART = re.compile(r"</(?:td|th|tr|table|div|p|li|h[1-6]|pre|span|section|article)\s{0,4}>", re.IGNORECASE)
_HTML_TAG = re.compile(
    r"</?(?:td|th|tr|table|div|p|li|ul|dl|dt|dd|h[1-6]|pre|span|section|article|tt|br)\b", re.IGNORECASE
)
_FEW, _ONE_IN = 5, 6
_RST = re.compile(
    r"^[ \t]*\.\. [a-z][a-z0-9_:-]{1,40}::|^\.\. _[^\n]{1,100}:|^\+(?:[-=]+\+)+$|:[a-z]{2,10}:`|``[^`\n]{1,80}``"
    r"|^=+(?:[ ]+=+)+$",
    re.MULTILINE,
)
_UNDERLINED = re.compile(r"^(?P<title>\S[^\n]{0,100})\n(?P<line>([=~^\"*])\3{3,})[ \t]*$", re.MULTILINE)
_LONGER = 8
"""How much longer than a title what underlines it may be; a rule over the whole page is drawn in plain text, too."""
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
    parts = len(_HTML_PART.findall(text, 0, _SAMPLE)) if "</" in text else 0
    if _HTML.match(text) or (parts > _FEW and _HTML_LINE.search(text, 0, _BEGINNING)):
        return "html"
    if _is_rst(text) and not _MARKDOWN_FENCE.search(text):
        return "rst"
    if _is_markdown(text):
        return "markdown"
    return "html" if parts > _FEW and _is_mostly_html(text) else "text"


def _is_mostly_html(text: str) -> bool:
    """Whether one line in six at least that is not blank opens or closes an element of a page."""
    lines = [line for line in text[:_SAMPLE].split("\n") if line.strip()]
    return sum(_HTML_TAG.search(line) is not None for line in lines if "<" in line) * _ONE_IN >= len(lines)


def _is_rst(text: str) -> bool:
    if not (text.startswith("=") or any(sign in text for sign in _RST_SIGNS)):
        return False
    if _RST.search(text) is not None:
        return True
    underlined = [*map(_is_underline, _UNDERLINED.finditer(text, 0, _SAMPLE))]
    return sum(underlined) * 2 > len(underlined)


def _is_underline(found: re.Match[str]) -> bool:
    """Whether a line underlines a title, as it is about as long; Chinese characters are two columns wide."""
    width = len(found["title"]) + sum(map(is_wide, found["title"]))
    return len(found["line"]) <= width + _LONGER


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
