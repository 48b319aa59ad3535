"""Classes by datamodel-code-generator, through templates that print what the plan decided."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dlrgen.plan.models import Definitions

TEMPLATES = Path(__file__).parent / "templates"


def generate(schemas: dict[str, Any], extra: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Classes for schemas with qualified names.

    Args:
        schemas: JSON Schemas by qualified name, such as `acme.models.StatusRow`.
        extra: What the templates print, by the same names.

    Returns:
        The classes of each module (`acme.models`) as source without its imports.
    """
    from datamodel_code_generator import generate as generate_models
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import DatetimeClassType, PythonVersion

    modules = generate_models(
        {"$defs": schemas},
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.MsgspecStruct,
        output_datetime_class=DatetimeClassType.Datetime,
        target_python_version=PythonVersion.PY_311,
        custom_template_dir=TEMPLATES,
        extra_template_data=defaultdict(dict, extra),
        field_extra_keys={"x-value", "x-doc"},
        formatters=[],
        treat_dot_as_module=True,
        use_union_operator=True,
        use_standard_collections=True,
        use_annotated=False,
        keyword_only=True,
        disable_timestamp=True,
        custom_file_header="#",
    )
    if not isinstance(modules, dict):
        raise TypeError("datamodel-code-generator made one module where several were asked for")
    return {
        ".".join(path)[: -len(".py")]: _classes(text)
        for path, text in modules.items()
        if len(path) == 2 and path[1] != "__init__.py"
    }


def _classes(text: str) -> str:
    """A module without its imports; classes two blank lines apart."""
    _, *classes = text.split("\nclass ")
    return "\n\n\n".join(f"class {body.strip()}" for body in classes) + "\n"


def merge(definitions: list[Definitions]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The definitions of several vendors as one; their names do not clash, because each begins with its vendor."""
    schemas: dict[str, Any] = {}
    extra: dict[str, dict[str, Any]] = {}
    for one in definitions:
        schemas.update(one.schemas)
        extra.update(one.extra)
    return schemas, extra


def main() -> None:
    """The worker: take one request from standard input, and answer it."""
    gc.disable()  # it ends before there is anything to collect
    for module in ("config", "model.msgspec", "parser.jsonschema"):  # while the request is being made
        import_module(f"datamodel_code_generator.{module}")
    json.dump(generate(*json.load(sys.stdin)), sys.stdout)
    sys.stdout.flush()
    # Taking everything apart that was imported would take longer than making the classes.
    os._exit(0)
