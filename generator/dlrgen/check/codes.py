"""Code tables against the pages that print them, and against their own number of rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from dlrgen.check.lint_tree import Place, counted, vendor_place
from dlrgen.pages import captured, facts_of
from dlrgen.pages.model import CodeRow, CodeTable
from dlrgen.problems import Problem, Problems
from dlrgen.spec.load import VendorSpec
from dlrgen.spec.model import Code, Table

_PUNCTUATION = str.maketrans({"。": ".", "、": ",", "“": '"', "”": '"', "‘": "'", "’": "'", "【": "[", "】": "]"})


class _Stated(Struct, frozen=True):
    """A table of the spec that names the page which prints it."""

    name: str
    table: Table
    place: Place


def check(vendor: VendorSpec, problems: Problems) -> int:
    """Hold a vendor's code tables against its captured pages.

    A table of a page belongs to the table of the spec with which it shares the most codes or, where that does not
    decide, the most labels; to several where that does not decide either.

    Args:
        vendor: A vendor that lint has nothing against.
        problems: Where to put what is wrong.

    Returns:
        How many codes of the spec are printed as it says.
    """
    by_page: dict[str, list[_Stated]] = {}
    for endpoint in vendor.endpoints.values():
        if endpoint.spec.source.page is not None:
            by_page.setdefault(endpoint.spec.source.page, [])
    for name, table in vendor.spec.tables.items():
        place = vendor_place(vendor).at("tables", name)
        problems.extend(counted(place, "code.rows", table.rows, len(table.codes) + len(table.patterns)))
        if table.printed is not None:
            by_page.setdefault(table.printed, []).append(_Stated(name, table, place))
    return sum(_check_page(vendor, page, stated, problems) for page, stated in by_page.items())


def knows(table: Table, code: str) -> bool:
    """Whether a code stands in a table or is of one of its families; families take both cases of a letter."""
    return code in table.codes or any(_is_of_family(code, pattern) for pattern in table.patterns)


def _is_of_family(code: str, pattern: str) -> bool:
    return len(code) == len(pattern) and all(map(_fits, code, pattern))


def _fits(character: str, sign: str) -> bool:
    return character in "0123456789" if sign == "#" else character.lower() == sign.lower()


def _check_page(vendor: VendorSpec, page: str, stated: list[_Stated], problems: Problems) -> int:
    data = captured(vendor, page)
    if data is None:
        problems.extend(
            each.place.at("printed").problem("page.missing", f"there is no file {page!r}", "Capture the page.")
            for each in stated
        )
        return 0
    printed: dict[str, list[CodeTable]] = {each.name: [] for each in stated}
    strangers: list[CodeTable] = []
    for found in facts_of(data).codes:
        owners = _owners(found, stated)
        for each in owners:
            printed[each.name].append(found)
        if not owners:
            strangers.append(found)
    if strangers:
        problems.append(_table_missing(vendor, page, stated, strangers))
    proved = 0
    for each in stated:
        problems.extend(_missing(each, printed[each.name]))
        rows = [row for found in printed[each.name] for row in found.rows]
        for code, stated_code in each.table.codes.items():
            if _evidence(stated_code, each.table, vendor) == "seed_page":
                fault = _fault(code, stated_code, each, [row for row in rows if row.code.text == code])
                proved += fault is None
                problems.extend([fault] if fault is not None else [])
    return proved


def _owners(found: CodeTable, stated: list[_Stated]) -> list[_Stated]:
    shared = {each.name: _shared(found, each.table) for each in stated}
    most = max(shared.values(), default=(0, 0))
    return [each for each in stated if shared[each.name] == most] if most[0] else []


def _shared(found: CodeTable, table: Table) -> tuple[int, int]:
    """How many of a page's codes a table has, and for how many it has their labels."""
    known = [row for row in found.rows if knows(table, row.code.text)]
    labelled = sum(row.code.text in table.codes and _is_label(table.codes[row.code.text], row) for row in known)
    return len(known), labelled


def _missing(stated: _Stated, printed: list[CodeTable]) -> Iterator[Problem]:
    missing = {row.code.text: row for found in reversed(printed) for row in reversed(found.rows)}
    for code, row in missing.items():
        if not knows(stated.table, code):
            yield stated.place.at("codes").problem(
                "code.missing",
                f"the page prints {code!r} ({_label(row)}) in line {row.span.line}, and the table lacks it",
                "Add the code.", key=True,
            )  # fmt: skip


def _fault(code: str, spec: Code, stated: _Stated, rows: list[CodeRow]) -> Problem | None:
    place = stated.place.at("codes", code)
    if not rows:
        return place.problem(
            "code.unprinted", f"{stated.table.printed!r} does not print the code {code!r}",
            "Remove it, or state the `evidence` that it comes from.", key=True,
        )  # fmt: skip
    if any(_is_label(spec, row) for row in rows):
        return None
    return place.at("zh").problem(
        "code.label", f"the page calls {code!r} {_label(rows[0])!r} in line {rows[0].span.line}, the spec {spec.zh!r}",
        "Take over the vendor's own words.",
    )  # fmt: skip


def _is_label(spec: Code, row: CodeRow) -> bool:
    return spec.zh is None or _folded(_label(row)).startswith(_folded(spec.zh))


def _label(row: CodeRow) -> str:
    return row.meaning.text if row.meaning is not None else ""


def _folded(text: str) -> str:
    """The text with punctuation of one width and without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_PUNCTUATION).split())


def _evidence(code: Code, table: Table, vendor: VendorSpec) -> str:
    return code.evidence or table.evidence or vendor.spec.evidence


def _table_missing(vendor: VendorSpec, page: str, stated: list[_Stated], strangers: list[CodeTable]) -> Problem:
    sources = [e.file for e in vendor.endpoints.values() if e.spec.source.page == page]
    place = Place(sources[0], ("source",)) if sources else stated[0].place.at("printed")
    shown = "; ".join(map(_first_codes, strangers))
    return place.problem(
        "code.table-missing", f"{page!r} prints codes that no table has ({shown})",
        f"State them as a table of vendor.yaml with `printed: {page}`.",
    )  # fmt: skip


def _first_codes(found: CodeTable) -> str:
    codes = [row.code.text for row in found.rows[:4]] + ["…"] * (len(found.rows) > 4)
    return f"line {found.span.line}: {', '.join(codes)}"
