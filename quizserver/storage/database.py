"""The database as services see it: how to open one, to write to it and to read from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from quizserver.storage.sqlite import Sqlite

__all__ = ["Database", "open_database"]

T = TypeVar("T")


class Database(Protocol):
    """Where records are kept. Every method raises StorageUnavailable when the database does not answer."""

    def write(self, job: Callable[[Connection], T], *, durable: bool = True, large: bool = False) -> T:
        """Run one transaction; when this returns, its effect is durable. The job may run more than once.

        Without `durable` this does not wait for the disk: a power cut, or a disk that fails just now, may take it back.
        A `large` job changes thousands of rows: its caller has minutes, where all others are answered in seconds.
        """
        ...

    def reading(self) -> Any:
        """A context with a connection for single statements, each seeing the latest commit."""
        ...

    def snapshot(self) -> Any:
        """A context with a connection whose statements all see one moment."""
        ...

    def close(self) -> None:
        """Finish what is queued and let go."""
        ...


def open_database(url: str, *, readers: int = 20) -> Database:
    """Open a migrated database."""
    if url.startswith("sqlite"):
        return Sqlite(url, readers=readers)
    from quizserver.storage.postgres import Postgres  # with the driver, which SQLite does without

    return Postgres(url, connections=readers)
