"""The report: a page for people and a file for Excel, of the same question."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request

from quizserver.domain.csv_text import csv_lines
from quizserver.errors import NotFound
from quizserver.services.reporting import STATUSES, Question
from quizserver.web.columns import day, header, row
from quizserver.web.context import server, signed_in
from quizserver.web.framing import render_page
from quizserver.web.words import words

__all__ = ["blueprint"]

blueprint = Blueprint("reports", __name__, url_prefix="/app/<any(en,ja):language>")

_MAX_SEARCH = 100


@blueprint.get("/reports")
def roster(language: str) -> Response:
    """Everybody's status and score, by module."""
    question = _question()
    page = request.args.get("page", default=1, type=int)
    report = server().reporting.select_report(question, visitor=signed_in(), page=page)
    zone = server().settings.timezone
    return render_page(
        "report.html",
        language=language,
        report=report,
        question=question,
        courses=server().catalog.courses(),
        statuses=STATUSES,
        day=lambda ms: day(ms, zone),
        query=lambda **changes: urlencode(_asked(question) | changes),
    )


@blueprint.get("/reports.csv")
def roster_csv(language: str) -> Response:
    """The same people as a file: UTF-8 with BOM, streamed."""
    course, learners = server().reporting.stream_learners(_question(), visitor=signed_in())
    say, zone, now = words(language), server().settings.timezone, server().clock()

    def rows() -> Iterator[list[str]]:
        for learner in learners:
            yield row(learner, say, zone)

    response = Response(csv_lines(header(course, say), rows()), mimetype="text/csv")
    name = say("report.file_name", course=course.id, day=day(now, zone))
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{course.id}-{day(now, zone)}.csv\"; filename*=UTF-8''{quote(name)}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _question() -> Question:
    courses = server().catalog.courses()
    course_id = request.args.get("course") or next(iter(courses), None)
    if course_id is None:
        raise NotFound
    return Question(
        course_id=course_id,
        department_code=_without_nul(request.args.get("department", "")) or None,
        text=_without_nul(request.args.get("q", "")).strip()[:_MAX_SEARCH],
        status=request.args.get("status") or None,
    )


def _asked(question: Question) -> dict[str, str]:
    """The question as a query string says it."""
    pairs = {
        "course": question.course_id,
        "department": question.department_code,
        "q": question.text,
        "status": question.status,
    }
    return {name: value for name, value in pairs.items() if value}


def _without_nul(text: str) -> str:
    # PostgreSQL cannot hold it, and nobody's name does.
    return text.replace("\x00", "")
