"""The learner API, version 1: `docs/api/openapi.yaml` describes it, and a test holds the two together."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import UnsupportedMediaType

from coursekit.rendering import render_paper
from quizserver.domain.sheets import Sheet
from quizserver.errors import InvalidBody, NotFound, UnknownLanguage
from quizserver.services.using import measure_usage, usage_data
from quizserver.web.context import request_language, server, set_language, signed_in, visit
from quizserver.web.json_body import read_json
from quizserver.web.presenting import attempt_json, progress_json, result_json, stored_json
from quizserver.web.replying import json_reply
from quizserver.web.shapes import LanguageOnly, StartAttempt, StoreResponse, Submission, canonical_uuid, checked
from quizserver.web.words import LANGUAGES

__all__ = ["blueprint"]

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

_MOST_NAMES = 1000


@blueprint.get("/session")
def session() -> Response:
    """Who is signed in, and the token for unsafe requests."""
    visitor, open_ = visit().visitor, server().accounts.sign_up_open
    if visitor is None:
        return json_reply({"signed_in": False, "sign_up": open_})
    return json_reply(
        {
            "signed_in": True,
            "csrf": visit().csrf,
            "learner": server().keyring.sign("learner", visitor.user_id)[:16],
            "name": visitor.name,
            "roles": sorted(visitor.roles),
            "sign_up": open_,
        }
    )


@blueprint.put("/attempts/<attempt_id>")
def start_attempt(attempt_id: str) -> Response:
    """Begin an attempt, or resume the open one."""
    body = checked(StartAttempt, _body())
    sheet = server().attempts.start(
        user_id=signed_in().user_id,
        attempt_id=canonical_uuid(attempt_id, field="attempt"),
        course_id=body.course,
        quiz=body.quiz,
        language=body.language,
        retry_missed=body.retry_missed,
    )
    return json_reply(attempt_json(sheet, language=body.language, now=_now()), status=201 if sheet.new else 200)


@blueprint.get("/attempts/<attempt_id>")
def read_attempt(attempt_id: str) -> Response:
    """An attempt with everything that is stored."""
    sheet = _sheet(attempt_id)
    return json_reply(attempt_json(sheet, language=_language_of(sheet), now=_now()))


@blueprint.get("/attempts/<attempt_id>/paper")
def read_paper(attempt_id: str) -> Response:
    """The attempt's own quiz as HTML: the revision, the questions and the orders it began with."""
    sheet = _sheet(attempt_id)
    attempt = sheet.attempt
    html = render_paper(
        sheet.paper,
        course_id=attempt.course_id,
        language=_language_of(sheet),
        module=attempt.module,
        orders=attempt.orders,
    )
    response = Response(html, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.put("/attempts/<attempt_id>/responses/<response_id>")
def store_response(attempt_id: str, response_id: str) -> Response:
    """Store one response, and tell what it was worth; in exam mode, only that it is stored."""
    body = checked(StoreResponse, _body())
    stored = server().attempts.store(
        body.given(canonical_uuid(response_id, field="response")),
        user_id=signed_in().user_id,
        attempt_id=_existing(attempt_id),
    )
    data = stored_json(stored.sheet, stored.response, language=body.language)
    return json_reply(data, status=201 if stored.new else 200)


@blueprint.post("/attempts/<attempt_id>/submit")
def submit_attempt(attempt_id: str) -> Response:
    """Close the attempt and tell the result."""
    body = checked(Submission, _body())
    sheet = server().attempts.submit(
        body.given(),
        user_id=signed_in().user_id,
        attempt_id=_existing(attempt_id),
        language=body.language,
    )
    return json_reply(_result(sheet, language=body.language))


@blueprint.get("/attempts/<attempt_id>/result")
def read_result(attempt_id: str) -> Response:
    """The result of a submitted attempt."""
    sheet = _sheet(attempt_id)
    if sheet.attempt.submitted_at is None:
        raise NotFound
    return json_reply(_result(sheet, language=_language_of(sheet)))


@blueprint.get("/courses/<course_id>/progress")
def read_progress(course_id: str) -> Response:
    """Where this learner stands in a course."""
    user_id, language = signed_in().user_id, request_language()
    progress = server().progress.select_progress(user_id=user_id, course_id=course_id)
    enrolled, url = progress.enrollment, None
    if enrolled is not None and enrolled.done_at is not None:
        url = _certificate_url(user_id, enrollment_id=enrolled.id, language=language)
    return json_reply(progress_json(progress, certificate_url=url, language=language))


@blueprint.put("/courses/<course_id>/modules/<module>/seen")
def mark_seen(course_id: str, module: str) -> Response:
    """The lesson was read to its end."""
    body = checked(LanguageOnly, _body())
    server().progress.mark_seen(user_id=signed_in().user_id, course_id=course_id, module=module, language=body.language)
    return Response(status=204, headers={"Cache-Control": "no-store"})


@blueprint.get("/courses/<course_id>/usage")
def read_usage(course_id: str) -> Response:
    """How many stored answers and results a change to these questions and quizzes would concern."""
    if course_id not in server().catalog.courses():
        raise NotFound
    questions, quizzes = (request.args.getlist(name)[:_MOST_NAMES] for name in ("question", "quiz"))
    found = measure_usage(server().database, course_id=course_id, questions=questions, quizzes=quizzes)
    return json_reply(usage_data(found, course_id=course_id))


def _result(sheet: Sheet, *, language: str) -> dict[str, Any]:
    attempt, course = sheet.attempt, server().catalog.courses().get(sheet.attempt.course_id)
    told = result_json(sheet, course=course, language=language, now=_now())
    url = None
    if sheet.is_exam:
        url = _certificate_url(attempt.user_id, enrollment_id=attempt.enrollment_id, language=language)
    return told | {"certificate_url": url}


def _certificate_url(user_id: str, *, enrollment_id: str, language: str) -> str | None:
    """Where the certificate of this registration is, once it is done and unless it was revoked."""
    for certificate in server().certifying.issue_due(user_id=user_id):
        if certificate.enrollment_id == enrollment_id and certificate.revoked_at is None:
            page = language if language in LANGUAGES else LANGUAGES[0]
            return url_for("certificates.certificate", language=page, number=certificate.number)
    return None


def _now() -> int:
    return server().clock()


def _body() -> Any:
    """The request's JSON. Raises InvalidJson; a body that is not called JSON is refused (415)."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    value = read_json(request.get_data())
    if isinstance(value, dict):
        set_language(str(value.get("language")))
    return value


def _sheet(attempt_id: str) -> Sheet:
    return server().attempts.select_sheet(user_id=signed_in().user_id, attempt_id=_existing(attempt_id))


def _existing(attempt_id: str) -> str:
    """The id of an attempt that may exist. Raises NotFound for what is no UUID."""
    try:
        return canonical_uuid(attempt_id, field="attempt")
    except InvalidBody as error:
        raise NotFound from error


def _language_of(sheet: Sheet) -> str:
    """?language=, else the browser's, if the quiz exists in it."""
    asked = request.args.get("language")
    return _known(sheet, asked) if asked is not None else request_language()


def _known(sheet: Sheet, language: str) -> str:
    stem = sheet.quiz.questions[0].delivery["stem"] if sheet.quiz.questions else dict.fromkeys(LANGUAGES)
    if language not in stem:
        raise UnknownLanguage(language=language[:35])
    return language
