"""The report's page. Its files (`exports`) answer the same question."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, request

from quizserver.errors import NotFound, UnreadableDays
from quizserver.services.reporting import STATUSES, Question
from quizserver.web.asking import Problems, query_of, read_question
from quizserver.web.columns import day
from quizserver.web.context import server, signed_in
from quizserver.web.framing import render_page

__all__ = ["blueprint", "report_question"]

blueprint = Blueprint("reports", __name__, url_prefix="/app/<any(en,ja):language>")


@blueprint.get("/reports")
def roster(language: str) -> Response:
    """Everybody's status and score, by module."""
    question, problems = _read()
    page = request.args.get("page", default=1, type=int)
    report = server().reporting.select_report(question, visitor=signed_in(), page=page)
    zone = server().settings.timezone
    return render_page(
        "report.html",
        language=language,
        report=report,
        question=question,
        problems=problems,
        courses=server().catalog.courses(),
        statuses=STATUSES,
        day=lambda ms: day(ms, zone),
        query=lambda **changes: urlencode(query_of(question) | changes),
    )


def report_question() -> Question:
    """What the address asks. Raises NotFound without a course, UnreadableDays."""
    question, problems = _read()
    if problems:
        raise UnreadableDays(field=next(iter(problems)))
    return question


def _read() -> tuple[Question, Problems]:
    first = next(iter(server().catalog.courses()), None)
    if first is None:
        raise NotFound
    return read_question(request.args, course_id=first)
