"""The report as a file: CSV for anybody's Excel, XLSX as the master, JSON Lines for programs. Knows nothing of HTTP.

Written into a stream, some rows at a time, all of one moment. The same for the page's downloads, the command line and
the API.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from operator import itemgetter
from typing import IO, Any

from coursekit.bundle import CompiledCourse
from quizserver.documents.parts import find_missing_part
from quizserver.domain.csv_text import BOM, csv_block, for_cp932, safe_cell, unfit_letters
from quizserver.errors import CertificatesUnavailable, UnfitForEncoding
from quizserver.services.exporting import MODULES, Source
from quizserver.services.xlsx import Column
from quizserver.storage.roster_filter import RosterFilter
from quizserver.web.columns import header
from quizserver.web.report_rows import Layout, ReportRows
from quizserver.web.report_workbook import write_xlsx
from quizserver.web.words import words

__all__ = ["FORMS", "Form", "Layout", "begin_report", "check_form", "file_names", "list_unfit", "write_report"]

_IN_MEMORY = 1024 * 1024
_UNFIT_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file: how its name ends, and what it is on the wire."""

    suffix: str
    mimetype: str


FORMS: Mapping[str, Form] = {
    "xlsx": Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": Form("csv", "text/csv; charset=utf-8"),
    "sjis": Form("csv", "text/csv; charset=Shift_JIS"),
    "jsonl": Form("jsonl", "application/x-ndjson"),
    "pdf": Form("pdf", "application/pdf"),
}


def write_report(
    out: IO[bytes], wanted: RosterFilter, layout: Layout, *, source: Source, zone: tzinfo, begun: bool = False
) -> int:
    """Write the file and return how many rows it has; where it is `begun`, without its `begin_report`.

    Raises UnfitForEncoding, with nothing written, where Shift_JIS cannot hold a cell.
    """
    report = ReportRows(wanted, layout, source=source, zone=zone)
    beginning = b"" if begun else begin_report(report.course, layout)
    if beginning:
        out.write(beginning)
    writers = {"csv": _write_csv, "sjis": _write_sjis, "xlsx": write_xlsx, "jsonl": _write_jsonl, "pdf": _write_pdf}
    return writers[layout.form](out, report)


def check_form(form: str) -> None:
    """Raises CertificatesUnavailable where a PDF is asked for and the packages for it are not installed."""
    missing = find_missing_part() if form == "pdf" else None
    if missing is not None:
        raise CertificatesUnavailable(part=missing)


def begin_report(course: CompiledCourse, layout: Layout) -> bytes:
    """The first bytes of the file, where they are known before its first row: BOM and header of CSV."""
    if layout.form != "csv":
        return b""
    columns = header(course, layout.columns, words(layout.language))
    return (BOM + csv_block([[safe_cell(column.header)] for column in columns])).encode()


def list_unfit(
    wanted: RosterFilter, layout: Layout, *, source: Source, zone: tzinfo
) -> list[tuple[int, str, str, str]]:
    """The cells that Shift_JIS (CP932) cannot hold, at most five hundred: (row, header, text, characters)."""
    report, unfit = ReportRows(wanted, layout, source=source, zone=zone), _Unfit()
    unfit.fitting([[column.header] for column in report.header], report.header)
    for texts in report.texts():
        unfit.fitting(texts, report.header)
    return unfit.cells


class _Unfit:
    """What CP932 cannot hold of the rows that went by."""

    def __init__(self) -> None:
        self.cells: list[tuple[int, str, str, str]] = []
        self._row = 0  # the header's

    def fitting(self, texts: Sequence[Sequence[str]], header: Sequence[Column]) -> list[list[str]]:
        """The same columns in the signs that Windows knows; cells that do not fit are noted."""
        columns = []
        for cells, column in zip(texts, header, strict=True):
            changed, fits = for_cp932(cells)
            columns.append(changed)
            if not fits and len(self.cells) < _UNFIT_SHOWN:
                found = ((row, cell, unfit_letters(cell)) for row, cell in enumerate(changed, start=self._row))
                self.cells += [(row, column.header, cell, letters) for row, cell, letters in found if letters]
        self._row += len(texts[0])
        self.cells.sort(key=itemgetter(0))
        return columns


def file_names(course_id: str, layout: Layout, *, today: str, language: str) -> tuple[str, str]:
    """(in ASCII, in this language)."""
    suffix = FORMS[layout.form].suffix
    return f"{course_id}-{today}.{suffix}", words(language)(
        "report.file_name", course=course_id, day=today, form=suffix
    )


def _write_csv(out: IO[bytes], report: ReportRows) -> int:
    count = 0
    for texts in report.texts():
        out.write(csv_block(texts).encode())
        count += len(texts[0])
    return count


def _write_sjis(out: IO[bytes], report: ReportRows) -> int:
    """Beside first: only the last row tells whether there is a file at all."""
    count, unfit = 0, _Unfit()
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        head = [[safe_cell(column.header)] for column in report.header]
        file.write(csv_block(unfit.fitting(head, report.header)).encode("cp932", "replace"))
        for texts in report.texts():
            columns = unfit.fitting(texts, report.header)
            file.write(csv_block(columns).encode("cp932", "replace"))
            count += len(texts[0])
        if unfit.cells:
            raise UnfitForEncoding(unfit=unfit.cells)
        file.seek(0)
        shutil.copyfileobj(file, out, _IN_MEMORY)
    return count


def _write_jsonl(out: IO[bytes], report: ReportRows) -> int:
    """One JSON object a line: machine names and codes, ISO dates, null for nothing; the same in every language."""
    names = [name for name in report.layout.columns if name != MODULES]
    slugs = [module.slug for module in report.course.modules if not module.planned]
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with_modules, count = MODULES in report.layout.columns, 0
    for filled, rows in report.pieces():
        plain = [_plain(values) for field, values in filled if field.needs != (MODULES,)]
        records = [dict(zip(names, row, strict=True)) for row in zip(*plain, strict=True)]
        if with_modules:
            for record, own in zip(records, rows[MODULES], strict=True):
                record[MODULES] = [
                    {"module": slug, "status": status, "percent": percent}
                    for slug, (status, percent) in zip(slugs, own, strict=True)
                ]
        out.write("".join(f"{encode(record)}\n" for record in records).encode())
        count += len(records)
    return count


def _plain(values: Sequence[Any]) -> list[Any]:
    return [value.isoformat() if isinstance(value, date) else None if value == "" else value for value in values]


def _write_pdf(out: IO[bytes], report: ReportRows) -> int:
    """A summary for the board, without names."""
    from quizserver.web.report_summary import SUMMARY_CELLS, write_summary  # with typst, which other forms do without

    pieces = report.cells(SUMMARY_CELLS)
    pages, count = write_summary(pieces, report.wanted, course=report.course, say=report.say, zone=report.zone)
    out.write(pages)
    return count
