"""Pages: what every template gets, and what every page's answer carries."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from quizserver.web.assets import asset_url
from quizserver.web.context import server, visit
from quizserver.web.guarding import new_form_token, set_private_cookie
from quizserver.web.menu import entries_for
from quizserver.web.words import LANGUAGES, words

__all__ = ["course_title", "is_page", "render_page", "site_home"]


def is_page() -> bool:
    """Whether this request is for one of our own pages (not the built site, not the API)."""
    return request.path.startswith("/app/")


def render_page(template: str, *, language: str, status: int = 200, **values: Any) -> Response:
    """A page in this language, with the form token of this browser. No cache keeps it."""
    cookies: list[tuple[str, str]] = []
    token = new_form_token(cookies)
    html = render_template(template, **_frame(language), token=token, language=language, t=words(language), **values)
    response = Response(html, status=status, mimetype="text/html")
    for name, value in cookies:
        set_private_cookie(response, name, value, seconds=None)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language
    return response


def site_home(language: str) -> str:
    """Where the course begins in this language."""
    return "/" if language == LANGUAGES[0] else f"/{language}/"


def course_title(language: str) -> str:
    """What the course is called, at the head of every page; empty before one is there."""
    course = next(iter(server().catalog.courses().values()), None)
    return course.title.get(language, course.id) if course is not None else ""


def _frame(language: str) -> dict[str, Any]:
    visitor = visit().visitor
    return {
        "visitor": visitor,
        "office": entries_for(visitor),
        "course_title": course_title(language),
        "factor_needed": visit().held_back and not (request.endpoint or "").startswith("factors."),
        "home": site_home(language),
        "asset_url": asset_url,
        "endpoint": request.endpoint or "",
        "sign_up_open": server().accounts.sign_up_open,
        "other_languages": [
            (other, words(other)("language.name"), _same_page_in(other)) for other in LANGUAGES if other != language
        ],
    }


def _same_page_in(language: str) -> str:
    """This page in another language, with the same filters; the course's first page for what is not ours."""
    if not is_page() or request.url_rule is None or "language" not in (request.view_args or {}):
        return site_home(language)
    path = "/".join(["", "app", language, *request.path.split("/")[3:]])
    query = request.query_string.decode("ascii", "replace")
    return f"{path}?{query}" if query else path
