"""What the README promises: its commands are the real ones, its code runs, its table is whole."""

from __future__ import annotations

import ast
import doctest
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

import dlrkit
from dlrgen.cli.arguments import parser
from dlrgen.problems import Problems
from dlrgen.spec.load import load
from dlrkit import submail, wilddog

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("*/README.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CLIENT = (ROOT / "generated" / "README.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_two_commands_are_single_lines_and_the_second_is_what_ci_runs() -> None:
    demo, tests = (block.splitlines() for block in blocks(README, "sh")[:2])
    assert len(demo) == len(tests) == 1
    setup = "python3 -m venv .venv && .venv/bin/pip install -q nox && .venv/bin/nox -s"
    assert demo == [f"{setup} demo"]
    assert tests == [f"{setup} tests"]
    script = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line and not line.startswith("#")]
    assert script == ["set -eu", 'cd "$(dirname "$0")/.."', *tests]


def sessions() -> dict[str, ast.FunctionDef]:
    tree = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list}


def test_the_sessions_are_those_of_nox() -> None:
    (listed,) = re.findall(r"`nox -l` lists them: (.*?)\. ", README.replace("\n", " "))
    assert set(re.findall(r"`(\w+)`", listed)) == sessions().keys()


# Each command that the README shows is run: those of `dlrkit` by tests/cli/test_shown.py, what is installed by
# tests/package, the tests by whoever reads this, and the others here.


def shown() -> list[str]:
    """The commands of the README, in its order."""
    blocks_and_texts = re.findall(r"^```sh\n(.*?)^```$|`((?:dlrgen|dlrkit|nox|pip) [^`]+)`", README, re.M | re.S)
    lines = [line for block, text in blocks_and_texts for line in (block or text).splitlines()]
    return [line.partition("  #")[0].strip() for line in lines]


def ran(*words: str, cwd: Path) -> str:
    done = subprocess.run([sys.executable, "-m", *words], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the specs, where commands may write."""
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    return tmp_path


def test_every_command_has_somebody_who_runs_it() -> None:
    programs = [command.split()[0] for command in shown()]
    assert programs.count("python3") == 2
    assert set(programs) == {"python3", "pip", "nox", "dlrkit", "dlrgen"}
    extras = {extra for command in shown() for extra in re.findall(r"dlrkit\[(\w+)\]", command)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert extras <= project["optional-dependencies"].keys()


def test_the_commands_of_dlrgen_run_one_after_the_other(checkout: Path) -> None:
    commands = [shlex.split(command) for command in shown() if command.startswith("dlrgen ")]
    said = {" ".join(words): ran(*words, cwd=checkout) for words in commands}
    copy = "dlrgen vendor src --package acme.third_party.dlr --only submail,wilddog"
    assert list(said) == [copy, f"{copy} --check", "dlrgen check", "dlrgen generate", "dlrgen new acme"]
    assert "untouched, up to date" in said[f"{copy} --check"]
    assert "proved" in said["dlrgen check"]
    assert (checkout / "generated/dlrkit/__init__.py").read_bytes() == (
        ROOT / "generated/dlrkit/__init__.py"
    ).read_bytes()
    assert "proved" in ran("dlrgen", "check", "specs/acme", cwd=checkout)


def test_the_demo_shows_reports_of_every_vendor(checkout: Path) -> None:
    """The session's own commands, in the environment of the tests."""
    calls = [node for node in ast.walk(sessions()["demo"]) if isinstance(node, ast.Call)]
    commands = [[word.value for word in node.args] for node in calls if ast.unparse(node.func) == "session.run"]
    assert len(commands) == 3
    said = [ran(*(words[2:] if words[0] == "python" else words), cwd=checkout) for words in commands]
    vendors = [path.parent.name for path in checkout.glob("specs/*/vendor.yaml")]
    assert f"reports from {len(vendors)} vendors, every signature verified." in said[-1]
    assert all(vendor in said[-1] for vendor in vendors)


def test_a_code_as_in_the_readme() -> None:
    (block,) = blocks(README, "pycon")
    test = doctest.DocTestParser().get_doctest(block, {"dlrkit": dlrkit}, "README", None, 0)
    assert doctest.DocTestRunner().run(test) == (0, 2)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_of_dlrgen_exist_with_their_options(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shown = [
        *re.findall(r"`(dlrgen [^`]+)`", text),
        *re.findall(r"^(dlrgen [^#\n]+)", "\n".join(blocks(text, "sh")), re.M),
    ]
    for command in shown:
        parser().parse_args(shlex.split(command)[1:])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), target


def test_the_table_has_every_vendor_and_every_call() -> None:
    table = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in README.splitlines() if line.startswith("| ")
    ]
    stated = [(row[0].split()[0], sorted(re.findall(r"`(\w+)`", row[1]))) for row in table[1:]]
    assert sorted(stated) == sorted(
        (vendor.spec.title.en.split()[0], sorted(vendor.endpoints)) for vendor in load(ROOT / "specs", Problems())
    )
    for row in table[1:]:
        vendor = next(v for v in load(ROOT / "specs", Problems()) if v.spec.title.en.split()[0] == row[0].split()[0])
        consuming = {name for name, endpoint in vendor.endpoints.items() if endpoint.spec.effect == "consumes"}
        assert set(re.findall(r"`(\w+)` \(each report once\)", row[1])) == consuming


