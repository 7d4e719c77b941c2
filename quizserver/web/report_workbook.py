"""The report as a workbook: everybody, a summary by department, and what the columns mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from quizserver.services.exporting import Rows
from quizserver.services.xlsx import Column, Sheet, Value, write_workbook
from quizserver.web.columns import Remembered, day, help_rows, title
from quizserver.web.report_rows import ReportRows, Said

__all__ = ["write_xlsx"]

_REST = ("sheet", "row", "column", "text")


def write_xlsx(out: IO[bytes], report: ReportRows) -> int:
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


def _sheets(report: ReportRows, counts: _Counts) -> Iterator[Sheet]:
    say = report.say
    yield Sheet(say("sheets.people"), report.header, _typed_rows(report, counts))
    columns = [Column(say(f"columns.{name}"), "text", 20) for name in ("department_code", "department")]
    columns += [Column(say(f"sheets.{name}"), "number", 10) for name in ("target", "done")]
    columns += [Column(say("sheets.share"), "percent", 10), Column(say("sheets.fresh"), "number", 10)]
    yield Sheet(say("sheets.departments"), columns, counts.by_department())
    widths = (("column", 20), ("name", 20), ("means", 80))
    meaning = [Column(say(f"sheets.{name}"), "text", width) for name, width in widths]
    yield Sheet(say("sheets.columns"), meaning, help_rows(report.layout.columns, say))


def _typed_rows(report: ReportRows, counts: _Counts) -> Iterable[Sequence[Value]]:
    """Rows for a workbook, where 81 percent is 0.81."""
    said = Said(report.say)
    hundredths = Remembered(lambda percent: None if percent is None else percent / 100)
    for filled, rows in report.pieces(more=_Counts.needs):
        counts.count(rows)
        columns: list[Sequence[Value]] = [
            [hundredths[value] for value in values] if field.kind == "percent" else said.in_words(field, values)
            for field, values in filled
        ]
        yield from zip(*columns, strict=True)
