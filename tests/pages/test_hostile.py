"""Any text is read, in time that grows with it alone, and every fact stands inside the page."""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from dlrgen.pages import read
from dlrgen.pages.model import Form, Span

FORMS: tuple[Form, ...] = ("text", "markdown", "rst", "html")
READINGS = Path(__file__).parent / "readings"
PIECES = [
    "a", "code", "参数", "类型", "说明", "错误码", "必填", "string", "返回示例", "请求参数", "0-成功,", "1001", "|",
    "---|---|\n", "| a | b |\n", "\t", "  ", "\n", "\n\n", "\r\n", "\r", "{", "}", "[", "]", '"a": 1,', '"', "'",
    "//", "/*", "*/", "<table>", "<tr>", "<td>", "</td>", "</table>", "<pre>", "</pre>", "<!--", "-->", "<script>",
    "&lt;", "&#0;", "&#x110000;", "&nbsp", "<xml>", "</xml>", "```", "~~~", "# ", "## ", "* ", "- ", "> ", "**",
    "===\n", "+--+--+\n", "== ==\n", ".. http:get:: /a\n", ":query int a: b\n", ".. csv-table::\n",
    ".. list-table::\n", "   * - ", "     - ", "::\n\n", "GET /a", " HTTP/1.1\n", "Host: b\n", "curl ", "-d ",
    "https://a.b/c?d=e", "\x00", "\u00a0", "\u3000", "\ufeff", "。", "，", "：", "…", "\\", "最多100条", "每秒1次",
    "\U0001f600",
]  # fmt: skip


def spans(value: object) -> Iterator[Span]:
    """All places in a value and everything in it."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from spans(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from spans(each)


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=60).map("".join), st.sampled_from([None, *FORMS])
)
def test_any_text_is_read_and_every_fact_lies_in_it(text: str, form: Form | None) -> None:
    lines = text.replace("\r\n", " \n").replace("\r", "\n").split("\n")
    for span in spans(read(text, form)):
        assert 0 <= span.start <= span.end <= len(text)
        assert span.column - 1 <= len(lines[span.line - 1])
        assert sum(len(line) + 1 for line in lines[: span.line - 1]) + span.column - 1 == span.start


LINES = [
    "mobile", "|", "a | b |", "---|---|---|", "---|---|", "|---|---|", "---|", "", "参数名 | 类型 | 说明 |", "参数名 |",
    "name |", "- ", "•", "186 | 是 | String |", "| 70001 |", "string", "| code | string |", "是 |", "{", "}", "\t",
    "a\tb\t", "Name", "Type", "Description", "Value", "0 ok", "1. one", "错误码", "DELIVRD", "3", "7\tx\t",
    "Code\tError\tDescription", "返回示例:",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=40).map("\n".join), st.sampled_from(FORMS))
def test_lines_of_tables_are_read_in_any_order(text: str, form: Form) -> None:
    """Each reader of tables takes at least the line that it is asked for, or leaves it to others: reading ends."""
    assert all(0 <= span.start <= span.end <= len(text) for span in spans(read(text, form)))


@given(
    st.sampled_from(sorted(READINGS.glob("*.page"))),
    st.integers(0, 10_000),
    st.integers(0, 60),
    st.sampled_from(PIECES),
)
def test_a_damaged_page_is_read(page: Path, at: int, gone: int, put: str) -> None:
    text = page.read_text(encoding="utf-8")
    at %= len(text)
    damaged = text[:at] + put + text[at + gone :]
    assert all(0 <= span.start <= span.end <= len(damaged) for span in spans(read(damaged)))


@pytest.mark.parametrize("page", sorted(READINGS.glob("*.page")), ids=lambda page: page.name)
def test_what_is_printed_stands_at_its_place(page: Path) -> None:
    """Outside of markup the words are the page's own characters, also those of a code that a column broke in print."""
    text = page.read_text(encoding="utf-8")
    for section in read(text).sections:
        for table in section.codes:
            for row in table.rows:
                printed = text[row.code.span.start : row.code.span.end]
                whole = printed.strip("`*")
                is_broken = "\n" in whole and whole.split()[0] + whole.split()[-1] == row.code.text
                assert is_broken or whole == row.code.text


def seconds(text: str, form: Form | None = None) -> float:
    begin = time.process_time()
    read(text, form)
    return time.process_time() - begin


