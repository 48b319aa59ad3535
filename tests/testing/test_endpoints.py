"""Every endpoint of every vendor: the generated client reads its own fake, and a wrong key is refused."""

from __future__ import annotations

from typing import Any

import pytest

import dlrkit
from dlrkit.testing import fake

from .kit import BOTH, ENDPOINTS, FAKES, WAYS, call


@BOTH
@pytest.mark.parametrize(("vendor", "method", "scheme"), WAYS)
def test_the_right_credentials_give_a_parsed_answer(
    vendor: str, method: str, scheme: str | None, concurrent: bool
) -> None:
    made = fake(vendor)
    answer = call(made, method, concurrent=concurrent, options={"auth": scheme})
    seen = made.requests[-1]
    assert (seen.endpoint, seen.refusal, answer.undecoded, answer.repairs) == (method, None, (), ())
    told = next(endpoint for endpoint in made.endpoints if endpoint.name == method)
    reports = list(answer.reports())
    assert bool(reports) == (told.report is not None)
    assert all(report.vendor == vendor and report.state.is_final for report in reports)


@pytest.mark.parametrize(("vendor", "method"), ENDPOINTS)
def test_answers_deviate_from_their_specs_in_nothing(vendor: str, method: str) -> None:
    found: list[dlrkit.Drift] = []
    call(fake(vendor), method, options={"on_drift": found.append})
    assert found == []


@BOTH
@pytest.mark.parametrize(("vendor", "method", "scheme"), [way for way in WAYS if way[2] is not None])
def test_a_wrong_secret_is_refused(vendor: str, method: str, scheme: str, concurrent: bool) -> None:
    made = fake(vendor)
    secrets = [n for n in made.credentials_for(scheme) if n in made._facts.secrets]
    assert secrets
    for name in secrets:
        wrong = {name: made.credentials[name] + "x"}
        with pytest.raises(dlrkit.APIError) as caught:
            call(made, method, concurrent=concurrent, options={"auth": scheme, **wrong})
        assert made.requests[-1].refusal in ("wrong_key", "wrong_signature")
        assert type(caught.value).__module__ == f"dlrkit.{vendor}.errors"
        told = caught.value.info
        if any(row.category == "authentication" for row in type(told)):
            assert told.category == "authentication"


@pytest.mark.parametrize(
    ("vendor", "scheme", "name", "value"),
    [
        ("mobset", "secret_key", "corp_id", "100001"),
        ("submail", "md5", "appid", "another"),
        ("wilddog", "signature", "app_id", "another"),
        ("yisha", "gateway_signature", "app_key", "another"),
        ("yisha", "envelope", "app_code", "another"),
    ],
)
def test_an_unknown_account_is_refused(vendor: str, scheme: str, name: str, value: str) -> None:
    made = fake(vendor)
    method = made.endpoints[0].name
    arguments = made.arguments(method)
    with pytest.raises(dlrkit.APIError):
        call(made, method, **(arguments or {}), options={"auth": scheme, name: value})
    assert made.requests[-1].refusal == "unknown_key"


def test_there_is_a_fake_of_every_vendor() -> None:
    assert set(FAKES) == {name for name in dir(dlrkit) if name in FAKES}
    assert len(FAKES) >= 8


def test_a_client_of_another_vendor_is_refused() -> None:
    kind: Any = dlrkit.MobsetClient
    with pytest.raises(TypeError, match="no client of wilddog"):
        fake("wilddog").client(kind)


def test_a_vendor_that_is_not_there_is_named() -> None:
    with pytest.raises(LookupError, match=r"no fake of 'acme'; there are .*wilddog"):
        fake("acme")
