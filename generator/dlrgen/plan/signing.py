"""Authentication schemes as Python functions: the named steps of a spec, compiled to source that a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from dlrgen.plan.literals import Source, docstring, fragment, literal, sentence
from dlrgen.spec.model import Auth, Clock, Digest, Headers, Hmac, Pairs, Step, Text, Vendor, Walk
from dlrgen.spec.template import Reference, parse, references

_INDENT = " " * 4
_LINE = 112
"""The longest line inside a function, its indent not counted."""


_SOURCES = {
    "params": 'draft.pairs("query", "body")',
    "query": 'draft.pairs("query")',
    "body": 'draft.pairs("body")',
    "headers": 'draft.pairs("headers")',
    "answer": "answer.items()",
}


class Scheme(Struct, frozen=True, kw_only=True):
    """A compiled scheme: the function that signs, for an envelope the one that verifies, and what they import."""

    name: str
    sign: Source
    verify: Source | None
    secret: tuple[str, ...]
    imports: frozenset[str]


def compile_scheme(name: str, auth: Auth, vendor: Vendor) -> Scheme:
    """Compile one scheme of a vendor.

    Args:
        name: The scheme's name, which becomes the function's.
        auth: The scheme.
        vendor: Its vendor, for the clock's layouts and for which credentials are secret.
    """
    writer = _Writer(auth, vendor)
    sign = writer.sign(f"sign_{name}")
    verify = writer.verify(f"verify_{name}") if auth.envelope is not None else None
    return Scheme(
        name=name, sign=sign, verify=verify, secret=_secret_names(auth, vendor), imports=frozenset(writer.imports)
    )


class _Writer:
    """Writes the source of one scheme's functions, and notes what they use."""

    def __init__(self, auth: Auth, vendor: Vendor) -> None:
        self._auth = auth
        self._vendor = vendor
        self._clock = vendor.clock
        self._bytes: set[str] = set()
        self.imports: set[str] = set()

    def sign(self, name: str) -> Source:
        auth = self._auth
        steps = auth.sign
        lines: list[str] = []
        waiting = list(self._entries())
        run: list[str] = []
        for step_name in (None, *steps):
            if step_name is not None:
                lines.append(self._step(step_name, steps[step_name]))
                run.append(step_name)
            # What is sent is put in place as early as can be, so that the steps that follow see it.
            ready = [entry for entry in waiting if _uses(entry[2], steps).issubset(run)]
            lines += [self._put(*entry) for entry in ready]
            waiting = [entry for entry in waiting if entry not in ready]
        if auth.envelope is not None:
            self.imports.add("msgspec")
            fields = "".join(f"{_INDENT}{literal(w)}: {self.text(t)},\n" for w, t in auth.envelope.fields.items())
            lines.append(f"sealed = {{\n{fields}}}")
            lines.append("draft.content = msgspec.json.encode(sealed)")
            lines.append(f"draft.path = {literal(auth.envelope.path)}")
        return self._function(name, "draft: Draft, credentials: Credentials", "None", lines or ["return"])

    def verify(self, name: str) -> Source:
        envelope = self._auth.envelope
        assert envelope is not None
        lines = [self._step(step_name, step) for step_name, step in envelope.verify.items()]
        lines.append(f"return {list(envelope.verify)[-1]}")
        self.imports.add("Mapping")
        return Source(
            f"def {name}(answer: Mapping[str, str], credentials: Credentials) -> str:\n"
            f'    """The signature that a gateway\'s answer must have."""\n' + _indented(lines)
        )

    def text(self, template: str) -> Source:
        """The expression for a template: a plain literal, a bare name, or an f-string."""
        parts = parse(template)
        if all(isinstance(part, str) for part in parts):
            return literal("".join(map(str, parts)))
        if len(parts) == 1 and isinstance(parts[0], Reference):
            return self._value(parts[0])
        return Source(f'f"{"".join(self._inside(part) for part in parts)}"')

    def _inside(self, part: str | Reference) -> str:
        """A part of a template inside an f-string. Expressions hold quotes only around plain names."""
        return fragment(part) if isinstance(part, str) else f"{{{self._value(part)}}}".replace('"', "'")

    def _function(self, name: str, arguments: str, returns: str, lines: list[str]) -> Source:
        auth = self._auth
        vectors = [v.source.replace("_", " ") for v in auth.vectors]
        proof = (
            f"Checked against {len(vectors)} known signatures ({', '.join(sorted(set(vectors)))})." if vectors else ""
        )
        if len(vectors) == 1:
            proof = f"Checked against one known signature ({vectors[0]})."
        head, full_stop, rest = sentence(auth.en or f"The scheme {name}").partition(". ")
        doc = docstring(f"{head}{full_stop.strip()}", rest, proof or sentence(auth.no_vector or ""), indent=4)
        return Source(f"def {name}({arguments}) -> {returns}:\n    {doc}\n" + _indented(lines))

    def _entries(self) -> Iterator[tuple[str, str, str]]:
        send = self._auth.send
        places = ("params", send.params), ("query", send.query), ("headers", send.header), ("body", send.body)
        for place, entries in places:
            for wire, template in entries.items():
                yield place, wire, template

    def _put(self, place: str, wire: str, template: str) -> str:
        value = self.text(template)
        line = f"draft.{place}[{literal(wire)}] = {value}"
        heads = {reference.head for reference in references(template)}
        may_be_empty = any(getattr(self._auth.sign.get(head), "when", None) for head in heads)
        return f"if {value}:\n{_INDENT}{line}" if may_be_empty else line

    def _step(self, name: str, step: Step) -> str:
        when = getattr(step, "when", None)
        if when is None:
            return self._assigned(name, step)
        inner = _indented(self._assigned(name, step).split("\n"))
        nothing = 'b""' if name in self._bytes else '""'
        both = f"{name} = {names_of(name)}" if isinstance(step, Headers) else name
        return f"{both} = {nothing}\nif draft.body_kind == {literal(when)}:\n{inner}"

    def _assigned(self, name: str, step: Step) -> str:
        match step:
            case Pairs():
                return f"{name} = {self._pairs(step)}"
            case Headers():
                return self._headers(name, step)
            case Walk():
                self.imports.add("walk")
                return f"{name} = walk(draft.body)"
            case Text(encode=None):
                return f"{name} = {self._folded(step.of, len(name))}"
            case Text():
                self.imports.add("b64encode")
                return f"{name} = b64encode({self._encoded(step.of)}).decode()"
            case Digest():
                self.imports.add("hashlib")
                # Both are broken as hashes; the flag lets machines in FIPS mode talk to vendors who demand them.
                flag = ", usedforsecurity=False" if step.algorithm in ("md5", "sha1") else ""
                before, of = self._hoisted(step.of)
                return (
                    before + f"{name} = " + self._finished(name, f"hashlib.{step.algorithm}({of}{flag})", step.encode)
                )
            case Hmac():
                self.imports.add("hmac")
                before, of = self._hoisted(step.of)
                made = f"hmac.new({self._encoded(step.key)}, {of}, {literal(step.algorithm)})"
                return before + f"{name} = " + self._finished(name, made, step.encode)

    def _hoisted(self, template: str) -> tuple[str, str]:
        """The bytes of a template for a hash; a long text gets a line of its own before."""
        encoded = self._encoded(template)
        if len(encoded) <= _LINE // 2:
            return "", encoded
        return f"plain = {self._folded(template, 5)}\n", "plain.encode()"

    def _folded(self, template: str, used: int) -> str:
        """A template's expression, over several lines where it is long."""
        expression = self.text(template)
        if len(expression) + used + 3 <= _LINE:
            return expression
        pieces = "".join(f"{_INDENT}{piece}\n" for piece in self._pieces(template))
        return f"(\n{pieces})"

    def _pieces(self, template: str) -> Iterator[str]:
        """A template as several f-strings, each ending where a line of the text ends, or before it grows long."""
        piece = ""
        for part in parse(template):
            inside = self._inside(part)
            if piece and len(piece) + len(inside) > _LINE - 12:
                yield f'f"{piece}"'
                piece = ""
            piece += inside
            if isinstance(part, str) and part.endswith("\n"):
                yield f'f"{piece}"'
                piece = ""
        if piece:
            yield f'f"{piece}"'

    def _finished(self, name: str, made: str, encode: str) -> str:
        if encode == "hex":
            return f"{made}.hexdigest()"
        if encode == "bytes":
            self._bytes.add(name)
            return f"{made}.digest()"
        self.imports.add("b64encode")
        return f"b64encode({made}.digest()).decode()"

    def _encoded(self, template: str) -> str:
        parts = parse(template)
        if len(parts) == 1 and isinstance(parts[0], Reference) and str(parts[0]) in self._bytes:
            return str(parts[0])
        text = self.text(template)
        is_text = all(isinstance(part, str) for part in parts)
        return f"b{text}" if is_text and template.isascii() and template.isprintable() else f"{text}.encode()"

    def _pairs(self, step: Pairs) -> str:
        values = f"sorted({_SOURCES[step.of]})" if step.sort == "name" else _SOURCES[step.of]
        pair: str = self.text(step.pair)
        if step.empty is not None:
            pair = f"{pair} if value else {self.text(step.empty)}"
        name = "name" if "name" in pair or _conditions(step) else "_"
        value = "value" if "value" in pair else "_"
        parts = [pair, f"for {name}, {value} in {values}"]
        if conditions := _conditions(step):
            parts.append(f"if {' and '.join(conditions)}")
        joined = f"{literal(step.join)}.join("
        one_line = f"{joined}{' '.join(parts)})"
        if len(one_line) + 30 <= _LINE:
            expression = one_line
        else:
            expression = joined + "\n" + "".join(f"{_INDENT}{part}\n" for part in parts) + ")"
        if not step.before:
            return expression
        self.imports.add("prefixed")
        return f"prefixed({literal(step.before)}, {expression})"

    def _headers(self, name: str, step: Headers) -> str:
        only = ", ".join(literal(wire.lower()) for wire in step.only)
        pair = self.text(step.pair)
        first = "name" if "name" in pair else "_"
        value = "value" if "value" in pair else "_"
        return (
            f"pairs = draft.header_pairs({only})\n"
            f"{name} = {literal(step.join)}.join({pair} for {first}, {value} in pairs)\n"
            f'{names_of(name)} = ";".join(name for name, _ in pairs)'
        )

    def _value(self, reference: Reference) -> Source:
        expression: str = self._plain(reference)
        for name in reference.filters:
            match name:
                case "percent":
                    self.imports.add("quote")
                    expression = f'quote({expression}, safe="")'
                case "relative":
                    expression = f'{expression}.removeprefix("/")'
                case _:
                    expression = f"{expression}.{name}()"
        return Source(expression)

    def _plain(self, reference: Reference) -> str:
        match reference.head, reference.member:
            case "now", "unix_s" | "unix_ms":
                return f"draft.now.{reference.member}"
            case "now", str(layout):
                assert self._clock is not None
                return f"draft.now.local({layout.upper()}, {zone_constant(self._clock.zone.name)})"
            case "nonce", str(form):
                return f"draft.nonce_{form}"
            case "header", str(name):
                return f'draft.headers.get({literal(name)}, "")'
            case "answer", str(name):
                return f'answer.get({literal(name)}, "")'
            case ("method" | "path" | "host") as head, None:
                return f"draft.{head}"
            case "body", None:
                return "draft.body_text"
            case head, None if head in self._auth.credentials or head in self._vendor.credentials:
                return f"credentials[{literal(head)}]"
            case head, member:
                return head if member is None else names_of(head)


