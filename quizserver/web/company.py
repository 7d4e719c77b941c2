"""To the company's provider and back. The way back has one address, which the provider knows, for both languages."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from quizserver.domain.people import browser_of
from quizserver.errors import Refusal, StorageUnavailable, TooManyTries
from quizserver.services.companies import FLOW_SECONDS, Return
from quizserver.services.secrecy import new_token
from quizserver.web.context import request_language, server, set_language, visit
from quizserver.web.errors import STATUS
from quizserver.web.framing import render_page
from quizserver.web.guarding import flow_cookie, remember_device, set_private_cookie, set_session_cookie
from quizserver.web.replying import see_other
from quizserver.web.returning import local_path
from quizserver.web.words import words

__all__ = ["RETURN_PATH", "blueprint"]

RETURN_PATH = "/app/sign-in/callback"

blueprint = Blueprint("company", __name__, url_prefix="/app")


@blueprint.get("/<any(en,ja):language>/sign-in/company")
def leave(language: str) -> Response:
    """Send this browser to the provider. A link and not a form, since a form may lead to our own pages only."""
    to = local_path(request.args.get("next"), otherwise=f"/app/{language}/learning")
    if visit().visitor is not None:
        return see_other(to)
    # Two tabs that leave at the same time share the cookie, so that both can come back.
    token = request.cookies.get(flow_cookie(), "").partition(".")[2] or new_token()
    try:
        url = server().companies.leave(
            browser_token=token, next_path=to, language=language, address=request.remote_addr or ""
        )
    except Refusal as refusal:
        return _trouble(refusal, language=language)
    response = redirect(url, code=303)
    assert isinstance(response, Response)
    response.headers["Cache-Control"] = "no-store"
    set_private_cookie(response, flow_cookie(), f"{language}.{token}", seconds=FLOW_SECONDS)
    return response


@blueprint.get(RETURN_PATH.removeprefix("/app"))
def come_back() -> Response:
    """Take what the provider sent along, and go on to where this browser wanted to go."""
    language, _, token = request.cookies.get(flow_cookie(), "").partition(".")
    set_language(language)
    came = Return(
        state=request.args.get("state", ""),
        code=request.args.get("code", ""),
        error=request.args.get("error", ""),
        issuer=request.args.get("iss"),
        browser_token=token,
        old_token=visit().token,
        browser=browser_of(request.user_agent.string),
        language=request_language(),
    )
    try:
        signed, to = server().companies.come_back(came)
    except Refusal as refusal:
        return _trouble(refusal, language=request_language())
    response = see_other(to)
    set_session_cookie(response, signed.token)
    remember_device(response, signed.device)
    return response


def _trouble(refusal: Refusal, *, language: str) -> Response:
    """What went wrong and what to do about it, with the way back to the sign-in page."""
    if isinstance(refusal, StorageUnavailable):
        raise refusal
    say = words(language)
    looked_for = refusal.facts.get("looked_for")
    response = render_page(
        "sign_in_trouble.html",
        language=language,
        status=STATUS[refusal.code],
        message=say(f"errors.{refusal.code}.message"),
        remedy=say(f"errors.{refusal.code}.remedy", **refusal.facts),
        looked_for=looked_for,
    )
    if isinstance(refusal, TooManyTries):
        response.headers["Retry-After"] = str(refusal.facts["seconds"])
    return response
