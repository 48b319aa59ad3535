"""What is measured of ours alone: each figure by the name of its row in `bars.yaml`."""

import ast
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec

import dlrkit
from dlrkit.submail import endpoints as submail_endpoints
from dlrkit.submail import models
from dlrkit.wilddog import endpoints as wilddog_endpoints

from .loopback import server
from .payloads import submail, wilddog
from .timing import ROOT, microseconds, run, seconds, seconds_beyond_start
from .trees import tree

FORM = {"rows": "50", "offset": "0", "appid": "1", "signature": "2"}
URL = "https://api-v4.mysubmail.com/sms/log"
SHIPPED = ROOT / "generated" / "dlrkit"
Figures = dict[str, float]
Calling = Callable[[], Awaitable[object]]

_CODES = "import sys, dlrkit._core.cli as cli; sys.argv = ['dlrkit', 'codes', 'MY:1108']; cli.run()"
_CLASSES = """
from datamodel_code_generator import generate
from datamodel_code_generator.enums import DataModelType, InputFileType
schema = {"$defs": {"a.A": {"title": "A", "type": "object", "properties": {"a": {"type": "string"}}}}}
generate(schema, input_file_type=InputFileType.JsonSchema, output_model_type=DataModelType.MsgspecStruct, formatters=[],
         treat_dot_as_module=True)
"""


def measured() -> Figures:
    """Everything, in one run."""
    found: Figures = {}
    for part in (decoding, calls, imports, generation, shipped, concurrency, types):
        print(f"ours: {part.__name__}", file=sys.stderr)
        found |= part()
    return found


def decoding() -> Figures:
    """Decoding answers, against what msgspec takes to read them as any JSON."""
    decoder = submail_endpoints.SMS_LOG.decoder
    clean, dirty, many = submail(50), submail(50, 5), wilddog(300)

    def repaired() -> object:
        try:
            return decoder.typed(dirty)
        except msgspec.ValidationError:
            return decoder.by_row(dirty)

    untyped = microseconds(lambda: msgspec.json.decode(clean))
    wilddog_decoder = wilddog_endpoints.STATUS_BATCH.decoder
    typed = microseconds(lambda: wilddog_decoder.typed(many))
    answer = wilddog_decoder.typed(many)
    return {
        "decode_submail": microseconds(lambda: decoder.typed(clean)) / untyped,
        "decode_bad_rows": microseconds(repaired) / untyped,
        "decode_wilddog": typed / microseconds(lambda: msgspec.json.decode(many)),
        "reports": microseconds(lambda: list(answer.reports())) / typed,
    }


def calls() -> Figures:
    """Calls that are answered at once, without a network."""
    found: Figures = {}
    decode = msgspec.json.Decoder(models.SmsLogResponse, strict=False).decode
    for rows in (1, 50):
        body = submail(rows)

        def respond(_: httpx.Request, body: bytes = body) -> httpx.Response:
            return httpx.Response(200, content=body, headers={"content-type": "application/json"})

        transport = httpx.MockTransport(respond)
        ours = dlrkit.SubmailClient(appid="1", appkey="2", transport=transport, pacing="off")
        raw = httpx.Client(transport=transport)

        def by_hand(raw: httpx.Client = raw) -> object:
            headers = {"content-type": "application/x-www-form-urlencoded"}
            request = httpx.Request("POST", URL, content=b"rows=50&offset=0&appid=1&signature=2", headers=headers)
            return decode(raw.send(request).content)

        found[f"call_{rows}"] = microseconds(lambda: ours.sms_log(rows=50, offset=0))
        found[f"call_{rows}_by_hand"] = microseconds(by_hand)
        found[f"call_{rows}_httpx"] = microseconds(lambda: raw.post(URL, data=FORM).json())
    return found


def imports() -> Figures:
    """Processes that import something, without what an empty one takes."""
    lines = {
        "import_package": "import dlrkit",
        "import_client": "from dlrkit import SubmailClient",
        "import_msgspec": "import msgspec",
        "first_client": "from dlrkit import SubmailClient; SubmailClient(appid='1', appkey='2')",
        "codes": _CODES,
    }
    return {name: seconds_beyond_start("-c", code) * 1000 for name, code in lines.items()}


