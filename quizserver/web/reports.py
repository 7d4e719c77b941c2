"""The report's page. Its files (`exports`) answer the same question."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, request

from quizserver.errors import NotFound, UnreadableDays
from quizserver.services.reporting import RESULTS, STATUSES, Question
from quizserver.services.saved_views import VIEW_NAME_LENGTH
from quizserver.web.asking import Problems, layout_of, query_of, read_question
from quizserver.web.charts import HEIGHT, WIDTH, draw_scores, draw_timeline
from quizserver.web.columns import day
from quizserver.web.context import server, signed_in
from quizserver.web.framing import render_page
from quizserver.web.narrowing import chips_of, header_of, is_narrowed
from quizserver.web.words import words

__all__ = ["blueprint", "first_course", "report_question"]

blueprint = Blueprint("reports", __name__, url_prefix="/app/<any(en,ja):language>")

_DONE = ("saved", "deleted")


@blueprint.get("/reports")
def roster(language: str) -> Response:
    """Everybody's status and score, with what they add up to, drawn and in numbers."""
    question, problems = _read()
    page = request.args.get("page", default=1, type=int)
    report = server().reporting.select_report(question, visitor=signed_in(), page=page)
    views = server().saved_views.list_views(user_id=signed_in().user_id)
    zone, say, layout = server().settings.timezone, words(language), layout_of(request.args)
    pass_text = say("report.pass_mark", percent=report.pass_percent)
    return render_page(
        "report.html",
        language=language,
        report=report,
        question=question,
        problems=problems,
        courses=server().catalog.courses(),
        statuses=STATUSES,
        results=RESULTS,
        chips=chips_of(question, report, say),
        narrowed=is_narrowed(question) or bool(problems),
        layout=layout,
        views=views,
        opened=next((view for view in views if view.id == request.args.get("view")), None),
        done=request.args.get("done") if request.args.get("done") in _DONE else None,
        name_length=VIEW_NAME_LENGTH,
        chart_size=(WIDTH, HEIGHT),
        line=draw_timeline(report.timeline, target=report.totals.target),
        histogram=draw_scores(report.scores, pass_percent=report.pass_percent, pass_text=pass_text),
        day=lambda ms: day(ms, zone),
        header=lambda column: header_of(question, column),
        ask=lambda asked: urlencode(query_of(asked) | layout),
        query=lambda **changes: urlencode(query_of(question) | layout | changes),
    )


def report_question() -> Question:
    """What the address asks. Raises NotFound without a course, UnreadableDays."""
    question, problems = _read()
    if problems:
        raise UnreadableDays(field=next(iter(problems)))
    return question


def first_course() -> str:
    """The course that is meant where none is named. Raises NotFound."""
    first = next(iter(server().catalog.courses()), None)
    if first is None:
        raise NotFound
    return first


def _read() -> tuple[Question, Problems]:
    return read_question(request.args, course_id=first_course())
