"""Texts and codes of any kind: a generated table says what the spec says, and finds each code."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Imported = Callable[[dict[str, str]], ModuleType]
few = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)

SIGNS = st.sampled_from("\"'\\{}%#\n\t `_.,;:x1 aN")
ANY = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
texts = st.text(SIGNS | ANY, max_size=80)
codes = st.text(SIGNS.filter(str.isprintable) | ANY, max_size=30)


def folded(text: str) -> str:
    return " ".join(text.split())


def as_sentence(text: str, made: str) -> bool:
    """Whether a text is another one, but for a capital at the beginning and a full stop at the end."""
    text = folded(text)
    return made in {start + text[1:] + end for start in (text[:1], text[:1].upper()) for end in ("", ".")}


@few
@given(said=st.lists(st.tuples(texts, texts), min_size=1, max_size=40))
def test_a_code_says_what_the_spec_says(
    said: list[tuple[str, str]], new_spec: Callable[[], Any], imported: Imported
) -> None:
    spec = new_spec()
    spec.vendor["tables"]["receipt_status"]["codes"] |= {
        f"C{n}": {"zh": zh, "en": en, "state": "unknown"} for n, (zh, en) in enumerate(said)
    }
    spec.vendor["schemas"]["Receipt"]["properties"] |= {
        f"f{n}": {"type": "string", "zh": zh, "en": en} for n, (zh, en) in enumerate(said)
    }
    package = imported(spec.files())
    for n, (zh, en) in enumerate(said):
        code = package.acme.codes.ReceiptStatus(f"C{n}")
        assert code.zh == folded(zh)
        assert as_sentence(en, code.en)
    assert {f"f{n}" for n in range(len(said))} <= set(package.acme.models.Receipt.__struct_fields__)


@few
@given(values=st.lists(codes, min_size=1, max_size=40, unique=True))
def test_each_code_is_found_or_needs_a_name(values: list[str], new_spec: Callable[[], Any], imported: Imported) -> None:
    def with_codes(rows: dict[str, Any]) -> Any:
        spec = new_spec()
        spec.vendor["tables"]["receipt_status"]["codes"] = {"DELIVRD": {"state": "delivered"}, **rows}
        return spec

    values = [value for value in values if value != "DELIVRD"]
    spec = with_codes({value: {"state": "unknown"} for value in values})
    problems = spec.refused()
    assert {p.id for p in problems} <= {"name.member", "name.member-twice"}
    if problems:
        spec = with_codes({value: {"name": f"CODE_NUMBER_{n}", "state": "unknown"} for n, value in enumerate(values)})
    table = imported(spec.files()).acme.codes.ReceiptStatus
    assert [member.value for member in table] == ["DELIVRD", *values]
    assert all(table(value).is_known and table(value) == value and str(table(value)) == value for value in values)


@few
@given(values=st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=40, unique=True))
def test_each_number_is_found(values: list[int], new_spec: Callable[[], Any], imported: Imported) -> None:
    spec = new_spec()
    spec.vendor["tables"]["session_status"]["codes"] = {
        str(value): {"name": f"NUMBER_{n}", "state": "unknown"} for n, value in enumerate(values)
    }
    table = imported(spec.files()).acme.codes.SessionStatus
    assert [member.value for member in table] == values
    assert all(table(value).is_known and table(value) == value for value in values)


@few
@given(wires=st.lists(st.text("abcXYZ-._ 0", min_size=1, max_size=6), min_size=1, max_size=40, unique=True))
def test_each_field_has_an_attribute_of_its_own_or_needs_a_name(
    wires: list[str], new_spec: Callable[[], Any], imported: Imported
) -> None:
    def with_fields(names: dict[str, dict[str, str]]) -> Any:
        spec = new_spec()
        spec.vendor["schemas"]["Receipt"]["properties"] |= {
            wire: {"type": "string", "en": "A field.", **given} for wire, given in names.items()
        }
        return spec

    spec = with_fields({wire: {} for wire in wires})
    problems = spec.refused()
    assert {p.id for p in problems} <= {"name.attribute", "name.attribute-twice", "name.taken"}
    if problems:
        spec = with_fields({wire: {"name": f"field_{n}"} for n, wire in enumerate(wires)})
    import msgspec

    row_type = imported(spec.files()).acme.models.Receipt
    data = {"phone": "1", "status": "DELIVRD", **{wire: f"value of {wire}" for wire in wires}}
    row = msgspec.json.decode(msgspec.json.encode(data), type=row_type)
    assert msgspec.to_builtins(row).items() >= data.items()
