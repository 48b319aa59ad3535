"""What a difference between two specs means to people, as one table: a row for each key of the language.

A row names the key by its struct and field, and says for each kind of difference how serious it is, whom it harms and
which version step it asks for. A key that has no row stands in `IGNORED` with the reason. The tests hold the table
against the language, so that a new key cannot be forgotten, and against itself: what can come can go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from msgspec import Struct

Kind = Literal["added", "removed", "raised", "lowered", "changed", "renamed", "reordered"]
Severity = Literal["breaking", "compatible", "editorial"]
SEVERITIES: tuple[Severity, ...] = ("breaking", "compatible", "editorial")
"""From the gravest on."""
Harmed = Literal["caller", "reader", "nobody"]
Step = Literal["major", "minor", "patch"]

MIRRORS: Mapping[Kind, Kind] = {
    "added": "removed", "removed": "added", "raised": "lowered", "lowered": "raised",
    "changed": "changed", "renamed": "renamed", "reordered": "reordered",
}  # fmt: skip
"""What the same difference is when the two specs change places."""


class Verdict(Struct, frozen=True):
    """What a kind of difference means to people."""

    severity: Severity
    harms: Harmed
    """`caller`: who makes calls. `reader`: who reads answers and reports."""
    step: Step
    """The version step that it asks for, once there is a version 1."""


BREAKS_CALLER = Verdict("breaking", "caller", "major")
BREAKS_READER = Verdict("breaking", "reader", "major")
GAIN = Verdict("compatible", "nobody", "minor")
"""More can be said, asked or told apart."""
FOR_CALLER = Verdict("compatible", "caller", "patch")
"""The same calls go on, with another outcome or pace."""
FOR_READER = Verdict("compatible", "reader", "patch")
"""The same code goes on, and reads other values."""
WIRE = Verdict("compatible", "nobody", "patch")
"""What travels changes, and no caller's code does."""
TEXT = Verdict("editorial", "nobody", "patch")

_Verdicts = dict[Kind, Verdict]


class Rule(Struct, frozen=True):
    """One key of the language, and what its differences mean."""

    at: str
    """The struct of `dlrgen.spec.model` and its field, such as `Param.required`."""
    id: str
    """The stem of the rule's stable ids: `param` makes `param.added` and so on."""
    noun: str
    """What differs, in words: of an entry, what it is; of anything else, what it is of its owner."""
    verdicts: _Verdicts
    says: Mapping[Kind, str] = {}
    """Sentences in place of those that follow from the noun; `{of}` is the owner, or the entry itself."""
    when: Callable[[Any], bool] | None = None
    """For which entries the row is meant, where no earlier row is; of a plain value, its owner that lacks it."""
    whole: bool = False
    """Whether what stands here is compared as one, and not key by key."""
    key: tuple[str, ...] = ()
    """By which fields the items of a list are told apart."""


def _needed(param: Any) -> bool:
    return bool(param.required and param.value is None)


def _constant(param: Any) -> bool:
    return param.value is not None


def _both(verdict: Verdict) -> _Verdicts:
    return {"added": verdict, "removed": verdict}


def _all(verdict: Verdict) -> _Verdicts:
    return {"added": verdict, "removed": verdict, "changed": verdict}


def _changed(verdict: Verdict) -> _Verdicts:
    return {"changed": verdict}


def _entry(added: Verdict, removed: Verdict) -> _Verdicts:
    return {"added": added, "removed": removed}


def _optional(added: Verdict, removed: Verdict, changed: Verdict) -> _Verdicts:
    return {"added": added, "removed": removed, "changed": changed}


def _amount(raised: Verdict, lowered: Verdict) -> _Verdicts:
    return {"raised": raised, "lowered": lowered}


def _flag(text: str, opposite: str) -> Mapping[Kind, str]:
    return {"added": text, "removed": opposite}


_CODES = _entry(GAIN, BREAKS_READER)
_VIEWED = _optional(GAIN, BREAKS_READER, BREAKS_READER)
_LIST: _Verdicts = {"added": GAIN, "removed": BREAKS_CALLER, "reordered": FOR_CALLER}

