"""Lines that follow each other and are one list: which they are, what announces them, and the tables in their stead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import groupby

from msgspec import Struct

from dlrgen.pages import headless, plain, words
from dlrgen.pages.blocks import Grid, Heading, Line, Piece
from dlrgen.pages.lists.codelines import CodeLine, code_line, is_status
from dlrgen.pages.lists.items import ASSIGNED, Item, item
from dlrgen.pages.lists.stacked import may_begin, stack
from dlrgen.pages.text import Text, join, made
from dlrgen.pages.words import Slot

_COLUMNS = ("name", "type", "required", "description")
_WORD = re.compile(r"[A-Za-z]+|必填|必选|可选|选填")
_MOST = 0.6
_MAX_LABEL = 40
_MAX_STACK = 400
_FEW = 3
"""How many lines of codes that nothing announces make a list."""


class _Label(Struct, frozen=True):
    """What the lines after it are."""

    text: Text | None = None
    slot: Slot | None = None

    @property
    def of_members(self) -> bool:
        """Whether it announces parameters or fields."""
        return self.slot is not None and self.slot.whole and self.slot.topic in ("members", "part")

    @property
    def of_codes(self) -> bool:
        """Whether it announces codes."""
        return self.slot is not None and self.slot.topic == "codes"


class _Entry(Struct, frozen=True, eq=False):
    """A line of a list, and what it is."""

    line: Line
    code: CodeLine | None
    item: Item | None


def grids(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, with lists of parameters, fields and codes as tables."""
    run: list[Line] = []
    label = _Label()
    k = 0
    while k < len(pieces):
        piece = pieces[k]
        following = pieces[k + 1] if k + 1 < len(pieces) else None
        announces = isinstance(piece, Line) and _announces(piece, following)
        if isinstance(piece, Line) and not announces and _is_of_list(piece, label):
            run.append(piece)
            k += 1
            continue
        if run and label.of_codes and isinstance(piece, Line) and _is_below(run, piece, following):
            run[-1] = Line(join([run[-1].text, piece.text], "\n"), run[-1].item, run[-1].depth, run[-1].term)
            k += 1
            continue
        if run:
            yield from _tables(run, label)
            run = []
        if label.of_codes or label.of_members:
            stacked, size = _stacked(pieces, k, label)
            if stacked is not None:
                yield stacked
                k += size
                continue
        label = _label(piece, label)
        if isinstance(piece, Grid):
            yield headless.with_header(piece, label.slot if label.of_codes or label.of_members else None)
        else:
            yield Line(piece.text, depth=piece.depth) if isinstance(piece, Line) and announces else piece
        k += 1
    if run:
        yield from _tables(run, label)


def _is_below(run: Sequence[Line], line: Line, following: Piece | None) -> bool:
    """Whether a line goes on with the code above it, as a code follows it, or as others have gone on before."""
    if line.item or "\n" in run[-1].text.value:
        return False
    goes_on = isinstance(following, Line) and code_line(following, announced=True) is not None
    return goes_on or (len(run) > 1 and "\n" in run[-2].text.value)


def _stacked(pieces: Sequence[Piece], k: int, label: _Label) -> tuple[Grid | None, int]:
    """The table of names or codes that have lines of their own, and of how many pieces it is made."""
    first = pieces[k]
    if not isinstance(first, Line) or not may_begin(first.text.value):
        return None, 0
    lines: list[Line] = []
    for piece in pieces[k : k + _MAX_STACK]:
        if not isinstance(piece, Line) or piece.item:
            break
        lines.append(piece)
    codes = label.of_codes or (bool(lines) and is_status(lines[0].text.value))
    pairs = stack(lines, codes=codes)
    if not pairs:
        return None, 0
    place = pairs[0][0].start()
    size = next(i for i, line in enumerate(lines) if line.text.end() >= pairs[-1][1].end()) + 1
    header = ["code" if codes else "name", "description"]
    return Grid([made(word, place) for word in header], [[*pair] for pair in pairs]), size


def _label(piece: Piece, before: _Label) -> _Label:
    """What announces the lines after a piece."""
    if isinstance(piece, Heading):
        said = piece.text.value
        return _Label(piece.text, words.slot(said) or (Slot("codes") if _stands_over_values(said) else None))
    if not isinstance(piece, Line):
        return before
    said = piece.text.value.strip(" \t*`_")
    slot = words.slot(said) or words.announced(said)
    if slot is None and _stands_over_values(said):
        return _Label(piece.text, Slot("codes"))
    if slot is None and said.endswith((":", "：")):
        # It announces something that is not known: what follows is not what was announced before.
        return _Label(piece.text)
    return _Label(piece.text, slot) if slot is not None else before


def _stands_over_values(said: str) -> bool:
    """Whether a short line says that values follow, in words or as the header of a table that was lost."""
    if len(said) > _MAX_LABEL:
        return False
    columns = [words.column(word) for word in said.split()]
    return words.tells_choices(said) or (
        len(columns) == 2 and columns[0] in ("code", "values") and columns[1] == "description"
    )


def _announces(line: Line, following: Piece | None) -> bool:
    """Whether an item is the label of what stands below it."""
    if not line.item or line.term is not None:
        return False
    said = line.text.value.strip()
    if "\n" in said or not words.is_label(said):
        return False
    deeper = isinstance(following, Line) and following.item and following.depth > line.depth
    return said[-1:] in (":", "：") or (deeper and not (said.islower() and " " not in said))


