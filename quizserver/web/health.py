"""Is this process fit to serve?"""

from __future__ import annotations

from flask import Blueprint, Response

from quizserver.errors import StorageUnavailable
from quizserver.storage import find_version, latest_version
from quizserver.web.context import server
from quizserver.web.replying import json_reply

__all__ = ["blueprint"]

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 when the database answers, has this version's schema, and a course is loaded; else 503 with the reason."""
    reason = _find_reason()
    if reason is None:
        return json_reply({"status": "ok", "courses": sorted(server().catalog.courses())})
    return json_reply({"status": "unavailable", "reason": reason}, status=503)


def _find_reason() -> str | None:
    try:
        with server().database.reading() as connection:
            version = find_version(connection)
    except StorageUnavailable:
        return "database does not answer"
    if version != latest_version():
        return "database is not migrated: run quizserver migrate"
    return None if server().catalog.courses() else "no compiled course in COURSE_COMPILED: run course build"
