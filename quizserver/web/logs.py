"""Logs as JSON, one object a line. Never an e-mail, a name, an answer, a token or a query string."""

from __future__ import annotations

import json
import logging
import time
import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

__all__ = ["install_request_log", "set_up_logging"]

_log = logging.getLogger("quizserver.request")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message and the record's own extras. Tracebacks keep places and types, not values."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info and record.exc_info[1] is not None:
            entry["trace"] = _places(record.exc_info[1])
        return json.dumps(entry, ensure_ascii=False, default=str)


def set_up_logging(*, level: int = logging.INFO) -> None:
    """Send everything to standard error as JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def install_request_log(app: Flask) -> None:
    """One line for every request of this application."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = uuid.uuid4().hex
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    if _log.isEnabledFor(logging.INFO):
        rule = request.url_rule
        fields = {
            "event": "request",
            "method": request.method,
            "route": rule.rule if rule is not None else "-",
            "status": response.status_code,
            "ms": round(1000 * (time.perf_counter() - g.get("began", time.perf_counter())), 1),
            "request": g.get("request_id", ""),
        }
        _log.info("request", extra=fields)
    return response


def _places(error: BaseException) -> list[str]:
    """Where it went wrong. An exception's text may hold what a learner typed, so it is left out."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/site-packages/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    cause = error.__cause__ or error.__context__
    return [type(error).__name__, *places, *(_places(cause) if cause is not None else [])]
