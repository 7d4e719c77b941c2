"""HR's page about one person: every registration with its attempts and its ledger, and what HR may do about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, redirect, request

from coursekit.grading import percent_of
from quizserver.domain.ledger import Record
from quizserver.domain.people import Role
from quizserver.domain.records import Enrollment
from quizserver.errors import Refusal
from quizserver.services.histories import History
from quizserver.services.registrations import REASON_LENGTH
from quizserver.services.tickets import HANDED_DAYS
from quizserver.storage.audit import SYSTEM
from quizserver.web.columns import day
from quizserver.web.context import server, signed_in
from quizserver.web.dates import UnreadableDay, end_of
from quizserver.web.errors import STATUS
from quizserver.web.framing import render_page
from quizserver.web.words import words

__all__ = ["blueprint"]

blueprint = Blueprint("registrations", __name__, url_prefix="/app/<any(en,ja):language>/people")

_SHOWN = ("attempt_submitted", "regraded")
"""Kinds of records whose points are told beside them."""


@blueprint.get("/<uuid:user_id>")
def person(language: str, user_id: object) -> Response:
    """Who it is, every registration, and forms for what may be done."""
    return _page(str(user_id), language=language, done=request.args.get("done"))


@blueprint.post("/<uuid:user_id>")
def act(language: str, user_id: object) -> Response:
    """Register, register again, waive or withdraw a waiver, as the pressed button says."""
    wanted, who = request.form.get("do", ""), str(user_id)
    course_id = request.form.get("course", "")
    try:
        deed = _deeds().get(wanted)
        if deed is not None:
            deed(user_id=who, course_id=course_id, actor=signed_in().user_id)
    except Refusal as refusal:
        say = words(language)
        problem = " ".join(say(f"errors.{refusal.code}.{part}", **refusal.facts) for part in ("message", "remedy"))
        return _page(who, language=language, status=STATUS[refusal.code], problem=problem, at=course_id)
    response = redirect(f"/app/{language}/people/{who}?done={wanted if deed else ''}", code=303)
    assert isinstance(response, Response)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<uuid:user_id>/link")
def hand_link(language: str, user_id: object) -> Response:
    """A link for whoever gets no mail. It stands in this one answer and nowhere else."""
    link = server().tickets.hand_link(str(user_id), visitor=signed_in())
    return _page(str(user_id), language=language, handed=link)


def _deeds() -> Mapping[str, Callable[..., Enrollment]]:
    services, reason = server().registrations, request.form.get("reason", "")
    when: dict[str, Any] = {
        "due_at": _due_at(request.form.get("due", "")),
        "cohort_id": request.form.get("cohort") or None,
    }
    return {
        "enroll": lambda **who: services.enroll(**who, **when),
        "re-enroll": lambda **who: services.re_enroll(**who, reason=reason, **when),
        "reschedule": lambda **who: services.reschedule(**who, **when),
        "waive": lambda **who: services.waive(**who, reason=reason),
        "withdraw": lambda **who: services.withdraw_waiver(**who, reason=reason),
    }


def _due_at(text: str) -> int | None:
    """The end of the day that was chosen; what is no day is none, as browsers send only days."""
    try:
        return end_of(text)
    except UnreadableDay:
        return None


def _page(
    user_id: str,
    *,
    language: str,
    status: int = 200,
    done: str | None = None,
    problem: str | None = None,
    at: str | None = None,
    handed: str | None = None,
) -> Response:
    history = server().registrations.select_history(user_id=user_id, actor=signed_in().user_id)
    zone, say = server().settings.timezone, words(language)
    courses = server().catalog.courses()
    of_course: dict[str, list[History]] = {course_id: [] for course_id in courses}
    for found in history.registrations:
        of_course.setdefault(found.enrollment.course_id, []).append(found)

    cohorts = server().cohorts.list_cohorts()
    cohorts_of = {course_id: [one for one in cohorts if one.course_id == course_id] for course_id in courses}

    def moment(ms: int) -> str:
        return datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M")

    def actor(record: Record) -> str:
        if record.actor == user_id:
            return say("person.themselves")
        return (
            say("person.system")
            if record.actor == SYSTEM
            else (history.names.get(record.actor, record.actor) or say("erase.erased"))
        )

    return render_page(
        "person.html",
        language=language,
        status=status,
        account=history.account,
        certificates=history.certificates,
        mails=history.mails,
        of_course=of_course,
        courses=courses,
        done=done if done in ("enroll", "re-enroll", "reschedule", "waive", "withdraw") else None,
        problem=problem,
        at=at,
        handed=handed,
        factor=server().factors.standing(user_id).confirmed and Role.ADMIN in signed_in().roles,
        factor_reset="factor" in request.args,
        handed_until=server().clock() + HANDED_DAYS * 86_400_000,
        day=lambda ms: day(ms, zone),
        moment=moment,
        actor=actor,
        told=lambda record: _told(record, day=lambda ms: day(ms, zone)),
        cohorts_of=cohorts_of,
        cohort_names={cohort.id: cohort.name for cohort in cohorts},
        score=lambda units, most: f"{percent_of(units, most)}%" if most else "",
        most=REASON_LENGTH,
    )


def _told(record: Record, *, day: Callable[[int], str]) -> dict[str, Any]:
    """What of a record's body the page shows."""
    body = json.loads(record.body)
    told = {name: body.get(name) for name in ("reason", "module", "passed")}
    if body.get("due_at") is not None:
        told["due"] = day(body["due_at"] - 1)
    told["cohort"] = body.get("cohort_id")
    if record.kind in _SHOWN and body.get("max_units"):
        told["percent"] = percent_of(body["units"], body["max_units"])
    return told
