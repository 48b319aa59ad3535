"""Pages in Markdown as pieces.

markdown-it-py tells what is heading, listing and quotation. Tables are left to `plain`, because those of real pages are
broken in ways that the grammar does not know: blank lines between rows, rulers that are too short, rows in two lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from dlrgen.pages.blocks import Heading, Piece
from dlrgen.pages.forms import embedded, gitbook, references
from dlrgen.pages.forms.inline import badged, unmarked
from dlrgen.pages.lines import plain
from dlrgen.pages.markup import clean
from dlrgen.pages.text import Page, Text

_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?){1,8}(?:\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*\Z)?")
"""How lines of a quotation begin; the first one may only say what colour it has."""
_ATX = re.compile(r"[ \t]{0,3}(?:[-*+][ \t]+|[0-9]{1,3}[.)][ \t]+)?(#{1,6})(?:[ \t]+|\Z)")
_EMPTY = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]*\Z")
_WORDS = re.compile(r"[ \t]{0,3}[^\s#>|*+`~<-][^|]{0,80}\Z")
"""A line that is no heading, list, quotation, table or listing."""
_ATX_GLUED = re.compile(r"(#{2,6})(?=[^#\s!/])")
_ATX_END = re.compile(r"[ \t]+#+[ \t]*\Z")
_ANCHOR = re.compile(r"[ \t]*\{[#:.][^{}\n]{0,100}\}[ \t]*\Z")
_FENCE = re.compile(r"[ \t]*(?:>[ \t]?|[-*+][ \t]+|[0-9]{1,3}[.)][ \t]+){0,4}[ \t]*(?:`{3,}|~{3,})")
_EVALUATED = re.compile(r"[ \t]*(?:`{3,}|~{3,}|:{3,})\{eval-rst\}")
_BULLET = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]")
_IN_LIST = re.compile(r"^[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+(?=`{3}|~{3}|#{1,6}[ \t]|>)", re.MULTILINE)
"""What makes a listing, heading or quotation the first thing of an item."""
_FENCE_LINE = re.compile(r"^[^\n`~]{0,40}(?:`{3}|~{3})", re.MULTILINE)
_PLAIN = re.compile(r"(?<=\n\n)[^\s#>`~][^\n]*(?=\n\n)|^ {0,3}\|[^\n]*(?=\n {0,3}\|)", re.MULTILINE)
"""A line between blank ones, or a row that another one follows, which is no heading, quotation or listing for sure."""
_LIST = ("list",)
_FRONT = re.compile(r"(?:title|标题)[ \t]*[:：][ \t]*")


def pieces(page: Page) -> Iterator[Piece]:
    """What stands in a page of Markdown, in its order."""
    lines = page.lines()
    loosely = _tagged if "{% " in page.value else _loosely
    loose: list[Text] = []
    i = 0
    for first, last, kind, info in _blocks(page.value, len(lines)):
        loose += lines[i:first]
        i = last
        block = lines[first:last]
        if kind == "heading":
            yield from loosely(loose, page)
            loose = []
            if (marks := _EMPTY.match(block[0].value)) and last < len(lines) and _WORDS.match(lines[last].value):
                # Its words were copied into the next line.
                yield Heading(clean(lines[last]), len(marks[1]))
                i += 1
            else:
                yield from _heading(block)
        else:
            yield from loosely(loose, page)
            loose = []
            yield from _listing(block, info, page)
    yield from loosely([*loose, *lines[i:]], page)


def _listing(block: Sequence[Text], info: str, page: Page) -> Iterator[Piece]:
    """What stands in a listing; that of Sphinx's Markdown may be a page of reStructuredText."""
    if _EVALUATED.match(block[0].value) is None:
        yield from plain.fenced(_inside(block), info)
        return
    from dlrgen.pages.forms import rst

    yield from rst.pieces_of(_inside(block), page)


def _blocks(text: str, count: int) -> Iterator[tuple[int, int, str, str]]:
    """First line, line after the last, kind, and language of what is no paragraph."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    # Lists cost as much as all the rest. What is asked of them is where a listing ends that nothing closes; listings
    # and headings in them are found without their bullets.
    has_fences = "```" in text or "~~~" in text
    is_open = has_fences and len(_FENCE_LINE.findall(text)) % 2 == 1
    parser.block.ruler.enableOnly(["fence", "blockquote", *_LIST[:is_open], "heading", "lheading", "paragraph"])
    done = 0
    if not is_open:
        # The parser takes as long for what is nothing that is asked of it as for all the rest.
        text = _PLAIN.sub("", _IN_LIST.sub("", text))
    for token in parser.parse(text):
        if token.map is None or token.map[0] < done:
            continue
        first, last = token.map[0], min(token.map[1], count)
        if token.type == "heading_open":
            yield first, last, "heading", ""
        elif token.type == "fence":
            yield first, last, "fence", token.info.strip().split(" ")[0].split("{")[0].lower()
        else:
            continue
        done = last


def _heading(block: Sequence[Text]) -> Iterator[Piece]:
    line = block[0]
    if marks := _ATX.match(line.value):
        text = badged(line.part(marks.end())).without(_ATX_END).without(_ANCHOR)
        yield Heading(clean(text), len(marks[1]))
    elif len(block) == 2 and not _BULLET.match(line.value):
        front = _FRONT.match(line.value)
        level = 1 if "=" in block[1].value or front else 2
        yield Heading(clean(line.part(front.end()) if front else line), level)
    else:
        yield from plain.pieces(block)


def _inside(block: Sequence[Text]) -> list[Text]:
    """The lines of a listing without its fences."""
    closed = len(block) > 1 and _FENCE.match(block[-1].value)
    lines = [_unquoted(line) for line in block[1 : len(block) - bool(closed)]]
    return references.resolved(lines)


def _unquoted(line: Text) -> Text:
    quoted = _QUOTED.match(line.value) if ">" in line.value else None
    return line.part(quoted.end()) if quoted else line


def _tagged(lines: Sequence[Text], page: Page) -> Iterator[Piece]:
    """Lines outside of listings, where GitBook's tags may be among them."""
    loosely = partial(_loosely, page=page)
    yield from gitbook.pieces(lines, loosely) if gitbook.may_hold(lines) else loosely(lines)


def _loosely(lines: Sequence[Text], page: Page) -> Iterator[Piece]:
    """Lines outside of listings; headings that lack the blank behind their marks are headings, too."""
    lines = [unmarked(_unquoted(line)) for line in lines]
    start = 0
    for i, line in enumerate(lines):
        if line.value.startswith("##") and (marks := _ATX_GLUED.match(line.value)):
            yield from embedded.pieces(lines[start:i], page)
            yield Heading(clean(line.part(marks.end()).without(_ATX_END)), len(marks[1]))
            start = i + 1
    yield from embedded.pieces(lines[start:], page)
