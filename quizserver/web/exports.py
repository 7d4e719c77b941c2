"""The report as a file: CSV for anybody's Excel, XLSX as the master, JSON Lines for programs. All of one moment."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

from flask import Blueprint, Response

from coursekit.bundle import CompiledCourse
from quizserver.domain.csv_text import csv_lines
from quizserver.errors import UnfitForEncoding
from quizserver.services.reporting import Learner
from quizserver.services.xlsx import Column, Sheet, Value, write_workbook
from quizserver.web.columns import day, header, help_rows, record, row, texts, title
from quizserver.web.context import server, signed_in
from quizserver.web.framing import render_page
from quizserver.web.reports import report_question
from quizserver.web.words import Words, words

__all__ = ["blueprint"]

blueprint = Blueprint("exports", __name__, url_prefix="/app/<any(en,ja):language>")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 4 * 1024 * 1024
_PIECE = 256 * 1024


@blueprint.get("/reports.csv")
def roster_csv(language: str) -> Response:
    """UTF-8 with BOM, streamed."""
    course, learners = _asked("csv")
    lines = csv_lines([column.header for column in header(course, words(language))], _texts(learners, words(language)))
    return _file(lines, course, language=language, form="csv", mimetype="text/csv")


@blueprint.get("/reports.sjis.csv")
def roster_cp932(language: str) -> Response:
    """CP932 for systems that read nothing else. Characters that it cannot hold are listed, never replaced."""
    course, learners = _asked("sjis")
    say = words(language)
    try:
        lines = list(
            csv_lines([column.header for column in header(course, say)], _texts(learners, say), encoding="cp932")
        )
    except UnfitForEncoding as refusal:
        return render_page("unfit.html", language=language, status=422, unfit=refusal.unfit)
    return _file(iter(lines), course, language=language, form="csv", mimetype="text/csv; charset=Shift_JIS")


@blueprint.get("/reports.xlsx")
def roster_xlsx(language: str) -> Response:
    """A workbook: everybody, a summary by department, and what the columns mean."""
    course, learners = _asked("xlsx")
    say, zone = words(language), server().settings.timezone
    counts = _Counts()
    sheets = _sheets(course, counts.counting(learners), counts, say)
    rest = Sheet(say("sheets.rest"), [Column(say(f"sheets.rest_{name}"), "text", 12) for name in _REST], [])
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        heading = f"{title(dict(course.title), language)} {day(server().clock(), zone)}"
        write_workbook(file, sheets, title=heading, rest=rest)
        file.seek(0)
        return _file(list(iter(lambda: file.read(_PIECE), b"")), course, language=language, form="xlsx", mimetype=_XLSX)


@blueprint.get("/reports.jsonl")
def roster_jsonl(language: str) -> Response:
    """One JSON object a line, with machine names; the same in every language."""
    course, learners = _asked("jsonl")
    say, zone = words(language), server().settings.timezone
    lines = (json.dumps(record(learner, say, zone), ensure_ascii=False).encode() + b"\n" for learner in learners)
    return _file(lines, course, language=language, form="jsonl", mimetype="application/x-ndjson")


_REST = ("sheet", "row", "column", "text")


class _Counts:
    """Department -> how many people, done and not begun, counted while the rows go by."""

    def __init__(self) -> None:
        self._people: Counter[tuple[str, str]] = Counter()
        self._done: Counter[tuple[str, str]] = Counter()
        self._fresh: Counter[tuple[str, str]] = Counter()

    def counting(self, learners: Iterator[Learner]) -> Iterator[Learner]:
        """The same learners. Who is exempt is not among those who should learn."""
        for learner in learners:
            place = (learner.account.department_code, learner.account.department)
            if learner.status != "waived":
                self._people[place] += 1
                self._done[place] += learner.status == "completed"
                self._fresh[place] += learner.enrollment.started_at is None
            yield learner

    def rows(self) -> Iterator[list[Value]]:
        """Code, name, people, done, share of done, not begun; in the order of the codes."""
        for place in sorted(self._people):
            people, done = self._people[place], self._done[place]
            yield [*place, people, done, (100 * done // people) / 100, self._fresh[place]]


def _sheets(course: CompiledCourse, learners: Iterator[Learner], counts: _Counts, say: Words) -> Iterator[Sheet]:
    zone = server().settings.timezone
    yield Sheet(say("sheets.people"), header(course, say), (row(learner, say, zone) for learner in learners))
    kinds = (("department_code", "text"), ("department", "text"))
    columns = [Column(say(f"columns.{name}"), "text", 20) for name, _ in kinds]
    columns += [Column(say(f"sheets.{name}"), "number", 10) for name in ("target", "done")]
    columns += [Column(say("sheets.share"), "percent", 10), Column(say("sheets.fresh"), "number", 10)]
    yield Sheet(say("sheets.departments"), columns, counts.rows())
    meaning = [
        Column(say(f"sheets.{name}"), "text", width) for name, width in (("column", 20), ("name", 20), ("means", 80))
    ]
    yield Sheet(say("sheets.columns"), meaning, help_rows(say))


def _asked(form: str) -> tuple[CompiledCourse, Iterator[Learner]]:
    return server().reporting.stream_learners(report_question(), visitor=signed_in(), form=form)


def _texts(learners: Iterator[Learner], say: Words) -> Iterator[list[str]]:
    zone = server().settings.timezone
    return (texts(learner, say, zone) for learner in learners)


def _file(
    body: Iterator[bytes] | list[bytes], course: CompiledCourse, *, language: str, form: str, mimetype: str
) -> Response:
    response = Response(body, mimetype=mimetype)
    today = day(server().clock(), server().settings.timezone)
    name = words(language)("report.file_name", course=course.id, day=today, form=form)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{course.id}-{today}.{form}\"; filename*=UTF-8''{quote(name)}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