# The examples of the READMEs, run with transports that answer with captured examples.

ANSWERS: dict[str, Callable[[httpx.Request], bytes]] = {
    "api-v4.mysubmail.com": lambda request: captured("submail", "sms_log").replace(b'"total": 724', b'"total": 2'),
    "sms.wilddog.com": lambda request: captured("wilddog", "status_by_rrid"),
    "sms.mobset.com": lambda request: captured("mobset", "sms_get_report"),
}


def captured(vendor: str, endpoint: str) -> bytes:
    from dlrgen.check.shown import response

    (spec,) = load(ROOT / "specs", Problems(), [vendor])
    return response(spec.endpoints[endpoint], spec)


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[httpx.Request]:
    """No request leaves; each is answered with what the vendor's page shows."""
    asked: list[httpx.Request] = []

    def answer(_: Any, request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=ANSWERS[request.url.host](request), request=request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", answer)
    return asked


def test_reports_as_in_the_readme(answered: list[httpx.Request], capsys: pytest.CaptureFixture[str]) -> None:
    exec(blocks(README, "python")[0].replace("…", "key"), {})
    meaning = submail.codes.ReportState("mk:0012").en
    assert capsys.readouterr().out.splitlines() == [
        "f3a34daf58210d498917f31c7d26693f delivered DELIVRD Delivered.",
        f"c7770e74d84377a5cdad844131e46b96 undelivered mk:0012 {meaning}",
    ]
    assert answered[0].content.startswith(b"to=13800138000")


def test_errors_as_in_the_readme(
    answered: list[httpx.Request], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = json.dumps({"status": "error", "code": "151", "msg": "no"}).encode()
    monkeypatch.setitem(ANSWERS, "api-v4.mysubmail.com", lambda request: error)
    with dlrkit.SubmailClient(appid="10002", appkey="key") as client:
        exec(blocks(README, "python")[1], {"dlrkit": dlrkit, "submail": client})
    assert capsys.readouterr().out == "151 The timestamp is wrong. clock after_fix\n"


def test_clients_and_answers_as_in_the_guide(answered: list[httpx.Request], capsys: pytest.CaptureFixture[str]) -> None:
    clients, answers, *_ = blocks(CLIENT, "python")
    space: dict[str, Any] = {}
    exec(clients.replace("…", "key"), space)
    assert capsys.readouterr().out == ("e97539af58f44a0092 13800138000 delivered 2016-11-22 12:18:50+00:00\n")
    space["answer"].data[0].delivery_status = wilddog.codes.CarrierCode("MY:1108")
    for line in answers.splitlines():
        code, _, comment = line.partition("#")
        if isinstance(ast.parse(code).body[0], ast.Assign):
            exec(code, space)
            continue
        value = eval(code, space)
        match comment.strip():
            case stated if stated.startswith(("<", "'")):
                assert repr(value) == stated
            case "":
                assert value is True
            case _:
                assert value.utcoffset().total_seconds() == 0


def test_the_hook_as_in_the_guide(answered: list[httpx.Request]) -> None:
    kept: list[bytes] = []
    journal = type("Journal", (), {"write": staticmethod(kept.append)})
    space: dict[str, Any] = {"MobsetClient": dlrkit.MobsetClient, "journal": journal}
    (hook,) = (block for block in blocks(CLIENT, "python") if "on_raw" in block)
    exec(hook.replace('corp_id="…"', 'corp_id="100000"').replace("…", "x"), space)
    with space["client"] as client:
        assert [report.state for report in client.reports()] == ["delivered"]
    assert kept == [captured("mobset", "sms_get_report")]


def test_codes_as_in_the_guide() -> None:
    (codes,) = (block for block in blocks(CLIENT, "python") if "import codes" in block)
    space: dict[str, Any] = {}
    shown = []
    for line in filter(None, codes.splitlines()):
        code, _, comment = line.partition("#")
        if not comment:
            exec(code, space)
        else:
            shown.append(
                (f"{type(value).__name__}.{value.name}" if (value := eval(code, space)) else None, comment.strip())
            )
    assert len(shown) >= 2
    assert all(made == stated for made, stated in shown)


@pytest.mark.parametrize("block", [*blocks(README, "python"), *blocks(CLIENT, "python")])
def test_every_python_block_compiles_and_names_what_exists(block: str) -> None:
    tree = ast.parse(block.replace("…", "x"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("dlrkit"):
            module = __import__(node.module, fromlist=["x"])
            assert all(hasattr(module, alias.name) for alias in node.names)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "dlrkit":
            assert hasattr(dlrkit, node.attr)


def test_names_in_the_guide_exist() -> None:
    options = {name for table in ("SyncOptions", "CallOptions") for name in hints(table)}
    (listed,) = re.findall(r"\*\*Options\*\* of every client: (.*?)\. Every call", CLIENT.replace("\n", " "))
    assert {"timeout", "headers"} <= options
    assert set(re.findall(r"`(\w+)`", listed)) == options - {"headers"}
    errors = re.findall(r"^\| `(\w+)` \|(.*)\|$", CLIENT, re.MULTILINE)
    assert [name for name, _ in errors][:2] == ["DlrkitError", "ConfigurationError"]
    assert all(issubclass(getattr(dlrkit, name), dlrkit.DlrkitError) for name, _ in errors)


def hints(table: str) -> set[str]:
    from dlrkit._core import options

    return set().union(*(vars(base).get("__annotations__", {}) for base in [getattr(options, table)]))


# Files that are read by people or machines elsewhere name no path of the machine on which they were written.

IGNORED = {
    ".git", ".docs", ".nox", ".venv", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__",
    "dist",
}  # fmt: skip
HERE = re.compile(r"(?<![\w.])/(?:(?:work|root|home|Users)/|tmp/(?:x|v[0-9])\b)")


def tracked() -> list[Path]:
    return sorted(
        path for path in ROOT.rglob("*")
        if path.is_file() and not IGNORED & set(path.relative_to(ROOT).parts)
    )  # fmt: skip


def test_no_file_names_a_path_of_this_machine() -> None:
    paths = tracked()
    assert len(paths) > 200
    assert ROOT / "README.md" in paths
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1)
        if HERE.search(line)
        or (len(str(ROOT)) > 8 and f"{ROOT}/" in line)
        or (len(sys.prefix) > 8 and f"{sys.prefix}/" in line)
    ]
    assert found == []
