"""Text that knows where in the page each of its characters stands."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from dlrgen.pages.model import Printed, Span

_ODD_BLANKS = {ord(c): " " for c in "\u00a0\u00ad\u2002\u2003\u2009\u200b\u200c\u200d\u2060\u3000\ufeff"} | {
    0: "\ufffd"
}


class Run(Struct, frozen=True, gc=False):
    """A stretch of a text and the stretch of the page that it comes from.

    Attributes:
        at: Where it begins in the text.
        start: Where it begins in the page.
        instead: Of characters that the page prints otherwise (`&lt;`), how many it has in their place; else
            the two go in step.
    """

    at: int
    start: int
    instead: int | None = None


class Text(Struct, eq=False, gc=False):
    """Characters, and where in the page they stand. Never changed once made.

    Attributes:
        value: The characters.
        at: Where in the page the first one stands.
        runs: The stretches that they are made of, the first of which begins at 0; None where text and page go in step.
    """

    # A page is hundreds of thousands of these: the collector need not look at them, as no two refer to each other,
    # and nearly all of them go in step, for which a number is enough.

    value: str
    at: int
    runs: Sequence[Run] | None = None
    _starts: list[int] | None = None
    _bare: tuple[re.Pattern[str], Text | None] | None = None
    """What is left without the matches of a pattern; None if that is all of it."""

    def __len__(self) -> int:
        return len(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __repr__(self) -> str:
        return f"Text({self.value!r})"

    def start(self, index: int = 0) -> int:
        """Where in the page the character at `index` begins."""
        if self.runs is None:
            return self.at + index
        run = self.runs[self._run(index)]
        return run.start + index - run.at if run.instead is None else run.start

    def end(self, index: int | None = None) -> int:
        """Where in the page the character before `index` is over."""
        index = len(self.value) if index is None else index
        if self.runs is None:
            return self.at + index
        if index <= 0:
            return self.start()
        run = self.runs[self._run(index - 1)]
        return run.start + (index - run.at if run.instead is None else run.instead)

    def part(self, start: int, end: int | None = None) -> Text:
        """A stretch of it."""
        if self.runs is None:
            return Text(self.value[start:end], self.at + start)
        end = len(self.value) if end is None else end
        first = self._run(start)
        last = self._run(max(start, end - 1))
        run = self.runs[first]
        if first == last and run.instead is None:
            return Text(self.value[start:end], run.start + start - run.at)
        later = [Run(run.at - start, run.start, run.instead) for run in self.runs[first + 1 : last + 1]]
        return _of_runs(self.value[start:end], [Run(0, self.start(start), run.instead), *later])

    def strip(self, characters: str | None = None) -> Text:
        """Without blanks, or without those characters, at both ends."""
        value = self.value
        kept = value.strip(characters)
        if kept == value:
            return self
        start = len(value) - len(value.lstrip(characters))
        return self.part(start, start + len(kept))

    def lines(self) -> list[Text]:
        """Its lines, without their ends."""
        return self.split("\n")

    def split(self, separator: str) -> list[Text]:
        """What stands between the separators."""
        if separator not in self.value:
            return [self]
        parts: list[Text] = []
        start = 0
        for piece in self.value.split(separator):
            parts.append(self.part(start, start + len(piece)))
            start += len(piece) + len(separator)
        return parts

    def between(self, pattern: re.Pattern[str], most: int | None = None) -> list[Text]:
        """What stands between the matches, of which those after the first `most` do not count."""
        parts: list[Text] = []
        start = 0
        for match in islice(pattern.finditer(self.value), most):
            parts.append(self.part(start, match.start()))
            start = match.end()
        return [*parts, self.part(start)]

    def without(self, pattern: re.Pattern[str]) -> Text:
        """Without the matches, but with what their first group holds."""
        # Several readers ask the same of each line.
        if self._bare is None or self._bare[0] is not pattern:
            found = pattern.search(self.value) if self.value else None
            self._bare = (pattern, None if found is None else self._of([*self._kept(pattern)]))
        bare = self._bare[1]
        return self if bare is None else bare

    def _kept(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        start = 0
        for match in pattern.finditer(self.value):
            yield start, match.start()
            if pattern.groups and match.start(1) >= 0:
                yield match.span(1)
            start = match.end()
        yield start, len(self.value)

    def _of(self, stretches: list[tuple[int, int]]) -> Text:
        """The stretches of it as one."""
        if self.runs is not None:
            return join([self.part(start, end) for start, end in stretches], "")
        values: list[str] = []
        runs: list[Run] = []
        at = 0
        for start, end in stretches:
            if start < end:
                runs.append(Run(at, self.at + start))
                values.append(self.value[start:end])
                at += end - start
        return _of_runs("".join(values), runs) if runs else self.part(*stretches[0])

    def _run(self, index: int) -> int:
        if self._starts is None:
            self._starts = [run.at for run in self.runs or ()]
        return max(bisect_right(self._starts, index) - 1, 0)


def join(texts: Iterable[Text], separator: str) -> Text:
    """The texts as one, which may stand far apart in the page; at least one of them."""
    texts = [*texts]
    if len(texts) == 1:
        return texts[0]
    values: list[str] = []
    runs: list[Run] = []
    at = before = 0
    for text in texts:
        if values and separator:
            # Where the page has the separator itself, the texts stay in step with it.
            _extend(runs, Run(at, before, None if text.start() == before + len(separator) else 0))
            values.append(separator)
            at += len(separator)
        if text.value or not values:
            for run in text.runs or (Run(0, text.at),):
                _extend(runs, run if at == 0 else Run(at + run.at, run.start, run.instead))
        values.append(text.value)
        at += len(text.value)
        before = text.end()
    return _of_runs("".join(values), runs)


def joined_lines(lines: Sequence[Text]) -> Text:
    """Lines that stand in the page one after the other, with their ends between them; at least one of them."""
    following = lines[0].at
    for line in lines:
        if line.runs is not None or line.at != following:
            return join(lines, "\n")
        following += len(line.value) + 1
    return Text("\n".join([line.value for line in lines]), lines[0].at)


def _of_runs(value: str, runs: Sequence[Run]) -> Text:
    first = runs[0]
    return Text(value, first.start, None if len(runs) == 1 and first.instead is None else runs)


def _extend(runs: list[Run], run: Run) -> None:
    if not runs:
        runs.append(run)
        return
    last = runs[-1]
    if last.at == run.at:
        runs[-1] = run
    elif run.instead is not None or last.instead is not None or run.start - last.start != run.at - last.at:
        runs.append(run)


def made(words: str, place: int) -> Text:
    """Words that the page does not print but says at that place by its markup."""
    return standing_for(words, place, 0)


def standing_for(words: str, place: int, size: int) -> Text:
    """Words for which the page prints something else of such a size."""
    return Text(words, place, (Run(0, place, size),))


def is_wide(character: str) -> bool:
    """Whether a character takes the place of two where all the others take that of one, as Chinese ones do."""
    return unicodedata.east_asian_width(character) in "WF"


class Page:
    """A page's characters, one for one, with line ends and blanks of one kind."""

    def __init__(self, text: str) -> None:
        """Take the page as it was captured."""
        self.value = text.replace("\r\n", " \n").replace("\r", "\n").translate(_ODD_BLANKS)
        self._lines = [0, *(match.end() for match in re.finditer("\n", self.value))]

    def lines(self) -> list[Text]:
        """Its lines, without their ends."""
        return [*map(Text, self.value.split("\n"), self._lines)]

    def part(self, start: int, end: int) -> Text:
        """A stretch of it."""
        return Text(self.value[start:end], start)

    def span(self, start: int, end: int) -> Span:
        """The stretch with its line and column."""
        size = len(self.value)
        start = start if start < size else size
        end = start if end < start else end if end < size else size
        line = bisect_right(self._lines, start)
        return Span(start, end, line, start - self._lines[line - 1] + 1)

    def printed(self, text: Text) -> Printed:
        """A text without the blanks around it, and its place."""
        text = text.strip()
        if text.runs is None:
            return Printed(text.value, self.span(text.at, text.at + len(text.value)))
        return Printed(text.value, self.span(text.start(), text.end()))
