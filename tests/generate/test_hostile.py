"""A spec is not trusted: whatever its texts hold, they come out as texts, in code of the same shape as harmless ones.

The shape of a module is its syntax tree with all texts left out. Each hostile text goes into each place that has room
for a text: either lint refuses it where it stands, or the shape stays and the text is found in it, word for word.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from dlrgen.problems import render

Imported = Callable[[dict[str, str]], ModuleType]
Put = Callable[[Any, str], None]

MARK = "dlrgen_was_here"
RUN = f"import builtins; builtins.{MARK} = True"
TEXTS = {
    "quote": 'a "quoted" word',
    "triple quotes": 'a """ b',
    "single quotes": "a ''' b ' c",
    "seven quotes": '"' * 7,
    "only a quote": '"',
    "begins with a quote": '"a" is b',
    "ends with a quote": 'it is "b"',
    "ends with two quotes": 'it is ""',
    "backslash": r"C:\new\table\x41\u0041\N{BULLET}\101",
    "ends with a backslash": "a \\",
    "ends with backslash and quote": 'a \\"',
    "backslash before three quotes": 'a \\""" b',
    "jinja": "{{ 7 * 7 }} {% raw %} {# gone #} {{ plan.title }}",
    "braces": "{x} {{y}} {0} {__import__('os')} }{",
    "percent": "%s %(x)s %% 100%",
    "newline": "one\ntwo\n\n\n\n\nthree",
    "newline and code": f"one\n{RUN}\n",
    "newline and class": "one\nclass Evil:\n    pass\n",
    "tab": "one\ttwo",
    "ends a docstring": f'"""); {RUN}#',
    "ends a docstring on its line": f'"""\n{RUN}\n"""',
    "ends a literal": f'"); {RUN}#',
    "ends a literal in single quotes": f"'); {RUN}#",
    "ends an f-string": f'{{"}}"}}; {RUN} #',
    "comment": "# type: ignore  # noqa",
    "looks like ours": "import_lines_go_here",
    "no-break space": "a\u00a0b",
    "line separator": "a\u2028b\u2029c",
    "no width": "a\u200bb\ufeffc",
    "beyond the plane": "\U0001f600 𠮷 中文。",
    "very long": "a long text " * 150,
    "very long word": "x" * 1500,
    "type words": "Any field(name) codes hashlib zone",
}
REFUSED = {
    "direction": "a \u202e b",
    "isolate": "a \u2066 b",
    "nothing": "a \0 b",
    "bell": "a \a b",
    "escape": "a \x1b[31m b",
    "next line": "a \x85 b",
    "carriage return": "a \r b",
}


def at(*path: str | int) -> Put:
    def put(spec: Any, text: str) -> None:
        here = getattr(spec, str(path[0]))
        for step in path[1:-1]:
            here = here[step]
        here[path[-1]] = text

    return put


def as_key(*path: str | int, **value: str) -> Put:
    def put(spec: Any, text: str) -> None:
        here = getattr(spec, str(path[0]))
        for step in path[1:]:
            here = here[step]
        here[text] = value

    return put


def template(*path: str | int, around: str) -> Put:
    def put(spec: Any, text: str) -> None:
        at(*path)(spec, around.format(text.replace("{", "{{").replace("}", "}}")))

    return put


def message_of_errors(spec: Any, text: str) -> None:
    spec.vendor["errors"]["message"] = text
    spec.vendor["schemas"]["Failure"]["properties"][text] = {"type": "string", "name": "hostile", "en": "A field."}


def envelope_field(spec: Any, text: str) -> None:
    spec.vendor["auth"]["gateway"]["envelope"]["fields"][text] = "x"


def sent_name(spec: Any, text: str) -> None:
    spec.vendor["auth"]["gateway"]["send"] = {"query": {text: "x"}}


def format_suffix(spec: Any, text: str) -> None:
    spec.lookup["response"]["formats"] = {"json": "", "xml": text}


