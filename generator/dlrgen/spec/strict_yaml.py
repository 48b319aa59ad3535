"""YAML as specs are written in it: JSON's scalars only, no aliases, no tags, no duplicate keys, every place known.

Built on PyYAML's event stream rather than on its composer: the composer recurses in C and a few kilobytes of brackets
bring the whole process down, and its safe loader turns vendors' codes such as `0012`, `no` and `12:30:45` into numbers,
booleans and seconds.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Any

import yaml
from msgspec import Struct

from dlrgen.problems import Problem

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_BYTES = 2_000_000
MAX_DEPTH = 40

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
_WORDS = {"null": None, "true": True, "false": False}
_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Marks(Struct):
    """Where an object or a list begins, and where what is inside it does. Lines and columns count from 1."""

    line: int
    column: int
    keys: dict[Any, tuple[int, int]] = {}
    inside: dict[Any, Marks | tuple[int, int]] = {}
    """The marks of objects and lists, and the line and column of everything else."""

    def find(self, path: tuple[str | int, ...], *, key: bool = False) -> tuple[int, int]:
        """The place of the value at `path` (of its key, if asked), or of the nearest thing around it that exists."""
        here = self
        for depth, step in enumerate(path):
            if key and depth == len(path) - 1 and step in here.keys:
                return here.keys[step]
            if step not in here.inside:
                return here.keys.get(step, (here.line, here.column))
            inner = here.inside[step]
            if not isinstance(inner, Marks):
                return inner
            here = inner
        return here.line, here.column


class Document(Struct):
    """The data of one YAML file and the places of its parts."""

    data: Any
    marks: Marks


def read(text: str, file: str) -> Document | Problem:
    """Read one document; what is not well-formed, or not allowed, comes back as the one problem of the file."""
    if bad := _PRINTABLE.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - text.rfind("\n", 0, bad.start())
        return Problem(
            id="yaml.character", file=file, line=line, column=column,
            message=f"the character U+{ord(bad.group()):04X} may not stand in YAML",
            hint='Write it as an escape inside double quotes, such as "\\u0007".',
        )  # fmt: skip
    try:
        return _Builder(file).build(text)
    except _Refused as refused:
        return refused.problem
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Problem(
            id="yaml.syntax", file=file,
            line=mark.line + 1 if mark else 0, column=mark.column + 1 if mark else 0,
            message=" ".join(part for part in (error.context, error.problem) if part),
        )  # fmt: skip


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Open(Struct):
    """A container whose end has not come yet."""

    value: dict[Any, Any] | list[Any]
    marks: Marks
    key: str | None = None


class _Builder:
    def __init__(self, file: str) -> None:
        self._file = file
        self._stack: list[_Open] = []
        self._root: Document | None = None

    def build(self, text: str) -> Document:
        loader: Any = _Loader(text)
        try:
            while (event := loader.get_event()).__class__ is not yaml.StreamEndEvent:
                self._take(event)
        finally:
            loader.dispose()
        return self._root or Document(None, Marks(1, 1))

    def _take(self, event: Any) -> None:
        kind = event.__class__  # PyYAML makes no subclasses of its events, and this is asked for every one of them
        if kind is yaml.ScalarEvent:
            self._check(event)
            mark = event.start_mark
            self._scalar(event, (mark.line + 1, mark.column + 1))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._stack.pop()
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._check(event)
            self._open(event, {} if kind is yaml.MappingStartEvent else [])
        elif kind is yaml.AliasEvent:
            self._check(event)
        elif kind is yaml.DocumentStartEvent and self._root is not None:
            raise self._refused(event, "yaml.documents", "a second document begins here; a spec is one document")

    def _check(self, event: Any) -> None:
        if event.anchor:
            raise self._refused(event, "yaml.alias", "anchors and aliases are not read", "Write the value out.")
        if event.tag is not None:
            raise self._refused(event, "yaml.tag", f"the tag {event.tag} is not read", "Leave the tag out.")

    def _open(self, event: Any, value: dict[Any, Any] | list[Any]) -> None:
        marks = Marks(event.start_mark.line + 1, event.start_mark.column + 1)
        if self._stack:
            parent = self._stack[-1]
            if parent.key is None and isinstance(parent.value, dict):
                raise self._refused(event, "yaml.key", "a key must be a plain text")
            self._put(parent, value, marks)
        else:
            self._root = Document(value, marks)
        self._stack.append(_Open(value, marks))
        if len(self._stack) > MAX_DEPTH:
            raise self._refused(event, "yaml.depth", f"nested more than {MAX_DEPTH} deep")

    def _scalar(self, event: Any, mark: tuple[int, int]) -> None:
        parent = self._stack[-1] if self._stack else None
        if parent is not None and parent.key is None and isinstance(parent.value, dict):
            if event.value in parent.marks.keys:
                first, _ = parent.marks.keys[event.value]
                raise self._refused(
                    event, "yaml.duplicate-key",
                    f"the key {event.value!r} stands here a second time; the first is in line {first}",
                    "Keep one of them.",
                )  # fmt: skip
            parent.marks.keys[event.value] = mark
            parent.key = event.value
            return
        value = _value(event.value) if event.implicit[0] else event.value
        if parent is None:
            self._root = Document(value, Marks(*mark))
        else:
            self._put(parent, value, mark)

    def _put(self, parent: _Open, value: Any, marks: Marks | tuple[int, int]) -> None:
        if isinstance(parent.value, list):
            parent.marks.inside[len(parent.value)] = marks
            parent.value.append(value)
        else:
            parent.value[parent.key] = value
            parent.marks.inside[parent.key] = marks
            parent.key = None

    def _refused(self, event: Any, id: str, message: str, hint: str = "") -> _Refused:
        mark = event.start_mark
        return _Refused(
            Problem(id=id, file=self._file, line=mark.line + 1, column=mark.column + 1, message=message, hint=hint)
        )


def _value(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text) if len(text) < 16 else text
    if _NUMBER.match(text) and len(text) < 16 and isfinite(number := float(text)):
        return number
    return text
