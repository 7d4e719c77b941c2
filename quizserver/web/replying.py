"""JSON answers."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic_core import to_json

__all__ = ["json_reply"]


def json_reply(body: Any, *, status: int = 200) -> Response:
    """A JSON answer that no cache keeps."""
    response = Response(to_json(body), status=status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
