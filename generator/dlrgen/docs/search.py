"""Search for Sphinx that finds what people look for here: words in Chinese, and codes.

Sphinx would need a dictionary for Chinese, and then finds only the words of that dictionary; it knows no numbers at
all, and takes codes apart at their colons. Here a run of Chinese is indexed by its pairs of characters, and a code as a
whole and by its parts. What a reader types is taken apart in the same way, by the JavaScript below.
"""

from __future__ import annotations

import re

from sphinx.application import Sphinx
from sphinx.search import SearchLanguage

_WORD = re.compile(r"[㐀-鿿]+|[^\W㐀-鿿]+(?:[:：][^\W㐀-鿿]+)*")
_SPLITTER = r"""
var splitQuery = (query) => {
  const terms = [];
  const run = /[㐀-鿿]+|(?:(?![㐀-鿿])[\p{L}\p{N}_])+(?:[:：](?:(?![㐀-鿿])[\p{L}\p{N}_])+)*/gu;
  for (const [found] of query.matchAll(run)) {
    if (/^[㐀-鿿]/.test(found)) {
      if (found.length === 1) terms.push(found);
      for (let n = 0; n + 1 < found.length; n++) terms.push(found.slice(n, n + 2));
    } else {
      const term = found.replace(/[:：]/g, "");
      terms.push(/^\p{N}+$/u.test(term) ? "n" + term : term);
    }
  }
  return terms;
};
"""


class _Here(SearchLanguage):
    js_splitter_code = _SPLITTER

    def split(self, input: str) -> list[str]:
        """The terms of a text: pairs and single characters of Chinese; words; codes as a whole and by their parts."""
        terms: list[str] = []
        for run in _WORD.findall(input):
            if "㐀" <= run[0] <= "鿿":
                terms += [*run, *(run[n : n + 2] for n in range(len(run) - 1))]
                continue
            parts = re.split("[:：]", run)
            # Sphinx drops what has only digits, on both sides.
            terms += [f"n{term}" if term.isnumeric() else term for term in dict.fromkeys([*parts, "".join(parts)])]
        return terms


class _English(_Here):
    lang = "en"
    language_name = "English"


class _Chinese(_Here):
    lang = "zh"
    language_name = "Chinese"


def setup(app: Sphinx) -> dict[str, bool]:
    """Take the place of Sphinx's own search in both languages."""
    for language in (_English, _Chinese):
        app.add_search_language(language)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
