"""JSON answers."""

from __future__ import annotations

import json
from typing import Any

from flask import Response

__all__ = ["json_reply"]


def json_reply(body: Any, *, status: int = 200) -> Response:
    """A JSON answer that no cache keeps."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    response = Response(text, status=status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
