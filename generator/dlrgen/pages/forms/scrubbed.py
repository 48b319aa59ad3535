"""What would make the parser of HTML scan the rest of a page again and again is taken out of it."""

from __future__ import annotations

import re

_MAX_TAG = 2000
_HIDDEN = re.compile(r"<!--|<(?P<name>script|style|textarea|title|xmp)\b", re.IGNORECASE)
_STRAY = re.compile(rf"<(?!/?[A-Za-z][^<>]{{0,{_MAX_TAG}}}>)")
_PAYLOAD = re.compile(r"<textarea\b[^<>]{0,300}>\s{0,200}[{\[]\s{0,200}[\"{\[][^<]*</textarea", re.IGNORECASE)
"""A text area that holds nothing but JSON."""
STRAY_SIGN = "\x01"
"""Stands for a sign that opens no tag."""


def scrubbed(text: str) -> str:
    """The page with as many characters, without what is not shown and signs that open no tag."""
    return _STRAY.sub(STRAY_SIGN, _without_hidden(text))


def _without_hidden(text: str) -> str:
    """The page with blanks in place of comments, scripts and styles."""
    kept: list[str] = []
    done = 0
    while match := _HIDDEN.search(text, done):
        kept.append(text[done : match.start()])
        close = "-->" if match["name"] is None else f"</{match['name']}"
        end = _find(text, close, match.end())
        if _PAYLOAD.match(text, match.start(), end):
            # It shows what is sent or answered; no form of a page begins so.
            kept.append(re.sub(r"(?<=<|/)textarea", "pre     ", text[match.start() : end], flags=re.IGNORECASE))
        else:
            kept.append(re.sub(r"[^\n]", " ", text[match.start() : end]))
        done = end
    return "".join([*kept, text[done:]])


def _find(text: str, close: str, start: int) -> int:
    """Where the tag or comment that closes an element is over; the end of the text if nothing closes it."""
    found = re.compile(re.escape(close), re.IGNORECASE).search(text, start)
    if found is None:
        return len(text)
    end = text.find(">", found.end() - 1)
    return len(text) if end < 0 else end + 1
