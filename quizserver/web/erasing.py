"""HR's page about erasing a person: what goes, what stays, and the one button."""

from __future__ import annotations

from flask import Blueprint, Response, request

from quizserver.domain.erasing import REASONS_BY_HAND, ErasureReason, confirmation_of
from quizserver.errors import NotConfirmed, Refusal
from quizserver.web.context import server, signed_in
from quizserver.web.errors import STATUS
from quizserver.web.framing import render_page
from quizserver.web.replying import see_other
from quizserver.web.words import words

__all__ = ["blueprint"]

blueprint = Blueprint("erasing", __name__, url_prefix="/app/<any(en,ja):language>/people")


@blueprint.get("/<uuid:user_id>/erase")
def preview(language: str, user_id: object) -> Response:
    """Whom it is about and what there is."""
    return _page(str(user_id), language=language, closed="closed" in request.args)


@blueprint.post("/<uuid:user_id>/erase")
def act(language: str, user_id: object) -> Response:
    """Close the account, or erase the person, as the pressed button says."""
    who, actor = str(user_id), signed_in()
    try:
        if request.form.get("do") == "deactivate":
            server().erasing.deactivate(user_id=who, actor=actor.user_id, by=actor.roles)
            return see_other(f"/app/{language}/people/{who}/erase?closed")
        server().erasing.erase(
            user_id=who, actor=actor.user_id, reason=_reason(), typed=request.form.get("confirmation", "")
        )
    except Refusal as refusal:
        if refusal.code not in ("still_active", "not_confirmed"):
            raise
        say = words(language)
        problem = " ".join(say(f"errors.{refusal.code}.{part}") for part in ("message", "remedy"))
        return _page(who, language=language, status=STATUS[refusal.code], problem=problem)
    server().retaining.tidy()
    return see_other(f"/app/{language}/people/{who}")


def _reason() -> ErasureReason:
    """The chosen reason. Raises NotConfirmed where none was."""
    chosen = request.form.get("reason", "")
    if chosen not in REASONS_BY_HAND:
        raise NotConfirmed
    return ErasureReason(chosen)


def _page(
    user_id: str, *, language: str, status: int = 200, problem: str | None = None, closed: bool = False
) -> Response:
    found = server().erasing.preview(user_id=user_id, actor=signed_in().user_id)
    return render_page(
        "erase.html",
        language=language,
        status=status,
        account=found.account,
        counts=found.counts,
        confirmation=confirmation_of(found.account),
        reasons=[reason.value for reason in REASONS_BY_HAND],
        problem=problem,
        closed=closed,
    )
