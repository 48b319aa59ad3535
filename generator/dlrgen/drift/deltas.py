"""Two editions of a page, fact by fact: what came, went or is told otherwise. Layout and white space do not count."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from dlrgen.check import repairs
from dlrgen.diff.rules import Kind
from dlrgen.pages.model import (
    CodeRow,
    CodeTable,
    Described,
    Example,
    Limit,
    PageFacts,
    Printed,
    Section,
    Span,
)

Subject = Literal[
    "section", "method", "path", "host", "content_type", "format", "parameter", "field", "unplaced", "code",
    "table", "example", "limit",
]  # fmt: skip
"""What a delta is about."""
Aspect = Literal["", "type", "required", "description", "default", "sample", "place", "words", "name", "advice"]
"""Which side of it; empty for the thing itself. `words` are other words for the same."""

_PUNCTUATION = str.maketrans({"。": ".", "、": ",", "“": '"', "”": '"', "‘": "'", "’": "'", "【": "[", "】": "]"})
_RENAMED = 4
"""How many of the signs must be there that something has another name, and is not another thing."""
_ALIKE = 0.6

_D = TypeVar("_D", bound=Described)
_T = TypeVar("_T")


class Delta(Struct, frozen=True, kw_only=True):
    """One difference between two editions of a page."""

    subject: Subject
    aspect: Aspect = ""
    kind: Kind
    name: str = ""
    """What it is about, by wire names: the path of a parameter or field, a code, the kind of a limit."""
    old: str = ""
    new: str = ""
    old_span: Span | None = None
    new_span: Span | None = None
    old_section: Section | None = None
    new_section: Section | None = None
    item: Described | CodeRow | CodeTable | Example | Limit | Section | None = None
    """The thing as the new edition has it, or the old one, if it is gone."""
    was: Described | CodeRow | CodeTable | Example | Limit | Section | None = None
    """The thing as the old edition has it."""
    table: CodeTable | None = None
    """Of a code, the table in the old edition, or the new one if there is none."""


def deltas(old: PageFacts, new: PageFacts) -> list[Delta]:
    """What differs between two editions of a page, section by section.

    Args:
        old: The edition that is known.
        new: The edition as it is now.

    Returns:
        The differences in the order of the new page; what is gone comes at the end of its section.
    """
    found: list[Delta] = []
    for before, after in _sections(old.sections, new.sections):
        if before is None or after is None:
            there = after or before
            assert there is not None
            found.append(
                Delta(
                    subject="section", kind="added" if before is None else "removed", name=str(there.title or ""),
                    old_span=before.span if before else None, new_span=after.span if after else None,
                    old_section=before, new_section=after, item=there, was=before,
                )
            )  # fmt: skip
            continue
        found += [replace(delta, old_section=before, new_section=after) for delta in _section(before, after)]
    return found


def folded(text: str) -> str:
    """The text with punctuation of one width and without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_PUNCTUATION).split())


def _sections(old: Sequence[Section], new: Sequence[Section]) -> Iterator[tuple[Section | None, Section | None]]:
    yield from _paired(old, new, lambda a, b: 1 if len(old) == len(new) == 1 else _kinship(a, b))


def _paired(
    old: Sequence[_T], new: Sequence[_T], kinship: Callable[[_T, _T], float]
) -> Iterator[tuple[_T | None, _T | None]]:
    """What belongs together, the most alike first; what belongs to nothing stands alone."""
    scores = sorted(
        ((kinship(a, b), -abs(i - j), -i, -j) for i, a in enumerate(old) for j, b in enumerate(new)), reverse=True
    )
    left: dict[int, int] = {}
    for score, _, i, j in scores:
        if score > 0 and -i not in left and -j not in left.values():
            left[-i] = -j
    back = {j: i for i, j in left.items()}
    for j, after in enumerate(new):
        yield (old[back[j]] if j in back else None), after
    for i, before in enumerate(old):
        if i not in left:
            yield before, None


def _kinship(old: Section, new: Section) -> float:
    score = 0.0
    if old.path and new.path and old.path == new.path:
        score += 3
    if old.title and new.title and folded(old.title.text) == folded(new.title.text):
        score += 2
    names = [{item.path for item in (*s.parameters, *s.fields)} for s in (old, new)]
    if names[0] and names[1]:
        score += len(names[0] & names[1]) / len(names[0] | names[1])
    return score if score > 0.5 else 0


