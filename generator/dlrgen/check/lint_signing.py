"""Templates and the steps of signing: that every placeholder is known where it stands, and every step is needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from dlrgen.check.lint_tree import Place, endpoints, exists, vendor_place
from dlrgen.plan.signing import names_of
from dlrgen.problems import Problem
from dlrgen.spec.load import EndpointSpec, VendorSpec
from dlrgen.spec.model import Auth, Digest, Envelope, Headers, Hmac, Pairs, Step, Text, Vector, Walk
from dlrgen.spec.template import Reference, TemplateError, parse

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PATH = re.compile(r"(/[A-Za-z0-9_.~-]+)+")
_NOW = frozenset({"unix_s", "unix_ms"})
_NONCE = frozenset({"hex", "uuid"})
_REQUEST = frozenset({"method", "path", "host", "body"})
_HEADS = _REQUEST | {"now", "nonce", "header", "answer", "name", "value"}


class _Scope(Struct, kw_only=True):
    """What a template may speak of in its place, and which steps were used so far."""

    credentials: frozenset[str]
    plain: frozenset[str] = frozenset()
    """Placeholders without a member."""
    members: Mapping[str, frozenset[str] | None] = {}
    """Placeholders with a member, and the members there are; none for any."""
    steps: dict[str, Step] = {}
    used: set[str] = set()

    def knows(self, reference: Reference) -> bool:
        if reference.member is None:
            return reference.head in self.plain or reference.head in self.credentials or reference.head in self.steps
        if isinstance(self.steps.get(reference.head), Headers):
            return reference.member == "names"
        if reference.head not in self.members:
            return False
        known = self.members[reference.head]
        return known is None or reference.member in known

    def everything(self) -> Iterator[str]:
        yield from sorted(self.credentials)
        for name, step in self.steps.items():
            yield from (name, f"{name}.names") if isinstance(step, Headers) else (name,)
        yield from sorted(self.plain)
        for head, members in self.members.items():
            yield from (f"{head}.{member}" for member in sorted(members or ["NAME"]))


def problems(vendor: VendorSpec) -> Iterator[Problem]:
    """Everything that a scheme could not compute, computes for nothing, or could not send."""
    place = vendor_place(vendor)
    for name in vendor.spec.credentials:
        if name in _HEADS:
            yield from _shadow(place.at("credentials", name), name, "a placeholder of the language")
    for name in vendor.spec.clock.layouts if vendor.spec.clock is not None else ():
        if name in _NOW:
            yield from _shadow(place.at("clock", "layouts", name), f"now.{name}", "Unix time")
    for name, scheme in vendor.spec.auth.items():
        yield from _scheme(place.at("auth", name), scheme, vendor)
    for place, endpoint in endpoints(vendor):
        yield from _params(place, endpoint, vendor)
        for name in dict.fromkeys(endpoint.spec.auth):
            if name in vendor.spec.auth:
                yield from _accepted(place, endpoint, name, vendor.spec.auth[name])


def _layouts(vendor: VendorSpec) -> frozenset[str]:
    return _NOW.union(vendor.spec.clock.layouts if vendor.spec.clock is not None else ())


def _scheme(place: Place, scheme: Auth, vendor: VendorSpec) -> Iterator[Problem]:
    scope = _Scope(
        credentials=frozenset(scheme.credentials),
        plain=_REQUEST,
        members={"now": _layouts(vendor), "nonce": _NONCE, "header": None},
    )
    yield from _steps(place.at("sign"), scheme.sign, scope, vendor)
    for where in ("params", "query", "header", "body"):
        for wire, text in getattr(scheme.send, where).items():
            here = place.at("send", where, wire)
            yield from _template(here, text, scope)
            if where == "header":
                yield from _header(here, wire, text)
    if scheme.envelope is not None:
        for wire, text in scheme.envelope.fields.items():
            yield from _template(place.at("envelope", "fields", wire), text, scope)
        yield from _envelope(place.at("envelope"), scheme.envelope, scope.credentials, vendor)
    yield from _unused(place.at("sign"), scope)
    yield from _vectors(place, scheme)


def _envelope(place: Place, envelope: Envelope, credentials: frozenset[str], vendor: VendorSpec) -> Iterator[Problem]:
    if not _PATH.fullmatch(envelope.path):
        yield place.at("path").problem("envelope.path", f"{envelope.path!r} is no path", "Write it as /gateway.")
    if not envelope.verify:
        yield place.at("verify").problem(
            "envelope.verify", "nothing says how the answer is verified", "State the steps; the last is the signature.",
            key=True,
        )  # fmt: skip
        return
    scope = _Scope(credentials=credentials, members={"answer": None})
    yield from _steps(place.at("verify"), envelope.verify, scope, vendor)
    last = list(envelope.verify)[-1]
    if _is_bytes(envelope.verify[last]):
        yield place.at("verify", last, "encode").problem(
            "template.bytes", "the signature of an answer is compared as text", "Encode it as hex or base64."
        )
    scope.used.add(last)
    yield from _unused(place.at("verify"), scope)


def _steps(place: Place, steps: Mapping[str, Step], scope: _Scope, vendor: VendorSpec) -> Iterator[Problem]:
    of_answer = "answer" in scope.members
    for name, step in steps.items():
        here = place.at(name)
        yield from _taken(here, name, steps, vendor)
        of = step.of if isinstance(step, (Pairs, Walk)) else "headers" if isinstance(step, Headers) else None
        if of is not None and (of == "answer") != of_answer:
            yield here.at("of" if not isinstance(step, Headers) else "step").problem(
                "sign.of",
                f"{of!r} is not at hand here",
                "Requests are signed over what is sent, answers over `answer`.",
            )
        if isinstance(step, Headers):
            for index, wire in enumerate(step.only):
                yield from _header(here.at("only", index), wire, "")
        if of_answer and not isinstance(step, Walk) and step.when is not None:
            yield here.at("when").problem("sign.of", "an answer has no content type", "Leave `when` out.", key=True)
        for key, text, keyed in _templates(step):
            pair = isinstance(step, (Pairs, Headers))
            yield from _template(
                here.at(key), text, scope, keyed=keyed, more=frozenset({"name", "value"} if pair else ())
            )
        scope.steps[name] = step


def _taken(place: Place, name: str, steps: Mapping[str, Step], vendor: VendorSpec) -> Iterator[Problem]:
    if name in _HEADS:
        yield from _shadow(place, name, "a placeholder of the language")
    elif name in vendor.spec.credentials:
        yield from _shadow(place, name, "a credential")
    for other, step in steps.items():
        if isinstance(step, Headers) and name == names_of(other):
            yield from _shadow(place, name, f"the names of {other!r}")


def _templates(step: Step) -> Iterator[tuple[str, str, bool]]:
    """The templates of a step by their keys, and whether each may be bytes."""
    match step:
        case Pairs(pair=pair, empty=empty):
            yield "pair", pair, False
            if empty is not None:
                yield "empty", empty, False
        case Text(of=of):
            yield "of", of, False
        case Headers(pair=pair):
            yield "pair", pair, False
        case Hmac(key=key, of=of):
            yield "key", key, True
            yield "of", of, True
        case Digest(of=of):
            yield "of", of, True
        case Walk():
            pass


def _is_bytes(step: Step) -> bool:
    return isinstance(step, (Digest, Hmac)) and step.encode == "bytes"


def _template(
    place: Place, text: str, scope: _Scope, *, keyed: bool = False, more: frozenset[str] = frozenset()
) -> Iterator[Problem]:
    try:
        parts = parse(text)
    except TemplateError as error:
        yield place.problem(
            "template.syntax",
            str(error),
            "Placeholders are {name}, {name.member} and {name|filter}; {{ and }} are braces.",
        )
        return
    for reference in parts:
        if isinstance(reference, str) or (reference.member is None and reference.head in more):
            continue
        if not scope.knows(reference):
            there = ", ".join(scope.everything())
            yield place.problem("template.unknown", f"{{{reference}}} is not known here", f"Known here: {there}.")
        elif reference.head in scope.steps:
            scope.used.add(reference.head)
            if _is_bytes(scope.steps[reference.head]) and (not keyed or len(parts) > 1 or reference.filters):
                yield place.problem(
                    "template.bytes", f"{{{reference}}} is bytes and cannot stand in a text",
                    "Bytes may only stand alone in `key` or `of` of a digest or hmac.",
                )  # fmt: skip


def _shadow(place: Place, name: str, what: str) -> Iterator[Problem]:
    yield place.problem("template.shadow", f"{{{name}}} already means {what}", "Choose another name.", key=True)


def _unused(place: Place, scope: _Scope) -> Iterator[Problem]:
    for name in scope.steps:
        if name not in scope.used:
            yield place.at(name).problem(
                "sign.unused-step",
                f"nothing uses the step {name!r}",
                "Use it in a later step or in what is sent.",
                key=True,
            )


def _header(place: Place, wire: str, text: str) -> Iterator[Problem]:
    if not _TOKEN.fullmatch(wire):
        yield place.problem(
            "template.header", f"{wire!r} cannot be the name of a header", "Name it as HTTP does.", key=True
        )
    if "\n" in text:
        yield place.problem("template.header", "a header has no line breaks", "Leave them out.")


def _params(place: Place, endpoint: EndpointSpec, vendor: VendorSpec) -> Iterator[Problem]:
    schemes = [vendor.spec.auth[name] for name in endpoint.spec.auth if name in vendor.spec.auth]
    common: frozenset[str] = frozenset()
    if schemes:
        common = common.union(schemes[0].credentials).intersection(*(s.credentials for s in schemes))
    # A parameter is put in before the path and the body are complete.
    scope = _Scope(
        credentials=common, plain=_REQUEST - {"path", "body"}, members={"now": _layouts(vendor), "nonce": _NONCE}
    )
    for wire, param in endpoint.spec.params.items():
        here = place.at("params", wire)
        if param.place == "header":
            yield from _header(here, wire, "")
        if param.value is not None:
            yield from _template(here.at("value"), param.value, scope)
            if param.place == "header":
                yield from _header(here.at("value"), "value", param.value)


def _accepted(place: Place, endpoint: EndpointSpec, name: str, scheme: Auth) -> Iterator[Problem]:
    spec = endpoint.spec
    here = place.at("auth", spec.auth.index(name))
    if scheme.send.body and not spec.request.body:
        yield here.problem(
            "sign.body", f"the scheme {name!r} sends in the body, and the request has none",
            "Name the content types in `request.body`.",
        )  # fmt: skip
    if scheme.envelope is not None and "json" not in spec.request.body:
        yield here.problem(
            "sign.envelope", f"the envelope of {name!r} holds a JSON body, and the request takes none",
            "Add json to `request.body`.",
        )  # fmt: skip
    for where, entries in scheme.send.by_place(has_body=bool(spec.request.body)).items():
        # The names of headers are the same in any case.
        fold: Callable[[str], str] = str.casefold if where == "header" else str
        sent = {fold(wire) for wire in entries}
        for wire, param in spec.params.items():
            if param.place == where and fold(wire) in sent:
                yield place.at("params", wire).problem(
                    "sign.collision", f"the scheme {name!r} sends {wire!r} in the {where} too", "Leave one out.",
                    key=True,
                )  # fmt: skip


def _vectors(place: Place, scheme: Auth) -> Iterator[Problem]:
    if scheme.vectors and scheme.no_vector is not None:
        yield place.at("no_vector").problem(
            "vector.both", "there are vectors, and a reason for having none", "Keep one of them.", key=True
        )
    if not scheme.vectors and scheme.no_vector is None and (scheme.sign or scheme.envelope is not None):
        yield place.problem(
            "vector.none", "nothing proves the steps of this scheme",
            "Add a vector with its source, or say in `no_vector` why there is none.", key=True,
        )  # fmt: skip
    for index, vector in enumerate(scheme.vectors):
        yield from _vector(place.at("vectors", index), vector, scheme)


def _vector(place: Place, vector: Vector, scheme: Auth) -> Iterator[Problem]:
    if set(vector.credentials) != set(scheme.credentials):
        yield place.at("credentials").problem(
            "vector.credentials",
            "these are not the credentials of the scheme",
            f"Give {', '.join(scheme.credentials)}.",
        )
    texts = [name for name, step in scheme.sign.items() if isinstance(step, Text)]
    for name in vector.instead:
        yield from exists(place.at("instead", name), "vector.instead", name, texts, "step of the kind text")
    told = bool(vector.answer), vector.verifies is not None
    if told[0] != told[1] or (told[0] and scheme.envelope is None):
        yield place.problem(
            "vector.answer",
            "`answer` and `verifies` belong together, and to a scheme with an envelope",
            "Give both, or none.",
        )
    if not vector.sends and not any(told):
        yield place.problem("vector.empty", "the vector shows nothing", "State what the scheme must send, or verify.")
