"""Specs in the YAML language server that editors use: keys and values offered, texts shown, faults at their place.

`nox -s editor` installs the server and says where it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pytest

from dlrgen.cli import main

ROOT = Path(__file__).parents[2]
SETTINGS = {
    "yaml": {
        "validate": True, "hover": True, "completion": True,
        # No catalogue of other people's schemas is fetched: only the first line of a file counts.
        "schemaStore": {"enable": False}, "kubernetesCRDStore": {"enable": False},
    },
}  # fmt: skip
T = TypeVar("T")


class Fault(NamedTuple):
    """A diagnostic: line and column as people count them, and what it says."""

    line: int
    column: int
    message: str


class Server:
    """The language server, spoken to as an editor does."""

    def __init__(self, executable: str) -> None:
        from lsprotocol import types
        from pygls.lsp.client import LanguageClient

        self._types = types
        self._runner = asyncio.Runner()
        self._told: dict[str, asyncio.Future[list[Any]]] = {}
        self._opened = 0
        self._client = LanguageClient("dlrkit-tests", "1")
        # pygls leaves a mark on what it is given, which a method cannot take.
        self._client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda told: self._diagnosed(told))  # noqa: PLW0108
        self._client.feature(types.WORKSPACE_CONFIGURATION)(
            lambda asked: [SETTINGS.get(item.section or "", {}) for item in asked.items]
        )
        self._client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda _: None)
        self._do(self._start(executable))

    def close(self) -> None:
        self._do(self._client.shutdown_async(None))
        self._client.exit(None)
        self._do(self._client.stop())
        self._runner.close()

    def faults(self, path: Path, text: str) -> list[Fault]:
        """What the server has against a file with this text."""
        return self._do(self._faults(path, text))

    def offered(self, path: Path, text: str, line: int, column: int) -> dict[str, str]:
        """What may stand at a place, and what is said of it."""

        async def ask() -> Any:
            uri = await self._open(path, text)
            where = self._types.Position(line - 1, column - 1)
            return await self._client.text_document_completion_async(
                self._types.CompletionParams(self._types.TextDocumentIdentifier(uri), where)
            )

        found = self._do(ask())
        return {item.label: _text(item.documentation) for item in getattr(found, "items", found) or []}

    def shown(self, path: Path, text: str, line: int, column: int) -> str:
        """What is shown of the thing at a place."""

        async def ask() -> Any:
            uri = await self._open(path, text)
            where = self._types.Position(line - 1, column - 1)
            return await self._client.text_document_hover_async(
                self._types.HoverParams(self._types.TextDocumentIdentifier(uri), where)
            )

        found = self._do(ask())
        return _text(found.contents) if found is not None else ""

    async def _start(self, executable: str) -> None:
        types = self._types
        await self._client.start_io("node", executable, "--stdio")
        texts = types.TextDocumentClientCapabilities(
            completion=types.CompletionClientCapabilities(
                completion_item=types.ClientCompletionItemOptions(documentation_format=[types.MarkupKind.Markdown])
            ),
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
        )
        able = types.ClientCapabilities(
            workspace=types.WorkspaceClientCapabilities(configuration=True), text_document=texts
        )
        await self._client.initialize_async(types.InitializeParams(capabilities=able, process_id=None, root_uri=None))
        self._client.initialized(types.InitializedParams())

    async def _open(self, path: Path, text: str) -> str:
        """Open a file, and wait until the server has looked at it."""
        uri = path.as_uri()
        self._opened += 1
        told = self._told[uri] = asyncio.get_running_loop().create_future()
        item = self._types.TextDocumentItem(uri, "yaml", self._opened, text)
        self._client.text_document_did_open(self._types.DidOpenTextDocumentParams(item))
        await asyncio.wait_for(asyncio.shield(told), 60)
        return uri

    async def _faults(self, path: Path, text: str) -> list[Fault]:
        uri = await self._open(path, text)
        found = self._told[uri].result()
        return sorted(Fault(one.range.start.line + 1, one.range.start.character + 1, one.message) for one in found)

    def _diagnosed(self, told: Any) -> None:
        future = self._told.get(told.uri)
        if future is not None and not future.done():
            future.set_result(told.diagnostics)

    def _do(self, asked: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(asked)


def _text(content: Any) -> str:
    return getattr(content, "value", content) or ""


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Iterator[Server]:
    executable = pytestconfig.getoption("--language-server")
    if executable is None:
        pytest.skip("no --language-server: `nox -s editor` installs one")
    server = Server(executable)
    yield server
    server.close()


@pytest.fixture(scope="session", params=["here", "elsewhere"])
def specs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of specs: that of this project, or one that `dlrgen new` made somewhere else."""
    if request.param == "here":
        return ROOT / "specs"
    specs = tmp_path_factory.mktemp("project with blanks") / "specs"
    assert main(["new", "acme", "--specs", str(specs)]) == 0
    (specs / "carriers").mkdir()
    table = (ROOT / "specs/carriers/smpp.yaml").read_text("utf-8").partition("\n")[2]
    first = "# yaml-language-server: $schema=../.schemas/carrier.schema.json\n"
    (specs / "carriers/smpp.yaml").write_text(first + table, "utf-8")
    return specs


