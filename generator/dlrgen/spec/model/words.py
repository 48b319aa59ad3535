"""The words of the language: the kinds of texts and the choices, and what every part of a spec may say of itself."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

PythonName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*\Z", max_length=60)]
ClassName = Annotated[str, Meta(pattern=r"^[A-Z][A-Za-z0-9]*\Z", max_length=60)]
MemberName = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9_]*\Z", max_length=60)]
Duration = Annotated[str, Meta(pattern=r"^[0-9]{1,6}(ms|s|m|h|d)\Z", description="Such as 500ms, 6s, 20m, 24h, 3d.")]
Wire = Annotated[str, Meta(min_length=1, max_length=200, description="A name exactly as it travels.")]
Template = Annotated[
    str, Meta(max_length=2000, description="Text with {placeholders} and {placeholder|filters}; {{ and }} are braces.")
]
RelativePath = Annotated[str, Meta(min_length=1, max_length=300, description="A file inside the vendor's folder.")]
CodeText = Annotated[str, Meta(min_length=1, max_length=60, description="A code as it travels.")]
Prefix = Annotated[str, Meta(pattern=r"^[A-Z0-9]{1,8}\Z", description="What stands before the colon of a code.")]
NumberRange = Annotated[
    str, Meta(pattern=r"^(-?[0-9]{1,5}|[0-9]{1,5}-[0-9]{1,5})\Z", description="A whole number, or two and all between.")
]
Evidence = Literal["seed_page", "vendor_page", "vendor_sdk", "specification", "third_party", "inferred", "computed"]
Effect = Literal["queries", "consumes", "sends"]
Place = Literal["path", "query", "header", "body"]
BodyKind = Literal["form", "json", "multipart"]
Format = Literal["json", "xml", "yaml"]
ParamType = Literal["string", "integer", "number", "boolean", "time", "array", "object"]
FieldType = Literal["string", "integer", "number", "boolean", "array", "object"]
ListEncoding = Literal["repeat", "comma", "brackets", "indexed", "json"]
TimeEncoding = Literal["unix_s", "unix_ms"]
Tolerance = Literal["number_as_text", "single_as_list"]
DigestName = Literal["md5", "sha1", "sha256", "sha512"]
Encoding = Literal["hex", "base64", "bytes"]
RepairRule = Literal["comments", "trailing_comma", "ellipsis", "line_numbers", "close_brackets"]
State = Literal[
    "queued", "in_transit", "buffered", "delivered", "undelivered", "rejected", "expired", "canceled", "unknown"
]
Reason = Literal[
    "invalid_number", "suspended", "absent_or_off", "out_of_coverage", "memory_full", "handset_error",
    "sms_not_supported_or_barred", "roaming", "ported", "blacklist_vendor", "blacklist_carrier", "opted_out", "content",
    "signature_or_template", "frequency_limit", "throttled", "no_route", "credit", "auth_or_config", "duplicate",
    "malformed", "network", "timeout", "service_code", "unknown",
]  # fmt: skip
Retry = Literal["never", "later", "after_fix", "ask_vendor", "unknown"]
Category = Literal[
    "success", "parameter", "authentication", "permission", "clock", "rate_limit", "balance", "content", "template",
    "recipient", "not_found", "server", "other",
]  # fmt: skip
Confidence = Literal["documented", "spec", "inferred", "conflicting"]
HttpStatus = Annotated[int, Meta(ge=200, le=599)]
Refusal = Literal[
    "unsigned", "unknown_key", "wrong_key", "wrong_signature", "stale", "unknown_call", "missing", "malformed",
    "too_many", "too_often", "unknown_message", "failure",
]  # fmt: skip
Role = Literal["message_id", "phone", "status", "size", "offset"]


class Node(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """Anything of a spec that may be explained and whose evidence may differ from its surroundings."""

    zh: str | None = None
    """The vendor's own words."""
    en: str | None = None
    """What it means, in English."""
    evidence: Evidence | None = None
    """How this is known; left out, it is known as the thing around it is."""
    todo: dict[str, str] = {}
    """Questions that must be answered first, by the key that holds the answer, from here on: `check` asks them."""


class Title(Struct, forbid_unknown_fields=True, frozen=True):
    """A heading in the vendor's words and in English."""

    zh: str
    """In the vendor's own words."""
    en: str
    """In English."""


class Source(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """Where facts of a vendor, or of a carrier's codes, were read."""

    name: PythonName | None = None
    """By which endpoints, examples, tables and single readings refer to it."""
    kind: Evidence
    """What kind of source it is."""
    cite: str
    """The page, file or repository, with the version that was read."""
    gave: str | None = None
    """What was learnt from it."""


class Zone(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """The zone in which a vendor prints local times, and how that is known."""

    name: str = "Asia/Shanghai"
    """A zone without daylight saving, such as Asia/Shanghai or UTC."""
    basis: Literal["stated", "inferred"]
    """Whether the vendor states it, or we infer it."""
