"""What importing costs and touches, and that the package works under any other name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import dlrkit

GENERATED = Path(dlrkit.__file__).parents[1]
CLIENTS = {
    "infobip": "InfobipClient", "mobset": "MobsetClient", "submail": "SubmailClient", "twilio": "TwilioClient",
    "uspeedo": "USpeedoClient", "wilddog": "WilddogClient", "yisha": "YishaClient", "yunpian": "YunpianClient",
}  # fmt: skip
VENDORS = list(CLIENTS)

LOADED = "import json, sys; print(json.dumps(sorted(sys.modules)))"
WATCH = """
import json, sys
touched = []
def watch(event, arguments):
    if event == "open" or event.startswith(("socket.", "subprocess.", "os.system", "urllib.", "ssl.")):
        touched.append([event, str(arguments[0])])
sys.addaudithook(watch)
"""


def run(code: str, folder: Path = GENERATED) -> Any:
    """The JSON that a fresh interpreter prints, with this folder to import from."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def loaded(code: str) -> set[str]:
    return set(run(f"{code}\n{LOADED}"))


def test_importing_the_package_imports_nothing_else() -> None:
    found = loaded("import dlrkit")
    assert {name for name in found if name.startswith("dlrkit")} == {"dlrkit", "dlrkit._core", "dlrkit._core.lazy"}
    assert not found & {"httpx", "msgspec", "anyio", "ssl", "typing", "asyncio", "logging", "dlrgen", "yaml", "rich"}


@pytest.mark.parametrize("vendor", VENDORS)
def test_importing_a_client_imports_neither_httpx_nor_other_vendors(vendor: str) -> None:
    found = loaded(f"from dlrkit import {CLIENTS[vendor]}")
    assert f"dlrkit.{vendor}.client" in found
    assert not found & {"httpx", "httpcore", "anyio", "ssl", "asyncio", "yaml", "rich", "xml.dom", "dlrgen"}
    # What only a client that is made needs.
    assert not found & {"msgspec", "dlrkit._core.engine", f"dlrkit.{vendor}.models", f"dlrkit.{vendor}.endpoints"}
    assert not {
        name for name in found if name.split(".")[:2] in [["dlrkit", other] for other in VENDORS if other != vendor]
    }


@pytest.mark.parametrize("vendor", VENDORS)
def test_types_of_every_method_can_be_asked_for_at_run_time(vendor: str) -> None:
    code = f"""
import json, typing
from dlrkit import {CLIENTS[vendor]} as client
hints = {{name: typing.get_type_hints(method)["return"] for name, method in vars(client).items() if name[0] != "_"}}
print(json.dumps([name for name in hints if "dlrkit." not in str(hints[name])]))
"""
    assert run(code) == []


def test_a_module_is_in_its_place_once_something_of_it_was_asked_for() -> None:
    code = """
import json
from dlrkit.wilddog import client
before = type(client.models).__name__
request = client.models.StatusBatchRequest
import dlrkit.wilddog.models as models
print(json.dumps([before, client.models is models, request is models.StatusBatchRequest]))
"""
    assert run(code) == ["_Later", True, True]


@pytest.mark.parametrize("vendor", VENDORS)
def test_importing_codes_imports_no_client(vendor: str) -> None:
    found = loaded(f"from dlrkit.{vendor} import codes; import dlrkit.{vendor}.errors")
    assert not found & {"httpx", "anyio", f"dlrkit.{vendor}.client", f"dlrkit.{vendor}.models"}


def test_a_client_imports_httpx_and_no_generator() -> None:
    found = loaded("import dlrkit; dlrkit.SubmailClient(appid='a', appkey='b')")
    assert "httpx" in found
    assert not {name for name in found if name.partition(".")[0] in ("dlrgen", "jinja2", "yaml", "jsonschema")}


