"""Signing steps, compiled, against an interpreter of the same language that is written here and nowhere else.

The schemes are drawn at random; every expected value is computed by the interpreter from `specs/README.md`'s words.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dlrgen.check.vectors import compiled
from dlrgen.problems import Problems
from dlrgen.runtime.clock import Now
from dlrgen.runtime.draft import Draft
from dlrgen.runtime.endpoint import Credentials
from dlrgen.spec.load import load
from dlrgen.spec.model import Auth, Vendor

(ACME,) = load(Path(__file__).parents[1] / "specs_good", Problems())
HOST = "api.acme.test:8443"
PREFIXES = ["", "X-", "a", "q", "b"]

hostile = st.text(st.sampled_from("\"'\\{}&=\n+/ %aZ0_é状\u200b#"), max_size=12)
words = st.text("abXY-_", min_size=1, max_size=4)
values = st.one_of(hostile, st.sampled_from(["", "//a"]), st.text(max_size=5).filter(lambda text: text.isprintable()))
nested = st.recursive(
    st.one_of(values, st.booleans(), st.integers(-99, 99)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=6,
)


class Ref(str):
    """A placeholder of a template, its filters behind bars; any other text in a template is itself."""


def template(parts: list[str]) -> str:
    return "".join(f"{{{p}}}" if isinstance(p, Ref) else p.replace("{", "{{").replace("}", "}}") for p in parts)


class Request:
    """What is signed, as the interpreter sees it."""

    def __init__(self, drawn: dict[str, Any], credentials: dict[str, str]) -> None:
        self.query, self.headers, self.body = ({**drawn[place]} for place in ("query", "headers", "body"))
        self.drawn = drawn
        self.kind = drawn["kind"]
        self.credentials = credentials
        self.steps: dict[str, Any] = {}

    def sign(self, auth: dict[str, Any]) -> None:
        order = [(place, name, parts) for place in ("query", "header", "body") for name, parts in auth["send"][place]]
        numbers = {name: number for number, (name, _) in enumerate(auth["sign"], 1)}
        self.put([entry for entry in order if self.last_step(entry[2], numbers) == 0], auth)
        for name, step in auth["sign"]:
            wanted = step.get("when")
            empty = b"" if step.get("encode") == "bytes" else ""
            self.steps[name] = self.value(step) if wanted in (None, self.kind) else empty
            if step["step"] == "headers":
                chosen = ";".join(key for key, _ in self.chosen_headers(step))
                self.steps[f"{name}.names"] = chosen if wanted in (None, self.kind) else ""
            self.put([entry for entry in order if self.last_step(entry[2], numbers) == numbers[name]], auth)

    def last_step(self, parts: list[str], numbers: dict[str, int]) -> int:
        """The number of the last step that a template needs; 0 where it needs none."""
        return max([0, *(numbers.get(head(p), 0) for p in parts if isinstance(p, Ref))])

    def chosen_headers(self, step: dict[str, Any]) -> list[tuple[str, str]]:
        sent = {"host": HOST, **{name.lower(): value.strip() for name, value in self.headers.items()}}
        if not self.body:
            sent.pop("content-type", None)
        wanted = [name.lower() for name in step["only"]] or [*sent]
        return sorted((name, sent[name]) for name in {*wanted} if name in sent)

    def put(self, entries: list[tuple[str, str, list[str]]], auth: dict[str, Any]) -> None:
        for place, name, parts in entries:
            value = self.text(parts)
            conditional = any("when" in dict(auth["sign"]).get(head(p), {}) for p in parts if isinstance(p, Ref))
            if value or not conditional:
                getattr(self, "headers" if place == "header" else place)[name] = value

    def text(self, parts: list[str], **pair: str) -> Any:
        if len(parts) == 1 and isinstance(self.steps.get(parts[0]), bytes):
            return self.steps[parts[0]]
        return "".join(self.looked_up(p, pair) if isinstance(p, Ref) else p for p in parts)

    def looked_up(self, ref: Ref, pair: dict[str, str]) -> str:
        name, *filters = ref.split("|")
        value = self.named(name, pair)
        for each in filters:
            value = {
                "upper": value.upper(), "lower": value.lower(), "percent": quote(value, safe=""),
                "relative": value[1:] if value[:1] == "/" else value,
            }[each]  # fmt: skip
        return value

    def named(self, name: str, pair: dict[str, str]) -> str:
        now = self.drawn["now"]
        head, _, member = name.partition(".")
        local = datetime.fromtimestamp(now // 1000, timezone(timedelta(hours=8)))
        known = {
            "now.unix_s": str(now // 1000),
            "now.unix_ms": str(now),
            "now.stamp": f"{local:%Y%m%d%H%M%S}{now % 1000:03}",
            "nonce.hex": "0123456789abcdef" * 2,
            "nonce.uuid": "01234567-89ab-cdef-0123-456789abcdef",
            "method": "POST",
            "path": "/v1/é",
            "host": HOST,
            **pair,
            **self.credentials,
            **self.steps,
        }
        if name == "body":
            return self.travelling()
        return str(self.headers.get(member, "")) if head == "header" else known[name]

    def travelling(self) -> str:
        if not self.body:
            return ""
        if self.kind == "json":
            return json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))
        return urlencode(self.flat(self.body))

    def flat(self, values: dict[str, Any]) -> list[tuple[str, str]]:
        found = []
        for name, value in values.items():
            if isinstance(value, str):
                found.append((name, value))
            elif isinstance(value, list) and all(isinstance(item, str) for item in value):
                found += [(name, item) for item in value]
            else:
                found.append((name, json.dumps(value, ensure_ascii=False, separators=(",", ":"))))
        return found

    def value(self, step: dict[str, Any]) -> Any:
        match step["step"]:
            case "pairs":
                return self.pairs(step)
            case "walk":
                return walked(self.body)
            case "headers":
                return step["join"].join(
                    self.text(step["pair"], name=name, value=value) for name, value in self.chosen_headers(step)
                )
            case "text":
                made = self.text(step["of"])
                return base64.b64encode(made.encode()).decode() if step.get("encode") else made
        of = self.text(step["of"])
        of = of if isinstance(of, bytes) else of.encode()
        if step["step"] == "digest":
            raw = hashlib.new(step["algorithm"], of).digest()
        else:
            key = self.text(step["key"])
            raw = hmac.digest(key if isinstance(key, bytes) else key.encode(), of, step["algorithm"])
        return {"hex": raw.hex(), "base64": base64.b64encode(raw).decode(), "bytes": raw}[step["encode"]]

    def pairs(self, step: dict[str, Any]) -> str:
        places = {"params": [self.query, self.body]}.get(step["of"]) or [getattr(self, step["of"])]
        chosen = [
            (name, value)
            for place in places
            for name, value in self.flat(place)
            if (not step["only"] or name in step["only"])
            and (step["only_prefix"] is None or name.startswith(step["only_prefix"]))
            and name not in step["skip"]
        ]
        if step["sort"] == "name":
            chosen.sort(key=lambda pair: pair[0])
        written = [
            self.text(
                step["empty"] if value == "" and step["empty"] is not None else step["pair"], name=name, value=value
            )
            for name, value in chosen
        ]
        joined = step["join"].join(written)
        return step["before"] + joined if joined else ""


def head(ref: str) -> str:
    return ref.partition("|")[0].removesuffix(".names")


def walked(value: Any) -> str:
    match value:
        case dict():
            return "".join(f"{key}{walked(value[key])}" for key in sorted(value))
        case list():
            return "".join(map(walked, value))
        case bool():
            return str(value).lower()
        case _:
            return str(value)


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["form", "json", "multipart"]))
    body = nested if kind == "json" else values
    fields = st.dictionaries(words.map("b".__add__), body, max_size=4)
    return {
        "kind": kind,
        "query": draw(st.dictionaries(words.map("q".__add__), values, min_size=2, max_size=4)),
        "headers": draw(st.dictionaries(words.map("X-".__add__), values, max_size=3)),
        "body": draw(fields),
        "now": draw(st.integers(0, 4_000_000_000_000)),
    }


@st.composite
def schemes(draw: st.DrawFn, request: dict[str, Any]) -> dict[str, Any]:
    """A scheme whose templates are still lists of parts."""
    known = ["account", "secret", "now.unix_s", "now.unix_ms", "now.stamp", "nonce.hex", "nonce.uuid", "method", "path",
             "host", "header.X-a", "header.X-Sent", "header.Content-Type"]  # fmt: skip
    if request["kind"] != "multipart":  # its text holds a boundary
        known.append("body")
    in_bytes: list[str] = []
    names = sorted({*request["query"], *request["body"], *request["headers"], "q_sent", "X-Sent"})

    def parts(more: tuple[str, ...] = ()) -> list[str]:
        filters = st.lists(st.sampled_from(["upper", "lower", "percent", "relative"]), max_size=2)
        ref = st.builds(lambda name, given: Ref("|".join([name, *given])), st.sampled_from([*known, *more]), filters)
        return draw(st.lists(st.one_of(hostile, ref), max_size=5))

    def or_bytes() -> list[str]:
        alone = draw(st.booleans())
        return [Ref(draw(st.sampled_from(in_bytes)))] if in_bytes and alone else parts()

    sign = []
    for number in range(draw(st.integers(0, 4))):
        kinds = ["pairs", "headers", "text", "digest", "hmac", "walk"]
        step: dict[str, Any] = {"step": draw(st.sampled_from(kinds))}
        if step["step"] != "walk" and draw(st.booleans()):
            step["when"] = draw(st.sampled_from(["form", "json", "multipart"]))
        match step["step"]:
            case "pairs" | "headers":
                step |= chosen(draw, step["step"], names, parts, sort=not has_lists(request))
            case "text":
                step |= {"of": parts()} | ({"encode": "base64"} if draw(st.booleans()) else {})
            case "digest" | "hmac" as kind:
                step["encode"] = draw(st.sampled_from(["hex", "base64", "bytes"]))
                step |= {"algorithm": draw(st.sampled_from(["md5", "sha1", "sha256", "sha512"])), "of": or_bytes()}
                step |= {"key": or_bytes()} if kind == "hmac" else {}
        name = f"step{number}"
        sign.append((name, step))
        (in_bytes if step.get("encode") == "bytes" else known).append(name)
        if step["step"] == "headers":
            known.append(f"{name}.names")
    send = {
        place: [(name, parts()) for name in sent if draw(st.booleans())]
        for place, sent in (("query", ["q_sent", "q_late"]), ("header", ["X-Sent", "Date"]), ("body", ["b_sent"]))
    }
    # What no request shows cannot be compared.
    send["header"] += [(f"Shows-{name}", [Ref(name)]) for name in known if name.startswith("step")]
    return {"credentials": ["account", "secret"], "send": send, "sign": sign, "no_vector": "Drawn at random."}


def chosen(
    draw: st.DrawFn, kind: str, names: list[str], parts: Callable[[tuple[str, ...]], list[str]], *, sort: bool
) -> dict[str, Any]:
    """What a step says that goes through names and values."""
    colon = [Ref("name"), ":", Ref("value"), "\n"]
    step: dict[str, Any] = {"pair": colon if draw(st.booleans()) else parts(("name", "value")), "join": draw(hostile)}
    if kind == "headers":
        return step | {
            "only": draw(st.just([]) | st.lists(st.sampled_from([*names, "host", "CONTENT-type"]), max_size=3))
        }
    return step | {
        "of": draw(st.sampled_from(["params", "query", "body", "headers"])),
        "only": draw(st.just([]) | st.lists(st.sampled_from(names), max_size=3)),
        "only_prefix": draw(st.none() | st.sampled_from(PREFIXES)),
        "skip": draw(st.lists(st.sampled_from(names) | hostile.filter(bool), max_size=3)),
        "sort": draw(st.sampled_from(["name", "given"])) if sort else "given",
        "empty": draw(st.sampled_from([None, ["-"], [Ref("name")], []])),
        "before": draw(hostile),
    }


def has_lists(request: dict[str, Any]) -> bool:
    return any(isinstance(value, list) for value in request["body"].values())


def as_spec(scheme: dict[str, Any]) -> Auth:
    """The scheme as it would stand in YAML."""
    templates = ("of", "key", "pair", "empty")
    sign = {
        name: {k: template(v) if k in templates and isinstance(v, list) else v for k, v in step.items()}
        for name, step in scheme["sign"]
    }
    send = {place: {name: template(p) for name, p in entries} for place, entries in scheme["send"].items()}
    return msgspec.convert({**scheme, "sign": sign, "send": send}, Auth)


@settings(
    max_examples=600,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
@given(data=st.data(), secret=values.filter(bool))
def test_compiled_steps_do_what_the_language_says(data: st.DataObject, secret: str) -> None:
    drawn = data.draw(requests())
    scheme = data.draw(schemes(drawn))
    credentials = {"account": "10001", "secret": secret}
    vendor: Vendor = ACME.spec
    sign = compiled("drawn", as_spec(scheme), vendor)["sign_drawn"]

    draft = Draft("POST", f"https://{HOST}/api", "/v1/é", drawn["kind"], Now(drawn["now"]), "0123456789abcdef" * 2)
    drawn["headers"] = {**draft.headers, **drawn["headers"]}
    for place in ("query", "headers", "body"):
        getattr(draft, place).update(deepcopy(drawn[place]))
    expected = Request(drawn, credentials)

    expected.sign(scheme)
    sign(draft, Credentials(credentials))

    assert draft.query == expected.query
    assert draft.headers == expected.headers
    assert draft.body == expected.body
