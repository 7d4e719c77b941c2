"""Logs as JSON, one object a line. Never an e-mail, a name, an answer, a token or a query string."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from pydantic_core import to_json

__all__ = ["JsonFormatter", "set_up_logging"]


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message and the record's own `data`. Tracebacks keep places and types, not values."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= getattr(record, "data", {})
        if record.exc_info and record.exc_info[1] is not None:
            entry["trace"] = _places(record.exc_info[1])
        return to_json(entry, fallback=str).decode()


def set_up_logging(*, level: int = logging.INFO) -> None:
    """Send everything to standard error as JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # What no line of ours says is not looked up for each request (logging HOWTO, "Optimization").
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


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
