"""Two trees of specs, key by key: what differs, where it stands, and what that means by the table of rules."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from dlrgen.diff.rules import IGNORED, SEVERITIES, Harmed, Judged, Kind, Rule, Severity, Step, judge, rule
from dlrgen.diff.trees import Tree
from dlrgen.plan import names
from dlrgen.plan.endpoints import seconds
from dlrgen.runtime.plain import is_array, is_object
from dlrgen.spec.load import CarrierSpec, EndpointSpec, SpecFile, VendorSpec
from dlrgen.spec.model import Code, Endpoint, Host, Param, Schema
from dlrgen.spec.schema import errors_of, schema_name

_SHOWN = 80
_OWN = frozenset({"zh", "en", "evidence", "name", "also", "title"})
"""What a field says of itself where its shape stands elsewhere."""
_INSIDE = {"Schema.items": "[]", "Schema.values": "*"}
"""What stands for the values of a list, and of an object whose names are data."""
_ARGUMENT = frozenset({"type", "required", "name", "default", "table", "choices", "pattern", "items", "max_items"})
"""What makes a parameter an argument of the method; a constant is none."""


class Change(Struct, frozen=True, kw_only=True):
    """One difference between two trees of specs. Lines and columns count from 1; 0 where there is no such place."""

    id: str
    """The rule and the kind, such as `param.removed`; stable."""
    severity: Severity
    harms: Harmed
    step: Step
    vendor: str
    """The vendor, or the carrier."""
    endpoint: str
    """The endpoint; empty where it is about what the vendor's endpoints share."""
    kind: Kind
    noun: str
    """What it is, in words."""
    owner: str
    """What it stands in or belongs to, by wire names."""
    key: str
    """What tells it apart there; empty where it is a property of its owner."""
    message: str
    old: str
    new: str
    file: str
    """The file in the new tree (in the old one, if it is gone), and the place there, or that of what it stood in."""
    line: int
    column: int
    was: int
    """The line in the old tree."""

    @property
    def name(self) -> str:
        """What differs, by wire names, such as `data[].rrid`."""
        return joined(self.owner, self.key)


def joined(owner: str, key: str) -> str:
    """A name inside another, by wire names."""
    if not owner or not key:
        return owner or key
    return f"{owner}{'' if key == '[]' else '.'}{key}"


class _Place(Struct, frozen=True):
    """A value of a tree: where it is written."""

    file: SpecFile
    path: tuple[str | int, ...] = ()

    def at(self, *steps: str | int) -> _Place:
        return _Place(self.file, (*self.path, *steps))

    def find(self) -> tuple[int, int]:
        return self.file.document.marks.find(self.path, key=True)


class _Pair(Struct, frozen=True):
    """The same thing in both trees."""

    old: _Place
    new: _Place
    old_vendor: VendorSpec | None
    new_vendor: VendorSpec | None
    scope: tuple[str, str]
    owner: str = ""
    """What it stands in, by wire names."""
    key: str | None = None
    """What tells it apart there, if it is an entry."""
    met: frozenset[tuple[str, str]] = frozenset()
    """The shared schemas on the way here."""

    def at(self, *steps: str | int) -> _Pair:
        """Something inside, found in the same way in both."""
        return self.between(steps, steps)

    def between(self, old: Sequence[str | int], new: Sequence[str | int]) -> _Pair:
        """Something inside, found by other steps in each."""
        return msgspec.structs.replace(self, old=self.old.at(*old), new=self.new.at(*new), owner=self.name, key=None)

    def called(self, key: str) -> _Pair:
        """The same, as the entry of that name."""
        return msgspec.structs.replace(self, key=key)

    @property
    def name(self) -> str:
        """What it is, by wire names."""
        return joined(self.owner, self.key or "")


def diff(old: Tree, new: Tree) -> list[Change]:
    """Every difference between two trees that means something to the users of a client, the gravest first.

    Args:
        old: The tree before.
        new: The tree after.

    Returns:
        The changes, by severity, then by their places.
    """
    return sorted(_changes(old, new), key=_order)


def _order(change: Change) -> tuple[Any, ...]:
    return (
        SEVERITIES.index(change.severity),
        change.file, change.line, change.column, change.id, change.name,
    )  # fmt: skip


