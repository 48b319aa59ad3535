"""OpenAPI documents: valid by an independent validator, and saying all that the specs say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from dlrgen.openapi.document import document, text
from dlrgen.problems import Problems
from dlrgen.spec.load import VendorSpec, load

ROOT = Path(__file__).parents[2]
VENDORS = {v.spec.vendor: v for root in ("specs", "tests/specs_good") for v in load(ROOT / root, Problems())}
DOCUMENTS = {name: document(vendor) for name, vendor in VENDORS.items()}
EACH = pytest.mark.parametrize("name", DOCUMENTS)


def operations(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in DOCUMENTS[name]["paths"].items():
        yield from ((path, operation) for operation in methods.values())


def keys(value: Any) -> Iterator[str]:
    """The keys of our own in a document, but not those inside their values."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (key,) if key.startswith("x-") else keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


@EACH
def test_the_validator_finds_nothing(name: str) -> None:
    assert [str(error) for error in OpenAPIV31SpecValidator(json.loads(text(VENDORS[name]))).iter_errors()] == []


def test_the_validator_would_find_something() -> None:
    broken = json.loads(text(VENDORS["acme"]))
    broken["paths"]["/v1/pull"]["post"]["parameters"] = [{"name": "x", "in": "nowhere"}]
    assert list(OpenAPIV31SpecValidator(broken).iter_errors())


@EACH
def test_every_call_is_there_with_all_that_it_sends(name: str) -> None:
    vendor = VENDORS[name]
    for path, operation in operations(name):
        endpoint = vendor.endpoints[next(e for e in vendor.endpoints if operation["operationId"].startswith(e))]
        spec = vendor.endpoints.get(operation["operationId"], endpoint).spec
        sent = {param["name"] for param in operation.get("parameters", ())} | set(operation.get("x-dlrkit-headers", ()))
        for content in operation.get("requestBody", {}).get("content", {}).values():
            sent |= content["schema"]["properties"].keys()
        assert spec.params.keys() <= sent
        placeholders = re.findall(r"\{(\w+)\}", path)
        assert placeholders == [p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"]
        assert operation["x-dlrkit-effect"] == spec.effect
        assert operation.get("x-dlrkit-auth", []) == spec.auth
    ids = [operation["operationId"] for _, operation in operations(name)]
    assert len(set(ids)) == len(ids) == sum(len(e.spec.response.formats) for e in vendor.endpoints.values())


@EACH
def test_every_code_is_there_with_its_name_and_meaning(name: str) -> None:
    schemas = DOCUMENTS[name]["components"]["schemas"]
    used = [table for table in VENDORS[name].spec.tables.values() if table.enum in schemas]
    assert used
    for table in used:
        enum = schemas[table.enum]
        assert [str(code) for code in enum["enum"]] == list(table.codes)
        assert len(set(enum["x-enum-varnames"])) == len(enum["x-enum-descriptions"]) == len(table.codes)
        for code, row in table.codes.items():
            told = enum["x-dlrkit-codes"][code]
            assert (told.get("state"), told.get("reason"), told.get("retry"), told.get("category")) == (
                row.state, row.reason, row.retry, row.category,
            )  # fmt: skip


@EACH
def test_examples_are_of_the_stated_shape_but_where_clients_put_them_right(name: str) -> None:
    resource = Resource.from_contents(DOCUMENTS[name], default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:doc", resource)
    seen = 0
    for _, operation in operations(name):
        for response in operation["responses"].values():
            for media in response["content"].values():
                schema = media["schema"].get("anyOf", [media["schema"]])[0]
                validator: Any = Draft202012Validator({"$ref": f"urn:doc{schema['$ref']}"}, registry=registry)
                for example in media.get("examples", {}).values():
                    seen += 1
                    assert validator.is_valid(example["value"]) or operation["x-dlrkit-tolerate"]
    assert seen


def test_keys_of_our_own_are_explained() -> None:
    table = [line for line in (ROOT / "specs" / "README.md").read_text("utf-8").splitlines() if "`x-dlrkit-" in line]
    explained = set()
    for line in table:
        explained |= {f"x-dlrkit-{name}" for name in re.findall(r"`(?:x-dlrkit)?-([a-z-]+)`", line.split("|")[1])}
    used = {key for found in DOCUMENTS.values() for key in keys(found)} - {"x-enum-varnames", "x-enum-descriptions"}
    assert used == explained


def test_what_the_examples_of_openapi_are_for() -> None:
    infobip, twilio, wilddog = DOCUMENTS["infobip"], DOCUMENTS["twilio"], DOCUMENTS["wilddog"]
    schemes = infobip["components"]["securitySchemes"]
    assert (schemes["basic"]["type"], schemes["basic"]["scheme"]) == ("http", "basic")
    assert (schemes["oauth"]["type"], schemes["oauth"]["scheme"]) == ("http", "bearer")
    assert {key: schemes["api_key"][key] for key in ("type", "in", "name", "x-dlrkit-template")} == {
        "type": "apiKey", "in": "header", "name": "Authorization", "x-dlrkit-template": "App {api_key}",
    }  # fmt: skip
    assert infobip["servers"][0]["url"] == "https://{subdomain}.api.infobip.com"
    assert infobip["servers"][0]["variables"].keys() == {"subdomain"}
    listed = twilio["paths"]["/2010-04-01/Accounts/{account_sid}/Messages.json"]["get"]
    assert {"DateSent", "DateSent<", "DateSent>"} <= {param["name"] for param in listed["parameters"]}
    assert listed["responses"].keys() == {"200", "default"}
    batch = wilddog["paths"]["/v2/{app_id}/status"]["get"]
    assert batch["x-dlrkit-window"] == {"keep": "24h", "then": "status_by_rrid"}
    assert len(batch["responses"]["200"]["content"]["application/json"]["schema"]["anyOf"]) == 2
    yunpian = DOCUMENTS["yunpian"]["paths"]["/v2/sms/pull_status.json"]["post"]
    form = yunpian["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert form["required"] == ["apikey"]
    assert yunpian["responses"]["200"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/PullStatusResponse"
    }


def test_calls_that_a_parameter_alone_tells_apart(tmp_path: Path) -> None:
    acme = VENDORS["acme"]
    again = {"lookup": acme.endpoints["lookup"], "other": acme.endpoints["lookup"]}
    made = document(VendorSpec(acme.folder, acme.spec, acme.file, again))
    assert list(made["paths"]) == ["/v1/{account}/lookup/{kind}", "/v1/{account}/lookup/{kind}#lookup"]


def test_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    for seed in ("0", "4711"):
        command = [sys.executable, "-m", "dlrgen", "openapi", "--specs", str(ROOT / "tests" / "specs_good")]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run([*command, "--out", str(tmp_path / seed)], check=True, env=environment, timeout=60)
    found = [(tmp_path / seed / "acme.openapi.json").read_bytes() for seed in ("0", "4711")]
    assert found[0] == found[1] == text(VENDORS["acme"]).encode()