def _is_of_list(line: Line, label: _Label) -> bool:
    if line.item or ASSIGNED.match(plain.clean(line.text).value):
        return True
    if label.of_members and line.term is not None:
        found = item(line, None)
        return found is not None and found.is_parted
    if label.slot is not None and label.slot.topic == "members" and _is_bare_item(line):
        return True
    found_code = code_line(line, announced=label.of_codes)
    return found_code is not None and (label.of_codes or not found_code.is_plain)


def _is_bare_item(line: Line) -> bool:
    """Whether a line is an item that lost its bullet."""
    found = item(line, None)
    return (
        found is not None and found.is_parted and found.name.value[0].islower() and " " in line.text.value.strip()
        and not found.description.value.startswith("//") and not plain.is_program_line(line.text.value)
    )  # fmt: skip


def _tables(run: Sequence[Line], label: _Label) -> Iterator[Piece]:
    """A run of lines as tables; what belongs to none stays a line."""
    stated = _stated(label.text) if label.text is not None else None
    entries = [_Entry(line, code_line(line, announced=label.of_codes), item(line, stated)) for line in run]
    coded = {*_coded(entries, label)}
    others = [entry for entry in entries if entry not in coded]
    members = _described(others, label)
    values = _values(members)
    of_others = {*values}
    described = [entry for entry in members if entry not in of_others]
    if described:
        yield _of_members(described)
    for part in _together(entries, coded):
        yield _of_codes([(entry.code.code, entry.code.rest) for entry in part if entry.code is not None])
    explained = [entry.item for entry in values if entry.item is not None and entry.item.description]
    if explained:
        yield _of_codes([(each.name, each.description) for each in explained])
    known = {*members}
    yield from (entry.line for entry in others if entry not in known)


def _coded(entries: Sequence[_Entry], label: _Label) -> list[_Entry]:
    """The lines that are codes."""
    found = [(entry, entry.code) for entry in entries if entry.code is not None]
    if label.of_codes:
        return [entry for entry, code in found if code.is_signed or len(found) >= _MOST * len(entries)]
    items = [entry for entry, code in found if code.is_signed and entry.line.item]
    others = [entry for entry, code in found if not (code.is_signed and entry.line.item) and not code.is_plain]
    return [*(items if len(items) > 1 else []), *(others if len(others) >= _FEW else [])]


def _together(entries: Sequence[_Entry], coded: Set[_Entry]) -> Iterator[list[_Entry]]:
    """The codes, where those that follow each other are together."""
    for is_code, part in groupby(entries, key=lambda entry: entry in coded):
        if is_code:
            yield list(part)


def _described(entries: Sequence[_Entry], label: _Label) -> list[_Entry]:
    """The lines that are parameters or fields: most of a list are, or none."""
    among = label.of_members
    good = [
        entry for entry in entries
        if entry.item is not None and (entry.item.is_sure or (among and entry.item.is_parted))
    ]  # fmt: skip
    sure = any(entry.item is not None and entry.item.is_sure for entry in good)
    if not (label.slot is not None and label.slot.topic == "members"):
        # Words alone, of which nothing is said, may be anything.
        among = among and any(entry.item is not None and entry.item.description for entry in good)
    is_list = sure or (among and (len(good) > 1 or (label.slot is not None and label.slot.topic == "members")))
    return good if is_list and len(good) >= _MOST * len(entries) else []


def _values(described: Sequence[_Entry]) -> list[_Entry]:
    """The items that lie below one which is no object: they are values that it may have."""
    found: list[_Entry] = []
    above: list[tuple[int, bool]] = []
    for entry in described:
        assert entry.item is not None
        while above and above[-1][0] >= entry.line.depth:
            above.pop()
        if above and above[-1][1] and not entry.item.is_sure:
            found.append(entry)
        above.append((entry.line.depth, _has_values(entry.item)))
    return found


def _has_values(item_: Item) -> bool:
    """Whether what lies below an item are values rather than fields."""
    base = words.base_type(item_.type.value)
    return base not in (None, "object", "array") or (base is None and words.tells_choices(item_.description.value))


def _of_members(entries: Sequence[_Entry]) -> Grid:
    least = min(entry.line.depth for entry in entries)
    rows: list[list[Text]] = []
    for entry in entries:
        assert entry.item is not None
        it = entry.item
        # Blanks before a name are what other pages show in tables that a name lies in the one above.
        name = join([made(" " * (entry.line.depth - least), it.name.start()), it.name], "")
        rows.append([name, it.type, it.required, it.description])
    return Grid([made(column, rows[0][0].start()) for column in _COLUMNS], rows)


def _of_codes(pairs: Sequence[tuple[Text, Text]]) -> Grid:
    place = pairs[0][0].start()
    return Grid([made("code", place), made("description", place)], [[*pair] for pair in pairs])


def _stated(label: Text) -> Text | None:
    """The word of a label that says whether what follows must be there."""
    return next(
        (label.part(*word.span()) for word in _WORD.finditer(label.value) if _says_required(word.group())), None
    )


def _says_required(word: str) -> bool:
    return len(word) > 1 and words.is_required(word) is not None
