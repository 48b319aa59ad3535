"""Authentication: standard schemes where a vendor's is one, and for the others what they send, and how it is made."""

from __future__ import annotations

import re
from typing import Any

from dlrgen.openapi.extensions import extended
from dlrgen.spec.model import Auth, Text, Vendor
from dlrgen.spec.template import Reference, parse

_PLACES = ("query", "header")
_BASIC = re.compile(r"\{[a-z0-9_]+\}:\{[a-z0-9_]+\}\Z")


def schemes(vendor: Vendor) -> dict[str, Any]:
    """The security schemes: one for each thing that a vendor's scheme sends outside the body."""
    return {key: scheme for name, auth in vendor.auth.items() for key, scheme in _schemes(name, auth).items()}


def requirements(accepted: list[str], vendor: Vendor) -> list[dict[str, list[str]]]:
    """What an endpoint that accepts these schemes needs, one alternative for each; an envelope is none of OpenAPI's."""
    return [
        {key: [] for key in _schemes(name, vendor.auth[name])}
        for name in accepted
        if vendor.auth[name].envelope is None
    ]


def body_fields(accepted: list[str], vendor: Vendor) -> dict[str, list[str]]:
    """What the schemes put into the body, and which of them do."""
    found: dict[str, list[str]] = {}
    for name in accepted:
        for wire in vendor.auth[name].send.body:
            found.setdefault(wire, []).append(name)
    return found


def _schemes(name: str, auth: Auth) -> dict[str, Any]:
    known = _standard(auth)
    told = extended(scheme=name)
    text = {"description": auth.en} if auth.en else {}
    if known is not None:
        return {name: {**known, **text, **told}}
    sent = [(place, wire, value) for place in _PLACES for wire, value in getattr(auth.send, place).items()]
    return {
        name if len(sent) == 1 else f"{name}.{wire}": {
            "type": "apiKey", "in": place, "name": wire, **text, **told, **extended(template=value),
        }
        for place, wire, value in sent
    }  # fmt: skip


def _standard(auth: Auth) -> dict[str, Any] | None:
    """HTTP Basic or Bearer, if the scheme is just that."""
    if set(auth.send.header) != {"Authorization"} or auth.send.query or auth.send.body or auth.envelope is not None:
        return None
    match parse(auth.send.header["Authorization"]):
        case ["Basic ", Reference(head=head, member=None)]:
            step = auth.sign.get(head)
            is_pair = isinstance(step, Text) and step.encode == "base64" and _BASIC.match(step.of)
            return {"type": "http", "scheme": "basic"} if is_pair and len(auth.sign) == 1 else None
        case ["Bearer ", Reference(head=head, member=None)] if head in auth.credentials:
            return {"type": "http", "scheme": "bearer"}
        case _:
            return None
