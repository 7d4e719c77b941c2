"""JSON answers."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect
from pydantic_core import to_json

__all__ = ["json_reply", "see_other"]


def json_reply(body: Any, *, status: int = 200) -> Response:
    """A JSON answer that no cache keeps."""
    response = Response(to_json(body), status=status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def see_other(path: str) -> Response:
    """Go there with GET; no cache keeps it."""
    response = redirect(path, code=303)
    assert isinstance(response, Response)
    response.headers["Cache-Control"] = "no-store"
    return response
