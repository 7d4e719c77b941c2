"""What callers may see of a database error: they know no SQLAlchemy, and no statement's values."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from quizserver.errors import DuplicateError, Refusal, StorageUnavailable

__all__ = ["answering", "public_error", "reason_of"]

_log = logging.getLogger("quizserver.storage")


@contextmanager
def answering() -> Iterator[None]:
    """Nobody outside storage meets an error of SQLAlchemy."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        raise public_error(error) if isinstance(error, DBAPIError) else StorageUnavailable() from error


def public_error(error: BaseException) -> BaseException:
    """The error as a caller may see it."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, IntegrityError):
        return DuplicateError(reason_of(error))
    if isinstance(error, DBAPIError):
        _log.error("write failed", extra={"data": {"event": "write_failed", "reason": reason_of(error), "jobs": 1}})
        return StorageUnavailable()
    return error


def reason_of(error: BaseException) -> str:
    """What kind of error, for logs. Only of the database's state are its own words told: others may quote a value."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    kind = type(cause).__name__
    if not isinstance(error, (OperationalError, InternalError)):
        return kind
    return f"{kind}: {cause}".splitlines()[0][:200]
