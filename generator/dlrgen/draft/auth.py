"""How calls prove who makes them, as far as a page says it: what the credentials are, and a sketch of a scheme."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from dlrgen.draft import guess
from dlrgen.pages.model import Parameter, Section

_PLACEHOLDER = re.compile(r"\{:?([A-Za-z_][\w-]*)\}|<([A-Za-z_][\w-]*)>|:([A-Za-z_]\w*)|\$\{?([A-Za-z_]\w*)\}?")
_HEX = re.compile(r"[0-9a-fA-F]{32}([0-9a-fA-F]{8}|[0-9a-fA-F]{32})?\Z")
_UNKNOWN = "How it is computed is not known yet."


class Roles(Struct, frozen=True):
    """What the parameters of a section are for."""

    credentials: tuple[str, ...]
    """Parameters that carry a credential as it is."""
    in_path: tuple[str, ...]
    """Placeholders of the path that are no parameters."""
    signature: Parameter | None
    authorization: Parameter | None
    clocks: tuple[Parameter, ...]
    nonces: tuple[Parameter, ...]
    arguments: tuple[Parameter, ...]


def roles(section: Section) -> Roles:
    """Sort the parameters of a section by what they are for."""
    signature = next((each for each in section.parameters if _is_signature(each)), None)
    authorization = next((each for each in section.parameters if guess.plain(each.path) == "authorization"), None)
    sorted_: dict[str, list[Parameter]] = {"credential": [], "clock": [], "nonce": [], "argument": []}
    for each in section.parameters:
        if each not in (signature, authorization):
            sorted_[_role(each, signed=signature is not None)].append(each)
    known = {each.path for each in section.parameters}
    return Roles(
        credentials=tuple(each.path for each in sorted_["credential"]),
        in_path=tuple(name for name in placeholders(section.path or "") if name not in known),
        signature=signature,
        authorization=authorization,
        clocks=tuple(sorted_["clock"]),
        nonces=tuple(sorted_["nonce"]),
        arguments=tuple(sorted_["argument"]),
    )


def placeholders(path: str) -> list[str]:
    """The names that stand for something in a printed path."""
    return [next(group for group in found.groups() if group) for found in _PLACEHOLDER.finditer(path)]


def spec_path(path: str) -> str:
    """A printed path with its placeholders as a spec writes them."""
    return _PLACEHOLDER.sub(lambda found: "{" + credential(next(g for g in found.groups() if g)) + "}", path).rstrip(
        "/"
    )


def credential(wire: str) -> str:
    """The name of a credential."""
    return guess.identifier(wire, "credential")


def _is_signature(param: Parameter) -> bool:
    if not guess.is_a("signature", param.path):
        return False
    sample = param.example.text if param.example is not None else ""
    return guess.plain(param.path) not in guess.words()["credential"] or _HEX.match(sample) is not None


def _role(param: Parameter, *, signed: bool) -> str:
    if guess.is_a("credential", param.path):
        return "credential"
    if guess.is_a("clock", param.path) and (signed or guess.plain(param.path) == "timestamp"):
        return "clock"
    return "nonce" if guess.is_a("nonce", param.path) else "argument"


class Schemes:
    """The schemes of a vendor, one for each way of proving that its sections show."""

    def __init__(self) -> None:
        """Begin with none."""
        self.credentials: dict[str, Any] = {}
        self.auth: dict[str, Any] = {}
        self._made: dict[tuple[Any, ...], str] = {}

    def scheme(self, found: Roles) -> list[str]:
        """The names of the schemes of a section; none if it shows nothing of the kind."""
        for wire in (*found.credentials, *found.in_path):
            self._credential(wire)
        signature = found.signature.path if found.signature else None
        if not (signature or found.authorization or found.credentials or found.in_path):
            return []
        key = (found.credentials, found.in_path, signature, found.authorization is not None)
        if key not in self._made:
            name = "signature" if signature else "header" if found.authorization else "plain"
            self._made[key] = guess.identifier(name, "scheme", [*self.auth])
            self.auth[self._made[key]] = self._sketch(found)
        return [self._made[key]]

    def _credential(self, wire: str, *, secret: bool | None = None) -> str:
        name = credential(wire)
        hidden = guess.is_a("secret", wire) if secret is None else secret
        self.credentials.setdefault(name, {"secret": True} if hidden else {})
        return name

    def _sketch(self, found: Roles) -> dict[str, Any]:
        names = [credential(wire) for wire in (*found.in_path, *found.credentials)]
        send: dict[str, dict[str, str]] = {}
        if found.credentials:
            send["params"] = {wire: "{" + credential(wire) + "}" for wire in found.credentials}
        if found.authorization is not None:
            return self._header(found.authorization, names, send)
        if found.signature is None:
            return {"credentials": names, "send": send, "no_vector": "Nothing is computed."}
        names.append(self._credential("secret", secret=True))
        wire = found.signature.path
        send.setdefault("params", {})[wire] = "{signature}"
        told = f" Its words: {found.signature.description.text}" if found.signature.description else ""
        return {
            "credentials": names,
            "send": send,
            "sign": {
                "joined": {"step": "pairs", "of": "params", "skip": [wire]},
                "signature": {"step": "digest", "algorithm": "md5", "of": "{joined}{secret}"},
            },
            "no_vector": _UNKNOWN,
            "todo": {"sign": f"Which steps make {wire}, and of which credentials?{told}"},
        }

    def _header(self, param: Parameter, names: list[str], send: dict[str, dict[str, str]]) -> dict[str, Any]:
        words = f"{param.description or ''} {param.example or ''}".lower()
        if "basic" in words:
            user, password = self._credential("user", secret=False), self._credential("password")
            send["header"] = {param.path: "Basic {token}"}
            return {
                "credentials": [*names, user, password], "send": send,
                "sign": {"token": {"step": "text", "of": f"{{{user}}}:{{{password}}}", "encode": "base64"}},
                "vectors": [{
                    "source": "computed", "credentials": {**dict.fromkeys(names, "x"), user: "user", password: "pass"},
                    "sends": {param.path: "Basic dXNlcjpwYXNz"},
                }],
            }  # fmt: skip
        token = self._credential("token")
        send["header"] = {param.path: f"{'Bearer ' if 'bearer' in words else ''}{{{token}}}"}
        made: dict[str, Any] = {"credentials": [*names, token], "send": send, "no_vector": "Nothing is computed."}
        if "bearer" not in words:
            made["todo"] = {"send": f"What is sent in {param.path}? The page says: {param.description or 'nothing'}"}
        return made


def constants(found: Roles) -> Iterator[tuple[Parameter, dict[str, Any], str | None]]:
    """The parameters that the client fills in by itself, with the layout of a clock that one needs."""
    for param in found.clocks:
        told = f"{param.description or ''} {param.type or ''}".lower()
        sample = param.example.text if param.example is not None else ""
        if re.fullmatch("[0-9]{14}", sample):
            yield param, {"value": "{now.stamp}"}, "%Y%m%d%H%M%S"
            continue
        is_ms = any(word in told for word in guess.words()["milliseconds"]) or re.fullmatch("[0-9]{13}", sample)
        made: dict[str, Any] = {"value": "{now.unix_ms}" if is_ms else "{now.unix_s}"}
        if not is_ms and "秒" not in told and "second" not in told and not re.fullmatch("[0-9]{10}", sample):
            made["todo"] = {"value": f"In which form does {param.path} take the time?"}
        yield param, made, None
    for param in found.nonces:
        yield param, {"value": "{nonce.hex}"}, None


def hosts(urls: Iterable[str]) -> dict[str, Any]:
    """The hosts of printed addresses."""
    found: dict[str, dict[str, Any]] = {}
    for url in urls:
        scheme, mark, rest = url.partition("://")
        netloc = rest.partition("/")[0].partition("?")[0]
        if mark and netloc and scheme in ("http", "https") and re.fullmatch(r"[A-Za-z0-9.:-]+", netloc):
            found.setdefault(netloc, {})["url" if scheme == "https" else "plain"] = f"{scheme}://{netloc}"
    made: dict[str, Any] = {}
    for netloc, host in found.items():
        name = "main" if not made else guess.identifier(netloc.partition(".")[0], "host", [*made])
        made[name] = {"url": f"https://{netloc}", **host}
        if "url" not in host:
            made[name]["todo"] = {"url": f"The page shows {host['plain']} alone. At which https address is it?"}
    return made or {"main": {"todo": {"url": "At which https address is it? Leave it out if only users know."}}}
