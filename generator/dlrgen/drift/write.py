"""Putting what a page says now into the specs that were written from it; comments and layout are kept.

What cannot be put in without a person's judgement is left, and said.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dlrgen.draft import guess
from dlrgen.draft.layout import dump, styled, yaml
from dlrgen.draft.payloads import mend
from dlrgen.drift.deltas import folded
from dlrgen.drift.findings import Finding
from dlrgen.emit.write import write
from dlrgen.pages import captured
from dlrgen.pages.model import CodeRow, Described, Example, Limit, Section
from dlrgen.plan import names
from dlrgen.spec.load import SpecFile, VendorSpec
from dlrgen.spec.model import Param, Table

_SEED = "seed_page"
_SCALARS = ("string", "integer", "number", "boolean")


def write_findings(vendor: VendorSpec, page: str, text: str, findings: Iterable[Finding]) -> list[Finding]:
    """Put findings into a vendor's specs, and the page and its examples into the captured files.

    Args:
        vendor: The vendor, as it was when the findings were made.
        page: The captured file that the page replaces.
        text: The page as it is now.
        findings: What differs.

    Returns:
        The findings that a person must put in.

    Raises:
        OSError: The files could not be written; they are as they were.
    """
    editor = _Editor(vendor, text)
    left = [finding for finding in findings if not finding.moot and not editor.put(finding)]
    editor.examples(page)
    editor.files[page] = text
    write(vendor.folder, editor.written(), [])
    return left


class _Editor:
    def __init__(self, vendor: VendorSpec, text: str) -> None:
        self._vendor = vendor
        self._text = text
        self._documents: dict[str, Any] = {}
        self._evidence: dict[str, str] = {}
        self.files: dict[str, str] = {}
        for file, evidence in [
            (vendor.file, vendor.spec.evidence), *((e.file, e.spec.evidence) for e in vendor.endpoints.values()),
        ]:  # fmt: skip
            reader: Any = yaml()
            self._documents[file.path.name] = reader.load(file.path.read_text("utf-8"))
            self._evidence[file.path.name] = evidence

    def written(self) -> dict[str, str]:
        """Every file as it is to be, where it is not so already."""
        texts = {**self.files, **{name: dump(document) for name, document in self._documents.items()}}
        return {name: text for name, text in texts.items() if not _is(self._vendor.folder / name, text)}

    def put(self, finding: Finding) -> bool:
        """Put one finding in; false if it takes a person."""
        delta = finding.delta
        if delta is None:
            return self._erratum(finding)
        match delta.subject:
            case "parameter":
                return self._parameter(finding)
            case "field":
                return self._field(finding)
            case "code":
                return self._code(finding)
            case "method":
                return self._method(finding)
            case "path":
                return self._path(finding)
            case "limit":
                return self._limit(finding)
            case "example":
                return delta.kind == "changed"
            case _:
                return False

    def _at(self, file: SpecFile, path: Iterable[str | int]) -> Any:
        here = self._documents[file.path.name]
        for step in path:
            try:
                here = here[step]
            except (KeyError, IndexError):
                return None
        return here

    def _owner(self, finding: Finding) -> tuple[Any, str]:
        *path, key = finding.target.place.path
        return self._at(finding.target.place.file, path), str(key)

    def _new(self, finding: Finding, node: dict[str, Any], around: str | None = None) -> Any:
        if (around or self._evidence[finding.target.place.file.path.name]) != _SEED:
            node["evidence"] = _SEED
        return styled(node)

    def _known(self, node: Any) -> None:
        """A fact that was known from elsewhere is known from the page now."""
        if "evidence" in node:
            node["evidence"] = _SEED

    def _parameter(self, finding: Finding) -> bool:
        delta, item = finding.delta, finding.delta.item if finding.delta else None
        assert delta is not None
        if finding.target.added or not isinstance(item, Described) or "." in item.path:
            return False
        params = self._at(finding.target.place.file, ["params"])
        if delta.kind == "added" and not delta.aspect:
            node: dict[str, Any] = {"in": self._place(finding), "type": item.base or "string"}
            if item.required:
                node["required"] = True
            if item.base in ("array", "object", "time"):
                node["todo"] = {"encode": "How is it sent?"}
                node["encode"] = {"time": "unix_s", "array": "comma"}.get(item.base, "json")
            node |= guess.labelled(item.description.text if item.description else None)
            if params is None:
                self._at(finding.target.place.file, [])["params"] = styled({item.path: self._new(finding, node)})
            else:
                params[item.path] = self._new(finding, node)
            return True
        if params is None:
            return False
        if delta.kind == "renamed" and not delta.aspect:
            return _renamed(params, delta.old, delta.new)
        if delta.kind == "removed" and not delta.aspect:
            return params.pop(delta.name, None) is not None
        return delta.name in params and self._aspect(finding, params[delta.name], item)

    def _place(self, finding: Finding) -> str:
        endpoint = finding.target.endpoint
        places = [param.place for param in endpoint.spec.params.values()] if endpoint else []
        item = finding.delta.item if finding.delta else None
        fallback = "query" if endpoint is not None and endpoint.spec.request.method == "GET" else "body"
        return getattr(item, "place", None) or next((p for p in places if p in ("query", "body")), fallback)

    def _aspect(self, finding: Finding, node: Any, item: Described) -> bool:
        delta, stated = finding.delta, finding.target.node
        assert delta is not None
        if delta.aspect in ("words", "sample"):
            return True
        if delta.aspect != "description" and isinstance(stated, Param) and stated.value is not None:
            return False
        match delta.aspect:
            case "type" if item.base not in (None, "array", "object", "time"):
                node["type"] = item.base
            case "required" if isinstance(stated, Param):
                _set(node, "required", True if item.required else None)
            case "default":
                _set(node, "default", _default(item, node))
            case "description":
                node.update(guess.labelled(delta.new))
            case _:
                return False
        self._known(node)
        return True

    def _field(self, finding: Finding) -> bool:
        delta = finding.delta
        assert delta is not None
        item = delta.item
        if not isinstance(item, Described):
            return False
        name = item.path.rpartition(".")[2].removesuffix("[]")
        if delta.kind == "added" and not delta.aspect:
            parent = self._at(finding.target.place.file, finding.target.place.path)
            if parent is None or "properties" not in parent:
                return False
            parent["properties"].setdefault(name, self._new(finding, self._described(item, delta.new_section)))
            return True
        owner, key = self._owner(finding)
        if owner is None:
            return False
        if delta.kind == "removed" and not delta.aspect:
            owner.pop(key, None)
            self._required(finding, key, None)
            return True
        if delta.kind == "renamed" and not delta.aspect:
            if key in owner and _renamed(owner, key, name):
                self._required(finding, key, name)
            return name in owner
        return key in owner and self._aspect(finding, owner[key], item)

    def _described(self, item: Described, section: Section | None) -> dict[str, Any]:
        answers = [example for example in (section.examples if section else ()) if example.kind == "response"]
        shown = [value for example in answers for value in example.values if value.path == item.path]
        types = (item.base, shown[0].shape if shown else None)
        node: dict[str, Any] = {"type": next((each for each in types if each in _SCALARS), "string")}
        node |= guess.labelled(item.description.text if item.description else None)
        if not shown:
            node["unseen"] = "no example of the page shows it"
        return node

    def _required(self, finding: Finding, old: str, new: str | None) -> None:
        names_ = self._at(finding.target.place.file, [*finding.target.place.path[:-2], "required"])
        if names_ is not None and old in names_:
            i = names_.index(old)
            del names_[i]
            if new is not None:
                names_.insert(i, new)

    def _code(self, finding: Finding) -> bool:
        delta, table = finding.delta, finding.target.node
        assert delta is not None
        row = delta.item
        if not isinstance(table, Table) or not isinstance(row, CodeRow):
            return False
        place = finding.target.place
        here = self._at(place.file, place.path[:2])
        codes = here["codes"]
        if delta.aspect:
            if delta.aspect != "description" or delta.name not in codes:
                return False
            codes[delta.name]["en" if delta.new.isascii() else "zh"] = delta.new
            self._known(codes[delta.name])
            return True
        if delta.kind == "renamed":
            return delta.new in codes or _rekeyed(codes, delta.old, delta.new)
        if delta.kind == "removed":
            changed = codes.pop(delta.name, None) is not None
        else:
            changed = delta.name not in codes
            if changed:
                codes[delta.name] = self._new(finding, _row(row, table), table.evidence)
        if changed and "rows" in here:
            here["rows"] += 1 if delta.kind == "added" else -1
        return True

    def _method(self, finding: Finding) -> bool:
        owner, key = self._owner(finding)
        delta = finding.delta
        if delta is None or not delta.new or delta.new.upper() not in ("GET", "POST", "PUT", "DELETE"):
            return False
        owner[key] = delta.new.upper()
        return True

    def _path(self, finding: Finding) -> bool:
        owner, key = self._owner(finding)
        delta = finding.delta
        if delta is None or not owner or not owner[key] or not delta.old.endswith(owner[key]):
            return False
        head = delta.old.removesuffix(owner[key])
        if not delta.new.startswith(head):
            return False
        owner[key] = delta.new.removeprefix(head)
        return True

    def _limit(self, finding: Finding) -> bool:
        delta = finding.delta
        endpoint = finding.target.endpoint
        if delta is None or endpoint is None or not isinstance(delta.item, Limit) or not isinstance(delta.was, Limit):
            return False
        file, now, was = endpoint.file, delta.item, delta.was
        if delta.name == "rate":
            for limit in self._at(file, ["limits"]) or ():
                if limit["calls"] == was.count and now.count and now.seconds:
                    limit["calls"], limit["per"] = now.count, _duration(now.seconds, limit["per"], was.seconds)
                    if "zh" in limit:
                        limit["zh"] = now.printed.text
                    return True
            return False
        if delta.name == "batch":
            batch = self._at(file, ["batch"])
            if batch is None or batch["max"] != was.count:
                return False
            batch["max"] = now.count
            param = self._at(file, ["params", batch["param"]])
            if param is not None and param.get("max_items") == was.count:
                param["max_items"] = now.count
            return True
        window = self._at(file, ["window"])
        if window is None or "keep" not in window or not now.seconds:
            return False
        window["keep"] = _duration(now.seconds, window["keep"], was.seconds)
        return True

    def _erratum(self, finding: Finding) -> bool:
        if finding.id != "erratum.settled" or finding.target.endpoint is None:
            return False
        document = self._at(finding.target.endpoint.file, [])
        errata = document.get("errata", [])
        found = next((e for e in errata if e["printed"] == finding.old), None)
        if found is None:
            return True
        errata.remove(found)
        for example in document["examples"]:
            by = example.get("by", {})
            if found["id"] in by.get("errata", []) and example["file"] == found["where"]:
                by["errata"].remove(found["id"])
                _tidy(example)
        return True

    def examples(self, page: str) -> None:
        """Cut the examples out of the new page, and judge them again."""
        from dlrgen.pages import read

        old = captured(self._vendor, page)
        before = read((old or b"").decode(errors="replace")).examples
        after = read(self._text).examples
        for endpoint in self._vendor.endpoints.values():
            if endpoint.spec.source.page != page:
                continue
            for i, example in enumerate(endpoint.spec.examples):
                data = captured(self._vendor, example.file)
                if data is None or example.source is not None:
                    continue
                printed = data.decode(errors="replace")
                if printed.removesuffix("\n") in self._text:
                    continue
                found = _same(printed, before, after)
                if found is not None:
                    payload = self._text[found.span.start : found.span.end]
                    self.files[example.file] = payload
                    self._judge(self._at(endpoint.file, ["examples", i]), self._at(endpoint.file, []), payload)

    def _judge(self, example: Any, document: Any, payload: str) -> None:
        if example is None or example.get("syntax", "json") != "json":
            return
        by = example.get("by", {})
        for id in [*by.get("errata", [])]:
            erratum = next((e for e in document.get("errata", []) if e["id"] == id), None)
            if erratum is None or erratum["printed"] not in payload:
                by["errata"].remove(id)
                if erratum is not None:
                    document["errata"].remove(erratum)
            else:
                payload = payload.replace(erratum["printed"], erratum["reads"])
        needed = mend(payload)
        if needed is None:
            return
        if needed.rules:
            example.setdefault("by", styled({}))["rules"] = styled([*needed.rules])
        elif "rules" in by:
            del by["rules"]
        _tidy(example)


def _is(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False


def _set(node: Any, key: str, value: Any) -> None:
    if value is None:
        node.pop(key, None)
    else:
        node[key] = value


def _default(item: Described, node: Any) -> str | int | None:
    text = item.default.text if item.default is not None else ""
    if text.lower() in guess.words()["empty"]:
        return None
    if node.get("type") == "integer":
        return int(text) if text.lstrip("-").isdecimal() else None
    return text


def _tidy(example: Any) -> None:
    by = example.get("by", {})
    for key in ("errata", "rules"):
        if key in by and not by[key]:
            del by[key]
    if "by" in example and not by:
        del example["by"]
    example["verdict"] = "repaired" if "by" in example else "valid"


def _rekeyed(entries: Any, old: str, new: str) -> bool:
    if old not in entries:
        return False
    i = list(entries).index(old)
    value = entries.pop(old)
    entries.insert(i, new, value)
    return True


def _renamed(entries: Any, old: str, new: str) -> bool:
    """Give an entry another wire name; what Python calls it stays."""
    if old not in entries:
        return False
    given = entries[old].get("name")
    try:
        if given is None and names.attribute(old) != names.attribute(new):
            entries[old]["name"] = str(names.attribute(old))
    except names.NoName:
        return False
    return _rekeyed(entries, old, new)


def _row(row: CodeRow, table: Table) -> dict[str, Any]:
    meaning = row.meaning.text if row.meaning is not None else ""
    node: dict[str, Any] = {"en" if meaning.isascii() else "zh": meaning} if meaning else {}
    if table.speaks_of == "call":
        category = guess.by_words("categories", meaning) or "other"
        return {**node, "category": category, "retry": "unknown", "todo": {"category": "What kind of failure is it?"}}
    state = guess.by_words("states", f"{meaning} {row.code.text}") or "unknown"
    return {**node, "state": state, "todo": {"state": "What became of the message?"}}


def _duration(seconds: int, stated: str, was: int | None) -> str:
    """A duration in the unit that is used already, where that can say it."""
    if was == seconds:
        return stated
    units = {"m": 60, "h": 3600, "d": 86400}
    unit = stated[-1]
    return f"{seconds // units[unit]}{unit}" if unit in units and seconds % units[unit] == 0 else f"{seconds}s"


def _same(printed: str, before: Iterable[Example], after: Iterable[Example]) -> Example | None:
    """The example of the new page that a captured one has become."""
    wanted = folded(printed)
    old = next((e for e in before if (text := folded(e.text)) and (text in wanted or wanted in text)), None)
    if old is None:
        return None
    alike = [e for e in after if (e.kind, e.syntax) == (old.kind, old.syntax)]
    paths = {value.path for value in old.values}
    return max(alike, key=lambda e: len(paths & {v.path for v in e.values}), default=None)
