"""Names and codes with what they are in the line below, as lists that lost their bullets have them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Line
from dlrgen.pages.markup import clean
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, join
from dlrgen.pages.vocabulary import folded

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.\[\]-]{0,60}\Z")
_CODE = re.compile(r"-?[0-9]{1,8}\Z|[A-Z][A-Z0-9_-]{1,30}\Z|[A-Z]{1,6}[_-]?[0-9]{1,8}\Z")
_STATUS = re.compile(r"[1-5][0-9]{2}\Z")
_OF_STATUS = re.compile(r"[A-Z][A-Za-z']*(?:[ -][A-Za-z']+){0,5}\Z")
_MAX_NAME = 40
_MAX_HEAD = 80
_COLON = (":", "：")
_ADDRESS = ("/", "http://", "https://")
_CALLS = (*(f"{method} " for method in sorted(terms.METHODS)), *_ADDRESS)
"""What a call begins with."""
_LEAST = 2
_GAP = 1
"""How many characters lie between lines that follow each other."""


@remembered
def may_begin(line: str) -> bool:
    """Whether a line may be the first of such a list."""
    return len(line) <= _MAX_HEAD and len(line.split(maxsplit=1)) == 1


def is_head(line: Line, *, codes: bool) -> bool:
    """Whether a line is nothing but a name, or a code."""
    return _head(line, codes) is not None


def stack(lines: Sequence[Line], *, codes: bool, announced: bool) -> list[tuple[Text, Text]]:
    """The pairs that lines begin with: a name or code alone in its line, and the lines up to the next one.

    Args:
        lines: Lines that follow each other, none of them an item.
        codes: Whether codes rather than names are looked for.
        announced: Whether a label calls them parameters or fields.

    Returns:
        The pairs, from the first line on; empty if there are no two.
    """
    if len(lines) < _LEAST * 2:
        return []
    if _head(lines[0], codes) is None:
        return []
    if codes and (named := _of_http(lines)):
        return named
    signed = lines[0].text.value.rstrip().endswith(_COLON)
    found = _signed(lines, codes) if signed else _alternating(lines, codes, announced)
    return found if len(found) >= _LEAST else []


def _of_http(lines: Sequence[Line]) -> list[tuple[Text, Text]]:
    """Statuses of HTTP, their names in the line below, and what they mean in the one after that."""
    pairs: list[tuple[Text, Text]] = []
    for k in range(0, len(lines) - 2, 3):
        code, name, meaning = (clean(line.text).strip() for line in lines[k : k + 3])
        is_named = _STATUS.match(code.value) is not None and _is_name_of(name.value)
        is_sentence = meaning.value.endswith((".", "。"))
        if not is_named or _STATUS.match(meaning.value) or (_tells(meaning.value) and not is_sentence):
            break
        pairs.append((code, meaning))
    return pairs if len(pairs) >= _LEAST else []


def _is_name_of(line: str) -> bool:
    """Whether a line may be the name of a status."""
    return len(line) <= _MAX_NAME and _OF_STATUS.match(line) is not None


def status(lines: Sequence[Line]) -> list[tuple[Text, Text]]:
    """The status of an answer, alone in its line, and what it means, in the next one; empty if there is none."""
    if len(lines) < _LEAST or not _STATUS.match(lines[0].text.value.strip()):
        return []
    below = clean(lines[1].text)
    if not _is_next(lines[0].text, lines[1].text) or " " not in below.value or _tells(below.value):
        return []
    is_title = len(lines) > _LEAST and lines[2].text.value.lstrip().startswith(_CALLS)
    return [] if is_title or headings.is_label(below.value) else [(clean(lines[0].text).strip(), below)]


def _head(line: Line, codes: bool) -> Text | None:
    """The name or code that is alone in a line; None if it is not."""
    text = clean(line.text).strip(" \t:：")
    if not codes and headings.leafs(text.value):
        return None
    if codes and text.value.isupper() and terms.is_state(text.value):
        return text
    if not (_CODE if codes else _NAME).match(text.value) or (not codes and terms.base_type(text.value) is not None):
        return None
    if not codes and text.value[0].isupper() and (slot := headings.slot(text.value)) is not None:
        # What announces an answer or a body is no name, nor what is shouted.
        is_part = slot.whole and slot.is_of_part
        return None if slot.kind is not None or is_part or (slot.whole and text.value.isupper()) else text
    return text


def _signed(lines: Sequence[Line], codes: bool) -> list[tuple[Text, Text]]:
    """Pairs whose names end with a colon; what stands below one may have more lines."""
    pairs: list[tuple[Text, list[Text]]] = []
    for line in lines:
        head = _head(line, codes) if line.text.value.rstrip().endswith(_COLON) else None
        if head is not None:
            pairs.append((head, []))
        elif line.text.value.rstrip().endswith(_COLON):
            break
        elif codes and pairs[-1][1] and (bare := _head(line, codes)) is not None:
            pairs.append((bare, []))
        elif pairs[-1][1] and not _is_next(pairs[-1][1][-1], line.text):
            break
        else:
            pairs[-1][1].append(clean(line.text))
    return [(head, join(below, " ")) for head, below in pairs if below]


def _is_next(text: Text, following: Text) -> bool:
    """Whether no blank line stands between two lines."""
    return following.start() - text.end() <= _GAP


def _alternating(lines: Sequence[Line], codes: bool, announced: bool) -> list[tuple[Text, Text]]:
    """Pairs of a line each, where nothing but the order tells names from what they are."""
    pairs: list[tuple[Text, Text]] = []
    for k in range(0, len(lines) - 1, 2):
        head = _head(lines[k], codes)
        below = clean(lines[k + 1].text)
        if head is None or _tells(below.value) or not (codes or head.value[0].islower() or announced):
            break
        if not codes and not head.value[0].islower() and (headings.is_example(head.value) or " " not in below.value):
            break
        if codes and below.value.isascii() and headings.is_label(below.value):
            break
        if head.value in terms.METHODS and below.value.startswith(("/", "http")):
            # A call that is described next.
            break
        pairs.append((head, below))
    return pairs


def _tells(below: str) -> bool:
    """Whether a line is a type, or the label of what comes next, rather than about the one above."""
    if folded(below) in terms.TYPES or below.strip().lstrip("-").isdigit():
        return True
    if below.startswith(_ADDRESS):
        # A method stands above it, and no code.
        return True
    return below.rstrip().endswith(_COLON) or (headings.is_label(below) and " " in below.strip())
