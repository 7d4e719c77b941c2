"""What is stored about people and why: a page for everybody, made from the settings of this server."""

from __future__ import annotations

from flask import Blueprint, Response

from quizserver.services.retaining import MAIL_DAYS
from quizserver.services.tickets import INVITATION_DAYS, RESET_HOURS
from quizserver.web.context import server
from quizserver.web.framing import render_page
from quizserver.web.guarding import DEVICE_DAYS

__all__ = ["KINDS", "STORED_HERE", "blueprint"]

blueprint = Blueprint("privacy", __name__, url_prefix="/app/<any(en,ja):language>")

KINDS = ("account", "learning", "certificates", "sign_in", "mails", "reviews", "log", "proof")
"""What is stored, in the order of the page: each has what, why, how long and who sees it."""

STORED_HERE = ("session", "device", "visit", "flow", "answers", "pages", "scheme")
"""What is kept in the browser."""


@blueprint.get("/privacy")
def page(language: str) -> Response:
    """The page."""
    settings = server().settings
    return render_page(
        "privacy.html",
        language=language,
        kinds=KINDS,
        stored_here=STORED_HERE,
        company=settings.issuer[language] if settings.issuer else "",
        contact=settings.privacy_contact,
        years=settings.retention_years,
        by_mail=server().mailing.enabled,
        prefix="__Host-" if settings.secure else "",
        facts={
            "session_days": settings.session_days,
            "idle_hours": settings.session_idle_hours,
            "device_days": DEVICE_DAYS,
            "mail_days": MAIL_DAYS,
            "invitation_days": INVITATION_DAYS,
            "reset_hours": RESET_HOURS,
        },
        own=[part for part in settings.privacy_text[language].split("\n\n") if part.strip()],
    )
