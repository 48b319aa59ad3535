"""What the calls of one vendor share."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from dlrgen.spec.model.codes import Table
from dlrgen.spec.model.shapes import Errors, Schema
from dlrgen.spec.model.signing import Auth, Clock, Credential, Host
from dlrgen.spec.model.words import ClassName, Evidence, PythonName, Source, Title


class Vendor(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True, rename={"class_name": "class"}):
    """`vendor.yaml`: what the endpoints of one vendor share."""

    spec: Literal[1]
    """The version of the language."""
    vendor: PythonName
    """The name of its folder."""
    class_name: ClassName
    """How its classes begin."""
    title: Title
    doc: str | None = None
    """A few sentences about it."""
    evidence: Evidence
    """How the facts of the file are known, unless one says otherwise."""
    sources: list[Source]
    """Where its facts were read."""
    clock: Clock | None = None
    credentials: dict[PythonName, Credential]
    """What the console hands out, by the name of the client's argument."""
    hosts: dict[PythonName, Host]
    """Base URLs by name; the first that fits is used."""
    auth: dict[PythonName, Auth]
    """Ways of proving who calls, by name."""
    errors: Errors
    todo: dict[str, str] = {}
    """Questions that must be answered first, by the key that holds the answer, such as `auth` or `errors.code`."""
    tables: dict[PythonName, Table]
    """Code tables, by name."""
    carriers: list[PythonName] = []
    """The carriers whose codes the vendor passes on: asked, in this order, about codes that its tables lack."""
    schemas: dict[ClassName, Schema] = {}
    """Shapes that several calls share, by the class that each becomes."""
