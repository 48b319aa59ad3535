"""One generated client over loopback: `python called.py WHICH URL` prints its figures as JSON.

CPU of one call with 50 rows in microseconds, the time of importing it in milliseconds, and, where it has an
asynchronous client, calls per second at 100 at once.
"""

import asyncio
import importlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

CALLS, ROUNDS, AT_ONCE, EACH = 200, 5, 100, 5
IMPORTS = {
    "dlrkit": "from dlrkit import SubmailClient",
    "openapi-python-client": "from opc import Client; import opc.api.submail.submail_sms_log",
    "datamodel-code-generator": "from client import Client",
    "openapi-generator": "from openapi_client import ApiClient, SubmailApi",
}
Call = Callable[[], Any]


def dlrkit(url: str) -> Call:
    from dlrkit import SubmailClient

    client = SubmailClient(appid="1", appkey="2", base_url=url, pacing="off")
    return lambda: client.sms_log(rows=50, offset=0)


async def dlrkit_async(url: str) -> Callable[[], Awaitable[Any]]:
    from dlrkit import AsyncSubmailClient

    client = AsyncSubmailClient(appid="1", appkey="2", base_url=url, pacing="off", aiohttp=True)
    return lambda: client.sms_log(rows=50, offset=0)


def openapi_python_client(url: str) -> Call:
    opc, module = importlib.import_module("opc"), importlib.import_module("opc.api.submail.submail_sms_log")
    client = opc.Client(base_url=url)
    body = importlib.import_module("opc.models").SubmailSmsLogDataBody(rows=50, offset=0)
    return lambda: module.sync(client=client, body=body)


async def openapi_python_client_async(url: str) -> Callable[[], Awaitable[Any]]:
    opc, module = importlib.import_module("opc"), importlib.import_module("opc.api.submail.submail_sms_log")
    client = opc.Client(base_url=url)
    body = importlib.import_module("opc.models").SubmailSmsLogDataBody(rows=50, offset=0)
    return lambda: module.asyncio(client=client, body=body)


def datamodel_code_generator(url: str) -> Call:
    client, models = importlib.import_module("client").Client(base_url=url), importlib.import_module("models")
    body = models.SubmailSmsLogPostRequest(rows=50, offset=0)
    return lambda: client.submail.submail_sms_log(body=body, media_type="application/x-www-form-urlencoded")


async def datamodel_code_generator_async(url: str) -> Callable[[], Awaitable[Any]]:
    client, models = importlib.import_module("client").AsyncClient(base_url=url), importlib.import_module("models")
    body = models.SubmailSmsLogPostRequest(rows=50, offset=0)
    return lambda: client.submail.submail_sms_log(body=body, media_type="application/x-www-form-urlencoded")


def openapi_generator(url: str) -> Call:
    package = importlib.import_module("openapi_client")
    api = package.SubmailApi(package.ApiClient(package.Configuration(host=url)))
    return lambda: api.submail_sms_log(rows=50, offset=0)


def cpu(call: Call) -> float:
    for _ in range(10):
        call()
    rounds = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(CALLS):
            call()
        rounds.append((time.process_time() - begin) / CALLS * 1e6)
    return statistics.median(rounds)


async def per_second(make: Callable[[str], Awaitable[Callable[[], Awaitable[Any]]]], url: str) -> float:
    call = await make(url)
    await call()

    async def one() -> None:
        for _ in range(EACH):
            await call()

    begin = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return AT_ONCE * EACH / (time.perf_counter() - begin)


def importing(which: str) -> float:
    def milliseconds(code: str) -> float:
        times = []
        for _ in range(6):
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append((time.perf_counter() - begin) * 1000)
        return statistics.median(times[1:])

    return milliseconds(IMPORTS[which]) - milliseconds("pass")


if __name__ == "__main__":
    which, url = sys.argv[1:]
    name = which.replace("-", "_")
    figures = {"import": importing(which), "call": cpu(globals()[name](url))}
    if f"{name}_async" in globals():
        figures["concurrent"] = asyncio.run(per_second(globals()[f"{name}_async"], url))
    print(json.dumps(figures))
