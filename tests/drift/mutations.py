"""Edits of a page that a vendor might make, each with what has to be found afterwards, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from msgspec import Struct

from dlrgen.pages.model import CodeTable, Described, Example, Field, PageFacts, Parameter, Section, Span

FRESH = ("taskNo", "destination", "x1", "batch_ref", "msgKey", "areaCode")
WORDS = ("另行说明的内容", "改写之后", "reworded by the vendor")
FURNITURE = (
    "上一篇 下一篇",
    "© 2024 版权所有",
    "本页内容是否有帮助？",
    "更多产品 >",
    "分享到微信",
    "北",
    "- 公司 - 闪闪(1284323)",
)
OTHER_NEED = {
    "是": "否",
    "否": "是",
    "必需": "可选",
    "可选": "必需",
    "必选": "可选",
    "必填": "选填",
    "true": "false",
    "false": "true",
}

Change = tuple[int, int, str]
"""A stretch of the page and what takes its place."""


class Edit(Struct, frozen=True):
    """One edit: what to replace, what must be found (subject, aspect, name), and what else may be."""

    label: str
    changes: tuple[Change, ...]
    wanted: frozenset[tuple[str, str, str]] = frozenset()
    allowed: frozenset[tuple[str, str]] = frozenset()
    """Subjects and names; with an empty name, all of the subject."""


def applied(page: str, edits: list[Edit]) -> str:
    for start, end, text in sorted((change for edit in edits for change in edit.changes), reverse=True):
        page = page[:start] + text + page[end:]
    return page


def overlap(one: Edit, other: Edit) -> bool:
    return any(a[0] <= b[1] and b[0] <= a[1] for a in one.changes for b in other.changes)


def line_of(page: str, span: Span) -> tuple[int, int]:
    """The lines that a stretch stands in, the last line end included."""
    end = page.find("\n", span.end)
    return page.rfind("\n", 0, span.start) + 1, len(page) if end < 0 else end + 1


def rows(section: Section) -> Iterator[tuple[str, Described]]:
    for item in section.parameters:
        yield "parameter", item
    for field in section.fields:
        yield "field", field


def shown(section: Section, path: str) -> bool:
    return any(value.path == path for example in section.examples for value in example.values)


def alone(page: str, section: Section, item: Described) -> bool:
    """Whether a row is in one piece and has its line for itself."""
    if page[item.name.span.start : item.name.span.end] != item.name.text:
        return False
    start, end = line_of(page, item.span)
    others = [each for _, each in rows(section) if each is not item]
    return all(not (start <= each.span.start < end) for each in others) and item.span.end <= end


def codes_in(section: Section, span: Span) -> list[CodeTable]:
    return [table for table in section.codes if span.start <= table.span.start < span.end]


def limits_in(section: Section, span: Span) -> list[tuple[str, str]]:
    return [("limit", limit.kind) for limit in section.limits if span.start <= limit.printed.span.start < span.end]


def drops(page: str, section: Section) -> Iterator[Edit]:
    for subject, item in rows(section):
        nested = any(
            each.path.startswith(f"{item.path}[") or each.path.startswith(f"{item.path}.") for _, each in rows(section)
        )
        table = [each for kind, each in rows(section) if kind == subject and each.seen == "table"]
        if (
            item.seen != "table"
            or nested
            or not alone(page, section, item)
            or len(table) < 3
            or codes_in(section, item.span)
        ):
            continue
        # What an example still shows is still there; the row's own words are not.
        aspect = "*" if shown(section, item.path) or item.also else ""
        yield Edit(
            f"drop {subject} {item.path}", ((*line_of(page, item.span), ""),),
            frozenset({(subject, aspect, item.path)}),
            frozenset({
                (subject, item.path), *((subject, each.text) for each in item.also), *limits_in(section, item.span)
            }),
        )  # fmt: skip
    for table in section.codes:
        if table.seen == "table" and len(table.rows) > 3:
            for row in table.rows:
                yield Edit(
                    f"drop code {row.code.text}", ((*line_of(page, row.span), ""),),
                    frozenset({("code", "", row.code.text)}), frozenset({("code", row.code.text)}),
                )  # fmt: skip


def adds(page: str, section: Section, fresh: str) -> Iterator[Edit]:
    for subject, item in rows(section):
        if (
            item.seen == "table"
            and alone(page, section, item)
            and not codes_in(section, item.span)
            and "[]" not in item.path
        ):
            start, end = line_of(page, item.span)
            line = page[start:end]
            at = item.name.span.start - start
            text = line[:at] + fresh + line[at + len(item.name.text) :]
            yield Edit(f"add {subject} {fresh}", ((end, end, text),), frozenset({(subject, "", fresh)}),
                       frozenset({(subject, fresh), *limits_in(section, item.span)}))  # fmt: skip
    for table in section.codes:
        for row in table.rows:
            code = other_code(row.code.text, table)
            if table.seen == "table":
                start, end = line_of(page, row.span)
                line = page[start:end]
                at = row.code.span.start - start
                text = line[:at] + code + line[at + len(row.code.text) :]
                text = text if text.endswith("\n") else ""
            else:
                end = row.span.end
                text = f",{code}-{WORDS[0]}" if row is table.rows[-1] and table.seen == "list" else ""
            if text:
                yield Edit(f"add code {code}", ((end, end, text),), frozenset({("code", "", code)}),
                           frozenset({("code", code)}))  # fmt: skip


def other_code(code: str, table: CodeTable) -> str:
    known = {row.code.text for row in table.rows}
    digits = re.sub(r"[0-9](?=[^0-9]*$)", lambda m: str((int(m[0]) + 3) % 10), code)
    if digits == code:
        digits = code + "X"
    while digits in known:
        digits = re.sub(r"(.)$", lambda m: str((int(m[1]) + 1) % 10) if m[1].isdigit() else m[1] + "X", digits)
    return digits


def renames(page: str, section: Section, fresh: str) -> Iterator[Edit]:
    for subject, item in rows(section):
        if (
            any(each.path == fresh for _, each in rows(section))
            or page[item.name.span.start : item.name.span.end] != item.name.text
        ):
            continue
        spans = {item.name.span.start: item.name.span}
        touched: set[str] = set()
        for example in section.examples:
            for value in example.values:
                if (
                    value.key is not None
                    and (value.path == item.path or value.key.text in {a.text for a in item.also})
                    and ((subject == "parameter") == (example.kind == "request"))
                ):
                    spans[value.key.span.start] = value.key.span
                    touched.add(example.kind or "")
        changes = tuple(
            (span.start, span.end, re.sub(r"[A-Za-z_][\w-]*", fresh, page[span.start : span.end], count=1))
            for span in spans.values()
        )
        path = item.path.rpartition(".")[0] + ("." if "." in item.path else "") + fresh
        yield Edit(
            f"rename {subject} {item.path} to {fresh}", changes, frozenset({(subject, "", path)}),
            frozenset({(subject, path), *(("example", kind) for kind in touched)}),
        )  # fmt: skip


def cells(page: str, section: Section, word: str) -> Iterator[Edit]:
    """One cell of a row says something else."""
    for subject, item in rows(section):
        if (
            item.type is not None
            and item.base is not None
            and page[item.type.span.start : item.type.span.end] == item.type.text
        ):
            other = "int" if item.base == "string" else "string"
            yield cell(subject, "type", item, item.type.span, other)
        if item.required_as is not None and item.required_as.text in OTHER_NEED:
            yield cell(subject, "required", item, item.required_as.span, OTHER_NEED[item.required_as.text])
        if item.default is not None:
            yield cell(subject, "default", item, item.default.span, "77")
        told = item.description
        if (
            told is not None
            and not codes_in(section, told.span)
            and not limits_in(section, told.span)
            and "{" not in told.text
            and told.text != word
            and page[told.span.start : told.span.end] == told.text
        ):
            yield cell(subject, "description", item, told.span, word)
    for table in section.codes:
        for row in table.rows:
            changed = other_code(row.code.text, table)
            yield Edit(
                f"code {row.code.text} is {changed}", ((row.code.span.start, row.code.span.end, changed),),
                frozenset({("code", "", changed)}), frozenset({("code", changed), ("code", row.code.text)}),
            )  # fmt: skip
            if row.meaning is not None and page[row.meaning.span.start : row.meaning.span.end] == row.meaning.text:
                text = "另行规定"
                yield Edit(
                    f"meaning of {row.code.text}", ((row.meaning.span.start, row.meaning.span.end, text),),
                    frozenset({("code", "description", row.code.text)}), frozenset({("code", row.code.text)}),
                )  # fmt: skip


def cell(subject: str, aspect: str, item: Described, span: Span, text: str) -> Edit:
    return Edit(
        f"{aspect} of {subject} {item.path}", ((span.start, span.end, text),),
        frozenset({(subject, aspect, item.path)}), frozenset({(subject, item.path)}),
    )  # fmt: skip


def values(page: str, section: Section) -> Iterator[Edit]:
    """An example shows another value."""
    for example in section.examples:
        for value in example.values:
            if not value.text or value.shape not in ("string", "integer") or "://" in value.text:
                continue
            printed = page[value.span.start : value.span.end]
            at = printed.find(value.text)
            last = re.search(r"[0-9A-Za-z](?=[^0-9A-Za-z]*$)", value.text)
            if at < 0 or last is None:
                continue
            other = "7" if last[0] != "7" else "4"
            start = value.span.start + at + last.start()
            yield Edit(
                f"example {example.kind} {value.path}", ((start, start + 1, other),),
                frozenset({("example", "", example.kind or example.syntax or "")}),
                frozenset({("example", example.kind or example.syntax or "")}),
            )  # fmt: skip


def heads(page: str, section: Section) -> Iterator[Edit]:
    """Method, address and limits."""
    if section.method is not None:
        span = section.method.span
        text = page[span.start : span.end]
        other = "PUT" if text.isupper() else "put"
        yield Edit(
            "method", ((span.start, span.end, other),), frozenset({("method", "", "")}), frozenset({("method", "")})
        )
    if section.urls and section.path:
        around = section.span
        places = [
            m.start()
            for m in re.finditer(re.escape(section.path) + r"(?![\w/])", page)
            if around.start <= m.start() < around.end
        ]
        yield Edit(
            "path", tuple((at, at, "/v9") for at in places), frozenset({("path", "", "")}),
            frozenset({("path", ""), ("example", "request")}),
        )  # fmt: skip
    for limit in section.limits:
        span = limit.printed.span
        number = re.search("[0-9]+", page[span.start : span.end])
        if number is not None:
            start = span.start + number.start()
            other = str(int(number[0]) * 3)
            yield Edit(
                f"limit {limit.kind}", ((start, span.start + number.end(), other),),
                frozenset({("limit", "", limit.kind)}), frozenset({("limit", limit.kind)}),
            )  # fmt: skip


def swaps(page: str, section: Section) -> Iterator[Edit]:
    """Two rows change places: no difference."""
    kinds: tuple[tuple[Parameter, ...] | tuple[Field, ...], ...] = (section.parameters, section.fields)
    pairs: list[tuple[Span, Span]] = []
    for items in kinds:
        for one, two in pairwise(items):
            flat = one.path.rpartition(".")[0] == two.path.rpartition(".")[0]
            nested = any(each.path.startswith(two.path + end) for each in items for end in ("[", "."))
            if one.seen == two.seen == "table" and flat and not nested:
                pairs.append((one.span, two.span))
    for table in section.codes:
        if table.seen == "table":
            pairs += [(one.span, two.span) for one, two in pairwise(table.rows)]
    for one, two in pairs:
        (a, b), (c, d) = line_of(page, one), line_of(page, two)
        if b == c and page[a:b].endswith("\n") and page[c:d].endswith("\n"):
            yield Edit("swap", ((a, d, page[c:d] + page[a:b]),))


def furniture(page: str, facts: PageFacts, words: str) -> Iterator[Edit]:
    """A line of the site around the page, at a blank line outside examples: no difference."""
    spans = [example.span for section in facts.sections for example in section.examples]
    spans += [item.span for section in facts.sections for _, item in rows(section)]
    # Where a piece of furniture already parts two rows, another one would be a chapter of its own.
    for section in facts.sections:
        for table in section.codes:
            pairs = pairwise(table.rows)
            spans += [
                Span(one.span.end, two.span.start, 0, 0)
                for one, two in pairs
                if page[one.span.end : two.span.start].strip()
            ]
    for match in re.finditer(r"\n\n", page):
        at = match.start() + 1
        if not any(span.start <= at <= span.end + 8 for span in spans):
            yield Edit(f"furniture {words}", ((at, at, f"\n{words}\n"),))


Reflow = Callable[[str], str]


def reflows() -> dict[str, Reflow]:
    """Layouts of the same page: no difference."""
    return {
        "as it is": str,
        "trailing blanks": lambda page: page.replace("\n", "  \n"),
        "line ends": lambda page: page.replace("\n", "\r\n"),
        "blank lines": lambda page: page.replace("\n\n", "\n\n\n"),
        "at its ends": lambda page: f"\n\n{page.rstrip()}\n\n\n",
        "cells": lambda page: re.sub(r"(?m)^(\|.*\|)[ \t]*$", lambda m: m[1].replace("|", " | ").strip(), page),
    }


def edits(page: str, facts: PageFacts, fresh: str, word: str, site: str) -> list[Edit]:
    found: list[Edit] = []
    for section in facts.sections:
        found += [*drops(page, section), *adds(page, section, fresh), *renames(page, section, fresh)]
        found += [*cells(page, section, word), *values(page, section), *heads(page, section), *swaps(page, section)]
    return [*found, *furniture(page, facts, site)]


__all__ = ["FRESH", "FURNITURE", "WORDS", "Edit", "Example", "applied", "edits", "overlap", "reflows"]
