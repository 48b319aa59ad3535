"""Code tables: what a code says, in vendors' own tables and in those that belong to no vendor."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from dlrgen.spec.model.words import (
    Category,
    ClassName,
    CodeText,
    Confidence,
    HttpStatus,
    MemberName,
    Node,
    NumberRange,
    Prefix,
    PythonName,
    Reason,
    Refusal,
    RelativePath,
    Retry,
    Source,
    State,
    Title,
)


class Meaning(Node, frozen=True, kw_only=True):
    """What a code says of a message."""

    state: State | None = None
    """Where the message is."""
    reason: Reason | None = None
    """Why it did not arrive."""
    retry: Retry | None = None
    """Whether trying again may help."""
    confidence: Confidence | None = None
    """How sure this is, if not as its source makes it."""


class Reading(Meaning, frozen=True, kw_only=True):
    """What one source says that a code means."""

    source: PythonName | None = None
    """The name of one of the file's `sources`; left out, as the thing around it."""


class Code(Meaning, frozen=True, kw_only=True):
    """One row of a code table."""

    name: MemberName | None = None
    """The enum's member, if not made of the code."""
    category: Category | None = None
    """What kind of fault made a call fail."""
    unmapped: str | None = None
    """Why the code is left without a state or category, where it is."""
    conflicts: list[Reading] = []
    """What others say that the code means, where that is something else."""
    http: HttpStatus | None = None
    """The HTTP status that an error with this code comes with, where that is not the vendor's usual one."""
    when: list[Refusal] = []
    """The refusals for which the vendor gives this code and not the first one of the category."""


class Table(Node, frozen=True, kw_only=True):
    """Codes with their meanings. Codes are text, also where they travel as numbers."""

    title: Title
    enum: ClassName
    """The class that the table becomes."""
    speaks_of: Literal["call", "message"]
    """Whether a code says what became of a call or of a message."""
    type: Literal["string", "integer"] = "string"
    """What the codes travel as."""
    source: PythonName | None = None
    """The name of one of the vendor's `sources`: where rows known in its way were read, if not in the first such."""
    printed: RelativePath | None = None
    """The captured page with these rows: each row there must be here, and each one known from it must stand there."""
    rows: Annotated[int, Meta(ge=1)] | None = None
    """How many rows there are, families included: no captured page tells that one of another source was lost."""
    codes: dict[Annotated[str, Meta(max_length=100)], Code]
    """The codes and what they mean. One that looks like a number needs quotes."""
    patterns: dict[Annotated[str, Meta(pattern=r"^[^#]*#+\Z", max_length=60)], Code] = {}
    """Families of codes, `#` standing for one digit."""


class CarrierCode(Reading, frozen=True, kw_only=True):
    """One row of a table that belongs to no vendor."""

    unmapped: str | None = None
    """Why the code is left without a state, where it is."""
    conflicts: list[Reading] = []
    """What others say that the code means, where that is something else."""


class CarrierPrefix(CarrierCode, frozen=True, kw_only=True):
    """What all codes have in common that begin in the same way and stand in no table."""

    suffixes: bool = False
    """Whether the number after the colon is one of the file's `suffixes`."""


class Alias(Node, frozen=True, kw_only=True):
    """Another spelling of a code, or a misspelt one, that was seen."""

    of: CodeText
    source: PythonName | None = None
    """The name of one of the file's `sources`."""


class Carrier(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """`carriers/CARRIER.yaml`: codes that belong to no vendor, but to a carrier, a protocol or a specification."""

    spec: Literal[1]
    """The version of the language."""
    carrier: PythonName
    """The name of its file."""
    title: Title
    also: list[str] = []
    """What else the carrier is called."""
    doc: str | None = None
    """A few sentences about it."""
    sources: list[Source]
    """Where its codes were read."""
    source: PythonName
    """The source of every row that names no other."""
    rows: Annotated[int, Meta(ge=1)] | None = None
    """How many rows there are in all sections, aliases included: nothing else tells that one was lost."""
    extends: list[PythonName] = []
    """Other files that are asked after this one."""
    words: dict[CodeText, CarrierCode] = {}
    """Codes that every carrier and vendor may use; asked last."""
    codes: dict[CodeText, CarrierCode] = {}
    """The carrier's codes."""
    numbers: dict[NumberRange, CarrierCode] = {}
    """Codes that others use too, for something else: read only where it is said whose they are."""
    prefixes: dict[Prefix, CarrierPrefix] = {}
    """What codes of no table have in common, by what stands before their colon."""
    suffixes: dict[NumberRange, CarrierCode] = {}
    """What the numbers after some of the prefixes mean."""
    aliases: dict[CodeText, Alias] = {}
    """Other spellings."""
