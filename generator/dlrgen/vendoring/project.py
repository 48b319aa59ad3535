"""What a project says of its copy in its own `pyproject.toml`, under `[tool.dlrgen]`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from keyword import iskeyword
from pathlib import Path

import msgspec
from msgspec import Struct

FILE = "pyproject.toml"


class Project(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which copy a project wants.

    Attributes:
        dest: The folder that the package lies in, such as `src`.
        package: The name under which it is imported.
        vendors: The vendors that it has; all, if left out.
        specs: Folders with specs of the project's own. A vendor in them goes before one that comes with dlrgen.
    """

    dest: str = ""
    package: str = "dlrkit"
    vendors: list[str] = []
    specs: list[str] = []


class BadProject(ValueError):
    """A `pyproject.toml` that cannot be used; the message says why."""


def read(start: Path) -> tuple[Path, Project]:
    """The settings of the project that a folder belongs to.

    Args:
        start: A folder of the project.

    Returns:
        The project's folder, to which its paths are relative, and the settings; `start` itself and the defaults where
        no `pyproject.toml` above has a `[tool.dlrgen]`.

    Raises:
        BadProject: The settings are not what they should be.
    """
    for folder in (start, *start.parents):
        path = folder / FILE
        if not path.is_file():
            continue
        try:
            table = tomllib.loads(path.read_text("utf-8")).get("tool", {}).get("dlrgen")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadProject(f"{path}: {error}") from None
        if table is not None:
            try:
                return folder, msgspec.convert(table, Project)
            except msgspec.ValidationError as error:
                raise BadProject(f"{path}: [tool.dlrgen]: {error}") from None
    return start, Project()


def is_package_name(text: str) -> bool:
    """Whether a text is a name that Python can import."""
    return all(part.isascii() and part.isidentifier() and not iskeyword(part) for part in text.split("."))


def roots(folder: Path, specs: Sequence[str]) -> list[Path]:
    """The folders of a project's own specs.

    Raises:
        BadProject: One is not there.
    """
    found = [(folder / name).resolve() for name in specs]
    for path in found:
        if not path.is_dir():
            raise BadProject(f"{path}: there is no such folder of specs")
    return found
