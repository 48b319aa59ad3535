"""Examples and errata against the captured pages: printed there, repaired as stated, and of the stated shape."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from dlrgen.check import repairs, requests
from dlrgen.check.codes import knows
from dlrgen.check.lint_tree import Place, endpoints, vendor_place
from dlrgen.check.requests import Fault, Unreadable
from dlrgen.pages import captured, prints
from dlrgen.problems import Problem, Problems
from dlrgen.runtime.plain import is_array, is_object
from dlrgen.spec.load import EndpointSpec, VendorSpec
from dlrgen.spec.model import Erratum, Errors, Example, Schema, Tolerance, Vendor
from dlrgen.spec.schema import closed_type, errors_of, json_schema, resolve, schema_name

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_INTEGER = re.compile(r"-?[0-9]{1,18}\Z")
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?\Z")


def check(vendor: VendorSpec, problems: Problems) -> Counter[str]:
    """Prove a vendor's examples and errata.

    Args:
        vendor: A vendor that lint has nothing against.
        problems: Where to put what is wrong.

    Returns:
        How many examples came out as stated, by verdict, and under `errata` how many errata are still needed.
    """
    proved: Counter[str] = Counter()
    fields = _Fields(vendor)
    for place, endpoint in endpoints(vendor):
        spec = endpoint.spec
        page = _page(place.at("source"), endpoint, vendor, problems)
        errata = _Errata(place.at("errata"), spec.errata, spec.examples, problems)
        if not spec.examples:
            here = place.at("examples")
            problems.append(here.problem("example.none", "there is no example", "Capture one.", key=True))
        for index, example in enumerate(spec.examples):
            before = len(problems)
            prover = _Prover(place.at("examples", index), example, endpoint, vendor, problems)
            prover.prove(page, errata, fields)
            proved[example.verdict] += len(problems) == before
        errata.check_pages(vendor)
        proved["errata"] += len(errata.needed)
    problems.extend(fields.problems())
    return proved


def _page(place: Place, endpoint: EndpointSpec, vendor: VendorSpec, problems: Problems) -> bytes | None:
    source = endpoint.spec.source
    if source.page is None:
        return None
    page = captured(vendor, source.page)
    if page is None:
        problems.append(
            place.at("page").problem("page.missing", f"there is no file {source.page!r}", "Capture the page.")
        )
    elif source.section is not None and source.section.encode() not in page:
        problems.append(
            place.at("section").problem("page.section", f"{source.page!r} has no section {source.section!r}",
                                        "Quote the heading as the page prints it.")
        )  # fmt: skip
    return page


class _Errata:
    """An endpoint's errata, and those of them that were found to be needed."""

    def __init__(self, place: Place, errata: list[Erratum], examples: list[Example], problems: Problems) -> None:
        self.needed: set[int] = set()
        self._place = place
        self._errata = errata
        self._files = {example.file for example in examples}
        self._named = {(id, example.file) for example in examples for id in example.by.errata}
        self._problems = problems
        self._by_id: dict[str, int] = {}
        for index, erratum in enumerate(errata):
            if self._by_id.setdefault(erratum.id, index) != index:
                problems.append(
                    place.at(index, "id").problem("erratum.duplicate", f"there already is an erratum {erratum.id}",
                                                  "Number them one by one.")
                )  # fmt: skip

    def apply(self, text: str, id: str, example: Example, place: Place) -> str:
        """The example's text after an erratum that it names at `place`."""
        index = self._by_id.get(id)
        if index is None or self._errata[index].where != example.file:
            why = "there is no such erratum" if index is None else f"it is about {self._errata[index].where!r}"
            self._problems.append(
                place.problem("erratum.unknown", f"{id} cannot repair this example: {why}", "Name one about this file.")
            )
            return text
        if not self._is_needed(index, text):
            return text
        return text.replace(self._errata[index].printed, self._errata[index].reads)

    def check_pages(self, vendor: VendorSpec) -> None:
        """Check the errata that no example names: they are about pages."""
        for id, index in self._by_id.items():
            where = self._errata[index].where
            if (id, where) in self._named:
                continue
            if where in self._files:
                self._problems.append(
                    self._place.at(index).problem("erratum.unused", f"no example names {id}, which is about an example",
                                                  "Name it in the example's `by`.")
                )  # fmt: skip
                continue
            page = captured(vendor, where)
            if page is None:
                self._problems.append(
                    self._place.at(index, "where").problem("page.missing", f"there is no file {where!r}",
                                                           "Name a captured file.")
                )  # fmt: skip
            else:
                self._is_needed(index, page.decode(errors="replace"))

    def _is_needed(self, index: int, text: str) -> bool:
        erratum = self._errata[index]
        place = self._place.at(index, "printed")
        found = text.find(erratum.printed)
        if erratum.printed == erratum.reads or found < 0:
            why = "reads as it is printed" if found >= 0 else f"speaks of what {erratum.where!r} does not print"
            self._problems.append(
                place.problem("erratum.idle", f"{erratum.id} {why}", "Drop it, or quote what is printed.")
            )
        elif (count := text.count(erratum.printed)) != erratum.times:
            self._problems.append(
                place.problem("erratum.ambiguous", f"{erratum.where!r} prints it {count} times",
                              "Quote more of what stands around it, or state `times` where all are meant.")
            )  # fmt: skip
        else:
            self.needed.add(index)
            return True
        return False


