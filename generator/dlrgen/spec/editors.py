"""Schemas where editors find them: YAML language servers follow the first line of a spec, which is a relative path."""

from __future__ import annotations

from pathlib import Path

from dlrgen.emit.write import write
from dlrgen.spec.metaschema import KINDS, export

SCHEMAS = ".schemas"
"""The folder inside a specs folder that holds them."""
_OWN = Path(__file__).resolve().parent
"""Where the generator has them itself."""


def write_schemas(folder: Path) -> None:
    """Write the metaschemas of all kinds of spec files, those that differ from what is there.

    Args:
        folder: Where to; it is made if it is not there.

    Raises:
        OSError: Nothing was changed.
    """
    files = {f"{kind}.schema.json": export(kind) for kind in KINDS}
    write(folder, {name: text for name, text in files.items() if _read(folder / name) != text}, [])


def first_line(kind: str, specs: Path) -> str:
    """The line that leads editors from a file to its schema.

    Args:
        kind: The kind of file: `vendor`, `endpoint` or `carrier`.
        specs: The specs folder.
    """
    return f"# yaml-language-server: $schema={_way(specs)}/{kind}.schema.json"


def _way(specs: Path) -> str:
    """The way from a vendor's folder to the schemas.

    Those of a checkout of the generator are the generator's own. For specs elsewhere they lie beside them: the
    generator may be installed anywhere, and on every machine somewhere else.
    """
    beside = specs.resolve().parent
    own = _OWN.relative_to(beside).as_posix() if _OWN.is_relative_to(beside / "generator") else None
    return f"../{SCHEMAS}" if own is None else f"../../{own}"


def provide_schemas(specs: Path) -> None:
    """Write the schemas to where the first lines of specs look for them, if that is not the generator itself.

    Raises:
        OSError: Nothing was changed.
    """
    if _way(specs) == f"../{SCHEMAS}":
        write_schemas(specs / SCHEMAS)


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None
