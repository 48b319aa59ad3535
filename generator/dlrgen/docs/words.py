"""What the site says by itself, in its languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import cast

from msgspec import Struct

from dlrgen.spec import strict_yaml

_FILE = Path(__file__).parent / "words.yaml"


class Language(Struct, frozen=True):
    """A language of the site: its folder, its own name, and what Sphinx calls it."""

    code: str
    name: str
    sphinx: str


class Words:
    """The words of one language, by group and key.

    Attributes:
        language: The language.
    """

    def __init__(self, language: Language) -> None:
        """Take the language."""
        self.language = language
        self._code = language.code

    def group(self, group: str) -> dict[str, str]:
        """All words of a group."""
        return {key: word[self._code] for key, word in _words()[group].items()}

    def __call__(self, group: str, key: str) -> str:
        """One word.

        Raises:
            KeyError: There is none.
        """
        return _words()[group][key][self._code]

    def known(self, group: str, key: str) -> str:
        """One word; the key itself where there is none, so that what is new in a spec is shown all the same."""
        found = _words()[group].get(key)
        return found[self._code] if found is not None else key


def languages() -> list[Language]:
    """The languages of the site, the first one being what is shown to whom none of them is told."""
    return [Language(code, said["name"], said["sphinx"]) for code, said in _words()["languages"].items()]


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    document = strict_yaml.read(_FILE.read_text("utf-8"), _FILE.name)
    assert isinstance(document, strict_yaml.Document)
    return cast("dict[str, dict[str, dict[str, str]]]", document.data)
