"""The page of programs' tokens: make one, see it once, list them, revoke."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, request

from quizserver.domain.tokens import Scope, scopes_for
from quizserver.errors import UnsuitableToken
from quizserver.services.tokens import NewToken
from quizserver.web.context import server, signed_in
from quizserver.web.framing import render_page
from quizserver.web.replying import see_other

__all__ = ["blueprint"]

blueprint = Blueprint("tokens", __name__, url_prefix="/app/<any(en,ja):language>/tokens")

_DAYS = (30, 90, 365, 730)


@blueprint.get("/")
def home(language: str) -> Response:
    """The tokens that this person may see, and a form for a new one."""
    return _page(language, done=request.args.get("done"))


@blueprint.post("/")
def create(language: str) -> Response:
    """Make a token and show it: in this answer only, which no cache keeps."""
    visitor = signed_in()
    wanted = {name for name in request.form.getlist("scope") if name in {scope.value for scope in Scope}}
    try:
        made = server().tokens.create(
            owner_id=visitor.user_id,
            actor=visitor.user_id,
            name=request.form.get("name", ""),
            scopes=frozenset(Scope(name) for name in wanted),
            days=request.form.get("days", type=int),
        )
    except UnsuitableToken as refusal:
        return _page(language, status=422, problems=refusal.problems)
    return _page(language, status=201, made=made)


@blueprint.post("/<uuid:token_id>/revoke")
def revoke(language: str, token_id: object) -> Response:
    """End a token."""
    visitor = signed_in()
    server().tokens.revoke(str(token_id), visitor=visitor, actor=visitor.user_id)
    return see_other(f"/app/{language}/tokens/?done=revoked")


def _page(
    language: str,
    *,
    status: int = 200,
    done: str | None = None,
    made: NewToken | None = None,
    problems: dict[str, str] | None = None,
) -> Response:
    visitor = signed_in()
    return render_page(
        "tokens.html",
        language=language,
        status=status,
        done=done,
        made=made,
        problems=problems or {},
        typed=request.form if problems else {},
        ticked=request.form.getlist("scope") if problems else [],
        scopes=scopes_for(visitor.roles),
        days=_DAYS,
        tokens=server().tokens.list_for(visitor),
        day=lambda ms: _text(ms, "%Y-%m-%d"),
        moment=lambda ms: _text(ms, "%Y-%m-%d %H:%M"),
    )


def _text(ms: int, pattern: str) -> str:
    return datetime.fromtimestamp(ms / 1000, tz=server().settings.timezone).strftime(pattern)
