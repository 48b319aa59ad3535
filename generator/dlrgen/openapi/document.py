"""One vendor's document: its addresses, its calls, and the components that they point at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dlrgen import __version__
from dlrgen.check import shown
from dlrgen.check.requests import Unreadable, read_json
from dlrgen.openapi import security
from dlrgen.openapi.extensions import extended
from dlrgen.openapi.schemas import Components
from dlrgen.plan import names
from dlrgen.plan.models import labelled
from dlrgen.spec.load import EndpointSpec, VendorSpec
from dlrgen.spec.model import Host, Param, Schema
from dlrgen.spec.schema import errors_of, host_parts, schema_name
from dlrgen.spec.template import TemplateError, parse, references

_MEDIA = {
    "form": "application/x-www-form-urlencoded", "json": "application/json", "multipart": "multipart/form-data",
    "xml": "application/xml", "yaml": "application/yaml",
}  # fmt: skip
_IGNORED_HEADERS = frozenset({"accept", "authorization", "content-type"})
"""Headers that OpenAPI keeps for itself and ignores as parameters."""


def text(vendor: VendorSpec) -> str:
    """A vendor's document as it is written. The spec must have passed the check."""
    return json.dumps(document(vendor), ensure_ascii=False, indent=2) + "\n"


def document(vendor: VendorSpec) -> dict[str, Any]:
    """A vendor's document as data."""
    return _Document(vendor).whole()


