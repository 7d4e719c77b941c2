"""Workbooks: read back by an independent reader, cell by cell."""

import io
import re
import zipfile
from datetime import date, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from quizserver.services import xlsx
from quizserver.services.xlsx import Column, Sheet, write_workbook

pytestmark = pytest.mark.unit

REST = Sheet("続き", [Column("シート"), Column("行", "number"), Column("列"), Column("文字列")], [])


def _written(*sheets, title="Report"):
    file = io.BytesIO()
    count = write_workbook(file, sheets, title=title, rest=REST)
    return count, file.getvalue()


def _rows(data, name):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()


def _texts(*rows):
    return Sheet("Texts", [Column(f"c{place}") for place in range(len(rows[0]))], rows)


HOSTILE = [
    '=HYPERLINK("http://evil")',
    "+81-3-0000-0000",
    "-1",
    "@SUM(1)",
    "\tcmd",
    "＝1+1",
    "00123",
    "https://example.com",
    "髙﨑 𠮷男",
    "_x0041_",
    'a < b & "c" > d',
    "bell\x07 and form feed\x0c",
    "two\nlines",
    " spaces ",
]


def test_every_text_comes_back_as_it_was_and_no_cell_is_a_formula_or_a_link():
    count, data = _written(_texts(*([text] for text in HOSTILE)))

    assert count == len(HOSTILE)
    assert [row[0] for row in _rows(data, "Texts")[1:]] == HOSTILE
    parts = zipfile.ZipFile(io.BytesIO(data))
    sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert not [
        name for name in parts.namelist() if "hyperlink" in parts.read(name).decode().casefold() and "sheet" not in name
    ]


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=3, max_size=3), max_size=5))
def test_no_character_is_lost(rows):
    _, data = _written(Sheet("Texts", [Column("a"), Column("b"), Column("c")], rows))

    assert _cells(data) == rows


def _cells(data):
    """Our own reading of the XML: rows of texts, with _xHHHH_ undone as the standard says."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    tree = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml"))
    rows = tree.find(f"{space}sheetData").findall(f"{space}row")[1:]
    texts = [[(cell.find(f"{space}is/{space}t")) for cell in row] for row in rows]
    undo = re.compile(r"_x([0-9A-F]{4})_")
    return [
        ["" if text is None else undo.sub(lambda mark: chr(int(mark[1], 16)), text.text or "") for text in row]
        for row in texts
    ]


def test_numbers_percentages_and_dates_are_typed():
    columns = [Column("点", "number"), Column("率", "percent"), Column("日", "date"), Column("時", "datetime")]
    _, data = _written(Sheet("S", columns, [[7.5, 0.81, date(2026, 4, 1), datetime(2026, 4, 1, 9, 30)], [None] * 4]))

    assert _rows(data, "S")[1] == [7.5, 0.81, date(2026, 4, 1), datetime(2026, 4, 1, 9, 30)]
    assert _rows(data, "S")[0] == ["点", "率", "日", "時"]


def test_rows_beyond_a_sheet_go_on_with_the_next(monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_ROWS", 4)
    count, data = _written(_texts(*([str(number)] for number in range(7))))

    assert count == 7
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == ["Texts", "Texts (2)", "Texts (3)"]
    read = [row[0] for name in ("Texts", "Texts (2)", "Texts (3)") for row in _rows(data, name)[1:]]
    assert read == [str(number) for number in range(7)]


def test_a_full_sheet_begins_no_empty_one(monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_ROWS", 4)
    _, data = _written(_texts(["a"], ["b"], ["c"]))

    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == ["Texts"]


@pytest.mark.parametrize("text", ["x" * 32_768, "x" * 100_000, "𠮷" * 20_000, "x" * 32_766 + "𠮷"])
def test_the_rest_of_a_long_text_stands_on_a_sheet_of_its_own(text):
    _, data = _written(_texts(["short", text]))

    begun = _rows(data, "Texts")[1][1]
    rest = _rows(data, "続き")[1:]
    assert [row[:3] for row in rest] == [["Texts", 2.0, "B"]] * len(rest)
    assert begun + "".join(row[3] for row in rest) == text
    assert all(len(cell.encode("utf-16-le")) <= 2 * xlsx.MAX_CELL for cell in [begun, *(row[3] for row in rest)])


def test_names_of_sheets_are_made_fit():
    _, data = _written(
        Sheet("部署/別:*?[2026]'", [Column("a")], []),
        Sheet("x" * 40, [Column("a")], []),
        Sheet("X" * 40, [Column("a")], []),
    )

    names = CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    assert all(len(name) <= 31 for name in names)
    assert len({name.casefold() for name in names}) == 3


def test_the_header_is_frozen_and_has_a_filter():
    _, data = _written(_texts(["a", "b"], ["c", "d"]))

    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:B3"/>' in sheet
