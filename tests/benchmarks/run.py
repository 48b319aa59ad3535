"""All measurements of one run, side by side: ours, raw httpx, and a client written by hand for the same call."""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
from payloads import submail, wilddog
from trees import tree

import dlrkit
from dlrkit.submail import endpoints as submail_endpoints
from dlrkit.submail import models
from dlrkit.wilddog import endpoints as wilddog_endpoints

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FORM = {"rows": "50", "offset": "0", "appid": "1", "signature": "2"}
URL = "https://api-v4.mysubmail.com/sms/log"


_CODES = "import sys, os, dlrkit._core.cli as c; sys.stdout = open(os.devnull, 'w'); c.main(['codes', 'MY:1108'])"


def microseconds(work: Callable[[], object], number: int = 500, repeat: int = 9) -> float:
    """CPU time of one execution, the median of several rounds."""
    rounds = timeit.repeat(work, number=number, repeat=repeat, timer=time.process_time)
    return statistics.median(rounds) / number * 1e6


def row(what: str, value: str, reach: str = "") -> None:
    print(f"{what:<62}{value:>16}   {reach}")


def decoding() -> None:
    decoder = submail_endpoints.SMS_LOG.decoder
    clean, dirty, many = submail(50), submail(50, 5), wilddog(300)

    def repaired() -> object:
        try:
            return decoder.typed(dirty)
        except msgspec.ValidationError:
            return decoder.by_row(dirty)

    untyped = microseconds(lambda: msgspec.json.decode(clean))
    row(
        "decode 50 SUBMAIL rows, typed / untyped",
        f"{microseconds(lambda: decoder.typed(clean)) / untyped:.2f}",
        "≤ 0.75",
    )
    row("the same with 10 % bad rows / untyped", f"{microseconds(repaired) / untyped:.2f}", "≤ 1.5")
    wilddog_decoder = wilddog_endpoints.STATUS_BATCH.decoder
    typed = microseconds(lambda: wilddog_decoder.typed(many))
    untyped = microseconds(lambda: msgspec.json.decode(many))
    row("decode 300 Wilddog rows, typed / untyped", f"{typed / untyped:.2f}", "≤ 0.75")
    answer = wilddog_decoder.typed(many)
    row("300 delivery reports / typed decode", f"{microseconds(lambda: list(answer.reports())) / typed:.2f}", "≤ 2")


def calls() -> None:
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

        reach = "≤ 70" if rows == 1 else "≤ 120"
        row(
            f"call, no network, {rows} rows: ours, µs",
            f"{microseconds(lambda: ours.sms_log(rows=50, offset=0)):.0f}",
            reach,
        )
        row(
            "    by hand, own request and typed decode, µs",
            f"{microseconds(by_hand):.0f}",
            "(58 / 106 where the bar was set)",
        )
        row("    httpx.post(data=).json(), µs", f"{microseconds(lambda: raw.post(URL, data=FORM).json()):.0f}")


def imports() -> None:
    def milliseconds(code: str) -> float:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        times = []
        for _ in range(8):
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, env=environment)
            times.append((time.perf_counter() - begin) * 1000)
        return statistics.median(times[1:])

    nothing = milliseconds("pass")
    row("import dlrkit, ms beyond an empty process", f"{milliseconds('import dlrkit') - nothing:.1f}", "≤ 2")
    row("import a client class, ms", f"{milliseconds('from dlrkit import SubmailClient') - nothing:.1f}", "≤ 30")
    row("    msgspec alone, ms", f"{milliseconds('import msgspec') - nothing:.1f}")
    row("dlrkit codes MY:1108, ms beyond an empty process", f"{milliseconds(_CODES) - nothing:.1f}", "≤ 60")


def generation() -> None:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def seconds(*words: str) -> float:
        begin = time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, env=environment, cwd=ROOT, capture_output=True)
        return time.perf_counter() - begin

    nothing = statistics.median(seconds("-c", "pass") for _ in range(5))
    for endpoints, rounds, reach in ((8, 9, ("≤ 0.5", "≤ 0.15")), (504, 3, ("≤ 4", "≤ 1"))):
        cold, unchanged = [], []
        with tempfile.TemporaryDirectory() as folder:
            specs = tree(Path(folder) / "specs", endpoints)
            for number in range(rounds + 1):
                words = ("-m", "dlrgen", "generate", "--specs", str(specs), "--out", f"{folder}/{number}/dlrkit")
                cold.append(seconds(*words))
                unchanged.append(seconds(*words))
        row(f"generate {endpoints} endpoints, cold, s", f"{statistics.median(cold[1:]) - nothing:.2f}", reach[0])
        row("    unchanged, s", f"{statistics.median(unchanged[1:]) - nothing:.2f}", reach[1])


def concurrency() -> None:
    with _server(1) as port:
        url = f"http://127.0.0.1:{port}"
        raw = asyncio.run(_per_second(lambda: _raw_calls(url)))
        stock = asyncio.run(_per_second(lambda: _our_calls(url, aiohttp=False)))
        ours = asyncio.run(_per_second(lambda: _our_calls(url, aiohttp=True)))
    row("100 calls at once, stock httpx, calls/s", f"{raw:.0f}")
    row("    ours on stock httpx, calls/s", f"{stock:.0f}")
    row("    ours with [aiohttp], calls/s (times stock httpx)", f"{ours:.0f} ({ours / raw:.1f} x)", "≥ 5 x")


@contextmanager
def _server(rows: int) -> Iterator[int]:
    process = subprocess.Popen([sys.executable, HERE / "server.py", str(rows)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


async def _per_second(calls: Callable[[], object], at_once: int = 100, each: int = 10) -> float:
    async with calls() as call:

        async def one() -> None:
            for _ in range(each):
                await call()

        begin = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(at_once)))
        return at_once * each / (time.perf_counter() - begin)


class _our_calls:
    def __init__(self, url: str, *, aiohttp: bool) -> None:
        self._client = dlrkit.AsyncSubmailClient(appid="1", appkey="2", base_url=url, aiohttp=aiohttp, pacing="off")

    async def __aenter__(self) -> Callable[[], object]:
        return lambda: self._client.sms_log(rows=50, offset=0)

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()


class _raw_calls:
    def __init__(self, url: str) -> None:
        self._client = httpx.AsyncClient(limits=httpx.Limits(max_connections=100, max_keepalive_connections=100))
        self._url = url

    async def __aenter__(self) -> Callable[[], object]:
        return lambda: self._client.post(self._url, data=FORM)

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()


if __name__ == "__main__":
    for part in (decoding, calls, imports, generation, concurrency):
        part()
