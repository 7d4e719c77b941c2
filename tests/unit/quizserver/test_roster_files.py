"""Roster files: every encoding that a Japanese company sends, and what is no roster."""

import io
from datetime import datetime

import pytest
import xlsxwriter

from quizserver.errors import UnreadableRoster
from quizserver.services import roster_files
from quizserver.services.roster_files import read_roster_file

pytestmark = pytest.mark.unit

TEXT = '社員番号,氏名,フリガナ\r\n00123,髙橋 﨑子,タカハシ サキコ\r\n\r\n00124,"山田, 太郎",ヤマダ タロウ\r\n'
ROWS = ((2, ("00123", "髙橋 﨑子", "タカハシ サキコ")), (4, ("00124", "山田, 太郎", "ヤマダ タロウ")))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("cp932"), "cp932"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-be").join([b"\xfe\xff", b""]), "utf-16"),
    ],
)
def test_csv_is_read_in_every_usual_encoding(data, encoding):
    file = read_roster_file(data)

    assert file.encoding == encoding
    assert file.header == ("社員番号", "氏名", "フリガナ")
    assert file.rows == ROWS


def test_utf_16_without_a_mark_shows_by_its_zero_bytes():
    assert read_roster_file("number,name\n1,Ann\n".encode("utf-16-le")).rows == ((2, ("1", "Ann")),)


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_tabs_and_semicolons_separate_too(delimiter):
    data = TEXT.replace('"山田, 太郎"', "山田").replace(",", delimiter).encode()

    assert read_roster_file(data).rows[0] == ROWS[0]


def test_a_cell_may_hold_a_line_break():
    file = read_roster_file('社員番号,氏名\n1,"山田\n太郎"\n2,佐藤\n'.encode())

    assert file.rows == ((2, ("1", "山田\n太郎")), (4, ("2", "佐藤")))


def test_a_sheet_is_read_as_hr_sees_it():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["社員番号", "氏名", "入社日", "内線"])
    sheet.write_string(1, 0, "00123")
    sheet.write_string(1, 1, "髙橋")
    sheet.write_datetime(1, 2, datetime(2026, 4, 1), book.add_format({"num_format": "yyyy/m/d"}))
    sheet.write_number(1, 3, 4502)
    book.close()

    read = read_roster_file(file.getvalue())
    assert read.encoding == "xlsx"
    assert read.rows == ((2, ("00123", "髙橋", "2026-04-01", "4502")),)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (b"PK\x03\x04 not a workbook", "xlsx"),
        (b"\x81", "encoding"),
        (b"\xff\xfe\x00", "encoding"),
        (b"a,b\n\x00\x01\x02\x03", "not_text"),
        (b'a,b\n"never closed\n', "csv"),
    ],
)
def test_what_is_no_roster_says_why(data, reason):
    with pytest.raises(UnreadableRoster) as refusal:
        read_roster_file(data)
    assert refusal.value.facts["reason"] == reason


def test_too_much_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(roster_files, "MAX_ROSTER_BYTES", 10)
    with pytest.raises(UnreadableRoster):
        read_roster_file(b"a,b\n1,2\n3,4\n")
    monkeypatch.setattr(roster_files, "MAX_ROSTER_BYTES", 100)
    monkeypatch.setattr(roster_files, "MAX_ROSTER_ROWS", 1)
    with pytest.raises(UnreadableRoster):
        read_roster_file(b"a,b\n1,2\n3,4\n")
