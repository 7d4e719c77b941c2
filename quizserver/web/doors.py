"""Doors beside the sign-in form: a forgotten password, an invitation, and the sessions that a person has open."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from quizserver.domain.people import PASSWORD_LEAST, browser_of
from quizserver.errors import NotFound, TooManyTries, UnsuitableAccount
from quizserver.web.context import server, signed_in, visit
from quizserver.web.errors import STATUS
from quizserver.web.framing import render_page
from quizserver.web.guarding import remember_device, set_session_cookie
from quizserver.web.replying import see_other
from quizserver.web.words import words

__all__ = ["blueprint"]

blueprint = Blueprint("doors", __name__, url_prefix="/app/<any(en,ja):language>")


@blueprint.route("/forgot", methods=["GET", "POST"])
def forgot(language: str) -> Response:
    """Ask for a link to choose a new password. The page says the same whether there is an account or not."""
    by_mail = server().mailing.enabled
    if request.method == "GET" or not by_mail:
        return render_page("forgot.html", language=language, by_mail=by_mail, asked=False, problem=None)
    try:
        server().tickets.request_reset(who=request.form.get("email", ""), address=request.remote_addr or "")
    except TooManyTries as refusal:
        say = words(language)
        problem = say("errors.too_many_tries.message") + " " + say("errors.too_many_tries.remedy", **refusal.facts)
        response = render_page("forgot.html", language=language, status=429, by_mail=True, asked=False, problem=problem)
        response.headers["Retry-After"] = str(refusal.facts["seconds"])
        return response
    return render_page("forgot.html", language=language, by_mail=True, asked=True, problem=None)


@blueprint.route("/welcome", methods=["GET", "POST"])
def welcome(language: str) -> Response:
    """Choose a password by a link that opens once."""
    token = request.values.get("ticket", "")
    account, purpose = server().tickets.select_holder(token)
    if not server().accounts.may_use_password(account):
        # Invitations and old links go on leading somewhere.
        return see_other(f"/app/{language}/sign-in")
    values: dict[str, Any] = {
        "ticket": token,
        "name": account.name,
        "account": account,
        "purpose": purpose,
        "least": PASSWORD_LEAST,
    }
    if request.method == "GET":
        return render_page("welcome.html", language=language, problems={}, problem=None, **values)
    try:
        signed = server().tickets.choose_password(
            token,
            password=request.form.get("password", ""),
            address=request.remote_addr or "",
            old_token=visit().token,
            browser=browser_of(request.user_agent.string),
        )
    except (UnsuitableAccount, TooManyTries) as refusal:
        problems = refusal.problems if isinstance(refusal, UnsuitableAccount) else {}
        say = words(language)
        problem = " ".join(say(f"errors.{refusal.code}.{part}", **refusal.facts) for part in ("message", "remedy"))
        return render_page(
            "welcome.html", language=language, status=STATUS[refusal.code], problems=problems, problem=problem, **values
        )
    response = see_other(f"/app/{language}/learning")
    set_session_cookie(response, signed.token)
    if not server().sessions.awaits_factor(signed.token):
        remember_device(response, signed.device)
    return response


@blueprint.post("/sessions")
def end_sessions(language: str) -> Response:
    """End one session by its name, or all others."""
    here, user_id = visit(), signed_in().user_id
    assert here.token is not None, "the guard lets nobody in without a session"
    name = request.form.get("session", "")
    if name == "others":
        server().sessions.revoke_others(here.token, user_id=user_id)
    elif not server().sessions.revoke(user_id=user_id, name=name):
        raise NotFound
    return see_other(f"/app/{language}/account?ended")
