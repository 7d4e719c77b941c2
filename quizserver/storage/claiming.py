"""One server for one SQLite file: a second writing process would bring back the waiting that group commit ends.

The claim is a lock of SQLite itself on a file beside the database: it works wherever SQLite does, and ends with the
process however that ends, kill -9 included.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy.engine import make_url

from quizserver.errors import AlreadyServed, StorageUnavailable

__all__ = ["Claim", "claim_database"]


class Claim:
    """Held by the one process that serves a database: until it is released, or the block ends."""

    def __init__(self, lock: sqlite3.Connection | None) -> None:
        self._lock = lock

    def __enter__(self) -> Claim:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.release()

    def release(self) -> None:
        """Let another process serve it."""
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.close()


def claim_database(url: str) -> Claim:
    """Claim a SQLite URL's file for this process; PostgreSQL may be served by many.

    Raises AlreadyServed, and StorageUnavailable (with the reason) when the folder cannot be written.
    """
    path = make_url(url).database if url.startswith("sqlite") else None
    if path is None:
        return Claim(None)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = sqlite3.connect(f"{path}.lock", isolation_level=None, timeout=0, check_same_thread=False)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise AlreadyServed(path) from error
        raise StorageUnavailable(reason=f"{path}.lock: {error}") from error
    return Claim(lock)
