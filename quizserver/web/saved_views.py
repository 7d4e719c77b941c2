"""A person's saved views of the report: save what is shown, open it again, rename it, delete it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, request

from quizserver.web.asking import layout_of, query_of, read_question
from quizserver.web.context import server, signed_in
from quizserver.web.replying import see_other
from quizserver.web.reports import first_course

__all__ = ["blueprint"]

blueprint = Blueprint("saved_views", __name__, url_prefix="/app/<any(en,ja):language>/reports/views")

_LONGEST = 4000


@blueprint.post("")
def save(language: str) -> Response:
    """Keep the question of the page that was looked at, under a name."""
    given = dict(parse_qsl(request.form.get("query", "")[:_LONGEST]))
    question, _problems = read_question(given, course_id=first_course())
    query = urlencode(query_of(question) | layout_of(given))
    view = server().saved_views.save(request.form.get("name", ""), query=query, user_id=signed_in().user_id)
    return see_other(f"/app/{language}/reports?{query}&view={view.id}&done=saved")


@blueprint.get("/<uuid:view_id>")
def open_view(language: str, view_id: object) -> Response:
    """The report as it was saved: the same question, today's answer."""
    view = server().saved_views.select_view(str(view_id), user_id=signed_in().user_id)
    return see_other(f"/app/{language}/reports?{view.query}&view={view.id}")


@blueprint.post("/<uuid:view_id>")
def change(language: str, view_id: object) -> Response:
    """Rename or delete, as the pressed button says."""
    views, who = server().saved_views, signed_in().user_id
    if request.form.get("do") == "delete":
        views.delete(str(view_id), user_id=who)
        return see_other(f"/app/{language}/reports?done=deleted")
    views.rename(str(view_id), name=request.form.get("name", ""), user_id=who)
    return see_other(f"/app/{language}/reports/views/{view_id}")