SESSION = ("lookup", "response", "schema", "properties", "sessions", "items")
DOCUMENTED: dict[str, Put] = {
    "vendor title zh": at("vendor", "title", "zh"),
    "vendor title en": at("vendor", "title", "en"),
    "vendor doc": at("vendor", "doc"),
    "credential en": at("vendor", "credentials", "account", "en"),
    "credential zh": at("vendor", "credentials", "account", "zh"),
    "scheme en": at("vendor", "auth", "signature", "en"),
    "no vector": at("vendor", "auth", "bearer", "no_vector"),
    "schema en": at("vendor", "schemas", "Receipt", "en"),
    "schema zh": at("vendor", "schemas", "Receipt", "zh"),
    "field en": at("vendor", "schemas", "Receipt", "properties", "phone", "en"),
    "field zh": at("vendor", "schemas", "Receipt", "properties", "phone", "zh"),
    "table title zh": at("vendor", "tables", "receipt_status", "title", "zh"),
    "table title en": at("vendor", "tables", "receipt_status", "title", "en"),
    "table en": at("vendor", "tables", "receipt_status", "en"),
    "endpoint title zh": at("lookup", "title", "zh"),
    "endpoint title en": at("lookup", "title", "en"),
    "endpoint doc": at("lookup", "doc"),
    "url": at("lookup", "source", "url"),
    "param en": at("lookup", "params", "flavour", "en"),
    "param zh": at("lookup", "params", "flavour", "zh"),
    "default": at("lookup", "params", "flavour", "default"),
}
LITERAL: dict[str, Put] = {
    "code zh": at("vendor", "tables", "receipt_status", "codes", "ODD", "zh"),
    "code en": at("vendor", "tables", "receipt_status", "codes", "ODD", "en"),
    "code": as_key("vendor", "tables", "receipt_status", "codes", name="HOSTILE", en="A code.", state="unknown"),
    "family zh": at("vendor", "tables", "receipt_status", "patterns", "MK:####", "zh"),
    "family en": at("vendor", "tables", "receipt_status", "patterns", "MK:####", "en"),
    "layout": at("vendor", "clock", "layouts", "stamp"),
    "field": as_key(*SESSION, "properties", type="string", name="hostile", en="A field."),
    "also": at("vendor", "schemas", "Receipt", "properties", "status", "also", 0),
    "message of errors": message_of_errors,
    "success of errors": at("vendor", "errors", "success", "equals"),
    "opens": at("vendor", "auth", "gateway", "envelope", "opens"),
    "envelope success": at("vendor", "auth", "gateway", "envelope", "success"),
    "envelope field": envelope_field,
    "sent name": sent_name,
    "join": at("vendor", "auth", "signature", "sign", "joined", "join"),
    "before": at("vendor", "auth", "signature", "sign", "joined", "before"),
    "only": at("vendor", "auth", "signature", "sign", "joined", "skip", 0),
    "choice": at("lookup", "params", "kind", "choices", 0),
    "param": as_key("lookup", "params", **{"in": "query", "name": "hostile", "en": "A parameter."}),
    "suffix": format_suffix,
}
TEMPLATES: dict[str, Put] = {
    "value": template("lookup", "params", "v", "value", around="{}"),
    "value with time": template("pull", "params", "kind", "value", around="{}{{now.unix_s}}"),
    "sent value": template("vendor", "auth", "signature", "send", "query", "sign", around="{}{{sign_hex}}"),
    "pair": template("vendor", "auth", "signature", "sign", "joined", "pair", around="{}{{name}}={{value}}"),
    "empty": template("vendor", "auth", "signature", "sign", "joined", "empty", around="{}"),
    "text": template("vendor", "auth", "signature", "sign", "to_sign", "of", around="{}{{joined}}{{secret}}"),
    "key": template("vendor", "auth", "signature", "sign", "date_key", "key", around="{}{{secret}}"),
    "sealed": template("vendor", "auth", "gateway", "envelope", "fields", "account", around="{}{{account}}"),
    "verified": template("vendor", "auth", "gateway", "envelope", "verify", "digest", "of", around="{}{{content}}"),
}
GROUPS = {"documented": DOCUMENTED, "literals": LITERAL, "templates": TEMPLATES}

HARMLESS: dict[tuple[str, ...], dict[str, str]] = {}
"""The shape with harmless texts in the same places."""


