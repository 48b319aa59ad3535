"""What says that a member must be there, and what only looks so."""

from __future__ import annotations

import pytest

from dlrgen.pages import read

_PAGE = """# Lending a winch

`GET https://ropes.example/winch`

### Answer

- `Lent`: {said}
- `Left`: turns that are left
"""


@pytest.mark.parametrize(
    ("said", "required"), [("true", None), ("false", None), ("required", True), ("optional", False)]
)
def test_a_truth_value_in_a_list_is_what_an_answer_has(said: str, required: bool | None) -> None:
    fields = read(_PAGE.format(said=said), "markdown").sections[0].fields
    assert [(field.path, field.required) for field in fields] == [("Lent", required), ("Left", None)]
