"""Texts of specs as parts of a page's source. Every text that reaches a page passes through here or is autoescaped.

A spec is untrusted. Pages are Markdown whose headings are escaped by `heading`, whose blocks of HTML come from
templates that escape by themselves, and whose fences are longer than any that a text could close them with.
"""

from __future__ import annotations

import json
import re
from typing import Any

from markupsafe import Markup, escape

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_CLOSED = re.compile(r"(</(?:td|th|li|dt|dd|p|summary|option|button)>)(?!\n)")
_TICKS = re.compile(r"`+")


def heading(text: str) -> Markup:
    """A text as it may stand in a heading: on one line, and nothing in it means anything to Markdown."""
    return Markup(_PUNCTUATION.sub(r"\\\1", _one_line(text)))  # noqa: S704 - escaped for Markdown


def prose(text: str) -> Markup:
    """A text with `code` in backticks, as HTML."""
    parts = _one_line(text).split("`")
    if len(parts) % 2 == 0:
        return escape(_one_line(text))
    return Markup().join(Markup("<code>{}</code>").format(part) if n % 2 else part for n, part in enumerate(parts))


def fenced(text: str, language: str) -> Markup:
    """A text as a block of code, line for line.

    Args:
        text: The text.
        language: The name of a lexer; it is ours, never a spec's.
    """
    return _block(_printable(text).rstrip("\n"), language)


def html_block(html: str) -> Markup:
    """HTML that passes through Markdown as it is."""
    # Sphinx's search takes tags away and puts nothing in their place: words of two cells would become one.
    apart = _CLOSED.sub(r"\1\n", str(html).strip())
    # Without the empty line, what looks like an option would be read as one.
    return _block("\n" + apart, "{raw} html")


def script(value: Any) -> str:
    """A value as JSON that may stand in a script, also inside a page."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _block(text: str, info: str) -> Markup:
    fence = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    return Markup(f"{fence}{info}\n{text}\n{fence}")  # noqa: S704 - no line of the text can close the fence


def _one_line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in text.replace("\r\n", "\n"))
