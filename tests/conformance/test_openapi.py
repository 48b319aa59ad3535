"""Other people's OpenAPI tools: clients made from our documents read our fakes, and fuzzing them finds no crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest

from dlrgen.openapi.export import export
from dlrgen.problems import Problems
from dlrgen.runtime.testing.fake import FakeVendor

from .kit import SPECS, library, serving

pytestmark = pytest.mark.filterwarnings("ignore")
VENDORS = sorted(path.parent.name for path in SPECS.glob("*/vendor.yaml"))
# What openapi-python-client cannot make: it drops signs from names, and takes only JSON.
LEFT_OUT = {"twilio": {"messages"}}


def basic(user: str, password: str) -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


AUTHORIZATION: dict[str, Callable[[FakeVendor], str]] = {
    "infobip": lambda fake: f"App {fake.credentials['api_key']}",
    "twilio": lambda fake: basic(fake.credentials["account_sid"], fake.credentials["auth_token"]),
    "uspeedo": lambda fake: basic(fake.credentials["access_key_id"], fake.credentials["access_key_secret"]),
}


def run(tool: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A tool of the environment that the tests run in."""
    scripts = Path(sys.executable).parent
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment["PATH"] = f"{scripts}{os.pathsep}{environment.get('PATH', '')}"
    command = [str(scripts / tool), *arguments]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=folder, env=environment, timeout=300
    )


def with_bodies_of_one_kind(document: Path) -> str:
    """A document whose requests have their first content type alone: for several, the tool forgets an import."""
    data = json.loads(document.read_text("utf-8"))
    for operation in (each for methods in data["paths"].values() for each in methods.values()):
        if body := operation.get("requestBody"):
            kind = next(iter(body["content"]))
            body["content"] = {kind: body["content"][kind]}
    return json.dumps(data)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("documents")
    assert export(SPECS, out, Problems()) is not None
    return out


@pytest.fixture(scope="module")
def clients(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """Makes a vendor's client with openapi-python-client, and imports all of it."""
    library("openapi_python_client")
    root = tmp_path_factory.mktemp("clients")
    sys.path.insert(0, str(root))

    def make(vendor: str) -> Any:
        package = f"made_of_{vendor}"
        if not (root / package).exists():
            (root / f"{vendor}.json").write_text(with_bodies_of_one_kind(documents / f"{vendor}.openapi.json"))
            done = run("openapi-python-client", "generate", "--path", str(root / f"{vendor}.json"), "--meta", "none",
                       "--output-path", str(root / package), folder=root)  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr
        return import_module(package)

    yield make
    sys.path.remove(str(root))


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_client_is_made_and_can_be_imported(vendor: str, clients: Callable[[str], Any]) -> None:
    made = clients(vendor)
    modules = {found.name for found in walk_packages(made.__path__, f"{made.__name__}.")}
    for name in modules:
        import_module(name)
    wanted = {path.stem for path in (SPECS / vendor).glob("*.yaml")} - {"vendor"} - LEFT_OUT.get(vendor, set())
    assert wanted <= {name.rpartition(".")[2] for name in modules if ".api." in name}


def test_the_made_client_of_infobip_reads_our_fake(clients: Callable[[str], Any]) -> None:
    made = clients("infobip")
    sms_reports = import_module(f"{made.__name__}.api.default.sms_reports")
    with serving("infobip") as (fake, base_url):
        client = made.AuthenticatedClient(base_url=base_url, token=fake.credentials["api_key"], prefix="App")
        found = sms_reports.sync(client=client, limit=10)
        ids = [message.id for message in fake.messages]
    assert type(found).__name__ == "SmsReportsResponse"
    assert [row.message_id for row in found.results] == ids
    assert all(row.status.id for row in found.results)


def test_the_made_client_of_infobip_is_refused_with_a_wrong_key(clients: Callable[[str], Any]) -> None:
    made = clients("infobip")
    sms_logs = import_module(f"{made.__name__}.api.default.sms_logs")
    with serving("infobip") as (_, base_url):
        found = sms_logs.sync(client=made.AuthenticatedClient(base_url=base_url, token="wrong", prefix="App"))
    assert (type(found).__name__, found.error_code) == ("ApiError", "E401")


def test_the_made_client_of_yunpian_reads_our_fake(clients: Callable[[str], Any]) -> None:
    made = clients("yunpian")
    pull_status = import_module(f"{made.__name__}.api.default.pull_status")
    body = import_module(f"{made.__name__}.models").PullStatusBody
    with serving("yunpian") as (fake, base_url):
        client = made.Client(base_url=base_url)
        found = pull_status.sync(client=client, body=body(apikey=fake.credentials["apikey"], page_size=100))
        assert {str(row.sid) for row in found} == {message.id for message in fake.messages}
        assert pull_status.sync(client=client, body=body(apikey=fake.credentials["apikey"])) == []
        assert pull_status.sync(client=client, body=body(apikey="wrong")).code == -1


def test_the_made_client_of_twilio_reads_our_fake(clients: Callable[[str], Any]) -> None:
    made = clients("twilio")
    message = import_module(f"{made.__name__}.api.default.message")
    with serving("twilio") as (fake, base_url):
        token = AUTHORIZATION["twilio"](fake).removeprefix("Basic ")
        client = made.AuthenticatedClient(base_url=base_url, token=token, prefix="Basic")
        sid = fake.messages[0].id
        found = message.sync(fake.credentials["account_sid"], sid, client=client)
    assert (type(found).__name__, found.sid) == ("MessageResponse", sid)
    assert found.status in ("undelivered", "failed", "delivered")


def test_the_made_client_of_uspeedo_reads_our_fake(clients: Callable[[str], Any]) -> None:
    made = clients("uspeedo")
    receipt = import_module(f"{made.__name__}.api.default.usms_send_receipt")
    with serving("uspeedo") as (fake, base_url):
        token = AUTHORIZATION["uspeedo"](fake).removeprefix("Basic ")
        client = made.AuthenticatedClient(base_url=base_url, token=token, prefix="Basic")
        session = fake.messages[0].id
        found = receipt.sync(client=client, id=[session])
    assert [row.session_no for row in found.data] == [session]


@pytest.mark.parametrize("vendor", VENDORS)
def test_fuzzing_finds_no_crash_of_a_fake(vendor: str, documents: Path, tmp_path: Path) -> None:
    library("schemathesis")
    document = str(documents / f"{vendor}.openapi.json")
    with serving(vendor) as (fake, base_url):
        known = AUTHORIZATION.get(vendor)
        headers = ["--header", f"Authorization: {known(fake)}"] if known is not None else []
        done = run("schemathesis", "run", document, "--url", base_url, "--checks", "not_a_server_error", "--phases",
                   "examples,fuzzing", "--max-examples", "8", "--generation-deterministic", "--no-color", *headers,
                   folder=tmp_path)  # fmt: skip
        seen = {request.endpoint for request in fake.requests}
    assert done.returncode == 0, done.stdout[-3000:]
    assert {path.stem for path in (SPECS / vendor).glob("*.yaml")} - {"vendor"} <= seen