class _Blank(ast.NodeTransformer):
    """Leaves all texts out, and imports, which follow from the words of a module."""

    _plain: ast.expr

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        self.generic_visit(node)
        holes = [part for part in node.values if not isinstance(part, ast.Constant)]
        return ast.JoinedStr(holes) if holes else ast.Constant("")

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        """A long text has a line of its own before the hash that is made of it."""
        self.generic_visit(node)
        if isinstance(node.targets[0], ast.Name) and node.targets[0].id == "plain":
            self._plain = node.value
            return None
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self._plain if node.id == "plain" and isinstance(node.ctx, ast.Load) else node

    def visit_ImportFrom(self, _: ast.ImportFrom) -> None:
        return None

    def visit_Import(self, _: ast.Import) -> None:
        return None


def shape(files: dict[str, str]) -> dict[str, str]:
    """The code without its texts. Facts of fakes are no code: there a template is the list of its parts."""
    return {
        name: ast.dump(_Blank().visit(ast.parse(text)))
        for name, text in files.items()
        if name.startswith("acme/") and name.endswith(".py")
    }


def texts(files: dict[str, str]) -> list[str]:
    return [
        node.value
        for name, text in files.items()
        if name.startswith("acme/")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def folded(text: str) -> str:
    """The text as a docstring can hold it: blanks of any kind, or what cannot be seen, are one blank."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def filled(new_spec: Callable[[], Any], places: dict[str, Put], text: str, tagged: bool = False) -> Any:
    spec = new_spec()
    for number, put in enumerate(places.values()):
        put(spec, f"t{number}t{text}" if tagged else text)
    return spec


def refused(place: str, text: str) -> bool:
    """Whether a place has no room for a text that lint must refuse there, and lets pass elsewhere."""
    if place == "layout":
        return "%" in text
    if place in {"field", "message of errors"} and set('"\\\n\t') & set(text):
        return True
    names = {"also", "code", "envelope field", "field", "message of errors", "only", "opens", "param", "sent name"}
    return place in names and len(text) > 200


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("group", GROUPS)
def test_texts_stay_texts(group: str, kind: str, new_spec: Callable[[], Any], imported: Imported) -> None:
    text = TEXTS[kind]
    places = {place: put for place, put in GROUPS[group].items() if not refused(place, text)}
    files = filled(new_spec, places, text).files()
    imported(files)
    assert not hasattr(builtins, MARK)
    if (key := (group, *places)) not in HARMLESS:
        HARMLESS[key] = shape(filled(new_spec, places, "x").files())
    assert shape(files) == HARMLESS[key]


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("group", GROUPS)
def test_texts_are_shown_word_for_word(group: str, kind: str, new_spec: Callable[[], Any]) -> None:
    text = TEXTS[kind]
    places = {place: put for place, put in GROUPS[group].items() if not refused(place, text)}
    shown = texts(filled(new_spec, places, text, tagged=True).files())
    fold = folded if group == "documented" else str
    for number, place in enumerate(places):
        tag = f"t{number}t"
        whole = " ".join(f"{tag}{text}".split()) if place.endswith((" zh", " en")) else f"{tag}{text}"
        wanted = fold(whole)[1:]  # a sentence begins with a capital
        assert any(wanted in fold(found) for found in shown), place


@pytest.mark.parametrize("kind", TEXTS)
def test_what_has_no_room_for_a_text_refuses_it_at_its_place(kind: str, new_spec: Callable[[], Any]) -> None:
    for place, put in ((place, put) for places in GROUPS.values() for place, put in places.items()):
        if refused(place, TEXTS[kind]):
            problems = filled(new_spec, {place: put}, TEXTS[kind]).refused()
            assert problems, place
            assert all(p.line and p.column and p.file.startswith("specs/acme/") for p in problems)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_texts_that_deceive_the_eye_or_the_terminal_are_refused_everywhere(
    text: str, new_spec: Callable[[], Any]
) -> None:
    places = {place: put for group in GROUPS.values() for place, put in group.items()}
    problems = filled(new_spec, places, text, tagged=True).refused()
    found = {(p.file, p.line, p.column) for p in problems if p.id in {"text.bidi", "text.control"}}
    assert len(found) >= len(places)
    assert all(line and column for _, line, column in found)
    assert all(c.isprintable() or c == "\n" for c in render(problems, "text"))
