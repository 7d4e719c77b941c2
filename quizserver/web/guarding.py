"""Before every view: who is it, may they, and did their own browser page ask for it?"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from flask import Flask, Response, request

from quizserver.domain.people import Role
from quizserver.domain.tokens import Scope
from quizserver.errors import Forbidden, ForeignRequest, FormExpired, NotFound, SecondFactorMissing, SignInRequired
from quizserver.services.secrecy import new_token
from quizserver.web.access import ACCESS, Access
from quizserver.web.context import server, visit
from quizserver.web.entrance import ROUTE
from quizserver.web.json_body import MAX_UPLOAD_BYTES

__all__ = [
    "DEVICE_DAYS",
    "device_cookie",
    "flow_cookie",
    "guard",
    "install_guard",
    "new_form_token",
    "remember_device",
    "session_cookie",
    "set_private_cookie",
    "set_session_cookie",
]

_OFFICE = frozenset({Role.HR, Role.ADMIN})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FORM_BESIDE_FILE = 1024 * 1024
DEVICE_DAYS = 180
"""How long a browser is known."""


def install_guard(app: Flask) -> None:
    """Put the guard before every request of this application."""
    app.before_request(guard)


def guard() -> None:
    """Refuse what the access table does not allow. Raises the Refusal that says why."""
    if request.endpoint is None or request.url_rule is None:
        return
    request.environ[ROUTE] = request.url_rule.rule
    access = ACCESS.get(request.endpoint)
    if access is None:
        raise Forbidden
    if "\0" in request.path:
        # PostgreSQL cannot even be asked about it.
        raise NotFound
    if access.scope is not None:
        _find_bearer(access.scope)
    if not access.session:
        return
    if access.upload:
        # Before anything of the body is read. Who may not upload is refused before it is looked at.
        request.max_content_length = MAX_UPLOAD_BYTES
        # Werkzeug holds a file's pieces to this limit too, and reads 64 KiB at a time.
        request.max_form_memory_size = _FORM_BESIDE_FILE
    unsafe = request.method not in _SAFE
    if unsafe and not _is_same_origin():
        raise ForeignRequest
    _find_visitor()
    if access.roles is not None:
        _check_person(access)
    if unsafe:
        _check_token(access)


def _find_visitor() -> None:
    token = request.cookies.get(session_cookie())
    if token:
        here = visit()
        visitor = server().sessions.find_visitor(token)
        if visitor is not None and visitor.awaits_factor:
            here.waiting, visitor = (token, visitor), None
        if visitor is not None and server().sessions.lacks_factor(visitor):
            here.held_back, visitor = True, visitor.without_office()
        here.visitor = visitor
        here.token = token if visitor is not None else None


def _find_bearer(scope: Scope) -> None:
    """A program comes with its token in the header (RFC 6750, 2.1); no browser adds it by itself, so no other check."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    given = token.strip() if kind.lower() == "bearer" else ""
    bearer = server().tokens.select_bearer(given, scope=scope, address=request.remote_addr or "")
    here = visit()
    here.bearer, here.visitor = bearer, bearer.visitor


def _check_person(access: Access) -> None:
    visitor = visit().visitor
    if visitor is None:
        raise SignInRequired
    if access.roles is not None and not visitor.roles & access.roles:
        raise SecondFactorMissing if visit().held_back and access.roles & _OFFICE else Forbidden


def _is_same_origin() -> bool:
    """Browsers say where an unsafe request comes from. One that says nothing still needs the token."""
    ours = server().settings.origins
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin.lower() in ours
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    referer = request.headers.get("Referer")
    if referer is None:
        return True
    parts = urlsplit(referer)
    return f"{parts.scheme}://{parts.netloc}".lower() in ours


def _check_token(access: Access) -> None:
    if not access.form:
        if visit().visitor is None or not _same(request.headers.get("X-CSRF-Token", ""), visit().csrf):
            raise ForeignRequest
        return
    if not _same(request.form.get("token", ""), _form_token()):
        raise FormExpired


def _same(given: str, wanted: str) -> bool:
    return bool(wanted) and hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _form_token() -> str:
    """The token of this browser's forms: the session's, or one for a browser that is not signed in."""
    here = visit()
    if here.visitor is not None:
        return here.csrf
    cookie = request.cookies.get(_cookie("course_visit"), "")
    return server().keyring.sign("form", cookie) if cookie else ""


def new_form_token(response_cookies: list[tuple[str, str]]) -> str:
    """As `_form_token`, and gives a browser that has no token yet the cookie it belongs to."""
    token = _form_token()
    if token:
        return token
    cookie = new_token()
    response_cookies.append((_cookie("course_visit"), cookie))
    return server().keyring.sign("form", cookie)


def _cookie(name: str) -> str:
    """With https, the prefix makes browsers refuse the cookie from anything but this very host."""
    return f"__Host-{name}" if server().settings.secure else name


def session_cookie() -> str:
    """The name of the session's cookie."""
    return _cookie("course_session")


def device_cookie() -> str:
    """The name of the cookie by which a browser is known to have signed in before."""
    return _cookie("course_device")


def flow_cookie() -> str:
    """The name of the cookie by which a browser is known that went to the company's provider."""
    return _cookie("course_flow")


def set_private_cookie(response: Response, name: str, value: str, *, seconds: int | None) -> None:
    """A cookie that scripts cannot read and other sites cannot send along."""
    secure = server().settings.secure
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=secure, path="/")


def set_session_cookie(response: Response, token: str) -> None:
    """Hand the session's token to the browser."""
    set_private_cookie(response, session_cookie(), token, seconds=server().sessions.lifetime_seconds)


def remember_device(response: Response, device: str) -> None:
    """Hand the token by which this browser is known from now on."""
    set_private_cookie(response, device_cookie(), device, seconds=DEVICE_DAYS * 24 * 3600)
