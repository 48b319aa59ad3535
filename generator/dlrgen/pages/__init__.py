"""Vendors' captured pages: reading them, and what can be found in them."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from functools import lru_cache

from dlrgen.pages.model import Form, PageFacts
from dlrgen.spec.load import VendorSpec


def captured(vendor: VendorSpec, name: str) -> bytes | None:
    """The bytes of a captured file; none if the vendor's folder has no such file, or it cannot be read."""
    # The name comes from a spec: one with a NUL, too long for the file system, or a loop of links raises.
    try:
        path = vendor.captured(name)
        return None if path is None else path.read_bytes()
    except (OSError, ValueError, RuntimeError):
        return None


@lru_cache(maxsize=32)
def facts_of(page: bytes) -> PageFacts:
    """What a captured page says; it is read once, however many checks ask."""
    return read(page.decode(errors="replace"))


def prints(page: bytes, example: bytes) -> bool:
    """Whether a captured page prints an example: byte for byte, or in markup and references that stand for it."""
    wanted = example.removesuffix(b"\n")
    return wanted in page or any(shown.text.encode() == wanted for shown in facts_of(page).examples)


def read(text: str, form: Form | None = None) -> PageFacts:
    """What a vendor's page says.

    Args:
        text: The page as it was captured.
        form: How it is written; told by the page itself if left out.

    Returns:
        The facts, each with its place in `text`. Any text can be read; one that says nothing gives no facts.
    """
    from dlrgen.pages.facts import facts
    from dlrgen.pages.forms.form import form_of, pieces
    from dlrgen.pages.text import Page

    page = Page(text)
    form = form or form_of(page.value)
    with _uncollected():
        return facts(pieces(page, form), page, form)


@contextmanager
def _uncollected() -> Generator[None]:
    """Keep the collector from searching what is read: no two things of a page refer to each other."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
