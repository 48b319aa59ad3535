"""Lines that follow each other and are one list, and what announces them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from dlrgen.pages import headings, terms
from dlrgen.pages.blocks import Block, Grid, Line, Piece
from dlrgen.pages.headings import Slot
from dlrgen.pages.lines.flattened import explains_value
from dlrgen.pages.lists import above as named
from dlrgen.pages.lists import apidoc, indented, nested, records, shown, summed, valued
from dlrgen.pages.lists.codelines import code_line, is_status, names_status, tells_state
from dlrgen.pages.lists.entries import Entry, entry
from dlrgen.pages.lists.headed import headed
from dlrgen.pages.lists.headed import may_begin as may_be_headed
from dlrgen.pages.lists.labels import Label, announces, label_after, names_states
from dlrgen.pages.lists.stacked import is_head, may_begin, stack, status
from dlrgen.pages.lists.tabled import of_pairs, tables
from dlrgen.pages.markup import clean
from dlrgen.pages.mending import headless
from dlrgen.pages.remembered import remembered
from dlrgen.pages.states import are_states
from dlrgen.pages.text import Text, join

_NOTE = re.compile(
    r"(?:\A|(?<=\n))[ \t]*(?:example|default|maxLength|minLength|maximum|minimum|pattern|enum|format|nullable"
    r"|Default value)[ ]?:[^\n]{0,200}(?=\n|\Z)"
)
"""What a schema says of a member in a line of its own."""
_TITLE = re.compile(r"[A-Z][a-z]{2,20}s(?:[ ][a-z]{2,20})?:?\Z")
"""What stands over several codes in a word or two, and is no meaning of one."""
_COLON = (":", "：")
_MAX_STACK = 400
"""How many lines of names over what they are make one table."""


def grids(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, with lists of parameters, fields and codes as tables."""
    run = _Run(Label())
    above = named.NOTHING
    k = 0
    while k < len(pieces):
        piece = pieces[k]
        is_label = False
        if not isinstance(piece, Line):
            above = named.above(piece)
        else:
            label = None if run.entries else run.label
            told, size = _below(pieces, k, label) if _may_list(piece.text.value) else ([], 0)
            if not told and ((names := above.names(run.label)) or _may_tell(piece, label)):
                told, size = _told(pieces, k, label, names)
            if told:
                yield from run.tables()
                yield from told
                run = _Run(run.label)
                k += size
                continue
            following = pieces[k + 1] if k + 1 < len(pieces) else None
            is_label = piece.item and announces(piece, following)
            if not is_label and run.take(piece, following):
                k += 1
                continue
        if run.entries:
            yield from run.tables()
        table, size = _table(pieces, k, run.label)
        if table is not None:
            yield table
            run = _Run(run.label)
            k += size
            continue
        after = _label_after(pieces, k, run.label)
        if run.entries or after is not run.label:
            run = _Run(after)
        if isinstance(piece, Grid):
            yield from headless.with_headers(piece, run.label.slot if run.label.is_known else None)
        else:
            yield Line(piece.text, depth=piece.depth) if isinstance(piece, Line) and is_label else piece
        k += 1
    yield from run.tables()


def _table(pieces: Sequence[Piece], k: int, label: Label) -> tuple[Piece | None, int]:
    """The table that lines are of which each is only a part, and how many there are; None if none begins there."""
    piece = pieces[k]
    if label.names_members and may_be_headed(piece):
        return headed(pieces, k)
    if not isinstance(piece, Line) or not _may_be_part(piece.text.value):
        return None, 0
    stacked, size = _stacked(pieces, k, label) if may_begin(piece.text.value) else (None, 0)
    return (stacked, size) if stacked is not None else shown.described(pieces, k)


@remembered
def _may_be_part(line: str) -> bool:
    """Whether a line may be one of those that only together are a table."""
    return may_begin(line) or shown.may_be(line)


def _label_after(pieces: Sequence[Piece], k: int, before: Label) -> Label:
    """What announces the lines after a piece, the first two of which may tell that a line is a label."""
    piece = pieces[k]
    after = label_after(piece, before)
    if after is before and isinstance(piece, Line) and _stands_over_states(piece, pieces, k):
        return Label(piece.text, Slot("codes"))
    return after


