"""Generated Python breaks its lines as black does, wherever it stands."""

from __future__ import annotations

import ast

import black
import pytest

from dlrgen.plan.layout import bracketed, tuple_of

PARTS = [[f"name_{n}={'x' * width}" for n in range(count)] for count in (1, 2, 5) for width in (1, 13, 40, 90)]


@pytest.mark.parametrize("parts", PARTS, ids=lambda parts: f"{len(parts)} of {len(parts[0])}")
@pytest.mark.parametrize("indent", [0, 4])
def test_calls_break_as_black_breaks_them(parts: list[str], indent: int) -> None:
    source = "if True:\n    " * bool(indent) + bracketed("value = call(", parts, ")", indent=indent) + "\n"
    assert black.format_str(source, mode=black.Mode(line_length=119)) == source


@pytest.mark.parametrize("width", [1, 110, 150])
@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_tuple_stays_one(count: int, width: int) -> None:
    parts = ["x" * width] * count
    (assigned,) = ast.parse(tuple_of("value = ", parts)).body
    assert isinstance(assigned, ast.Assign)
    assert isinstance(assigned.value, ast.Tuple)
    assert len(assigned.value.elts) == count


def test_what_has_several_lines_is_not_joined() -> None:
    inner = bracketed("inner=call(", ["x" * 60, "y" * 60], ")", indent=4)
    assert bracketed("outer(", ["a", inner], ")") == f"outer(\n    a,\n    {inner},\n)"
