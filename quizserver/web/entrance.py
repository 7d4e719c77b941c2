"""Around the application: what every answer carries, and one line of log for each request.

At the WSGI level, so that it holds for whatever answers, and costs little.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from quizserver.config import Settings
from quizserver.web.headers import fixed_headers, policy_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["ROUTE", "Entrance"]

ROUTE = "quizserver.route"
"""Where the guard leaves the pattern of the route: the path itself may name a person's things."""

_log = logging.getLogger("quizserver.request")


class Entrance:
    """Adds the security headers and a request id, and logs."""

    def __init__(self, app: WSGIApplication, settings: Settings, *, policies: Callable[[], tuple[str, ...]]) -> None:
        self._app = app
        self._policies = policies
        self._fixed = fixed_headers(settings)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        began, request_id = time.perf_counter(), uuid.uuid4().hex
        path = environ.get("PATH_INFO", "")

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            own = [("Content-Security-Policy", policy_of(path, self._policies)), ("X-Request-Id", request_id)]
            _note(environ, status=status, began=began, request_id=request_id)
            return start_response(status, headers + self._fixed + own, *error)

        return self._app(environ, start)


def _note(environ: WSGIEnvironment, *, status: str, began: float, request_id: str) -> None:
    if not _log.isEnabledFor(logging.INFO):
        return
    data = {
        "event": "request",
        "method": environ["REQUEST_METHOD"],
        "route": environ.get(ROUTE, "-"),
        "status": int(status[:3]),
        "ms": round(1000 * (time.perf_counter() - began), 1),
        "request": request_id,
    }
    _log.info("request", extra={"data": data})
