"""The built site, as files. Behind nginx or a CDN these routes are never reached."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, redirect, request, send_file
from werkzeug.security import safe_join

from quizserver.errors import NotFound
from quizserver.web.context import server
from quizserver.web.words import LANGUAGES

__all__ = ["blueprint", "find_missing_page"]

blueprint = Blueprint("site", __name__)

_HASHED = re.compile(r"\.[0-9a-f]{8,}\.(?:min\.)?[a-z0-9]+$")
_OURS = ("api", "app", "healthz")
_TEXT = frozenset({".html", ".css", ".js", ".json", ".svg", ".xml", ".webmanifest"})
_WORKER = "sw.js"
"""The service worker, which serves every language. Like every file without a hash it is asked for anew each time."""
_YEAR_SECONDS = 31_536_000


@blueprint.get("/")
def home() -> Response:
    """The course's first page."""
    return page("")


@blueprint.get("/<path:path>")
def page(path: str) -> Response:
    """A file of the site; a folder answers with its index.html, and with a redirect when the slash is missing."""
    if path.split("/", 1)[0] in _OURS:
        raise NotFound
    file = _find(path)
    if file is None:
        raise NotFound
    if file.is_dir():
        return _folder(path, file)
    return _send(file)


def find_missing_page(path: str) -> Response | None:
    """The site's own "not found", in the language of the path."""
    first = path.strip("/").split("/", 1)[0]
    folder = first if first in LANGUAGES else ""
    file = _find(f"{folder}/404.html".lstrip("/"))
    if file is None or not file.is_file():
        return None
    response = Response(file.read_bytes(), status=404, mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _folder(path: str, folder: Path) -> Response:
    index = folder / "index.html"
    if not index.is_file():
        raise NotFound
    if path and not path.endswith("/"):
        query = request.query_string.decode("ascii", "replace")
        # From the name of the file, never from the Host header; one slash in front, so that it stays here.
        answer = redirect(f"{request.path.rsplit('/', 1)[-1]}/" + (f"?{query}" if query else ""), code=308)
        assert isinstance(answer, Response)
        return answer
    return _send(index)


def _find(path: str) -> Path | None:
    """The file or folder of this path, within the site and nowhere else."""
    root = server().settings.site
    if any(part.startswith(".") for part in path.split("/")) or "\x00" in path or "\\" in path:
        return None
    joined = safe_join(str(root), *path.rstrip("/").split("/")) if path.strip("/") else str(root)
    if joined is None:
        return None
    try:
        file = Path(joined).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return None
    return file if file.is_relative_to(root.resolve()) else None


def _send(file: Path) -> Response:
    """The file with an ETag; names that carry a hash of their content are kept for a year, all else asks again."""
    response = send_file(file, conditional=True, etag=True, last_modified=file.stat().st_mtime)
    if _HASHED.search(file.name):
        response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    if file.name == _WORKER:
        response.headers["Service-Worker-Allowed"] = "/"
    return _compressed(response, file) if file.suffix in _TEXT else response


def _compressed(response: Response, file: Path) -> Response:
    """A text for a browser that takes gzip: a quarter of the bytes. One ETag for both forms, so a weak one."""
    response.vary.add("Accept-Encoding")
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    if response.status_code == 200 and request.accept_encodings.quality("gzip") and not request.range:
        state = file.stat()
        response.close()
        response.direct_passthrough = False
        response.set_data(_gzipped(file, state.st_mtime_ns, state.st_size))
        response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=128)
def _gzipped(file: Path, _mtime_ns: int, _size: int) -> bytes:
    """The content as it is now; time and size make a changed file another one. A few megabytes at most."""
    return gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)