class _Written(Struct, frozen=True):
    """A schema and the place where it is written."""

    place: Place
    schema: Schema

    @property
    def key(self) -> tuple[str, tuple[str | int, ...]]:
        """What tells places apart."""
        return self.place.file.name, self.place.path

    def inside(self) -> Iterator[tuple[str, _Written]]:
        """The properties, by name, and what a list holds, as `[]`."""
        for wire, inner in self.schema.properties.items():
            yield wire, _Written(self.place.at("properties", wire), inner)
        if self.schema.items is not None:
            yield "[]", _Written(self.place.at("items"), self.schema.items)


class _Node(Struct, frozen=True):
    """A value of an example, the path to it, and its schema."""

    value: Any
    path: str
    written: _Written


class _Fields:
    """The fields of a vendor's answers and errors, and which of them its examples show."""

    def __init__(self, vendor: VendorSpec) -> None:
        self._vendor = vendor
        self._shown: set[Any] = set()
        self._doubtful: set[Any] = set()
        roots = [_Written(p.at("response", "schema"), e.spec.response.schema) for p, e in endpoints(vendor)]
        errors = [vendor.spec.errors, *(e.spec.errors for e in vendor.endpoints.values() if e.spec.errors)]
        roots += [root for each in errors if (root := _error_root(each, vendor)) is not None]
        self._declared = {field.key: field for root in roots for field in self._below(root)}

    def show(self, nodes: list[_Node]) -> None:
        """Note that an example shows these values."""
        self._shown.update(node.written.key for node in nodes)

    def doubt(self, root: _Written) -> None:
        """Note that an example of this schema cannot be read, so that it is not known what it shows."""
        self._doubtful.update(field.key for field in self._below(root))

    def problems(self) -> Iterator[Problem]:
        """The fields that no example shows and nothing excuses, and those that are excused and shown."""
        for key, field in self._declared.items():
            name = field.place.path[-1]
            if key in self._shown and field.schema.unseen is not None:
                yield field.place.at("unseen").problem(
                    "example.field-seen", f"an example shows {name!r}", "Drop `unseen`.", key=True
                )
            elif field.schema.unseen is None and key not in self._shown and key not in self._doubtful:
                yield field.place.problem(
                    "example.field-unseen", f"no example shows {name!r}",
                    "Say under `unseen` why not, or capture an example that does.", key=True,
                )  # fmt: skip

    def _below(self, root: _Written) -> Iterator[_Written]:
        for step, inner in _home(root, self._vendor).inside():
            if step != "[]":
                yield inner
            yield from self._below(inner)


