"""`dlrgen draft`: the files of a vendor's first spec."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct

from dlrgen.check import check
from dlrgen.draft import guess
from dlrgen.draft.auth import Roles, Schemes, constants, hosts, roles, spec_path
from dlrgen.draft.layout import text as yaml_text
from dlrgen.draft.payloads import mend
from dlrgen.draft.shapes import Shape, moments
from dlrgen.pages import read
from dlrgen.pages.model import CodeTable, Example, Parameter, Section
from dlrgen.pages.vocabulary import VOCABULARY
from dlrgen.plan.names import member
from dlrgen.problems import Problems
from dlrgen.spec import VENDOR_FILE
from dlrgen.spec.editors import first_line, provide_schemas
from dlrgen.spec.load import load

_SYNTAXES = ("json", "curl", "http")
_BODIES = (("multipart", "multipart"), ("form", "form"), ("json", "json"))
_ALL_OTHERS = frozenset(VOCABULARY.others["called"])
_NAMES_CALL = ("请求方法", "接口名", "方法名", "action", "method", "service")


class Draft(Struct, frozen=True):
    """A vendor's first spec: its files by their names in the vendor's folder."""

    vendor: str
    files: dict[str, str]


def draft(page: str, file: str, vendor: str | None = None) -> Draft:
    """Write a first spec from a page.

    Args:
        page: The page as it was captured.
        file: What its file is called.
        vendor: The vendor's name; taken from the page's host or from the file, if left out.

    Raises:
        ValueError: The page says nothing about an endpoint.
    """
    sections = [each for each in read(page).sections if each.urls or each.parameters or each.fields or each.examples]
    if not sections:
        raise ValueError("no endpoint is found in it: no address, parameter, field or example")
    return _Drafter(page, re.sub(r"[^A-Za-z0-9_.-]", "_", file), sections, vendor).draft()


class _Prepared(Struct, frozen=True):
    """What is known of a section before its endpoint is written."""

    section: Section
    shape: Shape
    errors: dict[str, Any]
    required: list[str]
    tables: dict[str, tuple[str, str]]


class _Drafter:
    def __init__(self, page: str, file: str, sections: list[Section], vendor: str | None) -> None:
        self._page = page
        self._captured = f"captured/{file}"
        self._sections = sections
        self._vendor = vendor
        self._files: dict[str, str] = {self._captured: page}
        self._schemes = Schemes()
        self._layouts: dict[str, str] = {}
        self._titles: list[str] = []
        self._tables: dict[str, dict[str, Any]] = {}
        self._codes: dict[frozenset[str], str] = {}
        self._schemas: dict[str, Any] = {}
        self._has_times = False
        self._prepared = [self._prepare(section) for section in sections]

    def _prepare(self, section: Section) -> _Prepared:
        shape = self._shape(section)
        errors, required = self._errors(section, shape)
        return _Prepared(section, shape, errors, required, self._tables_of(section, shape, errors))

    def _link(self) -> None:
        """Give fields the tables that another section prints of fields of the same name."""
        known: dict[str, tuple[str, str]] = {}
        for each in self._prepared:
            known |= {path.rpartition(".")[2]: table for path, table in each.tables.items() if "." in path}
        for each in self._prepared:
            for path in each.shape.paths():
                table = known.get(path.rpartition(".")[2]) if "." in path else None
                if table is not None and each.shape.sample(path) in self._tables[table[0]]["codes"]:
                    each.tables.setdefault(path, table)

    def draft(self) -> Draft:
        found_hosts = hosts(url for section in self._sections for url in _urls(section))
        name = self._vendor or _vendor_name(found_hosts, self._captured)
        endpoints: dict[str, dict[str, Any]] = {}
        errors: dict[str, Any] | None = None
        self._link()
        for prepared in self._prepared:
            endpoint = self._endpoint(prepared, [*endpoints])
            errors = errors or prepared.errors
            if prepared.errors != errors:
                endpoint["errors"] = prepared.errors
            endpoints[endpoint["endpoint"]] = endpoint
        assert errors is not None
        specs = {"vendor": self._vendor_spec(name, found_hosts, errors), **endpoints}
        for file, problems in self._checked(name, specs).items():
            for key, question in problems.items():
                specs[file].setdefault("todo", {})[key] = question
        return Draft(name, {**self._files, **_texts(specs)})

    def _checked(self, name: str, specs: dict[str, dict[str, Any]]) -> dict[str, dict[str, str]]:
        """What the check has against the draft beside the questions, by file and key: faults of the page, mostly."""
        problems = Problems()
        with TemporaryDirectory() as staging:
            _put(Draft(name, {**self._files, **_texts(specs)}), Path(staging))
            for _ in check(load(Path(staging), problems), problems):
                pass
        found: dict[str, dict[str, str]] = {}
        for problem in problems:
            if problem.id != "todo.open":
                kind = problem.id.partition(".")[0]
                key = {"example": "examples", "erratum": "errata", "code": "tables"}.get(kind, kind)
                asked = found.setdefault(Path(problem.file).stem, {})
                asked[key] = f"{asked[key]}; {problem.message}" if key in asked else problem.message
        return found

    def _vendor_spec(self, name: str, found_hosts: dict[str, Any], errors: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {
            "spec": 1,
            "vendor": name,
            "class": guess.class_name(name.replace("_", " ")),
            "title": {"zh": name, "en": name},
            "evidence": "seed_page",
            "sources": [{"kind": "seed_page", "cite": self._captured, "gave": "everything"}],
        }
        todo = {"title": "What is the vendor called?"}
        if self._has_times or self._layouts:
            made["clock"] = {"zone": {"name": "Asia/Shanghai", "basis": "inferred"}}
            if self._layouts:
                made["clock"]["layouts"] = self._layouts
            made["clock"]["todo"] = {"zone": "In which zone does the vendor print local times, and does it say so?"}
        if not self._schemes.auth:
            todo["auth"] = "How do calls prove who makes them? The page does not say; none is fine if anybody may call."
        made |= {"credentials": self._schemes.credentials, "hosts": found_hosts, "auth": self._schemes.auth}
        made["errors"] = errors
        if self._schemas:
            made["schemas"] = self._schemas
        return {**made, "tables": self._tables, "todo": todo}

    def _endpoint(self, prepared: _Prepared, taken: list[str]) -> dict[str, Any]:
        section, shape = prepared.section, prepared.shape
        found = roles(section)
        todo: dict[str, str] = {}
        title = re.sub(r"^(#+|title:)\s*", "", section.title.text) if section.title else ""
        path = spec_path(section.path or "")
        name = guess.identifier(re.sub(r"\{.*?\}", "", path).rstrip("/").rpartition("/")[2], "call", taken)
        request = self._request(section, path, todo)
        response: dict[str, Any] = {"schema": shape.schema(prepared.required, prepared.tables, self._titles)}
        self._has_times = self._has_times or moments(response["schema"])
        if not response["schema"]["properties"]:
            response["schema"]["properties"] = {"value": {"type": "string", "unseen": "the page does not say"}}
            todo["response"] = "What does the vendor answer?"
        if tolerances := shape.tolerances():
            response["tolerate"] = tolerances
        effect = guess.by_words("effects", f"{title} {name}")
        todo["effect"] = "Does the call send, ask, or use up what it is asked for?"
        self._limits(section, todo)
        params = self._params(section, found, request["method"])
        auth = self._schemes.scheme(found)
        made: dict[str, Any] = {
            "spec": 1,
            "endpoint": name,
            "title": {"zh": title or name, "en": title or name},
            "evidence": "seed_page",
            "source": {"page": self._captured, **({"section": title} if title and title in self._page else {})},
            "request": request,
            "auth": auth,
            "effect": effect or "queries",
            "params": params,
            "response": response,
            **self._rates(section),
        }
        if made["effect"] != "sends":
            made |= self._report(shape, response["schema"], found, todo)
        if not title.isascii() or not title:
            todo["title"] = "What is the call, in English?"
        made["examples"], made["errata"] = self._examples(section, name)
        if not made["examples"]:
            todo["examples"] = "The page prints no example: which one was captured?"
        return {key: value for key, value in {**made, "todo": todo}.items() if value != {}}

    def _request(self, section: Section, path: str, todo: dict[str, str]) -> dict[str, Any]:
        requests = [example for example in section.examples if example.kind == "request"]
        shown = next((example.method.text.upper() for example in requests if example.method), None)
        method = section.method.text.upper() if section.method else shown
        method = method if method in ("GET", "POST", "PUT", "DELETE") else None
        types = " ".join(each.text.lower() for each in section.content_types)
        bodies = [kind for sign, kind in _BODIES if sign in types]
        if method is None:
            is_body = any(example.syntax == "json" for example in requests)
            method = "POST" if bodies or is_body else "GET"
            todo["request.method"] = "Which method does the call have?"
        if not section.path:
            todo["request.path"] = "Which path does the call have?"
        made: dict[str, Any] = {"method": method, "path": path}
        if method in ("POST", "PUT"):
            if not bodies:
                bodies = ["json"] if any(example.syntax == "json" for example in requests) else ["form"]
                todo["request.body"] = "Which content types does the call take?"
            made["body"] = bodies
        return made

    def _params(self, section: Section, found: Roles, method: str) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for param, said, layout in constants(found):
            made[param.path] = {"in": _place(param, method), **said, **guess.labelled(_told(param))}
            if layout is not None:
                self._layouts["stamp"] = layout
        for param in found.arguments:
            if "." not in param.path and "[" not in param.path:
                made[param.path] = _param(param, method, section.examples)
        return made

    def _shape(self, section: Section) -> Shape:
        shape = Shape()
        answers = [example for example in section.examples if example.kind == "response"]
        shown = {value.path for example in answers for value in example.values}
        shape.describe(each for each in section.fields if each.seen != "example" or each.path in shown or not answers)
        for example in answers:
            shape.show(example)
        return shape

    def _errors(self, section: Section, shape: Shape) -> tuple[dict[str, Any], list[str]]:
        top = [name for name in shape.names() if not shape.names(name) and name not in shape.lists()]
        failures = [example for example in section.examples if example.kind == "error"]
        failed = {v.path: v.text for example in failures for v in example.values if v.text is not None}
        differing = [name for name in top if name in failed and failed[name] != shape.sample(name)]
        where = guess.first("success", differing) or guess.first("success", top)
        known = list(failed) or top
        code = guess.first("code", known) or where or (known[0] if known else "code")
        made: dict[str, Any] = {"success": self._success(section, shape, where)}
        made |= {"code": code, "message": guess.first("message", known) or code}
        request_id = guess.first("request_id", known)
        if request_id is not None:
            made["request_id"] = request_id
        if failures and "ErrorBody" not in self._schemas:
            body = Shape()
            body.describe(each for each in section.fields if each.path in failed)
            body.show(failures[0])
            self._titles.append("ErrorBody")
            self._schemas["ErrorBody"] = body.schema([code], {}, self._titles)
        if "ErrorBody" in self._schemas:
            made["fields"] = {"$ref": "vendor.yaml#/schemas/ErrorBody"}
        todo = {"success": "How does an answer say that the call went well?"}
        if not failures:
            todo["code"] = "Where does the answer of a failed call have its code and its message? The page shows none."
        made["todo"] = todo
        return made, [where] if where is not None else []

    def _success(self, section: Section, shape: Shape, where: str | None) -> dict[str, Any]:
        if where is None:
            return {"status": "2xx"}
        field = next((each for each in section.fields if each.path == where), None)
        told = field.description.text if field is not None and field.description is not None else ""
        sample = shape.sample(where)
        if re.search(r">=\s*0|≥\s*0|大于等于\s*0", told):
            shape.is_number(where)
            return {"where": where, "at_least": 0}
        if sample is None:
            return {"where": where, "equals": "0"}
        return {
            "where": where,
            "equals": int(sample) if shape.is_integer(where) and sample.lstrip("-").isdecimal() else sample,
        }

    def _tables_of(self, section: Section, shape: Shape, errors: dict[str, Any]) -> dict[str, tuple[str, str]]:
        """The tables of a section's fields, by path."""
        found: dict[str, tuple[str, str]] = {}
        for table in section.codes:
            codes = {row.code.text for row in table.rows}
            path = table.of or _field_of(table, codes, shape, errors)
            is_call = _speaks_of_call(table, path, errors)
            name = self._table(table, codes, path, is_call=is_call, integer=path is not None and shape.is_integer(path))
            if path is not None:
                found[path] = (name, self._tables[name].get("type", "string"))
            if is_call:
                errors["table"] = name
        return found

    def _table(self, table: CodeTable, codes: set[str], path: str | None, *, is_call: bool, integer: bool) -> str:
        key = frozenset(codes)
        if key in self._codes:
            return self._codes[key]
        name = guess.identifier((path or "codes").rpartition(".")[2], "codes", [*self._tables])
        self._codes[key] = name
        title = table.title.text if table.title else name
        enum = guess.class_name(f"Api {name.replace('_', ' ')}" if is_call else name.replace("_", " "), self._titles)
        self._titles.append(enum)
        made: dict[str, Any] = {"title": {"zh": guess.label(title), "en": guess.label(title)}, "enum": enum}
        made["speaks_of"] = "call" if is_call else "message"
        if integer and all(re.fullmatch("0|-?[1-9][0-9]*", code) for code in codes):
            made["type"] = "integer"
        made |= {"printed": self._captured, "rows": len(codes), "codes": {}}
        for row in table.rows:
            made["codes"].setdefault(
                row.code.text, _code(row.code.text, row.meaning.text if row.meaning else "", is_call=is_call)
            )
        made["todo"] = {"codes": "Is what is guessed of each code right, and what does each mean in English?"}
        self._tables[name] = made
        return name

    def _limits(self, section: Section, todo: dict[str, str]) -> None:
        for limit in section.limits:
            said = f"The page says {limit.printed.text!r}: is that"
            if limit.kind == "batch":
                todo["batch"] = f"{said} the most that one call may ask, or the most that it answers?"
            elif limit.kind == "window":
                todo["window"] = f"{said} how long reports are kept?"

    def _rates(self, section: Section) -> dict[str, Any]:
        rates = [limit for limit in section.limits if limit.kind == "rate" and limit.count and limit.seconds]
        made = [
            {"calls": limit.count, "per": f"{limit.seconds}s", "scope": self._scope(limit.of), "zh": limit.printed.text}
            for limit in rates
        ]
        return {"limits": made} if made else {}

    def _scope(self, of: str | None) -> str:
        names = {guess.plain(name): name for name in self._schemes.credentials}
        return names.get(guess.plain(of or ""), "account")

    def _report(self, shape: Shape, schema: dict[str, Any], found: Roles, todo: dict[str, str]) -> dict[str, Any]:
        for path in shape.lists():
            if "." in path:
                continue
            row = schema["properties"][path]["items"]["properties"]
            scalars = [name for name, each in row.items() if each["type"] not in ("array", "object")]
            state, message = guess.first("state", scalars), guess.first("message_id", scalars)
            if state is not None and message is not None and row[message]["type"] == "string":
                return self._view(f"{path}[]", message, state, row, shape.samples(f"{path}[].{state}"), todo)
        top = {name: each for name, each in schema["properties"].items() if each["type"] not in ("array", "object")}
        ids = guess.first("message_id", [param.path for param in found.arguments])
        state = guess.first("state", top)
        if ids is not None and state is not None:
            return self._view(".", {"param": ids}, state, top, shape.samples(state), todo)
        return {}

    def _view(
        self, rows: str, message: Any, state: str, row: dict[str, Any], samples: list[str], todo: dict[str, str]
    ) -> dict[str, Any]:
        scalars = [name for name, each in row.items() if each["type"] not in ("array", "object")]
        if "table" not in row[state]:
            row[state].pop("time", None)
            row[state]["table"] = self._shown_table(state, row[state]["type"], samples)
        rest = [name for name in scalars if name not in (state, message)]
        made: dict[str, Any] = {"rows": rows, "message_id": message, "state": {"where": state}}
        phone = guess.first("phone", rest)
        if phone is not None and row[phone]["type"] == "string":
            made["phone"] = phone
        carrier = guess.first("carrier_code", rest)
        if carrier is not None and row[carrier].get("table"):
            made["carrier_code"] = carrier
        moment = guess.first("reported_at", [name for name in rest if "time" in row[name]])
        if moment is not None:
            made["reported_at"] = moment
        todo["report"] = "Are these the fields of a delivery report?"
        return {"report": made}

    def _shown_table(self, field: str, type_: str, samples: list[str]) -> str:
        """A table for a field whose values the page does not list."""
        key = frozenset((field, type_, *samples))
        if key in self._codes:
            return self._codes[key]
        name = guess.identifier(field, "codes", [*self._tables])
        enum = guess.class_name(name.replace("_", " "), self._titles)
        self._titles.append(enum)
        self._codes[key] = name
        question = f"Which values can {field} have, and what does each say of the message?"
        self._tables[name] = {
            "title": {"zh": field, "en": field}, "enum": enum, "speaks_of": "message",
            **({"type": "integer"} if type_ == "integer" else {}),
            "codes": {code: _code(code, "", is_call=False) for code in samples or ["0"]}, "todo": {"codes": question},
        }  # fmt: skip
        return name

    def _examples(self, section: Section, name: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        made: list[dict[str, Any]] = []
        errata: list[dict[str, Any]] = []
        for example in section.examples:
            if example.kind is None or example.syntax not in _SYNTAXES:
                continue
            payload = self._page[example.span.start : example.span.end]
            file = self._file(payload, f"captured/{name}.{example.kind}")
            entry: dict[str, Any] = {"file": file, "is": example.kind}
            if example.syntax != "json":
                entry["syntax"] = example.syntax
            made.append(entry | self._verdict(payload, file, example, errata))
        return made, errata

    def _file(self, payload: str, stem: str) -> str:
        same = [file for file, text in self._files.items() if text == payload and file != self._captured]
        n, file = 1, f"{stem}.txt"
        while file in self._files and file not in same:
            n += 1
            file = f"{stem}{n}.txt"
        file = same[0] if same else file
        self._files[file] = payload
        return file

    def _verdict(self, payload: str, file: str, example: Example, errata: list[dict[str, Any]]) -> dict[str, Any]:
        if example.syntax != "json":
            return {"verdict": "valid"}
        needed = mend(payload)
        if needed is None:
            return {"verdict": "valid", "todo": {"by": "The example is not readable: which errata put it right?"}}
        by: dict[str, Any] = {}
        for fault in needed.faults:
            erratum = next((e for e in errata if e["where"] == file and e["printed"] == fault.printed), None)
            if erratum is None:
                erratum = {"id": f"E{len(errata) + 1}", "where": file, "printed": fault.printed, "reads": fault.reads,
                           "because": fault.because}  # fmt: skip
                errata.append(erratum)
            by.setdefault("errata", []).append(erratum["id"])
        if needed.rules:
            by["rules"] = [*needed.rules]
        return {"verdict": "repaired", "by": by} if by else {"verdict": "valid"}


def write(draft: Draft, specs: Path) -> Path:
    """Write a draft below a specs folder.

    Args:
        draft: The draft.
        specs: The specs folder; it is made if it is not there.

    Returns:
        The vendor's folder.

    Raises:
        ValueError: The folder is there already. Nothing was written.
    """
    folder = _put(draft, specs)
    provide_schemas(specs)
    return folder


def _put(draft: Draft, specs: Path) -> Path:
    folder = specs / draft.vendor
    if folder.exists():
        raise ValueError(f"{folder} is there already")
    for name, text in draft.files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        kind = "vendor" if name == VENDOR_FILE else "endpoint"
        head = f"{first_line(kind, specs)}\n" if file.suffix == ".yaml" else ""
        file.write_bytes(f"{head}{text}".encode())
    return folder


def _texts(specs: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {f"{name}.yaml": yaml_text(spec) for name, spec in specs.items()}


def _urls(section: Section) -> list[str]:
    shown = [example.url.text for example in section.examples if example.url is not None]
    return [*(url.text for url in section.urls), *shown]


def _vendor_name(found: Mapping[str, Mapping[str, Any]], file: str) -> str:
    host = next((host.get("url") or "" for host in found.values()), "")
    labels = host.partition("://")[2].partition(":")[0].split(".")
    stem = labels[-2] if len(labels) > 1 else file.rpartition("/")[2].partition(".")[0]
    return guess.identifier(stem, "vendor")


def _place(param: Parameter, method: str) -> str:
    return param.place or ("query" if method in ("GET", "DELETE") else "body")


def _told(param: Parameter) -> str | None:
    return param.description.text if param.description is not None else None


def _param(param: Parameter, method: str, examples: Iterable[Example]) -> dict[str, Any]:
    place = _place(param, method)
    sample = param.example.text.strip('"') if param.example is not None else _sample(param.path, examples)
    is_kind = place == "header" and guess.plain(param.path) in ("contenttype", "accept")
    told = (_told(param) or "").lower()
    if sample and (is_kind or any(word in told for word in _NAMES_CALL)):
        return {"in": place, "value": sample, **guess.labelled(_told(param))}
    todo: dict[str, str] = {}
    made: dict[str, Any] = {"in": place, "type": param.base or "string"}
    if param.required:
        made["required"] = True
    elif param.required is None:
        todo["required"] = "Must it be given? The page does not say."
    made |= _encoding(param, examples, todo)
    made |= _default(param, made["type"])
    made |= guess.labelled(_told(param))
    if not param.path.isascii():
        made["name"] = guess.identifier(param.path, "param")
        todo["name"] = "How should it be called in Python?"
    return {**made, "todo": todo} if todo else made


def _encoding(param: Parameter, examples: Iterable[Example], todo: dict[str, str]) -> dict[str, str]:
    """How what is no scalar is sent."""
    match param.base:
        case "array":
            return {"encode": _list_encoding(param, examples, todo)}
        case "object":
            todo["encode"] = "How is it sent?"
            return {"encode": "json"}
        case "time":
            told = (_told(param) or "").lower()
            is_ms = any(word in told for word in guess.words()["milliseconds"])
            if not is_ms and "秒" not in told and "second" not in told:
                todo["encode"] = "In seconds or milliseconds?"
            return {"encode": "unix_ms" if is_ms else "unix_s"}
        case _:
            return {}


def _default(param: Parameter, type_: str) -> dict[str, Any]:
    default = param.default.text.strip() if param.default is not None else ""
    if param.required or default.lower() in guess.words()["empty"]:
        return {}
    if type_ == "integer" and re.fullmatch("0|-?[1-9][0-9]{0,14}", default):
        return {"default": int(default)}
    return {"default": default} if type_ == "string" and default.isascii() else {}


def _sample(path: str, examples: Iterable[Example]) -> str:
    values = (v for e in examples if e.kind == "request" for v in e.values if v.path == path and v.text)
    return next((str(value.text) for value in values if "$" not in str(value.text)), "")


def _list_encoding(param: Parameter, examples: Iterable[Example], todo: dict[str, str]) -> str:
    shown = [v for e in examples if e.kind == "request" for v in e.values if v.path == param.path]
    if len(shown) > 1:
        return "repeat"
    text = shown[0].text or "" if shown else ""
    if text.startswith("["):
        return "json" if '"' in text else "brackets"
    if "," in text:
        return "comma"
    todo["encode"] = "How is a list sent?"
    return "json" if shown and shown[0].shape == "array" else "comma"


def _field_of(table: CodeTable, codes: set[str], shape: Shape, errors: Mapping[str, Any]) -> str | None:
    """The field whose values a table lists: that of errors by its title, else the one with such a sample."""
    title = table.title.text.lower() if table.title else ""
    if any(word in title for word in guess.words()["call_tables"]):
        return str(errors["code"])
    paths = [path for path in shape.paths() if shape.sample(path) in codes]
    stated = [path for path in paths if any(guess.is_a(role, path) for role in ("state", "code", "carrier_code"))]
    return next(iter(stated or paths), None)


def _speaks_of_call(table: CodeTable, path: str | None, errors: Mapping[str, Any]) -> bool:
    title = table.title.text.lower() if table.title else ""
    return path in (errors["code"], errors["success"].get("where")) or (
        path is None and any(word in title for word in guess.words()["call_tables"])
    )


def _code(code: str, meaning: str, *, is_call: bool) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if code.lower() in _ALL_OTHERS:
        made["name"] = "OTHER"
    elif not re.search("[A-Za-z0-9]", code):
        made["name"] = guess.identifier(meaning, "code").upper()
    elif code.startswith("非"):
        # What a page prints for all other codes would be called as the one is that they are not.
        made["name"] = f"NOT_{member(code).removeprefix('CODE_')}"
    if meaning:
        made["en" if meaning.isascii() else "zh"] = meaning
    if is_call:
        return made | {"category": guess.by_words("categories", meaning) or "other", "retry": "unknown"}
    state = guess.by_words("states", f"{meaning} {code}")
    made["state"] = state or "unknown"
    if state is None:
        made["todo"] = {"state": "What became of the message?"}
    return made