class _Document:
    def __init__(self, vendor: VendorSpec) -> None:
        self._vendor = vendor
        self._spec = vendor.spec
        self._components = Components(vendor.spec)

    def whole(self) -> dict[str, Any]:
        spec = self._spec
        paths = self._paths()
        return {
            "openapi": "3.1.0",
            "info": {
                "title": f"{spec.title.en} ({spec.title.zh})" if spec.title.zh != spec.title.en else spec.title.en,
                "version": __version__,
                **({"description": spec.doc} if spec.doc else {}),
                **extended(
                    vendor=spec.vendor,
                    evidence=spec.evidence,
                    sources=spec.sources,
                    clock=spec.clock,
                    credentials=spec.credentials,
                    carriers=spec.carriers,
                ),
            },
            "servers": [server for name, host in spec.hosts.items() for server in self._servers(name, host)],
            "paths": paths,
            "components": {"schemas": self._components.schemas, "securitySchemes": security.schemes(spec)},
            **extended(auth=spec.auth),
        }

    def _servers(self, name: str, host: Host) -> Iterator[dict[str, Any]]:
        told = extended(host=name, when=host.when, auth=host.auth, body=host.body, evidence=host.evidence)
        about = {"description": labelled(host)} if labelled(host) else {}
        parts = {
            part: {"default": part, "description": labelled(self._spec.credentials[part])}
            for part in host_parts(host.url or "")
        }
        if host.url is None:
            # Only the user knows the address.
            yield {"url": "{base_url}", **about, "variables": {"base_url": {"default": "https://localhost"}}, **told}
        else:
            yield {"url": host.url, **about, **({"variables": parts} if parts else {}), **told}
        if host.plain is not None:
            yield {"url": host.plain, **about, **told, **extended(without_tls=True)}

    def _paths(self) -> dict[str, Any]:
        paths: dict[str, Any] = {}
        for endpoint in self._vendor.endpoints.values():
            spec = endpoint.spec
            method = spec.request.method.lower()
            formats = list(spec.response.formats.items())
            for n, (format, suffix) in enumerate(formats):
                path = f"{spec.request.path}{suffix}" or "/"
                if method in paths.get(path, {}):
                    path = f"{path}#{spec.endpoint}"  # the vendor tells such calls apart by a parameter
                operation = self._operation(endpoint, format, first=n == 0)
                paths.setdefault(path, {})[method] = operation
        return paths

    def _operation(self, endpoint: EndpointSpec, format: str, *, first: bool) -> dict[str, Any]:
        spec = endpoint.spec
        params, headers = self._params(endpoint)
        body = self._body(endpoint)
        return {
            "operationId": spec.endpoint if first else f"{spec.endpoint}_{format}",
            "summary": spec.title.en,
            **({"description": spec.doc} if spec.doc else {}),
            "security": security.requirements(spec.auth, self._spec),
            **({"parameters": params} if params else {}),
            **({"requestBody": body} if body else {}),
            "responses": self._responses(endpoint, format),
            **extended(
                title_zh=spec.title.zh,
                evidence=spec.evidence,
                source=spec.source,
                auth=spec.auth,
                effect=spec.effect,
                headers=headers,
                limits=spec.limits,
                window=spec.window,
                batch=spec.batch,
                paging=spec.paging,
                following=spec.following,
                draining=spec.draining,
                polling=spec.polling,
                errors=errors_of(spec.errors, self._spec),
                tolerate=spec.response.tolerate,
                report=spec.report,
                errata=spec.errata,
            ),
        }

    def _params(self, endpoint: EndpointSpec) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The parameters outside the body, and the headers that OpenAPI ignores."""
        spec = endpoint.spec
        params: list[dict[str, Any]] = []
        headers: dict[str, Any] = {}
        for reference in references(spec.request.path):
            if reference.head not in spec.params:
                credential = self._spec.credentials[reference.head]
                params.append({
                    "name": reference.head, "in": "path", "required": True, "description": labelled(credential),
                    "schema": {"type": "string", **({"pattern": credential.pattern} if credential.pattern else {})},
                    **extended(credential=reference.head),
                })  # fmt: skip
        for wire, param in spec.params.items():
            if param.place == "header" and wire.lower() in _IGNORED_HEADERS:
                headers[wire] = param.value
            elif param.place != "body":
                params.append({
                    "name": wire, "in": param.place, "required": param.required or param.value is not None,
                    **({"description": labelled(param)} if labelled(param) else {}),
                    "schema": self._schema_of(param),
                    **({"style": "form", "explode": param.encode != "comma"} if param.type == "array" else {}),
                    **_told(param),
                })  # fmt: skip
        return params, headers

    def _body(self, endpoint: EndpointSpec) -> dict[str, Any] | None:
        spec = endpoint.spec
        if not spec.request.body:
            return None
        properties: dict[str, Any] = {}
        required: list[str] = []
        for wire, param in spec.params.items():
            if param.place == "body":
                about = {"description": labelled(param)} if labelled(param) else {}
                properties[wire] = {**self._schema_of(param), **about, **_told(param)}
                if param.required or param.value is not None:
                    required.append(wire)
        for wire, schemes in security.body_fields(spec.auth, self._spec).items():
            templates = {name: self._spec.auth[name].send.body[wire] for name in schemes}
            properties[wire] = {"type": "string", **extended(template=templates)}
            if len(schemes) == len(spec.auth):
                required.append(wire)
        if not properties:
            return None
        shape = {"type": "object", "properties": properties, **({"required": required} if required else {})}
        return {"required": True, "content": {_MEDIA[kind]: {"schema": shape} for kind in spec.request.body}}

    def _schema_of(self, param: Param) -> dict[str, Any]:
        if param.value is not None:
            constant = _constant(param.value)
            return {"type": "string"} if constant is None else {"type": "string", "enum": [constant]}
        schema = self._components.param(param)
        return schema if param.default is None else {**schema, "default": param.default}

    def _responses(self, endpoint: EndpointSpec, format: str) -> dict[str, Any]:
        spec = endpoint.spec
        errors = errors_of(spec.errors, self._spec)
        good = self._components.named(names.class_of(spec.endpoint, "Response"), spec.response.schema)
        found: dict[str, Any] = {"200": {"description": "The answer.", "content": {_MEDIA[format]: {"schema": good}}}}
        bad = None
        if errors.fields is not None:
            bad = self._components.named(schema_name(errors.fields.ref), Schema(ref=errors.fields.ref))
            found["default"] = {
                "description": "The vendor says that the call failed.",
                "content": {_MEDIA[format]: {"schema": bad}},
            }
            if errors.success.status is None:
                # Errors come with this status too.
                found["200"]["content"][_MEDIA[format]]["schema"] = {"anyOf": [good, bad]}
        if format == "json":
            for kind, status in (("response", "200"), ("error", "default" if bad is not None else "200")):
                if examples := dict(self._examples(endpoint, kind)):
                    found[status]["content"][_MEDIA[format]]["examples"] = examples
        return found

    def _examples(self, endpoint: EndpointSpec, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for example in endpoint.spec.examples:
            if example.kind != kind or example.verdict == "rejected" or example.syntax != "json":
                continue
            try:
                value = read_json(shown.payload(example, endpoint, self._vendor))
            except Unreadable:
                continue
            name = example.file.rpartition("/")[2].partition(".")[0]
            about = {"summary": labelled(example)} if labelled(example) else {}
            yield name, {**about, "value": value, **extended(file=example.file, evidence=example.evidence,
                                                             source=example.source, verdict=example.verdict,
                                                             repaired_by=example.by)}  # fmt: skip


def _told(param: Param) -> dict[str, Any]:
    value = param.value if param.value is not None and _constant(param.value) is None else None
    return extended(
        value=value, encode=param.encode, layout=param.layout, table=param.table, name=param.name,
        evidence=param.evidence,
    )  # fmt: skip


def _constant(template: str) -> str | None:
    """What a template always is; none if that depends on anything."""
    try:
        parts = parse(template)
    except TemplateError:
        return None
    return "".join(p for p in parts if isinstance(p, str)) if all(isinstance(p, str) for p in parts) else None
