"""Refusals and mishaps as answers: one table of statuses, JSON for the API and pages for people, in their language."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, redirect, request
from werkzeug.exceptions import HTTPException

from quizserver.errors import (
    AlreadyAnswered,
    BadToken,
    ExportsBusy,
    Refusal,
    ScopeMissing,
    SignInRequired,
    StorageUnavailable,
    TooManyTries,
)
from quizserver.web.context import request_language, server, visit
from quizserver.web.framing import is_page, render_page
from quizserver.web.moments import moment_text, timestamp
from quizserver.web.presenting import stored_json
from quizserver.web.replying import json_reply
from quizserver.web.scim_replies import ROOT, scim_error
from quizserver.web.site import find_missing_page
from quizserver.web.words import words

__all__ = ["STATUS", "error_body", "install_errors"]

_log = logging.getLogger("quizserver.web")

STATUS: Mapping[str, int] = {
    "invalid_json": 400,
    "bad_request": 400,
    "sign_in_required": 401,
    "bad_credentials": 401,
    "bad_token": 401,
    "forbidden": 403,
    "foreign_request": 403,
    "scope_missing": 403,
    "passwords_closed": 403,
    "provider_mistrusted": 403,
    "sign_in_cancelled": 403,
    "not_on_roster": 403,
    "account_closed": 403,
    "second_factor_missing": 403,
    "sign_in_lost": 400,
    "bad_code": 401,
    "provider_unavailable": 503,
    "form_expired": 403,
    "sign_up_closed": 403,
    "not_found": 404,
    "ticket_used": 410,
    "method_not_allowed": 405,
    "conflict": 409,
    "already_answered": 409,
    "answered_since": 409,
    "attempt_closed": 409,
    "time_is_up": 409,
    "no_attempts_left": 409,
    "not_enrolled": 409,
    "already_enrolled": 409,
    "already_done": 409,
    "already_waived": 409,
    "not_waived": 409,
    "already_erased": 410,
    "still_active": 409,
    "not_confirmed": 422,
    "retake_too_early": 409,
    "not_open_yet": 409,
    "nothing_to_retry": 409,
    "out_of_order": 409,
    "certificate_erased": 410,
    "too_large": 413,
    "unsupported_media_type": 415,
    "roster_changed": 409,
    "unreadable_roster": 422,
    "unreadable_days": 422,
    "unsuitable_view_name": 422,
    "invalid_body": 422,
    "not_readable": 422,
    "unknown_question": 422,
    "unknown_language": 422,
    "unsuitable_account": 422,
    "unsuitable_cohort": 422,
    "unsuitable_token": 422,
    "reason_missing": 422,
    "scim_refused": 400,
    "unfit_for_encoding": 422,
    "too_many_tries": 429,
    "internal": 500,
    "certificates_unavailable": 501,
    "exports_busy": 503,
    "storage_unavailable": 503,
}

_OF_HTTP = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    414: "bad_request",
    415: "unsupported_media_type",
    431: "bad_request",
}
_RETRY_SECONDS = 5


def install_errors(app: Flask) -> None:
    """Answer every exception of this application."""
    app.register_error_handler(Refusal, _on_refusal)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Exception, _on_bug)


def error_body(code: str, *, language: str, facts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The contract's error: what happened and what to do, in words."""
    say = words(language)
    known = dict(facts or {})
    if "available_at" in known:
        known["when"] = moment_text(known["available_at"], language=language, zone=server().settings.timezone)
        known["available_at"] = timestamp(known["available_at"])
    text = {part: say(f"errors.{code}.{part}", **known) for part in ("message", "remedy")}
    told = {name: known[name] for name in ("field", "question", "available_at") if name in known}
    return {"error": {"code": code} | text | told}


def _on_refusal(refusal: Refusal) -> Response:
    if isinstance(refusal, SignInRequired) and is_page() and request.method in ("GET", "HEAD"):
        return _to_sign_in()
    response = _answer(refusal.code, refusal=refusal)
    if isinstance(refusal, TooManyTries):
        response.headers["Retry-After"] = str(refusal.facts["seconds"])
    if isinstance(refusal, BadToken | ScopeMissing):
        # RFC 6750, 3: without a token, no error is named.
        response.headers["WWW-Authenticate"] = _challenge(refusal)
    if isinstance(refusal, (StorageUnavailable, ExportsBusy)):
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _challenge(refusal: BadToken | ScopeMissing) -> str:
    if isinstance(refusal, ScopeMissing):
        return f'Bearer error="insufficient_scope", scope="{refusal.facts["scope"]}"'
    return 'Bearer error="invalid_token"' if "Authorization" in request.headers else "Bearer"


def _on_http(error: HTTPException) -> Response:
    status = error.code or 500
    code = _OF_HTTP.get(status, "internal" if status >= 500 else "bad_request")
    response = _answer(code)
    if status == 405:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ["GET"]))
    return response


def _on_bug(error: Exception) -> Response:
    """A mistake of ours: the log gets the traceback, the visitor a plain page."""
    _log.error("unexpected error", exc_info=error, extra={"data": {"event": "bug", "kind": type(error).__name__}})
    return _answer("internal")


def _answer(code: str, *, refusal: Refusal | None = None) -> Response:
    status, language = STATUS[code], request_language()
    if request.path.startswith(f"{ROOT}/"):
        return scim_error(refusal, code=code, status=status, language=language)
    body = error_body(code, language=language, facts=refusal.facts if refusal is not None else None)
    if request.path.startswith("/api/"):
        if isinstance(refusal, AlreadyAnswered):
            body["stored"] = stored_json(refusal.stored.sheet, refusal.stored.response, language=language)
        return json_reply(body, status=status)
    if not is_page() and status == 404:
        found = find_missing_page(request.path)
        if found is not None:
            return found
    way = ("account/second-factor", "factor.begin") if code == "second_factor_missing" else None
    return render_page("error.html", status=status, language=language, way=way, **body["error"])


def _to_sign_in() -> Response:
    here = request.full_path.rstrip("?")
    # Somebody who gave the password is asked for the code next.
    door = "sign-in/code" if visit().waiting is not None else "sign-in"
    answer = redirect(f"/app/{request_language()}/{door}?next={quote(here, safe='/')}", code=303)
    assert isinstance(answer, Response)
    return answer
