"""Shapes and code tables as the components of a document."""

from __future__ import annotations

from typing import Any

from dlrgen.openapi.extensions import extended
from dlrgen.plan import names
from dlrgen.plan.models import class_for, labelled
from dlrgen.spec.model import Code, Param, Schema, Table, Vendor
from dlrgen.spec.schema import resolve

_KEYS_OF_FIELDS = ("also", "time", "unseen", "evidence", "name")


class Components:
    """The schemas of one document, each under the name of its generated class.

    Attributes:
        schemas: Those that were asked for so far.
    """

    def __init__(self, vendor: Vendor) -> None:
        """Begin with none."""
        self._vendor = vendor
        self.schemas: dict[str, Any] = {}

    def named(self, name: str, schema: Schema) -> dict[str, str]:
        """A pointer to a shape that becomes a component of this name."""
        if name not in self.schemas:
            self.schemas[name] = {}  # kept free while what is inside takes names
            self.schemas[name] = self._shape(resolve(schema, self._vendor))
        return {"$ref": f"#/components/schemas/{name}"}

    def field(self, schema: Schema, *, optional: bool) -> dict[str, Any]:
        """A field of an object, or what a list holds."""
        target = resolve(schema, self._vendor)
        shape = self._value(schema, target)
        if optional:
            shape = _or_null(shape)
        text = labelled(schema) or labelled(target)
        return {**shape, **({"description": text} if text else {}), **extended(
            **{key: getattr(schema, key) or getattr(target, key) for key in _KEYS_OF_FIELDS}, table=target.table
        )}  # fmt: skip

    def coded(self, table_name: str) -> dict[str, Any]:
        """A code: one of those that are known, or any other, for vendors add codes without a word."""
        table = self._vendor.tables[table_name]
        if table.enum not in self.schemas:
            self.schemas[table.enum] = _enum(table_name, table)
        return {"anyOf": [{"$ref": f"#/components/schemas/{table.enum}"}, {"type": table.type}]}

    def param(self, param: Param) -> dict[str, Any]:
        """The schema of a parameter's value as it travels."""
        match param.type:
            case "time":
                return {"type": "integer", "format": "int64"} if param.layout is None else {"type": "string"}
            case "array" if param.encode in ("repeat", "comma", None):
                items = {"type": "string"} if param.items is None else self.field(param.items, optional=False)
                return {"type": "array", "items": items, **({"maxItems": param.max_items} if param.max_items else {})}
            case "object" if param.encode is None:
                return {"type": "object", "additionalProperties": True}
            case "array" | "object":
                return {"type": "string"}
            case _ if param.table is not None:
                return self.coded(param.table)
            case kind:
                shape: dict[str, Any] = {"type": kind}
                if param.choices:
                    shape["enum"] = param.choices
                if param.pattern:
                    shape["pattern"] = param.pattern
                return shape

    def _value(self, schema: Schema, target: Schema) -> dict[str, Any]:
        if target.table is not None:
            return self.coded(target.table)
        if target.type == "object" and target.values is None:
            return self.named(class_for(schema, self._vendor), schema)
        return self._shape(target)

    def _shape(self, schema: Schema) -> dict[str, Any]:
        if schema.values is not None:
            return {"type": "object", "additionalProperties": self.field(schema.values, optional=False)}
        if schema.type == "object":
            properties = {
                wire: self.field(inner, optional=wire not in schema.required)
                for wire, inner in schema.properties.items()
            }
            shape: dict[str, Any] = {"type": "object", "properties": properties}
            if schema.required:
                shape["required"] = schema.required
            if text := labelled(schema):
                shape["description"] = text
            return shape
        if schema.items is not None:
            return {"type": "array", "items": self.field(schema.items, optional=False)}
        return {"type": schema.type}


def _enum(name: str, table: Table) -> dict[str, Any]:
    number = table.type == "integer"
    return {
        "type": table.type,
        "title": table.title.en,
        **({"description": table.en} if table.en else {}),
        "enum": [int(code) if number else code for code in table.codes],
        "x-enum-varnames": [names.member(code, row.name) for code, row in table.codes.items()],
        "x-enum-descriptions": [labelled(row) for row in table.codes.values()],
        **extended(
            table=name,
            speaks_of=table.speaks_of,
            title_zh=table.title.zh,
            source=table.source,
            evidence=table.evidence,
            codes={code: _meaning(row) for code, row in table.codes.items()},
            patterns=table.patterns,
        ),
    }


def _meaning(row: Code) -> dict[str, Any]:
    """A row without what the enum says already."""
    keys = ("state", "reason", "retry", "category", "confidence", "evidence", "unmapped", "conflicts", "zh")
    return {key: getattr(row, key) for key in keys}


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" in shape:
        return {**shape, "anyOf": [*shape["anyOf"], {"type": "null"}]}
    if "$ref" in shape:
        return {"anyOf": [shape, {"type": "null"}]}
    return {**shape, "type": [shape["type"], "null"]}
