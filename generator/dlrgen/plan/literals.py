"""Text of specs as Python source. Every text that reaches the output passes through one of these functions.

A spec is untrusted: whatever it holds, a literal stays a literal and a docstring a docstring.
"""

from __future__ import annotations

import textwrap
from typing import Any, NewType

from dlrgen.runtime.plain import is_many

Source = NewType("Source", str)
"""Text that is Python already."""

WIDTH = 120


def literal(value: Any) -> Source:
    """A value as a Python literal with double quotes, readable characters kept."""
    if isinstance(value, str):
        return Source(f'"{_escaped(value, chr(34))}"')
    if is_many(value):
        items = [literal(item) for item in value]
        return Source(f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})")
    if value is None or isinstance(value, (bool, int, float)):
        return Source(repr(value))
    raise TypeError(f"no literal for {type(value).__name__}")


def fragment(text: str) -> Source:
    """A text as the literal part of an f-string in double quotes."""
    return Source(_escaped(text, '"').replace("{", "{{").replace("}", "}}"))


def docstring(*paragraphs: str, indent: int = 0) -> Source:
    """Paragraphs as a docstring, wrapped; lines after the first are indented by `indent` spaces.

    A paragraph that holds newlines keeps its lines, which are wrapped with a hanging indent.
    """
    blocks = [_wrapped(_documented(p), WIDTH - indent) for p in paragraphs if p and p.strip()]
    lines = "\n\n".join(blocks).split("\n")
    if len(lines) == 1 and len(lines[0]) + indent + 6 <= WIDTH:
        return Source(f'"""{lines[0]}"""')
    lines = _room_for_quotes(lines, WIDTH - indent - 3)
    pad = " " * indent
    body = "\n".join(f"{pad}{line}" if line and n else line for n, line in enumerate(lines))
    return Source(f'"""{body}\n{pad}"""')


def phrase(text: str) -> Source:
    """A text on one line, as a part of a docstring that a template prints around it."""
    return Source(_documented(" ".join(text.split())))


def sentence(text: str) -> str:
    """A text on one line that begins with a capital and ends with a full stop."""
    text = " ".join(text.split())
    if not text:
        return ""
    text = text[0].upper() + text[1:] if text[0].isascii() and text.split()[0].isalpha() else text
    return text if text[-1] in ".!?。！？" else f"{text}."


def _wrapped(block: str, width: int) -> str:
    lines: list[str] = []
    for line in block.split("\n"):
        if len(line) <= width:
            lines.append(line.rstrip())
            continue
        hang = " " * (len(line) - len(line.lstrip()) + 4)
        wrapped = textwrap.wrap(
            line, width, subsequent_indent=hang if line.startswith(" ") else "", break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip
        lines.extend(wrapped)
    return "\n".join(lines)


def _room_for_quotes(lines: list[str], width: int) -> list[str]:
    """The first line shares its place with the opening quotes."""
    if len(lines[0]) <= width:
        return lines
    first = textwrap.wrap(lines[0], width, break_long_words=False, break_on_hyphens=False)
    return [first[0], " ".join(first[1:]), *lines[1:]] if len(lines) == 1 or not lines[1] else [
        first[0], *textwrap.wrap(" ".join([*first[1:], lines[1]]), width + 3, break_long_words=False,
                                 break_on_hyphens=False), *lines[2:],
    ]  # fmt: skip


def _documented(text: str) -> str:
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    text = text.replace("\\", "\\\\")
    text = text.replace('"""', '\\"\\"\\"')
    return f'{text[:-1]}\\"' if text.endswith('"') else text


def _escaped(text: str, quote: str) -> str:
    if text.isprintable() and quote not in text and "\\" not in text:
        return text
    return "".join(_character(c, quote) for c in text)


def _character(character: str, quote: str) -> str:
    if character in (quote, "\\"):
        return f"\\{character}"
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode()
