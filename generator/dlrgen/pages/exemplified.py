"""Where examples show parameters and fields, and what only examples show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dlrgen.pages import terms, toldtypes
from dlrgen.pages.members import Member, stated
from dlrgen.pages.model import Example, Printed, Value
from dlrgen.pages.paths import last_step, loose

_FEW = 2
"""How many names make a table that can be told from others by them."""


def settle(tables: Iterable[Sequence[Member]], values: Sequence[Value]) -> None:
    """Put members at the places where examples show them, and mend names that a narrow column broke.

    Args:
        tables: The members that each of one side's tables describes, in their order.
        values: What that side's examples show.
    """
    if not values:
        return
    places = _Places(values)
    for table in tables:
        places.gather(table)
        for member in table:
            places.settle(member)
        places.follow(table)


class _Places:
    """Where examples show members, and which of these places are taken."""

    def __init__(self, values: Sequence[Value]) -> None:
        self._shown = {value.path: value for value in values if value.key is not None}
        self._lists = {value.path for value in values if value.shape == "array"}
        self._taken: set[str] = set()
        self._entered: set[str] = set()
        """What the taken places lie in."""
        self._alike: dict[str, list[str]] = {}
        """The places whose last steps are one, but for its case."""
        for path in self._shown:
            self._alike.setdefault(last_step(path).lower(), []).append(path)

    def gather(self, table: Sequence[Member]) -> None:
        """Put the members of a table into the one object that shows them all, if the outermost does not."""
        if len(table) < _FEW or any(member.nested for member in table):
            return
        if all(member.path in self._shown and member.path not in self._taken for member in table):
            return
        for place in self._alike.get(table[0].path.lower(), ()):
            holder, dot, _ = place.rpartition(".")
            inside = [f"{holder}.{member.path}" for member in table]
            if dot and all(path in self._shown and path not in self._taken for path in inside):
                for member, path in zip(table, inside, strict=True):
                    member.path = path
                return

    def settle(self, member: Member) -> None:
        """Put a member at its place if an example shows it."""
        if member.path not in self._shown or member.path in self._taken:
            self._move(member, self._free(member))
        self._take(member.path)

    def follow(self, table: Sequence[Member]) -> None:
        """Put members that no example shows beside the others, if most are shown, and all of these in one object."""
        self._follow_neighbours(table)
        holders = [_holder(member) for member in table if member.path in self._shown]
        if len(holders) == len(table) or len(holders) < _FEW or len(holders) * 2 < len(table) or not holders[0]:
            return
        if any(holder != holders[0] for holder in holders):
            return
        for member in table:
            if member.path not in self._shown and not member.nested:
                member.path = f"{holders[0]}.{member.path}"

    def _follow_neighbours(self, table: Sequence[Member]) -> None:
        """Put members that no example shows where those before and after them lie, if that is one object inside."""
        lost = [member for member in table if not member.nested and member.path not in self._shown]
        if not lost or len(lost) > len(table) - _FEW:
            return
        places = [_holder(member) if member.nested or member.path in self._shown else None for member in table]
        following: list[str | None] = [None]
        for place in reversed(places):
            following.append(following[-1] if place is None else place)
        for k, (member, place) in enumerate(zip(table, places, strict=True)):
            before = places[k - 1] if k else None
            if place is None and before and before == following[-k - 2]:
                places[k] = before
                member.path, member.nested = f"{before}.{member.path}", True

    def _take(self, path: str) -> None:
        self._taken.add(path)
        holder, dot, _ = path.rpartition(".")
        if dot:
            self._entered.add(holder)

    def _free(self, member: Member) -> list[str]:
        """The places that may be a member's: of the same path, or else of one in which its path or name lies."""
        wanted = loose(member.path)
        free = [path for path in self._alike.get(wanted.rpartition(".")[2], ()) if path not in self._taken]
        same = [path for path in free if loose(path) == wanted]
        if same:
            return same
        if member.nested:
            return [path for path in free if loose(path).endswith(f".{wanted}")]
        named = [path for path in free if last_step(path) == member.last]
        if len(named) > 1:
            entered = [path for path in named if path.rpartition(".")[0] in self._entered][:1]
            return entered or self._fitting(member, named)
        return named

    def _fitting(self, member: Member, places: Sequence[str]) -> list[str]:
        """The only one of some places that holds what the type of an object says; none if it is not the only one."""
        found = [path for path in places if self._shown[path].shape == member.base]
        return found if member.base == "object" and len(found) == 1 else []

    def _move(self, member: Member, places: list[str]) -> None:
        upper, dot, name = member.path.rpartition(".")
        if len(places) == 1:
            key = self._shown[places[0]].key
            if key is not None and last_step(places[0]) != member.last:
                member.also = (key,)
                parent, inner, _ = places[0].rpartition(".")
                self._take(places[0])
                member.path = f"{parent}{inner}{member.last}"
            else:
                member.path = places[0]
        elif dot and upper in self._lists:
            member.path = f"{upper}[].{name}"


def _holder(member: Member) -> str:
    """The path of what a member lies in."""
    return member.path.rpartition(".")[0]


def from_examples(examples: Iterable[Example], known: list[Member]) -> list[Member]:
    """What examples show and no table describes, each once."""
    paths = {member.path for member in known} | {loose(member.path) for member in known}
    found: dict[str, Member] = {}
    for example in examples:
        for value in example.values:
            path = value.path.removesuffix("[]") if value.key is not None else ""
            if not path or path in paths or loose(path) in paths or value.key is None:
                continue
            if path in found:
                member = found[path]
                member.description = member.description or value.comment
                continue
            found[path] = Member(
                path=path, name=value.key, span=value.key.span, seen="example", description=value.comment,
                place=value.place, example=Printed(value.text, value.span) if value.text else None,
                required=stated(value.comment.text) if value.comment is not None else None,
            )  # fmt: skip
            _take_template(found[path], value)
            _take_comment(found[path], value.comment)
    return [*found.values()]


def _take_template(member: Member, value: Value) -> None:
    """Take what stands in the place of a value and says what is to be there: `string (required) - who gets it`."""
    told = toldtypes.template(value.text) if value.text is not None and value.shape == "string" else None
    if told is None:
        return
    type_, must, rest = told
    member.base, member.type, member.required = terms.base_type(type_), Printed(type_, value.span), must
    member.example = None
    if rest and member.description is None:
        member.description = Printed(rest, value.span)


def _take_comment(member: Member, comment: Printed | None) -> None:
    """Take the type that a comment begins with: `// string, who gets it`."""
    led = toldtypes.led(comment.text) if comment is not None and member.base is None else None
    if led is not None and comment is not None:
        member.base, member.type = terms.base_type(led), Printed(led, comment.span)