RULES: tuple[Rule, ...] = (
    # The tree
    Rule("Tree.vendors", "vendor", "vendor", _entry(GAIN, BREAKS_CALLER)),
    Rule("Tree.carriers", "carrier", "carrier's table", _CODES),
    Rule("VendorSpec.endpoints", "endpoint", "endpoint", _entry(GAIN, BREAKS_CALLER)),
    # Texts
    Rule("Node.zh", "label", "label", _all(TEXT)),
    Rule("Node.en", "text", "text", _all(TEXT)),
    Rule("Node.evidence", "evidence", "evidence", _all(TEXT)),
    Rule("Title.zh", "title-label", "title", _changed(TEXT)),
    Rule("Title.en", "title", "English title", _changed(TEXT)),
    Rule("Source.name", "source-name", "name of the source", _all(TEXT)),
    Rule("Source.gave", "source-gave", "what the source gave", _all(TEXT)),
    # A vendor
    Rule("Vendor.class_name", "vendor-class", "class name", _changed(BREAKS_CALLER)),
    Rule("Vendor.doc", "vendor-doc", "description", _all(TEXT)),
    Rule("Vendor.evidence", "vendor-evidence", "evidence", _changed(TEXT)),
    Rule("Vendor.sources", "source", "source", _both(TEXT), key=("kind", "cite")),
    Rule("Vendor.clock", "clock", "clock", _both(WIRE)),
    Rule("Vendor.credentials", "credential", "credential", _entry(GAIN, BREAKS_CALLER)),
    Rule(
        "Vendor.hosts", "host", "host",
        {"added": GAIN, "removed": BREAKS_CALLER, "reordered": FOR_CALLER},
    ),
    Rule("Vendor.auth", "auth", "authentication scheme", _entry(GAIN, BREAKS_CALLER)),
    Rule("Vendor.tables", "table", "code table", _CODES),
    Rule(
        "Vendor.carriers", "vendor-carrier", "carrier whose codes are passed on",
        {"added": GAIN, "removed": BREAKS_READER, "reordered": FOR_READER},
    ),
    # Time
    Rule("Clock.skew", "skew", "allowed skew", _both(TEXT) | _amount(TEXT, TEXT)),
    Rule("Clock.layouts", "layout", "time layout", _all(WIRE)),
    Rule("Zone.name", "zone", "time zone", _changed(BREAKS_READER)),
    Rule("Zone.basis", "zone-basis", "basis of the time zone", _changed(TEXT)),
    # Credentials and hosts
    Rule(
        "Credential.secret", "secret", "secrecy", _both(WIRE),
        says=_flag("{of} is kept secret now", "{of} is no longer kept secret"),
    ),
    Rule(
        "Credential.pattern", "credential-pattern", "pattern",
        _optional(BREAKS_CALLER, GAIN, BREAKS_CALLER),
    ),
    Rule("Host.url", "url", "address", _optional(GAIN, BREAKS_CALLER, FOR_CALLER)),
    Rule("Host.plain", "plain-url", "address without TLS", _optional(GAIN, BREAKS_CALLER, FOR_CALLER)),
    Rule("Host.when", "host-range", "range", _entry(BREAKS_CALLER, GAIN)),
    Rule("Host.auth", "host-auth", "scheme", _entry(GAIN, BREAKS_CALLER)),
    Rule("Host.body", "host-body", "content type", _all(WIRE)),
    Rule("When.credential", "range-credential", "credential", _changed(BREAKS_CALLER)),
    Rule("When.at_least", "range-begin", "least value", _amount(BREAKS_CALLER, GAIN)),
    Rule("When.at_most", "range-end", "greatest value", _amount(GAIN, BREAKS_CALLER)),
    # Authentication: what is signed is the client's business
    Rule("Auth.credentials", "auth-credential", "credential", _entry(BREAKS_CALLER, FOR_CALLER)),
    Rule("Auth.sign", "sign", "signing step", {**_all(WIRE), "reordered": WIRE}, whole=True),
    Rule("Auth.envelope", "envelope", "envelope", _all(WIRE), whole=True),
    Rule("Sent.params", "sent-param", "added parameter", _all(WIRE)),
    Rule("Sent.query", "sent-query", "query parameter", _all(WIRE)),
    Rule("Sent.header", "sent-header", "header", _all(WIRE)),
    Rule("Sent.body", "sent-body", "body field", _all(WIRE)),
    # Failures
    Rule("Success.where", "success-field", "field that tells success", _all(BREAKS_READER)),
    Rule("Success.status", "success-status", "HTTP status that tells success", _all(BREAKS_READER)),
    Rule("Success.absent", "success-absent", "absence that tells success", _all(BREAKS_READER)),
    Rule("Success.equals", "success-value", "value that tells success", _all(BREAKS_READER)),
    Rule(
        "Success.at_least", "success-least", "least value that tells success",
        _both(BREAKS_READER) | _amount(BREAKS_READER, BREAKS_READER),
    ),
    Rule("Errors.code", "error-code", "field of the error's code", _changed(FOR_READER)),
    Rule("Errors.message", "error-message", "field of the error's message", _changed(FOR_READER)),
    Rule(
        "Errors.request_id", "error-request-id", "field of the request's id",
        _optional(GAIN, BREAKS_READER, FOR_READER),
    ),
    Rule(
        "Errors.table", "error-table", "table of error codes",
        _optional(GAIN, BREAKS_READER, BREAKS_READER),
    ),
    # Code tables
    Rule("Table.enum", "table-class", "class name", _changed(BREAKS_READER)),
    Rule("Table.speaks_of", "table-about", "subject", _changed(BREAKS_READER)),
    Rule("Table.type", "table-type", "type", _changed(FOR_READER)),
    Rule("Table.source", "table-source", "source", _all(TEXT)),
    Rule("Table.codes", "code", "code", {**_CODES, "renamed": BREAKS_READER}),
    Rule("Table.patterns", "code-family", "family of codes", _CODES),
    Rule("Code.name", "code-name", "member name", _all(BREAKS_READER)),
    Rule("Code.category", "category", "category", _optional(GAIN, BREAKS_READER, FOR_READER)),
    Rule("Code.unmapped", "unmapped", "reason for being left out", _all(TEXT)),
    Rule("Code.conflicts", "conflict", "contradicting reading", _all(FOR_READER),
         key=("zh", "en"), whole=True),
    Rule("Meaning.state", "state", "state", _optional(GAIN, BREAKS_READER, BREAKS_READER)),
    Rule("Meaning.reason", "reason", "reason", _optional(GAIN, BREAKS_READER, FOR_READER)),
    Rule("Meaning.retry", "retry", "retry advice", _optional(GAIN, FOR_READER, FOR_READER)),
    Rule("Meaning.confidence", "confidence", "confidence", _all(TEXT)),
    Rule("Reading.source", "reading-source", "source", _all(TEXT)),
    # Carriers
    Rule("Carrier.also", "carrier-alias", "other name", _entry(GAIN, BREAKS_READER)),
    Rule("Carrier.doc", "carrier-doc", "description", _all(TEXT)),
    Rule("Carrier.sources", "carrier-source", "source", _both(TEXT), key=("kind", "cite")),
    Rule("Carrier.source", "carrier-main-source", "main source", _changed(TEXT)),
    Rule("Carrier.extends", "extends", "table asked afterwards", {"reordered": FOR_READER, **_CODES}),
    Rule("Carrier.words", "word", "word", _CODES),
    Rule("Carrier.codes", "carrier-code", "code", _CODES),
    Rule("Carrier.numbers", "number", "number", _CODES),
    Rule("Carrier.prefixes", "prefix", "prefix", _CODES),
    Rule("Carrier.suffixes", "suffix", "suffix", _CODES),
    Rule("Carrier.aliases", "alias", "other spelling", _CODES),
    Rule("CarrierCode.unmapped", "carrier-unmapped", "reason for being left out", _all(TEXT)),
    Rule("CarrierCode.conflicts", "carrier-conflict", "contradicting reading", _all(FOR_READER),
         key=("zh", "en"), whole=True),
    Rule(
        "CarrierPrefix.suffixes", "prefix-suffixes", "reading of suffixes", _entry(GAIN, BREAKS_READER),
        says=_flag("the numbers after {of} are read now", "the numbers after {of} are no longer read"),
    ),
    Rule("Alias.of", "alias-of", "code meant", _changed(BREAKS_READER)),
    Rule("Alias.source", "alias-source", "source", _all(TEXT)),
    # What is asked
    Rule("Endpoint.doc", "endpoint-doc", "description", _all(TEXT)),
    Rule("Endpoint.evidence", "endpoint-evidence", "evidence", _changed(TEXT)),
    Rule("Endpoint.auth", "endpoint-auth", "accepted scheme", _LIST),
    Rule("Endpoint.effect", "effect", "effect", _changed(BREAKS_CALLER)),
    Rule("Request.method", "method", "method", _changed(WIRE)),
    Rule("Request.path", "path", "path", _changed(WIRE)),
    Rule("Request.body", "body", "content type", _LIST),
    Rule(
        "Endpoint.params", "constant", "constant parameter", when=_constant,
        verdicts={**_both(WIRE), "renamed": WIRE},
    ),
    Rule(
        "Endpoint.params", "required-param", "required parameter", when=_needed,
        verdicts={**_both(BREAKS_CALLER), "renamed": WIRE},
    ),
    Rule(
        "Endpoint.params", "param", "parameter",
        {"added": GAIN, "removed": BREAKS_CALLER, "renamed": WIRE},
    ),
    Rule("Param.place", "param-place", "place", _changed(WIRE)),
    Rule("Param.type", "param-type", "type", _changed(BREAKS_CALLER)),
    Rule(
        "Param.required", "param-required", "need", _entry(BREAKS_CALLER, GAIN),
        says=_flag("{of} is required now", "{of} is optional now"),
    ),
    Rule("Param.name", "param-name", "argument", _all(BREAKS_CALLER)),
    Rule(
        "Param.value", "required-param-value", "constant value", when=_needed,
        verdicts=_optional(BREAKS_CALLER, BREAKS_CALLER, WIRE),
    ),
    Rule("Param.value", "param-value", "constant value", _optional(BREAKS_CALLER, FOR_CALLER, WIRE)),
    Rule("Param.default", "default", "default", _all(FOR_CALLER)),
    Rule("Param.encode", "encode", "encoding", _all(WIRE)),
    Rule("Param.layout", "param-layout", "layout of the time", _all(WIRE)),
    Rule("Param.items", "param-items", "kind of items", _all(BREAKS_CALLER), whole=True),
    Rule("Param.table", "param-table", "code table", _optional(GAIN, FOR_CALLER, FOR_CALLER)),
    Rule("Param.choices", "choice", "choice", _entry(GAIN, BREAKS_CALLER)),
    Rule(
        "Param.pattern", "param-pattern", "pattern",
        _optional(BREAKS_CALLER, GAIN, BREAKS_CALLER),
    ),
    Rule(
        "Param.max_items", "max-items", "greatest number of values",
        _entry(BREAKS_CALLER, GAIN) | _amount(GAIN, BREAKS_CALLER),
    ),
    # How it is asked
    Rule("Endpoint.limits", "limit", "call rate", _both(FOR_CALLER), key=("scope",)),
    Rule("Limit.calls", "limit-calls", "calls per time", _amount(FOR_CALLER, FOR_CALLER)),
    Rule("Limit.per", "limit-per", "time of the call rate", _amount(FOR_CALLER, FOR_CALLER)),
    Rule("Limit.beyond", "limit-beyond", "consequence of too many calls", _changed(FOR_CALLER)),
    Rule("Endpoint.window", "window", "time that reports are kept", _both(FOR_CALLER)),
    Rule(
        "Window.keep", "keep", "time that reports are kept",
        _both(FOR_CALLER) | _amount(GAIN, BREAKS_CALLER),
    ),
    Rule(
        "Window.then", "then", "endpoint for later reports",
        _optional(GAIN, FOR_CALLER, FOR_CALLER),
    ),
    Rule(
        "Window.since", "since", "parameter that says from when on reports are asked for",
        _optional(GAIN, FOR_CALLER, FOR_CALLER),
    ),
    Rule(
        "Window.until", "until", "parameter that says until when reports are asked for",
        _optional(GAIN, FOR_CALLER, FOR_CALLER),
    ),
    Rule("Endpoint.batch", "batch", "splitting of long lists", _entry(GAIN, BREAKS_CALLER)),
    Rule("Batch.param", "batch-param", "list that is split", _changed(BREAKS_CALLER)),
    Rule("Batch.max", "batch-max", "greatest batch", _amount(WIRE, WIRE)),
    Rule("Batch.rejoin", "batch-rejoin", "list of the answers", _changed(FOR_READER)),
    Rule("Endpoint.paging", "paging", "paging", _entry(GAIN, BREAKS_CALLER)),
    Rule("Paging.offset", "paging-offset", "offset", _changed(WIRE)),
    Rule("Paging.size", "paging-size", "page size", _changed(WIRE)),
    Rule("Paging.total", "paging-total", "total", _changed(WIRE)),
    Rule("Paging.rows", "paging-rows", "list of rows", _changed(BREAKS_READER)),
    Rule("Paging.echo", "paging-echo", "echoed field", _both(WIRE)),
    Rule("Endpoint.following", "following", "reading on", _entry(GAIN, BREAKS_CALLER)),
    Rule("Following.rows", "following-rows", "list of rows", _changed(BREAKS_READER)),
    Rule("Following.next", "following-next", "field that says what follows", _all(WIRE)),
    Rule("Following.into", "following-into", "parameter that says where to go on", _all(WIRE)),
    Rule("Following.link", "following-link", "parameter taken from the link", _both(WIRE)),
    Rule("Following.asks", "following-asks", "parameter that asks for what follows", _all(WIRE)),
    Rule("Following.page", "following-page", "parameter with the page's number", _all(WIRE)),
    Rule("Endpoint.draining", "draining", "draining", _entry(GAIN, BREAKS_CALLER)),
    Rule("Draining.rows", "draining-rows", "list of rows", _changed(BREAKS_READER)),
    Rule(
        "Draining.full", "draining-full", "number of rows of a full answer",
        _both(FOR_CALLER) | _amount(FOR_CALLER, FOR_CALLER),
    ),
    Rule("Endpoint.polling", "polling", "waiting", _entry(GAIN, BREAKS_CALLER)),
    Rule("Polling.first", "polling-first", "first wait", _amount(FOR_CALLER, FOR_CALLER)),
    Rule("Polling.every", "polling-every", "time between questions", _amount(FOR_CALLER, FOR_CALLER)),
    Rule("Polling.deadline", "polling-deadline", "deadline", _amount(FOR_CALLER, FOR_CALLER)),
    # What is answered
    Rule(
        "Response.formats", "format", "format",
        {"added": GAIN, "removed": BREAKS_CALLER, "changed": WIRE, "reordered": FOR_CALLER},
    ),
    Rule("Response.tolerate", "tolerate", "tolerance", _entry(GAIN, BREAKS_READER)),
    Rule("Schema.type", "field-type", "type", _all(BREAKS_READER)),
    Rule(
        "Schema.properties", "field", "field",
        {"added": GAIN, "removed": BREAKS_READER, "renamed": WIRE},
    ),
    Rule(
        "Schema.required", "field-required", "presence", _entry(FOR_READER, BREAKS_READER),
        says=_flag("{of} is always there now", "{of} may be missing now"),
    ),
    Rule("Schema.values", "field-values", "kind of values", _both(BREAKS_READER)),
    Rule("Schema.items", "items", "kind of items", _both(BREAKS_READER)),
    Rule("Schema.title", "field-class", "class name", _all(BREAKS_READER)),
    Rule("Schema.name", "field-name", "attribute", _all(BREAKS_READER)),
    Rule("Schema.also", "field-also", "other spelling", _entry(GAIN, BREAKS_READER)),
    Rule("Schema.table", "field-table", "code table", _optional(GAIN, BREAKS_READER, BREAKS_READER)),
    Rule("Schema.time", "field-time", "reading as a time", _entry(GAIN, BREAKS_READER)),
    Rule("Time.unix", "time-unix", "unit of the time", _all(FOR_READER)),
    Rule("Time.layout", "time-layout", "layout of the time", _all(FOR_READER)),
    Rule("Time.standard", "time-standard", "standard of the time", _all(FOR_READER)),
    Rule("Time.zone", "time-zone", "time zone", _both(BREAKS_READER)),
    # Delivery reports
    Rule("Endpoint.report", "report", "reading as delivery reports", _entry(GAIN, BREAKS_READER)),
    Rule("Report.rows", "report-rows", "rows of the delivery reports", _changed(BREAKS_READER)),
    Rule(
        "Report.message_id", "report-message-id", "message id of the delivery reports",
        _changed(BREAKS_READER), whole=True,
    ),
    Rule("Report.phone", "report-phone", "phone number of the delivery reports", _VIEWED),
    Rule("Report.carrier_code", "report-carrier-code", "carrier's code of the delivery reports", _VIEWED),
    Rule("Report.text", "report-text", "text of the delivery reports", _VIEWED),
    Rule("Report.reported_at", "report-time", "time of the delivery reports", _VIEWED),
    Rule("ReportState.where", "report-state", "state of the delivery reports", _changed(BREAKS_READER)),
    Rule("ReportState.otherwise", "report-state-otherwise", "second state of the delivery reports", _VIEWED),
    # The page
    Rule("Page.document", "document", "document that it was written from", _all(TEXT)),
    Rule("Page.section", "section", "section of the page", _all(TEXT)),
    Rule("Page.url", "page-url", "address of the page", _all(TEXT)),
    Rule("Endpoint.examples", "example", "example", _all(TEXT), key=("file", "kind"), whole=True),
    Rule("Endpoint.errata", "erratum", "erratum", _all(TEXT), key=("id",), whole=True),
)  # fmt: skip

