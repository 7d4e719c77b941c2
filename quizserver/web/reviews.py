"""Reviews after the course: a page for the learner alone. Plain forms, one question at a time, no script."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from coursekit.bundle import CompiledQuestion
from coursekit.rendering import read_question_form, render_question_fields
from quizserver.domain.certificates import written_date
from quizserver.domain.reviewing import ReviewItem
from quizserver.errors import NotReadable
from quizserver.web.context import server, signed_in
from quizserver.web.framing import render_page
from quizserver.web.moments import timestamp
from quizserver.web.replying import see_other
from quizserver.web.words import words

__all__ = ["blueprint"]

blueprint = Blueprint("reviews", __name__, url_prefix="/app/<any(en,ja):language>/review")


@blueprint.get("")
def review(language: str) -> Response:
    """What has come back today, and its first question."""
    return _today(language)


@blueprint.post("/start")
def start(language: str) -> Response:
    """Ask for reviews."""
    server().reviewing.start(user_id=signed_in().user_id)
    return see_other(f"/app/{language}/review")


@blueprint.post("/stop")
def stop(language: str) -> Response:
    """End reviews; everything about them is deleted."""
    server().reviewing.stop(user_id=signed_in().user_id)
    return see_other(f"/app/{language}/review?stopped")


@blueprint.post("/answer")
def answer(language: str) -> Response:
    """Answer the question that came back: why, and when it returns."""
    form = request.form
    reviewing = server().reviewing
    item = reviewing.select_item(
        user_id=signed_in().user_id,
        course_id=form.get("course", ""),
        quiz=form.get("quiz", ""),
        question=form.get("question", ""),
    )
    question = reviewing.select_question(item)
    spoken = _language_of(question, language)
    given = read_question_form(question, form.items(multi=True))
    try:
        answered = reviewing.answer(item, response=given, reviews=_whole(form.get("reviews", "")), language=spoken)
    except NotReadable:
        problem = words(language)("review.not_readable." + ("typed" if "text" in given else "picked"))
        return _today(language, item=item, given=given, problem=problem, status=422)
    if answered is None:
        return see_other(f"/app/{language}/review")
    return render_page(
        "review_answered.html",
        language=language,
        answered=answered,
        stem=question.delivery["stem"][spoken],
        labels=_labels(question, spoken),
        spoken=spoken,
        next_date=_date(answered.next_at, language),
        left=len(reviewing.today(user_id=signed_in().user_id).due),
    )


@blueprint.get("/export.json")
def export(language: str) -> Response:
    """Everything that is kept about my reviews."""
    kept = server().reviewing.export(user_id=signed_in().user_id)
    moments = ("last_at", "due_at")
    kept["started_at"] = timestamp(kept["started_at"])
    kept["questions"] = [
        {name: timestamp(value) if name in moments else value for name, value in row.items()}
        for row in kept["questions"]
    ]
    response = Response(json.dumps(kept, ensure_ascii=False, indent=1), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="reviews-{language}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _today(
    language: str,
    *,
    item: ReviewItem | None = None,
    given: dict[str, Any] | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    day = server().reviewing.today(user_id=signed_in().user_id)
    shown = item or (day.due[0] if day.due else None)
    fields = None
    if shown is not None:
        question = server().reviewing.select_question(shown)
        spoken = _language_of(question, language)
        fields = render_question_fields(question, language=spoken, given=given, problem=problem)
    return render_page(
        "review.html",
        language=language,
        status=status,
        day=day,
        item=shown,
        fields=fields,
        next_date=_date(day.next_at, language) if day.next_at is not None else None,
        stopped="stopped" in request.args,
    )


def _language_of(question: CompiledQuestion, language: str) -> str:
    """The page's language, else the first that the question has."""
    stem = question.delivery["stem"]
    return language if language in stem else next(iter(stem))


def _labels(question: CompiledQuestion, language: str) -> dict[str, str | None]:
    """What a feedback's target is called: option, step or premise -> its text."""
    entries = [entry for part in ("options", "items", "premises") for entry in question.delivery.get(part, ())]
    return {entry["id"]: entry["text"][language] if "text" in entry else None for entry in entries}


def _date(ms: int, language: str) -> str:
    return written_date(ms, timezone=server().settings.timezone, language=language)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
