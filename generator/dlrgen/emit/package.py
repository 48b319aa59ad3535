"""The files of the generated package as text, by their path inside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from textwrap import fill, indent
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dlrgen import __version__
from dlrgen.emit.manifest import RUNTIME, runtime_files
from dlrgen.emit.rendering import render, tidy
from dlrgen.plan.layout import tuple_of
from dlrgen.plan.literals import WIDTH, literal
from dlrgen.plan.readings import CarrierPlan
from dlrgen.plan.vendor import VendorPlan
from dlrgen.runtime.plain import is_array, is_object
from dlrgen.spec import CARRIERS

CORE = "_core"
_ERRORS = (
    ("ConfigurationError", "The client was set up so that no call can be made."),
    ("RequestError", "An argument was refused before anything was sent."),
    ("RateLimitError", "The vendor's call rate does not allow the call yet."),
    ("WaitTimeoutError", "The reports that were waited for are not all final."),
    ("TransportError", "No complete answer came."),
    ("ResponseError", "An answer came that cannot be used."),
)
_SHARED: tuple[tuple[str, Sequence[str]], ...] = (
    ("codes", ("Category", "Code", "Confidence", "DeliveryEvidence", "Evidence", "Reason", "Retry", "State")),
    ("drift", ("Drift",)),
    (
        "errors",
        (
            "APIError",
            "ConfigurationError",
            "DlrkitError",
            "RateLimitError",
            "RequestError",
            "ResponseError",
            "TransportError",
            "WaitTimeoutError",
        ),
    ),
    ("exchange", ("Exchange",)),
    ("lookup", ("Meaning", "Reading", "lookup")),
    ("merge", ("Ledger", "MessageKey", "MessageState", "PartState", "merge")),
    ("report", ("DeliveryReport",)),
    ("retry", ("RetryPolicy",)),
)
_PLAIN_MODULES = ("init", "errors", "reports", "auth", "endpoints", "client")
_CLASS_MODULES = ("codes", "models")

# Which names a module may need, and from where: a generated module imports those that its text uses.
_IMPORTS: dict[str, tuple[tuple[str, str], ...]] = {
    "codes": (
        ("typing", "Any"),
        *(("..{core}.codes", n) for n in ("CallCode", "CallNumber", "Category", "Confidence", "Evidence", "MessageCode",
                                          "MessageNumber", "Reason", "Retry", "State")),
    ),
    "models": (
        ("collections.abc", "Iterator"), ("datetime", "datetime"), ("typing", "Any"), ("msgspec", "Struct"),
        ("msgspec", "field"), (".", "codes"), ("..{core}.answer", "Answer"), ("..{core}.answer", "Model"),
        ("..{core}.answer", "value_at"),
        ("..{core}.clock", "local_time"), ("..{core}.clock", "mail_time"),
        ("..{core}.clock", "unix_time"), ("..{core}.clock", "zone"),
        ("..{core}.report", "DeliveryReport"),
    ),
    "auth": (
        ("", "hashlib"), ("", "hmac"), ("", "msgspec"), ("base64", "b64encode"), ("collections.abc", "Mapping"),
        ("urllib.parse", "quote"), ("..{core}.clock", "zone"), ("..{core}.draft", "Draft"),
        ("..{core}.draft", "prefixed"), ("..{core}.draft", "walk"), ("..{core}.endpoint", "Credentials"),
    ),
    "endpoints": (
        (".", "auth"), (".", "codes"), (".", "errors"), (".", "models"), ("..{core}", "encode"),
        ("..{core}.clock", "zone"),
        *(("..{core}.endpoint", n) for n in ("Batch", "Credential", "Draining", "Endpoint", "Envelope", "ErrorClasses",
                                             "Faults", "Following", "Host", "Limit", "Paging", "Polling",
                                             "Param", "Scheme", "Vendor")),
    ),
    "client": (
        ("collections.abc", "AsyncIterator"), ("collections.abc", "Iterator"), ("datetime", "datetime"),
        ("typing", "TYPE_CHECKING"), ("typing", "Any"), ("typing", "Literal"), ("typing", "Unpack"),
        (".errors", "{error}"), ("..{core}.client", "AsyncClient"), ("..{core}.client", "SyncClient"),
        ("..{core}.lazy", "later"), ("..{core}.options", "AsyncOptions"), ("..{core}.options", "CallOptions"),
        ("..{core}.options", "SyncOptions"),
    ),
}  # fmt: skip

_LATER = {
    "_paging": "..{core}.paging", "_report": "..{core}.report", "_rows": "..{core}.rows",
    "endpoints": ".endpoints", "models": ".models",
}  # fmt: skip
"""Modules that a client needs only once it is made, by their names in the client's module, which no call can have."""

