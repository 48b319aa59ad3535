"""Answers that are not typed JSON, as plain data: JSON that needs a second look, XML, YAML. Bombs are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, cast
from xml.parsers import expat

import msgspec

Format = Literal["json", "xml", "yaml"]
MAX_DEPTH = 40


class UnreadableText(ValueError):
    """The text is not of its format."""


def parse(body: bytes, format: Format, charset: str | None) -> Any:
    """Plain data of a body.

    Args:
        body: The body as it came.
        format: The format it should be in.
        charset: The charset that the answer declares, if any.

    Raises:
        UnreadableText: The text is not of that format.
        UnicodeError: The bytes are not of the charset.
        LookupError: No such charset.
        ImportError: The library for the format is not installed.
    """
    text = body.decode(charset or "utf-8").removeprefix("\ufeff")
    return _READERS[format](text)


def _json(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableText(str(error)) from None


def _xml(text: str) -> Any:
    """Elements as data: one with children is a mapping, a repeated name a list, everything else its text."""
    parser = expat.ParserCreate(encoding="utf-8")
    root: dict[str, Any] = {}
    stack: list[tuple[dict[str, Any], list[str]]] = [(root, [])]

    def begin(_name: str, _attributes: dict[str, str]) -> None:
        stack.append(({}, []))
        if len(stack) > MAX_DEPTH:
            raise UnreadableText(f"nested more than {MAX_DEPTH} deep")

    def end(name: str) -> None:
        children, texts = stack.pop()
        value: Any = children or "".join(texts).strip()
        around = stack[-1][0]
        if name not in around:
            around[name] = value
        elif isinstance(around[name], list):
            around[name].append(value)
        else:
            around[name] = [around[name], value]

    def take(text: str) -> None:
        stack[-1][1].append(text)

    def refuse(*_: Any) -> None:
        raise UnreadableText("a document type is declared, which no answer needs")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = take
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise UnreadableText(str(error)) from None
    return next(iter(root.values()))


def _yaml(text: str) -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """Texts stay texts (a carrier code `0012` is no number); tags and aliases are refused, depth is bounded."""

        depth = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise UnreadableText("an alias, which no answer needs")
            if cast(Any, self).peek_event().tag is not None:  # events have no types in types-PyYAML
                raise UnreadableText("a tag, which no answer needs")
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise UnreadableText(f"nested more than {MAX_DEPTH} deep")
            node: Any = super().compose_node(parent, index)
            self.depth -= 1
            if index is None and isinstance(parent, yaml.MappingNode):  # a key
                node.tag = node.tag.replace(":null", ":str")
            return node

    resolvers: dict[Any, list[tuple[str, Any]]] = yaml.SafeLoader.yaml_implicit_resolvers
    Loader.yaml_implicit_resolvers = {
        first: [row for row in rows if row[0] == "tag:yaml.org,2002:null"] for first, rows in resolvers.items()
    }
    try:
        return Loader(text).get_single_data()
    except yaml.YAMLError as error:
        raise UnreadableText(" ".join(str(error).split())) from None


_READERS: dict[Format, Callable[[str], Any]] = {"json": _json, "xml": _xml, "yaml": _yaml}