def _section(old: Section, new: Section) -> Iterator[Delta]:
    yield from _printed("method", old.method, new.method, fold=str.upper)
    yield from _addresses(old, new)
    yield from _set("content_type", old.content_types, new.content_types)
    yield from _set("format", old.formats, new.formats)
    described = [
        *_described("parameter", old.parameters, new.parameters),
        *_described("field", old.fields, new.fields),
        *_described("unplaced", old.unplaced, new.unplaced),
    ]
    rest = [*_codes(old.codes, new.codes), *_limits(old.limits, new.limits)]
    # Codes and limits inside a description are told as such.
    yield from (delta for delta in described if not _is_told_by(delta, rest))
    yield from _examples(old.examples, new.examples)
    yield from rest


def _printed(
    subject: Subject, old: Printed | None, new: Printed | None, *, fold: Callable[[str], str] = str
) -> Iterator[Delta]:
    before, after = (fold(folded(each.text)) if each else "" for each in (old, new))
    if before != after:
        yield Delta(
            subject=subject, kind="added" if not before else "removed" if not after else "changed",
            old=str(old or ""), new=str(new or ""),
            old_span=old.span if old else None, new_span=new.span if new else None,
        )  # fmt: skip


def _addresses(old: Section, new: Section) -> Iterator[Delta]:
    """The main address; others are other spellings of it."""
    before, after = (section.urls[0] if section.urls else None for section in (old, new))
    delta = Delta(
        subject="path", kind="changed", old=old.path or "", new=new.path or "",
        old_span=before.span if before else None, new_span=after.span if after else None,
    )  # fmt: skip
    if old.path != new.path:
        yield replace(delta, kind="added" if old.path is None else "removed" if new.path is None else "changed")
    hosts = [_host(each.text) if each else "" for each in (before, after)]
    if hosts[0] != hosts[1] and all(hosts):
        yield replace(delta, subject="host", old=hosts[0], new=hosts[1])


def _host(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}" if mark else ""


def _set(subject: Subject, old: Iterable[Printed], new: Iterable[Printed]) -> Iterator[Delta]:
    before, after = ({folded(each.text).lower(): each for each in side} for side in (old, new))
    for key, each in after.items():
        if key not in before:
            yield Delta(subject=subject, kind="added", name=each.text, new=each.text, new_span=each.span)
    for key, each in before.items():
        if key not in after:
            yield Delta(subject=subject, kind="removed", name=each.text, old=each.text, old_span=each.span)


def _described(subject: Subject, old: Sequence[_D], new: Sequence[_D]) -> Iterator[Delta]:
    before, after = _keyed(old), _keyed(new)
    gone = [item for key, item in before.items() if key not in after]
    come = [item for key, item in after.items() if key not in before]
    renamed = _renamed(gone, come, old, new)
    # What stands inside something with another name has another path, and not another name.
    moved = {item.path: was.path for item, was in renamed}
    for item in come:
        was = _under(item, moved, before, gone)
        if was is not None:
            gone.remove(was)
            yield from _aspects(subject, was, item)
            continue
        was = next((was for it, was in renamed if it is item), None)
        if was is not None:
            gone.remove(was)
            yield _of(subject, "", "renamed", was, item, was.path, item.path)
            yield from _aspects(subject, was, item)
        else:
            yield _of(subject, "", "added", None, item, "", item.path)
    for key, item in after.items():
        if key in before:
            yield from _aspects(subject, before[key], item)
    for item in gone:
        yield _of(subject, "", "removed", item, None, item.path, "")


def _keyed(items: Sequence[_D]) -> dict[tuple[str, int], _D]:
    keyed: dict[tuple[str, int], _D] = {}
    for item in items:
        n = 0
        while (item.path, n) in keyed:
            n += 1
        keyed[item.path, n] = item
    return keyed


def _under(item: _D, moved: dict[str, str], before: dict[tuple[str, int], _D], gone: list[_D]) -> _D | None:
    for path, was in moved.items():
        if item.path.startswith((f"{path}.", f"{path}[")):
            found = before.get((was + item.path.removeprefix(path), 0))
            if found is not None and found in gone:
                return found
    return None


def _renamed(gone: Sequence[_D], come: Sequence[_D], old: Sequence[_D], new: Sequence[_D]) -> list[tuple[_D, _D]]:
    """What is new and what is gone that are likely the same, under another name."""
    pairs = sorted(
        ((_likeness(was, item, old, new), -i, -j) for i, was in enumerate(gone) for j, item in enumerate(come)),
        reverse=True,
    )
    found: dict[int, int] = {}
    for likeness, i, j in pairs:
        if likeness >= _RENAMED and -i not in found and -j not in found.values():
            found[-i] = -j
    return [(come[j], gone[i]) for i, j in found.items()]


