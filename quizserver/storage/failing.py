"""What callers may see of a database error: they know no SQLAlchemy, and no statement's values."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
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
    """The database's own words, without the statement's values: these may hold personal data."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    text = type(cause).__name__ if isinstance(error, IntegrityError) else f"{type(cause).__name__}: {cause}"
    return text.splitlines()[0][:200] if text else type(error).__name__
