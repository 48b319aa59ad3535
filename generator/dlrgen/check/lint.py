"""Lint: everything about a vendor's spec that can be told without its examples and vectors.

What passes here, the later stages (plan, emit) rely on without asking again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dlrgen.check import (
    lint_names,
    lint_readings,
    lint_refs,
    lint_reports,
    lint_shapes,
    lint_signing,
    lint_sources,
    lint_texts,
    lint_times,
)
from dlrgen.check.lint_tree import endpoints, vendor_place
from dlrgen.problems import Problem, Problems
from dlrgen.spec.load import VendorSpec

RULES = {
    "call.batch": "only what does not send is split into parts",
    "call.duration": "a rate and a pace take longer than no time",
    "envelope.path": "an envelope is sent to a path",
    "envelope.verify": "an envelope says how its answer is verified",
    "host.empty": "a vendor has a host",
    "host.part": "what the user fills in of an address is a credential that is no secret and has a pattern",
    "host.range": "a host's range holds a number",
    "name.attribute": "a parameter or field gives a Python name",
    "name.attribute-twice": "no two parameters of a call, or fields of an object, give the same attribute",
    "name.class": "no two classes have the same name",
    "name.constant": "no two zones, layouts and endpoints give the same constant",
    "name.member": "a code gives the name of an enum member",
    "name.member-twice": "no two codes of a table give the same member",
    "name.method": "an endpoint is called unlike the further methods of another, and reads on in one way",
    "name.reserved": "a name is no Python word and is not taken by the client",
    "name.taken": "an attribute hides neither a type nor an option of every call",
    "name.title": "only an object inside another has a title",
    "name.untitled": "an object inside another has a title",
    "param.body": "a parameter of the body belongs to a request with a body",
    "param.choices": "choices are texts",
    "param.default": "a default fits the type and the choices, and the parameter may be left out",
    "param.encode": "what is no scalar says how it is sent, in a way that fits",
    "param.header": "a header is a text",
    "param.items": "only what a JSON body holds as a list is described, and not as answers are",
    "param.layout": "only a time has a layout, in place of an encoding",
    "param.max-items": "only an array has a largest number of items",
    "param.path": "placeholders of the path are its parameters or credentials, and each of those stands in it",
    "param.pattern": "only a text has a pattern",
    "param.table": "only a scalar has a table, and one of its type",
    "param.value": "what is always sent has nothing that belongs to an argument",
    "pattern.invalid": "a pattern is a short regular expression",
    "pattern.slow": "a pattern cannot take very long",
    "ref.auth": "auth schemes exist",
    "ref.batch": "the batch's parameter is an array of as many items",
    "ref.carrier": "the carriers whose codes a vendor passes on exist",
    "ref.credential": "credentials exist",
    "ref.cycle": "a schema does not contain itself",
    "ref.endpoint": "the endpoint that answers later is another one of the vendor's",
    "ref.field": "fields of the answer, and of an error's body, exist",
    "ref.list": "what holds rows is a list",
    "ref.next": "reading on goes by one thing: what an answer says comes next, or the number of the page",
    "ref.number": "what is counted with is a whole number",
    "ref.param": "parameters exist and are the caller's to give",
    "ref.schema": "a $ref points at a schema of vendor.yaml",
    "ref.size": "an answer, written out, is not too large",
    "ref.source": "sources that are named exist",
    "ref.success": "the field that tells success is always there, in every answer",
    "ref.table": "tables exist",
    "report.argument": "endpoints with reports agree on the arguments that they share",
    "report.field": "what a report is made of are fields of the row",
    "report.never": "reports() can be told to make each call that has reports",
    "report.param": "the parameter that has the message's id is a text that the caller gives",
    "report.polling": "asking again is done for reports",
    "report.rows": "the rows of a report are a list of objects, in one other at most",
    "report.table": "a report's codes stand in tables that speak of messages",
    "report.text": "ids, phones and words are texts",
    "report.time": "the time of a report says how it is written",
    "schema.also": "another spelling is no field's name",
    "schema.answer": "an answer is an object",
    "schema.items": "an array says what it holds",
    "schema.map": "an object whose names are data has no fields beside them, and holds scalars",
    "schema.misplaced": "words stand in a schema of their type",
    "schema.properties": "an object has a property",
    "schema.ref": "a $ref stands alone",
    "schema.required": "what is required is a property",
    "schema.shared": "only objects and lists are shared",
    "schema.success": "success is told in exactly one way",
    "schema.table": "only a scalar has a table, one of its type, and no time beside it",
    "schema.type": "a schema has a type",
    "sent.effect": "only a call that sends names messages that it sent",
    "sent.message-id": "the id of what was sent is a field of the answer",
    "sent.phone": "whom it was sent to is a parameter that the caller gives",
    "sign.body": "a scheme that sends in the body needs one",
    "sign.collision": "a scheme sends nothing that the endpoint sends itself",
    "sign.envelope": "an envelope needs a JSON body",
    "sign.of": "a step works on what is at hand",
    "sign.unused-step": "every step is used",
    "source.example": "an example is printed by its endpoint's captured page, or else names its source",
    "source.page": "an endpoint is from a captured page, or else from a source that is named",
    "table.category": "a code that speaks of a call has a category",
    "table.conflict": "a reading of others says something else than its row",
    "table.empty": "a table has a code",
    "table.foreign": "a code says nothing that its table does not speak of",
    "table.integer": "codes of a table of numbers are whole numbers as JSON writes them",
    "table.overlap": "a code stands in its table once, families included",
    "table.pattern": "families of codes are texts",
    "table.speaks": "the table of errors speaks of calls",
    "table.state": "a code that speaks of a message has a state",
    "table.unmapped": "what is left unmapped says nothing else",
    "template.bytes": "a step kept as bytes stands alone in a later hash",
    "template.header": "a header has a name as HTTP wants it, and no line breaks",
    "template.shadow": "a step or credential is not called like something else in a template",
    "template.syntax": "a template can be read",
    "template.unknown": "what a template speaks of is known in its place",
    "text.bidi": "texts do not change the direction of writing",
    "text.control": "texts have no control characters but line breaks and tabs",
    "time.layout": "a layout has known parts, each once, and when it is read a whole date",
    "time.one-of": "a time is either Unix time or in a layout",
    "time.type": "Unix time is a number, a layout is for texts",
    "time.zone": "the zone of a local time is known",
    "vector.answer": "an answer and its signature belong together, and to an envelope",
    "vector.both": "a scheme with vectors has no reason for having none",
    "vector.credentials": "a vector has the scheme's credentials",
    "vector.empty": "a vector shows something",
    "vector.instead": "what a vector has otherwise are texts of the scheme",
    "vector.none": "a scheme with steps has a vector, or says why not",
    "vendor.empty": "a vendor has an endpoint",
    "zone.changes": "a zone has kept its offset since 2000",
    "zone.unknown": "a zone exists",
}
"""Every rule by its id: what holds where it is kept."""


def check(vendor: VendorSpec, problems: Problems) -> None:
    """Check one vendor against all rules.

    Args:
        vendor: The vendor as it was loaded.
        problems: Where the findings go, each with the id of its rule.
    """
    for group in _GROUPS:
        problems.extend(group(vendor))


def _texts(vendor: VendorSpec) -> Iterator[Problem]:
    for place in (vendor_place(vendor), *(place for place, _ in endpoints(vendor))):
        yield from lint_texts.problems(place, place.file.document.data)


_GROUPS: tuple[Callable[[VendorSpec], Iterator[Problem]], ...] = (
    _texts,
    lint_refs.problems,
    lint_sources.problems,
    lint_readings.problems,
    lint_reports.problems,
    lint_names.problems,
    lint_shapes.problems,
    lint_times.problems,
    lint_signing.problems,
)
