"""`dlrgen mock`: fakes on loopback ports, scenarios as files, and the control endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

import dlrkit
from dlrgen.cli import main
from dlrgen.mock.scenario import read
from dlrgen.problems import Problems, render

from .kit import ROOT, Running, serving

SCENARIO = """
seed: 3
messages:
  - {id: now, sent: -1m}
  - {id: later, sent: -1m, reports: [{after: 2h, state: undelivered, code: "MK:0001"}], vendor: wilddog}
  - {id: never, reports: []}
crowds:
  - {count: 5, since: 1d, odds: {never: 0, late: 0}, vendor: mobset}
failures:
  - {kind: cut, vendor: mobset}
"""


@pytest.fixture
def serve() -> Iterator[Callable[..., Running]]:
    with ExitStack() as stack:
        yield lambda *options: stack.enter_context(serving(ROOT / "specs", *options))


def test_one_port_for_all(serve: Callable[..., Running]) -> None:
    running = serve()
    assert set(running.urls) - {"control"} == {path.parent.name for path in (ROOT / "specs").glob("*/vendor.yaml")}
    assert len({httpx.URL(url).port for url in running.urls.values()}) == 1
    with running.client(dlrkit.WilddogClient) as wilddog:
        assert len(list(wilddog.status_batch().reports())) == 1
    with running.client(dlrkit.WilddogClient, sms_key="x") as wrong, pytest.raises(dlrkit.APIError) as caught:
        wrong.status_by_rrid(rrid="1")
    assert caught.value.code == "70207"
    assert httpx.get(f"http://127.0.0.1:{httpx.URL(running.urls['control']).port}/acme/").status_code == 404


def test_a_port_for_each(serve: Callable[..., Running]) -> None:
    running = serve("--only", "wilddog", "mobset", "--own-ports")
    assert set(running.urls) == {"wilddog", "mobset", "control"}
    assert running.urls["wilddog"].count("/") == 2
    with running.client(dlrkit.MobsetClient) as mobset, running.client(dlrkit.WilddogClient) as wilddog:
        assert len(list(mobset.sms_get_report().reports())) == 1
        assert len(list(wilddog.status_batch().reports())) == 1


def test_a_scenario_and_the_clock(serve: Callable[..., Running], tmp_path: Path) -> None:
    (tmp_path / "play.yaml").write_text(SCENARIO, encoding="utf-8")
    running = serve("--only", "wilddog", "mobset", "--scenario", str(tmp_path / "play.yaml"))
    assert running.control()["vendors"]["mobset"]["messages"] == 7
    with running.client(dlrkit.WilddogClient) as wilddog, running.client(dlrkit.MobsetClient) as mobset:
        assert [report.message_id for report in wilddog.status_batch().reports()] == ["now"]
        assert running.control("/clock", {"advance": "2h"})["now"]
        with running.client(dlrkit.WilddogClient) as late, pytest.raises(dlrkit.APIError) as caught:
            late.status_batch()
        assert caught.value.category == "clock"
        (report,) = wilddog.status_by_rrid(rrid="later").reports()
        assert (report.state, report.raw_code) == ("undelivered", "MK:0001")
        with pytest.raises(dlrkit.TransportError) as broken:
            mobset.sms_get_report()
        assert broken.value.reports_may_be_lost


def test_the_control_endpoint(serve: Callable[..., Running]) -> None:
    running = serve("--only", "submail")
    told = running.control("/scenario", "messages: [{id: new, sent: -5s}]\nfailures: [{kind: status, status: 502}]\n")
    assert told["vendors"]["submail"]["messages"] == 3
    with running.client(dlrkit.SubmailClient) as submail:
        with pytest.raises(dlrkit.ResponseError) as caught:
            submail.sms_log()
        assert caught.value.exchange.status == 502
        assert [row.send_id for row in submail.sms_log(send_id="new").data] == ["new"]
    assert [seen["status"] for seen in running.control("/requests")["submail"]] == [502, 200]
    assert [message["id"] for message in running.control("/messages")["submail"]][-1] == "new"
    wrong = running.control("/scenario", "messages: [{idd: x}]")
    assert {problem["id"] for problem in wrong["problems"]} == {"spec.unknown-key", "spec.missing-key"}
    assert "problem" in running.control("/clock", {"advance": "-1h"})
    told = running.control("/reset", {})["vendors"]["submail"]
    assert (told["base_url"], told["credentials"]) == (running.urls["submail"], running.credentials["submail"])
    assert (told["messages"], told["requests"]) == (2, 0)


@pytest.mark.parametrize("kind", ["dropped", "refused", "cut", "hung"])
def test_failures_reach_a_client_as_broken_connections(serve: Callable[..., Running], kind: str) -> None:
    running = serve("--only", "mobset")
    running.control("/scenario", f"failures: [{{kind: {kind}, seconds: 0.2}}]")
    with running.client(dlrkit.MobsetClient) as mobset:
        with pytest.raises(dlrkit.TransportError) as caught:
            mobset.sms_get_report()
        assert caught.value.reports_may_be_lost
        assert len(list(mobset.sms_get_report().reports())) == (1 if kind == "refused" else 0)


def test_a_slow_body_arrives_and_does_not_when_patience_is_short(serve: Callable[..., Running]) -> None:
    running = serve("--only", "mobset")
    running.control("/scenario", "failures: [{kind: slow, seconds: 0.3}, {kind: slow, seconds: 20}]")
    with running.client(dlrkit.MobsetClient) as mobset:
        assert len(list(mobset.sms_get_report().reports())) == 1
        with pytest.raises(dlrkit.TransportError):
            mobset.sms_get_report(timeout=0.3)


@pytest.mark.parametrize(("text", "problem"), [
    ("seeds: 1", "1:1: error [spec.unknown-key] the file has no key 'seeds'\n    Did you mean 'seed'?"),
    ("messages:\n  - {id: a, sent: soon}", '2:19: error [spec.type] messages.0.sent: "soon" should be of type number'),
    ("messages: [{id: a, vendor: x}]", "1:28: error [scenario.vendor] 'x' is not served\n    Served are bolt."),
    ("messages: [{id: a}\n", "2:1: error [yaml.syntax] while parsing a flow sequence did not find expected ',' or ']'"),
    ("messages: [{id: 1}]", "1:17: error [spec.type] messages.0.id: 1 should be of type string\n    "
     'Codes and other texts that look like numbers need quotes: "1".'),
])  # fmt: skip
def test_problems_of_a_scenario_have_their_places(text: str, problem: str) -> None:
    found = Problems()
    assert read(text, "play", ["bolt"], found) is None
    assert render(found, "text") == f"play:{problem}"


def test_durations_and_an_empty_file() -> None:
    scenario = read("messages: [{id: a, sent: -2h, reports: [{after: 500ms}]}]", "play", [], Problems())
    assert scenario is not None
    assert (scenario.messages[0].sent, scenario.messages[0].reports[0].after) == (-7200, 0.5)
    assert read("", "play", [], Problems()) is not None


def test_a_scenario_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mock", "--specs", str(ROOT / "specs"), "--only", "mobset", "--scenario", "nowhere.yaml"]) == 2
    assert capsys.readouterr().err == "dlrgen: nowhere.yaml: No such file or directory\n"


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["mock", "--specs", str(ROOT / "specs"), "--only", "mobset", "--port", str(port)]) == 2
    assert capsys.readouterr().err == f"dlrgen: 127.0.0.1:{port}: Address already in use\n"
