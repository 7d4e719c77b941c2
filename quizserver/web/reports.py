"""The report's page. Its files (`exports`) answer the same question."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, request

from quizserver.errors import NotFound
from quizserver.services.reporting import STATUSES, Question
from quizserver.web.columns import day
from quizserver.web.context import server, signed_in
from quizserver.web.framing import render_page

__all__ = ["blueprint", "report_question"]

blueprint = Blueprint("reports", __name__, url_prefix="/app/<any(en,ja):language>")

_MAX_SEARCH = 100


@blueprint.get("/reports")
def roster(language: str) -> Response:
    """Everybody's status and score, by module."""
    question = report_question()
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


def report_question() -> Question:
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
