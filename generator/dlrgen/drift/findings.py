"""What differs in the page, for the specs that were written from it: the place in a spec, and whom it harms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from dlrgen.check.codes import knows
from dlrgen.check.lint_tree import Path as SpecPath
from dlrgen.check.lint_tree import Place, vendor_place
from dlrgen.diff.rules import FOR_READER, TEXT, WIRE, Harmed, Judged, Kind, Rule, Severity, Step, Verdict, judge
from dlrgen.drift.deltas import Delta, deltas, folded
from dlrgen.pages import captured, read
from dlrgen.pages.model import Described, Example, PageFacts, Section, Span
from dlrgen.spec.load import EndpointSpec, VendorSpec
from dlrgen.spec.model import Param, Schema, Table
from dlrgen.spec.schema import errors_of, schema_name

_FROM_PAGE = "seed_page"


def _each(verdict: Verdict) -> dict[Kind, Verdict]:
    return {"added": verdict, "removed": verdict, "changed": verdict}


_OWN: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule("", "meaning", "meaning", _each(FOR_READER)),
        Rule("", "sample", "sample", _each(TEXT)),
        Rule("", "wording", "wording", _each(TEXT)),
        Rule("", "signed", "parameter that the client adds", {**_each(WIRE), "renamed": WIRE}),
        Rule("", "unsaid", "unclear row", {**_each(TEXT), "renamed": TEXT}),
    )
}
"""What pages print and specs have no key for."""

_ENTRIES = {
    "parameter": "Endpoint.params",
    "field": "Schema.properties",
    "code": "Table.codes",
    "table": "Vendor.tables",
}
_ASPECTS = {
    ("parameter", "type"): "Param.type", ("parameter", "required"): "Param.required",
    ("parameter", "default"): "Param.default", ("parameter", "place"): "Param.place",
    ("field", "type"): "Schema.type", ("field", "required"): "Schema.required",
    ("method", ""): "Request.method", ("path", ""): "Request.path", ("host", ""): "Host.url",
    ("content_type", ""): "Request.body", ("format", ""): "Response.formats",
    ("section", ""): "VendorSpec.endpoints", ("example", ""): "Endpoint.examples",
}  # fmt: skip
_PLACES: Mapping[str, SpecPath] = {
    "method": ("request", "method"), "path": ("request", "path"), "content_type": ("request", "body"),
    "format": ("response", "formats"),
    "rate": ("limits",), "batch": ("batch",), "window": ("window",),
}  # fmt: skip
_LIMITS = {"rate": "Limit.calls", "batch": "Param.max_items", "window": "Window.keep"}


class Finding(Struct, frozen=True, kw_only=True):
    """One difference between the page as it is now and what a spec took from it. Lines count from 1; 0 is none."""

    id: str
    severity: Severity
    harms: Harmed
    step: Step
    vendor: str
    endpoint: str
    name: str
    message: str
    old: str
    new: str
    page_line: int
    """Where the page says so now; where nothing does any more, 0."""
    page_column: int
    was: int
    """The line in the captured page."""
    file: str
    """The place in the spec: of the fact, or of what it stands or would stand in."""
    line: int
    column: int
    delta: Delta | None
    """What differs in the page; none of an erratum."""
    target: Target
    moot: bool = False
    """Whether the spec need not change for it."""


class Target(Struct, frozen=True):
    """The part of a spec that a delta is about."""

    place: Place
    endpoint: EndpointSpec | None = None
    node: Param | Schema | Table | None = None
    """The fact; none if the spec does not state it."""
    elsewhere: str = ""
    """From where the spec has the fact, if not from the page."""
    added: bool = False
    """Whether it is a parameter that a scheme adds."""


def drift(vendor: VendorSpec, page: str, text: str) -> list[Finding]:
    """What a page says otherwise than the captured edition of it, from which specs were written.

    What the specs have from elsewhere is not missed, and what they know to be wrong in the captured page is no news.

    Args:
        vendor: The vendor.
        page: The captured file, as endpoints name it.
        text: The page as it is now.

    Returns:
        The findings, in the order of the page.

    Raises:
        ValueError: There is no such captured file.
    """
    data = captured(vendor, page)
    if data is None:
        raise ValueError(f"there is no file {page!r}")
    old, new = read(data.decode(errors="replace")), read(text)
    owners = _owners(vendor, page, old)
    found = [_finding(vendor, page, delta, owners) for delta in deltas(old, new)]
    return [*found, *_unprinted(vendor, page, data.decode(errors="replace"), text)]


def _owners(vendor: VendorSpec, page: str, facts: PageFacts) -> dict[Section, EndpointSpec]:
    """The endpoint of each section of the captured page."""
    endpoints = [each for each in vendor.endpoints.values() if each.spec.source.page == page]
    scores = sorted(
        ((_belongs(section, endpoint, vendor), -i, -j)
         for i, section in enumerate(facts.sections) for j, endpoint in enumerate(endpoints)),
        reverse=True,
    )  # fmt: skip
    found: dict[int, int] = {}
    for score, i, j in scores:
        if (score or len(endpoints) == len(facts.sections) == 1) and -i not in found and -j not in found.values():
            found[-i] = -j
    return {facts.sections[i]: endpoints[j] for i, j in found.items()}


def _belongs(section: Section, endpoint: EndpointSpec, vendor: VendorSpec) -> float:
    spec = endpoint.spec
    score = 0.0
    if spec.request.path and section.path and _shape(section.path).endswith(_shape(spec.request.path)):
        score += 3
    if section.title and spec.source.section and folded(spec.source.section) in folded(section.title.text):
        score += 2
    printed = {item.path for item in (*section.parameters, *section.fields)}
    stated = {*spec.params} | {name for auth in spec.auth for name, _ in _added(vendor, auth)}
    return score + len(printed & stated) / max(1, len(printed))


def _shape(path: str) -> str:
    """A path with one sign for each placeholder."""
    return "/".join("*" if set(step) & set("{:<$") else step for step in path.rstrip("/").split("/")).lower()


def _added(vendor: VendorSpec, auth: str) -> Iterator[tuple[str, SpecPath]]:
    scheme = vendor.spec.auth.get(auth)
    if scheme is not None:
        for place, names in (("params", scheme.send.params), ("query", scheme.send.query),
                             ("header", scheme.send.header), ("body", scheme.send.body)):  # fmt: skip
            for name in names:
                yield name, ("auth", auth, "send", place, name)


def _finding(vendor: VendorSpec, page: str, delta: Delta, owners: Mapping[Section, EndpointSpec]) -> Finding:
    endpoint = owners.get(delta.old_section) if delta.old_section is not None else None
    target = _target(vendor, page, delta, endpoint)
    judged = _judged(delta, target)
    verdict = judged.verdict
    note = ""
    if delta.subject in ("parameter", "field", "code", "table") and delta.kind == "removed" and target.elsewhere:
        verdict, note = TEXT, f"; the spec has it from elsewhere ({target.elsewhere})"
    elif _is_known(delta, target):
        verdict, note = TEXT, "; the spec has it so already"
    elif delta.subject in ("parameter", "field") and target.node is None and delta.was is not None and not target.added:
        verdict, note = TEXT, "; the spec never had it"
    line, column = target.place.file.document.marks.find(target.place.path, key=True)
    return Finding(
        id=judged.id, severity=verdict.severity, harms=verdict.harms, step=verdict.step,
        vendor=vendor.spec.vendor, endpoint=endpoint.spec.endpoint if endpoint else "",
        name=delta.name, message=_message(delta, judged) + note, old=delta.old, new=delta.new,
        page_line=_line(delta.new_span), page_column=delta.new_span.column if delta.new_span else 0,
        was=_line(delta.old_span), file=target.place.file.name, line=line, column=column,
        delta=delta, target=target, moot=bool(note),
    )  # fmt: skip


def _line(span: Span | None) -> int:
    return span.line if span is not None else 0


def _target(vendor: VendorSpec, page: str, delta: Delta, endpoint: EndpointSpec | None) -> Target:
    if delta.subject in ("code", "table"):
        return _code_target(vendor, page, delta)
    if delta.subject == "host":
        return _host_target(vendor, delta)
    if endpoint is None:
        return Target(vendor_place(vendor))
    match delta.subject:
        case "parameter":
            return _param_target(vendor, endpoint, delta)
        case "field" | "unplaced":
            return _field_target(vendor, endpoint, delta)
        case "example":
            return _example_target(vendor, endpoint, delta)
        case subject:
            path = _PLACES.get(delta.name if subject == "limit" else subject, ())
            return Target(Place(endpoint.file, path), endpoint)


def _param_target(vendor: VendorSpec, endpoint: EndpointSpec, delta: Delta) -> Target:
    here = Place(endpoint.file)
    name = delta.was.path if isinstance(delta.was, Described) else delta.name
    param = endpoint.spec.params.get(name)
    if param is not None:
        evidence = param.evidence or endpoint.spec.evidence
        return Target(here.at("params", name), endpoint, param, "" if evidence == _FROM_PAGE else evidence)
    for auth in endpoint.spec.auth:
        for added, path in _added(vendor, auth):
            if added == name:
                return Target(vendor_place(vendor).at(*path), endpoint, added=True)
    return Target(here.at("params"), endpoint)


def _field_target(vendor: VendorSpec, endpoint: EndpointSpec, delta: Delta) -> Target:
    path = delta.was.path if isinstance(delta.was, Described) else delta.name
    root = Target(Place(endpoint.file).at("response", "schema"), endpoint, endpoint.spec.response.schema)
    roots = [root]
    fields = errors_of(endpoint.spec.errors, vendor.spec).fields
    if fields is not None:
        roots.append(Target(vendor_place(vendor), endpoint, Schema(ref=fields.ref)))
    for each in roots:
        found = _below(each, path, vendor)
        if found is not None:
            assert isinstance(found.node, Schema)
            known = found.node.evidence or endpoint.spec.evidence
            return Target(found.place, endpoint, found.node, "" if known == _FROM_PAGE else known)
    around = _below(root, path.rpartition(".")[0], vendor) if "." in path else root
    return Target((around or root).place, endpoint)


def _below(target: Target, path: str, vendor: VendorSpec) -> Target | None:
    """What a path of wire names leads to. Whether something is one thing or a list of them, pages often leave open."""
    here = _inner(target, vendor)
    for step in path.split(".") if path else []:
        wire = step.replace("[]", "")
        assert isinstance(here.node, Schema)
        if wire:
            known = here.node.properties
            wire = wire if wire in known else next((name for name, each in known.items() if wire in each.also), wire)
            if wire not in known:
                return None
            field = Target(here.place.at("properties", wire), here.endpoint, known[wire])
            here = _inner(field, vendor)
            target = field
    return target


def _inner(target: Target, vendor: VendorSpec) -> Target:
    """The object that a field holds, by itself or as the items of a list."""
    place, schema = target.place, target.node
    for _ in range(40):
        assert isinstance(schema, Schema)
        if schema.ref is not None:
            name = schema_name(schema.ref)
            place, schema = vendor_place(vendor).at("schemas", name), vendor.spec.schemas.get(name, Schema())
        elif schema.items is not None:
            place, schema = place.at("items"), schema.items
        else:
            break
    return Target(place, target.endpoint, schema)


def _code_target(vendor: VendorSpec, page: str, delta: Delta) -> Target:
    here = vendor_place(vendor)
    assert delta.table is not None
    codes = [row.code.text for row in delta.table.rows]
    stated = [(sum(knows(table, code) for code in codes), name) for name, table in vendor.spec.tables.items()
              if table.printed == page]  # fmt: skip
    most = max(stated, default=(0, ""))
    if most[0] == 0:
        return Target(here.at("tables"))
    table = vendor.spec.tables[most[1]]
    place = here.at("tables", most[1])
    if delta.subject == "table":
        return Target(place, None, table)
    code = delta.old or delta.name if delta.aspect == "" else delta.name
    row = table.codes.get(code)
    if row is None:
        return Target(place.at("codes"), None, table)
    known = row.evidence or table.evidence or vendor.spec.evidence
    return Target(place.at("codes", code), None, table, "" if known == _FROM_PAGE else known)


def _host_target(vendor: VendorSpec, delta: Delta) -> Target:
    for name, host in vendor.spec.hosts.items():
        for key, url in (("url", host.url), ("plain", host.plain)):
            if url is not None and url.startswith(delta.old):
                return Target(vendor_place(vendor).at("hosts", name, key))
    return Target(vendor_place(vendor).at("hosts"))


def _example_target(vendor: VendorSpec, endpoint: EndpointSpec, delta: Delta) -> Target:
    here = Place(endpoint.file).at("examples")
    printed = delta.was
    if not isinstance(printed, Example):
        return Target(here, endpoint)
    wanted = folded(printed.text)
    for i, example in enumerate(endpoint.spec.examples):
        data = captured(vendor, example.file)
        if data is not None and (text := folded(data.decode(errors="replace"))) and (text in wanted or wanted in text):
            return Target(here.at(i), endpoint)
    return Target(here, endpoint)


def _judged(delta: Delta, target: Target) -> Judged:
    if delta.subject == "limit":
        return _limit_judged(delta)
    if delta.subject == "unplaced":
        return Judged(_OWN["unsaid"], delta.kind)
    if target.added and delta.subject == "parameter" and not delta.aspect:
        return Judged(_OWN["signed"], delta.kind)
    if _is_sent_always(target) and delta.aspect in ("type", "required", "default", "description"):
        return Judged(_OWN["wording"], delta.kind)
    if delta.subject in ("method", "path"):
        return judge(_ASPECTS[delta.subject, ""], "changed")
    if delta.aspect == "description":
        return Judged(_OWN["meaning"], delta.kind) if delta.subject == "code" else judge("Node.zh", delta.kind)
    if delta.aspect == "":
        at = _ENTRIES.get(delta.subject) or _ASPECTS[delta.subject, ""]
        return judge(at, delta.kind, _entry(delta, target) if delta.subject == "parameter" else None)
    key = _ASPECTS.get((delta.subject, delta.aspect))
    if key is None:
        return Judged(_OWN["sample" if delta.aspect == "sample" else "wording"], delta.kind)
    return judge(key, delta.kind)


def _is_sent_always(target: Target) -> bool:
    """Whether it is a parameter that is no argument, because the client knows its value."""
    return target.added or (isinstance(target.node, Param) and target.node.value is not None)


def _entry(delta: Delta, target: Target) -> Param:
    if isinstance(target.node, Param):
        return target.node
    item = delta.item
    assert isinstance(item, Described)
    return Param(place="query", required=item.required is True)


def _limit_judged(delta: Delta) -> Judged:
    at = _LIMITS[delta.name]
    if delta.kind in ("added", "removed"):
        return judge({"Limit.calls": "Endpoint.limits"}.get(at, at), delta.kind)
    kind: Kind = "raised" if delta.kind == "raised" else "lowered"
    return judge(at, kind)


def _is_known(delta: Delta, target: Target) -> bool:
    """Whether the spec says already what the page says now."""
    node, item = target.node, delta.item
    if delta.kind == "removed" and delta.aspect == "":
        return False
    if isinstance(item, Described) and isinstance(node, (Param, Schema)):
        return _is_stated(delta, item, node)
    if isinstance(node, Table) and delta.subject == "code":
        row = node.codes.get(delta.name)
        if row is None:
            return delta.kind == "added" and delta.aspect == "" and knows(node, delta.name)
        return delta.aspect == "" or (delta.aspect == "description" and folded(row.zh or "") == folded(delta.new))
    return (
        delta.subject == "method"
        and target.endpoint is not None
        and target.endpoint.spec.request.method == delta.new.upper()
    )


def _is_stated(delta: Delta, item: Described, node: Param | Schema) -> bool:
    match delta.aspect:
        case "":
            return delta.kind == "added"
        case "type":
            return item.base is not None and node.type == item.base
        case "required" if isinstance(node, Param):
            return node.required == (item.required is True)
        case "default" if isinstance(node, Param):
            return node.default is not None and str(node.default) == delta.new
        case "description":
            return node.zh is not None and folded(delta.new) == folded(node.zh)
        case _:
            return False


def _message(delta: Delta, judged: Judged) -> str:
    noun = judged.rule.noun
    if delta.aspect:
        if judged.id == "param-required.added":
            return f"`{delta.name}` is required now"
        if judged.rule.at in ("Param.required", "Schema.required"):
            return f"`{delta.name}` is {'always there' if delta.kind == 'added' else 'optional'} now"
        return f"the {noun} of `{delta.name}`: {_shown(delta.old)} → {_shown(delta.new)}"
    match delta.kind:
        case "added":
            return f"the {noun} `{_shown(delta.name or delta.new)}` is new"
        case "removed":
            return f"the {noun} `{_shown(delta.name or delta.old)}` is gone"
        case "renamed":
            return f"the {noun} `{delta.old}` is `{delta.new}` now"
        case _ if delta.subject == "example":
            return f"the {delta.name} example is another: {_shown(delta.old)} → {_shown(delta.new)}"
        case _:
            return f"the {noun}: {_shown(delta.old)} → {_shown(delta.new)}"


def _shown(text: str) -> str:
    text = " ".join(text.split()) or "nothing"
    return text if len(text) <= 80 else f"{text[:79]}…"


def _unprinted(vendor: VendorSpec, page: str, old: str, new: str) -> Iterator[Finding]:
    """Headings that the page no longer prints, and errata that it no longer needs."""
    before, after = folded(old), folded(new)
    for endpoint in vendor.endpoints.values():
        spec = endpoint.spec
        if spec.source.page != page:
            continue
        place = Place(endpoint.file)
        if spec.source.section is not None and folded(spec.source.section) not in after:
            here = place.at("source", "section")
            yield _absent(
                vendor, endpoint, here, "section.removed", spec.source.section, old, "the section of the page"
            )
        for i, erratum in enumerate(spec.errata):
            printed = folded(erratum.printed)
            if printed != folded(erratum.reads) and printed in before and printed not in after:
                here = place.at("errata", i)
                yield _absent(
                    vendor, endpoint, here, "erratum.settled", erratum.printed, old, f"what {erratum.id} is about"
                )


def _absent(
    vendor: VendorSpec, endpoint: EndpointSpec, place: Place, id: str, printed: str, page: str, what: str
) -> Finding:
    line, column = place.file.document.marks.find(place.path)
    at = page.find(printed)
    return Finding(
        id=id, severity=TEXT.severity, harms=TEXT.harms, step=TEXT.step, vendor=vendor.spec.vendor,
        endpoint=endpoint.spec.endpoint, name=printed, message=f"the page no longer prints {what}", old=printed, new="",
        page_line=0, page_column=0, was=page.count("\n", 0, at) + 1 if at >= 0 else 0,
        file=place.file.name, line=line, column=column, delta=None, target=Target(place, endpoint),
    )  # fmt: skip