def files(specs: Path) -> dict[str, Path]:
    """A file of each kind."""
    vendor = next(iter(sorted(specs.glob("*/vendor.yaml"))))
    endpoint = next(path for path in sorted(vendor.parent.glob("*.yaml")) if path != vendor)
    return {"vendor": vendor, "endpoint": endpoint, "carrier": specs / "carriers/smpp.yaml"}


def test_what_is_right_is_not_complained_of(server: Server, specs: Path) -> None:
    paths = sorted(specs.glob("*/*.yaml"))
    assert len(paths) >= 3
    assert {path: found for path in paths if (found := server.faults(path, path.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    ("kind", "wrong", "says"),
    [
        ("vendor", "surprise: 1", "surprise"),
        ("vendor", "carriers: 7", "array"),
        ("endpoint", "surprise: 1", "surprise"),
        ("endpoint", "window: {keep: soon}", "pattern"),
        ("carrier", "surprise: 1", "surprise"),
        ("carrier", "suffixes: {1: {state: gone}}", "accepted"),
    ],
)
def test_a_fault_is_told_at_its_place(server: Server, specs: Path, kind: str, wrong: str, says: str) -> None:
    path = files(specs)[kind]
    key = wrong.partition(":")[0]
    kept = [line for line in path.read_text("utf-8").rstrip("\n").split("\n") if not line.startswith(f"{key}:")]
    found = server.faults(path, "\n".join([*kept, wrong, ""]))
    assert [fault.line for fault in found] == [len(kept) + 1]
    assert says in found[0].message.lower()
    column = {"surprise": 1, "carriers": 11, "window": 16, "suffixes": 23}[key]
    assert found[0].column == column


def test_a_missing_key_is_told(server: Server, specs: Path) -> None:
    path = files(specs)["endpoint"]
    text = "\n".join(line for line in path.read_text("utf-8").split("\n") if not line.startswith("effect:"))
    assert any('"effect"' in fault.message for fault in server.faults(path, text))


@pytest.mark.parametrize(
    ("kind", "key", "also"),
    [("vendor", "clock", "schemas"), ("endpoint", "draining", "window"), ("carrier", "extends", "prefixes")],
)
def test_keys_are_offered_with_what_they_mean(server: Server, specs: Path, kind: str, key: str, also: str) -> None:
    path = files(specs)[kind]
    blocks = path.read_text("utf-8").split("\n")
    text = "\n".join(without(blocks, {key, also})).rstrip("\n") + "\n\n"
    offered = server.offered(path, text, text.count("\n") + 1, 1)
    assert {key, also} <= offered.keys()
    assert all(len(offered[name]) > 10 for name in (key, also))
    assert "spec" not in offered  # it is there already


def test_values_are_offered(server: Server, specs: Path) -> None:
    path = files(specs)["endpoint"]
    lines = without(path.read_text("utf-8").split("\n"), {"effect"})
    text = "\n".join([*lines, "effect: "])
    assert set(server.offered(path, text, len(lines) + 1, 9)) == {"queries", "consumes", "sends"}


def test_keys_inside_a_step_are_those_of_its_kind(server: Server, specs: Path) -> None:
    path = files(specs)["vendor"]
    lines = without(path.read_text("utf-8").split("\n"), {"auth"})
    step = ["auth:", "  own:", "    credentials: []", "    sign:", "      made:", "        step: digest", "        "]
    offered = server.offered(path, "\n".join([*lines, *step]), len(lines) + len(step), 9)
    assert {"algorithm", "of", "encode"} <= offered.keys()


@pytest.mark.parametrize(
    ("kind", "key", "text"),
    [
        ("vendor", "hosts", "the first that fits is used"),
        ("vendor", "errors", "the call failed"),
        ("endpoint", "effect", "no later call returns"),
        ("endpoint", "request", "content types"),
        ("carrier", "words", "asked last"),
    ],
)
def test_a_key_says_what_it_is(server: Server, specs: Path, kind: str, key: str, text: str) -> None:
    path = files(specs)[kind]
    lines = path.read_text("utf-8").split("\n")
    line = next(number for number, one in enumerate(lines, 1) if one.startswith(f"{key}:"))
    assert text in server.shown(path, "\n".join(lines), line, 2)


def test_without_the_first_line_nothing_is_known(server: Server, specs: Path) -> None:
    path = files(specs)["vendor"]
    text = path.read_text("utf-8").partition("\n")[2] + "surprise: 1\n"
    assert server.faults(path.with_name("other.yaml"), text) == []


def without(lines: list[str], keys: set[str]) -> list[str]:
    """The lines without these keys and what belongs to them."""
    kept: list[str] = []
    is_out = False
    for line in lines:
        if line and not line[0].isspace():
            is_out = line.partition(":")[0] in keys
        if not is_out:
            kept.append(line)
    return kept
