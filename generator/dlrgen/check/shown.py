"""What captured pages show: payloads after their repairs, and the arguments of printed requests."""

from __future__ import annotations

from typing import Any

from dlrgen.check import repairs, requests
from dlrgen.pages import captured
from dlrgen.runtime.plain import is_array
from dlrgen.spec.load import EndpointSpec, VendorSpec
from dlrgen.spec.model import Example


def payload(example: Example, endpoint: EndpointSpec, vendor: VendorSpec) -> str:
    """The text of an example after its errata and repair rules. The spec must have passed `dlrgen check`."""
    text = (captured(vendor, example.file) or b"").decode()
    errata = {erratum.id: erratum for erratum in endpoint.spec.errata}
    for name in example.by.errata:
        text = text.replace(errata[name].printed, errata[name].reads)
    return repairs.apply(text, example.by.rules)


def response(endpoint: EndpointSpec, vendor: VendorSpec) -> bytes:
    """The endpoint's first response example."""
    example = next(e for e in endpoint.spec.examples if e.kind == "response")
    return payload(example, endpoint, vendor).encode()


def request_values(endpoint: EndpointSpec, vendor: VendorSpec) -> dict[str, Any]:
    """What the page's first request sends, by wire name; a repeated name has a list."""
    example = next((e for e in endpoint.spec.examples if e.kind == "request"), None)
    values: dict[str, Any] = {}
    if example is None:
        return values
    for pairs in requests.read(payload(example, endpoint, vendor), example.syntax).sent.values():
        for name, value in pairs:
            values[name] = [*_list(values[name]), value] if name in values else value
    return values


def _list(value: Any) -> list[Any]:
    return value if is_array(value) else [value]
