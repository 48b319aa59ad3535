"""Classes by datamodel-code-generator, through templates that print what the plan decided.

Importing datamodel-code-generator takes longer than everything else in a run, so `Worker` does it in a process of its
own while the specs are read and checked.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from dlrgen.plan.models import Definitions

TEMPLATES = Path(__file__).parent / "templates"
WITHOUT_PLUGINS = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}
"""The environment in which pydantic looks for no plugins, which takes longer than making the classes."""
MANY = 24
"""From so many vendors on, one worker is too few: more processes are worth the time that they take to begin."""


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


class Worker:
    """A process that has datamodel-code-generator imported by the time it is needed. Ends with its `with` block."""

    def __init__(self) -> None:
        """Make a worker; its process starts with `start`."""
        self._process: subprocess.Popen[bytes] | None = None
        self._exchange: Thread | None = None
        self._answer = b""

    def __enter__(self) -> Self:
        """Nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, if it is still there."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            if self._exchange is None:
                self._process.communicate()
            else:
                self._exchange.join()

    def start(self) -> None:
        """Start the process, if it is not there yet."""
        if self._process is not None:
            return
        self._process = subprocess.Popen(
            # Without `site`: the path is handed over, and looking for it again takes time.
            [sys.executable, "-S", "-m", "dlrgen.emit.classes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
                **WITHOUT_PLUGINS,
            },
        )

    def begin(self, definitions: list[Definitions]) -> Callable[[], dict[str, str]]:
        """Begin to make the classes for the definitions of several vendors.

        Returns:
            What waits for the classes, as `generate` gives them, and raises RuntimeError if the process failed; what
            it had to say went to standard error.
        """
        self.start()
        request = json.dumps(merge(definitions)).encode()
        # A pipe holds less than a request, and the process may still be importing.
        self._exchange = Thread(target=self._communicate, args=(request,))
        self._exchange.start()
        return self._finish

    def _communicate(self, request: bytes) -> None:
        assert self._process is not None
        self._answer, _ = self._process.communicate(request)

    def _finish(self) -> dict[str, str]:
        assert self._process is not None
        assert self._exchange is not None
        self._exchange.join()
        if self._process.returncode:
            raise RuntimeError("datamodel-code-generator failed")
        modules: dict[str, str] = json.loads(self._answer)
        return modules


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


if __name__ == "__main__":
    main()
