"""The shape of an answer, from tables and examples together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dlrgen.draft import guess
from dlrgen.pages.model import Example, Field

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\Z")
_SECONDS, _MILLISECONDS = re.compile(r"1[0-9]{9}\Z"), re.compile(r"1[0-9]{12}\Z")
_TIME_WORDS = ("time", "date", "时间", "日期", "_at")


class Shape:
    """A tree of fields on its way to a schema."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._fields: dict[str, Field] = {}
        self._shapes: dict[str, set[str]] = {}
        self._samples: dict[str, dict[str, None]] = {}
        self._paths: dict[str, None] = {}
        self._numbers: set[str] = set()

    def describe(self, fields: Iterable[Field]) -> None:
        """Add what tables say."""
        for field in fields:
            self._fields.setdefault(field.path, field)
            self._paths.setdefault(field.path)

    def show(self, example: Example) -> None:
        """Add what an example shows."""
        for value in example.values:
            path = self._spelling(value.path)
            self._shapes.setdefault(path, set()).add(value.shape)
            if path and not path.endswith("[]"):
                self._paths.setdefault(path)
            if value.text:
                self._samples.setdefault(path, {}).setdefault(value.text)

    def names(self, parent: str = "") -> list[str]:
        """The names of the fields of an object, by its path."""
        head = f"{parent}." if parent else ""
        inside = (path.removeprefix(head) for path in self._paths if path.startswith(head))
        return list(dict.fromkeys(name for name in inside if name and "." not in name and "[" not in name))

    def sample(self, path: str) -> str | None:
        """The first value that an example shows there."""
        return next(iter(self._samples.get(path, {})), None)

    def samples(self, path: str) -> list[str]:
        """The values that examples show there."""
        return [*self._samples.get(path, {})]

    def paths(self) -> list[str]:
        """Every path."""
        return [*self._paths]

    def is_number(self, path: str) -> None:
        """Take a field as a whole number, whatever an example shows."""
        if self._shapes.get(path) != {"integer"}:
            self._numbers.add(path)
        self._shapes[path] = {"integer"}

    def is_integer(self, path: str) -> bool:
        """Whether a field is a whole number."""
        return self._type(path) == "integer"

    def tolerances(self) -> list[str]:
        """What the examples ask a client to put up with."""
        found: list[str] = []
        if any(path in self._numbers for path in self._paths):
            found.append("number_as_text")
        types = {path: self._type(path) for path in self._paths}
        shown = {path: self._shapes.get(path, set()) for path in self._paths}
        if any({types[path], *shown[path]} >= {"string", "integer"} for path in self._paths):
            found.append("number_as_text")
        if any(types[path] == "array" and "object" in shown[path] for path in self._paths):
            found.append("single_as_list")
        return list(dict.fromkeys(found))

    def lists(self) -> list[str]:
        """The paths of the lists of objects, the outermost first."""
        return [path for path in self._paths if self._is_list(path) and self.names(f"{path}[]")]

    def schema(
        self, required: Iterable[str], tables: Mapping[str, tuple[str, str]], titles: list[str]
    ) -> dict[str, Any]:
        """The schema as a spec states it.

        Args:
            required: Fields of the answer itself that are always there.
            tables: For paths, the code table that their values are of, and its type.
            titles: Class names that are taken; grows.
        """
        made = self._object("", tables, titles)
        return {"type": "object", "required": [name for name in required if name in made], "properties": made}

    def _object(self, parent: str, tables: Mapping[str, tuple[str, str]], titles: list[str]) -> dict[str, Any]:
        head = f"{parent}." if parent else ""
        return {name: self._field(head + name, tables, titles) for name in self.names(parent)}

    def _field(self, path: str, tables: Mapping[str, tuple[str, str]], titles: list[str]) -> dict[str, Any]:
        name = path.rpartition(".")[2]
        made: dict[str, Any] = {"type": self._type(path)}
        field = self._fields.get(path)
        if field is not None and field.also:
            made["also"] = [spelling.text for spelling in field.also]
        if field is not None and field.description is not None:
            made |= guess.labelled(field.description.text)
        if path not in self._shapes:
            made["unseen"] = "no example of the page shows it"
        if not name.isascii():
            made["name"] = guess.identifier(name, "field")
            made["todo"] = {"name": f"How should {name} be called in Python?"}
        if made["type"] == "object":
            title = guess.class_name(name, titles)
            titles.append(title)
            made |= {"title": title, "properties": self._object(path, tables, titles)}
            if not made["properties"]:
                made["properties"] = {"value": {"type": "string", "unseen": "the page does not say"}}
                made["todo"] = {"properties": f"What does {name} hold?"}
        elif made["type"] == "array":
            made["items"] = self._items(path, name, tables, titles, made)
        else:
            made |= self._reading(path, made["type"], tables)
        return made

    def _items(
        self, path: str, name: str, tables: Mapping[str, tuple[str, str]], titles: list[str], made: dict[str, Any]
    ) -> dict[str, Any]:
        inside = self._object(f"{path}[]", tables, titles) or self._object(path, tables, titles)
        if not inside:
            if not self._shapes.get(f"{path}[]"):
                made["todo"] = {"items": f"What does a list {name} hold?"}
            return {"type": self._scalar(f"{path}[]")}
        title = guess.class_name(name.removesuffix("s") if len(name) > 4 else f"{name}Row", titles)
        titles.append(title)
        return {"type": "object", "title": title, "properties": inside}

    def _type(self, path: str) -> str:
        if self._is_list(path):
            return "array"
        if self.names(path):
            return "object"
        field = self._fields.get(path)
        base = field.base if field is not None else None
        if base in ("integer", "number", "boolean", "object"):
            return str(base)
        return self._scalar(path) if base is None else "string"

    def _is_list(self, path: str) -> bool:
        field = self._fields.get(path)
        shapes = self._shapes.get(path, set())
        return "array" in shapes or f"{path}[]" in self._shapes or (field is not None and field.base == "array")

    def _scalar(self, path: str) -> str:
        shapes = self._shapes.get(path, set()) - {"null", "array", "object"}
        return shapes.pop() if len(shapes) == 1 else "string"

    def _reading(self, path: str, type_: str, tables: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
        if path in tables and tables[path][1] == type_:
            return {"table": tables[path][0]}
        sample = self.sample(path) or ""
        field = self._fields.get(path)
        told = path.lower() + (field.description.text.lower() if field is not None and field.description else "")
        if type_ == "string" and _MOMENT.match(sample):
            return {"time": {"layout": "%Y-%m-%d %H:%M:%S"}}
        if type_ == "integer" and any(word in told for word in _TIME_WORDS):
            if _SECONDS.match(sample):
                return {"time": {"unix": "s"}}
            if _MILLISECONDS.match(sample):
                return {"time": {"unix": "ms"}}
        return {}

    def _spelling(self, path: str) -> str:
        """The path with the names that the tables use."""
        for field in self._fields.values():
            parent = field.path.rpartition(".")[0]
            for spelling in field.also:
                other = f"{parent}.{spelling.text}" if parent else spelling.text
                if path == other:
                    return field.path
        return path


def moments(schema: Mapping[str, Any]) -> bool:
    """Whether a schema reads a local time."""
    time = schema.get("time")
    inner = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    return (time is not None and "layout" in time) or any(moments(each) for each in inner)