IGNORED: Mapping[str, str] = {
    "Node.todo": "a question to whoever writes the spec",
    "Vendor.todo": "a question to whoever writes the spec",
    "Endpoint.todo": "a question to whoever writes the spec",
    "Vendor.spec": "the language has one version",
    "Vendor.vendor": "the name of the folder: another name is another vendor",
    "Endpoint.spec": "the language has one version",
    "Endpoint.endpoint": "the name of the file: another name is another endpoint",
    "Carrier.spec": "the language has one version",
    "Carrier.carrier": "the name of the file: another name is another carrier",
    "Vendor.schemas": "compared where they are used",
    "Schema.ref": "what it points at is compared",
    "Schema.unseen": "a note for the check",
    "Source.kind": "another kind is another source",
    "Source.cite": "another place is another source",
    "Auth.vectors": "proof of the signing steps",
    "Auth.no_vector": "a note for the check",
    "Errors.fields": "examples are validated with it; no class is made of it",
    "Table.printed": "where the check looks",
    "Table.rows": "a note for the check",
    "Carrier.rows": "a note for the check",
    "Limit.scope": "another scope is another limit",
    "Page.page": "where the check looks",
    "Errors.http": "what a fake answers; clients take any status",
    "Code.http": "what a fake answers; clients take any status",
    "Code.when": "what a fake answers",
    "Param.selects": "what a fake answers",
    "Endpoint.sent": "what a fake does with a message that is sent",
}
"""Keys whose differences mean nothing to the users of a client, and why."""

