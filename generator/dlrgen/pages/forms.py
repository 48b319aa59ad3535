"""The forms that pages come in: telling them apart, and bringing each into pieces."""

from __future__ import annotations

import re

from dlrgen.pages import plain
from dlrgen.pages.blocks import Piece
from dlrgen.pages.model import Form
from dlrgen.pages.payload import HTML_TAGS
from dlrgen.pages.text import Page

_HTML = re.compile(r"<(?:!doctype html|html|body|table|div|section|article)\b", re.IGNORECASE)

_TAG = re.compile(rf"<(?:{'|'.join(sorted(HTML_TAGS))})\s[^<>]{{0,500}}=[^<>]{{0,500}}>")
"""Tags of HTML with attributes, which other forms hold here and there."""


def form_of(text: str) -> Form:
    """How a page is written."""
    return "text"


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def pieces(page: Page, form: Form) -> list[Piece]:
    """What stands in a page."""
    page.value = _TAG.sub(_blanked, page.value)
    return [*plain.pieces(page.lines())]
