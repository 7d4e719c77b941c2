"""The second factor: the code after the password, setting it up on the account page, and taking it from somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import segno
from flask import Blueprint, Response, request

from quizserver.domain.people import browser_of
from quizserver.errors import BadCode, NotFound, Refusal, TooManyTries
from quizserver.web.context import server, signed_in, visit
from quizserver.web.errors import STATUS
from quizserver.web.framing import course_title, render_page
from quizserver.web.guarding import device_cookie, remember_device, set_session_cookie
from quizserver.web.replying import see_other
from quizserver.web.returning import local_path
from quizserver.web.words import words

__all__ = ["blueprint"]

blueprint = Blueprint("factors", __name__, url_prefix="/app/<any(en,ja):language>")


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def ask(language: str) -> Response:
    """Ask for a code after the password; then go on to `next`."""
    to = local_path(request.values.get("next"), otherwise=f"/app/{language}/learning")
    waiting = visit().waiting
    if waiting is None:
        return see_other(to if visit().visitor is not None else f"/app/{language}/sign-in")
    if request.method == "GET":
        return render_page("factor_ask.html", language=language, next=to, problem=None)
    token, visitor = waiting
    try:
        signed = server().factors.give(
            visitor.user_id,
            code=request.form.get("code", ""),
            token=token,
            address=request.remote_addr or "",
            device=request.cookies.get(device_cookie()),
            browser=browser_of(request.user_agent.string),
        )
    except (BadCode, TooManyTries) as refusal:
        return _again("factor_ask.html", refusal, language=language, next=to)
    response = see_other(to)
    set_session_cookie(response, signed.token)
    remember_device(response, signed.device)
    return response


@blueprint.get("/account/second-factor")
def home(language: str) -> Response:
    """Where I stand, and what waits for its first code."""
    return render_page("factor.html", language=language, problem=None, **_values(language))


@blueprint.post("/account/second-factor")
def act(language: str) -> Response:
    """Begin, confirm, make new recovery codes or remove, as the pressed button says."""
    wanted, user_id, code = request.form.get("do", ""), signed_in().user_id, request.form.get("code", "")
    factors, token = server().factors, visit().token or ""
    _check_offered()
    deeds: dict[str, Callable[[], list[str] | None]] = {
        "begin": lambda: factors.begin(user_id),
        "confirm": lambda: factors.confirm(user_id, code=code, token=token),
        "codes": lambda: factors.renew_codes(user_id, code=code),
        "remove": lambda: factors.remove(user_id, code=code),
    }
    deed = deeds.get(wanted)
    try:
        codes = deed() if deed is not None else None
    except (BadCode, TooManyTries) as refusal:
        return _again("factor.html", refusal, language=language, **(_values(language) | {"at": wanted}))
    if codes is None:
        return see_other(f"/app/{language}/account/second-factor" + ("?removed" if wanted == "remove" else ""))
    text = "\r\n".join([course_title(language), *codes, ""])
    return render_page(
        "factor_codes.html",
        language=language,
        codes=codes,
        file="data:text/plain;charset=utf-8," + quote(text, safe=""),
    )


@blueprint.post("/people/<uuid:user_id>/second-factor")
def reset(language: str, user_id: object) -> Response:
    """Take somebody's factor away: the telephone is lost, and the recovery codes with it."""
    server().factors.reset(str(user_id), actor=signed_in().user_id)
    return see_other(f"/app/{language}/people/{user_id}?factor")


def _check_offered() -> None:
    if server().settings.second_factor == "off":
        raise NotFound


def _values(language: str) -> dict[str, Any]:
    _check_offered()
    me = server().accounts.select_account(signed_in().user_id)
    waiting = server().factors.find_enrollment(me, issuer=course_title(language) or "Course")
    drawn = None
    if waiting is not None:
        # White under it and a margin around it: a camera needs both, on dark pages too.
        drawn = segno.make(waiting.address, error="m").svg_data_uri(scale=5, border=4, light="#fff")
    return {
        "standing": server().factors.standing(me.id),
        "waiting": waiting,
        "drawn": drawn,
        "removed": "removed" in request.args,
        "held_back": visit().held_back,
        "at": "",
    }


def _again(template: str, refusal: Refusal, *, language: str, **values: Any) -> Response:
    say = words(language)
    problem = " ".join(say(f"errors.{refusal.code}.{part}", **refusal.facts) for part in ("message", "remedy"))
    status = STATUS[refusal.code]
    response = render_page(template, language=language, status=status, **(values | {"problem": problem}))
    if isinstance(refusal, TooManyTries):
        response.headers["Retry-After"] = str(refusal.facts["seconds"])
    return response