def _stands_over_states(line: Line, pieces: Sequence[Piece], k: int) -> bool:
    """Whether a line names states, without a colon, and the two below it say of states what they mean."""
    if line.item or not names_states(line.text.value):
        return False
    below = pieces[k + 1 : k + 3]
    return len(below) > 1 and all(isinstance(each, Line) and tells_state(each.text.value) for each in below)


@remembered
def _may_list(line: str) -> bool:
    """Whether a line is a label of such lists, or nothing but a name, as few are."""
    return valued.is_label(line) or nested.is_name(line)


def _below(pieces: Sequence[Piece], k: int, label: Label | None) -> tuple[list[Piece], int]:
    """What lists below a line say, each of whose entries has lines or a list of its own, and of how many pieces."""
    line = pieces[k]
    if isinstance(line, Line) and valued.is_label(line.text.value):
        table, size = valued.listed(line, pieces, k + 1)
        return ([line, table], size + 1) if table is not None else ([], 0)
    if label is not None and label.names_members and nested.may_begin(line):
        table, size = nested.listed(pieces, k)
        return ([table], size) if table is not None else ([], 0)
    return [], 0


def _may_tell(line: Line, label: Label | None) -> bool:
    """Whether a line begins with a tag or the label of a name, or lies deeper than the label, as few do."""
    return _is_labelled(line.text.value) or (label is not None and indented.may_begin(line, label))


@remembered
def _is_labelled(line: str) -> bool:
    return apidoc.begins(line) or records.begins(line) or summed.may_be(line)


def _told(pieces: Sequence[Piece], k: int, label: Label | None, names: Set[str]) -> tuple[list[Piece], int]:
    """What lines say of names that stand above, or behind labels or tags, or below a label, and of how many pieces."""
    line = pieces[k]
    if names and isinstance(line, Line) and not line.item and named.may_begin(line, names):
        table, size = named.described(pieces, k, names)
        if table is not None:
            return [table], size
    if isinstance(line, Line) and summed.may_be(line.text.value):
        return summed.told(line), 1
    if apidoc.may_begin(pieces[k]):
        return apidoc.described(pieces, k)
    if records.may_begin(pieces[k]):
        table, size = records.records(pieces, k)
        return ([table], size) if table is not None else ([], 0)
    if label is not None and indented.may_begin(pieces[k], label):
        table, size = indented.listed(pieces, k, label)
        return ([table], size) if table is not None else ([], 0)
    return [], 0