def test_importing_touches_nothing_but_code() -> None:
    names = "from dlrkit import *"
    codes = "; ".join(
        f"import dlrkit.{v}.codes, dlrkit.{v}.models, dlrkit.{v}.reports, dlrkit.{v}.auth" for v in VENDORS
    )
    touched = run(f"{WATCH}\n{names}\n{codes}\nprint(json.dumps(touched))")
    assert len(touched) > 20
    assert [what for what in touched if what[0] != "open" or not what[1].endswith((".py", ".pyc", ".so", ".pyd"))] == []


def test_every_name_is_there() -> None:
    assert sorted(dlrkit.__all__) == dlrkit.__all__
    for name in dlrkit.__all__:
        assert getattr(dlrkit, name) is not None
    with pytest.raises(AttributeError, match="'dlrkit' has no attribute 'nothing'"):
        _ = dlrkit.nothing  # type: ignore[attr-defined]
    for vendor in VENDORS:
        module = getattr(dlrkit, vendor)
        for name in module.__all__:
            assert getattr(module, name).__name__.rpartition(".")[2] == name
        assert getattr(module, CLIENTS[vendor]) is getattr(dlrkit, CLIENTS[vendor])


USE = """
import asyncio, json, pickle, sys
import httpx
from {package} import AsyncYishaClient, State, SubmailClient, WilddogClient, WilddogError
from {package}.wilddog import codes

def answer(request):
    good = {{"status": "ok", "data": [{{"status": 3, "mobile": "1", "rrid": "r", "deliveryStatus": "MY:1109"}}]}}
    return httpx.Response(200, json=good if "/v1/" in str(request.url) else {{"errcode": 70207}})

client = WilddogClient(app_id="a", sms_key="k", transport=httpx.MockTransport(answer))
[report] = client.status_by_rrid(rrid="r").reports()
again = pickle.loads(pickle.dumps(report))
assert again == report and again.state is State.REJECTED and type(again).__module__.startswith("{package}.")
try:
    client.status_batch()
except WilddogError as error:
    assert error.info is codes.ApiError.CODE_70207
    assert type(pickle.loads(pickle.dumps(error))).__module__ == "{package}.wilddog.errors"
else:
    raise AssertionError("no error")
"""
ALONE = """
loaded = sorted(name for name in sys.modules if name.split(".")[0] in ("dlrkit", "dlrgen"))
print(json.dumps(loaded))
"""


def copy(folder: Path, package: str) -> None:
    """A copy of the generated package under another name."""
    place = folder.joinpath(*package.split("."))
    shutil.copytree(GENERATED / "dlrkit", place, ignore=shutil.ignore_patterns("__pycache__"))
    for parent in place.relative_to(folder).parents[:-1]:
        (folder / parent / "__init__.py").touch()


@pytest.mark.parametrize("package", ["sms", "app.vendored.deep.sms_clients"])
def test_under_another_name(package: str, tmp_path: Path) -> None:
    copy(tmp_path, package)
    assert run(USE.format(package=package) + ALONE, tmp_path) == []
    assert not list(tmp_path.rglob("*.json")) or (tmp_path.joinpath(*package.split(".")) / "_manifest.json").exists()


def test_two_copies_in_one_process(tmp_path: Path) -> None:
    copy(tmp_path, "one.sms")
    copy(tmp_path, "two")
    apart = """
import one.sms, two
names = [name for name in two.__all__ if isinstance(getattr(two, name), type)]
assert len(names) > 20
assert not [name for name in names if getattr(two, name) is getattr(one.sms, name)]
assert not issubclass(two.WilddogError, one.sms.DlrkitError)
"""
    assert run(USE.format(package="one.sms") + USE.format(package="two") + apart + ALONE, tmp_path) == []


def test_no_absolute_import_of_itself() -> None:
    texts = {path: path.read_text() for path in (GENERATED / "dlrkit").rglob("*.py")}
    assert len(texts) > 40
    for path, text in texts.items():
        lines = [line.strip() for line in text.splitlines()]
        assert not [line for line in lines if line.startswith(("import dlrkit", "from dlrkit", "from dlrgen"))], path