def generation() -> Figures:
    """`dlrgen generate` on trees of two sizes, cold and where nothing has changed, and how much it writes."""
    nothing = statistics.median(seconds(sys.executable, "-c", "pass") for _ in range(5))
    found: Figures = {"classes_alone": seconds_beyond_start("-c", _CLASSES)}
    for endpoints, rounds in ((8, 9), (504, 3)):
        cold, unchanged = [], []
        with tempfile.TemporaryDirectory() as folder:
            specs = tree(Path(folder) / "specs", endpoints)
            for number in range(rounds + 1):
                out = Path(folder, str(number), "dlrkit")
                words = (sys.executable, "-m", "dlrgen", "generate", "--specs", specs, "--out", out)
                cold.append(seconds(*words))
                unchanged.append(seconds(*words))
            if endpoints == 8:
                found |= {name: count / endpoints for name, count in size(out).items()}
        found[f"generate_{endpoints}_cold"] = statistics.median(cold[1:]) - nothing
        found[f"generate_{endpoints}_unchanged"] = statistics.median(unchanged[1:]) - nothing
    return found


def size(package: Path) -> Mapping[str, int]:
    """Lines of a generated package without its runtime: all, those that are rows of codes, and those of docstrings."""
    count = dict.fromkeys(("lines_8", "code_lines", "doc_lines"), 0)
    for path in emitted(package):
        text = path.read_text("utf-8")
        count["lines_8"] += text.count("\n")
        nodes = list(ast.walk(ast.parse(text)))
        count["doc_lines"] += sum(_height(node.value) for node in nodes if _is_text(node))
        if path.name == "codes.py":
            count["code_lines"] += sum(_height(node) for node in nodes if isinstance(node, ast.Assign))
        if path.name == "_carriers.py":
            count["code_lines"] += sum(_height(node) for node in nodes if isinstance(node, ast.AnnAssign))
    return count


def emitted(package: Path) -> Iterator[Path]:
    """A generated package's modules, without the runtime, which has the same size for any number of endpoints."""
    return (path for path in sorted(package.rglob("*.py")) if "_core" not in path.relative_to(package).parts)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _height(node: Any) -> int:
    return int(node.end_lineno - node.lineno + 1)


def shipped() -> Figures:
    """The size of the client that is shipped, for all vendors."""
    specs = [path for path in (ROOT / "specs").glob("*/*.yaml") if (path.parent / "vendor.yaml").exists()]
    endpoints = sum(path.name != "vendor.yaml" for path in specs)
    return {"lines_shipped": sum(path.read_text("utf-8").count("\n") for path in emitted(SHIPPED)) / endpoints}


def concurrency() -> Figures:
    """A hundred asynchronous calls at once over loopback, per second."""
    with server(1) as url:
        raw = asyncio.run(_per_second(_raw_calls(url)))
        stock = asyncio.run(_per_second(_our_calls(url, aiohttp=False)))
        ours = asyncio.run(_per_second(_our_calls(url, aiohttp=True)))
    return {
        "concurrent": ours / raw, "concurrent_ours": ours, "concurrent_stock": stock, "concurrent_httpx": raw,
    }  # fmt: skip


async def _per_second(calls: AbstractAsyncContextManager[Calling], at_once: int = 100, each: int = 10) -> float:
    async with calls as call:

        async def one() -> None:
            for _ in range(each):
                await call()

        begin = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(at_once)))
        return at_once * each / (time.perf_counter() - begin)


@asynccontextmanager
async def _our_calls(url: str, *, aiohttp: bool) -> Any:
    options: Any = {"base_url": url, "aiohttp": aiohttp, "pacing": "off"}
    async with dlrkit.AsyncSubmailClient(appid="1", appkey="2", **options) as client:
        yield lambda: client.sms_log(rows=50, offset=0)


@asynccontextmanager
async def _raw_calls(url: str) -> Any:
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    async with httpx.AsyncClient(limits=limits) as client:
        yield lambda: client.post(url, data=FORM)


def types() -> Figures:
    """What two type checkers find in the client, each in its strictest way."""
    mypy = run(sys.executable, "-m", "mypy", "--strict", "-p", "dlrkit")
    pyright = json.loads(run(sys.executable, "-m", "pyright", "--outputjson", SHIPPED).stdout)
    if not pyright["summary"]["filesAnalyzed"]:
        raise RuntimeError(f"pyright looked at nothing in {SHIPPED}")
    return {"mypy": mypy.stdout.count(": error:") or mypy.returncode, "pyright": pyright["summary"]["errorCount"]}
