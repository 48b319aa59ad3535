"""Which of the payloads in a description are examples, and whether they are of calls that went well."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msgspec.structs import replace

from dlrgen.pages import outcomes
from dlrgen.pages.endpoints.noted import Noted
from dlrgen.pages.headings import Slot
from dlrgen.pages.model import Example, Value
from dlrgen.pages.payload import RawValue

_PLACEHOLDER = re.compile(r"(?:[{<\[$][^{}<>\[\]]{1,60}[}>\]]?)?\Z")

_LABELLED = 2
"""Before how many values an object and its only member stand."""


def states_address(example: Example, slot: Slot | None) -> bool:
    """Whether an address stands where it is to be stated, with nothing in its query that a call would send."""
    if example.syntax != "url" or slot is None or slot.topic not in ("url", "format", "method"):
        return False
    return len(example.values) == 1 or _has_blanks(example.values[:-1])


def without_address(values: Sequence[RawValue]) -> Sequence[RawValue]:
    """The values of an answer; where all of it lies under the path of the call, as a label, without that."""
    label = values[1] if len(values) > _LABELLED else None
    if label is None or not label.path.startswith("/") or label.shape != "object":
        return values
    inside = f"{label.path}."
    if not all(value.path.startswith(inside) for value in values[_LABELLED:]):
        return values
    return [values[0], *(replace(value, path=value.path.removeprefix(inside)) for value in values[_LABELLED:])]


def is_labelled_answer(noted: Noted) -> bool:
    """Whether what announces an example says that it is an answer, so that it may be empty."""
    return noted.slot is not None and noted.slot.is_of_answer


def _has_blanks(values: Sequence[Value]) -> bool:
    """Whether all values stand for others."""
    return all(_PLACEHOLDER.match(value.text or "") for value in values)


def without_templates(examples: Sequence[Example], stating: Collection[int]) -> tuple[Example, ...]:
    """The examples but for addresses that are only stated: those of which another example fills the blanks."""
    urls = {k for k, e in enumerate(examples) if e.syntax == "url"}
    templates = {k for k in urls if _has_blanks(examples[k].values)}
    blank = templates if templates != urls else set[int]()
    return tuple(example for k, example in enumerate(examples) if k not in blank and k not in stating)


def with_outcome(example: Example, noted: Noted, *, may_be_any: bool) -> Example:
    """The example as an error if what stands right above it says so; if not that, its values may.

    Args:
        example: The example.
        noted: Where it stands.
        may_be_any: Whether its syntax leaves open whether it is sent or answered.
    """
    above = noted.before or noted.above
    label = above.value if above is not None else ""
    told = outcomes.label_told(label)
    if example.kind not in ("response", "error"):
        # Nothing but an answer has a status; what is sent goes neither well nor wrong.
        is_answer = (
            may_be_any and told is not None and (example.kind is None or outcomes.status_told(label) is not None)
        )
        return replace(example, kind="response" if told else "error") if is_answer else example
    if told is None and noted.slot is not None and noted.slot.good:
        told = True
    has_failed = outcomes.says_it_failed(example) if told is None else not told
    return replace(example, kind="error" if has_failed else example.kind if told is None else "response")