def names_of(step: str) -> str:
    """The variable that holds the names of the headers that a step of the kind `headers` has taken."""
    return f"{step}_names"


def _conditions(step: Pairs) -> list[str]:
    conditions: list[str] = []
    if step.only:
        conditions.append(_among("==", "in", step.only))
    if step.only_prefix is not None:
        conditions.append(f"name.startswith({literal(step.only_prefix)})")
    if step.skip:
        conditions.append(_among("!=", "not in", step.skip))
    return conditions


def _among(one: str, several: str, names: list[str]) -> str:
    return f"name {one} {literal(names[0])}" if len(names) == 1 else f"name {several} {literal(names)}"


def param_value(template: str, vendor: Vendor) -> Source:
    """A parameter's constant or computed value as an expression over `draft` and `credentials`."""
    return _Writer(Auth(credentials=list(vendor.credentials)), vendor).text(template)


def zone_constant(name: str) -> Source:
    """The constant under which a generated module keeps a zone."""
    return Source("".join(c if c.isalnum() else "_" for c in name).upper())


def zone_definition(name: str) -> Source:
    """The definition of that constant. Only zones of one offset pass the check, so any date gives it."""
    offset = datetime(2020, 1, 1, tzinfo=ZoneInfo(name)).utcoffset()
    assert offset is not None
    return Source(f"{zone_constant(name)} = zone({literal(name)}, {int(offset.total_seconds())})")


def layouts_used(clock: Clock | None, sources: Iterable[str]) -> list[Source]:
    """The constants that compiled functions name: the clock's zone and those of its layouts that they use."""
    text = "\n".join(sources)
    if clock is None or zone_constant(clock.zone.name) not in text:
        return []
    layouts = [f"{name.upper()} = {literal(layout)}" for name, layout in clock.layouts.items() if name.upper() in text]
    return [zone_definition(clock.zone.name), *(Source(line) for line in layouts)]


def _secret_names(auth: Auth, vendor: Vendor) -> tuple[str, ...]:
    """Wire names whose values tell a secret, or let somebody else repeat the call."""
    telling = {name for name, credential in vendor.credentials.items() if credential.secret} | set(auth.sign)
    entries = {**auth.send.params, **auth.send.query, **auth.send.header, **auth.send.body}
    return tuple(wire for wire, text in entries.items() if any(r.head in telling for r in references(text)))


def _uses(template: str, steps: Mapping[str, Step]) -> set[str]:
    """The steps that a template speaks of."""
    return {reference.head for reference in references(template) if reference.head in steps}


def _indented(lines: list[str]) -> str:
    return "\n".join(f"{_INDENT}{part}" for line in lines for part in line.split("\n"))
