"""A learner's due dates as a calendar file: beside a mail, and from My learning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Blueprint, Response

from quizserver.documents.due_calendar import DueDate, due_calendar
from quizserver.domain.reminding import OpenCourse
from quizserver.errors import NotFound
from quizserver.web.columns import title
from quizserver.web.context import Server, server, signed_in
from quizserver.web.framing import site_home
from quizserver.web.words import words

__all__ = ["blueprint", "calendar_of"]

blueprint = Blueprint("calendars", __name__, url_prefix="/app/<any(en,ja):language>")


@blueprint.get("/learning/<course_id>/due-date.ics")
def due_date(language: str, course_id: str) -> Response:
    """My own due date in this course. Raises NotFound when there is none or the course is done."""
    mine = [one for one in server().reminding.list_due_of(signed_in().user_id) if one.course_id == course_id]
    if not mine:
        raise NotFound
    response = Response(calendar_of(server(), mine, language=language))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8; method=PUBLISH"
    response.headers["Content-Disposition"] = 'attachment; filename="due-date.ics"'
    response.headers["Cache-Control"] = "no-store"
    return response


def calendar_of(server: Server, due: Sequence[OpenCourse], *, language: str) -> str:
    """The file with these due dates, in this language."""
    mail, origin = server.settings.mail, server.settings.origins[0]
    return due_calendar(
        [_due_date(server, one, language=language) for one in due],
        # RFC 5546, 3.2.1 wants an organizer; without a mail server it is the course's own address.
        organizer=f"mailto:{mail.sender_address}" if mail is not None else origin,
        organizer_name=" ".join(mail.sender_name.split()) if mail is not None else "",
        stamp=datetime.fromtimestamp(server.clock() // 1000, tz=UTC),
        language=language,
    )


def _due_date(server: Server, one: OpenCourse, *, language: str) -> DueDate:
    say = words(language)
    course = title(dict(server.catalog.select_course(one.course_id).title), language)
    url = f"{server.settings.origins[0]}{site_home(language)}"
    return DueDate(
        uid=one.enrollment_id,
        # Seconds since the registration: whatever moved the day, a later file has the higher number.
        sequence=max(0, server.clock() - one.assigned_at) // 1000,
        day=one.due,
        summary=say("letters.calendar.summary", course=course),
        description=say("letters.calendar.description", course=course, link=url),
        url=url,
    )