@pytest.mark.parametrize("page", ["barge_api.html", "depot_api.markdown", "dispatch.text", "ferry.rst", "tolls.text"])
def test_a_megabyte_is_read_in_two_seconds(page: str) -> None:
    """Two seconds where nothing else runs; three times as many here, where much does. No page takes longer."""
    text = (READINGS / f"{page}.page").read_text(encoding="utf-8")
    taken = seconds(text * (1_000_000 // len(text.encode())))
    print(f"{page}: {taken:.2f} s")
    assert taken < 6


def test_many_tables_inside_of_one_are_judged_once() -> None:
    head = "<table><tr><td>Name</td><td>Type</td></tr>"
    assert seconds(head + "<tr><td><table></table></td></tr>" * 30_000 + "</table>", "html") < 4


def calls(text: str) -> int:
    """How many functions are called while a page is read; other than time, that is the same on every machine."""
    count = 0

    def counted(_frame: FrameType, event: str, _about: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        read(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("page", sorted(READINGS.glob("*.page")), ids=lambda page: page.name)
def test_twice_the_page_is_twice_the_work(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    text *= 1 + 8_000 // len(text)
    read(text)
    once, twice = calls(text * 2), calls(text * 4)
    print(f"{page.name}: {once} and {twice}")
    assert twice < 2.3 * once


@pytest.mark.parametrize("piece", [
    "<a ", "<a>", "<table><tr><td>", "<td rowspan=999 colspan=64>", "<!--", "<!", "</", "&lt;", "<script>", "<pre>",
    "<li>", "| a ", "|---", "|\n", "a\n|\n", "参数\n类型\n", "参数名\n\n类型\n\n说明\n\n", "错误码 说明\n",
    "错误码\t说明\n1\t成功\n\n", "a\nstring\nb\n", "参数 |\n", "a |\n", "-\n", "{", "[", '{"a":', '[{"a":1,',
    '"a":1,\n', "/*", "curl a\n", "curl 'a", "curl \\\n", "a=b&", "<xml>", "<a1>x</a1>\n", "GET /a HTTP/1.1\nA: b\n",
    "## URL\nhttps://a.b/c\n", "URL：/a\n", "0-成功,", "1 - a ", "a-成(", "> ", "- ", "* a\n", "  - a (string)\n",
    "```\n", "**", "[a](", "# a\n", "a\n===\n", "+--+\n", "+--+--+\n|a |b |\n", "== ==\na b\n", "::\n\n  a\n",
    ".. a::\n   b\n", "   * - a\n", "最多", "每秒", "“",
])  # fmt: skip
@pytest.mark.parametrize("form", ["text", "html", "markdown", "rst"])
def test_the_time_grows_with_the_page_only(piece: str, form: Form) -> None:
    once = seconds(piece * (8_000 // len(piece)), form)
    assert seconds(piece * (32_000 // len(piece)), form) < 12 * once + 0.5


@pytest.mark.parametrize(("name", "text"), [
    ("a row of a million columns", "| 错误码 | 说明 |\n|---|---|\n" + "| 1 " * 1_000_000),
    ("a header of a million columns", "| a " * 1_000_000 + "|\n" + "|---" * 1_000_000 + "|\n"),
    ("objects a hundred thousand deep", '{"a":' * 100_000),
    ("lists a million deep", "[" * 1_000_000),
    ("elements a hundred thousand deep", "<xml>" + "<b1>" * 100_000),
    ("tables ten thousand deep", "<html>" + "<table><tr><td>" * 10_000),
    ("cells that span everything", "<html><table>" + "<tr><td rowspan=65000 colspan=65000>x</td></tr>" * 2_000),
    ("a line of a megabyte", "参数说明" * 250_000),
])  # fmt: skip
def test_what_is_too_deep_or_too_wide_takes_little(name: str, text: str) -> None:
    tracemalloc.start()
    begin = time.process_time()
    read(text)
    taken, (_, most) = time.process_time() - begin, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 20, name
    assert most < 600_000_000, name


def test_a_row_that_holds_nothing_but_the_label_at_its_side_is_none() -> None:
    cells = "<td>参数名</td><td>类型</td></tr><tr></tr><tr><td>ship</td><td>int</td></tr>"
    facts = read(f"<html><table><tr><td rowspan=3>请求参数</td>{cells}</table></html>")
    assert [parameter.path for parameter in facts.sections[0].parameters] == ["ship"]


def test_a_table_with_a_blank_header_and_no_rows_is_none() -> None:
    """One row is a table as well, but none is not."""
    page = "<h2>POST /send</h2><h3>Parameters</h3><table><tr><th></th><th></th></tr></table>"
    assert read(page, "html").sections[0].parameters == ()