class _Prover(Struct):
    """One example on its way through the proof."""

    place: Place
    example: Example
    endpoint: EndpointSpec
    vendor: VendorSpec
    problems: Problems

    def prove(self, page: bytes | None, errata: _Errata, fields: _Fields) -> None:
        """Put everything that is wrong with the example into the problems."""
        self._check_verdict()
        text = self._text(page)
        if text is not None:
            text = self._repaired(text, errata)
        if self.example.kind == "request":
            self._prove_request(text)
        else:
            self._prove_answer(text, fields)

    def _check_verdict(self) -> None:
        verdict, by = self.example.verdict, self.example.by
        if verdict == "valid" and (by.errata or by.rules):
            self._problem("verdict", "example.verdict", "valid, although it is repaired", "Call it repaired.")
        if verdict == "repaired" and not (by.errata or by.rules):
            self._problem("verdict", "example.verdict", "repaired, and by nothing", "Name errata or rules under `by`.")
        if (verdict == "rejected") != (self.example.rejected_at is not None):
            self._problem("verdict", "example.verdict", "what is rejected is rejected at a place, and nothing else is",
                          "State `rejected_at` together with the verdict rejected.")  # fmt: skip

    def _text(self, page: bytes | None) -> str | None:
        """The text as it was captured; none if there is no such text."""
        file = self.example.file
        data = captured(self.vendor, file)
        if data is None:
            self._problem("file", "example.missing", f"there is no file {file!r}", "Capture the example.")
            return None
        if page is not None and not prints(page, data):
            self._problem("file", "example.not-in-page", f"{self.endpoint.spec.source.page!r} does not print {file!r}",
                          "Copy it from the page, byte for byte.")  # fmt: skip
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            self._problem("file", "example.unreadable", f"{file!r} is not UTF-8 at byte {error.start}", "")
            return None

    def _repaired(self, text: str, errata: _Errata) -> str:
        place = self.place.at("by")
        for k, id in enumerate(self.example.by.errata):
            text = errata.apply(text, id, self.example, place.at("errata", k))
        for k, rule in enumerate(self.example.by.rules):
            repaired = repairs.apply(text, [rule])
            if repaired == text:
                here = place.at("rules", k)
                self.problems.append(here.problem("example.repair-idle", f"{rule} changes nothing", "Leave it out."))
            text = repaired
        return text

    def _prove_request(self, text: str | None) -> None:
        syntax = self.example.syntax
        if syntax not in ("json", "curl", "http"):
            self._problem("syntax", "example.syntax", f"requests in {syntax} are not read", "Use json, curl or http.")
        elif text is not None:
            try:
                request = requests.read(text, syntax)
            except Unreadable as error:
                self._unreadable(error)
            else:
                self._judge(requests.faults(request, self.endpoint.spec, self.vendor.spec))

    def _prove_answer(self, text: str | None, fields: _Fields) -> None:
        root = self._root()
        if root is None:
            self._problem("is", "example.unchecked", "nothing says what the body of an error looks like",
                          "Point at its schema with `errors.fields`.")  # fmt: skip
            return
        if self.example.syntax != "json":
            self._problem("syntax", "example.syntax", f"answers in {self.example.syntax} are not read", "Use json.")
            text = None
        if text is None:
            fields.doubt(root)
            return
        try:
            data = requests.read_json(text)
        except Unreadable as error:
            self._unreadable(error)
            fields.doubt(root)
            return
        data = _normal(data, root.schema, self.vendor.spec, self.endpoint.spec.response.tolerate)
        nodes = list(_nodes(_Node(data, "", root), self.vendor))
        fields.show(nodes)
        for node in nodes:
            self._check_code(node)
        self._judge(_misfits(data, root.schema, self.vendor.spec))

    def _root(self) -> _Written | None:
        if self.example.kind == "response":
            return _Written(Place(self.endpoint.file, ("response", "schema")), self.endpoint.spec.response.schema)
        return _error_root(errors_of(self.endpoint.spec.errors, self.vendor.spec), self.vendor)

    def _judge(self, found: Iterable[Fault]) -> None:
        """Faults are problems, unless they are the one refusal that the example is stated to meet with."""
        faults = list(dict.fromkeys(found))
        wanted = self.example.rejected_at
        if self.example.verdict != "rejected" or wanted is None:
            for fault in faults:
                self._problem("file", fault.id, f"{self.example.file!r}: {fault.message}", fault.hint)
        elif {fault.path for fault in faults} != {wanted}:
            where = ", ".join(sorted({repr(fault.path) for fault in faults})) or "nowhere"
            self._problem("rejected_at", "example.verdict", f"rejected at {wanted!r}, says the spec; it is at {where}",
                          "Paths are written as `data[0].status`, the whole as `.`.")  # fmt: skip

    def _check_code(self, node: _Node) -> None:
        name = node.written.schema.table
        if name is None or isinstance(node.value, bool) or not isinstance(node.value, (str, int)):
            return
        if not knows(self.vendor.spec.tables[name], str(node.value)):
            self._problem("file", "example.code-unknown",
                          f"{self.example.file!r}: {node.path} is {node.value!r}, which is not in the table {name}",
                          "Add the code, or state as an erratum that it stands for another.")  # fmt: skip

    def _unreadable(self, error: Unreadable) -> None:
        self._problem("file", "example.unreadable", f"{self.example.file!r}, after its repairs: {error}",
                      "Name the errata and rules that it needs.")  # fmt: skip

    def _problem(self, key: str, id: str, message: str, hint: str) -> None:
        self.problems.append(self.place.at(key).problem(id, message, hint))


