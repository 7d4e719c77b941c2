"""Signing up, in and out; My learning; a person's own account."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request

from quizserver.domain.calendar import days_left
from quizserver.domain.certificates import written_date
from quizserver.domain.people import PASSWORD_LEAST, OpenSession, Role, browser_of
from quizserver.errors import BadCredentials, PasswordsClosed, Refusal, SignUpClosed, TooManyTries, UnsuitableAccount
from quizserver.services.accounts import SignedIn
from quizserver.services.factors import Standing
from quizserver.web.columns import day
from quizserver.web.context import server, signed_in, visit
from quizserver.web.errors import STATUS
from quizserver.web.framing import render_page, site_home
from quizserver.web.guarding import device_cookie, remember_device, session_cookie, set_session_cookie
from quizserver.web.moments import moment_text
from quizserver.web.replying import see_other
from quizserver.web.returning import local_path
from quizserver.web.words import words

__all__ = ["blueprint"]

blueprint = Blueprint("pages", __name__, url_prefix="/app/<any(en,ja):language>")


@blueprint.get("/")
def enter(language: str) -> Response:
    """The door: to My learning, or to the sign-in page."""
    return see_other(f"/app/{language}/" + ("learning" if visit().visitor is not None else "sign-in"))


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in(language: str) -> Response:
    """Sign in, then go on to `next`."""
    to = local_path(request.values.get("next"), otherwise=f"/app/{language}/learning")
    if request.method == "GET":
        if visit().visitor is not None:
            return see_other(to)
        if visit().waiting is not None:
            return see_other(f"/app/{language}/sign-in/code?next={quote(to, safe='/')}")
        return render_page("sign_in.html", language=language, problem=None, **_doors(language, to))
    try:
        signed = server().accounts.sign_in(
            who=request.form.get("email", ""),
            password=request.form.get("password", ""),
            address=request.remote_addr or "",
            device=request.cookies.get(device_cookie()),
            old_token=visit().token,
            browser=browser_of(request.user_agent.string),
        )
    except (BadCredentials, PasswordsClosed, TooManyTries) as refusal:
        return _again("sign_in.html", refusal, language=language, **_doors(language, to))
    return _welcome(signed, to, language=language)


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up(language: str) -> Response:
    """Make an account and sign in."""
    if not server().accounts.sign_up_open:
        raise SignUpClosed
    to = local_path(request.values.get("next"), otherwise=f"/app/{language}/learning")
    if request.method == "GET":
        if visit().visitor is not None:
            return see_other(to)
        return render_page(
            "sign_up.html", language=language, next=to, typed={}, problems={}, problem=None, least=PASSWORD_LEAST
        )
    try:
        signed = server().accounts.sign_up(
            email=request.form.get("email", ""),
            password=request.form.get("password", ""),
            name=request.form.get("name", ""),
            locale=language,
            address=request.remote_addr or "",
            old_token=visit().token,
            browser=browser_of(request.user_agent.string),
        )
    except (UnsuitableAccount, TooManyTries) as refusal:
        typed = {field: request.form.get(field, "") for field in ("name", "email")}
        return _again("sign_up.html", refusal, language=language, next=to, typed=typed, least=PASSWORD_LEAST)
    return _welcome(signed, to, language=language)


@blueprint.post("/sign-out")
def sign_out(language: str) -> Response:
    """End the session, on the server and in the browser."""
    here = visit()
    assert here.token is not None, "the guard lets nobody in without a session"
    server().sessions.end(here.token, user_id=signed_in().user_id)
    response = see_other(site_home(language))
    response.delete_cookie(session_cookie(), path="/", secure=server().settings.secure, httponly=True, samesite="Lax")
    return response


@blueprint.get("/learning")
def learning(language: str) -> Response:
    """Where I stand: every module with status, best score and the next step."""
    user_id = signed_in().user_id
    courses = [
        server().progress.select_progress(user_id=user_id, course_id=course_id)
        for course_id in server().catalog.courses()
    ]
    zone = server().settings.timezone
    return render_page(
        "learning.html",
        language=language,
        courses=courses,
        moment=partial(moment_text, language=language, zone=zone),
        day=partial(day, zone=zone),
        certificates=server().certifying.issue_due(user_id=user_id),
        certificate_date=partial(written_date, timezone=zone),
        date=partial(written_date, timezone=zone, language=language),
        days_left=partial(days_left, now=server().clock(), zone=zone),
        reviewable=any(progress.course.review for progress in courses),
    )


@blueprint.route("/account", methods=["GET", "POST"])
def account(language: str) -> Response:
    """My name and language."""
    user_id = signed_in().user_id
    mine = server().accounts.select_account(user_id)
    values: dict[str, Any] = {
        "account": mine,
        "sessions": _sessions(user_id),
        "when": _when,
        "factor": _factor(user_id),
        "saved": "saved" in request.args,
    }
    if request.method == "GET":
        return render_page("account.html", language=language, problems={}, ended="ended" in request.args, **values)
    locale = request.form.get("locale", "")
    locale = locale if locale in ("en", "ja") else mine.locale
    try:
        server().accounts.change_basics(
            user_id=user_id, name=request.form.get("name", ""), kana=request.form.get("kana", ""), locale=locale
        )
    except UnsuitableAccount as refusal:
        return render_page("account.html", language=language, status=422, problems=refusal.problems, **values)
    return see_other(f"/app/{locale}/account?saved")


def _sessions(user_id: str) -> list[tuple[OpenSession, bool]]:
    """Every open session, and whether it is the one of this request."""
    sessions, token = server().sessions, visit().token or ""
    return [(session, sessions.is_own(session, token=token)) for session in sessions.list_open(user_id=user_id)]


def _factor(user_id: str) -> Standing | None:
    """Of whom a second factor is expected, or who has one; None where the page need not speak of it."""
    if server().settings.second_factor == "off":
        return None
    standing = server().factors.standing(user_id)
    return standing if standing.confirmed or visit().held_back or signed_in().roles - {Role.LEARNER} else None


def _when(ms: int) -> str:
    """A moment where the company is, in a form that both languages read."""
    return datetime.fromtimestamp(ms / 1000, tz=server().settings.timezone).strftime("%Y-%m-%d %H:%M")


def _doors(language: str, to: str) -> dict[str, Any]:
    """Which ways in the sign-in page offers, and where they lead."""
    return {
        "next": to,
        "company": server().companies.label(language),
        "passwords_for_all": server().accounts.passwords_for_all,
    }


def _again(template: str, refusal: Refusal, *, language: str, **values: object) -> Response:
    """The form once more, with what was wrong; the password is typed anew."""
    facts = refusal.facts
    problems = refusal.problems if isinstance(refusal, UnsuitableAccount) else {}
    say = words(language)
    problem = " ".join((say(f"errors.{refusal.code}.message", **facts), say(f"errors.{refusal.code}.remedy", **facts)))
    response = render_page(
        template, language=language, status=STATUS[refusal.code], problem=problem, problems=problems, **values
    )
    if isinstance(refusal, TooManyTries):
        response.headers["Retry-After"] = str(facts["seconds"])
    return response


def _welcome(signed: SignedIn, to: str, *, language: str) -> Response:
    # A browser that waits for its code keeps by what it is known: that it has given one before.
    waits = server().sessions.awaits_factor(signed.token)
    if waits:
        to = f"/app/{language}/sign-in/code?next={quote(to, safe='/')}"
    response = see_other(to)
    set_session_cookie(response, signed.token)
    if not waits:
        remember_device(response, signed.device)
    return response
