"""CSV: what is read back is what was meant, and no cell is a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizserver.domain.csv_text import BOM, csv_lines, safe_cell

pytestmark = pytest.mark.unit

STARTS = set("=+-@＝＋－＠﹢﹣﹦﹫−\t\r\n")
cells = st.text() | st.sampled_from(["00123", "髙橋", "𠮷", "a,b", 'a"b', "a\r\nb", "x" * 32_768, "\x00", "1E5"])
tables = st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5)


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("x")', "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", " =1", "\u3000=1", "−1"],
)
def test_what_may_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "00123", "山田 太郎", "a=b", "1-2", "'x", "2026-11-23", "88%", "ー長音", "a@b.c"])
def test_other_text_is_left_alone(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text())
@example("\x00=1")
@example("\ufeff=1")
def test_no_cell_begins_as_a_formula(text: str) -> None:
    shown = safe_cell(text)
    assert not shown or shown[0] not in STARTS
    assert shown.lstrip(" \u3000\ufeff\u200b\xa0")[:1] not in STARTS or shown.startswith("'")


@given(st.text())
def test_nothing_is_lost_but_control_characters(text: str) -> None:
    shown = safe_cell(text)
    kept = shown[1:] if len(shown) == len(text) + 1 else shown
    assert len(kept) == len(text)
    assert all(a == b or ((b == "\ufffd" and ord(a) < 0x20) or ord(a) == 0x7F) for a, b in zip(text, kept, strict=True))


@given(st.lists(cells, min_size=3, max_size=3), tables)
def test_the_file_is_read_back_cell_by_cell(header: list[str], rows: list[list[str]]) -> None:
    raw = b"".join(csv_lines(header, rows))
    text = raw.decode("utf-8")
    assert text.startswith(BOM)
    read = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert read == [[safe_cell(cell) for cell in row] for row in [header, *rows]]


def test_the_file_comes_in_pieces() -> None:
    pieces = list(csv_lines(["a"], ([str(number)] for number in range(450))))
    assert len(pieces) == 4
    assert pieces[1].count(b"\r\n") == 200
