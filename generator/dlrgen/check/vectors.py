"""Signature vectors: the functions that the client will contain, run on inputs whose outcome is known."""

from __future__ import annotations

from typing import Any

import msgspec

from dlrgen.plan.signing import compile_scheme, layouts_used
from dlrgen.problems import Problems
from dlrgen.runtime import clock, draft, endpoint
from dlrgen.spec.load import VendorSpec
from dlrgen.spec.model import Auth, Text, Vector, Vendor


def check(vendor: VendorSpec, problems: Problems) -> int:
    """Run the vectors of a vendor's schemes.

    Returns:
        How many vectors came out as stated.
    """
    proved = 0
    for name, auth in vendor.spec.auth.items():
        own = compiled(name, auth, vendor.spec)
        for number, vector in enumerate(auth.vectors):
            functions = compiled(name, _as_in(vector, auth), vendor.spec) if vector.instead else own
            wrong = list(_differences(functions, auth, name, vector))
            for path, stated, made in wrong:
                place: list[str | int] = ["auth", name, "vectors", number, *path]
                problems.append(
                    vendor.file.problem(
                        "vector.mismatch", place, f"the steps make {made!r} where the vector states {stated!r}",
                        "Either the steps or the vector's inputs are not what its source used.",
                    )
                )  # fmt: skip
            proved += not wrong
    return proved


def compiled(name: str, auth: Auth, vendor: Vendor) -> dict[str, Any]:
    """The functions of a scheme, compiled from the very source that is emitted."""
    import hashlib
    import hmac
    from base64 import b64encode
    from collections.abc import Mapping
    from urllib.parse import quote

    scheme = compile_scheme(name, auth, vendor)
    namespace: dict[str, Any] = {
        "hashlib": hashlib, "hmac": hmac, "b64encode": b64encode, "Mapping": Mapping, "quote": quote,
        "msgspec": msgspec,
        "Draft": draft.Draft, "Credentials": endpoint.Credentials, "prefixed": draft.prefixed, "walk": draft.walk,
        "zone": clock.zone,
    }  # fmt: skip
    source = "\n".join([*layouts_used(vendor.clock, [scheme.sign]), scheme.sign, scheme.verify or ""])
    # The source is made of a fixed set of expressions; texts of the spec are literals in it.
    exec(compile(source, f"<{vendor.vendor} {name}>", "exec"), namespace)  # noqa: S102
    return namespace


def _as_in(vector: Vector, auth: Auth) -> Auth:
    """The scheme as a vector's source has it."""
    texts = {name: Text(of=text) for name, text in vector.instead.items()}
    return msgspec.structs.replace(auth, sign={**auth.sign, **texts})


def _differences(functions: dict[str, Any], auth: Auth, name: str, vector: Vector) -> list[tuple[list[str], str, str]]:
    found: list[tuple[list[str], str, str]] = []
    credentials = endpoint.Credentials({key: vector.credentials.get(key, "") for key in auth.credentials})
    if vector.sends:
        sent = _sent(functions[f"sign_{name}"], auth, vector, credentials)
        found += [(["sends", wire], value, sent.get(wire, "")) for wire, value in vector.sends.items()
                  if sent.get(wire, "") != value]  # fmt: skip
    if vector.verifies is not None and auth.envelope is not None:
        made = functions[f"verify_{name}"](vector.answer, credentials)
        if made.casefold() != vector.verifies.casefold():
            found.append((["verifies"], vector.verifies, made))
    return found


def _sent(sign: Any, auth: Auth, vector: Vector, credentials: endpoint.Credentials) -> dict[str, Any]:
    """Everything that a signed request carries, by wire name."""
    request = draft.Draft(
        vector.method,
        f"https://{vector.host}",
        vector.path,
        vector.body_kind,
        clock.Now(vector.now),
        vector.nonce or None,
    )
    request.headers.update(vector.headers)
    request.query.update(vector.query)
    request.body.update(vector.body)
    request.content = None if vector.content is None else vector.content.encode()
    sign(request, credentials)
    sealed: dict[str, Any] = msgspec.json.decode(request.content or b"{}") if auth.envelope is not None else {}
    return {**request.query, **request.body, **request.headers, **sealed}