def _normal(data: Any, schema: Schema, vendor: Vendor, tolerate: list[Tolerance]) -> Any:
    """The data under the fields' proper names, and without the deviations that the client tolerates."""
    schema = resolve(schema, vendor)
    if schema.items is not None:
        if not is_array(data) and data is not None and "single_as_list" in tolerate:
            data = [data]
        return [_normal(v, schema.items, vendor, tolerate) for v in data] if is_array(data) else data
    if schema.values is not None and is_object(data):
        return {name: _normal(value, schema.values, vendor, tolerate) for name, value in data.items()}
    if schema.type == "object" and is_object(data):
        wires = {spelling: wire for wire, field in schema.properties.items() for spelling in field.also}
        named = {wires[name] if wires.get(name, name) not in data else name: value for name, value in data.items()}
        return {
            name: _normal(value, schema.properties[name], vendor, tolerate) if name in schema.properties else value
            for name, value in named.items()
        }
    return _scalar(data, schema) if "number_as_text" in tolerate else data


def _scalar(data: Any, schema: Schema) -> Any:
    """A number where text is meant as text, and a text where a number is meant as a number."""
    if schema.type == "string" and isinstance(data, (int, float)) and not isinstance(data, bool):
        return str(data)
    if schema.type == "integer" and isinstance(data, str) and _INTEGER.match(data):
        return int(data)
    if schema.type == "number" and isinstance(data, str) and _NUMBER.match(data):
        return float(data)
    return data


def _nodes(node: _Node, vendor: VendorSpec) -> Iterator[_Node]:
    """A value and all values inside it that the schema knows."""
    home = _home(node.written, vendor)
    yield _Node(node.value, node.path, _Written(node.written.place, home.schema))
    for step, inner in home.inside():
        if step == "[]" and is_array(node.value):
            for i, value in enumerate(node.value):
                yield from _nodes(_Node(value, f"{node.path}[{i}]", inner), vendor)
        elif is_object(node.value) and step in node.value:
            path = f"{node.path}.{step}" if node.path else step
            yield from _nodes(_Node(node.value[step], path, inner), vendor)


def _misfits(data: Any, schema: Schema, vendor: Vendor) -> Iterator[Fault]:
    """Where the data is not of the schema."""
    try:
        msgspec.convert(data, closed_type(schema, vendor))
    except msgspec.ValidationError:
        # Only jsonschema knows the place of each fault, and only then is it imported: that takes longer than a check.
        from jsonschema import Draft202012Validator

        validator: Any = Draft202012Validator(json_schema(schema, vendor, closed=True))
        for error in validator.iter_errors(data):
            yield from _faults(error)


def _faults(error: ValidationError) -> Iterator[Fault]:
    path = [*error.absolute_path]
    instance: Any = error.instance
    schema: Any = error.schema
    match error.validator:
        case "additionalProperties":
            for name in sorted(instance.keys() - schema["properties"].keys()):
                here = _path([*path, name])
                yield Fault("example.field-unknown", here, f"the schema has no field {here}", "Describe it.")
        case "required":
            for name in sorted(set(schema["required"]) - instance.keys()):
                here = _path([*path, name])
                yield Fault("example.invalid", here, f"{here} is missing", "Drop it from `required`.")
        case _:
            here = _path(path)
            yield Fault("example.invalid", here, f"{here}: {error.message}", "Correct the type, or tolerate the value.")


def _path(steps: list[str | int]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".") or "."


def _home(written: _Written, vendor: VendorSpec) -> _Written:
    """The schema itself, or the one that it points at."""
    while written.schema.ref is not None:
        name = schema_name(written.schema.ref)
        written = _Written(vendor_place(vendor).at("schemas", name), vendor.spec.schemas[name])
    return written


def _error_root(errors: Errors, vendor: VendorSpec) -> _Written | None:
    """The shape of an error's body, if it is stated."""
    if errors.fields is None:
        return None
    return _home(_Written(vendor_place(vendor), Schema(ref=errors.fields.ref)), vendor)
