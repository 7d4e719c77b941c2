"""HR's page of reminders: whom today's would go to, sending them now, and what became of earlier ones."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, request

from quizserver.domain.mails import Mail
from quizserver.domain.reminding import REMINDERS
from quizserver.services.reminding import PROBLEMS
from quizserver.web.columns import title
from quizserver.web.context import server, signed_in
from quizserver.web.framing import render_page
from quizserver.web.moments import day_text, moment_text
from quizserver.web.reminder_lists import course_of, reminder_file
from quizserver.web.replying import see_other
from quizserver.web.words import words

__all__ = ["blueprint"]

blueprint = Blueprint("reminders", __name__, url_prefix="/app/<any(en,ja):language>")

_SHOWN = 200
_DAYS = 30
_STATES = ("queued", "sending", "sent", "handed", "failed", "unsure", "unwanted")


@blueprint.get("/reminders")
def home(language: str) -> Response:
    """Today's list, and the last thirty days."""
    return _page(language, problem=None)


@blueprint.post("/reminders")
def act(language: str) -> Response:
    """Queue today's mails, or hand out a file of those whom no mail reaches; each only with the box ticked."""
    actor, how, say = signed_in().user_id, request.form.get("how", ""), words(language)
    if "sure" not in request.form:
        return _page(language, problem=say("reminders.not_sure"), status=422)
    if how == "file":
        handed = server().reminding.hand_out(server().reminding.list_unreached(), actor=actor)
        body = b"".join(reminder_file(server(), handed, say))
        response = Response(body, mimetype="text/csv")
        name = f"reminders-{server().reminding.today()}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "no-store"
        return response
    queued = server().reminding.queue(actor=actor)
    return see_other(f"/app/{language}/reminders?queued={len(queued)}")


def _page(language: str, *, problem: str | None, status: int = 200) -> Response:
    reminding, only = server().reminding, request.args.get("only")
    plan = reminding.plan(viewer=signed_in().user_id)
    states = PROBLEMS if only == "problems" else ()
    told, counts = reminding.list_told(days=_DAYS, states=states, limit=_SHOWN)
    kinds = {kind: sum(one.kind == kind for one in plan.reminders) for kind in REMINDERS}
    return render_page(
        "reminders.html",
        language=language,
        status=status,
        plan=plan,
        kinds=kinds,
        told=told,
        counts={state: counts[state] for state in _STATES if counts.get(state)},
        only=only,
        policy=_policy(language),
        by_mail=server().mailing.enabled,
        shown=_SHOWN,
        problem=problem,
        queued=request.args.get("queued", type=int),
        course=lambda one: course_of(server(), one, words(language)),
        day=lambda day: day_text(day, language=language),
        told_about=lambda mail: _about(mail, language=language),
        moment=lambda ms: moment_text(ms, language=language, zone=server().settings.timezone),
    )


def _about(mail: Mail, *, language: str) -> tuple[str, str]:
    """Course and due date of a reminder of the past; of a digest, the day it was for."""
    course = server().catalog.courses().get(str(mail.facts.get("course")))
    name = title(dict(course.title), language) if course is not None else str(mail.facts.get("course", ""))
    day = mail.facts.get("due") or mail.facts.get("day")
    return name, day_text(date.fromisoformat(str(day)), language=language) if day else ""


def _policy(language: str) -> dict[str, Any]:
    """When people are reminded, in words."""
    say, policy = words(language), server().reminding.policy
    weekday = policy.digest_weekday
    return {
        "before": _days(policy.before[::-1], "reminders.days_before", language=language),
        "after": _days(policy.after, "reminders.days_after", language=language),
        "digest": None if weekday is None else say("moment.weekdays").split()[weekday],
        "at": policy.at.strftime("%H:%M") if policy.at is not None else None,
    }


def _days(days: tuple[int, ...], key: str, *, language: str) -> str | None:
    say = words(language)
    return say(key, days=say("reminders.and").join(map(str, days))) if days else None
