"""The styles of our pages. Their URL carries a hash, so that caches keep them for ever."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from functools import cache
from importlib.resources import files

from flask import Blueprint, Response

from coursekit.rendering import read_asset
from quizserver.errors import NotFound

__all__ = ["asset_url", "blueprint"]

blueprint = Blueprint("assets", __name__)

_DARK = re.compile(r':root\[data-ck-scheme="dark"\],\s*\[data-md-color-scheme="slate"\]\s*(\{[^}]*\})')
_YEAR_SECONDS = 31_536_000
_NAMES = ("tokens.css", "app.css", "scheme.js", "working.js", "copy.js", "icon.svg")


@blueprint.get("/app/static/<name>")
def asset(name: str) -> Response:
    """One file; its address changes when its content does."""
    if name not in _NAMES:
        raise NotFound
    response = Response(_content(name), mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream")
    response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
    return response


def asset_url(name: str) -> str:
    """Where a page finds this file."""
    return f"/app/static/{name}?v={hashlib.sha256(_content(name)).hexdigest()[:12]}"


@cache
def _content(name: str) -> bytes:
    if name == "tokens.css":
        return _tokens().encode()
    return (files("quizserver.web") / "static" / name).read_bytes()


def _tokens() -> str:
    """The course's palette, dark by the reader's own choice (scheme.js), else by the system's. Paper is never dark."""
    css = read_asset("tokens.css").decode()
    dark = _DARK.search(css)
    if dark is None:
        return css
    chosen = f'@media screen {{ :root[data-ck-scheme="dark"] {dark[1]} }}'
    system = f'@media screen and (prefers-color-scheme: dark) {{ :root:not([data-ck-scheme="light"]) {dark[1]} }}'
    return f"{css[: dark.start()]}{chosen}\n{system}{css[dark.end() :]}"
