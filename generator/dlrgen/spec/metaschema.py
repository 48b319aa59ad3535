"""The spec language as JSON Schema 2020-12, derived from the types of `dlrgen.spec.model`."""

from __future__ import annotations

import ast
import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from typing import Any, cast

import msgspec
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from dlrgen.problems import Problem
from dlrgen.runtime.plain import is_array, is_object
from dlrgen.spec import model
from dlrgen.spec.strict_yaml import Document

KINDS = {"vendor": model.Vendor, "endpoint": model.Endpoint, "carrier": model.Carrier}


@cache
def metaschema(kind: str) -> dict[str, Any]:
    """The metaschema of `vendor.yaml` (`vendor`), of an endpoint's file or of a carrier's (`endpoint`, `carrier`)."""
    schema = msgspec.json.schema(KINDS[kind])
    docs = _attribute_docs()
    for name, definition in schema["$defs"].items():
        inherited = [docs.get(c.__name__, {}) for c in reversed(getattr(model, name).__mro__)]
        texts = {key: text for each in inherited for key, text in each.items()}
        if (tag := getattr(model, name).__struct_config__.tag_field) is not None:
            definition["properties"][tag] = {"description": definition["description"], **definition["properties"][tag]}
        for field in msgspec.structs.fields(getattr(model, name)):
            described = definition["properties"][field.encode_name]
            text = texts.get(field.name) or _first_line(schema["$defs"], described)
            if text is not None:
                definition["properties"][field.encode_name] = {"description": text, **described}
    return {"$schema": Draft202012Validator.META_SCHEMA["$id"], "title": f"dlrkit {kind} spec, version 1", **schema}


def _first_line(definitions: Mapping[str, Any], described: Mapping[str, Any]) -> str | None:
    """What the thing says of itself that a key holds, which is then what editors show of the key."""
    for one in (described, *described.get("anyOf", ())):
        if "$ref" in one:
            text: str = definitions[one["$ref"].rpartition("/")[2]]["description"]
            return text.partition("\n")[0]
    return None


def export(kind: str) -> str:
    """The metaschema as text for editors, whose regular expressions have `$` for the end of a text."""
    return json.dumps(metaschema(kind), ensure_ascii=False, indent=2).replace("\\\\Z", "$") + "\n"


def problems(kind: str, document: Document, file: str) -> Iterator[Problem]:
    """Every way in which a document is not of the language, each at its place."""
    yield from problems_against(metaschema(kind), document, file)


def problems_against(schema: dict[str, Any], document: Document, file: str) -> Iterator[Problem]:
    """Every way in which a document is not what a schema says, each at its place."""
    validator: Any = Draft202012Validator(schema)
    for error in validator.iter_errors(document.data):
        for leaf in _leaves(error):
            yield from _problems(leaf, document, file)


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Of a failed choice only the alternative that was meant: the one with the right tag, or with the fewest faults."""
    if not error.context:
        yield error
        return
    branches: dict[Any, list[ValidationError]] = {}
    for child in error.context:
        branches.setdefault(child.schema_path[0], []).append(child)
    plausible = [b for b in branches.values() if not any(_is_other_kind(c, error) for c in b)]
    if not plausible:
        yield error
        return
    for child in min(plausible, key=len):
        yield from _leaves(child)


def _is_other_kind(child: ValidationError, parent: ValidationError) -> bool:
    depth = len(child.absolute_path) - len(parent.absolute_path)
    return (child.validator == "type" and depth == 0) or (
        child.validator == "enum" and depth == 1 and child.absolute_path[-1] == "step"
    )


def _problems(error: ValidationError, document: Document, file: str) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    shown = ".".join(map(str, path)) or "the file"
    instance: Any = error.instance
    if error.validator == "additionalProperties" and is_object(instance):
        schema: Any = error.schema
        known = list(schema.get("properties", {}))
        for key in instance:
            if key not in known:
                line, column = document.marks.find((*path, key), key=True)
                near = get_close_matches(str(key), known, 1)
                hint = f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(known)}."
                yield Problem(
                    id="spec.unknown-key", file=file, line=line, column=column,
                    message=f"{shown} has no key {key!r}", hint=hint,
                )  # fmt: skip
        return
    line, column = document.marks.find(path)
    ids = {"required": "spec.missing-key", "type": "spec.type", "anyOf": "spec.type"}
    yield Problem(
        id=ids.get(str(error.validator), "spec.value"), file=file, line=line, column=column,
        message=f"{shown}: {_sentence(error)}", hint=_hint(error),
    )  # fmt: skip


def _sentence(error: ValidationError) -> str:
    value, limit = _short(error.instance), cast(Any, error.validator_value)
    match error.validator:
        case "required":
            # There is one error for each key, which only the message tells apart.
            missing = [key for key in limit if error.message.startswith(f"{key!r} is")]
            return f"the key {missing[0]!r} is missing" if missing else "a key is missing"
        case "type" | "anyOf" if types := _types(error):
            return f"{value} should be of type {' or '.join(types)}"
        case "anyOf" if kinds := _step_kinds(error):
            return f"{_short(cast(Any, error.instance)['step'])} is none of {', '.join(kinds)}"
        case "enum" | "const":
            return f"{value} is none of {', '.join(map(str, limit if is_array(limit) else [limit]))}"
        case "pattern":
            return f"{value} does not look as it should ({limit})"
        case "maxLength" | "maxItems":
            return f"longer than {limit}"
        case "minLength" | "minItems":
            return f"shorter than {limit}"
        case "minimum":
            return f"{value} is below {limit}"
        case _:
            return f"{value} is not allowed here"


def _hint(error: ValidationError) -> str:
    if "string" in _types(error) and isinstance(error.instance, (int, float)):
        return f'Codes and other texts that look like numbers need quotes: "{_short(error.instance)}".'
    return ""


def _types(error: ValidationError) -> list[str]:
    """The types that would do, where a value is of another."""
    depth = len(error.absolute_path)
    alternatives = error.context or [error]
    wrong = [a for a in alternatives if a.validator == "type" and len(a.absolute_path) == depth]
    return [str(a.validator_value) for a in wrong] if len(wrong) == len(alternatives) else []


def _step_kinds(error: ValidationError) -> list[str]:
    """The kinds of step that there are, where a step is of none of them."""
    kinds = [child for child in error.context or () if _is_other_kind(child, error) and child.validator == "enum"]
    return sorted(kind for child in kinds for kind in cast(Any, child.validator_value))


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def _attribute_docs() -> dict[str, dict[str, str]]:
    """The texts under the attributes of the model's classes, which Python itself does not keep."""
    rooms = {value.__module__ for value in vars(model).values() if isinstance(value, type)}
    sources = [inspect.getsource(sys.modules[room]) for room in sorted(rooms)]
    classes = [node for source in sources for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    return {node.name: dict(_documented(node.body)) for node in classes}


def _documented(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement, following in pairwise(body):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, text
            case _:
                pass
