"""Values that the program of a page fills in, as `<?php echo $host; ?>`: not known of a page that is not run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlrgen.pages.text import Text, standing_for

_FILLED = re.compile(
    r"<\?(?:=|php[ \t]+echo\b)(?P<php>[^\n<>?]{1,160}(?:->[^\n<>?]{1,80}){0,4})\?>|<%=(?P<jsp>[^\n<>%]{1,200})%>"
)
"""What prints one value, in the page of a program."""
MARK = "\x02"
"""A character that pages do not have."""
_MARKS = re.compile(f"{MARK}+")
_NAME = re.compile(r"[A-Za-z_]{2,30}")


def marked(text: str) -> str:
    """The page with marks in place of values that are filled in, one for each character of what fills them in."""
    if "<?" not in text and "<%" not in text:
        return text
    return _FILLED.sub(lambda match: MARK * len(match.group()), text)


def named(marked_text: str, printed: str, start: int) -> Iterator[Text]:
    """A text in parts, each value that is filled in as what stands for it: `{{host}}`.

    Args:
        marked_text: The text with marks.
        printed: The same as the page prints it.
        start: Where it begins in the page.
    """
    done = 0
    for marks in _MARKS.finditer(marked_text):
        if done < marks.start():
            yield Text(marked_text[done : marks.start()], start + done)
        names = _NAME.findall(printed[marks.start() : marks.end()])
        done = marks.end()
        yield standing_for(f"{{{{{names[-1] if names else 'value'}}}}}", start + marks.start(), len(marks.group()))
    if done < len(marked_text):
        yield Text(marked_text[done:], start + done)
