"""Types and words for must that HTML sets off behind a name: `<code>phone</code> <em>string</em> <b>required</b>`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlrgen.pages import terms
from dlrgen.pages.forms.styled import INLINE
from dlrgen.pages.remembered import remembered
from dlrgen.pages.text import Text, made
from dlrgen.pages.vocabulary import folded

BADGES = INLINE | {"label", "mark", "sup", "u", "var"}
"""Elements that such words stand in."""
_NAMED = re.compile(
    r"(?:\A|[\s_-])(?:param(?:eter)?|prop(?:erty)?|field|attr(?:ibute)?|arg(?:ument)?)[-_]{0,2}name(?:\Z|\s)",
    re.IGNORECASE,
)
"""The class of an element that holds the name of a parameter or field."""
_MOST = 24
_BLANKS = re.compile(r"\s*\Z")


def names_member(attrs: Sequence[tuple[str, str | None]]) -> bool:
    """Whether an element with such attributes holds the name of a parameter or field."""
    return any(key == "class" and value and _NAMED.search(value) is not None for key, value in attrs)


def bracketed(flow: list[Text], behind: int, at: int) -> bool:
    """Put what an element holds in brackets if it is such a word, and nothing stands between it and the name.

    Args:
        flow: The fragments of a paragraph; its last ones are those of the element.
        behind: Which of them is the first behind the name, and behind other such words.
        at: Which is the first of the element.

    Returns:
        Whether it has been put in brackets.
    """
    if not behind <= at < len(flow) or not all(_BLANKS.match(text.value) for text in flow[behind:at]):
        return False
    if not _is_badge("".join(text.value for text in flow[at:]).strip()):
        return False
    flow[at:] = [made(" (", flow[at].start()), *flow[at:], made(")", flow[-1].start())]
    return True


@remembered
def _is_badge(words: str) -> bool:
    """Whether words are nothing but a type, or say whether something must be there."""
    if not 1 < len(words) <= _MOST or words.lower() in ("true", "false"):
        return False
    return folded(words.removesuffix("[]")) in terms.TYPES or terms.is_required(words) is not None