_USED = re.compile(r"(?<![\w.\"`])[A-Za-z_]\w*\b(?![`=]|: )")
"""A name that is used: no attribute, no keyword of a call, no field."""
_IMPORTS_HERE, _LATER_HERE = "\0", "\1"
"""Where import statements go in a draft: characters that no text of a spec may hold."""


class VendorName(Struct, frozen=True):
    """What the package's front door needs of a vendor."""

    name: str
    class_name: str


def plain_files(plan: VendorPlan, spec_hash: str) -> dict[str, str]:
    """The files of one vendor that need no classes of datamodel-code-generator.

    Args:
        plan: The vendor's plan.
        spec_hash: What its spec files hash to.
    """
    modules = (name for name in _PLAIN_MODULES if name != "reports" or plan.views)
    files = dict(_file(plan, module, "", spec_hash) for module in modules)
    return files | {f"{plan.name}/fake.json": _fake(plan, spec_hash)}


def _fake(plan: VendorPlan, spec_hash: str) -> str:
    """What the vendor's fake is told, as JSON with a line for each endpoint, table and other part."""
    source = _header(f"specs/{plan.name}", spec_hash).removeprefix("# ")
    parts: dict[str, Any] = msgspec.to_builtins(replace(plan.fake, generated=source))
    lines = [f"{_json(name)}: {_part(value)}" for name, value in parts.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _part(value: Any) -> str:
    """A part of a fake's facts: a list, or what has names, with a line for each of its own."""
    if is_object(value) and any(is_object(inner) or is_array(inner) for inner in value.values()):
        return "{\n" + ",\n".join(f" {_json(name)}: {_json(inner)}" for name, inner in value.items()) + "\n}"
    if is_array(value) and value and is_object(value[0]):
        return "[\n" + ",\n".join(f" {_json(inner)}" for inner in value) + "\n]"
    return _json(value)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def class_files(plan: VendorPlan, classes: Mapping[str, str], spec_hash: str) -> dict[str, str]:
    """The files of one vendor around its classes.

    Args:
        plan: The vendor's plan.
        classes: The source of its classes by module, from `dlrgen.emit.classes`.
        spec_hash: What its spec files hash to.
    """
    return dict(_file(plan, name, classes.get(f"{plan.name}.{name}", ""), spec_hash) for name in _CLASS_MODULES)


def _file(plan: VendorPlan, module: str, body: str, spec_hash: str) -> tuple[str, str]:
    header = _header(f"specs/{plan.name}", spec_hash)
    here = {"imports": _IMPORTS_HERE, "later": _LATER_HERE}
    draft = render(module, header=header, plan=plan, kinds=_ERRORS, body=body, **here)
    if _LATER_HERE in draft:
        draft = draft.replace(_LATER_HERE, _imported_later(draft))
    text = draft.replace(_IMPORTS_HERE, "\n".join(_import_lines(module, draft, plan.class_name)))
    return f"{plan.name}/{'__init__' if module == 'init' else module}.py", tidy(text)


def carrier_files(plans: list[CarrierPlan], spec_hash: str) -> dict[str, str]:
    """The file with the tables that belong to no vendor; none if there are no such tables.

    Args:
        plans: The plans of the tables.
        spec_hash: What their spec files hash to.
    """
    header = _header(f"specs/{CARRIERS}", spec_hash)
    return {"_carriers.py": tidy(render("carriers", header=header, plans=plans))} if plans else {}


def shared_files(vendors: Iterable[VendorName], runtime_hash: str) -> dict[str, str]:
    """The package's front door and the runtime, copied as it is."""
    header = _header("the runtime of dlrgen", runtime_hash)
    files = {f"{CORE}/{path.as_posix()}": (RUNTIME / path).read_text("utf-8") for path in runtime_files()}
    files["testing.py"] = tidy(render("testing", header=header, core=CORE))
    files["__init__.py"] = _front_door(sorted(vendors, key=lambda vendor: vendor.name), header)
    files["py.typed"] = ""
    return files


def _front_door(vendors: list[VendorName], header: str) -> str:
    held: dict[str, Sequence[str]] = {".": [vendor.name for vendor in vendors]}
    held |= {f".{CORE}.{module}": found for module, found in _SHARED}
    for vendor in vendors:
        held[f".{vendor.name}.client"] = sorted([f"Async{vendor.class_name}Client", f"{vendor.class_name}Client"])
        held[f".{vendor.name}.errors"] = [f"{vendor.class_name}Error"]
    exported = sorted(["__version__", *(name for found in held.values() for name in found)])
    text = render(
        "package", header=header, version=__version__, core=CORE,
        imports=[indent(_statement(module, found), "    ") for module, found in held.items()],
        exported=fill("".join(f"{literal(name)}, " for name in exported).strip(), WIDTH - 4).split("\n"),
        held=[tuple_of(f"{literal(module)}: ", [literal(name) for name in found], indent=8)
              for module, found in held.items()],
    )  # fmt: skip
    return tidy(text)


def _header(source: str, digest: str) -> str:
    return f"# Generated by dlrgen {__version__} from {source} (sha256 {digest[:16]}). Do not edit: change the spec."


def _import_lines(module: str, text: str, class_name: str) -> list[str]:
    """Import statements for the names that a module's text uses, in the order that isort would give them."""
    wanted: dict[str, list[str]] = {}
    used = _used(text)
    for source, pattern in _IMPORTS.get(module, ()):
        name = pattern.format(error=f"{class_name}RequestError")
        if name in used:
            wanted.setdefault(source.format(core=CORE), []).append(name)
    groups: dict[int, list[str]] = {}
    for source, found in wanted.items():
        for line in [_statement(source, found)] if source else [f"import {name}" for name in found]:
            groups.setdefault(_group(line), []).append(line)
    return "\n\n".join("\n".join(_ordered(lines)) for _, lines in sorted(groups.items())).split("\n")


def _imported_later(text: str) -> str:
    """Statements for the modules that a module's text uses and that are imported with their first use."""
    used = _used(text)
    places = {name: place.format(core=CORE) for name, place in _LATER.items() if name in used}
    types: list[str] = []
    for name, place in places.items():
        package, _, module = place.rpartition(".")
        if module != name:
            types.append(f"from {package} import {module} as {name}")
    types.append(_statement(".", (name for name, place in places.items() if place == f".{name}")))
    later = ", ".join(f'{name}="{place}"' for name, place in places.items())
    return f"if TYPE_CHECKING:\n{indent(chr(10).join(types), '    ')}\n\nlater(__name__, {later})"


def _used(text: str) -> set[str]:
    """The names that a module's text uses; in docstrings and comments they are only words."""
    return set(_USED.findall(re.sub(r'""".*?"""|^#.*?$', "", text, flags=re.DOTALL | re.MULTILINE)))


def _group(line: str) -> int:
    """The standard library, then other packages, then this one."""
    source = line.split()[1]
    if source.startswith("."):
        return 2
    return 1 if source == "msgspec" else 0


def _statement(source: str, found: Iterable[str]) -> str:
    names = sorted(found, key=lambda name: (not name.isupper(), name))
    line = f"from {source} import {', '.join(names)}"
    if len(line) <= 116:
        return line
    return f"from {source} import (\n" + "".join(f"    {name},\n" for name in names) + ")"


def _ordered(lines: list[str]) -> list[str]:
    """Plain imports first, then absolute ones, then relative ones from the outermost in."""
    return sorted(lines, key=lambda line: (line.startswith("from"), -_depth(line), line.split()[1]))


def _depth(line: str) -> int:
    source = line.split()[1]
    return len(source) - len(source.lstrip("."))