def _likeness(old: _D, new: _D, before: Sequence[_D], after: Sequence[_D]) -> float:
    if old.path.rpartition(".")[0] != new.path.rpartition(".")[0] or old.seen != new.seen:
        return 0
    texts = [folded(each.description.text) if each.description else "" for each in (old, new)]
    samples = [each.example.text if each.example else "" for each in (old, new)]
    return (
        2 * (texts[0] == texts[1] != "")
        + (old.base == new.base)
        + (old.required == new.required)
        + (samples[0] == samples[1] != "")
        + 2 * (SequenceMatcher(None, old.path, new.path).ratio() > _ALIKE)
        + 2 * (_inside(old, before) == _inside(new, after) != set())
        + (_neighbour(old, before) == _neighbour(new, after))
    )


def _inside(item: _D, among: Sequence[_D]) -> set[str]:
    """The paths of what stands inside something, from there on."""
    return {
        each.path.removeprefix(item.path) for each in among if each.path.startswith((f"{item.path}.", f"{item.path}["))
    }


def _neighbour(item: _D, among: Sequence[_D]) -> str:
    i = next(i for i, each in enumerate(among) if each is item)
    return among[i - 1].path if i else ""


def _aspects(subject: Subject, old: _D, new: _D) -> Iterator[Delta]:
    def of(aspect: Aspect, kind: Kind | None, before: Printed | None, after: Printed | None) -> Delta:
        delta = _of(subject, aspect, kind or _came_or_went(before, after), old, new, _text(before), _text(after))
        return replace(
            delta, old_span=before.span if before else delta.old_span, new_span=after.span if after else delta.new_span
        )

    if old.base != new.base:
        yield of("type", "changed", old.type, new.type)
    elif _differ(old.type, new.type):
        yield of("words", "changed", old.type, new.type)
    if (old.required is True) != (new.required is True):
        yield of("required", "added" if new.required else "removed", old.required_as, new.required_as)
    elif _differ(old.required_as, new.required_as):
        yield of("words", "changed", old.required_as, new.required_as)
    before, after = (getattr(each, "place", None) for each in (old, new))
    if before != after:
        yield _of(subject, "place", "changed", old, new, before or "", after or "")
    if _differ(old.description, new.description):
        yield of("description", None, old.description, new.description)
    if _differ(old.default, new.default):
        yield of("default", None, old.default, new.default)
    if _differ(old.example, new.example) and "example" not in (old.seen, new.seen):
        yield of("sample", None, old.example, new.example)


def _differ(old: Printed | None, new: Printed | None) -> bool:
    return folded(_text(old)) != folded(_text(new))


def _text(printed: Printed | None) -> str:
    return printed.text if printed is not None else ""


def _came_or_went(old: Printed | None, new: Printed | None) -> Kind:
    return "added" if old is None else "removed" if new is None else "changed"


def _of(
    subject: Subject, aspect: Aspect, kind: Kind, was: Described | None, item: Described | None, old: str, new: str
) -> Delta:
    there = item or was
    assert there is not None
    return Delta(
        subject=subject, aspect=aspect, kind=kind, name=there.path, old=old, new=new,
        old_span=was.span if was else None, new_span=item.span if item else None, item=there, was=was,
    )  # fmt: skip


def _is_told_by(delta: Delta, others: Iterable[Delta]) -> bool:
    if delta.aspect != "description":
        return False
    return any(_lies_in(each.new_span, delta.new_span) or _lies_in(each.old_span, delta.old_span) for each in others)


def _lies_in(inner: Span | None, outer: Span | None) -> bool:
    return inner is not None and outer is not None and outer.start <= inner.start and inner.end <= outer.end


def _codes(old: Sequence[CodeTable], new: Sequence[CodeTable]) -> Iterator[Delta]:
    for before, after in _paired(old, new, _shared):
        if before is not None and after is not None:
            yield from _rows(before, after)
            continue
        table = after or before
        assert table is not None
        yield Delta(
            subject="table", kind="added" if before is None else "removed",
            name=", ".join(row.code.text for row in table.rows), old_span=before.span if before else None,
            new_span=after.span if after else None, item=table, was=before, table=table,
        )  # fmt: skip


def _shared(old: CodeTable, new: CodeTable) -> float:
    codes = [{row.code.text for row in table.rows} for table in (old, new)]
    common = len(codes[0] & codes[1])
    meanings = [{folded(row.meaning.text) for row in table.rows if row.meaning} for table in (old, new)]
    same = len(meanings[0] & meanings[1])
    if not common and not same:
        return 0
    return (common + same) / max(len(codes[0]), len(codes[1])) + (old.of == new.of) / 2


