"""The lines of a list as tables: which of them are codes, which parameters or fields, and which values of these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import groupby, pairwise

from dlrgen.pages import sentences, terms
from dlrgen.pages.blocks import Grid, Piece
from dlrgen.pages.lists.codelines import CodeLine, is_status
from dlrgen.pages.lists.entries import Entry
from dlrgen.pages.lists.items import Item, as_table
from dlrgen.pages.lists.labels import Label
from dlrgen.pages.states import are_states
from dlrgen.pages.text import Text, join, made

_COUNTED = re.compile(r"[ \t]*([0-9]{1,2})[.、)）]?[ \t]{0,4}[^\s0-9.]")
_MOST = 0.6
_FEW, _TWO = 3, 2
"""How many lines of codes that nothing announces make a list, and how many if they are surely codes."""


def tables(entries: Sequence[Entry], label: Label) -> Iterator[Piece]:
    """The lines as tables; what belongs to none stays a line.

    Args:
        entries: The lines of one list.
        label: What announces them.
    """
    coded = {*_coded(entries, label)}
    others = [entry for entry in entries if entry not in coded] if coded else entries
    members = _described(others, label)
    if _are_states(members) and not (label.names_members and members[0].item and members[0].item.is_described):
        others = [entry for entry in others if entry not in {*members}]
        yield from _of_states(members)
        members = []
    if not coded and not members:
        entries = others
        yield from (entry.line for entry in entries)
        return
    values = _values(members)
    of_others = {*values}
    described = [entry for entry in members if entry not in of_others]
    if described:
        yield _of_members(described)
    for part in _together(entries, coded) if coded else ():
        yield of_pairs("code", [(entry.code.code, entry.code.rest) for entry in part if entry.code is not None])
    explained = [entry.item for entry in values if entry.item is not None and entry.item.is_described]
    if explained:
        yield of_pairs("code", [(each.name, each.description) for each in explained])
    known = {*members}
    yield from (entry.line for entry in others if entry not in known)


def of_pairs(column: str, pairs: Sequence[tuple[Text, Text]]) -> Grid:
    """A table of names or codes and what they are."""
    place = pairs[0][0].start()
    return Grid([made(column, place), made("description", place)], [[*pair] for pair in pairs])


def _coded(entries: Sequence[Entry], label: Label) -> list[Entry]:
    """The lines that are codes."""
    found = [(entry, entry.code) for entry in entries if entry.code is not None]
    if label.of_settings:
        found = [(entry, code) for entry, code in found if not _is_variable(code)]
    if not found:
        return []
    if label.of_states and sum(terms.is_state(code.code.value) for _, code in found) < _TWO:
        return []
    if label.of_codes and _go_on_counting(label, found[0][1]):
        return []
    if label.of_codes:
        many = len(found) > 1 and len(found) >= _MOST * len(entries)
        return [entry for entry, code in found if code.is_signed or many or is_status(code.code.value)]
    if label.of_answers and all(_tells_outcome(code) for _, code in found):
        return [entry for entry, _ in found]
    items = [entry for entry, code in found if code.is_signed and entry.line.item]
    coded = [(entry, code) for entry, code in found if not code.is_plain]
    others = [entry for entry, code in coded if not (code.is_signed and entry.line.item)]
    least = 1 if label.of_errors else _TWO if _are_no_steps([entry.code for entry in others if entry.code]) else _FEW
    return [*(items if len(items) > 1 else []), *(others if len(others) >= least else [])]


def _go_on_counting(label: Label, first: CodeLine) -> bool:
    """Whether lines are the next notes or steps of which what announces them is one: their number is the next one."""
    number = _COUNTED.match(label.text.value) if label.text is not None and first.is_plain else None
    return number is not None and first.code.value == str(int(number[1]) + 1)


def _is_variable(code: CodeLine) -> bool:
    """Whether a code is written as variables of the environment are."""
    return "_" in code.code.value and code.code.value.isupper()


def _tells_outcome(code: CodeLine) -> bool:
    """Whether a line says in a sentence what an answer with a status of HTTP means, not only its name."""
    said = code.rest.value
    return is_status(code.code.value) and said.count(" ") >= _TWO and said.endswith((".", "。"))


def _are_no_steps(codes: Sequence[CodeLine]) -> bool:
    """Whether a sign follows each code, and they are more than the numbers of what comes one after the other."""
    values = [code.code.value for code in codes]
    if not values or not all(code.is_signed for code in codes):
        return False
    return not all(map(str.isdigit, values)) or any(int(b) != int(a) + 1 for a, b in pairwise(values))


def _together(entries: Sequence[Entry], coded: Set[Entry]) -> Iterator[list[Entry]]:
    """The codes, where those that follow each other are together."""
    for is_code, part in groupby(entries, key=lambda entry: entry in coded):
        if is_code:
            yield list(part)


def _described(entries: Sequence[Entry], label: Label) -> list[Entry]:
    """The lines that are parameters or fields: most of a list are, or none."""
    among = label.of_members
    good = [
        entry for entry in entries
        if entry.item is not None and (entry.item.is_sure or entry.item.is_told or (among and entry.item.is_parted))
    ]  # fmt: skip
    sure = any(entry.item is not None and entry.item.is_sure for entry in good)
    if not label.names_members:
        # Words alone, of which nothing is said, may be anything.
        among = among and any(entry.item is not None and entry.item.is_described for entry in good)
    told = sum(entry.item is not None and entry.item.is_told for entry in good)
    is_list = sure or told >= _TWO or (among and (len(good) > 1 or label.names_members))
    return good if is_list and len(good) >= _MOST * len(entries) else []


def _values(described: Sequence[Entry]) -> list[Entry]:
    """The items that lie below one which is no object: they are values that it may have."""
    found: list[Entry] = []
    above: list[tuple[int, bool]] = []
    for entry in described:
        assert entry.item is not None
        while above and above[-1][0] >= entry.line.depth:
            above.pop()
        if above and above[-1][1] and not entry.item.is_sure:
            found.append(entry)
        above.append((entry.line.depth, _has_values(entry.item)))
    return found


def _are_states(members: Sequence[Entry]) -> bool:
    """Whether what looks like members are states, which an example or a table has as values."""
    items = [entry.item for entry in members if entry.item is not None]
    return all(item.is_shouted for item in items) and are_states([item.name for item in items])


def _of_states(entries: Sequence[Entry]) -> Iterator[Piece]:
    """States as codes if something is said of them; otherwise the lines stay lines."""
    found = [entry.item for entry in entries if entry.item is not None and entry.item.is_described]
    if len(found) > 1:
        yield of_pairs("code", [(item.name, item.description) for item in found])
    else:
        yield from (entry.line for entry in entries)


def _has_values(item: Item) -> bool:
    """Whether what lies below an item are values rather than fields."""
    base = terms.base_type(item.type.value)
    return base not in (None, "object", "array") or (base is None and sentences.tells_choices(item.description.value))


def _of_members(entries: Sequence[Entry]) -> Grid:
    least = min(entry.line.depth for entry in entries)
    rows: list[list[Text]] = []
    for entry in entries:
        assert entry.item is not None
        # Blanks before a name are what other pages show in tables that a name lies in the one above.
        name, *said = entry.item.cells
        if entry.line.depth > least:
            name = join([made(" " * (entry.line.depth - least), name.start()), name], "")
        rows.append([name, *said])
    return as_table(rows)