OPEN = frozenset({
    "Vendor.title", "Clock.zone", "Auth.send", "Errors.success", "Vendor.errors", "Endpoint.errors", "Table.title",
    "Endpoint.title", "Endpoint.source", "Endpoint.request", "Endpoint.response", "Response.schema", "Report.state",
    "Carrier.title",
})  # fmt: skip
"""Keys whose differences are those of what stands in them, and no others."""


class Judged(Struct, frozen=True):
    """The row and the verdict for one difference."""

    rule: Rule
    kind: Kind

    @property
    def id(self) -> str:
        """The stable id."""
        return f"{self.rule.id}.{self.kind}"

    @property
    def verdict(self) -> Verdict:
        """What it means."""
        return self.rule.verdicts[self.kind]


_BY_KEY: dict[str, list[Rule]] = {}
for _rule in RULES:
    _BY_KEY.setdefault(_rule.at, []).append(_rule)


def rule(at: str, entry: object = None) -> Rule:
    """The row for a key of the language, and for this entry of it where there are several.

    Raises:
        KeyError: The key has no row.
    """
    *special, general = _BY_KEY[at]
    return next((row for row in special if entry is not None and row.when is not None and row.when(entry)), general)


def judge(at: str, kind: Kind, entry: object = None) -> Judged:
    """What a kind of difference of a key means.

    Args:
        at: The key, such as `Param.required`.
        kind: The kind.
        entry: What was added, removed or renamed, where the key holds entries.

    Raises:
        KeyError: The key has no row, or the row no such kind.
    """
    judged = Judged(rule(at, entry), kind)
    _ = judged.verdict
    return judged
