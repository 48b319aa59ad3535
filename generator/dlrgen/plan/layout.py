"""Where generated Python breaks its lines: as black would, on one line if it fits, and else one line for each part."""

from __future__ import annotations

from collections.abc import Sequence

from dlrgen.plan.literals import WIDTH, Source


def bracketed(opening: str, parts: Sequence[str], closing: str, *, indent: int = 0) -> Source:
    """Parts between brackets, separated by commas; lines after the first are indented by `indent` spaces.

    Args:
        opening: What stands before the parts, its bracket included: `params=(`.
        parts: The parts. One of several lines must be laid out for an indent of four more.
        closing: The bracket, and what stands behind it: `) -> None:`.
        indent: The indent of the line that this begins on.
    """
    pad = " " * indent
    joined = ", ".join(parts)
    if "\n" not in joined:
        # Less than the width: what this is a part of may put a comma behind it.
        if indent + len(opening) + len(joined) + len(closing) < WIDTH:
            return Source(f"{opening}{joined}{closing}")
        if indent + 4 + len(joined) <= WIDTH:
            return Source(f"{opening}\n{pad}    {joined}\n{pad}{closing}")
    lines = "".join(f"{pad}    {part},\n" for part in parts)
    return Source(f"{opening}\n{lines}{pad}{closing}")


def tuple_of(opening: str, parts: Sequence[str], *, indent: int = 0) -> Source:
    """Parts as a tuple; `opening` is what stands before it on its line, such as `params=`."""
    if len(parts) != 1:
        return bracketed(f"{opening}(", parts, ")", indent=indent)
    (part,) = parts
    one_line = f"{opening}({part},)"
    fits = "\n" not in part and indent + len(one_line) < WIDTH
    return Source(one_line if fits else f"{opening}(\n{' ' * indent}    {part},\n{' ' * indent})")
