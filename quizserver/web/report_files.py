"""The report as a file: CSV for anybody's Excel, XLSX as the master, JSON Lines for programs. Knows nothing of HTTP.

Written into a stream, some rows at a time, all of one moment. The same for the page's downloads, the command line and
the API.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from operator import itemgetter
from typing import IO, Any

from coursekit.bundle import CompiledCourse
from quizserver.documents.parts import find_missing_part
from quizserver.domain.csv_text import BOM, csv_block, for_cp932, safe_cell, safe_column, unfit_letters
from quizserver.errors import CertificatesUnavailable, UnfitForEncoding
from quizserver.services.exporting import MODULES, Rows, Source
from quizserver.services.xlsx import Column, Sheet, Value, write_workbook
from quizserver.storage.roster_filter import RosterFilter
from quizserver.web.columns import DEFAULT, Field, Filled, Remembered, cells_needed, day, fill, header, help_rows, title
from quizserver.web.words import Words, words

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file looks: its form, its columns by machine name, the language of header and words."""

    form: str
    columns: tuple[str, ...] = DEFAULT
    language: str = "ja"


def write_report(
    out: IO[bytes], wanted: RosterFilter, layout: Layout, *, source: Source, zone: tzinfo, begun: bool = False
) -> int:
    """Write the file and return how many rows it has; where it is `begun`, without its `begin_report`.

    Raises UnfitForEncoding, with nothing written, where Shift_JIS cannot hold a cell.
    """
    report = _Report(wanted, layout, source=source, zone=zone)
    beginning = b"" if begun else begin_report(report.course, layout)
    if beginning:
        out.write(beginning)
    writers = {"csv": _write_csv, "sjis": _write_sjis, "xlsx": _write_xlsx, "jsonl": _write_jsonl, "pdf": _write_pdf}
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
    report, unfit = _Report(wanted, layout, source=source, zone=zone), _Unfit()
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


class _Report:
    """The rows of a file, filled and said in its language."""

    def __init__(self, wanted: RosterFilter, layout: Layout, *, source: Source, zone: tzinfo) -> None:
        self.wanted, self.layout, self.zone = wanted, layout, zone
        self.say: Words = words(layout.language)
        self.course: CompiledCourse = source.select_course(wanted.course_id)
        self.header = header(self.course, layout.columns, self.say)
        self._source = source
        self._fill = fill(self.course, layout.columns, language=layout.language, zone=zone)

    def pieces(self, *, more: Sequence[str] = ()) -> Iterator[tuple[Filled, Rows]]:
        """Values in pieces, with the cells they are made of; `more` cells are among these."""
        names = dict.fromkeys([*cells_needed(self.layout.columns), *more])
        for rows in self._source.stream(self.wanted, names=list(names)):
            yield self._fill(rows), rows

    def cells(self, names: Sequence[str]) -> Iterator[Rows]:
        """These cells and no more."""
        return self._source.stream(self.wanted, names=names)

    def texts(self) -> Iterator[list[Sequence[str]]]:
        """Columns as CSV writes them: 81%, 2026-04-01; formulas made harmless."""
        said = _Said(self.say)
        for filled, _ in self.pieces():
            yield [said.as_text(field, values) for field, values in filled]


class _Said:
    """Values in words. What a column says often is worked out once for some rows."""

    def __init__(self, say: Words) -> None:
        self._say = say

    def in_words(self, field: Field, values: Sequence[Any]) -> Sequence[Value]:
        """Codes as words; everything else as it is."""
        if not field.words:
            return values
        known = {code: self._word(field, code) for code in set(values)}
        return [known[code] for code in values]

    def as_text(self, field: Field, values: Sequence[Any]) -> Sequence[str]:
        """What a cell of CSV holds."""
        if field.kind == "text" and not field.words:
            return safe_column(values)
        known = {value: self._text(field, value) for value in set(values)}
        return [known[value] for value in values]

    def _text(self, field: Field, value: Any) -> str:
        if value is None:
            return ""
        if field.kind == "percent":
            return f"{value}%"
        if field.kind == "date":
            return str(value.isoformat())
        return (self._word(field, value) or "") if field.words else str(value)

    def _word(self, field: Field, code: str | None) -> str | None:
        return (self._say.find(f"{field.words}.{code}") or code) if code else None


