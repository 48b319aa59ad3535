"""Which members lie in those before them, where no mark says it: types that count them, and names that come twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlrgen.pages.remembered import remembered

if TYPE_CHECKING:
    from dlrgen.pages.members import Member

_COUNTED = re.compile(r"[^{}\n]{0,30}\bobject(?:[ ]?\([^(){}\n]{1,30}\))?[ ]?\{(?P<count>[0-9]{1,3})\}", re.IGNORECASE)
"""A type that counts what lies inside: `object {3}`, `array [object {2}]`."""


def opened(member: Member) -> str:
    """The path inside a member."""
    return f"{member.path}[]" if member.base == "array" and not member.path.endswith("[]") else member.path


def lay_counted(found: list[Member]) -> None:
    """Lay what follows an object or list into it if the types count what lies inside."""
    counts = [_count(member.type.text) if member.type is not None else 0 for member in found]
    if not any(counts) or any(member.nested for member in found):
        return
    lists = [member.base == "array" for member in found]
    for member, path in zip(found, _paths([m.path for m in found], counts, lists) or (), strict=False):
        member.nested = path != member.path
        member.path = path


def lay_in_lists(found: list[Member]) -> None:
    """Tell in paths which of what members lie in are lists, as the types of these say."""
    lists = {member.path.replace("[]", "") for member in found if member.base == "array"}
    for member in found if lists else ():
        *holders, name = member.path.split(".")
        if holders:
            around = [holder.removesuffix("[]") for holder in holders]
            are_lists = [".".join(around[: k + 1]) in lists for k in range(len(around))]
            steps = [f"{around[k]}[]" if are_lists[k] else holder for k, holder in enumerate(holders)]
            member.path = ".".join([*steps, name])


def lay_repeated(found: list[Member]) -> None:
    """Lay what follows an object or list into it if a name would be there twice otherwise."""
    if any(member.nested for member in found):
        return
    places: dict[str, int] = {}
    holder = -1
    for k, member in enumerate(found):
        first = places.setdefault(member.path, k)
        if k and found[k - 1].base in ("object", "array"):
            holder = k - 1
        if holder > first:
            inside = opened(found[holder])
            for other in found[holder + 1 :]:
                other.path, other.nested = f"{inside}.{other.path}", True
            return


@remembered
def _count(type_: str) -> int:
    """How many members a printed type says that lie inside; 0 if it does not say it."""
    found = _COUNTED.match(type_)
    return int(found["count"]) if found is not None else 0


def _paths(names: Sequence[str], counts: Sequence[int], lists: Sequence[bool]) -> list[str] | None:
    """Where members lie whose types count those inside.

    Args:
        names: What they are called, in their order.
        counts: How many lie inside each.
        lists: Which of them are lists.

    Returns:
        Their paths; None if there are not as many members as the types count, as some are folded away.
    """
    found: list[str] = []
    around: list[tuple[int, str]] = []
    for name, inside, is_list in zip(names, counts, lists, strict=True):
        while around and not around[-1][0]:
            around.pop()
        path = name
        if around:
            left, holder = around.pop()
            around.append((left - 1, holder))
            path = f"{holder}.{name}"
        found.append(path)
        around.append((inside, f"{path}[]" if is_list else path))
    return found if not any(left for left, _ in around) else None