class _Run:
    """The lines of one list so far."""

    def __init__(self, label: Label) -> None:
        self.label = label
        self.entries: list[Entry] = []
        self._stated: Text | None = None

    def _announces(self, line: Line) -> bool:
        """Whether a line announces what is below it: with a colon, or as a label beside that of the list."""
        if line.text.value.rstrip().endswith(_COLON):
            return True
        return bool(self.entries) and line.depth < self.entries[0].line.depth and headings.is_label(line.text.value)

    def take(self, line: Line, following: Piece | None) -> bool:
        """Take a line as one more, or as the rest of the last one; whether it is that."""
        if not self.entries:
            self._stated = self.label.stated()
        if isinstance(following, Grid | Block) and self._announces(line):
            return False
        if not self.entries and self._labels(line, following):
            return False
        is_note = bool(self.entries) and not line.item and _NOTE.match(line.text.value) is not None
        is_value = self._is_value(line, following)
        found = None if is_note or is_value else entry(line, self.label, self._stated)
        if found is not None:
            self.entries.append(found)
            return True
        if not self.entries or not (is_value or self._is_below(line, following) or self._describes(line, following)):
            return False
        above = self.entries[-1].line
        whole = entry(
            Line(join([above.text, line.text], "\n"), above.item, above.depth, above.term), self.label, self._stated
        )
        if whole is not None:
            self.entries[-1] = whole
        return whole is not None

    def _labels(self, line: Line, following: Piece | None) -> bool:
        """Whether a status of HTTP that stands alone is a label of the answer below it."""
        is_answer = isinstance(following, Block) and following.payload is not None
        return is_answer and not line.item and line.term is None and names_status(line.text.value)

    def tables(self) -> Iterator[Piece]:
        """What the lines are."""
        if self.entries:
            yield from tables(self.entries, self.label)

    def _is_below(self, line: Line, following: Piece | None) -> bool:
        """Whether a line goes on with the code above it, as a code follows it, or as others have gone on before."""
        if not self.label.of_codes or line.item or "\n" in self.entries[-1].line.text.value:
            return False
        if _TITLE.match(line.text.value) and headings.is_label(line.text.value):
            return False
        if isinstance(following, Line) and code_line(clean(following.text), following, announced=True):
            return True
        return len(self.entries) > 1 and "\n" in self.entries[-2].line.text.value

    def _is_value(self, line: Line, following: Piece | None) -> bool:
        """Whether a line says of a value of the parameter above what it means, or that such lines follow.

        The name above is set off, and tells only its type or whether it must be there.
        """
        above = self.entries[-1] if self.entries else None
        if above is None or above.item is None or not above.item.is_sure:
            return False
        if line.item or line.term is not None or not self.label.of_members:
            return False
        is_declared = above.item.said.type is not None and above.item.said.required is not None
        if above.line.term is None and not is_declared:
            return False
        last = above.line.text.value.rpartition("\n")[2]
        if line.text.value.rstrip().endswith(_COLON) and _is_coded(following):
            return not above.item.is_described or "\n" in above.line.text.value
        if not _is_coded(line) or not (last.rstrip().endswith(_COLON) or explains_value(last)):
            return False
        return not (is_declared and self._is_declared(line))

    def _describes(self, line: Line, following: Piece | None) -> bool:
        """Whether a line says what the name above it is, which tells only its type or whether it must be there."""
        above = self.entries[-1].item
        is_listed = self.label.names_members or (self.label.of_members and self.entries[-1].line.term is not None)
        if line.item or not is_listed or above is None or not above.is_sure:
            return False
        if _NOTE.match(line.text.value):
            return True
        if above.is_described and not _NOTE.search(above.text.value):
            return False
        if line.text.value.rstrip().endswith(_COLON):
            return False
        slot = headings.slot(line.text.value)
        if slot is not None and slot.whole:
            # Between names that are set off it may only sound like a label.
            is_open = self.entries[-1].line.term is not None and not slot.is_of_part
            return is_open and isinstance(following, Line) and following.term is not None and self._is_sure(following)
        if len(self.entries) > 1 and "\n" in self.entries[-2].line.text.value:
            return True
        return isinstance(following, Line) and self._is_sure(following)

    def _is_declared(self, line: Line) -> bool:
        """Whether a line tells both the type of what it names and whether that must be there, as no value is told."""
        found = entry(line, self.label, self._stated)
        said = found.item.said if found is not None and found.item is not None else None
        return said is not None and said.type is not None and said.required is not None

    def _is_sure(self, line: Line) -> bool:
        """Whether a line is surely a parameter or field."""
        found = entry(line, self.label, self._stated)
        return found is not None and found.item is not None and found.item.is_sure


def _is_coded(piece: Piece | None) -> bool:
    """Whether a piece is a line without a bullet that says of a value what it means."""
    return isinstance(piece, Line) and not piece.item and piece.term is None and explains_value(piece.text.value)


def _stacked(pieces: Sequence[Piece], k: int, label: Label) -> tuple[Grid | None, int]:
    """The table of names or codes that have lines of their own, and of how many pieces it is made."""
    first = pieces[k]
    if not isinstance(first, Line) or not (label.is_known or first.text.value.isupper()):
        return None, 0
    is_state = first.text.value.isupper() and terms.is_state(first.text.value)
    if not label.is_known and not is_state:
        return None, 0
    are_codes = label.of_codes or is_state or is_status(first.text.value)
    if not is_head(first, codes=are_codes) and not label.of_answers:
        return None, 0
    lines: list[Line] = []
    for i in range(k, min(k + _MAX_STACK, len(pieces))):
        piece = pieces[i]
        if not isinstance(piece, Line) or piece.item:
            break
        lines.append(piece)
    pairs = stack(lines, codes=are_codes, announced=label.names_members) or (status(lines) if label.of_answers else [])
    if not pairs or (is_state and not label.of_codes and not are_states([pair[0] for pair in pairs])):
        return None, 0
    end = pairs[-1][1].end()
    size = next(i for i, line in enumerate(lines) if line.text.end() >= end) + 1
    return of_pairs("code" if are_codes else "name", pairs), size