def _changes(old: Tree, new: Tree) -> Iterator[Change]:
    vendors = _by_name(old.vendors), _by_name(new.vendors)
    for name, before, after in _matched(*vendors):
        if before is None or after is None:
            yield from _whole("Tree.vendors", (name, ""), before, after)
        else:
            yield from _vendor(name, before, after)
    for name, before, after in _matched(
        {c.spec.carrier: c for c in old.carriers}, {c.spec.carrier: c for c in new.carriers}
    ):
        if before is None or after is None:
            yield from _whole("Tree.carriers", (name, ""), before, after)
        else:
            pair = _Pair(_Place(before.file), _Place(after.file), None, None, (name, ""))
            yield from _struct(before.spec, after.spec, pair)


def _by_name(vendors: Iterable[VendorSpec]) -> dict[str, VendorSpec]:
    return {vendor.spec.vendor: vendor for vendor in vendors}


def _matched(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Every name of either, with what it stands for in each; the order is that of the new one, then of the old one."""
    for name in dict.fromkeys([*new, *old]):
        yield name, old.get(name), new.get(name)


def _vendor(name: str, old: VendorSpec, new: VendorSpec) -> Iterator[Change]:
    pair = _Pair(_Place(old.file), _Place(new.file), old, new, (name, ""))
    yield from _struct(old.spec, new.spec, pair)
    shared = {*old.spec.schemas} & {*new.spec.schemas}
    for schema in (schema for schema in new.spec.schemas if schema in shared):
        here = pair.at("schemas", schema).called(schema)
        yield from _schema(old.spec.schemas[schema], new.spec.schemas[schema], here)
    for endpoint, before, after in _matched(old.endpoints, new.endpoints):
        scope = (name, endpoint)
        if before is None or after is None:
            yield from _whole("VendorSpec.endpoints", scope, before, after)
            continue
        here = _Pair(_Place(before.file), _Place(after.file), old, new, scope)
        yield from _struct(before.spec, after.spec, here)
        yield from _errors(before.spec, after.spec, here)


def _whole(
    at: str, scope: tuple[str, str],
    old: VendorSpec | EndpointSpec | CarrierSpec | None, new: VendorSpec | EndpointSpec | CarrierSpec | None,
) -> Iterator[Change]:  # fmt: skip
    """A file that is new, or gone."""
    there = new or old
    assert there is not None
    place = _Place(there.file)
    pair = _Pair(place, place, None, None, scope).called(scope[1] or scope[0])
    change = _change(judge(at, "removed" if new is None else "added"), pair, entry=True)
    yield change if new is not None else msgspec.structs.replace(change, line=0, column=0)


def _errors(old: Endpoint, new: Endpoint, pair: _Pair) -> Iterator[Change]:
    """How failures are told, where at least one of the two endpoints has its own way."""
    if old.errors is None and new.errors is None:
        return
    assert pair.old_vendor is not None
    assert pair.new_vendor is not None
    here = pair.at("errors")
    before, after = errors_of(old.errors, pair.old_vendor.spec), errors_of(new.errors, pair.new_vendor.spec)
    yield from _struct(before, after, here)


def _struct(old: Struct, new: Struct, pair: _Pair, *, only: frozenset[str] | None = None) -> Iterator[Change]:
    skipped = _ARGUMENT if isinstance(old, Param) and isinstance(new, Param) and (old.value or new.value) else ()
    for field, written in zip(new.__struct_fields__, new.__struct_encode_fields__, strict=True):
        if field in skipped or (only is not None and field not in only):
            continue
        at = declared(type(new), field)
        if at in IGNORED or at == "Endpoint.errors":
            continue
        before, after = _stated(old, field, pair, new=False), _stated(new, field, pair, new=True)
        yield from _value(at, before, after, pair, written, (old, new))


@cache
def declared(type_: type, field: str) -> str:
    """The key by which the table knows a field of a struct: that of the struct which declares it.

    Raises:
        KeyError: It has no such field.
    """
    for parent in reversed(type_.__mro__):
        if field in inspect.get_annotations(parent):
            return f"{parent.__name__}.{field}"
    raise KeyError(field)


def _stated(struct: Struct, field: str, pair: _Pair, *, new: bool) -> Any:
    """What a field says, where that follows from something else if it is left out."""
    value = getattr(struct, field)
    vendor = pair.new_vendor if new else pair.old_vendor
    steps = (pair.new if new else pair.old).path
    wire = str(steps[-1]) if steps else ""
    try:
        match struct, field:
            case ((Param() | Schema()), "name"):
                return names.attribute(wire, value) if pair.key is not None else None
            case Code(), "name":
                return names.member(wire, value)
            case Schema(), "title" if struct.ref is not None:
                return schema_name(struct.ref)
            case Host(), "auth" if vendor is not None:
                return value or list(vendor.spec.auth)
            case _:
                return value
    except names.NoName:
        return value


def _value(at: str, old: Any, new: Any, pair: _Pair, step: str, owners: tuple[Any, Any]) -> Iterator[Change]:
    here = pair.at(step)
    if isinstance(old, Schema) and isinstance(new, Schema) and not _is_whole(at):
        yield from _schema(old, new, here if at == "Response.schema" else here.called(_INSIDE[at]))
    elif is_object(old) and is_object(new):
        yield from _entries(at, old, new, here)
    elif is_array(old) and is_array(new):
        yield from _items(at, old, new, here, owners)
    elif isinstance(old, Struct) and type(old) is type(new) and not _is_whole(at):
        yield from _struct(old, new, here)
    elif old != new and not _is_same_amount(at, old, new):
        kind = _kind(at, old, new)
        yield _change(judge(at, kind, owners[kind == "removed"]), here, old=old, new=new)


def _is_whole(at: str) -> bool:
    try:
        return rule(at).whole
    except KeyError:
        return False


def _kind(at: str, old: Any, new: Any) -> Kind:
    if old is None or old is False:
        return "added"
    if new is None or new is False:
        return "removed"
    if "raised" in rule(at).verdicts:
        return "raised" if _amount(new) > _amount(old) else "lowered"
    return "changed"


def _is_same_amount(at: str, old: Any, new: Any) -> bool:
    """Whether two texts are the same duration."""
    return "raised" in rule(at).verdicts and None not in (old, new) and _amount(old) == _amount(new)


def _amount(value: Any) -> float:
    return seconds(value) if isinstance(value, str) else float(value)


def _entries(at: str, old: Mapping[str, Any], new: Mapping[str, Any], pair: _Pair) -> Iterator[Change]:
    renamed = _renamed(old, new)
    for key, after in new.items():
        before_key = renamed.get(key, key)
        before = old.get(before_key)
        here = pair.between([before_key], [key]).called(key)
        if before is None:
            yield _change(judge(at, "added", after), here, new=key, entry=True)
            continue
        if key in renamed:
            yield _change(judge(at, "renamed", after), here, old=before_key, new=key, entry=True)
        yield from _entry(at, before, after, here)
    for key, before in old.items():
        if key not in new and key not in renamed.values():
            yield _change(judge(at, "removed", before), pair.at(key).called(key), old=key, entry=True)
    yield from _reordered(at, [renamed.get(key, key) for key in new], list(old), pair)


def _entry(at: str, old: Any, new: Any, pair: _Pair) -> Iterator[Change]:
    if isinstance(old, Schema) and isinstance(new, Schema):
        yield from _schema(old, new, pair)
    elif isinstance(old, Struct) and type(old) is type(new) and not rule(at).whole:
        yield from _struct(old, new, pair)
    elif old != new:
        yield _change(judge(at, "changed", new), pair, old=old, new=new, entry=True)


def _renamed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """The wire names that are new and the ones they had, where the Python name stays."""
    gone = {name: wire for wire, value in old.items() if wire not in new and (name := _python_name(wire, value))}
    pairs = ((wire, _python_name(wire, value)) for wire, value in new.items() if wire not in old)
    return {wire: gone[name] for wire, name in pairs if name in gone}


def _python_name(wire: str, value: object) -> str | None:
    if not isinstance(value, (Param, Schema)) or (isinstance(value, Param) and value.value is not None):
        return None
    try:
        return names.attribute(wire, value.name)
    except names.NoName:
        return None


def _items(at: str, old: Sequence[Any], new: Sequence[Any], pair: _Pair, owners: tuple[Any, Any]) -> Iterator[Change]:
    row = rule(at)
    before, after = _keyed(row, old), _keyed(row, new)
    if at == "Schema.required":
        # Of a field that comes or goes, that says it all.
        both = {*owners[0].properties} & {*owners[1].properties}
        before = {key: value for key, value in before.items() if key in both}
        after = {key: value for key, value in after.items() if key in both}
    for key, (i, item) in after.items():
        if key not in before:
            yield _change(judge(at, "added", item), pair.at(i).called(key), new=item, entry=True)
            continue
        j, was = before[key]
        here = pair.between([j], [i])
        if isinstance(item, Struct) and not row.whole:
            yield from _struct(was, item, here)
        elif item != was:
            yield _change(judge(at, "changed", item), here.called(key), old=was, new=item, entry=True)
    for key, (j, was) in before.items():
        if key not in after:
            yield _change(judge(at, "removed", was), pair.between([j], [len(new)]).called(key), old=was, entry=True)
    yield from _reordered(at, list(after), list(before), pair)


def _keyed(row: Rule, items: Sequence[Any]) -> dict[str, tuple[int, Any]]:
    """Each item with its place in the list, by what tells it apart."""
    keyed: dict[str, tuple[int, Any]] = {}
    for i, item in enumerate(items):
        if row.key:
            key = " ".join(str(part) for name in row.key if (part := getattr(item, name)) is not None)
        else:
            key = item if isinstance(item, str) else msgspec.json.encode(item).decode()
        while key in keyed:
            key += "'"
        keyed[key] = (i, item)
    return keyed


def _reordered(at: str, new: Sequence[str], old: Sequence[str], pair: _Pair) -> Iterator[Change]:
    if "reordered" not in rule(at).verdicts:
        return
    before, after = [key for key in old if key in new], [key for key in new if key in old]
    if before != after:
        yield _change(judge(at, "reordered"), pair, old=", ".join(before), new=", ".join(after))


def _schema(old: Schema, new: Schema, pair: _Pair) -> Iterator[Change]:
    """Two shapes. Where both point at shared ones of one name, those are compared by themselves."""
    yield from _struct(old, new, pair, only=_OWN)
    step = (old.ref or "", new.ref or "")
    if (old.ref is not None and old.ref == new.ref) or (any(step) and step in pair.met):
        return
    pair = msgspec.structs.replace(pair, met=pair.met | {step})
    old_place, old_shape = _shape(old, pair.old, pair.old_vendor)
    new_place, new_shape = _shape(new, pair.new, pair.new_vendor)
    shape = msgspec.structs.replace(pair, old=old_place, new=new_place)
    rest = frozenset(Schema.__struct_fields__) - _OWN
    yield from _struct(old_shape, new_shape, shape, only=rest)


def _shape(schema: Schema, place: _Place, vendor: VendorSpec | None) -> tuple[_Place, Schema]:
    """The schema that says the shape, and where it stands; an empty one where a `$ref` leads nowhere."""
    for _ in range(len(vendor.spec.schemas) if vendor else 0):
        if schema.ref is None:
            break
        assert vendor is not None
        name = schema_name(schema.ref)
        place, schema = _Place(vendor.file, ("schemas", name)), vendor.spec.schemas.get(name, Schema())
    return place, schema


def _change(judged: Judged, pair: _Pair, *, old: Any = None, new: Any = None, entry: bool = False) -> Change:
    verdict = judged.verdict
    old_line, _ = pair.old.find()
    line, column = pair.new.find()
    vendor, endpoint = pair.scope
    return Change(
        id=judged.id, severity=verdict.severity, harms=verdict.harms, step=verdict.step,
        vendor=vendor, endpoint=endpoint, kind=judged.kind, noun=judged.rule.noun,
        owner=pair.owner if entry else pair.name, key=(pair.key or "") if entry else "",
        message=_message(judged, pair, old, new, entry=entry),
        old="" if old is None else _shown(old), new="" if new is None else _shown(new),
        file=pair.new.file.name, line=line, column=column, was=0 if judged.kind == "added" else old_line,
    )  # fmt: skip


def _message(judged: Judged, pair: _Pair, old: Any, new: Any, *, entry: bool) -> str:
    if said := judged.rule.says.get(judged.kind):
        return said.format(of=f"`{pair.name}`")
    what = _what(judged.rule, pair, entry=entry)
    match judged.kind:
        case "added":
            return f"{what} is new" if entry or isinstance(new, Struct) else f"{what} is new: {_shown(new)}"
        case "removed":
            return f"{what} is gone" if entry or isinstance(old, Struct) else f"{what} is gone; it was {_shown(old)}"
        case "raised" | "lowered":
            return f"{what} is {judged.kind} from {_shown(old)} to {_shown(new)}"
        case "renamed":
            return f"{what} was `{old}` on the wire"
        case "reordered":
            return f"`{pair.new.path[-1]}` in another order: {new}"
        case "changed":
            return f"{what} is another" if isinstance(new, Struct) else f"{what}: {_shown(old)} → {_shown(new)}"


def _what(rule: Rule, pair: _Pair, *, entry: bool) -> str:
    if not entry:
        return f"the {rule.noun} of `{pair.name}`" if pair.name else f"the {rule.noun}"
    if rule.at == "Schema.properties" or not pair.owner:
        return f"the {rule.noun} `{pair.name}`"
    return f"the {rule.noun} `{pair.key}` of `{pair.owner}`"


def _shown(value: Any) -> str:
    text = " ".join((value if isinstance(value, str) else msgspec.json.encode(value).decode()).split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