def _write_csv(out: IO[bytes], report: _Report) -> int:
    count = 0
    for texts in report.texts():
        out.write(csv_block(texts).encode())
        count += len(texts[0])
    return count


def _write_sjis(out: IO[bytes], report: _Report) -> int:
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


def _write_jsonl(out: IO[bytes], report: _Report) -> int:
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


def _write_pdf(out: IO[bytes], report: _Report) -> int:
    """A summary for the board, without names."""
    from quizserver.web.report_summary import SUMMARY_CELLS, write_summary  # with typst, which other forms do without

    pieces = report.cells(SUMMARY_CELLS)
    pages, count = write_summary(pieces, report.wanted, course=report.course, say=report.say, zone=report.zone)
    out.write(pages)
    return count


_REST = ("sheet", "row", "column", "text")


def _write_xlsx(out: IO[bytes], report: _Report) -> int:
    """A workbook: everybody, a summary by department, and what the columns mean."""
    say, counts = report.say, _Counts()
    rest = Sheet(say("sheets.rest"), [Column(say(f"sheets.rest_{name}"), "text", 12) for name in _REST], [])
    heading = f"{title(dict(report.course.title), say.language)} {day(report.wanted.now, report.zone)}"
    write_workbook(out, _sheets(report, counts), title=heading, rest=rest)
    return counts.rows


class _Counts:
    """Department -> how many people, done and not begun, counted while the rows go by."""

    needs = ("department_code", "department", "status", "started_at")

    def __init__(self) -> None:
        self.rows = 0
        self._people: Counter[tuple[str, str]] = Counter()
        self._done: Counter[tuple[str, str]] = Counter()
        self._fresh: Counter[tuple[str, str]] = Counter()

    def count(self, rows: Rows) -> None:
        """Who is exempt is not among those who should learn."""
        cells = zip(*(rows[name] for name in self.needs), strict=True)
        for (code, name, status, started_at), times in Counter(
            (code, name, status, started is not None) for code, name, status, started in cells
        ).items():
            self.rows += times
            if status != "waived":
                self._people[code, name] += times
                self._done[code, name] += times * (status == "completed")
                self._fresh[code, name] += times * (not started_at)

    def by_department(self) -> Iterator[list[Value]]:
        """Code, name, people, done, share of done, not begun; in the order of the codes."""
        for place in sorted(self._people):
            people, done = self._people[place], self._done[place]
            yield [*place, people, done, (100 * done // people) / 100, self._fresh[place]]


def _sheets(report: _Report, counts: _Counts) -> Iterator[Sheet]:
    say = report.say
    yield Sheet(say("sheets.people"), report.header, _typed_rows(report, counts))
    columns = [Column(say(f"columns.{name}"), "text", 20) for name in ("department_code", "department")]
    columns += [Column(say(f"sheets.{name}"), "number", 10) for name in ("target", "done")]
    columns += [Column(say("sheets.share"), "percent", 10), Column(say("sheets.fresh"), "number", 10)]
    yield Sheet(say("sheets.departments"), columns, counts.by_department())
    widths = (("column", 20), ("name", 20), ("means", 80))
    meaning = [Column(say(f"sheets.{name}"), "text", width) for name, width in widths]
    yield Sheet(say("sheets.columns"), meaning, help_rows(report.layout.columns, say))


def _typed_rows(report: _Report, counts: _Counts) -> Iterable[Sequence[Value]]:
    """Rows for a workbook, where 81 percent is 0.81."""
    said = _Said(report.say)
    hundredths = Remembered(lambda percent: None if percent is None else percent / 100)
    for filled, rows in report.pieces(more=_Counts.needs):
        counts.count(rows)
        columns: list[Sequence[Value]] = [
            [hundredths[value] for value in values] if field.kind == "percent" else said.in_words(field, values)
            for field, values in filled
        ]
        yield from zip(*columns, strict=True)
