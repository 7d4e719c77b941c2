"""A server of files that sends the site's Content-Security-Policy and its own page for what does not exist."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class SiteServer:
    """Serves a folder, which may appear later. `policy` is the header that every answer carries."""

    def __init__(self, site: Path, *, policy: str = "") -> None:
        self.site = site
        self.policy = policy
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, owner=self, directory=str(site)))
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> SiteServer:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, owner: SiteServer, **options: Any) -> None:
        self.owner = owner
        super().__init__(*args, **options)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.owner.policy)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The course's page, in the language of the path; the learner API, which is not here, is missing plainly."""
        page = self.owner.site / ("ja/404.html" if self.path.startswith("/ja/") else "404.html")
        body = b"{}" if self.path.startswith("/api/") else page.read_bytes()
        self.send_response(code, message)
        self.send_header(
            "Content-Type", "application/json" if self.path.startswith("/api/") else "text/html; charset=utf-8"
        )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        return None