def _rows(old: CodeTable, new: CodeTable) -> Iterator[Delta]:
    before, after = ({row.code.text: row for row in table.rows} for table in (old, new))
    gone = {code: row for code, row in before.items() if code not in after}
    for code, row in after.items():
        was = before.get(code)
        kind: Kind | None = None
        if was is None:
            was = _same_meaning(row, gone.values(), [each for each in after.values() if each.code.text not in before])
            kind = "renamed" if was is not None else "added"
            yield _row(kind, was, row, old)
            if was is not None:
                del gone[was.code.text]
        if was is not None:
            yield from _row_aspects(was, row, old)
    for row in gone.values():
        yield _row("removed", row, None, old)


def _same_meaning(row: CodeRow, gone: Iterable[CodeRow], come: Sequence[CodeRow]) -> CodeRow | None:
    """The code that is gone and had the meaning, if there is one, and the meaning goes to no other code."""
    if row.meaning is None:
        return None
    meaning = folded(row.meaning.text)
    found = [each for each in gone if each.meaning is not None and folded(each.meaning.text) == meaning]
    heirs = [each for each in come if each.meaning is not None and folded(each.meaning.text) == meaning]
    return found[0] if len(found) == len(heirs) == 1 else None


def _row_aspects(old: CodeRow, new: CodeRow, table: CodeTable) -> Iterator[Delta]:
    sides: list[tuple[Aspect, Printed | None, Printed | None]] = [
        ("description", old.meaning, new.meaning), ("name", old.name, new.name), ("advice", old.advice, new.advice),
    ]  # fmt: skip
    for aspect, before, after in sides:
        if _differ(before, after):
            delta = _row(_came_or_went(before, after), old, new, table)
            yield replace(delta, aspect=aspect, old=_text(before), new=_text(after))


def _row(kind: Kind, was: CodeRow | None, row: CodeRow | None, table: CodeTable) -> Delta:
    there = row or was
    assert there is not None
    return Delta(
        subject="code", kind=kind, name=there.code.text, old=was.code.text if was else "",
        new=row.code.text if row else "", old_span=was.span if was else None, new_span=row.span if row else None,
        item=there, was=was, table=table,
    )  # fmt: skip


def _examples(old: Sequence[Example], new: Sequence[Example]) -> Iterator[Delta]:
    for before, after in _paired(old, new, _alike):
        if before is not None and after is not None and _payload(before) == _payload(after):
            continue
        there = after or before
        assert there is not None
        yield Delta(
            subject="example", kind="added" if before is None else "removed" if after is None else "changed",
            name=there.kind or there.syntax or "", old=_values_gone(before, after), new=_values_gone(after, before),
            old_span=before.span if before else None, new_span=after.span if after else None, item=there, was=before,
        )  # fmt: skip


def _alike(old: Example, new: Example) -> float:
    if (old.kind, old.syntax) != (new.kind, new.syntax):
        return 0
    paths = [{value.path for value in each.values} for each in (old, new)]
    shared = len(paths[0] & paths[1]) / max(1, len(paths[0] | paths[1]))
    return 0.1 + shared + (folded(old.text) == folded(new.text))


def _payload(example: Example) -> str:
    """The payload without blanks and comments, which are told with the fields."""
    return folded(repairs.comments(example.text) if example.syntax == "json" else example.text)


def _values_gone(here: Example | None, there: Example | None) -> str:
    """What one edition of an example shows, and the other does not."""
    if here is None or there is None:
        return ""
    known = _told(there)
    return ", ".join(told for told in _told(here) if told not in known)


def _told(example: Example) -> list[str]:
    values = [f"{value.path}: {value.text}" for value in example.values if value.text is not None]
    return [*(each.text for each in (example.method, example.url) if each is not None), *values]


def _limits(old: Sequence[Limit], new: Sequence[Limit]) -> Iterator[Delta]:
    for before, after in _paired(old, new, lambda a, b: (a.kind == b.kind) * (1 + (a.of == b.of))):
        if before is None or after is None:
            there = after or before
            assert there is not None
            kind: Kind = "added" if before is None else "removed"
        else:
            there = after
            amounts = [_amount(before), _amount(after)]
            if (before.count, before.seconds) == (after.count, after.seconds):
                continue
            kind = "raised" if amounts[1] > amounts[0] else "lowered" if amounts[1] < amounts[0] else "changed"
        yield Delta(
            subject="limit", kind=kind, name=there.kind, old=before.printed.text if before else "",
            new=after.printed.text if after else "", old_span=before.printed.span if before else None,
            new_span=after.printed.span if after else None, item=there, was=before,
        )  # fmt: skip


def _amount(limit: Limit) -> float:
    if limit.kind == "rate":
        return (limit.count or 0) / (limit.seconds or 1)
    return limit.count or limit.seconds or 0
