"""Code tables in pages, by pairs of texts: `fixtures/NAME.page.txt` holds the codes that stand in `NAME.codes.txt`."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlrgen.pages import read
from dlrgen.pages.model import CodeRow

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = sorted(path.name.removesuffix(".page.txt") for path in FIXTURES.glob("*.page.txt"))


def shown(text: str) -> str:
    """A line for each code, a blank line between tables."""
    tables = ["".join(map(row_shown, table.rows)) for table in read(text).codes]
    return "\n".join(tables)


def row_shown(row: CodeRow) -> str:
    return f"{row.code.span.line}\t{row.code.text}\t{row.meaning.text if row.meaning else ''}\n"


@pytest.mark.parametrize("name", NAMES)
def test_the_codes_of_a_page(name: str) -> None:
    page = (FIXTURES / f"{name}.page.txt").read_bytes().decode()
    assert shown(page) == (FIXTURES / f"{name}.codes.txt").read_text()


def test_a_table_begins_where_its_first_code_does() -> None:
    for table in read((FIXTURES / "pipes.page.txt").read_text()).codes:
        assert table.span.start == table.rows[0].code.span.start


@given(st.text(alphabet='错误码说明成功0A1:-=,，；、|\t \n<>()（）"&?') | st.text())
def test_any_text_is_read(text: str) -> None:
    for table in read(text).codes:
        assert table.rows
        for row in table.rows:
            assert text[row.code.span.start : row.code.span.end] == row.code.text


@given(st.dictionaries(st.integers(0, 999).map(str), st.text(alphabet="成功失败异常中", min_size=1), min_size=2),
       st.sampled_from(["-", "=", " = ", "－"]), st.sampled_from([",", "，", ";", "；", "、", " , "]))  # fmt: skip
def test_what_is_listed_is_found(codes: dict[str, str], joiner: str, separator: str) -> None:
    line = separator.join(f"{code}{joiner}{label}" for code, label in codes.items())
    (table,) = read(f"说明(status取值:{line})").codes
    assert {row.code.text: row.meaning and row.meaning.text for row in table.rows} == codes


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a-",
        "a-成(",
        "0-成功,",
        "<a ",
        "| a ",
        "错误码|说明\n",
        "错误码|说明\n---|---\n",
        "错误码 说明\n",
        "错误码\t说明\n1\t成功\n\n",
        "- ",
        "1 2\n",
        "=",
        "a      ",
    ],
)
def test_the_time_grows_with_the_page_only(piece: str) -> None:
    begin = time.process_time()
    read(piece * 50_000)
    assert time.process_time() - begin < 5
