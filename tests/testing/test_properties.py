"""No request of any kind makes a fake raise, and what it answers is always one of HTTP."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlrkit.testing import DEFECTS, FakeRequest, FakeVendor, fake, vendors

FAKES = [fake(name) for name in vendors()]
KINDS = ["", "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain"]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10)


def paths(made: FakeVendor) -> list[str]:
    known = [endpoint.path + suffix for endpoint in made.endpoints for suffix in endpoint.suffixes.values()]
    gates = [scheme.envelope.path for scheme in made._facts.schemes.values() if scheme.envelope]
    filled = [path.format_map(_Filled(made.credentials)) for path in known]
    return [*filled, *gates, "", "/", "/nothing"]


def _multipart(texts: dict[str, str]) -> bytes:
    head = "--b\r\nContent-Disposition: form-data; name="
    parts = "".join(f'{head}"{name}"\r\n\r\n{text}\r\n' for name, text in texts.items())
    return f"{parts}--b--".encode(errors="replace")


class _Filled(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "1"


@st.composite
def requests(draw: Any) -> tuple[FakeVendor, FakeRequest]:
    """Requests that have something of a real one: its path, some of its names, some of the right credentials."""
    made = draw(st.sampled_from(FAKES))
    endpoint = draw(st.sampled_from(made.endpoints))
    envelope = [wire for s in made._facts.schemes.values() if s.envelope for wire in s.envelope.fields]
    added = [w for s in made._facts.schemes.values() for place in (s.params, s.query, s.headers, s.body) for w in place]
    names = st.sampled_from([*endpoint.params, *added, *envelope, "x"]) | st.text()
    values = st.sampled_from([*made.credentials.values(), "1", "1700000000", "1700000000000", "[1,2]", "", "{"]) | JSON
    fields = draw(st.dictionaries(names, values, max_size=8))
    texts = {name: v if isinstance(v, str) else json.dumps(v) for name, v in fields.items()}
    kind = draw(st.sampled_from(KINDS))
    form, whole = urlencode(texts, errors="replace"), json.dumps(fields)
    bodies = [whole.encode(), form.encode(), _multipart(texts), b""]
    body = draw(st.sampled_from(bodies) | st.binary(max_size=60))
    headers = {name.lower(): text for name, text in texts.items() if draw(st.booleans())} | {"content-type": kind}
    query = draw(st.sampled_from([form, ""]) | st.text())
    method = draw(st.sampled_from([endpoint.method, "GET", "POST", "BREW"]))
    path = draw(st.sampled_from(paths(made)) | st.text())
    return made, FakeRequest(method, path, query, headers, body)


@settings(max_examples=1500)
@given(requests(), st.sets(st.sampled_from(DEFECTS)))
def test_no_request_makes_a_fake_raise(asked: tuple[FakeVendor, FakeRequest], defects: set[Any]) -> None:
    made, request = asked
    made.defects = defects
    answer = made.answer(request)
    assert 200 <= answer.status < 600
    assert all(value.isascii() for value in answer.headers.values())


@pytest.mark.parametrize("made", FAKES, ids=lambda made: made.name)
def test_a_time_that_no_calendar_has_is_refused(made: FakeVendor) -> None:
    """Milliseconds in the place of seconds are a year that no date has, where a scheme signs the date."""
    schemes = made._facts.schemes.values()
    added = [wire for s in schemes for place in (s.params, s.query, s.headers, s.body) for wire in place]
    texts = dict.fromkeys(added, "1700000000000")
    headers = {wire.lower(): text for wire, text in texts.items()} | {"content-type": "application/json"}
    made.defects = set()
    for path in paths(made):
        answer = made.answer(FakeRequest("POST", path, urlencode(texts), headers, json.dumps(texts).encode()))
        assert 200 <= answer.status < 600
