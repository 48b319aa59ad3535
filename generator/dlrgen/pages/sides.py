"""Whose tables and examples are: of what is sent, or of what is answered, decided where the page does not say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec.structs import replace

from dlrgen.pages import holders
from dlrgen.pages.endpoints.noted import Noted
from dlrgen.pages.holders import Holders, Named
from dlrgen.pages.members import Member
from dlrgen.pages.model import Example, Kind
from dlrgen.pages.paths import last_step
from dlrgen.pages.vocabulary import folded

_NEAR = 20
_VARIABLE = re.compile(r"[{<:]([A-Za-z_]\w{0,60})|[?&]([A-Za-z_]\w{0,60})=")
_SENT = ("param", "参数")
"""What tables call what is sent, where nothing else says whose it is."""


class Table:
    """A table of parameters or fields: its rows, whose they are, and what it calls them."""

    def __init__(self, members: list[Member], kind: Kind | None, header: str, noted: Noted) -> None:
        """Take them, and where the table stands."""
        self.members = members
        self.kind: Kind | None = kind
        self._header = header
        self._above = noted.above
        self.label = noted.label
        """The label under which it stands."""

    @property
    def may_be_sent(self) -> bool:
        """Whether its header, or the line above it, calls it what is sent."""
        above = folded(self._above.value) if self._above is not None else ""
        return folded(self._header).startswith(_SENT) or any(word in above for word in _SENT)

    def is_below(self, noted: Noted) -> bool:
        """Whether another table stands under the same heading."""
        return self._above is not None and self._above is noted.above

    @property
    def is_of_parameters(self) -> bool:
        """Whether it describes what is sent, and more of that than headers."""
        return self.kind == "request" and any(member.place != "header" for member in self.members)

    @cached_property
    def holders(self) -> Holders:
        """What headings of further tables may name."""
        return Holders(self.members)


class Sides:
    """The tables and examples of a section so far, and the names that are known of either side."""

    def __init__(self) -> None:
        """Begin a section."""
        self.tables: list[Table] = []
        self.examples: list[Example] = []
        self.below: list[int] = []
        """Which examples have nothing above them that announces one, but the parameters."""
        self.sent: set[str] = set()
        self.answered: set[str] = set()
        self._held: set[str] = set()
        self._searched = 0
        """What the objects and lists of so many tables are called."""

    def know(self, kind: Kind | None, names: Iterable[str]) -> None:
        """Note names as of what is sent or of what is answered."""
        if kind is not None:
            (self.sent if kind == "request" else self.answered).update(names)

    def last(self) -> Iterable[Sequence[Member]]:
        """The parameters and fields of the tables right before, in their order."""
        return (table.members for table in self.tables[-_NEAR:])

    def is_second(self) -> bool:
        """Whether parameters have been described right before."""
        return any(table.is_of_parameters for table in self.tables[-_NEAR:])

    def holder(self, noted: Noted, kind: Kind | None, *, begins: bool = False) -> tuple[str, Kind | None] | None:
        """The path of the object that the heading above a table names, and whose it is.

        Args:
            noted: The table.
            kind: On which side it is looked for.
            begins: Whether the heading must begin with the name.
        """
        named = holders.named_in(noted.above.value) if noted.above is not None else None
        if begins and named is not None and noted.above is not None:
            named = holders.first_of(named, noted.above.value)
        if named is not None and self._is_held(named):
            for table in reversed(self.tables[-_NEAR:]):
                path = table.holders.inside(named) if kind in (None, table.kind) or table.kind is None else None
                if path is not None:
                    return path, table.kind
        return None if begins else self._announced(noted, kind) or self._only_holder(noted)

    def _announced(self, noted: Noted, kind: Kind | None) -> tuple[str, Kind | None] | None:
        """The path of what the heading above a table says to have these members, where no table has it as an object.

        It may be there as a text that holds one, or nowhere.
        """
        told = holders.announced(noted.above.value) if noted.above is not None else None
        if told is None and noted.label is not None:
            told = holders.structured(noted.label.value)
        if told is None:
            return None
        for table in reversed(self.tables[-_NEAR:]):
            if kind in (None, table.kind):
                found = next((member for member in table.members if member.last == told.name), None)
                if found is not None:
                    return found.path, table.kind
        return (told.inside, kind) if kind == "response" else None

    def _is_held(self, named: Named) -> bool:
        """Whether any table has an object or list that may be named, which few headings do."""
        for table in self.tables[self._searched :]:
            self._held.update(table.holders.names)
        self._searched = len(self.tables)
        return bool(named.words) and not (self._held.isdisjoint(named.words) and self._held.isdisjoint(named.sure))

    def _only_holder(self, noted: Noted) -> tuple[str, Kind | None] | None:
        """The path of the one object of the table before that is still without members, below an answer's heading.

        The heading of what it holds is the name of a type, which nothing else tells.
        """
        if noted.above is None or noted.slot is None or noted.slot.kind != "response" or not self.tables:
            return None
        before = self.tables[-1]
        is_answered = before.kind == "response" and holders.is_type_name(noted.above.value)
        path = holders.only_open(before.members) if is_answered else None
        return (path, "response") if path is not None else None

    def describes_sent(self, known: int) -> bool:
        """Whether a table has come after the known ones that describes what is sent, and nothing is answered yet."""
        return len(self.tables) > known and self.tables[-1].is_of_parameters and not self.answered

    def decide(self, urls: Iterable[str], *, has_body: bool) -> None:
        """Decide whose the tables and examples are of which the page does not say it.

        Args:
            urls: The addresses of the call, whose variables are sent.
            has_body: Whether a request may have one.
        """
        self._decide_examples()
        self._right_examples()
        self._decide_tables(urls)
        self._decide_examples(is_answered=not has_body)

    def _decide_tables(self, urls: Iterable[str]) -> None:
        """Tables of which the page does not say whose they are, by the names that they share with others."""
        if all(table.kind is not None for table in self.tables):
            return
        in_addresses = _in_addresses(urls)
        for k, table in enumerate(self.tables):
            if table.kind is None:
                names = {member.last for member in table.members}
                is_in_address = len(names & in_addresses) * 2 > len(names)
                table.kind = "request" if is_in_address else _nearer(names, self.sent, self.answered)
                if len(names & self.sent) * 2 <= len(names) and any(
                    t.is_of_parameters for t in self.tables[max(0, k - _NEAR) : k]
                ):
                    # What is described after the parameters and shares few names with them is the answer.
                    table.kind = "response"
                if table.kind is None and k == 0 and self._is_before_answer():
                    table.kind = "request"
                if table.kind is None and table.may_be_sent:
                    table.kind = None if any(other.kind == "request" for other in self.tables) else "request"
                self.know(table.kind, names)

    def _is_before_answer(self) -> bool:
        """Whether the first table explains the example above it, of neither of which is said that it is sent."""
        if self.sent or not any(example.kind in ("response", "error") for example in self.examples):
            return False
        start = self.tables[0].members[0].span.start
        above = [example for example in self.examples if example.span.end < start]
        if not above or any(example.kind is not None for example in above):
            return False
        return not _names(above[-1]).isdisjoint(member.last for member in self.tables[0].members)

    def _decide_examples(self, *, is_answered: bool = False) -> None:
        """Examples of which the page does not say whose they are, by the names at their top."""
        for k, example in enumerate(self.examples):
            if example.kind is None:
                kind = _nearer(_top_names(example), self.sent, self.answered)
                if kind is None and is_answered:
                    kind = "response"
                self.examples[k] = replace(example, kind=kind)
                self.know(kind, _names(example))

    def _right_examples(self) -> None:
        """Examples right below what is sent that show nothing of it, and most of what is answered, are answers.

        Those right below what is answered that show only what is sent are requests.
        """
        if not self.below:
            return
        sent = {m.last for table in self.tables if table.kind == "request" for m in table.members}
        answered = {m.last for table in self.tables if table.kind == "response" for m in table.members}
        for k in self.below:
            names = _top_names(self.examples[k])
            is_request = self.examples[k].kind == "request"
            if is_request and sent and sent.isdisjoint(names) and 1 < len(names) < 2 * len(names & answered):
                self.examples[k] = replace(self.examples[k], kind="response")
                self.sent -= names
                self.know("response", _names(self.examples[k]))
            elif not is_request and answered and answered.isdisjoint(names) and len(names) > 1 and names <= sent:
                self.examples[k] = replace(self.examples[k], kind="request")
                self.answered -= names


def _in_addresses(urls: Iterable[str]) -> set[str]:
    """The names in the paths and queries of addresses, where a call puts what it sends."""
    return {name for url in urls for found in _VARIABLE.finditer(url) for name in found.groups() if name}


def _names(example: Example) -> set[str]:
    return {last_step(value.path) for value in example.values if value.key is not None}


def _top_names(example: Example) -> set[str]:
    """The names that an example shows least deep."""
    paths = [value.path for value in example.values if value.key is not None]
    least = min((path.count(".") + path.count("[]") for path in paths), default=0)
    return {last_step(path) for path in paths if path.count(".") + path.count("[]") == least}


def _nearer(names: set[str], sent: set[str], answered: set[str]) -> Kind | None:
    """Whose names these are, if they have more in common with one side than with the other."""
    a, b = len((names & sent) - answered), len((names & answered) - sent)
    return "request" if a > b else "response" if b > a else None
