"""A real spreadsheet program opens every form, every cell is what the record is, and nothing in it acts (A1)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import Person, World, only_sqlite
from test_exports import fetch
from test_report import office  # noqa: F401 - a fixture

from quizserver.domain.csv_text import safe_cell
from quizserver.domain.people import Role

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("kind")]

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Separator, quote, character set (76: UTF-8, 60: Windows' Shift_JIS), first line, all cells text.
CSV_FILTER = "CSV:44,34,{charset},1,,0,true,false,false"
EVERY = "?columns=default,first_percent,cohort,modules"
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "+81-3-0000-0000",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    "00123",
    "1E5",
    "2026-04-01",
    'a "quoted", <b>&amp;</b> name',
    "bell\x07 and \x0b",
    "_x0041_",
    "x" * 32_768,
)


@only_sqlite
def test_every_form_opens_with_every_cell(office: dict[str, Person], tmp_path: Path) -> None:  # noqa: F811
    hr = office["hr"]
    records = [json.loads(line) for line in fetch(hr, "jsonl", "ja", EVERY).data.splitlines()]
    (tmp_path / "report.xlsx").write_bytes(fetch(hr, "xlsx", "ja", EVERY).data)
    (tmp_path / "utf8.csv").write_bytes(fetch(hr, "csv", "ja", EVERY).data)
    # 𠮷田 is not in Shift_JIS.
    (tmp_path / "sjis.csv").write_bytes(fetch(hr, "sjis.csv", "ja", EVERY + "&department=0310").data)

    workbook = opened(tmp_path / "report.xlsx")
    plain = opened(tmp_path / "utf8.csv", CSV_FILTER.format(charset=76))
    sjis = opened(tmp_path / "sjis.csv", CSV_FILTER.format(charset=60))
    header, *rows = workbook[0]
    assert header == plain[0][0] == sjis[0][0]
    assert len(rows) == len(plain[0]) - 1 == len(records)
    for typed, texts, record in zip(rows, plain[0][1:], records, strict=True):
        flat = [value for name, value in record.items() if name != "modules"]
        assert len(typed) == len(flat) + 2 * len(record["modules"]) == len(texts)
        for (kind, value), (_, text), known in zip(typed, texts, flat, strict=False):
            assert _agree(kind, value, text, known), (kind, value, text, known)
    assert [row for row in plain[0] if ("string", "0310") in row] == sjis[0][1:]
    done = next(row for row in rows if row[0] == ("string", "00123"))
    assert [done[place][0] for place in (12, 14, 16, 21, 24)] == ["date", "percentage", "float", "float", "date"]


def _agree(kind: str, value: str, text: str, known: Any) -> bool:
    """A cell of the workbook, the same of the CSV, and the record: one fact in three spellings."""
    match kind:
        case "":
            return text == "" and known is None
        case "percentage":
            return round(100 * float(value)) == known and text == f"{known}%"
        case "float":
            return float(value) == known == float(text)
        case "date":
            return value == known == text
    return value == text and (value == known or not str(known).isascii() or known in _CODES)


_CODES = {"completed", "in_progress", "not_started", "passed", "failed", "not_taken", "en", "ja"}


@only_sqlite
def test_hostile_names_are_text_and_nothing_else(world: World, tmp_path: Path) -> None:
    hr = world.person("HR", Role.HR)
    for number, name in enumerate(HOSTILE):
        world.person(name, kana=f"{number:02d}", employee_number=f"{number:05d}", department="=1+1")
    query = "?columns=employee_number,name,department"
    (tmp_path / "report.xlsx").write_bytes(fetch(hr, "xlsx", "ja", query).data)
    (tmp_path / "utf8.csv").write_bytes(fetch(hr, "csv", "ja", query).data)

    people, *_, rest = opened(tmp_path / "report.xlsx")
    (texts,) = opened(tmp_path / "utf8.csv", CSV_FILTER.format(charset=76))
    for number, name in enumerate(HOSTILE):
        # LibreOffice's own format cannot hold control characters; that the workbook does, test_exports sees.
        shown = re.sub(r"[\x00-\x08\x0b\x0c]", "", name)[:32_767]
        assert people[number + 1] == [("string", f"{number:05d}"), ("string", shown), ("string", "=1+1")]
        if len(name) < 32_768:
            found = [value.replace("\r", "\n") for _, value in texts[number + 1]]
            assert found == [f"{number:05d}", safe_cell(name).replace("\r", "\n"), "'=1+1"]
    assert rest[1][-1] == ("string", HOSTILE[-1][32_767:])


def opened(file: Path, infilter: str = "") -> list[list[list[tuple[str, str]]]]:
    """Sheet -> row -> (type, value) of each cell, as LibreOffice read it. None is a formula or a link."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program, "LibreOffice is not installed: ./run test installs it on Debian"
    options = ["--headless", f"-env:UserInstallation=file://{file.parent}/lo", "--convert-to", "fods"]
    options += [f"--infilter={infilter}"] if infilter else []
    subprocess.run(
        [program, *options, "--outdir", str(file.parent), str(file)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    text = file.with_suffix(".fods").read_text(encoding="utf-8")
    assert "table:formula" not in text
    assert "xlink:href" not in text
    tree = ElementTree.fromstring(text)
    return [_rows(table) for table in tree.iter(f"{TABLE}table")]


def _rows(table: ElementTree.Element) -> list[list[tuple[str, str]]]:
    rows = [[cell for found in row for cell in _cells(found)] for row in table.iter(f"{TABLE}table-row")]
    width = max(len(_trimmed(row)) for row in rows)
    return [row[:width] + [("", "")] * (width - len(row)) for row in rows if _trimmed(row)]


def _trimmed(row: list[tuple[str, str]]) -> list[tuple[str, str]]:
    kept = list(row)
    while kept and kept[-1] == ("", ""):
        kept.pop()
    return kept


def _cells(cell: ElementTree.Element) -> list[tuple[str, str]]:
    kind = cell.get(f"{OFFICE}value-type", "")
    value = (
        cell.get(f"{OFFICE}value") or cell.get(f"{OFFICE}date-value") or "\n".join(map(_said, cell.iter(f"{TEXT}p")))
    )
    times = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
    return [(kind, value)] * min(times, 200)


def _said(paragraph: ElementTree.Element) -> str:
    """The text of a paragraph, in which spaces and tabs are elements."""
    text = paragraph.text or ""
    for part in paragraph:
        text += {f"{TEXT}s": " " * int(part.get(f"{TEXT}c", "1")), f"{TEXT}tab": "\t"}.get(part.tag, _said(part))
        text += part.tail or ""
    return text
